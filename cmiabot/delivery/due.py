"""The tick: who is due now gets rows in the outbox, and the next time at which something is due."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmiabot.delivery.deciding import Decision, decide
from cmiabot.delivery.planning import Record, sightings_of
from cmiabot.delivery.programme import Programme
from cmiabot.store import outbox, seen, subscriptions, targets
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import NewOutboxRow, OutboxKind, OutboxRow, Target, TargetState

_log = logging.getLogger(__name__)

BATCH = 500
"""Targets in one transaction."""
_LONGEST_WAY = timedelta(days=1)
"""No digest is in doubt for longer: it is tried again for twelve hours."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What a tick did: targets that were due, and what was written for them."""

    targets: int = 0
    digests: int = 0
    late: int = 0
    """Of the digests."""
    missed: int = 0
    rests: int = 0
    failed: int = 0
    """Targets that are still due because something went wrong; the log says what."""

    def __add__(self, other: "Tick") -> "Tick":
        return Tick(
            self.targets + other.targets,
            self.digests + other.digests,
            self.late + other.late,
            self.missed + other.missed,
            self.rests + other.rests,
            self.failed + other.failed,
        )


async def tick(
    database: Database,
    programme: Programme,
    now: datetime,
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> Tick:
    """Write what is due at `now` into the outbox; between two batches it ends where `stopping` says so.

    Two ticks at once, or one killed half-way and run again, write the same as one. What fails is left to
    the next tick. Raises whatever the database raises where it cannot be asked at all.
    """
    done = Tick()
    last: Target | None = None
    more = True
    while more and not stopping():
        batch: list[Target] = []
        try:
            async with database.write() as session:
                batch = await targets.due(session, now, BATCH, after=last)
                counted = await _write_batch(session, programme, batch, now)
        except Exception:
            if not batch:
                raise
            _log.exception("%d targets due until %s failed", len(batch), batch[-1].next_digest_at)
            counted = Tick(targets=len(batch), failed=len(batch))
        done += counted
        last = batch[-1] if batch else None
        more = len(batch) == BATCH
    if done.targets:
        _log.info(
            "due: %d targets, %d digests (%d late), %d missed, %d rests, %d failed",
            *(done.targets, done.digests, done.late, done.missed, done.rests, done.failed),
        )
    return done


async def _write_batch(
    session: Session, programme: Programme, batch: Sequence[Target], now: datetime
) -> Tick:
    under_way = await under_way_to(session, batch, now)
    records = await records_of(session, batch, under_way)
    decisions: list[Decision] = []
    for target in batch:
        try:
            decisions.append(decide(programme, target, records[target.id], now))
        except Exception:  # noqa: BLE001 -- one that cannot be decided must not keep the others waiting
            _log.exception("target %d is due, but nothing can be decided", target.id)
    rows = [row for decision in decisions for row in decision.rows]
    # With a new digest the time of the one before is over, also where the schedule was changed meanwhile.
    replaced = {row.target_id for row in under_way} & {one.move.target_id for one in decisions if one.digest}
    if replaced:
        await outbox.cancel(session, replaced, outbox.MISSED, now=now, kinds=[OutboxKind.DIGEST])
    await outbox.add(session, rows, now=now)
    await targets.move(session, [decision.move for decision in decisions])
    return _counted(batch, decisions, rows)


async def under_way_to(session: Session, batch: Sequence[Target], now: datetime) -> list[OutboxRow]:
    """The digests on their way to these targets."""
    return await outbox.on_their_way(session, [target.id for target in batch], now - _LONGEST_WAY)


async def records_of(
    session: Session, batch: Sequence[Target], under_way: Sequence[OutboxRow] = ()
) -> dict[int, Record]:
    """What each target follows and has got; what is `under_way` to it counts as got."""
    ids = [target.id for target in batch]
    followed = await subscriptions.of_targets(session, ids)
    got = await seen.of_targets(session, ids)
    waiting: dict[int, list[OutboxRow]] = {target: [] for target in ids}
    for row in under_way:
        waiting[row.target_id].append(row)
    return {
        target: Record(
            tuple((one.kind.value, one.ref) for one in followed[target]),
            sightings_of(got[target], waiting[target]),
            tuple(waiting[target]),
        )
        for target in ids
    }


def _counted(batch: Sequence[Target], decisions: Sequence[Decision], rows: Sequence[NewOutboxRow]) -> Tick:
    digests = [decision.digest for decision in decisions if decision.digest]
    return Tick(
        targets=len(batch),
        digests=len(digests),
        late=sum(row.late for row in digests),
        missed=sum(bool(row.reason) for row in rows),
        rests=sum(decision.move.state is TargetState.RESTING for decision in decisions),
        failed=len(batch) - len(decisions),
    )
