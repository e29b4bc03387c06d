"""Pages → inline keyboards."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from cmiabot.messages.screens import Copy, Link, Page
from cmiabot.messages.traditional import plain_label
from cmiabot.telegram.callbacks import OpenScreen, Press, TurnScreen, encode

WIDTHS = ((3, 6), (7, 5), (14, 3), (24, 2), (1000, 1))
"""Width of the longest label, and how many such buttons stand in a row on a phone."""


def keyboard(page: Page, turn: Callable[[int], Press], language: str) -> InlineKeyboardMarkup | None:
    """The buttons of a page: what can be opened, then back and on. `turn` makes the press for a page."""
    parts: tuple[Sequence[Link | Copy], ...] = (page.item_links, page.copies, page.screen_links)
    rows = [row for part in parts for row in _rows(part, page.place)]
    turning = []
    if page.number > 1:
        turning.append(
            _button(plain_label("button.previous", language), _about(turn(page.number - 1), page.place))
        )
    if page.number < page.count:
        turning.append(
            _button(plain_label("button.next", language), _about(turn(page.number + 1), page.place))
        )
    if turning:
        rows.append(turning)
    return InlineKeyboardMarkup(rows) if rows else None


def _about(press: Press, place: int) -> Press:
    return replace(press, place=place) if isinstance(press, TurnScreen) else press


def _rows(buttons: Sequence[Link | Copy], place: int) -> Iterator[list[InlineKeyboardButton]]:
    longest = max((_width(button.label) for button in buttons), default=0)
    width = next(width for limit, width in WIDTHS if longest <= limit)
    for start in range(0, len(buttons), width):
        yield [_opening(button, place) for button in buttons[start : start + width]]


def _width(label: str) -> int:
    """How wide a label is: a Chinese character is twice as wide as a letter."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)


def _opening(button: Link | Copy, place: int) -> InlineKeyboardButton:
    if isinstance(button, Copy):
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))
    return _button(button.label, OpenScreen(button.action, button.ref, place))


def _button(label: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=encode(press))
