"""Questions: free text and /ask."""

import logging
from dataclasses import replace

from telegram import Update

from cmiabot.errors import UserError
from cmiabot.messages.answers import answer_screen
from cmiabot.search.answer import Answer, QuestionKind
from cmiabot.telegram.callbacks import TurnAnswer
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import reply_screen

SHORTEST_NAME = 2

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


async def compare(update: Update, context: CmiaContext) -> None:
    """/compare and two names, or one that is compared over the years."""
    services = context.services
    reading = services.engine.read(" ".join(context.args or []), context.language(update))
    sides = services.engine.sides(reading)
    if not (reading.organisations or reading.people or len(sides) > 1):
        raise UserError("compare.usage")
    # With two sides understood, what is left is the subject; words of two characters are one as often.
    typed = [] if len(sides) > 1 else [name for name in context.args or [] if len(name) > SHORTEST_NAME]
    unknown = [name for name in typed if services.engine.is_unknown_name(name)]
    if unknown:
        raise UserError("adviser.unknown", text=unknown[0])
    if len(sides) == 1:
        who = context.browser(update).names(reading.people, reading.organisations)
        raise UserError("compare.one_side", who=who)
    kind = QuestionKind.COMPARISON if sides else QuestionKind.PERSON
    comparison = replace(reading, kind=kind, whole=None, instead=())
    await _say(update, context, services.engine.answer(comparison))


async def _answer(update: Update, context: CmiaContext, question: str) -> None:
    services = context.services
    chat = update.effective_chat.id if update.effective_chat else 0
    answer = services.engine.ask(question, context.language(update), services.answers.context(chat))
    # What people ask is theirs: the log has the shape of a question, never its words.
    _log.info(
        "question: %d characters, %s, %s, %d results",
        len(question),
        answer.reading.kind.value,
        answer.refusal.value if answer.refusal else "answered",
        len(answer.hits),
    )
    await _say(update, context, answer)


async def _say(update: Update, context: CmiaContext, answer: Answer) -> None:
    services = context.services
    chat = update.effective_chat.id if update.effective_chat else 0
    key = services.answers.keep(chat, answer)
    services.answers.lean_on(chat, services.engine.context_of(answer))
    screen = answer_screen(services.collection, answer, key)
    await reply_screen(update, screen, answer.reading.language, turn=lambda page: TurnAnswer(key, page))
