"""When the next digest comes, as people say it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cmiabot.corpus.models import Text
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.expecting import Calendar, Expectation, Moment, Silence

TODAY = date(2026, 11, 20)
"""A Friday."""
BERLIN = Text("柏林", "Berlin")
CHINESE, ENGLISH = Calendar(catalogue("zh")), Calendar(catalogue("en"))


def at(day: date, hour: int = 8, minute: int = 5) -> Moment:
    """A time of a day in Berlin."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))
    return Moment(moment, BERLIN, TODAY)


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (date(2026, 11, 20), "今天 08:05（柏林时间）", "today, 08:05 (Berlin time)"),
        (date(2026, 11, 21), "明天 08:05（柏林时间）", "tomorrow, 08:05 (Berlin time)"),
        (date(2026, 11, 23), "11月23日（周一）08:05（柏林时间）", "Monday 23 November, 08:05 (Berlin time)"),
        (
            date(2027, 1, 3),
            "2027年1月3日（周日）08:05（柏林时间）",
            "Sunday 3 January 2027, 08:05 (Berlin time)",
        ),
    ],
)
def test_a_moment_is_said_as_one_speaks_of_it(day: date, chinese: str, english: str) -> None:
    assert CHINESE.moment(at(day)) == chinese
    assert ENGLISH.moment(at(day)) == english


def test_what_was_is_said_to_have_been_on_its_day() -> None:
    monday = date(2026, 11, 16)
    assert ENGLISH.on(monday, TODAY) == "on Monday 16 November"
    assert ENGLISH.on(TODAY, TODAY) == "today"
    assert CHINESE.on(monday, TODAY) == "11月16日（周一）"


@pytest.mark.parametrize(
    ("weekdays", "chinese", "english"),
    [
        ({0, 1, 2, 3, 4, 5, 6}, "每天", "every day"),
        ({0, 1, 2, 3, 4}, "周一至周五", "Monday to Friday"),
        ({5, 6}, "周六、周日", "Saturday, Sunday"),
        ({0, 2, 4}, "周一、周三、周五", "Monday, Wednesday, Friday"),
        ({6}, "周日", "Sunday"),
    ],
)
def test_days_of_the_week_are_said_shortly(weekdays: set[int], chinese: str, english: str) -> None:
    assert CHINESE.weekdays(frozenset(weekdays)) == chinese
    assert ENGLISH.weekdays(frozenset(weekdays)) == english


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (Expectation(TODAY, at(TODAY)), "下一篇：今天 08:05（柏林时间）。"),
        (Expectation(TODAY, None, Silence.NOTHING_FOLLOWED), "还没有订阅"),
        (Expectation(TODAY, at(TODAY), Silence.NOTHING_TO_SEND), "收录了就发给您"),
        (Expectation(TODAY, None, Silence.PAUSED), "直到您恢复"),
        (
            Expectation(TODAY, at(date(2026, 12, 1)), Silence.PAUSED, date(2026, 11, 29)),
            "暂停到11月29日（周日），之后的第一篇：12月1日（周二）08:05（柏林时间）。",
        ),
        (Expectation(TODAY, None, Silence.PAUSED, date(2026, 11, 29)), "暂停到11月29日（周日）。"),
        (Expectation(TODAY, at(date(2026, 12, 1)), Silence.RESTING), "12月1日（周二）08:05（柏林时间）起再"),
        (Expectation(TODAY, None, Silence.GONE), "发不过去"),
    ],
)
def test_silence_is_explained(expected: Expectation, told: str) -> None:
    assert told in CHINESE.expectation(expected)
