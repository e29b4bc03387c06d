"""Sends what stands in the outbox, one request a row, as fast as Telegram's limits let it.

A row is committed as `sending` directly before its request and no transaction is open during it, so that
a process killed at any moment leaves only its requests in flight uncertain.
"""

import asyncio
import logging
from collections.abc import Collection, Coroutine
from contextlib import suppress
from datetime import timedelta
from math import inf
from typing import Any

from cmiabot.delivery.carrying import Carrier, Clock, Render
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Messenger
from cmiabot.delivery.outcomes import Outcomes, is_private
from cmiabot.store import outbox, sending
from cmiabot.store.database import Database
from cmiabot.store.values import Delivery

_log = logging.getLogger(__name__)

WORKERS = 16
"""Rows on their way at once: at half a second each they keep up with Telegram's limit."""
BATCH = 100
"""Rows claimed at once; more are claimed when less than half of them could go."""
MOST_HELD = 1000
"""Rows held at most, with those that wait for their chat."""
LEASE = timedelta(minutes=2)
"""How long claimed rows are kept from others; they take some seconds."""
POLL = 5.0
"""Seconds between two looks for rows that are due again, where nobody wakes the sender."""
TIDY = 30.0
"""Seconds between two looks for rows that have expired, or whose claim has."""
LONGEST_HOLD = 10.0
"""Seconds a row is kept here while its chat takes nothing; for longer it is put back."""


class Sender:
    """One at a time for a bot: whoever holds the sending lease runs it, once.

    `holder` is unique to this run. `limiter` is the one that live answers wait for, too.
    """

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        limiter: Limiter,
        render: Render,
        *,
        holder: str,
        clock: Clock,
        operators: Collection[int] = (),
    ) -> None:
        self._database = database
        self._limiter = limiter
        self._holder = holder
        self._clock = clock
        outcomes = Outcomes(holder, operators)
        self._carrier = Carrier(database, messenger, limiter, render, outcomes, holder=holder, clock=clock)
        self._held: list[Delivery] = []
        """Claimed, nothing begun."""
        self._under_way: dict[int, asyncio.Task[None]] = {}
        """By Telegram's id of their chat: one at a time, so that a chat gets things in their order."""
        self._in_turn: set[asyncio.Task[None]] = set()
        """Of those under way, the ones that wait for the limiter: nothing is begun there either."""
        self._others: set[asyncio.Task[None]] = set()
        """Claims, and rows put back."""
        self._ready = 0
        """How many of those held only lack a worker."""
        self._claiming = False
        self._look_at = -inf
        self._tidy_at = -inf
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """There may be something new to send."""
        self._look_at = -inf
        self._news.set()

    def stop(self) -> None:
        """Let `run` end: requests in flight are finished, everything else is given back."""
        self._stopping = True
        self._carrier.end()
        self._news.set()

    async def run(self) -> None:
        """Take over what others left, then send until stopped."""
        while not self._stopping and not await self._carrier.take_over():
            pass
        try:
            while not self._stopping:
                self._news.clear()
                pause = min(self._launch(), self._claim_if_few())
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._news.wait()
        finally:
            await self._land()

    def _claim_if_few(self) -> float:
        """Get more rows where it is time to; returns the seconds until it may be."""
        if self._claiming or self._ready >= BATCH // 2 or len(self._held) >= MOST_HELD:
            return POLL  # there will be news before
        pause = self._look_at - self._now()
        if pause > 0:
            return pause
        self._claiming = True
        self._aside(self._claim())
        return POLL

    async def _claim(self) -> None:
        self._look_at = self._now() + POLL
        try:
            async with self._database.write() as session:
                now = self._clock()
                if self._now() >= self._tidy_at:
                    await sending.release_expired(session, now=now)
                    await outbox.expire(session, now=now)
                    self._tidy_at = self._now() + TIDY
                # Not more of what waits for its chat already, a group with a hundred topics perhaps.
                chats = {delivery.chat.telegram_id for delivery in self._held}
                found = await sending.claim(
                    session, self._holder, now=now, lease=LEASE, limit=BATCH, excluded_chats=chats
                )
        except Exception:  # noqa: BLE001 -- the database may be away for a while; nothing is lost meanwhile
            _log.exception("nothing can be claimed; the database is asked again soon")
        else:
            self._held += found
            if len(found) == BATCH:
                self._look_at = -inf
        finally:
            self._claiming = False
            self._news.set()

    def _launch(self) -> float:
        """Begin with every row that can go; returns the seconds until a chat waited for is free."""
        pause = inf
        kept = []
        self._ready = 0
        for delivery in self._held:
            chat = delivery.chat.telegram_id
            wait = self._limiter.wait_for(chat)
            if chat in self._under_way:
                kept.append(delivery)
            elif wait > LONGEST_HOLD:
                self._aside(self._carrier.put_back(delivery, wait))
            elif wait > 0:
                kept.append(delivery)
                pause = min(pause, wait)
            elif len(self._under_way) >= WORKERS:
                kept.append(delivery)
                self._ready += 1
            else:
                task = self._under_way[chat] = asyncio.create_task(self._deliver(delivery))
                self._in_turn.add(task)
        self._held = kept
        return pause

    async def _deliver(self, delivery: Delivery) -> None:
        chat = delivery.chat.telegram_id
        try:
            permit = await self._limiter.acquire(chat, private=is_private(delivery), broadcast=True)
            self._in_turn.discard(self._under_way[chat])
            await self._carrier.carry(delivery, permit)
        finally:
            self._in_turn.discard(self._under_way.pop(chat))
            self._news.set()

    async def _land(self) -> None:
        for task in self._in_turn:
            task.cancel()
        await asyncio.gather(*self._under_way.values(), *self._others, return_exceptions=True)
        try:
            async with self._database.write() as session:
                await sending.release(session, self._holder, now=self._clock())
        except Exception:  # noqa: BLE001
            _log.exception("claims cannot be given back; they end by themselves")

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
