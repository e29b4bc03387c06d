"""One process polls for a bot: those that share a database take turns, by a lease in it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

from cmiabot.delivery.leasing import LeaseKeeper
from cmiabot.errors import StartError
from cmiabot.store.values import Lease

_log = logging.getLogger(__name__)

LEASE = "polling"
LENGTH = timedelta(seconds=30)
"""After so long without a sign of life a process on another host is taken for dead."""
PATIENCE = 60.0
"""Seconds a new process waits for the one before it to stop."""
BETWEEN_TRIES = 0.5


@asynccontextmanager
async def alone(
    lease: LeaseKeeper | None,
    stop: asyncio.Event,
    end: Callable[[StartError], None],
    *,
    patience: float = PATIENCE,
) -> AsyncIterator[bool]:
    """With the lease for polling; False where the program is stopped while it waits for it.

    Calls `end` where another process takes the lease meanwhile. Raises StartError where one keeps it for
    longer than `patience` (seconds). Without any lease there is nobody to take turns with.
    """
    if lease is None:
        yield True
    elif not await _wait_for(lease, stop, patience):
        yield False
    else:
        keeping = asyncio.create_task(_keep(lease, end))
        try:
            yield True
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await lease.release()


async def _wait_for(lease: LeaseKeeper, stop: asyncio.Event, patience: float) -> bool:
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    told = False
    while not stop.is_set():
        if await lease.take():
            return True
        holder = _named(await lease.find())
        if loop.time() >= until:
            raise StartError(
                f"Another process of this bot polls: {holder}. Stop it first: one bot can be run only once."
            )
        if not told:
            _log.info("waiting for %s to stop polling", holder)
            told = True
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), BETWEEN_TRIES)
    return False


async def _keep(lease: LeaseKeeper, end: Callable[[StartError], None]) -> None:
    await lease.keep()
    holder = _named(await lease.find())
    end(StartError(f"This process stood still for so long that another one polls now: {holder}."))


def _named(lease: Lease | None) -> str:
    """The process that has a lease, as an operator finds it."""
    return f"process {lease.holder.pid} on {lease.holder.host}" if lease else "another process"
