"""A crowd, a database, a Telegram and the bot as a process: a morning on which everybody's digest is due."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from cmiabot.delivery.reports import ALARM_AFTER, find_trouble
from cmiabot.store import chats, targets
from cmiabot.store.database import Database
from cmiabot.store.values import ChatKind, Delivery
from tests.auxil.bot_process import BotProcess, bot_process
from tests.auxil.crowd import EVERY_DAY, Member, digests, gather
from tests.auxil.databases import opened
from tests.auxil.fake_bot_api import FakeBotApi, Fault

OPERATOR = 77
BETWEEN_LOOKS = 0.2
"""Seconds between two looks into the database of the other process."""
QUICKEST, SLOWEST = 0.02, 0.2
"""Seconds Telegram takes to answer."""


@dataclass(frozen=True, slots=True)
class Morning:
    """What a test of it needs; the bot is not started."""

    api: FakeBotApi
    database: Database
    bot: BotProcess
    members: list[Member]

    async def sends(self, number: int, timeout: float) -> None:
        """Wait until so many messages were asked for in all."""
        await self.api.wait_for("sendMessage", number, timeout)

    async def settled(self, timeout: float) -> dict[int, Delivery]:
        """Wait until nothing that is due is under way any more; the digest of each target."""
        async with asyncio.timeout(timeout):
            while await self._under_way():
                await asyncio.sleep(BETWEEN_LOOKS)
        return await digests(self.database)

    async def _under_way(self) -> bool:
        async with self.database.read() as session:
            return await find_trouble(session, datetime.now(UTC) + ALARM_AFTER) is not None

    def asked_for(self) -> Counter[tuple[int, int]]:
        """How many messages were asked for in each chat and topic."""
        return Counter(
            (call.parameters["chat_id"], call.parameters.get("message_thread_id", 0))
            for call in self.api.calls_of("sendMessage")
        )


@asynccontextmanager
async def morning(
    folder: Path, url: str, *, size: int, hasty: float = 0, migrating: bool = False
) -> AsyncIterator[Morning]:
    """So many chats whose digests are due, and an operator."""
    now = datetime.now(UTC)
    async with FakeBotApi() as api, opened(url) as database:
        async with database.write() as session:
            chat = await chats.remember(
                session, OPERATOR, kind=ChatKind.PRIVATE, title="Operator", language="en", now=now
            )
            await targets.get_or_create(session, chat.id, zone="UTC", digest_minutes=0, weekdays=EVERY_DAY)
        members = await gather(api, database, size, now, migrating=migrating)
        async with bot_process(folder, api, url, hasty=hasty, operators=[OPERATOR]) as bot:
            yield Morning(api, database, bot, members)


def slow(random: Random) -> Fault:
    """Telegram takes its time."""
    return Fault.late(random.uniform(QUICKEST, SLOWEST))
