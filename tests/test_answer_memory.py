"""Answers kept with their messages: shown again, gone on from, forgotten; no words of questions."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cmiabot.messages.answers import answer_screen
from cmiabot.search import kept
from cmiabot.search.answer import Answer
from cmiabot.store.database import Database
from cmiabot.store.tables import ANSWERS
from cmiabot.telegram.memory import AnswerMemory
from tests.auxil.databases import opened
from tests.auxil.loaded_collections import (
    frozen_collection,
    frozen_engine,
    real_collection,
    real_engine,
)
from tests.auxil.properties import ANY_QUESTION, PROPERTY

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = timedelta(days=7)
CHAT, PERSON, MESSAGE = -5, 7, 40


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened(f"sqlite:///{tmp_path / 'cmiabot.db'}") as made:
        yield made


def answer_to(question: str) -> Answer:
    return frozen_engine().ask(question)


async def keep(database: Database, question: str, message: int = MESSAGE, **where: Any) -> Answer:
    """An answer, remembered."""
    answer = answer_to(question)
    context = frozen_engine().context_of(answer)
    assert context is not None
    memory = AnswerMemory(database, frozen_collection())
    chat, user, now = where.get("chat", CHAT), where.get("user", PERSON), where.get("now", NOW)
    await memory.keep(chat, user, message, answer, context, now=now)
    return answer


def memory_of(database: Database) -> AnswerMemory:
    """A process that has just been started."""
    return AnswerMemory(database, frozen_collection())


class TestAnswers:
    async def test_it_is_found_by_its_message_also_after_a_restart(self, database: Database) -> None:
        answer = await keep(database, "北光电气提过什么")
        found = await memory_of(database).find(CHAT, MESSAGE, now=NOW)
        assert found is not None
        again, before = (answer_screen(frozen_collection(), one, buttons=True) for one in (found, answer))
        assert again == before

    async def test_neither_in_another_chat_nor_under_another_message(self, database: Database) -> None:
        await keep(database, "北光电气提过什么")
        memory = memory_of(database)
        assert await memory.find(CHAT, MESSAGE + 1, now=NOW) is None
        assert await memory.find(CHAT + 1, MESSAGE, now=NOW) is None

    async def test_for_a_week(self, database: Database) -> None:
        await keep(database, "北光电气提过什么")
        memory = memory_of(database)
        assert await memory.find(CHAT, MESSAGE, now=NOW + WEEK - timedelta(seconds=1)) is not None
        assert await memory.find(CHAT, MESSAGE, now=NOW + WEEK) is None

    async def test_a_refusal_has_nothing_to_show_again(self, database: Database) -> None:
        await keep(database, "谁建议给市区车辆收拥堵费")
        assert await memory_of(database).find(CHAT, MESSAGE, now=NOW) is None

    async def test_nothing_of_the_question_is_written_down(self, database: Database) -> None:
        await keep(database, "谁建议在工业园区建微电网 外加绝密小纸条")
        async with database.read() as session:
            (row,) = (await session.execute(ANSWERS.select())).all()
        written = json.dumps([*row[:-1]], default=str, ensure_ascii=False)
        assert "绝密" not in written
        assert "纸条" not in written

    async def test_a_database_that_is_gone_takes_no_answer_away(
        self, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with database.migration() as connection:
            await connection.exec_driver_sql("DROP TABLE answer_state")
        await keep(database, "北光电气提过什么")
        assert "cannot be remembered" in caplog.text


class TestContexts:
    async def test_each_person_of_a_chat_goes_on_from_their_own_question(self, database: Database) -> None:
        await keep(database, "顾云提过什么", 1)
        await keep(database, "微电网", 2, user=8)
        memory = memory_of(database)
        mine = await memory.context(CHAT, PERSON, now=NOW)
        theirs = await memory.context(CHAT, 8, now=NOW)
        engine = frozen_engine()
        assert mine == engine.context_of(answer_to("顾云提过什么"))
        assert theirs == engine.context_of(answer_to("微电网"))
        assert await memory.context(CHAT, 9, now=NOW) is None

    async def test_it_is_the_newest_question(self, database: Database) -> None:
        await keep(database, "顾云提过什么", 1)
        await keep(database, "微电网", 2)
        found = await memory_of(database).context(CHAT, PERSON, now=NOW)
        assert found == frozen_engine().context_of(answer_to("微电网"))

    async def test_a_refusal_can_be_gone_on_from(self, database: Database) -> None:
        answer = await keep(database, "云岭化工提过微电网吗")
        found = await memory_of(database).context(CHAT, PERSON, now=NOW)
        assert found == frozen_engine().context_of(answer)


class TestRemoved:
    async def test_what_a_message_said_was_removed_is_found_again(self, database: Database) -> None:
        removed = (("theme", "hydrogen"), ("everything", ""))
        await memory_of(database).keep_removed(CHAT, 3, removed, now=NOW)
        memory = memory_of(database)
        assert await memory.removed(CHAT, 3, now=NOW) == removed
        assert await memory.removed(CHAT, 4, now=NOW) == ()
        assert await memory.removed(CHAT, 3, now=NOW + WEEK) == ()

    async def test_it_is_no_answer_and_no_answer_is_one(self, database: Database) -> None:
        await memory_of(database).keep_removed(CHAT, 3, [("theme", "hydrogen")], now=NOW)
        await keep(database, "微电网", 4)
        memory = memory_of(database)
        assert await memory.find(CHAT, 3, now=NOW) is None
        assert await memory.removed(CHAT, 4, now=NOW) == ()
        assert await memory.context(CHAT, 0, now=NOW) is None


def as_written(answer: Answer) -> kept.Kept | None:
    """What is kept of an answer, after it was JSON."""
    context = real_engine().context_of(answer)
    if context is None:
        return None
    plain = kept.keep(answer, context)
    reading = json.loads(json.dumps(plain.reading))
    return kept.Kept(plain.kind, plain.language, tuple(json.loads(json.dumps(plain.records))), reading)


@PROPERTY
@given(ANY_QUESTION)
def test_whatever_was_answered_is_shown_again_as_it_was(question: str) -> None:
    answer = real_engine().ask(question)
    plain = as_written(answer)
    again = kept.answer_again(real_collection(), plain) if plain else None
    assert (again is not None) == bool(answer.hits)
    if plain is not None:
        assert kept.context_again(real_collection(), plain) == real_engine().context_of(answer)
    if again is not None:
        screens = [answer_screen(real_collection(), one, buttons=True) for one in (again, answer)]
        assert screens[0] == screens[1]


@pytest.mark.parametrize(
    "question",
    [
        "施耐得和巴思夫谁更关心人才",
        "去年谁建议发展氢能",
        "多少位顾问谈到氢能",
        "哪些公司谈过氢能",
        "哪些公司承诺投资",
        "2025年重报圆桌会请了几位嘉宾",
        "圆桌会讲了什么",
        "惠普 2020年 2021年 对比",
        "What did AT&S recommend on talent?",
        "愛立信提過什麼",
        "第十六届年会",
    ],
)
def test_every_sort_of_answer_is_shown_again_as_it_was(question: str) -> None:
    answer = real_engine().ask(question)
    plain = as_written(answer)
    assert plain is not None
    again = kept.answer_again(real_collection(), plain)
    assert again is not None
    screens = [answer_screen(real_collection(), one, buttons=True) for one in (again, answer)]
    assert screens[0] == screens[1]


def test_an_answer_about_what_is_no_longer_there_is_forgotten() -> None:
    plain = as_written(real_engine().ask("爱立信提过什么"))
    assert plain is not None
    assert kept.answer_again(frozen_collection(), plain) is None
    assert kept.context_again(frozen_collection(), plain) is None
