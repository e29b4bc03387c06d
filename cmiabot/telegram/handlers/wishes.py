"""Free text in a private chat: a command in plain words is carried out, all else is a question."""

from telegram import Update

from cmiabot.delivery.typed_wishes import read_wish
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
    """What somebody writes without a command."""
    message = update.effective_message
    wish = read_wish(message.text) if message is not None and message.text else None
    if wish is None:
        await questions.free_text(update, context)
        return
    context.args = wish.argument.split()
    await COMMANDS[wish.command](update, context)
