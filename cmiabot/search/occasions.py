"""Reading meetings and years in a question: 2020年, 第十五届, 16th, the press page, the round table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from cmiabot.corpus.models import Collection, Meeting
from cmiabot.search import phrases
from cmiabot.search.folding import clean, fold, has_han
from cmiabot.search.names import compact

_MONTH_NAMES = (
    "jan(?:uary)?",
    "feb(?:ruary)?",
    "mar(?:ch)?",
    "apr(?:il)?",
    "may",
    "june?",
    "july?",
    "aug(?:ust)?",
    "sept?(?:ember)?",
    "oct(?:ober)?",
    "nov(?:ember)?",
    "dec(?:ember)?",
)
_MONTHS = tuple(name[:3] for name in _MONTH_NAMES)
_MONTH = f"(?:{'|'.join(_MONTH_NAMES)})"
_YEAR = re.compile(
    r"(?<![0-9.])(?:(?P<year>(?:19|20)[0-9]{2})|(?P<short>2[0-9])(?=年(?![级来间内多以])))"
    r"(?:年(?:(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?(?:[0-9]{1,2}[日号]|[初底末上中下]旬?)?)?|(?!多?(?:[0-9万亿千百吨亩元台辆户米%]|兆瓦|美元|公[里斤顷]|名(?![单额字])|项(?!目)|家(?![电居庭])"
    r"|人(?![才工力民口]))| ?(?:wan|qian|dun)(?![a-z])))"
    r"(?:的)?(?:年会|会议)?(?: (?:annual )?(?:meeting|session|conference)(?![a-z]))?"
)
_DAY = re.compile(
    r"(?<![0-9./])(?P<month>1[0-2]|0?[1-9])"
    # 9.25 is a day only where it cannot be an amount.
    r"(?:月|[/.](?=[0-9]{1,2}(?:[日号]|那|的?(?:年会|会议|座谈|发布|圆桌)|$|[, ])))"
    r"(?P<day>[12][0-9]|3[01]|0?[1-9])(?![0-9])[日号]?(?:那天|当天)?的?"
)
_ENGLISH_DAY = re.compile(
    rf"(?<![a-z])(?:on )?(?:(?P<before>{_MONTH}) (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?:the )?(?P<first>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<after>{_MONTH}))(?![a-z0-9])"
)
_HAN_YEAR = re.compile("[二两][〇零○o0][一二三][〇零○o0一二三四五六七八九](?=年)")
_RANGE = re.compile(
    r"从?(?<![0-9.])(?P<first>20[0-9]{2})年?\s*(?:-|—|–|~|到|至)\s*(?P<last>20[0-9]{2})(?![0-9])(?:年)?(?:的)?"
)
_ORDINAL = r"(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})"
_NUMBER = re.compile(
    # 第十五、十六届: a list shares its 届.
    rf"(?<![每哪近上这本下一二三四五六七八九十0-9])第?{_ORDINAL}(?:\s*(?:届|次)?\s*(?:,|、|和|与|及|至|到|-)\s*第?{_ORDINAL})*(?:两?届|两?次(?=年会|会议|顾问团))(?:顾问团)?"
    r"(?:年会|会议)?(?:的)?"
    r"|(?<![0-9])(?P<english>[0-9]{1,2})(?:st|nd|rd|th)(?: annual)?(?: (?:meeting|session|cmia))?(?![a-z])"
)
_EACH_ORDINAL = re.compile(_ORDINAL)
# 到2025年, 2030年前: a goal in the future, not the meeting asked about.
_GOAL_BEFORE = re.compile(r"(?:(?<![谈提说讲看得达])到|至|截至|力争|争取|自|从|by|until|before|since)\s*$")
_GOAL_AFTER = re.compile(r"^\s*(?:前|底|末|之前|以前|左右|以来|以后|后|目标)")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_ARABIC = str.maketrans("二两〇零○o一三四五六七八九", "22000013456789")
FIRST_NUMBER = 10
"""Lower numbers are no annual meeting of the council that people ask about (这一届, the first one)."""
LAST_YEAR = 2029
"""Later years are goals that papers speak of, never meetings."""
_NO_OCCASION: frozenset[str] = frozenset({""})
_THAT = "[这那]?[一几两]?[个份组篇场次届本版期]?"
_OF_THAT = f"(?:的?{_THAT})"
_KIND_OF_DOCUMENT = re.compile("(?<=.)(?=(?:专题|报道|规划|发布会|版面)$)")
"""Before the last word of what a document is called: 汽车之都的报道, 规划那场发布会."""
_ITS_PLAN = "规划"
"""A document that may be what is asked about (2022年规划的目标), unless somebody spoke in it."""
_NAMED_BEHIND = (
    r"(?=[里中上]|那|这|都|有(?:谁|哪|几|多少)|一共|总共|前前后后|谁|哪|几|多少|[说讲谈提]|[, ]|$)"
)
_SPOKE_THERE = r"(?=[里中上]|那|这|[, ]|$)"


@dataclass(frozen=True, slots=True)
class Occasion:
    """A stretch of the folded question that names meetings; none where no meeting is meant that we have."""

    start: int
    end: int
    meetings: frozenset[str]


class Occasions:
    """The meetings of a collection by year, number and name."""

    def __init__(self, collection: Collection) -> None:
        self._meetings: Iterable[Meeting] = collection.meetings.values()
        self._names: dict[str, set[str]] = {}
        for meeting in self._meetings:
            # The full name means the occasion with all its documents, an alias (报纸) the document.
            together = {other.id for other in self._meetings if other.group == meeting.group}
            for name in (meeting.name.zh, meeting.name.en):
                self._names.setdefault(compact(clean(fold(name))), set()).update(together)
            for name in (meeting.short.zh, meeting.short.en, *meeting.aliases):
                self._names.setdefault(compact(clean(fold(name))), set()).add(meeting.id)
        self._parts: dict[str, str] = {}
        in_parts = ((paper.meeting, paper.part) for paper in collection.papers.values() if paper.part)
        for meeting_of_part, part in in_parts:
            for name in (part.zh, part.en):
                self._names.setdefault(compact(clean(fold(name))), set()).add(meeting_of_part)
                self._parts[compact(clean(fold(name)))] = part.zh
        self._beside = lru_cache(maxsize=64)(self._beside_of)
        names = sorted(self._names, key=len, reverse=True)
        self._name = re.compile("|".join(_whole(name) for name in names) or "(?!)")

    def find(self, text: str, *, beside: bool = False) -> list[Occasion]:
        """Every mention of a meeting in a folded text, from left to right.

        `beside`: with what stands beside it of a name of its document (2025年汽车之都的报道).
        """
        text = _HAN_YEAR.sub(lambda match: match[0].translate(_ARABIC), text)
        found = [
            Occasion(match.start(), match.end(), frozenset(self._named(match[0])))
            for match in self._name.finditer(text)
        ]
        found += self._ranges(text)
        found += self._numbers(text)
        found += self._years(text)
        found += self._days(text)
        kept = sorted(_without_overlaps(found), key=lambda occasion: occasion.start)
        if not beside:
            return kept
        ends = [0, *(occasion.end for occasion in kept)]
        starts = [*(occasion.start for occasion in kept[1:]), len(text)]
        return [self._widened(text, *each) for each in zip(kept, ends, starts, strict=False)]

    def part_in(self, text: str) -> str:
        """The part of a document (圆桌会) that a folded text names; empty for none."""
        return next((part for name, part in self._parts.items() if name in text), "")

    def at_each(self, named: Sequence[Occasion], rest: str) -> tuple[tuple[tuple[str, ...], ...], str]:
        """The groups of meetings at each of which somebody must have spoken, and the rest of the question.

        2020年和2021年都…, 两届都…, and 第二年又… after a year that is named; else none.
        """
        groups = list(dict.fromkeys(occasion.meetings for occasion in named if occasion.meetings))
        if groups and (common := frozenset.intersection(*groups)):
            groups = [common]  # 2020年见报 is one meeting
        if not groups and phrases.BOTH_MEETINGS.search(rest):
            numbers = sorted({meeting.number for meeting in self._meetings if meeting.number is not None})
            groups = [frozenset(m.id for m in self._meetings if m.number == number) for number in numbers]
        elif not phrases.AT_BOTH.search(rest):
            return (), rest
        elif len(groups) == 1 and phrases.NEXT_YEAR.search(rest):
            following = {meeting.year + 1 for meeting in self._meetings if meeting.id in groups[0]}
            groups.append(frozenset(m.id for m in self._meetings if m.year in following))
        if len(groups) < 2:
            return (), rest
        rest = phrases.AT_BOTH.sub(" ", phrases.BOTH_MEETINGS.sub(" ", rest))
        return tuple(tuple(sorted(meetings)) for meetings in groups), rest

    def meant(
        self, named: Sequence[Occasion], at_each: Sequence[Sequence[str]], *, of_papers: bool
    ) -> tuple[str, ...]:
        """Meetings all mentions agree on (2020 + newspaper), else every one named (2020 and 2021).

        `of_papers`: papers are counted, so those whose document is a volume of papers, where there are any.
        """
        if not named and not at_each:
            return ()
        each = [occasion.meetings for occasion in named]
        common = frozenset.intersection(*each) if each and not at_each else frozenset[str]()
        meant = common or frozenset[str]().union(*each, *at_each)
        meetings = [meeting for meeting in self._meetings if meeting.id in meant]
        volumes = [meeting for meeting in meetings if of_papers and meeting.is_volume]
        return tuple(meeting.id for meeting in volumes or meetings)

    def _widened(self, text: str, occasion: Occasion, first: int, last: int) -> Occasion:
        """The occasion with what stands beside it, from `first` to `last`, of a name of its document."""
        if not occasion.meetings:
            return occasion
        before, after = self._beside(occasion.meetings)
        start = match.start() if (match := before.search(text, first, occasion.start)) else occasion.start
        end = match.end() if (match := after.match(text, occasion.end, last)) else occasion.end
        return Occasion(start, end, occasion.meetings)

    def _beside_of(self, meetings: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Patterns for what documents of some meetings are called, and months, before and behind them."""
        of_them = [meeting for meeting in self._meetings if meeting.id in meetings]
        called = {re.escape(compact(clean(fold(name)))) for meeting in of_them for name in meeting.called}
        longest_first = sorted(called, key=lambda name: (-len(name), name))
        english = "|".join(name for name in longest_first if not has_han(name))
        each = [_KIND_OF_DOCUMENT.sub(_OF_THAT, name) for name in longest_first if has_han(name)]
        plans = [f"{name}{_SPOKE_THERE}" for name in each if name.endswith(_ITS_PLAN)]
        others = [f"{name}{_NAMED_BEHIND}" for name in each if not name.endswith(_ITS_PLAN)]
        documents = "|".join((*others, *plans, "(?:材料|文件)(?=[里中上])"))
        months = "|".join(_MONTH_NAMES[meeting.date.month - 1] for meeting in of_them)
        before = (
            rf"(?:{'|'.join(each) or '(?!)'}){_OF_THAT}$"
            rf"|(?<![a-z])(?:{months})(?: [0-9]{{1,2}}(?:st|nd|rd|th)?,?)? $"
        )
        after = rf",?{_OF_THAT},?(?:{documents})(?:[里中上]面?)?| (?:{english or '(?!)'})(?![a-z])"
        return re.compile(before), re.compile(after)

    def _named(self, name: str) -> set[str]:
        return self._names.get(name) or self._names[name.removesuffix("s")]

    def _ranges(self, text: str) -> Iterator[Occasion]:
        for match in _RANGE.finditer(text):
            first, last = int(match["first"]), int(match["last"])
            years = {meeting.year for meeting in self._meetings}
            if {first, last} <= years:
                meant = (m.id for m in self._meetings if first <= m.year <= last)
                yield Occasion(match.start(), match.end(), frozenset(meant))
            else:
                # The years of a plan (2022-2030) are no meetings, nor is either of them alone.
                yield Occasion(match.start(), match.end(), _NO_OCCASION)

    def _numbers(self, text: str) -> Iterator[Occasion]:
        for match in _NUMBER.finditer(text):
            if match["english"]:
                said = {match.start(): int(match["english"])}
            else:
                ordinals = _EACH_ORDINAL.finditer(text, match.start(), match.end())
                said = {ordinal.start(): _number(ordinal[0]) for ordinal in ordinals}
            sure = match["english"] is None and ("会" in match[0] or min(said.values()) >= FIRST_NUMBER)
            # Each of a list is a mention of its own (第十五、十六届都…), up to where the next one begins.
            borders = [match.start(), *list(said)[1:], match.end()]
            for number, (start, end) in zip(said.values(), pairwise(borders), strict=True):
                same = frozenset(meeting.id for meeting in self._meetings if meeting.number == number)
                if same or sure:
                    yield Occasion(start, end, same)

    def _years(self, text: str) -> Iterator[Occasion]:
        for match in _YEAR.finditer(text):
            if _GOAL_BEFORE.search(text[: match.start()]) or _GOAL_AFTER.search(text[match.end() :]):
                continue
            year = int(match["year"] or f"20{match['short']}")
            same = frozenset(meeting.id for meeting in self._meetings if meeting.year == year)
            # Two digits and 年 are as often a length of time: only the year of a meeting is meant so.
            if same or (match["year"] and year <= LAST_YEAR):
                yield Occasion(match.start(), match.end(), same)

    def _days(self, text: str) -> Iterator[Occasion]:
        """9月25日 or September 25 without a year, where it is the day of a meeting."""
        days = [(match, int(match["month"]), int(match["day"])) for match in _DAY.finditer(text)]
        for match in _ENGLISH_DAY.finditer(text):
            month = _MONTHS.index((match["before"] or match["after"])[:3]) + 1
            days.append((match, month, int(match["day"] or match["first"])))
        for match, *day in days:
            same = frozenset(m.id for m in self._meetings if [m.date.month, m.date.day] == day)
            if same:
                yield Occasion(match.start(), match.end(), same)


def _without_overlaps(found: list[Occasion]) -> list[Occasion]:
    """The longest of those that overlap, without those that are known to be none."""
    kept: list[Occasion] = []
    for occasion in sorted(found, key=lambda item: item.start - item.end):
        if all(occasion.end <= other.start or occasion.start >= other.end for other in kept):
            kept.append(occasion)
    return [occasion for occasion in kept if occasion.meetings is not _NO_OCCASION]


def _whole(name: str) -> str:
    """A pattern for a name: Latin ones as whole words, with the s of a plural."""
    if has_han(name):
        return re.escape(name)
    return rf"(?<![a-z0-9]){re.escape(name)}s?(?![a-z0-9])"


def _number(ordinal: str) -> int:
    """`十六` or `16` as a number; 0 for what is none."""
    if ordinal.isdigit():
        return int(ordinal)
    tens, ten, ones = ordinal.partition("十")
    if not ten:
        return _DIGITS.get(tens[-1], 0)
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
