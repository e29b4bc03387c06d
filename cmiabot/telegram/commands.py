"""Every chat command, declared once: menus, /help and the README come from this list."""

import logging
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, BotCommandScopeChat, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from cmiabot.messages.traditional import plain_label
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.handlers import (
    announcing,
    browsing,
    choosing,
    operators,
    questions,
    reporting,
    scheduling,
    subscribing,
)
from cmiabot.telegram.replies import reply_screen
from cmiabot.telegram.rights import is_operator

_log = logging.getLogger(__name__)

Handler = Callable[[Update, CmiaContext], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what carries it out, and the message that describes it."""

    name: str
    handler: Handler
    aliases: tuple[str, ...] = ()
    """Names that are understood as well, but stand in no menu."""

    @property
    def description(self) -> str:
        """The key of its description."""
        return f"command.{self.name}"


async def _help(update: Update, context: CmiaContext) -> None:
    known = [*COMMANDS]
    if is_operator(update, context.services.settings.operators):
        known += OPERATOR_COMMANDS
    described = [(command.name, command.description) for command in known]
    await reply_screen(update, context.browser(update).help(described), context.language(update))


COMMANDS: Sequence[Command] = (
    Command("ask", questions.ask_command),
    Command("compare", questions.compare),
    Command("papers", browsing.papers),
    Command("paper", browsing.paper),
    Command("themes", browsing.themes),
    Command("theme", browsing.theme),
    Command("advisers", browsing.advisers),
    Command("adviser", browsing.adviser),
    Command("subscribe", subscribing.subscribe),
    Command("unsubscribe", subscribing.unsubscribe, aliases=("stop",)),
    Command("subscriptions", choosing.subscriptions),
    Command("digest", reporting.digest),
    Command("settings", scheduling.settings),
    Command("time", scheduling.time),
    Command("timezone", scheduling.timezone),
    Command("days", scheduling.days),
    Command("pause", scheduling.pause),
    Command("resume", scheduling.resume),
    Command("status", reporting.status),
    Command("language", scheduling.language),
    Command("privacy", reporting.privacy),
    Command("mydata", reporting.mydata),
    Command("forgetme", reporting.forgetme),
    Command("help", _help),
    Command("start", browsing.start),
)


OPERATOR_COMMANDS: Sequence[Command] = (
    Command("deliveries", operators.deliveries),
    Command("receipt", operators.receipt),
    Command("announce", announcing.announce),
    Command("announcements", announcing.announcements),
    Command("recall", announcing.recall),
    Command("rehearse", operators.rehearsal),
    Command("stats", operators.stats),
)
"""For those who run the bot, in their private chats; to everybody else they do not exist."""


async def register_commands(bot: ExtBot[bool], language: str, operator_ids: Collection[int] = ()) -> None:
    """Put the commands into Telegram's menus: in the set language, and in Chinese and English where known.

    Operators (user ids) see theirs as well, from the first start after they have opened the bot.
    """
    for code, of in ((None, language), ("zh", "zh"), ("en", "en")):
        await bot.set_my_commands(_menu(COMMANDS, of), language_code=code)
        for operator in operator_ids:
            both = _menu([*COMMANDS, *OPERATOR_COMMANDS], of)
            try:
                await bot.set_my_commands(both, language_code=code, scope=BotCommandScopeChat(operator))
            except (BadRequest, Forbidden) as error:
                _log.info("operator %d has no command menu: %s", operator, error)


def _menu(commands: Iterable[Command], language: str) -> list[BotCommand]:
    return [BotCommand(command.name, plain_label(command.description, language)) for command in commands]
