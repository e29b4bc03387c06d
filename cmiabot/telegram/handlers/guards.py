"""What stands around the other handlers: what is too much, what cannot be read, what went wrong."""

import logging
from secrets import token_hex

from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from cmiabot.errors import UserError
from cmiabot.logs import trace
from cmiabot.telegram.context import CmiaApplication, CmiaContext
from cmiabot.telegram.replies import tell

_log = logging.getLogger(__name__)


async def know_language(update: Update, context: CmiaContext) -> None:
    """Have the language of the chat at hand, whatever will be said to it."""
    if update.effective_chat is not None:
        await context.services.languages.load(update.effective_chat.id, now=context.now)


async def too_much(application: CmiaApplication, update: Update) -> None:
    """Say that somebody asks for more than the bot can do; it is said once, and never fails."""
    context = CmiaContext.from_update(update, application)
    try:
        await know_language(update, context)
        await tell(update, context.browser(update).message("error.too_much"), context.language(update))
    except TelegramError as failure:
        _log.warning("the person could not be told: %s", _why(failure))


async def unknown_command(update: Update, context: CmiaContext) -> None:
    """A command there is not."""
    raise UserError("error.unknown_command")


async def not_text(update: Update, context: CmiaContext) -> None:
    """A photo, a voice message, a sticker."""
    raise UserError("error.not_text")


async def on_error(update: object, context: CmiaContext) -> None:
    """A UserError is told to the person; everything else is logged under a number that is told to them."""
    error = context.error
    if isinstance(error, Forbidden | RetryAfter):
        _log.warning("an answer could not be given: %s", error)
        return
    if not isinstance(update, Update):
        assert error is not None
        _log.error("outside of any chat:\n%s", trace(error))
        return
    chat = update.effective_chat
    # From a private chat it was another one that was written to: the group that is managed there.
    if isinstance(error, ChatMigrated) and chat is not None and chat.type == ChatType.GROUP:
        # The service message about it comes as well, but it may come later.
        await context.services.hosting.migrate(chat.id, error.new_chat_id, now=context.now)
        return
    browser = context.browser(update)
    if isinstance(error, UserError):
        screen = browser.message(error.key, **error.values)
    else:
        assert error is not None
        incident = token_hex(4)
        _log.error("incident %s: %s\n%s", incident, _why(error), trace(error))
        screen = browser.message("error.failed", incident=incident)
    try:
        await tell(update, screen, context.language(update))
    except TelegramError as failure:
        _log.warning("the person could not be told: %s", _why(failure))


def _why(error: Exception) -> str:
    """What Telegram itself says is wrong; anything else might quote the question."""
    quoted = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return str(error) if isinstance(error, TelegramError) and not quoted else type(error).__name__
