"""Rows for tests of the store and of what uses it: only what a test is about is to be said."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store import chats, outbox, sending, targets
from cmiabot.store.tables import OUTBOX
from cmiabot.store.values import Chat, ChatKind, Delivery, NewOutboxRow, OutboxKind, OutboxRow, Target

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
"""A Monday, 08:30 in Shanghai."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WORKDAYS = frozenset(range(5))
SENDER = "sender"

_numbers = count(1)


async def stored_chat(session: AsyncSession, telegram_id: int = 0, **values: Any) -> Chat:
    """A private chat, of an id nobody has where none is given."""
    given: dict[str, Any] = {"kind": ChatKind.PRIVATE, "title": "", "language": "zh", "now": NOW}
    return await chats.remember(session, telegram_id or 10**10 + next(_numbers), **(given | values))


async def stored_target(session: AsyncSession, chat: Chat | None = None, thread_id: int = 0) -> Target:
    """An active target with nothing due, of a new chat where none is given."""
    chat = chat or await stored_chat(session)
    return await targets.get_or_create(
        session, chat.id, thread_id, zone="Asia/Shanghai", digest_minutes=510, weekdays=WORKDAYS
    )


async def chat_now(session: AsyncSession, telegram_id: int) -> Chat:
    """A chat that is known, as it is now."""
    chat = await chats.find(session, telegram_id)
    assert chat is not None
    return chat


async def target_now(session: AsyncSession, target_id: int) -> Target:
    """A target that is there, as it is now."""
    target = await targets.find(session, target_id)
    assert target is not None
    return target


def digest(target: Target, key: str = "2026-03-02", **values: Any) -> NewOutboxRow:
    """A digest that may be sent now, unless said otherwise."""
    given: dict[str, Any] = {"target_id": target.id, "kind": OutboxKind.DIGEST, "key": key, "slot": NOW}
    return NewOutboxRow(**(given | values))


async def rows(session: AsyncSession) -> list[OutboxRow]:
    """The whole outbox, in the order it was written."""
    found = await session.execute(OUTBOX.select().order_by(OUTBOX.c.id))
    return [OutboxRow(*row) for row in found]


async def claimed(session: AsyncSession, row: NewOutboxRow, holder: str = SENDER) -> Delivery:
    """A row that was written and claimed."""
    assert await outbox.add(session, [row], now=NOW) == 1
    (delivery,) = await sending.claim(session, holder, now=NOW, lease=MINUTE, limit=1)
    return delivery


async def in_flight(session: AsyncSession, row: NewOutboxRow, holder: str = SENDER) -> Delivery:
    """A row whose request is being made."""
    delivery = await claimed(session, row, holder)
    assert await sending.start_sending(session, delivery.row.id, holder, now=NOW)
    return delivery
