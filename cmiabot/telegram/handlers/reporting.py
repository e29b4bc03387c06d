"""What came, what will come, what is kept: /digest /status /privacy /mydata /forgetme, and their buttons."""

from dataclasses import replace

from telegram import Message, Update

from cmiabot.delivery.planning import Outlook, moment
from cmiabot.delivery.recalling import Fate
from cmiabot.delivery.typed_dates import read_past_date
from cmiabot.delivery.zones import city_of
from cmiabot.errors import UserError
from cmiabot.messages.digests import Digest, digest_screen
from cmiabot.messages.reporting import Inventory, Last, Outcome, ReportingScreens, Trouble
from cmiabot.messages.screens import Action, Screen
from cmiabot.store.values import ChatKind, OutboxState
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import reply_screen, show_page
from cmiabot.telegram.rights import changeable, require_administrator, visible

CANCELLED = {outcome.value: outcome for outcome in (Outcome.PAUSED, Outcome.UNSUBSCRIBED, Outcome.BLOCKED)}
"""Reasons of digests that were cancelled; all others come down to being too late."""


async def digest(update: Update, context: CmiaContext) -> None:
    """Today's digest again, else a preview of the next; or that of a date."""
    place = await visible(update, context)
    recalling = context.services.recalling
    if not context.args:
        await _show(update, context, await recalling.today(place, now=context.now))
        return
    today = await recalling.local_today(place, now=context.now)
    day = read_past_date(" ".join(context.args), today)
    screens = _screens(update, context)
    match await recalling.of_date(place, day):
        case Digest() as shown:
            await _show(update, context, shown)
        case Fate() as fate:
            screen = screens.not_sent(_trouble(fate), today)
            await reply_screen(update, screen, context.language(update))
        case None:
            await reply_screen(update, screens.no_digest(day, today), context.language(update))


async def status(update: Update, context: CmiaContext) -> None:
    """What is followed, what comes when, what came last, and what did not come."""
    now = context.now
    found = await context.services.recalling.status(await visible(update, context), now=now)
    outlook = found.standing.outlook
    last = None
    if found.last is not None:
        at = moment(outlook.schedule.zone, found.last.at, now)
        last = Last(at, found.last.paper, certain=found.last.state is OutboxState.SENT)
    trouble = _trouble(found.trouble) if found.trouble else None
    expected = outlook.expectation(now)
    screen = _screens(update, context).status(found.standing.interests, expected, last, trouble)
    await reply_screen(update, screen, context.language(update))


async def privacy(update: Update, context: CmiaContext) -> None:
    """What is kept and what is not."""
    await reply_screen(update, _screens(update, context).privacy(), context.language(update))


async def mydata(update: Update, context: CmiaContext) -> None:
    """What is kept of this chat."""
    place = await changeable(update, context)
    kept = await context.services.keeping.kept(place, now=context.now)
    schedule = kept.standing.outlook.schedule
    inventory = Inventory(
        chat=place.chat,
        private=place.kind is ChatKind.PRIVATE,
        since=moment(schedule.zone, kept.since, context.now) if kept.since else None,
        minutes=schedule.minutes,
        city=city_of(schedule.zone),
        weekdays=schedule.weekdays,
        interests=kept.standing.interests,
        papers=kept.papers,
        deliveries=kept.deliveries,
        answers=kept.answers,
        hosts=kept.hosts,
    )
    await reply_screen(update, _screens(update, context).kept(inventory), context.language(update))


async def forgetme(update: Update, context: CmiaContext) -> None:
    """Asks whether everything is to be deleted."""
    place = await changeable(update, context)
    kept = await context.services.keeping.kept(place, now=context.now)
    screen = _screens(update, context).sure_to_forget(
        private=place.kind is ChatKind.PRIVATE, looks_after=bool(kept.hosts)
    )
    await reply_screen(update, screen, context.language(update))


async def press(update: Update, context: CmiaContext, message: Message, action: Action, ref: str) -> None:
    """A button of these messages."""
    match action, ref:
        case Action.SAMPLE, _:
            preview = await context.services.recalling.preview(
                await visible(update, context), now=context.now
            )
            await _show(update, context, preview)
        case Action.FORGET, "":
            await forgetme(update, context)
        case Action.FORGET, "yes":
            await show_page(message, await _forget(update, context), context.language(update))
        case Action.FORGET, "no":
            await changeable(update, context)
            screen = _screens(update, context).message("forget.not_done")
            await show_page(message, screen, context.language(update))
        case _:
            raise UserError("error.old_button")


async def _forget(update: Update, context: CmiaContext) -> Screen:
    place = await changeable(update, context)
    if place.kind is not ChatKind.PRIVATE:
        # Nothing brings it back: who was an administrator a minute ago is not believed to be one still.
        context.services.administrators.forget(place.chat)
        await require_administrator(update, context, place)
    # In the language that is about to be forgotten as well.
    done = _screens(update, context).message("forget.done")
    await context.services.keeping.forget(place.chat)
    context.services.languages.learn(place.chat, None, now=context.now)
    return done


async def _show(update: Update, context: CmiaContext, shown: Digest | Outlook) -> None:
    language = context.language(update)
    if isinstance(shown, Digest):
        screen = digest_screen(context.services.collection, shown, language)
        if context.managed is not None:
            screen = replace(screen, place=context.managed.target)
    else:
        screen = _screens(update, context).nothing_to_show(shown.expectation(context.now))
    await reply_screen(update, screen, language)


def _trouble(fate: Fate) -> Trouble:
    match fate.state:
        case OutboxState.CANCELLED:
            outcome = CANCELLED.get(fate.reason, Outcome.MISSED)
        case OutboxState.FAILED:
            outcome = Outcome.REFUSED
        case OutboxState.SENT | OutboxState.UNCERTAIN:
            outcome = Outcome.GONE
        case _:
            outcome = Outcome.ON_ITS_WAY
    return Trouble(fate.day, outcome)


def _screens(update: Update, context: CmiaContext) -> ReportingScreens:
    return ReportingScreens(context.services.collection, context.language(update), context.elsewhere)
