"""Questions: free text and /ask."""

import logging
from dataclasses import replace

from telegram import Update

from cmiabot.errors import UserError
from cmiabot.search.answer import Answer, QuestionKind
from cmiabot.search.followups import may_lean
from cmiabot.telegram.addressing import pointed_at, spoken
from cmiabot.telegram.budget import in_time
from cmiabot.telegram.callbacks import TurnAnswer
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import answer_in, reply_screen

SHORTEST_NAME = 2

_log = logging.getLogger(__name__)


async def ask_command(update: Update, context: CmiaContext) -> None:
    """/ask and a question, or as a reply to somebody's."""
    message = update.effective_message
    question = " ".join(context.args or []) or (pointed_at(message) if message else "")
    if not question:
        raise UserError("ask.usage")
    await _answer(update, context, question)


async def free_text(update: Update, context: CmiaContext) -> None:
    """A question without a command."""
    message = update.effective_message
    if message is not None and message.text is not None:
        await _answer(update, context, message.text)


async def in_group(update: Update, context: CmiaContext) -> None:
    """A text in a group that answers the bot or mentions it; a mere mention is about what it replies to."""
    message = update.effective_message
    if message is not None:
        await _answer(update, context, spoken(message) or pointed_at(message))


async def compare(update: Update, context: CmiaContext) -> None:
    """/compare and two names, or one that is compared over the years."""
    services = context.services
    question = " ".join(context.args or [])
    language = context.language(update)
    reading = await in_time(lambda: services.engine.read(question, language))
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
    await _say(update, context, question, await in_time(lambda: services.engine.answer(comparison)))


async def _answer(update: Update, context: CmiaContext, question: str) -> None:
    services = context.services
    chat, user = _who(update)
    before = None
    if may_lean(question):
        before = await services.answers.context(chat, user, now=context.now)
    language = context.language(update)
    answer = await in_time(lambda: services.engine.ask(question, language, before))
    await _say(update, context, question, answer)


async def _say(update: Update, context: CmiaContext, question: str, answer: Answer) -> None:
    # What people ask is theirs: the log has the shape of a question, never its words.
    _log.info(
        "question: %d characters, %s, %s, %d results",
        len(question),
        answer.reading.kind.value,
        answer.refusal.value if answer.refusal else "answered",
        len(answer.hits),
    )
    services = context.services
    screen = await in_time(lambda: answer_in(update, services.collection, answer))
    sent = await reply_screen(update, screen, answer.reading.language, turn=TurnAnswer)
    leaned_on = services.engine.context_of(answer)
    if sent is not None and leaned_on is not None:
        chat, user = _who(update)
        await services.answers.keep(chat, user, sent.message_id, answer, leaned_on, now=context.now)


def _who(update: Update) -> tuple[int, int]:
    """The chat and the person (0: nobody) an update comes from."""
    chat, user = update.effective_chat, update.effective_user
    return chat.id if chat else 0, user.id if user else 0
