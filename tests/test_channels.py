"""Channels linked and managed from a private chat: three ways in, both rights, lost and back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from cmiabot.store.values import ChatKind, TargetState
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, Fault, SentMessage
from tests.auxil.hosts import (
    becomes,
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
from tests.auxil.telegram_html import utf16_length

CHANNEL, GROUP, OTHER, NEW = -1005, -1006, -1007, -1008
OWNER, SECOND, READER = USER_ID, 2002, 3003
ENERGY = ("theme", "energy")


@pytest.fixture(name="channel")
async def channel_fixture(api: FakeBotApi) -> AsyncIterator[RunningBot]:
    """The bot beside a channel in which it may post, as may the owner, and which has a name."""
    async with running_bot(api) as bot:
        api.add_chat(CHANNEL, "channel", "政策频道", username="policy_news")
        api.set_member(CHANNEL, api.me["id"], "administrator", can_post_messages=True)
        api.set_member(CHANNEL, OWNER, "creator")
        api.set_member(CHANNEL, SECOND, "administrator", can_post_messages=False)
        yield bot


def post_of(api: FakeBotApi, chat: int = CHANNEL) -> dict[str, Any]:
    """What a message has that was forwarded from a channel."""
    origin = {"type": "channel", "date": 0, "chat": api.chat(chat), "message_id": 4}
    return {"forward_origin": origin}


async def share(bot: RunningBot, chat: int, user: int = OWNER, **more: Any) -> SentMessage:
    """Somebody chooses a chat with the picker."""
    shared = {"request_id": 1, "chat_id": chat, **more}
    return await bot.say("", user_id=user, chat_shared=shared)


def labels(message: SentMessage) -> list[str]:
    return [one["text"] for one in message.buttons]


class TestLinking:
    @pytest.mark.parametrize("way", ["picker", "name", "post"])
    async def test_three_ways_end_with_a_test_post_and_what_to_follow(
        self, channel: RunningBot, way: str
    ) -> None:
        match way:
            case "picker":
                said = await share(channel, CHANNEL)
            case "name":
                said = await channel.say("/subscribe @policy_news")
            case _:
                said = await channel.say("北光电气提过什么", **post_of(channel.api))
        assert said.visible_text.startswith("政策频道\n连好了")
        (post,) = channel.api.sent_to(CHANNEL)
        assert post.visible_text.startswith("测试")
        assert post.buttons == []
        assert (await chat_of(channel, CHANNEL)).owner == OWNER
        await channel.press(said, "选主题")
        picker = channel.api.sent_to(OWNER)[-1]
        await channel.press(picker, "能源与电力")
        assert "✓ 能源与电力" in labels(picker)
        assert await followed(channel, CHANNEL) == (ENERGY,)
        assert await followed(channel, OWNER) == ()
        assert (await target_of(channel, CHANNEL)).next_digest_at is not None

    async def test_the_test_post_is_deleted_with_one_tap(self, channel: RunningBot) -> None:
        said = await share(channel, CHANNEL)
        await channel.press(said, "删除测试消息")
        assert channel.api.sent_to(CHANNEL) == []
        assert "已删除" in said.visible_text
        assert "删除测试消息" not in labels(said)

    async def test_where_it_can_be_deleted_no_longer_that_is_told(self, channel: RunningBot) -> None:
        said = await share(channel, CHANNEL)
        refusal = Fault.error(400, "Bad Request: message can't be deleted for everyone")
        channel.api.fail("deleteMessage", refusal)
        note = await channel.press(said, "删除测试消息")
        assert "48 小时" in note.parameters["text"]
        assert "删除测试消息" in labels(said)

    async def test_nothing_but_the_test_post_can_be_deleted(self, channel: RunningBot) -> None:
        said = await share(channel, CHANNEL)
        channel.api.push_message("News", chat_id=CHANNEL)
        await channel.settle()
        await write_digest(channel, CHANNEL)
        await deliver(channel)
        test, digest = channel.api.sent_to(CHANNEL)
        (data,) = [one["callback_data"] for one in said.buttons if one["text"] == "删除测试消息"]
        for message_id in range(1, digest.message_id + 1):
            if message_id != test.message_id:
                forged = data.replace(f"-{test.message_id}:", f"-{message_id}:")
                assert forged != data
                note = await channel.press_data(said, forged)
                assert "过期" in note.parameters["text"]
        assert channel.api.calls_of("deleteMessage") == []
        assert channel.api.sent_to(CHANNEL) == [test, digest]

    async def test_nor_what_has_its_number_in_the_supergroup_a_group_became(
        self, channel: RunningBot
    ) -> None:
        api = channel.api
        api.add_chat(GROUP, "group")
        api.set_member(GROUP, OWNER, "administrator")
        said = await share(channel, GROUP)
        api.migrate_chat(GROUP, NEW)
        api.set_member(NEW, OWNER, "administrator")
        await happens(channel, NEW, migrate_from_chat_id=GROUP)
        api.push_message("News", chat_id=NEW, user_id=READER)
        note = await channel.press(said, "删除测试消息")
        assert "过期" in note.parameters["text"]
        assert api.calls_of("deleteMessage") == []

    async def test_the_picker_asks_for_the_rights_that_are_needed(self, channel: RunningBot) -> None:
        await channel.press(await channel.say("/subscribe"), "给频道或群订阅")
        (row,) = channel.api.sent_to(OWNER)[-1].reply_markup["keyboard"]  # type: ignore[index]
        wanted, group = (button["request_chat"] for button in row)
        assert wanted["chat_is_channel"]
        assert wanted["bot_administrator_rights"]["can_post_messages"]
        rights = {name for name, has in wanted["bot_administrator_rights"].items() if has}
        assert rights <= {name for name, has in wanted["user_administrator_rights"].items() if has}
        assert group["bot_is_member"]
        assert wanted["request_title"]
        assert group["request_title"]
        assert group["user_administrator_rights"]["can_manage_chat"]

    async def test_the_picker_can_be_sent_away(self, channel: RunningBot) -> None:
        await channel.press(await channel.say("/subscribe"), "给频道或群订阅")
        said = await channel.say("/cancel")
        assert said.reply_markup == {"remove_keyboard": True}
        assert "没有要取消的" in said.visible_text
        said = await channel.say("/cancel", user_id=4, language_code="en")
        assert "nothing to cancel" in said.visible_text
        # In a group it is meant for another bot.
        channel.api.add_chat(GROUP)
        channel.api.push_message("/cancel", chat_id=GROUP)
        await channel.settle()
        assert channel.api.received[GROUP] == []

    async def test_something_can_be_followed_at_once(self, channel: RunningBot) -> None:
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.api.wait_until(lambda: len(channel.api.sent_to(OWNER)) > 1)
        assert "政策频道\n已订阅主题“能源与电力”" in channel.api.sent_to(OWNER)[-1].visible_text
        assert await followed(channel, CHANNEL) == (ENERGY,)

    async def test_a_second_time_nothing_is_posted(self, channel: RunningBot) -> None:
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        assert "已经连着" in (await share(channel, CHANNEL)).visible_text
        assert len(channel.api.sent_to(CHANNEL)) == 1

    async def test_nor_where_nothing_is_followed_yet(self, channel: RunningBot) -> None:
        api = channel.api
        # The picker makes the bot an administrator, and Telegram tells of that first.
        api.push_membership(CHANNEL, "administrator", by=OWNER, can_post_messages=True)
        await channel.settle()
        assert "连好了" in (await share(channel, CHANNEL)).visible_text
        for _ in range(3):
            assert "已经连着" in (await channel.say("/subscribe @policy_news")).visible_text
        assert len(api.received[CHANNEL]) == 1

    async def test_a_group_is_linked_the_same_way(self, channel: RunningBot) -> None:
        channel.api.add_chat(GROUP)
        channel.api.set_member(GROUP, OWNER, "administrator")
        assert "连好了" in (await share(channel, GROUP)).visible_text
        assert len(channel.api.sent_to(GROUP)) == 1

    async def test_who_links_it_as_well_does_not_take_it_away(self, channel: RunningBot) -> None:
        channel.api.set_member(CHANNEL, SECOND, "administrator", can_post_messages=True)
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        said = await channel.say("/subscribe @policy_news", user_id=SECOND)
        assert "已经连着" in said.visible_text
        await channel.press(said, "我的订阅")
        await channel.press(channel.api.sent_to(SECOND)[-1], "✕ 能源与电力")
        assert await followed(channel, CHANNEL) == ()
        assert (await chat_of(channel, CHANNEL)).owner == OWNER
        assert "政策频道：0 项" in (await channel.say("/subscriptions")).visible_text

    @pytest.mark.parametrize("status", ["left", "blocked"])
    async def test_unless_nobody_looks_after_it_any_more(self, channel: RunningBot, status: str) -> None:
        api = channel.api
        api.set_member(CHANNEL, SECOND, "administrator", can_post_messages=True)
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        if status == "left":
            api.set_member(CHANNEL, OWNER, "left")
        else:
            api.push_membership(OWNER, "kicked")
            await channel.settle()
        await channel.say("/subscribe @policy_news", user_id=SECOND)
        assert (await chat_of(channel, CHANNEL)).owner == SECOND

    async def test_an_administrator_who_may_not_post_there_may_not_link_it(self, channel: RunningBot) -> None:
        said = await channel.say("/subscribe @policy_news", user_id=SECOND)
        assert "所以不能连" in said.visible_text
        assert channel.api.sent_to(CHANNEL) == []

    async def test_others_hear_the_same_of_every_chat_be_the_bot_there_or_not(
        self, channel: RunningBot
    ) -> None:
        api = channel.api
        api.add_chat(OTHER, "channel", "没有我", username="without_us")
        api.set_member(OTHER, api.me["id"], "left")
        api.add_chat(GROUP, title="有我的群", username="with_us")
        names = ("policy_news", "without_us", "with_us", "no_such_channel")
        said = {
            (await channel.say(f"/subscribe @{name}", user_id=READER)).visible_text.replace(name, "…")
            for name in names
        }
        assert len(said) == 1
        assert "连不上“@…”" in said.pop()
        said = set()
        for chat in (CHANNEL, OTHER, GROUP, NEW):
            origin = {"type": "channel", "date": 0, "chat": {**api.chats[CHANNEL], "id": chat}}
            ways: list[dict[str, Any]] = [
                {"chat_shared": {"request_id": 1, "chat_id": chat, "title": "政策频道"}},
                {"forward_origin": {**origin, "message_id": 4}},
            ]
            for given in ways:
                text = (await channel.say("", user_id=READER, **given)).visible_text
                said.add(text.removesuffix("转发来的内容我不当问题看；要问就把问题写出来。"))
        assert len(said) == 1
        assert "连不上“政策频道”" in said.pop()
        assert [api.received[chat] for chat in (CHANNEL, OTHER, GROUP)] == [[], [], []]

    async def test_nor_where_the_bot_may_not(self, channel: RunningBot) -> None:
        me = channel.api.me["id"]
        channel.api.set_member(CHANNEL, me, "administrator")
        assert "还不能在“政策频道”发消息" in (await share(channel, CHANNEL)).visible_text
        # Then Telegram does not say who the administrators are.
        channel.api.set_member(CHANNEL, me, "left")
        said = await share(channel, CHANNEL, title="政策频道")
        assert "连不上“政策频道”：可能我不在里面" in said.visible_text
        assert channel.api.received[CHANNEL] == []

    async def test_what_is_not_there_is_told(self, channel: RunningBot) -> None:
        assert "连不上“@no_such_channel”" in (await channel.say("/subscribe @no_such_channel")).visible_text
        assert "没有连过" in (await channel.say("/settings @policy_news")).visible_text

    async def test_what_was_chosen_or_forwarded_is_told_by_its_title(self, channel: RunningBot) -> None:
        said = await share(channel, NEW, title="新频道 <b>")
        assert "连不上“新频道 <b>”" in said.visible_text
        assert "不当问题看" not in said.visible_text
        there = {"id": NEW, "type": "channel", "title": "别处"}
        origin = {"type": "channel", "date": 0, "chat": there, "message_id": 4}
        said = await channel.say("北光电气提过什么", forward_origin=origin)
        assert "连不上“别处”" in said.visible_text
        assert said.visible_text.endswith("转发来的内容我不当问题看；要问就把问题写出来。")

    @pytest.mark.parametrize("text", ["北光电气提过什么", "/subscribe 能源与电力"])
    async def test_a_forwarded_post_is_never_a_question_or_a_command(
        self, channel: RunningBot, text: str
    ) -> None:
        channel.api.add_chat(OTHER, "channel", "别人的")
        said = await channel.say(text, **post_of(channel.api, OTHER))
        assert "不当问题看" in said.visible_text
        assert await followed(channel, OWNER) == ()


class TestManaging:
    @pytest.fixture(name="linked")
    async def linked_fixture(self, channel: RunningBot) -> RunningBot:
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        return channel

    async def test_all_targets_of_somebody_stand_in_their_list(self, linked: RunningBot) -> None:
        api = linked.api
        api.add_chat(GROUP, title="论坛", is_forum=True)
        api.set_member(GROUP, OWNER, "administrator")
        await linked.say("/subscribe 人才", chat_id=GROUP, **topic(5))
        listed = await linked.say("/subscriptions")
        for line in ("• 政策频道：1 项", "• 论坛：0 项", "• 论坛 · 话题 5：1 项"):
            assert line in listed.visible_text
        await linked.press(listed, "论坛 5")
        there = api.sent_to(OWNER)[-1]
        assert there.visible_text.startswith("论坛 · 话题 5\n您的订阅，共 1 项")
        await linked.press(there, "✕ 人才")
        assert await followed(linked, GROUP, 5) == ()

    async def test_settings_are_those_of_the_channel(self, linked: RunningBot) -> None:
        settings = await linked.say("/settings @policy_news")
        assert settings.visible_text.startswith("政策频道")
        await linked.press(settings, "时间")
        await linked.press(settings, "07:30")
        assert (await target_of(linked, CHANNEL)).digest_minutes == 450
        await linked.say("/time @policy_news 08:30")
        assert (await target_of(linked, CHANNEL)).digest_minutes == 510
        await linked.say("/pause @policy_news 7")
        assert (await target_of(linked, CHANNEL)).state is TargetState.PAUSED
        assert "政策频道" in (await linked.say("/resume @policy_news")).visible_text
        assert (await target_of(linked, CHANNEL)).state is TargetState.ACTIVE
        assert "政策频道" in (await linked.say("/status @policy_news")).visible_text

    async def test_with_the_name_everything_is_unsubscribed(self, linked: RunningBot) -> None:
        await linked.say("/subscribe @policy_news 人才")
        await linked.settle()
        listed = await linked.say("/unsubscribe @policy_news")
        assert "政策频道" in listed.visible_text
        await linked.press(listed, "全部退订")
        assert await followed(linked, CHANNEL) == ()

    async def test_rights_are_asked_for_at_every_press(self, linked: RunningBot) -> None:
        settings = await linked.say("/settings @policy_news")
        linked.api.set_member(CHANNEL, OWNER, "left")
        linked.services.administrators.forget(CHANNEL)
        for label in ("时间", "我的订阅"):
            note = await linked.press(settings, label)
            assert note.parameters["text"].startswith("您已不是“政策频道”的管理员")
        assert "没有连过" in (await linked.say("/time @policy_news 9:00")).visible_text

    @pytest.fixture(name="distrust")
    def distrust_fixture(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Telegram is asked every time who administers a chat."""
        monkeypatch.setattr("cmiabot.telegram.administrators.TRUSTED_FOR", timedelta())

    @pytest.mark.usefixtures("distrust")
    async def test_where_the_bot_was_removed_that_is_told(self, linked: RunningBot) -> None:
        settings = await linked.say("/settings @policy_news")
        linked.api.push_membership(CHANNEL, "kicked", by=OWNER)
        await linked.settle()
        note = await linked.press(settings, "时间")
        assert note.parameters["text"].startswith("我已不在“政策频道”。重新加我进去")

    @pytest.mark.usefixtures("distrust")
    async def test_while_telegram_does_not_say_nobody_is_told_anything_else(self, linked: RunningBot) -> None:
        settings = await linked.say("/settings @policy_news")
        linked.api.fail("getChatAdministrators", Fault.error(500, "Internal Server Error"))
        note = await linked.press(settings, "时间")
        assert note.parameters["text"].startswith("现在查不到谁是管理员")

    @pytest.mark.usefixtures("distrust")
    async def test_a_long_title_fits_into_the_note(self, linked: RunningBot) -> None:
        linked.api.chats[CHANNEL]["title"] = "😀" * 128
        await linked.say("/language 英文")
        await linked.say("/subscribe @policy_news")
        settings = await linked.say("/settings @policy_news")
        linked.api.set_member(CHANNEL, OWNER, "left")
        note = await linked.press(settings, "Time")
        said = note.parameters["text"]
        assert said.startswith("You are no longer an administrator of “" + "😀" * 59 + "…” (in a channel")
        assert utf16_length(said) <= 200

    @pytest.mark.parametrize("person", [SECOND, READER])
    @pytest.mark.parametrize(
        "command",
        ["settings", "status", "subscriptions", "digest", "pause", "mydata", "forgetme", "unsubscribe"],
    )
    async def test_who_has_no_rights_is_not_told_whether_a_chat_is_linked(
        self, linked: RunningBot, command: str, person: int
    ) -> None:
        api = linked.api
        api.add_chat(OTHER, "channel", username="other_news")
        api.set_member(OTHER, api.me["id"], "left")
        said = [
            (await linked.say(f"/{command} @{name}", user_id=person)).visible_text.replace(name, "…")
            for name in ("policy_news", "other_news", "no_such_channel")
        ]
        assert len(set(said)) == 1
        assert "没有连过“@…”，或者您在那里没有管理权限" in said[0]
        # Nor where Telegram does not say who they are.
        linked.services.administrators.forget(CHANNEL)
        api.fail("getChatAdministrators", Fault.error(400, "Bad Request: member list is inaccessible"))
        refused = await linked.say(f"/{command} @policy_news", user_id=person)
        assert refused.visible_text.replace("policy_news", "…") == said[0]

    async def test_buttons_of_others_are_of_no_use(self, linked: RunningBot) -> None:
        target = (await target_of(linked, CHANNEL)).id
        linked.api.add_chat(GROUP)
        linked.api.set_member(GROUP, OWNER, "administrator")
        in_private = await linked.say("/subscriptions", user_id=READER)
        in_group = await linked.say("/subscriptions", chat_id=GROUP)
        for data in (
            f"v1:o:K:t-talent:{target}",
            f"v1:o:h:{target}",
            f"v1:o:e:{-CHANNEL}-1:{target}",
            f"v1:o:X::{target}",
        ):
            assert "text" in (await linked.press_old(in_private, data, user_id=READER)).parameters
            assert "text" in (await linked.press_old(in_group, data, user_id=OWNER)).parameters
        note = await linked.press_old(in_private, "v1:o:h:999999", user_id=READER)
        assert "过期" in note.parameters["text"]
        assert await followed(linked, CHANNEL) == (ENERGY,)
        assert len(linked.api.sent_to(CHANNEL)) == 1

    async def test_under_a_post_buttons_open_the_private_chat_of_who_presses(
        self, linked: RunningBot
    ) -> None:
        await write_digest(linked, CHANNEL)
        await deliver(linked)
        post = linked.api.sent_to(CHANNEL)[-1]
        note = await linked.press(post, "原文 1", user_id=READER)
        assert note.parameters["url"] == "https://t.me/fake_test_bot?start=r_cmia16-01-01"
        for person in (READER, OWNER):
            note = await linked.press(post, "退订", user_id=person)
            assert "私聊" in note.parameters["text"]
        assert await followed(linked, CHANNEL) == (ENERGY,)
        assert len(linked.api.sent_to(CHANNEL)) == 2

    @pytest.mark.parametrize(
        "ref", ["", "x&startgroup=y", "a/b", "<b>", "a b", "微电网", "x\n", "a" * 61, "cmia16-01#", "%41"]
    )
    @pytest.mark.parametrize("action", ["p", "F"])
    async def test_no_link_is_made_of_what_no_link_may_hold(
        self, linked: RunningBot, action: str, ref: str
    ) -> None:
        (post,) = linked.api.sent_to(CHANNEL)
        data = f"v1:o:{action}:{'t-' if action == 'F' else ''}{ref}"
        note = await linked.press_old(post, data, user_id=READER)
        assert "url" not in note.parameters
        assert note.parameters["text"]


class TestRights:
    async def test_what_is_told_of_a_channel_that_takes_nothing_can_be_done(
        self, channel: RunningBot
    ) -> None:
        api = channel.api
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        await write_digest(channel, CHANNEL)
        refusal = Fault.error(400, "Bad Request: need administrator rights in the channel chat")
        api.fail("sendMessage", refusal, chat_id=CHANNEL)
        await deliver(channel)
        assert (await target_of(channel, CHANNEL)).state is TargetState.PAUSED
        await deliver(channel)
        assert api.sent_to(OWNER)[-1].visible_text == (
            "“政策频道”现在收不到消息，那里的每日一文已暂停。\n"
            "原因：我没有在那里发消息的权限\n"
            "处理好以后，在那里发 /resume；频道请在这里用 /subscriptions 打开，再恢复。"
        )
        listed = await channel.say("/subscriptions")
        await channel.press(listed, "政策频道")
        await channel.press(api.sent_to(OWNER)[-1], "设置")
        await channel.press(api.sent_to(OWNER)[-1], "恢复")
        assert (await target_of(channel, CHANNEL)).state is TargetState.ACTIVE

    @pytest.mark.parametrize(
        ("status", "rights"), [("administrator", {"can_post_messages": False}), ("left", {}), ("kicked", {})]
    )
    async def test_lost_nothing_is_deleted_and_back_it_goes_on(
        self, channel: RunningBot, status: str, rights: dict[str, Any]
    ) -> None:
        api = channel.api
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        api.push_membership(CHANNEL, status, by=SECOND, **rights)
        await channel.settle()
        target = await target_of(channel, CHANNEL)
        assert target.state in (TargetState.PAUSED, TargetState.LEFT)
        assert target.next_digest_at is None
        assert await followed(channel, CHANNEL) == (ENERGY,)
        await deliver(channel)
        assert "“政策频道”" in api.sent_to(OWNER)[-1].visible_text
        assert "自动恢复" in api.sent_to(OWNER)[-1].visible_text or "就会恢复" in (
            api.sent_to(OWNER)[-1].visible_text
        )
        api.push_membership(CHANNEL, "administrator", by=SECOND, can_post_messages=True)
        await channel.settle()
        target = await target_of(channel, CHANNEL)
        assert target.state is TargetState.ACTIVE
        assert target.next_digest_at is not None
        await deliver(channel)
        assert "接着发" in api.sent_to(OWNER)[-1].visible_text
        assert len(api.sent_to(CHANNEL)) == 1

    async def test_added_by_hand_it_says_nothing_in_the_channel(self, channel: RunningBot) -> None:
        channel.api.add_chat(OTHER, "channel", "新频道")
        channel.api.push_membership(OTHER, "administrator", by=OWNER, can_post_messages=True)
        await channel.settle()
        assert channel.api.received[OTHER] == []
        assert await outbox_of(channel) == []
        assert "新频道：0 项" in (await channel.say("/subscriptions")).visible_text


class TestNoLongerLookedAfter:
    """Who looked after a channel and administers it no more hears nothing of it any more."""

    @pytest.fixture(name="linked")
    async def linked_fixture(self, channel: RunningBot) -> RunningBot:
        await channel.say("/subscribe @policy_news 能源与电力")
        await channel.settle()
        return channel

    async def hears_nothing(self, bot: RunningBot) -> None:
        bot.api.chats[CHANNEL]["title"] = "秘密计划"
        bot.api.push_membership(CHANNEL, "administrator", by=SECOND, can_post_messages=False)
        await bot.settle()
        assert await outbox_of(bot) == []
        for typed in ("/subscriptions", "/mydata"):
            said = (await bot.say(typed)).visible_text
            assert "秘密计划" not in said
            assert "政策频道" not in said
        assert (await chat_of(bot, CHANNEL)).owner is None

    @pytest.mark.parametrize("status", ["member", "left", "kicked"])
    async def test_once_telegram_has_told(self, linked: RunningBot, status: str) -> None:
        await becomes(linked, CHANNEL, OWNER, status)
        await self.hears_nothing(linked)

    @pytest.mark.parametrize("typed", ["/settings @policy_news", "/time @policy_news 9:00"])
    async def test_once_they_were_refused(self, linked: RunningBot, typed: str) -> None:
        linked.api.set_member(CHANNEL, OWNER, "left")
        linked.services.administrators.forget(CHANNEL)
        assert "没有连过" in (await linked.say(typed)).visible_text
        await self.hears_nothing(linked)

    async def test_whoever_changes_something_next_looks_after_it(self, linked: RunningBot) -> None:
        await becomes(linked, CHANNEL, OWNER, "left")
        await becomes(linked, CHANNEL, SECOND, "administrator", can_post_messages=True)
        await linked.say("/time @policy_news 9:00", user_id=SECOND)
        await linked.say("/start", user_id=SECOND)
        assert (await chat_of(linked, CHANNEL)).owner == SECOND
        assert await followed(linked, CHANNEL) == (ENERGY,)

    async def test_others_who_are_refused_or_go_change_nothing(self, linked: RunningBot) -> None:
        await becomes(linked, CHANNEL, SECOND, "left")
        await linked.say("/settings @policy_news", user_id=READER)
        await becomes(linked, CHANNEL, READER, "member")
        assert (await chat_of(linked, CHANNEL)).owner == OWNER


class TestMigration:
    """A group that is managed from a private chat becomes a supergroup, and nobody has said so yet."""

    @pytest.fixture(name="group")
    async def group_fixture(self, channel: RunningBot) -> RunningBot:
        channel.api.add_chat(GROUP, "group", "小群")
        for chat in (GROUP, NEW):
            channel.api.set_member(chat, OWNER, "administrator")
        await channel.say("/subscribe 人才")
        return channel

    async def test_the_test_post_to_be_deleted_stays_behind(
        self, group: RunningBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        said = await share(group, GROUP)
        group.api.migrate_chat(GROUP, NEW)
        note = await group.press(said, "删除测试消息")
        assert "过期" in note.parameters["text"]
        assert (await chat_of(group, NEW)).title == "小群"
        await self.check_own(group)
        assert "incident" not in caplog.text

    async def test_where_the_test_post_is_refused_it_is_linked_once_more(
        self, group: RunningBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        moved = Fault.error(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=NEW)
        group.api.fail("sendMessage", moved, chat_id=GROUP)
        assert "“小群”刚刚升级成了超级群" in (await share(group, GROUP)).visible_text
        await self.check_own(group)
        group.api.migrate_chat(GROUP, NEW)
        assert "连好了" in (await share(group, NEW)).visible_text
        assert "incident" not in caplog.text

    @staticmethod
    async def check_own(bot: RunningBot) -> None:
        """The private chat of whoever manages the group is what it was."""
        assert (await chat_of(bot, OWNER)).kind is ChatKind.PRIVATE
        assert await followed(bot, OWNER) == (("theme", "talent"),)


@pytest.mark.parametrize("title", [" ", "\u00a0", "\u3164", "\u200b\u2800"])
async def test_a_chat_without_a_readable_name_has_its_id_on_its_button(
    channel: RunningBot, title: str
) -> None:
    channel.api.chats[CHANNEL]["title"] = title
    await channel.say("/subscribe @policy_news 能源与电力")
    await channel.settle()
    assert str(CHANNEL) in labels(await channel.say("/subscriptions"))
