"""When the next digest of a target comes, and where none comes soon, why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cmiabot.delivery.places import schedule_of
from cmiabot.delivery.programme import Choice, Interest, Nothing, Programme, Rest, Sighting
from cmiabot.delivery.slots import Schedule, Slot, first_slot_from, local_date, next_slot
from cmiabot.delivery.zones import city_of
from cmiabot.messages.expecting import Expectation, Moment, Silence
from cmiabot.store import outbox, seen, subscriptions, targets
from cmiabot.store.commits import Session
from cmiabot.store.values import Move, OutboxRow, Seen, Target, TargetState

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a target can expect: the slot of its next digest (None: none will come), and why it is silent."""

    schedule: Schedule
    slot: Slot | None
    silence: Silence | None = None
    until: date | None = None
    """The local date on which a pause ends; None where nobody said when."""

    def expectation(self, now: datetime) -> Expectation:
        """The same in the time of the target's zone, to be told."""
        zone = self.schedule.zone
        following = moment(zone, self.slot.at, now) if self.slot else None
        return Expectation(local_date(zone, now), following, self.silence, self.until)


def moment(zone: str, at: datetime, now: datetime) -> Moment:
    """An instant as it is read in a zone."""
    return Moment(at.astimezone(ZoneInfo(zone)), city_of(zone), local_date(zone, now))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a target follows, the oldest first, and what it can expect."""

    interests: tuple[Interest, ...]
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Record:
    """What a target follows and what it got: all that its programme depends on."""

    interests: tuple[Interest, ...]
    sightings: dict[str, Sighting]
    waiting: tuple[OutboxRow, ...]
    """Digests on their way; they count as got on their day."""


def outlook(programme: Programme, target: Target, record: Record, now: datetime) -> Outlook:
    """What a target can expect at an instant."""
    schedule = schedule_of(target)
    if target.state in targets.GONE:
        return Outlook(schedule, None, Silence.GONE)
    if is_paused(target, now):
        return _paused(target, schedule, record, now)
    if not record.interests:
        return Outlook(schedule, None, Silence.NOTHING_FOLLOWED)
    slot = next_slot(schedule, now, target.last_due_date)
    match programme.choose(record.interests, record.sightings, slot.day):
        case Choice():
            return Outlook(schedule, slot)
        case Rest(until):
            return Outlook(schedule, first_slot_from(schedule, until), Silence.RESTING)
        case Nothing():
            # It stays due: an item may be added any day.
            return Outlook(schedule, slot, Silence.NOTHING_TO_SEND)


def is_paused(target: Target, now: datetime) -> bool:
    """Whether a target is paused, and that until another day."""
    if target.state is not TargetState.PAUSED:
        return False
    return target.paused_until is None or target.paused_until > local_date(target.zone, now)


def _paused(target: Target, schedule: Schedule, record: Record, now: datetime) -> Outlook:
    until = target.paused_until
    slot = None
    if until is not None and record.interests:
        days = [until - _DAY, *([target.last_due_date] if target.last_due_date else [])]
        slot = next_slot(schedule, now, max(days))
    return Outlook(schedule, slot, Silence.PAUSED, until)


async def record_of(session: Session, target_id: int) -> Record:
    """What a target follows and got."""
    followed = await subscriptions.of_target(session, target_id)
    waiting = await outbox.digests_under_way(session, target_id)
    got = await seen.of_target(session, target_id)
    interests = tuple((one.kind.value, one.ref) for one in followed)
    return Record(interests, sightings_of(got, waiting), tuple(waiting))


def sightings_of(got: Iterable[Seen], waiting: Iterable[OutboxRow]) -> dict[str, Sighting]:
    """What a target got, by paper; digests on their way count as got on their day."""
    sightings = {entry.paper: Sighting(entry.round, entry.seen_on) for entry in got}
    for row in waiting:
        before = sightings.get(row.paper)
        # One that may have arrived and is tried again has been written down as seen already.
        if row.local_date is not None and (before is None or before.day < row.local_date):
            number = row.payload.get("round", (before.round if before else 0) + 1)
            sightings[row.paper] = Sighting(number, row.local_date)
    return sightings


async def replan(session: Session, programme: Programme, target: Target, now: datetime) -> Standing:
    """Let be due what a target can expect now, after anything of it was changed."""
    record = await record_of(session, target.id)
    found = outlook(programme, target, record, now)
    at = found.slot.at if found.slot else None
    if found.silence in (Silence.PAUSED, Silence.GONE):
        await targets.schedule_next(session, target.id, at)
    else:
        state = TargetState.RESTING if found.silence is Silence.RESTING else TargetState.ACTIVE
        await targets.move(session, [Move(target.id, state, at, target.last_due_date)])
    return Standing(record.interests, found)
