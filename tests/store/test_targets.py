"""Targets: their schedule, their state, and who is due."""

from datetime import date

import pytest

from cmiabot.store import chats, outbox, seen, targets
from cmiabot.store.values import ChatKind, Move, OutboxKind, OutboxState, Overdue, Seen, TargetState
from tests.auxil.stored import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    WORKDAYS,
    digest,
    rows,
    stored_chat,
    stored_target,
    target_now,
)

TODAY = date(2026, 3, 2)
SUNDAY_MONDAY = frozenset({0, 6})


async def test_a_target_is_made_once_with_the_schedule_it_is_given(database):
    async with database.write() as session:
        chat = await stored_chat(session)
        made = await stored_target(session, chat)
        again = await targets.get_or_create(
            session, chat.id, zone="Europe/Berlin", digest_minutes=0, weekdays=frozenset()
        )
        topic = await stored_target(session, chat, 2**40)
        assert again == made
        assert [t.id for t in await targets.of_chat(session, chat.id)] == [made.id, topic.id]
    assert (made.zone, made.digest_minutes, made.weekdays) == ("Asia/Shanghai", 510, WORKDAYS)
    assert (made.state, made.thread_id, made.next_digest_at) == (TargetState.ACTIVE, 0, None)


async def test_another_schedule_takes_the_place_of_the_old(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        await targets.change_schedule(
            session,
            target.id,
            zone="America/New_York",
            digest_minutes=150,
            weekdays=SUNDAY_MONDAY,
            next_digest_at=NOW,
        )
        found = await target_now(session, target.id)
        assert (found.zone, found.digest_minutes, found.weekdays) == ("America/New_York", 150, SUNDAY_MONDAY)
        assert found.next_digest_at == NOW
        assert await targets.find(session, other.id) == other


async def test_a_pause_cancels_digests_that_wait_and_nothing_else(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        notice = digest(target, kind=OutboxKind.NOTICE)
        await outbox.add(session, [digest(target), notice, digest(other)], now=NOW)
        await targets.pause(session, target.id, now=NOW, until=TODAY, next_digest_at=NOW + DAY)
        found = await target_now(session, target.id)
        assert (found.state, found.reason, found.paused_until) == (TargetState.PAUSED, "", TODAY)
        assert found.next_digest_at == NOW + DAY
        assert [(r.state, r.reason) for r in await rows(session)] == [
            (OutboxState.CANCELLED, "paused"),
            (OutboxState.PENDING, ""),
            (OutboxState.PENDING, ""),
        ]


async def test_resumed_it_is_active_with_nothing_left_of_the_pause(database):
    async with database.write() as session:
        target = await stored_target(session)
        await targets.pause(session, target.id, now=NOW, until=TODAY, reason="no rights")
        await targets.resume(session, target.id, NOW + DAY)
        found = await target_now(session, target.id)
    assert (found.state, found.reason, found.paused_until) == (TargetState.ACTIVE, "", None)
    assert found.next_digest_at == NOW + DAY


async def test_due_is_what_has_come_the_longest_overdue_first(database):
    async with database.write() as session:
        made = [await stored_target(session) for _ in range(5)]
        times = [NOW, NOW - HOUR, NOW + MINUTE, None, NOW]
        for target, time in zip(made, times, strict=True):
            await targets.schedule_next(session, target.id, time)
        due = [target.id for target in await targets.due(session, NOW, 9)]
        assert due == [made[1].id, made[0].id, made[4].id]
        assert [t.id for t in await targets.due(session, NOW, 2)] == due[:2]
        assert await targets.overdue(session, NOW + MINUTE) == Overdue(3, NOW - HOUR)
        assert await targets.overdue(session, NOW) == Overdue(1, NOW - HOUR)
        assert await targets.overdue(session, NOW - HOUR) is None


async def test_nothing_is_due_where_there_is_nothing(database):
    async with database.write() as session:
        assert await targets.due(session, NOW, 9) == []
        assert await targets.overdue(session, NOW) is None
        await targets.move(session, [])


async def test_a_tick_leaves_targets_where_they_go_next(database):
    async with database.write() as session:
        one, two, other = [await stored_target(session) for _ in range(3)]
        await targets.pause(session, two.id, now=NOW, until=TODAY, next_digest_at=NOW)
        await targets.move(
            session,
            [
                Move(one.id, TargetState.RESTING, NOW + DAY, TODAY),
                Move(two.id, TargetState.ACTIVE, NOW + HOUR, None),
            ],
        )
        first, second = await target_now(session, one.id), await target_now(session, two.id)
        assert (first.state, first.next_digest_at, first.last_due_date) == ("resting", NOW + DAY, TODAY)
        assert (second.state, second.paused_until, second.last_due_date) == ("active", None, None)
        assert await targets.find(session, other.id) == other
        assert await targets.counts(session) == {TargetState.ACTIVE: 2, TargetState.RESTING: 1}


async def test_whom_somebody_is_changing_the_tick_leaves_for_later(on_postgresql):
    async with on_postgresql.write() as session:
        made = [await stored_target(session) for _ in range(2)]
        for target in made:
            await targets.schedule_next(session, target.id, NOW)
    async with on_postgresql.write() as session, on_postgresql.write() as tick:
        await targets.lock(session, made[0].id)
        # The sender writes what has arrived; that is no reason to wait.
        await seen.add(session, [Seen(made[1].id, "cmia16-01", 1, TODAY)])
        assert [t.id for t in await targets.due(tick, NOW, 9)] == [made[1].id]


async def test_somebody_looks_after_the_groups_and_channels_they_own(database):
    async with database.write() as session:
        mine = await stored_chat(session, -5, kind=ChatKind.GROUP, owner=7)
        topic = await stored_target(session, mine, 5)
        whole = await stored_target(session, mine)
        await stored_target(session, await stored_chat(session, -6, kind=ChatKind.CHANNEL, owner=8))
        await stored_target(session, await stored_chat(session, 7, owner=7))
        assert await targets.looked_after(session, 7, 10) == [(whole, mine), (topic, mine)]
        assert await targets.looked_after(session, 7, 1) == [(whole, mine)]
        assert await targets.with_chat(session, topic.id) == (topic, mine)
        assert await targets.with_chat(session, 10**9) is None


@pytest.mark.parametrize("gone", [False, True])
async def test_a_pause_the_bot_makes_leaves_a_persons_own_as_it_is(database, gone):
    async with database.write() as session:
        target = await stored_target(session)
        await targets.pause(session, target.id, now=NOW, until=date(2026, 4, 1))
        if gone:
            await chats.mark_unreachable(session, target.chat_id, TargetState.LEFT, now=NOW)
        before = await target_now(session, target.id)
        await targets.pause(session, target.id, now=NOW, reason="not enough rights")
        assert await target_now(session, target.id) == before
