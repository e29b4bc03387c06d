"""An operator's chats: the bot, its outbox, and what operators and others say and press."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from telegram import Update

from cmiabot.delivery.failures import Unknown
from cmiabot.settings import Secret
from cmiabot.store import audit
from cmiabot.store.migrating import upgrade
from cmiabot.telegram.application import build_application
from cmiabot.telegram.context import CmiaApplication
from tests.auxil.delivering import Post, ScriptedMessenger
from tests.auxil.fake_bot_api import FakeBotApi, SentMessage
from tests.auxil.loaded_collections import FROZEN_DATA, services_of

OPERATOR, STRANGER, SILENT = 501, 2002, 502
GROUP = -1001


@dataclass
class Office:
    """The bot and its outbox; updates are handled one after another."""

    api: FakeBotApi
    application: CmiaApplication
    post: Post

    async def say(self, text: str, user: int = OPERATOR, chat: int | None = None, **more: Any) -> str:
        """What the bot says to somebody's message; nothing where it is silent."""
        found = await self.messages(text, user, chat, **more)
        return "\n".join(one.visible_text for one in found)

    async def messages(
        self, text: str, user: int = OPERATOR, chat: int | None = None, **more: Any
    ) -> list[SentMessage]:
        """The same as messages, with their buttons."""
        before = len(self.api.sent_to(chat or user))
        await self._handle(self.api.push_message(text, user_id=user, chat_id=chat, **more))
        return self.api.sent_to(chat or user)[before:]

    async def press(self, message: SentMessage, label: str, user: int = OPERATOR) -> str:
        """Press the button of that label; the note over the chat, if there is one."""
        (data,) = [one["callback_data"] for one in message.buttons if one["text"] == label]
        return await self.press_data(message, data, user)

    async def press_data(self, message: SentMessage, data: str, user: int = OPERATOR) -> str:
        """Send the press of a button of that data, be it under that message or not."""
        await self._handle(self.api.push_callback(message, data, user_id=user))
        return str(self.api.calls_of("answerCallbackQuery")[-1].parameters.get("text", ""))

    async def press_old(self, message: SentMessage, data: str, user: int = OPERATOR) -> str:
        """Press a button of that data that another version put under a message."""
        return await self.press_data(message.with_button(data), data, user)

    def latest(self, chat: int = OPERATOR) -> SentMessage:
        """The last message in a chat, as it is now."""
        return self.api.sent_to(chat)[-1]

    async def _handle(self, update_id: int) -> None:
        update = Update.de_json(self.api.updates.waiting.pop(update_id), self.application.bot)
        await self.application.process_update(update)

    async def doubtful(self, chat: int = GROUP, **more: Any) -> int:
        """A digest of which nobody knows whether it arrived."""
        return await self.failing(chat, Unknown("no answer"), **more)

    async def failing(self, chat: int, failure: Exception, **more: Any) -> int:
        """A digest that failed like this."""
        assert isinstance(self.post.messenger, ScriptedMessenger)
        row_id = await self.post.digest(await self.post.chat(chat), **more)
        self.post.messenger.failures[chat] = [failure]
        await self.post.send(1)
        return row_id

    async def audited(self) -> list[tuple[int, str]]:
        async with self.post.database.read() as session:
            return [(one.actor, one.action) for one in await audit.latest(session, 9)]


@pytest.fixture(name="office")
async def office_fixture(api: FakeBotApi) -> AsyncIterator[Office]:
    settings: dict[str, Any] = {
        "token": Secret(api.token),
        "api_url": api.url,
        "operators": frozenset({OPERATOR}),
    }
    services = services_of(FROZEN_DATA, clock=lambda: post.now, **settings)
    await upgrade(services.database)
    post = Post(services.database, ScriptedMessenger())
    application = build_application(services)
    try:
        async with application:
            yield Office(api, application, post)
    finally:
        await services.database.close()


def labels(message: SentMessage) -> list[str]:
    """What the buttons under a message say."""
    return [button["text"] for button in message.buttons]
