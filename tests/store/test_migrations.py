"""Migrations: from nothing to the tables of this release and back, and rows that survive them."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from alembic import command, op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    func,
    inspect,
    select,
    text,
)

from cmiabot.errors import StartError
from cmiabot.store import chats, outbox, subscriptions
from cmiabot.store.database import Database
from cmiabot.store.migrating import migrations, upgrade
from cmiabot.store.revision import MIGRATIONS, current, newest
from cmiabot.store.tables import CHATS, METADATA
from cmiabot.store.values import SubscriptionKind
from tests.auxil.stored import NOW, digest, rows, stored_chat, stored_target

REVISIONS = [script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions()]


@pytest.fixture
async def empty(url):
    """A database nobody has migrated."""
    made = Database(url)
    yield made
    await made.close()


async def tables_of(database):
    async with database.migration() as connection:
        return {*await connection.run_sync(lambda sync: inspect(sync).get_table_names())}


async def run(database, order, *arguments):
    async with database.migration() as connection:
        await connection.run_sync(lambda sync: order(migrations(sync), *arguments))


async def test_an_empty_database_gets_all_tables_and_later_starts_change_nothing(empty):
    assert await current(empty) is None
    assert await upgrade(empty) == newest() == await current(empty)
    assert await tables_of(empty) == {*METADATA.tables, "alembic_version"}
    async with empty.write() as session:
        await stored_chat(session, 7)
    assert await upgrade(empty) == newest()
    async with empty.read() as session:
        assert await chats.find(session, 7)


async def test_the_tables_migrations_make_are_those_of_the_models(database):
    await run(database, command.check)


async def test_back_to_nothing_and_forward_again(database):
    await run(database, command.downgrade, "base")
    assert await tables_of(database) == {"alembic_version"}
    assert await upgrade(database) == newest()
    await run(database, command.check)


async def test_processes_that_start_at_once_migrate_one_after_the_other(url):
    databases = [Database(url) for _ in range(4)]
    assert await asyncio.gather(*map(upgrade, databases)) == [newest()] * 4
    for database in databases:
        await database.close()


async def test_a_database_of_a_later_release_stays_as_it_is(database):
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StartError, match="later release"):
        await upgrade(database)


@pytest.mark.parametrize("revision", REVISIONS)
async def test_rows_of_every_earlier_release_survive(empty, revision):
    await empty.check()
    await run(empty, command.upgrade, revision)
    async with empty.migration() as connection:
        before = await connection.run_sync(fill)
    await upgrade(empty)
    async with empty.read() as session:
        for table, row in before.items():
            kept = (await session.execute(text(f'SELECT * FROM "{table}"'))).mappings().one()  # noqa: S608
            shared = row.keys() & kept.keys()
            assert {name: plain(kept[name]) for name in shared} == {name: plain(row[name]) for name in shared}


def fill(connection):
    """A row in every table as it is now, pointing to each other; what was written, by table."""
    metadata = MetaData()
    metadata.reflect(connection)
    written = {}
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            written[table.name] = {column.name: sample(column) for column in table.columns}
            connection.execute(table.insert().values(written[table.name]))
    return written


def sample(column):
    match column.type:
        case Boolean():
            return True
        case DateTime():
            return datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
        case Date():
            return date(2026, 3, 2)
        case Integer() | BigInteger():
            return 1
        case String():
            return "{}"
    raise AssertionError(f"{column} is of a type no sample is known of")


def plain(value):
    """SQLite returns times as text and truth values as numbers."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return str(int(value) if isinstance(value, bool) else value)


async def test_a_table_that_is_made_anew_keeps_the_rows_that_belong_to_it(database):
    """SQLite can change a table only so; rows of other tables that belong to it would be deleted with it."""
    async with database.write() as session:
        target = await stored_target(session)
        await subscriptions.add(session, target.id, SubscriptionKind.EVERYTHING, now=NOW)
        await outbox.add(session, [digest(target)], now=NOW)

    def change(connection):
        with (
            Operations.context(MigrationContext.configure(connection)),
            op.batch_alter_table("chat", recreate="auto") as batch,
        ):
            batch.add_column(Column("mood", String(), nullable=True))
            batch.alter_column("title", type_=String(), existing_type=String(), nullable=True)

    async with database.migration() as connection:
        await connection.run_sync(change)
    async with database.write() as session:
        assert len(await rows(session)) == 1
        assert await subscriptions.count(session) == 1
        await chats.forget(session, (await session.execute(select(CHATS.c.telegram_id))).scalar_one())
        assert await subscriptions.count(session) == 0, "foreign keys are minded again"


async def test_a_migration_that_fails_leaves_nothing(database):
    async def change_and_fail():
        async with database.migration() as connection:
            await connection.execute(text("CREATE TABLE half (id INTEGER)"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await change_and_fail()
    assert "half" not in await tables_of(database)


async def test_a_migration_that_breaks_references_is_undone(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/cmiabot.db")
    await upgrade(database)
    async with database.write() as session:
        await stored_target(session)
    with pytest.raises(StartError, match="1 rows that point to nothing"):
        async with database.migration() as connection:
            await connection.execute(text("DELETE FROM chat"))
    async with database.read() as session:
        assert (await session.execute(select(func.count()).select_from(CHATS))).scalar_one() == 1
    await database.close()


def test_migrations_lie_in_the_package_and_need_none_of_it():
    versions = sorted((MIGRATIONS / "versions").glob("m*.py"))
    assert [path.name[1:5] for path in versions] == [f"{n:04}" for n in range(1, len(versions) + 1)]
    for path in versions:
        source = path.read_text(encoding="utf-8")
        assert "sqlmodel" not in source
        assert "cmiabot" not in source
    assert (MIGRATIONS / "script.py.mako").is_file()
