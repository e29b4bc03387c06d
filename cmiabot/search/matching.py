"""How well a record answers: which of a question's words it holds, by letter, meaning or sound.

Many records are looked through for one word after the other: so what takes long is done once for all of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import mul

from rapidfuzz import fuzz, process

from cmiabot.search.folding import BETWEEN, han_runs, has_han, holds
from cmiabot.search.haystacks import Haystack
from cmiabot.search.index import RecordIndex
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
NEAR = 0.6
"""At most what a word counts that is only written nearly like one of the record."""


class Matcher:
    """Compares questions with records."""

    def __init__(self, index: RecordIndex) -> None:
        self._index = index

    def found(self, units: Sequence[Unit], haystacks: Sequence[Haystack]) -> list[list[float]]:
        """How surely each haystack holds each unit, 0 to 1; a row for each haystack."""
        columns = [(_found if unit.sound else _found_english)(unit, haystacks) for unit in units]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in haystacks]

    def echoes(self, content: str, haystacks: Sequence[Haystack]) -> list[float]:
        """How much the content resembles the nearest everyday wording of each haystack, 0 to 1."""
        pieces = dict.fromkeys(bigrams(content))
        words = dict.fromkeys(stems(english_words(content)))
        chinese = [(piece, self._index.rarity("wording", piece)) for piece in pieces]
        english = [(f" {word} ", self._index.rarity("wording", word)) for word in words]
        whole = sum(weight for _, weight in (*chinese, *english))
        return [_echo(chinese, english, whole, haystack) for haystack in haystacks]


def _found(unit: Unit, haystacks: Sequence[Haystack]) -> list[float]:
    text, sound, by_sound = unit.text, unit.sound, unit.by_sound
    groups = [f" {group} " for group in unit.groups]
    found: list[float] = []
    without: list[int] = []
    for haystack in haystacks:
        place = haystack.everything.find(text)
        if place >= 0:
            found.append(1.0 if place < haystack.own else _in_wordings(text, haystack.everything, place))
        elif groups and any(group in haystack.groups for group in groups):
            found.append(SYNONYM)
        elif by_sound and sound in haystack.sound:
            found.append(by_sound)
        else:
            without.append(len(found))
            found.append(0.0)
    # A pair of typed sounds is no text that could be written nearly so.
    if len(text) > 2 and unit.pieces and without:
        texts = [haystacks[place].everything for place in without]
        near = process.extract(text, texts, scorer=fuzz.partial_ratio, score_cutoff=50, limit=None)
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
    found: list[float] = []
    for haystack in haystacks:
        place = haystack.stems.find(text)
        if place >= 0:
            found.append(1.0 if place < haystack.own_stems else _in_wordings(text, haystack.stems, place))
        elif groups and any(group in haystack.groups for group in groups):
            found.append(SYNONYM)
        elif len(unit.text) > 4:
            near = process.extractOne(unit.text, haystack.distinct_stems, scorer=fuzz.ratio, score_cutoff=80)
            found.append(NEAR_ENGLISH * _above(near[1], 70) if near else 0.0)
        else:
            found.append(0.0)
    return found


def _echo(
    chinese: Sequence[tuple[str, float]],
    english: Sequence[tuple[str, float]],
    whole: float,
    haystack: Haystack,
) -> float:
    if not haystack.weights:
        return 0.0
    common = [0.0] * len(haystack.weights)
    for pieces, text, first in (
        (chinese, haystack.everything, haystack.own),
        (english, haystack.stems, haystack.own_stems),
    ):
        for piece, weight in pieces:
            for number in _wordings_with(piece, text, first):
                if len(piece) > 1 or _stands_alone(piece, haystack.wordings[number]):
                    common[number] += weight
    return max(
        2 * shared / (whole + weight) if shared else 0.0
        for shared, weight in zip(common, haystack.weights, strict=True)
    )


def _wordings_with(piece: str, text: str, end: int) -> Iterator[int]:
    """The numbers of the wordings that hold a piece, in a text of which the first part ends somewhere."""
    number = -1
    while end >= 0 and (place := text.find(piece, end)) >= 0:
        number += text.count(BETWEEN, end, place)
        yield number
        end = text.find(BETWEEN, place)


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
