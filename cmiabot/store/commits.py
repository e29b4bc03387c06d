"""Small pieces of work that come from many sides, committed together: one commit costs as much as ten."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.database import Database

Session: TypeAlias = AsyncSession
"""A session, for those who only hand it on to the functions of this room."""

T = TypeVar("T")

MOST = 64
"""Pieces in one transaction."""

_Work = Callable[[AsyncSession], Awaitable[Any]]


class GroupCommit:
    """Runs pieces of work in as few transactions as there can be without anybody waiting for company."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[_Work, asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def do(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """The result of a piece of work, once it is committed. Raises what the work or its commit raised.

        It shares its transaction with whatever else came while the one before was written, and may run
        a second time, in a transaction of its own, where another piece failed.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        # Who gives up waiting does not take it back: it is committed all the same.
        return await asyncio.shield(done)

    async def _write(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._settle(group)
        finally:
            self._writer = None

    async def _settle(self, group: list[tuple[_Work, asyncio.Future[Any]]]) -> None:
        try:
            async with self._database.write() as session:
                results = [await work(session) for work, _ in group]
        except Exception as error:  # noqa: BLE001 -- it belongs to whoever waits for the piece
            if len(group) == 1:
                group[0][1].set_exception(error)
            else:
                for piece in group:
                    await self._settle([piece])
        else:
            for (_, done), result in zip(group, results, strict=True):
                done.set_result(result)
