"""Every update is handled once: not twice after a crash, and again where the process was killed at it."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest

from cmiabot.app import utc_now
from cmiabot.settings import Secret
from cmiabot.store import updates
from cmiabot.store.values import UpdateClaim
from cmiabot.telegram.flooding import PERSON
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, Fault
from tests.auxil.loaded_collections import FROZEN_DATA
from tests.auxil.program import BOT, Program
from tests.auxil.running_bot import (
    RunningBot,
    api_fixture,  # noqa: F401
    bot_fixture,  # noqa: F401
    running_bot,
)

QUESTION = "谁建议在工业园区建微电网"


@asynccontextmanager
async def process(api: FakeBotApi, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program, polling; it is killed at the end."""
    settings = {"CMIABOT_TOKEN": api.token, "CMIABOT_API_URL": api.url, "CMIABOT_DATA": str(FROZEN_DATA)}
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        BOT,
        "run",
        cwd=folder,
        env=Program(folder, settings).environment({}),
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


def states(folder: Path) -> list[str]:
    """How far the updates are that the database knows."""
    with closing(sqlite3.connect(folder / "cmiabot.db")) as connection:
        return [state for (state,) in connection.execute("SELECT state FROM update_seen")]


async def claim(bot: RunningBot, update_id: int, holder: str) -> UpdateClaim:
    async with bot.services.database.write() as session:
        return await updates.start(session, update_id, holder, lease=timedelta(minutes=1), now=utc_now())


class TestKilled:
    async def test_while_it_answers_the_next_process_answers(self, api: FakeBotApi, tmp_path: Path) -> None:
        api.fail("sendMessage", Fault.gateway(502))
        api.fail("sendMessage", Fault.delay(asyncio.Event()))
        async with process(api, tmp_path):
            api.push_message("/papers")  # what happened to it is not known: it was handled
            api.push_message(QUESTION)
            await api.wait_for("sendMessage", 3, timeout=30)
            assert "started" in states(tmp_path)
        assert len(api.updates.waiting) == 1
        async with process(api, tmp_path):
            await api.wait_until(lambda: not api.updates.waiting, timeout=30)
        assert "北光电气" in api.sent_to(USER_ID)[-1].visible_text
        assert set(states(tmp_path)) == {"done"}

    async def test_after_it_answered_and_before_telegram_knew_the_next_does_not_answer_again(
        self, api: FakeBotApi, tmp_path: Path
    ) -> None:
        async with process(api, tmp_path):
            # The second one waits for something to happen.
            await api.wait_for("getUpdates", 2, timeout=30)
            api.push_message(QUESTION)
            api.fail("getUpdates", Fault.gateway(502), times=2)
            async with asyncio.timeout(30):
                while states(tmp_path) != ["done"]:
                    await asyncio.sleep(0.02)
        assert len(api.updates.waiting) == 1
        async with process(api, tmp_path):
            await api.wait_until(lambda: not api.updates.waiting, timeout=30)
        assert len(api.received[USER_ID]) == 1


class TestRunning:
    async def test_what_comes_twice_is_answered_once(self, bot: RunningBot) -> None:
        await bot.say(QUESTION)
        await bot.settle()
        update = {"update_id": 5_000, **message(bot.api, QUESTION)}
        for _ in range(2):
            bot.api.updates.push(update)
            await bot.settle()
        assert len(bot.api.received[USER_ID]) == 2

    async def test_ids_that_begin_anew_are_answered(self, bot: RunningBot) -> None:
        """As they do after a week without any."""
        for update_id in (900_000, 17):
            bot.api.updates.push({"update_id": update_id, **message(bot.api, "/papers")})
            await bot.settle()
        assert len(bot.api.received[USER_ID]) == 2

    async def test_telegram_keeps_an_update_until_it_is_handled_and_others_are_answered_meanwhile(
        self, bot: RunningBot
    ) -> None:
        event = asyncio.Event()
        bot.api.fail("sendMessage", Fault.delay(event), chat_id=USER_ID)
        slow = bot.api.push_message(QUESTION)
        await bot.api.wait_for("sendMessage")
        for person in range(5):
            await bot.say("/papers", user_id=2000 + person)
        assert slow in bot.api.updates.waiting
        event.set()
        await bot.settle()
        assert len(bot.api.received[USER_ID]) == 1

    async def test_what_another_process_is_at_is_left_to_it_and_not_acknowledged(
        self, api: FakeBotApi
    ) -> None:
        async with running_bot(api) as bot:
            intake = bot.application.intake
            intake._alone = False
            assert await claim(bot, 5_000, "another") is UpdateClaim.OURS
            api.updates.push({"update_id": 5_000, **message(api, QUESTION)})
            await bot.say("/papers", user_id=2002)
            assert 5_000 in api.updates.waiting
            assert api.received[USER_ID] == []
            async with bot.services.database.write() as session:
                await updates.finish(session, 5_000, now=utc_now())
            await bot.settle()
            assert api.received[USER_ID] == []

    async def test_however_often_it_comes_meanwhile_it_is_asked_once_and_not_lost(
        self, api: FakeBotApi
    ) -> None:
        """Where the other process dies at it, it is answered here."""
        times = [utc_now()]
        async with running_bot(api, clock=lambda: times[-1]) as bot:
            bot.application.intake._alone = False
            assert await claim(bot, 5_000, "another") is UpdateClaim.OURS
            api.updates.push({"update_id": 5_000, **message(api, QUESTION)})
            await api.wait_for("getUpdates", len(api.calls_of("getUpdates")) + PERSON.burst + 5)
            assert 5_000 in api.updates.waiting
            assert api.received[USER_ID] == []
            times.append(times[-1] + timedelta(minutes=2))
            await bot.settle()
            (answer,) = api.received[USER_ID]
            assert "北光电气" in answer.visible_text

    async def test_what_a_former_poller_was_at_is_taken_over_at_once(self, bot: RunningBot) -> None:
        assert await claim(bot, 5_000, "another") is UpdateClaim.OURS
        bot.api.updates.push({"update_id": 5_000, **message(bot.api, QUESTION)})
        await bot.settle()
        assert len(bot.api.received[USER_ID]) == 1

    async def test_without_the_database_questions_are_answered(
        self, api: FakeBotApi, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        file = tmp_path / "cmiabot.db"
        async with running_bot(api, database_url=Secret(f"sqlite:///{file}")) as bot:
            with closing(sqlite3.connect(file)) as connection:
                connection.execute("DROP TABLE update_seen")
            assert "北光电气" in (await bot.say(QUESTION)).visible_text
        assert "it is handled all the same" in caplog.text

    async def test_what_one_person_sends_is_answered_in_its_order(self, bot: RunningBot) -> None:
        typed = [f"/paper {number}" for number in (1, 2, 1, 2, 1, 2)]
        for text in (*typed, QUESTION, "/papers"):
            bot.api.push_message(text)
        await bot.settle()
        said = [one.visible_text for one in bot.api.received[USER_ID]]
        assert said[0] == said[2] == said[4] != said[1] == said[3] == said[5]
        assert "北光电气" in said[6]
        assert "论文和发言" in said[7]


def message(api: FakeBotApi, text: str) -> dict[str, object]:
    """An update in which somebody writes, without its number."""
    update_id = api.push_message(text)
    update = api.updates.waiting.pop(update_id)
    return {"message": update["message"]}
