"""Chats with rows to be sent, a messenger that does what a test says, and a sender that runs in between."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Destination, Messenger, Outgoing
from cmiabot.delivery.sender import Sender
from cmiabot.messages.screens import Page
from cmiabot.store import chats, outbox, receipts, seen, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.values import (
    Chat,
    ChatKind,
    Delivery,
    NewOutboxRow,
    OutboxKind,
    OutboxRow,
    Seen,
    SubscriptionKind,
    Target,
)

START = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
"""A Monday, half past eight in Shanghai."""
TIMEOUT = 10

_holders = count(1)


def render(row: OutboxRow, language: str) -> Outgoing:
    """A message that says which row it is."""
    return Outgoing(Page(f"row {row.id}", (), (), (), 1, 1), language)


@dataclass
class ScriptedMessenger:
    """Takes every message, except where a chat has failures planned; what is `blocked` waits."""

    sent: list[tuple[Destination, Outgoing]] = field(default_factory=list)
    """Every attempt, in its order."""
    changes: list[tuple[Destination, int, Outgoing | None]] = field(default_factory=list)
    """Every attempt to put something in the place of a message, or (None) to delete it."""
    failures: dict[int, list[Exception]] = field(default_factory=lambda: defaultdict(list))
    blocked: asyncio.Event | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, to: Destination, message: Outgoing) -> int:
        async with self._changed:
            self.sent.append((to, message))
            number = len(self.sent)
            self._changed.notify_all()
        if self.blocked is not None:
            await self.blocked.wait()
        if self.failures[to.chat]:
            raise self.failures[to.chat].pop(0)
        return number

    async def edit(self, to: Destination, message_id: int, message: Outgoing) -> None:
        await self._change(to, message_id, message)

    async def delete(self, to: Destination, message_id: int) -> None:
        await self._change(to, message_id, None)

    async def _change(self, to: Destination, message_id: int, message: Outgoing | None) -> None:
        async with self._changed:
            self.changes.append((to, message_id, message))
            self._changed.notify_all()
        if self.failures[to.chat]:
            raise self.failures[to.chat].pop(0)

    @property
    def chats(self) -> list[int]:
        """Where the attempts went."""
        return [to.chat for to, _ in self.sent]

    async def wait_for(self, attempts: int) -> None:
        """Wait until there were so many attempts in all."""
        async with asyncio.timeout(TIMEOUT), self._changed:
            await self._changed.wait_for(lambda: len(self.sent) >= attempts)

    async def wait_for_changes(self, attempts: int) -> None:
        """Wait until there were so many attempts to change something in all."""
        async with asyncio.timeout(TIMEOUT), self._changed:
            await self._changed.wait_for(lambda: len(self.changes) >= attempts)


@dataclass
class Post:
    """A database with chats, a clock that a test moves, and senders that run one after another."""

    database: Database
    messenger: Messenger
    now: datetime = START
    operators: tuple[int, ...] = ()
    render: Callable[[OutboxRow, str], Outgoing] = render

    async def chat(self, telegram_id: int, kind: ChatKind | None = None, **more: Any) -> Target:
        """A chat (private where its id is positive) that follows everything; its topic-0 target."""
        kind = kind or (ChatKind.PRIVATE if telegram_id > 0 else ChatKind.GROUP)
        async with self.database.write() as session:
            known: dict[str, Any] = {"title": f"Chat {telegram_id}", "language": "zh", "now": self.now}
            chat = await chats.remember(session, telegram_id, kind=kind, **{**known, **more})
            return await self._target(session, chat, 0)

    async def topic(self, telegram_id: int, thread: int) -> Target:
        """Another target in a chat."""
        async with self.database.write() as session:
            chat = await chats.find(session, telegram_id)
            assert chat is not None
            return await self._target(session, chat, thread)

    async def _target(self, session: Any, chat: Chat, thread: int) -> Target:
        target = await targets.get_or_create(
            session,
            chat.id,
            thread,
            zone="Asia/Shanghai",
            digest_minutes=510,
            weekdays=frozenset(range(5)),
        )
        await subscriptions.add(session, target.id, SubscriptionKind.EVERYTHING, now=self.now)
        return target

    async def digest(self, target: Target, *, days: int = 0, **more: Any) -> int:
        """A digest that is due; its row's id. `days` after START's Monday."""
        slot = START + timedelta(days=days)
        row = NewOutboxRow(
            target.id,
            OutboxKind.DIGEST,
            str(slot.date()),
            slot,
            **{
                "paper": "cmia16-06",
                "local_date": slot.date(),
                "expires_at": slot + timedelta(hours=12),
                **more,
            },
        )
        return await self.add(row)

    async def add(self, row: NewOutboxRow) -> int:
        """Any row; its id."""
        async with self.database.write() as session:
            assert await outbox.add(session, [row], now=self.now) == 1
            return next(
                found.row.id
                for found in await receipts.listing(
                    session, since=row.slot, until=row.slot + timedelta(seconds=1), limit=10_000
                )
                if (found.row.target_id, found.row.kind, found.row.key) == (row.target_id, row.kind, row.key)
            )

    def sender(self, limiter: Limiter | None = None) -> Sender:
        """A sender of a process of its own."""
        return Sender(
            self.database,
            self.messenger,
            limiter or Limiter(asyncio.get_running_loop()),
            self.render,
            holder=f"holder {next(_holders)}",
            clock=lambda: self.now,
            operators=self.operators,
        )

    @asynccontextmanager
    async def sending(self, limiter: Limiter | None = None) -> AsyncIterator[Sender]:
        """A sender while it runs; stopped at the end."""
        sender = self.sender(limiter)
        task = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            sender.stop()
            await asyncio.wait_for(task, TIMEOUT)

    async def send(self, attempts: int, limiter: Limiter | None = None) -> None:
        """Run a sender until there were so many attempts more; all of them are settled then."""
        assert isinstance(self.messenger, ScriptedMessenger)
        before = len(self.messenger.sent)
        async with self.sending(limiter):
            await self.messenger.wait_for(before + attempts)

    async def row(self, row_id: int) -> OutboxRow:
        """What has become of a row."""
        return (await self.delivery(row_id)).row

    async def delivery(self, row_id: int) -> Delivery:
        """What has become of a row and its place."""
        async with self.database.read() as session:
            found = await receipts.find(session, row_id)
        assert found is not None
        return found

    async def rows(self) -> list[Delivery]:
        """All rows."""
        async with self.database.read() as session:
            far = timedelta(days=10_000)
            return await receipts.listing(session, since=START - far, until=START + far, limit=100_000)

    async def seen(self, target: Target) -> list[Seen]:
        """What a target has seen."""
        async with self.database.read() as session:
            return await seen.of_target(session, target.id)

    async def write(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """Anything else in the database."""
        async with self.database.write() as session:
            return await work(session)
