"""A lease as the process that holds it sees it, and a messenger that falls silent with it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmiabot.delivery.failures import NotSent
from cmiabot.delivery.leasing import LeaseKeeper, WhileHeld
from cmiabot.delivery.messenger import Destination, Outgoing
from cmiabot.delivery.ticking import Ticks
from cmiabot.messages.screens import Page
from cmiabot.store import leases
from cmiabot.store.database import Database
from cmiabot.store.processes import this_process
from tests.auxil.delivering import TIMEOUT, ScriptedMessenger
from tests.auxil.stored import HOUR, MINUTE

SHORT = timedelta(seconds=0.2)


class Clock:
    """The time of a process, which a test sets."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


def keeper(database: Database, host: str, length: timedelta = HOUR, clock: Any = None) -> LeaseKeeper:
    """The lease as seen by a process on a host of that name."""
    process = replace(this_process(), host=host)
    return LeaseKeeper(database, "any", process, length=length, clock=clock or Clock())


class TestLease:
    async def test_one_has_it_until_it_gives_it_back(self, database: Database) -> None:
        first, second = keeper(database, "a"), keeper(database, "b")
        assert not first.held
        assert await first.take()
        assert not await second.take()
        assert (first.held, second.held) == (True, False)
        lease = await second.find()
        assert lease is not None
        assert lease.holder.host == "a"
        await first.release()
        assert not first.held
        assert await second.take()

    async def test_it_is_kept_beyond_its_length_by_renewing_it(self, database: Database) -> None:
        first, second = keeper(database, "a", SHORT), keeper(database, "b", SHORT)
        assert await first.take()
        keeping = asyncio.create_task(first.keep())
        await asyncio.sleep(2 * SHORT.total_seconds())
        assert first.held
        assert not await second.take()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    async def test_who_does_not_renew_it_loses_it_and_learns_so(self, database: Database) -> None:
        first, second = keeper(database, "a", SHORT), keeper(database, "b")
        assert await first.take()
        await asyncio.sleep(SHORT.total_seconds())
        assert not first.held
        assert await second.take()
        async with asyncio.timeout(TIMEOUT):
            await first.keep()
        assert not first.held
        await first.release()
        assert not await first.take()

    async def test_a_renewal_that_fails_is_tried_again(
        self, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        first = keeper(database, "a", SHORT)
        assert await first.take()
        renew, renewed = leases.renew, asyncio.Event()
        tries: list[object] = []

        async def away_at_first(*arguments: Any, **named: Any) -> bool:
            tries.append(arguments)
            if len(tries) < 3:
                raise OSError("connection refused")
            renewed.set()
            return await renew(*arguments, **named)

        monkeypatch.setattr(leases, "renew", away_at_first)
        keeping = asyncio.create_task(first.keep())
        async with asyncio.timeout(TIMEOUT):
            await renewed.wait()
        assert not keeping.done()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        assert "connection refused" in caplog.text

    async def test_a_machine_that_slept_does_not_trust_the_clock_that_stood_still(
        self, database: Database, clock: Clock
    ) -> None:
        first = keeper(database, "a", clock=clock)
        assert await first.take()
        clock.ahead = HOUR + MINUTE
        assert not first.held

    async def test_a_clock_set_back_does_not_make_it_last_longer(
        self, database: Database, clock: Clock
    ) -> None:
        first = keeper(database, "a", SHORT, clock)
        assert await first.take()
        clock.ahead = -HOUR
        await asyncio.sleep(SHORT.total_seconds())
        assert not first.held


async def test_without_the_lease_nothing_is_sent(database: Database, clock: Clock) -> None:
    lease, inner = keeper(database, "a", clock=clock), ScriptedMessenger()
    messenger = WhileHeld(inner, lease)
    to, message = Destination(7), Outgoing(Page("", (), (), (), 1, 1), "zh")
    assert await lease.take()
    assert await messenger.send(to, message) == 1
    clock.ahead = 2 * HOUR
    for call in (
        messenger.send(to, message),
        messenger.edit(to, 1, message),
        messenger.delete(to, 1),
    ):
        with pytest.raises(NotSent, match="lease"):
            await call
    assert inner.chats == [7]


class TestTicks:
    async def test_what_was_missed_for_hours_is_done_once(self) -> None:
        calls: list[datetime] = []
        done = asyncio.Event()

        async def work() -> None:
            calls.append(datetime.now(UTC))
            done.set()

        ticks = Ticks(work)
        ticks.start(datetime.now(UTC) - 2 * HOUR)
        async with asyncio.timeout(TIMEOUT):
            await done.wait()
        await ticks.stop()
        assert len(calls) == 1

    async def test_what_is_under_way_is_finished(self) -> None:
        begun, finished = asyncio.Event(), asyncio.Event()

        async def work() -> None:
            begun.set()
            await asyncio.sleep(0.05)
            finished.set()

        ticks = Ticks(work)
        ticks.start()
        await begun.wait()
        await ticks.stop()
        assert finished.is_set()
