"""A time of day as people type it → minutes after midnight: 08:30, 0830, 8点半, 晚上8点, 8:30 pm, noon."""

import re

from cmiabot.delivery.typed import plain, quoted
from cmiabot.errors import UserError

_CLOCK = re.compile(
    r"(?P<before>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|早|晚)?\s*"
    r"(?P<hour>\d{1,2})"
    r"(?:\s*[:.h点时]\s*(?P<minutes>\d{2}|半|整|[13]刻|\d(?=分))?\s*分?)?"
    r"\s*(?:钟|o'clock)?\s*"
    r"(?P<after>[ap]\.?m\.?)?"
)
_FOUR_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minutes>\d{2})(?P<before>)(?P<after>)")
_SPOKEN = {"半": 30, "整": 0, "1刻": 15, "3刻": 45}
_NAMED = {"中午": 720, "正午": 720, "noon": 720, "midday": 720, "午夜": 0, "midnight": 0}
_BEFORE_DAWN = ("凌晨", "am")
_MORNING = (*_BEFORE_DAWN, "清晨", "早上", "早晨", "上午", "早")
_AFTER_NOON = ("下午", "傍晚", "晚上", "晚", "pm")
_AT_NIGHT = ("晚上", "晚")
_NIGHT_ENDS = 5
"""Before this hour 晚上 is the night after midnight."""
_NOON = "中午"
_HALF_DAY = 12


def read_time(text: str) -> int:
    """Minutes after local midnight. Raises UserError where the text is no time of a day."""
    folded = plain(text)
    if folded in _NAMED:
        return _NAMED[folded]
    match = _CLOCK.fullmatch(folded) or _FOUR_DIGITS.fullmatch(folded)
    if match is None:
        raise UserError("typed.time", text=quoted(text))
    minutes = match["minutes"] or "0"
    minute = _SPOKEN[minutes] if minutes in _SPOKEN else int(minutes)
    part = match["before"] or (match["after"] or "").replace(".", "")
    hour = _of_the_day(int(match["hour"]), part)
    contradicts = part in _MORNING and hour > _HALF_DAY
    if hour >= 24 or minute >= 60 or contradicts:
        raise UserError("typed.time", text=quoted(text))
    return hour * 60 + minute


def _of_the_day(hour: int, part: str) -> int:
    """An hour on the clock's face, in a part of the day → hours after midnight."""
    if hour == _HALF_DAY and part in (*_BEFORE_DAWN, *_AT_NIGHT):
        return 0
    if hour < _NIGHT_ENDS and part in _AT_NIGHT:
        return hour
    if (hour < _HALF_DAY and part in _AFTER_NOON) or (hour < _HALF_DAY // 2 and part == _NOON):
        return hour + _HALF_DAY
    return hour
