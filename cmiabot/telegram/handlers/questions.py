"""Questions: free text and /ask."""

import logging

from telegram import Update

from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
from cmiabot.telegram.callbacks import TurnAnswer
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import reply_screen

_log = logging.getLogger(__name__)


async def ask_command(update: Update, context: CmiaContext) -> None:
    """/ask and a question."""
    question = " ".join(context.args or [])
    if not question:
        raise UserError("ask.usage")
    await _answer(update, context, question)


async def free_text(update: Update, context: CmiaContext) -> None:
    """Any text in a private chat is a question."""
    message = update.effective_message
    if message is not None and message.text is not None:
        await _answer(update, context, message.text)


async def _answer(update: Update, context: CmiaContext, question: str) -> None:
    services = context.services
    answer = services.engine.ask(question, context.language(update))
    # What people ask is theirs: the log has the shape of a question, never its words.
    _log.info(
        "question: %d characters, %s, %s, %d results",
        len(question),
        answer.reading.kind.value,
        answer.refusal.value if answer.refusal else "answered",
        len(answer.hits),
    )
    chat = update.effective_chat
    key = services.answers.keep(chat.id if chat else 0, answer)
    screen = answer_screen(services.collection, answer)
    await reply_screen(update, screen, answer.reading.language, turn=lambda page: TurnAnswer(key, page))
