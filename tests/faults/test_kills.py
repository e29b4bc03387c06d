"""The program killed at any moment, over HTTP: what it promises is what chats and the database show."""

import asyncio
import logging
from collections import Counter
from pathlib import Path
from random import Random

from cmiabot.delivery.sender import WORKERS
from cmiabot.store import seen
from cmiabot.store.sending import KILLED
from cmiabot.store.values import Delivery, OutboxState
from tests.auxil.crowd import digests
from tests.auxil.dispatch import OPERATOR, Morning, morning, slow
from tests.auxil.fake_bot_api import Chance
from tests.faults.sizes import CHATS, HASTY, KILLS, PATIENCE

JUST_AFTER = 0.05
"""Seconds within which a kill follows what it waits for."""

_log = logging.getLogger(__name__)


async def test_killed_at_any_moment_nothing_is_lost_and_nothing_confirmed_is_sent_twice(
    url: str, tmp_path: Path
):
    random = Random(5)
    async with morning(tmp_path, url, size=CHATS, hasty=HASTY) as day:
        day.api.fail_by_chance("sendMessage", random, Chance(1, slow))
        in_flight: Counter[int] = Counter()
        at_each_kill = []
        # The first while it starts and decides who gets what.
        for sends in [0, *sorted(random.sample(range(CHATS * 9 // 10), KILLS - 1))]:
            await kill(day, sends, random)
            killed = sending(await digests(day.database))
            assert len(killed) <= WORKERS
            in_flight.update(killed)
            at_each_kill.append(len(killed))
            await require_that_nothing_left_unmarked(day)
        await day.bot.start()
        rows = await day.settled(PATIENCE)
        await day.bot.stop()

        assert set(rows) == {member.target for member in day.members}
        doubled = missing = 0
        for member in day.members:
            row, received = rows[member.target].row, len(member.received(day.api))
            doubts = in_flight[member.target]
            if member.private:
                assert row.state is OutboxState.SENT
                assert 1 <= received <= 1 + doubts
                doubled += received - 1
            elif doubts:
                assert (row.state, row.reason) == (OutboxState.UNCERTAIN, KILLED)
                assert received <= 1
                missing += 1 - received
            else:
                assert row.state is OutboxState.SENT
                assert received == 1
        async with day.database.read() as session:
            papers = await seen.of_targets(session, list(rows))
        assert {len(entries) for entries in papers.values()} == {1}
        states = Counter(one.row.state.value for one in rows.values())
        if states[OutboxState.UNCERTAIN]:
            await day.api.wait_until(lambda: bool(day.api.received[OPERATOR]))
        assert day.api.unknown == []
        _log.info(
            "%d digests, %d kills with %s in flight: %s; doubled in private %d, missing elsewhere %d",
            *(len(rows), KILLS, at_each_kill, dict(states), doubled, missing),
        )


async def test_a_program_that_is_stopped_finishes_what_is_in_flight_and_gives_back_the_rest(
    url: str, tmp_path: Path
):
    async with morning(tmp_path, url, size=40, hasty=20) as day:
        day.api.fail_by_chance("sendMessage", Random(7), Chance(1, slow))
        await day.bot.start()
        await day.sends(15, PATIENCE)
        await day.bot.stop()
        found = await digests(day.database)
        assert {one.row.state for one in found.values()} == {OutboxState.SENT, OutboxState.PENDING}
        asked_for = day.asked_for()
        for member in day.members:
            sent = found[member.target].row.state is OutboxState.SENT
            assert asked_for[member.chat, member.thread] == len(member.received(day.api)) == sent

        await day.bot.start()
        rows = await day.settled(PATIENCE)
        await day.bot.stop()
        assert {one.row.state for one in rows.values()} == {OutboxState.SENT}
        assert all(len(member.received(day.api)) == 1 for member in day.members)


async def kill(day: Morning, sends: int, random: Random) -> None:
    """Start the program and kill it a moment after so many messages in all, or when it comes up."""
    started = len(day.api.calls_of("getMe")) + 1
    await day.bot.start()
    await day.api.wait_for("getMe", started, PATIENCE)
    if sends:
        await day.sends(sends, PATIENCE)
    await asyncio.sleep(random.uniform(0, JUST_AFTER))
    await day.bot.kill()


def sending(rows: dict[int, Delivery]) -> list[int]:
    """The targets whose requests were in flight."""
    return [target for target, one in rows.items() if one.row.state is OutboxState.SENDING]


async def require_that_nothing_left_unmarked(day: Morning) -> None:
    """Whatever reached Telegram was marked before: what waits without a doubt was never asked for."""
    rows = await digests(day.database)
    asked_for = day.asked_for()
    for member in day.members:
        row = rows[member.target].row if member.target in rows else None
        untouched = row is None or (
            row.state in (OutboxState.PENDING, OutboxState.CLAIMED) and row.doubts == 0
        )
        if untouched:
            assert not asked_for[member.chat, member.thread]
