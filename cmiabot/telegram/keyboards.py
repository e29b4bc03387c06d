"""Pages → inline keyboards."""

from collections.abc import Callable, Iterator, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from cmiabot.messages.screens import Link, Page
from cmiabot.messages.traditional import plain_label
from cmiabot.telegram.callbacks import OpenScreen, Press, encode

NUMBERS_IN_ROW = 6
WORDS_IN_ROW = 3
SHORT_LABEL = 3


def keyboard(page: Page, turn: Callable[[int], Press], language: str) -> InlineKeyboardMarkup | None:
    """The buttons of a page: what can be opened, then back and on. `turn` makes the press for a page."""
    rows = [*_rows(page.links)]
    turning = []
    if page.number > 1:
        turning.append(_button(plain_label("button.previous", language), turn(page.number - 1)))
    if page.number < page.count:
        turning.append(_button(plain_label("button.next", language), turn(page.number + 1)))
    if turning:
        rows.append(turning)
    return InlineKeyboardMarkup(rows) if rows else None


def _rows(links: Sequence[Link]) -> Iterator[list[InlineKeyboardButton]]:
    short = all(len(link.label) <= SHORT_LABEL for link in links)
    width = NUMBERS_IN_ROW if short else WORDS_IN_ROW
    for start in range(0, len(links), width):
        yield [
            _button(link.label, OpenScreen(link.action, link.ref)) for link in links[start : start + width]
        ]


def _button(label: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=encode(press))
