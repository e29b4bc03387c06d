"""Work committed in groups: everybody gets their own result, and nobody pays for another's mistake."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmiabot.store import chats
from cmiabot.store.commits import GroupCommit, Session
from cmiabot.store.database import Database
from cmiabot.store.values import ChatKind
from tests.auxil.databases import KINDS, empty_database, opened

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    with empty_database(request.param, tmp_path) as url:
        async with opened(url) as found:
            yield found


def remember(telegram_id: int) -> Callable[[Session], Awaitable[int]]:
    async def work(session: Session) -> int:
        chat = await chats.remember(
            session, telegram_id, kind=ChatKind.PRIVATE, title="", language="zh", now=NOW
        )
        return chat.telegram_id

    return work


async def fail(session: Session) -> int:
    await remember(99)(session)
    raise ValueError("a mistake")


async def known(database: Database, telegram_id: int) -> bool:
    async with database.read() as session:
        return await chats.find(session, telegram_id) is not None


async def test_everybody_gets_their_own_result(database: Database):
    commits = GroupCommit(database)
    results = await asyncio.gather(*(commits.do(remember(number)) for number in range(1, 200)))
    assert results == [*range(1, 200)]
    assert await known(database, 199)


async def test_a_mistake_is_told_to_whoever_made_it_and_undone(database: Database):
    commits = GroupCommit(database)
    first, mistake, last = await asyncio.gather(
        commits.do(remember(1)), commits.do(fail), commits.do(remember(2)), return_exceptions=True
    )
    assert (first, last) == (1, 2)
    assert isinstance(mistake, ValueError)
    assert [await known(database, number) for number in (1, 2, 99)] == [True, True, False]


async def test_a_piece_alone_that_fails_is_tried_once_and_the_next_goes_on(database: Database):
    commits = GroupCommit(database)
    runs = 0

    async def fail_and_count(session: Session) -> None:
        nonlocal runs
        runs += 1
        raise ValueError("a mistake")

    with pytest.raises(ValueError, match="a mistake"):
        await commits.do(fail_and_count)
    assert runs == 1
    assert await commits.do(remember(1)) == 1


async def test_what_is_handed_in_is_written_also_for_who_gives_up_waiting(database: Database):
    commits = GroupCommit(database)
    impatient = asyncio.create_task(commits.do(remember(1)))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await commits.do(remember(2)) == 2
    assert impatient.cancelled()
    assert await known(database, 1)


async def test_it_goes_on_after_everything_was_written(database: Database):
    commits = GroupCommit(database)
    assert await commits.do(remember(1)) == 1
    assert await commits.do(remember(2)) == 2


async def test_fewer_transactions_than_pieces(database: Database, monkeypatch: pytest.MonkeyPatch):
    opened_sessions = 0
    write = database.write

    def counted():
        nonlocal opened_sessions
        opened_sessions += 1
        return write()

    monkeypatch.setattr(database, "write", counted)
    commits = GroupCommit(database)
    await asyncio.gather(*(commits.do(remember(number)) for number in range(1, 61)))
    assert opened_sessions < 5
