"""What a place got and will get: digests shown again, the next one beforehand, why one did not come."""

from dataclasses import dataclass
from datetime import date, datetime

from cmiabot.corpus.models import Collection
from cmiabot.delivery.digests import make_digest
from cmiabot.delivery.places import Place, find
from cmiabot.delivery.planning import Outlook, Record, Standing, outlook, record_of
from cmiabot.delivery.programme import Choice, Interest, Programme
from cmiabot.delivery.slots import Schedule, local_date
from cmiabot.messages.digests import Digest, Occasion
from cmiabot.messages.expecting import Silence
from cmiabot.store import receipts
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxRow, OutboxState

ARRIVED = (OutboxState.SENT, OutboxState.UNCERTAIN)
"""States of a digest that reached the chat, or may have."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the digest of a local date: its state, why, and what it was about.

    `at` is when it was sent, or else was due.
    """

    day: date
    state: OutboxState
    reason: str
    at: datetime
    paper: str


@dataclass(frozen=True, slots=True)
class Status:
    """What stands now, the last digest that came, and a later one that did not: so silence is explained."""

    standing: Standing
    last: Fate | None
    trouble: Fate | None


class Recalling:
    """Looks at what a place got and will get; changes nothing."""

    def __init__(
        self, database: Database, collection: Collection, programme: Programme, default: Schedule
    ) -> None:
        self._database = database
        self._collection = collection
        self._programme = programme
        self._default = default

    async def status(self, place: Place, *, now: datetime) -> Status:
        """What a place follows, what it can expect, and what became of its last digests."""
        async with self._database.read() as session:
            spot = await find(session, place)
            if spot is None:
                return Status(Standing((), self._nothing()), None, None)
            record = await record_of(session, spot.target.id)
            standing = Standing(record.interests, outlook(self._programme, spot.target, record, now))
            last = _fate(await receipts.last_sent(session, spot.target.id))
            newest = _fate(await receipts.newest_digest(session, spot.target.id))
        ended = newest is not None and newest.state in (OutboxState.CANCELLED, OutboxState.FAILED)
        return Status(standing, last, newest if ended else None)

    async def today(self, place: Place, *, now: datetime) -> Digest | Outlook:
        """What came today; else a preview of what comes next; else why nothing can be shown."""
        came = await self.of_date(place, await self.local_today(place, now=now))
        return came if isinstance(came, Digest) else await self.preview(place, now=now)

    async def preview(self, place: Place, *, now: datetime) -> Digest | Outlook:
        """What comes next, or why nothing can be shown."""
        async with self._database.read() as session:
            spot = await find(session, place)
            if spot is None:
                return self._nothing()
            record = await record_of(session, spot.target.id)
        expected = outlook(self._programme, spot.target, record, now)
        return self._preview(record, expected, local_date(spot.target.zone, now))

    async def of_date(self, place: Place, day: date) -> Digest | Fate | None:
        """The digest of a local date; what became of it where it did not come; None where there was none."""
        async with self._database.read() as session:
            spot = await find(session, place)
            row = await receipts.of_date(session, spot.target.id, day) if spot else None
        if row is None or row.state not in ARRIVED:
            return _fate(row)
        shown = make_digest(self._collection, row.paper, _reasons(row), Occasion.AGAIN, row.local_date)
        return shown or _fate(row)

    async def local_today(self, place: Place, *, now: datetime) -> date:
        """The date where the place is."""
        async with self._database.read() as session:
            spot = await find(session, place)
        return local_date(spot.target.zone if spot else self._default.zone, now)

    def _preview(self, record: Record, expected: Outlook, today: date) -> Digest | Outlook:
        """The digest that is on its way, else the one the programme has for the next slot."""
        if record.waiting:
            row = record.waiting[0]
            paper, reasons, day = row.paper, _reasons(row), row.local_date
        else:
            day = expected.slot.day if expected.slot else None
            choice = self._programme.choose(record.interests, record.sightings, day or today)
            if not isinstance(choice, Choice) or expected.silence is Silence.RESTING:
                return expected
            paper, reasons = choice.paper, choice.reasons
        return make_digest(self._collection, paper, reasons, Occasion.PREVIEW, day) or expected

    def _nothing(self) -> Outlook:
        return Outlook(self._default, None, Silence.NOTHING_FOLLOWED)


def _reasons(row: OutboxRow) -> tuple[Interest, ...]:
    return tuple((kind, ref) for kind, ref in row.payload.get("reasons", ()))


def _fate(row: OutboxRow | None) -> Fate | None:
    if row is None or row.local_date is None:
        return None
    return Fate(row.local_date, row.state, row.reason, row.sent_at or row.slot, row.paper)
