"""Answer → screen: the same text for Telegram, the terminal and `reply` in JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cmiabot.corpus.models import Collection, Paper, Person, Recommendation
from cmiabot.messages.catalogue import Catalogue, catalogue
from cmiabot.messages.comparing import comparison_head
from cmiabot.messages.follows import follow_ref, name_of
from cmiabot.messages.html import visible_text
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Action, Copy, Item, Link, Screen, whole_text
from cmiabot.messages.traditional import in_script
from cmiabot.search.answer import LONGEST_QUESTION, Answer, Counted, Hit, QuestionKind, Refusal
from cmiabot.search.answering import MOST_RESULTS

SPREAD = frozenset(
    {
        QuestionKind.PERSON,
        QuestionKind.ORGANISATION,
        QuestionKind.WHO_IS,
        QuestionKind.MEETING,
    }
)
"""Kinds of answer that say how many records each meeting has."""
WITHOUT_SEARCH = (Refusal.SMALL_TALK, Refusal.OFF_TOPIC, Refusal.EMPTY)
NEAREST = {Refusal.ADOPTION: "refusal.related", Refusal.UNKNOWN_NAME: "refusal.mentioned"}
"""What introduces the nearest records, where they are not merely near."""
FAR = 0.2
"""Below this probability even the nearest record is so far off that examples help more."""
MOST_FOLLOWS = 2
"""Buttons to follow somebody or something under one answer."""
MOST_NAMES = 12
"""Names listed after a count; beyond it the list below says them."""


def answer_screen(collection: Collection, answer: Answer, *, buttons: bool = False) -> Screen:
    """What is said to a question, in its language and script.

    `buttons`: the answer is remembered with its message, so there are buttons that speak of it.
    """
    texts = catalogue(answer.reading.language)
    screen = _AnswerScreen(collection, answer, texts).screen(buttons=buttons)
    return in_script(screen, answer.reading.language)


def plain_reply(collection: Collection, answer: Answer) -> str:
    """The whole answer as plain text, without pages."""
    return visible_text(whole_text(answer_screen(collection, answer)))


class _AnswerScreen:
    def __init__(self, collection: Collection, answer: Answer, texts: Catalogue) -> None:
        self._collection = collection
        self._answer = answer
        self._reading = answer.reading
        self._texts = texts
        self._naming = Naming(collection, texts)

    def screen(self, *, buttons: bool) -> Screen:
        header = [
            *self._read_as(),
            *self._limits(),
            *(self._refused() if self._answer.refusal else self._answered()),
        ]
        hits = self._answer.hits or self._answer.nearest
        footer = ""
        lost = not hits or hits[0].score < FAR
        if self._answer.refusal in (Refusal.NOBODY, *WITHOUT_SEARCH) and lost:
            footer = self._texts.text("refusal.can_answer")
        links = (*(self._links() if buttons else ()), *self._follows())
        return Screen("\n".join(part for part in header if part), tuple(self._items(hits)), footer, links)

    def _links(self) -> Iterator[Link]:
        """What can be done with the answer as a whole."""
        if self._answer.hits:
            yield self._link("button.file", Action.FILE)
        for entity in dict.fromkeys(c.entity for c in self._reading.corrections):
            yield self._link("button.misread", Action.MISREAD, entity, name=self._shown(entity))
        if self._answer.hits and not self._answer.sure:
            yield self._link("button.none", Action.NONE_OF_THESE)

    def _follows(self) -> Iterator[Link]:
        """Who or which theme the answer is about can be followed."""
        if not self._answer.hits:
            return
        named = [("adviser", person) for person in self._reading.people]
        named += [("organisation", organisation) for organisation in self._reading.organisations]
        for kind, identifier in (named or [("theme", t) for t in self._reading.themes])[:MOST_FOLLOWS]:
            name = name_of(self._collection, kind, identifier)
            assert name is not None  # readings speak of what the collection has
            called = name.in_language(self._reading.language)
            yield self._link("button.follow", Action.FOLLOW, follow_ref(kind, identifier), name=called)

    def _link(self, label: str, action: Action, ref: str = "", **values: object) -> Link:
        return Link(visible_text(self._texts.text(label, **values)), action, ref)

    def _read_as(self) -> Iterator[str]:
        if self._reading.corrections:
            meant = list(dict.fromkeys(self._shown(c.entity) for c in self._reading.corrections))
            yield self._texts.text("answer.read_as", corrections=meant)

    def _limits(self) -> Iterator[str]:
        if self._reading.left_out and self._answer.hits:
            yield self._texts.text("answer.left_out", typed=self._reading.left_out)
        if self._reading.relative and self._answer.refusal is not Refusal.EMPTY:
            meetings = self._naming.meetings(self._collection.meetings_with_papers)
            yield self._texts.text("answer.relative", typed=self._reading.relative, meetings=meetings)

    def _shown(self, entity: str) -> str:
        organisation = self._collection.organisations.get(entity)
        name = organisation.short if organisation else self._collection.people[entity].name
        return name.in_language(self._reading.language)

    def _refused(self) -> Iterator[str]:
        refusal = self._answer.refusal
        meetings = self._naming.meetings(self._reading.meetings or self._collection.meetings_with_papers)
        match refusal:
            case Refusal.NOT_THEY:
                yield self._texts.text("refusal.not_they", who=self._who_named())
            case Refusal.NOBODY if self._reading.meetings:
                yield self._texts.text("refusal.nobody_there", meetings=meetings)
            case Refusal.NOBODY_OF_SORT:
                each = bool(self._reading.at_each)
                yield self._texts.text("refusal.nobody_of_sort", occasion=self._occasion(), each=each)
            case Refusal.NO_SUCH_MEETING:
                yield self._texts.text("refusal.no_such_meeting", meetings=meetings)
            case Refusal.EMPTY if self._reading.relative:
                yield self._texts.text("refusal.relative", typed=self._reading.relative, meetings=meetings)
            case Refusal.UNKNOWN_NAME:
                mentioned = bool(self._answer.nearest)
                yield self._texts.text(
                    "refusal.unknown_name", name=self._reading.unknown, mentioned=mentioned
                )
            case Refusal.TOO_LONG:
                yield self._texts.text("refusal.too_long", limit=LONGEST_QUESTION)
            case None:
                return
            case _:
                yield self._texts.text(f"refusal.{refusal.value}")
        if refusal in (Refusal.NOBODY, Refusal.NOT_THEY) and (records := self._searched()):
            yield self._texts.text("refusal.searched", meetings=meetings, records=records)
        if self._answer.nearest:
            introduction = NEAREST.get(refusal, "refusal.nearest")
            yield self._texts.text(introduction)

    def _searched(self) -> int:
        """How many records a refusal speaks of."""
        meetings = self._reading.meetings or tuple(self._collection.meetings)
        papers = [paper for paper in self._collection.papers.values() if paper.meeting in meetings]
        named = {*self._reading.organisations, *(p.organisation for p in self._people())}
        if named:
            papers = [paper for paper in papers if paper.organisation in named]
        return sum(len(paper.recommendations) for paper in papers)

    def _people(self) -> tuple[Person, ...]:
        return tuple(self._collection.people[person] for person in self._reading.people)

    def _who_named(self) -> str:
        names = [person.name.in_language(self._reading.language) for person in self._people()]
        names += [self._naming.organisation(organisation) for organisation in self._reading.organisations]
        return self._naming.join(names)

    def _answered(self) -> Iterator[str]:
        kind, total = self._reading.kind, len(self._proposals(self._answer.hits))
        if kind is QuestionKind.WHO_IS or not self._answer.hits:
            yield from self._introductions()
        if not self._answer.hits:
            occasion = self._occasion()
            yield self._texts.text("answer.no_records", occasion=occasion)
            if self._answer.nearest:
                yield self._texts.text("answer.elsewhere")
            return
        if not self._answer.sure:
            yield self._texts.text("answer.maybe")
            return
        yield self._headline(total)
        if kind is QuestionKind.COMPARISON:
            records = self._records(self._answer.hits)
            yield from comparison_head(self._collection, self._texts, self._reading, records)
            return
        spread = self._spread()
        if len(spread) > 1 and kind in SPREAD:
            yield self._texts.text("answer.spread", groups=spread)

    def _occasion(self) -> str:
        """The meetings asked for, and the part of a document that is less than all of it."""
        meetings = self._naming.meetings(self._reading.meetings)
        parts = (paper.part for paper in self._collection.papers.values() if paper.part)
        part = next((part for part in parts if part.zh == self._reading.part), None)
        names = [meetings, part.in_language(self._reading.language)] if part else [meetings]
        return self._naming.join(names)

    def _headline(self, total: int) -> str:
        occasion = self._occasion()
        match self._reading.kind:
            case QuestionKind.COUNT:
                return self._count()
            case QuestionKind.LIST:
                ids = dict.fromkeys(paper.organisation for paper in self._papers())
                names = (
                    self._naming.join(map(self._naming.organisation, ids)) if len(ids) <= MOST_NAMES else ""
                )
                return self._texts.text("answer.list", organisations=len(ids), total=total, names=names)
            case QuestionKind.COMPARISON:
                return self._texts.text("answer.comparison", total=total)
            case QuestionKind.MEETING:
                return self._texts.text("answer.meeting", occasion=occasion, total=total)
            case QuestionKind.PERSON | QuestionKind.ORGANISATION | QuestionKind.WHO_IS:
                return self._texts.text("answer.whole", who=self._who_named(), occasion=occasion, total=total)
            case QuestionKind.PERSON_TOPIC if total > 1:
                return self._texts.text("answer.person_topic", who=self._who_named(), total=total)
            case _ if len(self._answer.hits) >= MOST_RESULTS:
                return self._texts.text("answer.most", total=total)
            case _:
                return self._texts.text("answer.one" if total == 1 else "answer.topic", total=total)

    def _count(self) -> str:
        counted, total = self._reading.counted, self._answer.total
        names: list[str] = []
        papers = self._papers()
        if counted is Counted.ADVISER:
            names = [self._naming.people([p]) for paper in papers for p in self._collection.people_of(paper)]
        elif counted is Counted.ORGANISATION:
            names = [self._naming.organisation(paper.organisation) for paper in papers]
        shown = list(dict.fromkeys(names))
        unit = self._texts.text(f"word.counted.{counted.value}", total=total)
        listed = self._naming.join(shown) if len(shown) <= MOST_NAMES else ""
        return self._texts.text("answer.count", total=total, unit=unit, names=listed)

    def _spread(self) -> list[tuple[str, int]]:
        """How many records each meeting has, in the order of the collection."""
        counts = Counter(
            self._collection.paper_of(record).meeting for record in self._records(self._answer.hits)
        )
        return [
            (self._naming.meeting(meeting), counts[meeting.id])
            for meeting in self._collection.meetings.values()
            if counts[meeting.id]
        ]

    def _introductions(self) -> Iterator[str]:
        language = self._reading.language
        for person in self._people():
            latest = max(person.roles, key=lambda role: role.year, default=None)
            yield self._texts.text(
                "answer.who_is",
                name=person.name.in_language(language),
                organisation=self._naming.organisation(person.organisation),
                role=latest.role.in_language(language) if latest else "",
                year=latest.year if latest else None,
            )
        for identifier in self._reading.organisations:
            organisation = self._collection.organisations[identifier]
            yield self._texts.text(
                "answer.who_is_organisation",
                name=organisation.name.in_language(language),
                sector=organisation.sector.in_language(language),
                people=self._naming.people(organisation.people),
            )

    def _items(self, hits: Sequence[Hit]) -> Iterator[Item]:
        """One item a proposal: where two documents hold the same one, the second is named under the first."""
        proposals = self._proposals(hits)
        for number, (record, *_) in enumerate(proposals, start=1):
            same = [self._collection.records[other] for other in record.same_as]
            link = self._link("button.source", Action.SOURCE, record.id, number=number)
            label = "button.copy" if len(proposals) > 1 else "button.copy_one"
            copy = Copy(visible_text(self._texts.text(label, number=number)), self._naming.citation(record))
            yield Item(self._item(number, record, same), link, copy)

    def _item(self, number: int, record: Recommendation, same: Sequence[Recommendation]) -> str:
        html = self._texts.text(
            "answer.item",
            number=number,
            who=self._naming.who(self._collection.paper_of(record)),
            text=record.text.in_language(self._reading.language),
            kind=self._naming.kind(record),
            source=self._naming.source_line(record),
        )
        if not same:
            return html
        sources = self._naming.join(self._naming.source_line(other) for other in same)
        return html + "\n" + self._texts.text("answer.item_same", sources=sources)

    def _proposals(self, hits: Sequence[Hit]) -> list[list[Recommendation]]:
        return self._collection.proposals(self._records(hits))

    def _papers(self) -> list[Paper]:
        """The papers of those who are listed or counted."""
        return [self._collection.papers[paper] for paper in self._answer.papers] or [
            self._collection.paper_of(record) for record in self._records(self._answer.hits)
        ]

    def _records(self, hits: Sequence[Hit]) -> list[Recommendation]:
        return [self._collection.records[hit.record] for hit in hits]

    def _organisation(self, record: Recommendation) -> str:
        return self._collection.paper_of(record).organisation
