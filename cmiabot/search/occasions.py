"""Reading meetings and years in a question: 2020年, 第十五届, 16th, the press page, the round table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cmiabot.corpus.models import Collection, Meeting
from cmiabot.search.folding import fold

_YEAR = re.compile(r"(?<![0-9.])(?P<year>20[0-9]{2})(?:年|(?![0-9]))(?:的)?")
_NUMBER = re.compile(
    r"第?(?P<han>[一二三四五六七八九十]{1,3})届(?:年会|会议|的)?"
    r"|第?(?P<digits>[0-9]{1,2})届(?:年会|会议|的)?"
    r"|(?<![0-9])(?P<english>[0-9]{1,2})(?:st|nd|rd|th)(?: annual)?(?: (?:meeting|session|cmia))?(?![a-z])"
)
# 到2025年, 2030年前: a goal in the future, not the meeting asked about.
_GOAL_BEFORE = re.compile(r"(?:到|至|截至|力争|争取|自|从|by|until|before|since)\s*$")
_GOAL_AFTER = re.compile(r"^\s*(?:前|底|末|之前|以前|左右|以来|以后|后|目标|[-—–~至到]\s*20[0-9]{2})")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
LAST_YEAR = 2029
"""Later years are goals that papers speak of, never meetings."""


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
            for name in (meeting.name.zh, meeting.name.en, *meeting.aliases):
                self._names.setdefault(fold(name), set()).add(meeting.id)
        names = sorted(self._names, key=len, reverse=True)
        self._name = re.compile("|".join(re.escape(name) for name in names))

    def find(self, text: str) -> list[Occasion]:
        """Every mention of a meeting, from left to right."""
        found = [
            Occasion(match.start(), match.end(), frozenset(self._names[match[0]]))
            for match in self._name.finditer(text)
        ]
        for match in _NUMBER.finditer(text):
            number = _number(match)
            same = frozenset(meeting.id for meeting in self._meetings if meeting.number == number)
            if match["english"] is None or same:
                found.append(Occasion(match.start(), match.end(), same))
        for match in _YEAR.finditer(text):
            if _GOAL_BEFORE.search(text[: match.start()]) or _GOAL_AFTER.search(text[match.end() :]):
                continue
            year = int(match["year"])
            same = frozenset(meeting.id for meeting in self._meetings if meeting.year == year)
            if same or year <= LAST_YEAR:
                found.append(Occasion(match.start(), match.end(), same))
        return sorted(_without_overlaps(found), key=lambda occasion: occasion.start)


def _without_overlaps(found: list[Occasion]) -> list[Occasion]:
    kept: list[Occasion] = []
    for occasion in sorted(found, key=lambda item: item.start - item.end):
        if all(occasion.end <= other.start or occasion.start >= other.end for other in kept):
            kept.append(occasion)
    return kept


def _number(match: re.Match[str]) -> int:
    if match["han"] is None:
        return int(match["digits"] or match["english"])
    tens, ten, ones = match["han"].partition("十")
    if not ten:
        return _DIGITS.get(tens[-1], 0)
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
