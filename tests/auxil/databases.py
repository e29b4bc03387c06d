"""Databases for tests: the same tests run on a SQLite file and on a PostgreSQL server."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
import pytest

from cmiabot.store.database import Database
from cmiabot.store.migrating import upgrade

POSTGRES = "CMIABOT_TEST_POSTGRES_URL"
"""The setting that names a database in which tests may make schemas, `postgresql://USER@HOST/NAME`."""

KINDS = ("sqlite", "postgresql") if os.environ.get(POSTGRES) else ("sqlite",)
"""What tests run on; those that need PostgreSQL are skipped, and say so, where there is none."""


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database, on PostgreSQL a schema that is dropped at the end."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'cmiabot.db'}"
        return
    server = os.environ.get(POSTGRES)
    if not server:
        pytest.skip(f"{POSTGRES} is not set")
    # A schema of its own is as good as a database and made in a moment; nothing here outlives a crash.
    schema = f"cmiabot_test_{uuid4().hex}"
    options = quote(f"-csearch_path={schema} -csynchronous_commit=off")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        try:
            yield urlsplit(server)._replace(query=f"options={options}").geturl()
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database with all tables, closed at the end."""
    database = Database(url)
    try:
        await upgrade(database)
        yield database
    finally:
        # A test that was cut short may have left a transaction to its end.
        await asyncio.shield(database.close())
