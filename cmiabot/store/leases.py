"""What only one process may do at a time. Functions work in the session they are given and never commit.

On PostgreSQL the clock of the server decides, so that hosts may disagree about the time.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.columns import UtcDateTime
from cmiabot.store.processes import has_ended
from cmiabot.store.statements import change, insert_into, on_postgresql
from cmiabot.store.tables import LEASES
from cmiabot.store.values import Holder, Lease

c = LEASES.c


async def take(session: AsyncSession, name: str, holder: Holder, *, length: timedelta, now: datetime) -> bool:
    """Take a lease, or take it again; False where somebody else has it.

    It can be taken from who did not renew it in time, and from a process of this host that has ended.
    """
    free = [c.holder == holder.id, c.expires_at <= _clock(session, now)]
    lease = await find(session, name)
    if lease and has_ended(lease.holder):
        free.append(c.holder == lease.holder.id)
    values = {
        "holder": holder.id,
        "host": holder.host,
        "pid": holder.pid,
        "process_started": holder.process_started,
        "expires_at": _clock(session, now, length),
    }
    statement = insert_into(session, LEASES).values(name=name, **values)
    return (
        await change(
            session, statement.on_conflict_do_update(index_elements=["name"], set_=values, where=or_(*free))
        )
        == 1
    )


async def renew(
    session: AsyncSession, name: str, holder: Holder, *, length: timedelta, now: datetime
) -> bool:
    """Keep a lease for another `length`; False where it was lost."""
    held = update(LEASES).where(c.name == name, c.holder == holder.id)
    return await change(session, held.values(expires_at=_clock(session, now, length))) == 1


async def release(session: AsyncSession, name: str, holder: Holder) -> None:
    """Let others take it at once; a lease that was lost is left alone."""
    await change(session, delete(LEASES).where(c.name == name, c.holder == holder.id))


async def find(session: AsyncSession, name: str) -> Lease | None:
    """Who holds it or held it last; see `expires_at`."""
    row = (await session.execute(select(LEASES).where(c.name == name))).one_or_none()
    if row is None:
        return None
    return Lease(row.name, Holder(row.holder, row.host, row.pid, row.process_started), row.expires_at)


def _clock(session: AsyncSession, now: datetime, after: timedelta = timedelta()) -> Any:
    """The time it will be `after` now, as an expression."""
    if on_postgresql(session):
        return func.clock_timestamp() + after
    return literal(now + after, UtcDateTime())
