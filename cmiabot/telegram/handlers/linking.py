"""Linking a channel or group from a private chat: by the chat picker, by @name, or by a forwarded post."""

import re
from collections.abc import Mapping
from dataclasses import replace

from telegram import (
    ChatAdministratorRights,
    KeyboardButton,
    KeyboardButtonRequestChat,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from cmiabot.delivery.hosting import Presence
from cmiabot.delivery.places import Place
from cmiabot.errors import UserError
from cmiabot.messages.follows import followed
from cmiabot.messages.linking import LinkingScreens, read_post_ref
from cmiabot.messages.screens import Action
from cmiabot.messages.traditional import plain_label
from cmiabot.store.values import ChatKind
from cmiabot.telegram.addressing import source_of
from cmiabot.telegram.administrators import Administrator
from cmiabot.telegram.callbacks import OpenScreen, Press
from cmiabot.telegram.context import CmiaContext, Managed
from cmiabot.telegram.replies import cut, reply_screen, send_screen, show_page
from cmiabot.telegram.rights import changeable, place_of

CHANNEL, GROUP = 1, 2
"""The numbers of the two buttons of the chat picker."""
DEEP_LINKS = {Action.PAPER: "p", Action.THEME: "t", Action.ORGANISATION: "o", Action.SOURCE: "r"}
LINKED_KINDS = {"theme": "t", "organisation": "o"}
"""What a button under a post opens in the private chat of whoever presses it."""
_LINKED = re.compile("[A-Za-z0-9_-]{1,60}")
"""What can be named in a link: Telegram takes 64 such characters."""


async def press(update: Update, context: CmiaContext, message: Message, action: Action, ref: str) -> None:
    """A button about linking."""
    if action is Action.LINK:
        await _offer(update, context, message)
    else:
        await _unpost(update, context, message, ref)


async def shared(update: Update, context: CmiaContext) -> None:
    """A chat that was chosen with the picker."""
    if update.message is not None and update.message.chat_shared is not None:
        chosen = update.message.chat_shared
        await link(update, context, chosen.chat_id, title=chosen.title or "")


async def forwarded(update: Update, context: CmiaContext) -> None:
    """A post of a channel, or what was said in the name of a group; never a question."""
    source = source_of(update.message) if update.message else None
    if source is not None:
        await link(update, context, source.id, title=source.title or "", forwarded=True)


async def link(
    update: Update, context: CmiaContext, ref: int | str, *, title: str = "", forwarded: bool = False
) -> None:
    """Let a chat (id or @name) be managed from here, after looking whether both sides may post there.

    `title` is what it is called where we cannot look; `forwarded`: it was named by one of its posts. Raises
    UserError where one side may not.
    """
    services, user = context.services, update.effective_user
    if user is None:
        return
    # Whether the bot is in a chat is the business of its administrators: others hear the same of every one.
    not_found = UserError("link.not_found", chat=title or ref, forwarded=forwarded)
    try:
        chat = await context.bot.get_chat(ref)
    except TelegramError:
        raise not_found from None
    place = Place(chat.id, 0, ChatKind(chat.type), chat.title or "", context.language(update), owner=user.id)
    if place.kind is ChatKind.PRIVATE:
        raise not_found
    administrators = await _administrators(context, place)
    if user.id not in administrators:
        await services.hosting.let_go(place.chat, user.id)
        raise not_found
    _require_both(administrators, place, user.id, context.bot.id, forwarded=forwarded)
    if await services.hosting.is_cared_for(place.chat, administrators):
        # Whoever links it as well does not take it away from who looks after it.
        place = replace(place, owner=None)
    now, posted = context.now, None
    linked = await services.following.standing(place, now=now)
    # Telegram tells of the bot's rights before it tells what was picked: being known is not being linked.
    if not linked.interests and not await services.hosting.was_linked(place.chat):
        posted = await _post_test(context, place, forwarded=forwarded)
        await services.hosting.note_link(place.chat, now=now)
    # Whoever looks after it is to be reached.
    await services.following.start(place_of(update, context), now=now)
    await services.following.start(place, now=now)
    await services.hosting.change(place, Presence.SPEAKING, f"linked:{now:%Y-%m-%dT%H:%M:%S}", now=now)
    target = await services.hosting.target(place.chat)
    assert target is not None  # it was entered just now
    context.managed, context.changeable = Managed(target, place), place
    await reply_screen(update, _screens(update, context).linked(place.chat, posted), context.language(update))


async def cancel(update: Update, context: CmiaContext) -> None:
    """Takes the chat picker away, which alone stays until it is used; nothing ever waits for a text."""
    if update.message is not None:
        page = cut(context.browser(update).message("cancel.nothing"), context.language(update))[0]
        await update.message.reply_text(page.html, reply_markup=ReplyKeyboardRemove())


def in_private(pressed: Press, bot: str) -> str:
    """The address that opens, in a private chat, what a button under a post leads to.

    Raises UserError for buttons that change something: whoever may do so manages the channel from there.
    """
    match pressed:
        case OpenScreen(action, ref) if action in DEEP_LINKS:
            letter, identifier = DEEP_LINKS[action], ref
        case OpenScreen(Action.FOLLOW, ref) if (what := followed(ref)) and what[0] in LINKED_KINDS:
            # Where it can be followed by whoever pressed.
            letter, identifier = LINKED_KINDS[what[0]], what[1]
        case _:
            raise UserError("link.in_private")
    if not _LINKED.fullmatch(identifier):
        raise UserError("error.old_button")
    return f"https://t.me/{bot}?start={letter}_{identifier}"


async def _administrators(context: CmiaContext, place: Place) -> Mapping[int, Administrator]:
    """Those of a chat as of now; nobody where Telegram does not say."""
    try:
        return await context.services.administrators.of(context.bot, place.chat, now=context.now, fresh=True)
    except UserError:
        return {}


def _require_both(
    known: Mapping[int, Administrator], place: Place, person: int, bot: int, *, forwarded: bool
) -> None:
    """Raises UserError unless an administrator of a chat may post there, and the bot may, too."""
    if place.kind is not ChatKind.CHANNEL:
        return
    if not known[person].may_post:
        raise UserError("link.not_yours", chat=place.title, forwarded=forwarded)
    if bot not in known or not known[bot].may_post:
        raise UserError("link.no_right", chat=place.title, forwarded=forwarded)


async def _post_test(context: CmiaContext, place: Place, *, forwarded: bool) -> int:
    screen = LinkingScreens(context.services.collection, place.language).message("link.test")
    try:
        return (await send_screen(context.bot, place.chat, screen, place.language)).message_id
    except ChatMigrated as error:
        await context.services.hosting.migrate(place.chat, error.new_chat_id, now=context.now)
        raise UserError("link.moved", chat=place.title) from None
    except (BadRequest, Forbidden):
        raise UserError("link.no_right", chat=place.title, forwarded=forwarded) from None


async def _unpost(update: Update, context: CmiaContext, message: Message, ref: str) -> None:
    place = await changeable(update, context)
    meant = read_post_ref(ref)
    if context.managed is None or meant is None or meant[0] != place.chat:
        raise UserError("error.old_button")
    try:
        await context.bot.delete_message(*meant)
    except ChatMigrated as error:
        # What was said in the group of before stays there, out of reach.
        await context.services.hosting.migrate(place.chat, error.new_chat_id, now=context.now)
        raise UserError("error.old_button") from None
    except (BadRequest, Forbidden) as error:
        if "not found" not in error.message.lower():
            raise UserError("link.too_old") from None
    await show_page(message, _screens(update, context).unposted(), context.language(update))


async def _offer(update: Update, context: CmiaContext, message: Message) -> None:
    if message.chat.type != ChatType.PRIVATE:
        raise UserError("error.old_button")
    language = context.language(update)
    channel = KeyboardButtonRequestChat(
        CHANNEL,
        chat_is_channel=True,
        user_administrator_rights=_rights(can_post_messages=True),
        # They must be among those the person has.
        bot_administrator_rights=_rights(can_post_messages=True),
        request_title=True,
    )
    group = KeyboardButtonRequestChat(
        GROUP,
        chat_is_channel=False,
        user_administrator_rights=_rights(),
        bot_is_member=True,
        request_title=True,
    )
    keyboard = ReplyKeyboardMarkup(
        [
            [
                KeyboardButton(plain_label("button.pick_channel", language), request_chat=channel),
                KeyboardButton(plain_label("button.pick_group", language), request_chat=group),
            ]
        ],
        resize_keyboard=True,
        one_time_keyboard=True,
    )
    page = cut(context.browser(update).message("link.how"), language)[0]
    await message.reply_text(page.html, reply_markup=keyboard)


def _rights(*, can_post_messages: bool | None = None) -> ChatAdministratorRights:
    """Those of any administrator, and to post in a channel."""
    return ChatAdministratorRights(
        is_anonymous=False,
        can_manage_chat=True,
        can_delete_messages=False,
        can_manage_video_chats=False,
        can_restrict_members=False,
        can_promote_members=False,
        can_change_info=False,
        can_invite_users=False,
        can_post_stories=False,
        can_edit_stories=False,
        can_delete_stories=False,
        can_post_messages=can_post_messages,
    )


def _screens(update: Update, context: CmiaContext) -> LinkingScreens:
    return LinkingScreens(context.services.collection, context.language(update), context.elsewhere)
