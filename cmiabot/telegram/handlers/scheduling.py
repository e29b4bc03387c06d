"""When digests come: /settings /time /timezone /days /pause /resume, and /language; with their buttons."""

from datetime import date

from telegram import Message, Update

from cmiabot.delivery.following import Change
from cmiabot.delivery.planning import Outlook, moment
from cmiabot.delivery.typed_dates import pause_of, read_pause
from cmiabot.delivery.typed_days import read_weekdays
from cmiabot.delivery.typed_languages import read_language
from cmiabot.delivery.typed_times import read_time
from cmiabot.delivery.zones import cities, city_of, read_zone
from cmiabot.errors import UserError
from cmiabot.messages.catalogue import LANGUAGES
from cmiabot.messages.scheduling import OFF, ON, Chosen, Menu, SchedulingScreens
from cmiabot.messages.screens import Action, Screen
from cmiabot.telegram.callbacks import number
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import reply_screen, show_page, turn_screen
from cmiabot.telegram.rights import changeable

_turn_zones = turn_screen(Action.SETTINGS, Menu.ZONE.value)


async def settings(update: Update, context: CmiaContext) -> None:
    """All settings, each with a button."""
    await reply_screen(update, await _settings(update, context), context.language(update))


async def time(update: Update, context: CmiaContext) -> None:
    """Another time of day."""
    await changeable(update, context)
    if typed := _typed(context):
        await _reschedule(update, context, Change(minutes=read_time(typed)))
    else:
        await reply_screen(update, _screens(update, context).times(), context.language(update))


async def timezone(update: Update, context: CmiaContext) -> None:
    """Another time zone."""
    await changeable(update, context)
    if typed := _typed(context):
        await _reschedule(update, context, Change(zone=read_zone(typed)))
    else:
        await reply_screen(update, _zones(update, context), context.language(update), turn=_turn_zones)


async def days(update: Update, context: CmiaContext) -> None:
    """Other days of the week."""
    await changeable(update, context)
    if typed := _typed(context):
        await _reschedule(update, context, Change(weekdays=read_weekdays(typed)))
    else:
        await reply_screen(update, _screens(update, context).days(), context.language(update))


async def pause(update: Update, context: CmiaContext) -> None:
    """No digests for some days, until a date, or until resumed."""
    place = await changeable(update, context)
    until = None
    if typed := _typed(context):
        until = read_pause(typed, await _today(update, context))
    standing = await context.services.following.pause(place, until, now=context.now)
    expected = standing.outlook.expectation(context.now)
    await reply_screen(update, _screens(update, context).paused(expected), context.language(update))


async def resume(update: Update, context: CmiaContext) -> None:
    """Digests again."""
    place = await changeable(update, context)
    standing = await context.services.following.resume(place, now=context.now)
    expected = standing.outlook.expectation(context.now)
    await reply_screen(update, _screens(update, context).resumed(expected), context.language(update))


async def language(update: Update, context: CmiaContext) -> None:
    """Another language for everything but the answers to questions."""
    await changeable(update, context)
    if typed := _typed(context):
        await _speak(update, context, read_language(typed))
        await reply_screen(update, _screens(update, context).spoken(), context.language(update))
    else:
        await reply_screen(update, _screens(update, context).languages(), context.language(update))


async def press(update: Update, context: CmiaContext, message: Message, action: Action, ref: str) -> None:
    """A button of the settings."""
    if action is Action.RESUME:
        await resume(update, context)
    elif action is Action.SET:
        await _set(update, context, ref)
        await show_page(message, await _settings(update, context), context.language(update))
    else:
        await _open_menu(update, context, message, ref)


async def turn_zones(update: Update, context: CmiaContext, message: Message, page: int) -> None:
    """Another page of the time zones."""
    await changeable(update, context)
    await show_page(message, _zones(update, context), context.language(update), page, _turn_zones)


async def _open_menu(update: Update, context: CmiaContext, message: Message, ref: str) -> None:
    await changeable(update, context)
    screens = _screens(update, context)
    match ref:
        case Menu.TIME:
            screen = screens.times()
        case Menu.DAYS:
            screen = screens.days()
        case Menu.ZONE:
            screen = _zones(update, context)
        case Menu.LANGUAGE:
            screen = screens.languages()
        case Menu.PAUSE:
            screen = screens.pauses()
        case Menu.MAIN:
            screen = await _settings(update, context)
        case _:
            raise UserError("error.old_button")
    await show_page(message, screen, context.language(update), 1, _turn_zones)


async def _set(update: Update, context: CmiaContext, ref: str) -> None:
    """What a button sets. Raises UserError (old button) for what is none of ours."""
    place = await changeable(update, context)
    following, now = context.services.following, context.now
    menu, _, value = ref.partition("-")
    try:
        match menu:
            case Menu.TIME:
                await following.reschedule(place, Change(minutes=number(value)), now=now)
            case Menu.DAYS:
                await following.reschedule(place, Change(weekdays=frozenset(map(number, value))), now=now)
            case Menu.ZONE if any(value == city.zone for city in cities()):
                await following.reschedule(place, Change(zone=value), now=now)
            case Menu.LANGUAGE if value in LANGUAGES:
                await _speak(update, context, value)
            case Menu.PAUSE:
                until = pause_of(number(value), await _today(update, context)) if value else None
                await following.pause(place, until, now=now)
            case Menu.ANNOUNCEMENTS if value in (ON, OFF):
                user = update.effective_user
                actor = user.id if user else 0
                await context.services.announcing.switch(place, value == ON, actor=actor, now=now)
            case _:
                raise UserError("error.old_button")
    except ValueError:
        raise UserError("error.old_button") from None


async def _reschedule(update: Update, context: CmiaContext, change: Change) -> None:
    place = await changeable(update, context)
    standing = await context.services.following.reschedule(place, change, now=context.now)
    chosen = _chosen(context, standing.outlook)
    await reply_screen(update, _screens(update, context).rescheduled(chosen), context.language(update))


async def _speak(update: Update, context: CmiaContext, chosen: str) -> None:
    place = await changeable(update, context)
    await context.services.keeping.speak(place, chosen, now=context.now)
    context.services.languages.learn(place.chat, chosen, now=context.now)


async def _settings(update: Update, context: CmiaContext) -> Screen:
    place = await changeable(update, context)
    standing = await context.services.following.standing(place, now=context.now)
    chosen = _chosen(context, standing.outlook)
    announcements = await context.services.announcing.wanted(place.chat)
    return _screens(update, context).settings(chosen, len(standing.interests), announcements)


def _chosen(context: CmiaContext, outlook: Outlook) -> Chosen:
    schedule = outlook.schedule
    expected = outlook.expectation(context.now)
    return Chosen(schedule.minutes, schedule.weekdays, city_of(schedule.zone), expected)


def _zones(update: Update, context: CmiaContext) -> Screen:
    there = ((city.zone, moment(city.zone, context.now, context.now)) for city in cities())
    return _screens(update, context).zones(there)


async def _today(update: Update, context: CmiaContext) -> date:
    place = await changeable(update, context)
    return await context.services.recalling.local_today(place, now=context.now)


def _screens(update: Update, context: CmiaContext) -> SchedulingScreens:
    return SchedulingScreens(context.services.collection, context.language(update), context.elsewhere)


def _typed(context: CmiaContext) -> str:
    return " ".join(context.args or []).strip()
