"""Looking into the outbox, and what operators do to its rows. Functions never commit."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Interval, and_, func, literal, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.outbox import OPEN, TO_WAIT, deliveries, with_places
from cmiabot.store.statements import change, on_postgresql
from cmiabot.store.tables import CHATS, OUTBOX
from cmiabot.store.values import Delivery, OutboxKind, OutboxRow, OutboxState, Overdue

c = OUTBOX.c

CONFIRMED = "confirmed by an operator"
"""The reason of uncertain rows of which an operator says that they arrived."""

TO_OPERATORS = (OutboxKind.ALARM, OutboxKind.REPORT)
"""Kinds that are about the others."""
UNCOUNTED = (*TO_OPERATORS, OutboxKind.RECALL)
"""Kinds that do not count as something that was due to be sent."""

_UNDER_WAY = or_(OPEN, c.state == OutboxState.SENDING)


async def find(session: AsyncSession, row_id: int, *, lock: bool = False) -> Delivery | None:
    """The row of this id, with its place; locked, nobody else changes it until the transaction ends."""
    statement = with_places().where(c.id == row_id)
    if lock:
        statement = statement.with_for_update(of=OUTBOX)
    found = await deliveries(session, statement)
    return found[0] if found else None


async def of_date(session: AsyncSession, target_id: int, local_date: date) -> OutboxRow | None:
    """What became of a target's digest of a date."""
    day = and_(c.target_id == target_id, c.kind == OutboxKind.DIGEST, c.local_date == local_date)
    return await _latest(session, day)


async def last_sent(session: AsyncSession, target_id: int) -> OutboxRow | None:
    """The last digest that reached a target, or may have."""
    arrived = c.state.in_([OutboxState.SENT, OutboxState.UNCERTAIN])
    return await _latest(session, and_(c.target_id == target_id, c.kind == OutboxKind.DIGEST, arrived))


async def newest_digest(session: AsyncSession, target_id: int) -> OutboxRow | None:
    """The last digest that was due for a target, whatever became of it."""
    return await _latest(session, and_(c.target_id == target_id, c.kind == OutboxKind.DIGEST))


async def count_of(session: AsyncSession, target_ids: Collection[int]) -> int:
    """How many rows there are of these targets."""
    mine = select(func.count()).select_from(OUTBOX).where(c.target_id.in_(target_ids))
    return (await session.execute(mine)).scalar_one()


async def _latest(session: AsyncSession, where: ColumnElement[bool]) -> OutboxRow | None:
    statement = select(OUTBOX).where(where).order_by(c.slot.desc(), c.id.desc()).limit(1)
    row = (await session.execute(statement)).one_or_none()
    return OutboxRow(*row) if row else None


async def listing(
    session: AsyncSession,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    states: Collection[OutboxState] = tuple(OutboxState),
    chat: int | None = None,
    limit: int,
    newest_first: bool = False,
) -> list[Delivery]:
    """Rows due from `since` to before `until` in these states, by slot; `chat` is Telegram's id."""
    statement = with_places().where(_due(since, until), c.state.in_(states))
    if chat is not None:
        statement = statement.where(CHATS.c.telegram_id == chat)
    order = (c.slot.desc(), c.id.desc()) if newest_first else (c.slot, c.id)
    return await deliveries(session, statement.order_by(*order).limit(limit))


async def counts(
    session: AsyncSession, *, since: datetime, until: datetime
) -> dict[tuple[OutboxKind, OutboxState], int]:
    """How many rows due from `since` to before `until` are of which kind and in which state."""
    statement = (
        select(c.kind, c.state, func.count()).where(c.slot >= since, c.slot < until).group_by(c.kind, c.state)
    )
    return {(row[0], row[1]): row[2] for row in (await session.execute(statement)).all()}


async def states(session: AsyncSession) -> dict[OutboxState, int]:
    """How many rows there are in which state, whenever they were due."""
    statement = select(c.state, func.count()).group_by(c.state)
    return {row[0]: row[1] for row in await session.execute(statement)}


async def late(session: AsyncSession, *, since: datetime, until: datetime, after: timedelta) -> int:
    """How many rows due in that time were sent, but later than `after` their slot; only those counted."""
    if on_postgresql(session):
        was_late = c.sent_at > c.slot + literal(after, Interval())
    else:
        was_late = func.julianday(c.sent_at) > func.julianday(c.slot) + after / timedelta(days=1)
    sent_late = and_(c.state == OutboxState.SENT, or_(c.late, was_late), c.kind.not_in(UNCOUNTED))
    statement = select(func.count()).select_from(OUTBOX).where(_due(since, until), sent_late)
    return (await session.execute(statement)).scalar_one()


async def overdue(session: AsyncSession, before: datetime) -> Overdue | None:
    """What was due before then and is still under way: waiting, in flight, or in doubt and tried again.

    None where nothing is. Alarms and reports do not count: an alarm that cannot be sent must not cause
    another.
    """
    those = and_(_UNDER_WAY, c.slot < before, c.kind.not_in(TO_OPERATORS))
    # All at once: another process may settle the last of them at any moment.
    all_and_oldest = (
        select(func.count().over(), c.slot, c.reason).where(those).order_by(c.slot, c.id).limit(1)
    )
    found = (await session.execute(all_and_oldest)).one_or_none()
    return None if found is None else Overdue(*found)


async def later_of_paper(session: AsyncSession, row: OutboxRow) -> OutboxRow | None:
    """The last row that brings, or brought, the target of a digest the same paper for a later slot."""
    arrives = or_(_UNDER_WAY, c.state.in_([OutboxState.SENT, OutboxState.UNCERTAIN]))
    same = and_(c.target_id == row.target_id, c.kind == row.kind, c.paper == row.paper)
    return await _latest(session, and_(same, c.slot > row.slot, arrives))


async def last_with_key(
    session: AsyncSession, target_id: int, kind: OutboxKind, beginning: str
) -> OutboxRow | None:
    """The row of this kind written last to a target, of those whose keys begin like this."""
    mine = and_(c.target_id == target_id, c.kind == kind, c.key.startswith(beginning, autoescape=True))
    row = (await session.execute(select(OUTBOX).where(mine).order_by(c.id.desc()).limit(1))).one_or_none()
    return OutboxRow(*row) if row else None


async def send_again(
    session: AsyncSession, row_id: int, *, now: datetime, expires_at: datetime | None = None
) -> bool:
    """Let a dead or uncertain row be sent again at once, until `expires_at`.

    False where it is neither, or is about to be sent in any case.
    """
    doubtful = and_(c.state == OutboxState.UNCERTAIN, or_(c.not_before.is_(None), c.not_before > now))
    values = {
        "state": TO_WAIT,
        "attempts": 0,
        "not_before": now,
        "expires_at": expires_at,
        "claimed_by": "",
        "changed_at": now,
    }
    again = update(OUTBOX).where(c.id == row_id, or_(c.state == OutboxState.FAILED, doubtful))
    return await change(session, again.values(**values)) == 1


async def confirm(session: AsyncSession, row_id: int, *, now: datetime) -> bool:
    """An operator says that an uncertain row arrived; False where it is not uncertain."""
    uncertain = and_(c.id == row_id, c.state == OutboxState.UNCERTAIN)
    values = {"state": OutboxState.SENT, "reason": CONFIRMED, "not_before": None, "changed_at": now}
    return await change(session, update(OUTBOX).where(uncertain).values(**values)) == 1


def _due(since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    from_then = [c.slot >= since] if since is not None else []
    until_then = [c.slot < until] if until is not None else []
    return and_(true(), *from_then, *until_then)
