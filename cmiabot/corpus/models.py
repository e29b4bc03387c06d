"""The values everything else is made of: meetings, organisations, papers and their recommendations.

All of them are frozen: the collection is read once and shared.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

LineRange = tuple[int, int]
"""First and last line of a passage in its document, 1-based and inclusive."""


class Kind(StrEnum):
    """What a record is: advice, a company's offer, an example offered as advice, or an announcement."""

    RECOMMENDATION = "recommendation"
    PLEDGE = "pledge"
    LESSON = "lesson"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in Simplified Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The English text for `en`, the Chinese one for every other language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Meeting:
    """One source document and the occasion it belongs to.

    Two documents of one meeting share `group`: a question about the meeting covers both.
    """

    id: str
    group: str
    number: int | None
    year: int
    date: datetime.date
    kind: str
    name: Text
    short: Text
    aliases: tuple[str, ...]
    document: str
    sha256: str
    added: datetime.date | None = None
    """When it was added to the collection; None for what was there from the first."""
    called: tuple[str, ...] = ()
    """What its document is called beside its year; without that they are no names (规划, the plan)."""

    @property
    def is_volume(self) -> bool:
        """True for a volume of papers, false for pages that report speeches."""
        return self.kind == "volume"

    @property
    def has_advisers(self) -> bool:
        """True where the council's advisers speak."""
        return self.kind in {"volume", "press"}


@dataclass(frozen=True, slots=True)
class DatedRole:
    """What a person was in a year, as one of the sources says."""

    year: int
    role: Text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who advised or spoke for an organisation."""

    id: str
    organisation: str
    name: Text
    aliases: tuple[str, ...]
    roles: tuple[DatedRole, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company or authority; `short` is what answers call it."""

    id: str
    short: Text
    name: Text
    aliases: tuple[str, ...]
    sector: Text
    people: tuple[Person, ...]

    @property
    def is_official(self) -> bool:
        """True for an authority."""
        sector = self.sector.en.lower()
        return "government" in sector or "development area" in sector

    @property
    def is_company(self) -> bool:
        """True for a company, false for an authority, an association or a newspaper's column."""
        sector = self.sector.en.lower()
        return not (self.is_official or "association" in sector or "column" in sector)


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject people can ask for and subscribe to."""

    id: str
    name: Text
    about: Text
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """An entry of the subject index: what somebody may want to know everybody's word on."""

    id: str
    name: Text
    also: tuple[str, ...]
    """What else it is called, in both languages."""
    records: frozenset[str]
    """The ids of all records that speak of it."""
    passing: frozenset[str] = frozenset()
    """The ids of organisations that only touch on it: nobody would miss them in a list."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of organisations that people ask among: Japanese companies, banks."""

    name: Text
    also: tuple[str, ...]
    """What else it is called, in both languages."""
    of: tuple[str, ...]
    """Words that stand before 公司, companies or another sort: 日本, German."""
    by: str
    """What sorts them: `country`, `business`, or the `position` of who speaks for them."""
    organisations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The unit of the collection: one proposal with the lines that say it."""

    id: str
    paper: str
    kind: Kind
    key: bool
    text: Text
    themes: tuple[str, ...]
    terms: tuple[str, ...]
    section: str | None
    lines: tuple[LineRange, ...]
    same_as: tuple[str, ...]
    note: str | None
    wordings: tuple[str, ...] = ()
    """How people put it who have not read it; only ever searched, never shown."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a volume, or one speaker of a page, with everything proposed in it."""

    id: str
    meeting: str
    number: int
    title: Text | None
    organisation: str
    people: tuple[str, ...]
    role: Text | None
    thesis: Text
    lines: tuple[LineRange, ...]
    recommendations: tuple[Recommendation, ...]
    part: Text | None = None
    """The part of the document it stands in, where people ask who was there (圆桌会)."""

    @property
    def key_recommendations(self) -> tuple[Recommendation, ...]:
        """The records a short view of the paper shows."""
        return tuple(record for record in self.recommendations if record.key)


@dataclass(frozen=True)
class Collection:
    """All records with their look-ups. `digest` names the content: equal digests, equal collections."""

    digest: str
    meetings: Mapping[str, Meeting]
    organisations: Mapping[str, Organisation]
    themes: Mapping[str, Theme]
    papers: Mapping[str, Paper]
    synonyms: tuple[tuple[str, ...], ...]
    subjects: tuple[Subject, ...] = ()
    sorts: tuple[Sort, ...] = ()
    unsaid: tuple[str, ...] = ()
    """What people ask for though no record says it, as readers of all papers found: its names, a line each.

    Tens of thousands of names: they are taken apart only where the index is made.
    """

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Every person by id."""
        return MappingProxyType(
            {person.id: person for org in self.organisations.values() for person in org.people}
        )

    @cached_property
    def records(self) -> Mapping[str, Recommendation]:
        """Every recommendation by id, in the order of the documents."""
        return MappingProxyType(
            {record.id: record for paper in self.papers.values() for record in paper.recommendations}
        )

    @cached_property
    def meetings_with_papers(self) -> tuple[str, ...]:
        """The meetings of which anything has been entered."""
        present = {paper.meeting for paper in self.papers.values()}
        return tuple(meeting for meeting in self.meetings if meeting in present)

    @cached_property
    def broad_sorts(self) -> Mapping[str, tuple[str, ...]]:
        """The organisations of each broad sort in order: the council's advisers, officials, companies."""
        advising = {
            paper.organisation for paper in self.papers.values() if self.meeting_of(paper).has_advisers
        }
        everybody = self.organisations.values()
        return MappingProxyType(
            {
                "advisers": tuple(one.id for one in everybody if one.id in advising),
                "officials": tuple(one.id for one in everybody if one.is_official),
                "companies": tuple(one.id for one in everybody if one.is_company),
            }
        )

    @cached_property
    def broad_sorts_of(self) -> Mapping[str, tuple[str, ...]]:
        """The broad sorts that each organisation belongs to."""
        members = {sort: frozenset(theirs) for sort, theirs in self.broad_sorts.items()}
        return MappingProxyType(
            {one: tuple(sort for sort in members if one in members[sort]) for one in self.organisations}
        )

    def paper_of(self, record: Recommendation) -> Paper:
        """The paper or speech a recommendation stands in."""
        return self.papers[record.paper]

    def proposals(self, records: Iterable[Recommendation]) -> list[list[Recommendation]]:
        """The records by proposal, in the given order: a record and the one of the other document it names.

        Two records of one paper stay apart even where a newspaper sums them up in one.
        """
        groups: dict[str, list[Recommendation]] = {}
        for record in records:
            same = (o for o in record.same_as if o in groups and self._fits(record, groups[o]))
            first = next(same, record.id) if record.same_as else record.id
            groups.setdefault(first, []).append(record)
        return list(groups.values())

    @staticmethod
    def _fits(record: Recommendation, group: list[Recommendation]) -> bool:
        return all(other.paper != record.paper for other in group)

    def meeting_of(self, paper: Paper) -> Meeting:
        """The document and occasion of a paper."""
        return self.meetings[paper.meeting]

    def organisation_of(self, paper: Paper) -> Organisation:
        """The organisation a paper speaks for."""
        return self.organisations[paper.organisation]

    def people_of(self, paper: Paper) -> tuple[Person, ...]:
        """The people who signed or spoke; empty where the source names nobody."""
        return tuple(self.people[person] for person in paper.people)
