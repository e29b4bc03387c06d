"""The subject index (data/subjects.yaml): which of its subjects a question for everybody means."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cmiabot.corpus.models import Collection, Subject
from cmiabot.search.answer import Hit, Reading
from cmiabot.search.confidence import SURE
from cmiabot.search.haystacks import Haystack
from cmiabot.search.matching import Matcher, coverages
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import prepare_names
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import english_words, stems
from cmiabot.search.units import Unit, Units

NAMED = 2.2
"""What it counts that a name of a subject holds the whole question, beside what the records found say."""
PLACES = 0.3
"""What each organisation under a subject counts against it: of two, the narrower is meant."""
MEANT = 0.5
"""From this sum on a subject is meant."""
WIDE = 8
"""Of so many organisations and more, nearly every record found has some: such a subject must be named."""
BY_NAME = 0.6
"""The share of a question that a name of a wide subject must hold."""
LIKE_A_NAME = 0.1
"""The share of a question that a name must hold where no two organisations surely found stand under it."""
LOOKED_AT = 20
"""The best records found; of their subjects one may be meant."""


class Meant(NamedTuple):
    """The records under the subject meant, and the share of the question that one of its names holds."""

    records: frozenset[str]
    named: float


NOTHING = Meant(frozenset(), 0.0)
"""No subject is meant."""


@dataclass(frozen=True, slots=True)
class _Asked:
    units: Sequence[Unit]
    pairs: Sequence[Unit]
    content: str


class _Names:
    """The names of a subject, made ready to be looked through when they are first needed."""

    def __init__(self, subject: Subject, table: PinyinTable, synonyms: Synonyms) -> None:
        self._subject = subject
        self._table = table
        self._synonyms = synonyms

    @cached_property
    def together(self) -> Haystack:
        """All of them as one text."""
        return self._haystack(_names(self._subject))

    @cached_property
    def each(self) -> Sequence[Haystack]:
        """One by one."""
        return [self._haystack((name,)) for name in _names(self._subject)]

    def _haystack(self, names: Sequence[str]) -> Haystack:
        return Haystack(prepare_names(names).as_text(self._table, self._synonyms))


class SubjectIndex:
    """The subjects of a collection, with the names people give them."""

    def __init__(
        self, collection: Collection, units: Units, matcher: Matcher, table: PinyinTable, synonyms: Synonyms
    ) -> None:
        self._units = units
        self._matcher = matcher
        self._organisations = {
            record.id: collection.paper_of(record).organisation for record in collection.records.values()
        }
        self._subjects = [(subject, _Names(subject, table, synonyms)) for subject in collection.subjects]
        self._by_name = Synonyms([_names(subject) for subject in collection.subjects])

    def meant(self, reading: Reading, hits: Sequence[Hit], scope: AbstractSet[str]) -> Meant:
        """The records in scope that stand under the subject a question means; none where it means none.

        A subject is meant as far as one of its names holds the question, and as far as it has the
        organisations whose records were found (`hits`, best first), and few others. A name must hold a part
        of the question where it has not two of the organisations surely found, and most where it is wide.
        """
        content = reading.content
        units = self._units.of(content, spoken=bool(reading.sounds))
        asked = _Asked(units, self._units.sound_pairs(reading.sounds), content)
        scores = {hit.record: hit.score for hit in hits}
        in_all = sum(self._best_of_each(scores, scores).values())
        looked_at = {hit.record for hit in hits[:LOOKED_AT]}
        by_name = {found.group for found in self._by_name.found_in(content, stems(english_words(content)))}
        possible = [
            (subject.records & scope, names)
            for number, (subject, names) in enumerate(self._subjects)
            if number in by_name or not looked_at.isdisjoint(subject.records)
        ]
        together = self._named(asked, [names.together for _, names in possible])
        promising: list[tuple[float, float, float, int]] = []
        for place, ((records, _), named) in enumerate(zip(possible, together, strict=True)):
            best = self._best_of_each(records, scores)
            agreement = 2 * sum(best.values()) / (PLACES * len(best) + in_all) if best else 0.0
            several = sum(score >= SURE for score in best.values()) > 1
            needed = BY_NAME if len(best) >= WIDE else 0.0 if several else LIKE_A_NAME
            promising.append((NAMED * named + agreement, agreement, needed, place))
        meant, highest = NOTHING, MEANT
        for at_most, agreement, needed, place in sorted(promising, reverse=True):
            # No name holds more than all together: none of the others can be it.
            if at_most <= highest:
                break
            records, names = possible[place]
            named = max(self._named(asked, names.each))
            if NAMED * named + agreement > highest and named >= needed:
                meant, highest = Meant(frozenset(records), named), NAMED * named + agreement
        return meant

    def _named(self, asked: _Asked, names: Sequence[Haystack]) -> list[float]:
        """The share of a question that each name holds."""
        by_words, by_pairs = (
            coverages(units, self._matcher.found(units, names)) for units in (asked.units, asked.pairs)
        )
        return [
            1.0 if len(asked.content) > 1 and asked.content in name.text else max(shares)
            for name, *shares in zip(names, by_words, by_pairs, strict=True)
        ]

    def _best_of_each(self, records: Iterable[str], scores: dict[str, float]) -> dict[str, float]:
        """The highest score that a record of each organisation has."""
        best: dict[str, float] = defaultdict(float)
        for record in records:
            organisation = self._organisations[record]
            best[organisation] = max(best[organisation], scores.get(record, 0.0))
        return best


def _names(subject: Subject) -> tuple[str, ...]:
    return subject.name.zh, subject.name.en, *subject.also
