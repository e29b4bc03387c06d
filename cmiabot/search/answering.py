"""The engine: question → Answer. Deterministic, and the same whether it is asked first or last."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import zip_longest
from typing import TypeVar

from cmiabot.corpus.models import Collection, Recommendation
from cmiabot.search import confidence
from cmiabot.search.answer import LISTS, Answer, Counted, Hit, QuestionKind, Reading, Refusal
from cmiabot.search.confidence import Membership
from cmiabot.search.folding import clean, fold
from cmiabot.search.followable import Candidate, FollowableFinder
from cmiabot.search.followups import Context, context_of
from cmiabot.search.listing import Listing, organisations_at_each
from cmiabot.search.names import compact
from cmiabot.search.ranking import Ranker
from cmiabot.search.reading import QuestionReader
from cmiabot.search.scope import Choice, Scopes, Side, choices_of, sides_of
from cmiabot.search.themes import ThemeFinder
from cmiabot.search.totals import total

CANDIDATES = 50
MOST_CANDIDATES = 80
"""For questions that are answered completely."""
SCOPES = 256
"""Scopes without a content kept at hand: those asked for last."""
MOST_RESULTS = 10
"""Results of a question about a subject; questions about names are answered completely."""
NAMES_IT = 0.3
"""Where a name of a subject holds such a share of a question that asks who, all who spoke of it are meant."""
UNSEARCHED = frozenset(Refusal) - {
    Refusal.NOBODY,
    Refusal.NOT_THEY,
    Refusal.ADOPTION,
    Refusal.UNKNOWN_NAME,
    Refusal.NO_SUCH_MEETING,
}
"""Refusals that reading alone decides."""
COMPLETE = LISTS | {
    QuestionKind.PERSON,
    QuestionKind.ORGANISATION,
    QuestionKind.COMPARISON,
    QuestionKind.MEETING,
    QuestionKind.WHO_IS,
}
"""Kinds of question that are answered with every match."""


class Engine:
    """Answers questions about one collection."""

    def __init__(
        self,
        collection: Collection,
        scopes: Scopes,
        reader: QuestionReader,
        themes: ThemeFinder,
        ranker: Ranker,
        listing: Listing,
    ) -> None:
        self._collection = collection
        self._reader = reader
        self._scopes = scopes
        self.ranker = ranker
        self.themes = themes
        self._listing = listing
        self._followables = FollowableFinder(collection, themes)
        # A whole volume may be large, and how many spoke there is asked again and again.
        self._in_scope = lru_cache(maxsize=SCOPES)(self._in_scope_of)
        self._certain = lru_cache(maxsize=None)(partial(Hit, score=1.0))

    def ask(self, question: str, default_language: str = "zh", context: Context | None = None) -> Answer:
        """The answer to a question; a refusal is an answer too. Never raises because of the text.

        It is in the language and script of the question, in `default_language` where that has no letters.
        `context` is what the question may lean on (那巴斯夫呢): the answer before it, see `context_of`.
        """
        return self.answer(self.read(question, default_language, context))

    def read(self, question: str, default_language: str = "zh", context: Context | None = None) -> Reading:
        """How a question is read."""
        return self._reader.read(question, default_language, context)

    def followable(self, typed: str) -> tuple[Candidate, ...]:
        """What somebody may want to follow who typed this: at most four, the one meant alone if certain."""
        return self._followables.find(typed, self.read(typed))

    def is_unknown_name(self, typed: str) -> bool:
        """True where what was typed can only be the name of somebody the collection does not have."""
        return self._reader.is_unknown_name(typed)

    def candidates(self, question: str, limit: int = 10) -> list[str]:
        """The records nearest to the words of a question, before names are read or anything is refused."""
        reading = Reading(QuestionKind.TOPIC, "zh", content=compact(clean(fold(question))))
        found = self.ranker.features(reading, (), limit=MOST_CANDIDATES)
        found.sort(
            key=lambda item: (
                not self.ranker.says(item[1].id, reading.content),
                -confidence.probability(item[2]),
                item[0].ordinal,
            )
        )
        return [record.id for _, record, _ in found[:limit]]

    def sides(self, reading: Reading) -> list[Side]:
        """What the question would compare."""
        return sides_of(self._collection, reading)

    def context_of(self, answer: Answer) -> Context | None:
        """What a next question can lean on; None after what was no question."""
        return context_of(answer, self.ranker.subject(answer))

    def answer(self, reading: Reading) -> Answer:
        """The answer to a question that has been read."""
        if reading.refusal in UNSEARCHED:
            return Answer(reading, refusal=reading.refusal)
        answer = self._as_read(reading)
        if reading.whole is not None and not self._says(answer, reading.content):
            return self._as_read(reading.whole)
        if answer.sure:
            return answer
        return next((other for other in map(self._as_read, reading.instead) if other.sure), answer)

    def _says(self, answer: Answer, content: str) -> bool:
        """True where the best record says a content letter for letter."""
        return any(self.ranker.says(hit.record, content) for hit in answer.hits[:1])

    def _as_read(self, reading: Reading) -> Answer:
        if reading.refusal is Refusal.UNKNOWN_NAME:
            speak_of_them = replace(reading, content=reading.unknown, held=reading.unknown)
            nearest = self._scored(speak_of_them)[: confidence.NEAREST_SHOWN]
            return Answer(reading, nearest=tuple(nearest), refusal=Refusal.UNKNOWN_NAME)
        if reading.refusal is Refusal.NO_SUCH_MEETING:
            return Answer(reading, nearest=self._nearest_of(reading), refusal=reading.refusal)
        if reading.content:
            answer = self._by_content(reading)
        elif not self.choices(reading) and reading.kind not in LISTS:
            answer = Answer(reading, refusal=Refusal.EMPTY)
        else:
            answer = self._whole_scope(reading)
        if reading.refusal is Refusal.ADOPTION:
            meant = answer.hits or answer.nearest
            return Answer(reading, nearest=meant[: confidence.NEAREST_SHOWN], refusal=Refusal.ADOPTION)
        return answer

    def choices(self, reading: Reading) -> list[Choice]:
        """The filters of a question: what a record must have to be meant."""
        return choices_of(self._collection, reading)

    def _whole_scope(self, reading: Reading) -> Answer:
        """Everything within names, meetings and kinds."""
        choices = tuple(self.choices(reading))
        sides = sides_of(self._collection, reading) if reading.kind is QuestionKind.COMPARISON else ()
        counted = (reading.counted, of_papers := reading.kind in LISTS and not reading.record_kinds)
        papers, hits, number = self._in_scope(choices, reading.at_each, tuple(sides), counted)
        if not papers and (reading.at_each or reading.among):
            return Answer(reading, refusal=Refusal.NOBODY_OF_SORT)
        if hits:
            return Answer(reading, hits, sure=True, total=number, papers=papers if of_papers else ())
        return self._nothing_in_scope(reading)

    def _in_scope_of(
        self,
        choices: tuple[Choice, ...],
        at_each: tuple[tuple[str, ...], ...],
        sides: tuple[Side, ...],
        counted: tuple[Counted, bool],
    ) -> tuple[tuple[str, ...], tuple[Hit, ...], int]:
        """The papers and the records that choices leave: key records first, sides or meetings in turns.

        And how many there are of what is `counted`: in all papers left, or in those that have a record.
        """
        papers = self._scopes.papers(choices)
        scope = self._scopes.records_of(papers, choices)
        if at_each:
            spoke_there = dict.fromkeys(record.paper for record in scope)
            everywhere = organisations_at_each(at_each, map(self._collection.papers.__getitem__, spoke_there))
            papers = [paper for paper in papers if paper.organisation in everywhere]
            scope = self._scopes.records_of(papers, choices)
        ordered = sorted(scope, key=lambda record: not record.key)
        if len(sides) > 1:
            parts = [[r for r in ordered if side.holds(self._collection, r)] for side in sides]
        else:
            parts = self._by_group(ordered)
        ids = _alternating([[record.id for record in part] for part in parts])
        spoke, hits, (unit, of_papers) = tuple(p.id for p in papers), tuple(map(self._certain, ids)), counted
        return spoke, hits, total(self._collection, unit, hits, spoke if of_papers else ())

    def _nothing_in_scope(self, reading: Reading) -> Answer:
        """Somebody known without a record, at all or of the meeting or kind asked for."""
        elsewhere = self._records(replace(reading, meetings=(), part="", record_kinds=()))
        nearest = [Hit(record.id, 0.0) for record in elsewhere if record.key]
        return Answer(reading, nearest=tuple(nearest[: confidence.NEAREST_SHOWN]), sure=True)

    def _by_content(self, reading: Reading) -> Answer:
        sides = sides_of(self._collection, reading) if reading.kind is QuestionKind.COMPARISON else ()
        parts = self._listing.parts(reading)
        each = [self._shown(part) for part in parts or [side.narrowed(reading) for side in sides]]
        scored = _alternating(each) if len(each) > 1 else self._scored(reading)
        best = max((hit.score for hit in scored), default=0.0)
        if best < confidence.MAYBE:
            refusal = Refusal.NOT_THEY if reading.organisations or reading.people else Refusal.NOBODY
            return Answer(reading, nearest=_nearest(scored), refusal=refusal)
        if parts:
            reading = replace(reading, kind=parts[0].kind)
            shown = self._listing.at_each(reading, self._listing.of_all(reading, each))
            best = max((hit.score for hit in shown), default=0.0)
        else:
            shown = scored if len(each) > 1 else self._worth_showing(reading, scored)
        if not shown:  # nobody spoke of it at each of the meetings, or of each of the subjects, that must be
            return Answer(reading, nearest=tuple(scored[: confidence.NEAREST_SHOWN]), refusal=Refusal.NOBODY)
        sure = best >= confidence.SURE
        for_all = sure and self._may_ask_for_all(reading, shown)
        if for_all and (everybody := self._listing.listed(reading, scored, named=NAMES_IT)):
            # Whoever answers the question stays, whatever the index has.
            shown = list({hit.record: hit for hit in (*shown, *everybody)}.values())
            reading = replace(reading, kind=QuestionKind.LIST)
        if not sure:
            offered = self._listing.one_of_each(shown) if reading.kind in LISTS else shown
            shown = offered[: confidence.MAYBE_SHOWN]
        elif reading.kind not in COMPLETE:
            shown = shown[:MOST_RESULTS]
        return Answer(
            reading, hits=tuple(shown), sure=sure, total=total(self._collection, reading.counted, shown)
        )

    def _may_ask_for_all(self, reading: Reading, shown: Sequence[Hit]) -> bool:
        """True where it is asked who said something, and several did."""
        several = len(self._listing.one_of_each(shown)) > 1
        return several and reading.kind is QuestionKind.TOPIC and reading.asks_any

    def _shown(self, reading: Reading) -> Sequence[Hit]:
        """What a side of a comparison or a part of a list shows: nothing where it has no answer."""
        scored = self._scored(reading)
        has_answer = bool(scored) and scored[0].score >= confidence.MAYBE
        return self._worth_showing(reading, scored) if has_answer else ()

    def _worth_showing(self, reading: Reading, scored: Sequence[Hit]) -> Sequence[Hit]:
        """Those probable enough: for a list those of all who belong, else those near the best."""
        if not scored:
            return scored
        if reading.kind in LISTS:
            return self._listing.at_each(reading, self._listing.listed(reading, scored))
        least = confidence.near_the_best(scored[0].score)
        return [hit for hit in scored if hit.score >= least]

    def memberships(self, reading: Reading) -> dict[str, Membership]:
        """What speaks for each organisation's place in the list that is asked for, by its id."""
        return self._listing.memberships(reading, self._scored(reading))

    def _scored(self, reading: Reading) -> list[Hit]:
        limit = MOST_CANDIDATES if reading.kind in COMPLETE else CANDIDATES
        found = self.ranker.ranked(reading, self.choices(reading), limit=limit)
        return self._listing.surely_said(reading, found)

    def _nearest_of(self, reading: Reading) -> tuple[Hit, ...]:
        if reading.content:
            return _nearest(self._scored(replace(reading, meetings=())))
        scope = self._records(reading) or self._records(replace(reading, meetings=(), part=""))
        return tuple(Hit(record.id, 0.0) for record in scope if record.key)[: confidence.NEAREST_SHOWN]

    def _records(self, reading: Reading) -> list[Recommendation]:
        """The records that names, meetings and kinds of a question leave; none where it has none of them."""
        choices = self.choices(reading)
        return self._scopes.records(choices) if choices else []

    def _by_group(self, records: Iterable[Recommendation]) -> list[list[Recommendation]]:
        """The records of each group of meetings, each in their order."""
        groups: dict[str, list[Recommendation]] = {}
        of_paper: dict[str, list[Recommendation]] = {}
        for record in records:
            theirs = of_paper.get(record.paper)
            if theirs is None:
                meeting = self._collection.meeting_of(self._collection.paper_of(record))
                theirs = of_paper[record.paper] = groups.setdefault(meeting.group, [])
            theirs.append(record)
        return list(groups.values())


def _nearest(scored: Iterable[Hit]) -> tuple[Hit, ...]:
    """Those named as the nearest that are not the same, of hits with the best first."""
    near = [hit for hit in scored if hit.score >= confidence.NEAREST]
    return tuple(near[: confidence.NEAREST_SHOWN])


_Item = TypeVar("_Item", str, Hit)


def _alternating(parts: Sequence[Sequence[_Item]]) -> list[_Item]:
    """One of each part after the other, each once."""
    if len(parts) == 1:
        return list(dict.fromkeys(parts[0]))
    return list(dict.fromkeys(item for turn in zip_longest(*parts) for item in turn if item is not None))
