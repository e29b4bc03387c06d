"""The flood gate: how much somebody may ask for, how often they are told, and that it forgets."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from cmiabot.delivery.limits import Limiter
from cmiabot.telegram.flooding import GROUP, PERSON, Allowance, FloodGate, Verdict
from cmiabot.telegram.intake import asking
from tests.auxil.properties import PROPERTY
from tests.auxil.simulated_time import simulate

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SMALL = Allowance(4, 2)


def verdicts(gate, times, *keys, allowance=SMALL):
    asked = [(key, allowance) for key in keys or ("one",)]
    return [gate.admit(asked, now=NOW + timedelta(seconds=at)) for at in times]


def test_the_burst_is_admitted_the_next_is_told_and_the_others_are_not():
    assert verdicts(FloodGate(), [0] * 7) == [
        *[Verdict.ADMITTED] * 4,
        Verdict.TOO_MUCH,
        *[Verdict.STILL_TOO_MUCH] * 2,
    ]


def test_who_goes_on_at_the_pace_of_the_refill_is_told_once():
    gate = FloodGate()
    said = verdicts(gate, [0] * 5 + [at / 2 for at in range(1, 100)])
    assert said.count(Verdict.TOO_MUCH) == 1
    assert said[5:].count(Verdict.ADMITTED) == 24


def test_who_pauses_and_floods_again_is_told_again():
    gate = FloodGate()
    verdicts(gate, [0] * 6)
    assert verdicts(gate, [4] * 4) == [Verdict.ADMITTED] * 2 + [Verdict.TOO_MUCH, Verdict.STILL_TOO_MUCH]


def test_one_does_not_use_up_what_another_may():
    gate = FloodGate()
    verdicts(gate, [0] * 9, "one")
    assert verdicts(gate, [0] * 4, "another") == [Verdict.ADMITTED] * 4


def test_what_is_refused_in_a_chat_takes_nothing_from_the_person():
    gate = FloodGate()
    verdicts(gate, [0] * 4, "chat")
    assert verdicts(gate, [0] * 3, "one", "chat")[0] is Verdict.TOO_MUCH
    assert verdicts(gate, [0] * 4, "one") == [Verdict.ADMITTED] * 4


GROUP_ID = -1001
GROUP_CHAT = {"id": GROUP_ID, "type": "supergroup"}


PRESSES = "v1:o:s:cmia16-01-01"
EDITS = "v1:q:2"


def in_group(person, *, pressed=""):
    message = {"message_id": 1, "date": 0, "chat": GROUP_CHAT, "text": "/papers"}
    sender = {"id": person, "is_bot": False, "first_name": "A"}
    press = {"id": "1", "chat_instance": "1", "data": pressed, "from": sender, "message": message}
    data = {"callback_query": press} if pressed else {"message": {**message, "from": sender}}
    return asking(Update.de_json({"update_id": 1, **data}, None))


@pytest.mark.parametrize("pressed", ["", EDITS, PRESSES], ids=["asking", "turning", "opening"])
def test_one_member_who_goes_on_for_minutes_does_not_use_up_what_others_may(pressed):
    gate = FloodGate()
    times = [NOW + timedelta(seconds=tenth / 10) for tenth in range(3000)]
    for now in times:
        gate.admit(in_group(1, pressed=pressed), now=now)
    for other in range(2, 12):
        assert gate.admit(in_group(other), now=times[-1]) is Verdict.ADMITTED


@pytest.mark.parametrize("pressed", ["", PRESSES], ids=["asking", "opening"])
@pytest.mark.parametrize(
    ("at_once", "every"),
    [(1, 0.1), (1, 1), (1, 2.5), (1, 4), (1, 7), (1, 8.1), (5, 20), (8, 31), (9, 33), (20, 61), (100, 64)],
)
def test_one_member_leaves_others_room_to_be_answered_at_any_pace(at_once, every, pressed):
    """What a group may be sent in a minute is never used up, under Telegram's limit as we keep it."""
    simulate(flood(at_once, every, pressed))


async def flood(at_once: int, every: float, pressed: str) -> None:
    """One asks or presses for half an hour; meanwhile another asks now and then, and waits for nothing."""
    loop, gate, patience = asyncio.get_running_loop(), FloodGate(), 0.01
    limiter, asked = Limiter(loop), 0

    async def ask(person: int, pressed: str = "") -> Verdict:
        verdict = gate.admit(in_group(person, pressed=pressed), now=NOW + timedelta(seconds=loop.time()))
        # A press that is one too many is told over the chat.
        if verdict is Verdict.ADMITTED or (verdict is Verdict.TOO_MUCH and not pressed):
            async with asyncio.timeout(patience):
                await limiter.acquire(GROUP_ID, private=False)
        return verdict

    while loop.time() < 1800:
        for _ in range(at_once):
            await ask(1, pressed)
        if loop.time() >= 31 * asked:
            asked += 1
            assert await ask(2) is Verdict.ADMITTED
        await asyncio.sleep(every)


def test_a_press_takes_from_who_presses_where_it_brings_a_message():
    turning, opening = in_group(1, pressed=EDITS), in_group(1, pressed=PRESSES)
    assert (len(turning), len(opening), len(in_group(1))) == (1, 2, 3)
    for forged in ("x", "v1:o:nothing:"):
        assert in_group(1, pressed=forged) == turning


def test_a_crowd_that_presses_keeps_nobody_from_asking():
    gate = FloodGate()
    for person in range(2, 500):
        assert gate.admit(in_group(person, pressed=PRESSES), now=NOW) is Verdict.ADMITTED
    assert gate.admit(in_group(1), now=NOW) is Verdict.ADMITTED


def test_a_clock_that_is_set_back_neither_gives_nor_takes():
    gate = FloodGate()
    verdicts(gate, [100] * 2)
    assert verdicts(gate, [0] * 3)[-1] is Verdict.TOO_MUCH


def test_it_remembers_so_many_and_no_more():
    gate = FloodGate(most_known=10)
    for key in range(50):
        verdicts(gate, [0], key)
    assert len(gate) == 10


@PROPERTY
@given(st.lists(st.floats(0, 300), max_size=300), st.sampled_from([SMALL, PERSON, GROUP]))
def test_never_more_than_the_burst_and_the_refill(times, allowance):
    times = sorted(times)
    admitted = [
        at
        for at, verdict in zip(times, verdicts(FloodGate(), times, allowance=allowance), strict=True)
        if verdict is Verdict.ADMITTED
    ]
    for place, first in enumerate(admitted):
        for count, last in enumerate(admitted[place:], start=1):
            assert count <= allowance.burst + (last - first) / allowance.seconds + 1e-6
