"""How well a record answers: which of a question's words it holds, by letter, meaning or sound.

Many records are looked through for one word after the other: so what takes long is done once for all of them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from typing import NamedTuple

from rapidfuzz import fuzz, process

from cmiabot.search.folding import BETWEEN, han_runs, has_han, holds
from cmiabot.search.haystacks import Haystack
from cmiabot.search.index import RecordIndex
from cmiabot.search.pairs import Filter, pairs_of_sounds, pairs_of_text, places_of, that_may_hold
from cmiabot.search.tokens import bigrams, english_words, stems
from cmiabot.search.units import Unit

WORDING = 0.95
"""What a word counts that stands only in the everyday wordings of a record."""
ONCE = 0.85
"""What a word counts that stands in one of them only: it may be there by chance."""
SYNONYM = 0.9
"""What a word counts that stands in the record only by its meaning; an exact one counts 1."""
NEAR_ENGLISH = 0.8
"""At most what an English word counts that is only spelled nearly like one of the record."""
PAIRS = 1.4
"""How much more the pairs of sounds found count: those that bridge two words are hardly ever in a record."""
MOST_BY_PAIRS = 0.95
"""More they cannot make of it: some may be there by chance, and only all of them are all."""
LONG = 3
"""Characters of a content that no record holds letter for letter by chance (9.38亿吨)."""
HELD = 0.5
"""So surely a word is found at least to be counted as one that is held."""
NEAR = 0.6
"""At most what a word counts that is only written nearly like one of the record."""


class Common(NamedTuple):
    """What a content has in common with everyday wordings, by the weight of pairs and English words."""

    whole: float
    """The weight of the content."""
    shared: Sequence[Mapping[int, float]]
    """The weight that each haystack's wordings share with it, by their numbers; those that share any."""

    def echoes(self, haystacks: Sequence[Haystack]) -> list[float]:
        """How much the content resembles the nearest everyday wording of each haystack, 0 to 1."""
        return [
            max((2 * part / (self.whole + haystack.weights[n]) for n, part in shared.items()), default=0.0)
            for haystack, shared in zip(haystacks, self.shared, strict=True)
        ]


class Matcher:
    """Compares questions with records."""

    def __init__(self, index: RecordIndex) -> None:
        self._index = index

    def found(self, units: Sequence[Unit], haystacks: Sequence[Haystack]) -> list[list[float]]:
        """How surely each haystack holds each unit, 0 to 1; a row for each haystack."""
        texts = [haystack.pairs for haystack in haystacks]
        sounds = [haystack.sound_pairs for haystack in haystacks]
        columns = [
            _found(unit, haystacks, texts, sounds) if unit.sound else _found_english(unit, haystacks)
            for unit in units
        ]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in haystacks]

    def covered(
        self,
        content: str,
        units: Sequence[Unit],
        pairs: Sequence[Unit],
        haystacks: Sequence[Haystack],
        found: Sequence[Sequence[float]],
    ) -> list[float]:
        """The share of a question that each haystack holds, in words, in typed sounds or as a whole.

        `found` is what `found` said of its `units`; `pairs` are those of its typed sounds.
        """
        covered = coverages(units, found)
        if pairs:
            by_pairs = coverages(pairs, self.found(pairs, haystacks))
            covered = [
                max(one, other, min(MOST_BY_PAIRS, PAIRS * other))
                for one, other in zip(covered, by_pairs, strict=True)
            ]
        if len(content) < LONG:
            return covered
        filters = [haystack.pairs for haystack in haystacks]
        for place in that_may_hold(filters, places_of(pairs_of_text(content))):
            if haystacks[place].everything.find(content, 0, haystacks[place].own) >= 0:
                covered[place] = 1.0
        return covered

    def common(self, content: str, haystacks: Sequence[Haystack]) -> "Common":
        """What the content has in common with the everyday wordings of each haystack."""
        pieces = dict.fromkeys(bigrams(content))
        words = dict.fromkeys(stems(english_words(content)))
        texts = [haystack.pairs for haystack in haystacks]
        common: list[dict[int, float]] = [{} for _ in haystacks]
        whole = 0.0
        for piece in pieces:
            whole += (weight := self._index.rarity("wording", piece))
            for place in that_may_hold(texts, places_of(pairs_of_text(piece))):
                haystack, shared = haystacks[place], common[place]
                start = haystack.everything.find(piece, haystack.own)
                if start < 0:
                    continue
                for number in _wordings_with(piece, haystack.everything, start, haystack.ends):
                    if len(piece) > 1 or _stands_alone(piece, haystack.wording(number)):
                        shared[number] = shared.get(number, 0.0) + weight
        for word in words:
            whole += (weight := self._index.rarity("wording", word))
            piece = f" {word} "
            for haystack, shared in zip(haystacks, common, strict=True):
                start = haystack.stems.find(piece, haystack.own_stems)
                if start < 0:
                    continue
                for number in _wordings_with(piece, haystack.stems, start, haystack.ends_of_stems):
                    shared[number] = shared.get(number, 0.0) + weight
        return Common(whole, common)


def _found(
    unit: Unit, haystacks: Sequence[Haystack], texts: Sequence[Filter], sounds: Sequence[Filter]
) -> list[float]:
    text = unit.text
    found = [0.0] * len(haystacks)
    for place in that_may_hold(texts, places_of(pairs_of_text(text))):
        haystack = haystacks[place]
        start = haystack.everything.find(text)
        if start >= 0:
            found[place] = 1.0 if start < haystack.own else _in_wordings(text, haystack.everything, start)
    if unit.groups:
        groups = [f" {group} " for group in unit.groups]
        for place, haystack in enumerate(haystacks):
            if not found[place] and any(group in haystack.groups for group in groups):
                found[place] = SYNONYM
    if unit.by_sound:
        for place in that_may_hold(sounds, places_of(pairs_of_sounds(unit.sound))):
            if not found[place] and unit.sound in haystacks[place].sound:
                found[place] = unit.by_sound
    without = [place for place, sureness in enumerate(found) if not sureness]
    # A pair of typed sounds is no text that could be written nearly so.
    if len(text) > 2 and unit.pieces and without and max(found) < 1.0:
        others = [haystacks[place].everything for place in without]
        near = process.extract(text, others, scorer=fuzz.partial_ratio, score_cutoff=50, limit=None)
        for _, likeness, place in near:
            found[without[place]] = NEAR * _above(likeness, 50)
    return found


def _in_wordings(word: str, text: str, place: int) -> float:
    """What a word counts that first stands at a place among the wordings: more where another has it too."""
    end = text.find(BETWEEN, place)
    return WORDING if end >= 0 and text.find(word, end) >= 0 else ONCE


def _found_english(unit: Unit, haystacks: Sequence[Haystack]) -> list[float]:
    text = f" {unit.text} "
    groups = [f" {group} " for group in unit.groups]
    found = [0.0] * len(haystacks)
    for number, haystack in enumerate(haystacks):
        place = haystack.stems.find(text)
        if place >= 0:
            found[number] = 1.0 if place < haystack.own_stems else _in_wordings(text, haystack.stems, place)
        elif groups and any(group in haystack.groups for group in groups):
            found[number] = SYNONYM
    if len(unit.text) > 4 and max(found, default=0.0) < 1.0:
        for number, haystack in enumerate(haystacks):
            if not found[number] and (near := _nearest_stem(unit.text, haystack)):
                found[number] = NEAR_ENGLISH * _above(near, 70)
    return found


def _nearest_stem(stem: str, haystack: Haystack) -> float:
    """How like a stem is to the likest of a haystack, in per cent; 0 for those that are not like it."""
    near = process.extractOne(stem, haystack.distinct_stems, scorer=fuzz.ratio, score_cutoff=80)
    return near[1] if near else 0.0


def _wordings_with(piece: str, text: str, place: int, ends: Sequence[int]) -> Sequence[int]:
    """The numbers of the wordings that hold a piece, from the first of its places among them on."""
    numbers = []
    while place >= 0:
        number = bisect_left(ends, place)
        numbers.append(number - 1)  # the first end is that of its own text
        place = text.find(piece, ends[number])
    return numbers


def _stands_alone(character: str, wording: str) -> bool:
    """True where a character is not part of a longer run, from which only pairs are cut."""
    return character in han_runs(wording)


def _above(score: float, floor: float) -> float:
    return max(0.0, (score - floor) / (100 - floor))


def is_verbatim(content: str, text: str) -> bool:
    """True where a folded text says a content letter for letter."""
    return (len(content) > 1 or has_han(content)) and content in text


def held(units: Sequence[Unit], text: str) -> list[str]:
    """The words of a question that stand in a folded text."""
    return [unit.text for unit in units if len(unit.text) > 1 and holds(text, unit.text)]


def coverages(units: Sequence[Unit], found: Iterable[Sequence[float]]) -> list[float]:
    """The share of the question's weight that was found, 0 to 1, of each row of `Matcher.found`."""
    weights = [unit.weight for unit in units]
    total = sum(weights)
    return [sum(map(mul, weights, row)) / total if total else 0.0 for row in found]


def words_held(found: Iterable[float]) -> int:
    """How many words are held, by a row of `Matcher.found`."""
    return sum(sureness >= HELD for sureness in found)
