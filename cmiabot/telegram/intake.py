"""Between Telegram's updates and the handlers: not too many, one after the other, each of them once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Hashable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import BaseUpdateProcessor

from cmiabot.delivery.carrying import Clock
from cmiabot.store import updates
from cmiabot.store.commits import GroupCommit
from cmiabot.store.database import Database
from cmiabot.store.values import UpdateClaim
from cmiabot.telegram.arrivals import Arrivals
from cmiabot.telegram.callbacks import posts
from cmiabot.telegram.flooding import GROUP, PERSON, PERSON_IN_GROUP, Allowance, FloodGate, Verdict

_log = logging.getLogger(__name__)

LONGEST = timedelta(seconds=100)
"""How long handling an update may take."""
LEASE = timedelta(seconds=120)
"""How long nobody else touches it: a little longer than that."""
AT_ONCE = 64
"""Updates that are handled at the same time, of as many people."""
MOST_WAITING = 10_000
"""Updates that may wait for others of the same person; the flood gate lets nobody have many."""

Reacts = Callable[[Update], bool]
"""Whether there is a handler for an update."""
Notify = Callable[[Update], Awaitable[None]]
"""Tells whoever sent an update that it was one too many."""


class Intake(BaseUpdateProcessor):
    """Decides what becomes of each update, and tells `arrivals` what Telegram may forget."""

    def __init__(
        self, database: Database, gate: FloodGate, *, holder: str, clock: Clock, alone: bool
    ) -> None:
        super().__init__(MOST_WAITING)
        self.arrivals = Arrivals()
        self._commits = GroupCommit(database)
        self._gate = gate
        self._holder = holder
        self._clock = clock
        self._alone = alone
        self._reacts: Reacts | None = None
        self._notify: Notify | None = None
        self._admitted: set[int] = set()
        """Updates (their ids) the gate let through that are not settled yet."""
        self._turns = _Turns()
        self._places = asyncio.Semaphore(AT_ONCE)

    def serve(self, reacts: Reacts, notify: Notify) -> None:
        """From now on for this application; PTB makes it after its processor."""
        self._reacts, self._notify = reacts, notify

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update, if it is to be handled here, with the coroutine that does so."""
        assert isinstance(coroutine, Coroutine)
        if not isinstance(update, Update):
            await coroutine
            return
        settled = False
        try:
            settled = await self._take_in(update, coroutine)
        finally:
            coroutine.close()
            if settled:
                self._admitted.discard(update.update_id)
                self.arrivals.settle(update.update_id)
            else:
                self.arrivals.refuse(update.update_id)

    async def _take_in(self, update: Update, handling: Awaitable[Any]) -> bool:
        """Whether Telegram need not send it again."""
        assert self._reacts is not None
        assert self._notify is not None
        if not self._reacts(update):
            return True
        # The gate comes before the claim: what a flood loses must not cost a write each. An update that
        # somebody else is at comes again every moment, and was asked but once: it is let through once.
        if update.update_id not in self._admitted:
            verdict = self._gate.admit(asking(update), now=self._clock())
            if verdict is Verdict.TOO_MUCH:
                await self._notify(update)
            if verdict is not Verdict.ADMITTED:
                return True
            self._admitted.add(update.update_id)
        # What one person sends is handled in its order, and never keeps more than one place.
        async with self._turns.of(_who(update)), self._places:
            claim = await self._claim(update.update_id)
            if claim is UpdateClaim.OURS:
                await self._handle(update, handling)
            return claim is not UpdateClaim.ELSEWHERE

    async def _handle(self, update: Update, handling: Awaitable[Any]) -> None:
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                await handling
        except TimeoutError:
            _log.error("update %d was given up: it took too long", update.update_id)
        await self._finish(update.update_id)

    async def _claim(self, update_id: int) -> UpdateClaim:
        try:
            return await self._commits.do(
                lambda session: updates.start(
                    session, update_id, self._holder, lease=LEASE, now=self._clock(), alone=self._alone
                )
            )
        except Exception:  # noqa: BLE001 -- questions are answered without the database, too
            _log.exception("update %d cannot be claimed; it is handled all the same", update_id)
            return UpdateClaim.OURS

    async def _finish(self, update_id: int) -> None:
        try:
            await self._commits.do(lambda session: updates.finish(session, update_id, now=self._clock()))
        except Exception:  # noqa: BLE001 -- it was handled, known or not
            _log.exception("update %d was handled, which cannot be written down", update_id)


def asking(update: Update) -> list[tuple[Hashable, Allowance]]:
    """The buckets that an update takes from: of what people ask for, not of what happens to the bot."""
    said = _is_said(update)
    if update.inline_query is None and update.callback_query is None and not said:
        return []
    # Anonymous administrators share one id; the chat they speak for stands for them.
    chat, sender = update.effective_chat, update.effective_sender
    buckets: list[tuple[Hashable, Allowance]] = []
    if sender is not None:
        buckets.append((("person", sender.id), PERSON))
    if chat is None or chat.type == ChatType.PRIVATE:
        return buckets
    if sender is not None and (said or _posts(update)):
        buckets.append((("person in", chat.id, sender.id), PERSON_IN_GROUP))
    # Presses of many take nothing from who asks: what they post, the limits of sending hold back.
    if said:
        buckets.append((("chat", chat.id), GROUP))
    return buckets


def _posts(update: Update) -> bool:
    """Whether a press brings a message to the group; in a channel none does."""
    query, chat = update.callback_query, update.effective_chat
    in_group = chat is not None and chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
    return query is not None and in_group and posts(query.data)


def _is_said(update: Update) -> bool:
    message = update.message
    return message is not None and (message.text is not None or message.chat.type == ChatType.PRIVATE)


def _who(update: Update) -> Hashable:
    chat, sender = update.effective_chat, update.effective_sender
    return chat.id if chat else None, sender.id if sender else None


class _Turns:
    """Lets one go at a time for each key, in the order in which they came."""

    def __init__(self) -> None:
        self._queues: dict[Hashable, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for one's turn."""
        lock, users = self._queues.get(key, (asyncio.Lock(), 0))
        self._queues[key] = lock, users + 1
        try:
            async with lock:
                yield
        finally:
            lock, users = self._queues.pop(key)
            if users > 1:
                self._queues[key] = lock, users - 1
