"""Groups that became supergroups: one chat goes on under the new id, with what both had."""

from datetime import date

from cmiabot.store import chats, outbox, seen, sending, subscriptions, supergroups, targets
from cmiabot.store.values import (
    ChatKind,
    Move,
    OutboxKind,
    OutboxState,
    Seen,
    SubscriptionKind,
    TargetState,
)
from tests.auxil.stored import DAY, NOW, chat_now, digest, rows, stored_chat, stored_target, target_now

OLD, NEW = -5001, -1001000005001
THEME = SubscriptionKind.THEME
TODAY = date(2026, 3, 2)


async def group(session, telegram_id, kind=ChatKind.GROUP):
    chat = await stored_chat(session, telegram_id, kind=kind)
    return chat, await stored_target(session, chat)


async def test_a_group_goes_on_under_its_new_id(database):
    async with database.write() as session:
        chat, target = await group(session, OLD)
        await outbox.add(session, [digest(target)], now=NOW)
        for _ in range(2):
            assert await supergroups.migrate(session, OLD, NEW, now=NOW)
            moved = await chat_now(session, NEW)
            assert (moved.id, moved.telegram_id, moved.kind) == (chat.id, NEW, ChatKind.SUPERGROUP)
        assert await chats.find(session, OLD) is None
        assert await targets.of_chat(session, chat.id) == [target]
        (row,) = await rows(session)
        assert row.state == OutboxState.PENDING


async def test_a_group_we_do_not_know_stays_unknown(database):
    async with database.write() as session:
        assert await supergroups.migrate(session, OLD, NEW, now=NOW) is None


async def test_a_group_we_were_said_to_have_left_is_back(database):
    async with database.write() as session:
        chat, target = await group(session, OLD)
        await chats.mark_unreachable(session, chat.id, TargetState.LEFT, now=NOW)
        await supergroups.migrate(session, OLD, NEW, now=NOW)
        assert (await chat_now(session, NEW)).reachable
        assert (await target_now(session, target.id)).state == TargetState.ACTIVE


async def test_what_both_chats_have_is_merged(database):
    async with database.write() as session:
        chat, target = await group(session, OLD)
        other, its = await group(session, NEW, ChatKind.SUPERGROUP)
        topic = await stored_target(session, other, 8)
        for of, ref, paper in [(target, "a", "p1"), (its, "a", "p1"), (its, "b", "p2"), (topic, "c", "p3")]:
            await subscriptions.add(session, of.id, THEME, ref, now=NOW)
            await seen.add(session, [Seen(of.id, paper, 1, TODAY)])
        await targets.move(session, [Move(target.id, target.state, NOW, TODAY - DAY)])
        await targets.move(session, [Move(its.id, its.state, NOW, TODAY)])
        await outbox.add(session, [digest(its), digest(topic)], now=NOW)
        await supergroups.migrate(session, OLD, NEW, now=NOW)

        assert (await chat_now(session, NEW)).id == chat.id
        assert [t.id for t in await targets.of_chat(session, chat.id)] == [target.id, topic.id]
        assert [s.ref for s in await subscriptions.of_target(session, target.id)] == ["a", "b"]
        assert [s.ref for s in await subscriptions.of_target(session, topic.id)] == ["c"]
        assert [s.paper for s in await seen.of_target(session, target.id)] == ["p1", "p2"]
        assert [s.paper for s in await seen.of_target(session, topic.id)] == ["p3"]
        assert (await target_now(session, target.id)).last_due_date == TODAY, "not twice on one day"
        assert {(r.target_id, r.key) for r in await rows(session)} == {
            (target.id, "2026-03-02"),
            (topic.id, "2026-03-02"),
        }


async def test_of_two_digests_of_one_day_only_one_is_sent_and_none_again(database):
    days = {
        "both wait": (False, False),
        "the old one was sent": (True, False),
        "the new one was sent": (False, True),
        "both were sent": (True, True),
    }
    async with database.write() as session:
        _, target = await group(session, OLD)
        _, its = await group(session, NEW, ChatKind.SUPERGROUP)
        for key, sent in days.items():
            for of, was_sent in zip((target, its), sent, strict=True):
                await outbox.add(session, [digest(of, key)], now=NOW)
                if was_sent:
                    (delivery,) = [
                        d
                        for d in await sending.claim(session, key, now=NOW, lease=DAY, limit=99)
                        if (d.row.key, d.target.id) == (key, of.id)
                    ]
                    await sending.start_sending(session, delivery.row.id, key, now=NOW)
                    await sending.mark_sent(session, delivery.row.id, key, 1, now=NOW)
                    await sending.release(session, key, now=NOW)
        await supergroups.migrate(session, OLD, NEW, now=NOW)
        found = await rows(session)
        assert {row.target_id for row in found} == {target.id}
        states = {
            day: [(row.state, row.reason) for row in found if row.key.split("+")[0] == day] for day in days
        }
        arrived, merged = (OutboxState.SENT, ""), (OutboxState.CANCELLED, "merged")
        assert states == {
            "both wait": [(OutboxState.PENDING, ""), merged],
            "the old one was sent": [arrived, merged],
            "the new one was sent": [merged, arrived],
            "both were sent": [arrived, arrived],
        }
        assert await outbox.add(session, [digest(target, key) for key in days], now=NOW) == 0
        assert {row.kind for row in found} == {OutboxKind.DIGEST}


async def test_what_was_given_up_because_the_old_group_was_gone_is_sent_after_all(database):
    async with database.write() as session:
        chat, target = await group(session, OLD)
        kept = digest(target, "kept", expires_at=NOW + DAY)
        late = digest(target, "late", expires_at=NOW)
        await outbox.add(session, [kept, late], now=NOW)
        await chats.mark_unreachable(session, chat.id, TargetState.LEFT, now=NOW)
        await supergroups.migrate(session, OLD, NEW, now=NOW)
        states = {row.key: (row.state, row.reason) for row in await rows(session)}
    assert states == {"kept": (OutboxState.PENDING, ""), "late": (OutboxState.CANCELLED, "left")}


async def test_what_was_given_up_long_before_stays_so(database):
    async with database.write() as session:
        chat, target = await group(session, OLD)
        await outbox.add(session, [digest(target, expires_at=NOW + DAY)], now=NOW)
        await chats.mark_unreachable(session, chat.id, TargetState.LEFT, now=NOW - DAY)
        await supergroups.migrate(session, OLD, NEW, now=NOW)
        (row,) = await rows(session)
        assert row.state == OutboxState.CANCELLED
