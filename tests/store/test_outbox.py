"""The outbox: what is written once, what is cancelled, what expires."""

from datetime import date

import pytest

from cmiabot.store import outbox, sending
from cmiabot.store.values import OutboxKind, OutboxState
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
    stored_target,
)


async def test_what_is_written_is_pending_and_complete(database):
    async with database.write() as session:
        target = await stored_target(session)
        new = digest(
            target,
            paper="cmia16-06",
            payload={"reasons": [["theme", "能源"]]},
            local_date=date(2026, 3, 2),
            late=True,
            expires_at=NOW + 12 * HOUR,
        )
        assert await outbox.add(session, [new], now=NOW + MINUTE) == 1
        (row,) = await rows(session)
    for name in ("target_id", "kind", "key", "paper", "payload", "slot", "local_date", "late", "expires_at"):
        assert getattr(row, name) == getattr(new, name)
    assert (row.state, row.not_before, row.created_at) == (OutboxState.PENDING, NOW, NOW + MINUTE)
    assert (row.attempts, row.doubts, row.claimed_by, row.message_id) == (0, 0, "", None)


async def test_of_what_is_there_already_nothing_is_written_again(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        first = [digest(target), digest(target, "2026-03-03"), digest(target)]
        assert await outbox.add(session, first, now=NOW) == 2
        second = [digest(target, paper="p2"), digest(other), digest(target, kind=OutboxKind.REPORT)]
        assert await outbox.add(session, second, now=NOW) == 2
        assert await outbox.add(session, [], now=NOW) == 0
        assert [row.paper for row in await rows(session)] == [""] * 4


async def test_rows_for_the_record_are_never_sent(database):
    async with database.write() as session:
        target = await stored_target(session)
        missed = digest(target, state=OutboxState.CANCELLED, reason=outbox.MISSED)
        await outbox.add(session, [missed], now=NOW)
        assert await sending.claim(session, SENDER, now=NOW, lease=MINUTE, limit=9) == []
        assert [(row.state, row.reason) for row in await rows(session)] == [("cancelled", "missed")]


async def test_what_waits_is_cancelled_with_a_reason_and_what_is_under_way_is_not(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        flying = await in_flight(session, digest(target, "flying"))
        taken = await claimed(session, digest(target, "taken"))
        notice = digest(target, "notice", kind=OutboxKind.NOTICE)
        await outbox.add(session, [digest(target), notice, digest(other)], now=NOW)
        digests = [OutboxKind.DIGEST]
        assert await outbox.cancel(session, [target.id], "unsubscribed", now=NOW, kinds=digests) == 2
        assert {row.key: row.state for row in await rows(session) if row.target_id == target.id} == {
            "flying": OutboxState.SENDING,
            "taken": OutboxState.CANCELLED,
            "2026-03-02": OutboxState.CANCELLED,
            "notice": OutboxState.PENDING,
        }
        assert await outbox.cancel(session, [target.id, other.id], "left", now=NOW) == 2
        assert not await sending.start_sending(session, taken.row.id, SENDER, now=NOW)
        assert await sending.mark_sent(session, flying.row.id, SENDER, 5, now=NOW)
        assert [r.reason for r in await rows(session)] == ["", *["unsubscribed"] * 2, *["left"] * 2]


@pytest.mark.parametrize("end", ["cancel", "expire", "start"])
async def test_of_what_may_have_arrived_nobody_says_it_was_cancelled(database, end):
    async with database.write() as session:
        target = await stored_target(session)
        flying = await in_flight(session, digest(target, expires_at=NOW + HOUR))
        await sending.mark_uncertain(session, flying.row.id, SENDER, "no answer", now=NOW, not_before=NOW)
        later = NOW + 2 * HOUR
        match end:
            case "cancel":
                assert await outbox.cancel(session, [target.id], "left", now=NOW) == 1
            case "expire":
                assert await outbox.expire(session, now=later) == 1
            case "start":
                await sending.claim(session, SENDER, now=NOW, lease=DAY, limit=9)
                assert not await sending.start_sending(session, flying.row.id, SENDER, now=later)
        (row,) = await rows(session)
        assert (row.state, row.reason, row.not_before) == (OutboxState.UNCERTAIN, "no answer", None)
        assert await sending.claim(session, SENDER, now=NOW, lease=MINUTE, limit=9) == []
        assert await outbox.expire(session, now=later) == 0


async def test_what_is_not_sent_in_time_is_missed(database):
    async with database.write() as session:
        target = await stored_target(session)
        taken = await claimed(session, digest(target, "taken", expires_at=NOW + HOUR))
        flying = await in_flight(session, digest(target, "flying", expires_at=NOW + HOUR))
        in_time = [
            digest(target, "waits", expires_at=NOW + HOUR),
            digest(target, "for ever"),
            digest(target, "longer", expires_at=NOW + 2 * HOUR),
        ]
        await outbox.add(session, in_time, now=NOW)
        assert await outbox.expire(session, now=NOW + HOUR - MINUTE) == 0
        assert await outbox.expire(session, now=NOW + HOUR) == 2
        assert {row.key: (row.state, row.reason) for row in await rows(session)} == {
            "taken": ("cancelled", "missed"),
            "flying": ("sending", ""),
            "waits": ("cancelled", "missed"),
            "for ever": ("pending", ""),
            "longer": ("pending", ""),
        }
        assert not await sending.start_sending(session, taken.row.id, SENDER, now=NOW + HOUR)
        assert await sending.mark_sent(session, flying.row.id, SENDER, 5, now=NOW + HOUR)


async def test_whatever_may_still_arrive_is_on_its_way_however_old_but_not_an_old_doubt(database):
    async with database.write() as session:
        target = await stored_target(session)
        flying = await in_flight(session, digest(target, "flying"))
        doubted = await in_flight(session, digest(target, "doubted"))
        await sending.mark_uncertain(session, doubted.row.id, SENDER, "lost", now=NOW)
        await outbox.add(session, [digest(target, "waiting")], now=NOW)
        sent = await in_flight(session, digest(target, "sent", not_before=NOW - HOUR))
        await sending.mark_sent(session, sent.row.id, SENDER, 5, now=NOW)
        later = [row.key for row in await outbox.on_their_way(session, [target.id], NOW + HOUR)]
        assert sorted(later) == [flying.row.key, "waiting"]
        soon = [row.key for row in await outbox.on_their_way(session, [target.id], NOW)]
        assert sorted(soon) == ["doubted", "flying", "waiting"]
