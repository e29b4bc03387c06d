"""Which records the names, meetings and kinds of a question leave, and what it compares."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from cmiabot.corpus.models import Collection, Paper, Recommendation
from cmiabot.search.answer import Reading

Fact = tuple[str, str]
"""A field of a record (kind) or of its paper (organisation, sort, person, meeting, part), and its value."""
_KIND = "kind"


@dataclass(frozen=True, slots=True)
class Choice:
    """Facts of which a record must have one, or none of which it may have."""

    facts: tuple[Fact, ...]
    wanted: bool = True

    def leaves(self, facts: AbstractSet[Fact]) -> bool:
        """True for the facts of a record that is left."""
        return self.wanted != facts.isdisjoint(self.facts)


def choices_of(collection: Collection, reading: Reading) -> list[Choice]:
    """What a record must have to be meant: one of the people or organisations, meetings, kinds named.

    Who asks for a person by name does not mean a colleague, even where the organisation is named too.
    """
    named = (
        _names(collection, reading),
        [("meeting", meeting) for meeting in reading.meetings],
        [(_KIND, kind.value) for kind in reading.record_kinds],
        # With a subject people call the whole document so, and the index knows no parts.
        [("part", reading.part)] if reading.part and not reading.content else [],
    )
    among = [_among(collection, reading.among)] if reading.among else []
    return [*(Choice(tuple(facts)) for facts in named if facts), *among]


def _among(collection: Collection, organisations: tuple[str, ...]) -> Choice:
    """The organisations asked among; where they are most of all, none of the others, which are fewer."""
    for sort, theirs in collection.broad_sorts.items():
        if theirs == organisations:
            return Choice((("sort", sort),))
    wanted = 2 * len(organisations) <= len(collection.organisations)
    named = organisations if wanted else collection.organisations.keys() - organisations
    return Choice(tuple(("organisation", organisation) for organisation in named), wanted)


class Scopes:
    """Looks up which papers and records names, meetings and kinds leave: of all, or of some `records`."""

    def __init__(self, collection: Collection, records: Iterable[Recommendation] | None = None) -> None:
        self._collection = collection
        self._records = list(collection.records.values() if records is None else records)
        theirs = {record.paper for record in self._records}
        papers = collection.papers.values()
        self._papers = [paper for paper in papers if records is None or paper.id in theirs]

    def records(self, choices: Sequence[Choice]) -> list[Recommendation]:
        """The records that each choice leaves, paper by paper."""
        return self.records_of(self.papers(choices), choices) if choices else self._records

    def records_of(self, papers: Iterable[Paper], choices: Sequence[Choice]) -> list[Recommendation]:
        """The records of some papers that are of the kinds chosen."""
        records = chain.from_iterable(self._of_papers.get(paper.id, ()) for paper in papers)
        kinds = [choice for choice in choices if is_of_kinds(choice)]
        if not kinds:
            return list(records)
        return [r for r in records if all((_KIND, r.kind.value) in choice.facts for choice in kinds)]

    def papers(self, choices: Sequence[Choice]) -> list[Paper]:
        """The papers that each choice leaves, kinds aside, in their order; also those that have no record."""
        of_papers = [choice for choice in choices if not is_of_kinds(choice)]
        wanted = [self._with_one_of(choice.facts) for choice in of_papers if choice.wanted]
        left = set.intersection(*wanted) if wanted else set(range(len(self._papers)))
        for choice in of_papers:
            if not choice.wanted:
                left -= self._with_one_of(choice.facts)
        return [self._papers[place] for place in sorted(left)]

    def _with_one_of(self, facts: Iterable[Fact]) -> set[int]:
        """Where the papers that have one of some facts stand."""
        return set[int]().union(*(self._places.get(fact, ()) for fact in facts))

    @cached_property
    def _places(self) -> dict[Fact, set[int]]:
        """Where the papers with each fact stand."""
        places: dict[Fact, set[int]] = {}
        for place, paper in enumerate(self._papers):
            for fact in facts_of(self._collection, paper):
                places.setdefault(fact, set()).add(place)
        return places

    @cached_property
    def _of_papers(self) -> dict[str, list[Recommendation]]:
        of_papers: dict[str, list[Recommendation]] = {}
        for record in self._records:
            of_papers.setdefault(record.paper, []).append(record)
        return of_papers


def is_of_kinds(choice: Choice) -> bool:
    """True for a choice of kinds of record, which those of one paper do not share."""
    return any(field == _KIND for field, _ in choice.facts)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a person, an organisation, or a meeting with all its documents."""

    field: str
    values: tuple[str, ...]

    def narrowed(self, reading: Reading) -> Reading:
        """The same question about this side alone."""
        match self.field:
            case "person":
                return replace(reading, people=self.values, organisations=())
            case "organisation":
                return replace(reading, organisations=self.values, people=())
            case _:
                return replace(reading, meetings=self.values)

    def holds(self, collection: Collection, record: Recommendation) -> bool:
        """True for a record of this side."""
        facts = facts_of(collection, collection.paper_of(record))
        return not facts.isdisjoint((self.field, value) for value in self.values)


def sides_of(collection: Collection, reading: Reading) -> list[Side]:
    """What a comparison compares: the names, or where there is one, what it said at which meeting."""
    names = _names(collection, reading)
    if len(names) > 1:
        return [Side(field, (value,)) for field, value in names]
    meant = reading.meetings
    if names and not meant:
        ((field, who),) = names
        papers = (
            paper
            for paper in collection.papers.values()
            if (who in paper.people if field == "person" else who == paper.organisation)
        )
        meant = tuple(dict.fromkeys(paper.meeting for paper in papers))
    groups: dict[str, list[str]] = {}
    for meeting in collection.meetings.values():
        if meeting.id in meant:
            groups.setdefault(meeting.group, []).append(meeting.id)
    return [Side("meeting", tuple(meetings)) for meetings in groups.values()]


def _names(collection: Collection, reading: Reading) -> list[Fact]:
    theirs = {collection.people[person].organisation for person in reading.people}
    organisations = [("organisation", o) for o in reading.organisations if o not in theirs]
    return [("person", person) for person in reading.people] + organisations


def facts_of(collection: Collection, paper: Paper) -> frozenset[Fact]:
    """The facts of a paper, which are those of its records, too."""
    return frozenset(
        (
            ("meeting", paper.meeting),
            ("organisation", paper.organisation),
            *((("part", paper.part.zh),) if paper.part else ()),
            *(("sort", sort) for sort in collection.broad_sorts_of[paper.organisation]),
            *(("person", person) for person in paper.people),
        )
    )
