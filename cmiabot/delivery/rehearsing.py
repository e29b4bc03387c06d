"""A rehearsal: who would get what on a date, at which minute. The tick's own decisions, nothing written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from cmiabot.delivery.deciding import Decision, decide
from cmiabot.delivery.due import BATCH, records_of, under_way_to
from cmiabot.delivery.planning import Record
from cmiabot.delivery.programme import Programme, Sighting
from cmiabot.store import targets
from cmiabot.store.database import Database
from cmiabot.store.values import Chat, NewOutboxRow, Target

_LAST_ZONE = timezone(timedelta(hours=-12))
"""Where a date ends last."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A digest that would be sent: its row (paper, slot, local date), and where it would go."""

    row: NewOutboxRow
    target: Target
    chat: Chat


async def rehearse(database: Database, programme: Programme, day: date, now: datetime) -> list[Rehearsed]:
    """The digests of a local date (of each target's own zone) that are yet to be written, by their minute.

    It takes for granted that until then everything arrives and nobody changes anything.
    """
    found: list[Rehearsed] = []
    end = datetime.combine(day + timedelta(days=1), time(), _LAST_ZONE)
    last, more = 0, True
    while more:
        async with database.read() as session:
            batch = await targets.scheduled(session, end, BATCH, after=last)
            planned = [target for target, _ in batch]
            records = await records_of(session, planned, await under_way_to(session, planned, now))
        for target, chat in batch:
            row = _digest_on(programme, target, records[target.id], day, now)
            if row is not None:
                found.append(Rehearsed(row, target, chat))
        last = batch[-1][0].id if batch else last
        more = len(batch) == BATCH
    return sorted(found, key=lambda one: (one.row.slot, one.target.id))


def _digest_on(
    programme: Programme, target: Target, record: Record, day: date, now: datetime
) -> NewOutboxRow | None:
    """The digest a target will have been sent for a date."""
    end = datetime.combine(day + timedelta(days=1), time(), _LAST_ZONE)
    for decision in _to_come(programme, target, record, now, end):
        row = decision.digest
        if row is not None and row.local_date is not None and row.local_date >= day:
            return row if row.local_date == day else None
    return None


def _to_come(
    programme: Programme, target: Target, record: Record, now: datetime, end: datetime
) -> Iterator[Decision]:
    """What ticks will decide about a target until `end`, each at the very moment it is due."""
    seen = dict(record.sightings)
    while target.next_digest_at is not None and target.next_digest_at < end:
        now = max(now, target.next_digest_at)
        decision = decide(programme, target, replace(record, sightings=seen), now)
        yield decision
        row, move = decision.digest, decision.move
        if row is not None and row.local_date is not None:
            seen[row.paper] = Sighting(row.payload["round"], row.local_date)
        target = replace(
            target,
            state=move.state,
            next_digest_at=move.next_digest_at,
            last_due_date=move.last_due_date,
            paused_until=None,
        )
