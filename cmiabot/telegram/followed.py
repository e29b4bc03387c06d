"""Screens about what is followed, made of what the database says: the same for commands and buttons."""

from collections.abc import Iterable

from telegram import Update

from cmiabot.delivery.planning import Standing
from cmiabot.errors import UserError
from cmiabot.messages.follows import EVERYTHING, Interest, followed, name_of
from cmiabot.messages.screens import Action, Screen
from cmiabot.messages.subscribing import Followed, Host, SubscribingScreens
from cmiabot.store.values import ChatKind
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import turn_screen
from cmiabot.telegram.rights import changeable, place_of

turn_picker = turn_screen(Action.PICK, "")
turn_listing = turn_screen(Action.SUBSCRIPTIONS, "")


def screens(update: Update, context: CmiaContext) -> SubscribingScreens:
    """The screens in the language of an update."""
    return SubscribingScreens(context.services.collection, context.language(update), context.elsewhere)


def view(context: CmiaContext, standing: Standing) -> Followed:
    """What is followed and expected, to be told."""
    return Followed(standing.interests, standing.outlook.expectation(context.now))


def picker(update: Update, context: CmiaContext, standing: Standing) -> Screen:
    """Themes to choose from."""
    themes = [("theme", theme) for theme in context.services.collection.themes]
    papers = _papers(context, [(EVERYTHING, ""), *themes])
    others = _is_at_home(update, context)
    return screens(update, context).picker(view(context, standing), papers, others=others)


async def listing(
    update: Update, context: CmiaContext, standing: Standing, dropped: Interest | None = None
) -> Screen:
    """What is followed, each removable; `dropped` was just removed. At home also the places of theirs."""
    papers = _papers(context, standing.interests)
    hosts: list[Host] = []
    if _is_at_home(update, context):
        hosts = await context.services.hosting.looked_after(place_of(update, context).chat)
    return screens(update, context).subscriptions(view(context, standing), papers, dropped, hosts)


def not_followed(update: Update, context: CmiaContext, standing: Standing, typed: str) -> Screen:
    """A name that is not among what is followed."""
    papers = _papers(context, standing.interests)
    return screens(update, context).not_followed(typed, view(context, standing), papers)


async def standing_of(update: Update, context: CmiaContext) -> Standing:
    """What whoever may change it follows. Raises UserError where they may not."""
    place = await changeable(update, context)
    return await context.services.following.standing(place, now=context.now)


def interest_of(context: CmiaContext, ref: str) -> Interest:
    """What a button refers to. Raises UserError (old button) where it is not there (any more)."""
    interest = followed(ref)
    if interest is None or not is_known(context, interest):
        raise UserError("error.old_button")
    return interest


def is_known(context: CmiaContext, interest: Interest) -> bool:
    """Whether there is such a thing to follow."""
    return interest == (EVERYTHING, "") or name_of(context.services.collection, *interest) is not None


def _is_at_home(update: Update, context: CmiaContext) -> bool:
    """Whether an update is about the private chat it comes from, not about a place managed from there."""
    return context.managed is None and place_of(update, context).kind is ChatKind.PRIVATE


def _papers(context: CmiaContext, interests: Iterable[Interest]) -> dict[Interest, int]:
    programme = context.services.programme
    return {interest: programme.reach([interest]).papers for interest in interests}
