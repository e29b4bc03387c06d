"""Where words end in typed pinyin (`jieneng yuanqu` or `jie neng yuan qu`): the likeliest cut by sound."""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

from cmiabot.search.folding import has_han
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.words import Words

LONGEST = 4
"""Syllables of the longest word looked for."""


class TypedWords:
    """Cuts syllables into words by how common words of that sound are."""

    def __init__(self, words: Words, table: PinyinTable) -> None:
        self._words = words
        self._table = table

    def cut(self, syllables: Sequence[str]) -> list[tuple[str, ...]]:
        """The syllables word by word; each word is the syllables it is made of."""
        # best[n]: (log probability, first word) of the syllables from place n on.
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(syllables) + 1)
        for start in range(len(syllables) - 1, -1, -1):
            best[start] = max(
                (self._likelihood(syllables[start : start + length]) + best[start + length][0], length)
                for length in range(1, min(LONGEST, len(syllables) - start) + 1)
            )
        return list(_follow(syllables, best))

    def _likelihood(self, syllables: Sequence[str]) -> float:
        frequency = self._frequencies.get(tuple(syllables), 0)
        if not frequency:
            return -math.inf if len(syllables) > 1 else -math.log(self._words.total)
        return math.log(frequency / self._words.total)

    @cached_property
    def _frequencies(self) -> dict[tuple[str, ...], int]:
        """How common the commonest word of each sound is. Made when pinyin is first typed."""
        frequencies: dict[tuple[str, ...], int] = {}
        for word, frequency in self._words.frequencies.items():
            if frequency and len(word) <= LONGEST and all(map(has_han, word)):
                sound = tuple(self._table.syllables(word))
                frequencies[sound] = max(frequency, frequencies.get(sound, 0))
        return frequencies


def _follow(syllables: Sequence[str], best: Sequence[tuple[float, int]]) -> Iterator[tuple[str, ...]]:
    start = 0
    while start < len(syllables):
        length = best[start][1]
        yield tuple(syllables[start : start + length])
        start += length
