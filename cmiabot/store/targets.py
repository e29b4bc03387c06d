"""Places digests go to, and when. Functions work in the session they are given and never commit.

`next_digest_at` is what is due: a target without one gets nothing, whatever its state.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store import outbox
from cmiabot.store.statements import change, insert_into
from cmiabot.store.tables import CHATS, TARGETS
from cmiabot.store.values import Chat, ChatKind, Move, OutboxKind, Overdue, Target, TargetState

GONE = (TargetState.BLOCKED, TargetState.LEFT)
"""States in which nothing can be sent at all."""


async def get_or_create(
    session: AsyncSession,
    chat_id: int,
    thread_id: int = 0,
    *,
    zone: str,
    digest_minutes: int,
    weekdays: frozenset[int],
) -> Target:
    """The target of a chat's topic; one that is new is active, with this schedule and nothing due."""
    values = {
        "chat_id": chat_id,
        "thread_id": thread_id,
        "zone": zone,
        "digest_minutes": digest_minutes,
        "weekdays": weekdays,
        "state": TargetState.ACTIVE,
        "reason": "",
    }
    await change(session, insert_into(session, TARGETS).on_conflict_do_nothing().values(values))
    by_place = select(TARGETS).where(TARGETS.c.chat_id == chat_id, TARGETS.c.thread_id == thread_id)
    return Target(*(await session.execute(by_place)).one())


async def find(session: AsyncSession, target_id: int) -> Target | None:
    """The target of this id."""
    return await _one(session, _by_id(target_id))


async def lock(session: AsyncSession, target_id: int) -> Target | None:
    """The target, which until the end of this transaction nobody else changes, a tick neither."""
    return await _one(session, _by_id(target_id).with_for_update(key_share=True))


async def of_chat(session: AsyncSession, chat_id: int) -> list[Target]:
    """All targets of a chat by topic: 0, the chat itself, comes first."""
    by_chat = select(TARGETS).where(TARGETS.c.chat_id == chat_id).order_by(TARGETS.c.thread_id)
    return [Target(*row) for row in (await session.execute(by_chat)).all()]


async def looked_after(
    session: AsyncSession, owner: int, limit: int | None = None
) -> list[tuple[Target, Chat]]:
    """Targets of groups and channels whose owner is this Telegram user, chat by chat."""
    statement = (
        select(TARGETS, CHATS)
        .join(CHATS, CHATS.c.id == TARGETS.c.chat_id)
        .where(CHATS.c.owner == owner, CHATS.c.kind != ChatKind.PRIVATE)
        .order_by(CHATS.c.id, TARGETS.c.thread_id)
        .limit(limit)
    )
    end = len(TARGETS.c)
    return [(Target(*row[:end]), Chat(*row[end:])) for row in await session.execute(statement)]


async def with_chat(session: AsyncSession, target_id: int) -> tuple[Target, Chat] | None:
    """The target of this id, and its chat."""
    statement = select(TARGETS, CHATS).join(CHATS, CHATS.c.id == TARGETS.c.chat_id)
    row = (await session.execute(statement.where(TARGETS.c.id == target_id))).one_or_none()
    end = len(TARGETS.c)
    return (Target(*row[:end]), Chat(*row[end:])) if row else None


async def change_schedule(
    session: AsyncSession,
    target_id: int,
    *,
    zone: str,
    digest_minutes: int,
    weekdays: frozenset[int],
    next_digest_at: datetime | None,
) -> None:
    """Another time, zone or days, and what is due by them."""
    await _set(
        session,
        target_id,
        zone=zone,
        digest_minutes=digest_minutes,
        weekdays=weekdays,
        next_digest_at=next_digest_at,
    )


async def schedule_next(session: AsyncSession, target_id: int, next_digest_at: datetime | None) -> None:
    """When the next digest is due; None: never."""
    await _set(session, target_id, next_digest_at=next_digest_at)


async def pause(
    session: AsyncSession,
    target_id: int,
    *,
    now: datetime,
    until: date | None = None,
    next_digest_at: datetime | None = None,
    reason: str = "",
) -> None:
    """No digests, `until` a local date or until resumed; what waits to be sent is cancelled.

    `reason` is for pauses the bot makes; one that a person made before stays theirs. A target that is gone
    is paused when it comes back.
    """
    c = TARGETS.c
    paused = {"reason": reason, "paused_until": until}
    gone = update(TARGETS).where(c.id == target_id, c.state.in_(GONE))
    there = update(TARGETS).where(c.id == target_id, c.state.not_in(GONE))
    if reason:
        gone = gone.where(c.state_before != TargetState.PAUSED)
        there = there.where(c.state != TargetState.PAUSED)
    await change(session, gone.values(state_before=TargetState.PAUSED, **paused))
    await change(session, there.values(state=TargetState.PAUSED, next_digest_at=next_digest_at, **paused))
    await outbox.cancel(session, [target_id], "paused", now=now, kinds=[OutboxKind.DIGEST])


async def resume(session: AsyncSession, target_id: int, next_digest_at: datetime | None) -> None:
    """Active again, whatever it was."""
    await _set(
        session,
        target_id,
        state=TargetState.ACTIVE,
        reason="",
        state_before=None,
        paused_until=None,
        next_digest_at=next_digest_at,
    )


async def due(
    session: AsyncSession, now: datetime, limit: int, *, after: Target | None = None
) -> list[Target]:
    """Targets whose next digest is due, the longest overdue first, among them paused ones that resume.

    Only those behind `after`, as it was read, in this order. They stay locked until the end of the
    transaction; those somebody is changing wait for the next tick.
    """
    c = TARGETS.c
    statement = select(TARGETS).where(c.next_digest_at <= now)
    if after is not None:
        same_time = and_(c.next_digest_at == after.next_digest_at, c.id > after.id)
        statement = statement.where(or_(c.next_digest_at > after.next_digest_at, same_time))
    ordered = statement.order_by(c.next_digest_at, c.id).limit(limit)
    # Who writes a row that belongs to a target locks its key: that must not keep it from its digest.
    locked = ordered.with_for_update(skip_locked=True, key_share=True)
    return [Target(*row) for row in await session.execute(locked)]


async def scheduled(
    session: AsyncSession, before: datetime, limit: int, *, after: int = 0
) -> list[tuple[Target, Chat]]:
    """Targets with something due before then, and their chats, by id; only ids above `after`."""
    statement = (
        select(TARGETS, CHATS)
        .join(CHATS, CHATS.c.id == TARGETS.c.chat_id)
        .where(TARGETS.c.next_digest_at < before, TARGETS.c.id > after)
        .order_by(TARGETS.c.id)
        .limit(limit)
    )
    end = len(TARGETS.c)
    return [(Target(*row[:end]), Chat(*row[end:])) for row in await session.execute(statement)]


async def move(session: AsyncSession, moves: Sequence[Move]) -> None:
    """Leave targets where a tick found they go next; a pause that was over is forgotten."""
    # Those due at the same minute mostly go to the same next one: a statement for all of them.
    together: dict[tuple[TargetState, datetime | None, date | None], list[int]] = {}
    for one in moves:
        together.setdefault((one.state, one.next_digest_at, one.last_due_date), []).append(one.target_id)
    for (state, next_digest_at, last_due_date), ids in together.items():
        statement = update(TARGETS).where(TARGETS.c.id.in_(ids))
        values = {"state": state, "next_digest_at": next_digest_at, "last_due_date": last_due_date}
        await change(session, statement.values(**values, reason="", paused_until=None))


async def overdue(session: AsyncSession, before: datetime) -> Overdue | None:
    """Targets with something due before then; None where ticks have dealt with all of them."""
    c = TARGETS.c
    those = select(func.count(), func.min(c.next_digest_at)).where(c.next_digest_at < before)
    number, oldest = (await session.execute(those)).one()
    return Overdue(number, oldest) if number else None


async def counts(session: AsyncSession) -> dict[TargetState, int]:
    """How many targets are in which state."""
    statement = select(TARGETS.c.state, func.count()).group_by(TARGETS.c.state)
    return {row[0]: row[1] for row in (await session.execute(statement)).all()}


def _by_id(target_id: int) -> Select[Any]:
    return select(TARGETS).where(TARGETS.c.id == target_id)


async def _one(session: AsyncSession, statement: Select[Any]) -> Target | None:
    row = (await session.execute(statement)).one_or_none()
    return Target(*row) if row else None


async def _set(session: AsyncSession, target_id: int, **values: Any) -> None:
    await change(session, update(TARGETS).where(TARGETS.c.id == target_id).values(**values))
