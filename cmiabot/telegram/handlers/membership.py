"""Where the bot is let in, thrown out, muted, blocked and unblocked; groups that move, topics that close."""

import logging
from dataclasses import replace

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from cmiabot.delivery.hosting import Arrival, Presence
from cmiabot.store.values import ChatKind
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import send_screen
from cmiabot.telegram.rights import SHARED_IDS, place_of

_log = logging.getLogger(__name__)

ABSENT = (ChatMember.BANNED, ChatMember.LEFT)
ADMINISTERING = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


async def changed(update: Update, context: CmiaContext) -> None:
    """A person blocks the bot or takes it back; a group or channel lets it in, mutes it or throws it out."""
    change = update.my_chat_member
    if change is None:
        return
    if change.chat.type != ChatType.PRIVATE:
        await _changed_among_others(update, context, change.new_chat_member)
        return
    following = context.services.following
    if change.new_chat_member.status in ABSENT:
        await following.block(change.chat.id, now=context.now)
    else:
        await following.unblock(change.chat.id, now=context.now)


async def others_changed(update: Update, context: CmiaContext) -> None:
    """Somebody else in a group or channel: maybe an administrator who is one no more."""
    change = update.chat_member
    if change is None:
        return
    # People who come and go do not concern us, and in large channels they are many.
    if any(one.status in ADMINISTERING for one in (change.old_chat_member, change.new_chat_member)):
        context.services.administrators.forget(change.chat.id)
    if change.new_chat_member.status not in ADMINISTERING:
        await context.services.hosting.let_go(change.chat.id, change.new_chat_member.user.id)


async def migrated(update: Update, context: CmiaContext) -> None:
    """A group became a supergroup; both say so, in either order."""
    message = update.message
    if message is None or message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    await context.services.hosting.migrate(old, new, now=context.now)


async def topic_changed(update: Update, context: CmiaContext) -> None:
    """A forum topic was closed, or opened again."""
    place = place_of(update, context)
    hosting = context.services.hosting
    if update.message is not None and update.message.forum_topic_closed is not None:
        await hosting.close_topic(place, now=context.now)
    else:
        await hosting.reopen_topic(place, now=context.now)


async def _changed_among_others(update: Update, context: CmiaContext, me: ChatMember) -> None:
    place, user = place_of(update, context), update.effective_user
    by = user.id if user is not None and user.id not in SHARED_IDS else None
    presence = _presence(me, place.kind)
    key, place = _event(update, context), replace(place, owner=by)
    arrival = await context.services.hosting.change(place, presence, key, now=context.now)
    if presence is Presence.GONE or place.kind is ChatKind.CHANNEL or arrival is Arrival.NONE:
        return
    language = context.language(update)
    screen = context.browser(update).message(f"group.{arrival.value}", bot=context.bot.username)
    try:
        await send_screen(context.bot, place.chat, screen, language)
    except TelegramError as error:
        _log.warning("chat %d cannot be greeted: %s", place.chat, error)


def _event(update: Update, context: CmiaContext) -> str:
    """What names an update for good: ids of updates may come again after weeks."""
    return f"event:{update.update_id}:{context.now:%Y-%m-%d}"


def _presence(me: ChatMember, kind: ChatKind) -> Presence:
    if me.status in ABSENT or (isinstance(me, ChatMemberRestricted) and not me.is_member):
        return Presence.GONE
    if kind is ChatKind.CHANNEL:
        may = isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages)
    else:
        may = not isinstance(me, ChatMemberRestricted) or me.can_send_messages
    return Presence.SPEAKING if may else Presence.MUTE
