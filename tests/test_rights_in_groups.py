"""Who may change things in groups: members, administrators, anonymous ones, and channels that pose as one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from cmiabot.delivery.places import Place
from tests.auxil.fake_bot_api import USER_ID, Fault
from tests.auxil.hosts import becomes, chat_of
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture  # noqa: F401

GROUP, LINKED = -1001, -1009
MEMBER, ADMINISTRATOR = 2002, USER_ID
ANONYMOUS, CHANNEL_BOT = 1087968824, 136817688
REFUSED = "只有这里的管理员"
ENERGY = ("theme", "energy")


@pytest.fixture(name="group")
def group_fixture(bot: RunningBot) -> RunningBot:
    """The bot in a group with an administrator."""
    bot.api.add_chat(GROUP)
    bot.api.add_chat(LINKED, "channel")
    bot.api.set_member(GROUP, ADMINISTRATOR, "administrator")
    return bot


def as_chat(chat: int, kind: str = "supergroup", user: int = ANONYMOUS) -> dict[str, Any]:
    """What a message has that is sent in the name of a chat."""
    return {"user_id": user, "sender_chat": {"id": chat, "type": kind, "title": "Chat"}}


async def followed(bot: RunningBot, chat: int = GROUP) -> tuple[Any, ...]:
    place = Place(chat)
    return (await bot.services.following.standing(place, now=datetime.now(UTC))).interests


CHANGES = ["/subscribe 能源与电力", "/settings", "/time 9:00", "/pause", "/forgetme"]


@pytest.mark.parametrize("command", CHANGES)
async def test_a_member_is_refused_on_every_command_that_changes_something(
    group: RunningBot, command: str
) -> None:
    assert REFUSED in (await group.say(command, chat_id=GROUP, user_id=MEMBER)).visible_text
    assert await followed(group) == ()


async def test_a_member_is_refused_on_the_buttons_of_an_administrator(group: RunningBot) -> None:
    done = await group.say("/subscribe 能源与电力", chat_id=GROUP)
    for label in ("撤销",):
        note = await group.press(done, label, user_id=MEMBER)
        assert REFUSED in note.parameters["text"]
        assert note.parameters["show_alert"]
    assert await followed(group) == (ENERGY,)
    await group.press(done, "撤销", user_id=ADMINISTRATOR)
    assert await followed(group) == ()


async def test_an_anonymous_administrator_may_and_presses_as_themself(group: RunningBot) -> None:
    done = await group.say("/subscribe 能源与电力", chat_id=GROUP, **as_chat(GROUP))
    assert "已订阅" in done.visible_text
    await group.press(done, "撤销", user_id=ADMINISTRATOR)
    assert await followed(group) == ()


@pytest.mark.parametrize("user", [CHANNEL_BOT, ANONYMOUS, ADMINISTRATOR])
async def test_a_channel_is_no_administrator(group: RunningBot, user: int) -> None:
    said = await group.say("/subscribe 能源与电力", chat_id=GROUP, **as_chat(LINKED, "channel", user))
    assert REFUSED in said.visible_text
    assert await followed(group) == ()


async def test_administrators_are_asked_for_once_a_minute_at_most(group: RunningBot) -> None:
    for _ in range(3):
        await group.say("/settings", chat_id=GROUP)
    assert len(group.api.calls_of("getChatAdministrators")) == 1


@pytest.mark.parametrize("code", [400, 403, 500])
async def test_nothing_is_changed_while_nobody_can_say_who_they_are(group: RunningBot, code: int) -> None:
    group.api.fail("getChatAdministrators", Fault.error(code, "no"))
    said = await group.say("/subscribe 能源与电力", chat_id=GROUP)
    assert "查不到" in said.visible_text
    assert await followed(group) == ()
    assert "已订阅" in (await group.say("/subscribe 能源与电力", chat_id=GROUP)).visible_text


async def test_everybody_may_look_and_ask(group: RunningBot) -> None:
    for typed in ("/status", "/ask 北光电气提过什么", "/themes"):
        assert REFUSED not in (await group.say(typed, chat_id=GROUP, user_id=MEMBER)).visible_text


class TestNoLonger:
    """Who was an administrator a moment ago, and is believed to be one for a minute."""

    @pytest.mark.parametrize("code", [None, 400])
    async def test_deletes_nothing(self, group: RunningBot, code: int | None) -> None:
        group.api.set_member(GROUP, MEMBER, "administrator")
        await group.say("/subscribe 能源与电力", chat_id=GROUP)
        asked = await group.say("/forgetme", chat_id=GROUP, user_id=MEMBER)
        group.api.set_member(GROUP, MEMBER, "member")
        if code is not None:
            group.api.fail("getChatAdministrators", Fault.error(code, "no"))
        note = await group.press(asked, "是，全部删除", user_id=MEMBER)
        assert note.parameters["text"].startswith(REFUSED if code is None else "现在查不到")
        assert await followed(group) == (ENERGY,)

    async def test_nor_from_a_private_chat(self, group: RunningBot) -> None:
        group.api.chats[GROUP]["username"] = "the_group"
        await group.say("/subscribe 能源与电力", chat_id=GROUP)
        asked = await group.say("/forgetme @the_group")
        group.api.set_member(GROUP, ADMINISTRATOR, "member")
        assert REFUSED in (await group.press(asked, "是，全部删除")).parameters["text"]
        assert (await chat_of(group, GROUP)).id

    async def test_changes_nothing_once_telegram_has_told(self, group: RunningBot) -> None:
        await group.say("/subscribe 能源与电力", chat_id=GROUP)
        await becomes(group, GROUP, ADMINISTRATOR, "member")
        assert REFUSED in (await group.say("/subscribe 人才", chat_id=GROUP)).visible_text
        assert await followed(group) == (ENERGY,)
        await becomes(group, GROUP, ADMINISTRATOR, "administrator")
        assert "已订阅" in (await group.say("/subscribe 人才", chat_id=GROUP)).visible_text

    async def test_people_who_come_and_go_change_nothing(self, group: RunningBot) -> None:
        for status in ("member", "left"):
            await group.say("/settings", chat_id=GROUP)
            await becomes(group, GROUP, MEMBER, status)
        assert len(group.api.calls_of("getChatAdministrators")) == 1
