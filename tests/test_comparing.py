"""Comparisons: what stands at their head, and /compare as people type it."""

from typing import Any

import pytest

from cmiabot.messages.answers import answer_screen
from cmiabot.search.answer import Answer, Hit, QuestionKind, Reading
from tests.auxil.loaded_collections import FROZEN_DATA, REAL_DATA, frozen_collection, services_of
from tests.auxil.talking import talk
from tests.auxil.telegram_html import visible_text

COLLECTION = frozen_collection()
YUNLING = ("cmia16-02-01", "cmia16-02-04")
KAPOK = ("cmia16-03-01", "cmia16-03-03", "cmia15-01-01")


def head(*records: str, language: str = "zh", sure: bool = True, **named: Any) -> list[str]:
    """The lines above the results of a comparison."""
    reading = Reading(QuestionKind.COMPARISON, language, **named)
    hits = tuple(Hit(record, 0.9) for record in records)
    screen = answer_screen(COLLECTION, Answer(reading, hits=hits, sure=sure, total=len(hits)))
    return visible_text(str(screen.header)).splitlines()


async def said_to(*lines: str, language: str = "zh") -> list[str]:
    """The one reply to each line."""
    replies = await talk(services_of(FROZEN_DATA), lines, language)
    return [reply for (reply,) in replies]


class TestHead:
    def test_each_side_has_its_number_and_what_it_speaks_of_most_then_what_both_do(self) -> None:
        assert head(*YUNLING, *KAPOK, organisations=("yunling", "kapok")) == [
            "对照如下，共 5 条：",
            "云岭化工：2 条，多谈物流与交通、数字经济",
            "木棉软件：3 条，多谈数字经济、人才",
            "都谈到：数字经济",
        ]

    def test_it_is_said_in_the_language_of_the_question(self) -> None:
        named: dict[str, Any] = {"organisations": ("yunling", "kapok")}
        assert head(*YUNLING, *KAPOK, language="en", **named)[1:] == [
            "Yunling & Sons: 2, mostly on Logistics and transport, Digital economy",
            "Kapok Software: 3, mostly on Digital economy, Talent",
            "Both speak of: Digital economy",
        ]
        assert head(*YUNLING, *KAPOK, language="zh-Hant", **named)[1:] == [
            "雲嶺化工：2 條，多談物流與交通、數字經濟",
            "木棉軟件：3 條，多談數字經濟、人才",
            "都談到：數字經濟",
        ]

    def test_sides_stand_in_the_order_they_were_named(self) -> None:
        lines = head(*YUNLING, *KAPOK, organisations=("kapok", "yunling"))
        assert [line.partition("：")[0] for line in lines[1:3]] == ["木棉软件", "云岭化工"]

    def test_a_side_that_said_nothing_on_it_is_named_all_the_same(self) -> None:
        assert head(*KAPOK, organisations=("yunling", "kapok"))[1:] == [
            "云岭化工：没有谈到",
            "木棉软件：3 条，多谈数字经济、人才",
        ]
        assert "Yunling & Sons: nothing on this" in head(
            *KAPOK, language="en", organisations=("yunling", "kapok")
        )

    def test_where_they_share_no_theme_nothing_is_said_of_it(self) -> None:
        lines = head("cmia16-02-01", "cmia16-03-01", organisations=("yunling", "kapok"))
        assert len(lines) == 3

    def test_a_proposal_in_two_documents_counts_once(self) -> None:
        lines = head("cmia16-01-01", "cmia16-press-01-01", *YUNLING, people=("anna-lind", "gu-yun"))
        assert lines[0] == "对照如下，共 3 条："
        assert lines[1] == "安娜·林德：1 条，多谈能源与电力"

    def test_no_more_than_three_themes_are_named(self) -> None:
        records = [
            one.id for one in COLLECTION.records.values() if one.paper.startswith(("cmia16", "cmia15"))
        ]
        (line,) = (one for one in head(*records, meetings=("cmia16", "cmia15")) if one.startswith("第十六届"))
        assert len(line.partition("多谈")[2].split("、")) == 3

    def test_what_is_common_to_three_is_what_all_of_them_speak_of(self) -> None:
        three = ("yunling", "kapok", "nordlicht")
        named = head(*YUNLING, *KAPOK, "cmia16-01-06", organisations=three)
        assert not any(line.startswith("都谈到") for line in named)
        assert head(*YUNLING, *KAPOK, "cmia16-01-05", organisations=("yunling", "nordlicht"))[-1] == (
            "都谈到：物流与交通"
        )

    def test_one_name_is_compared_by_meetings_with_all_their_documents(self) -> None:
        assert head(*KAPOK, organisations=("kapok",))[1:] == [
            "第十六届年会（2021）：2 条，多谈数字经济、人才",
            "第十五届年会（2020，线上）：1 条，多谈数字经济",
            "都谈到：数字经济",
        ]
        both = head(
            "cmia16-01-02",
            "cmia16-press-01-02",
            "cmia15-01-01",
            meetings=("cmia16", "cmia16-press", "cmia15"),
        )
        assert both[1] == "第十六届年会（2021）：2 条，多谈能源与电力、新能源汽车"

    def test_a_doubtful_comparison_says_so_instead(self) -> None:
        lines = head(*YUNLING, *KAPOK, sure=False, organisations=("yunling", "kapok"))
        assert len(lines) == 1
        assert "不能确定" in lines[0]


class TestCommand:
    async def test_two_names_are_put_side_by_side_with_turns_in_the_results(self) -> None:
        (reply,) = await said_to("/compare 云岭 木棉")
        assert reply.splitlines()[1:3] == [
            "云岭化工：4 条，多谈物流与交通、能源与电力、数字经济",
            "木棉软件：8 条，多谈数字经济、人才",
        ]
        who = [line for line in reply.splitlines() if line[:3] in ("1. ", "2. ", "3. ", "4. ")]
        assert ["云岭" in line for line in who] == [True, False, True, False]

    async def test_a_subject_narrows_both_sides(self) -> None:
        (reply,) = await said_to("/compare 云岭 木棉 人才")
        lines = reply.splitlines()
        assert lines[1] == "云岭化工：没有谈到"
        assert lines[2].startswith("木棉软件：")
        assert "多谈人才" in lines[2]
        assert "铁路" not in reply

    @pytest.mark.parametrize("typed", ["木棉", "kapok", "mumian ruanjian", "木棉軟件"])
    async def test_one_name_is_compared_over_the_years(self, typed: str) -> None:
        (reply,) = await said_to(f"/compare {typed}")
        head_of_it = reply.partition("\n\n")[0]
        assert [year for year in ("2020", "2021", "2022") if year in head_of_it] == ["2020", "2021"]
        assert "木棉" in reply or "Kapok" in reply

    @pytest.mark.parametrize(
        ("typed", "who"), [("北光电气", "北光电气"), ("林德", "安娜·林德"), ("北光电气 储能", "北光电气")]
    )
    async def test_who_spoke_at_one_meeting_only_cannot_be_compared_alone(self, typed: str, who: str) -> None:
        (reply,) = await said_to(f"/compare {typed}")
        assert reply.startswith(f"{who}只在一次会议上有记录")
        assert "/compare " in reply

    @pytest.mark.parametrize(
        "typed", ["", " 铁路", " 王小明", " 😀", " <b>&amp;", " 你好", " 2021", f" {'长' * 400}"]
    )
    async def test_without_a_name_it_is_said_how_to_write_it(self, typed: str) -> None:
        assert await said_to(f"/compare{typed}") == await said_to("/compare")
        assert "/compare " in (await said_to("/compare"))[0]

    async def test_who_has_no_records_is_introduced(self) -> None:
        (reply,) = await said_to("/compare 南溪银行")
        assert reply.splitlines()[:2] == [
            "南溪银行股份有限公司（银行）。代表：白静。",
            "在收录的文件里没有提出建议。",
        ]

    async def test_two_years_are_compared_without_a_name(self) -> None:
        (reply,) = await said_to("/compare 2020 2021")
        assert [line.partition("：")[0] for line in reply.splitlines()[1:3]] == [
            "第十六届年会（2021）",
            "第十五届年会（2020，线上）",
        ]

    async def test_it_is_answered_in_the_language_of_the_names(self) -> None:
        (reply,) = await said_to("/compare Yunling Kapok", language="zh")
        assert reply.startswith("Side by side, 12 in all:\nYunling & Sons: 4, mostly on ")

    async def test_both_sides_of_the_real_collection_have_records(self) -> None:
        ((reply,),) = await talk(services_of(REAL_DATA), ["/compare 西门子 惠普"])
        first, second = reply.splitlines()[1:3]
        assert first.startswith("西门子：")
        assert second.startswith("惠普：")
        assert "没有谈到" not in first + second
