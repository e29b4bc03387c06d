"""How well a record answers a question: which of its words the record holds, by letter, meaning or sound."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from cmiabot.corpus.models import Recommendation
from cmiabot.search.folding import has_han, holds
from cmiabot.search.haystacks import Haystack, Haystacks, pieces_of
from cmiabot.search.units import Unit, Units

WORDING = 0.95
"""What a word counts that stands only in the everyday wordings of a record."""
SYNONYM = 0.9
"""What a word counts that stands in the record only by its meaning; an exact one counts 1."""
NEAR_ENGLISH = 0.8
"""At most what an English word counts that is only spelled nearly like one of the record."""
NEAR = 0.6
"""At most what a word counts that is only written nearly like one of the record."""


class Matcher:
    """Compares the units of questions with records."""

    def __init__(self, units: Units, haystacks: Haystacks) -> None:
        self._units = units
        self._haystacks = haystacks

    def found(self, units: Sequence[Unit], record: Recommendation) -> list[float]:
        """How surely the record holds each unit, 0 to 1."""
        return self.found_in(units, self._haystacks.of(record))

    def found_in(self, units: Sequence[Unit], haystack: Haystack) -> list[float]:
        """How surely something holds each unit, 0 to 1."""
        return [self._found(unit, haystack) for unit in units]

    def held(self, units: Sequence[Unit], record: Recommendation) -> list[str]:
        """The words of a question that stand in the record itself."""
        text = self._haystacks.of(record).text
        return [unit.text for unit in units if len(unit.text) > 1 and holds(text, unit.text)]

    def echo(self, content: str, record: Recommendation) -> float:
        """How much the content resembles the nearest everyday wording of a record, 0 to 1."""
        asked = pieces_of(content)
        if not asked:
            return 0.0
        of_asked = self._units.weight_of(asked)
        best = 0.0
        for pieces, of_wording in self._haystacks.of(record).wordings(asked, self._units.weight_of):
            common = asked & pieces
            if common:
                best = max(best, 2 * self._units.weight_of(common) / (of_asked + of_wording))
        return best

    def is_verbatim(self, content: str, record: Recommendation) -> bool:
        """True where the record says the content letter for letter."""
        return (len(content) > 1 or has_han(content)) and content in self._haystacks.of(record).text

    def _found(self, unit: Unit, haystack: Haystack) -> float:
        if not unit.sound:
            return self._found_english(unit, haystack)
        if unit.text in haystack.text:
            return 1.0
        if unit.text in haystack.everything:
            return WORDING
        if any(map(haystack.has_group, unit.groups)):
            return SYNONYM
        if unit.by_sound and unit.sound in haystack.sound:
            return unit.by_sound
        if len(unit.text) > 2:
            return NEAR * _above(fuzz.partial_ratio(unit.text, haystack.everything, score_cutoff=50), 50)
        return 0.0

    def _found_english(self, unit: Unit, haystack: Haystack) -> float:
        if unit.text in haystack.stems:
            return 1.0
        if unit.text in haystack.distinct_stems:
            return WORDING
        if any(map(haystack.has_group, unit.groups)):
            return SYNONYM
        if len(unit.text) > 4:
            near = process.extractOne(unit.text, haystack.distinct_stems, scorer=fuzz.ratio, score_cutoff=80)
            return NEAR_ENGLISH * _above(near[1], 70) if near else 0.0
        return 0.0


def _above(score: float, floor: float) -> float:
    return max(0.0, (score - floor) / (100 - floor))


def coverage(units: Sequence[Unit], found: Sequence[float]) -> float:
    """The share of the question's weight that was found, 0 to 1."""
    total = sum(unit.weight for unit in units)
    return sum(u.weight * f for u, f in zip(units, found, strict=True)) / total if total else 0.0
