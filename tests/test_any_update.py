"""Whatever Telegram sends, the bot goes on, and nothing that comes is an incident."""

import asyncio
import logging
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from telegram import Update

from tests.auxil.any_update import ANY_UPDATE, BROKEN, KINDS, Json
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.running_bot import running_bot
from tests.auxil.written_log import the_log


def test_there_are_updates_of_every_type() -> None:
    assert set(Update.ALL_TYPES) == set(KINDS)


async def served(updates: list[Json]) -> None:
    """Let the bot have these, each of them known to Telegram; then it answers as ever."""
    async with FakeBotApi() as api:
        for chat, kind in ((-1001, "supergroup"), (-5, "group"), (-1002, "channel")):
            api.add_chat(chat, kind)
        async with running_bot(api) as bot:
            for update in updates:
                api.updates.push(update)
            # Those that PTB itself asks for, whatever they are.
            await api.wait_until(lambda: not api.updates.waiting, timeout=20)
            assert "论文和发言" in (await bot.say("/papers", user_id=2002)).visible_text


@settings(
    deadline=None,
    database=None,
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ANY_UPDATE, min_size=20, max_size=60))
def test_whatever_comes_the_bot_goes_on(caplog: pytest.LogCaptureFixture, updates: list[Json]) -> None:
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        asyncio.run(served(updates))
    trouble = [record for record in caplog.records if record.name.startswith("cmiabot")]
    assert [record.getMessage() for record in trouble if record.levelno >= logging.ERROR] == []


async def test_what_cannot_be_read_is_passed_over_and_the_rest_is_answered() -> None:
    await served(BROKEN)


async def test_what_cannot_be_read_is_not_quoted_in_the_log() -> None:
    with the_log() as written:
        await served([{"message": {"text": "a secret question"}}])
    assert re.search(r"update \d+ cannot be read: \w+Error", written.getvalue())
    assert "secret" not in written.getvalue()
