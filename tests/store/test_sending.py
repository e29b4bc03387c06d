"""Rows on their way: never in two hands, sent only by who holds them, and every doubt kept."""

import asyncio

import pytest

from cmiabot.store import chats, outbox, sending, targets
from cmiabot.store.values import ChatKind, Move, NewOutboxRow, OutboxKind, OutboxState, TargetState
from tests.auxil.databases import opened
from tests.auxil.stored import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SENDER,
    claimed,
    digest,
    in_flight,
    rows,
    stored_chat,
    stored_target,
)

OTHER = "another sender"


async def claim(session, holder=SENDER, now=NOW, limit=99, excluded=()):
    return await sending.claim(session, holder, now=now, lease=MINUTE, limit=limit, excluded_chats=excluded)


async def only(session):
    (row,) = await rows(session)
    return row


# Claiming


async def test_a_claim_says_what_is_to_be_sent_and_where(database):
    async with database.write() as session:
        chat = await stored_chat(session, -5001, kind=ChatKind.GROUP, language="en")
        target = await stored_target(session, chat, 7)
        await outbox.add(session, [digest(target)], now=NOW)
        (delivery,) = await claim(session)
        assert (delivery.chat, delivery.target) == (chat, target)
        assert delivery.row == await only(session)
        assert (delivery.row.state, delivery.row.claimed_by) == (OutboxState.CLAIMED, SENDER)
        assert delivery.row.lease_until == NOW + MINUTE
        assert await claim(session, OTHER) == []


async def test_only_what_may_be_sent_now_is_claimed(database):
    async with database.write() as session:
        target = await stored_target(session)
        new = [
            digest(target, "now"),
            digest(target, "later", not_before=NOW + MINUTE),
            digest(target, "slot to come", slot=NOW + MINUTE),
            digest(target, "expired", expires_at=NOW),
            digest(target, "in time", expires_at=NOW + MINUTE),
        ]
        await outbox.add(session, new, now=NOW)
        assert [d.row.key for d in await claim(session)] == ["now", "in time"]
        assert [d.row.key for d in await claim(session, now=NOW + MINUTE)] == ["later", "slot to come"]


async def test_the_most_urgent_comes_first_then_the_longest_due(database):
    async with database.write() as session:
        target = await stored_target(session)
        new = [
            digest(target, "announcement", kind=OutboxKind.ANNOUNCEMENT, not_before=NOW - DAY),
            digest(target, "digest", not_before=NOW - MINUTE),
            digest(target, "older digest", not_before=NOW - HOUR),
            digest(target, "notice", kind=OutboxKind.NOTICE),
            digest(target, "alarm", kind=OutboxKind.ALARM, not_before=NOW - MINUTE),
        ]
        await outbox.add(session, new, now=NOW)
        order = ["alarm", "notice", "older digest", "digest", "announcement"]
        assert [d.row.key for d in await claim(session, limit=2)] == order[:2]
        assert [d.row.key for d in await claim(session)] == order[2:]


async def test_chats_that_have_to_wait_are_left_out(database):
    async with database.write() as session:
        waiting, other = await stored_chat(session, 7), await stored_chat(session, 8)
        topics = [await stored_target(session, waiting), await stored_target(session, waiting, 3)]
        free = await stored_target(session, other)
        await outbox.add(session, [digest(target) for target in (*topics, free)], now=NOW)
        assert [d.chat.telegram_id for d in await claim(session, excluded=[7, 99])] == [8]
        assert [d.chat.telegram_id for d in await claim(session)] == [7, 7]


async def test_no_two_senders_ever_get_the_same_row(url):
    async def claim_all(database, holder):
        got: list[int] = []
        while True:
            async with database.write() as session:
                batch = await claim(session, holder, limit=7)
            if not batch:
                return got
            got += [delivery.row.id for delivery in batch]

    async with opened(url) as one, opened(url) as another:
        async with one.write() as session:
            target = await stored_target(session)
            await outbox.add(session, [digest(target, str(n)) for n in range(200)], now=NOW)
        got = await asyncio.gather(
            *(claim_all(database, f"{n}") for n, database in enumerate([one, another] * 3))
        )
        ids = [row for of_one in got for row in of_one]
        assert (len(ids), len({*ids})) == (200, 200)


async def test_two_senders_claim_side_by_side(on_postgresql):
    async with on_postgresql.write() as session:
        target = await stored_target(session)
        await outbox.add(session, [digest(target, str(n)) for n in range(4)], now=NOW)
    async with on_postgresql.write() as one, on_postgresql.write() as another:
        first, second = await claim(one, limit=2), await claim(another, OTHER, limit=9)
    assert [[d.row.key for d in each] for each in (first, second)] == [["0", "1"], ["2", "3"]]


async def test_claims_are_given_back_by_who_stops_and_when_their_lease_ends(database):
    async with database.write() as session:
        target = await stored_target(session)
        await claimed(session, digest(target, "one"))
        await claimed(session, digest(target, "two"), OTHER)
        flying = await in_flight(session, digest(target, "three"))
        assert await sending.release_expired(session, now=NOW) == 0
        assert await sending.release(session, SENDER, now=NOW) == 1
        assert await sending.release_expired(session, now=NOW + MINUTE) == 1
        assert [row.state for row in await rows(session)] == ["pending", "pending", "sending"]
        assert [d.row.key for d in await claim(session, now=NOW + MINUTE)] == ["one", "two"]
        assert await sending.mark_sent(session, flying.row.id, SENDER, 5, now=NOW)


# Sending


async def test_what_was_said_may_be_said_again_of_the_same_attempt_only(database):
    async with database.write() as session:
        row = (await claimed(session, digest(await stored_target(session)))).row
        assert await sending.start_sending(session, row.id, SENDER, now=NOW, attempt=1)
        assert await sending.start_sending(session, row.id, SENDER, now=NOW, attempt=1)
        assert not await sending.start_sending(session, row.id, SENDER, now=NOW, attempt=2)
        assert not await sending.start_sending(session, row.id, OTHER, now=NOW, attempt=1)
        assert (await only(session)).attempts == 1


async def test_a_row_is_sent_once_and_only_by_its_holder(database):
    async with database.write() as session:
        row = (await claimed(session, digest(await stored_target(session)))).row
        assert not await sending.start_sending(session, row.id, OTHER, now=NOW)
        assert await sending.start_sending(session, row.id, SENDER, now=NOW)
        assert not await sending.start_sending(session, row.id, SENDER, now=NOW)
        sent = await only(session)
        assert (sent.state, sent.attempts, sent.lease_until) == (OutboxState.SENDING, 1, None)
        assert not await sending.mark_sent(session, row.id, OTHER, 5, now=NOW)
        assert await sending.mark_sent(session, row.id, SENDER, 2**40, now=NOW + MINUTE)
        assert not await sending.mark_failed(session, row.id, SENDER, "late", now=NOW)
        sent = await only(session)
        assert (sent.state, sent.message_id, sent.sent_at) == (OutboxState.SENT, 2**40, NOW + MINUTE)
        assert await claim(session, now=NOW + DAY) == []


REFUSED = {
    (state, kind)
    for state in (TargetState.BLOCKED, TargetState.LEFT)
    for kind in (OutboxKind.DIGEST, OutboxKind.NOTICE)
} | {(TargetState.PAUSED, OutboxKind.DIGEST)}


@pytest.mark.parametrize("kind", [OutboxKind.DIGEST, OutboxKind.NOTICE])
@pytest.mark.parametrize("state", TargetState)
async def test_whether_a_target_takes_it_is_looked_at_last(database, state, kind):
    """The pause and the row may have crossed: the row was written or put back after the pause."""
    async with database.write() as session:
        chat = await stored_chat(session)
        target = await stored_target(session, chat)
        match state:
            case TargetState.BLOCKED | TargetState.LEFT:
                await chats.mark_unreachable(session, chat.id, state, now=NOW)
            case TargetState.PAUSED:
                await targets.pause(session, target.id, now=NOW)
            case TargetState.RESTING:
                await targets.move(session, [Move(target.id, state, None, None)])
        row = (await claimed(session, digest(target, kind=kind))).row
        refused = (state, kind) in REFUSED
        assert await sending.start_sending(session, row.id, SENDER, now=NOW) is not refused
        found = await only(session)
        assert (found.state, found.reason) == (("cancelled", state) if refused else ("sending", ""))


async def test_what_is_claimed_too_late_is_missed(database):
    async with database.write() as session:
        row = (await claimed(session, digest(await stored_target(session), expires_at=NOW + MINUTE))).row
        assert not await sending.start_sending(session, row.id, SENDER, now=NOW + MINUTE)
        assert ((await only(session)).state, (await only(session)).reason) == ("cancelled", "missed")


async def test_what_was_certainly_not_sent_waits_for_its_next_try(database):
    async with database.write() as session:
        row = (await in_flight(session, digest(await stored_target(session)))).row
        again = NOW + HOUR
        assert not await sending.put_back(session, row.id, OTHER, "", now=NOW, not_before=again)
        assert await sending.put_back(session, row.id, SENDER, "429", now=NOW, not_before=again)
        found = await only(session)
        assert (found.state, found.reason, found.attempts) == (OutboxState.PENDING, "429", 1)
        assert await claim(session, OTHER, now=again - MINUTE) == []
        assert len(await claim(session, OTHER, now=again)) == 1
        assert not await sending.put_back(session, row.id, SENDER, "", now=again, not_before=again)


async def test_a_claimed_row_is_put_back_before_it_was_tried(database):
    async with database.write() as session:
        row = (await claimed(session, digest(await stored_target(session)))).row
        assert await sending.put_back(session, row.id, SENDER, "", now=NOW, not_before=NOW + MINUTE)
        assert ((await only(session)).state, (await only(session)).attempts) == ("pending", 0)


@pytest.mark.parametrize(
    ("finish", "state"),
    [(sending.mark_failed, "failed"), (sending.mark_uncertain, "uncertain")],
)
async def test_an_end_has_a_reason_and_stays(database, finish, state):
    async with database.write() as session:
        row = (await in_flight(session, digest(await stored_target(session)))).row
        assert not await finish(session, row.id, OTHER, "why", now=NOW)
        assert await finish(session, row.id, SENDER, "why", now=NOW)
        found = await only(session)
        assert (found.state, found.reason, found.not_before) == (state, "why", None)
        assert found.doubts == (state == "uncertain")
        assert await claim(session, now=NOW + DAY) == []


async def test_a_doubt_that_is_tried_again_stays_a_doubt_until_it_arrives(database):
    async with database.write() as session:
        row = (await in_flight(session, digest(await stored_target(session)))).row
        await sending.mark_uncertain(session, row.id, SENDER, "no answer", now=NOW, not_before=NOW + MINUTE)
        assert await claim(session) == []
        again = NOW + MINUTE
        assert len(await claim(session, now=again)) == 1
        await sending.release(session, SENDER, now=again)
        assert ((await only(session)).state, (await only(session)).not_before) == ("uncertain", again)
        assert len(await claim(session, now=again)) == 1
        assert await sending.start_sending(session, row.id, SENDER, now=again)
        await sending.put_back(session, row.id, SENDER, "429", now=again, not_before=again)
        assert (await only(session)).state == OutboxState.UNCERTAIN
        assert len(await claim(session, now=again)) == 1
        assert await sending.start_sending(session, row.id, SENDER, now=again)
        await sending.mark_uncertain(session, row.id, SENDER, "no answer", now=again, not_before=again)
        assert ((await only(session)).attempts, (await only(session)).doubts) == (3, 2)
        await claim(session, now=again)
        await sending.start_sending(session, row.id, SENDER, now=again)
        assert await sending.mark_sent(session, row.id, SENDER, 5, now=again)
        assert ((await only(session)).state, (await only(session)).reason) == ("sent", "")


# Taking over


async def test_who_takes_over_gets_every_row_the_dead_have_left(database):
    async with database.write() as session:
        target = await stored_target(session)
        await in_flight(session, digest(target, "mine flying"), OTHER)
        await claimed(session, digest(target, "mine"), OTHER)
        await in_flight(session, digest(target, "flying"))
        await claimed(session, digest(target, "claimed"))
        left = await sending.take_over(session, OTHER, now=NOW + HOUR)
        found = {row.key: row for row in await rows(session)}
        assert {key: row.state for key, row in found.items()} == {
            "mine flying": OutboxState.SENDING,
            "mine": OutboxState.CLAIMED,
            "flying": OutboxState.UNCERTAIN,
            "claimed": OutboxState.PENDING,
        }
        assert [delivery.row for delivery in left] == [found["flying"]]
        assert (found["flying"].reason, found["flying"].doubts) == (sending.KILLED, 1)
        assert found["flying"].not_before is None
        await sending.try_again(session, found["flying"].id, NOW + DAY)
        await sending.try_again(session, found["mine flying"].id, NOW)
        assert {d.row.key for d in await claim(session, OTHER, now=NOW + DAY)} == {"claimed", "flying"}
        assert await sending.take_over(session, OTHER, now=NOW + HOUR) == []


async def test_a_confirmation_is_believed_also_of_a_sender_thought_dead(database):
    async with database.write() as session:
        row = (await in_flight(session, digest(await stored_target(session)))).row
        await sending.take_over(session, OTHER, now=NOW)
        assert not await sending.mark_failed(session, row.id, SENDER, "why", now=NOW)
        assert await sending.mark_sent(session, row.id, SENDER, 5, now=NOW)
        assert (await only(session)).state == OutboxState.SENT


async def test_who_takes_over_again_counts_a_doubt_once(database):
    async with database.write() as session:
        await in_flight(session, digest(await stored_target(session)))
        await sending.take_over(session, OTHER, now=NOW)
        await sending.take_over(session, "a third", now=NOW)
        assert (await only(session)).doubts == 1


async def test_new_rows_of_every_kind_can_be_sent(database):
    async with database.write() as session:
        target = await stored_target(session)
        new = [NewOutboxRow(target.id, kind, "x", NOW) for kind in OutboxKind]
        await outbox.add(session, new, now=NOW)
        for delivery in await claim(session):
            assert await sending.start_sending(session, delivery.row.id, SENDER, now=NOW)
