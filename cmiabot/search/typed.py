"""Typed pinyin (`jieneng yuanqu` or `jie neng yuan qu`) → the likeliest Chinese words of that sound.

The characters only serve to understand how the question is put; it is searched for by its sounds.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from cmiabot.search.folding import fold_latin
from cmiabot.search.pinyin import PinyinTable, sounds_like
from cmiabot.search.word_sounds import LONGEST, WordSounds
from cmiabot.search.words import Words

ALIKE = 0.02
"""How likely a word is that only sounds like what was typed: `jiang li` is 奖励 before it is 建立."""

Typed = tuple[str, str]
"""A syllable folded to what sounds alike, and as it was typed."""


class TypedWords:
    """Reads pinyin; `vocabulary` are the English words of the collection, which are no pinyin."""

    def __init__(
        self, words: Words, sounds: WordSounds, table: PinyinTable, vocabulary: frozenset[str]
    ) -> None:
        self._words = words
        self._sounds = sounds
        self._table = table
        self._vocabulary = vocabulary

    def chinese(self, text: str) -> str | None:
        """A folded text with its pinyin as characters; None where it is English rather than pinyin."""
        tokens = fold_latin(text).replace(",", " , ").split()
        cut = [self._syllables(token) for token in tokens]
        strange = sum(s is not None and t not in self._vocabulary for s, t in zip(cut, tokens, strict=True))
        english = sum(s is None and t.isalpha() and len(t) > 2 for s, t in zip(cut, tokens, strict=True))
        if strange <= english:
            return None
        apart = self.is_apart(text)
        parts: list[str] = []
        run: list[Typed] = []
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

    def cut(self, han: str) -> list[str]:
        """Characters that make no words cut where the likeliest words of their sounds end: 述据|挖人."""
        exactly = self._table.exact_syllables(han)
        likeliest = self._likeliest([(sounds_like(syllable), syllable) for syllable in exactly])
        ends = [0, *accumulate(max(1, len(word)) for word in likeliest)]
        return [han[start:end] for start, end in pairwise(ends)]

    def _syllables(self, token: str) -> list[Typed] | None:
        exactly = self._table.split_exactly(token)
        return None if exactly is None else [(sounds_like(syllable), syllable) for syllable in exactly]

    def _likeliest(self, syllables: Sequence[Typed]) -> Iterator[str]:
        # best[n]: (log probability, the first word, its length) of the syllables from place n on.
        best: list[tuple[float, str, int]] = [(0.0, "", 0)] * (len(syllables) + 1)
        for start in range(len(syllables) - 1, -1, -1):
            choices = (
                (*self._word(syllables[start : start + length]), length)
                for length in range(1, min(LONGEST, len(syllables) - start) + 1)
            )
            best[start] = max(
                ((chance + best[start + length][0], word, length) for chance, word, length in choices),
                key=lambda choice: (choice[0], choice[2]),
            )
        start = 0
        while start < len(syllables):
            _, word, length = best[start]
            yield word
            start += length

    def _word(self, syllables: Sequence[Typed]) -> tuple[float, str]:
        """The likeliest word of some syllables and its log probability."""
        exactly = " ".join(typed for _, typed in syllables)
        weighed = (
            (one.weight if one.reading == exactly else one.weight * ALIKE, one.word)
            for one in self._sounds.of(" ".join(sound for sound, _ in syllables))
        )
        weight, word = max(weighed, default=(0.0, ""), key=lambda choice: choice[0])
        if weight:
            return math.log(weight / self._words.total), word
        return (-math.inf if len(syllables) > 1 else -math.log(self._words.total)), ""
