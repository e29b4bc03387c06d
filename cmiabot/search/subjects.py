"""The subject index (data/subjects.yaml): which of its subjects a question for everybody means."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from cmiabot.corpus.models import Collection, Subject
from cmiabot.search.answer import Hit, Reading
from cmiabot.search.confidence import SURE
from cmiabot.search.haystacks import Haystack
from cmiabot.search.matching import Matcher, coverage
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import english_words, stems
from cmiabot.search.units import Unit, Units

NAMED = 1.5
"""What it counts that the names of a subject hold the whole question, beside what the records found say."""
PLACES = 0.3
"""What each organisation under a subject counts against it: of two, the narrower is meant."""
MEANT = 0.5
"""From this sum on a subject is meant."""
WIDE = 10
"""Of so many organisations and more, nearly every record found has some: such a subject must be named."""
BY_NAME = 0.8
"""The share of a question that the names of a wide subject must hold."""
LOOKED_AT = 20
"""The best records found; of their subjects one may be meant."""
LIKE_A_NAME = 0.1
"""The share of a question that names must hold where no two organisations surely found stand under it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    units: Sequence[Unit]
    pairs: Sequence[Unit]
    content: str


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
        self._subjects = [
            (subject, Haystack(" ".join(_names(subject)), (), table, synonyms))
            for subject in collection.subjects
        ]
        self._by_name = Synonyms([_names(subject) for subject in collection.subjects])

    def meant(self, reading: Reading, hits: Sequence[Hit], scope: Container[str]) -> set[str]:
        """The records in scope that stand under the subject a question means; none where it means none.

        A subject is meant as far as its names hold the question, and as far as it has the organisations
        whose records were found (`hits`, best first), and few others. Its names must hold a part of the
        question where it has not two of the organisations surely found, and most of it where it is wide.
        """
        content = reading.content
        # Not by synonyms: what is near enough to find a record by is not the same subject (高铁, 铁路).
        units = self._units.of(content, spoken=bool(reading.sounds))
        asked = _Asked(
            [replace(unit, groups=frozenset()) for unit in units],
            self._units.sound_pairs(reading.sounds),
            content,
        )
        scores = {hit.record: hit.score for hit in hits}
        in_all = sum(self._best_of_each(scores, scores).values())
        looked_at = {hit.record for hit in hits[:LOOKED_AT]}
        by_name = {found.group for found in self._by_name.found_in(content, stems(english_words(content)))}
        meant, highest = set[str](), MEANT
        for number, (subject, names) in enumerate(self._subjects):
            if number not in by_name and looked_at.isdisjoint(subject.records):
                continue
            records = {record for record in subject.records if record in scope}
            named = self._named(asked, names)
            best = self._best_of_each(records, scores)
            agreement = 2 * sum(best.values()) / (PLACES * len(best) + in_all) if best else 0.0
            several = sum(score >= SURE for score in best.values()) > 1
            needed = BY_NAME if len(best) >= WIDE else 0.0 if several else LIKE_A_NAME
            if NAMED * named + agreement > highest and named >= needed:
                meant, highest = records, NAMED * named + agreement
        return meant

    def _named(self, asked: _Asked, names: Haystack) -> float:
        """The share of a question that the names of a subject hold."""
        if len(asked.content) > 1 and asked.content in names.text:
            return 1.0
        share = coverage(asked.units, self._matcher.found_in(asked.units, names))
        return max(share, coverage(asked.pairs, self._matcher.found_in(asked.pairs, names)))

    def _best_of_each(self, records: Iterable[str], scores: dict[str, float]) -> dict[str, float]:
        """The highest score that a record of each organisation has."""
        best: dict[str, float] = defaultdict(float)
        for record in records:
            organisation = self._organisations[record]
            best[organisation] = max(best[organisation], scores.get(record, 0.0))
        return best


def _names(subject: Subject) -> tuple[str, ...]:
    return subject.name.zh, subject.name.en, *subject.also
