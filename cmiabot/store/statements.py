"""What SQLAlchemy leaves to each database, and statements that tell how many rows they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, UpdateBase
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def on_postgresql(session: AsyncSession) -> bool:
    """Whether the session talks to PostgreSQL; otherwise to SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def insert_into(session: AsyncSession, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT; the two databases spell it alike."""
    if not on_postgresql(session):
        return sqlite.insert(table)
    # Imported late: without PostgreSQL nobody needs its dialect, which takes longer than the one of SQLite.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)


async def change(session: AsyncSession, statement: UpdateBase) -> int:
    """Run an INSERT, UPDATE or DELETE; returns how many rows it touched."""
    return await _run(session, statement, None)


async def change_many(session: AsyncSession, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> int:
    """Run it once for each of `rows`; returns how many rows were touched in all."""
    return await _run(session, statement, rows) if rows else 0


async def _run(session: AsyncSession, statement: UpdateBase, rows: Sequence[Mapping[str, Any]] | None) -> int:
    connection = await session.connection()
    # An INSERT does not count its rows unless it is asked to.
    result = await connection.execute(statement, rows, execution_options={"preserve_rowcount": True})
    return result.rowcount
