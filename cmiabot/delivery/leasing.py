"""Holding a lease: taken, renewed in time, known to be lost. And a messenger that falls silent with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from math import inf

from cmiabot.delivery.failures import NotSent
from cmiabot.delivery.messenger import Destination, Messenger, Outgoing
from cmiabot.store import leases
from cmiabot.store.database import Database
from cmiabot.store.values import Holder, Lease

_log = logging.getLogger(__name__)

RENEWALS = 4
"""How often a lease is renewed before it would end: some may fail."""


class LeaseKeeper:
    """One process's side of a lease; others can take it when it was not renewed for `length`."""

    def __init__(
        self,
        database: Database,
        name: str,
        holder: Holder,
        *,
        length: timedelta,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._name = name
        self._holder = holder
        self._length = length
        self._clock = clock
        self._ends = -inf
        self._ends_at = clock()

    @property
    def held(self) -> bool:
        """Whether nobody else can have it by now.

        A process that was stopped for a while, or its machine, learns that here before the database
        tells it: of the two clocks one may stand still meanwhile, and the other may be set.
        """
        return asyncio.get_running_loop().time() < self._ends and self._clock() < self._ends_at

    async def take(self) -> bool:
        """Try to get it; False where somebody else has it."""
        return await self._got(leases.take)

    async def keep(self) -> None:
        """Renew it again and again; returns when somebody else has it, which is no longer to be changed."""
        while True:
            await asyncio.sleep(self._length.total_seconds() / RENEWALS)
            try:
                kept = await self._got(leases.renew)
            except Exception:  # noqa: BLE001 -- the database may be away for a while, for the others too
                _log.exception("the lease %s cannot be renewed; this is tried again soon", self._name)
            else:
                if not kept:
                    _log.warning("the lease %s was taken by another process", self._name)
                    return

    async def release(self) -> None:
        """Let others take it at once."""
        self._ends = -inf
        try:
            async with self._database.write() as session:
                await leases.release(session, self._name, self._holder)
        except Exception:  # noqa: BLE001
            _log.exception("the lease %s cannot be given back; it ends by itself", self._name)

    async def find(self) -> Lease | None:
        """Who has it or had it last."""
        async with self._database.read() as session:
            return await leases.find(session, self._name)

    async def _got(self, verb: "_Verb") -> bool:
        # From before it was asked for: whoever grants it counts from later on.
        ends = asyncio.get_running_loop().time() + self._length.total_seconds()
        now = self._clock()
        async with self._database.write() as session:
            got = await verb(session, self._name, self._holder, length=self._length, now=now)
        self._ends, self._ends_at = (ends, now + self._length) if got else (-inf, now)
        return got


class WhileHeld:
    """A messenger that sends as long as its process holds a lease."""

    def __init__(self, messenger: Messenger, lease: LeaseKeeper) -> None:
        self._messenger = messenger
        self._lease = lease

    async def send(self, to: Destination, message: Outgoing) -> int:
        """Send a message; gives its id in that chat."""
        self._check()
        return await self._messenger.send(to, message)

    async def edit(self, to: Destination, message_id: int, message: Outgoing) -> None:
        """Put a message in the place of one sent before."""
        self._check()
        await self._messenger.edit(to, message_id, message)

    async def delete(self, to: Destination, message_id: int) -> None:
        """Take a message back."""
        self._check()
        await self._messenger.delete(to, message_id)

    def _check(self) -> None:
        if not self._lease.held:
            raise NotSent("this process does not hold the lease for sending any more")


_Verb = Callable[..., Awaitable[bool]]
