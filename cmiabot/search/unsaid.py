"""What people ask for though nobody said it (data/unsaid.yaml): how much a question resembles that."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cmiabot.search.haystacks import Haystacks
from cmiabot.search.index import RecordIndex, Tokens
from cmiabot.search.matching import Matcher, words_held
from cmiabot.search.prepared import Prepared, prepare_names
from cmiabot.search.subjects import SubjectIndex
from cmiabot.search.units import Unit

LOOKED_AT = 5
"""The nearest entries, which are looked through."""
SHORT_NAME = 12.0
"""The weight of a short name: one of less may stand in a question by chance."""

LEAST = 0.5
"""A lower likeness is taken as this one: that a thing is not in the list is no sign that somebody said it.

Every question has at least so much; the bias in confidence.py is fitted to that.
"""


class UnsaidIndex:
    """Finds the entries that a question may mean."""

    def __init__(
        self, index: RecordIndex, haystacks: Haystacks, matcher: Matcher, subjects: SubjectIndex
    ) -> None:
        self._index = index
        self._haystacks = haystacks
        self._matcher = matcher
        self._subjects = subjects

    def likeness(
        self, content: str, units: Sequence[Unit], pairs: Sequence[Unit], tokens: Iterable[Tokens]
    ) -> float:
        """How much a content resembles the nearest entry, from LEAST up to some 4.

        The content comes with its words, its typed sounds and its tokens.
        The share of the content that an entry holds, and the share of a name that the content holds, count as
        far as they share several words: a single one (healthcare, in free healthcare) is no likeness. A name
        of a subject with records resembles none.
        """
        if self._subjects.is_named(content):
            return LEAST
        candidates = self._index.candidates(tokens, (), LOOKED_AT)
        haystacks = [self._haystacks.at(candidate.ordinal) for candidate in candidates]
        found = self._matcher.found(units, haystacks)
        covered = self._matcher.covered(content, units, pairs, haystacks, found)
        shared = self._matcher.common(content, haystacks).shared
        each = (
            (coverage + _of_a_name(haystack.weights, weights)) * math.log1p(words_held(words))
            for haystack, coverage, weights, words in zip(haystacks, covered, shared, found, strict=True)
        )
        return max((LEAST, *each))


def _of_a_name(whole: Sequence[float], shared: Mapping[int, float]) -> float:
    """The highest share of a name's weight that is shared, 0 to 1."""
    return max((weight / max(whole[name], SHORT_NAME) for name, weight in shared.items()), default=0.0)


def made_ready(entries: Iterable[str]) -> Iterator[Prepared]:
    """The entries (names by lines) made ready like records: two headings as the text, all as wordings."""
    for entry in entries:
        names = entry.split("\n")
        yield prepare_names(names[:2], names)
