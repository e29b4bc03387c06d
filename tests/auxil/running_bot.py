"""The real bot, polling the fake Bot API over HTTP, and somebody who talks to it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from telegram.ext import ExtBot

from cmiabot.delivery.limits import Limiter
from cmiabot.settings import Secret
from cmiabot.store.migrating import upgrade
from cmiabot.telegram.application import build_application
from cmiabot.telegram.context import CmiaApplication, Services
from cmiabot.telegram.polling import run_polling
from tests.auxil.fake_bot_api import USER_ID, Call, FakeBotApi, SentMessage
from tests.auxil.loaded_collections import FROZEN_DATA, services_of

TIMEOUT = 10
"""Seconds after which a bot that should have stopped hangs."""


def application_for(api: FakeBotApi, limiter: Limiter | None = None, **settings: Any) -> CmiaApplication:
    """The application of the program on the frozen collection, pointed at the fake Bot API.

    Without a limiter, as the program has one, answers to one person need not wait for each other.
    """
    defaults = {"token": Secret(api.token), "api_url": api.url}
    return build_application(services_of(FROZEN_DATA, **{**defaults, **settings}), limiter=limiter)


@dataclass
class RunningBot:
    """A bot that polls, and what people do to it."""

    api: FakeBotApi
    task: asyncio.Task[None]
    application: CmiaApplication

    @property
    def services(self) -> Services:
        """What its handlers use."""
        return self.application.services

    @property
    def bot(self) -> ExtBot[bool]:
        """What it calls the Bot API with."""
        return self.application.bot

    async def settle(self) -> None:
        """Wait until everything that happened so far is handled."""
        await self.api.wait_until(lambda: not self.api.updates.waiting)
        await self.application.update_queue.join()

    async def say(self, text: str, chat_id: int | None = None, **extra: Any) -> SentMessage:
        """Somebody writes; gives the bot's next message in that chat."""
        chat = chat_id or extra.get("user_id", USER_ID)
        before = len(self.api.sent_to(chat))
        self.api.push_message(text, chat_id=chat_id, **extra)
        await self.api.wait_until(lambda: len(self.api.sent_to(chat)) > before)
        return self.api.sent_to(chat)[-1]

    async def press(self, message: SentMessage, label: str, **extra: Any) -> Call:
        """Somebody presses the button with that label; gives the note the press was answered with."""
        (data,) = [one["callback_data"] for one in message.buttons if one["text"] == label]
        return await self.press_data(message, data, **extra)

    async def press_data(self, message: SentMessage, data: str, **extra: Any) -> Call:
        """Somebody's client sends the press of a button with that data, be it under that message or not."""
        before = len(self.api.calls_of("answerCallbackQuery"))
        self.api.push_callback(message, data, **extra)
        calls = await self.api.wait_for("answerCallbackQuery", before + 1)
        return calls[-1]

    async def press_old(self, message: SentMessage, data: str, **extra: Any) -> Call:
        """Somebody presses a button with that data that another version put under a message."""
        return await self.press_data(message.with_button(data), data, **extra)

    async def stop(self) -> None:
        """Take in everything that was sent, answer it, and stop as on SIGTERM."""
        await self.api.wait_until(lambda: not self.api.updates.waiting)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(self.task, TIMEOUT)


@asynccontextmanager
async def running_bot(api: FakeBotApi, **settings: Any) -> AsyncIterator[RunningBot]:
    """The bot while it polls; `settings` differ from the defaults. It is stopped at the end."""
    application = application_for(api, **settings)
    await upgrade(application.services.database)
    task = asyncio.create_task(run_polling(application, conflict_is_fatal=0))
    polls = asyncio.create_task(api.wait_for("getUpdates"))
    bot = RunningBot(api, task, application)
    try:
        await asyncio.wait({task, polls}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        await polls
        yield bot
        if not task.done():
            await bot.stop()
        assert api.unknown == []
    finally:
        for one in (task, polls):
            one.cancel()
        await asyncio.gather(task, polls, return_exceptions=True)
        await application.services.database.close()
        await application.bot.shutdown()  # Where the start failed, nothing else closes its connections


@pytest.fixture(name="api")
async def api_fixture() -> AsyncIterator[FakeBotApi]:
    """A fake Bot API that nobody polls yet."""
    async with FakeBotApi() as server:
        yield server


@pytest.fixture(name="bot")
async def bot_fixture(api: FakeBotApi) -> AsyncIterator[RunningBot]:
    """The bot on the frozen collection, polling."""
    async with running_bot(api) as running:
        yield running
