"""Connections and sessions: SQLite by default, PostgreSQL by its address alone."""

import asyncio
import errno
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, StaticPool, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from cmiabot.errors import StartError

BUSY_TIMEOUT = 20_000
"""Milliseconds a writer waits for another process that is writing to the same SQLite file."""
CONNECT_TIMEOUT = 10
"""Seconds a PostgreSQL server has to answer."""
LONGEST_IDLE = 10_000
"""Milliseconds after which PostgreSQL ends a transaction in which nothing is asked any more.

A process that was stopped in the middle of one (its machine suspended, say) would keep its locks for as
long as it stands still, and nobody could take over from it. Well below the length of a lease.
"""
CONNECTIONS = 10
"""Connections kept to PostgreSQL; under load there may be twice as many."""

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
"""What addresses begin with, and what SQLAlchemy calls it."""

_BEGIN = "cmiabot_begin"


class Database:
    """The database at a URL: `sqlite:///FILE`, `sqlite://` (in memory) or `postgresql://…`.

    Nothing is opened before the first session; `check` says whether that will work.
    """

    def __init__(self, url: str) -> None:
        self._url = _driver_url(url)
        self.on_sqlite = self._url.get_backend_name() == "sqlite"
        self._in_memory = self.on_sqlite and self._url.database in (None, "", ":memory:")
        self._engine = self._make_engine()
        self._writing_engine = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._read = async_sessionmaker(self._engine, expire_on_commit=False)
        self._write = async_sessionmaker(self._writing_engine, expire_on_commit=False)
        # SQLite has one writer at a time. Those of this process queue here, in order, rather than
        # wake up now and then to see whether the file is free.
        self._writer = asyncio.Lock()

    def _make_engine(self) -> AsyncEngine:
        if not self.on_sqlite:
            engine = create_async_engine(
                self._url,
                pool_size=CONNECTIONS,
                max_overflow=CONNECTIONS,
                # A server that was restarted costs one query more, not a failed one.
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"connect_timeout": CONNECT_TIMEOUT},
            )
            event.listen(engine.sync_engine, "connect", _prepare_postgresql)
            return engine
        # What is stored is people's: errors name statements, not values.
        options: dict[str, Any] = {"hide_parameters": True}
        if self._in_memory:
            options["poolclass"] = StaticPool
        engine = create_async_engine(self._url, **options)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session to read in; what it writes is given up. In memory, sessions of all kinds take turns."""
        async with AsyncExitStack() as stack:
            if self._in_memory:
                await stack.enter_async_context(self._writer)  # there is but one connection
            yield await stack.enter_async_context(self._read())

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session to write in: committed at the end, rolled back on an exception.

        On SQLite one at a time: never open a session inside it, nor wait for the network.
        """
        async with AsyncExitStack() as stack:
            if self.on_sqlite:
                await stack.enter_async_context(self._writer)
            session = await stack.enter_async_context(self._write())
            async with session.begin():
                yield session

    @asynccontextmanager
    async def migration(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that only one process has at a time, to change tables in.

        On SQLite foreign keys are off meanwhile: changing a table there means to drop it and make it
        anew, which would take along all rows that belong to it.
        """
        async with self._writer, self._writing_engine.connect() as connection:
            if self.on_sqlite:
                # Not by SQL: that would begin a transaction, in which this pragma does nothing.
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.execute("PRAGMA foreign_keys=OFF")
                try:
                    async with connection.begin():
                        yield connection
                        await _require_references(connection)
                finally:
                    await driver.execute("PRAGMA foreign_keys=ON")
            else:
                async with connection.begin():
                    await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
                    yield connection

    async def check(self) -> None:
        """Make sure that it can be written to. Raises StartError saying what to do where it cannot."""
        if self._in_memory:
            return
        with self._told():
            if self.on_sqlite:
                await asyncio.to_thread(_prepare_file, Path(self._url.database or ""))
            else:
                async with self._engine.connect():
                    pass

    async def require(self) -> None:
        """Make sure that it is there and can be used, without changing anything. Raises StartError."""
        if self._in_memory:
            return
        with self._told():
            if self.on_sqlite:
                _require_file(Path(self._url.database or ""))
            async with self._engine.connect() as connection:
                await connection.exec_driver_sql("PRAGMA schema_version" if self.on_sqlite else "SELECT 1")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Failures of the system or the server become one line for whoever starts the program."""
        try:
            yield
        except (OSError, DBAPIError, sqlite3.Error) as error:
            raise StartError(self._advice(error)) from None

    def _advice(self, error: Exception) -> str:
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
        else:
            reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        if self.on_sqlite:
            return (
                f"The database {self._url.database} cannot be written: {reason}. Make its folder writable "
                "for the user who runs the bot, or let CMIABOT_DATABASE_URL name another file, such as "
                "sqlite:////srv/cmiabot/cmiabot.db."
            )
        place = f"{self._url.host or 'localhost'}:{self._url.port or 5432}/{self._url.database or ''}"
        return (
            f"The database server at {place} cannot be used: {reason}. See that it runs and lets this user "
            "in, and that CMIABOT_DATABASE_URL is right."
        )

    async def close(self) -> None:
        """Close all connections; sessions must have ended."""
        await self._engine.dispose()


MIGRATION_LOCK = 6_715_421_977
"""The advisory lock of PostgreSQL under which tables are changed; any number nobody else uses."""


def _driver_url(url: str) -> URL:
    try:
        parsed = make_url(url)
        return parsed.set(drivername=DRIVERS[parsed.get_backend_name()])
    except (ArgumentError, ValueError, KeyError):
        raise StartError("CMIABOT_DATABASE_URL must look like sqlite:///FILE or postgresql://…") from None


def _prepare_sqlite(connection: Any, record: object) -> None:
    # The driver would begin transactions by itself, and too late: `_begin_sqlite` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    # Survives a killed process; a power cut may take the last moments, but breaks nothing.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _prepare_postgresql(connection: Any, record: object) -> None:
    # Not among the options of the address: poolers such as PgBouncer refuse those.
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = {LONGEST_IDLE}")
    cursor.close()
    connection.commit()


def _prepare_file(path: Path) -> None:
    """Make the file and its folder; raises what the system or SQLite has against it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT / 1000, isolation_level=None)) as connection:
        _write_ahead(connection)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")


def _require_file(path: Path) -> None:
    """Raises StartError for a file that is not there, PermissionError for one that cannot be written."""
    if not path.is_file():
        raise StartError(
            f"The database {path} is not there yet; `bot.py run` or `bot.py db upgrade` makes it."
        )
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers and the writer not wait for each other, for good: the file remembers it."""
    deadline = time.monotonic() + BUSY_TIMEOUT / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            # While others begin to use a new file SQLite does not wait for them by itself.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    """Writers say at once that they will write: a reader that turns writer fails if somebody else wrote."""
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


async def _require_references(connection: AsyncConnection) -> None:
    broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
    if broken:
        raise StartError(
            f"A migration would leave {len(broken)} rows that point to nothing; nothing was changed."
        )
