"""What operators see of the outbox and do to its rows, on both databases."""

import asyncio
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cmiabot.delivery.failures import Forbidden, Refused, Unknown
from cmiabot.delivery.receipts import Receipts, Refusal
from cmiabot.messages.receipts import REASONS, Remedy, Section, Tally
from cmiabot.store import audit, chats, outbox, receipts, sending, supergroups, targets
from cmiabot.store.database import Database
from cmiabot.store.values import NewOutboxRow, OutboxKind, OutboxState, TargetState
from tests.auxil.delivering import START, Post, ScriptedMessenger

SHANGHAI = ZoneInfo("Asia/Shanghai")
OPERATOR = 501
PERSON, GROUP = 7, -100
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def messenger() -> ScriptedMessenger:
    return ScriptedMessenger()


@pytest.fixture
def post(database: Database, messenger: ScriptedMessenger) -> Post:
    return Post(database, messenger)


@pytest.fixture
def desk(database: Database) -> Receipts:
    """Where an operator works."""
    return Receipts(database)


async def failing(post: Post, chat: int, failure: Exception, **more: Any) -> int:
    """A digest to a chat that failed like this; its row."""
    assert isinstance(post.messenger, ScriptedMessenger)
    row_id = await post.digest(await post.chat(chat), **more)
    post.messenger.failures[chat] = [failure]
    await post.send(1)
    return row_id


async def dead(post: Post, chat: int = PERSON, **more: Any) -> int:
    return await failing(post, chat, Refused("Can't parse entities"), **more)


async def doubtful(post: Post, chat: int = GROUP, **more: Any) -> int:
    return await failing(post, chat, Unknown("no answer"), **more)


async def entries(post: Post) -> list[tuple[int, int | None, str, str]]:
    async with post.database.read() as session:
        return [(one.actor, one.chat, one.action, one.detail) for one in await audit.latest(session, 9)]


class TestMend:
    async def test_a_dead_row_is_replayed_once(self, post: Post, desk: Receipts):
        row_id = await dead(post)
        post.now += HOUR
        mended = await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert mended.refusal is None
        assert mended.receipt is not None
        assert (mended.receipt.state, mended.receipt.remedies) == ("pending", ())
        again = await desk.mend(Remedy.REPLAY, row_id, actor=502, now=post.now)
        assert again.refusal is Refusal.CHANGED
        assert await entries(post) == [(OPERATOR, PERSON, "delivery.replay", f"row {row_id}")]
        await post.send(1)
        row = await post.row(row_id)
        assert (row.state, row.attempts, row.sent_at) == (OutboxState.SENT, 1, post.now)
        assert row.expires_at == post.now + 12 * HOUR

    async def test_a_replay_is_over_when_the_next_digest_is_due(self, post: Post, desk: Receipts):
        row_id = await dead(post)
        target = (await post.delivery(row_id)).target
        post.now += 20 * HOUR
        await post.write(lambda session: targets.schedule_next(session, target.id, START + DAY))
        await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert (await post.row(row_id)).expires_at == START + DAY

    async def test_an_uncertain_row_is_sent_again_once(
        self, post: Post, desk: Receipts, messenger: ScriptedMessenger
    ):
        row_id = await doubtful(post)
        assert (await post.row(row_id)).state is OutboxState.UNCERTAIN
        post.now += HOUR
        done = [await desk.mend(Remedy.AGAIN, row_id, actor=OPERATOR, now=post.now) for _ in range(2)]
        assert [one.refusal for one in done] == [None, Refusal.UNDER_WAY]
        assert len(await entries(post)) == 1
        await post.send(1)
        assert messenger.chats == [GROUP, GROUP]
        assert (await post.row(row_id)).state is OutboxState.SENT
        last = await desk.mend(Remedy.AGAIN, row_id, actor=OPERATOR, now=post.now)
        assert last.refusal is Refusal.CHANGED

    async def test_an_uncertain_row_that_arrived_is_settled_and_not_sent(
        self, post: Post, desk: Receipts, messenger: ScriptedMessenger
    ):
        row_id = await doubtful(post, PERSON)
        assert (await post.row(row_id)).not_before is not None, "it would be sent again"
        done = [await desk.mend(Remedy.ARRIVED, row_id, actor=OPERATOR, now=post.now) for _ in range(2)]
        assert [one.refusal for one in done] == [None, Refusal.CHANGED]
        assert done[0].receipt is not None
        assert (done[0].receipt.state, done[0].receipt.reason) == ("sent", receipts.CONFIRMED)
        assert await entries(post) == [(OPERATOR, PERSON, "delivery.arrived", f"row {row_id}")]
        post.now += DAY
        other = await post.digest(await post.chat(8), days=1)
        await post.send(1)
        assert (await post.row(other)).state is OutboxState.SENT
        assert messenger.chats == [PERSON, 8]

    async def test_of_two_operators_at_once_one_is_refused(self, post: Post, desk: Receipts):
        row_id = await doubtful(post)
        presses = [
            desk.mend(remedy, row_id, actor=OPERATOR, now=post.now + MINUTE)
            for remedy in (Remedy.AGAIN, Remedy.ARRIVED) * 3
        ]
        done = await asyncio.gather(*presses)
        assert [one.refusal for one in done].count(None) >= 1
        audited = [action for _, _, action, _ in await entries(post)]
        assert sorted(audited) in (
            ["delivery.arrived"],
            ["delivery.again", "delivery.arrived"],
        ), "what is about to be sent again may still be found to have arrived; nothing else follows"
        assert (await post.row(row_id)).state is OutboxState.SENT

    async def test_a_button_about_a_row_that_has_changed_does_nothing(self, post: Post, desk: Receipts):
        row_id = await doubtful(post)
        shown = await desk.find(row_id, now=post.now)
        assert shown is not None
        post.now += MINUTE
        await desk.mend(Remedy.AGAIN, row_id, actor=OPERATOR, now=post.now)
        assert isinstance(post.messenger, ScriptedMessenger)
        post.messenger.failures[GROUP] = [Unknown("no answer")]
        await post.send(1)
        assert (await post.row(row_id)).doubts == 2
        old = await desk.mend(Remedy.AGAIN, row_id, actor=502, now=post.now + MINUTE, version=shown.version)
        assert old.refusal is Refusal.CHANGED
        seen_now = await desk.find(row_id, now=post.now + MINUTE)
        assert seen_now is not None
        fresh = await desk.mend(
            Remedy.AGAIN, row_id, actor=502, now=post.now + MINUTE, version=seen_now.version
        )
        assert fresh.refusal is None

    @pytest.mark.parametrize("remedy", Remedy)
    async def test_what_is_sent_or_not_there_is_left_alone(self, remedy: Remedy, post: Post, desk: Receipts):
        row_id = await post.digest(await post.chat(PERSON))
        await post.send(1)
        done = await desk.mend(remedy, row_id, actor=OPERATOR, now=post.now)
        assert done.refusal is Refusal.CHANGED
        assert await desk.mend(remedy, row_id + 1, actor=OPERATOR, now=post.now) == (None, Refusal.UNKNOWN)
        assert await entries(post) == []

    async def test_nothing_is_sent_to_who_blocked_the_bot(self, post: Post, desk: Receipts):
        row_id = await failing(post, PERSON, Forbidden("Forbidden: bot was blocked by the user"))
        done = await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert done.refusal is Refusal.UNREACHABLE
        assert (await post.row(row_id)).state is OutboxState.FAILED

    async def test_no_digest_is_replayed_to_who_paused(self, post: Post, desk: Receipts):
        row_id = await failing(post, GROUP, Refused("Not enough rights to send text messages to the chat"))
        target = (await post.delivery(row_id)).target
        assert target.state is TargetState.PAUSED
        done = await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert done.refusal is Refusal.PAUSED
        await post.write(lambda session: targets.resume(session, target.id, None))
        done = await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert done.refusal is None

    async def test_a_paper_that_came_meanwhile_is_not_sent_a_second_time(self, post: Post, desk: Receipts):
        row_id = await dead(post)
        target = (await post.delivery(row_id)).target
        post.now += DAY
        later = await post.digest(target, days=1)
        done = await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert done.refusal is Refusal.REPEATED, "it is on its way"
        await post.send(1)
        assert (await post.row(later)).state is OutboxState.SENT
        done = await desk.mend(Remedy.REPLAY, row_id, actor=OPERATOR, now=post.now)
        assert done.refusal is Refusal.REPEATED

    async def test_notices_have_no_paper_and_no_end(self, post: Post, desk: Receipts):
        target = await post.chat(PERSON)
        row = NewOutboxRow(target.id, OutboxKind.NOTICE, "n", START)
        rows = [await post.add(row), await post.add(NewOutboxRow(target.id, OutboxKind.NOTICE, "m", START))]
        assert isinstance(post.messenger, ScriptedMessenger)
        post.messenger.failures[PERSON] = [Refused("Message is too long"), Refused("Message is too long")]
        await post.send(2)
        for row_id in rows:
            assert (await desk.mend(Remedy.REPLAY, row_id, actor=0, now=post.now)).refusal is None
            assert (await post.row(row_id)).expires_at is None


class TestSeen:
    async def test_a_receipt_says_what_was_sent_when_to_whom(self, post: Post, desk: Receipts):
        await post.chat(GROUP)
        row_id = await post.digest(await post.topic(GROUP, 5))
        await post.send(1)
        found = await desk.find(row_id, now=post.now)
        assert found is not None
        assert (found.kind, found.state, found.paper) == ("digest", "sent", "cmia16-06")
        assert (found.chat, found.title, found.thread, found.private) == (GROUP, "Chat -100", 5, False)
        assert (found.due, found.sent_at, found.message_id) == (START, START, 1)
        assert await desk.find(row_id + 1, now=post.now) is None

    async def test_a_day_is_counted_in_the_zone_of_the_operators(self, post: Post, desk: Receipts):
        target = await post.chat(PERSON)
        midnight = START - timedelta(hours=8, minutes=30)  # of Shanghai
        for key, slot, kind in [
            ("before", midnight - MINUTE, OutboxKind.DIGEST),
            ("first", midnight, OutboxKind.DIGEST),
            ("last", midnight + DAY - MINUTE, OutboxKind.NOTICE),
            ("after", midnight + DAY, OutboxKind.DIGEST),
            ("told", START, OutboxKind.ALARM),
        ]:
            await post.add(NewOutboxRow(target.id, kind, key, slot))
        tally, listing = await desk.of_day(date(2026, 3, 2), SHANGHAI, now=post.now)
        assert tally == Tally(due=2, sent=0, late=0, uncertain=0, dead=0, cancelled=0, waiting=2)
        assert [one.kind for one in listing.receipts] == ["digest", "alarm", "notice"]
        assert listing.total == 3

    async def test_troubles_begin_with_what_needs_an_operator(self, post: Post, desk: Receipts):
        assert await desk.troubles(None, now=post.now) == (dict.fromkeys(Section, 0), None, [])
        waiting = await post.digest(await post.chat(1), days=1)
        assert (await desk.troubles(None, now=post.now)).section is Section.PENDING
        first, second = await dead(post, 2), await dead(post, 3, days=0)
        found = await desk.troubles(None, now=post.now)
        assert (found.section, [one.id for one in found.receipts]) == (Section.DEAD, [second, first])
        doubt = await doubtful(post)
        found = await desk.troubles(None, now=post.now)
        assert found.sizes == {Section.UNCERTAIN: 1, Section.DEAD: 2, Section.PENDING: 1}
        assert [one.id for one in found.receipts] == [doubt]
        assert found.receipts[0].remedies == (Remedy.AGAIN, Remedy.ARRIVED)
        found = await desk.troubles(Section.PENDING, now=post.now)
        assert [one.id for one in found.receipts] == [waiting]

    async def test_stats(self, post: Post, desk: Receipts):
        await doubtful(post)
        await failing(post, PERSON, Forbidden("Forbidden: bot was blocked by the user"))
        found = await desk.stats()
        assert {kind: number for kind, number in found.chats.items() if number} == {"private": 1, "group": 1}
        assert (found.unreachable, found.subscriptions) == (1, 2)
        assert {state: number for state, number in found.targets.items() if number} == {
            "active": 1,
            "blocked": 1,
        }
        assert {state: number for state, number in found.rows.items() if number} == {
            "failed": 1,
            "uncertain": 1,
        }


async def test_every_reason_of_the_program_itself_is_explained():
    told = {outbox.MISSED, sending.KILLED, receipts.CONFIRMED, supergroups.MERGED}
    made = told | {TargetState.BLOCKED, TargetState.LEFT, TargetState.PAUSED}
    assert made <= REASONS.keys()


async def test_forgetting_a_person_takes_the_receipts_along(post: Post, desk: Receipts):
    row_id = await dead(post)
    await post.write(lambda session: chats.forget(session, PERSON))
    assert await desk.find(row_id, now=post.now) is None
