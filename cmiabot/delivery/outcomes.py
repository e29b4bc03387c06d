"""What became of a request → the database: the row, what its target has seen, the reaction to a failure."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from cmiabot.delivery.caring import Caring, Trouble, is_about_topic
from cmiabot.delivery.failures import Migrated, NotSent, SendFailure, Unknown
from cmiabot.delivery.reactions import Backoff, Reaction, RowFate, TargetFate, Told, reaction_to
from cmiabot.delivery.telling import tell
from cmiabot.store import chats, receipts, seen, sending, supergroups, targets
from cmiabot.store.commits import Session
from cmiabot.store.values import ChatKind, Delivery, OutboxKind, OutboxRow, Seen, TargetState

_log = logging.getLogger(__name__)

ALARMS = {RowFate.FAILED: "alarm.failed", RowFate.UNCERTAIN: "alarm.uncertain"}
"""What operators are told of rows that ended like this."""


class Outcomes:
    """Writes down what became of the rows of one holder. `operators` are told of what they can mend."""

    def __init__(self, holder: str, operators: Collection[int] = ()) -> None:
        self._holder = holder
        self._operators = operators
        self._caring = Caring(operators)

    async def take_over(self, session: Session, *, now: datetime) -> None:
        """Settle what holders before this one left: nobody knows what became of their requests."""
        for delivery in await sending.take_over(session, self._holder, now=now):
            row = delivery.row
            await _remember_seen(session, row.id)
            reaction = _reaction(delivery, Unknown(row.reason))
            again = _next_try(reaction.backoff, row.doubts, row, now)
            if again is not None:
                await sending.try_again(session, row.id, again)
            await self._tell(session, delivery, reaction, row.reason, now)

    async def sent(self, session: Session, delivery: Delivery, message_id: int, *, now: datetime) -> None:
        """Telegram confirmed it."""
        row = delivery.row
        if await sending.mark_sent(session, row.id, self._holder, message_id, now=now):
            await _remember_seen(session, row.id)
        else:
            _log.warning("row %d was sent as %d, but is not ours any more", row.id, message_id)

    async def not_sent(
        self, session: Session, delivery: Delivery, failure: SendFailure, *, now: datetime
    ) -> None:
        """It failed: do what the table of reactions says."""
        reaction = _reaction(delivery, failure)
        await self._settle_row(session, delivery, failure, reaction, now)
        if await _settle_target(session, delivery, failure, reaction, now):
            await self._tell(session, delivery, reaction, failure.reason, now)

    async def unrenderable(self, session: Session, delivery: Delivery, reason: str, *, now: datetime) -> None:
        """It cannot be made into a message: a mistake of ours, nothing was sent."""
        if await sending.start_sending(session, delivery.row.id, self._holder, now=now):
            await sending.mark_failed(session, delivery.row.id, self._holder, reason, now=now)
            reaction = Reaction(RowFate.FAILED, told=Told.OPERATORS)
            await self._tell(session, delivery, reaction, reason, now)

    async def _settle_row(
        self, session: Session, delivery: Delivery, failure: SendFailure, reaction: Reaction, now: datetime
    ) -> None:
        row, reason = delivery.row, failure.reason
        match reaction.row:
            case RowFate.RETRY:
                again = _next_try(reaction.backoff, row.attempts + 1, row, now)
                assert again is not None  # what was certainly not sent is tried without end
                if isinstance(failure, NotSent) and failure.retry_after is not None:
                    again = now + timedelta(seconds=failure.retry_after)
                await sending.put_back(session, row.id, self._holder, reason, now=now, not_before=again)
            case RowFate.UNCERTAIN:
                again = _next_try(reaction.backoff, row.doubts + 1, row, now)
                await sending.mark_uncertain(session, row.id, self._holder, reason, now=now, not_before=again)
                await _remember_seen(session, row.id)
            case RowFate.DONE if row.kind is OutboxKind.RECALL:
                await sending.mark_sent(session, row.id, self._holder, row.payload["message"], now=now)
            # A message to be sent cannot be there already.
            case RowFate.FAILED | RowFate.DONE:
                await sending.mark_failed(session, row.id, self._holder, reason, now=now)

    async def _tell(
        self, session: Session, delivery: Delivery, reaction: Reaction, reason: str, now: datetime
    ) -> None:
        match reaction.told:
            case Told.OWNER:
                await self._tell_owner(session, delivery, reaction.target, reason, now)
            case Told.OPERATORS:
                await self._tell_operators(session, delivery, reaction.row, reason, now)
            case Told.NOBODY:
                pass

    async def _tell_owner(
        self, session: Session, delivery: Delivery, fate: TargetFate, reason: str, now: datetime
    ) -> None:
        row, chat = delivery.row.id, delivery.chat
        _log.warning("chat %d takes no messages (%s): %s", chat.telegram_id, reason, fate)
        # The owner of a private chat is the very person who cannot be written to.
        if is_private(delivery):
            return
        if fate is TargetFate.LOST:
            # A row that is replayed may find the bot removed another time.
            await self._caring.report_removal(session, chat, f"removed:{row}:{now.isoformat()}", now=now)
            return
        trouble = Trouble.TOPIC_GONE if is_about_topic(reason) else Trouble.PAUSED
        topic = delivery.target if trouble is Trouble.TOPIC_GONE else None
        await self._caring.report(
            session, chat, trouble, f"paused:{row}", now=now, topic=topic, reason=reason
        )

    async def _tell_operators(
        self, session: Session, delivery: Delivery, fate: RowFate, reason: str, now: datetime
    ) -> None:
        row, chat = delivery.row.id, delivery.chat.telegram_id
        _log.warning("row %d to chat %d is %s: %s", row, chat, fate, reason)
        # One an hour: a mistake of ours meets thousands of rows at once, and all stand in the receipts.
        key = f"{fate}:{now:%Y-%m-%dT%H}"
        values = {"row": row, "chat": chat, "reason": reason}
        for operator in self._operators:
            await tell(session, operator, OutboxKind.ALARM, key, ALARMS[fate], values, now=now)


def _reaction(delivery: Delivery, failure: SendFailure) -> Reaction:
    recall = delivery.row.kind is OutboxKind.RECALL
    return reaction_to(failure, private=is_private(delivery), recall=recall)


def is_private(delivery: Delivery) -> bool:
    """Whether it goes to one person: then rather twice than never, elsewhere rather never than twice."""
    return delivery.chat.kind is ChatKind.PRIVATE


async def _settle_target(
    session: Session, delivery: Delivery, failure: SendFailure, reaction: Reaction, now: datetime
) -> bool:
    """Whether that is news: of a chat that is lost Telegram's update may have told before."""
    match reaction.target:
        case TargetFate.LOST:
            state = TargetState.BLOCKED if is_private(delivery) else TargetState.LEFT
            return await chats.mark_unreachable(session, delivery.chat.id, state, now=now)
        case TargetFate.PAUSED:
            await targets.pause(session, delivery.target.id, now=now, reason=failure.reason)
        case TargetFate.MOVED:
            assert isinstance(failure, Migrated)
            await supergroups.migrate(session, delivery.chat.telegram_id, failure.new_chat, now=now)
        case TargetFate.KEPT:
            pass
    return True


async def _remember_seen(session: Session, row_id: int) -> None:
    """What was sent, or may have been, was seen; told twice of one day's paper, once."""
    # Read anew: the target may have been merged with another since the row was claimed.
    delivery = await receipts.find(session, row_id)
    if delivery is None or not delivery.row.paper or delivery.row.local_date is None:
        return
    row, target = delivery.row, delivery.target.id
    known = [entry for entry in await seen.of_target(session, target) if entry.paper == row.paper]
    if all(entry.seen_on < delivery.row.local_date for entry in known):
        # The round it was chosen for: what is new to the collection joins the one the others are in.
        number = max(row.payload.get("round", 1), 1 + max((entry.round for entry in known), default=0))
        await seen.add(session, [Seen(target, row.paper, number, delivery.row.local_date)])


def _next_try(backoff: Backoff | None, tries: int, row: OutboxRow, now: datetime) -> datetime | None:
    wait = backoff.wait(tries) if backoff is not None else None
    if backoff is None or wait is None:
        return None
    again = now + wait
    return None if backoff.within is not None and again > row.slot + backoff.within else again
