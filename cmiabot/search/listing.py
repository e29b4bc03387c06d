"""Who belongs in a list or count: decided by organisations, completed from the subject index."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from cmiabot.corpus.models import Collection, Paper
from cmiabot.search import confidence
from cmiabot.search.answer import LISTS, Hit, QuestionKind, Reading
from cmiabot.search.confidence import Membership, Said, Under
from cmiabot.search.joined import asks_for_each, joined
from cmiabot.search.scope import Choice, Scopes, choices_of
from cmiabot.search.subjects import Meant, SubjectIndex

_NOTHING = Said()
_NO_HIT = Hit("", 0.0)
SCOPES = 32
"""Scopes of lists kept at hand: those asked for last."""
LIKELY = 0.2
"""So probable a subject is at least for its records to be shown of those who belong."""
BY_NAME = 0.9
"""How probable a record is that stands under the subject of which the question is a name."""


def organisations_at_each(at_each: Sequence[Sequence[str]], papers: Iterable[Paper]) -> set[str]:
    """The organisations that have one of some papers at each of the meetings that must be."""
    spoke: dict[str, set[str]] = {}
    for paper in papers:
        spoke.setdefault(paper.organisation, set()).add(paper.meeting)
    return {
        organisation
        for organisation, there in spoke.items()
        if not any(there.isdisjoint(meetings) for meetings in at_each)
    }


class Listing:
    """Decides about the places in lists of one collection."""

    def __init__(self, collection: Collection, subjects: SubjectIndex) -> None:
        self._collection = collection
        self._subjects = subjects
        under_subjects = frozenset[str]().union(*(subject.records for subject in collection.subjects))
        self._under_subjects = Scopes(collection, map(collection.records.__getitem__, sorted(under_subjects)))
        # Most lists ask among companies, or within a meeting.
        self._scope = lru_cache(maxsize=SCOPES)(self._scope_of)

    def listed(self, reading: Reading, scored: Sequence[Hit], *, named: float = 0.0) -> list[Hit]:
        """The records of all who belong in a list, completed with those under the subject that is meant.

        `scored` is what was found in its own words, best first, at least one: the index says who else, never
        whether anybody. Empty where no name of the likeliest subject holds at least the share `named` of the
        question.
        """
        best = scored[0].score
        subjects = self._meant(reading, scored)
        if named and not (subjects and self._subjects.named(reading, subjects[0]) >= named):
            return []
        own = self._best_of_each(scored)
        memberships = self._memberships(own, subjects)
        # Of a subject asked for by its name, and nothing else, whoever stands under it belongs.
        by_name = {self._organisation(record) for record in self._said_by_name(reading)}
        surely = by_name or {o for o, said in own.items() if said.probability == best}
        listed: dict[str, float] = {}
        for organisation, of in memberships.items():
            probability = confidence.belongs(of)
            if probability >= confidence.BELONGS or organisation in surely:
                listed[organisation] = min(probability, best)
        least = confidence.near_the_best(best)
        scores: dict[str, float] = {}
        for hit in scored:
            organisation = self._organisation(hit.record)
            if organisation in listed and hit.score >= min(least, own[organisation].probability):
                scores[hit.record] = hit.score
        for record in sorted(frozenset[str]().union(*(s.records for s in subjects if s.share >= LIKELY))):
            if (organisation := self._organisation(record)) in listed:
                scores[record] = max(scores.get(record, 0.0), listed[organisation])
        return sorted((Hit(*item) for item in scores.items()), key=lambda hit: -hit.score)

    def surely_said(self, reading: Reading, scored: list[Hit]) -> list[Hit]:
        """What was found, best first, for a list with what readers put under the subject that it names.

        Only where nothing found is certain, and nothing but a name of a subject is asked for.
        """
        if not _asks_for_all(reading) or (scored and scored[0].score >= confidence.SURE):
            return scored
        found = {hit.record: hit for hit in scored}
        for record in self._said_by_name(reading):
            found[record] = replace(found.get(record, Hit(record, 0.0)), score=BY_NAME)
        return sorted(found.values(), key=lambda hit: -hit.score)

    def parts(self, reading: Reading) -> Sequence[Reading]:
        """The lists asked for at once where subjects are joined (碳税、碳市场); none where it is one thing.

        Only names of subjects are taken apart: other words (川渝两地和产业) are of one thing.
        """
        one = reading.sounds or self._subjects.is_named(reading.content)
        several = joined(reading.content) if _asks_for_all(reading) and not one else ()
        if not all(map(self._subjects.is_named, several)):
            return ()
        kind = reading.kind if reading.kind in LISTS else QuestionKind.LIST
        return [replace(reading, content=part, kind=kind) for part in several]

    def of_all(self, reading: Reading, lists: Sequence[Sequence[Hit]]) -> Sequence[Hit]:
        """The lists of a question's parts as one, best first: of who is in any, or in each if asked for.

        Where any part is certain, those that are not add nothing; of each, it is as certain as the least.
        """
        certain = [max((hit.score for hit in hits), default=0.0) for hits in lists]
        each = asks_for_each(reading.content)
        least, most = (0.0, min(certain)) if each else (min(max(certain), confidence.SURE), 1.0)
        best: dict[str, Hit] = {}
        for hits, surely in zip(lists, certain, strict=True):
            for hit in hits if surely >= least else ():
                if hit.score > best.get(hit.record, _NO_HIT).score:
                    best[hit.record] = hit
        everywhere = set[str].intersection(
            *({self._organisation(hit.record) for hit in hits} for hits in lists)
        )
        shown = [
            replace(hit, score=min(hit.score, most))
            for hit in best.values()
            if not each or self._organisation(hit.record) in everywhere
        ]
        return sorted(shown, key=lambda hit: -hit.score)

    def memberships(self, reading: Reading, scored: Sequence[Hit]) -> dict[str, Membership]:
        """What speaks for each organisation's place in the list asked for, by its id.

        Subjects that are joined are taken as one thing here; `parts` are the lists that are shown.
        """
        return self._memberships(self._best_of_each(scored), self._meant(reading, scored))

    def at_each(self, reading: Reading, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Those by organisations that have an answer at each of the meetings that must be (两届都谈到…)."""
        if not reading.at_each:
            return hits
        papers = [self._collection.paper_of(self._collection.records[hit.record]) for hit in hits]
        everywhere = organisations_at_each(reading.at_each, papers)
        return [hit for hit in hits if self._organisation(hit.record) in everywhere]

    def one_of_each(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """The first hit of every organisation."""
        first: dict[str, Hit] = {}
        for hit in hits:
            first.setdefault(self._organisation(hit.record), hit)
        return list(first.values())

    def _memberships(self, own: dict[str, Said], subjects: Sequence[Meant]) -> dict[str, Membership]:
        best = max(own.values(), default=_NOTHING)
        wide = sum(subject.share * math.log1p(len(subject.organisations)) for subject in subjects)
        return {
            organisation: confidence.membership(
                own.get(organisation, _NOTHING),
                best,
                [
                    Under(subject.share, subject.organisations.get(organisation, 0), passing)
                    for subject in subjects
                    if (passing := organisation in subject.passing) or organisation in subject.organisations
                ],
                wide,
            )
            for organisation in own | dict.fromkeys(chain.from_iterable(s.organisations for s in subjects))
        }

    def _meant(self, reading: Reading, scored: Sequence[Hit]) -> list[Meant]:
        """The subjects that may be meant, with those of their records that the question leaves."""
        return self._subjects.meant(reading, scored, self._scope_for(reading))

    def _said_by_name(self, reading: Reading) -> list[str]:
        """The records that the question leaves of the subject of which its content is a name."""
        return self._subjects.said_by_name(reading.content, self._scope_for(reading))

    def _scope_for(self, reading: Reading) -> frozenset[str] | None:
        """The records under subjects that a question leaves; None where it leaves all."""
        choices = tuple(choices_of(self._collection, reading))
        return self._scope(choices, reading.held) if choices or reading.held else None

    def _scope_of(self, choices: tuple[Choice, ...], held: str) -> frozenset[str]:
        """The records under subjects that choices leave and that say something letter for letter."""
        left = self._under_subjects.records(choices)
        return frozenset(record.id for record in left if held in record.text.zh)

    def _best_of_each(self, scored: Iterable[Hit]) -> dict[str, Said]:
        """What speaks for the best record of each organisation."""
        best: dict[str, Said] = {}
        for hit in scored:
            best.setdefault(self._organisation(hit.record), Said(hit.score, hit.echo, hit.words))
        return best

    def _organisation(self, record: str) -> str:
        return self._collection.paper_of(self._collection.records[record]).organisation


def _asks_for_all(reading: Reading) -> bool:
    """True for a list or count, and where it is asked who said something, of however many that did."""
    return reading.kind in LISTS or (reading.kind is QuestionKind.TOPIC and reading.asks_any)
