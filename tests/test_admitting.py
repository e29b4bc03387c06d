"""Who is no longer among CMIABOT_ALLOWED is refused, but can end what still comes, and is not forgotten."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cmiabot.settings import Secret
from cmiabot.store import chats
from cmiabot.store.values import TargetState
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, SentMessage
from tests.auxil.hosts import chat_of, deliver, followed, happens, target_of, topic, write_digest
from tests.auxil.running_bot import RunningBot, api_fixture, running_bot  # noqa: F401

FORMER, STRANGER, GROUP, NEW = 6666, 7777, -1001, -1008
ENERGY = ("theme", "energy")
REFUSED = "只对指定的人开放"


@asynccontextmanager
async def serving(api: FakeBotApi, folder: Path, *allowed: int) -> AsyncIterator[RunningBot]:
    """The bot for these alone, or for everybody; started again, it knows what it knew."""
    address = Secret(f"sqlite:///{folder / 'bot.db'}")
    async with running_bot(api, database_url=address, allowed=frozenset(allowed)) as bot:
        yield bot


@pytest.fixture(name="bot")
async def bot_fixture(api: FakeBotApi, tmp_path: Path) -> AsyncIterator[RunningBot]:
    """The bot for one person only, after a time in which everybody could use it."""
    api.add_chat(GROUP, "group", "G")
    api.set_member(GROUP, FORMER, "administrator")
    async with serving(api, tmp_path) as before:
        await before.say("/subscribe energy", user_id=FORMER)
        await before.say("/subscribe energy", chat_id=GROUP, user_id=FORMER)
        await before.say("/subscribe energy", chat_id=GROUP, user_id=FORMER, **topic(5))
        await before.settle()
    async with serving(api, tmp_path, USER_ID) as bot:
        yield bot


async def got_digest(bot: RunningBot) -> SentMessage:
    await write_digest(bot, FORMER)
    await deliver(bot)
    return bot.api.sent_to(FORMER)[-1]


@pytest.mark.parametrize(
    "typed", ["/unsubscribe energy", "/stop energy", "/unsubscribe all", "退订", "别发了"]
)
async def test_they_unsubscribe_and_nothing_else(bot: RunningBot, typed: str) -> None:
    for refused in ("/subscribe talent", "/start", "谁提过微电网", "订阅人才"):
        assert REFUSED in (await bot.say(refused, user_id=FORMER)).visible_text
    said = await bot.say(typed, user_id=FORMER)
    if await followed(bot, FORMER):
        await bot.press(said, "✕ 能源与电力")
    assert await followed(bot, FORMER) == ()


async def test_they_unsubscribe_below_the_digest_but_open_nothing(bot: RunningBot) -> None:
    digest = await got_digest(bot)
    note = await bot.press(digest, "原文 1")
    assert REFUSED in note.parameters["text"]
    assert "text" not in (await bot.press(digest, "退订")).parameters
    assert await followed(bot, FORMER) == ()
    undo = await bot.press(bot.api.sent_to(FORMER)[-1], "撤销")
    assert REFUSED in undo.parameters["text"]


@pytest.mark.parametrize("typed", ["/pause", "暂停"])
async def test_they_pause(bot: RunningBot, typed: str) -> None:
    await bot.say(typed, user_id=FORMER)
    assert (await target_of(bot, FORMER)).state is TargetState.PAUSED


async def test_they_have_everything_deleted(bot: RunningBot) -> None:
    await bot.press(await bot.say("/forgetme", user_id=FORMER), "是，全部删除")
    async with bot.services.database.read() as session:
        assert await chats.find(session, FORMER) is None
    assert REFUSED in (await bot.say("/forgetme", user_id=FORMER)).visible_text


async def test_what_happens_to_their_chats_is_heard(bot: RunningBot) -> None:
    bot.api.push_membership(FORMER, "kicked")
    await happens(bot, GROUP, forum_topic_closed={}, **topic(5))
    assert (await target_of(bot, GROUP, 5)).state is TargetState.PAUSED
    assert not (await chat_of(bot, FORMER)).reachable
    bot.api.migrate_chat(GROUP, NEW)
    await happens(bot, NEW, migrate_from_chat_id=GROUP)
    assert await followed(bot, NEW) == (ENERGY,)
    bot.api.push_membership(NEW, "left", by=FORMER)
    await bot.settle()
    assert (await target_of(bot, NEW)).state is TargetState.LEFT


async def test_who_never_was_allowed_has_nothing_to_end(bot: RunningBot) -> None:
    for typed in ("/unsubscribe", "/pause", "/forgetme", "退订"):
        assert REFUSED in (await bot.say(typed, user_id=STRANGER)).visible_text
    bot.api.add_chat(NEW)
    bot.api.push_membership(NEW, "member", by=STRANGER)
    await bot.settle()
    assert bot.api.received[NEW] == []
    async with bot.services.database.read() as session:
        assert [await chats.find(session, chat) for chat in (STRANGER, NEW)] == [None, None]
