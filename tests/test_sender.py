"""The sender on both databases, with a messenger that does what a test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from cmiabot.delivery import carrying
from cmiabot.delivery.failures import Forbidden, Migrated, NotSent, Refused, Unknown
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Outgoing
from cmiabot.delivery.sender import POLL
from cmiabot.store import chats, targets
from cmiabot.store.commits import Session
from cmiabot.store.values import (
    ChatKind,
    Delivery,
    NewOutboxRow,
    OutboxKind,
    OutboxRow,
    OutboxState,
    TargetState,
)
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.delivering import START, Post, ScriptedMessenger, render

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
OPERATOR, OWNER = 501, 601
PERSON, GROUP = 7, -100


@pytest.fixture
def messenger() -> ScriptedMessenger:
    return ScriptedMessenger()


@pytest.fixture(params=KINDS)
async def post(
    request: pytest.FixtureRequest, tmp_path: Path, messenger: ScriptedMessenger
) -> AsyncIterator[Post]:
    with empty_database(request.param, tmp_path) as url:
        async with opened(url) as database:
            yield Post(database, messenger)


@asynccontextmanager
async def hanging(post: Post, messenger: ScriptedMessenger, requests: int) -> AsyncIterator[asyncio.Event]:
    """A sender whose requests are not answered before the event is set: to the others it is dead."""
    release = messenger.blocked = asyncio.Event()
    sender = post.sender()
    running = asyncio.create_task(sender.run())
    await messenger.wait_for(requests)
    sender.stop()
    post.messenger = ScriptedMessenger()
    yield release
    await running


def state(delivery: Delivery) -> tuple[OutboxState, TargetState]:
    return delivery.row.state, delivery.target.state


class TestSent:
    async def test_what_is_due_goes_to_its_place_and_is_written_down(
        self, post: Post, messenger: ScriptedMessenger
    ):
        await post.chat(GROUP, language="en")
        topic = await post.topic(GROUP, 5)
        row_id = await post.digest(topic)
        await post.send(1)
        ((to, message),) = messenger.sent
        assert (to.chat, to.thread, to.private) == (GROUP, 5, False)
        assert (message.page.html, message.language) == (f"row {row_id}", "en")
        row = await post.row(row_id)
        assert (row.state, row.message_id, row.sent_at) == (OutboxState.SENT, 1, START)
        assert (row.attempts, row.doubts) == (1, 0)
        (entry,) = await post.seen(topic)
        assert (entry.paper, entry.round, entry.seen_on) == ("cmia16-06", 1, START.date())

    async def test_a_paper_that_comes_again_is_seen_another_time(self, post: Post):
        target = await post.chat(PERSON)
        await post.digest(target)
        await post.send(1)
        post.now += 90 * DAY
        await post.digest(target, days=90)
        await post.send(1)
        (entry,) = await post.seen(target)
        assert (entry.round, entry.seen_on) == (2, (START + 90 * DAY).date())

    async def test_a_notice_is_no_paper_seen(self, post: Post):
        target = await post.chat(PERSON)
        row_id = await post.add(NewOutboxRow(target.id, OutboxKind.NOTICE, "rests", START))
        await post.send(1)
        assert (await post.row(row_id)).state is OutboxState.SENT
        assert await post.seen(target) == []

    async def test_everything_goes_and_nothing_goes_twice(self, post: Post, messenger: ScriptedMessenger):
        for number in range(1, 61):
            await post.digest(await post.chat(number))
        await post.send(60)
        assert sorted(messenger.chats) == [*range(1, 61)]
        assert {one.row.state for one in await post.rows()} == {OutboxState.SENT}

    async def test_what_comes_while_it_waits_is_sent_when_it_is_woken(
        self, post: Post, messenger: ScriptedMessenger
    ):
        first, second = await post.chat(1), await post.chat(2)
        async with post.sending() as sender:
            await post.digest(first)
            sender.wake()
            await messenger.wait_for(1)
            await post.digest(second)
            sender.wake()
            async with asyncio.timeout(POLL / 2):
                await messenger.wait_for(2)

    async def test_a_chat_gets_things_one_after_another(self, post: Post, messenger: ScriptedMessenger):
        target = await post.chat(GROUP)
        rows = [await post.digest(target, days=-days, expires_at=None) for days in (3, 2, 1)]
        messenger.blocked = asyncio.Event()
        async with post.sending():
            await messenger.wait_for(1)
            assert messenger.chats == [GROUP]
            messenger.blocked.set()
            await messenger.wait_for(3)
        assert [message.page.html for _, message in messenger.sent] == [f"row {row_id}" for row_id in rows]


class TestRefused:
    async def test_a_person_who_blocked_the_bot_gets_nothing_more(
        self, post: Post, messenger: ScriptedMessenger
    ):
        target = await post.chat(PERSON)
        row_id = await post.digest(target)
        waiting = await post.digest(target, days=1)
        messenger.failures[PERSON] = [Forbidden("Forbidden: bot was blocked by the user")]
        await post.send(1)
        found = await post.delivery(row_id)
        assert state(found) == (OutboxState.FAILED, TargetState.BLOCKED)
        assert "blocked by the user" in found.row.reason
        assert not found.chat.reachable
        assert (await post.row(waiting)).state is OutboxState.CANCELLED
        assert await post.seen(target) == []

    async def test_a_group_that_removed_the_bot_is_left_with_all_its_topics(
        self, post: Post, messenger: ScriptedMessenger
    ):
        owner = await post.chat(OWNER)
        row_id = await post.digest(await post.chat(GROUP, owner=OWNER))
        topic = await post.topic(GROUP, 5)
        waiting = await post.digest(topic, days=1)
        messenger.failures[GROUP] = [Forbidden("Forbidden: bot was kicked from the group chat")]
        await post.send(1)
        assert state(await post.delivery(row_id)) == (OutboxState.FAILED, TargetState.LEFT)
        assert state(await post.delivery(waiting)) == (OutboxState.CANCELLED, TargetState.LEFT)
        (notice,) = [one.row for one in await post.rows() if one.row.kind is OutboxKind.NOTICE]
        assert notice.target_id == owner.id
        assert notice.payload == {"message": "notice.removed", "values": {"chat": f"Chat {GROUP}"}}

    async def test_a_closed_topic_is_paused_and_the_owner_told(
        self, post: Post, messenger: ScriptedMessenger
    ):
        owner = await post.chat(OWNER)
        target = await post.chat(GROUP, owner=OWNER)
        row_id = await post.digest(target)
        messenger.failures[GROUP] = [Refused("Topic_closed")]
        await post.send(1)
        found = await post.delivery(row_id)
        assert state(found) == (OutboxState.FAILED, TargetState.PAUSED)
        assert found.target.reason == "Topic_closed"
        (notice,) = [one.row for one in await post.rows() if one.row.kind is OutboxKind.NOTICE]
        assert notice.target_id == owner.id
        assert notice.payload == {
            "message": "notice.topic_gone",
            "values": {"chat": f"Chat {GROUP}"},
        }

    @pytest.mark.parametrize("owner", [None, OWNER], ids=["nobody", "a stranger"])
    async def test_an_owner_who_cannot_be_told_is_named_in_the_log(
        self,
        post: Post,
        messenger: ScriptedMessenger,
        owner: int | None,
        caplog: pytest.LogCaptureFixture,
    ):
        row_id = await post.digest(await post.chat(GROUP, owner=owner))
        messenger.failures[GROUP] = [Refused("Chat not found")]
        await post.send(1)
        assert state(await post.delivery(row_id)) == (OutboxState.FAILED, TargetState.PAUSED)
        assert len(await post.rows()) == 1
        assert "cannot be told" in caplog.text

    async def test_a_mistake_of_ours_is_a_dead_letter_and_operators_hear_of_it_once(
        self, post: Post, messenger: ScriptedMessenger
    ):
        post.operators = (OPERATOR, 502)  # 502 never started the bot
        await post.chat(OPERATOR)
        rows = [await post.digest(await post.chat(number)) for number in (1, 2)]
        for number in (1, 2):
            messenger.failures[number] = [Refused("Can't parse entities")]
        await post.send(2)
        for row_id in rows:
            assert state(await post.delivery(row_id)) == (OutboxState.FAILED, TargetState.ACTIVE)
        (alarm,) = [one for one in await post.rows() if one.row.kind is OutboxKind.ALARM]
        assert alarm.chat.telegram_id == OPERATOR
        assert alarm.row.payload["message"] == "alarm.failed"
        assert alarm.row.payload["values"]["reason"] == "Can't parse entities"

    async def test_what_cannot_be_made_into_a_message_is_a_dead_letter_and_the_others_go(
        self, post: Post, messenger: ScriptedMessenger
    ):
        broken = await post.digest(await post.chat(1))
        whole = await post.digest(await post.chat(2))

        def render_some(row: OutboxRow, language: str) -> Outgoing:
            if row.id == broken:
                raise KeyError("cmia16-99")
            return render(row, language)

        post.render = render_some
        await post.send(1)
        row = await post.row(broken)
        assert row.state is OutboxState.FAILED
        assert "KeyError" in row.reason
        assert (await post.row(whole)).state is OutboxState.SENT
        assert messenger.chats == [2]


class TestMigration:
    async def test_a_group_is_followed_to_its_new_id(self, post: Post, messenger: ScriptedMessenger):
        row_id = await post.digest(await post.chat(GROUP))
        messenger.failures[GROUP] = [Migrated(-1100)]
        await post.send(1)
        found = await post.delivery(row_id)
        assert state(found) == (OutboxState.PENDING, TargetState.ACTIVE)
        assert (found.chat.telegram_id, found.chat.kind) == (-1100, ChatKind.SUPERGROUP)
        post.now += MINUTE
        await post.send(1)
        assert messenger.chats == [GROUP, -1100]
        assert (await post.row(row_id)).state is OutboxState.SENT

    async def test_where_both_are_known_one_digest_is_sent(self, post: Post, messenger: ScriptedMessenger):
        await post.digest(await post.chat(GROUP))
        await post.digest(await post.chat(-1100, kind=ChatKind.SUPERGROUP))
        messenger.failures[GROUP] = [Migrated(-1100)]
        await post.send(2)
        post.now += HOUR
        await post.chat(1)
        await post.digest(await post.chat(1))
        await post.send(1)
        assert sorted(messenger.chats) == [-1100, GROUP, 1]
        states = [one.row.state for one in await post.rows() if one.chat.telegram_id == -1100]
        assert sorted(states) == [OutboxState.CANCELLED, OutboxState.SENT]


class TestNotSent:
    async def test_telegram_says_when_to_come_again_and_others_do_not_wait(
        self, post: Post, messenger: ScriptedMessenger
    ):
        row_id = await post.digest(await post.chat(PERSON))
        other = await post.digest(await post.chat(8))
        messenger.failures[PERSON] = [NotSent("Flood control", retry_after=30)]
        limiter = Limiter(asyncio.get_running_loop())
        await post.send(2, limiter)
        row = await post.row(row_id)
        assert (row.state, row.not_before) == (OutboxState.PENDING, START + 30 * SECOND)
        assert limiter.wait_for(PERSON) > 25
        assert (await post.row(other)).state is OutboxState.SENT
        post.now += 31 * SECOND
        await post.send(1)
        assert messenger.chats.count(PERSON) == 2
        assert (await post.row(row_id)).state is OutboxState.SENT

    async def test_the_pauses_between_tries_grow(self, post: Post, messenger: ScriptedMessenger):
        row_id = await post.digest(await post.chat(PERSON))
        messenger.failures[PERSON] = [NotSent("no connection") for _ in range(4)]
        waits = []
        for _ in range(4):
            await post.send(1)
            row = await post.row(row_id)
            assert row.state is OutboxState.PENDING
            assert row.not_before is not None
            waits.append((row.not_before - post.now).total_seconds())
            post.now = row.not_before
        assert waits == [5, 10, 20, 40]
        assert await post.seen((await post.delivery(row_id)).target) == []

    async def test_a_digest_that_could_not_be_sent_in_time_is_missed(
        self, post: Post, messenger: ScriptedMessenger
    ):
        late = await post.digest(await post.chat(PERSON))
        post.now += 12 * HOUR
        fresh = await post.digest(await post.chat(8), expires_at=None)
        await post.send(1)
        row = await post.row(late)
        assert (row.state, row.reason) == (OutboxState.CANCELLED, "missed")
        assert (await post.row(fresh)).state is OutboxState.SENT
        assert messenger.chats == [8]

    async def test_what_expires_before_its_request_is_not_sent(
        self, post: Post, messenger: ScriptedMessenger
    ):
        row_id = await post.digest(await post.chat(PERSON))
        fresh = await post.digest(await post.chat(8), expires_at=None)

        def render_slowly(row: OutboxRow, language: str) -> Outgoing:
            post.now = START + 13 * HOUR
            return render(row, language)

        post.render = render_slowly
        await post.send(1)
        assert (await post.row(row_id)).reason == "missed"
        assert (await post.row(fresh)).state is OutboxState.SENT
        assert messenger.chats == [8]

    async def test_a_chat_that_takes_nothing_for_long_does_not_hold_up_the_others(
        self, post: Post, messenger: ScriptedMessenger
    ):
        held = await post.digest(await post.chat(PERSON))
        other = await post.digest(await post.chat(8))
        limiter = Limiter(asyncio.get_running_loop())
        limiter.hold(PERSON, 600, private=True)
        await post.send(1, limiter)
        row = await post.row(held)
        assert row.state is OutboxState.PENDING
        assert row.not_before is not None
        assert row.not_before > START + 500 * SECOND
        assert row.attempts == 0
        assert (await post.row(other)).state is OutboxState.SENT


class TestUnknown:
    async def test_a_group_never_gets_it_again(self, post: Post, messenger: ScriptedMessenger):
        post.operators = (OPERATOR,)
        await post.chat(OPERATOR)
        target = await post.chat(GROUP)
        row_id = await post.digest(target)
        messenger.failures[GROUP] = [Unknown("read timeout")]
        await post.send(1)
        row = await post.row(row_id)
        assert (row.state, row.doubts, row.not_before) == (OutboxState.UNCERTAIN, 1, None)
        assert row.reason == "read timeout"
        assert len(await post.seen(target)) == 1
        post.now += 6 * HOUR
        await post.send(1)
        assert messenger.chats == [GROUP, OPERATOR]
        assert (await post.row(row_id)).state is OutboxState.UNCERTAIN

    async def test_a_person_gets_it_again_and_has_seen_it_once(
        self, post: Post, messenger: ScriptedMessenger
    ):
        target = await post.chat(PERSON)
        row_id = await post.digest(target)
        messenger.failures[PERSON] = [Unknown("connection lost")]
        await post.send(1)
        row = await post.row(row_id)
        assert (row.state, row.doubts) == (OutboxState.UNCERTAIN, 1)
        assert row.not_before == START + 30 * SECOND
        post.now = row.not_before
        await post.send(1)
        assert (await post.row(row_id)).state is OutboxState.SENT
        (entry,) = await post.seen(target)
        assert entry.round == 1

    async def test_a_person_gets_it_again_five_times_and_then_it_stays_uncertain(
        self, post: Post, messenger: ScriptedMessenger
    ):
        row_id = await post.digest(await post.chat(PERSON))
        messenger.failures[PERSON] = [Unknown("connection lost") for _ in range(9)]
        for _ in range(5):
            await post.send(1)
            row = await post.row(row_id)
            assert row.not_before is not None
            post.now = row.not_before
        await post.send(1)
        row = await post.row(row_id)
        assert (row.state, row.doubts, row.not_before) == (OutboxState.UNCERTAIN, 6, None)
        assert len(messenger.sent) == 6

    async def test_nobody_gets_it_again_twelve_hours_later(self, post: Post, messenger: ScriptedMessenger):
        row_id = await post.digest(await post.chat(PERSON), expires_at=None)
        messenger.failures[PERSON] = [Unknown("connection lost")]
        post.now += 12 * HOUR - 10 * SECOND
        await post.send(1)
        row = await post.row(row_id)
        assert (row.state, row.not_before) == (OutboxState.UNCERTAIN, None)

    async def test_a_doubt_stays_a_doubt_where_the_next_try_certainly_fails(
        self, post: Post, messenger: ScriptedMessenger
    ):
        row_id = await post.digest(await post.chat(PERSON))
        messenger.failures[PERSON] = [Unknown("connection lost"), NotSent("no connection")]
        await post.send(1)
        post.now += MINUTE
        await post.send(1)
        row = await post.row(row_id)
        assert row.state is OutboxState.UNCERTAIN
        assert row.not_before is not None
        assert row.not_before > post.now

    async def test_what_nobody_foresaw_is_a_doubt(self, post: Post, messenger: ScriptedMessenger):
        row_id = await post.digest(await post.chat(GROUP))
        messenger.failures[GROUP] = [ZeroDivisionError()]
        await post.send(1)
        row = await post.row(row_id)
        assert (row.state, row.reason) == (OutboxState.UNCERTAIN, "ZeroDivisionError")


class TestEnds:
    async def test_a_stop_finishes_what_is_in_flight_and_gives_back_the_rest(
        self, post: Post, messenger: ScriptedMessenger
    ):
        for number in range(1, 41):
            await post.digest(await post.chat(number))
        messenger.blocked = asyncio.Event()
        sender = post.sender()
        running = asyncio.create_task(sender.run())
        await messenger.wait_for(3)
        sender.stop()
        messenger.blocked.set()
        await running
        states = [one.row.state for one in await post.rows()]
        assert states.count(OutboxState.SENT) == len(messenger.sent)
        assert states.count(OutboxState.PENDING) == 40 - len(messenger.sent)
        assert len(messenger.sent) < 40

    async def test_a_stop_before_anything_happened(self, post: Post):
        row_id = await post.digest(await post.chat(PERSON))
        sender = post.sender()
        sender.stop()
        await sender.run()
        assert (await post.row(row_id)).state is OutboxState.PENDING

    async def test_nothing_is_sent_before_what_others_left_is_settled(
        self, post: Post, messenger: ScriptedMessenger, monkeypatch: pytest.MonkeyPatch
    ):
        row_id = await post.digest(await post.chat(PERSON))
        monkeypatch.setattr(carrying, "BETWEEN_TRIES", 0)
        write, broken = post.database.write, asyncio.Event()
        tries = 0

        def recovering():
            nonlocal tries
            tries += 1
            if not broken.is_set():
                if tries > 2 * carrying.MOST_TRIES:
                    broken.set()
                raise OSError("gone")
            return write()

        monkeypatch.setattr(post.database, "write", recovering)
        await post.send(1)
        assert broken.is_set()
        assert (await post.row(row_id)).state is OutboxState.SENT

    async def test_what_a_dead_sender_left_is_settled_by_the_next(
        self, post: Post, messenger: ScriptedMessenger
    ):
        person, group = await post.chat(PERSON), await post.chat(GROUP)
        rows = [await post.digest(person), await post.digest(group)]
        async with hanging(post, messenger, requests=2) as release:
            later = [await post.digest(await post.chat(number)) for number in range(20, 50)]
            await post.send(len(later))
            in_doubt = [await post.row(row_id) for row_id in rows]
            assert [row.state for row in in_doubt] == [OutboxState.UNCERTAIN] * 2
            assert in_doubt[0].not_before == START + 30 * SECOND
            assert in_doubt[1].not_before is None
            assert len(await post.seen(person)) == len(await post.seen(group)) == 1
            assert {(await post.row(row_id)).state for row_id in later} == {OutboxState.SENT}
            release.set()

    async def test_claims_of_a_dead_sender_are_sent_by_the_next(
        self, post: Post, messenger: ScriptedMessenger
    ):
        rows = [await post.digest(await post.chat(number)) for number in range(1, 31)]
        held = Limiter(asyncio.get_running_loop())
        for number in range(1, 31):
            held.hold(number, 5, private=True)
        dead = asyncio.create_task(post.sender(held).run())
        while {one.row.state for one in await post.rows()} == {OutboxState.PENDING}:
            await asyncio.sleep(0)
        await post.send(30)
        assert {(await post.row(row_id)).state for row_id in rows} == {OutboxState.SENT}
        dead.cancel()
        await asyncio.gather(dead, return_exceptions=True)
        assert len(messenger.sent) == 30

    async def test_a_confirmation_that_comes_late_is_taken(self, post: Post, messenger: ScriptedMessenger):
        target = await post.chat(GROUP)
        row_id = await post.digest(target)
        async with hanging(post, messenger, requests=1) as release:
            await post.digest(await post.chat(PERSON))
            await post.send(1)
            assert (await post.row(row_id)).state is OutboxState.UNCERTAIN
            release.set()
        assert (await post.row(row_id)).state is OutboxState.SENT
        assert len(await post.seen(target)) == 1

    async def test_what_is_cancelled_meanwhile_is_not_sent(self, post: Post, messenger: ScriptedMessenger):
        unwanted = await post.chat(PERSON)
        row_id = await post.digest(unwanted)
        limiter = Limiter(asyncio.get_running_loop())
        limiter.hold(PERSON, 1, private=True)
        async with post.sending(limiter):
            while (await post.row(row_id)).state is OutboxState.PENDING:
                await asyncio.sleep(0)
            await post.write(lambda session: targets.pause(session, unwanted.id, now=post.now))
            await limiter.acquire(PERSON, private=True)
        assert (await post.row(row_id)).state is OutboxState.CANCELLED
        assert PERSON not in messenger.chats

    async def test_a_database_that_is_away_for_a_moment_loses_nothing(
        self, post: Post, messenger: ScriptedMessenger, monkeypatch: pytest.MonkeyPatch
    ):
        rows = [await post.digest(await post.chat(number)) for number in range(1, 6)]
        write = post.database.write
        calls = 0

        def sometimes():
            nonlocal calls
            calls += 1
            if calls % 3 == 0:
                raise OSError("gone")
            return write()

        monkeypatch.setattr(post.database, "write", sometimes)
        async with post.sending() as sender:
            sender.wake()
            await messenger.wait_for(1)
        monkeypatch.undo()
        post.now += HOUR
        left = [row_id for row_id in rows if (await post.row(row_id)).state is not OutboxState.SENT]
        if left:
            await post.send(len(left))
        assert {(await post.row(row_id)).state for row_id in rows} == {OutboxState.SENT}
        assert sorted(messenger.chats) == [1, 2, 3, 4, 5]

    async def test_a_commit_whose_answer_is_lost_sends_nothing_twice_and_leaves_nothing_behind(
        self, post: Post, messenger: ScriptedMessenger, monkeypatch: pytest.MonkeyPatch
    ):
        rows = [await post.digest(await post.chat(number)) for number in range(1, 6)]
        write = post.database.write
        calls = 0

        @asynccontextmanager
        async def answer_lost() -> AsyncIterator[Session]:
            nonlocal calls
            calls += 1
            mine = calls
            async with write() as session:
                yield session
            if mine % 3 == 0:
                raise OSError("gone")

        monkeypatch.setattr(post.database, "write", answer_lost)
        async with post.sending() as sender:
            sender.wake()
            await messenger.wait_for(1)
        monkeypatch.undo()
        post.now += HOUR
        left = [row_id for row_id in rows if (await post.row(row_id)).state is not OutboxState.SENT]
        if left:
            await post.send(len(left))
        assert {(await post.row(row_id)).state for row_id in rows} == {OutboxState.SENT}
        assert sorted(messenger.chats) == [1, 2, 3, 4, 5]

    async def test_what_was_sent_is_written_down_however_long_the_database_is_away(
        self, post: Post, messenger: ScriptedMessenger, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(carrying, "MOST_TRIES", 2)
        monkeypatch.setattr(carrying, "BETWEEN_TRIES", 0.001)
        row_id = await post.digest(await post.chat(PERSON))
        write = post.database.write
        away = 0
        back, written = asyncio.Event(), asyncio.Event()

        @asynccontextmanager
        async def until_back() -> AsyncIterator[Session]:
            nonlocal away
            if messenger.chats and not back.is_set():
                away += 1
                if away > 10:
                    back.set()
                raise OSError("gone")
            async with write() as session:
                yield session
            if back.is_set():
                written.set()

        monkeypatch.setattr(post.database, "write", until_back)
        async with post.sending() as sender:
            sender.wake()
            await asyncio.wait_for(written.wait(), 10)
        monkeypatch.undo()
        assert (await post.row(row_id)).state is OutboxState.SENT
        assert messenger.chats == [PERSON]


async def test_a_chat_that_blocks_while_others_wait_is_cancelled_for_them_too(
    post: Post, messenger: ScriptedMessenger
):
    await post.chat(GROUP)
    topics = [await post.topic(GROUP, thread) for thread in (3, 4, 5)]
    rows = [await post.digest(topic) for topic in topics]
    messenger.failures[GROUP] = [Forbidden("Forbidden: bot was kicked from the supergroup chat")]
    await post.send(1)
    states = [(await post.row(row_id)).state for row_id in rows]
    assert states == [OutboxState.FAILED, OutboxState.CANCELLED, OutboxState.CANCELLED]
    async with post.database.read() as session:
        chat = await chats.find(session, GROUP)
    assert chat is not None
    assert not chat.reachable
