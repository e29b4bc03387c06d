"""What somebody may try to get at what is not theirs, or to bring the bot down: all refused, kindly."""

from typing import Any

import pytest

from cmiabot.messages.screens import Action
from cmiabot.store import chats, subscriptions, targets
from cmiabot.store.values import ChatKind
from cmiabot.telegram.commands import COMMANDS, OPERATOR_COMMANDS
from cmiabot.telegram.handlers import operators
from tests.auxil.fake_bot_api import USER_ID, SentMessage
from tests.auxil.hosts import target_of
from tests.auxil.running_bot import (
    RunningBot,
    api_fixture,  # noqa: F401
    bot_fixture,  # noqa: F401
)

EVE, GROUP = 6666, -1001
CHANGING = (
    "/settings",
    "/subscribe energy",
    "/unsubscribe energy",
    "/time 9:00",
    "/days 1-5",
    "/timezone Berlin",
    "/pause",
    "/resume",
    "/language English",
    "/forgetme",
    "/mydata",
)


async def followed(bot: RunningBot, person: int) -> int:
    """How much somebody follows."""
    async with bot.services.database.read() as session:
        chat = await chats.find(session, person)
        assert chat is not None
        (target,) = await targets.of_chat(session, chat.id)
        return len(await subscriptions.of_target(session, target.id))


UNREADABLE = [
    "",
    "v0:o:p:1",
    "v1",
    "v1:o:p",
    "v1:o:p:1:2:3",
    "v1:q:-1",
    "v1:q:٣",
    "v1:q:" + "9" * 59,
    "v1:g:p::1",
    "v1:o:s:' OR 1=1 --",
    "v1:o:p:../../etc/passwd",
    "v1:o:p:{{ 7*7 }}",
    "v1:o:F:t-nothing",
    "v1:o:F:a-<b>",
    "\x00" * 64,
    "微" * 21,
]


class TestForgedPresses:
    """Clients can send any data in the name of any message of the bot in a chat: its buttons decide."""

    @pytest.mark.parametrize(
        "data", ["v1:g:P::1", "v1:g:t:energy:1", "v1:q:1", "v1:o:p:cmia16-01", "v1:o:n:", "v1:o:f:"]
    )
    async def test_a_member_overwrites_no_message_in_a_group(self, bot: RunningBot, data: str) -> None:
        bot.api.add_chat(GROUP)
        message = await bot.say("/theme energy", chat_id=GROUP)
        before = message.snapshot()
        assert before.buttons
        assert data not in [one.get("callback_data") for one in before.buttons]
        note = await bot.press_data(message, data, user_id=EVE)
        assert "过期" in note.parameters["text"]
        assert bot.api.sent_to(GROUP) == [before]

    async def test_nor_does_an_administrator_by_a_button_of_another_message(self, bot: RunningBot) -> None:
        bot.api.add_chat(GROUP)
        bot.api.set_member(GROUP, USER_ID, "administrator")
        asked = await bot.say("/forgetme", chat_id=GROUP)
        listed = await bot.say("/papers", chat_id=GROUP)
        before = listed.snapshot()
        for one in asked.buttons:
            note = await bot.press_data(listed, one["callback_data"])
            assert "过期" in note.parameters["text"]
        assert listed == before

    async def test_under_a_message_without_buttons_nothing_can_be_pressed(self, bot: RunningBot) -> None:
        said = await bot.say("/language English")
        assert said.buttons == []
        for data in ("v1:o:F:t-energy", "v1:o:l:", "v1:g:k::1"):
            note = await bot.press_data(said, data)
            assert "out of date" in note.parameters["text"]
        assert await followed(bot, USER_ID) == 0
        assert bot.api.sent_to(USER_ID) == [said]

    async def test_what_stood_under_a_message_before_it_changed_is_old(self, bot: RunningBot) -> None:
        await bot.say("/subscribe energy")
        listed = await bot.say("/subscriptions")
        (drop,) = [one["callback_data"] for one in listed.buttons if one["text"].startswith("✕")]
        await bot.press_data(listed, drop)
        await bot.say("/subscribe energy")
        assert "过期" in (await bot.press_data(listed, drop)).parameters["text"]
        assert await followed(bot, USER_ID) == 1


class TestButtons:
    @pytest.mark.parametrize("data", UNREADABLE)
    async def test_a_button_that_says_nothing_is_an_old_button(self, bot: RunningBot, data: str) -> None:
        message = await bot.say("/papers")
        before = message.visible_text
        note = await bot.press_old(message, data)
        assert "请再问一次" in note.parameters["text"]
        assert message.visible_text == before
        assert len(bot.api.received[USER_ID]) == 1

    @pytest.mark.parametrize(
        "value",
        [
            "t-99999",
            "t--5",
            "t-",
            "t-٣٠",
            "t-４５０",
            "t-+30",
            "t-4_5",
            "d-9",
            "d-",
            "d-٣",
            "d-²",
            "z-Mars",
            "l-xx",
            "p-0",
            "p--1",
            "p--30",
            "p-367",
            "p-36500",
            "p-999999999999",
            "p-٣٠",
            "p-３０",
            "p-²",
            "p-+7",
            "p- 7",
            "p-7 ",
            "p-1_0",
            "a-",
            "a-x",
            "x",
            "-",
        ],
    )
    async def test_settings_that_no_button_offers_are_not_set(self, bot: RunningBot, value: str) -> None:
        await bot.say("/subscribe energy")
        message = await bot.say("/settings")
        before = message.visible_text
        actions = {one["callback_data"].split(":")[2] for one in message.buttons}
        assert Action.SET.value in actions
        for action in (*actions, Action.HOST.value):
            note = await bot.press_old(message, f"v1:o:{action}:{value}")
            if action in (Action.SET.value, Action.HOST.value):
                assert "过期" in note.parameters["text"]
        assert (await bot.say("/settings")).visible_text == before

    async def test_a_pause_takes_from_a_day_to_a_year(self, bot: RunningBot) -> None:
        message = await bot.say("/settings")
        ends = []
        for days in (1, 366):
            note = await bot.press_old(message, f"v1:o:=:p-{days}")
            assert "text" not in note.parameters
            until = (await target_of(bot, USER_ID)).paused_until
            assert until is not None
            ends.append(until)
        assert (ends[1] - ends[0]).days == 365

    async def test_a_button_of_somebody_elses_chat_changes_ones_own_at_most(self, bot: RunningBot) -> None:
        mine = await bot.say("/subscribe energy")
        await bot.say("/subscriptions")
        theirs = await bot.say("/start", user_id=EVE)
        lists = [bot.api.sent_to(USER_ID)[-1], mine]
        for data in [one["callback_data"] for message in lists for one in message.buttons]:
            await bot.press_old(theirs, data, user_id=EVE)
        assert await followed(bot, USER_ID) == 1

    async def test_the_number_of_somebody_elses_answer_opens_nothing(self, bot: RunningBot) -> None:
        """Message ids are those of a chat: another chat's answer is not found by them."""
        answer = await bot.say("北光电气提过什么")
        await bot.say("/start", user_id=EVE)
        forged = SentMessage(EVE, answer.message_id, answer.text, answer.formatted)
        note = await bot.press_old(forged, "v1:q:2", user_id=EVE)
        assert "不记得" in note.parameters["text"]

    async def test_operators_buttons_are_there_for_nobody_else(self, bot: RunningBot) -> None:
        message = await bot.say("/papers")
        for action in operators.BUTTONS:
            note = await bot.press_old(message, f"v1:o:{action.value}:1-1")
            assert "过期" in note.parameters["text"]
        assert len(bot.api.received[USER_ID]) == 1

    async def test_a_press_without_a_message_is_answered(self, bot: RunningBot) -> None:
        somebody = {**bot.api.user(USER_ID), "language_code": "zh"}
        query = {"id": "1", "from": somebody, "chat_instance": "1", "data": "v1:o:F:t-energy"}
        bot.api.push_update({"callback_query": {**query, "inline_message_id": "x"}})
        (note,) = await bot.api.wait_for("answerCallbackQuery")
        assert "过期" in note.parameters["text"]
        assert bot.api.received[USER_ID] == []

    async def test_a_press_under_a_message_too_old_to_be_seen_is_answered(
        self, bot: RunningBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        message = await bot.say("/papers")
        message.deleted = True
        for data in ("v1:g:l::2", "v1:q:2", "v1:o:S:", "v1:o:F:t-energy"):
            await bot.press_data(message, data)
        assert "incident" not in caplog.text


class TestCommands:
    @pytest.mark.parametrize("typed", CHANGING)
    async def test_a_member_of_a_group_changes_nothing_there(self, bot: RunningBot, typed: str) -> None:
        bot.api.add_chat(GROUP)
        bot.api.set_member(GROUP, EVE, "member")
        said = await bot.say(typed, chat_id=GROUP, user_id=EVE)
        assert said.buttons == []
        async with bot.services.database.read() as session:
            chat = await chats.find(session, GROUP)
            assert chat is None or chat.kind is ChatKind.SUPERGROUP
            for target in await targets.of_chat(session, chat.id) if chat else ():
                assert await subscriptions.of_target(session, target.id) == []

    async def test_operators_commands_do_not_exist(self, bot: RunningBot) -> None:
        for command in OPERATOR_COMMANDS:
            said = (await bot.say(f"/{command.name} 1")).visible_text
            assert "/help" in said

    @pytest.mark.parametrize("command", [one.name for one in (*COMMANDS, *OPERATOR_COMMANDS)])
    async def test_huge_texts_are_answered_shortly(
        self, bot: RunningBot, command: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        for junk in ("9" * 4000, "微电网" * 1300, "<b>" * 1300, "1 " * 2000, "\u202e\x00" * 2000):
            said = await bot.say(f"/{command} {junk}")
            assert len(said.visible_text) < 4096
        assert "incident" not in caplog.text

    @pytest.mark.parametrize(
        "link",
        ["p_", "p_../../etc", "t_<b>", "o_{{ 7*7 }}", "r_' OR 1=1 --", "x_1", "_", "p_" + "1" * 62, "r_\x00"],
    )
    async def test_links_that_lead_nowhere(
        self, bot: RunningBot, link: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        said = (await bot.say(f"/start {link}")).visible_text
        assert "不在收录里" in said or "您好" in said
        assert "incident" not in caplog.text

    async def test_markup_in_names_and_titles_stays_text(
        self, bot: RunningBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        bot.api.add_chat(GROUP, title="</b><a href='x'>{{ 7*7 }}")
        names = {"first_name": "<b>{{ 7*7 }}", "username": "</i>"}
        sender: dict[str, Any] = {"from": {"id": EVE, "is_bot": False, **names}}
        for typed in ("/start", "/help", "/settings", "/status", "/mydata", "<b>微电网</b>"):
            await bot.say(typed, user_id=EVE, **sender)
            if typed.startswith("/"):
                await bot.say(typed, chat_id=GROUP, user_id=EVE, **sender)
        assert "49" not in "".join(one.visible_text for one in bot.api.received[GROUP])
        assert "incident" not in caplog.text

    async def test_topics_of_other_chats_and_threads_that_are_none(
        self, bot: RunningBot, caplog: pytest.LogCaptureFixture
    ) -> None:
        for thread in (1, -1, 2**31, 2**62):
            topic = {"message_thread_id": thread, "is_topic_message": True}
            await bot.say("/subscribe energy", **topic)
        assert await followed(bot, USER_ID) == 1  # in private all of it is one place
        assert "incident" not in caplog.text


class TestQuestions:
    async def test_300_characters_are_read_and_301_are_not(self, bot: RunningBot) -> None:
        assert "太长" not in (await bot.say("微电网" * 100)).visible_text
        assert "300" in (await bot.say("微电网" * 100 + "？")).visible_text
