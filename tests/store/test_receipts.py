"""Looking into the outbox, and what operators do to its rows."""

from datetime import date, timedelta
from typing import Any

from cmiabot.store import outbox, receipts, sending
from cmiabot.store.values import OutboxKind, OutboxState, Overdue
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

TODAY = date(2026, 3, 2)


async def test_a_row_is_found_by_its_id_with_its_place(database):
    async with database.write() as session:
        chat = await stored_chat(session)
        target = await stored_target(session, chat)
        await outbox.add(session, [digest(target)], now=NOW)
        (row,) = await rows(session)
        found = await receipts.find(session, row.id)
        assert found is not None
        assert (found.row, found.target, found.chat) == (row, target, chat)
        assert await receipts.find(session, row.id + 1) is None


async def test_what_became_of_a_day_and_what_arrived_last(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        for number in range(3):
            day = {"local_date": TODAY + number * DAY, "slot": NOW + number * DAY}
            await outbox.add(session, [digest(target, f"{number}", **day)], now=NOW)
        notice = digest(target, "n", kind=OutboxKind.NOTICE, local_date=TODAY, slot=NOW + HOUR)
        await outbox.add(session, [notice, digest(other, local_date=TODAY)], now=NOW)

        async def key_of(day):
            row = await receipts.of_date(session, target.id, day)
            return row and row.key

        async def key_of_last():
            row = await receipts.last_sent(session, target.id)
            return row and row.key

        assert await key_of(TODAY) == "0"
        assert await key_of(TODAY + DAY) == "1"
        assert await key_of(TODAY + 9 * DAY) is None
        assert await key_of_last() is None
        taken = await sending.claim(session, SENDER, now=NOW + DAY, lease=HOUR, limit=9)
        ids = {d.row.key: d.row.id for d in taken if d.target.id == target.id}
        for key in ("0", "1", "n"):
            await sending.start_sending(session, ids[key], SENDER, now=NOW)
        await sending.mark_sent(session, ids["0"], SENDER, 5, now=NOW)
        await sending.mark_sent(session, ids["n"], SENDER, 6, now=NOW)
        assert await key_of_last() == "0"
        await sending.mark_uncertain(session, ids["1"], SENDER, "no answer", now=NOW)
        assert await key_of_last() == "1"


async def test_listings_are_of_a_time_a_state_or_a_chat(database):
    async with database.write() as session:
        ada, bob = [await stored_target(session, await stored_chat(session, n)) for n in (7, 8)]
        new = [
            digest(ada, "yesterday", slot=NOW - DAY),
            digest(ada, "cancelled", state=OutboxState.CANCELLED, reason="missed"),
            digest(ada, "today"),
            digest(bob, "bob's", slot=NOW + HOUR),
            digest(bob, "tomorrow", slot=NOW + DAY),
        ]
        await outbox.add(session, new, now=NOW)

        async def keys(**which):
            today: dict[str, Any] = {"since": NOW, "until": NOW + DAY, "limit": 9}
            return [d.row.key for d in await receipts.listing(session, **(today | which))]

        assert await keys() == ["cancelled", "today", "bob's"]
        assert await keys(limit=1) == ["cancelled"]
        assert await keys(limit=1, newest_first=True) == ["bob's"]
        assert await keys(since=None, until=None, states=[OutboxState.PENDING]) == [
            *("yesterday", "today", "bob's", "tomorrow")
        ]
        assert await keys(chat=8) == ["bob's"]
        assert await keys(chat=9) == []
        assert await keys(states=[OutboxState.PENDING], since=NOW - DAY) == ["yesterday", "today", "bob's"]
        assert await receipts.counts(session, since=NOW, until=NOW + DAY) == {
            (OutboxKind.DIGEST, OutboxState.PENDING): 2,
            (OutboxKind.DIGEST, OutboxState.CANCELLED): 1,
        }


async def test_overdue_is_what_should_have_been_sent_and_is_still_under_way(database):
    async with database.write() as session:
        target = await stored_target(session)
        assert await receipts.overdue(session, NOW) is None
        tried = (await in_flight(session, digest(target, "doubtful", slot=NOW - DAY))).row
        await sending.mark_uncertain(session, tried.id, SENDER, "no answer", now=NOW, not_before=NOW + HOUR)
        given_up = (await in_flight(session, digest(target, "given up", slot=NOW - 2 * DAY))).row
        await sending.mark_uncertain(session, given_up.id, SENDER, "no answer", now=NOW)
        await in_flight(session, digest(target, "flying", slot=NOW - HOUR))
        await claimed(session, digest(target, "claimed", slot=NOW - HOUR))
        new = [
            digest(target, "waits", slot=NOW - MINUTE),
            digest(target, "now"),
            digest(target, "missed", slot=NOW - DAY, state=OutboxState.CANCELLED),
            digest(target, "alarm", slot=NOW - 2 * DAY, kind=OutboxKind.ALARM),
            digest(target, "report", slot=NOW - 2 * DAY, kind=OutboxKind.REPORT),
        ]
        await outbox.add(session, new, now=NOW)
        assert await receipts.overdue(session, NOW) == Overdue(4, NOW - DAY, "no answer")
        assert await receipts.overdue(session, NOW - DAY) is None
        await receipts.confirm(session, tried.id, now=NOW)
        assert await receipts.overdue(session, NOW) == Overdue(3, NOW - HOUR)


async def test_what_another_process_settles_meanwhile_is_overdue_or_not_and_no_error(
    on_postgresql, monkeypatch
):
    async with on_postgresql.write() as session:
        row = (await in_flight(session, digest(await stored_target(session), slot=NOW - DAY))).row
        await sending.mark_uncertain(session, row.id, SENDER, "no answer", now=NOW, not_before=NOW + HOUR)
    async with on_postgresql.read() as session:
        execute = session.execute

        async def execute_and_settle(*arguments):
            result = await execute(*arguments)
            async with on_postgresql.write() as other:
                await receipts.confirm(other, row.id, now=NOW)
            return result

        monkeypatch.setattr(session, "execute", execute_and_settle)
        assert await receipts.overdue(session, NOW) == Overdue(1, NOW - DAY, "no answer")
        assert await receipts.overdue(session, NOW) is None


async def test_late_is_what_was_sent_long_after_its_slot_or_written_late(database):
    async with database.write() as session:
        target = await stored_target(session)

        async def sent(key, after, **values):
            row = (await in_flight(session, digest(target, key, **values))).row
            await sending.mark_sent(session, row.id, SENDER, 5, now=row.slot + after)

        await sent("in time", 15 * MINUTE)
        await sent("late", 15 * MINUTE + timedelta(milliseconds=10))
        await sent("written late", MINUTE, late=True)
        await sent("alarm", HOUR, kind=OutboxKind.ALARM)
        await sent("yesterday", HOUR, slot=NOW - DAY)
        await in_flight(session, digest(target, "flying", late=True))
        period = {"since": NOW, "until": NOW + DAY}
        assert await receipts.late(session, **period, after=15 * MINUTE) == 2
        assert await receipts.states(session) == {OutboxState.SENT: 5, OutboxState.SENDING: 1}


async def test_a_paper_that_came_for_a_later_slot_is_found(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        for key, slot, of, state in [
            ("asked", NOW, target, OutboxState.PENDING),
            ("before", NOW - DAY, target, OutboxState.PENDING),
            ("after", NOW + DAY, target, OutboxState.PENDING),
            ("never", NOW + 2 * DAY, target, OutboxState.CANCELLED),
            ("other's", NOW + DAY, other, OutboxState.PENDING),
        ]:
            await outbox.add(session, [digest(of, key, slot=slot, state=state, paper="p")], now=NOW)
        await outbox.add(session, [digest(target, "else", slot=NOW + HOUR, paper="q")], now=NOW)
        found = {row.key: await receipts.later_of_paper(session, row) for row in await rows(session)}
        assert {key: row.key for key, row in found.items() if row} == {
            "asked": "after",
            "before": "after",
        }


async def test_the_last_row_whose_key_begins_like_this(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        for of, key in [(target, "a_:1"), (target, "a_:2"), (target, "ab:3"), (other, "a_:4")]:
            await outbox.add(session, [digest(of, key, kind=OutboxKind.ALARM)], now=NOW)
        await outbox.add(session, [digest(target, "a_:5", kind=OutboxKind.REPORT)], now=NOW)
        found = await receipts.last_with_key(session, target.id, OutboxKind.ALARM, "a_:")
        assert found is not None
        assert found.key == "a_:2"
        assert await receipts.last_with_key(session, target.id, OutboxKind.ALARM, "b") is None


async def test_dead_and_uncertain_rows_can_be_sent_again_and_others_not(database):
    async with database.write() as session:
        target = await stored_target(session)
        dead = (await in_flight(session, digest(target, "dead", expires_at=NOW + HOUR))).row
        await sending.mark_failed(session, dead.id, SENDER, "our bug", now=NOW)
        doubt = (await in_flight(session, digest(target, "doubt"))).row
        await sending.mark_uncertain(session, doubt.id, SENDER, "no answer", now=NOW)
        sent = (await in_flight(session, digest(target, "sent"))).row
        await sending.mark_sent(session, sent.id, SENDER, 5, now=NOW)
        later = NOW + DAY
        assert await receipts.send_again(session, dead.id, now=later, expires_at=later + HOUR)
        assert await receipts.send_again(session, doubt.id, now=later)
        assert not await receipts.send_again(session, sent.id, now=later)
        assert not await receipts.send_again(session, doubt.id, now=later), "it waits to be sent"
        assert {row.key: (row.state, row.attempts) for row in await rows(session)} == {
            "dead": (OutboxState.PENDING, 0),
            "doubt": (OutboxState.UNCERTAIN, 0),
            "sent": (OutboxState.SENT, 1),
        }
        assert not await receipts.send_again(session, dead.id, now=later), "it is on its way"
        again = await sending.claim(session, SENDER, now=later, lease=MINUTE, limit=9)
        assert {d.row.key: d.row.expires_at for d in again} == {"dead": later + HOUR, "doubt": None}


async def test_an_operator_can_say_that_a_doubtful_row_arrived(database):
    async with database.write() as session:
        target = await stored_target(session)
        doubt = (await in_flight(session, digest(target))).row
        assert not await receipts.confirm(session, doubt.id, now=NOW)
        await sending.mark_uncertain(session, doubt.id, SENDER, "no answer", now=NOW, not_before=NOW)
        assert await receipts.confirm(session, doubt.id, now=NOW)
        (row,) = await rows(session)
        assert (row.state, row.reason, row.not_before) == (OutboxState.SENT, receipts.CONFIRMED, None)
        assert await sending.claim(session, SENDER, now=NOW, lease=MINUTE, limit=9) == []
