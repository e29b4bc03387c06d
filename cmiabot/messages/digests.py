"""The daily digest of one paper or speech as a message."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from cmiabot.corpus.models import Collection, Kind, Paper, Recommendation, Text
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.follows import follow_ref
from cmiabot.messages.html import utf16_length, visible_text
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Action, Item, Link, Screen, whole_text
from cmiabot.messages.traditional import in_script

LONGEST = 3500
"""UTF-16 units of visible text in a digest."""
LEAST_SHOWN = 2
"""Recommendations a digest shows before its thesis must give way to them."""
MOST_REASONS = 4
"""Subscriptions named as the reason; the others are counted."""


class Occasion(StrEnum):
    """Why the digest is shown now; the values name messages."""

    DAILY = "daily"
    LATE = "late"
    """Its slot was missed for a while."""
    PREVIEW = "preview"
    """Somebody asked what comes next; it still comes."""
    AGAIN = "again"
    """Somebody asked for what came on a date."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A subscription that a digest meets: its kind, and what it is called (None for everything)."""

    kind: str
    ref: str
    name: Text | None


@dataclass(frozen=True, slots=True)
class Digest:
    """One paper or speech as a target gets it."""

    paper: Paper
    recommendations: tuple[Recommendation, ...]
    """Key records in the order in which they are shown: those on the followed themes first."""
    marked: frozenset[str]
    """Ids of the records on the followed themes."""
    reasons: tuple[Reason, ...]
    occasion: Occasion = Occasion.DAILY
    day: datetime.date | None = None
    """The local date it was due on; needed where it is late or shown again."""


def digest_screen(collection: Collection, digest: Digest, language: str) -> Screen:
    """A digest as one message of at most 3,500 UTF-16 units; what is too long for it is left to the paper."""
    return _DigestScreen(collection, digest, language).screen()


class _DigestScreen:
    def __init__(self, collection: Collection, digest: Digest, language: str) -> None:
        self._collection = collection
        self._digest = digest
        self._language = language
        self._texts = catalogue(language)
        self._naming = Naming(collection, self._texts)

    def screen(self) -> Screen:
        """The longest form of the digest that fits."""
        recommendations = self._digest.recommendations
        whole = self._with(recommendations, thesis=True)
        if _fits(whole):
            return whole
        kept = self._fitting(thesis=True)
        if len(kept) >= min(LEAST_SHOWN, len(recommendations)):
            return self._with(kept, thesis=True)
        return self._with(self._fitting(thesis=False), thesis=False)

    def _fitting(self, *, thesis: bool) -> tuple[Recommendation, ...]:
        """The recommendations there is room for, those that come first before the others."""
        kept: tuple[Recommendation, ...] = ()
        for record in self._digest.recommendations:
            if _fits(self._with((*kept, record), thesis=thesis)):
                kept = (*kept, record)
        return kept

    def _with(self, recommendations: Sequence[Recommendation], *, thesis: bool) -> Screen:
        items = tuple(self._item(number, record) for number, record in enumerate(recommendations, start=1))
        screen = Screen(
            self._header(thesis),
            items,
            self._footer(recommendations),
            tuple(self._links()),
            per_page=max(len(items), 1),
        )
        return in_script(screen, self._language)

    def _header(self, thesis: bool) -> Markup:
        digest = self._digest
        paper = digest.paper
        meeting = self._collection.meeting_of(paper)
        day = self._naming.day(digest.day) if digest.day else ""
        occasion = self._texts.text(f"digest.{digest.occasion.value}", day=day)
        about = self._texts.text(
            "digest.paper",
            title=paper.title.in_language(self._language) if paper.title else "",
            who=self._naming.who(paper),
            meeting=self._naming.meeting(meeting),
            number=paper.number if meeting.is_volume else None,
            thesis=paper.thesis.in_language(self._language) if thesis else "",
        )
        return Markup("\n").join([occasion, about])

    def _item(self, number: int, record: Recommendation) -> Item:
        html = self._texts.text(
            "digest.item",
            number=number,
            marked=record.id in self._digest.marked,
            text=record.text.in_language(self._language),
            kind="" if record.kind is Kind.RECOMMENDATION else self._naming.kind(record),
        )
        label = visible_text(self._texts.text("button.source", number=number))
        return Item(html, Link(label, Action.SOURCE, record.id))

    def _footer(self, shown: Sequence[Recommendation]) -> Markup:
        more = len(self._digest.paper.recommendations) - len(shown)
        marked = any(record.id in self._digest.marked for record in shown)
        names = self._naming.join(self._reason(reason) for reason in self._digest.reasons[:MOST_REASONS])
        others = max(len(self._digest.reasons) - MOST_REASONS, 0)
        parts = [
            self._texts.text("digest.more", total=more) if more else Markup(),
            self._texts.text("digest.reasons", names=names, others=others) if names else Markup(),
            self._texts.text("digest.marked") if marked else Markup(),
        ]
        return Markup("\n").join(part for part in parts if part)

    def _reason(self, reason: Reason) -> Markup:
        name = reason.name.in_language(self._language) if reason.name else ""
        return self._texts.text(f"digest.followed.{reason.kind}", name=name)

    def _links(self) -> Iterator[Link]:
        paper = self._digest.paper
        yield self._link("button.paper", Action.PAPER, paper.id)
        for person in self._collection.people_of(paper):
            yield from self._follow("adviser", person.id, person.name)
        organisation = self._collection.organisation_of(paper)
        yield from self._follow("organisation", organisation.id, organisation.short)
        yield self._link("button.unsubscribe", Action.UNSUBSCRIBE, paper.id)

    def _follow(self, kind: str, identifier: str, name: Text) -> Iterator[Link]:
        """A button to follow somebody, unless that is why the digest came."""
        if all((reason.kind, reason.ref) != (kind, identifier) for reason in self._digest.reasons):
            called = name.in_language(self._language)
            yield self._link("button.follow", Action.FOLLOW, follow_ref(kind, identifier), name=called)

    def _link(self, key: str, action: Action, ref: str = "", **values: object) -> Link:
        return Link(visible_text(self._texts.text(key, **values)), action, ref)


def _fits(screen: Screen) -> bool:
    return utf16_length(visible_text(whole_text(screen))) <= LONGEST
