"""Who did what. Functions work in the session they are given and never commit."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.statements import change
from cmiabot.store.tables import AUDIT
from cmiabot.store.values import AuditEntry

c = AUDIT.c


async def record(
    session: AsyncSession,
    actor: int,
    action: str,
    detail: str = "",
    *,
    now: datetime,
    chat: int | None = None,
) -> None:
    """Write down what a person (Telegram's id) did, in or to which chat."""
    values = {"at": now, "actor": actor, "chat": chat, "action": action, "detail": detail}
    await change(session, insert(AUDIT).values(values))


async def is_recorded(session: AsyncSession, chat: int, action: str) -> bool:
    """Whether anybody ever did this in or to a chat."""
    done = select(c.id).where(c.chat == chat, c.action == action).limit(1)
    return (await session.execute(done)).first() is not None


async def latest(session: AsyncSession, limit: int) -> list[AuditEntry]:
    """What was done last, the newest first."""
    statement = select(c.at, c.actor, c.chat, c.action, c.detail).order_by(c.id.desc()).limit(limit)
    return [AuditEntry(*row) for row in (await session.execute(statement)).all()]
