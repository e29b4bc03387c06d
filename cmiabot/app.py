"""The composition root: the one place where objects are made and handed on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from cmiabot.cache import Cache
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import Collection
from cmiabot.errors import StartError
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine
from cmiabot.settings import Settings

if TYPE_CHECKING:
    from cmiabot.telegram.context import Services


def load_engine(settings: Settings) -> tuple[Collection, Engine]:
    """The records and the engine that answers from them: all that `ask` needs."""
    cache = Cache(settings.cache)
    collection = load_collection(settings.data, cache)
    return collection, make_engine(collection, cache)


async def chat(settings: Settings, write: Callable[[str], None], lines: AsyncIterator[str]) -> None:
    """Talk in the terminal until `lines` end; what the bot says goes to `write`."""
    # Imported late: `ask` and `corpus` need no Telegram.
    from cmiabot.telegram.application import build_application
    from cmiabot.telegram.terminal import TerminalChat, TerminalRequest

    request = TerminalRequest(write)
    application = build_application(_services(settings), request)
    await TerminalChat(application, request, settings.language).talk(lines)


async def run(settings: Settings) -> None:
    """Serve Telegram until stopped. Raises StartError where that cannot be."""
    from cmiabot.telegram.application import build_application
    from cmiabot.telegram.polling import run_polling

    if settings.mode == "webhook":
        raise StartError("CMIABOT_MODE=webhook is not available yet; use polling.")
    await run_polling(build_application(_services(settings)))


def _services(settings: Settings) -> Services:
    from cmiabot.telegram.context import Services
    from cmiabot.telegram.memory import AnswerMemory

    collection, engine = load_engine(settings)
    return Services(settings, collection, engine, AnswerMemory())


async def check_token(settings: Settings) -> str:
    """The bot's name as Telegram gives it for the token. Raises StartError where it gives none."""
    from cmiabot.telegram.application import build_application
    from cmiabot.telegram.polling import bot_name

    return await bot_name(build_application(_services(settings)))
