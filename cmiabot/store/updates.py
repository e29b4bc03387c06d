"""Which updates of Telegram were taken, so that none is handled twice. Functions never commit."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.statements import change, insert_into
from cmiabot.store.tables import UPDATES
from cmiabot.store.values import UpdateClaim, UpdateState

KEPT = timedelta(days=8)
"""Telegram delivers an update for a day at most, and may begin its ids anew after a quiet week."""

c = UPDATES.c


async def start(
    session: AsyncSession,
    update_id: int,
    holder: str,
    *,
    lease: timedelta,
    now: datetime,
    alone: bool = False,
) -> UpdateClaim:
    """Claim an update; OURS where it is to be handled now, and not longer than the lease.

    Who is `alone` in receiving updates takes over at once what any other holder left behind.
    """
    taken = {"state": UpdateState.STARTED, "holder": holder, "lease_until": now + lease, "at": now}
    left_behind = c.lease_until <= now
    if alone:
        left_behind = or_(left_behind, c.holder != holder)
    statement = insert_into(session, UPDATES).values(update_id=update_id, **taken)
    statement = statement.on_conflict_do_update(
        index_elements=["update_id"], set_=taken, where=and_(c.state == UpdateState.STARTED, left_behind)
    )
    if await change(session, statement) == 1:
        return UpdateClaim.OURS
    state = await session.scalar(select(c.state).where(c.update_id == update_id))
    return UpdateClaim.ELSEWHERE if state == UpdateState.STARTED else UpdateClaim.HANDLED


async def finish(session: AsyncSession, update_id: int, *, now: datetime) -> None:
    """It was handled."""
    statement = update(UPDATES).where(c.update_id == update_id)
    await change(session, statement.values(state=UpdateState.DONE, at=now))


async def purge(session: AsyncSession, *, now: datetime) -> int:
    """Forget updates so old that they cannot come again; returns how many."""
    return await change(session, delete(UPDATES).where(c.at <= now - KEPT))
