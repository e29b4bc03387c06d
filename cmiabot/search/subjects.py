"""The subject index (data/subjects.yaml): which of its subjects a question for everybody means."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cmiabot.corpus.models import Collection, Subject
from cmiabot.search.answer import Hit, Reading
from cmiabot.search.haystacks import Haystack
from cmiabot.search.matching import Matcher, coverages
from cmiabot.search.shelf import Shelf
from cmiabot.search.subject_names import Names, SubjectNames
from cmiabot.search.units import Units

TOGETHER = 1.3
"""What it counts that the names of a subject hold the whole question, beside what the records found say."""
PLACES = 0.5
"""What each organisation under a subject counts against it: of two, the narrower is meant."""
MEANT = 0.7
"""From this sum on a subject may be meant."""
SHARPNESS = 5.0
"""How much likelier the higher of two sums makes a subject: by e for a fifth."""
MARGIN = 0.8
"""Subjects so far behind the best are not meant."""
LIKE_A_NAME = 0.1
"""The share of a question that the names of a subject must hold at least."""
LOOKED_AT = 12
"""The best records found; of their subjects one may be meant."""
SCOPED = 1024
"""Subjects within a scope kept at hand: those looked at last."""


class Meant(NamedTuple):
    """A subject that may be meant."""

    records: frozenset[str]
    """Those under it."""
    organisations: Mapping[str, int]
    """Whose they are, and how many."""
    passing: frozenset[str]
    """The organisations that only touch on it."""
    share: float
    """How probably it is this one, of all that may be meant."""
    names: SubjectNames


class _Possible(NamedTuple):
    """A subject, its names, and those of its records that are in scope: whose, and how many."""

    subject: Subject
    names: SubjectNames
    records: frozenset[str]
    organisations: Mapping[str, int]

    def meant(self, share: float) -> Meant:
        """It, as what is meant so probably."""
        return Meant(self.records, self.organisations, self.subject.passing, share, self.names)


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
        # Most questions leave all records, or those of companies or of a meeting.
        self._in_scope = lru_cache(maxsize=SCOPED)(self._in_scope_of)
        self._names = Names(lambda: names[len(self._whole)])

    def is_named(self, content: str) -> bool:
        """True where a folded content is a name of a subject, no more and no less."""
        return self._names.called(content) is not None

    def said_by_name(self, content: str, scope: frozenset[str] | None) -> list[str]:
        """The records in scope of the subject that a content names, without those who only touch on it."""
        number = self._names.called(content)
        if number is None:
            return []
        subject = self._in_scope(number, scope)
        passing = subject.subject.passing
        return [record for record in sorted(subject.records) if self._organisations[record] not in passing]

    def meant(
        self, reading: Reading, hits: Sequence[Hit], scope: frozenset[str] | None = None
    ) -> list[Meant]:
        """The subjects a question may mean, likeliest first, with their records in scope; there may be none.

        Who asks for nothing but a name of a subject means that one alone. Else each is meant as far as its
        names hold the question, and as far as it has the organisations whose records were found (`hits`, best
        first, all in scope), and few others. Without a scope every record is in it.
        """
        called = self._names.called(reading.content)
        if called is not None and (only := self._in_scope(called, scope)).records:
            return [only.meant(1.0)]
        in_all, under = self._best_of_each(hits)
        looked_at = {number for hit in hits[:LOOKED_AT] for number in self._under.get(hit.record, ())}
        numbers = sorted(looked_at | self._names.found_in(reading.content))
        possible = [self._in_scope(number, scope) for number in numbers]
        sums: list[tuple[float, _Possible]] = []
        together = self._shares(reading, [one.names.together for one in possible])
        for number, one, named in zip(numbers, possible, together, strict=True):
            best = under.get(number, {})
            agreement = 2 * sum(best.values()) / (PLACES * len(one.organisations) + in_all) if best else 0.0
            if named >= LIKE_A_NAME:
                sums.append((TOGETHER * named + agreement, one))
        highest = max((total for total, _ in sums), default=0.0)
        near = [(total, one) for total, one in sums if total > max(MEANT, highest - MARGIN)]
        near.sort(key=lambda one: -one[0])
        chances = [math.exp(SHARPNESS * (total - highest)) for total, _ in near]
        every = sum(chances)
        return [one.meant(chance / every) for (_, one), chance in zip(near, chances, strict=True)]

    def named(self, reading: Reading, subject: Meant) -> float:
        """The share of a question that a name of a subject holds: of all the one that holds most."""
        return max(self._shares(reading, subject.names.each))

    def _shares(self, reading: Reading, names: Sequence[Haystack]) -> list[float]:
        """The share of a question that each text holds, in words or in pairs of its typed sounds."""
        content = reading.content
        units = self._units.of(content, spoken=bool(reading.sounds))
        by_words, by_pairs = (
            coverages(way, self._matcher.found(way, names))
            for way in (units, self._units.sound_pairs(reading.sounds))
        )
        return [
            1.0 if len(content) > 1 and content in name.everything else max(shares)
            for name, *shares in zip(names, by_words, by_pairs, strict=True)
        ]

    def _in_scope_of(self, number: int, scope: frozenset[str] | None) -> _Possible:
        whole = self._whole[number]
        if scope is None:
            return whole
        records = whole.records & scope
        return whole._replace(records=records, organisations=self._organisations_of(records))

    def _organisations_of(self, records: Iterable[str]) -> Mapping[str, int]:
        return Counter(map(self._organisations.__getitem__, records))

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
