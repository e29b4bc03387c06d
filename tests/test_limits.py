"""Telegram's limits are never broken, live answers go first, and broadcasts lose no time."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmiabot.delivery.limits import Limiter
from tests.auxil.simulated_time import simulate

PROPERTY = settings(deadline=None, database=None, max_examples=40)


@dataclass(frozen=True)
class Wish:
    """A message somebody wants to send at a time; private chats have positive ids."""

    at: float
    chat: int
    broadcast: bool


@dataclass(frozen=True)
class Gone:
    """A wish, and when it was let go."""

    wish: Wish
    at: float

    @property
    def waited(self) -> float:
        return self.at - self.wish.at


async def send_all(wishes: list[Wish], delays: Sequence[float] = (0,)) -> list[Gone]:
    """Everything is asked for at its time, and leaves so much later; in the order in which it left."""
    loop = asyncio.get_running_loop()
    limiter = Limiter(loop)
    gone: list[Gone] = []
    next_delay = cycle(delays)

    async def send(wish: Wish) -> None:
        await asyncio.sleep(wish.at)
        permit = await limiter.acquire(wish.chat, private=wish.chat > 0, broadcast=wish.broadcast)
        if delay := next(next_delay):
            await asyncio.sleep(delay)
            permit.leaving()
        gone.append(Gone(wish, loop.time()))

    await asyncio.gather(*map(send, wishes))
    return gone


def most_within(times: list[float], seconds: float) -> int:
    """The most of these (ordered) that lie in any stretch so long."""
    first, most = 0, 0
    for last, time in enumerate(times):
        while time - times[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


WISHES = st.lists(
    st.builds(
        Wish,
        at=st.floats(0, 5),
        chat=st.one_of(st.integers(1, 400), st.integers(1, 3), st.integers(-4, -1)),
        broadcast=st.booleans(),
    ),
    max_size=250,
)


@PROPERTY
@given(WISHES)
def test_no_limit_is_ever_broken_and_everything_goes(wishes: list[Wish]):
    gone = simulate(send_all(wishes))
    assert sorted(one.wish.at for one in gone) == sorted(wish.at for wish in wishes)
    assert most_within([one.at for one in gone], 1) <= 30
    times: dict[int, list[float]] = defaultdict(list)
    for one in gone:
        times[one.wish.chat].append(one.at)
    for chat, at in times.items():
        if chat > 0:
            assert most_within(at, 1) == 1
        else:
            assert most_within(at, 60) <= 20


@PROPERTY
@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(1, 200))
def test_what_leaves_late_breaks_no_limit_either(delays: list[float], messages: int):
    wishes = [Wish(0, chat, broadcast=True) for chat in range(1, messages)]
    wishes += [Wish(number / 5, -1, broadcast=False) for number in range(25)]
    gone = simulate(send_all(wishes, delays))
    assert most_within([one.at for one in gone], 1) <= 30
    assert most_within([one.at for one in gone if one.wish.chat == -1], 60) <= 20


@PROPERTY
@given(st.lists(st.floats(0, 3), max_size=120), st.integers(1, 100))
def test_no_broadcast_goes_while_an_answer_could(answers: list[float], broadcasts: int):
    wishes = [Wish(at, 1000 + number, broadcast=False) for number, at in enumerate(answers)]
    wishes += [Wish(0, 1 + number, broadcast=True) for number in range(broadcasts)]
    gone = simulate(send_all(wishes))
    sent = [one.at for one in gone if one.wish.broadcast]
    for answer in (one for one in gone if not one.wish.broadcast):
        assert not any(answer.wish.at < at < answer.at for at in sent)


def test_broadcasts_go_at_27_a_second_at_least_and_answers_meanwhile_wait_for_nothing():
    wishes = [Wish(0, 1 + number, broadcast=True) for number in range(1000)]
    wishes += [Wish(number + 0.5, 5000 + number, broadcast=False) for number in range(30)]
    gone = simulate(send_all(wishes))
    assert 1000 / max(one.at for one in gone if one.wish.broadcast) >= 27
    assert max(one.waited for one in gone if not one.wish.broadcast) == 0
    assert most_within([one.at for one in gone], 1) <= 30


def test_a_busy_hour_of_answers_slows_broadcasts_and_not_the_other_way_round():
    wishes = [Wish(0, 1 + number, broadcast=True) for number in range(300)]
    wishes += [Wish(number / 10, 5000 + number, broadcast=False) for number in range(100)]
    gone = simulate(send_all(wishes))
    assert max(one.waited for one in gone if not one.wish.broadcast) < 0.05


def test_broadcasts_are_spread_evenly():
    gone = simulate(send_all([Wish(0, 1 + number, broadcast=True) for number in range(100)]))
    assert most_within([one.at for one in gone], 0.5) <= 20


def test_first_come_first_served():
    wishes = [Wish(number / 1000, 1 + number, broadcast=True) for number in range(90)]
    assert [one.wish for one in simulate(send_all(wishes))] == wishes


def test_nobody_waits_behind_a_chat_that_has_to_wait():
    wishes = [Wish(0, -1, broadcast=True)] * 21 + [Wish(0.1, 7, broadcast=True)]
    gone = simulate(send_all(wishes))
    assert gone[-1].wish.chat == -1
    assert next(one for one in gone if one.wish.chat == 7).waited < 1


def test_an_answer_goes_before_a_broadcast_to_the_same_chat():
    wishes = [Wish(0, 7, broadcast=True), Wish(0.1, 7, broadcast=True), Wish(0.2, 7, broadcast=False)]
    assert [one.wish.at for one in simulate(send_all(wishes))] == [0, 0.2, 0.1]


def test_a_chat_on_hold_waits_alone():
    async def scenario() -> list[float]:
        loop = asyncio.get_running_loop()
        limiter = Limiter(loop)
        limiter.hold(7, 3600, private=True)
        limiter.hold(7, 5, private=True)  # a shorter one takes nothing back
        await limiter.acquire(8, private=True)
        other = loop.time()
        assert limiter.wait_for(7) == 3600
        await limiter.acquire(7, private=True)
        return [other, loop.time()]

    assert simulate(scenario()) == [0, 3600]


def test_a_hold_also_stops_those_who_wait_already():
    async def scenario() -> float:
        loop = asyncio.get_running_loop()
        limiter = Limiter(loop)
        await limiter.acquire(7, private=True)
        waiting = asyncio.create_task(limiter.acquire(7, private=True))
        await asyncio.sleep(0.5)
        limiter.hold(7, 10, private=True)
        await waiting
        return loop.time()

    assert simulate(scenario()) == pytest.approx(10.5)


def test_how_long_a_chat_has_to_wait_counts_those_who_wait_already():
    async def scenario() -> list[float]:
        limiter = Limiter(asyncio.get_running_loop())
        waits = [limiter.wait_for(-1)]
        for _ in range(20):
            await limiter.acquire(-1, private=False)
        waits.append(limiter.wait_for(-1))
        waiting = [asyncio.create_task(limiter.acquire(-1, private=False)) for _ in range(20)]
        await asyncio.sleep(0)
        waits.append(limiter.wait_for(-1))
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        waits.append(limiter.wait_for(-1))
        return waits

    unknown, full, crowded, left = simulate(scenario())
    assert unknown == 0
    assert full == left == pytest.approx(61)
    assert crowded >= 61


def test_who_gives_up_costs_the_others_nothing():
    async def scenario() -> float:
        loop = asyncio.get_running_loop()
        limiter = Limiter(loop)
        await limiter.acquire(7, private=True)
        first = asyncio.create_task(limiter.acquire(7, private=True))
        second = asyncio.create_task(limiter.acquire(7, private=True))
        await asyncio.sleep(0.1)
        first.cancel()
        await second
        assert first.cancelled()
        return loop.time()

    assert simulate(scenario()) < 2


def test_idle_chats_are_forgotten_and_held_ones_are_not():
    async def scenario() -> Limiter:
        limiter = Limiter(asyncio.get_running_loop())
        limiter.hold(10**9, 24 * 3600, private=True)
        for chat in range(1, 20_000):
            await limiter.acquire(chat, private=True)
        assert limiter.wait_for(10**9) > 0
        return limiter

    assert simulate(scenario()).remembered <= 2048
