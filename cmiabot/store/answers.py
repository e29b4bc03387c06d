"""What answers showed, for paging and follow-ups. Functions work in the session they are given."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.statements import change, insert_into
from cmiabot.store.tables import ANSWERS
from cmiabot.store.values import KeptAnswer

c = ANSWERS.c


async def keep(session: AsyncSession, answer: KeptAnswer) -> None:
    """Remember what a message shows; if it showed something else before, that is forgotten."""
    shown = {
        "user": answer.user,
        "kind": answer.kind,
        "language": answer.language,
        "records": answer.records,
        "reading": answer.reading,
        "expires_at": answer.expires_at,
    }
    statement = insert_into(session, ANSWERS).values(chat=answer.chat, message_id=answer.message_id, **shown)
    await change(session, statement.on_conflict_do_update(index_elements=["chat", "message_id"], set_=shown))


async def find(session: AsyncSession, chat: int, message_id: int, *, now: datetime) -> KeptAnswer | None:
    """What a message of a chat shows; None once that has expired."""
    statement = select(ANSWERS).where(c.chat == chat, c.message_id == message_id, c.expires_at > now)
    return _value((await session.execute(statement)).one_or_none())


async def latest(session: AsyncSession, chat: int, user: int, *, now: datetime) -> KeptAnswer | None:
    """The last answer a person got in a chat; None once that has expired."""
    statement = (
        select(ANSWERS)
        .where(c.chat == chat, c.user == user, c.expires_at > now)
        .order_by(c.id.desc())
        .limit(1)
    )
    return _value((await session.execute(statement)).one_or_none())


async def count_of(session: AsyncSession, chat: int) -> int:
    """How many answers of a chat are kept, those expired but not yet deleted included."""
    return (
        await session.execute(select(func.count()).select_from(ANSWERS).where(c.chat == chat))
    ).scalar_one()


async def purge(session: AsyncSession, *, now: datetime) -> int:
    """Delete what has expired; returns how much."""
    return await change(session, delete(ANSWERS).where(c.expires_at <= now))


def _value(row: Row[Any] | None) -> KeptAnswer | None:
    if row is None:
        return None
    return KeptAnswer(
        row.chat,
        row.user,
        row.message_id,
        row.kind,
        row.language,
        tuple(row.records),
        row.reading,
        row.expires_at,
    )
