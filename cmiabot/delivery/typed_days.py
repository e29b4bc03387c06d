"""Days of the week as people type them: 1-5, mon,wed, 周一至周五, 周一三五, 工作日, every day."""

import re

from cmiabot.delivery.typed import plain, quoted
from cmiabot.errors import UserError

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORKING, _WEEKEND, _ALL = (0, 1, 2, 3, 4), (5, 6), (0, 1, 2, 3, 4, 5, 6)
_DAYS: dict[str, tuple[int, ...]] = {
    **{name[:length]: (day,) for day, name in enumerate(_NAMES) for length in range(3, len(name) + 1)},
    **{f"{name}s": (day,) for day, name in enumerate(_NAMES)},
    **{str(day + 1): (day,) for day in range(7)},
    # 天 by itself counts: 5天, 每周三天.
    **dict.fromkeys(("日", "周天", "星期天", "礼拜天"), (6,)),
    **dict.fromkeys(("工作日", "weekday", "weekdays", "workday", "workdays"), _WORKING),
    **dict.fromkeys(("周末", "双休日", "weekend", "weekends"), _WEEKEND),
    **dict.fromkeys(("每天", "每日", "天天", "everyday", "daily", "all"), _ALL),
}
_THROUGH = {"-", "–", "—", "~", "至", "到", "to", "through", "till", "until"}
_WITHOUT_MEANING = {*",.、;/&+周每和与及", "星期", "礼拜", "and", "on", "every"}
_JOINED = {
    "every day": "everyday",
    "all days": "all",
    "working days": "workdays",
    "business days": "workdays",
    "work days": "workdays",
    "week days": "weekdays",
}
_TOKEN = re.compile(r"[a-z]+|工作日|双休日|(?:周|星期|礼拜)天|周末|每天|每日|天天|星期|礼拜|[^\sa-z]")


def read_weekdays(text: str) -> frozenset[int]:
    """The weekdays, 0 = Monday. Raises UserError where the text names no days or anything else as well."""
    folded = " ".join(plain(text).split())
    for words, word in _JOINED.items():
        folded = folded.replace(words, word)
    unreadable = UserError("typed.days", text=quoted(text))
    days: set[int] = set()
    last: int | None = None
    start: int | None = None
    for token in _TOKEN.findall(folded):
        named = _DAYS.get(token)
        if named is None:
            if token in _THROUGH and last is not None and start is None:
                start = last
            elif token not in _WITHOUT_MEANING:
                raise unreadable
        elif start is None:
            days.update(named)
            last = named[0] if len(named) == 1 else None
        elif len(named) == 1:
            days.update(_range(start, named[0]))
            start = last = None
        else:
            raise unreadable
    if start is not None or not days:
        raise unreadable
    return frozenset(days)


def _range(first: int, last: int) -> set[int]:
    """The days from one to another, over the end of the week where it is earlier (周六至周一)."""
    return {(first + n) % 7 for n in range((last - first) % 7 + 1)}
