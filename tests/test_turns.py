"""One process polls for a bot: the next waits for it, names it, or takes over from it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cmiabot.app import shared_by
from cmiabot.delivery.leasing import LeaseKeeper
from cmiabot.delivery.limits import Limiter
from cmiabot.errors import StartError
from cmiabot.settings import Secret
from cmiabot.store import chats, leases, receipts, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.processes import this_process
from cmiabot.store.values import ChatKind, Holder, OutboxState, SubscriptionKind
from cmiabot.telegram.application import build_application
from cmiabot.telegram.polling import run_polling
from cmiabot.telegram.turns import LEASE, alone
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.fake_bot_api import FakeBotApi, Fault
from tests.auxil.loaded_collections import FROZEN_DATA, services_of
from tests.auxil.running_bot import TIMEOUT, api_fixture  # noqa: F401

OPERATOR = 501


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with opened(url) as made:
        yield made


def utc_now() -> datetime:
    return datetime.now(UTC)


class WatchedLease(LeaseKeeper):
    """A lease of which one can see that somebody tries to get it."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.tried = asyncio.Event()

    async def take(self) -> bool:
        got = await super().take()
        self.tried.set()
        return got


class Poller:
    """A process that wants to poll."""

    def __init__(
        self, database: Database, holder: Holder, patience: float = TIMEOUT, length: float = 30
    ) -> None:
        lasts = timedelta(seconds=length)
        self.lease = WatchedLease(database, LEASE, holder, length=lasts, clock=utc_now)
        self.stop = asyncio.Event()
        self.errors: list[StartError] = []
        self._patience = patience

    def end(self, error: StartError) -> None:
        self.errors.append(error)
        self.stop.set()

    def turn(self) -> Any:
        return alone(self.lease, self.stop, self.end, patience=self._patience)


def on(host: str) -> Holder:
    return replace(this_process(), host=host)


class TestTurns:
    async def test_the_next_one_begins_when_the_one_before_stops(self, database: Database) -> None:
        first, second = Poller(database, on("a")), Poller(database, on("b"))
        begun = asyncio.Event()

        async def wait_for_turn() -> None:
            async with second.turn() as ours:
                assert ours
                begun.set()

        async with first.turn() as ours:
            assert ours
            waiting = asyncio.create_task(wait_for_turn())
            await asyncio.wait_for(second.lease.tried.wait(), TIMEOUT)
            assert not begun.is_set()
        await asyncio.wait_for(waiting, TIMEOUT)
        assert begun.is_set()

    async def test_one_that_does_not_stop_is_named(self, database: Database) -> None:
        first, second = Poller(database, on("a")), Poller(database, on("b"), patience=0)
        async with first.turn():
            with pytest.raises(StartError, match=f"process {os.getpid()} on a\\."):
                async with second.turn():
                    pytest.fail("both poll")

    async def test_one_that_is_stopped_while_it_waits_does_not_begin(self, database: Database) -> None:
        first, second = Poller(database, on("a")), Poller(database, on("b"))
        async with first.turn():
            second.stop.set()
            async with second.turn() as ours:
                assert not ours

    async def test_one_that_ended_here_without_a_word_is_not_waited_for(self, database: Database) -> None:
        ended = replace(this_process(), process_started=this_process().process_started + "1")
        first, second = Poller(database, ended), Poller(database, this_process(), patience=0)
        assert await first.lease.take()
        async with second.turn() as ours:
            assert ours

    async def test_one_that_is_silent_elsewhere_is_waited_for_until_its_lease_ends(
        self, database: Database
    ) -> None:
        first, second = Poller(database, on("a"), length=0.3), Poller(database, on("b"))
        assert await first.lease.take()
        async with asyncio.timeout(TIMEOUT), second.turn() as ours:
            assert ours

    async def test_one_that_stood_still_for_too_long_ends(self, database: Database) -> None:
        first, second = Poller(database, on("a"), length=0.4), Poller(database, on("b"))
        async with first.turn():
            async with database.write() as session:  # as if it had been taken for dead
                await leases.release(session, LEASE, on("a"))
                lease = await leases.find(session, LEASE)
                assert lease is not None
                await leases.release(session, LEASE, lease.holder)
            assert await second.lease.take()
            await asyncio.wait_for(first.stop.wait(), TIMEOUT)
        (error,) = first.errors
        assert f"process {os.getpid()} on b" in str(error)
        assert second.lease.held


class TestTheWholeBot:
    """Polling and delivery together, over HTTP."""

    @asynccontextmanager
    async def running(
        self, api: FakeBotApi, database: Database, **conflict: Any
    ) -> AsyncIterator[asyncio.Task[None]]:
        limiter = Limiter(asyncio.get_running_loop())
        settings: dict[str, Any] = {
            "token": Secret(api.token),
            "api_url": api.url,
            "operators": frozenset({OPERATOR}),
        }
        services = services_of(FROZEN_DATA, database, **settings)
        application = build_application(services, limiter=limiter)
        task = asyncio.create_task(run_polling(application, shared_by(application, limiter), **conflict))
        try:
            await api.wait_for("getUpdates", timeout=TIMEOUT)
            yield task
        finally:
            if not task.done():
                os.kill(os.getpid(), 15)
            await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), TIMEOUT)

    async def subscribe(self, database: Database, telegram_id: int, *, due: datetime | None) -> None:
        """A private chat that follows everything, with a digest due at that time of this day."""
        async with database.write() as session:
            chat = await chats.remember(
                session, telegram_id, kind=ChatKind.PRIVATE, title="", language="zh", now=utc_now()
            )
            minutes = due.hour * 60 + due.minute if due else 0
            target = await targets.get_or_create(
                session, chat.id, zone="UTC", digest_minutes=minutes, weekdays=frozenset(range(7))
            )
            await subscriptions.add(session, target.id, SubscriptionKind.EVERYTHING, now=utc_now())
            await targets.schedule_next(session, target.id, due)

    async def test_a_digest_that_is_due_arrives_and_everything_is_given_back(
        self, api: FakeBotApi, database: Database
    ) -> None:
        due = utc_now().replace(second=0, microsecond=0) - timedelta(minutes=1)
        await self.subscribe(database, 7, due=due)
        async with self.running(api, database):
            await api.wait_until(lambda: bool(api.sent_to(7)), TIMEOUT)
        assert "每日一文" in api.sent_to(7)[0].visible_text
        # Digests wait for polling to begin: with the first answer to it.
        assert api.calls_of("sendMessage")[0].number > api.calls_of("getUpdates")[0].number
        async with database.read() as session:
            (one,) = await receipts.listing(session, since=due - timedelta(days=1), until=utc_now(), limit=10)
            assert one.row.state is OutboxState.SENT
            assert [await leases.find(session, name) for name in (LEASE, "sending")] == [None, None]

    async def test_it_can_be_stopped_before_polling_has_begun(
        self, api: FakeBotApi, database: Database
    ) -> None:
        api.fail("getUpdates", Fault.delay(asyncio.Event()))
        async with self.running(api, database):
            pass
        async with database.read() as session:
            assert [await leases.find(session, name) for name in (LEASE, "sending")] == [None, None]

    async def test_a_first_poll_that_fails_keeps_no_digest_back(
        self, api: FakeBotApi, database: Database
    ) -> None:
        await self.subscribe(database, 7, due=utc_now().replace(second=0, microsecond=0))
        api.fail("getUpdates", Fault.gateway(502), times=99)
        async with self.running(api, database):
            await api.wait_until(lambda: bool(api.sent_to(7)), TIMEOUT)

    async def test_a_conflict_after_a_while_is_told_to_operators_once(
        self, api: FakeBotApi, database: Database
    ) -> None:
        await self.subscribe(database, OPERATOR, due=None)
        conflict = Fault.error(409, "Conflict: terminated by other getUpdates request")
        api.fail("getUpdates", conflict, times=2)
        async with self.running(api, database, conflict_is_fatal=0):
            await api.wait_for("getUpdates", 3, TIMEOUT)
            await api.wait_until(lambda: bool(api.sent_to(OPERATOR)), TIMEOUT)
        # Besides alarms operators get the daily report, at its time of day.
        assert sum("令牌" in message.visible_text for message in api.sent_to(OPERATOR)) == 1

    async def test_a_conflict_at_the_start_ends_it(self, api: FakeBotApi, database: Database) -> None:
        api.fail("getUpdates", Fault.error(409, "Conflict: terminated by other getUpdates request"))
        async with self.running(api, database) as task:
            with pytest.raises(StartError, match="same token"):
                await asyncio.wait_for(asyncio.shield(task), TIMEOUT)
