"""A place that follows something, on both databases, and what a tick and a sender would do for it."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cmiabot.delivery.following import Following
from cmiabot.delivery.places import Place
from cmiabot.delivery.programme import Interest, Programme
from cmiabot.delivery.slots import Schedule
from cmiabot.store import chats, outbox, seen, targets
from cmiabot.store.database import Database
from cmiabot.store.values import Move, NewOutboxRow, OutboxKind, OutboxRow, OutboxState, Seen, Target
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.loaded_collections import frozen_collection
from tests.auxil.stored import rows

PROGRAMME = Programme(frozen_collection())
DEFAULT = Schedule("Asia/Shanghai", 510, frozenset(range(5)))
ME = Place(7, language="en")
NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""A Monday, eight o'clock in Shanghai: half an hour before the slot."""
TODAY = date(2026, 3, 2)
HALF_PAST_EIGHT = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HYDROGEN: Interest = ("theme", "hydrogen")
ENERGY: Interest = ("theme", "energy")
YUNLING: Interest = ("organisation", "yunling")
BANK: Interest = ("organisation", "nanxi")
"""Of which the collection has no item."""


@pytest.fixture(name="url", params=KINDS)
def url_fixture(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture(name="database")
async def database_fixture(url: str) -> AsyncIterator[Database]:
    async with opened(url) as made:
        yield made


@pytest.fixture(name="following")
def following_fixture(database: Database) -> Following:
    return Following(database, PROGRAMME, DEFAULT)


async def target_of(database: Database, place: Place = ME) -> Target:
    """The target of a place, as it stands in the database."""
    async with database.read() as session:
        chat = await chats.find(session, place.chat)
        assert chat is not None
        found = await targets.of_chat(session, chat.id)
    return next(target for target in found if target.thread_id == place.thread)


async def due(database: Database, paper: str, *reasons: Interest, days: int = 0, **more: Any) -> None:
    """What a tick does: a digest is written, and its day is the last due date."""
    target = await target_of(database)
    day = TODAY + days * DAY
    row = NewOutboxRow(
        target.id,
        OutboxKind.DIGEST,
        str(day),
        HALF_PAST_EIGHT + days * DAY,
        {"round": 1, "reasons": [list(reason) for reason in reasons]},
        paper,
        day,
        **more,
    )
    async with database.write() as session:
        await outbox.add(session, [row], now=NOW)
        await targets.move(session, [Move(target.id, target.state, target.next_digest_at, day)])


async def see(database: Database, *papers: str, on: date = TODAY - DAY) -> None:
    """The target got these before."""
    target = await target_of(database)
    async with database.write() as session:
        await seen.add(session, [Seen(target.id, paper, 1, on) for paper in papers])


async def all_rows(database: Database) -> list[OutboxRow]:
    """The whole outbox."""
    async with database.read() as session:
        return await rows(session)


async def outbox_of(database: Database) -> list[tuple[str, OutboxState, str]]:
    """Paper, state and reason of every row."""
    return [(row.paper, row.state, row.reason) for row in await all_rows(database)]
