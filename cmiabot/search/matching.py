"""How well a record answers a question: which of its words the record holds, by letter, meaning or sound."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from cmiabot.corpus.models import Recommendation
from cmiabot.search.folding import fold, has_han, holds
from cmiabot.search.index import RecordIndex, searchable_text
from cmiabot.search.phrases import FILLERS
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.tokens import bigrams, english_words, stems
from cmiabot.search.words import Words

SYNONYM = 0.9
"""What a word counts that stands in the record only by its meaning; an exact one counts 1."""
SOUND = 0.8
"""What a word counts that only sounds like one of the record."""
SOUND_OF_WORD = 0.4
"""The same for a two-character word of the dictionary: it may well be meant as typed (预制 is not 与智)."""
NEAR = 0.6
"""At most what a word counts that is only written nearly like one of the record."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One word of a question: its weight (rarer is heavier), other words for it, and its syllables."""

    text: str
    weight: float
    others: tuple[str, ...]
    sound: str


@dataclass(frozen=True, slots=True)
class _Haystack:
    text: str
    sound: str
    stems: frozenset[str]


class Matcher:
    """Compares questions with records; `synonyms` are groups of words that mean the same here."""

    def __init__(
        self,
        index: RecordIndex,
        words: Words,
        table: PinyinTable,
        synonyms: Sequence[Sequence[str]],
    ) -> None:
        self._index = index
        self._words = words
        self._table = table
        self._groups = [tuple(fold(word) for word in group) for group in synonyms]
        self._haystack = lru_cache(maxsize=8192)(self._make_haystack)

    def units(self, content: str) -> list[Unit]:
        """The words of a question's content that say something, without repetitions."""
        units: dict[str, Unit] = {}
        for part in content.split():
            words = self._words.cut(part) if has_han(part) else (part,)
            for word in words:
                if word in FILLERS or not word.strip() or word in units:
                    continue
                unit = self._unit(word, content)
                if unit is not None:
                    units[word] = unit
        return list(units.values())

    def sound_units(self, syllables: Sequence[str]) -> list[Unit]:
        """Typed pinyin as units of two syllables: where words end is not known."""
        pairs = [f"{a} {b}" for a, b in itertools.pairwise(syllables)] or list(syllables)
        return [
            Unit("", self._idf("sound", pair.replace(" ", "_")), (), f" {pair} ")
            for pair in dict.fromkeys(pairs)
        ]

    def expansions(self, content: str) -> list[str]:
        """Other words for what the content says."""
        found: list[str] = []
        for group in self._groups:
            inside = [word for word in group if holds(content, word)]
            if inside:
                found += [word for word in group if word not in inside]
        return found

    def coverage(self, units: Sequence[Unit], record: Recommendation) -> float:
        """The share of the question's weight that the record holds, 0 to 1."""
        total = sum(unit.weight for unit in units)
        if not total:
            return 0.0
        haystack = self._haystack(record)
        return sum(unit.weight * self._found(unit, haystack) for unit in units) / total

    def misses_the_point(self, units: Sequence[Unit], record: Recommendation) -> bool:
        """True where the rarest of several words is not in the record: 邮轮旅游 is not answered by 旅游."""
        if len(units) < 2:
            return False
        rarest = max(units, key=lambda unit: unit.weight)
        return self._found(rarest, self._haystack(record)) < NEAR / 2

    def is_verbatim(self, content: str, record: Recommendation) -> bool:
        """True where the record says the content letter for letter."""
        return len(content) > 1 and content in self._haystack(record).text

    def _unit(self, word: str, content: str) -> Unit | None:
        others = tuple(
            other
            for group in self._groups
            if any(word in name and name in content for name in group)
            for other in group
        )
        if has_han(word):
            pairs = bigrams(word)
            weight = sum(self._idf("han", pair) for pair in pairs if len(pair) == 2)
            if len(word) == 1:
                weight = self._idf("character", word) / 2
            return Unit(word, weight, others, f" {' '.join(self._table.syllables(word))} ")
        stemmed = stems([word])
        if not stemmed:
            return None
        return Unit(stemmed[0], self._idf("english", stemmed[0]), others, "")

    def _idf(self, field: str, token: str) -> float:
        frequency = self._index.frequency(field, token)
        return math.log(1 + (self._index.size - frequency + 0.5) / (frequency + 0.5))

    def _found(self, unit: Unit, haystack: _Haystack) -> float:
        if not unit.text:
            return 1.0 if unit.sound in haystack.sound else 0.0
        if not unit.sound:
            return self._found_english(unit, haystack)
        if unit.text in haystack.text:
            return 1.0
        if any(holds(haystack.text, other) for other in unit.others):
            return SYNONYM
        if len(unit.text) > 1 and unit.sound in haystack.sound:
            return SOUND if len(unit.text) > 2 or not self._words.known(unit.text) else SOUND_OF_WORD
        if len(unit.text) > 2:
            return NEAR * _above(fuzz.partial_ratio(unit.text, haystack.text, score_cutoff=50), 50)
        return 0.0

    def _found_english(self, unit: Unit, haystack: _Haystack) -> float:
        if unit.text in haystack.stems:
            return 1.0
        if any(holds(haystack.text, other) for other in unit.others):
            return SYNONYM
        if len(unit.text) > 4:
            best = max((fuzz.ratio(unit.text, stem, score_cutoff=80) for stem in haystack.stems), default=0.0)
            return SOUND * _above(best, 70)
        return 0.0

    def _make_haystack(self, record: Recommendation) -> _Haystack:
        text = searchable_text(record)
        syllables = [self._table.syllables(c)[0] if has_han(c) else "|" for c in text]
        return _Haystack(text, f" {' '.join(syllables)} ", frozenset(stems(english_words(text))))


def _above(score: float, floor: float) -> float:
    return max(0.0, (score - floor) / (100 - floor))
