"""Dates and lengths of time as people type them: 2026-12-01, 12月1日, 1 Dec, 周五, 7天, 2 weeks."""

import re
from datetime import date, timedelta

from cmiabot.delivery.typed import plain, quoted
from cmiabot.errors import UserError

LONGEST_PAUSE = timedelta(days=366)
"""Whoever wants a longer pause takes one without an end."""
_DAY = timedelta(days=1)
_YEARS_TO_LEAP = 8
"""From one 29 February to the next, at most."""
_MONTHS_A_YEAR = 12
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = [
    re.compile(r"(?P<year>\d{4})\s*[-./年]\s*(?P<month>\d{1,2})\s*[-./月]\s*(?P<day>\d{1,2})\s*[日号]?"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}))?"),
    re.compile(r"(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year>\d{4}))?"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_NAME}(?:,?\s+(?P<year>\d{{4}}))?"),
    re.compile(rf"{_MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"),
]
# A bare 日 or 月 is no length: 7日 and 12月 name a day and a month.
_LENGTH = re.compile(
    r"(?:for\s+)?(?P<number>\d{1,4}|an?)\s*"
    r"(?P<unit>天|days?|d|个?周|个?星期|个?礼拜|weeks?|w|个月|months?)?"
)
_UNITS = {"天": 1, "d": 1, "周": 7, "星": 7, "礼": 7, "w": 7, "月": 30, "m": 30}
_UNTIL = re.compile(r"^(?:until|till|to)\s+|^(?:直到|到|至)\s*|\s*(?:为止|止)$")
_WEEKDAY = re.compile(
    r"(?P<week>上个?|下个?|这个?|本|last |next |this )?"
    r"(?:(?:周|星期|礼拜)(?P<day>[1-7日天])|(?P<name>mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,3}day)?)"
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS = {"上": -7, "这": 0, "本": 0, "下": 7}
_RELATIVE = {
    "today": 0,
    "今天": 0,
    "yesterday": -1,
    "昨天": -1,
    "前天": -2,
    "tomorrow": 1,
    "明天": 1,
    "后天": 2,
}


def read_pause(text: str, today: date) -> date:
    """The local date on which a pause ends: that of a date, or after a number of days.

    Raises UserError where the text is neither, the date is not to come, or the pause is longer than a year.
    """
    end = _after_a_while(text, today) or find_date(text, today, later=True)
    if end is None:
        raise UserError("typed.pause", text=quoted(text))
    if end <= today:
        raise UserError("typed.pause_past", text=quoted(text))
    if end - today > LONGEST_PAUSE:
        raise UserError("typed.pause_long")
    return end


def pause_of(days: int, today: date) -> date:
    """The local date on which a pause of so many days ends. Raises ValueError where there is none so long."""
    if not 1 <= days <= LONGEST_PAUSE.days:
        raise ValueError(f"no pause takes {days} days")
    return today + days * _DAY


def read_past_date(text: str, today: date) -> date:
    """A date up to today; without a year the last such date.

    Raises UserError where the text is no date or one that is still to come.
    """
    day = find_date(text, today, later=False)
    if day is None:
        raise UserError("typed.date", text=quoted(text))
    if day > today:
        raise UserError("typed.date_future", text=quoted(text))
    return day


def find_date(text: str, today: date, *, later: bool) -> date | None:
    """A date, None where the text is none. Without a year: the next after today, or the last until today.

    Raises UserError where it is a date that no calendar has.
    """
    written = _UNTIL.sub("", plain(text)).strip()
    if written in _RELATIVE:
        return today + _RELATIVE[written] * _DAY
    if weekday := _WEEKDAY.fullmatch(written):
        return _on_weekday(weekday, today, later=later)
    match = next((found for pattern in _DATES if (found := pattern.fullmatch(written))), None)
    if match is None:
        return None
    parts = match.groupdict()
    named = _month_and_day(parts)
    if named is None:
        return None
    month, number = named
    if parts.get("year"):
        years = [int(parts["year"])]
    else:
        years = [today.year + (n if later else -n) for n in range(_YEARS_TO_LEAP + 1)]
    for day in (_existing(year, month, number) for year in years):
        if day and (parts.get("year") or (day > today) == later):
            return day
    raise UserError("typed.no_such_day", text=quoted(text))


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int] | None:
    """The numbers of a month and a day; None for 12/1, which is 1 December here and 12 January there."""
    if "one" in parts:
        one, other = int(parts["one"] or 0), int(parts["other"] or 0)
        if other > _MONTHS_A_YEAR or one == other:
            return one, other
        return (other, one) if one > _MONTHS_A_YEAR else None
    name = parts.get("name")
    month = _MONTHS.index(name) + 1 if name else int(parts["month"] or 0)
    return month, int(parts["day"] or 0)


def _on_weekday(match: re.Match[str], today: date, *, later: bool) -> date:
    """A day of the week: of last, this or next week where it says so, else the one nearest to today."""
    name, day = match["name"], match["day"]
    weekday = _WEEKDAYS.index(name) if name else 6 if day in "日天" else int(day) - 1
    week = (match["week"] or "")[:1]
    if week in _WEEKS:
        return today + (weekday - today.weekday() + _WEEKS[week]) * _DAY
    if week == "n" or (week != "l" and later):
        return today + ((weekday - today.weekday() - 1) % 7 + 1) * _DAY
    before = today - _DAY if week == "l" else today
    return before - (before.weekday() - weekday) % 7 * _DAY


def _after_a_while(text: str, today: date) -> date | None:
    match = _LENGTH.fullmatch(plain(text))
    if match is None:
        return None
    number = int(match["number"]) if match["number"].isdigit() else 1
    unit = (match["unit"] or "d").removeprefix("个")
    return today + number * _UNITS[unit[0]] * _DAY


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
