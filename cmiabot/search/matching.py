"""How well a record answers a question: which of its words the record holds, by letter, meaning or sound."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from rapidfuzz import fuzz

from cmiabot.corpus.models import Paper, Recommendation
from cmiabot.search.folding import fold, has_han, holds
from cmiabot.search.index import RecordIndex, searchable_text, searchable_wordings
from cmiabot.search.phrases import FILLERS
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Found, Synonyms
from cmiabot.search.tokens import bigrams, english_words, sound_pairs, stems
from cmiabot.search.words import Words

_EMPTY: frozenset[str] = frozenset()
_NONE: frozenset[int] = frozenset()
MOST_HAYSTACKS = 8192
"""Records, and papers, kept ready to be looked through; with more, all are dropped and made anew."""
WORDING = 0.95
"""What a word counts that stands only in the everyday wordings of a record."""
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
    """One word of a question: its weight (rarer is heavier), its groups of synonyms, and its syllables."""

    text: str
    weight: float
    groups: frozenset[int]
    sound: str
    pieces: frozenset[str]
    """Its pairs of characters, or itself where it is English."""


@dataclass(frozen=True, slots=True)
class _Haystack:
    """What a record is looked for in: `text` is its own, the rest its everyday wordings too."""

    text: str
    all_text: str
    sound: str
    stems: frozenset[str]
    all_stems: frozenset[str]
    groups: frozenset[int]
    wordings: tuple[frozenset[str], ...]


class Matcher:
    """Compares questions with records; `synonyms` are groups of words that mean the same here.

    `about` says in words what a paper is about and who speaks in it.
    """

    def __init__(
        self,
        index: RecordIndex,
        words: Words,
        table: PinyinTable,
        synonyms: Sequence[Sequence[str]],
        about: Callable[[Paper], str],
    ) -> None:
        self._index = index
        self._words = words
        self._table = table
        self._about = about
        self._synonyms = Synonyms(synonyms)
        self._haystacks: dict[str, _Haystack] = {}
        self._paper_haystacks: dict[str, frozenset[str]] = {}
        self._piece_weight = lru_cache(maxsize=65536)(partial(self._idf, "wording"))

    def units(self, content: str) -> list[Unit]:
        """The words of a question's content that say something, without repetitions."""
        units: dict[str, Unit] = {}
        synonyms = self._found_synonyms(content)
        for part in content.split():
            words = self._whole_words(part) if has_han(part) else english_words(part)
            for word in words:
                if word in FILLERS or not word.strip() or word in units:
                    continue
                unit = self._unit(word, synonyms)
                if unit is not None:
                    units[word] = unit
        return list(units.values())

    def _whole_words(self, part: str) -> Iterator[str]:
        """The words of a part; single characters that no word was made of stay together (服物专圆)."""
        run = ""
        for word in self._words.cut(part):
            if len(word) == 1 and has_han(word) and word not in FILLERS:
                run += word
                continue
            if run:
                yield run
            run = ""
            yield word
        if run:
            yield run

    def sound_units(self, words: Sequence[str]) -> list[Unit]:
        """Words of typed pinyin (syllables with blanks between them) as units."""
        return [
            Unit(
                "",
                sum(self._idf("sound", pair) for pair in sound_pairs(word.split())),
                _NONE,
                f" {word} ",
                _EMPTY,
            )
            for word in dict.fromkeys(words)
        ]

    def _sound_weight(self, word: str) -> float:
        return sum(self._idf("sound", pair) for pair in sound_pairs(word.split()))

    def expansions(self, content: str) -> list[str]:
        """Other words for what the content says."""
        return self._synonyms.others(self._found_synonyms(content))

    def _found_synonyms(self, text: str) -> list[Found]:
        return list(self._synonyms.found_in(text, stems(english_words(text))))

    def coverage(self, units: Sequence[Unit], record: Recommendation) -> float:
        """The share of the question's weight that the record holds, 0 to 1."""
        total = sum(unit.weight for unit in units)
        if not total:
            return 0.0
        haystack = self._haystack(record)
        return sum(unit.weight * self._found(unit, haystack) for unit in units) / total

    def held(self, units: Sequence[Unit], record: Recommendation) -> list[str]:
        """The words of a question that stand in the record itself."""
        text = self._haystack(record).text
        return [unit.text for unit in units if len(unit.text) > 1 and holds(text, unit.text)]

    def paper_coverage(self, units: Sequence[Unit], paper: Paper) -> float:
        """The share of the question's weight that a paper's records and wordings hold together."""
        total = sum(unit.weight for unit in units)
        if not total:
            return 0.0
        pieces = self._paper_haystack(paper)
        found = 0.0
        for unit in units:
            if unit.pieces and unit.pieces <= pieces:
                found += unit.weight
        return found / total

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

    def echo(self, content: str, record: Recommendation) -> float:
        """How much the content resembles the nearest everyday wording of a record, 0 to 1."""
        asked = self._pieces(content)
        if not asked:
            return 0.0
        best = 0.0
        for pieces in self._haystack(record).wordings:
            common = asked & pieces
            if common:
                shared = sum(map(self._piece_weight, common))
                whole = sum(map(self._piece_weight, asked)) + sum(map(self._piece_weight, pieces))
                best = max(best, 2 * shared / whole)
        return best

    def misses_the_point(self, units: Sequence[Unit], record: Recommendation) -> bool:
        """True where the rarest of several words is not in the record: 邮轮旅游 is not answered by 旅游."""
        if len(units) < 2:
            return False
        rarest = max(units, key=lambda unit: unit.weight)
        return self._found(rarest, self._haystack(record)) < NEAR / 2

    def is_verbatim(self, content: str, record: Recommendation) -> bool:
        """True where the record says the content letter for letter."""
        return len(content) > 1 and content in self._haystack(record).text

    def _unit(self, word: str, synonyms: Sequence[Found]) -> Unit | None:
        if has_han(word):
            syllables = self._table.syllables(word)
            if len(word) == 1:
                weight = self._idf("character", word) / 2
            elif self._words.known(word):
                weight = sum(self._idf("han", pair) for pair in bigrams(word))
            else:
                weight = sum(
                    self._pair_weight(*pair)
                    for pair in zip(bigrams(word), sound_pairs(syllables), strict=False)
                )
            weight *= self._words.emphasis(word)
            groups = frozenset(found.group for found in synonyms if word in found.word)
            return Unit(
                word,
                weight,
                groups,
                f" {' '.join(syllables)} ",
                frozenset(p for p in bigrams(word) if len(p) > 1),
            )
        stemmed = stems([word])
        if not stemmed:
            return None
        groups = frozenset(found.group for found in synonyms if stemmed[0] in found.word.split())
        return Unit(stemmed[0], self._idf("english", stemmed[0]), groups, "", frozenset(stemmed))

    def _pair_weight(self, characters: str, sounds: str) -> float:
        """The rarity of a pair that is no word; one that no record has may be a common one mistyped."""
        return (
            self._idf("han", characters)
            if self._index.frequency("han", characters)
            else self._idf("sound", sounds)
        )

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
        if unit.text in haystack.all_text:
            return WORDING
        if not haystack.groups.isdisjoint(unit.groups):
            return SYNONYM
        if len(unit.text) > 1 and unit.sound in haystack.sound:
            return SOUND if len(unit.text) > 2 or not self._words.known(unit.text) else SOUND_OF_WORD
        if len(unit.text) > 2:
            return NEAR * _above(fuzz.partial_ratio(unit.text, haystack.all_text, score_cutoff=50), 50)
        return 0.0

    def _found_english(self, unit: Unit, haystack: _Haystack) -> float:
        if unit.text in haystack.stems:
            return 1.0
        if unit.text in haystack.all_stems:
            return WORDING
        if not haystack.groups.isdisjoint(unit.groups):
            return SYNONYM
        if len(unit.text) > 4:
            likeness = (fuzz.ratio(unit.text, stem, score_cutoff=80) for stem in haystack.all_stems)
            best = max(likeness, default=0.0)
            return SOUND * _above(best, 70)
        return 0.0

    def _haystack(self, record: Recommendation) -> _Haystack:
        # By id: hashing whole records takes longer than what is looked for in them.
        found = self._haystacks.get(record.id)
        if found is None:
            if len(self._haystacks) >= MOST_HAYSTACKS:
                self._haystacks.clear()
            found = self._haystacks[record.id] = self._make_haystack(record)
        return found

    def _paper_haystack(self, paper: Paper) -> frozenset[str]:
        found = self._paper_haystacks.get(paper.id)
        if found is None:
            if len(self._paper_haystacks) >= MOST_HAYSTACKS:
                self._paper_haystacks.clear()
            parts = [self._haystack(record) for record in paper.recommendations]
            about = fold(self._about(paper))
            found = self._pieces(about).union(*(self._pieces(part.all_text) for part in parts))
            self._paper_haystacks[paper.id] = found
        return found

    def _make_haystack(self, record: Recommendation) -> _Haystack:
        text, wordings = searchable_text(record), searchable_wordings(record)
        all_text = f"{text}\n{wordings}"
        all_stems = stems(english_words(all_text))
        syllables = [self._table.syllables(c)[0] if has_han(c) else "|" for c in all_text]
        return _Haystack(
            text=text,
            all_text=all_text,
            sound=f" {' '.join(syllables)} ",
            stems=frozenset(stems(english_words(text))),
            all_stems=frozenset(all_stems),
            groups=frozenset(found.group for found in self._synonyms.found_in(all_text, all_stems)),
            wordings=tuple(self._pieces(wording) for wording in wordings.split("\n") if wording),
        )

    def _pieces(self, folded: str) -> frozenset[str]:
        """The pairs of characters and the English stems of a text."""
        return frozenset((*bigrams(folded), *stems(english_words(folded))))


def _above(score: float, floor: float) -> float:
    return max(0.0, (score - floor) / (100 - floor))
