"""Presses of inline buttons."""

from telegram import CallbackQuery, Message, Update

from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
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
            screen = open_screen(services, language, action, ref)
            await reply_screen(update, screen, language, turn=turn_screen(action, ref))
        case TurnScreen(action, ref, page):
            screen = open_screen(services, language, action, ref)
            await show_page(message, screen, language, page, turn_screen(action, ref))
        case TurnAnswer(key, page):
            answer = services.answers.find(message.chat.id, key)
            if answer is None:
                raise UserError("error.old_button")
            language = answer.reading.language
            screen = answer_screen(services.collection, answer)
            await show_page(message, screen, language, page, lambda to: TurnAnswer(key, to))
