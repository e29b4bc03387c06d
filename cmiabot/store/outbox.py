"""The outbox on its way out: written, claimed, sent. Functions work in the session they are given.

pending → claimed → sending → sent | uncertain | failed | cancelled. A row of which nobody knows whether
it arrived (`doubts`) never becomes pending or cancelled again, that would hide the doubt: where others
wait as pending it waits as uncertain with `not_before`, where others end as cancelled it stays uncertain
without.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.columns import State
from cmiabot.store.statements import change, change_many, insert_into
from cmiabot.store.tables import CHATS, OUTBOX, TARGETS
from cmiabot.store.values import (
    Chat,
    Delivery,
    NewOutboxRow,
    OutboxKind,
    OutboxRow,
    OutboxState,
    Target,
)

MISSED = "missed"
"""The reason of rows that were not sent in time."""

c = OUTBOX.c


def _state(state: OutboxState) -> ColumnElement[Any]:
    return literal(state, State(OutboxState))


TO_WAIT = case((c.doubts > 0, _state(OutboxState.UNCERTAIN)), else_=_state(OutboxState.PENDING))
_TO_END = case((c.doubts > 0, _state(OutboxState.UNCERTAIN)), else_=_state(OutboxState.CANCELLED))

WAITING = or_(
    c.state == OutboxState.PENDING, and_(c.state == OutboxState.UNCERTAIN, c.not_before.is_not(None))
)
OPEN = or_(c.state == OutboxState.CLAIMED, WAITING)


async def add(session: AsyncSession, rows: Sequence[NewOutboxRow], *, now: datetime) -> int:
    """Write rows; those whose target, kind and key are there already stay as they are.

    Returns how many are new.
    """
    values = [
        {
            "target_id": row.target_id,
            "kind": row.kind,
            "key": row.key,
            "paper": row.paper,
            "payload": row.payload,
            "state": row.state,
            "slot": row.slot,
            "local_date": row.local_date,
            "late": row.late,
            "expires_at": row.expires_at,
            "attempts": 0,
            "doubts": 0,
            "not_before": (row.not_before or row.slot) if row.state == OutboxState.PENDING else None,
            "claimed_by": "",
            "reason": row.reason,
            "created_at": now,
            "changed_at": now,
        }
        for row in rows
    ]
    return await change_many(session, insert_into(session, OUTBOX).on_conflict_do_nothing(), values)


async def on_their_way(
    session: AsyncSession, target_ids: Collection[int], since: datetime
) -> list[OutboxRow]:
    """Digests of these targets neither sent nor given up yet; of uncertain ones those due from `since` on."""
    # What was uncertain for longer is not tried any more. All others count, however old: one that was dead
    # for days may just be sent again.
    waiting = c.state.in_([OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING])
    in_doubt = and_(c.state == OutboxState.UNCERTAIN, c.slot >= since)
    statement = select(OUTBOX).where(
        c.target_id.in_(target_ids), c.kind == OutboxKind.DIGEST, or_(waiting, in_doubt)
    )
    return [OutboxRow(*row) for row in await session.execute(statement)]


async def cancel(
    session: AsyncSession,
    target_ids: Collection[int],
    reason: str,
    *,
    now: datetime,
    kinds: Collection[OutboxKind] = tuple(OutboxKind),
) -> int:
    """End whatever of these kinds waits for the targets, not requests in flight; returns how many rows."""
    return await end(session, and_(c.target_id.in_(target_ids), c.kind.in_(kinds), OPEN), reason, now)


async def withdraw(session: AsyncSession, row_id: int, reason: str, *, now: datetime) -> None:
    """End a single row that waits, not one that is in flight."""
    await end(session, and_(c.id == row_id, OPEN), reason, now)


async def digests_under_way(session: AsyncSession, target_id: int) -> list[OutboxRow]:
    """The digests of a target that wait or are in flight, the oldest first."""
    under_way = or_(OPEN, c.state == OutboxState.SENDING)
    mine = select(OUTBOX).where(c.target_id == target_id, c.kind == OutboxKind.DIGEST, under_way)
    return [OutboxRow(*row) for row in await session.execute(mine.order_by(c.slot, c.id))]


async def set_payload(session: AsyncSession, row_id: int, payload: Mapping[str, Any]) -> None:
    """Let a row that waits say something else; a sender that has it in hand already may not notice."""
    await change(session, update(OUTBOX).where(c.id == row_id, OPEN).values(payload=dict(payload)))


async def expire(session: AsyncSession, *, now: datetime) -> int:
    """End whatever was not sent in time; returns how many rows."""
    return await end(session, and_(c.expires_at <= now, OPEN), MISSED, now)


def with_places() -> Select[Any]:
    """Rows with their targets and chats, for `deliveries`."""
    return (
        select(OUTBOX, TARGETS, CHATS)
        .join(TARGETS, TARGETS.c.id == OUTBOX.c.target_id)
        .join(CHATS, CHATS.c.id == TARGETS.c.chat_id)
    )


async def deliveries(session: AsyncSession, statement: Select[Any]) -> list[Delivery]:
    """The values of a statement made of `with_places`."""
    to_target, to_chat = len(OUTBOX.c), len(OUTBOX.c) + len(TARGETS.c)
    return [
        Delivery(OutboxRow(*row[:to_target]), Target(*row[to_target:to_chat]), Chat(*row[to_chat:]))
        for row in (await session.execute(statement)).all()
    ]


async def end(session: AsyncSession, where: ColumnElement[bool], reason: Any, now: datetime) -> int:
    """Cancelled for that reason; a doubt stays, with the reason it has."""
    ended = {
        "state": _TO_END,
        "reason": case((c.doubts > 0, c.reason), else_=reason),
        "not_before": None,
        "lease_until": None,
        "changed_at": now,
    }
    return await change(session, update(OUTBOX).where(where).values(**ended))
