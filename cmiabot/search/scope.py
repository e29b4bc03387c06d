"""Which records the names, meetings and kinds of a question leave, and what it compares."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cmiabot.corpus.models import Collection, Paper, Recommendation
from cmiabot.search.answer import Reading

Choice = Sequence[tuple[str, str]]
"""Fields and values of which a record must have one."""


def choices_of(collection: Collection, reading: Reading) -> list[Choice]:
    """What a record must have to be meant: one of the people or organisations, meetings, kinds named.

    Who asks for a person by name does not mean a colleague, even where the organisation is named too.
    """
    kinds = [("kind", kind.value) for kind in reading.record_kinds]
    meetings = [("meeting", meeting) for meeting in reading.meetings]
    among = [("organisation", organisation) for organisation in reading.among]
    return [choice for choice in (_names(collection, reading), among, meetings, kinds) if choice]


class Scopes:
    """Looks up the records of names, meetings and kinds."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._records = list(collection.records.values())

    def records(self, choices: Sequence[Choice]) -> list[Recommendation]:
        """The records that have one of each choice, in the order of the collection."""
        if not choices:
            return self._records
        fitting = (frozenset().union(*(self._places.get(fact, ()) for fact in choice)) for choice in choices)
        return [self._records[place] for place in sorted(frozenset.intersection(*fitting))]

    @cached_property
    def _places(self) -> dict[tuple[str, str], set[int]]:
        """Where in the collection the records with each fact stand."""
        places: dict[tuple[str, str], set[int]] = {}
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
        spoke = {(field, who) for field, who in names}
        papers = (paper for paper in collection.papers.values() if not spoke.isdisjoint(_who(paper)))
        meant = tuple(dict.fromkeys(paper.meeting for paper in papers))
    groups: dict[str, list[str]] = {}
    for meeting in collection.meetings.values():
        if meeting.id in meant:
            groups.setdefault(meeting.group, []).append(meeting.id)
    return [Side("meeting", tuple(meetings)) for meetings in groups.values()]


def _names(collection: Collection, reading: Reading) -> Choice:
    theirs = {collection.people[person].organisation for person in reading.people}
    organisations = [("organisation", o) for o in reading.organisations if o not in theirs]
    return [("person", person) for person in reading.people] + organisations


def _facts(collection: Collection, record: Recommendation) -> set[tuple[str, str]]:
    paper = collection.paper_of(record)
    return {("meeting", paper.meeting), ("kind", record.kind.value), *_who(paper)}


def _who(paper: Paper) -> set[tuple[str, str]]:
    return {("organisation", paper.organisation), *(("person", person) for person in paper.people)}
