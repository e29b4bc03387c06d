"""How well a record answers a question: which of its words the record holds, by letter, meaning or sound."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from cmiabot.corpus.models import Paper, Recommendation
from cmiabot.search.folding import fold, has_han, holds
from cmiabot.search.index import searchable_text, searchable_wordings
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import bigrams, english_words, stems
from cmiabot.search.units import Unit, Units

MOST_HAYSTACKS = 8192
"""Records, and papers, kept ready to be looked through; with more, all are dropped and made anew."""
WORDING = 0.95
"""What a word counts that stands only in the everyday wordings of a record."""
SYNONYM = 0.9
"""What a word counts that stands in the record only by its meaning; an exact one counts 1."""
NEAR_ENGLISH = 0.8
"""At most what an English word counts that is only spelled nearly like one of the record."""
NEAR = 0.6
"""At most what a word counts that is only written nearly like one of the record."""


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
    """Compares the units of questions with records.

    `about` says in words what a paper is about and who speaks in it.
    """

    def __init__(
        self, units: Units, table: PinyinTable, synonyms: Synonyms, about: Callable[[Paper], str]
    ) -> None:
        self._units = units
        self._table = table
        self._synonyms = synonyms
        self._about = about
        self._haystacks: dict[str, _Haystack] = {}
        self._paper_haystacks: dict[str, frozenset[str]] = {}

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

    def echo(self, content: str, record: Recommendation) -> float:
        """How much the content resembles the nearest everyday wording of a record, 0 to 1."""
        asked = self._pieces(content)
        if not asked:
            return 0.0
        best = 0.0
        for pieces in self._haystack(record).wordings:
            common = asked & pieces
            if common:
                shared = sum(map(self._units.piece_weight, common))
                whole = sum(map(self._units.piece_weight, asked)) + sum(map(self._units.piece_weight, pieces))
                best = max(best, 2 * shared / whole)
        return best

    def is_verbatim(self, content: str, record: Recommendation) -> bool:
        """True where the record says the content letter for letter."""
        return len(content) > 1 and content in self._haystack(record).text

    def _found(self, unit: Unit, haystack: _Haystack) -> float:
        if not unit.sound:
            return self._found_english(unit, haystack)
        if unit.text in haystack.text:
            return 1.0
        if unit.text in haystack.all_text:
            return WORDING
        if not haystack.groups.isdisjoint(unit.groups):
            return SYNONYM
        if unit.by_sound and unit.sound in haystack.sound:
            return unit.by_sound
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
            return NEAR_ENGLISH * _above(best, 70)
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
