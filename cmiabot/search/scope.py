"""Which records the names, meetings and kinds of a question leave, and what it compares."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cmiabot.corpus.models import Collection, Recommendation
from cmiabot.search.answer import Reading

Fact = tuple[str, str]
"""A field of a record (organisation, sort of organisation, person, meeting, kind) and its value there."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Facts of which a record must have one, or none of which it may have."""

    facts: tuple[Fact, ...]
    wanted: bool = True


def choices_of(collection: Collection, reading: Reading) -> list[Choice]:
    """What a record must have to be meant: one of the people or organisations, meetings, kinds named.

    Who asks for a person by name does not mean a colleague, even where the organisation is named too.
    """
    named = (
        _names(collection, reading),
        [("meeting", meeting) for meeting in reading.meetings],
        [("kind", kind.value) for kind in reading.record_kinds],
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
    """Looks up which of some records names, meetings and kinds leave."""

    def __init__(self, collection: Collection, records: Iterable[Recommendation]) -> None:
        self._collection = collection
        self._records = list(records)

    def records(self, choices: Sequence[Choice]) -> list[Recommendation]:
        """The records that each choice leaves, in their order."""
        if not choices:
            return self._records
        wanted = [self._with_one_of(choice.facts) for choice in choices if choice.wanted]
        left = set.intersection(*wanted) if wanted else set(range(len(self._records)))
        for choice in choices:
            if not choice.wanted:
                left -= self._with_one_of(choice.facts)
        return [self._records[place] for place in sorted(left)]

    def _with_one_of(self, facts: Iterable[Fact]) -> set[int]:
        """Where the records that have one of some facts stand."""
        return set[int]().union(*(self._places.get(fact, ()) for fact in facts))

    @cached_property
    def _places(self) -> dict[Fact, set[int]]:
        """Where the records with each fact stand."""
        places: dict[Fact, set[int]] = {}
        for place, record in enumerate(self._records):
            for fact in _facts(self._collection, record):
                places.setdefault(fact, set()).add(place)
        return places


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
        return not _facts(collection, record).isdisjoint((self.field, value) for value in self.values)


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


def _facts(collection: Collection, record: Recommendation) -> set[Fact]:
    paper = collection.paper_of(record)
    return {
        ("meeting", paper.meeting),
        ("kind", record.kind.value),
        ("organisation", paper.organisation),
        *(("sort", sort) for sort in collection.broad_sorts_of[paper.organisation]),
        *(("person", person) for person in paper.people),
    }
