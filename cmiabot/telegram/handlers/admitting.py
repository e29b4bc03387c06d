"""Who may use the bot, where CMIABOT_ALLOWED names people or chats."""

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import tell
from cmiabot.telegram.rights import SHARED_IDS


async def only_allowed(update: Update, context: CmiaContext) -> None:
    """Everybody who is not named gets one polite line with the id that would have to be."""
    if not context.services.settings.allowed or _is_named(update, context):
        return
    if _is_to_the_bot(update):
        screen = context.browser(update).message("access.refused", id=_id_to_name(update))
        await tell(update, screen, context.language(update))
    raise ApplicationHandlerStop


def _is_named(update: Update, context: CmiaContext) -> bool:
    chat, user = update.effective_chat, update.effective_user
    ids = {one.id for one in (chat, user) if one is not None} - SHARED_IDS
    return not ids.isdisjoint(context.services.settings.allowed)


def _is_to_the_bot(update: Update) -> bool:
    message = update.message
    if update.effective_user is None:
        return False
    if message is None:
        return update.callback_query is not None
    return message.chat.type == ChatType.PRIVATE or (message.text or "").startswith("/")


def _id_to_name(update: Update) -> int | None:
    """That of the person; where somebody speaks as a chat their id is everybody's, the chat's is meant."""
    chat, user = update.effective_chat, update.effective_user
    meant = chat if user is None or user.id in SHARED_IDS else user
    return meant.id if meant is not None else None
