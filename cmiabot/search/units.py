"""The words of a question as units of matching: how much each says, and what counts as having it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cmiabot.search.folding import has_han
from cmiabot.search.index import RecordIndex
from cmiabot.search.phrases import FILLERS
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Found, Synonyms
from cmiabot.search.tokens import bigrams, english_words, sound_pairs, stems
from cmiabot.search.typed import TypedWords
from cmiabot.search.words import Words

SPOKEN = 0.95
"""What a word typed in pinyin counts where its sounds stand in the record."""
SOUND = 0.8
"""What a word counts that only sounds like one of the record."""
SOUND_OF_WORD = 0.4
"""The same for a two-character word of the dictionary: it may well be meant as typed (预制 is not 与智)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One word of a question: its weight (rarer is heavier), its groups of synonyms, and its syllables."""

    text: str
    weight: float
    groups: frozenset[int]
    sound: str
    by_sound: float
    """What it counts where a record has it only by its sound."""
    pieces: frozenset[str]
    """Its pairs of characters, or itself where it is English."""


class Units:
    """Takes contents apart into units, weighed by how rare their words are in an index."""

    def __init__(
        self,
        index: RecordIndex,
        words: Words,
        typed: TypedWords,
        table: PinyinTable,
        synonyms: Synonyms,
    ) -> None:
        self._index = index
        self._words = words
        self._typed_words = typed
        self._table = table
        self._synonyms = synonyms
        self._rarity = index.rarity
        # One question is taken apart for its records, its sides, its subject and what follows it.
        self._last = lru_cache(maxsize=64)(self._of)

    def of(self, content: str, *, spoken: bool = False) -> Sequence[Unit]:
        """The words of a question's content that say something, without repetitions.

        Of a `spoken` content, typed in pinyin, the sounds count and the characters are guesses.
        """
        return self._last(content, spoken)

    def _of(self, content: str, spoken: bool) -> Sequence[Unit]:
        units: dict[str, Unit] = {}
        synonyms = self._found_synonyms(content)
        for part in content.split():
            words = self._whole_words(part) if has_han(part) else english_words(part)
            for word in words:
                if word in FILLERS or not word.strip() or word in units:
                    continue
                unit = self._unit(word, synonyms, spoken=spoken)
                if unit is not None:
                    units[word] = unit
        return tuple(units.values())

    def _whole_words(self, part: str) -> Iterator[str]:
        """The words of a part; characters that no word was made of are cut by their sounds (服物|专圆)."""
        run = ""
        for word in self._words.cut(part):
            if len(word) == 1 and has_han(word) and word not in FILLERS:
                run += word
                continue
            yield from self._typed_words.cut(run)
            run = ""
            yield word
        yield from self._typed_words.cut(run)

    def known(self, content: str) -> list[str]:
        """The words of a content that some record holds."""
        return [unit.text for unit in self.of(content) if unit.pieces and self._is_known(unit)]

    def sound_pairs(self, sounds: Sequence[str]) -> list[Unit]:
        """Every two neighbouring syllables of a typed content: where its words end was a guess."""
        syllables = [syllable for word in sounds for syllable in word.split()]
        none: frozenset[Any] = frozenset()
        return [
            Unit(pair, self._rarity("sound", pair), none, f" {pair.replace('_', ' ')} ", 1.0, none)
            for pair in dict.fromkeys(sound_pairs(syllables))
        ]

    def expansions(self, content: str) -> list[str]:
        """Other words for what the content says."""
        return self._synonyms.others(self._found_synonyms(content))

    def _found_synonyms(self, text: str) -> list[Found]:
        return list(self._synonyms.found_in(text, stems(english_words(text))))

    def strangeness(self, units: Sequence[Unit]) -> float:
        """The share of the question's weight that no record of the collection holds."""
        total = sum(unit.weight for unit in units)
        strange = sum(unit.weight for unit in units if unit.pieces and not self._is_known(unit))
        return strange / total if total else 0.0

    def _is_known(self, unit: Unit) -> bool:
        field = "han" if unit.sound else "english"
        return bool(unit.groups) or all(
            self._index.frequency(field, piece) or self._index.frequency("wording", piece)
            for piece in unit.pieces
        )

    def _unit(self, word: str, synonyms: Sequence[Found], *, spoken: bool) -> Unit | None:
        if has_han(word):
            syllables = self._table.syllables(word)
            if len(word) == 1:
                weight = self._rarity("character", word) / 2
            elif self._words.known(word):
                weight = sum(self._rarity("han", pair) for pair in bigrams(word))
            else:
                # What is no word may be mistyped: it weighs like one word of its sound, however long it is.
                pairs = zip(bigrams(word), sound_pairs(syllables), strict=False)
                weight = max(self._pair_weight(*pair) for pair in pairs)
            weight *= self._words.emphasis(word)
            groups = frozenset(found.group for found in synonyms if word in found.word)
            pieces = frozenset(pair for pair in bigrams(word) if len(pair) > 1)
            by_sound = self._by_sound(word, spoken=spoken)
            return Unit(word, weight, groups, f" {' '.join(syllables)} ", by_sound, pieces)
        stemmed = stems([word])
        if not stemmed:
            return None
        groups = frozenset(found.group for found in synonyms if stemmed[0] in found.word.split())
        return Unit(stemmed[0], self._rarity("english", stemmed[0]), groups, "", 0.0, frozenset(stemmed))

    def _by_sound(self, word: str, *, spoken: bool) -> float:
        if len(word) == 1:
            return 0.0
        if spoken:
            return SPOKEN
        return SOUND if len(word) > 2 or not self._words.known(word) else SOUND_OF_WORD

    def _pair_weight(self, characters: str, sounds: str) -> float:
        """The rarity of a pair that is no word; one that no record has may be a common one mistyped."""
        return (
            self._rarity("han", characters)
            if self._index.frequency("han", characters)
            else self._rarity("sound", sounds)
        )
