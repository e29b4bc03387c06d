"""Groups and channels around a running bot: what happens in them, what is due there, and sending it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.places import Place
from cmiabot.delivery.rendering import Renderer
from cmiabot.delivery.sender import Sender
from cmiabot.store import chats, outbox, targets
from cmiabot.store.values import Chat, NewOutboxRow, OutboxKind, OutboxRow, Target
from cmiabot.telegram.messenger import TelegramMessenger
from tests.auxil.running_bot import TIMEOUT, RunningBot
from tests.auxil.stored import rows

ANONYMOUS, CHANNEL_BOT = 1087968824, 136817688
"""Who Telegram names as the author of what an anonymous administrator, or a channel, says in a group."""


def as_chat(chat: int, kind: str = "supergroup", user: int = ANONYMOUS) -> dict[str, Any]:
    """What a message has that is sent in the name of a chat."""
    return {"user_id": user, "sender_chat": {"id": chat, "type": kind, "title": "Chat"}}


def topic(thread: int) -> dict[str, Any]:
    """What a message in a forum topic has."""
    return {"message_thread_id": thread, "is_topic_message": True}


async def happens(bot: RunningBot, chat_id: int, **fields: Any) -> None:
    """Telegram tells of something in a chat by a service message; it is handled."""
    chat = bot.api.chats.get(chat_id) or {"id": chat_id, "type": "group", "title": "Test chat"}
    message = {"message_id": bot.api.next_message_id(chat_id), "date": int(time.time()), "chat": chat}
    bot.api.push_update({"message": {**message, "from": bot.api.user(1), **fields}})
    await bot.settle()


async def becomes(bot: RunningBot, chat_id: int, person: int, status: str, **rights: Any) -> None:
    """Somebody gets another status in a chat, of which an administrator, as the bot is one, is told."""
    old = dict(bot.api.member(chat_id, person))
    bot.api.set_member(chat_id, person, status, **rights)
    both = {"old_chat_member": old, "new_chat_member": bot.api.member(chat_id, person)}
    change = {"chat": bot.api.chat(chat_id), "from": bot.api.user(1), "date": int(time.time()), **both}
    bot.api.push_update({"chat_member": change})
    await bot.settle()


async def chat_of(bot: RunningBot, chat_id: int) -> Chat:
    """A chat the bot knows, as it is now."""
    async with bot.services.database.read() as session:
        found = await chats.find(session, chat_id)
    assert found is not None
    return found


async def target_of(bot: RunningBot, chat_id: int, thread: int = 0) -> Target:
    """A target of a chat, as it is now."""
    chat = await chat_of(bot, chat_id)
    async with bot.services.database.read() as session:
        found = await targets.of_chat(session, chat.id)
    return next(one for one in found if one.thread_id == thread)


async def followed(bot: RunningBot, chat_id: int, thread: int = 0) -> tuple[Any, ...]:
    """What is followed in a place."""
    place = Place(chat_id, thread)
    return (await bot.services.following.standing(place, now=datetime.now(UTC))).interests


async def write_digest(bot: RunningBot, chat_id: int, thread: int = 0) -> None:
    """A digest is due in a place."""
    now, target = bot.services.clock(), await target_of(bot, chat_id, thread)
    row = NewOutboxRow(
        target.id,
        OutboxKind.DIGEST,
        str(now.date()),
        now,
        {"reasons": [["everything", ""]]},
        "cmia16-01",
        now.date(),
        expires_at=now + timedelta(hours=12),
    )
    async with bot.services.database.write() as session:
        assert await outbox.add(session, [row], now=now) == 1


async def outbox_of(bot: RunningBot) -> list[OutboxRow]:
    """The whole outbox."""
    async with bot.services.database.read() as session:
        return await rows(session)


async def deliver(bot: RunningBot) -> None:
    """Send what waits: one request, and whatever becomes of it is written down."""
    services = bot.services
    before = len(bot.api.calls_of("sendMessage"))
    sender = Sender(
        services.database,
        TelegramMessenger(bot.bot),
        Limiter(asyncio.get_running_loop()),
        Renderer(services.collection, services.clock),
        holder=f"holder {before}",
        clock=services.clock,
        operators=services.settings.operators,
    )
    task = asyncio.create_task(sender.run())
    try:
        await bot.api.wait_for("sendMessage", before + 1)
    finally:
        sender.stop()
        await asyncio.wait_for(task, TIMEOUT)
