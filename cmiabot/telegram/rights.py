"""Who may do what: who runs the bot, and who may change what a place follows. Asked here, nowhere else."""

import re
from collections.abc import Collection
from dataclasses import replace

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext.filters import UpdateFilter

from cmiabot.delivery.places import Place
from cmiabot.errors import UserError
from cmiabot.messages.speaking import short_title
from cmiabot.settings import NOBODYS_IDS
from cmiabot.store.values import ChatKind
from cmiabot.telegram.context import CmiaContext, Managed

_NAME = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}")
SHARED_IDS = frozenset({0, *NOBODYS_IDS})
"""Who stands as the author of what is said in the name of a chat: nobody, or an id all such share."""


def is_operator(update: Update, operators: Collection[int]) -> bool:
    """Whether an update comes from one of the operators (user ids), in the private chat with them."""
    chat, user = update.effective_chat, update.effective_user
    # The id of a private chat is that of the person.
    return user is not None and chat is not None and user.id in operators and chat.id == user.id


class FromOperator(UpdateFilter):
    """Lets through what `is_operator` allows; for all others a command behind it is one there is not."""

    def __init__(self, operators: Collection[int]) -> None:
        super().__init__(name="FromOperator")
        self._operators = operators

    def filter(self, update: Update) -> bool:
        """Whether the update passes."""
        return is_operator(update, self._operators)


def place_of(update: Update, context: CmiaContext) -> Place:
    """The place an update comes from."""
    chat, user = update.effective_chat, update.effective_user
    assert chat is not None  # commands and presses come from chats
    private = chat.type == ChatType.PRIVATE
    message = update.effective_message
    # Replies have a thread, too; and in private chats all digests go to the chat itself.
    in_topic = message is not None and message.is_topic_message and not private
    thread = message.message_thread_id if in_topic and message else None
    return Place(
        chat=chat.id,
        thread=thread or 0,
        kind=ChatKind(chat.type),
        title=chat.title or "",
        language=context.language(update),
        owner=user.id if private and user else None,
    )


async def visible(update: Update, context: CmiaContext) -> Place:
    """The place an update is about, to be looked at: by everybody there, elsewhere by who manages it."""
    if context.managed is None and not names_chat(update, context):
        return place_of(update, context)
    return await changeable(update, context)


async def changeable(update: Update, context: CmiaContext) -> Place:
    """The place an update is about, if whoever sent it may change what is followed there and when.

    That is where it comes from, or what is managed from a private chat: a command may begin with its @name.
    Raises UserError where they may not, or where nobody can say.
    """
    if context.changeable is None:
        context.changeable = await _looked_into(update, context)
    return context.changeable


async def _looked_into(update: Update, context: CmiaContext) -> Place:
    if named := names_chat(update, context):
        return await _manage_named(update, context, named)
    place = place_of(update, context)
    if place.kind is not ChatKind.PRIVATE:
        await require_administrator(update, context, place)
        return await _taken_over(update, context, place)
    return place


def names_chat(update: Update, context: CmiaContext) -> str:
    """The @name of a group or channel a command in a private chat begins with; empty where it has none."""
    chat, first = update.effective_chat, (context.args or [""])[0]
    private = chat is not None and chat.type == ChatType.PRIVATE
    return first if private and _NAME.fullmatch(first) else ""


async def manage(update: Update, context: CmiaContext, target: int) -> Place:
    """Let an update from a private chat be about a target of a group or channel.

    Raises UserError where whoever sent it may not change things there: it names the place, which only those
    see who have a button about it, so who once might. They look after it no more.
    """
    hosting = context.services.hosting
    place = await hosting.place(target)
    if place is None or place_of(update, context).kind is not ChatKind.PRIVATE:
        raise UserError("error.old_button")
    try:
        administers = await _administers(update, context, place)
    except UserError:
        # Telegram does not say it to those who are not there themselves.
        if await hosting.is_reachable(place.chat):
            raise
        raise UserError("rights.we_left", chat=short_title(place.title)) from None
    if not administers:
        await _let_go(update, context, place)
        raise UserError("rights.not_there", chat=short_title(place.title))
    place = await _taken_over(update, context, place)
    context.managed, context.changeable = Managed(target, place), place
    return place


async def _manage_named(update: Update, context: CmiaContext, name: str) -> Place:
    unknown = UserError("link.unknown", chat=name)
    try:
        chat = await context.bot.get_chat(name)
    except TelegramError:
        raise unknown from None
    target = await context.services.hosting.target(chat.id)
    if target is None:
        raise unknown
    try:
        place = await manage(update, context, target)
    except UserError:
        # Whether a chat is linked is the business of its administrators.
        raise unknown from None
    context.args = (context.args or [])[1:]
    return place


async def require_administrator(update: Update, context: CmiaContext, place: Place) -> None:
    """Raises UserError where an update comes from nobody who may change things in a group or channel.

    They do not look after it any more, if they did.
    """
    if not await _administers(update, context, place):
        await _let_go(update, context, place)
        raise UserError("rights.administrators_only")


async def _let_go(update: Update, context: CmiaContext, place: Place) -> None:
    user, message = update.effective_user, update.message
    # Who speaks as a channel may well be an administrator, under their own name.
    if user is not None and (message is None or message.sender_chat is None):
        await context.services.hosting.let_go(place.chat, user.id)


async def _taken_over(update: Update, context: CmiaContext, place: Place) -> Place:
    """The place, looked after by whoever changes it where nobody does any more who could be told."""
    user = update.effective_user
    if user is None or user.id in SHARED_IDS or speaks_for(update, place.chat):
        return place
    services = context.services
    known = await services.administrators.of(context.bot, place.chat, now=context.now)
    cared_for = await services.hosting.is_cared_for(place.chat, known)
    return place if cared_for else replace(place, owner=user.id)


async def require_asker(update: Update, context: CmiaContext, message: Message) -> None:
    """Raises UserError where the answer in a message of a group was given to somebody else.

    One that was asked for anonymously is any administrator's.
    """
    place, user = place_of(update, context), update.effective_user
    if place.kind is ChatKind.PRIVATE:
        return
    asker = await context.services.answers.asker(place.chat, message.message_id, now=context.now)
    if asker in SHARED_IDS:
        if not await _administers(update, context, place):
            raise UserError("rights.asked_anonymously")
    elif user is None or user.id != asker:
        raise UserError("rights.asker_only")


async def _administers(update: Update, context: CmiaContext, place: Place) -> bool:
    if speaks_for(update, place.chat):
        return True
    user, message = update.effective_user, update.message
    if user is None or (message is not None and message.sender_chat is not None):
        # A channel, be it the one linked with the group, is no administrator.
        return False
    known = await context.services.administrators.of(context.bot, place.chat, now=context.now)
    one = known.get(user.id)
    return one is not None and (one.may_post or place.kind is not ChatKind.CHANNEL)


def speaks_for(update: Update, chat: int) -> bool:
    """Whether an update is a message of an anonymous administrator of a chat: it comes from the chat itself.

    A press never is one: it carries the person who pressed.
    """
    message = update.message
    return message is not None and message.sender_chat is not None and message.sender_chat.id == chat
