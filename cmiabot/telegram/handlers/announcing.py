"""Announcements: /announce /announcements /recall and their cards for operators; the button under each."""

from dataclasses import replace
from typing import Any, TypeVar

from telegram import Message, Update

from cmiabot.delivery.announced import announcement
from cmiabot.delivery.messenger import Formatted
from cmiabot.errors import UserError
from cmiabot.messages.announcing import (
    LISTED,
    AnnouncingScreens,
    Audience,
    Card,
    Kind,
    Part,
    announcement_screen,
)
from cmiabot.messages.catalogue import LANGUAGES
from cmiabot.messages.scheduling import OFF, ON
from cmiabot.messages.screens import Action, Screen
from cmiabot.telegram.callbacks import OpenScreen, TurnScreen
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.formatted import written, written_behind
from cmiabot.telegram.messenger import look_of
from cmiabot.telegram.replies import no_turn, page_with, reply_screen, show_buttons, show_page, turn_screen
from cmiabot.telegram.rights import changeable, is_operator

T = TypeVar("T")

BUTTONS = frozenset(
    {
        Action.ANNOUNCEMENT,
        Action.AUDIENCE,
        Action.ANNOUNCE,
        Action.STOP,
        Action.RECALL,
        Action.RECALL_NOW,
    }
)
"""What only operators may press."""
LONGEST_NUMBER = 15
"""Digits of an announcement's number; longer ones no database takes."""
LISTING = "all"
"""What the pages of the list refer to."""


async def announce(update: Update, context: CmiaContext) -> None:
    """A draft of what is written behind the command, or of the message replied to, and how it will look."""
    content = _content(update)
    if content is None:
        raise UserError("announce.usage")
    card = await context.services.announcing.draft(_actor(update), content, now=context.now)
    await _preview(update, context, content)
    await _reply_card(update, context, card)


async def announcements(update: Update, context: CmiaContext) -> None:
    """The last announcements."""
    await reply_screen(
        update,
        await _listing(update, context),
        context.language(update),
        turn=turn_screen(Action.ANNOUNCEMENT, LISTING),
    )


async def recall(update: Update, context: CmiaContext) -> None:
    """Asks whether an announcement is to be deleted everywhere, or replaced by what is written behind it."""
    typed = context.args or []
    if not typed:
        raise UserError("announce.recall_usage")
    number = _number(typed[0], "announce.recall_usage")
    # Only what is written: who replies to the card, or to the announcement, means which one it is.
    message = update.effective_message
    content = written_behind(message, words=2) if message else None
    announcing = context.services.announcing
    if content is None:
        card = await announcing.recallable(number)
    else:
        card = await announcing.correct(number, content)
        await _preview(update, context, content)
    await reply_screen(
        update, _screens(update, context).sure_to_recall(card), context.language(update), turn=no_turn
    )


async def press(
    pressed: OpenScreen | TurnScreen, message: Message, update: Update, context: CmiaContext
) -> None:
    """A button for operators. Raises UserError (old button) for all others, who can only have forged it."""
    if not is_operator(update, context.services.settings.operators):
        raise UserError("error.old_button")
    screens, language = _screens(update, context), context.language(update)
    match pressed:
        case OpenScreen(Action.AUDIENCE, ref):
            await _aim(ref, message, update, context)
        case OpenScreen(Action.ANNOUNCE, ref):
            await _send(ref, message, update, context)
        case OpenScreen(Action.RECALL, ref):
            card = await context.services.announcing.recallable(_number(ref))
            await show_page(message, screens.sure_to_recall(card), language)
        case OpenScreen(Action.STOP | Action.RECALL_NOW as action, ref):
            await _act(action, ref, message, update, context)
        case OpenScreen(Action.ANNOUNCEMENT, ref):
            listed = ref.removesuffix(LISTED)
            await _open(_number(listed), listed == ref, message, update, context)
        case TurnScreen(Action.ANNOUNCEMENT, ref, page) if ref == LISTING:
            turn = turn_screen(Action.ANNOUNCEMENT, LISTING)
            await show_page(message, await _listing(update, context), language, page, turn)
        case TurnScreen(Action.AUDIENCE, ref, page):
            number, part, _ = _choice(ref)
            if part is not Part.THEMES:
                raise UserError("error.old_button")
            card = await context.services.announcing.card(number)
            turn = turn_screen(Action.AUDIENCE, ref)
            await show_page(message, screens.themes(card), language, page, turn)
        case _:
            raise UserError("error.old_button")


async def switch(update: Update, context: CmiaContext, message: Message, action: Action, ref: str) -> None:
    """The button under an announcement: off, or on again."""
    if ref not in (OFF, ON):
        raise UserError("error.old_button")
    place = await changeable(update, context)
    wanted = ref == ON
    await context.services.announcing.switch(place, wanted, actor=_actor(update), now=context.now)
    language = context.language(update)
    await show_buttons(message, announcement_screen(language, wanted=wanted), language)


async def _aim(ref: str, message: Message, update: Update, context: CmiaContext) -> None:
    """Tick or untick something of whom a draft is for; without a value, show what there is to tick."""
    number, part, value = _choice(ref)
    announcing, language = context.services.announcing, context.language(update)
    card = await announcing.card(number)
    if value:
        _require_known(part, value, context)
        card = await announcing.aim(number, _ticked(card.audience, part, value))
    screens = _screens(update, context)
    if part is Part.THEMES:
        screen = screens.themes(card)
        turn = turn_screen(Action.AUDIENCE, f"{number}-{part.value}-")
        page = page_with(screen, language, ref)
        await show_page(message, screen, language, page, turn)
    else:
        await show_page(message, screens.card(card), language)


async def _send(ref: str, message: Message, update: Update, context: CmiaContext) -> None:
    announcement_id, _, expected = ref.partition("-")
    number, announcing = _number(announcement_id), context.services.announcing
    screens, language = _screens(update, context), context.language(update)
    try:
        card = await announcing.send(number, _number(expected), actor=_actor(update), now=context.now)
    except UserError:
        # Whatever was in the way: the card says how it stands now.
        await show_page(message, screens.card(await announcing.card(number)), language)
        raise
    await show_page(message, screens.card(card), language)
    await announcing.show_at(number, message.chat.id, message.message_id)


async def _act(action: Action, ref: str, message: Message, update: Update, context: CmiaContext) -> None:
    """Stop or recall."""
    # Only what is to be replaced has something more to say than its number.
    announcement_id, _, mark = ref.partition("-") if action is Action.RECALL_NOW else (ref, "", "")
    number, actor = _number(announcement_id), _actor(update)
    screens, language = _screens(update, context), context.language(update)
    announcing = context.services.announcing
    if action is Action.RECALL_NOW:
        card: Card | None = await announcing.recall(number, mark, actor=actor, now=context.now)
    else:
        card = await announcing.stop(number, actor=actor, now=context.now)
    screen = screens.card(card) if card else screens.discarded(number)
    await show_page(message, screen, language)
    if card:
        await announcing.show_at(number, message.chat.id, message.message_id)


async def _open(number: int, in_place: bool, message: Message, update: Update, context: CmiaContext) -> None:
    """The card: in the place of a question about it, or in a new message, below what it says."""
    announcing = context.services.announcing
    card = await announcing.card(number)
    if in_place:
        screen = _screens(update, context).card(card)
        await show_page(message, screen, context.language(update))
        await announcing.show_at(number, message.chat.id, message.message_id)
    else:
        await _preview(update, context, await announcing.content(number))
        await _reply_card(update, context, card)


async def _reply_card(update: Update, context: CmiaContext, card: Card) -> None:
    screen = _screens(update, context).card(card)
    shown = await reply_screen(update, screen, context.language(update))
    if shown is not None:
        await context.services.announcing.show_at(card.id, shown.chat.id, shown.message_id)


async def _preview(update: Update, context: CmiaContext, content: Formatted) -> None:
    """The message itself, made of the same parameters as those that are sent."""
    chat = update.effective_chat
    assert chat is not None  # commands and presses come from chats
    look = look_of(announcement(content, context.language(update)))
    await context.bot.send_message(chat.id, **look)


async def _listing(update: Update, context: CmiaContext) -> Screen:
    return _screens(update, context).listing(await context.services.announcing.listing())


def _content(update: Update) -> Formatted | None:
    """What is written behind the command, else the message replied to. Raises UserError for a photo."""
    message = update.effective_message
    if message is None:
        return None
    behind = written_behind(message, words=1)
    if behind is not None or message.reply_to_message is None:
        return behind
    meant = written(message.reply_to_message)
    if meant is None:
        raise UserError("announce.only_text")
    return meant


def _ticked(audience: Audience, part: Part, value: str) -> Audience:
    """The audience with something more, or less where it was there."""
    chosen: dict[str, Any]
    match part:
        case Part.KINDS:
            chosen = {"kinds": _toggled(audience.kinds, Kind(value))}
        case Part.LANGUAGES:
            chosen = {"languages": _toggled(audience.languages, value)}
        case Part.THEMES:
            chosen = {"themes": _toggled(audience.themes, value)}
    return replace(audience, **chosen)


def _toggled(values: tuple[T, ...], value: T) -> tuple[T, ...]:
    left = tuple(one for one in values if one != value)
    return left if len(left) < len(values) else (*values, value)


def _choice(ref: str) -> tuple[int, Part, str]:
    """The announcement, the part and the value that a button refers to."""
    announcement_id, _, rest = ref.partition("-")
    part, _, value = rest.partition("-")
    if part not in [*Part]:
        raise UserError("error.old_button")
    return _number(announcement_id), Part(part), value


def _require_known(part: Part, value: str, context: CmiaContext) -> None:
    known = {
        Part.KINDS: {*Kind},
        Part.LANGUAGES: {*LANGUAGES},
        Part.THEMES: {*context.services.collection.themes},
    }
    if value not in known[part]:
        raise UserError("error.old_button")


def _number(text: str, otherwise: str = "error.old_button") -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise UserError(otherwise)
    return int(text)


def _actor(update: Update) -> int:
    user = update.effective_user
    return user.id if user else 0


def _screens(update: Update, context: CmiaContext) -> AnnouncingScreens:
    services = context.services
    return AnnouncingScreens(services.collection, context.language(update), services.settings.timezone)
