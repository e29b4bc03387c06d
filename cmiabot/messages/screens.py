"""A screen is one message before it is cut into pages: a header, items, a footer, and what can be pressed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape

from cmiabot.messages.html import utf16_length, visible_text

PAGE_LIMIT = 4096
"""UTF-16 units of visible text in one Telegram message."""
SHORT = 2
"""Entries on a page where many read."""
PAGE_NUMBER_ROOM = 40
"""Units kept free for the line that says which page this is."""


class Action(StrEnum):
    """What pressing a button asks for. The values travel in callback data and must stay short and stable."""

    SOURCE = "s"
    PAPER = "p"
    THEME = "t"
    ADVISER = "a"
    ORGANISATION = "o"
    PAPERS = "P"
    THEMES = "T"
    ADVISERS = "A"
    FILE = "f"
    NONE_OF_THESE = "n"
    MISREAD = "m"
    FOLLOW = "F"
    UNFOLLOW = "U"
    UNSUBSCRIBE = "u"
    UNDO = "z"
    SAMPLE = "d"
    PICK = "k"
    TICK = "K"
    SUBSCRIPTIONS = "l"
    DROP = "x"
    DROP_ALL = "X"
    READD = "y"
    SETTINGS = "S"
    SET = "="
    RESUME = "r"
    FORGET = "g"
    ANNOUNCEMENTS = "N"
    LINK = "c"
    HOST = "h"
    UNPOST = "e"
    # Of two letters: for operators, and apart from all others.
    DELIVERIES = "od"
    RECEIPT = "or"
    RECEIPTS = "oR"
    REPLAY = "op"
    SEND_AGAIN = "oa"
    ARRIVED = "oy"
    REHEARSAL = "oh"
    ANNOUNCEMENT = "on"
    AUDIENCE = "ou"
    ANNOUNCE = "os"
    STOP = "ox"
    RECALL = "ow"
    RECALL_NOW = "oW"


@dataclass(frozen=True, slots=True)
class Link:
    """A button under a message: what it says and what it opens."""

    label: str
    action: Action
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A button that copies a text: what it says and what it copies."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a screen, never cut in two, with the buttons that belong to it."""

    html: str
    link: Link | None = None
    copy: Copy | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """A message of any length."""

    header: str
    items: tuple[Item, ...] = ()
    footer: str = ""
    links: tuple[Link, ...] = ()
    copies: tuple[Copy, ...] = ()
    per_page: int = 5
    between: str = "\n\n"
    """What stands between two items."""
    place: int = 0
    """The target its buttons are about; 0: the chat the screen is shown in."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a screen, short enough for one message."""

    html: str
    item_links: tuple[Link, ...]
    copies: tuple[Copy, ...]
    screen_links: tuple[Link, ...]
    number: int
    count: int
    place: int = 0

    @property
    def links(self) -> tuple[Link, ...]:
        """Everything that can be opened from here."""
        return (*self.item_links, *self.screen_links)


def whole_text(screen: Screen) -> str:
    """The whole screen as HTML, however long."""
    return _joined(screen, screen.header, screen.items, screen.footer)


def shortened(screen: Screen) -> Screen:
    """The same for where many read: few entries on a page, and no buttons that are for one person only."""
    items = tuple(replace(item, copy=None) for item in screen.items)
    links = tuple(link for link in screen.links if link.action is not Action.FOLLOW)
    return replace(screen, items=items, links=links, copies=(), per_page=SHORT)


def pages(screen: Screen, page_line: str = "{page}/{pages}") -> list[Page]:
    """Cut a screen at the borders of its items into pages within Telegram's limit.

    `page_line` says where one is (`{page}`, `{pages}`); it stands only where there are several pages.
    The header is on the first page, the footer on the last. An item too long for a message of its own
    is cut inside, as plain text.
    """
    room = PAGE_LIMIT - PAGE_NUMBER_ROOM
    chunks: list[tuple[str, list[Item], str]] = [(screen.header, [], "")]
    for item in _fitting(screen.items, room):
        header, items, _ = chunks[-1]
        full = len(items) >= screen.per_page
        if (items and (full or _length(screen, header, [*items, item], "") > room)) or (
            not items and _length(screen, header, [item], "") > room
        ):
            chunks.append(("", [item], ""))
        else:
            items.append(item)
    header, items, _ = chunks[-1]
    if screen.footer and _length(screen, header, items, screen.footer) > room:
        chunks.append(("", [], screen.footer))
    else:
        chunks[-1] = (header, items, screen.footer)
    count = len(chunks)
    return [
        Page(
            html=_with_page_line(_joined(screen, *chunk), page_line, number, count),
            item_links=tuple(item.link for item in chunk[1] if item.link),
            copies=(*(item.copy for item in chunk[1] if item.copy), *screen.copies),
            screen_links=screen.links,
            number=number,
            count=count,
            place=screen.place,
        )
        for number, chunk in enumerate(chunks, start=1)
    ]


def cut_plain(text: str, limit: int) -> Iterator[str]:
    """Cut plain text into pieces of at most `limit` UTF-16 units, at line ends where there are any."""
    while utf16_length(text) > limit:
        end, used = 0, 0
        while used + utf16_length(text[end]) <= limit:
            used += utf16_length(text[end])
            end += 1
        line_end = text.rfind("\n", 0, end)
        if line_end > end // 2:
            end = line_end + 1
        yield text[:end]
        text = text[end:]
    yield text


def _fitting(items: Sequence[Item], room: int) -> Iterator[Item]:
    for item in items:
        if utf16_length(visible_text(item.html)) <= room:
            yield item
        else:
            # Tags are dropped rather than split: half a tag would make Telegram refuse the message.
            for piece in cut_plain(visible_text(item.html), room):
                yield Item(escape(piece, quote=False), item.link, item.copy)


def _joined(screen: Screen, header: str, items: Sequence[Item], footer: str) -> str:
    body = screen.between.join(item.html for item in items)
    return "\n\n".join(part for part in (header, body, footer) if part)


def _length(screen: Screen, header: str, items: Sequence[Item], footer: str) -> int:
    return utf16_length(visible_text(_joined(screen, header, items, footer)))


def _with_page_line(html: str, page_line: str, number: int, count: int) -> str:
    if count == 1:
        return html
    return f"{html}\n\n<i>{page_line.format(page=number, pages=count)}</i>"
