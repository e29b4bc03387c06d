"""Delivery in processes of its own: one sends, another takes over, one that comes back keeps still."""

import asyncio
import signal
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.running import LEASE, Delivery, Outlet, Turns
from cmiabot.delivery.sender import WORKERS, Sender
from cmiabot.store import answers, leases, targets
from cmiabot.store.database import Database
from cmiabot.store.processes import this_process
from cmiabot.store.values import KeptAnswer, OutboxState, Target
from tests.auxil.delivering import Post, ScriptedMessenger, render
from tests.auxil.delivering_process import TIMEOUT, Deliverer, delivering
from tests.auxil.stored import DAY, MINUTE
from tests.auxil.subscribers import papers_on

QUICK = Turns(retry=timedelta(seconds=0.05))


@pytest.fixture
def post(database: Database) -> Post:
    """Rows that may be sent at any time."""
    return Post(database, ScriptedMessenger(), now=datetime.now(UTC))


async def write_rows(post: Post, chats: range) -> None:
    """A digest for each of these private chats, due for a while and for ever."""
    for number in chats:
        await post.digest(await post.chat(number), expires_at=None)


async def states(post: Post) -> list[OutboxState]:
    return [one.row.state for one in await post.rows()]


async def until_all_sent(post: Post) -> None:
    async with asyncio.timeout(TIMEOUT):
        while {*await states(post)} != {OutboxState.SENT}:
            await asyncio.sleep(0.05)


async def until_one_leads(database: Database, *processes: Deliverer) -> tuple[Deliverer, ...]:
    """The processes, the one that holds the lease first."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            async with database.read() as session:
                lease = await leases.find(session, LEASE)
            leading = [one for one in processes if lease and lease.holder.pid == one.process.pid]
            if leading:
                return (*leading, *(one for one in processes if one not in leading))
            await asyncio.sleep(0.02)


class TestTwoProcesses:
    async def test_one_sends_and_when_it_is_killed_the_other_goes_on(self, url: str, post: Post) -> None:
        await write_rows(post, range(1, 11))
        async with AsyncExitStack() as stack:
            both = [await stack.enter_async_context(delivering(url)) for _ in range(2)]
            first, second = await until_one_leads(post.database, *both)
            await first.wait_for(10)
            await until_all_sent(post)
            assert second.chats == []
            first.signal(signal.SIGKILL)
            await write_rows(post, range(11, 16))
            await second.wait_for(5)
            await until_all_sent(post)
        assert sorted(first.chats) == [*range(1, 11)]
        assert sorted(second.chats) == [*range(11, 16)]

    async def test_killed_in_the_middle_nothing_is_sent_twice_but_what_was_in_flight(
        self, url: str, post: Post
    ) -> None:
        await write_rows(post, range(1, 41))
        async with delivering(url, seconds=30) as first:
            # All its workers wait for an answer: no other row is marked as being sent any more.
            await first.wait_for(WORKERS)
        in_flight = {*first.chats}
        async with delivering(url) as second:
            await second.wait_for(40 - len(in_flight))
            second.signal(signal.SIGTERM)
            assert await second.end() == 0
        assert sorted([*first.chats, *second.chats]) == [*range(1, 41)]
        doubtful = {one.chat.telegram_id for one in await post.rows() if one.row.state == "uncertain"}
        assert doubtful == in_flight

    async def test_one_that_was_stopped_for_a_while_keeps_still_when_it_comes_back(
        self, url: str, post: Post
    ) -> None:
        await write_rows(post, range(1, 31))
        async with AsyncExitStack() as stack:
            both = [await stack.enter_async_context(delivering(url, seconds=3)) for _ in range(2)]
            first, second = await until_one_leads(post.database, *both)
            await first.wait_for(WORKERS)
            # On SQLite who stands still in the middle of a transaction keeps everybody waiting: here
            # it is the test's turn to write. PostgreSQL ends such a transaction.
            async with post.database.write() as session:
                await leases.find(session, LEASE)  # begins the transaction
                first.stand_still()
            sent_before = [*first.chats]
            await second.wait_for(30 - WORKERS)
            first.signal(signal.SIGCONT)
            await write_rows(post, range(31, 41))
            await second.wait_for(40 - WORKERS)
            await until_all_sent(post)
            for process in (first, second):
                process.signal(signal.SIGTERM)
                assert await process.end() == 0
        assert first.chats == sent_before
        assert sorted([*first.chats, *second.chats]) == [*range(1, 41)]

    async def test_stopped_gracefully_it_finishes_what_it_began_and_gives_back_the_rest(
        self, url: str, post: Post
    ) -> None:
        await write_rows(post, range(1, 41))
        async with delivering(url, seconds=0.3) as process:
            await process.wait_for(3)
            process.signal(signal.SIGTERM)
            assert await process.end() == 0
        sent = len(process.chats)
        assert sent < 40
        assert sorted(await states(post)) == [OutboxState.PENDING] * (40 - sent) + [OutboxState.SENT] * sent
        async with post.database.read() as session:
            assert await leases.find(session, LEASE) is None


class TestOneProcess:
    @staticmethod
    def delivery(post: Post, now: datetime, operators: tuple[int, ...] = ()) -> Delivery:
        limiter = Limiter(asyncio.get_running_loop())
        return Delivery(
            post.database,
            Programme(papers_on("rail", "air", "rail")),
            Outlet(post.messenger, limiter, render),
            holder=this_process(),
            clock=lambda: now,
            operators=operators,
            turns=QUICK,
        )

    async def run(self, post: Post, delivery: Delivery, requests: int) -> None:
        """Let it run until there were so many requests."""
        assert isinstance(post.messenger, ScriptedMessenger)
        task = asyncio.create_task(delivery.run())
        try:
            await post.messenger.wait_for(requests)
        finally:
            delivery.stop()
            await asyncio.wait_for(task, TIMEOUT)

    async def test_at_its_start_it_catches_up_with_what_came_due_before(self, post: Post) -> None:
        target = await post.chat(7)
        await self._due(post, target, post.now - MINUTE)
        await self.run(post, self.delivery(post, post.now), 1)
        (one,) = await post.rows()
        assert (one.row.state, one.row.paper) == (OutboxState.SENT, "m-01")
        assert await post.seen(target) != []

    @staticmethod
    async def _due(post: Post, target: Target, at: datetime) -> None:
        local = at.astimezone(UTC)
        async with post.database.write() as session:
            await targets.change_schedule(
                session,
                target.id,
                zone="UTC",
                digest_minutes=local.hour * 60 + local.minute,
                weekdays=frozenset(range(7)),
                next_digest_at=local.replace(second=0, microsecond=0),
            )

    async def test_what_nobody_can_come_back_to_is_forgotten(self, post: Post) -> None:
        await self._due(post, await post.chat(7), post.now - MINUTE)
        kept = [
            KeptAnswer(7, 7, number, "topic", "zh", ("r",), {}, post.now + days * DAY)
            for number, days in ((1, -1), (2, 1))
        ]
        async with post.database.write() as session:
            for answer in kept:
                await answers.keep(session, answer)
        await self.run(post, self.delivery(post, post.now), 1)
        async with post.database.read() as session:
            left = [await answers.find(session, 7, number, now=post.now - 2 * DAY) for number in (1, 2)]
        assert [answer and answer.message_id for answer in left] == [None, 2]

    async def test_operators_are_told_once_and_named_where_they_cannot_be(
        self, post: Post, caplog: pytest.LogCaptureFixture
    ) -> None:
        await post.chat(501)
        delivery = self.delivery(post, post.now, operators=(501, 502))
        for _ in range(2):
            await delivery.alarm("poller", "alarm.other_poller", {})
        (one,) = await post.rows()
        assert (one.chat.telegram_id, one.row.key) == (501, "poller")
        assert "operator 502 cannot be told" in caplog.text

    async def test_a_database_that_is_away_for_a_while_is_asked_again(
        self, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await post.digest(await post.chat(7), expires_at=None)
        take = leases.take
        tries: list[object] = []

        async def away_at_first(*arguments: object, **named: object) -> bool:
            tries.append(arguments)
            if len(tries) < 3:
                raise OSError("connection refused")
            return await take(*arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(leases, "take", away_at_first)
        await self.run(post, self.delivery(post, post.now), 1)
        assert await states(post) == [OutboxState.SENT]

    async def test_a_sender_that_breaks_down_begins_anew(
        self, post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        await post.digest(await post.chat(7), expires_at=None)
        run = Sender.run
        runs: list[Sender] = []

        async def breaks_once(sender: Sender) -> None:
            runs.append(sender)
            if len(runs) == 1:
                raise RuntimeError("a mistake of ours")
            await run(sender)

        monkeypatch.setattr(Sender, "run", breaks_once)
        await self.run(post, self.delivery(post, post.now), 1)
        assert await states(post) == [OutboxState.SENT]
        assert "a mistake of ours" in caplog.text
