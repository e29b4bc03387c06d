"""Delivery while the program runs: one process at a time sends and ticks, another takes over from it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from cmiabot.delivery.carrying import Render
from cmiabot.delivery.due import tick
from cmiabot.delivery.leasing import LeaseKeeper, WhileHeld
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Messenger
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.sender import Sender
from cmiabot.delivery.telling import tell
from cmiabot.delivery.ticking import Ticks
from cmiabot.store import answers, updates
from cmiabot.store.database import Database
from cmiabot.store.values import Holder, OutboxKind

_log = logging.getLogger(__name__)

LEASE = "sending"


AfterTick = Callable[[datetime], Awaitable[None]]
"""What is done after each tick, also one that failed."""
Beside = Callable[[Messenger], Coroutine[Any, Any, None]]
"""What runs beside the sender, until it is cancelled."""


@dataclass(frozen=True, slots=True)
class Turns:
    """How processes take turns; together at most 30 seconds, in which another takes over."""

    length: timedelta = timedelta(seconds=20)
    """How long a lease lasts that is not renewed."""
    retry: timedelta = timedelta(seconds=5)
    """Between two tries to get it."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """What sending takes beside the outbox; the limiter is that of live answers, too."""

    messenger: Messenger
    limiter: Limiter
    render: Render


class Delivery:
    """Sends what is due, while its process holds the lease for that; else waits for the lease."""

    def __init__(  # noqa: PLR0913 -- all that a process delivers with meets here
        self,
        database: Database,
        programme: Programme,
        outlet: Outlet,
        *,
        holder: Holder,
        clock: Callable[[], datetime],
        operators: Collection[int] = (),
        after_tick: AfterTick | None = None,
        beside: Beside | None = None,
        turns: Turns = Turns(),
    ) -> None:
        self._database = database
        self._programme = programme
        self._outlet = outlet
        self._holder = holder
        self._clock = clock
        self._operators = operators
        self._after_tick = after_tick
        self._beside = beside
        self._turns = turns
        self._lease = LeaseKeeper(database, LEASE, holder, length=turns.length, clock=clock)
        self._terms = count(1)
        self._sender: Sender | None = None
        self._ending = False
        """Whether what runs now is to come to its end."""
        self._purged_on: date | None = None
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Deliver until stopped; what was begun is finished, what was not is given back."""
        while not self._stopped.is_set():
            try:
                if await self._lease.take():
                    await self._lead()
            except Exception:  # noqa: BLE001 -- the database may be away for a while
                _log.exception("delivery stands still; it is tried again soon")
            with suppress(TimeoutError):
                async with asyncio.timeout(self._turns.retry.total_seconds()):
                    await self._stopped.wait()

    def stop(self) -> None:
        """Let `run` end."""
        self._stopped.set()

    def wake(self) -> None:
        """There may be something new in the outbox; where another process sends, it finds it by itself."""
        if self._sender is not None:
            self._sender.wake()

    async def alarm(self, key: str, message: str, values: Mapping[str, Any]) -> None:
        """Tell all operators something, once for each `key`."""
        async with self._database.write() as session:
            for operator in self._operators:
                if not await tell(
                    session, operator, OutboxKind.ALARM, key, message, values, now=self._clock()
                ):
                    _log.warning("operator %d cannot be told: %s", operator, message)
        self.wake()

    async def _lead(self) -> None:
        """Send and tick until the lease is lost or this is stopped."""
        self._ending = False
        messenger = WhileHeld(self._outlet.messenger, self._lease)
        sender = self._sender = Sender(
            self._database,
            messenger,
            self._outlet.limiter,
            self._outlet.render,
            holder=f"{self._holder.id}-{next(self._terms)}",
            clock=self._clock,
            operators=self._operators,
        )
        ticks = Ticks(self._every_minute)
        sending = asyncio.create_task(sender.run())
        keeping = asyncio.create_task(self._lease.keep())
        stopped = asyncio.create_task(self._stopped.wait())
        others = [keeping, stopped]
        if self._beside is not None:
            others.append(asyncio.create_task(self._beside(messenger)))
        ticks.start()
        _log.info("this process sends what is due")
        try:
            await asyncio.wait({sending, keeping, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ending = True
            self._sender = None
            sender.stop()
            await ticks.stop()
            # The lease is kept until the last request has its answer.
            results = await asyncio.gather(sending, return_exceptions=True)
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await self._lease.release()
        if isinstance(results[0], Exception):
            raise results[0]

    async def _every_minute(self) -> None:
        now = self._clock()
        try:
            await tick(self._database, self._programme, now, stopping=self._must_end)
            await self._purge(now)
        except Exception:  # noqa: BLE001
            _log.exception("the tick failed; the next one does its work")
        if self._after_tick is not None:
            try:
                await self._after_tick(now)
            except Exception:  # noqa: BLE001
                _log.exception("operators are not told what there is to tell; it is tried again")
        self.wake()

    def _must_end(self) -> bool:
        return self._ending or not self._lease.held

    async def _purge(self, now: datetime) -> None:
        """Once a day, and at the start, forget what nobody can come back to."""
        if self._purged_on == now.date():
            return
        async with self._database.write() as session:
            forgotten = await answers.purge(session, now=now), await updates.purge(session, now=now)
        self._purged_on = now.date()
        _log.info("forgotten: %d answers, %d updates", *forgotten)
