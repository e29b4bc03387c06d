"""How people, organisations, meetings and sources are named in a message."""

import datetime
from collections.abc import Iterable

from markupsafe import Markup

from cmiabot.corpus.models import Collection, LineRange, Meeting, Paper, Person, Recommendation
from cmiabot.messages.catalogue import Catalogue
from cmiabot.messages.html import utf16_length, visible_text
from cmiabot.messages.screens import cut_plain

CITATION_LIMIT = 256
"""Characters a button can copy."""


class Naming:
    """Names the things of one collection in one language."""

    def __init__(self, collection: Collection, catalogue: Catalogue) -> None:
        self._collection = collection
        self._catalogue = catalogue
        self.language = catalogue.language

    def people(self, people: Iterable[Person]) -> Markup:
        """The names of several people."""
        return self.join(person.name.in_language(self.language) for person in people)

    def join(self, names: Iterable[str]) -> Markup:
        """A list of names, escaped."""
        return self._catalogue.text("word.separator").join(names)

    def organisation(self, identifier: str) -> str:
        """The short name of an organisation."""
        return self._collection.organisations[identifier].short.in_language(self.language)

    def who(self, paper: Paper) -> Markup:
        """Person, role and organisation of a paper, as far as its source names them."""
        role = paper.role.in_language(self.language) if paper.role else ""
        return self._catalogue.text(
            "answer.who",
            person=self.people(self._collection.people_of(paper)),
            role=role,
            organisation=self.organisation(paper.organisation),
        )

    def meeting(self, meeting: Meeting) -> str:
        """The short name of a meeting."""
        return meeting.short.in_language(self.language)

    def meetings(self, identifiers: Iterable[str]) -> Markup:
        """The short names of several meetings."""
        return self.join(self.meeting(self._collection.meetings[identifier]) for identifier in identifiers)

    def source_line(self, record: Recommendation) -> Markup:
        """Meeting, paper and section of a record on one line."""
        paper = self._collection.paper_of(record)
        meeting = self._collection.meeting_of(paper)
        return self._catalogue.text(
            "answer.source_line",
            meeting=self.meeting(meeting),
            paper=paper.number if meeting.is_volume else None,
            section=record.section,
        )

    def citation(self, record: Recommendation) -> str:
        """Who, in which role, where: what one puts under a quotation. At most 256 characters."""
        paper = self._collection.paper_of(record)
        meeting = self._collection.meeting_of(paper)
        values = {
            "who": self.who(paper),
            "meeting": meeting.name.in_language(self.language),
            "year": meeting.year,
            "paper": paper.number if meeting.is_volume else None,
            "section": record.section,
            "lines": self.lines(record.lines),
        }
        title = paper.title.in_language(self.language) if paper.title else ""
        full = visible_text(self._catalogue.text("answer.citation", title=title, **values))
        if utf16_length(full) <= CITATION_LIMIT:
            return full
        short = visible_text(self._catalogue.text("answer.citation", title="", **values))
        return next(cut_plain(short, CITATION_LIMIT))

    def lines(self, lines: Iterable[LineRange]) -> Markup:
        """Line ranges: `12–14、20`."""
        return self.join(f"{first}–{last}" if first < last else str(first) for first, last in lines)

    def day(self, day: datetime.date) -> Markup:
        """A date without its year: 11月20日, 20 November."""
        return self._catalogue.text("word.day", date=day)

    def kind(self, record: Recommendation) -> Markup:
        """The word for what a record is."""
        return self._catalogue.text(f"word.kind.{record.kind.value}")
