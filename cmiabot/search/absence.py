"""Who was not there, there alone, there for the first time, or more than once: told by meetings left out.

2021年没来的日企, only in 2020, newcomers in 2021, 不止来过一次. The papers that there are tell who is left.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cmiabot.corpus.models import Collection, Meeting
from cmiabot.search import absence_phrases as phrases
from cmiabot.search.occasions import Occasion


@dataclass(frozen=True, slots=True)
class Absent:
    """A question that leaves somebody out by meetings."""

    rest: str
    """The question without the meetings it names and without the words of leaving out."""
    organisations: frozenset[str] | None
    """Those who are left; None where that cannot be known: nothing here is earlier."""
    meetings: frozenset[str]
    """Where they were; empty: anywhere."""
    typed: str
    """The words of leaving out."""


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
        if (
            not phrases.MAY_LEAVE_OUT.search(text)
            or len(occasions) > phrases.MOST
            or not all(occasion.meetings for occasion in occasions)
        ):
            return None
        named = _joined(text, occasions)
        marked = _marked(text, named)
        ways = (self._by_times, self._fewer, self._not_there, self._there_alone, self._new_there)
        absent = next(filter(None, (way(marked, named) for way in ways)), None)
        return absent and replace(absent, typed=_unmarked(absent.typed, text, named))

    def at(self, meetings: Iterable[str]) -> set[str]:
        """Everybody who was at any of some meetings."""
        return set[str]().union(*(self._there.get(meeting, ()) for meeting in meetings))

    def _by_times(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        often, once = re.search(phrases.OFTEN, marked), re.search(phrases.ONCE, marked)
        match = often or once
        if match is None or not re.search(phrases.BEING_THERE, marked):
            return None
        least = phrases.TIMES.get(often["times"] or "", 2) if often else 0
        everybody = self.at(self._meetings)
        left = (one for one in everybody if (self._times(one) >= least if often else self._times(one) == 1))
        return _absent(marked, [match.span()], frozenset(left), _all_of(named))

    def _fewer(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        match = re.search(phrases.FEWER, marked)
        if match is None:
            return None
        later, base = (_named(match[group], named) for group in ("later", "base"))
        return _absent(marked, [match.span()], frozenset(self.at(base) - self.at(later)), base)

    def _not_there(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        matches = list(re.finditer(phrases.NOT_THERE, marked)) if named else []
        if not matches:
            return None
        gone = frozenset[str]().union(*(_named(match[0], named) for match in matches))
        others = _all_of(one for one in named if not one.meetings <= gone)
        spans = [span for match in matches for span in _around_kept(match)]
        return _absent(marked, spans, frozenset(self.at(self._meetings) - self.at(gone)), others)

    def _there_alone(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        match = re.search(phrases.ALONE, marked)
        if match is None or not re.search(phrases.BEING_THERE, marked):
            return None
        there = _named(match[0], named)
        # A year means all of its documents; who is on a page alone must not be in the volume either.
        left = self.at(there) - self.at(self._meetings.keys() - there)
        return _absent(marked, [match.span()], frozenset(left), there)

    def _new_there(self, marked: str, named: Sequence[Occasion]) -> Absent | None:
        match, before = re.search(phrases.NEW, marked), re.search(phrases.BEFORE, marked)
        if match is None or not named:
            return None
        base = _named(before[0], named) if before else frozenset[str]()
        there = _all_of(one for one in named if one.meetings != base)
        there = there or self._later(base)
        earlier = base or self._earlier(there)
        new = frozenset(self.at(there) - self.at(earlier)) if earlier else None
        return _absent(marked, [match.span(), *([before.span()] if before else [])], new, there)

    def _times(self, organisation: str) -> int:
        """At how many meetings somebody was, each with all its documents."""
        return len({self._meetings[m].group for m, there in self._there.items() if organisation in there})

    def _earlier(self, meetings: frozenset[str]) -> frozenset[str]:
        """The meetings before the first of some: annual meetings before one of these."""
        first = min((self._meetings[meeting] for meeting in meetings), key=lambda one: one.date)
        return frozenset(one.id for one in self._like(first) if one.date < first.date)

    def _later(self, meetings: frozenset[str]) -> frozenset[str]:
        """The same after the last of some."""
        last = max((self._meetings[meeting] for meeting in meetings), key=lambda one: one.date)
        return frozenset(one.id for one in self._like(last) if one.date > last.date)

    def _like(self, meeting: Meeting) -> Iterator[Meeting]:
        """Annual meetings for one of these, the others for another."""
        numbered = meeting.number is not None
        return (one for one in self._meetings.values() if (one.number is not None) is numbered)


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


def _absent(
    marked: str,
    spans: Sequence[tuple[int, int]],
    organisations: frozenset[str] | None,
    meetings: frozenset[str],
) -> Absent:
    """A question with these words of leaving out: they and all marks are no part of its rest."""
    rest = marked
    for start, end in sorted(spans, reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    typed = "".join(marked[start:end] for start, end in sorted(spans)).strip(" ,的")
    return Absent(re.sub(phrases.MARK, " ", rest), organisations, meetings, typed)


def _unmarked(marked: str, text: str, named: Sequence[Occasion]) -> str:
    """A part of a marked text as it was typed."""
    for number, occasion in enumerate(named):
        marked = marked.replace(chr(phrases.FIRST_MARK + number), text[occasion.start : occasion.end])
    return marked


def _around_kept(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """What a match takes out of a question: all but what stands between the meeting and not being there."""
    kept = next((name for name in ("kept", "left") if match[name] is not None), None)
    if kept is None:
        yield match.span()
    else:
        yield match.start(), match.start(kept)
        yield match.end(kept), match.end()


def _named(text: str, named: Sequence[Occasion]) -> frozenset[str]:
    """The meetings of the marks in a text."""
    return _all_of(named[ord(mark) - phrases.FIRST_MARK] for mark in re.findall(phrases.MARK, text))


def _all_of(occasions: Iterable[Occasion]) -> frozenset[str]:
    """The meetings of any of some occasions."""
    return frozenset[str]().union(*(occasion.meetings for occasion in occasions))
