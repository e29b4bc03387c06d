"""How long the tick takes: to decide who gets what, and to write very many rows. See README.md.

    uv run python -m benchmarks.tick --postgres

A million subscriptions of which those of a thousand targets are due; then a hundred thousand targets due
at once. On a SQLite file and, with --postgres, on the server CMIABOT_TEST_POSTGRES_URL names.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sqlalchemy import Table, insert, text

from benchmarks.measuring import DATA, collection_of, table
from cmiabot.collector import settle
from cmiabot.corpus.models import Collection
from cmiabot.delivery.deciding import decide
from cmiabot.delivery.due import BATCH, records_of, tick
from cmiabot.delivery.programme import Programme
from cmiabot.store import outbox, targets
from cmiabot.store.database import Database
from cmiabot.store.migrating import upgrade
from cmiabot.store.tables import CHATS, OUTBOX, SEEN, SUBSCRIPTIONS, TARGETS
from cmiabot.store.values import ChatKind, SubscriptionKind, Target, TargetState
from tests.auxil.databases import empty_database

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
"""A Monday, half past eight in Shanghai."""
FIRST_SEEN = (NOW - timedelta(days=30)).date()
CHUNK = 10_000
"""Rows written at once while the database is filled."""


@dataclass(frozen=True)
class Size:
    """How much there is; each target has ten subscriptions and has got ten papers."""

    subscriptions: int = 1_000_000
    due: int = 1_000
    rows: int = 100_000
    rounds: int = 5
    """How often deciding is measured."""

    @property
    def targets(self) -> int:
        """So many targets have the subscriptions."""
        return self.subscriptions // 10


def main(arguments: Sequence[str] | None = None) -> None:
    """Fill a database of each kind, measure, and print a line for each."""
    parser = argparse.ArgumentParser(prog="benchmarks.tick", description=__doc__.partition("\n")[0])
    parser.add_argument("--postgres", action="store_true", help="also on CMIABOT_TEST_POSTGRES_URL")
    parser.add_argument("--subscriptions", type=int, default=Size.subscriptions)
    parser.add_argument("--due", type=int, default=Size.due)
    parser.add_argument("--rows", type=int, default=Size.rows)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="another collection")
    options = parser.parse_args(arguments)
    size = Size(options.subscriptions, options.due, options.rows)
    collection = collection_of(options.data)
    settle()  # as the program does once it has read its records
    print(f"{size.subscriptions} subscriptions of {size.targets} targets, {size.due} of them due")
    rows = []
    for kind in ("sqlite", "postgresql") if options.postgres else ("sqlite",):
        with tempfile.TemporaryDirectory() as folder, empty_database(kind, Path(folder)) as url:
            rows.append([kind, *asyncio.run(measure(url, collection, size))])
    titles = (
        "database",
        "decide ms, median",
        "max",
        "tick ms",
        f"tick with {size.rows} due, s",
        "processor s",
    )
    print(table(titles, rows))


async def measure(url: str, collection: Collection, size: Size) -> list[str]:
    """The cells of one database."""
    database, programme = Database(url), Programme(collection)
    try:
        await upgrade(database)
        await _fill(database, collection, size)
        deciding = [await _seconds_to_decide(database, programme, size.due) for _ in range(size.rounds)]
        start = time.perf_counter()
        done = await tick(database, programme, NOW)
        ticking = time.perf_counter() - start
        assert done.digests == size.due
        await _make_due(database, size.rows)
        start, processor = time.perf_counter(), time.process_time()
        done = await tick(database, programme, NOW + timedelta(days=1))
        writing, processor = time.perf_counter() - start, time.process_time() - processor
        assert done.digests >= min(size.rows, size.targets)
    finally:
        await database.close()
    figures = [median(deciding) * 1000, max(deciding) * 1000, ticking * 1000]
    return [*(f"{figure:.0f}" for figure in figures), f"{writing:.1f}", f"{processor:.1f}"]


async def _seconds_to_decide(database: Database, programme: Programme, due: int) -> float:
    """To find who is due and decide what they get, as the tick does; nothing is written."""
    start = time.perf_counter()
    last: Target | None = None
    decided = 0
    async with database.write() as session:
        while batch := await targets.due(session, NOW, BATCH, after=last):
            ids = [target.id for target in batch]
            under_way = await outbox.on_their_way(session, ids, NOW - timedelta(days=1))
            records = await records_of(session, batch, under_way)
            decided += len([decide(programme, target, records[target.id], NOW) for target in batch])
            last = batch[-1]
    assert decided == due
    return time.perf_counter() - start


async def _fill(database: Database, collection: Collection, size: Size) -> None:
    """Everybody's next digest is a week away, but for those who are due; a month of digests lies behind."""
    random = Random(1)
    interests = [
        *((SubscriptionKind.THEME, theme) for theme in collection.themes),
        *((SubscriptionKind.ORGANISATION, one) for one in collection.organisations),
        (SubscriptionKind.EVERYTHING, ""),
    ]
    papers = Programme(collection).papers
    later, due = NOW + timedelta(days=7), {*random.sample(range(1, size.targets + 1), size.due)}
    ids = range(1, size.targets + 1)
    await _insert(database, CHATS, ({"id": n, **_chat(n)} for n in ids))
    await _insert(database, TARGETS, (_target(n, NOW if n in due else later) for n in ids))
    await _insert(
        database,
        SUBSCRIPTIONS,
        (
            {"target_id": n, "kind": kind, "ref": ref, "created_at": NOW}
            for n in ids
            for kind, ref in random.sample(interests, min(10, len(interests)))
        ),
    )
    await _insert(
        database,
        SEEN,
        (
            {"target_id": n, "paper": paper, "round": 1, "seen_on": FIRST_SEEN}
            for n in ids
            for paper in papers[: min(10, len(papers) // 2)]
        ),
    )
    await _insert(database, OUTBOX, (_sent(n, days) for n in ids for days in range(1, 4)))
    async with database.write() as session:
        # What servers do by themselves after a while.
        await session.execute(text("ANALYZE"))


def _chat(number: int) -> dict[str, Any]:
    return {
        "telegram_id": 10**9 + number,
        "kind": ChatKind.PRIVATE,
        "title": "",
        "language": "zh",
        "owner": None,
        "reachable": True,
        "announcements": True,
        "created_at": NOW,
    }


def _target(number: int, next_digest_at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "chat_id": number,
        "thread_id": 0,
        "zone": "Asia/Shanghai",
        "digest_minutes": 510,
        "weekdays": frozenset(range(5)),
        "state": TargetState.ACTIVE,
        "reason": "",
        "next_digest_at": next_digest_at,
    }


def _sent(number: int, days: int) -> dict[str, Any]:
    at = NOW - timedelta(days=days)
    return {
        "target_id": number,
        "kind": "digest",
        "key": str(at.date()),
        "paper": "cmia16-01",
        "payload": {"round": 1, "reasons": [["everything", ""]]},
        "state": "sent",
        "slot": at,
        "local_date": at.date(),
        "late": False,
        "attempts": 1,
        "doubts": 0,
        "claimed_by": "",
        "reason": "",
        "created_at": at,
        "changed_at": at,
    }


async def _insert(database: Database, into: Table, rows: Iterator[dict[str, Any]]) -> None:
    for chunk in _chunks(rows):
        async with database.write() as session:
            await (await session.connection()).execute(insert(into), chunk)


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


async def _make_due(database: Database, number: int) -> None:
    """The digests of so many targets are due on the next day."""
    async with database.write() as session:
        statement = TARGETS.update().where(TARGETS.c.id <= number)
        await session.execute(statement.values(next_digest_at=NOW + timedelta(days=1)))


if __name__ == "__main__":
    main()
