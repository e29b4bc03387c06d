"""Following and no longer following: /subscribe /unsubscribe, the buttons that do it, and taking it back."""

from collections.abc import Iterable

from telegram import Message, Update

from cmiabot.delivery.following import Unsubscribed
from cmiabot.errors import UserError
from cmiabot.messages.follows import EVERYTHING, Interest
from cmiabot.messages.screens import Action
from cmiabot.search.followable import only_one
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.followed import (
    interest_of,
    is_known,
    not_followed,
    screens,
    standing_of,
    turn_listing,
    view,
)
from cmiabot.telegram.handlers import linking
from cmiabot.telegram.handlers.choosing import pick, subscriptions
from cmiabot.telegram.replies import reply_screen, show_page
from cmiabot.telegram.rights import changeable, names_chat

LONGEST_NAME = 64
"""Characters of a name that are read."""


async def subscribe(update: Update, context: CmiaContext) -> None:
    """Themes to choose from, or what is named, which is followed at once where that is certain."""
    if named := names_chat(update, context):
        await linking.link(update, context, named)
        context.args = (context.args or [])[1:]
        if not context.args:
            return
    await changeable(update, context)
    typed = _typed(context)
    if not typed:
        await pick(update, context)
        return
    candidates = context.services.engine.followable(typed)
    certain = only_one(candidates)
    if certain is not None:
        await _follow(update, context, (certain.kind, certain.ref))
    elif candidates:
        meant = [(candidate.kind, candidate.ref) for candidate in candidates]
        await reply_screen(update, screens(update, context).ask(typed, meant), context.language(update))
    else:
        await reply_screen(update, screens(update, context).unknown(typed), context.language(update))


async def unsubscribe(update: Update, context: CmiaContext) -> None:
    """The list, each removable; or what is named is followed no longer."""
    standing = await standing_of(update, context)
    typed = _typed(context)
    if not typed:
        await subscriptions(update, context)
        return
    candidates = context.services.engine.followable(typed)
    meant = [interest for one in candidates if (interest := (one.kind, one.ref)) in standing.interests]
    if any(one.kind == EVERYTHING for one in candidates):
        await _unfollow_all(update, context)
    elif len(meant) == 1:
        await _unfollow(update, context, meant)
    else:
        screen = not_followed(update, context, standing, typed)
        await reply_screen(update, screen, context.language(update), turn=turn_listing)


async def press(update: Update, context: CmiaContext, message: Message, action: Action, ref: str) -> None:
    """A button to follow something, or no longer."""
    match action:
        case Action.FOLLOW:
            await _follow(update, context, interest_of(context, ref))
        case Action.UNFOLLOW:
            await _unfollow(update, context, [interest_of(context, ref)], message)
        case Action.DROP_ALL:
            await _unfollow_all(update, context, message)
        case Action.UNSUBSCRIBE:
            place = await changeable(update, context)
            done = await context.services.following.unsubscribe_from_paper(place, ref, now=context.now)
            await _say_removed(update, context, done)
        case Action.UNDO:
            await _undo(update, context, message)
        case _:
            raise UserError("error.old_button")


async def _follow(update: Update, context: CmiaContext, interest: Interest) -> None:
    place = await changeable(update, context)
    done = await context.services.following.subscribe(place, interest, now=context.now)
    screen = screens(update, context).subscribed(
        interest,
        bool(done.new),
        done.reach.papers,
        done.reach.recommendations,
        view(context, done.standing),
    )
    await reply_screen(update, screen, context.language(update))


async def _unfollow(
    update: Update, context: CmiaContext, interests: Iterable[Interest], instead: Message | None = None
) -> None:
    place = await changeable(update, context)
    done = await context.services.following.unsubscribe(place, *interests, now=context.now)
    await _say_removed(update, context, done, instead)


async def _unfollow_all(update: Update, context: CmiaContext, instead: Message | None = None) -> None:
    place = await changeable(update, context)
    done = await context.services.following.unsubscribe_all(place, now=context.now)
    await _say_removed(update, context, done, instead)


async def _say_removed(
    update: Update, context: CmiaContext, done: Unsubscribed, instead: Message | None = None
) -> None:
    """In a new message, or in the place of one; what was removed is noted with it, to be had back."""
    screen = screens(update, context).unsubscribed(done.removed, view(context, done.standing))
    language = context.language(update)
    if instead is None:
        shown = await reply_screen(update, screen, language)
    else:
        await show_page(instead, screen, language)
        shown = instead
    if shown is not None and done.removed:
        memory = context.services.answers
        await memory.keep_removed(shown.chat.id, shown.message_id, done.removed, now=context.now)


async def _undo(update: Update, context: CmiaContext, message: Message) -> None:
    place = await changeable(update, context)
    removed = await context.services.answers.removed(message.chat.id, message.message_id, now=context.now)
    wanted = [interest for interest in removed if is_known(context, interest)]
    if not wanted:
        raise UserError("unsubscribe.too_late")
    done = await context.services.following.subscribe(place, *wanted, now=context.now)
    screen = screens(update, context).restored(wanted, view(context, done.standing))
    await show_page(message, screen, context.language(update))


def _typed(context: CmiaContext) -> str:
    return " ".join(context.args or [])[:LONGEST_NAME].strip()
