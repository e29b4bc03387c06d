"""What a tick does about one target whose time has come. Nothing is read or written here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cmiabot.delivery.places import schedule_of
from cmiabot.delivery.planning import Record
from cmiabot.delivery.programme import EVERYTHING, Choice, Nothing, Programme, Rest
from cmiabot.delivery.slots import Schedule, Slot, expiry, first_slot_from, next_slot, overdue
from cmiabot.store.outbox import MISSED
from cmiabot.store.targets import GONE
from cmiabot.store.values import Move, NewOutboxRow, OutboxKind, OutboxState, Target, TargetState


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be written about one target, and where it goes next."""

    rows: tuple[NewOutboxRow, ...]
    move: Move

    @property
    def digest(self) -> NewOutboxRow | None:
        """The digest that is to be sent, if any."""
        to_send = (row for row in self.rows if row.kind is OutboxKind.DIGEST and not row.reason)
        return next(to_send, None)


def decide(programme: Programme, target: Target, record: Record, now: datetime) -> Decision:
    """What to do about a target with a next digest that is not after `now`.

    The newest slot that has passed is due while it is not too late for it; on the days of the others a
    digest was missed, where there would have been one.
    """
    assert target.next_digest_at is not None
    last = target.last_due_date
    if target.state in GONE or not record.interests:
        state = target.state if target.state in GONE else TargetState.ACTIVE
        return Decision((), Move(target.id, state, None, last))
    schedule = schedule_of(target)
    passed = overdue(schedule, target.next_digest_at, now, last)
    rows = [
        _missed(target, slot)
        for slot in passed.missed
        if isinstance(programme.choose(record.interests, record.sightings, slot.day), Choice)
    ]
    state, next_at = TargetState.ACTIVE, None
    if passed.due is not None:
        match programme.choose(record.interests, record.sightings, passed.due.day):
            case Choice() as choice:
                rows.append(_digest(target, schedule, passed.due, choice, late=passed.late))
            case Rest(until):
                rows.append(_rest(target, record, until, now))
                state, next_at = TargetState.RESTING, first_slot_from(schedule, until).at
            case Nothing():
                # There is nothing on what is followed yet; a meeting added later may bring it.
                pass
    last = max((row.local_date for row in rows if row.local_date), default=last)
    next_at = next_at or next_slot(schedule, now, last).at
    return Decision(tuple(rows), Move(target.id, state, next_at, last))


def _digest(target: Target, schedule: Schedule, slot: Slot, choice: Choice, *, late: bool) -> NewOutboxRow:
    payload = {"round": choice.round, "reasons": [[*reason] for reason in choice.reasons]}
    return _of_slot(
        target, slot, payload=payload, paper=choice.paper, late=late, expires_at=expiry(schedule, slot)
    )


def _missed(target: Target, slot: Slot) -> NewOutboxRow:
    return _of_slot(target, slot, state=OutboxState.CANCELLED, reason=MISSED)


def _of_slot(target: Target, slot: Slot, **more: Any) -> NewOutboxRow:
    return NewOutboxRow(
        target.id, OutboxKind.DIGEST, slot.day.isoformat(), slot.at, local_date=slot.day, **more
    )


def _rest(target: Target, record: Record, until: date, now: datetime) -> NewOutboxRow:
    """A notice that says until when nothing comes."""
    values = {"day": until.isoformat(), "everything": EVERYTHING in record.interests}
    payload = {"message": "notice.rest", "values": values}
    return NewOutboxRow(target.id, OutboxKind.NOTICE, f"rest:{until}", slot=now, payload=payload)
