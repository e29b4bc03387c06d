"""What people ask for though nobody said it (data/unsaid.yaml): how much a question resembles that."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cmiabot.search.haystacks import Haystacks
from cmiabot.search.index import RecordIndex, Tokens
from cmiabot.search.matching import Matcher
from cmiabot.search.prepared import Prepared, prepare_names
from cmiabot.search.units import Unit

LOOKED_AT = 5
"""The nearest entries, which are looked through."""
SHORT_NAME = 12.0
"""The weight of a short name: one of less may stand in a question by chance."""


class Likeness(NamedTuple):
    """What a question has in common with the nearest entries, 0 to 1 each."""

    coverage: float
    """The share of the question's weight that an entry holds."""
    name: float
    """The share of a name that the question holds."""


LEAST = Likeness(0.4, 0.3)
"""A lower likeness is taken as this one: that a thing is not in the list is no sign that somebody said it.

Every question has at least so much; the bias in confidence.py is fitted to that.
"""


class UnsaidIndex:
    """Finds the entries that a question may mean."""

    def __init__(self, index: RecordIndex, haystacks: Haystacks, matcher: Matcher) -> None:
        self._index = index
        self._haystacks = haystacks
        self._matcher = matcher

    def likeness(
        self, content: str, units: Sequence[Unit], pairs: Sequence[Unit], tokens: Iterable[Tokens]
    ) -> Likeness:
        """How much a content resembles them; it comes with its words, its typed sounds and its tokens."""
        candidates = self._index.candidates(tokens, (), LOOKED_AT)
        haystacks = [self._haystacks.at(candidate.ordinal) for candidate in candidates]
        if not haystacks:
            return LEAST
        found = self._matcher.found(units, haystacks)
        common = self._matcher.common(content, haystacks)
        names = (
            weight / max(haystack.weights[number], SHORT_NAME)
            for haystack, shared in zip(haystacks, common.shared, strict=True)
            for number, weight in shared.items()
        )
        return Likeness(
            coverage=max(LEAST.coverage, *self._matcher.covered(content, units, pairs, haystacks, found)),
            name=max((LEAST.name, *names)),
        )


def made_ready(entries: Iterable[str]) -> Iterator[Prepared]:
    """The entries (names by lines) made ready like records: two headings as the text, all as wordings."""
    for entry in entries:
        names = entry.split("\n")
        yield prepare_names(names[:2], names)
