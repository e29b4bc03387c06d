"""Every chat command, declared once: menus, /help and the README come from this list."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import BotCommand, Update
from telegram.ext import ExtBot

from cmiabot.messages.traditional import plain_label
from cmiabot.telegram.context import CmiaContext
from cmiabot.telegram.handlers import browsing, questions
from cmiabot.telegram.replies import reply_screen

Handler = Callable[[Update, CmiaContext], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what carries it out, and the message that describes it."""

    name: str
    handler: Handler

    @property
    def description(self) -> str:
        """The key of its description."""
        return f"command.{self.name}"


async def _help(update: Update, context: CmiaContext) -> None:
    described = [(command.name, command.description) for command in COMMANDS]
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
    Command("help", _help),
    Command("start", browsing.start),
)


async def register_commands(bot: ExtBot[None], language: str) -> None:
    """Put the commands into Telegram's menu: in the set language, and in Chinese and English where known."""
    for code, of in ((None, language), ("zh", "zh"), ("en", "en")):
        commands = [BotCommand(command.name, plain_label(command.description, of)) for command in COMMANDS]
        await bot.set_my_commands(commands, language_code=code)
