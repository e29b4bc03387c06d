"""Sending screens: as new messages, or in the place of the page before."""

from collections.abc import Callable

from telegram import Message, Update
from telegram.error import BadRequest

from cmiabot.errors import UserError
from cmiabot.messages.catalogue import catalogue, to_traditional
from cmiabot.messages.html import visible_text
from cmiabot.messages.screens import Action, Page, Screen, pages
from cmiabot.telegram.callbacks import Press, TurnScreen
from cmiabot.telegram.keyboards import keyboard


async def reply_screen(
    update: Update, screen: Screen, language: str, *, turn: Callable[[int], Press] | None = None
) -> None:
    """Send the first page of a screen to where the update came from."""
    message = update.effective_message
    if message is None:
        return
    page = cut(screen, language)[0]
    await message.reply_text(page.html, reply_markup=keyboard(page, turn or _no_turn, language))


async def show_page(
    message: Message, screen: Screen, language: str, number: int, turn: Callable[[int], Press]
) -> None:
    """Put a page of a screen in the place of the page shown. Raises UserError for a page there is not."""
    cut_pages = cut(screen, language)
    if not 1 <= number <= len(cut_pages):
        raise UserError("error.old_button")
    page = cut_pages[number - 1]
    try:
        await message.edit_text(page.html, reply_markup=keyboard(page, turn, language))
    except BadRequest as error:
        reason = error.message.lower()
        if "message to edit not found" in reason or "message can't be edited" in reason:
            raise UserError("error.old_button") from None
        # Pressed twice: the page is already what it should be.
        if "message is not modified" not in reason:
            raise


def cut(screen: Screen, language: str) -> list[Page]:
    """The pages of a screen in a language."""
    line = visible_text(catalogue(language).text("page.of", page="{page}", pages="{pages}"))
    return pages(screen, to_traditional(line) if language == "zh-Hant" else line)


def turn_screen(action: Action, ref: str) -> Callable[[int], Press]:
    """Presses that turn the pages of a screen of the collection."""
    return lambda page: TurnScreen(action, ref, page)


def _no_turn(page: int) -> Press:
    raise AssertionError(f"a screen of one page has no page {page}")
