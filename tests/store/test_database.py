"""Connections and sessions: what is committed, who waits for whom, and what is said where nothing works."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from cmiabot.errors import StartError
from cmiabot.store import chats, outbox, targets
from cmiabot.store.database import Database
from cmiabot.store.migrating import upgrade
from cmiabot.store.tables import METADATA, SUBSCRIPTIONS, TARGETS
from cmiabot.store.values import Chat, ChatKind, OutboxRow, Overdue, Target
from tests.auxil.databases import opened
from tests.auxil.stored import (
    DAY,
    MINUTE,
    NOW,
    chat_now,
    digest,
    rows,
    stored_chat,
    stored_target,
    target_now,
)


async def test_what_is_written_is_there_for_the_next_session(database):
    async with database.write() as session:
        chat = await stored_chat(session, 7)
    async with database.read() as session:
        assert await chats.find(session, 7) == chat


async def test_after_an_exception_nothing_was_written(database):
    async def write_and_fail():
        async with database.write() as session:
            await stored_chat(session, 7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()
    async with database.read() as session:
        assert await chats.find(session, 7) is None


async def test_what_is_written_in_a_session_to_read_is_given_up(database):
    async with database.read() as session:
        await stored_chat(session, 7)
    async with database.read() as session:
        assert await chats.find(session, 7) is None


async def test_a_writer_that_is_cancelled_leaves_nothing_and_lets_others_write(database):
    entered = asyncio.Event()

    async def write():
        async with database.write() as session:
            await stored_chat(session, 7)
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as session:
        assert await chats.find(session, 7) is None
        await stored_chat(session, 8)


async def test_a_reader_is_not_kept_waiting_by_a_writer(database):
    async with database.write() as session:
        await stored_chat(session, 7)
        async with database.read() as other:
            assert await chats.find(other, 7) is None


async def test_many_writers_of_several_processes_lose_nothing(url):
    async def count_up(database):
        async with database.write() as session:
            target = await targets.lock(session, 1)
            assert target is not None
            assert target.last_due_date is not None
            until = target.last_due_date + DAY
            await session.execute(TARGETS.update().values(last_due_date=until))

    async with opened(url) as one, opened(url) as another:
        async with one.write() as session:
            await stored_target(session)
            await session.execute(TARGETS.update().values(last_due_date=date(2026, 1, 1)))
        await asyncio.gather(*(count_up(database) for database in (one, another) for _ in range(20)))
        async with one.read() as session:
            assert (await target_now(session, 1)).last_due_date == date(2026, 1, 1) + 40 * DAY


async def test_times_come_back_aware_and_in_utc(database):
    shanghai = timezone(timedelta(hours=8))
    async with database.write() as session:
        target = await stored_target(session)
        await targets.schedule_next(session, target.id, datetime(2026, 3, 2, 8, 30, 1, 5, tzinfo=shanghai))
    async with database.read() as session:
        found = (await target_now(session, target.id)).next_digest_at
        assert found is not None
        assert (found, found.tzinfo) == (datetime(2026, 3, 2, 0, 30, 1, 5, tzinfo=UTC), UTC)
        assert await targets.overdue(session, NOW + MINUTE) == Overdue(1, found)


async def test_times_without_a_zone_are_refused(database):
    with pytest.raises(StatementError, match="no time zone"):
        async with database.write() as session:
            await targets.schedule_next(session, 1, datetime(2026, 3, 2, 8, 30))  # noqa: DTZ001


async def test_a_state_that_is_none_is_refused(database):
    with pytest.raises(StatementError, match="not a valid"):
        async with database.write() as session:
            await stored_chat(session, kind="guild")


async def test_a_row_that_points_to_nothing_is_refused(database):
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(
                SUBSCRIPTIONS.insert().values(target_id=99, kind="theme", ref="x", created_at=NOW)
            )


async def test_ids_of_telegram_may_need_more_than_32_bits(database):
    async with database.write() as session:
        chat = await stored_chat(session, -(10**14), kind=ChatKind.SUPERGROUP, owner=2**52 - 1)
        assert (chat.telegram_id, chat.owner) == (-(10**14), 2**52 - 1)


async def test_ids_of_what_is_gone_are_not_given_again(database):
    async with database.write() as session:
        await stored_target(session, await stored_chat(session, 1))
        await outbox.add(
            session, [digest(await stored_target(session, await stored_chat(session, 2)))], now=NOW
        )
        await chats.forget(session, 2)
    async with database.write() as session:
        target = await stored_target(session, await stored_chat(session, 3))
        await outbox.add(session, [digest(target)], now=NOW)
        assert (target.chat_id, target.id, (await rows(session))[0].id) == (3, 3, 2)


@pytest.mark.parametrize(("value", "table"), [(Chat, "chat"), (Target, "target"), (OutboxRow, "outbox")])
def test_values_made_of_whole_rows_have_their_columns_in_order(value, table):
    assert [*value.__dataclass_fields__] == [column.name for column in METADATA.tables[table].columns]


# In memory


async def test_in_memory_sessions_take_turns():
    async with opened("sqlite://") as database:

        async def add(number):
            async with database.write() as session:
                await stored_chat(session, number)
            async with database.read() as session:
                return (await chat_now(session, number)).telegram_id

        assert await asyncio.gather(*map(add, range(1, 9))) == [*range(1, 9)]


# SQLite


async def test_a_database_file_is_written_ahead_and_minds_foreign_keys(tmp_path):
    async with opened(f"sqlite:///{tmp_path}/new/folder/cmiabot.db") as database, database.read() as session:
        pragmas = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 20_000}


def unwritable(folder, kind):
    """Places no database can be at; the tests may run as root, who may write everywhere."""
    file = folder / "file"
    match kind:
        case "no folder":
            file.write_text("")
            return file / "cmiabot.db"
        case "no room":
            return "/proc/nothing/cmiabot.db"
        case "a folder":
            file.mkdir()
            return file
        case "no database":
            file.write_text("these are words, and there are more of them than a header would have\n" * 20)
            return file


@pytest.mark.parametrize("kind", ["no folder", "no room", "a folder", "no database"])
async def test_where_nothing_can_be_written_one_message_says_what_to_do(tmp_path, kind):
    place = unwritable(tmp_path, kind)
    database = Database(f"sqlite:///{place}")
    with pytest.raises(StartError) as caught:
        await upgrade(database)
    await database.close()
    message = str(caught.value)
    assert message.startswith(f"The database {place} cannot be written: ")
    assert "CMIABOT_DATABASE_URL" in message
    assert "\n" not in message


# PostgreSQL


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:db-P%40ssw0rd@127.0.0.1:1/cmiabot",
        "postgres://bot:db-P%40ssw0rd@127.0.0.1:1/cmiabot",
        "postgresql+psycopg://bot:db-P%40ssw0rd@127.0.0.1:1/cmiabot",
    ],
)
async def test_a_server_that_does_not_answer_is_named_without_the_password(url):
    database = Database(url)
    with pytest.raises(StartError) as caught:
        await database.check()
    await database.close()
    message = str(caught.value)
    assert message.startswith("The database server at 127.0.0.1:1/cmiabot cannot be used: ")
    assert "ssw0rd" not in message
    assert "\n" not in message


@pytest.mark.parametrize("url", ["postgresql://host:port/x", "mysql://host/x", "sqlite", ""])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(StartError, match="CMIABOT_DATABASE_URL"):
        Database(url)
