"""What can be done with an answer on Telegram, over HTTP: cite it, have it as a file, deny it, link to it."""

import re
from io import BytesIO

import pytest
from docx import Document

from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.screens import pages
from cmiabot.telegram.callbacks import OpenScreen, encode
from cmiabot.telegram.context import Services
from cmiabot.telegram.handlers.browsing import DEEP_LINKS
from cmiabot.telegram.opening import open_screen
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, Fault, SentMessage, Upload
from tests.auxil.loaded_collections import FROZEN_DATA, REAL_DATA, frozen_collection, services_of
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture, running_bot  # noqa: F401
from tests.auxil.talking import talk

STRANGER = 2002
GROUP = -1001
QUESTION = "谁建议在工业园区建微电网"
MANY = "北光电气提过什么"
"""A question whose answer has two pages."""
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets stand behind `?start=`."""


def rows_of(message: SentMessage) -> list[list[str]]:
    rows = (message.reply_markup or {}).get("inline_keyboard", [])
    return [[button["text"] for button in row] for row in rows]


def copied(message: SentMessage, label: str) -> str:
    """What pressing the button puts on the clipboard; Telegram does it without asking the bot."""
    (button,) = (one for one in message.buttons if one["text"] == label)
    assert button.keys() == {"text", "copy_text"}
    return str(button["copy_text"]["text"])


def files_sent(api: FakeBotApi, chat: int = USER_ID) -> list[Upload]:
    calls = api.calls_of("sendDocument")
    return [call.parameters["document"] for call in calls if call.parameters["chat_id"] == chat]


def text_of(file: Upload) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(file.content)).paragraphs)


def file_button(message: SentMessage) -> str:
    return next(str(one["callback_data"]) for one in message.buttons if one["text"] == "存为文件")


class TestCiting:
    async def test_each_result_on_a_page_has_its_citation_ready_to_copy(self, bot: RunningBot) -> None:
        message = await bot.say(MANY)
        assert rows_of(message)[1] == [f"引用 {number}" for number in range(1, 6)]
        assert copied(message, "引用 1").startswith(
            "安娜·林德（北光电气全球高级副总裁）：《用微电网托住工业园区》"
        )
        await bot.press(message, "下一页 ›")
        assert rows_of(message)[1] == [f"引用 {number}" for number in range(6, 9)]
        assert copied(message, "引用 6").endswith("行")

    async def test_a_source_can_be_cited(self, bot: RunningBot) -> None:
        answer = await bot.say(QUESTION)
        await bot.press(answer, "原文 1")
        source = bot.api.sent_to(USER_ID)[-1]
        assert copied(source, "复制引用") == copied(answer, "复制引用")

    async def test_a_citation_is_in_the_language_of_the_answer(self, bot: RunningBot) -> None:
        english = await bot.say("who proposed microgrids in industrial parks")
        assert "16th Annual Meeting" in copied(english, "Copy citation")
        traditional = await bot.say("誰建議在工業園區建微電網")
        assert "北光電氣" in copied(traditional, "複製引用")


class TestFile:
    async def test_the_whole_answer_comes_as_a_document_whatever_page_is_shown(self, bot: RunningBot) -> None:
        message = await bot.say(MANY)
        first = message.visible_text
        await bot.press(message, "下一页 ›")
        note = await bot.press(message, "存为文件")
        assert "text" not in note.parameters
        (file,) = files_sent(bot.api)
        assert file.name == "北光电气 给重庆的建议.docx"
        text = text_of(file)
        for page in (first, message.visible_text):
            lines = [line for line in page.splitlines() if line and not re.fullmatch(r"第 \d/\d 页", line)]
            assert len(lines) > 5
            assert [line for line in lines if line not in text] == []
        assert text.startswith("北光电气，共 8 条：")

    @pytest.mark.parametrize(
        ("question", "label", "name", "held"),
        [
            ("雲嶺化工有哪些建議", "存為文件", "雲嶺化工 給重慶的建議.docx", "雲嶺化工，共 4 條："),
            ("What did Gu Yun recommend?", "As file", "Gu Yun advice to Chongqing.docx", "Gu Yun: 4 in all"),
            (QUESTION, "存为文件", "给重庆的建议.docx", "安娜·林德（北光电气全球高级副总裁）"),
        ],
        ids=["Traditional", "English", "a subject"],
    )
    async def test_it_is_in_the_language_and_script_of_the_answer(
        self, bot: RunningBot, question: str, label: str, name: str, held: str
    ) -> None:
        await bot.press(await bot.say(question), label)
        (file,) = files_sent(bot.api)
        assert file.name == name
        assert held in text_of(file)

    async def test_a_comparison_can_be_had_as_a_file(self, bot: RunningBot) -> None:
        await bot.press(await bot.say("/compare 云岭 木棉"), "存为文件")
        (file,) = files_sent(bot.api)
        assert file.name == "云岭化工、木棉软件 给重庆的建议.docx"
        assert "都谈到：数字经济" in text_of(file)
        assert "12. " in text_of(file)

    async def test_the_file_of_an_older_answer_is_that_of_its_own_message(self, bot: RunningBot) -> None:
        older = await bot.say("顾云提过什么")
        await bot.say(MANY)
        await bot.press(older, "存为文件")
        (file,) = files_sent(bot.api)
        assert file.name == "顾云 给重庆的建议.docx"

    async def test_any_member_of_a_group_gets_it_into_the_group(self, bot: RunningBot) -> None:
        bot.api.add_chat(GROUP)
        message = await bot.say(f"/ask {MANY}", chat_id=GROUP)
        await bot.press(message, "存为文件", user_id=STRANGER)
        assert len(files_sent(bot.api, GROUP)) == 1
        assert files_sent(bot.api, STRANGER) == []

    @pytest.mark.parametrize(
        ("language", "told"), [("zh", "不记得"), ("zh-hant", "不記得"), ("en", "no longer remember")]
    )
    async def test_after_a_restart_it_is_said_that_the_answer_is_forgotten(
        self, api: FakeBotApi, language: str, told: str
    ) -> None:
        async with running_bot(api) as bot:
            message = await bot.say(MANY)
        async with running_bot(api) as bot:
            note = await bot.press(message, "存为文件", language_code=language)
        assert told in note.parameters["text"]
        assert note.parameters["show_alert"] is True
        assert files_sent(api) == []

    async def test_an_answer_given_in_another_chat_cannot_be_had_from_here(self, bot: RunningBot) -> None:
        theirs = await bot.say(MANY, user_id=STRANGER)
        note = await bot.press_old(await bot.say("/start"), file_button(theirs))
        assert "不记得" in note.parameters["text"]
        assert bot.api.calls_of("sendDocument") == []

    async def test_a_file_that_cannot_be_sent_is_told_under_a_number_and_ends_nothing(
        self, api: FakeBotApi
    ) -> None:
        async with running_bot(api) as bot:
            message = await bot.say(MANY)
            api.fail("sendDocument", Fault.gateway(502))
            note = await bot.press(message, "存为文件")
            assert re.search("[0-9a-f]{8}", note.parameters["text"])
            await bot.press(message, "存为文件")
            assert "text" not in api.calls_of("answerCallbackQuery")[-1].parameters
        assert len([one for one in api.sent_to(USER_ID) if one.media]) == 1


class TestDenying:
    async def test_none_of_these_is_taken_as_an_answer_of_nobody(self, bot: RunningBot) -> None:
        message = await bot.say(QUESTION)
        shown = message.visible_text
        data = "v1:o:n:"
        note = await bot.press_old(message, data)
        assert "text" not in note.parameters
        assert "大概没有人提过" in bot.api.sent_to(USER_ID)[-1].visible_text
        await bot.press_old(message, data, language_code="en")
        assert "probably nobody" in bot.api.sent_to(USER_ID)[-1].visible_text
        assert message.visible_text == shown

    async def test_a_name_read_into_the_question_can_be_denied(self, bot: RunningBot) -> None:
        message = await bot.say("muMian ruanjian")
        assert "理解为：木棉软件" in message.visible_text
        await bot.press(message, "不是木棉软件")
        said = bot.api.sent_to(USER_ID)[-1].visible_text
        assert said == "好的，不是“木棉软件”。请把名字写全再问一次；名单在 /advisers。"

    @pytest.mark.parametrize(
        ("ref", "language", "name"),
        [
            ("anna-lind", "zh", "安娜·林德"),
            ("anna-lind", "en", "Anna Lind"),
            ("nordlicht", "zh-hant", "北光電氣"),
            ("yunling", "en", "Yunling & Sons"),
        ],
    )
    async def test_the_name_is_told_in_the_language_of_who_denies_it(
        self, bot: RunningBot, ref: str, language: str, name: str
    ) -> None:
        await bot.press_old(await bot.say("/start"), f"v1:o:m:{ref}", language_code=language)
        assert name in bot.api.sent_to(USER_ID)[-1].visible_text

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param("v1:o:m:nobody", id="a name that is gone"),
            pytest.param("v1:o:m:", id="no name"),
            pytest.param("v1:g:m:anna-lind:1", id="page of a denial"),
            pytest.param("v1:g:n::1", id="page of none of these"),
            pytest.param("v1:g:f:0123456789:1", id="page of a file"),
        ],
    )
    async def test_what_no_button_of_ours_says_is_out_of_date(self, bot: RunningBot, data: str) -> None:
        message = await bot.say("/start")
        note = await bot.press_old(message, data)
        assert "过期" in note.parameters["text"]
        assert bot.api.sent_to(USER_ID) == [message]
        assert not message.edited

    @pytest.mark.parametrize("data", [encode(OpenScreen(action, "")) for action in DEEP_LINKS.values()])
    async def test_a_press_that_names_nothing_is_out_of_date(self, bot: RunningBot, data: str) -> None:
        note = await bot.press_old(await bot.say("/start"), data)
        assert "过期" in note.parameters["text"]


class TestLinks:
    @pytest.mark.parametrize(
        ("parameter", "chinese", "english"),
        [
            ("p_cmia16-02", "让化学品走铁路", "Put chemicals on the railway"),
            ("t_energy", "能源与电力", "Energy and power"),
            ("o_kapok", "木棉软件，共 8 条", "Kapok Software: 8 in all"),
            ("r_cmia16-02-01", "volume.txt", "volume.txt"),
        ],
        ids=["paper", "theme", "organisation", "record"],
    )
    async def test_a_link_to_the_bot_opens_what_it_names(
        self, bot: RunningBot, parameter: str, chinese: str, english: str
    ) -> None:
        assert chinese in (await bot.say(f"/start {parameter}")).visible_text
        assert english in (await bot.say(f"/start {parameter}", language_code="en")).visible_text

    async def test_the_pages_of_what_a_link_opened_can_be_turned(self, bot: RunningBot) -> None:
        message = await bot.say("/start o_kapok")
        await bot.press(message, "下一页 ›")
        assert "第 2/2 页" in message.visible_text

    @pytest.mark.parametrize(
        "parameter",
        [
            "p_cmia16-99",
            "p_",
            "p",
            "p_cmia16-02-01",
            "t_nothing",
            "o_anna-lind",
            "r_cmia16-02",
            "r__",
            "o_木棉",
        ],
    )
    async def test_a_link_to_what_is_not_there_is_told_without_opening_anything(
        self, bot: RunningBot, parameter: str
    ) -> None:
        message = await bot.say(f"/start {parameter}")
        assert message.visible_text == "这个链接指的内容不在收录里。可以看 /papers、/themes，或直接提问。"
        assert message.buttons == []

    @pytest.mark.parametrize(
        "parameter",
        [
            "",
            "x_cmia16-02",
            "P_cmia16-02",
            "f_0123456789",
            "n_",
            "hello",
            "_",
            "-",
            "p-cmia16-02",
            "<b>&amp;",
        ],
    )
    async def test_a_link_that_names_nothing_of_ours_begins_as_usual(
        self, bot: RunningBot, parameter: str
    ) -> None:
        message = await bot.say(f"/start {parameter}")
        assert message.visible_text.startswith("您好")
        assert rows_of(message) == [["论文目录", "主题目录", "顾问名单"], ["每日一文"]]

    async def test_a_link_works_in_a_group(self, bot: RunningBot) -> None:
        bot.api.add_chat(GROUP)
        message = await bot.say("/start@fake_test_bot p_cmia16-02", chat_id=GROUP)
        assert "让化学品走铁路" in message.visible_text

    @pytest.mark.parametrize(
        "services", [services_of(FROZEN_DATA), services_of(REAL_DATA)], ids=["frozen", "real"]
    )
    def test_everything_in_a_collection_can_be_linked_to(self, services: Services) -> None:
        collection = services.collection
        linked = {
            "p": collection.papers,
            "t": collection.themes,
            "o": collection.organisations,
            "r": collection.records,
        }
        assert DEEP_LINKS.keys() == linked.keys()
        for letter, named in linked.items():
            assert [one for one in named if not START_PARAMETER.fullmatch(f"{letter}_{one}")] == []
            first = next(iter(named))
            assert pages(open_screen(services, "zh", DEEP_LINKS[letter], first))[0].html


class TestRefusals:
    async def test_who_is_not_in_the_collection_is_named_as_such(self, bot: RunningBot) -> None:
        message = await bot.say("王小明提过什么")
        assert message.visible_text == "顾问和发言人里没有“王小明”，也没有人谈到。名单见 /advisers。"
        assert message.buttons == []

    async def test_others_of_the_real_collection_who_mention_the_name_are_shown(self) -> None:
        ((reply,),) = await talk(services_of(REAL_DATA), ["清华大学提过什么建议"])
        head, *found, _ = re.split(r"\n\n(?=\d+\. |\[1\])", reply)
        assert head.splitlines() == ["顾问和发言人里没有“清华大学”。名单见 /advisers。", "别人提到它的有："]
        assert found
        assert all("清华大学" in one for one in found)

    @pytest.mark.parametrize(
        ("question", "typed", "found"),
        [
            ("去年谁建议在工业园区建微电网", "“去年”", "安娜·林德"),
            ("最近一届谁建议在工业园区建微电网", "“最近一届”", "安娜·林德"),
            ("最近一届北光电气提过什么", "“最近一届”", "北光电气，共 8 条"),
            ("what did Gu Yun recommend last year", "“last year”", "Gu Yun: 4 in all"),
        ],
    )
    async def test_a_meeting_told_by_today_is_not_guessed_and_all_are_searched(
        self, bot: RunningBot, question: str, typed: str, found: str
    ) -> None:
        message = await bot.say(question)
        note, rest = message.visible_text.split("\n", maxsplit=1)
        language = "en" if question.isascii() else "zh"
        shorts = [one.short.in_language(language) for one in frozen_collection().meetings.values()]
        assert typed in note
        assert [short for short in shorts if short not in note] == []
        assert found in rest

    async def test_a_meeting_told_by_its_year_is_not_called_unclear(self, bot: RunningBot) -> None:
        assert "我不猜" not in (await bot.say("2021年谁建议在工业园区建微电网")).visible_text

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            pytest.param("都不是", "refusal.reaction", id="a reaction"),
            pytest.param("show more", "refusal.reaction", id="a reaction in English"),
            pytest.param("谁没提到微电网", "refusal.said_not", id="who did not say it"),
        ],
    )
    async def test_what_is_no_question_about_records_is_told_so(
        self, bot: RunningBot, typed: str, told: str
    ) -> None:
        language = "en" if typed.isascii() else "zh"
        message = await bot.say(typed)
        assert message.visible_text == catalogue(language).text(told)
        assert message.buttons == []

    async def test_only_a_meeting_told_by_today_is_asked_back(self, bot: RunningBot) -> None:
        message = await bot.say("去年有哪些建议")
        assert message.visible_text.startswith("我不猜“去年”是哪一次。请写明年份或届次再问")
        assert message.buttons == []


class TestNarrowing:
    async def test_a_paper_is_named_by_its_number(self, bot: RunningBot) -> None:
        text = (await bot.say("论文2")).visible_text
        assert text.startswith("云岭化工，第十六届年会（2021），共 4 条：")

    async def test_who_is_excepted_is_not_among_the_results(self, bot: RunningBot) -> None:
        assert "安娜·林德" in (await bot.say("除了木棉软件还有谁建议微电网")).visible_text
        assert "安娜·林德" not in (await bot.say("除了北光电气还有谁建议微电网")).visible_text
