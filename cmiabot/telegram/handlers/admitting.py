"""Who may use the bot where CMIABOT_ALLOWED names people or chats; what others may all the same: stop it."""

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from cmiabot.delivery.typed_wishes import read_wish
from cmiabot.errors import UserError
from cmiabot.messages.screens import Action
from cmiabot.telegram.addressing import is_command, spoken
from cmiabot.telegram.callbacks import OpenScreen, TurnScreen, decode
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import tell
from cmiabot.telegram.rights import SHARED_IDS

STOPPING = frozenset({"unsubscribe", "stop", "pause", "forgetme"})
"""Commands by which somebody gets less than before, or nothing."""
STOPPING_PRESSES = frozenset(
    (
        Action.UNSUBSCRIBE,
        Action.UNFOLLOW,
        Action.SUBSCRIPTIONS,
        Action.DROP,
        Action.DROP_ALL,
        Action.FORGET,
        Action.ANNOUNCEMENTS,
    )
)
"""The buttons under what these commands and deliveries bring that do the same."""


async def only_allowed(update: Update, context: CmiaContext) -> None:
    """Everybody who is not named gets one polite line with the id that would have to be.

    Who was once and gets something still can end that, and what happens to their chats is heard.
    """
    if not context.services.settings.allowed or _is_named(update, context):
        return
    if _is_move(update) or ((_happens(update) or _stops(update)) and await _is_known(update, context)):
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


async def _is_known(update: Update, context: CmiaContext) -> bool:
    chat = update.effective_chat
    return chat is not None and await context.services.hosting.target(chat.id) is not None


def _is_move(update: Update) -> bool:
    """Both chats tell of it, the one that is known and the other; where neither is, nothing happens."""
    message = update.message
    return message is not None and bool(message.migrate_to_chat_id or message.migrate_from_chat_id)


def _happens(update: Update) -> bool:
    """Whether something happens to the chat that decides what can be sent there."""
    if update.my_chat_member is not None or update.chat_member is not None:
        return True
    message = update.message
    return message is not None and bool(message.forum_topic_closed or message.forum_topic_reopened)


def _stops(update: Update) -> bool:
    """Whether somebody wants less than before, in whatever way."""
    if update.callback_query is not None:
        return _press_stops(update.callback_query.data)
    return update.message is not None and _message_stops(update.message)


def _message_stops(message: Message) -> bool:
    if is_command(message):
        name = (message.text or "").split()[0].removeprefix("/").partition("@")[0]
        return name.lower() in STOPPING
    wish = read_wish(spoken(message))
    return wish is not None and wish.command in STOPPING


def _press_stops(data: str | None) -> bool:
    try:
        pressed = decode(data or "")
    except UserError:
        return False
    return isinstance(pressed, OpenScreen | TurnScreen) and pressed.action in STOPPING_PRESSES
