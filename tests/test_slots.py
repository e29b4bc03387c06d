"""Slots: one a local date, at its time of day, through every clock change; and what an outage leaves."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.delivery.slots import (
    DAYS_LOOKED_BACK,
    LATE_AFTER,
    TOO_LATE_AFTER,
    Schedule,
    Slot,
    expiry,
    first_slot_from,
    local_date,
    next_slot,
    overdue,
    slot_on,
    slots_from,
)
from tests.auxil.properties import PROPERTY

DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
ZONES = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",  # the gap begins at midnight
    "Australia/Lord_Howe",  # half an hour
    "America/Nuuk",  # the gap ends a day
    "America/Sao_Paulo",  # midnight was left out and 23:00 repeated until 2019
    "Pacific/Apia",  # left out 30 December 2011
]
schedules = st.builds(
    Schedule,
    st.sampled_from(ZONES),
    st.one_of(st.integers(0, 24 * 60 - 1), st.sampled_from([0, 15, 90, 120, 135, 150, 180, 1410, 1439])),
    st.frozensets(st.integers(0, 6), min_size=1),
)
any_instants = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def clock_changes(zone: str) -> list[datetime]:
    """The instants of 2010 to 2030 at which the zone changes its offset, to the hour."""
    hours = (datetime(2010, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(0, 21 * 366 * 24, 6))
    found = []
    for earlier, later in pairwise(hours):
        offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in (earlier, later)]
        if offsets[0] != offsets[1]:
            found.append(earlier)
    return found


CHANGES = {zone: clock_changes(zone) or [datetime(2026, 1, 1, tzinfo=UTC)] for zone in ZONES}


@st.composite
def schedules_and_instants(draw: st.DrawFn) -> tuple[Schedule, datetime]:
    """A schedule and an instant, every other time within two days of a clock change."""
    schedule = draw(schedules)
    if draw(st.booleans()):
        return schedule, draw(any_instants)
    change = draw(st.sampled_from(CHANGES[schedule.zone]))
    return schedule, change + timedelta(minutes=draw(st.integers(-48 * 60, 48 * 60)))


def at(zone: str, written: str) -> datetime:
    """A local time of a zone as an instant; `+` behind it is the second of two."""
    local = datetime.fromisoformat(written.removesuffix("+"))
    return local.replace(tzinfo=ZoneInfo(zone), fold=written.endswith("+")).astimezone(UTC)


def local(schedule: Schedule, slot: Slot | None) -> str:
    """The local time of a slot as people write it."""
    assert slot
    return f"{slot.at.astimezone(ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M}"


class TestEverySlot:
    @PROPERTY
    @given(schedules_and_instants())
    def test_every_allowed_date_has_one_and_they_follow_each_other(
        self, given: tuple[Schedule, datetime]
    ) -> None:
        schedule, instant = given
        first = local_date(schedule.zone, instant)
        slots = [*islice(slots_from(schedule, first), 15)]
        days = {first + n * DAY for n in range((slots[-1].day - first).days + 1)}
        left_out = {date(2011, 12, 30)} if schedule.zone == "Pacific/Apia" else set()
        assert [slot.day for slot in slots] == sorted(
            day for day in days - left_out if day.weekday() in schedule.weekdays
        )
        assert all(earlier.at < later.at for earlier, later in pairwise(slots))
        assert all(slot.at.tzinfo is UTC for slot in slots)

    @PROPERTY
    @given(schedules_and_instants())
    def test_it_lies_on_its_own_date_and_at_its_time_unless_there_is_no_such_time(
        self, given: tuple[Schedule, datetime]
    ) -> None:
        schedule, instant = given
        slot = first_slot_from(schedule, local_date(schedule.zone, instant))
        zone = ZoneInfo(schedule.zone)
        shown = slot.at.astimezone(zone)
        asked = datetime.combine(slot.day, time(*divmod(schedule.minutes, 60)), zone)
        assert shown.date() == slot.day
        assert shown.fold == 0
        if asked.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == asked.replace(tzinfo=None):
            assert shown == asked
        else:
            assert shown.replace(tzinfo=None) != asked.replace(tzinfo=None)

    @PROPERTY
    @given(schedules_and_instants())
    def test_the_next_one_is_the_first_after_an_instant(self, given: tuple[Schedule, datetime]) -> None:
        schedule, instant = given
        slot = next_slot(schedule, instant)
        assert slot.at > instant
        around = islice(slots_from(schedule, local_date(schedule.zone, instant) - 9 * DAY), 20)
        assert slot == min(one for one in around if one.at > instant)
        assert next_slot(schedule, slot.at - timedelta(microseconds=1)) == slot
        assert next_slot(schedule, slot.at).day > slot.day

    @PROPERTY
    @given(schedules_and_instants(), st.integers(-3, 40))
    def test_the_next_one_is_on_a_later_date_than_the_last(
        self, given: tuple[Schedule, datetime], days: int
    ) -> None:
        schedule, instant = given
        last = local_date(schedule.zone, instant) + days * DAY
        slot = next_slot(schedule, instant, last)
        assert slot == max(next_slot(schedule, instant), first_slot_from(schedule, last + DAY))

    @PROPERTY
    @given(schedules, any_instants)
    def test_it_is_what_the_scheduler_says_where_that_is_right(
        self, schedule: Schedule, instant: datetime
    ) -> None:
        hour, minute = divmod(schedule.minutes, 60)
        names = ",".join(("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day] for day in schedule.weekdays)
        zone = ZoneInfo(schedule.zone)
        cron = CronTrigger(day_of_week=names, hour=hour, minute=minute, timezone=zone)
        fired = cron.get_next_fire_time(None, instant + timedelta(microseconds=1))
        offsets = {(fired + n * DAY).utcoffset() for n in range(-8, 9)}
        if len(offsets) == 1:
            assert next_slot(schedule, instant) == Slot(fired.astimezone(UTC), fired.date())


class TestClockChanges:
    @pytest.mark.parametrize(
        ("zone", "day", "minutes", "shown"),
        [
            ("Europe/Berlin", "2026-03-29", 150, "03:30"),
            ("Europe/Berlin", "2026-10-25", 150, "02:30"),
            ("America/New_York", "2026-03-08", 150, "03:30"),
            ("America/New_York", "2026-11-01", 90, "01:30"),
            ("Africa/Cairo", "2026-04-24", 0, "01:00"),
            ("Africa/Cairo", "2026-04-24", 30, "01:30"),
            ("Africa/Cairo", "2026-10-29", 1410, "23:30"),
            ("Australia/Lord_Howe", "2026-10-04", 135, "02:45"),
            ("America/Sao_Paulo", "2018-11-04", 15, "01:15"),
            ("America/Nuuk", "2026-03-28", 1410, "22:59"),
            ("Asia/Shanghai", "2026-03-29", 150, "02:30"),
        ],
    )
    def test_a_time_that_is_left_out_comes_the_same_day(
        self, zone: str, day: str, minutes: int, shown: str
    ) -> None:
        schedule = Schedule(zone, minutes, EVERY_DAY)
        slot = slot_on(schedule, date.fromisoformat(day))
        assert local(schedule, slot) == f"{day} {shown}"
        assert slot
        assert slot.at.astimezone(ZoneInfo(zone)).fold == 0

    @pytest.mark.parametrize(
        ("zone", "minutes", "asked", "shown"),
        [
            # Asked within the gap, and just before and after it.
            ("Europe/Berlin", 150, "2026-03-29 01:59", "2026-03-29 03:30"),
            ("Europe/Berlin", 150, "2026-03-29 03:15", "2026-03-29 03:30"),
            ("Europe/Berlin", 150, "2026-03-29 03:30", "2026-03-30 02:30"),
            ("Africa/Cairo", 30, "2026-04-23 23:59", "2026-04-24 01:30"),
            ("Africa/Cairo", 30, "2026-04-24 01:10", "2026-04-24 01:30"),
            # In the hour that is repeated, before and after the slot of its first time.
            ("Europe/Berlin", 150, "2026-10-25 02:20", "2026-10-25 02:30"),
            ("Europe/Berlin", 150, "2026-10-25 02:40", "2026-10-26 02:30"),
            ("Europe/Berlin", 150, "2026-10-25 02:20+", "2026-10-26 02:30"),
            ("America/New_York", 90, "2026-11-01 01:29+", "2026-11-02 01:30"),
        ],
    )
    def test_it_comes_once_wherever_one_stands(self, zone: str, minutes: int, asked: str, shown: str) -> None:
        schedule = Schedule(zone, minutes, EVERY_DAY)
        assert local(schedule, next_slot(schedule, at(zone, asked))) == shown

    def test_a_date_that_was_left_out_has_no_slot(self) -> None:
        fridays = Schedule("Pacific/Apia", 510, frozenset({4}))
        assert slot_on(fridays, date(2011, 12, 30)) is None
        assert first_slot_from(fridays, date(2011, 12, 30)).day == date(2012, 1, 6)


class TestOverdue:
    SCHEDULE = Schedule("Asia/Shanghai", 510, WEEKDAYS)

    def planned(self, day: str) -> datetime:
        return at("Asia/Shanghai", f"{day} 08:30")

    def days(self, slots: tuple[Slot, ...]) -> list[int]:
        return [slot.day.day for slot in slots]

    @pytest.mark.parametrize(("delay", "late"), [(0, False), (15, False), (16, True), (12 * 60, True)])
    def test_what_has_just_come_due_is_sent_and_late_only_after_a_while(self, delay: int, late: bool) -> None:
        planned = self.planned("2026-11-18")
        found = overdue(self.SCHEDULE, planned, planned + timedelta(minutes=delay))
        assert found.due == Slot(planned, date(2026, 11, 18))
        assert (found.late, found.missed) == (late, ())

    def test_after_twelve_hours_it_is_missed(self) -> None:
        planned = self.planned("2026-11-18")
        found = overdue(self.SCHEDULE, planned, planned + timedelta(hours=12, seconds=1))
        assert (found.due, self.days(found.missed)) == (None, [18])

    def test_after_an_outage_only_the_newest_is_sent(self) -> None:
        now = at("Asia/Shanghai", "2026-11-20 13:00")
        found = overdue(self.SCHEDULE, self.planned("2026-11-17"), now)
        assert found.due == Slot(self.planned("2026-11-20"), date(2026, 11, 20))
        assert found.late
        assert self.days(found.missed) == [17, 18, 19]

    def test_nothing_is_due_again_on_the_last_due_date(self) -> None:
        now = at("Asia/Shanghai", "2026-11-18 09:00")
        found = overdue(self.SCHEDULE, self.planned("2026-11-17"), now, date(2026, 11, 17))
        assert (found.due and found.due.day, found.missed) == (date(2026, 11, 18), ())
        assert overdue(self.SCHEDULE, self.planned("2026-11-18"), now, date(2026, 11, 18)).due is None

    def test_an_outage_of_years_is_remembered_for_two_weeks_only(self) -> None:
        now = at("Asia/Shanghai", "2026-11-20 07:00")
        found = overdue(self.SCHEDULE, self.planned("2020-01-01"), now)
        assert self.days(found.missed) == [6, 9, 10, 11, 12, 13, 16, 17, 18, 19]

    def test_before_its_time_nothing_is_due(self) -> None:
        planned = self.planned("2026-11-18")
        found = overdue(self.SCHEDULE, planned, planned - timedelta(seconds=1))
        assert (found.due, found.missed) == (None, ())

    @PROPERTY
    @given(schedules_and_instants(), st.integers(0, 60 * 24 * 20), st.none() | st.integers(-30, 2))
    def test_every_slot_that_has_passed_is_told_once(
        self, given: tuple[Schedule, datetime], minutes: int, last: int | None
    ) -> None:
        schedule, now = given
        planned = next_slot(schedule, now - timedelta(minutes=minutes)).at
        last_due = None if last is None else local_date(schedule.zone, now) + last * DAY
        found = overdue(schedule, planned, now, last_due)
        told = [*found.missed, *([found.due] if found.due else [])]
        oldest = local_date(schedule.zone, now) - DAYS_LOOKED_BACK * DAY
        assert told == [
            slot
            for slot in islice(slots_from(schedule, oldest), DAYS_LOOKED_BACK + 1)
            if planned <= slot.at <= now and (last_due is None or slot.day > last_due)
        ]
        if found.due:
            assert now <= found.due.at + TOO_LATE_AFTER
            assert now < next_slot(schedule, found.due.at).at
            assert found.late == (now - found.due.at > LATE_AFTER)
        else:
            assert all(now > slot.at + TOO_LATE_AFTER for slot in found.missed)


class TestExpiry:
    @PROPERTY
    @given(schedules_and_instants())
    def test_it_is_after_twelve_hours_or_at_the_next_slot(self, given: tuple[Schedule, datetime]) -> None:
        schedule, instant = given
        slot = next_slot(schedule, instant)
        end = expiry(schedule, slot)
        assert slot.at < end <= slot.at + TOO_LATE_AFTER
        assert end == min(slot.at + TOO_LATE_AFTER, next_slot(schedule, slot.at).at)


class TestSchedule:
    @pytest.mark.parametrize(
        ("minutes", "weekdays"), [(-1, WEEKDAYS), (24 * 60, WEEKDAYS), (0, frozenset()), (0, frozenset({7}))]
    )
    def test_what_would_never_come_is_refused(self, minutes: int, weekdays: frozenset[int]) -> None:
        with pytest.raises(ValueError, match=r"minutes|weekdays"):
            Schedule("Asia/Shanghai", minutes, weekdays)
