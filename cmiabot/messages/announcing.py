"""Announcements as operators see them: what is sent to whom, how far it is, what became of it.

And as chats see them: the button under each, and what stands where one was withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from markupsafe import Markup

from cmiabot.corpus.models import Collection
from cmiabot.messages.catalogue import LANGUAGES, catalogue
from cmiabot.messages.scheduling import LANGUAGE_LABELS, OFF, ON
from cmiabot.messages.screens import Action, Item, Link, Screen
from cmiabot.messages.speaking import Speaker
from cmiabot.messages.traditional import in_script, plain_label

THEMES_PER_PAGE = 12
ENTRIES_PER_PAGE = 8
LISTED = "-l"
"""What the buttons in the list add to the number of their announcement."""


class Kind(StrEnum):
    """Where announcements can go."""

    PEOPLE = "people"
    GROUPS = "groups"
    CHANNELS = "channels"


class Part(StrEnum):
    """What an audience is chosen by; the values travel in callback data."""

    KINDS = "k"
    LANGUAGES = "l"
    THEMES = "t"


@dataclass(frozen=True, slots=True)
class Audience:
    """Chats of any of these kinds and languages that follow any of these themes; empty: all."""

    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heads:
    """How many chats of which kind."""

    people: int
    groups: int
    channels: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.people + self.groups + self.channels


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the messages of an announcement."""

    sent: int
    uncertain: int
    failed: int
    cancelled: int
    waiting: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.sent + self.uncertain + self.failed + self.cancelled + self.waiting


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of the messages that were recalled."""

    deleted: int
    replaced: int
    stayed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Card:
    """An announcement and how far it is; states are called as in the database."""

    id: int
    state: str
    created_at: datetime
    beginning: str
    """The first words."""
    audience: Audience
    heads: Heads | None
    """Of a draft: whom it would reach now."""
    sent: Sent
    taken_back: TakenBack | None
    correction: str = ""
    """What refers to a text that could replace it; empty where there is none."""


def _is_somewhere(card: Card) -> bool:
    """Whether a message of it may be there still."""
    back = card.taken_back
    return bool(card.sent.sent and (back is None or back.replaced or back.stayed))


def announcement_screen(language: str, *, wanted: bool = True) -> Screen:
    """What stands under an announcement: a button that switches them off, or on again."""
    key, ref = ("button.announcements_off", OFF) if wanted else ("button.announcements_on", ON)
    return Screen("", links=(Link(plain_label(key, language), Action.ANNOUNCEMENTS, ref),))


def withdrawn_screen(language: str) -> Screen:
    """What stands where an announcement was that can no longer be deleted."""
    return in_script(Screen(catalogue(language).text("announce.withdrawn")), language)


class AnnouncingScreens(Speaker):
    """Makes these screens in a language, with times in the operators' zone."""

    def __init__(self, collection: Collection, language: str, zone: ZoneInfo) -> None:
        super().__init__(collection, language)
        self._zone = zone

    def card(self, card: Card) -> Screen:
        """How far an announcement is, and what can be done with it."""
        if card.heads is not None:
            return self._draft(card, card.heads)
        links = []
        if card.state == "sending":
            links.append(self._act("button.stop", Action.STOP, card))
        elif card.state in ("cancelled", "done", "recalled") and _is_somewhere(card):
            links.append(self._act("button.recall", Action.RECALL, card))
        return self._done(Screen(self._told(card), links=tuple(links)))

    def sure_to_recall(self, card: Card) -> Screen:
        """Asks once more before it is deleted, or replaced by the text just shown."""
        key = "announce.sure_to_correct" if card.correction else "announce.sure_to_delete"
        yes = "button.correct_now" if card.correction else "button.delete_now"
        ref = f"{card.id}-{card.correction}" if card.correction else str(card.id)
        links = (
            self._link(yes, Action.RECALL_NOW, ref),
            self._act("button.not_now", Action.ANNOUNCEMENT, card),
        )
        return self._done(Screen(self._lines(self._told(card), self._texts.text(key)), links=links))

    def themes(self, card: Card) -> Screen:
        """Themes to choose from, for whom a draft is."""
        items = tuple(
            Item(
                self._texts.text("announce.theme", name=name),
                self._choice(card, Part.THEMES, theme, theme in card.audience.themes, name),
            )
            for theme, name in self._theme_names()
        )
        header = self._lines(self._texts.text("announce.themes"), self._whom(card))
        links = (self._act("button.back_to_draft", Action.ANNOUNCEMENT, card),)
        return self._done(Screen(header, items, links=links, per_page=THEMES_PER_PAGE, between="\n"))

    def listing(self, cards: Sequence[Card]) -> Screen:
        """The last announcements."""
        if not cards:
            return self._done(Screen(self._texts.text("announce.none")))
        items = tuple(
            Item(self._entry(card), Link(str(card.id), Action.ANNOUNCEMENT, f"{card.id}{LISTED}"))
            for card in cards
        )
        header = self._texts.text("announce.list")
        return self._done(Screen(header, items, per_page=ENTRIES_PER_PAGE))

    def discarded(self, announcement_id: int) -> Screen:
        """A draft that is no more."""
        return self._done(Screen(self._texts.text("announce.discarded", id=announcement_id)))

    def _draft(self, card: Card, heads: Heads) -> Screen:
        audience = card.audience
        links = [
            self._choice(card, Part.KINDS, kind, kind in audience.kinds, self._word(f"kind.{kind.value}"))
            for kind in Kind
        ]
        for language in LANGUAGES:
            ticked = language in audience.languages
            links.append(
                self._choice(card, Part.LANGUAGES, language, ticked, plain_label(*LANGUAGE_LABELS[language]))
            )
        links.append(self._link("button.by_theme", Action.AUDIENCE, f"{card.id}-{Part.THEMES.value}-"))
        if heads.total:
            ref = f"{card.id}-{heads.total}"
            links.append(self._link("button.announce", Action.ANNOUNCE, ref, total=heads.total))
        links.append(self._act("button.discard", Action.STOP, card))
        header = self._lines(
            self._texts.text("announce.draft", id=card.id),
            self._whom(card),
            self._texts.text(
                "announce.heads",
                total=heads.total,
                persons=heads.people,
                group_chats=heads.groups,
                channels=heads.channels,
            ),
        )
        return self._done(Screen(header, links=tuple(links)))

    def _told(self, card: Card) -> Markup:
        return self._lines(self._title(card), self._whom(card), self._numbers(card), self._back(card))

    def _entry(self, card: Card) -> Markup:
        beginning = self._texts.text("announce.beginning", text=card.beginning)
        numbers = self._numbers(card) if card.sent.total else ""
        return self._lines(self._title(card), beginning, numbers, self._back(card))

    def _title(self, card: Card) -> Markup:
        at = f"{card.created_at.astimezone(self._zone):%Y-%m-%d %H:%M}"
        return self._texts.text("announce.title", id=card.id, state=self._word(f"state.{card.state}"), at=at)

    def _whom(self, card: Card) -> Markup:
        audience = card.audience
        themes = dict(self._theme_names())
        parts = [
            *(self._word(f"kind.{kind.value}") for kind in audience.kinds),
            *(plain_label(*LANGUAGE_LABELS[language]) for language in audience.languages),
            *(themes.get(theme, theme) for theme in audience.themes),
        ]
        names = self._naming.join(Markup.escape(part) for part in parts) if parts else ""
        return self._texts.text("announce.whom", names=names)

    def _numbers(self, card: Card) -> Markup:
        sent = card.sent
        return self._texts.text(
            "announce.sent",
            sent=sent.sent,
            total=sent.total,
            uncertain=sent.uncertain,
            failed=sent.failed,
            cancelled=sent.cancelled,
            waiting=sent.waiting,
        )

    def _back(self, card: Card) -> Markup:
        back = card.taken_back
        if back is None:
            return Markup()
        return self._texts.text(
            "announce.taken_back",
            deleted=back.deleted,
            replaced=back.replaced,
            stayed=back.stayed,
            waiting=back.waiting,
        )

    def _theme_names(self) -> list[tuple[str, str]]:
        themes = self._collection.themes.items()
        return [(theme, found.name.in_language(self._language)) for theme, found in themes]

    def _word(self, key: str) -> Markup:
        return self._texts.text(f"announce.{key}")

    def _act(self, key: str, action: Action, card: Card) -> Link:
        return self._link(key, action, str(card.id))

    def _choice(self, card: Card, part: Part, value: str, ticked: bool, name: str) -> Link:
        ref = f"{card.id}-{part.value}-{value}"
        return self._link("button.tick", Action.AUDIENCE, ref, ticked=ticked, name=name)
