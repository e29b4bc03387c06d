"""Choosing in a list: themes to tick, and what is followed, changed in the message that shows it."""

from telegram import Message, Update

from cmiabot.errors import UserError
from cmiabot.messages.follows import followed
from cmiabot.messages.screens import Action
from cmiabot.telegram.callbacks import number
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.followed import (
    interest_of,
    is_known,
    listing,
    picker,
    standing_of,
    turn_listing,
    turn_picker,
)
from cmiabot.telegram.replies import page_with, reply_screen, show_page
from cmiabot.telegram.rights import changeable, manage


async def pick(update: Update, context: CmiaContext) -> None:
    """Themes to choose from."""
    screen = picker(update, context, await standing_of(update, context))
    await reply_screen(update, screen, context.language(update), turn=turn_picker)


async def subscriptions(update: Update, context: CmiaContext) -> None:
    """What is followed, each removable."""
    screen = await listing(update, context, await standing_of(update, context))
    await reply_screen(update, screen, context.language(update), turn=turn_listing)


async def press(update: Update, context: CmiaContext, message: Message, action: Action, ref: str) -> None:
    """A button that opens one of the lists, or changes it."""
    match action:
        case Action.PICK:
            await pick(update, context)
        case Action.HOST:
            await manage(update, context, number(ref))
            await subscriptions(update, context)
        case Action.SUBSCRIPTIONS:
            await subscriptions(update, context)
        case Action.TICK:
            await _tick(update, context, message, ref)
        case Action.DROP:
            await _drop(update, context, message, ref)
        case Action.READD:
            await _readd(update, context, message, ref)
        case _:
            raise UserError("error.old_button")


async def turn(update: Update, context: CmiaContext, message: Message, action: Action, page: int) -> None:
    """Another page of the themes or of the list."""
    standing, language = await standing_of(update, context), context.language(update)
    if action is Action.PICK:
        await show_page(message, picker(update, context, standing), language, page, turn_picker)
    else:
        screen = await listing(update, context, standing)
        await show_page(message, screen, language, page, turn_listing)


async def _tick(update: Update, context: CmiaContext, message: Message, ref: str) -> None:
    """Follow a theme, or no longer."""
    place = await changeable(update, context)
    interest = interest_of(context, ref)
    following = context.services.following
    done = await following.subscribe(place, interest, now=context.now)
    standing = done.standing
    if not done.new:
        standing = (await following.unsubscribe(place, interest, now=context.now)).standing
    screen, language = picker(update, context, standing), context.language(update)
    await show_page(message, screen, language, page_with(screen, language, ref), turn_picker)


async def _drop(update: Update, context: CmiaContext, message: Message, ref: str) -> None:
    place = await changeable(update, context)
    # What is no longer in the collection can be removed as well, but not be had back.
    interest = followed(ref)
    if interest is None:
        raise UserError("error.old_button")
    done = await context.services.following.unsubscribe(place, interest, now=context.now)
    dropped = interest if is_known(context, interest) else None
    screen = await listing(update, context, done.standing, dropped)
    await show_page(message, screen, context.language(update), 1, turn_listing)


async def _readd(update: Update, context: CmiaContext, message: Message, ref: str) -> None:
    place = await changeable(update, context)
    interest = interest_of(context, ref)
    done = await context.services.following.subscribe(place, interest, now=context.now)
    screen = await listing(update, context, done.standing)
    await show_page(message, screen, context.language(update), 1, turn_listing)
