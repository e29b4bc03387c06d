"""A broadcast as a bot makes it that has nothing but python-telegram-bot: a loop and AIORateLimiter.

    python -m benchmarks.plain_loop API TOKEN DATA MESSAGE CHATS [--at-once]

`benchmarks.delivery` runs it in a process of its own. It answers questions with the engine of cmiabot, so
that only the sending differs; nothing is written down, and what fails is lost.
"""

import argparse
import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.constants import MessageLimit, ParseMode
from telegram.error import TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    ContextTypes,
    MessageHandler,
    filters,
)

from benchmarks.measuring import collection_of
from cmiabot.asking import ask_json
from cmiabot.cache import Cache
from cmiabot.search.building import make_engine

UPDATES_AT_ONCE = 16
RETRIES = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Poll, answer, and send one message to every chat."""
    parser = argparse.ArgumentParser(prog="benchmarks.plain_loop", description=__doc__.partition("\n")[0])
    parser.add_argument("api", help="root of the Bot API server")
    parser.add_argument("token")
    parser.add_argument("data", type=Path)
    parser.add_argument("message", type=Path, help="file with the message, HTML")
    parser.add_argument("chats", type=Path, help="file with the ids of the chats")
    parser.add_argument("--at-once", action="store_true", help="start all at once instead of in turn")
    options = parser.parse_args(arguments)
    os.environ["PTB_TIMEDELTA"] = "1"
    _application(options).run_polling()


def _application(options: argparse.Namespace) -> Application[Any, Any, Any, Any, Any, Any]:
    collection = collection_of(options.data)
    engine = make_engine(collection, Cache(None))
    text = options.message.read_text(encoding="utf-8")
    chats = [int(line) for line in options.chats.read_text(encoding="ascii").split()]
    tasks = []

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        assert update.message.text is not None
        reply = ask_json(collection, engine, update.message.text)["reply"]
        await update.message.reply_text(reply[: MessageLimit.MAX_TEXT_LENGTH // 2])

    async def begin(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        tasks.append(asyncio.create_task(_broadcast(application, text, chats, options.at_once)))

    application = (
        ApplicationBuilder()
        .token(options.token)
        .base_url(f"{options.api}/bot")
        .rate_limiter(AIORateLimiter(max_retries=RETRIES))
        .concurrent_updates(UPDATES_AT_ONCE)
        .post_init(begin)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, answer))
    return application


async def _broadcast(
    application: Application[Any, Any, Any, Any, Any, Any], text: str, chats: Sequence[int], at_once: bool
) -> None:
    async def send(chat: int) -> None:
        try:
            await application.bot.send_message(chat, text, parse_mode=ParseMode.HTML)
        except TelegramError as error:
            print(f"{chat}: {error}")

    if at_once:
        await asyncio.gather(*map(send, chats))
    else:
        for chat in chats:
            await send(chat)


if __name__ == "__main__":
    main()
