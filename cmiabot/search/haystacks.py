"""What words of a question are looked for in: records as they were made ready when the index was made."""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from cmiabot.search import pairs
from cmiabot.search.folding import BETWEEN
from cmiabot.search.shelf import Shelf
from cmiabot.search.tokens import bigrams

MOST = 2048
"""Records kept at hand: those looked through last."""
FILTERS_SIZE = 2 * pairs.SIZE
"""Bytes of the two filters of a haystack."""
_ANYTHING = pairs.ANYTHING * 2
_WEIGHT = struct.calcsize("d")
_END = struct.calcsize("I")


class Wordings(NamedTuple):
    """What is told of a record's own text and of each of its everyday wordings, in their order."""

    weights: Sequence[float]
    """The weights of the pieces of each wording; none where nobody asks for them."""
    ends: Sequence[int]
    """Where its own text and each wording end in all of its text."""
    ends_of_stems: Sequence[int]
    """Where the stems of its own text and of each wording end in all of its stems."""


class Haystack:
    """The lines of `Prepared.as_text`.

    `everything` holds the record's own text, up to `own`, and then its wordings. `pairs` and `sound_pairs`
    are the filters of `everything` and `sound` (pairs.py), as most words are in few records.
    """

    def __init__(
        self,
        prepared: str,
        wordings: Wordings | None = None,
        filters: pairs.Filter = _ANYTHING,
    ) -> None:
        self.everything, self.sound, self.stems, self.groups = prepared.split("\n")
        self.weights, self.ends, self.ends_of_stems = wordings or _ends(self.everything, self.stems)
        self.own, self.own_stems = self.ends[0], self.ends_of_stems[0]
        self.pairs, self.sound_pairs = filters[: pairs.SIZE], filters[pairs.SIZE :]

    def filters(self) -> bytes:
        """The filters of its pairs of characters and of syllables, as they are stored."""
        text, sound = pairs.pairs_of_text(self.everything), pairs.pairs_of_sounds(self.sound)
        return pairs.filter_of(text) + pairs.filter_of(sound)

    def pieces(self) -> Iterator[Iterable[str]]:
        """The pairs of characters and the English stems of each everyday wording, each once, in order."""
        wordings, stems = (text.split(BETWEEN)[1:] for text in (self.everything, self.stems))
        for wording, its_stems in zip(wordings, stems, strict=True):
            yield dict.fromkeys((*bigrams(wording), *its_stems.split()))

    def wording(self, number: int) -> str:
        """One of its everyday wordings."""
        return self.everything[self.ends[number] + 1 : self.ends[number + 1]]

    @cached_property
    def distinct_stems(self) -> list[str]:
        """The English stems of everything, each once."""
        return list(dict.fromkeys(self.stems.replace(BETWEEN, " ").split()))


def _ends(everything: str, stems: str) -> Wordings:
    """Where texts and stems end, told by looking through them."""
    ends, ends_of_stems = (
        [number - 1 for number in accumulate(1 + len(part) for part in text.split(BETWEEN))]
        for text in (everything, stems)
    )
    return Wordings((), ends, ends_of_stems)


class Haystacks:
    """The haystacks of the records of a collection, by place; those last looked through are kept at hand."""

    def __init__(self, texts: Shelf, wordings: Shelf, filters: Shelf | None) -> None:
        """Without filters each may hold any word."""
        self._texts = texts
        self._wordings = wordings
        self._filters = filters
        self.at = lru_cache(maxsize=MOST)(self._at)
        """The haystack of the record at a place in the collection."""

    def _at(self, place: int) -> Haystack:
        text, wordings = str(self._texts[place], "utf-8"), _unpacked(self._wordings[place])
        filters = _ANYTHING if self._filters is None else self._filters[place]
        return Haystack(text, wordings, filters)


def packed(prepared: str, weigh: Callable[[Iterable[str]], float]) -> bytes:
    """The `Wordings` of a record made ready, as they are stored; `weigh` gives the weight of some pieces.

    In this machine's byte order: only so can they be read where they stand.
    """
    haystack = Haystack(prepared)
    weights = [weigh(pieces) for pieces in haystack.pieces()]
    ends = (*haystack.ends, *haystack.ends_of_stems)
    return struct.pack(f"{len(weights)}d{len(ends)}I", *weights, *ends)


def _unpacked(stored: memoryview) -> Wordings:
    """What was `packed`, where it stands."""
    number = (len(stored) - 2 * _END) // (_WEIGHT + 2 * _END)
    weights, ends = stored[: number * _WEIGHT].cast("d"), stored[number * _WEIGHT :].cast("I")
    return Wordings(weights, ends[: number + 1], ends[number + 1 :])
