"""When a digest is due: the slots of a schedule as instants, each with the local date it belongs to.

A local date has at most one slot, whatever clocks do on it:

- where an hour is repeated, the first of the two instants counts;
- where an hour is left out, the slot lies the same distance after the gap (02:30 → 03:30), and where
  that would be the next day, in the last minute of its own;
- a date that a zone leaves out altogether (Samoa, 30 December 2011) has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

LATE_AFTER = timedelta(minutes=15)
"""From this delay on people are told that a digest is late; operators are alarmed after the same time."""
TOO_LATE_AFTER = timedelta(hours=12)
"""A digest is not sent any more when its slot is longer ago than this."""
DAYS_LOOKED_BACK = 14
"""Missed slots older than these days are forgotten: an outage of years must not write thousands of rows
about days of which nobody asks any more, and two weeks are longer than any gap a reader would look into."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days and time of somebody's digests: IANA zone, minutes after local midnight, weekdays (0 = Monday).

    Raises ValueError where there is no such time or no weekday at all.
    """

    zone: str
    minutes: int
    weekdays: frozenset[int]

    def __post_init__(self) -> None:
        if not 0 <= self.minutes < 24 * 60:
            raise ValueError(f"{self.minutes} minutes are not within a day")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError(f"{sorted(self.weekdays)} are no weekdays")


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One due moment: the instant in UTC, and the local date it stands for."""

    at: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Overdue:
    """What has come due: the slot to send now, if any, and those it is too late for, oldest first."""

    due: Slot | None
    late: bool
    missed: tuple[Slot, ...]


def slot_on(schedule: Schedule, day: date) -> Slot | None:
    """The slot of a local date; None where it is not one of the weekdays or the zone has no such date."""
    if day.weekday() not in schedule.weekdays:
        return None
    zone = ZoneInfo(schedule.zone)
    wall = time(*divmod(schedule.minutes, 60))
    # fold=0 is the first of two instants, and in a gap the clock as it went before it, so that the instant
    # lies the same distance after the gap.
    at = datetime.combine(day, wall, zone).astimezone(UTC)
    if at.astimezone(zone).date() != day:
        # The gap ends the day; fold=1 is the clock as it goes after it, so that midnight is not past the gap.
        at = datetime.combine(day + _DAY, time(fold=1), zone).astimezone(UTC) - _MINUTE
    return Slot(at, day) if at.astimezone(zone).date() == day else None


@lru_cache(maxsize=4096)
def first_slot_from(schedule: Schedule, day: date) -> Slot:
    """The first slot on or after a local date."""
    # The calendar runs on a clock of its own (UTC), where there are no clock changes: asked for instants of
    # the zone itself, CronTrigger fires twice where an hour is repeated and skips a day whose gap begins at
    # midnight or that it is asked within.
    calendar = _calendar(schedule)
    wall = datetime.combine(day, time(), UTC)
    while True:
        wall = calendar.get_next_fire_time(None, wall)
        slot = slot_on(schedule, wall.date())
        if slot:
            return slot
        wall += _MINUTE


def slots_from(schedule: Schedule, day: date) -> Iterator[Slot]:
    """All slots on or after a local date, in order, without end."""
    while True:
        slot = first_slot_from(schedule, day)
        yield slot
        day = slot.day + _DAY


# Thousands have the same schedule and are asked about at the same moment.
@lru_cache(maxsize=4096)
def next_slot(schedule: Schedule, after: datetime, later_than: date | None = None) -> Slot:
    """The first slot after an instant, on a local date later than `later_than` (the last due date)."""
    day = local_date(schedule.zone, after)
    if later_than:
        day = max(day, later_than + _DAY)
    return next(slot for slot in slots_from(schedule, day) if slot.at > after)


@lru_cache(maxsize=1024)
def overdue(schedule: Schedule, planned: datetime, now: datetime, later_than: date | None = None) -> Overdue:
    """What to do about a target that was to get a digest at `planned`, an instant that is not after `now`.

    Only the newest slot that has passed is due, and only for a while; `later_than` is the last due date.
    """
    today = local_date(schedule.zone, now)
    first = max(local_date(schedule.zone, planned), today - DAYS_LOOKED_BACK * _DAY)
    if later_than:
        first = max(first, later_than + _DAY)
    passed: list[Slot] = []
    for slot in slots_from(schedule, first):
        if slot.at > now:
            break
        passed.append(slot)
    if not passed or now > passed[-1].at + TOO_LATE_AFTER:
        return Overdue(None, late=False, missed=tuple(passed))
    due = passed.pop()
    return Overdue(due, late=now > due.at + LATE_AFTER, missed=tuple(passed))


def expiry(schedule: Schedule, slot: Slot) -> datetime:
    """The instant from which it is too late for the digest of a slot: after 12 hours or at the next slot."""
    return min(slot.at + TOO_LATE_AFTER, next_slot(schedule, slot.at, slot.day).at)


def local_date(zone: str, instant: datetime) -> date:
    """The date in an IANA zone at an instant."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=1024)
def _calendar(schedule: Schedule) -> CronTrigger:
    hour, minute = divmod(schedule.minutes, 60)
    names = ",".join(_DAY_NAMES[weekday] for weekday in sorted(schedule.weekdays))
    # By name: CronTrigger counts weekdays otherwise than cron does.
    return CronTrigger(day_of_week=names, hour=hour, minute=minute, timezone=UTC)
