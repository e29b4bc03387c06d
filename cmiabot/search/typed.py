"""Typed pinyin (`jieneng yuanqu` or `jie neng yuan qu`) → the likeliest Chinese words of that sound.

The characters only serve to understand how the question is put; it is searched for by its sounds.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice, product

from cmiabot.search.folding import fold_latin, has_han
from cmiabot.search.phrases import ASKED_WITH
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.words import NAME_FREQUENCY, Words

LONGEST = 4
"""Syllables of the longest word looked for."""
MOST_READINGS = 4
"""Ways to read one word that are kept."""
HERE = 20
"""How many times likelier a word of the collection is than one of the same sound that it lacks."""
ASKED = 20
"""The same for words that questions are made with: `shui` is 谁 before it is 水."""


class TypedWords:
    """Reads pinyin; `vocabulary` are the English words of the collection, which are no pinyin."""

    def __init__(self, words: Words, table: PinyinTable, vocabulary: frozenset[str]) -> None:
        self._words = words
        self._table = table
        self._vocabulary = vocabulary

    def chinese(self, text: str) -> str | None:
        """A folded text with its pinyin as characters; None where it is English rather than pinyin."""
        tokens = fold_latin(text).replace(",", " , ").split()
        cut = [self._table.split(token) for token in tokens]
        strange = sum(s is not None and t not in self._vocabulary for s, t in zip(cut, tokens, strict=True))
        english = sum(s is None and t.isalpha() and len(t) > 2 for s, t in zip(cut, tokens, strict=True))
        if strange <= english:
            return None
        apart = self.is_apart(text)
        parts: list[str] = []
        run: list[str] = []
        for syllables, token in zip(cut, tokens, strict=True):
            if syllables is not None:
                run += syllables
            if run and (syllables is None or not apart):
                parts += self._likeliest(run)
                run = []
            if syllables is None:
                parts.append(f" {token} ")
        return "".join([*parts, *self._likeliest(run)]).strip()

    def is_apart(self, text: str) -> bool:
        """True for syllables that stand alone each: their blanks do not say where words end."""
        cut = [self._table.split(token) for token in fold_latin(text).replace(",", " ").split()]
        syllables = [part for part in cut if part is not None]
        return len(syllables) > 1 and all(len(part) == 1 for part in syllables)

    def _likeliest(self, syllables: Sequence[str]) -> Iterator[str]:
        # best[n]: (log probability, length of the first word) of the syllables from place n on.
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(syllables) + 1)
        for start in range(len(syllables) - 1, -1, -1):
            best[start] = max(
                (self._likelihood(syllables[start : start + length]) + best[start + length][0], length)
                for length in range(1, min(LONGEST, len(syllables) - start) + 1)
            )
        start = 0
        while start < len(syllables):
            sound = tuple(syllables[start : start + best[start][1]])
            yield self._by_sound[sound][1] if sound in self._by_sound else ""
            start += len(sound)

    def _likelihood(self, syllables: Sequence[str]) -> float:
        weight = self._by_sound.get(tuple(syllables), (0.0, ""))[0]
        if weight:
            return math.log(weight / self._words.total)
        return -math.inf if len(syllables) > 1 else -math.log(self._words.total)

    @cached_property
    def _by_sound(self) -> dict[tuple[str, ...], tuple[float, str]]:
        """The likeliest word of each sound and its weight. Made when pinyin is first typed."""
        likeliest: dict[tuple[str, ...], tuple[float, str]] = {}
        # Not all that is asked with is a word of the dictionary (讲过).
        asked = dict.fromkeys(ASKED_WITH, NAME_FREQUENCY)
        for word, frequency in {**asked, **self._words.frequencies}.items():
            if frequency and len(word) <= LONGEST and all(map(has_han, word)):
                weight = float(frequency)
                if word in ASKED_WITH:
                    weight *= ASKED
                elif len(word) > 1 and self._words.is_here(word):
                    weight *= HERE
                # A word may be read otherwise than its characters mostly are: 重庆 is chong qing.
                for sound in islice(product(*map(self._table.readings, word)), MOST_READINGS):
                    if weight > likeliest.get(sound, (0.0, ""))[0]:
                        likeliest[sound] = (weight, word)
        return likeliest
