"""The subject index (data/subjects.yaml): which of its subjects a question for everybody means."""

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from cmiabot.corpus.models import Collection, Subject
from cmiabot.search.answer import Hit, Reading
from cmiabot.search.confidence import SURE
from cmiabot.search.haystacks import Haystack
from cmiabot.search.matching import Matcher, coverages
from cmiabot.search.shelf import Shelf
from cmiabot.search.subject_names import SubjectNames, names_of
from cmiabot.search.synonyms import Found, Synonyms
from cmiabot.search.tokens import english_words, stems
from cmiabot.search.units import Unit, Units

NAMED = 0.6
"""What it counts that a name of a subject holds the whole question, beside what the records found say."""
TOGETHER = 1.2
"""The same, that all its names hold it together."""
PLACES = 0.3
"""What each organisation under a subject counts against it: of two, the narrower is meant."""
MEANT = 0.5
"""From this sum on a subject may be meant."""
SHARPNESS = 10.0
"""How much likelier the higher of two sums makes a subject: by e for a tenth."""
MARGIN = 0.4
"""Subjects so far behind the best are not meant."""
WIDE = 8
"""Of so many organisations and more, nearly every record found has some: such a subject must be named."""
BY_NAME = 0.6
"""The share of a question that a name of a wide subject must hold."""
LIKE_A_NAME = 0.1
"""The share of a question that a name must hold where no two organisations surely found stand under it."""
LOOKED_AT = 20
"""The best records found; of their subjects one may be meant."""


class Meant(NamedTuple):
    """A subject that may be meant."""

    records: frozenset[str]
    """Those under it."""
    passing: frozenset[str]
    """The organisations that only touch on it."""
    share: float
    """How probably it is this one, of all that may be meant."""
    named: float
    """The share of the question that one of its names holds."""


class _Possible(NamedTuple):
    """A subject, its names, and those of its records that are in scope, by how many organisations."""

    subject: Subject
    names: SubjectNames
    records: frozenset[str]
    organisations: int


@dataclass(frozen=True, slots=True)
class _Asked:
    content: str
    taken_apart: Sequence[Sequence[Unit]]
    """The same content in several ways: in words, in pairs of its typed sounds."""


class _Together(NamedTuple):
    """What all names of a subject together hold of a question."""

    named: float
    found: Sequence[Sequence[float]]
    """How surely they hold each unit, for each way it was taken apart."""


class SubjectIndex:
    """The subjects of a collection, with the names people give them."""

    def __init__(self, collection: Collection, units: Units, matcher: Matcher, names: Shelf) -> None:
        self._units = units
        self._matcher = matcher
        self._organisations = {
            record.id: collection.paper_of(record).organisation for record in collection.records.values()
        }
        self._whole = [
            _Possible(s, SubjectNames(names, place), s.records, self._organisations_of(s.records))
            for place, s in enumerate(collection.subjects)
        ]
        self._under: dict[str, list[int]] = {}
        """The places of the subjects of each record."""
        for number, subject in enumerate(self._whole):
            for record in subject.records:
                self._under.setdefault(record, []).append(number)
        self._by_name = Synonyms([names_of(subject) for subject in collection.subjects])
        # A list looks for them more than once.
        self._names_in = lru_cache(maxsize=8)(self._names_found_in)

    def is_named(self, content: str) -> bool:
        """True where a folded content is a name of a subject, no more and no less."""
        whole = (content, " ".join(stems(english_words(content))))
        return any(found.word in whole for found in self._names_in(content))

    def meant(
        self, reading: Reading, hits: Sequence[Hit], scope: AbstractSet[str] | None = None
    ) -> list[Meant]:
        """The subjects a question may mean, likeliest first, with their records in scope; often one, or none.

        A subject is meant as far as its names hold it, all together and one alone, and as far as it has the
        organisations whose records were found (`hits`, best first, all in scope), and few others. A name must
        hold a part of the question where it has not two of the organisations surely found, and most where it
        is wide. Without a scope every record is in it.
        """
        content = reading.content
        units = self._units.of(content, spoken=bool(reading.sounds))
        asked = _Asked(content, [units, self._units.sound_pairs(reading.sounds)])
        in_all, under = self._best_of_each(hits)
        looked_at = {number for hit in hits[:LOOKED_AT] for number in self._under.get(hit.record, ())}
        by_name = {found.group for found in self._names_in(content)}
        numbers = sorted(by_name | looked_at)
        possible = [self._in_scope(number, scope) for number in numbers]
        together = self._together(asked, [one.names.together for one in possible])
        promising: list[tuple[float, float, float, int]] = []
        for place, (one, (named, _)) in enumerate(zip(possible, together, strict=True)):
            best = under.get(numbers[place], {})
            agreement = 2 * sum(best.values()) / (PLACES * one.organisations + in_all) if best else 0.0
            several = sum(score >= SURE for score in best.values()) > 1
            needed = BY_NAME if one.organisations >= WIDE else 0.0 if several else LIKE_A_NAME
            apart_from_one = TOGETHER * named + agreement
            promising.append((NAMED * named + apart_from_one, apart_from_one, needed, place))
        sums: list[tuple[float, float, _Possible]] = []
        highest = MEANT
        for at_most, apart_from_one, needed, place in sorted(promising, reverse=True):
            # No name holds more than all together: none of the others can come near.
            if at_most <= max(MEANT, highest - MARGIN):
                break
            named = self._best_name(asked, possible[place].names, together[place])
            if (total := NAMED * named + apart_from_one) > MEANT and named >= needed:
                sums.append((total, named, possible[place]))
                highest = max(highest, total)
        near = sorted((one for one in sums if one[0] > highest - MARGIN), key=lambda one: -one[0])
        chances = [math.exp(SHARPNESS * (total - highest)) for total, _, _ in near]
        return [
            Meant(one.records, one.subject.passing, chance / sum(chances), named)
            for (_, named, one), chance in zip(near, chances, strict=True)
        ]

    def _in_scope(self, number: int, scope: AbstractSet[str] | None) -> _Possible:
        whole = self._whole[number]
        if scope is None:
            return whole
        records = whole.records & scope
        return whole._replace(records=records, organisations=self._organisations_of(records))

    def _organisations_of(self, records: Iterable[str]) -> int:
        return len({self._organisations[record] for record in records})

    def _names_found_in(self, content: str) -> list[Found]:
        """The names of subjects that a folded content holds."""
        return list(self._by_name.found_in(content, stems(english_words(content))))

    def _together(self, asked: _Asked, names: Sequence[Haystack]) -> list[_Together]:
        """What the names of each subject, as one text, hold of a question."""
        found = [self._matcher.found(units, names) for units in asked.taken_apart]
        shares = map(coverages, asked.taken_apart, found)
        return [
            _Together(1.0 if _is_said(asked.content, name) else max(by_way), rows)
            for name, by_way, rows in zip(
                names, zip(*shares, strict=True), zip(*found, strict=True), strict=True
            )
        ]

    def _best_name(self, asked: _Asked, names: SubjectNames, together: _Together) -> float:
        """The share of a question that the name of a subject that holds most of it does."""
        if any(_is_said(asked.content, name) for name in names.each):
            return 1.0
        best = 0.0
        for units, found in zip(asked.taken_apart, together.found, strict=True):
            # What all together lack none of them has.
            left = [unit for unit, sureness in zip(units, found, strict=True) if sureness]
            whole = sum(unit.weight for unit in units)
            if not left or not whole:
                continue
            share = max(coverages(left, self._matcher.found(left, names.each)))
            best = max(best, share * sum(unit.weight for unit in left) / whole)
        return best

    def _best_of_each(self, hits: Iterable[Hit]) -> tuple[float, dict[int, dict[str, float]]]:
        """The best scores of all organisations together, and by place of a subject that of each under it."""
        best: dict[str, float] = {}
        under: dict[int, dict[str, float]] = {}
        for hit in hits:
            organisation = self._organisations[hit.record]
            best.setdefault(organisation, hit.score)
            for number in self._under.get(hit.record, ()):
                under.setdefault(number, {}).setdefault(organisation, hit.score)
        return sum(best.values()), under


def _is_said(content: str, name: Haystack) -> bool:
    return len(content) > 1 and content in name.text
