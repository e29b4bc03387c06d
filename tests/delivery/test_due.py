"""The tick on both databases: what is written, and where targets go next."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cmiabot.delivery import due
from cmiabot.delivery.due import Tick, tick
from cmiabot.delivery.programme import EVERYTHING, Programme
from cmiabot.delivery.rehearsing import rehearse
from cmiabot.store import chats, outbox, sending, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.values import (
    NewOutboxRow,
    OutboxKind,
    OutboxState,
    SubscriptionKind,
    Target,
    TargetState,
)
from tests.auxil.stored import DAY, HOUR, MINUTE, NOW
from tests.auxil.subscribers import ADVISER, AIR, RAIL, SEA, Subscribers, days_after, papers_on


async def on_its_way(people: Subscribers, target: Target, *, begun: bool) -> None:
    """The target's digest is claimed by a sender; its request is `begun` or not."""
    async with people.database.write() as session:
        (delivery,) = await sending.claim(session, "s", now=NOW, lease=HOUR, limit=10)
        assert delivery.target.id == target.id
        if begun:
            assert await sending.start_sending(session, delivery.row.id, "s", now=NOW)


class TestDigest:
    async def test_what_is_due_is_written_and_the_next_one_planned(self, people: Subscribers) -> None:
        target = await people.add()
        assert await people.tick() == Tick(targets=1, digests=1)
        (row,) = await people.rows()
        assert (row.kind, row.key, row.paper) == (OutboxKind.DIGEST, "2026-03-02", "m-01")
        assert (row.slot, row.local_date, row.late) == (NOW, NOW.date(), False)
        assert (row.state, row.not_before) == (OutboxState.PENDING, NOW)
        assert row.expires_at == NOW + 12 * HOUR
        assert row.payload == {"round": 1, "reasons": [["everything", ""]]}
        found = await people.now(target)
        assert (found.state, found.next_digest_at) == (TargetState.ACTIVE, NOW + DAY)
        assert found.last_due_date == NOW.date()

    async def test_two_subscriptions_that_meet_one_paper_give_one_digest_naming_both(
        self, people: Subscribers
    ) -> None:
        await people.add(AIR, RAIL, ADVISER)
        await people.tick()
        (row,) = await people.rows()
        assert row.payload["reasons"] == [["theme", "rail"], ["adviser", "san"]]

    async def test_nothing_is_written_before_its_time(self, people: Subscribers) -> None:
        await people.add()
        assert await people.tick(NOW - timedelta(seconds=1)) == Tick()
        assert await people.rows() == []

    async def test_each_day_brings_the_next_paper_on_what_is_followed(self, people: Subscribers) -> None:
        target = await people.add(RAIL)
        for days in range(2):
            await people.tick_and_send(NOW + days * DAY)
        assert await people.digests(target) == [(days_after(0), "m-01"), (days_after(1), "m-03")]

    async def test_friday_is_followed_by_monday(self, people: Subscribers) -> None:
        target = await people.add(since=NOW + 3 * DAY)
        await people.tick(NOW + 4 * DAY)
        assert (await people.now(target)).next_digest_at == NOW + 7 * DAY

    async def test_more_than_a_batch(self, people: Subscribers, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(due, "BATCH", 2)
        for minutes in (510, 510, 510, 509, 508):
            await people.add(minutes=minutes, since=NOW - HOUR)
        assert await people.tick() == Tick(targets=5, digests=5)
        assert len({row.target_id for row in await people.rows()}) == 5

    async def test_a_summary_is_logged(self, people: Subscribers, caplog: pytest.LogCaptureFixture) -> None:
        await people.add()
        with caplog.at_level(logging.INFO, "cmiabot"):
            await people.tick()
            await people.tick()
        (record,) = caplog.records
        assert "1 targets, 1 digests (0 late), 0 missed, 0 rests, 0 failed" in record.message


class TestLate:
    async def test_one_that_is_late_says_so(self, people: Subscribers) -> None:
        await people.add()
        assert await people.tick(NOW + 16 * MINUTE) == Tick(targets=1, digests=1, late=1)
        (row,) = await people.rows()
        assert row.late
        assert row.slot == NOW

    async def test_after_an_outage_only_the_newest_is_sent_and_the_others_are_on_record(
        self, people: Subscribers
    ) -> None:
        target = await people.add(RAIL)
        assert await people.tick(NOW + 2 * DAY + HOUR) == Tick(targets=1, digests=1, late=1, missed=2)
        assert await people.digests(target) == [
            (days_after(0), ""),
            (days_after(1), ""),
            (days_after(2), "m-01"),
        ]
        missed = [row for row in await people.rows() if not row.paper]
        assert {(row.state, row.reason) for row in missed} == {(OutboxState.CANCELLED, "missed")}
        assert (await people.now(target)).next_digest_at == NOW + 3 * DAY

    async def test_after_twelve_hours_it_is_missed(self, people: Subscribers) -> None:
        target = await people.add()
        assert await people.tick(NOW + 12 * HOUR + MINUTE) == Tick(targets=1, missed=1)
        found = await people.now(target)
        assert (found.next_digest_at, found.last_due_date) == (NOW + DAY, NOW.date())

    async def test_days_on_which_nothing_would_have_come_were_not_missed(self, people: Subscribers) -> None:
        target = await people.add(AIR)
        await people.saw(target, "m-02", on=days_after(-59))
        assert await people.tick(NOW + 2 * DAY + 13 * HOUR) == Tick(targets=1, missed=2)
        assert [day for day, _ in await people.digests(target)] == [days_after(1), days_after(2)]

    async def test_an_open_digest_ends_when_the_next_one_is_due(self, people: Subscribers) -> None:
        target = await people.add()
        await people.tick()
        async with people.database.write() as session:
            await targets.schedule_next(session, target.id, NOW + 20 * HOUR)
            await targets.change_schedule(
                session,
                target.id,
                zone="Asia/Shanghai",
                digest_minutes=1,
                weekdays=frozenset(range(7)),
                next_digest_at=NOW + 15 * HOUR + 31 * MINUTE,
            )
        await people.tick(NOW + 15 * HOUR + 31 * MINUTE)
        first, second = await people.rows(target)
        assert (first.state, first.reason) == (OutboxState.CANCELLED, "missed")
        assert (second.state, second.local_date) == (OutboxState.PENDING, days_after(1))

    @pytest.mark.parametrize("begun", [False, True])
    async def test_a_paper_on_its_way_is_not_sent_again_as_the_next_one(
        self, people: Subscribers, begun: bool
    ) -> None:
        target = await people.add()
        await people.tick()
        await on_its_way(people, target, begun=begun)
        async with people.database.write() as session:
            await targets.schedule_next(session, target.id, NOW + DAY - HOUR)
        await people.tick(NOW + DAY)
        first, second = await people.rows(target)
        assert first.state is (OutboxState.SENDING if begun else OutboxState.CANCELLED)
        assert (first.paper, second.paper) == ("m-01", "m-02")


class TestRest:
    async def test_when_all_was_seen_the_target_rests_and_is_told_until_when(
        self, people: Subscribers
    ) -> None:
        target = await people.add(AIR)
        await people.saw(target, "m-02", on=days_after(-3))
        assert await people.tick() == Tick(targets=1, rests=1)
        (notice,) = await people.rows()
        until = days_after(57)
        assert (notice.kind, notice.key) == (OutboxKind.NOTICE, f"rest:{until}")
        assert notice.payload == {
            "message": "notice.rest",
            "values": {"day": str(until), "everything": False},
        }
        found = await people.now(target)
        assert (found.state, found.next_digest_at) == (TargetState.RESTING, NOW + 57 * DAY)
        assert found.last_due_date is None

    async def test_who_follows_everything_is_told_so(self, people: Subscribers) -> None:
        target = await people.add()
        await people.saw(target, "m-01", "m-02", "m-03", on=days_after(-1))
        await people.tick()
        (notice,) = await people.rows()
        assert notice.payload["values"]["everything"] is True

    async def test_on_the_day_it_goes_on(self, people: Subscribers) -> None:
        target = await people.add(AIR)
        await people.saw(target, "m-02", on=days_after(-3))
        await people.tick_and_send(NOW)
        await people.tick_and_send(NOW + 57 * DAY)
        assert (await people.now(target)).state is TargetState.ACTIVE
        assert await people.digests(target) == [(days_after(57), "m-02")]
        (row,) = [row for row in await people.rows() if row.paper]
        assert row.payload["round"] == 2

    async def test_it_is_told_once_for_each_rest(self, people: Subscribers) -> None:
        target = await people.add(AIR)
        await people.saw(target, "m-02", on=days_after(-3))
        await people.tick_and_send(NOW)
        async with people.database.write() as session:
            await targets.resume(session, target.id, NOW + DAY)  # another schedule, say
        await people.tick_and_send(NOW + DAY)
        assert [row.kind for row in await people.rows()] == [OutboxKind.NOTICE]
        for days in range(2, 60):
            await people.tick_and_send(NOW + days * DAY)
        kinds = [row.kind for row in await people.rows()]
        assert kinds == [OutboxKind.NOTICE, OutboxKind.DIGEST, OutboxKind.NOTICE]


class TestNothing:
    async def test_a_target_without_subscriptions_has_no_next_digest(self, people: Subscribers) -> None:
        target = await people.add(AIR)
        async with people.database.write() as session:
            await subscriptions.remove(session, target.id, SubscriptionKind(AIR[0]), AIR[1])
        assert await people.tick(NOW + 3 * DAY) == Tick(targets=1)
        assert (await people.now(target)).next_digest_at is None
        assert await people.rows() == []

    async def test_what_nobody_wrote_about_yet_is_asked_for_again(self, people: Subscribers) -> None:
        target = await people.add(SEA)
        assert await people.tick() == Tick(targets=1)
        assert (await people.now(target)).next_digest_at == NOW + DAY
        people.collection = papers_on("rail", "sea")
        await people.tick(NOW + DAY)
        assert await people.digests(target) == [(days_after(1), "m-02")]

    @pytest.mark.parametrize("state", [TargetState.BLOCKED, TargetState.LEFT])
    async def test_who_is_gone_stays_so_and_gets_nothing(
        self, people: Subscribers, state: TargetState
    ) -> None:
        target = await people.add()
        async with people.database.write() as session:
            await chats.mark_unreachable(session, target.chat_id, state, now=NOW)
            await targets.schedule_next(session, target.id, NOW)
        await people.tick()
        found = await people.now(target)
        assert (found.state, found.next_digest_at) == (state, None)
        assert await people.rows() == []


class TestPause:
    async def test_a_pause_ends_on_its_date(self, people: Subscribers) -> None:
        target = await people.add()
        async with people.database.write() as session:
            await targets.pause(
                session, target.id, now=NOW, until=days_after(2), next_digest_at=NOW + 2 * DAY
            )
        await people.tick(NOW + DAY)
        assert (await people.now(target)).state is TargetState.PAUSED
        await people.tick(NOW + 2 * DAY)
        found = await people.now(target)
        assert (found.state, found.paused_until) == (TargetState.ACTIVE, None)
        assert await people.digests(target) == [(days_after(2), "m-01")]

    async def test_a_pause_without_end_goes_on(self, people: Subscribers) -> None:
        target = await people.add()
        async with people.database.write() as session:
            await targets.pause(session, target.id, now=NOW)
        await people.tick(NOW + 30 * DAY)
        assert (await people.now(target)).state is TargetState.PAUSED
        assert await people.rows() == []


class TestOnceOnly:
    async def test_a_second_tick_writes_nothing_more(self, people: Subscribers) -> None:
        await people.add()
        await people.tick()
        assert await people.tick() == Tick()
        assert len(await people.rows()) == 1

    async def test_two_ticks_at_once_write_what_one_writes(
        self, url: str, people: Subscribers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(due, "BATCH", 3)
        for _ in range(10):
            await people.add()
        other = Database(url)
        try:
            await asyncio.gather(*(tick(one, people.programme, NOW) for one in (people.database, other) * 2))
        finally:
            await other.close()
        # What one had locked the other passed over; the next tick finds nothing of it or all of it.
        await people.tick()
        assert len(await people.rows()) == len({row.target_id for row in await people.rows()}) == 10

    async def test_a_row_that_is_there_already_stays_as_it_is(self, people: Subscribers) -> None:
        target = await people.add()
        row = NewOutboxRow(
            target.id, OutboxKind.DIGEST, "2026-03-02", NOW, paper="m-03", local_date=NOW.date()
        )
        async with people.database.write() as session:
            await outbox.add(session, [row], now=NOW)
            await outbox.cancel(session, [target.id], "unsubscribed", now=NOW)
        await people.tick()
        assert await people.digests(target) == [(NOW.date(), "m-03")]
        assert (await people.now(target)).next_digest_at == NOW + DAY

    async def test_killed_between_two_batches_the_rest_is_written_by_the_next_tick(
        self, people: Subscribers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(due, "BATCH", 2)
        for _ in range(5):
            await people.add()
        answers = iter([False, True])
        done = await tick(people.database, people.programme, NOW, stopping=lambda: next(answers))
        assert done == Tick(targets=2, digests=2)
        assert await people.tick() == Tick(targets=3, digests=3)
        assert len({row.target_id for row in await people.rows()}) == 5


class TestTrouble:
    async def test_a_batch_that_fails_leaves_the_others_alone_and_is_tried_again(
        self, people: Subscribers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(due, "BATCH", 2)
        for _ in range(6):
            await people.add()
        add, calls = outbox.add, []

        async def fails_once(*arguments: Any, **named: Any) -> int:
            calls.append(arguments)
            if len(calls) == 2:
                raise OSError("disk full")
            return await add(*arguments, **named)

        monkeypatch.setattr(outbox, "add", fails_once)
        assert await people.tick() == Tick(targets=6, digests=4, failed=2)
        assert "disk full" in caplog.text
        assert await people.tick() == Tick(targets=2, digests=2)

    async def test_a_target_that_cannot_be_decided_does_not_stop_its_batch(
        self, people: Subscribers, caplog: pytest.LogCaptureFixture
    ) -> None:
        broken, whole = await people.add(), await people.add()
        async with people.database.write() as session:
            await targets.change_schedule(
                session,
                broken.id,
                zone="Nowhere/Atlantis",
                digest_minutes=510,
                weekdays=frozenset({0}),
                next_digest_at=NOW,
            )
        assert await people.tick() == Tick(targets=2, digests=1, failed=1)
        assert f"target {broken.id}" in caplog.text
        assert [row.target_id for row in await people.rows()] == [whole.id]
        assert (await people.now(broken)).next_digest_at == NOW

    async def test_a_database_that_is_away_is_the_callers_trouble(
        self, people: Subscribers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(*_: object, **__: object) -> None:
            raise OSError("connection refused")

        monkeypatch.setattr(targets, "due", away)
        with pytest.raises(OSError, match="refused"):
            await people.tick()


class TestRehearsal:
    async def test_it_says_what_ticks_will_write_and_writes_nothing(self, people: Subscribers) -> None:
        await people.add(RAIL, telegram_id=7)
        await people.add(ADVISER, zone="Europe/Berlin", minutes=9 * 60)
        await people.add(SEA)
        found = await rehearse(people.database, people.programme, days_after(1), NOW - HOUR)
        assert [(one.row.paper, one.row.slot) for one in found] == [
            ("m-03", NOW + DAY),
            ("m-02", datetime(2026, 3, 3, 8, tzinfo=UTC)),
        ]
        assert found[0].chat.telegram_id == 7
        assert await people.rows() == []

    @pytest.mark.parametrize("days", [0, 1, 4, 8])
    async def test_it_agrees_with_what_comes(self, people: Subscribers, days: int) -> None:
        everything = await people.add(EVERYTHING)
        berlin = await people.add(RAIL, zone="Europe/Berlin", weekdays=[1, 4])
        day = days_after(days)
        rehearsed = await rehearse(people.database, people.programme, day, NOW - HOUR)
        for hours in range(0, 24 * (days + 2), 8):
            await people.tick_and_send(NOW + hours * HOUR)
        for target in (everything, berlin):
            came = [paper for local_date, paper in await people.digests(target) if local_date == day]
            assert [one.row.paper for one in rehearsed if one.target.id == target.id] == came

    async def test_those_who_get_nothing_that_day_are_left_out(self, people: Subscribers) -> None:
        paused, resting = await people.add(), await people.add(AIR)
        unsubscribed = await people.add(weekdays=[1])
        await people.saw(resting, "m-02", on=days_after(-1))
        async with people.database.write() as session:
            await targets.pause(session, paused.id, now=NOW)
            await subscriptions.remove(session, unsubscribed.id, SubscriptionKind.EVERYTHING)
        programme = Programme(people.collection)
        assert await rehearse(people.database, programme, NOW.date(), NOW - HOUR) == []

    async def test_what_was_written_is_not_rehearsed_again(self, people: Subscribers) -> None:
        await people.add()
        await people.tick()
        assert await rehearse(people.database, people.programme, NOW.date(), NOW + MINUTE) == []

    async def test_what_is_still_on_its_way_is_not_rehearsed_for_the_next_day(
        self, people: Subscribers
    ) -> None:
        await people.add()
        await people.tick()
        (waiting,) = await people.rows()
        (rehearsed,) = await rehearse(people.database, people.programme, days_after(1), NOW + MINUTE)
        assert rehearsed.row.paper != waiting.paper
        await people.tick(NOW + DAY)
        assert (await people.rows())[-1].paper == rehearsed.row.paper
