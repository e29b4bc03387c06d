"""How whoever writes into the outbox lets the sender of the same process know."""

from collections.abc import Callable


class Bell:
    """Rung after something new was committed, so that nobody who has just pressed a button waits for it.

    Where nobody listens, another process sends: it finds what is new by itself.
    """

    def __init__(self) -> None:
        self._heard: Callable[[], None] | None = None

    def listen(self, heard: Callable[[], None]) -> None:
        """From now on each ring calls this."""
        self._heard = heard

    def ring(self) -> None:
        """There is something new to send."""
        if self._heard is not None:
            self._heard()
