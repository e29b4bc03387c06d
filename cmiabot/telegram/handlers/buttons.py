"""Presses of inline buttons."""

import asyncio

from telegram import CallbackQuery, Message, Update

from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
from cmiabot.messages.screens import Action
from cmiabot.telegram.callbacks import OpenScreen, TurnAnswer, TurnScreen, decode
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.opening import open_screen
from cmiabot.telegram.replies import reply_screen, show_page, turn_screen


async def press(update: Update, context: CmiaContext) -> None:
    """Whatever was pressed, the press is answered, so that the button stops turning."""
    query = update.callback_query
    if query is None:
        return
    message = query.message
    if not isinstance(message, Message):
        # Telegram no longer shows bots messages this old.
        raise UserError("error.old_button")
    await _act(query, message, update, context)
    await query.answer()


async def _act(query: CallbackQuery, message: Message, update: Update, context: CmiaContext) -> None:
    services = context.services
    language = context.language(update)
    match decode(query.data or ""):
        case OpenScreen(action, ref):
            await _open(message, update, context, action, ref)
        case TurnScreen(action, ref, page):
            screen = open_screen(services, language, action, ref)
            await show_page(message, screen, language, page, turn_screen(action, ref))
        case TurnAnswer(key, page):
            answer = services.answers.find(message.chat.id, key)
            if answer is None:
                raise UserError("error.old_button")
            language = answer.reading.language
            screen = answer_screen(services.collection, answer, key)
            await show_page(message, screen, language, page, lambda to: TurnAnswer(key, to))


async def _open(message: Message, update: Update, context: CmiaContext, action: Action, ref: str) -> None:
    """What a button under a message opens: a file, a word about the answer, or a screen."""
    services = context.services
    language = context.language(update)
    browser = context.browser(update)
    match action:
        case Action.FILE:
            await _send_file(message, context, ref)
        case Action.NONE_OF_THESE:
            await reply_screen(update, browser.message("feedback.none"), language)
        case Action.MISREAD:
            people, organisations = services.collection.people, services.collection.organisations
            if ref not in people and ref not in organisations:
                raise UserError("error.old_button")
            name = browser.names([ref] if ref in people else [], [ref] if ref in organisations else [])
            await reply_screen(update, browser.message("feedback.misread", name=name), language)
        case _:
            screen = open_screen(services, language, action, ref)
            await reply_screen(update, screen, language, turn=turn_screen(action, ref))


async def _send_file(message: Message, context: CmiaContext, key: str) -> None:
    """The whole answer as a Word document."""
    # Imported late: Word documents are rarely asked for, and reading them in slows down every start.
    from cmiabot.messages.documents import file_name, word_document  # noqa: PLC0415

    services = context.services
    answer = services.answers.find(message.chat.id, key)
    if answer is None:
        raise UserError("file.gone")
    screen = answer_screen(services.collection, answer)
    # In a thread: hundreds of records take a second, and others are waiting for answers.
    content = await asyncio.to_thread(word_document, screen)
    await message.reply_document(content, filename=file_name(services.collection, answer.reading))
