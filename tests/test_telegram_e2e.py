"""The bot as people meet it: the real application polls a fake Bot API over HTTP."""

import asyncio
import logging
import re
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from telegram.error import InvalidToken, NetworkError

from cmiabot.delivery.limits import Limiter
from cmiabot.errors import StartError
from cmiabot.logs import set_up_logging
from cmiabot.settings import Secret
from cmiabot.telegram import polling
from cmiabot.telegram.commands import COMMANDS
from cmiabot.telegram.context import CmiaApplication, Services
from cmiabot.telegram.polling import bot_name, run_polling
from tests.auxil.bot_api_limits import FloodLimits
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, Fault, SentMessage
from tests.auxil.running_bot import (
    TIMEOUT,
    RunningBot,
    api_fixture,  # noqa: F401
    application_for,
    bot_fixture,  # noqa: F401
    running_bot,
)

GROUP = -1001
STRANGER = 2002
QUESTION = "谁建议在工业园区建微电网"
MENU = "[('type', 'default')]"
"""The people a list of commands without a scope is for, as the fake keeps it."""

ANSWERS = {
    "start": ("/start", "您好", "Hello"),
    "help": ("/help", "怎么问", "How to ask"),
    "ask": ("/ask Nordlicht microgrids", "Nordlicht", "Nordlicht"),
    "compare": ("/compare 2020 2021", "对照如下", "Side by side"),
    "papers": ("/papers", "论文和发言", "Papers and speeches"),
    "paper": ("/paper 2", "让化学品走铁路", "Put chemicals on the railway"),
    "themes": ("/themes", "能源与电力", "Energy and power"),
    "theme": ("/theme hydrogen", "制氢与加氢", "Making and refuelling hydrogen"),
    "advisers": ("/advisers", "安娜·林德", "Anna Lind"),
    "adviser": ("/adviser Lind", "安娜·林德", "Anna Lind"),
    "subscribe": ("/subscribe energy", "已订阅", "You now follow"),
    "unsubscribe": ("/unsubscribe energy", "没有订阅", "You do not follow"),
    "subscriptions": ("/subscriptions", "没有订阅", "You follow nothing"),
    "digest": ("/digest", "还没有订阅", "You follow nothing"),
    "settings": ("/settings", "时区：重庆", "Time zone: Chongqing"),
    "time": ("/time 21:15", "21:15", "at 21:15"),
    "timezone": ("/timezone Berlin", "柏林时间", "Berlin time"),
    "days": ("/days 1-7", "每天", "every day"),
    "pause": ("/pause 7", "暂停到", "Paused until"),
    "resume": ("/resume", "恢复了", "digests come again"),
    "status": ("/status", "还没有发过", "None has come so far"),
    "language": ("/language", "用什么语言", "Which language"),
    "privacy": ("/privacy", "不记", "Not kept"),
    "mydata": ("/mydata", "您的数据", "What is kept about you"),
    "forgetme": ("/forgetme", "要删除", "Delete everything"),
}
"""What is typed for each command, and what a Chinese and an English answer hold."""
FAULTS = {
    "too many requests": Fault.error(429, "Too Many Requests: retry after 1", retry_after=1),
    "internal error": Fault.error(500, "Internal Server Error"),
    "bad gateway": Fault.gateway(502),
    "request lost": Fault.drop_before(),
    "answer lost": Fault.drop_after(),
    "our mistake": Fault.error(400, "Bad Request: message is too long"),
    "blocked": Fault.error(403, "Forbidden: bot was blocked by the user"),
}

ReadLog = Callable[[], str]


@pytest.fixture
def read_log(api: FakeBotApi) -> Iterator[ReadLog]:
    """The log of the program as an operator reads it, everything included."""
    root, own = logging.getLogger(), logging.getLogger("cmiabot")
    handlers, level, own_level = root.handlers[:], root.level, own.level
    with redirect_stderr(StringIO()) as written:
        set_up_logging("DEBUG", "console", [api.token])
    yield written.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)
    own.setLevel(own_level)
    logging.captureWarnings(capture=False)


def push(api: FakeBotApi, kind: str = "message", chat_id: int = USER_ID, **content: Any) -> None:
    """Somebody sends something that is no new text."""
    sender = {**api.user(USER_ID), "language_code": "zh"}
    message = {"message_id": api.next_message_id(chat_id), "date": 0, "chat": api.chat(chat_id)}
    api.push_update({kind: {**message, "from": sender, **content}})


def labels(message: SentMessage) -> list[str]:
    return [button["text"] for button in message.buttons]


class TestCommands:
    def test_the_table_above_names_every_command(self) -> None:
        assert set(ANSWERS) == {command.name for command in COMMANDS}

    @pytest.mark.parametrize("name", ANSWERS)
    async def test_a_command_answers_in_the_language_of_the_persons_telegram(
        self, bot: RunningBot, name: str
    ) -> None:
        typed, chinese, english = ANSWERS[name]
        assert chinese in (await bot.say(typed, language_code="zh-hans")).visible_text
        other = await bot.say(typed, language_code="en-GB", user_id=STRANGER)
        assert english in other.visible_text

    async def test_a_person_of_another_language_is_answered_in_the_set_one(self, api: FakeBotApi) -> None:
        async with running_bot(api, language="en") as bot:
            assert "Hello" in (await bot.say("/start", language_code="de")).visible_text

    async def test_help_lists_every_command_of_the_menu(self, bot: RunningBot) -> None:
        await bot.api.wait_for("setMyCommands", 3)
        text = (await bot.say("/help")).visible_text
        for command in bot.api.commands[MENU, "zh"]:
            assert f"/{command['command']} {command['description']}" in text

    @pytest.mark.parametrize(
        ("language", "default"),
        [("zh", "论文目录"), ("en", "List of papers"), ("zh-Hant", "論文目錄")],
        ids=["zh", "en", "zh-Hant"],
    )
    async def test_the_menu_is_set_in_chinese_english_and_the_set_language(
        self, api: FakeBotApi, language: str, default: str
    ) -> None:
        async with running_bot(api, language=language):
            await api.wait_for("setMyCommands", 3)
            menus = {
                code: {one["command"]: one["description"] for one in commands}
                for (scope, code), commands in api.commands.items()
                if scope == MENU
            }
        assert {code: menu["papers"] for code, menu in menus.items()} == {
            "": default,
            "zh": "论文目录",
            "en": "List of papers",
        }
        assert set(menus["zh"]) == {command.name for command in COMMANDS}

    async def test_a_command_there_is_not_points_to_the_help(self, bot: RunningBot) -> None:
        assert "/help" in (await bot.say("/subscribers")).visible_text

    @pytest.mark.parametrize("command", ["/ask", "/compare", "/paper", "/theme", "/adviser"])
    async def test_a_command_without_its_argument_says_how_to_write_it(
        self, bot: RunningBot, command: str
    ) -> None:
        assert f"{command} " in (await bot.say(command)).visible_text

    @pytest.mark.parametrize(
        ("typed", "title"),
        [
            ("/paper 2", "让化学品走铁路"),
            ("/paper cmia16-02", "让化学品走铁路"),
            ("/paper 云岭", "让化学品走铁路"),
            ("/paper nordlicht", "请选"),
            ("/theme 电力", "能源与电力"),
            ("/theme 能源", "能源与电力"),
            ("/theme Energy", "能源与电力"),
            ("/theme 交通", "物流与交通"),
            ("/theme dianli", "能源与电力"),
            ("/adviser 林德", "安娜·林德"),
            ("/adviser guyun", "顾云"),
            ("/adviser 顧雲", "顾云"),
            ("/adviser 木棉软件", "木棉软件"),
        ],
    )
    async def test_what_people_call_things_is_understood(
        self, bot: RunningBot, typed: str, title: str
    ) -> None:
        assert title in (await bot.say(typed)).visible_text

    @pytest.mark.parametrize("command", ["/paper", "/theme", "/adviser"])
    async def test_what_is_not_found_is_repeated_as_it_was_typed(self, bot: RunningBot, command: str) -> None:
        assert "“<b>&amp;”" in (await bot.say(f"{command} <b>&amp;")).visible_text


class TestQuestions:
    async def test_free_text_is_answered_with_who_where_and_the_source(self, bot: RunningBot) -> None:
        message = await bot.say(QUESTION)
        for part in ("安娜·林德", "北光电气", "全球高级副总裁", "第十六届年会", "微电网", "建议"):
            assert part in message.visible_text
        assert "原文 1" in labels(message)

    async def test_an_answer_is_in_the_language_of_the_question(self, bot: RunningBot) -> None:
        english = await bot.say("who proposed microgrids in industrial parks", language_code="zh")
        assert "Anna Lind" in english.visible_text
        traditional = await bot.say("誰建議在工業園區建微電網", language_code="zh-hans")
        assert "安娜·林德" in traditional.visible_text
        assert "建議" in traditional.visible_text

    @pytest.mark.parametrize("text", ["2021", "5G"])
    async def test_a_message_without_a_language_is_answered_in_that_of_the_persons_telegram(
        self, bot: RunningBot, text: str
    ) -> None:
        assert "会" in (await bot.say(text, language_code="zh-hans")).visible_text
        assert "meeting" in (await bot.say(text, language_code="en")).visible_text

    async def test_pages_are_turned_in_the_place_of_the_message(self, bot: RunningBot) -> None:
        message = await bot.say("北光电气提过什么")
        first = message.visible_text
        assert "第 1/2 页" in first
        note = await bot.press(message, "下一页 ›")
        assert "第 2/2 页" in message.visible_text
        assert labels(message)[-1] == "‹ 上一页"
        await bot.press(message, "‹ 上一页")
        assert message.visible_text == first
        assert "text" not in note.parameters
        assert len(bot.api.sent_to(USER_ID)) == 1

    async def test_lists_are_turned_in_the_place_of_the_message(self, bot: RunningBot) -> None:
        message = await bot.say("/paper 1")
        await bot.press(message, "下一页 ›")
        assert "第 2/2 页" in message.visible_text
        assert "用微电网托住工业园区" not in message.visible_text

    async def test_a_source_opens_in_a_new_message_below(self, bot: RunningBot) -> None:
        answer = await bot.say(QUESTION)
        shown = answer.visible_text
        await bot.press(answer, "原文 1")
        _, source = bot.api.sent_to(USER_ID)
        assert answer.visible_text == shown
        assert "volume.txt" in source.visible_text
        assert labels(source) == ["复制引用", "全文要点"]
        await bot.press(source, "全文要点")
        assert "北光电气" in bot.api.sent_to(USER_ID)[-1].visible_text

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("问" * 10_000, id="ten thousand characters"),
            pytest.param("a " * 5_000, id="ten thousand Latin characters"),
            pytest.param("😀🎉👍🏽👨‍👩‍👧", id="only emoji"),
            pytest.param("\x00\x01\x1b[31m\u202e\u200b\ufeff", id="control characters"),
            pytest.param("<b>&amp;", id="markup"),
            pytest.param("</b></i><a href='x'>谁&nbsp;建议", id="markup that does not fit"),
            pytest.param("{{ 7 * 7 }} {page} %s %(x)s", id="template"),
            pytest.param("'; DROP TABLE chat; --", id="SQL"),
            pytest.param("。。。？？？", id="punctuation"),
            pytest.param('谁建议"微电网" OR han:* AND (', id="search syntax"),
            pytest.param("🀄" * 200, id="characters beyond the basic plane"),
            pytest.param("ｗｈｏ　ｐｒｏｐｏｓｅｄ", id="full width"),
            pytest.param("e\u0301" * 150, id="combining characters"),
        ],
    )
    async def test_a_strange_message_gets_a_polite_answer(self, bot: RunningBot, text: str) -> None:
        answer = (await bot.say(text)).visible_text
        assert "出了点问题" not in answer
        assert "went wrong" not in answer
        assert len(answer) > 15

    async def test_a_question_too_long_is_told_the_limit(self, bot: RunningBot) -> None:
        assert "300" in (await bot.say("问" * 301)).visible_text

    @pytest.mark.parametrize(
        "content",
        [
            {"photo": [{"file_id": "a", "file_unique_id": "a", "width": 9, "height": 9}], "caption": "谁"},
            {
                "sticker": {
                    "file_id": "a",
                    "file_unique_id": "a",
                    "type": "regular",
                    "width": 9,
                    "height": 9,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            {"voice": {"file_id": "a", "file_unique_id": "a", "duration": 3}},
            {"location": {"longitude": 106.5, "latitude": 29.5}},
        ],
        ids=["photo", "sticker", "voice", "location"],
    )
    async def test_what_is_no_text_is_answered_with_a_request_for_text(
        self, bot: RunningBot, content: dict[str, Any]
    ) -> None:
        push(bot.api, **content)
        await bot.api.wait_for("sendMessage")
        assert "文字" in bot.api.sent_to(USER_ID)[0].visible_text

    async def test_an_edited_question_is_not_asked_again(self, api: FakeBotApi) -> None:
        async with running_bot(api) as bot:
            await bot.say(QUESTION)
            push(api, "edited_message", text=QUESTION, edit_date=1)
            command = {"type": "bot_command", "offset": 0, "length": 5}
            push(api, "edited_message", text="/help", entities=[command], edit_date=1)
        assert len(api.sent_to(USER_ID)) == 1

    async def test_a_slow_chat_does_not_hold_up_the_others(self, bot: RunningBot) -> None:
        event = asyncio.Event()
        bot.api.fail("sendMessage", Fault.delay(event), chat_id=USER_ID)
        bot.api.push_message(QUESTION)
        await bot.api.wait_for("sendMessage")
        assert "北光电气" in (await bot.say(QUESTION, user_id=STRANGER)).visible_text
        event.set()


class TestButtons:
    async def test_the_pages_of_an_answer_outlive_a_restart(self, api: FakeBotApi, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'cmiabot.db'}"
        async with running_bot(api, database_url=Secret(url)) as bot:
            message = await bot.say("北光电气提过什么")
        first = message.visible_text
        async with running_bot(api, database_url=Secret(url)) as bot:
            note = await bot.press(message, "下一页 ›")
            assert "text" not in note.parameters
            assert "第 2/2 页" in message.visible_text
            await bot.press(message, "‹ 上一页")
        assert message.visible_text == first

    async def test_an_answer_that_is_forgotten_is_told_to_be(self, api: FakeBotApi) -> None:
        async with running_bot(api) as bot:
            message = await bot.say("北光电气提过什么")
        first = message.visible_text
        async with running_bot(api) as bot:  # with a database that is empty again
            note = await bot.press(message, "下一页 ›")
            assert "不记得" in note.parameters["text"]
            assert note.parameters["show_alert"] is True
        assert message.visible_text == first

    async def test_the_source_buttons_of_an_answer_outlive_a_restart(self, api: FakeBotApi) -> None:
        async with running_bot(api) as bot:
            message = await bot.say("北光电气提过什么")
        async with running_bot(api) as bot:
            await bot.press(message, "原文 1")
        assert "volume.txt" in api.sent_to(USER_ID)[-1].visible_text

    async def test_an_answer_given_in_another_chat_cannot_be_paged_from_here(self, bot: RunningBot) -> None:
        theirs = await bot.say("北光电气提过什么", user_id=STRANGER)
        mine = await bot.say("/start")
        data = next(one["callback_data"] for one in theirs.buttons if one["text"] == "下一页 ›")
        note = await bot.press_data(mine, data)
        assert "过期" in note.parameters["text"]
        note = await bot.press_old(mine, data)
        assert "不记得" in note.parameters["text"]
        assert not mine.edited

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param("v0:s:cmia16-01-01", id="older version"),
            pytest.param("v9:o:s:cmia16-01-01", id="later version"),
            pytest.param("v1:o:s:cmia16-99-99", id="record that is gone"),
            pytest.param("v1:o:x:cmia16-01-01", id="unknown action"),
            pytest.param("v1:g:p:cmia16-01:99", id="page there is not"),
            pytest.param("v1:g:p:cmia16-01:0", id="page zero"),
            pytest.param("v1:q:0000000000:1", id="answer of an older release"),
            pytest.param("<b>", id="not ours"),
        ],
    )
    async def test_a_press_that_means_nothing_gets_a_friendly_note(self, bot: RunningBot, data: str) -> None:
        message = await bot.say("/start")
        note = await bot.press_old(message, data)
        assert "过期" in note.parameters["text"]
        assert not message.edited
        english = await bot.say("/start", user_id=STRANGER, language_code="en")
        note = await bot.press_old(english, data, language_code="en")
        assert "out of date" in note.parameters["text"]

    async def test_the_same_page_pressed_twice_is_no_error(self, bot: RunningBot) -> None:
        message = await bot.say("/paper 1")
        before, forward = message.snapshot(), message.buttons[-1]["callback_data"]
        for _ in range(2):
            note = await bot.press_data(before, forward)
            assert "text" not in note.parameters
        assert "第 2/2 页" in message.visible_text

    async def test_a_button_under_a_message_too_old_for_bots_gets_a_friendly_note(
        self, bot: RunningBot
    ) -> None:
        message = await bot.say("/paper 1")
        forward = message.buttons[-1]["callback_data"]
        message.deleted = True
        assert "过期" in (await bot.press_data(message, forward)).parameters["text"]

    async def test_a_press_telegram_no_longer_waits_for_still_turns_the_page(self, api: FakeBotApi) -> None:
        problem = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        async with running_bot(api) as bot:
            message = await bot.say("/paper 1")
            api.fail("answerCallbackQuery", Fault.error(400, problem), times=2)
            await bot.press(message, "下一页 ›")
            assert "第 2/2 页" in message.visible_text
            await bot.say(QUESTION)


class TestGroups:
    async def test_talk_is_ignored_and_commands_are_answered(self, api: FakeBotApi) -> None:
        api.add_chat(GROUP)
        async with running_bot(api) as bot:
            api.push_message(QUESTION, chat_id=GROUP)
            api.push_message("/nosuchcommand", chat_id=GROUP)
            api.push_message("/help@another_bot", chat_id=GROUP)
            push(api, chat_id=GROUP, location={"longitude": 106.5, "latitude": 29.5})
            push(api, chat_id=GROUP, new_chat_title="重庆")
            answer = await bot.say(f"/ask@fake_test_bot {QUESTION}", chat_id=GROUP)
            assert "北光电气" in answer.visible_text
            assert "怎么问" in (await bot.say("/help@fake_test_bot", chat_id=GROUP)).visible_text
        assert len(api.sent_to(GROUP)) == 2

    async def test_a_channel_is_left_alone(self, api: FakeBotApi) -> None:
        api.add_chat(-1002, "channel")
        async with running_bot(api):
            api.push_message("/help", chat_id=-1002)
            api.push_message(QUESTION, chat_id=-1002)
        assert api.sent_to(-1002) == []

    async def test_a_question_that_was_deleted_meanwhile_is_still_answered(self, api: FakeBotApi) -> None:
        api.add_chat(GROUP)
        async with running_bot(api):
            api.push_message(f"/ask {QUESTION}", chat_id=GROUP)
            del api.incoming[GROUP, 1]
        assert "北光电气" in api.sent_to(GROUP)[0].visible_text


class TestAllowed:
    @pytest.mark.parametrize("typed", [QUESTION, "/start", "/nosuchcommand"])
    async def test_a_stranger_is_told_their_id_and_nothing_else(self, api: FakeBotApi, typed: str) -> None:
        async with running_bot(api, allowed=frozenset({USER_ID})) as bot:
            message = await bot.say(typed, user_id=STRANGER)
            assert str(STRANGER) in message.visible_text
            assert "北光电气" not in message.visible_text
            assert message.buttons == []
        assert len(api.sent_to(STRANGER)) == 1

    async def test_a_press_of_a_stranger_is_refused_with_their_id(self, api: FakeBotApi) -> None:
        api.add_chat(GROUP)
        async with running_bot(api, allowed=frozenset({USER_ID})) as bot:
            message = await bot.say("/paper 1", chat_id=GROUP)
            note = await bot.press(message, "下一页 ›", user_id=STRANGER)
            assert str(STRANGER) in note.parameters["text"]
            assert not message.edited

    @pytest.mark.parametrize("shared", [1087968824, 136817688, 777000])
    async def test_who_speaks_as_a_chat_is_told_the_id_of_the_chat(
        self, api: FakeBotApi, shared: int
    ) -> None:
        """The id that Telegram names for them would let in everybody who does so anywhere."""
        api.add_chat(GROUP)
        as_chat = {"user_id": shared, "sender_chat": {"id": GROUP, "type": "supergroup", "title": "G"}}
        # Settings that were made without asking what may be in them.
        async with running_bot(api, allowed=frozenset({USER_ID, shared})) as bot:
            said = await bot.say("/subscribe energy", chat_id=GROUP, **as_chat)
            assert f"请把这个编号告诉运营者：{GROUP}" in said.visible_text

    async def test_people_and_chats_that_are_named_are_served(self, api: FakeBotApi) -> None:
        api.add_chat(GROUP)
        async with running_bot(api, allowed=frozenset({USER_ID, GROUP})) as bot:
            assert "您好" in (await bot.say("/start")).visible_text
            message = await bot.say("/start", chat_id=GROUP, user_id=STRANGER)
            assert "您好" in message.visible_text

    async def test_the_talk_of_strangers_in_a_group_is_not_answered(self, api: FakeBotApi) -> None:
        api.add_chat(GROUP)
        async with running_bot(api, allowed=frozenset({USER_ID})):
            api.push_message("明天几点开会", chat_id=GROUP, user_id=STRANGER)
            push(api, chat_id=GROUP, new_chat_title="重庆")
        assert api.sent_to(GROUP) == []


class TestTrouble:
    @pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
    async def test_an_answer_that_cannot_be_sent_ends_nothing_and_is_logged(
        self, api: FakeBotApi, read_log: ReadLog, fault: Fault
    ) -> None:
        async with running_bot(api) as bot:
            api.fail("sendMessage", fault, times=2, chat_id=STRANGER)
            api.push_message(f"{QUESTION}呢朋友", user_id=STRANGER)
            await api.wait_until(lambda: not api.updates.waiting)
            assert "北光电气" in (await bot.say(QUESTION)).visible_text
        log = read_log()
        assert re.search("WARNING|ERROR", log)
        assert api.token not in log
        assert "微电网" not in log
        assert "呢朋友" not in log

    async def test_a_failure_is_told_under_the_number_the_log_has(
        self, api: FakeBotApi, read_log: ReadLog
    ) -> None:
        async with running_bot(api) as bot:
            api.fail("sendMessage", Fault.gateway(502))
            apology = (await bot.say(QUESTION)).visible_text
        incident = re.search("[0-9a-f]{8}", apology)
        assert incident is not None
        assert f"incident {incident[0]}" in read_log()

    async def test_a_failed_press_is_told_under_the_number_the_log_has(
        self, api: FakeBotApi, read_log: ReadLog
    ) -> None:
        async with running_bot(api) as bot:
            message = await bot.say("/paper 1")
            api.fail("editMessageText", Fault.gateway(502))
            note = await bot.press(message, "下一页 ›")
        incident = re.search("[0-9a-f]{8}", note.parameters["text"])
        assert incident is not None
        assert f"incident {incident[0]}" in read_log()

    async def test_an_answer_is_sent_once_telegram_takes_it_again(self, api: FakeBotApi) -> None:
        async with running_bot(api) as bot:
            api.fail("sendMessage", Fault.error(429, "Too Many Requests: retry after 1", retry_after=1))
            assert "北光电气" in (await bot.say(QUESTION)).visible_text

    async def test_answers_keep_to_telegrams_limits(self, api: FakeBotApi) -> None:
        api.limits = FloodLimits()
        async with running_bot(api, limiter=Limiter(asyncio.get_running_loop())) as bot:
            for _ in range(3):
                await bot.say("/papers")
            assert len(api.received[USER_ID]) == 3
        assert api.limits.refused == []

    async def test_who_asks_too_much_at_once_is_no_incident(self, api: FakeBotApi, read_log: ReadLog) -> None:
        async with running_bot(api) as bot:
            wait = Fault.error(429, "Too Many Requests: retry after 9999", retry_after=9999)
            api.fail("sendMessage", wait, chat_id=USER_ID)
            api.push_message(QUESTION)
            await bot.say("/papers", user_id=USER_ID + 1)
        assert api.received[USER_ID] == []
        assert "could not be given" in read_log()
        assert "incident" not in read_log()

    async def test_everyday_traffic_leaves_no_secret_and_no_question_in_the_log(
        self, api: FakeBotApi, read_log: ReadLog
    ) -> None:
        async with running_bot(api) as bot:
            await bot.say(QUESTION)
            await bot.say("/adviser 查无此人")
        log = read_log()
        assert "ready" in log
        assert f"{len(QUESTION)} characters" in log
        for secret in (api.token, api.token.partition(":")[2], "微电网", "查无此人"):
            assert secret not in log


@asynccontextmanager
async def unstarted(api: FakeBotApi, **settings: Any) -> AsyncIterator[CmiaApplication]:
    """An application that a test starts itself; what it leaves open does not disturb other tests."""
    application = application_for(api, **settings)
    try:
        yield application
    finally:
        await application.bot.shutdown()


async def refuses_requests(application: CmiaApplication) -> bool:
    """Whether the connections of an application are closed for good."""
    try:
        await application.bot.get_me()
    except InvalidToken:
        return False
    except NetworkError as error:
        return "not initialized" in error.message
    return False


class TestStartAndStop:
    async def test_a_token_telegram_does_not_know_is_named(self, api: FakeBotApi) -> None:
        wrong = Secret(f"{api.me['id']}:{'B' * 35}")
        async with unstarted(api, token=wrong) as application:
            with pytest.raises(StartError, match="CMIABOT_TOKEN") as caught:
                await asyncio.wait_for(run_polling(application), TIMEOUT)
            assert wrong.reveal() not in str(caught.value)
            assert await refuses_requests(application)

    async def test_another_poller_at_the_start_ends_the_program(self, api: FakeBotApi) -> None:
        api.fail("getUpdates", Fault.error(409, "Conflict: terminated by other getUpdates request"))
        async with unstarted(api) as application:
            with pytest.raises(StartError, match="only once"):
                await asyncio.wait_for(run_polling(application), TIMEOUT)
            assert await refuses_requests(application)

    async def test_another_poller_later_is_logged_and_outlived(
        self, api: FakeBotApi, read_log: ReadLog
    ) -> None:
        async with running_bot(api) as bot:
            api.fail("getUpdates", Fault.error(409, "Conflict: terminated by other getUpdates request"))
            await bot.say(QUESTION)
            assert "北光电气" in (await bot.say(QUESTION)).visible_text
        log = read_log()
        assert "Conflict" in log
        assert "polling goes on" in log

    @pytest.mark.parametrize(
        ("method", "trouble"),
        [
            ("getMe", "request lost"),
            ("getMe", "bad gateway"),
            ("getMe", "too many requests"),
            ("setMyCommands", "request lost"),
            ("setMyCommands", "bad gateway"),
            ("setMyCommands", "too many requests"),
            ("deleteWebhook", "bad gateway"),
            ("getUpdates", "request lost"),
        ],
    )
    async def test_trouble_at_the_start_is_outlived(self, api: FakeBotApi, method: str, trouble: str) -> None:
        api.fail(method, FAULTS[trouble])
        async with running_bot(api) as bot:
            assert "北光电气" in (await bot.say(QUESTION)).visible_text

    async def test_people_are_answered_before_the_menu_is_set(self, api: FakeBotApi) -> None:
        event = asyncio.Event()
        api.fail("setMyCommands", Fault.delay(event))
        async with running_bot(api) as bot:
            assert "北光电气" in (await bot.say(QUESTION)).visible_text
            assert not api.commands
            event.set()
            await api.wait_for("setMyCommands", 3)

    async def test_people_are_answered_where_the_rest_of_the_start_fails(
        self, api: FakeBotApi, read_log: ReadLog, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried = asyncio.Event()

        async def fail(services: Services) -> None:
            tried.set()
            raise RuntimeError("no room for tables")

        monkeypatch.setattr(polling, "warm_up", fail)
        async with running_bot(api) as bot:
            await asyncio.wait_for(tried.wait(), TIMEOUT)
            assert "北光电气" in (await bot.say(QUESTION)).visible_text
        assert "no room for tables" in read_log()

    async def test_a_program_that_waits_for_telegram_can_be_stopped(
        self, api: FakeBotApi, read_log: ReadLog
    ) -> None:
        api.fail("getMe", Fault.gateway(502), times=99)
        async with unstarted(api) as application:
            task = asyncio.create_task(run_polling(application))
            await api.wait_for("getMe")
            signal.raise_signal(signal.SIGTERM)
            await asyncio.wait_for(task, TIMEOUT)
            assert await refuses_requests(application)
        assert "127.0.0.1" in read_log()

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    async def test_messages_already_received_are_answered_before_the_end(
        self, api: FakeBotApi, number: signal.Signals
    ) -> None:
        event = asyncio.Event()
        api.fail("sendMessage", Fault.delay(event))
        async with running_bot(api) as bot:
            api.push_message(QUESTION)
            await api.wait_for("sendMessage")
            signal.raise_signal(number)
            event.set()
            await asyncio.wait_for(bot.task, TIMEOUT)
        assert "北光电气" in api.sent_to(USER_ID)[0].visible_text


class TestCheck:
    async def test_the_bot_is_named_as_telegram_knows_it(self, api: FakeBotApi) -> None:
        async with unstarted(api) as application:
            assert await bot_name(application) == "fake_test_bot"
            assert await refuses_requests(application)

    @pytest.mark.parametrize(
        ("fault", "told"),
        [
            (Fault.error(401, "Unauthorized"), "does not know"),
            (Fault.gateway(502), "cannot be asked"),
            (Fault.drop_before(), "cannot be asked"),
            (Fault.error(429, "Too Many Requests: retry after 9999", retry_after=9999), "cannot be asked"),
        ],
        ids=["wrong token", "bad gateway", "connection lost", "too many requests"],
    )
    async def test_a_token_that_cannot_be_checked_is_told_in_one_line(
        self, api: FakeBotApi, fault: Fault, told: str
    ) -> None:
        api.fail("getMe", fault)
        async with unstarted(api) as application:
            with pytest.raises(StartError, match=told) as caught:
                await asyncio.wait_for(bot_name(application), TIMEOUT)
            assert "\n" not in str(caught.value)
            assert api.token not in str(caught.value)
            assert await refuses_requests(application)
