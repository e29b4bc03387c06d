"""What operators ask for and press: /receipt /deliveries /rehearse /stats. Rights: `telegram.rights`."""

from datetime import date

from telegram import Message, Update

from cmiabot.delivery.programme import Programme
from cmiabot.delivery.receipts import MOST_LISTED, Receipts
from cmiabot.delivery.rehearsing import Rehearsed, rehearse
from cmiabot.delivery.typed import quoted
from cmiabot.delivery.typed_dates import find_date
from cmiabot.errors import UserError
from cmiabot.messages.operating import OperatingScreens, Planned
from cmiabot.messages.receipts import ACTIONS, ReceiptScreens, Section, read_receipt_ref
from cmiabot.messages.screens import Action, Screen
from cmiabot.telegram.callbacks import OpenScreen, TurnScreen
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.replies import no_turn, reply_screen, show_page, turn_screen
from cmiabot.telegram.rights import is_operator

REMEDIES = {action: remedy for remedy, action in ACTIONS.items()}
BUTTONS = frozenset({Action.RECEIPT, Action.RECEIPTS, Action.DELIVERIES, Action.REHEARSAL, *REMEDIES})
"""What only operators may press."""
LONGEST_NUMBER = 15
"""Digits of a receipt's number; longer ones no database takes."""


async def receipt(update: Update, context: CmiaContext) -> None:
    """One receipt by its number, or those of a date, or of today."""
    typed = " ".join(context.args or []).strip()
    if _is_number(typed):
        await _reply(update, context, Action.RECEIPT, typed)
        return
    today = _today(context)
    day = find_date(typed, today, later=False) if typed else today
    if day is None:
        raise UserError("receipt.usage")
    await _reply(update, context, Action.RECEIPTS, day.isoformat())


async def deliveries(update: Update, context: CmiaContext) -> None:
    """What is uncertain, dead or pending."""
    await _reply(update, context, Action.DELIVERIES, "")


async def rehearsal(update: Update, context: CmiaContext) -> None:
    """Who would get what on a date, from today on; nothing is sent."""
    typed, today = " ".join(context.args or []), _today(context)
    if not typed:
        raise UserError("rehearsal.usage")
    # Without a year today's own date is meant for today.
    last, following = (find_date(typed, today, later=later) for later in (False, True))
    if last is None or following is None:
        raise UserError("rehearsal.unreadable", text=quoted(typed))
    if following < today:
        raise UserError("rehearsal.past", day=following)
    day = today if last == today else following
    await _reply(update, context, Action.REHEARSAL, day.isoformat())


async def stats(update: Update, context: CmiaContext) -> None:
    """How much there is of what."""
    found = await Receipts(context.services.database).stats()
    await reply_screen(update, _operating(update, context).stats(found), context.language(update))


async def press(
    pressed: OpenScreen | TurnScreen, message: Message, update: Update, context: CmiaContext
) -> None:
    """A button for operators. Raises UserError (old button) for all others, who can only have forged it."""
    if not is_operator(update, context.services.settings.operators):
        raise UserError("error.old_button")
    language = context.language(update)
    match pressed:
        case OpenScreen(action, ref) if action in REMEDIES:
            screen = await _mend(update, context, action, ref)
            await show_page(message, screen, language, 1, no_turn)
        case OpenScreen(action, ref):
            await _reply(update, context, action, ref)
        case TurnScreen(action, ref, page):
            screen = await _screen(update, context, action, ref)
            await show_page(message, screen, language, page, turn_screen(action, ref))


async def _reply(update: Update, context: CmiaContext, action: Action, ref: str) -> None:
    screen = await _screen(update, context, action, ref)
    await reply_screen(update, screen, context.language(update), turn=turn_screen(action, ref))


async def _screen(update: Update, context: CmiaContext, action: Action, ref: str) -> Screen:
    services = context.services
    receipts, screens = Receipts(services.database), _receipt_screens(update, context)
    match action:
        case Action.RECEIPT if _is_number(ref):
            found = await receipts.find(int(ref), now=context.now)
            if found is None:
                raise UserError("receipt.refused.unknown", id=ref)
            return screens.receipt(found)
        case Action.RECEIPTS:
            day = _date(ref)
            tally, listing = await receipts.of_day(day, services.settings.timezone, now=context.now)
            return screens.day(day, tally, listing.receipts, listing.total)
        case Action.DELIVERIES if ref in ("", *Section):
            wanted = Section(ref) if ref else None
            troubles = await receipts.troubles(wanted, now=context.now)
            return screens.deliveries(troubles.section, troubles.sizes, troubles.receipts)
        case Action.REHEARSAL:
            day = _date(ref)
            digests = await rehearse(services.database, Programme(services.collection), day, context.now)
            planned = [_planned(one) for one in digests[:MOST_LISTED]]
            return _operating(update, context).rehearsal(day, planned, len(digests))
        case _:
            raise UserError("error.old_button")


async def _mend(update: Update, context: CmiaContext, action: Action, ref: str) -> Screen:
    """Do what a button says, if the row is still as it was when the button was made."""
    meant = read_receipt_ref(ref)
    user = update.effective_user
    if meant is None or user is None:
        raise UserError("error.old_button")
    row, version = meant
    services = context.services
    mended = await Receipts(services.database, services.bell).mend(
        REMEDIES[action], row, actor=user.id, now=context.now, version=version
    )
    if mended.refusal is not None or mended.receipt is None:
        raise UserError(f"receipt.refused.{mended.refusal}", id=row)
    return _receipt_screens(update, context).receipt(mended.receipt)


def _planned(rehearsed: Rehearsed) -> Planned:
    chat, target, row = rehearsed.chat, rehearsed.target, rehearsed.row
    return Planned(row.slot, target.zone, chat.telegram_id, chat.title, target.thread_id, row.paper)


def _receipt_screens(update: Update, context: CmiaContext) -> ReceiptScreens:
    return ReceiptScreens(context.language(update), context.services.settings.timezone)


def _operating(update: Update, context: CmiaContext) -> OperatingScreens:
    services = context.services
    return OperatingScreens(services.collection, context.language(update), services.settings.timezone)


def _today(context: CmiaContext) -> date:
    return context.now.astimezone(context.services.settings.timezone).date()


def _date(ref: str) -> date:
    try:
        return date.fromisoformat(ref)
    except ValueError:
        raise UserError("error.old_button") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
