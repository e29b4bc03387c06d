"""One row's way: marked as being sent, sent once, and what became of it written down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from cmiabot.delivery.announced import take_back
from cmiabot.delivery.failures import NotSent, SendFailure, Unknown
from cmiabot.delivery.limits import Limiter, Permit
from cmiabot.delivery.messenger import Destination, Messenger, Outgoing
from cmiabot.delivery.outcomes import Outcomes, is_private
from cmiabot.errors import CmiaBotError
from cmiabot.store import sending
from cmiabot.store.commits import GroupCommit, Session
from cmiabot.store.database import Database
from cmiabot.store.values import Delivery, OutboxKind, OutboxRow

_log = logging.getLogger(__name__)

MOST_TRIES = 20
"""How often something that happened is tried to be written down, a second apart, once the sender ends."""
BETWEEN_TRIES = 1.0

Render = Callable[[OutboxRow, str], Outgoing]
"""A row and the chat's language → the message."""
Clock = Callable[[], datetime]


class Carrier:
    """Carries rows that are claimed by `holder` and whose turn it is."""

    def __init__(
        self,
        database: Database,
        messenger: Messenger,
        limiter: Limiter,
        render: Render,
        outcomes: Outcomes,
        *,
        holder: str,
        clock: Clock,
    ) -> None:
        self._commits = GroupCommit(database)
        self._messenger = messenger
        self._limiter = limiter
        self._render = render
        self._outcomes = outcomes
        self._holder = holder
        self._clock = clock
        self._ending = False

    def end(self) -> None:
        """Wait for a database that is away no longer than a little while from now on."""
        self._ending = True

    async def carry(self, delivery: Delivery, permit: Permit) -> None:
        """Send a row as the limiter permits, unless it expired, was cancelled or taken away meanwhile."""
        try:
            message = self._render(delivery.row, delivery.chat.language)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the other rows go on
            _log.exception("row %d cannot be made into a message", delivery.row.id)
            # What cmiabot raises on purpose says what is wrong; anything else might quote the message.
            why = error if isinstance(error, CmiaBotError) else type(error).__name__
            reason = f"cannot be made into a message: {why}"
            await self._write_down(partial(self._outcomes.unrenderable, delivery=delivery, reason=reason))
            return
        if await self._start(delivery):
            permit.leaving()
            outcome = await self._request(delivery, message)
            permit.answered()
            await self._write_down(outcome)

    async def put_back(self, delivery: Delivery, seconds: float) -> None:
        """Let somebody take a row again after some seconds; nothing new is known of it."""

        async def work(session: Session, *, now: datetime) -> None:
            await sending.put_back(
                session,
                delivery.row.id,
                self._holder,
                delivery.row.reason,
                now=now,
                not_before=now + timedelta(seconds=seconds),
            )

        await self._write_down(work)

    async def take_over(self) -> bool:
        """Settle what other holders left; False where the database could not be reached."""
        return await self._write_down(self._outcomes.take_over)

    async def _start(self, delivery: Delivery) -> bool:
        """Commit that the request is made now; False where it must not be."""
        row, attempt = delivery.row.id, delivery.row.attempts + 1
        try:
            return await self._commits.do(
                lambda session: sending.start_sending(
                    session, row, self._holder, now=self._clock(), attempt=attempt
                )
            )
        except Exception:  # noqa: BLE001 -- the database may be away for a while
            # It may be committed or not; no request is made, so either way it can be given back.
            _log.exception("row %d cannot be marked as being sent", row)
            await self.put_back(delivery, BETWEEN_TRIES)
            return False

    async def _request(self, delivery: Delivery, message: Outgoing) -> "_Outcome":
        """Make the request; gives what is to be written down."""
        chat = delivery.chat
        to = Destination(chat.telegram_id, delivery.target.thread_id, is_private(delivery))
        try:
            if delivery.row.kind is OutboxKind.RECALL:
                message_id = await take_back(self._messenger, to, delivery.row, message)
            else:
                message_id = await self._messenger.send(to, message)
        except SendFailure as failure:
            if isinstance(failure, NotSent) and failure.retry_after is not None:
                self._limiter.hold(to.chat, failure.retry_after, private=to.private)
            return partial(self._outcomes.not_sent, delivery=delivery, failure=failure)
        except Exception as error:  # noqa: BLE001 -- not foreseen, so nobody knows how far it came
            _log.exception("row %d met something unforeseen", delivery.row.id)
            unknown = Unknown(type(error).__name__)
            return partial(self._outcomes.not_sent, delivery=delivery, failure=unknown)
        return partial(self._outcomes.sent, delivery=delivery, message_id=message_id)

    async def _write_down(self, outcome: "_Outcome") -> bool:
        """Commit what happened, however long the database is away; False where the sender ends before."""
        tries = 0
        while not self._ending or tries < MOST_TRIES:
            tries += 1
            try:
                await self._commits.do(lambda session: outcome(session, now=self._clock()))
            except Exception:  # noqa: BLE001
                if tries == 1:
                    _log.exception("what happened cannot be written down yet; it is tried until it can")
                await asyncio.sleep(BETWEEN_TRIES)
            else:
                return True
        # A row that was sent stays `sending`: the next sender takes it over as uncertain.
        _log.error("what happened could not be written down")
        return False


_Outcome = Callable[..., Awaitable[None]]
