"""Free text that is meant for the bot: a command in plain words is carried out, all else is a question."""

from telegram import Update

from cmiabot.delivery.typed_wishes import read_wish
from cmiabot.telegram.addressing import spoken
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.handlers import choosing, questions, reporting, scheduling, subscribing

COMMANDS = {
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "subscriptions": choosing.subscriptions,
    "pause": scheduling.pause,
    "resume": scheduling.resume,
    "status": reporting.status,
}


async def free_text(update: Update, context: CmiaContext) -> None:
    """What somebody writes in private without a command."""
    message = update.effective_message
    said = message.text if message is not None and message.text else ""
    if not await _carried_out(said, update, context):
        await questions.free_text(update, context)


async def in_group(update: Update, context: CmiaContext) -> None:
    """A text in a group that answers the bot or mentions it; the commands themselves look into rights."""
    message = update.effective_message
    # Not what somebody else said to whom it replies: nobody subscribes by being pointed at.
    said = spoken(message) if message is not None else ""
    if not await _carried_out(said, update, context):
        await questions.in_group(update, context)


async def _carried_out(said: str, update: Update, context: CmiaContext) -> bool:
    """Whether a text was a command in plain words; then it is done."""
    wish = read_wish(said)
    if wish is None:
        return False
    context.args = wish.argument.split()
    await COMMANDS[wish.command](update, context)
    return True
