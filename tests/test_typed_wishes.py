"""Commands in plain words, and the questions that only look like them."""

from typing import Any

import pytest
from hypothesis import given

from cmiabot.delivery.typed_wishes import Wish, read_wish
from cmiabot.telegram.commands import COMMANDS
from tests.auxil.fake_bot_api import USER_ID
from tests.auxil.properties import ANY_QUESTION
from tests.auxil.real_questions import wordings
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture  # noqa: F401

GROUP, MEMBER, NAME = -1001, 2002, "@fake_test_bot"


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("退订", "unsubscribe", ""),
        ("退訂！", "unsubscribe", ""),
        ("怎么退订？", "unsubscribe", ""),
        ("我要取消订阅", "unsubscribe", ""),
        ("取消订阅氢能", "unsubscribe", "氢能"),
        ("退订 巴斯夫", "unsubscribe", "巴斯夫"),
        ("停止推送", "unsubscribe", ""),
        ("不想订阅了", "unsubscribe", ""),
        ("Unsubscribe", "unsubscribe", ""),
        ("unsubscribe from hydrogen", "unsubscribe", "hydrogen"),
        ("how do I unsubscribe?", "unsubscribe", ""),
        ("stop", "unsubscribe", ""),
        ("STOP.", "unsubscribe", ""),
        ("stop following BASF", "unsubscribe", "basf"),
        ("Stop sending me messages", "unsubscribe", ""),
        ("please unsubscribe me", "unsubscribe", ""),
        ("cancel my subscription", "unsubscribe", ""),
        ("不想再收了", "unsubscribe", ""),
        ("关闭推送", "unsubscribe", ""),
        ("订阅", "subscribe", ""),
        ("订阅人才，谢谢", "subscribe", "人才"),
        ("subscribe me to talent", "subscribe", "talent"),
        ("怎么订阅", "subscribe", ""),
        ("订阅人才", "subscribe", "人才"),
        ("我想订阅氢能", "subscribe", "氢能"),
        ("訂閱氫能", "subscribe", "氢能"),
        ("subscribe", "subscribe", ""),
        ("subscribe to talent", "subscribe", "talent"),
        ("subscribe to AT&S", "subscribe", "at&s"),
        ("subscribe tokyo", "subscribe", "tokyo"),
        ("暂停", "pause", ""),
        ("暂停推送", "pause", ""),
        ("暂停7天", "pause", "7天"),
        ("pause 7", "pause", "7"),
        ("暂停一周", "pause", "一周"),
        ("暂停到12月1日", "pause", "到12月1日"),
        ("pause", "pause", ""),
        ("pause for 2 weeks", "pause", "for 2 weeks"),
        ("pause until 1 December", "pause", "until 1 december"),
        ("恢复", "resume", ""),
        ("恢复推送", "resume", ""),
        ("取消暂停", "resume", ""),
        ("resume please", "resume", ""),
        ("我订阅了什么", "subscriptions", ""),
        ("我订阅了哪些主题", "subscriptions", ""),
        ("我的订阅", "subscriptions", ""),
        ("my subscriptions", "subscriptions", ""),
        ("每天几点发", "status", ""),
        ("每天几点发给我", "status", ""),
        ("什么时候发？", "status", ""),
        ("when is the next digest", "status", ""),
    ],
)
def test_a_command_is_read(text: str, command: str, argument: str) -> None:
    assert read_wish(text) == Wish(command, argument)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "停车",
        "暂停键",
        "暂停一些工厂",
        "恢复生态",
        "停止",
        "取消收费",
        "不收费",
        "stop 5G",
        "恢复生产",
        "软件订阅",
        "订阅制",
        "订阅经济",
        "订阅软件是谁提的",
        "谁建议恢复航班",
        "停止使用煤炭",
        "stop pollution",
        "non-stop flights",
        "pause on tariffs",
        "resume production",
        "subscribe model",
        "subscribers",
        "subscription economy",
        "什么时候发展氢能",
        "谁建议订阅",
        "退订" + "很" * 40,
    ],
)
def test_a_question_is_left_to_the_papers(text: str) -> None:
    assert read_wish(text) is None


def test_no_everyday_wording_of_a_record_is_taken_for_a_command() -> None:
    assert [words for _, words in wordings() if read_wish(words)] == []


@given(ANY_QUESTION)
def test_no_text_is_taken_for_a_command_without_its_word(text: str) -> None:
    assert read_wish(text) is None


class TestInAChat:
    async def test_plain_words_do_what_the_command_does(self, bot: RunningBot) -> None:
        assert "已订阅主题“人才”" in (await bot.say("订阅人才")).visible_text
        assert "您的订阅" in (await bot.say("退订")).visible_text
        assert "您的订阅" in (await bot.say("/stop")).visible_text
        assert "暂停到" in (await bot.say("暂停7天")).visible_text
        assert "恢复了" in (await bot.say("恢复")).visible_text
        assert "下一篇" in (await bot.say("每天几点发")).visible_text
        assert "已退订主题“人才”" in (await bot.say("取消订阅人才")).visible_text

    async def test_in_a_group_they_do_where_the_bot_is_addressed(self, bot: RunningBot) -> None:
        api = bot.api
        api.switch_privacy_off()
        api.add_chat(GROUP)
        api.set_member(GROUP, USER_ID, "administrator")
        welcome = await bot.say("/themes", chat_id=GROUP)
        reply = {"reply_to_message": api.message_json(welcome)}
        mention = {"entities": [{"type": "mention", "offset": 0, "length": len(NAME)}]}

        async def say(text: str, **more: Any) -> str:
            return (await bot.say(text, chat_id=GROUP, **more)).visible_text

        refused = "只有这里的管理员"
        assert refused in await say("订阅人才", user_id=MEMBER, **reply)
        assert "已订阅主题“人才”" in await say("订阅人才", **reply)
        assert refused in await say(f"{NAME} 退订 人才", user_id=MEMBER, **mention)
        # Whose words an administrator points at is of no matter.
        theirs = {"message_id": 900, "date": 0, "chat": api.chat(GROUP), "from": api.user(MEMBER)}
        pointing: dict[str, Any] = {**mention, "reply_to_message": theirs | {"text": "退订 人才"}}
        assert "已退订" not in await say(NAME, **pointing)
        assert "下一篇" in await say("每天几点发", user_id=MEMBER, **reply)
        assert "已退订主题“人才”" in await say(f"{NAME} 退订 人才", **mention)
        # Nobody spoke to the bot.
        before = len(api.received[GROUP])
        api.push_message("订阅人才", chat_id=GROUP)
        await bot.settle()
        assert len(api.received[GROUP]) == before

    async def test_a_question_is_still_answered(self, bot: RunningBot) -> None:
        assert "何川" in (await bot.say("何川提过换电站吗")).visible_text

    def test_the_commands_in_the_menu_have_their_own_names(self) -> None:
        names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
        assert len(names) == len(set(names))
