"""What words of a question are looked for in: records as they were made ready when the index was made."""

import struct
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from cmiabot.search import pairs
from cmiabot.search.folding import BETWEEN
from cmiabot.search.shelf import Shelf
from cmiabot.search.tokens import bigrams

MOST = 2048
"""Records kept at hand: those looked through last."""
FILTERS_SIZE = 2 * pairs.SIZE
"""Bytes of the two filters of a haystack."""
_WEIGHT_SIZE = 8


class Haystack:
    """The lines of `Prepared.as_text`; `weights` are those of the pieces of each everyday wording.

    `everything` holds the record's own text, up to `own`, and then its wordings. `pairs` and `sound_pairs`
    are the filters of `everything` and `sound` (pairs.py), as most words are in few records.
    """

    def __init__(
        self, prepared: str, weights: Sequence[float] = (), filters: bytes = pairs.ANYTHING * 2
    ) -> None:
        self.everything, self.sound, self.stems, self.groups = prepared.split("\n")
        self.weights = weights
        self.pairs, self.sound_pairs = filters[: pairs.SIZE], filters[pairs.SIZE :]
        self.own = _first_part(self.everything)
        self.own_stems = _first_part(self.stems)

    @cached_property
    def text(self) -> str:
        """Its own text, without wordings."""
        return self.everything[: self.own]

    def filters(self) -> bytes:
        """The filters of its pairs of characters and of syllables, as they are stored."""
        text, sound = pairs.pairs_of_text(self.everything), pairs.pairs_of_sounds(self.sound)
        return pairs.filter_of(text) + pairs.filter_of(sound)

    def pieces(self) -> Iterator[frozenset[str]]:
        """The pairs of characters and the English stems of each everyday wording."""
        for wording, stems in zip(self.wordings, self.stems_of_wordings, strict=True):
            yield frozenset((*bigrams(wording), *stems.split()))

    @cached_property
    def wordings(self) -> list[str]:
        """Its everyday wordings."""
        return self.everything.split(BETWEEN)[1:]

    @cached_property
    def stems_of_wordings(self) -> list[str]:
        """The English stems of each wording, a blank around each."""
        return self.stems.split(BETWEEN)[1:]

    @cached_property
    def ends(self) -> list[int]:
        """Where each of its wordings ends in `everything`."""
        return _ends_of_others(self.everything, self.own)

    @cached_property
    def ends_of_stems(self) -> list[int]:
        """Where the stems of each wording end in `stems`."""
        return _ends_of_others(self.stems, self.own_stems)

    @cached_property
    def distinct_stems(self) -> list[str]:
        """The English stems of everything, each once."""
        return list(dict.fromkeys(self.stems.replace(BETWEEN, " ").split()))


def _first_part(text: str) -> int:
    end = text.find(BETWEEN)
    return len(text) if end < 0 else end


def _ends_of_others(text: str, first: int) -> list[int]:
    """Where each part of a text ends but the first, which ends at a place."""
    others = text[first + 1 :].split(BETWEEN)
    return [first + number for number in accumulate(1 + len(part) for part in others)]


class Haystacks:
    """The haystacks of the records of a collection, by place; those last looked through are kept at hand."""

    def __init__(self, texts: Shelf, weights: Shelf, filters: Shelf | None) -> None:
        """Without filters each may hold any word."""
        self._texts = texts
        self._weights = weights
        self._filters = filters
        self.at = lru_cache(maxsize=MOST)(self._at)
        """The haystack of the record at a place in the collection."""

    def _at(self, place: int) -> Haystack:
        text, weights = self._texts[place].decode(), unpacked(self._weights[place])
        return (
            Haystack(text, weights)
            if self._filters is None
            else Haystack(text, weights, self._filters[place])
        )


def packed(weights: Sequence[float]) -> bytes:
    """The weights of wordings as they are stored."""
    return struct.pack(f"<{len(weights)}d", *weights)


def unpacked(stored: bytes) -> tuple[float, ...]:
    """Weights that were `packed`."""
    return struct.unpack(f"<{len(stored) // _WEIGHT_SIZE}d", stored)
