"""What operators see beside receipts: a rehearsed day, and how much there is of what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from cmiabot.corpus.models import Collection
from cmiabot.messages.catalogue import Catalogue, catalogue
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Item, Screen
from cmiabot.messages.traditional import in_script

ENTRIES_PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Planned:
    """A digest that would be sent: when, where to, and of which paper."""

    at: datetime
    zone: str
    """That of the target, which counts the days."""
    chat: int
    title: str
    thread: int
    """The topic, 0 for none."""
    paper: str


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is of what, by kinds and states as they are called in the database."""

    chats: Mapping[str, int]
    unreachable: int
    """Of the chats."""
    targets: Mapping[str, int]
    subscriptions: int
    rows: Mapping[str, int]


class OperatingScreens:
    """Makes these screens in a language, with times in the operators' zone."""

    def __init__(self, collection: Collection, language: str, zone: ZoneInfo) -> None:
        self._collection = collection
        self._language = language
        self._zone = zone
        self._texts: Catalogue = catalogue(language)
        self._naming = Naming(collection, self._texts)

    def rehearsal(self, day: date, planned: Sequence[Planned], total: int) -> Screen:
        """Who would get what on a date, at which minute; `total` may be more than is shown."""
        if not planned:
            return self._done(Screen(self._texts.text("rehearsal.nothing", day=day.isoformat())))
        title = self._texts.text("rehearsal.title", day=day.isoformat(), total=total, zone=self._zone.key)
        more = total - len(planned)
        footer = self._texts.text("rehearsal.more", total=more) if more > 0 else Markup()
        items = tuple(Item(self._planned(one)) for one in planned)
        return self._done(Screen(title, items, footer, per_page=ENTRIES_PER_PAGE, between="\n"))

    def stats(self, stats: Stats) -> Screen:
        """How much there is of what."""
        header = self._texts.text(
            "stats.text",
            chats=self._counts("stats.chat.", stats.chats),
            unreachable=stats.unreachable,
            targets=self._counts("stats.target.", stats.targets),
            subscriptions=stats.subscriptions,
            rows=self._counts("receipt.state.", stats.rows),
        )
        return self._done(Screen(header))

    def _planned(self, planned: Planned) -> Markup:
        paper = self._collection.papers[planned.paper]
        local = planned.at.astimezone(ZoneInfo(planned.zone))
        return self._texts.text(
            "rehearsal.item",
            at=f"{planned.at.astimezone(self._zone):%m-%d %H:%M}",
            local="" if planned.zone == self._zone.key else f"{local:%H:%M} {planned.zone}",
            place=self._texts.text(
                "receipt.place", title=planned.title, chat=planned.chat, thread=planned.thread
            ),
            paper=planned.paper,
            who=self._naming.organisation(paper.organisation),
        )

    def _counts(self, words: str, counts: Mapping[str, int]) -> Markup:
        """Numbers with their words, whose keys begin like `words`; those of nothing are left out."""
        by_word: dict[Markup, int] = {}
        for name, number in counts.items():
            word = self._texts.text(words + name)
            by_word[word] = by_word.get(word, 0) + number
        parts = [f"{word} {number}" for word, number in by_word.items() if number]
        return self._naming.join(parts) if parts else Markup("0")

    def _done(self, screen: Screen) -> Screen:
        return in_script(screen, self._language)
