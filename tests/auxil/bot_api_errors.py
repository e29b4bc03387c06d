"""How requests fail: refused by the Bot API, or lost on the way to it or back."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from random import Random
from typing import Any


class ApiError(Exception):
    """An answer of the Bot API that says a request is refused."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of the answer."""
        answer = {"ok": False, "error_code": self.code, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


class FaultKind(Enum):
    """What goes wrong."""

    ERROR = auto()
    GATEWAY = auto()
    DROP_BEFORE = auto()
    DROP_AFTER = auto()
    DELAY = auto()
    LATE = auto()


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with one request."""

    kind: FaultKind
    code: int = 0
    api_error: ApiError | None = None
    event: asyncio.Event | None = None
    seconds: float = 0

    @staticmethod
    def error(
        code: int, description: str, retry_after: int | None = None, migrate_to_chat_id: int | None = None
    ) -> "Fault":
        """The Bot API refuses the request: it is recorded and nothing else happens."""
        parameters = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to_chat_id}
        given = {name: value for name, value in parameters.items() if value is not None}
        return Fault(FaultKind.ERROR, code, ApiError(code, description, **given))

    @staticmethod
    def gateway(code: int = 502) -> "Fault":
        """A gateway answers with a page of HTML: the request is recorded and nothing else happens."""
        return Fault(FaultKind.GATEWAY, code)

    @staticmethod
    def drop_before() -> "Fault":
        """The connection is closed and the request is lost: not even recorded."""
        return Fault(FaultKind.DROP_BEFORE)

    @staticmethod
    def drop_after() -> "Fault":
        """The request is recorded and done, then the connection is closed and the answer is lost."""
        return Fault(FaultKind.DROP_AFTER)

    @staticmethod
    def delay(event: asyncio.Event) -> "Fault":
        """The request is recorded at once, but done and answered only when the event is set."""
        return Fault(FaultKind.DELAY, event=event)

    @staticmethod
    def late(seconds: float) -> "Fault":
        """The request is recorded and done at once, but answered only after a while."""
        return Fault(FaultKind.LATE, seconds=seconds)


@dataclass
class PlannedFault:
    """A fault that waits for the requests it is meant for."""

    method: str
    fault: Fault
    times: int
    chat_id: int | str | None

    def meets(self, method: str, parameters: dict[str, Any]) -> bool:
        """Whether it is meant for this request and not used up."""
        meant = method == self.method and self.chat_id in {None, parameters.get("chat_id")}
        return meant and self.times > 0


@dataclass(frozen=True)
class Chance:
    """A fault that meets one share (0 to 1) of the requests; the fault itself may depend on chance."""

    share: float
    fault: Callable[[Random], Fault]


@dataclass(frozen=True)
class ChanceFaults:
    """Faults that come by chance; the same seed brings the same ones in the same order."""

    method: str
    chances: Sequence[Chance]
    random: Random

    def next_fault(self, method: str) -> Fault | None:
        """The fault of the request that comes now, if it has one."""
        if method != self.method:
            return None
        point = self.random.random()
        for chance in self.chances:
            point -= chance.share
            if point < 0:
                return chance.fault(self.random)
        return None
