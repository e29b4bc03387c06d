"""Who asks for too much at once: a token bucket for each person and each chat, and one polite notice."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_KNOWN = 10_000
"""Buckets that are remembered; who was not heard of for longest begins anew."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and one more after each so many seconds."""

    burst: int
    seconds: float


PERSON = Allowance(20, 1)
"""Faster than anybody reads, and than Telegram lets a bot answer one person."""
PERSON_IN_GROUP = Allowance(8, 8)
"""So that one member uses up neither what a group may ask for nor what Telegram lets a bot say there."""
GROUP = Allowance(40, 1.5)
"""Several people at a time; Telegram lets a bot say 20 things a minute in a group, edits not counted."""


class Verdict(StrEnum):
    """What becomes of what somebody asks for."""

    ADMITTED = "admitted"
    TOO_MUCH = "too_much"
    """It is not carried out, and that is said, once."""
    STILL_TOO_MUCH = "still_too_much"
    """It is not carried out, and nothing more is said."""


class _Bucket:
    __slots__ = ("_allowance", "_at", "_left", "_told")

    def __init__(self, allowance: Allowance, now: datetime) -> None:
        self._allowance = allowance
        self._left = float(allowance.burst)
        self._at = now
        self._told = False

    def fill(self, now: datetime) -> None:
        # A clock that was set back takes nothing away.
        passed = max(0.0, (now - self._at).total_seconds())
        self._left = min(self._allowance.burst, self._left + passed / self._allowance.seconds)
        self._at = now
        # Whoever goes on at the pace of the refill is not told again and again.
        if self._left >= self._allowance.burst / 2:
            self._told = False

    @property
    def empty(self) -> bool:
        return self._left < 1

    def take(self) -> None:
        self._left -= 1

    def tell(self) -> bool:
        """Whether it is to be said that it is empty."""
        told, self._told = self._told, True
        return not told


class FloodGate:
    """The buckets of one process; times are passed in."""

    def __init__(self, most_known: int = MOST_KNOWN) -> None:
        self._most_known = most_known
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def admit(self, asking: Iterable[tuple[Hashable, Allowance]], *, now: datetime) -> Verdict:
        """Take one from each of the buckets (named by a person, a chat), or from none if one is empty."""
        buckets = [self._bucket(key, allowance, now) for key, allowance in asking]
        empty = [bucket for bucket in buckets if bucket.empty]
        if not empty:
            for bucket in buckets:
                bucket.take()
            return Verdict.ADMITTED
        told_first = [bucket.tell() for bucket in empty]
        return Verdict.TOO_MUCH if any(told_first) else Verdict.STILL_TOO_MUCH

    def _bucket(self, key: Hashable, allowance: Allowance, now: datetime) -> _Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(allowance, now)
            while len(self._buckets) > self._most_known:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        bucket.fill(now)
        return bucket
