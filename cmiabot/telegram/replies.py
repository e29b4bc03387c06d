"""Sending screens: as new messages, or in the place of the page before."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from cmiabot.corpus.models import Collection
from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
from cmiabot.messages.catalogue import catalogue, to_traditional
from cmiabot.messages.html import visible_text
from cmiabot.messages.screens import Action, Page, Screen, cut_plain, pages, shortened
from cmiabot.search.answer import Answer
from cmiabot.telegram.callbacks import Press, TurnScreen
from cmiabot.telegram.keyboards import keyboard

LONGEST_NOTE = 200
"""Characters Telegram takes for a note over a pressed button."""


async def send_screen(bot: Bot, chat: int, screen: Screen, language: str) -> Message:
    """Send a screen of one page to a chat that did not just speak."""
    page = (await _cut(screen, language))[0]
    return await bot.send_message(chat, page.html, reply_markup=keyboard(page, no_turn, language))


async def reply_screen(
    update: Update, screen: Screen, language: str, *, turn: Callable[[int], Press] | None = None
) -> Message | None:
    """Send the first page of a screen to where the update came from; None where it came from nowhere."""
    message = update.effective_message
    if message is None:
        return None
    page = (await _cut(screen, language))[0]
    return await message.reply_text(page.html, reply_markup=keyboard(page, turn or no_turn, language))


async def tell(update: Update, screen: Screen, language: str) -> None:
    """Say something short: as a note over the chat where a button was pressed, else as a message."""
    if update.callback_query is not None:
        await answer_press(update.callback_query, next(cut_plain(visible_text(screen.header), LONGEST_NOTE)))
    else:
        await reply_screen(update, screen, language)


def answer_in(update: Update, collection: Collection, answer: Answer) -> Screen:
    """An answer as it is shown where an update comes from: among others it is short, more is asked for."""
    screen = answer_screen(collection, answer, buttons=True)
    chat = update.effective_chat
    return screen if chat is not None and chat.type == ChatType.PRIVATE else shortened(screen)


async def show_page(
    message: Message,
    screen: Screen,
    language: str,
    number: int = 1,
    turn: Callable[[int], Press] | None = None,
) -> None:
    """Put a page of a screen in the place of the page shown. Raises UserError for a page there is not."""
    cut_pages = await _cut(screen, language)
    if not 1 <= number <= len(cut_pages):
        raise UserError("error.old_button")
    page = cut_pages[number - 1]
    await _edited(message.edit_text(page.html, reply_markup=keyboard(page, turn or no_turn, language)))


async def show_buttons(message: Message, screen: Screen, language: str) -> None:
    """Put the buttons of a screen of one page under a message that keeps its text."""
    (page,) = cut(screen, language)
    await _edited(message.edit_reply_markup(keyboard(page, no_turn, language)))


async def _edited(call: Awaitable[object]) -> None:
    """Change a message. Raises UserError where it cannot be changed any more."""
    try:
        await call
    except BadRequest as error:
        reason = error.message.lower()
        if "message to edit not found" in reason or "message can't be edited" in reason:
            raise UserError("error.old_button") from None
        # Pressed twice: the page is already what it should be.
        if "message is not modified" not in reason:
            raise


async def answer_press(query: CallbackQuery, note: str = "", *, url: str | None = None) -> None:
    """Let a button stop turning, with a note over the chat where there is one to show, or open an address."""
    try:
        await query.answer(note or None, show_alert=bool(note), url=url)
    except BadRequest as error:
        # Pressed while the bot was away: the button has stopped by itself, and nobody reads the note.
        if "query is too old" not in error.message.lower():
            raise


def page_with(screen: Screen, language: str, ref: str) -> int:
    """The number of the page with the button that refers to something; 1 where there is none."""
    found = (
        page.number for page in cut(screen, language) if any(link.ref == ref for link in page.item_links)
    )
    return next(found, 1)


def cut(screen: Screen, language: str) -> list[Page]:
    """The pages of a screen in a language."""
    line = visible_text(catalogue(language).text("page.of", page="{page}", pages="{pages}"))
    return pages(screen, to_traditional(line) if language == "zh-Hant" else line)


async def _cut(screen: Screen, language: str) -> list[Page]:
    """In a thread: hundreds of records take a while, and others are waiting for answers."""
    return await asyncio.to_thread(cut, screen, language)


def turn_screen(action: Action, ref: str) -> Callable[[int], Press]:
    """Presses that turn the pages of a screen of the collection."""
    return lambda page: TurnScreen(action, ref, page)


def no_turn(page: int) -> Press:
    """For screens of one page: there is nowhere to turn."""
    raise AssertionError(f"a screen of one page has no page {page}")
