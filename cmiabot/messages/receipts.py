"""Receipts as operators read them: what became of a row of the outbox, what is lost, what can be done."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from markupsafe import Markup

from cmiabot.messages.catalogue import Catalogue, catalogue
from cmiabot.messages.html import visible_text
from cmiabot.messages.screens import Action, Item, Link, Screen
from cmiabot.messages.traditional import in_script

ENTRIES_PER_PAGE = 6
LONGEST_REASON = 200
"""Characters of a reason that Telegram gave."""
_REF = re.compile("([0-9]{1,15})-([0-9]{1,18})")
"""No database gives longer ids; versions are instants in microseconds."""


class Remedy(StrEnum):
    """What an operator can do about a row."""

    REPLAY = "replay"
    """Send a dead row again."""
    AGAIN = "again"
    """Send an uncertain row again: maybe twice rather than never."""
    ARRIVED = "arrived"
    """An uncertain row arrived, the operator has seen it."""


class Section(StrEnum):
    """What of the outbox is not in order yet."""

    UNCERTAIN = "uncertain"
    DEAD = "dead"
    PENDING = "pending"


ACTIONS = {
    Remedy.REPLAY: Action.REPLAY,
    Remedy.AGAIN: Action.SEND_AGAIN,
    Remedy.ARRIVED: Action.ARRIVED,
}
REASONS = {
    "missed": "receipt.reason.missed",
    "paused": "receipt.reason.paused",
    "blocked": "receipt.reason.blocked",
    "left": "receipt.reason.left",
    "merged": "receipt.reason.merged",
    "unsubscribed": "receipt.reason.unsubscribed",
    "stopped": "receipt.reason.stopped",
    "announcements off": "receipt.reason.unwanted",
    "moved": "receipt.reason.moved",
    "killed while sending": "receipt.reason.killed",
    "confirmed by an operator": "receipt.reason.confirmed",
}
"""The reasons the program itself writes down, and the messages that explain them; others are Telegram's."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A row of the outbox with its place; kinds and states are called as in the outbox."""

    id: int
    kind: str
    state: str
    paper: str
    due: datetime
    chat: int
    """Telegram's id."""
    private: bool
    title: str
    thread: int
    """The topic, 0 for none."""
    message_id: int | None
    sent_at: datetime | None
    attempts: int
    doubts: int
    """How often nobody knew whether it had arrived."""
    next_try: datetime | None
    reason: str
    version: int
    """Another one whenever anything of the row has changed."""
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of everything that was due in some time, but for what operators were told."""

    due: int
    sent: int
    late: int
    """Of those sent."""
    uncertain: int
    dead: int
    cancelled: int
    waiting: int


class ReceiptScreens:
    """Makes the screens of receipts in a language, with times in the operators' zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._language = language
        self._zone = zone
        self._texts: Catalogue = catalogue(language)

    def receipt(self, receipt: Receipt) -> Screen:
        """All that is known of one row, and what can be done about it."""
        header = self._texts.text(
            "receipt.text",
            id=receipt.id,
            kind=self._word("kind", receipt.kind),
            state=self._word("state", receipt.state),
            place=self._place(receipt),
            paper=receipt.paper,
            due=self._time(receipt.due),
            sent=self._time(receipt.sent_at),
            message=receipt.message_id,
            attempts=receipt.attempts,
            doubts=receipt.doubts,
            reason=self._reason(receipt),
            advice=self._texts.text(
                f"receipt.advice.{receipt.state}",
                private=receipt.private,
                next=self._time(receipt.next_try),
            ),
        )
        ref = receipt_ref(receipt)
        links = tuple(
            self._link(f"button.{remedy.value}", ACTIONS[remedy], ref) for remedy in receipt.remedies
        )
        return self._done(Screen(header, links=links))

    def day(self, day: date, tally: Tally, receipts: Sequence[Receipt], total: int) -> Screen:
        """What was due on a date: how much became of it what, then row by row."""
        header = self._texts.text("receipt.day", day=day.isoformat(), zone=self._zone.key)
        header += Markup("\n") + self.tally(tally)
        return self._done(self._list(header, receipts, total))

    def deliveries(
        self, section: Section | None, sizes: Mapping[Section, int], receipts: Sequence[Receipt]
    ) -> Screen:
        """What is not in order yet, one section of it in full; None: everything is in order."""
        if section is None:
            return self._done(Screen(self._texts.text("receipt.in_order")))
        header = self._texts.text(
            "receipt.deliveries",
            pending=sizes[Section.PENDING],
            uncertain=sizes[Section.UNCERTAIN],
            dead=sizes[Section.DEAD],
        )
        header += Markup("\n") + self._texts.text(f"receipt.section.{section.value}")
        links = tuple(
            self._link(f"button.section.{other.value}", Action.DELIVERIES, other.value)
            for other in Section
            if other is not section and sizes[other]
        )
        return self._done(self._list(header, receipts, sizes[section], links))

    def tally(self, tally: Tally) -> Markup:
        """How much became of it what, in one line."""
        return self._texts.text("receipt.tally", **asdict(tally))

    def _list(
        self, header: Markup, receipts: Sequence[Receipt], total: int, links: tuple[Link, ...] = ()
    ) -> Screen:
        more = total - len(receipts)
        footer = self._texts.text("receipt.more", total=more) if more > 0 else Markup()
        items = tuple(self._item(receipt) for receipt in receipts)
        return Screen(header, items, footer, links, per_page=ENTRIES_PER_PAGE)

    def _item(self, receipt: Receipt) -> Item:
        html = self._texts.text(
            "receipt.item",
            id=receipt.id,
            kind=self._word("kind", receipt.kind),
            state=self._word("state", receipt.state),
            place=self._place(receipt),
            due=self._time(receipt.due),
            message=receipt.message_id,
            reason=self._reason(receipt),
        )
        return Item(html, Link(str(receipt.id), Action.RECEIPT, str(receipt.id)))

    def _place(self, receipt: Receipt) -> Markup:
        return self._texts.text(
            "receipt.place", title=receipt.title, chat=receipt.chat, thread=receipt.thread
        )

    def _reason(self, receipt: Receipt) -> Markup | str:
        known = REASONS.get(receipt.reason)
        return self._texts.text(known) if known else receipt.reason[:LONGEST_REASON]

    def _word(self, group: str, value: str) -> str:
        return visible_text(self._texts.text(f"receipt.{group}.{value}"))

    def _time(self, instant: datetime | None) -> str:
        return f"{instant.astimezone(self._zone):%Y-%m-%d %H:%M}" if instant else ""

    def _link(self, key: str, action: Action, ref: str) -> Link:
        return Link(visible_text(self._texts.text(key)), action, ref)

    def _done(self, screen: Screen) -> Screen:
        return in_script(screen, self._language)


def receipt_ref(receipt: Receipt) -> str:
    """What a button about a row refers to: the row as it was when the button was made."""
    return f"{receipt.id}-{receipt.version}"


def read_receipt_ref(ref: str) -> tuple[int, int] | None:
    """The id and version of the row a button refers to; None where it is no such reference."""
    match = _REF.fullmatch(ref)
    return (int(match[1]), int(match[2])) if match else None
