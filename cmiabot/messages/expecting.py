"""When the next digest comes, or why none does; times as the clock shows them where they are read."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from cmiabot.corpus.models import Text
from cmiabot.messages.catalogue import Catalogue

WEEK = 7


class Silence(StrEnum):
    """Why nothing comes, or not at the next slot; the values name messages."""

    NOTHING_FOLLOWED = "nothing_followed"
    NOTHING_TO_SEND = "nothing_to_send"
    """The collection has no item on what is followed, so far."""
    PAUSED = "paused"
    RESTING = "resting"
    """All items on what is followed came lately."""
    GONE = "gone"
    """Nothing can be sent there."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as the clock of a city shows it; `today` is the date there now."""

    at: datetime.datetime
    city: Text
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Expectation:
    """When the next digest comes (None: none will), why it does not come sooner, and when a pause ends.

    `today` is the date where it is read.
    """

    today: datetime.date
    next: Moment | None
    silence: Silence | None = None
    until: datetime.date | None = None


class Calendar:
    """Says times, dates and days of the week in one language."""

    def __init__(self, texts: Catalogue) -> None:
        self._texts = texts

    def moment(self, moment: Moment) -> Markup:
        """Day, time and city: 明天 08:30（重庆时间）."""
        return self._texts.text(
            "when.moment",
            day=self.day(moment.at.date(), moment.today),
            time=f"{moment.at:%H:%M}",
            city=moment.city.in_language(self._texts.language),
        )

    def day(self, day: datetime.date, today: datetime.date) -> Markup:
        """A day as one speaks of it: today, tomorrow, or its date."""
        if day == today:
            return self._texts.text("when.today")
        if day == today + datetime.timedelta(days=1):
            return self._texts.text("when.tomorrow")
        return self.date(day, today)

    def on(self, day: datetime.date, today: datetime.date) -> Markup:
        """A day on which something was: today, on Monday 2 March."""
        spoken = self.day(day, today)
        return self._texts.text("when.on_day", day=spoken) if spoken == self.date(day, today) else spoken

    def date(self, day: datetime.date, today: datetime.date) -> Markup:
        """A date with its weekday, and its year where that is another."""
        year = day.year if day.year != today.year else None
        return self._texts.text("when.day", date=day, year=year, weekday=self.weekday(day.weekday()))

    def weekday(self, weekday: int) -> Markup:
        """The name of a day of the week, 0 = Monday."""
        return self._texts.text(f"when.weekday.{weekday}")

    def weekdays(self, weekdays: frozenset[int]) -> Markup:
        """Days of the week: 每天, 周一至周五, 周一、周三."""
        days = sorted(weekdays)
        if len(days) == WEEK:
            return self._texts.text("when.every_day")
        first, last = days[0], days[-1]
        if last - first == len(days) - 1 and len(days) > 2:
            return self._texts.text("when.range", first=self.weekday(first), last=self.weekday(last))
        return self._texts.text("word.separator").join(map(self.weekday, days))

    def expectation(self, expected: Expectation) -> Markup:
        """What comes next, and why it is silent."""
        following = self.moment(expected.next) if expected.next else ""
        if expected.silence is None:
            return self._texts.text("expect.next", moment=following)
        until = self.date(expected.until, expected.today) if expected.until else ""
        return self._texts.text(f"expect.{expected.silence.value}", moment=following, until=until)


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them: 08:30."""
    hours, rest = divmod(minutes, 60)
    return f"{hours:02}:{rest:02}"
