"""Announcements to hundreds of chats: stopped half-way and taken back; beside digests in the same minute."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from cmiabot.delivery.announcing import Announcing
from cmiabot.delivery.bell import Bell
from cmiabot.delivery.failures import Migrated, NotSent
from cmiabot.delivery.messenger import Destination, Formatted, Outgoing
from cmiabot.delivery.sender import WORKERS
from cmiabot.store.database import Database
from cmiabot.store.values import ChatKind, OutboxKind, OutboxState
from cmiabot.telegram.messenger import TelegramMessenger
from tests.auxil.announcing import Desk, desk_fixture  # noqa: F401
from tests.auxil.bot_api_limits import FloodLimits
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.delivering import START, TIMEOUT, Post, ScriptedMessenger
from tests.auxil.following import DEFAULT
from tests.auxil.hurried import FastClock
from tests.auxil.office import OPERATOR, office_fixture  # noqa: F401
from tests.auxil.running_bot import api_fixture  # noqa: F401
from tests.auxil.transcripts import Seen

TRANSCRIPT = Path(__file__).parent / "conversations" / "over_http" / "announcement.txt"
SPEED = 5


class GatedMessenger(TelegramMessenger):
    """Lets so many messages through, the others wait for the gate to be opened."""

    def __init__(self, inner: TelegramMessenger, most: int) -> None:
        super().__init__(inner._bot)
        self._left = most
        self.waiting = 0
        self.gate = asyncio.Event()
        self.full = asyncio.Event()

    async def send(self, to: Destination, message: Outgoing) -> int:
        self._left -= 1
        if self._left < 0:
            self.waiting += 1
            if self.waiting == WORKERS:
                self.full.set()
            await self.gate.wait()
        return await super().send(to, message)


async def test_500_groups_stopped_half_way_and_taken_back(desk: Desk) -> None:
    office, api = desk.office, desk.office.api
    groups = range(-1500, -1000)
    for group in groups:
        api.add_chat(group)
        await office.post.chat(group)
    shown = Seen(api, "An announcement to 500 groups: stopped half-way, then taken back.", {OPERATOR: ""})
    _, card = await desk.draft("/announce Closed tomorrow, 08:00 to 10:00")
    shown.did("/announce Closed tomorrow, 08:00 to 10:00")
    await office.press(card, "群")
    shown.did("[群]")

    gated = office.post.messenger = GatedMessenger(desk.messenger, 250)
    async with desk.sending():
        await office.press(card, "发给 500 处")
        shown.did("[发给 500 处]")
        async with asyncio.timeout(TIMEOUT):
            await gated.full.wait()
        await desk.look()
        shown.did("(half of it is sent)")
        await office.press(card, "停止发送")
        shown.did("[停止发送]")
        gated.gate.set()
        await desk.settled()
    await desk.look()
    shown.did("(what was in flight has arrived)")
    got = [len(desk.got(group)) for group in groups]
    assert Counter(got) == {1: 250 + WORKERS, 0: 250 - WORKERS}
    await desk.send_all()
    shown.did("(the report)")

    await office.press(card, "收回…")
    shown.did("[收回…]")
    await office.press(card, "是，全部收回")
    shown.did("[是，全部收回]")
    await desk.send_all()
    await desk.send_all()
    shown.did("(it is taken back)")
    assert all(desk.got(group) == [] for group in groups)
    states = Counter((row.kind, row.state) for row in await desk.rows() if row.kind != OutboxKind.REPORT)
    assert states == {
        (OutboxKind.ANNOUNCEMENT, OutboxState.SENT): 250 + WORKERS,
        (OutboxKind.ANNOUNCEMENT, OutboxState.CANCELLED): 250 - WORKERS,
        (OutboxKind.RECALL, OutboxState.SENT): 250 + WORKERS,
    }
    shown.check(TRANSCRIPT)


@dataclass
class LimitedMessenger(ScriptedMessenger):
    """Telegram's limits kept by a clock that runs faster than ours."""

    clock: FastClock | None = None
    limits: FloodLimits = field(default_factory=FloodLimits)

    async def send(self, to: Destination, message: Outgoing) -> int:
        assert self.clock is not None
        # What is refused does not count.
        if not self.failures[to.chat]:
            self.limits.take(to.chat, self.clock.time())
        return await super().send(to, message)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_digest_and_an_announcement_to_the_same_300_groups(kind: str, tmp_path: Path) -> None:
    groups = range(-1300, -1000)
    migrating, refused = range(-1300, -1290), range(-1290, -1285)
    clock = FastClock(SPEED)
    messenger = LimitedMessenger(clock=clock)
    with empty_database(kind, tmp_path) as url:
        async with opened(url) as database:
            post = Post(database, messenger)
            for group in groups:
                await post.digest(await post.chat(group))
            await announce(database)
            for group in migrating:
                messenger.failures[group] = [Migrated(group - 100_000)] * 2
            for group in refused:
                messenger.failures[group] = [NotSent("Too Many Requests", retry_after=3)]
            began = clock.time()
            async with post.sending(clock.limiter()), asyncio.timeout(60):
                while any(one.row.state != OutboxState.SENT for one in await post.rows()):
                    await asyncio.sleep(0.2)
                    post.now = START + timedelta(seconds=clock.time() - began)
            rows = await post.rows()
    assert messenger.limits.refused == []
    assert Counter((one.row.kind, one.row.state) for one in rows) == {
        (OutboxKind.DIGEST, OutboxState.SENT): 300,
        (OutboxKind.ANNOUNCEMENT, OutboxState.SENT): 300,
    }
    # Message ids are given in the order of the attempts.
    order = {(one.target.id, one.row.kind): one.row.message_id or 0 for one in rows}
    assert all(
        order[target, OutboxKind.DIGEST] < order[target, OutboxKind.ANNOUNCEMENT] for target, _ in order
    )
    moved = {one.chat.telegram_id for one in rows if one.chat.kind is ChatKind.SUPERGROUP}
    assert moved == {group - 100_000 for group in migrating}


async def test_what_telegram_refuses_for_now_still_comes_first(tmp_path: Path) -> None:
    messenger = ScriptedMessenger()
    with empty_database("sqlite", tmp_path) as url:
        async with opened(url) as database:
            post = Post(database, messenger)
            digest = await post.digest(await post.chat(-1001))
            await announce(database)
            messenger.failures[-1001] = [NotSent("Too Many Requests", retry_after=1)]
            async with post.sending() as sender, asyncio.timeout(TIMEOUT):
                while len(messenger.sent) < 3:
                    await asyncio.sleep(0.05)
                    post.now += timedelta(seconds=5)
                    sender.wake()
    assert [message.page.html for _, message in messenger.sent] == [
        f"row {digest}",
        f"row {digest}",
        f"row {digest + 1}",
    ]


async def announce(database: Database) -> None:
    """An announcement to everybody, at the time digests are due."""
    announcing = Announcing(database, DEFAULT, Bell())
    card = await announcing.draft(OPERATOR, Formatted("Hello"), now=START)
    assert card.heads is not None
    await announcing.send(card.id, card.heads.total, actor=OPERATOR, now=START)
