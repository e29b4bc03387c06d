"""Telegram's limits as Telegram keeps them: too many messages in any second or minute are refused."""

from collections import defaultdict, deque
from math import ceil

from tests.auxil.bot_api_errors import ApiError

OVERALL = (30, 1.0)
IN_PRIVATE = (1, 1.0)
IN_GROUP = (20, 60.0)


class FloodLimits:
    """Counts the messages that were taken; what is refused does not count."""

    def __init__(self) -> None:
        self.refused: list[int] = []
        """The chats of the messages refused, in their order."""
        self._overall: deque[float] = deque(maxlen=OVERALL[0])
        self._chats: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=IN_GROUP[0]))

    def take(self, chat_id: int, now: float) -> None:
        """Count a message at a time in seconds; ApiError where it is one too many."""
        most, seconds = IN_PRIVATE if chat_id > 0 else IN_GROUP
        wait = max(_wait(self._chats[chat_id], most, seconds, now), _wait(self._overall, *OVERALL, now))
        if wait > 0:
            self.refused.append(chat_id)
            raise ApiError(429, f"Too Many Requests: retry after {ceil(wait)}", retry_after=ceil(wait))
        self._chats[chat_id].append(now)
        self._overall.append(now)


def _wait(times: deque[float], most: int, seconds: float, now: float) -> float:
    return times[-most] + seconds - now if len(times) >= most else 0
