"""Rows of the outbox on their way: claimed, sent, and what became of them.

pending → claimed → sending → sent | uncertain | failed | cancelled. Functions work in the session they
are given and never commit; each but `claim` and `take_over` is one conditional UPDATE, so that a holder
who lost a row changes nothing.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.outbox import MISSED, TO_WAIT, WAITING, deliveries, end, with_places
from cmiabot.store.statements import change
from cmiabot.store.tables import CHATS, OUTBOX, TARGETS
from cmiabot.store.values import Delivery, OutboxKind, OutboxState, TargetState

KILLED = "killed while sending"
"""The reason of rows whose sender died in the middle of a request."""

c = OUTBOX.c

_URGENCY = case(
    # People at a button or an operator with an alarm do not queue behind a thousand digests.
    (c.kind.in_([OutboxKind.ALARM, OutboxKind.NOTICE, OutboxKind.REPORT]), 0),
    # What is wrong in hundreds of chats is taken back before anything else is sent there.
    (c.kind == OutboxKind.RECALL, 1),
    (c.kind == OutboxKind.DIGEST, 2),
    else_=3,
)

_OF_ROW = TARGETS.c.id == c.target_id
_TARGET_TAKES_IT = exists().where(
    _OF_ROW,
    or_(
        TARGETS.c.state.in_([TargetState.ACTIVE, TargetState.RESTING]),
        and_(TARGETS.c.state == TargetState.PAUSED, c.kind != OutboxKind.DIGEST),
    ),
)
_FIRST = OUTBOX.alias("first")
_COMES_FIRST = and_(
    _FIRST.c.target_id == c.target_id,
    _FIRST.c.kind == OutboxKind.DIGEST,
    # Claimed, too: put back after a refusal it may be claimed again before what came behind it begins.
    _FIRST.c.state.in_([OutboxState.PENDING, OutboxState.CLAIMED]),
    _FIRST.c.slot <= c.slot,
)
_COMES_SECOND = and_(c.kind == OutboxKind.ANNOUNCEMENT, exists().where(_COMES_FIRST))
"""An announcement does not overtake a digest that was due before, also not one that is tried again."""


async def claim(
    session: AsyncSession,
    holder: str,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    excluded_chats: Collection[int] = (),
) -> list[Delivery]:
    """Take rows that may be sent now, the most urgent first; none of the chats excluded (Telegram's ids).

    They are the holder's for the length of `lease`; no two holders ever get the same row.
    """
    statement = (
        select(c.id)
        .where(WAITING, c.not_before <= now, or_(c.expires_at.is_(None), c.expires_at > now))
        .where(
            or_(c.kind != OutboxKind.ANNOUNCEMENT, ~exists().where(_COMES_FIRST, _FIRST.c.not_before > now))
        )
        .order_by(_URGENCY, c.not_before, c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if excluded_chats:
        excluded = (
            select(TARGETS.c.id)
            .join(CHATS, CHATS.c.id == TARGETS.c.chat_id)
            .where(CHATS.c.telegram_id.in_(excluded_chats))
        )
        statement = statement.where(c.target_id.not_in(excluded))
    ids = [*(await session.execute(statement)).scalars()]
    if not ids:
        return []
    taken = {"state": OutboxState.CLAIMED, "claimed_by": holder, "lease_until": now + lease}
    await change(session, update(OUTBOX).where(c.id.in_(ids)).values(**taken, changed_at=now))
    ordered = with_places().where(c.id.in_(ids)).order_by(_URGENCY, c.not_before, c.id)
    return await deliveries(session, ordered)


async def start_sending(
    session: AsyncSession, row_id: int, holder: str, *, now: datetime, attempt: int | None = None
) -> bool:
    """Say that the request is about to be made; False: it must not be.

    It must not where the claim was lost, the row expired, or the target takes nothing of that kind any
    more; in the last two cases the row is ended. What something else has to go before is given back. Said
    again of the same `attempt` (1 for the first request), as after a commit whose answer was lost, it
    holds good.
    """
    mine = and_(c.id == row_id, c.claimed_by == holder, c.state == OutboxState.CLAIMED)
    in_time = or_(c.expires_at.is_(None), c.expires_at > now)
    statement = (
        update(OUTBOX)
        .where(mine, in_time, _TARGET_TAKES_IT, ~_COMES_SECOND)
        .values(state=OutboxState.SENDING, attempts=c.attempts + 1, lease_until=None, changed_at=now)
    )
    if await change(session, statement) == 1:
        return True
    if attempt is not None:
        said = select(c.id).where(_in_flight(row_id, holder), c.attempts == attempt)
        if (await session.execute(said)).first() is not None:
            return True
    await end(session, and_(mine, ~in_time), MISSED, now)
    state_of_target = select(TARGETS.c.state).where(_OF_ROW).scalar_subquery()
    await end(session, and_(mine, ~_TARGET_TAKES_IT), state_of_target, now)
    await _give_back(session, and_(mine, _COMES_SECOND), now)
    return False


async def mark_sent(
    session: AsyncSession, row_id: int, holder: str, message_id: int, *, now: datetime
) -> bool:
    """Telegram confirmed it; False where the row is not the holder's any more.

    That is taken also where somebody else meanwhile thought the holder dead and the row uncertain.
    """
    known = [OutboxState.SENDING, OutboxState.UNCERTAIN]
    return await _finish(
        session,
        and_(c.id == row_id, c.claimed_by == holder, c.state.in_(known)),
        state=OutboxState.SENT,
        message_id=message_id,
        sent_at=now,
        reason="",
        not_before=None,
        changed_at=now,
    )


async def mark_uncertain(
    session: AsyncSession,
    row_id: int,
    holder: str,
    reason: str,
    *,
    now: datetime,
    not_before: datetime | None = None,
) -> bool:
    """Nobody knows whether it arrived; with `not_before` it is tried again from then on."""
    return await _finish(
        session,
        _in_flight(row_id, holder),
        state=OutboxState.UNCERTAIN,
        doubts=c.doubts + 1,
        reason=reason,
        not_before=not_before,
        changed_at=now,
    )


async def mark_failed(session: AsyncSession, row_id: int, holder: str, reason: str, *, now: datetime) -> bool:
    """Telegram refused it for good."""
    return await _finish(
        session,
        _in_flight(row_id, holder),
        state=OutboxState.FAILED,
        reason=reason,
        not_before=None,
        changed_at=now,
    )


async def put_back(
    session: AsyncSession, row_id: int, holder: str, reason: str, *, now: datetime, not_before: datetime
) -> bool:
    """It certainly did not arrive and is to be tried again from `not_before` on; also for a claimed row."""
    mine = and_(
        c.id == row_id,
        c.claimed_by == holder,
        c.state.in_([OutboxState.CLAIMED, OutboxState.SENDING]),
    )
    return await _finish(
        session,
        mine,
        state=TO_WAIT,
        reason=reason,
        not_before=not_before,
        claimed_by="",
        lease_until=None,
        changed_at=now,
    )


async def release(session: AsyncSession, holder: str, *, now: datetime) -> int:
    """Give back all claims of a holder that stops; returns how many."""
    return await _give_back(session, c.claimed_by == holder, now)


async def release_expired(session: AsyncSession, *, now: datetime) -> int:
    """Give back claims whose lease has ended; returns how many."""
    return await _give_back(session, c.lease_until <= now, now)


async def take_over(session: AsyncSession, holder: str, *, now: datetime) -> list[Delivery]:
    """What a new holder does first: other holders are dead. Their claims are given back.

    What they were sending is uncertain and returned; `try_again` those that are to be sent again.
    """
    await _give_back(session, c.claimed_by != holder, now)
    sending = and_(c.state == OutboxState.SENDING, c.claimed_by != holder)
    statement = with_places().where(sending).order_by(c.id).with_for_update(of=OUTBOX)
    found = await deliveries(session, statement)
    ids = [delivery.row.id for delivery in found]
    doubt = update(OUTBOX).where(c.id.in_(ids))
    values = {"state": OutboxState.UNCERTAIN, "doubts": c.doubts + 1, "reason": KILLED, "not_before": None}
    await change(session, doubt.values(**values, changed_at=now))
    return await deliveries(session, with_places().where(c.id.in_(ids)).order_by(c.id))


async def try_again(session: AsyncSession, row_id: int, not_before: datetime) -> None:
    """Let an uncertain row be sent again from `not_before` on."""
    uncertain = and_(c.id == row_id, c.state == OutboxState.UNCERTAIN)
    await change(session, update(OUTBOX).where(uncertain).values(not_before=not_before))


def _in_flight(row_id: int, holder: str) -> ColumnElement[bool]:
    return and_(c.id == row_id, c.claimed_by == holder, c.state == OutboxState.SENDING)


async def _finish(session: AsyncSession, where: ColumnElement[bool], **values: Any) -> bool:
    return await change(session, update(OUTBOX).where(where).values(**values)) == 1


async def _give_back(session: AsyncSession, where: ColumnElement[bool], now: datetime) -> int:
    given = {"state": TO_WAIT, "claimed_by": "", "lease_until": None, "changed_at": now}
    claimed = update(OUTBOX).where(c.state == OutboxState.CLAIMED, where)
    return await change(session, claimed.values(**given))
