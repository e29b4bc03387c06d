"""Groups as hosts: let in, thrown out, muted, moved; topics of their own; who looks after them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from cmiabot.delivery.places import Place
from cmiabot.store import outbox, targets
from cmiabot.store.values import ChatKind, OutboxState, TargetState
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, Fault
from tests.auxil.hosts import (
    as_chat,
    chat_of,
    deliver,
    followed,
    happens,
    outbox_of,
    target_of,
    topic,
    write_digest,
)
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture, running_bot  # noqa: F401

GROUP, OLD = -1001, -77
OWNER, SECOND, MEMBER, OPERATOR = USER_ID, 2002, 3003, 4004
THEME = ("theme", "energy")
SUBSCRIBE = "/subscribe 能源与电力"


@pytest.fixture(name="group")
async def group_fixture(api: FakeBotApi) -> AsyncIterator[RunningBot]:
    """The bot in a forum; the owner and an operator have started it in private."""
    async with running_bot(api, operators=frozenset({OPERATOR})) as bot:
        api.add_chat(GROUP, is_forum=True, title="A&B <i>")
        api.set_member(GROUP, api.me["id"], "left")
        for person in (OWNER, SECOND):
            api.set_member(GROUP, person, "administrator")
        for person in (OWNER, OPERATOR):
            await bot.say("/start", user_id=person)
        api.push_membership(GROUP, "member", by=OWNER)
        await bot.settle()
        yield bot


class TestComingAndGoing:
    async def test_a_short_welcome_says_how_to_ask(self, group: RunningBot) -> None:
        (welcome,) = group.api.sent_to(GROUP)
        assert "/ask@fake_test_bot" in welcome.visible_text
        assert len(welcome.visible_text.splitlines()) <= 4
        chat = await chat_of(group, GROUP)
        assert (chat.owner, chat.title, chat.reachable) == (OWNER, "A&B <i>", True)
        assert (await target_of(group, GROUP)).state is TargetState.ACTIVE

    async def test_removed_and_added_again_it_goes_on(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        await write_digest(group, GROUP)
        group.api.push_membership(GROUP, "kicked", by=SECOND)
        await group.settle()
        assert (await target_of(group, GROUP)).state is TargetState.LEFT
        cancelled, _ = await outbox_of(group)
        assert (cancelled.state, cancelled.reason) == (OutboxState.CANCELLED, "left")
        await deliver(group)
        assert "移出了“A&B <i>”" in group.api.sent_to(OWNER)[-1].visible_text
        group.api.push_membership(GROUP, "member", by=SECOND)
        await group.settle()
        assert "我回来了" in group.api.sent_to(GROUP)[-1].visible_text
        target = await target_of(group, GROUP)
        assert target.state is TargetState.ACTIVE
        assert target.next_digest_at is not None
        assert await followed(group, GROUP) == (THEME,)
        assert (await chat_of(group, GROUP)).owner == OWNER

    @pytest.mark.parametrize("found_out_by", ["message", "update"])
    async def test_that_it_was_removed_is_told_once_whichever_comes_first(
        self, group: RunningBot, found_out_by: str
    ) -> None:
        api, refused = group.api, asyncio.Event()
        await group.say(SUBSCRIBE, chat_id=GROUP)
        await write_digest(group, GROUP)
        api.fail("sendMessage", Fault.delay(refused), chat_id=GROUP)
        async with asyncio.TaskGroup() as tasks:
            sent = len(api.calls_of("sendMessage"))
            delivering = tasks.create_task(deliver(group))
            await api.wait_for("sendMessage", sent + 1)
            api.set_member(GROUP, api.me["id"], "kicked")
            if found_out_by == "message":
                refused.set()
                await delivering
            api.push_membership(GROUP, "kicked", by=SECOND)
            await group.settle()
            refused.set()
        digest, notice = await outbox_of(group)
        assert (digest.state, notice.payload["message"]) == (OutboxState.FAILED, "notice.removed")
        await deliver(group)
        assert "移出了“A&B <i>”" in api.sent_to(OWNER)[-1].visible_text

    async def test_where_nothing_is_followed_nothing_is_said_of_a_removal(self, group: RunningBot) -> None:
        await write_digest(group, GROUP)
        group.api.set_member(GROUP, group.api.me["id"], "kicked")
        await deliver(group)
        assert [row.state for row in await outbox_of(group)] == [OutboxState.FAILED]

    async def test_who_adds_it_again_looks_after_it_where_nobody_else_can_be_told(
        self, group: RunningBot
    ) -> None:
        group.api.push_membership(OWNER, "kicked")
        await group.settle()
        for status in ("left", "member"):
            group.api.push_membership(GROUP, status, by=SECOND)
            await group.settle()
        assert (await chat_of(group, GROUP)).owner == SECOND

    async def test_a_pause_of_theirs_is_still_one_afterwards(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        await group.say("/pause", chat_id=GROUP)
        for status in ("restricted", "member", "left", "member"):
            group.api.push_membership(GROUP, status, by=OWNER)
            await group.settle()
        target = await target_of(group, GROUP)
        assert (target.state, target.reason, target.next_digest_at) == (TargetState.PAUSED, "", None)
        said = group.api.sent_to(GROUP)[-1].visible_text
        assert said.startswith("我回来了")
        assert "接着发" not in said
        assert "/status@fake_test_bot" in said

    @pytest.mark.parametrize("back", [["member"], ["restricted", "member"]], ids=["let in", "muted first"])
    async def test_a_pause_of_theirs_with_an_end_still_ends_afterwards(
        self, group: RunningBot, back: list[str]
    ) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        await group.say("/pause 7", chat_id=GROUP)
        before = await target_of(group, GROUP)
        for status in ("left", *back):
            group.api.push_membership(GROUP, status, by=OWNER)
            await group.settle()
        assert before.next_digest_at is not None
        assert await target_of(group, GROUP) == before

    async def test_who_removes_it_themself_is_told_nothing(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        group.api.push_membership(GROUP, "left", by=OWNER)
        await group.settle()
        assert await outbox_of(group) == []

    async def test_muted_it_waits_until_it_may_write(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        group.api.push_membership(GROUP, "restricted", by=SECOND)
        await group.settle()
        assert (await target_of(group, GROUP)).state is TargetState.PAUSED
        await deliver(group)
        assert "不能发消息了" in group.api.sent_to(OWNER)[-1].visible_text
        group.api.push_membership(GROUP, "administrator", by=SECOND)
        await group.settle()
        target = await target_of(group, GROUP)
        assert (target.state, target.reason) == (TargetState.ACTIVE, "")
        assert target.next_digest_at is not None
        await deliver(group)
        assert "又能收到消息了" in group.api.sent_to(OWNER)[-1].visible_text
        assert (await chat_of(group, GROUP)).owner == OWNER

    async def test_where_it_may_not_write_from_the_start_it_says_nothing(self, group: RunningBot) -> None:
        group.api.add_chat(-1002)
        group.api.push_membership(-1002, "restricted")
        await group.settle()
        assert group.api.received[-1002] == []
        assert (await target_of(group, -1002)).state is TargetState.PAUSED


class TestTopics:
    async def test_each_is_a_target_of_its_own(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP, **topic(5))
        await group.say("/subscribe 人才", chat_id=GROUP, **topic(6))
        await group.say("/time 21:15", chat_id=GROUP, **topic(6))
        assert await followed(group, GROUP, 5) == (THEME,)
        assert await followed(group, GROUP, 6) == (("theme", "talent"),)
        assert await followed(group, GROUP) == ()
        minutes = [(await target_of(group, GROUP, thread)).digest_minutes for thread in (0, 5, 6)]
        assert minutes == [510, 510, 1275]

    async def test_a_thread_of_replies_is_no_topic(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP, message_thread_id=9)
        assert await followed(group, GROUP) == (THEME,)

    async def test_a_digest_goes_to_its_topic_and_general_is_not_named(self, group: RunningBot) -> None:
        for more in ({}, topic(5)):
            await group.say(SUBSCRIBE, chat_id=GROUP, **more)
        for thread in (0, 5):
            await write_digest(group, GROUP, thread)
            await deliver(group)
            call = group.api.calls_of("sendMessage")[-1]
            assert call.parameters.get("message_thread_id") == (thread or None)

    async def test_closed_it_is_paused_and_goes_on_when_it_is_opened(self, group: RunningBot) -> None:
        for more in ({}, topic(5)):
            await group.say(SUBSCRIBE, chat_id=GROUP, **more)
        await happens(group, GROUP, forum_topic_closed={}, **topic(5))
        assert (await target_of(group, GROUP, 5)).state is TargetState.PAUSED
        assert (await target_of(group, GROUP)).state is TargetState.ACTIVE
        await deliver(group)
        assert "一个话题关闭了" in group.api.sent_to(OWNER)[-1].visible_text
        # Rights that come back do not open it.
        group.api.push_membership(GROUP, "administrator", by=OWNER)
        await group.settle()
        assert (await target_of(group, GROUP, 5)).state is TargetState.PAUSED
        await happens(group, GROUP, forum_topic_reopened={}, **topic(5))
        assert (await target_of(group, GROUP, 5)).next_digest_at is not None

    async def test_closed_and_opened_again_and_again_it_is_told_once_an_hour(self, api: FakeBotApi) -> None:
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        async with running_bot(api, clock=lambda: now) as bot:
            api.add_chat(GROUP, is_forum=True)
            api.set_member(GROUP, OWNER, "administrator")
            await bot.say("/start")
            for thread in (5, 6):
                await bot.say(SUBSCRIBE, chat_id=GROUP, **topic(thread))

            async def is_closed_and_opened(thread: int, times: int) -> None:
                for _ in range(times):
                    await happens(bot, GROUP, forum_topic_closed={}, **topic(thread))
                    await happens(bot, GROUP, forum_topic_reopened={}, **topic(thread))

            await is_closed_and_opened(5, 10)
            assert [row.payload["message"] for row in await outbox_of(bot)] == [
                "notice.topic_closed",
                "notice.back",
            ]
            assert (await target_of(bot, GROUP, 5)).state is TargetState.ACTIVE
            # Of another topic, or an hour later, it is news.
            await is_closed_and_opened(6, 2)
            now += timedelta(hours=1)
            await is_closed_and_opened(5, 2)
            assert len(await outbox_of(bot)) == 6

    async def test_deleted_it_is_found_out_by_the_next_digest(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP, **topic(5))
        await write_digest(group, GROUP, 5)
        group.api.delete_topic(GROUP, 5)
        await deliver(group)
        await deliver(group)
        assert (await target_of(group, GROUP, 5)).state is TargetState.PAUSED
        assert "关闭或删除" in group.api.sent_to(OWNER)[-1].visible_text

    async def test_where_the_owner_cannot_be_told_the_group_is(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP, **topic(5))
        group.api.push_membership(OWNER, "kicked")
        await group.settle()
        await happens(group, GROUP, forum_topic_closed={}, **topic(5))
        await deliver(group)
        assert "管理员都可以接手" in group.api.sent_to(GROUP)[-1].visible_text
        assert group.api.calls_of("sendMessage")[-1].parameters.get("message_thread_id") is None

    async def test_one_that_follows_nothing_is_closed_without_a_word(self, group: RunningBot) -> None:
        await happens(group, GROUP, forum_topic_closed={}, **topic(8))
        assert await outbox_of(group) == []


class TestLookingAfter:
    async def test_where_nobody_can_be_told_operators_are(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        group.api.push_membership(OWNER, "kicked")
        await group.settle()
        group.api.push_membership(GROUP, "restricted", by=SECOND)
        await group.settle()
        await deliver(group)
        assert "负责的人联系不上" in group.api.sent_to(OPERATOR)[-1].visible_text

    async def test_when_the_owner_is_gone_whoever_changes_something_takes_over(
        self, group: RunningBot
    ) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        await group.say("/time 9:00", chat_id=GROUP, user_id=SECOND)
        assert (await chat_of(group, GROUP)).owner == OWNER
        group.api.set_member(GROUP, OWNER, "left")
        group.services.administrators.forget(GROUP)
        assert "只有这里的管理员" in (await group.say("/time 9:00", chat_id=GROUP)).visible_text
        assert (await target_of(group, GROUP)).next_digest_at is not None
        await group.say("/time 9:00", chat_id=GROUP, **as_chat(GROUP))
        assert (await chat_of(group, GROUP)).owner is None
        await group.say("/time 9:00", chat_id=GROUP, user_id=SECOND)
        assert (await chat_of(group, GROUP)).owner == SECOND


class TestOwnData:
    async def test_the_places_somebody_looks_after_are_named_until_they_are_forgotten(
        self, group: RunningBot
    ) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP, **topic(5))
        assert (await group.say("/mydata")).visible_text.splitlines()[-4:-1] == [
            "您管的群和频道：",
            "• A&B <i>：0 项",
            "• A&B <i> · 话题 5：1 项",
        ]
        assert "您管的群" not in (await group.say("/mydata", user_id=SECOND)).visible_text
        asked = await group.say("/forgetme")
        assert "您管的群和频道，那里的订阅照旧" in asked.visible_text
        assert "您管的群" not in (await group.say("/forgetme", user_id=SECOND)).visible_text
        await group.press(asked, "是，全部删除")
        assert "A&B" not in (await group.say("/mydata")).visible_text
        assert (await chat_of(group, GROUP)).owner is None
        assert await followed(group, GROUP, 5) == (THEME,)

    async def test_of_a_group_it_speaks_of_the_group_and_not_of_who_asks(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        kept = (await group.say("/mydata", chat_id=GROUP)).visible_text
        assert kept.startswith(f"这里的数据（编号 {GROUP}）")
        asked = await group.say("/forgetme", chat_id=GROUP)
        assert asked.visible_text.startswith("要删除这里（不是您个人）的全部数据吗？")
        # From the private chat as well, and there of the person who asks again.
        group.api.chats[GROUP]["username"] = "energy_group"
        asked = await group.say("/forgetme @energy_group")
        assert asked.visible_text.startswith("A&B <i>\n要删除这里（不是您个人）的全部数据吗？")
        assert (await group.say("/forgetme")).visible_text.startswith("要删除您的全部数据吗？")
        assert (await group.say("/mydata")).visible_text.startswith("您的数据")

    async def test_many_with_long_names_are_one_message_and_the_others_are_counted(
        self, group: RunningBot
    ) -> None:
        for number in range(30):
            place = Place(-2000 - number, kind=ChatKind.GROUP, title="😀" * 128, owner=OWNER)
            await group.services.keeping.speak(place, "zh", now=group.services.clock())
        said = (await group.say("/mydata")).visible_text
        assert said.count("• ") == 24
        assert "另外还有 7 个" in said


class TestMigration:
    @pytest.mark.parametrize("left_first", [False, True])
    @pytest.mark.parametrize("new_first", [False, True])
    async def test_a_digest_that_waits_arrives_once_in_the_new_one(
        self, group: RunningBot, left_first: bool, new_first: bool
    ) -> None:
        api, new = group.api, -100777
        api.add_chat(OLD, "group")
        api.set_member(OLD, OWNER, "administrator")
        await group.say(SUBSCRIBE, chat_id=OLD)
        before = await target_of(group, OLD)
        await write_digest(group, OLD)
        if left_first:
            api.push_membership(OLD, "left", by=OWNER)
            await group.settle()
        api.migrate_chat(OLD, new)
        if new_first:
            api.push_membership(new, "member", by=OWNER)
            await group.settle()
        for chat, field, other in [
            (OLD, "migrate_to_chat_id", new),
            (new, "migrate_from_chat_id", OLD),
        ]:
            await happens(group, chat, **{field: other})
        assert await followed(group, new) == (THEME,)
        target = await target_of(group, new)
        assert (target.id, target.state) == (before.id, TargetState.ACTIVE)
        assert target.next_digest_at is not None
        sent = len(api.received[new])
        await deliver(group)
        assert [row.state for row in await outbox_of(group)] == [OutboxState.SENT]
        assert len(api.received[new]) == sent + 1

    @pytest.mark.parametrize("asked", ["/pause", "/pause 7"])
    async def test_a_pause_is_the_same_in_the_new_one(self, group: RunningBot, asked: str) -> None:
        group.api.add_chat(OLD, "group")
        group.api.set_member(OLD, OWNER, "administrator")
        await group.say(SUBSCRIBE, chat_id=OLD)
        await group.say(asked, chat_id=OLD)
        before = await target_of(group, OLD)
        group.api.push_membership(OLD, "left", by=OWNER)
        await group.settle()
        group.api.migrate_chat(OLD, -100777)
        await happens(group, -100777, migrate_from_chat_id=OLD)
        assert (before.next_digest_at is None) == (asked == "/pause")
        assert await target_of(group, -100777) == before

    async def test_without_a_word_of_it_the_sender_finds_it_out(self, group: RunningBot) -> None:
        group.api.add_chat(OLD, "group")
        group.api.set_member(OLD, OWNER, "administrator")
        await group.say(SUBSCRIBE, chat_id=OLD)
        await write_digest(group, OLD)
        group.api.migrate_chat(OLD, -100777)
        await deliver(group)
        assert await followed(group, -100777) == (THEME,)

    async def test_a_question_from_the_old_one_is_no_incident(
        self, group: RunningBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        group.api.add_chat(OLD, "group")
        group.api.set_member(OLD, OWNER, "administrator")
        await group.say(SUBSCRIBE, chat_id=OLD)
        group.api.push_message("/status", chat_id=OLD)
        group.api.migrate_chat(OLD, -100777)
        await group.settle()
        assert await followed(group, -100777) == (THEME,)
        assert "incident" not in caplog.text

    async def test_what_is_no_move_moves_nothing(self, group: RunningBot) -> None:
        await group.say(SUBSCRIBE, chat_id=GROUP)
        before = await chat_of(group, GROUP)
        await happens(group, GROUP, migrate_to_chat_id=GROUP)
        # Private chats never move.
        group.api.push_message("", user_id=OWNER, migrate_to_chat_id=GROUP)
        await group.settle()
        assert await chat_of(group, GROUP) == before
        assert (await chat_of(group, OWNER)).kind is ChatKind.PRIVATE


async def test_no_pause_of_the_bots_takes_the_place_of_a_persons(group: RunningBot) -> None:
    await group.say(SUBSCRIBE, chat_id=GROUP)
    await group.say("/pause 30", chat_id=GROUP)
    target = await target_of(group, GROUP)
    async with group.services.database.write() as session:
        await targets.pause(session, target.id, now=group.services.clock(), reason="not enough rights")
        await outbox.expire(session, now=group.services.clock())
    assert await target_of(group, GROUP) == target
