"""Presses of inline buttons."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType

from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
from cmiabot.messages.screens import Action
from cmiabot.telegram.budget import in_time
from cmiabot.telegram.callbacks import OpenScreen, Press, TurnAnswer, TurnScreen, read_press
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.handlers import (
    announcing,
    choosing,
    linking,
    operators,
    reporting,
    scheduling,
    subscribing,
)
from cmiabot.telegram.opening import open_screen
from cmiabot.telegram.replies import answer_in, answer_press, reply_screen, show_page, turn_screen
from cmiabot.telegram.rights import manage, require_asker

Deed = Callable[[Update, CmiaContext, Message, Action, str], Coroutine[Any, Any, None]]

PRESSES: dict[Action, Deed] = {
    **dict.fromkeys(
        (Action.FOLLOW, Action.UNFOLLOW, Action.DROP_ALL, Action.UNSUBSCRIBE, Action.UNDO), subscribing.press
    ),
    **dict.fromkeys(
        (Action.PICK, Action.TICK, Action.SUBSCRIPTIONS, Action.DROP, Action.READD, Action.HOST),
        choosing.press,
    ),
    **dict.fromkeys((Action.SETTINGS, Action.SET, Action.RESUME), scheduling.press),
    **dict.fromkeys((Action.SAMPLE, Action.FORGET), reporting.press),
    **dict.fromkeys((Action.LINK, Action.UNPOST), linking.press),
    Action.ANNOUNCEMENTS: announcing.switch,
}
"""Who carries out the buttons that do something; the others open a screen of the collection."""


async def press(update: Update, context: CmiaContext) -> None:
    """Whatever was pressed, the press is answered, so that the button stops turning."""
    query = update.callback_query
    if query is None:
        return
    message = query.message
    if not isinstance(message, Message) or not message.is_accessible:
        # Telegram no longer shows bots messages this old; PTB makes a Message of them all the same.
        raise UserError("error.old_button")
    pressed = read_press(message.reply_markup, query.data)
    if message.chat.type == ChatType.CHANNEL:
        # Whatever was said there, all its readers would get.
        await answer_press(query, url=linking.in_private(pressed, context.bot.username))
        return
    await _act(pressed, message, update, context)
    await answer_press(query)


async def _act(pressed: Press, message: Message, update: Update, context: CmiaContext) -> None:
    services = context.services
    language = context.language(update)
    if isinstance(pressed, OpenScreen | TurnScreen) and pressed.place:
        await manage(update, context, pressed.place)
    match pressed:
        case OpenScreen(action) | TurnScreen(action) if action in operators.BUTTONS:
            await operators.press(pressed, message, update, context)
        case OpenScreen(action) | TurnScreen(action) if action in announcing.BUTTONS:
            await announcing.press(pressed, message, update, context)
        case OpenScreen(action, ref) if action in PRESSES:
            await PRESSES[action](update, context, message, action, ref)
        case OpenScreen(action, ref):
            await _open(message, update, context, action, ref)
        case TurnScreen(Action.PICK | Action.SUBSCRIPTIONS as action, _, page):
            await choosing.turn(update, context, message, action, page)
        case TurnScreen(Action.SETTINGS, _, page):
            await scheduling.turn_zones(update, context, message, page)
        case TurnScreen(action, ref, page):
            screen = open_screen(services, language, action, ref)
            await show_page(message, screen, language, page, turn_screen(action, ref))
        case TurnAnswer(page):
            answer = await services.answers.find(message.chat.id, message.message_id, now=context.now)
            if answer is None:
                raise UserError("error.forgotten")
            await require_asker(update, context, message)
            language = answer.reading.language
            screen = await in_time(lambda: answer_in(update, services.collection, answer))
            await show_page(message, screen, language, page, TurnAnswer)


async def _open(message: Message, update: Update, context: CmiaContext, action: Action, ref: str) -> None:
    """What a button under a message opens: a file, a word about the answer, or a screen."""
    services = context.services
    language = context.language(update)
    browser = context.browser(update)
    match action:
        case Action.FILE:
            await _send_file(message, context)
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


async def _send_file(message: Message, context: CmiaContext) -> None:
    """The whole answer as a Word document."""
    # Imported late: Word documents are rarely asked for, and reading them in slows down every start.
    from cmiabot.messages.documents import file_name, word_document  # noqa: PLC0415

    services = context.services
    answer = await services.answers.find(message.chat.id, message.message_id, now=context.now)
    if answer is None:
        raise UserError("file.gone")
    screen = await in_time(lambda: answer_screen(services.collection, answer))
    # In a thread: hundreds of records take a second, and others are waiting for answers.
    content = await asyncio.to_thread(word_document, screen)
    await message.reply_document(content, filename=file_name(services.collection, answer.reading))
