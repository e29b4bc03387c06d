"""Whole cycles: somebody follows something, a tick finds them due, a sender brings it over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from telegram.ext import ExtBot

from cmiabot.delivery.due import tick
from cmiabot.delivery.following import Following
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.places import Place
from cmiabot.delivery.rendering import Renderer
from cmiabot.store import subscriptions
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxState
from cmiabot.telegram.messenger import TelegramMessenger
from cmiabot.telegram.ratelimit import LiveLimits
from cmiabot.telegram.requests import BotApiRequest
from tests.auxil.delivering import Post
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.following import DAY, DEFAULT, ENERGY, HALF_PAST_EIGHT, ME, NOW, PROGRAMME, YUNLING
from tests.auxil.loaded_collections import frozen_collection

OTHER = Place(8, language="en")
EVERYTHING = ("everything", "")
NORDLICHT = ("organisation", "nordlicht")


@dataclass
class Cycles:
    """A database, what people do in it, and a Telegram."""

    api: FakeBotApi
    post: Post
    following: Following

    async def due(self, now: datetime) -> None:
        """A tick."""
        self.post.now = now
        await tick(self.post.database, PROGRAMME, now)

    async def send(self, expected: int) -> None:
        """A sender until so many messages more were asked for; whatever else it has begun comes, too."""
        before = len(self.api.calls_of("sendMessage"))
        # Nobody has to wait: a day lies between two cycles.
        async with self.post.sending(Limiter(asyncio.get_running_loop())):
            await self.api.wait_for("sendMessage", before + expected)

    def texts(self, place: Place) -> list[str]:
        """What a place got."""
        return [message.visible_text for message in self.api.sent_to(place.chat)]


@pytest.fixture
async def cycles(database: Database) -> AsyncIterator[Cycles]:
    async with FakeBotApi() as api:
        http = BotApiRequest(read_timeout=2)
        bot = ExtBot(api.token, base_url=f"{api.url}/bot", request=http, rate_limiter=LiveLimits(None))
        async with bot:
            post = Post(database, TelegramMessenger(bot), now=NOW)
            post.render = Renderer(frozen_collection(), lambda: post.now)
            yield Cycles(api, post, Following(database, PROGRAMME, DEFAULT))


async def test_who_unsubscribes_gets_nothing_in_the_next_cycle_and_nothing_waits(cycles: Cycles) -> None:
    for place in (ME, OTHER):
        await cycles.following.subscribe(place, EVERYTHING, now=NOW)
    await cycles.due(HALF_PAST_EIGHT)
    await cycles.following.unsubscribe(ME, EVERYTHING, now=HALF_PAST_EIGHT)
    await cycles.send(1)
    await cycles.due(HALF_PAST_EIGHT + DAY)
    await cycles.send(1)
    assert (len(cycles.texts(ME)), len(cycles.texts(OTHER))) == (0, 2)
    of_me = [one.row for one in await cycles.post.rows() if one.chat.telegram_id == ME.chat]
    assert [(row.state, row.reason) for row in of_me] == [(OutboxState.CANCELLED, "unsubscribed")]


async def test_who_subscribes_twice_has_one_subscription_and_gets_one_digest(cycles: Cycles) -> None:
    for _ in range(2):
        await cycles.following.subscribe(ME, YUNLING, now=NOW)
    await cycles.following.subscribe(OTHER, YUNLING, now=NOW)
    async with cycles.post.database.read() as session:
        assert await subscriptions.count(session) == 2
    await cycles.due(HALF_PAST_EIGHT)
    await cycles.send(2)
    assert (len(cycles.texts(ME)), len(cycles.texts(OTHER))) == (1, 1)


async def test_two_subscriptions_that_overlap_give_one_message_that_names_both(cycles: Cycles) -> None:
    await cycles.following.subscribe(ME, NORDLICHT, ENERGY, now=NOW)
    await cycles.following.subscribe(OTHER, NORDLICHT, now=NOW)
    await cycles.due(HALF_PAST_EIGHT)
    await cycles.send(2)
    (reasons,) = [why(text) for text in cycles.texts(ME)]
    assert "Nordlicht" in reasons
    assert "Energy" in reasons
    (reasons,) = [why(text) for text in cycles.texts(OTHER)]
    assert "Nordlicht" in reasons
    assert "Energy" not in reasons


def why(text: str) -> str:
    """The line of a digest that says why it comes."""
    (line,) = [line for line in text.splitlines() if line.startswith("Why you get it")]
    return line
