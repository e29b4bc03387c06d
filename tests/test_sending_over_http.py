"""The sender, the messenger and HTTP together, against a Telegram that fails by chance."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from telegram.ext import ExtBot

from cmiabot.delivery.failures import Unknown
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Destination, Outgoing
from cmiabot.store.values import ChatKind, Delivery, OutboxState, TargetState
from cmiabot.telegram.messenger import TelegramMessenger
from cmiabot.telegram.ratelimit import LiveLimits
from cmiabot.telegram.requests import BotApiRequest
from tests.auxil.bot_api_limits import FloodLimits
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.delivering import TIMEOUT, Post
from tests.auxil.fake_bot_api import Chance, FakeBotApi, Fault

PEOPLE = range(1, 61)
GROUPS = range(-130, -100)
MIGRATING = range(-105, -100)
ROUNDS = 12


@dataclass
class CountingMessenger(TelegramMessenger):
    """The real one, and how many requests of it have ended."""

    bot: ExtBot[bool]
    ended: int = 0
    doubts: Counter[int] = field(default_factory=Counter)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        super().__init__(self.bot)

    async def send(self, to: Destination, message: Outgoing) -> int:
        try:
            return await super().send(to, message)
        except Unknown:
            self.doubts[to.chat] += 1
            raise
        finally:
            async with self._changed:
                self.ended += 1
                self._changed.notify_all()

    async def wait_for(self, requests: int) -> None:
        async with asyncio.timeout(TIMEOUT * 3), self._changed:
            await self._changed.wait_for(lambda: self.ended >= requests)


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture(params=KINDS)
async def post(request: pytest.FixtureRequest, tmp_path: Path, api: FakeBotApi) -> AsyncIterator[Post]:
    http = BotApiRequest(read_timeout=2)
    bot = ExtBot(api.token, base_url=f"{api.url}/bot", request=http, rate_limiter=LiveLimits(None))
    with empty_database(request.param, tmp_path) as url:
        async with opened(url) as database, bot:
            yield Post(database, CountingMessenger(bot))


def due(deliveries: list[Delivery], post: Post) -> int:
    """How many rows may be sent now."""
    waiting = (OutboxState.PENDING, OutboxState.UNCERTAIN)
    return sum(
        one.row.state in waiting and one.row.not_before is not None and one.row.not_before <= post.now
        for one in deliveries
    )


async def send_all_day(post: Post) -> list[Delivery]:
    """Senders run again and again, an hour between them, until the digests of the day are past."""
    messenger = post.messenger
    assert isinstance(messenger, CountingMessenger)
    limiter = Limiter(asyncio.get_running_loop())
    for _ in range(ROUNDS):
        if requests := due(await post.rows(), post):
            async with post.sending(limiter):
                await messenger.wait_for(messenger.ended + requests)
        # Not in hold any more: an hour has passed.
        limiter = Limiter(asyncio.get_running_loop())
        post.now += timedelta(hours=1)
    async with post.sending():
        pass  # the last look: what has expired is written down
    return await post.rows()


async def test_whatever_telegram_does_the_promise_holds(post: Post, api: FakeBotApi):
    for number in PEOPLE:
        await post.digest(await post.chat(number))
    for number in GROUPS:
        api.add_chat(number, "group")
        await post.digest(await post.chat(number))
    for number in MIGRATING:
        api.migrate_chat(number, number - 1000)
    api.set_member(PEOPLE[0], api.me["id"], "kicked")
    api.fail_by_chance(
        "sendMessage",
        Random(16),
        Chance(0.05, lambda _: Fault.drop_after()),
        Chance(0.03, lambda _: Fault.drop_before()),
        Chance(0.05, lambda random: Fault.error(429, "Too Many Requests", retry_after=random.randint(1, 30))),
        Chance(0.02, lambda _: Fault.gateway(502)),
        Chance(0.03, lambda _: Fault.error(403, "Forbidden: bot was blocked by the user")),
        Chance(0.03, lambda _: Fault.error(500, "Internal Server Error")),
        Chance(0.02, lambda _: Fault.error(400, "Bad Request: message is too long")),
    )
    rows = await send_all_day(post)

    messenger = post.messenger
    assert isinstance(messenger, CountingMessenger)
    assert len(rows) == len(PEOPLE) + len(GROUPS)
    for delivery in rows:
        row, chat = delivery.row, delivery.chat
        received = len(api.received[chat.telegram_id])
        doubts = sum(messenger.doubts[number] for number in {chat.telegram_id, chat.telegram_id + 1000})
        match row.state:
            case OutboxState.SENT:
                assert row.message_id in [message.message_id for message in api.received[chat.telegram_id]]
                assert received <= 1 + (doubts if chat.kind is ChatKind.PRIVATE else 0)
            case OutboxState.UNCERTAIN:
                assert chat.kind is not ChatKind.PRIVATE
                assert doubts == 1
                assert received <= 1
            case OutboxState.FAILED:
                assert row.reason
                # A doubt and then a refusal: it may have come.
                assert received <= doubts
            case _:
                raise AssertionError(f"{row} has no end")
    states = Counter(one.row.state for one in rows)
    assert states[OutboxState.SENT] > 60
    assert states[OutboxState.UNCERTAIN] > 0
    blocked = [one for one in rows if one.target.state is TargetState.BLOCKED]
    assert PEOPLE[0] in [one.chat.telegram_id for one in blocked]
    moved = {one.chat.telegram_id for one in rows if one.chat.kind is ChatKind.SUPERGROUP}
    assert moved <= {number - 1000 for number in MIGRATING}
    assert api.unknown == []


async def test_telegram_never_has_to_slow_us_down(post: Post, api: FakeBotApi):
    api.limits = FloodLimits()
    for number in PEOPLE:
        await post.digest(await post.chat(number))
    api.add_chat(-100)
    for thread in range(1, 26):
        await post.chat(-100)
        await post.digest(await post.topic(-100, thread))
    messenger = post.messenger
    assert isinstance(messenger, CountingMessenger)
    async with post.sending():
        await messenger.wait_for(len(PEOPLE) + 20)
    assert api.limits.refused == []
    states = Counter(one.row.state for one in await post.rows())
    assert states == {OutboxState.SENT: len(PEOPLE) + 20, OutboxState.PENDING: 5}
