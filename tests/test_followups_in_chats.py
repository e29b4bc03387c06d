"""Questions that lean on the one before: in a chat with the whole bot, and in the lines of a batch."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from cmiabot.asking import ask_batch, ask_json
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi
from tests.auxil.loaded_collections import (
    FROZEN_DATA,
    REAL_DATA,
    frozen_collection,
    frozen_engine,
    services_of,
)
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture, running_bot  # noqa: F401
from tests.auxil.talking import talk

FIRST = "谁建议在工业园区建微电网"
STRANGER = 2002
GROUP = -1001


async def said_to(*lines: str) -> list[str]:
    """The one reply to each line of a chat."""
    replies = await talk(services_of(FROZEN_DATA), lines)
    return [reply for (reply,) in replies]


class TestChat:
    @pytest.mark.parametrize(
        ("lines", "told"),
        [
            pytest.param((FIRST, "那云岭化工呢"), "云岭化工没有提过这一点", id="another name"),
            pytest.param((FIRST, "云岭化工呢"), "云岭化工没有提过这一点", id="another name, shorter"),
            pytest.param(
                ("何川提过换电站吗", "那市规划办呢"), "找到 1 条", id="another name that spoke of it"
            ),
            pytest.param(
                ("木棉软件提过什么", "2020年呢"), "木棉软件，第十五届年会（2020，线上），共 3 条", id="a year"
            ),
            pytest.param(("何川是谁", "他说了什么"), "何川，共 1 条", id="he, of somebody named"),
            pytest.param((FIRST, "她还说了什么"), "安娜·林德，共 8 条", id="she, of whoever answered"),
            pytest.param(("谁建议用同一种电池规格", "他是谁"), "何川，三江汽车总裁", id="who he is"),
            pytest.param(
                ("who proposed microgrids in industrial parks", "what about Yunling"),
                "Yunling & Sons said nothing about this",
                id="English name",
            ),
            pytest.param(
                ("What did Gu Yun recommend?", "what else did he say"), "Gu Yun: 4 in all", id="English, he"
            ),
            pytest.param(("木棉軟件提過什麼", "2020年呢"), "木棉软件，第十五届年会", id="after Traditional"),
        ],
    )
    async def test_a_question_that_goes_on_is_completed_from_the_one_before(
        self, lines: Sequence[str], told: str
    ) -> None:
        *_, reply = await said_to(*lines)
        (alone,) = await said_to(lines[-1])
        assert told in reply
        assert told not in alone

    @pytest.mark.parametrize(
        "between", ["你好", "帮助", "/themes", "/nosuch", "/compare", "😀", "/start p_cmia16-02"]
    )
    async def test_what_is_no_question_in_between_changes_nothing(self, between: str) -> None:
        *_, expected = await said_to("木棉软件提过什么", "2020年呢")
        assert (await said_to("木棉软件提过什么", between, "2020年呢"))[-1] == expected
        assert expected != (await said_to("2020年呢"))[0]

    async def test_it_leans_on_the_newest_question_only(self) -> None:
        assert (await said_to("何川提过换电站吗", "顾云提过什么", "他是谁"))[-1].startswith("顾云，")

    async def test_a_question_that_says_all_it_means_leans_on_nothing(self) -> None:
        alone, again = await said_to(FIRST, FIRST)
        assert again == alone
        assert (await said_to("顾云提过什么", FIRST))[-1] == alone

    async def test_a_comparison_by_command_can_be_gone_on_from(self) -> None:
        *_, reply = await said_to("/compare 云岭 木棉", "那铁路呢")
        assert reply.splitlines()[1].startswith("云岭化工：")
        assert reply.splitlines()[2] == "木棉软件：没有谈到"

    @pytest.mark.parametrize(
        ("follow_up", "who", "said_so"), [("那巴斯夫呢", "巴斯夫", True), ("那施耐德呢", "施耐德电气", False)]
    )
    async def test_in_the_real_collection_another_company_is_asked_about_the_same(
        self, follow_up: str, who: str, said_so: bool
    ) -> None:
        _, (reply,) = await talk(services_of(REAL_DATA), ["谁建议化学品走铁路", follow_up])
        ((alone,),) = await talk(services_of(REAL_DATA), [follow_up])
        assert who in reply
        assert ("铁路" in reply, f"{who}没有提过这一点" in reply) == (said_so, not said_so)
        assert alone.startswith(f"{who}，共")


class TestSeveralChats:
    async def test_in_another_chat_nothing_is_known_of_it(self, bot: RunningBot) -> None:
        await bot.say("木棉软件提过什么")
        stranger = await bot.say("2020年呢", user_id=STRANGER)
        assert stranger.visible_text.startswith("第十五届年会（2020，线上），共 3 条")
        assert (await bot.say("2020年呢")).visible_text.startswith("木棉软件，第十五届年会（2020，线上）")

    async def test_a_group_and_the_private_chats_of_its_members_are_different_chats(
        self, bot: RunningBot
    ) -> None:
        bot.api.add_chat(GROUP)
        await bot.say("木棉软件提过什么")
        in_group = await bot.say("/ask 2020年呢", chat_id=GROUP)
        assert in_group.visible_text.startswith("第十五届年会")

    async def test_in_a_group_a_question_goes_on_from_the_one_asked_there(self, bot: RunningBot) -> None:
        bot.api.add_chat(GROUP)
        await bot.say("/ask 木棉软件提过什么", chat_id=GROUP)
        answer = await bot.say("/ask 2020年呢", chat_id=GROUP)
        assert answer.visible_text.startswith("木棉软件，第十五届年会")

    async def test_after_a_restart_nothing_is_known_of_it(self, api: FakeBotApi) -> None:
        async with running_bot(api) as bot:
            await bot.say("木棉软件提过什么", user_id=USER_ID)
        async with running_bot(api) as bot:
            assert (await bot.say("2020年呢")).visible_text.startswith("第十五届年会")


def batch(*entries: dict[str, Any] | str) -> list[dict[str, Any]]:
    """What is printed for these lines; a text is a line as it stands."""
    lines = (entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)
    return list(ask_batch(frozen_collection(), frozen_engine(), lines))


def alone(question: str) -> dict[str, Any]:
    return ask_json(frozen_collection(), frozen_engine(), question)


class TestBatch:
    KAPOK = "木棉软件提过什么"
    YEAR = "2020年呢"

    @pytest.mark.parametrize("chat", [1, "a", None, 1.5, True, ["a", 1], {"a": 1}], ids=repr)
    def test_lines_of_one_chat_are_one_conversation(self, chat: Any) -> None:
        first, second = batch({"q": self.KAPOK, "chat": chat}, {"q": self.YEAR, "chat": chat})
        assert first == alone(self.KAPOK)
        assert second["q"] == self.YEAR
        assert {result["organization"] for result in second["results"]} == {"木棉软件"}
        assert second["reply"].startswith("木棉软件，第十五届年会（2020，线上），共 3 条")
        assert second != alone(self.YEAR)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            pytest.param({"chat": 1}, {"chat": 2}, id="two chats"),
            pytest.param({"chat": 1}, {"chat": "1"}, id="a number and a text"),
            pytest.param({"chat": 1}, {}, id="then without a chat"),
            pytest.param({}, {"chat": 1}, id="before without a chat"),
            pytest.param({}, {}, id="both without a chat"),
            pytest.param({"chat": None}, {}, id="null is a chat"),
        ],
    )
    def test_lines_of_different_chats_know_nothing_of_each_other(
        self, one: dict[str, Any], other: dict[str, Any]
    ) -> None:
        _, second = batch({"q": self.KAPOK, **one}, {"q": self.YEAR, **other})
        assert second == alone(self.YEAR)

    def test_conversations_may_be_mixed(self) -> None:
        printed = batch(
            {"q": self.KAPOK, "chat": 1},
            {"q": "顾云提过什么", "chat": 2},
            {"q": self.YEAR, "chat": 1},
            {"q": "他是谁", "chat": 2},
        )
        assert printed[2]["reply"].startswith("木棉软件，第十五届年会")
        assert printed[3]["reply"].startswith("顾云，云岭化工董事长")

    @pytest.mark.parametrize(
        "between", [{"q": "你好", "chat": 1}, {"q": FIRST}, {"q": None, "chat": 1}, "no JSON", ""], ids=str
    )
    def test_a_line_that_is_no_question_of_the_chat_changes_nothing(
        self, between: dict[str, Any] | str
    ) -> None:
        *_, last = batch({"q": self.KAPOK, "chat": 1}, between, {"q": self.YEAR, "chat": 1})
        assert last["reply"].startswith("木棉软件，第十五届年会")
