"""Chats: met, gone, back, forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cmiabot.store import answers, audit, chats, outbox, seen, sending, subscriptions, targets
from cmiabot.store.tables import METADATA
from cmiabot.store.values import ChatKind, KeptAnswer, OutboxState, Seen, SubscriptionKind, TargetState
from tests.auxil.stored import (
    MINUTE,
    NOW,
    SENDER,
    chat_now,
    digest,
    in_flight,
    rows,
    stored_chat,
    stored_target,
    target_now,
)

ADA, BOB, GROUP = 1001, 1002, -5001


async def test_a_chat_that_is_met_again_is_the_same_with_its_new_title(database):
    async with database.write() as session:
        first = await stored_chat(session, GROUP, kind=ChatKind.GROUP, title="Old", owner=ADA)
        await chats.set_language(session, first.id, "en")
        await chats.set_announcements(session, first.id, wanted=False)
        again = await stored_chat(session, GROUP, kind=ChatKind.SUPERGROUP, title="New", language="zh-Hant")
    assert (again.id, again.kind, again.title) == (first.id, ChatKind.SUPERGROUP, "New")
    assert (again.language, again.announcements, again.owner) == ("en", False, ADA)
    assert (again.created_at, first.reachable) == (NOW, True)


async def test_a_chat_nobody_met_is_none(database):
    async with database.read() as session:
        assert await chats.find(session, 7) is None


async def test_where_nothing_can_be_sent_all_targets_are_gone_and_nothing_waits(database):
    async with database.write() as session:
        chat = await stored_chat(session, GROUP, kind=ChatKind.GROUP)
        active, paused = await stored_target(session, chat), await stored_target(session, chat, 5)
        other = await stored_target(session)
        await targets.schedule_next(session, active.id, NOW)
        await targets.pause(session, paused.id, now=NOW)
        await outbox.add(session, [digest(active), digest(other)], now=NOW)
        # Twice: Telegram says it in an update and in the answer to a request.
        for new in (True, False):
            assert await chats.mark_unreachable(session, chat.id, TargetState.LEFT, now=NOW) is new
        gone = await targets.of_chat(session, chat.id)
        assert [(t.state, t.next_digest_at) for t in gone] == [(TargetState.LEFT, None)] * 2
        assert not (await chat_now(session, GROUP)).reachable
        assert [(row.state, row.reason) for row in await rows(session)] == [
            (OutboxState.CANCELLED, "left"),
            (OutboxState.PENDING, ""),
        ]
        back = await chats.mark_reachable(session, chat.id)
        assert [(t.thread_id, t.state) for t in back] == [(0, TargetState.ACTIVE), (5, TargetState.PAUSED)]
        assert (await chat_now(session, GROUP)).reachable
        assert await chats.mark_reachable(session, chat.id) == []


async def test_a_target_paused_while_it_is_gone_comes_back_paused(database):
    async with database.write() as session:
        chat = await stored_chat(session)
        target = await stored_target(session, chat)
        await chats.mark_unreachable(session, chat.id, TargetState.BLOCKED, now=NOW)
        await targets.pause(session, target.id, now=NOW, reason="no rights")
        assert (await target_now(session, target.id)).state == TargetState.BLOCKED
        (back,) = await chats.mark_reachable(session, chat.id)
        assert (back.state, back.reason) == (TargetState.PAUSED, "no rights")


@pytest.fixture
async def remembered(database):
    """Ada's chat and Bob's with a row in every table, and a group Ada has added the bot to."""
    async with database.write() as session:
        for person in (ADA, BOB):
            target = await stored_target(session, await stored_chat(session, person))
            await subscriptions.add(session, target.id, SubscriptionKind.EVERYTHING, now=NOW)
            await seen.add(session, [Seen(target.id, "cmia16-01", 1, NOW.date())])
            await outbox.add(session, [digest(target)], now=NOW)
            for chat in (person, GROUP):
                kept = KeptAnswer(chat, person, person, "topic", "zh", (), {}, NOW + timedelta(days=7))
                await answers.keep(session, kept)
            await audit.record(session, person, "in private", chat=person, now=NOW)
            await audit.record(session, person, "in the group", chat=GROUP, now=NOW)
        await stored_chat(session, GROUP, kind=ChatKind.GROUP, owner=ADA)
    return database


async def sizes(session):
    names = ("chat", "target", "subscription", "seen", "outbox", "answer_state", "audit")
    count = select(func.count())
    return {n: (await session.execute(count.select_from(METADATA.tables[n]))).scalar_one() for n in names}


async def test_forgetting_a_person_leaves_nothing_that_is_theirs(remembered):
    async with remembered.write() as session:
        await chats.forget(session, ADA)
    async with remembered.read() as session:
        of_bob = {"target": 1, "subscription": 1, "seen": 1, "outbox": 1, "answer_state": 2}
        assert await sizes(session) == {**of_bob, "chat": 2, "audit": 3}
        assert (await chat_now(session, GROUP)).owner is None
        assert {entry.actor for entry in await audit.latest(session, 9)} == {0, BOB}


async def test_forgetting_a_group_leaves_its_members(remembered):
    async with remembered.write() as session:
        await chats.forget(session, GROUP)
    async with remembered.read() as session:
        of_people = {"chat": 2, "target": 2, "subscription": 2, "seen": 2, "outbox": 2}
        assert await sizes(session) == {**of_people, "answer_state": 2, "audit": 2}


async def test_a_message_that_was_under_way_to_somebody_forgotten_changes_nothing(database):
    async with database.write() as session:
        chat = await stored_chat(session, ADA)
        sent = await in_flight(session, digest(await stored_target(session, chat)))
        await chats.forget(session, ADA)
        assert not await sending.mark_sent(session, sent.row.id, SENDER, 9, now=NOW)
        again = await stored_target(session, await stored_chat(session, ADA))
        assert await outbox.add(session, [digest(again)], now=NOW) == 1
        (fresh,) = await sending.claim(session, SENDER, now=NOW, lease=MINUTE, limit=9)
        assert fresh.row.id != sent.row.id
