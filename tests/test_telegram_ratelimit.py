"""Live answers under the limiter: they wait their turn, and for Telegram where it asks them to."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter

from cmiabot.delivery.limits import Limiter
from cmiabot.telegram.ratelimit import BROADCAST, LiveLimits
from tests.auxil.simulated_time import simulate


class Calls:
    """Stands where PTB makes its calls; fails with what is planned first."""

    def __init__(self, *failures: Exception) -> None:
        self.limiter = Limiter(asyncio.get_running_loop())
        self.times: list[float] = []
        self._limits = LiveLimits(self.limiter)
        self._failures = [*failures]

    async def make(self, endpoint: str, chat: object = 7, broadcast: bool | None = None) -> Any:
        data = {} if chat is None else {"chat_id": chat}
        return await self._limits.process_request(self._call, (), {}, endpoint, data, broadcast)

    async def _call(self) -> bool:
        self.times.append(asyncio.get_running_loop().time())
        if self._failures:
            raise self._failures.pop(0)
        return True


def test_two_answers_to_one_person_are_a_second_apart():
    async def scenario() -> list[float]:
        calls = Calls()
        for _ in range(2):
            assert await calls.make("sendMessage") is True
        return calls.times

    first, second = simulate(scenario())
    assert second - first >= 1


def test_an_answer_that_was_long_on_its_way_still_has_the_next_a_second_behind_it():
    async def scenario() -> list[float]:
        limits = LiveLimits(Limiter(asyncio.get_running_loop()))
        arrivals: list[float] = []

        async def call(travels: float) -> bool:
            await asyncio.sleep(travels)
            arrivals.append(asyncio.get_running_loop().time())
            return True

        for travels in (0.9, 0.0, 0.5, 0.1):
            await limits.process_request(call, (travels,), {}, "sendMessage", {"chat_id": 7}, None)
        return arrivals

    arrivals = simulate(scenario())
    assert all(later - earlier >= 1 for earlier, later in pairwise(arrivals))


@pytest.mark.parametrize(
    ("endpoint", "chat"),
    [
        ("editMessageText", 7),
        ("answerCallbackQuery", None),
        ("sendChatAction", 7),
        ("getMe", None),
        ("deleteMessage", 7),
    ],
)
def test_what_makes_no_message_waits_for_nothing(endpoint: str, chat: int | None):
    async def scenario() -> list[float]:
        calls = Calls()
        for _ in range(3):
            await calls.make(endpoint, chat)
        return calls.times

    assert simulate(scenario()) == [0, 0, 0]


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendDocument", "copyMessage", "forwardMessage"])
def test_everything_that_makes_a_message_counts(endpoint: str):
    async def scenario() -> float:
        calls = Calls()
        await calls.make(endpoint)
        return calls.limiter.wait_for(7)

    assert simulate(scenario()) > 0


def test_after_too_many_requests_the_answer_comes_later_and_the_chat_is_spared():
    async def scenario() -> list[float]:
        calls = Calls(RetryAfter(7))
        answer = asyncio.create_task(calls.make("sendMessage"))
        await asyncio.sleep(1)
        assert calls.limiter.wait_for(7) == pytest.approx(6)
        assert calls.limiter.wait_for(8) == 0
        await answer
        return calls.times

    first, second = simulate(scenario())
    assert second - first >= 7


def test_who_would_have_to_wait_long_is_told_at_once():
    async def scenario() -> float:
        calls = Calls(RetryAfter(3600))
        with pytest.raises(RetryAfter):
            await calls.make("sendMessage")
        with pytest.raises(RetryAfter):
            await calls.make("sendMessage")
        assert len(calls.times) == 1
        return asyncio.get_running_loop().time()

    assert simulate(scenario()) == 0


def test_patience_ends_after_a_few_tries():
    async def scenario() -> int:
        calls = Calls(*[RetryAfter(1)] * 9)
        with pytest.raises(RetryAfter):
            await calls.make("sendMessage")
        return len(calls.times)

    assert simulate(scenario()) == 3


def test_one_chat_cannot_keep_the_handlers_from_the_others():
    async def scenario() -> int:
        calls = Calls()
        answers = [calls.make("sendMessage") for _ in range(40)]
        results = await asyncio.gather(*answers, return_exceptions=True)
        assert asyncio.get_running_loop().time() < 10
        return sum(isinstance(result, RetryAfter) for result in results)

    assert simulate(scenario()) > 30


def test_a_broadcast_is_made_at_once_and_only_once():
    async def scenario() -> list[float]:
        calls = Calls(RetryAfter(1))
        with pytest.raises(RetryAfter):
            await calls.make("sendMessage", broadcast=BROADCAST)
        await calls.make("sendMessage", broadcast=BROADCAST)
        return calls.times

    assert simulate(scenario()) == [0, 0]


def test_other_failures_are_left_to_the_handlers():
    async def scenario() -> None:
        calls = Calls(BadRequest("chat not found"))
        with pytest.raises(BadRequest):
            await calls.make("sendMessage")
        assert len(calls.times) == 1

    simulate(scenario())


def test_without_a_limiter_only_telegram_is_waited_for():
    async def scenario() -> None:
        limits = LiveLimits(None)
        refusals = [RetryAfter(2)]

        async def call() -> bool:
            if refusals:
                raise refusals.pop()
            return True

        assert await limits.process_request(call, (), {}, "sendMessage", {"chat_id": 7}, None)
        assert asyncio.get_running_loop().time() == 2

    simulate(scenario())
