"""Screens that show the collection itself: papers, themes, advisers, sources, and how to begin."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from cmiabot.corpus.models import Collection, Paper, Person, Recommendation, Text
from cmiabot.corpus.sources import read_passage
from cmiabot.messages.catalogue import Catalogue, catalogue
from cmiabot.messages.follows import follow_ref
from cmiabot.messages.html import visible_text
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Action, Copy, Item, Link, Screen, cut_plain
from cmiabot.messages.traditional import in_script

ENTRIES_PER_PAGE = 12
"""Entries of a list of papers, themes or people on one page: a screenful on a phone."""
PASSAGE_PIECE = 3600
"""UTF-16 units of a verbatim passage in one message, its heading and the page line beside it."""


class Browser:
    """Makes the screens of one collection in one language."""

    def __init__(self, collection: Collection, language: str, sources: Path | None) -> None:
        self._collection = collection
        self._language = language
        self._sources = sources
        self._texts: Catalogue = catalogue(language)
        self._naming = Naming(collection, self._texts)

    def start(self) -> Screen:
        """The first message anybody sees."""
        counts = {"papers": len(self._collection.papers), "records": len(self._collection.records)}
        links = [
            self._link("button.all_papers", Action.PAPERS),
            self._link("button.all_themes", Action.THEMES),
            self._link("button.all_advisers", Action.ADVISERS),
            self._link("button.daily_digest", Action.PICK),
        ]
        return self._done(Screen(self._texts.text("start", **counts), links=tuple(links)))

    def help(self, commands: Sequence[tuple[str, str]]) -> Screen:
        """How to ask, and the commands with the keys of their descriptions."""
        described = [(name, self._texts.text(key)) for name, key in commands]
        return self._done(Screen(self._texts.text("help.text", commands=described)))

    def message(self, key: str, **values: object) -> Screen:
        """A message of the catalogue as it stands."""
        return self._done(Screen(self._texts.text(key, **values)))

    def names(self, people: Sequence[str], organisations: Sequence[str]) -> str:
        """People and organisations by their ids, as they are called here."""
        names = [self._collection.people[person].name.in_language(self._language) for person in people]
        return self._naming.join([*names, *map(self._naming.organisation, organisations)])

    def papers(self, papers: Sequence[Paper] | None = None) -> Screen:
        """All papers and speeches by meeting, or those given."""
        chosen = list(self._collection.papers.values()) if papers is None else list(papers)
        if papers is None:
            title = self._texts.text("paper.list_title", total=len(chosen))
        else:
            title = self._texts.text("paper.several")
        items: list[Item] = []
        meeting = None
        for paper in chosen:
            heading = Markup()
            if self._collection.meeting_of(paper) is not meeting:
                meeting = self._collection.meeting_of(paper)
                heading = (Markup("\n") if items else Markup()) + self._texts.text(
                    "paper.list_group", meeting=self._naming.meeting(meeting)
                )
                heading += "\n"
            items.append(Item(heading + self._paper_entry(paper), self._paper_link(paper)))
        return self._done(Screen(title, tuple(items), per_page=ENTRIES_PER_PAGE, between="\n"))

    def paper(self, paper: Paper) -> Screen:
        """One paper: who, what it is about, its key records and then the others."""
        meeting = self._collection.meeting_of(paper)
        ordered = sorted(paper.recommendations, key=lambda record: not record.key)
        keys = len(paper.key_recommendations)
        header = self._texts.text(
            "paper.title",
            title=paper.title.in_language(self._language) if paper.title else "",
            who=self._naming.who(paper),
            meeting=self._naming.meeting(meeting),
            number=self._number(paper),
            thesis=paper.thesis.in_language(self._language),
            total=len(ordered),
            keys=keys if keys < len(ordered) else 0,
        )
        items = [
            Item(
                self._texts.text(
                    "paper.item",
                    number=number,
                    text=record.text.in_language(self._language),
                    kind=self._naming.kind(record),
                    section=record.section,
                    lines=self._naming.lines(record.lines),
                ),
                self._source_link(record, number),
            )
            for number, record in enumerate(ordered, start=1)
        ]
        links = [
            self._follow("adviser", person.id, person.name) for person in self._collection.people_of(paper)
        ]
        organisation = self._collection.organisation_of(paper)
        links.append(self._follow("organisation", organisation.id, organisation.short))
        return self._done(Screen(header, tuple(items), links=tuple(links)))

    def themes(self) -> Screen:
        """All themes with what they cover."""
        themes = list(self._collection.themes.values())
        items = []
        for number, theme in enumerate(themes, start=1):
            html = self._texts.text(
                "theme.list_item",
                number=number,
                name=theme.name.in_language(self._language),
                about=theme.about.in_language(self._language),
                records=len(self._of_theme(theme.id)),
            )
            items.append(Item(html, Link(str(number), Action.THEME, theme.id)))
        title = self._texts.text("theme.list_title", total=len(themes))
        return self._done(Screen(title, tuple(items), per_page=ENTRIES_PER_PAGE, between="\n"))

    def theme(self, identifier: str) -> Screen:
        """Every record on a theme, key records first."""
        theme = self._collection.themes[identifier]
        records = sorted(self._of_theme(identifier), key=lambda record: not record.key)
        header = self._texts.text(
            "theme.title",
            name=theme.name.in_language(self._language),
            about=theme.about.in_language(self._language),
            total=len(records),
        )
        items = tuple(self._record_item(number, record) for number, record in enumerate(records, start=1))
        return self._done(Screen(header, items, links=(self._follow("theme", identifier, theme.name),)))

    def advisers(self) -> Screen:
        """Everybody who advised or spoke, in the order of the organisations."""
        people = list(self._collection.people.values())
        items = []
        for number, person in enumerate(people, start=1):
            html = self._texts.text(
                "adviser.list_item",
                number=number,
                person=person.name.in_language(self._language),
                organisation=self._naming.organisation(person.organisation),
                records=sum(len(paper.recommendations) for paper in self._papers_of(person)),
            )
            items.append(Item(html, Link(str(number), Action.ADVISER, person.id)))
        title = self._texts.text("adviser.list_title", total=len(people))
        return self._done(Screen(title, tuple(items), per_page=ENTRIES_PER_PAGE, between="\n"))

    def source(self, record: Recommendation) -> Screen:
        """Where a record stands, and the passage itself where the documents are at hand."""
        paper = self._collection.paper_of(record)
        meeting = self._collection.meeting_of(paper)
        header = self._texts.text(
            "source.text",
            who=self._naming.who(paper),
            meeting=self._naming.meeting(meeting),
            title=paper.title.in_language(self._language) if paper.title else "",
            section=record.section,
            document=meeting.document,
            lines=self._naming.lines(record.lines),
        )
        passage = read_passage(self._sources, meeting.document, record.lines) if self._sources else None
        footer = Markup()
        if record.note:
            footer = self._texts.text("source.note", note=record.note)
        if passage is None:
            missing = self._texts.text("source.no_documents")
            footer = Markup("\n").join(part for part in (missing, footer) if part)
        links = (self._link("button.paper", Action.PAPER, paper.id),)
        copy = Copy(visible_text(self._texts.text("button.copy_one")), self._naming.citation(record))
        screen = self._done(Screen(header, (), footer, links, (copy,)))
        if passage is None:
            return screen
        # The passage is shown as the document has it: it is not converted to the reader's script.
        pieces = tuple(
            Item(self._texts.text("source.passage", passage=piece))
            for piece in cut_plain(passage, PASSAGE_PIECE)
        )
        return replace(screen, items=pieces, per_page=1)

    def _paper_entry(self, paper: Paper) -> Markup:
        return self._texts.text(
            "paper.list_item",
            number=self._number(paper),
            organisation=self._naming.organisation(paper.organisation),
            person=self._naming.people(self._collection.people_of(paper)),
            title=paper.title.in_language(self._language) if paper.title else "",
            records=len(paper.recommendations),
        )

    def _record_item(self, number: int, record: Recommendation) -> Item:
        html = self._texts.text(
            "answer.item",
            number=number,
            who=self._naming.who(self._collection.paper_of(record)),
            text=record.text.in_language(self._language),
            kind=self._naming.kind(record),
            source=self._naming.source_line(record),
        )
        return Item(html, self._source_link(record, number))

    def _paper_link(self, paper: Paper) -> Link:
        number = self._number(paper)
        name = self._naming.organisation(paper.organisation)
        return Link(f"{number} {name}" if number else name, Action.PAPER, paper.id)

    def _number(self, paper: Paper) -> int | None:
        """A paper's number in its volume; speeches have none that people would know."""
        return paper.number if self._collection.meeting_of(paper).is_volume else None

    def _source_link(self, record: Recommendation, number: int) -> Link:
        label = visible_text(self._texts.text("button.source", number=number))
        return Link(label, Action.SOURCE, record.id)

    def _link(self, key: str, action: Action, ref: str = "", **values: object) -> Link:
        return Link(visible_text(self._texts.text(key, **values)), action, ref)

    def _follow(self, kind: str, identifier: str, name: Text) -> Link:
        called = name.in_language(self._language)
        return self._link("button.follow", Action.FOLLOW, follow_ref(kind, identifier), name=called)

    def _of_theme(self, identifier: str) -> list[Recommendation]:
        return [record for record in self._collection.records.values() if identifier in record.themes]

    def _papers_of(self, person: Person) -> list[Paper]:
        return [paper for paper in self._collection.papers.values() if person.id in paper.people]

    def _done(self, screen: Screen) -> Screen:
        return in_script(screen, self._language)
