"""Weeks of digests in seconds: targets whose schedules change, outages, and what ought to have come.

What ought to come is worked out here anew, day by day, from the rules alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cmiabot.corpus.models import Collection
from cmiabot.delivery.due import tick
from cmiabot.delivery.following import Change, Following
from cmiabot.delivery.places import Place
from cmiabot.delivery.programme import EVERYTHING, Interest, Programme
from cmiabot.delivery.slots import Schedule, next_slot
from cmiabot.messages.expecting import Silence
from cmiabot.store import receipts, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.values import SubscriptionKind, Target
from tests.auxil.delivering import Post, ScriptedMessenger
from tests.auxil.hurried import unlimited
from tests.auxil.stored import DAY, stored_chat

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Shanghai")
HALF_PAST_TWO = 150
TIMES = (0, HALF_PAST_TWO, 510, 1200, 1439)
"""Minutes after midnight at which digests come: each instant is one tick, so there are few."""
DAYS_OF_WEEK = (range(5), range(7), (0, 3), (5, 6))
LATEST = timedelta(hours=12)


@dataclass(frozen=True)
class Epoch:
    """A schedule while it holds."""

    since: datetime
    schedule: Schedule


@dataclass
class Person:
    """A target, what it follows, and the schedules it has had."""

    target: Target
    telegram_id: int
    interests: tuple[Interest, ...]
    papers: tuple[str, ...]
    """All that its interests bring."""
    epochs: list[Epoch]
    told: list[date] = field(default_factory=list)
    """Days on which digests go on after a rest, as it heard when it changed its schedule."""

    def slots(self, until: datetime) -> Iterator[tuple[date, datetime, Schedule]]:
        """All its due moments by the calendar: local date, instant, and the schedule."""
        ends = [*(epoch.since for epoch in self.epochs[1:]), until]
        for epoch, end in zip(self.epochs, ends, strict=True):
            day = epoch.since.date() - 2 * DAY
            while day <= end.date() + 2 * DAY:
                at = instant(epoch.schedule, day)
                if day.weekday() in epoch.schedule.weekdays and epoch.since < at < end:
                    yield day, at, epoch.schedule
                day += DAY


def instant(schedule: Schedule, day: date) -> datetime:
    """A time of day on a local date: the first of two, and an hour later where the clock leaves it out."""
    zone = ZoneInfo(schedule.zone)
    wall = datetime.combine(day, time(*divmod(schedule.minutes, 60)))
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall:
        at = (wall + timedelta(hours=1)).replace(tzinfo=zone).astimezone(UTC)
    return at


@dataclass(frozen=True)
class Outage:
    """The program does not run."""

    begin: datetime
    end: datetime


@dataclass
class Expected:
    """What a person ought to have by the rules, from what really came before."""

    digests: dict[date, datetime] = field(default_factory=dict)
    """By their due date: when they were to arrive."""
    late: set[date] = field(default_factory=set)
    missed: set[date] = field(default_factory=set)
    rests: set[date] = field(default_factory=set)
    """The days on which something may come again."""


class Simulation:
    """Runs the ticks and the sender over some days; `random` decides who, when, what changes."""

    def __init__(
        self, database: Database, collection: Collection, random: Random, start: datetime, days: int
    ) -> None:
        self.post = Post(database, ScriptedMessenger(), now=start)
        self.programme = Programme(collection)
        self.end = start + days * DAY
        self._following = Following(database, self.programme, Schedule("UTC", 0, frozenset({0})))
        self._collection = collection
        self._random = random
        # Begin and end at odd moments, and never at a tick.
        self.outages = [
            Outage(begin, begin + 3 * DAY)
            for begin in (start + timedelta(days=days * share, seconds=1234) for share in (0.2, 0.55))
        ]
        self.people: list[Person] = []

    async def people_subscribe(self, number: int) -> None:
        """So many people, a quarter of them at half past two where clocks change at that time."""
        for index in range(number):
            zone = ZONES[index % 2] if index % 4 == 0 else self._random.choice(ZONES)
            minutes = HALF_PAST_TWO if index % 4 == 0 else self._random.choice(TIMES)
            weekdays = range(7) if index % 4 == 0 else self._random.choice(DAYS_OF_WEEK)
            schedule = Schedule(zone, minutes, frozenset(weekdays))
            self.people.append(await self._subscribe(schedule, self._interests(index)))

    def _interests(self, index: int) -> tuple[Interest, ...]:
        if index % 8 == 0:
            return (EVERYTHING,)
        themes = self._random.sample(sorted(self._collection.themes), self._random.randint(1, 3))
        return tuple(("theme", theme) for theme in themes)

    async def _subscribe(self, schedule: Schedule, interests: tuple[Interest, ...]) -> Person:
        now = self.post.now
        async with self.post.database.write() as session:
            chat = await stored_chat(session)
            target = await targets.get_or_create(
                session,
                chat.id,
                zone=schedule.zone,
                digest_minutes=schedule.minutes,
                weekdays=schedule.weekdays,
            )
            for kind, ref in interests:
                await subscriptions.add(session, target.id, SubscriptionKind(kind), ref, now=now)
            await targets.schedule_next(session, target.id, next_slot(schedule, now).at)
        papers = tuple(paper for paper in self.programme.papers if self.programme.reasons(interests, paper))
        return Person(target, chat.telegram_id, interests, papers, [Epoch(now, schedule)])

    async def run(self, changes: int, idle_ticks: int) -> None:
        """From due instant to due instant, with changes and ticks at which nothing is due in between."""
        upsets = sorted(
            [(self._moment(), True) for _ in range(changes)]
            + [(self._moment(), False) for _ in range(idle_ticks)]
        )
        while True:
            upset = upsets[0][0] if upsets else self.end
            at = self._running_at(max(min(await self._next_due(), upset), self.post.now))
            if at >= self.end:
                return
            self.post.now = at
            if upsets and at == upset:
                _, is_change = upsets.pop(0)
                if is_change:
                    await self._change(self._random.choice(self.people))
                    continue
            await self._tick()

    async def _next_due(self) -> datetime:
        async with self.post.database.read() as session:
            planned = await targets.scheduled(session, self.end, limit=10_000)
        return min((target.next_digest_at or self.end for target, _ in planned), default=self.end)

    def _moment(self) -> datetime:
        """A moment at which the program runs and nothing is due."""
        while True:
            seconds = self._random.randrange(int((self.end - self.post.now).total_seconds() / 60)) * 60 + 30
            at = self.post.now + timedelta(seconds=seconds)
            if self._running_at(at) == at:
                return at

    def _running_at(self, at: datetime) -> datetime:
        """That moment, or the end of the outage it lies in."""
        return next((outage.end for outage in self.outages if outage.begin <= at < outage.end), at)

    async def _tick(self) -> None:
        done = await tick(self.post.database, self.programme, self.post.now)
        assert not done.failed
        async with self.post.database.read() as session:
            now = self.post.now
            counts = await receipts.counts(session, since=now - DAY, until=now + DAY)
        if waiting := sum(number for (_, state), number in counts.items() if state == "pending"):
            await self.post.send(waiting, unlimited())

    async def _change(self, person: Person) -> None:
        """Another zone, time or days."""
        now, before = self.post.now, person.epochs[-1].schedule
        schedule = self._random.choice(
            [
                replace(before, zone=self._random.choice(ZONES)),
                replace(before, minutes=self._random.choice(TIMES)),
                replace(before, weekdays=frozenset(self._random.choice(DAYS_OF_WEEK))),
            ]
        )
        change = Change(schedule.zone, schedule.minutes, schedule.weekdays)
        outlook = (await self._following.reschedule(Place(person.telegram_id), change, now=now)).outlook
        if outlook.silence is Silence.RESTING and outlook.slot:
            person.told.append(outlook.slot.day)
        person.epochs.append(Epoch(now, schedule))

    def expected(self, person: Person, came: dict[date, str]) -> Expected:
        """What ought to have come to a person; `came` are the papers that did, by their due date."""
        expected = Expected()
        seen: dict[str, date] = {}
        last = date.min
        slots = [*person.slots(self.end)]
        for number, (day, at, _) in enumerate(slots):
            if day <= last:
                continue
            outage = next((one for one in self.outages if one.begin <= at < one.end), None)
            following = slots[number + 1][1] if number + 1 < len(slots) else self.end
            too_late = outage is not None and (outage.end > at + LATEST or following <= outage.end)
            ready = [paper for paper in person.papers if seen.get(paper, date.min) <= day - 60 * DAY]
            if not ready:
                if not too_late:
                    expected.rests.add(min(seen.values()) + 60 * DAY)
                continue
            last = day
            if too_late:
                expected.missed.add(day)
                continue
            expected.digests[day] = outage.end if outage else at
            if outage:
                expected.late.add(day)
            if day in came:
                seen[came[day]] = day
        return expected
