"""Leases: one holder at a time, and when another may follow."""

import asyncio
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from cmiabot.store import database as connections
from cmiabot.store import leases, processes
from cmiabot.store.values import Holder
from tests.auxil.databases import empty_database, opened
from tests.auxil.python_process import run_python
from tests.auxil.stored import HOUR, NOW

SENDING = "sending"
ONE, TWO = (Holder(name, "somewhere.test", 1, "") for name in ("one", "two"))
TIMEOUT = 20
"""Seconds after which something that should have come does not."""
ENDED = timedelta()
"""A lease of this length has ended by the time somebody looks."""

on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux says when a process started"
)


async def take(database, holder, length=HOUR, now=NOW, name=SENDING):
    async with database.write() as session:
        return await leases.take(session, name, holder, length=length, now=now)


async def find(database):
    async with database.read() as session:
        return await leases.find(session, SENDING)


async def test_a_lease_has_one_holder(database):
    assert await find(database) is None
    assert await take(database, ONE)
    assert not await take(database, TWO)
    assert await take(database, ONE), "its holder may take it again"
    assert await take(database, TWO, name="polling")
    lease = await find(database)
    assert (lease.name, lease.holder) == (SENDING, ONE)
    assert lease.expires_at.tzinfo is not None


async def test_of_many_who_want_it_one_gets_it(url):
    async with opened(url) as one, opened(url) as another:
        holders = [replace(ONE, id=f"{n}") for n in range(8)]
        got = await asyncio.gather(
            *(take(each, h) for each, h in zip([one, another] * 4, holders, strict=True))
        )
    assert sorted(got) == [False] * 7 + [True]


async def test_a_lease_that_has_ended_goes_to_who_asks_next(database):
    assert await take(database, ONE, ENDED)
    assert await take(database, TWO)
    assert not await take(database, ONE)
    async with database.write() as session:
        assert not await leases.renew(session, SENDING, ONE, length=HOUR, now=NOW)
        assert await leases.renew(session, SENDING, TWO, length=ENDED, now=NOW)
    assert await take(database, ONE)


async def test_a_lease_that_is_renewed_stays(database):
    assert await take(database, ONE, ENDED)
    async with database.write() as session:
        assert await leases.renew(session, SENDING, ONE, length=HOUR, now=NOW)
    assert not await take(database, TWO)


async def test_a_lease_is_given_back_only_by_its_holder(database):
    assert await take(database, ONE)
    async with database.write() as session:
        await leases.release(session, SENDING, TWO)
    assert not await take(database, TWO)
    async with database.write() as session:
        await leases.release(session, SENDING, ONE)
    assert await take(database, TWO)


async def test_postgresql_goes_by_its_own_clock(on_postgresql):
    assert await take(on_postgresql, ONE)
    assert not await take(on_postgresql, TWO, now=NOW + timedelta(days=9999))


async def test_who_stands_still_in_the_middle_of_a_transaction_keeps_postgresql_waiting_only_so_long(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(connections, "LONGEST_IDLE", 100)
    with empty_database("postgresql", tmp_path) as url:
        async with opened(url) as standing, opened(url) as another:
            assert await take(standing, ONE, ENDED)

            async def stand_still() -> None:
                async with standing.write() as session:
                    assert await leases.renew(session, SENDING, ONE, length=HOUR, now=NOW)
                    async with asyncio.timeout(TIMEOUT):
                        assert await take(another, TWO)

            with pytest.raises(DBAPIError, match="idle-in-transaction"):
                await stand_still()
            assert (await find(standing)).holder == TWO, "it goes on, with a new connection"


# Processes


PROGRAM = "from cmiabot.store.processes import *; p = this_process(); print(p.host, p.pid, p.process_started)"
"""A program that says who it is."""


def described(text: str) -> Holder:
    host, pid, started = text.strip().split(" ", 2)
    return Holder("another process", host, int(pid), started)


@pytest.fixture
def ended() -> Holder:
    """A process of this host that runs no longer, as it described itself."""
    return described(run_python(PROGRAM))


def test_a_process_says_who_it_is():
    mine = processes.this_process()
    assert (mine.host, mine.pid) == (socket.gethostname(), os.getpid())
    assert processes.this_process().id != mine.id
    assert not processes.has_ended(mine)


@on_linux
async def test_a_process_of_this_host_that_has_ended_is_followed_at_once(database, ended):
    assert processes.has_ended(ended)
    assert await take(database, ended)
    assert await take(database, ONE)


@on_linux
def test_a_pid_that_was_given_again_is_another_process():
    mine = processes.this_process()
    world, _, started = mine.process_started.rpartition(" ")
    assert processes.has_ended(replace(mine, process_started=f"{world} {int(started) - 1}"))


@on_linux
@pytest.mark.parametrize("name", ["host", "process_started"])
def test_of_processes_elsewhere_nothing_is_certain(ended, name):
    values = {"host": "elsewhere.test", "process_started": f"other {ended.process_started}"}
    assert not processes.has_ended(replace(ended, **{name: values[name]}))


@on_linux
def test_a_process_nobody_waited_for_has_ended_too():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        holder = described(process.stdout.readline())
        # Waits for its end and leaves it to be waited for.
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert processes.has_ended(holder)


def test_where_the_system_says_nothing_nothing_is_certain(monkeypatch, tmp_path):
    monkeypatch.setattr(processes, "PROC", tmp_path)
    mine = processes.this_process()
    assert mine.process_started == ""
    assert not processes.has_ended(mine)
