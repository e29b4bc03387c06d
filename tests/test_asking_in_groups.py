"""Asking in groups: how questions reach the bot, short answers, and who pages them.

Privacy mode is on, as Telegram has it at first, but where a test says otherwise.
"""

from typing import Any

import pytest

from tests.auxil.fake_bot_api import USER_ID
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture  # noqa: F401

GROUP, OTHER, ADMINISTRATOR = -1001, 2002, 3003
ANONYMOUS = 1087968824
QUESTION = "北光电气提过什么"
NAME = "fake_test_bot"
TOPIC = {"message_thread_id": 77, "is_topic_message": True}


@pytest.fixture(name="group")
def group_fixture(bot: RunningBot) -> RunningBot:
    """The bot in a group."""
    bot.api.add_chat(GROUP, is_forum=True)
    bot.api.set_member(GROUP, ADMINISTRATOR, "administrator")
    return bot


def said_before(
    bot: RunningBot, text: str, user: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A message somebody replies to."""
    author = user or bot.api.user(OTHER)
    chat = bot.api.chat(GROUP)
    return {"message_id": 900, "date": 0, "chat": chat, "from": author, "text": text, **more}


async def test_a_command_with_the_name_of_the_bot_is_a_question(group: RunningBot) -> None:
    answer = await group.say(f"/ask@{NAME} {QUESTION}", chat_id=GROUP)
    assert answer.visible_text.startswith("北光电气")


async def test_so_it_is_as_a_reply_to_what_somebody_asked(group: RunningBot) -> None:
    asked = said_before(group, QUESTION)
    answer = await group.say(f"/ask@{NAME}", chat_id=GROUP, reply_to_message=asked)
    assert answer.visible_text.startswith("北光电气")


async def test_of_a_long_message_a_part_can_be_quoted(group: RunningBot) -> None:
    asked = said_before(group, f"大家好。{QUESTION}？谢谢")
    quote = {"text": QUESTION, "position": 4}
    answer = await group.say(f"/ask@{NAME}", chat_id=GROUP, reply_to_message=asked, quote=quote)
    assert answer.visible_text.startswith("北光电气")


async def test_a_caption_counts_and_the_bots_own_words_do_not(group: RunningBot) -> None:
    photo = said_before(group, "", caption=QUESTION)
    assert "北光" in (await group.say("/ask", chat_id=GROUP, reply_to_message=photo)).visible_text
    own = said_before(group, QUESTION, group.api.me)
    usage = await group.say("/ask", chat_id=GROUP, reply_to_message=own)
    assert "写上问题" in usage.visible_text


async def test_a_reply_to_the_bot_is_a_question(group: RunningBot) -> None:
    own = said_before(group, "…", group.api.me)
    answer = await group.say(QUESTION, chat_id=GROUP, reply_to_message=own)
    assert answer.visible_text.startswith("北光电气")


@pytest.mark.parametrize("text", [f"@{NAME} {QUESTION}", f"{QUESTION} @{NAME.upper()}"])
async def test_a_mention_is_one_too_where_the_bot_is_an_administrator(group: RunningBot, text: str) -> None:
    group.api.set_member(GROUP, group.api.me["id"], "administrator")
    at = text.index("@")
    mention = [{"type": "mention", "offset": at, "length": len(NAME) + 1}]
    answer = await group.say(text, chat_id=GROUP, entities=mention)
    assert answer.visible_text.startswith("北光电气")


async def test_a_mere_mention_is_about_what_it_replies_to(group: RunningBot) -> None:
    group.api.switch_privacy_off()
    mention = [{"type": "text_mention", "offset": 0, "length": 3, "user": group.api.me}]
    asked = said_before(group, QUESTION)
    answer = await group.say("机器人", chat_id=GROUP, entities=mention, reply_to_message=asked)
    assert answer.visible_text.startswith("北光电气")


async def test_what_is_said_to_others_is_not_answered(group: RunningBot) -> None:
    group.api.switch_privacy_off()
    group.api.push_message(QUESTION, chat_id=GROUP)
    group.api.push_message(QUESTION, chat_id=GROUP, reply_to_message=said_before(group, "?"))
    other = [{"type": "mention", "offset": 0, "length": 6}]
    group.api.push_message(f"@other {QUESTION}", chat_id=GROUP, entities=other)
    own = said_before(group, "…", group.api.me)
    group.api.push_message(QUESTION, chat_id=GROUP, reply_to_message=own, is_automatic_forward=True)
    await group.settle()
    assert group.api.sent_to(GROUP) == []


async def test_answers_stay_in_their_topic_and_name_no_thread_elsewhere(group: RunningBot) -> None:
    await group.say(f"/ask {QUESTION}", chat_id=GROUP, **TOPIC)
    await group.say(f"/ask {QUESTION}", chat_id=GROUP, message_thread_id=77)
    threads = [call.parameters.get("message_thread_id") for call in group.api.calls_of("sendMessage")]
    assert threads == [77, None]


async def test_answers_are_short_and_more_is_had_by_who_asked(group: RunningBot) -> None:
    private = await group.say(QUESTION)
    answer = await group.say(f"/ask {QUESTION}", chat_id=GROUP)
    assert len(answer.visible_text) < len(private.visible_text) / 1.5
    assert len(answer.buttons) < len(private.buttons) / 2
    note = await group.press(answer, "下一页 ›", user_id=OTHER)
    assert "请提问的人来翻" in note.parameters["text"]
    assert not answer.edited
    await group.press(answer, "下一页 ›", user_id=USER_ID)
    assert "第 2/4 页" in answer.visible_text
    assert len(answer.buttons) < len(private.buttons) / 2


async def test_what_was_asked_anonymously_any_administrator_pages(group: RunningBot) -> None:
    chat = {**group.api.chat(GROUP)}
    answer = await group.say(f"/ask {QUESTION}", chat_id=GROUP, user_id=ANONYMOUS, sender_chat=chat)
    note = await group.press(answer, "下一页 ›", user_id=OTHER)
    assert "匿名管理员" in note.parameters["text"]
    await group.press(answer, "下一页 ›", user_id=ADMINISTRATOR)
    assert "第 2/4 页" in answer.visible_text
