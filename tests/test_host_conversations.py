"""Golden transcripts of groups, topics and channels over HTTP, in tests/conversations/hosts/*.txt.

`>` is what people do and `*` what Telegram or the clock does; `<` is what the bot sends and where, `<<` what
it changes, `<?` what Telegram does not take, `x` where it deletes, `!` what it says over a button. With
CMIABOT_TEST_UPDATE_CONVERSATIONS=1 they are written anew: read what changed before you commit it.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmiabot.store.values import OutboxState
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.hosts import CHANNEL_BOT, as_chat, followed, outbox_of, target_of, topic, write_digest
from tests.auxil.running_bot import RunningBot, api_fixture, running_bot  # noqa: F401
from tests.auxil.transcripts import Transcript

FOLDER = Path(__file__).parent / "conversations" / "hosts"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday, eight o'clock in Chongqing."""
OWNER, SECOND, MEMBER = 1001, 2002, 3003
GROUP, OLD, CHANNEL, LINKED = -1001, -77, -1005, -1009
NAMES = {
    OWNER: "甲的私聊",
    SECOND: "乙的私聊",
    MEMBER: "丙的私聊",
    GROUP: "群",
    OLD: "旧群",
    CHANNEL: "频道",
}


async def rights(bot: RunningBot) -> str:
    script = Transcript(bot, "A group: an administrator, a member, an anonymous one, a channel.", NAMES)
    await script.member("甲把机器人加进群", GROUP, "member", OWNER)
    await script.say("丙", "/ask@fake_test_bot 北光电气提过什么", GROUP, user_id=MEMBER)
    await script.say("丙", "/subscribe 能源与电力", GROUP, user_id=MEMBER)
    done = await script.say("甲", "/subscribe 能源与电力", GROUP, user_id=OWNER)
    await script.press("丙", done, "撤销", MEMBER)
    hidden = await script.say("匿名管理员", "/subscribe 人才", GROUP, **as_chat(GROUP))
    await script.say("相连的频道", "/unsubscribe 全部", GROUP, **as_chat(LINKED, "channel", CHANNEL_BOT))
    await script.press("乙", hidden, "撤销", SECOND)
    asked = await script.say("匿名管理员", "/ask 北光电气提过什么", GROUP, **as_chat(GROUP))
    await script.press("丙", asked, "下一页 ›", MEMBER)
    await script.press("乙", asked, "下一页 ›", SECOND)
    assert await followed(bot, GROUP) == (("theme", "energy"),)
    return script.text


async def topics(bot: RunningBot) -> str:
    script = Transcript(bot, "A topic of a forum: closed, opened, then deleted.", NAMES)
    await script.member("甲把机器人加进论坛", GROUP, "member", OWNER)
    await script.say("甲", "/subscribe 能源与电力", GROUP, user_id=OWNER, **topic(5))
    await script.service("话题 5 关闭了", GROUP, forum_topic_closed={}, **topic(5))
    await script.deliver("通知发出")
    await script.service("话题 5 重新打开了", GROUP, forum_topic_reopened={}, **topic(5))
    await script.deliver("通知发出")
    await write_digest(bot, GROUP, 5)
    bot.api.delete_topic(GROUP, 5)
    await script.deliver("话题 5 删除了；每日一文到了时间")
    await script.deliver("通知发出")
    listed = await script.say("甲", "/subscriptions", user_id=OWNER)
    await script.press("甲", listed, "测试群 5", OWNER)
    return script.text


async def channels(bot: RunningBot) -> str:
    script = Transcript(bot, "A channel: linked, managed, rights lost and back.", NAMES)
    picker = await script.say("甲", "/subscribe", user_id=OWNER)
    await script.press("甲", picker, "给频道或群订阅", OWNER)
    await script.say("丙", "/subscribe @policy_news", user_id=MEMBER)
    shared = {"request_id": 1, "chat_id": CHANNEL}
    linked = await script.say("甲", "（选了频道）", user_id=OWNER, text="", chat_shared=shared)
    themes = await script.press("甲", linked, "选主题", OWNER)
    await script.press("甲", themes, "能源与电力", OWNER)
    await script.press("甲", linked, "删除测试消息", OWNER)
    await write_digest(bot, CHANNEL)
    await script.deliver("每日一文到了时间")
    post = bot.api.received[CHANNEL][-1]
    await script.press("丙", post, "原文 1", MEMBER)
    await script.press("丙", post, "退订", MEMBER)
    await script.member("乙收回了发消息的权限", CHANNEL, "administrator", SECOND, can_post_messages=False)
    await script.deliver("通知发出")
    await script.member("乙把权限还了", CHANNEL, "administrator", SECOND, can_post_messages=True)
    await script.deliver("通知发出")
    await script.say("甲", "/settings @policy_news", user_id=OWNER)
    return script.text


async def removed(bot: RunningBot) -> str:
    script = Transcript(bot, "Removed from a group, and added again.", NAMES)
    await script.member("甲把机器人加进群", GROUP, "member", OWNER)
    await script.say("甲", "/subscribe 能源与电力", GROUP, user_id=OWNER)
    await script.member("乙把机器人移出群", GROUP, "kicked", SECOND)
    await script.deliver("通知发出")
    await script.member("乙又把机器人加进群", GROUP, "member", SECOND)
    await script.say("甲", "/status", GROUP, user_id=OWNER)
    return script.text


async def migrated(bot: RunningBot) -> str:
    script = Transcript(bot, "A group becomes a supergroup while its digest waits.", NAMES)
    await script.member("甲把机器人加进旧群", OLD, "member", OWNER)
    await script.say("甲", "/subscribe 能源与电力", OLD, user_id=OWNER)
    await write_digest(bot, OLD)
    del bot.api.chats[GROUP]
    bot.api.migrate_chat(OLD, GROUP)
    bot.api.set_member(GROUP, OWNER, "administrator")
    await script.service("旧群升级了", OLD, migrate_to_chat_id=GROUP)
    await script.service("新群说它从哪里来", GROUP, migrate_from_chat_id=OLD)
    await script.deliver("每日一文发出")
    await script.say("甲", "/status", GROUP, user_id=OWNER)
    assert [row.state for row in await outbox_of(bot)] == [OutboxState.SENT]
    assert (await target_of(bot, GROUP)).last_due_date is None
    return script.text


SCENARIOS: list[Callable[[RunningBot], Awaitable[str]]] = [rights, topics, channels, removed, migrated]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.__name__)
async def test_it_goes_as_the_transcript_says(
    api: FakeBotApi, scenario: Callable[[RunningBot], Awaitable[str]]
) -> None:
    api.add_chat(GROUP, title="测试群", is_forum=scenario is topics)
    api.add_chat(OLD, "group", title="测试群")
    api.add_chat(CHANNEL, "channel", "政策频道", username="policy_news")
    for chat in (GROUP, OLD):
        api.set_member(chat, api.me["id"], "left")
        api.set_member(chat, OWNER, "creator")
        api.set_member(chat, SECOND, "administrator")
    api.set_member(CHANNEL, api.me["id"], "administrator", can_post_messages=True)
    api.set_member(CHANNEL, OWNER, "creator")
    async with running_bot(api, clock=lambda: NOW) as bot:
        await bot.say("/start", user_id=OWNER)
        said = await scenario(bot)
    path = FOLDER / f"{scenario.__name__}.txt"
    if os.environ.get("CMIABOT_TEST_UPDATE_CONVERSATIONS") == "1":
        path.write_text(said, encoding="utf-8")
    else:
        assert said == path.read_text(encoding="utf-8")
