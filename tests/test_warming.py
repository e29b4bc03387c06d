"""What is made ready after the start: one question of each sort is asked, for nobody."""

import threading
from dataclasses import replace
from typing import Any, cast

from cmiabot.search.answer import Answer
from cmiabot.search.answering import Engine
from cmiabot.telegram.warming import questions, warm_up
from tests.auxil.loaded_collections import FROZEN_DATA, services_of


class WatchedEngine:
    """Notes what it is asked, and in which threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.questions: list[str] = []
        self.threads: set[threading.Thread] = set()

    def ask(self, question: str, *more: Any) -> Answer:
        self.questions.append(question)
        self.threads.add(threading.current_thread())
        return self._engine.ask(question, *more)


def test_the_questions_are_of_every_language_and_script() -> None:
    services = services_of(FROZEN_DATA)
    asked = questions(services.collection)
    assert [services.engine.read(question).language for question in asked] == ["zh", "en", "zh-Hant"]


async def test_all_are_asked_and_the_loop_serves_people_meanwhile() -> None:
    services = services_of(FROZEN_DATA)
    engine = WatchedEngine(services.engine)
    await warm_up(replace(services, engine=cast(Engine, engine)))
    assert engine.questions == [*questions(services.collection)]
    assert threading.current_thread() not in engine.threads
