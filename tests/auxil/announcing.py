"""An operator who announces over HTTP: a real sender and the cards, at the pace of the test."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cmiabot.delivery.progress import Progress
from cmiabot.delivery.rendering import Renderer
from cmiabot.store.values import OutboxKind, OutboxRow, OutboxState
from cmiabot.telegram.messenger import TelegramMessenger
from tests.auxil.delivering import TIMEOUT
from tests.auxil.fake_bot_api import SentMessage
from tests.auxil.hurried import unlimited
from tests.auxil.loaded_collections import frozen_collection
from tests.auxil.office import Office, office_fixture  # noqa: F401

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Desk:
    """Where announcements are made, sent and followed."""

    office: Office
    messenger: TelegramMessenger

    async def draft(self, text: str = "/announce Hello", **more: Any) -> tuple[SentMessage, SentMessage]:
        """The preview and the card of an announcement."""
        preview, card = await self.office.messages(text, **more)
        return preview, card

    async def announce(self, text: str = "/announce Hello", **more: Any) -> SentMessage:
        """Announce to everybody; the card."""
        _, card = await self.draft(text, **more)
        (send,) = [one["text"] for one in card.buttons if one["text"].startswith("发给")]
        assert await self.office.press(card, send) == ""
        return card

    def progress(self, *operators: int, language: str = "zh") -> Progress:
        """What runs beside the sender of a bot with that language, and with other operators where named."""
        post, settings = self.office.post, self.office.application.services.settings
        return Progress(
            post.database,
            frozen_collection(),
            unlimited(),
            ZONE,
            clock=lambda: post.now,
            operators=frozenset(operators) or settings.operators,
            language=language,
        )

    async def look(self, *operators: int) -> None:
        """What happens every few seconds."""
        await self.progress(*operators).look(self.messenger)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[None]:
        """A sender that runs meanwhile."""
        async with self.office.post.sending(unlimited()):
            yield

    async def send_all(self) -> None:
        """Everything that waits is sent, and the cards say so."""
        async with self.sending():
            await self.settled()
        await self.look()

    async def settled(self) -> None:
        """Wait until nothing waits to be sent."""
        async with asyncio.timeout(TIMEOUT * 3):
            while any(map(self._is_due, rows := await self.rows())):
                # Whoever looks keeps the sender from the database.
                await asyncio.sleep(0.02 + len(rows) / 1000)

    def _is_due(self, row: OutboxRow) -> bool:
        under_way = (OutboxState.CLAIMED, OutboxState.SENDING)
        waiting = (OutboxState.PENDING, OutboxState.UNCERTAIN)
        due = row.not_before is not None and row.not_before <= self.office.post.now
        return row.state in under_way or (row.state in waiting and due)

    async def rows(self, kind: OutboxKind | None = None) -> list[OutboxRow]:
        """What stands in the outbox."""
        return [one.row for one in await self.office.post.rows() if kind in (None, one.row.kind)]

    def got(self, chat: int) -> list[str]:
        """What a chat has from the bot, deleted messages left out."""
        return [one.visible_text for one in self.office.api.sent_to(chat)]


@pytest.fixture(name="desk")
async def desk_fixture(office: Office) -> Desk:
    """The operator has started the bot."""
    messenger = TelegramMessenger(office.application.bot)
    office.post.messenger = messenger
    office.post.render = Renderer(frozen_collection(), lambda: office.post.now)
    await office.say("/start")
    return Desk(office, messenger)
