"""What is kept of a chat, and that forgetting leaves nothing of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cmiabot.delivery.following import Following
from cmiabot.delivery.keeping import Keeping
from cmiabot.delivery.places import Place
from cmiabot.delivery.programme import EVERYTHING
from cmiabot.store import answers, audit, chats
from cmiabot.store.database import Database
from cmiabot.store.tables import METADATA
from cmiabot.store.values import ChatKind, KeptAnswer
from tests.auxil.following import (
    DEFAULT,
    HYDROGEN,
    ME,
    NOW,
    PROGRAMME,
    database_fixture,  # noqa: F401
    due,
    following_fixture,  # noqa: F401
    see,
    url_fixture,  # noqa: F401
)

OTHER = Place(8)


@pytest.fixture
def keeping(database: Database) -> Keeping:
    return Keeping(database, PROGRAMME, DEFAULT)


async def answer(database: Database, chat: int, message: int) -> None:
    """An answer was given in a chat."""
    kept = KeptAnswer(chat, chat, message, "topic", "zh", (), {}, NOW + timedelta(days=7))
    async with database.write() as session:
        await answers.keep(session, kept)


async def rows_of_every_table(database: Database) -> dict[str, int]:
    async with database.read() as session:
        return {
            name: (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in METADATA.tables.items()
        }


async def test_a_chat_speaks_the_language_it_chose(database: Database, keeping: Keeping) -> None:
    assert await keeping.language(ME.chat) is None
    await keeping.speak(ME, "zh-Hant", now=NOW)
    assert await keeping.language(ME.chat) == "zh-Hant"
    # Entering it again with the language of the person's Telegram changes nothing.
    await keeping.speak(OTHER, "en", now=NOW)
    async with database.write() as session:
        await chats.remember(session, 7, kind=ME.kind, title="", language="en", now=NOW)
    assert await keeping.language(ME.chat) == "zh-Hant"


async def test_what_is_kept_is_counted(database: Database, following: Following, keeping: Keeping) -> None:
    await following.subscribe(ME, HYDROGEN, EVERYTHING, now=NOW)
    await due(database, "cmia16-01", EVERYTHING)
    await see(database, "cmia16-02", "cmia16-03")
    await answer(database, ME.chat, 1)
    await answer(database, OTHER.chat, 1)
    kept = await keeping.kept(ME, now=NOW)
    assert (kept.since, kept.language) == (NOW, "en")
    assert kept.standing.interests == (HYDROGEN, EVERYTHING)
    assert (kept.papers, kept.deliveries, kept.answers) == (3, 1, 1)


async def test_whoever_looks_after_groups_is_shown_which_and_forgotten_there(
    database: Database, following: Following, keeping: Keeping
) -> None:
    group = Place(-9, kind=ChatKind.SUPERGROUP, title="A&B", owner=ME.chat)
    await following.subscribe(replace(group, thread=5), HYDROGEN, now=NOW)
    theirs = replace(group, chat=-10, title="Another's", owner=OTHER.chat)
    await following.subscribe(theirs, HYDROGEN, now=NOW)
    # Also of somebody who never wrote to the bot.
    hosts = (await keeping.kept(ME, now=NOW)).hosts
    assert [(host.title, host.thread, host.followed) for host in hosts] == [("A&B", 0, 0), ("A&B", 5, 1)]
    assert (await keeping.kept(group, now=NOW)).hosts == ()
    await keeping.forget(ME.chat)
    assert (await keeping.kept(ME, now=NOW)).hosts == ()
    assert (await following.standing(replace(group, thread=5), now=NOW)).interests == (HYDROGEN,)


async def test_of_who_only_asks_answers_are_kept(database: Database, keeping: Keeping) -> None:
    await answer(database, ME.chat, 1)
    kept = await keeping.kept(ME, now=NOW)
    assert (kept.since, kept.standing.interests, kept.answers) == (None, (), 1)


async def test_forgetting_leaves_nothing(database: Database, following: Following, keeping: Keeping) -> None:
    empty = await rows_of_every_table(database)
    await following.subscribe(ME, HYDROGEN, now=NOW)
    await due(database, "cmia16-01", HYDROGEN)
    await see(database, "cmia16-02")
    await answer(database, ME.chat, 1)
    async with database.write() as session:
        await audit.record(session, ME.chat, "paused", now=NOW, chat=ME.chat)
    full = await rows_of_every_table(database)
    assert {name for name in full if full[name] > empty[name]} == {
        "chat",
        "target",
        "subscription",
        "outbox",
        "seen",
        "answer_state",
        "audit",
    }
    await keeping.forget(ME.chat)
    assert await rows_of_every_table(database) == empty


async def test_forgetting_one_leaves_the_others(
    database: Database, following: Following, keeping: Keeping
) -> None:
    await following.subscribe(OTHER, HYDROGEN, now=NOW)
    before = await rows_of_every_table(database)
    await following.subscribe(ME, HYDROGEN, now=NOW)
    await keeping.forget(ME.chat)
    await keeping.forget(99)
    assert await rows_of_every_table(database) == before
