"""Updates that came by polling and are not acknowledged: Telegram keeps each until it is handled.

An acknowledged update dies with the process that took it, and acknowledging one acknowledges all that
came before it. So what is not yet handled comes again with every request, and is passed over.
"""

import asyncio
from contextlib import suppress
from enum import Enum, auto

MOST_HELD = 60
"""Telegram gives 100 updates a time. So that a flood does not hide what comes after it, the oldest are
acknowledged before they are handled when so many are held: only then could a killed process lose one."""


class _State(Enum):
    OPEN = auto()
    SETTLED = auto()
    REFUSED = auto()


class Arrivals:
    """What came, in the order in which it came, until it is acknowledged."""

    def __init__(self, most_held: int = MOST_HELD) -> None:
        self._most_held = most_held
        self._held: dict[int, _State] = {}
        self._offset: int | None = None
        self._changed = asyncio.Event()

    @property
    def waiting(self) -> bool:
        """Whether there is anything Telegram will give again at once."""
        return bool(self._held)

    def next_offset(self) -> int | None:
        """The offset for the next request: it acknowledges what came before. None: there is nothing to."""
        self._changed.clear()
        while self._held:
            update_id, state = next(iter(self._held.items()))
            too_many = state is _State.OPEN and len(self._held) > self._most_held
            if state is not _State.SETTLED and not too_many:
                break
            del self._held[update_id]
            self._offset = update_id + 1
        return self._offset

    def acknowledged(self, offset: int | None) -> None:
        """A request with that offset was answered.

        The next one goes without any: after a quiet week ids begin anew, perhaps below it.
        """
        if self._offset == offset:
            self._offset = None

    def add(self, update_id: int) -> bool:
        """Take in an update; False where it came before and is being handled."""
        if self._held.get(update_id, _State.REFUSED) is not _State.REFUSED:
            return False
        self._held[update_id] = _State.OPEN
        return True

    def settle(self, update_id: int) -> None:
        """It was handled, here or elsewhere: it need not come again."""
        self._put(update_id, _State.SETTLED)

    def refuse(self, update_id: int) -> None:
        """It is not handled here now: it is to come again."""
        self._put(update_id, _State.REFUSED)

    async def change(self, within: float) -> None:
        """Wait until an update was settled since the last offset, at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._changed.wait()

    def _put(self, update_id: int, state: _State) -> None:
        if update_id in self._held:
            self._held[update_id] = state
            if state is _State.SETTLED:
                self._changed.set()
