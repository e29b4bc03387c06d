"""Who was not there, there alone, there for the first time, or more than once: told by meetings left out.

2021年没来的日企, only in 2020, newcomers in 2021, 不止来过一次. The papers that there are tell who is left.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cmiabot.corpus.models import Collection
from cmiabot.search import absence_phrases as phrases
from cmiabot.search.occasions import Occasion


@dataclass(frozen=True, slots=True)
class Absent:
    """A question that leaves somebody out by meetings."""

    rest: str
    """The question without the meetings it names and without the words of leaving out."""
    organisations: frozenset[str]
    """Those who are left."""
    meetings: frozenset[str]
    """Where they were; empty: anywhere."""


class Absences:
    """Finds who is left in one collection."""

    def __init__(self, collection: Collection) -> None:
        self._meetings = collection.meetings
        self._there: dict[str, set[str]] = {}
        """The organisations of the papers of each meeting."""
        for paper in collection.papers.values():
            self._there.setdefault(paper.meeting, set()).add(paper.organisation)

    def read(self, text: str, occasions: Sequence[Occasion]) -> Absent | None:
        """A folded question that leaves out somebody by the `occasions` it names; None for any other."""
        if len(occasions) > phrases.MOST or not all(occasion.meetings for occasion in occasions):
            return None
        named = _joined(text, occasions)
        marked = _marked(text, named)
        ways = (self._by_times, self._not_there, self._there_alone, self._new_there)
        return next(filter(None, (way(marked, named) for way in ways)), None)

    def _by_times(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        often = phrases.MORE_THAN_ONCE.search(marked)
        match = often or phrases.ONCE.search(marked)
        if match is None:
            return None
        everybody = self._at(self._meetings)
        left = (one for one in everybody if (self._times(one) > 1) is (often is not None))
        there = frozenset[str]().union(*(occasion.meetings for occasion in named))
        return Absent(_without(marked, match), frozenset(left), there)

    def _not_there(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        match = phrases.GONE.search(marked)
        if match is None:
            return None
        gone = _of(match, named)
        left = self._at(self._meetings) - self._at(gone)
        others = (occasion.meetings for occasion in named if occasion.meetings != gone)
        return Absent(_without(marked, match), frozenset(left), frozenset[str]().union(*others))

    def _there_alone(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        match = phrases.ALONE.search(marked)
        if match is None:
            return None
        there = _of(match, named)
        groups = {self._meetings[meeting].group for meeting in there}
        others = (meeting.id for meeting in self._meetings.values() if meeting.group not in groups)
        return Absent(_without(marked, match), frozenset(self._at(there) - self._at(others)), there)

    def _new_there(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        match, before = phrases.NEW.search(marked), phrases.BEFORE.search(marked)
        if match is None or not named:
            return None
        base = _of(before, named) if before else frozenset[str]()
        there = frozenset[str]().union(*(o.meetings for o in named if o.meetings != base))
        if not there:
            return None
        new = self._at(there) - self._at(base or self._earlier(there))
        return Absent(_without(marked, match, *filter(None, (before,))), frozenset(new), there)

    def _at(self, meetings: Iterable[str]) -> set[str]:
        """Everybody who was at any of some meetings."""
        return set[str]().union(*(self._there.get(meeting, ()) for meeting in meetings))

    def _times(self, organisation: str) -> int:
        """At how many meetings somebody was, each with all its documents."""
        return len({self._meetings[m].group for m, there in self._there.items() if organisation in there})

    def _earlier(self, meetings: frozenset[str]) -> set[str]:
        """The meetings before the first of some."""
        first = min(self._meetings[meeting].date for meeting in meetings)
        return {meeting.id for meeting in self._meetings.values() if meeting.date < first}


def _joined(text: str, occasions: Sequence[Occasion]) -> Sequence[Occasion]:
    """The meetings with those as one that name the same together (2020年那版报纸)."""
    joined: list[Occasion] = []
    for occasion in occasions:
        last = joined[-1] if joined else Occasion(0, 0, frozenset())
        both = last.meetings & occasion.meetings
        if both and phrases.BETWEEN.fullmatch(text, last.end, occasion.start):
            joined[-1] = Occasion(last.start, occasion.end, both)
        else:
            joined.append(occasion)
    return joined


def _marked(text: str, named: Sequence[Occasion]) -> str:
    """The text with a mark in the place of each meeting."""
    for number, occasion in sorted(enumerate(named), key=lambda one: -one[1].start):
        text = f"{text[: occasion.start]}{chr(phrases.FIRST_MARK + number)}{text[occasion.end :]}"
    return text


def _without(marked: str, *matches: re.Match[str]) -> str:
    """The text without some stretches and without the marks."""
    for match in matches:
        marked = marked.replace(match[0], " ", 1)
    return re.sub(phrases.MARK, " ", marked)


def _of(match: re.Match[str], named: Sequence[Occasion]) -> frozenset[str]:
    """The meetings of the mark in a match."""
    mark = next(group for group in match.groups() if group)
    return named[ord(mark) - phrases.FIRST_MARK].meetings
