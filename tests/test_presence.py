"""Who was there: asked in any words and order, and nothing else is asked for where nothing else is left."""

import pytest

from cmiabot.search.answer import Counted, QuestionKind, Refusal
from cmiabot.search.sorts import Sorts
from tests.auxil.loaded_collections import real_collection
from tests.auxil.real_collection import engine_fixture  # noqa: F401

BOTH = {"corning", "ats", "schneider", "hp", "qualcomm", "smbc", "siemens", "hitachi-abb"}
"""The companies that spoke in 2020 and in 2021."""


def who_was_there(engine, question):
    """The organisations of the papers an answer lists, where it is a sure one of all papers in scope."""
    answer = engine.ask(question)
    assert answer.reading.kind in (QuestionKind.LIST, QuestionKind.COUNT)
    assert (answer.reading.content, answer.sure) == ("", True)
    return {real_collection().papers[paper].organisation for paper in answer.papers}


@pytest.mark.parametrize(
    ("question", "organisations"),
    [
        pytest.param("21年递材料的日企是哪几个", 7, id="a verb nobody thought of"),
        pytest.param("2021年的日企跟德企，给我拉个名单呗", 10, id="two sorts"),
        pytest.param("第十六届来的德国公司，麻烦都报一下名字，谢谢", 3, id="politely"),
        pytest.param("CEO自己执笔的分别是谁家的", 4, id="a position"),
        pytest.param("2020年發言的美國公司有幾間", 3, id="Traditional"),
        pytest.param("法国公司谁来过", 2, id="the sort first"),
        pytest.param("搞金融的，2021年谁在场", 5, id="a trade with its verb"),
        pytest.param("2021年写稿的银行", 3, id="without a word of asking"),
        pytest.param("不分哪年，日本公司有多少", 7, id="any year"),
        pytest.param("general managers quoted in 2025 - who are they with", 3, id="English"),
        pytest.param("how many papers came from Japan in the 2021 book", 7, id="a country by its name"),
        pytest.param("count the Europeans in the newspaper of the theme session", 4, id="people of a region"),
        pytest.param("which trading houses handed in a paper?", 1, id="no meeting"),
        pytest.param("2022年发布会，有几个单位的人上来讲了", 5, id="speaking without an object"),
        pytest.param("2021年参会日企有几家", 7, id="a sort behind being there"),
        pytest.param("2020年报纸上公司有几家", 8, id="a sort behind a place"),
        pytest.param("how many people talked in 2022", 5, id="talking"),
    ],
)
def test_who_was_there_is_found_whatever_the_words(engine, question, organisations):
    assert len(who_was_there(engine, question)) == organisations


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("十五届、十六届都发言的公司有几家", id="numbers in a list"),
        pytest.param("2020和2021都发言的顾问", id="years, without a word of asking"),
        pytest.param("15届和16届年会都参加的公司", id="who took part"),
        pytest.param("两届年会都露过脸的公司", id="both"),
        pytest.param("2020和2021谁都参加了", id="who before all"),
    ],
)
def test_those_who_were_at_each_of_two_meetings_are_told_from_those_at_any(engine, question):
    assert who_was_there(engine, question) == BOTH


def test_looking_in_all_documents_asks_for_nobody_who_is_in_each(engine):
    assert not engine.read("扶持零部件企业的有谁，2022和2025都找找").at_each


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        ("德国公司2021年出了几份稿子", Counted.PAPER),
        ("汽车之都那版加一块儿多少人说了话", Counted.ADVISER),
        ("2021年德国公司来了几家呀", Counted.ORGANISATION),
    ],
    ids=["papers", "people", "companies"],
)
def test_what_is_counted_follows_from_its_measure(engine, question, counted):
    reading = engine.read(question)

    assert (reading.kind, reading.counted, reading.content) == (QuestionKind.COUNT, counted, "")


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("2021年谁写了人才的文章", id="a subject"),
        pytest.param("2021年写人才的日企", id="a subject of a sort"),
        pytest.param("谁写了金融业的文章", id="a trade as a subject"),
        pytest.param("谁谈到日本公司", id="a sort as a subject"),
        pytest.param("2021年第一次谈氢能的公司", id="a subject for the first time"),
        pytest.param("不止一次提到人才的公司", id="a subject more than once"),
        pytest.param("日企", id="a sort alone"),
        pytest.param("谁提外资", id="a broad sort as a subject"),
        pytest.param("谁谈企业家", id="a word that begins like a sort"),
        pytest.param("政府能做哪些", id="what a sort should do"),
        pytest.param("给政府的建议", id="advice to a sort"),
        pytest.param("新加坡谁提过", id="a country before who"),
        pytest.param("成立协会谁提的", id="a sort before who"),
        pytest.param("谁去新加坡", id="a country as a place"),
        pytest.param("哪些企业在新加坡", id="in a country"),
        pytest.param("谁请德国专家", id="people of a country"),
        pytest.param("who spoke of japan", id="a country in English"),
        pytest.param("what can banks do", id="a sort in English"),
        pytest.param("which european cities are mentioned", id="an adjective"),
        pytest.param("2021年谁谈行业", id="a word that may only ask"),
        pytest.param("2021年谁提供材料", id="material"),
    ],
)
def test_what_asks_for_anything_else_has_something_to_search_for(engine, question):
    assert engine.read(question).content


@pytest.mark.parametrize(
    "question",
    ["2019年谁来了", "2024年都有谁", "who spoke in 2019", "2018年有哪些公司", "2019和2021都来的公司"],
    ids=["came", "all", "English", "companies", "one of two years"],
)
def test_a_year_without_a_meeting_is_no_reason_to_list_everybody(engine, question):
    assert engine.ask(question).refusal is Refusal.NO_SUCH_MEETING


@pytest.mark.parametrize("question", ["tell us who came in 2021", "give us the list of 2021"])
def test_we_are_no_americans(engine, question):
    assert len(who_was_there(engine, question)) == 27


def test_those_who_spoke_of_chongqing_are_not_listed_for_all_speak_of_it(engine):
    assert engine.ask("提到重庆的公司").refusal is Refusal.EMPTY


@pytest.mark.parametrize(
    "question",
    ["提到氢能的公司", "2021年谈过氢能的外企顾问", "建议发展氢能的企业名单"],
    ids=["said", "with a year", "a list of names"],
)
def test_those_who_said_something_are_a_list_without_a_word_of_asking(engine, question):
    answer = engine.ask(question)

    assert (answer.reading.kind, answer.sure) == (QuestionKind.LIST, True)
    assert set(answer.reading.among) <= set(real_collection().broad_sorts["companies"])
    assert "cummins" in {
        real_collection().paper_of(real_collection().records[h.record]).organisation for h in answer.hits
    }


@pytest.mark.parametrize(
    "question",
    [
        "外企顾问里都有谁谈过氢能",
        "哪几位外资企业的顾问谈过氢能",
        "顾问里谁谈过氢能",
        "which foreign advisers mentioned hydrogen",
    ],
)
def test_who_is_asked_for_among_advisers_are_the_councils(engine, question):
    reading = engine.read(question)

    assert reading.content in ("氢能", "hydrogen")
    assert reading.among == Sorts(real_collection()).advisers


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("韩国公司到场几家", id="a country nobody is from"),
        pytest.param("哪些韩国公司谈过氢能", id="with a subject"),
        pytest.param("2021年来了几家德国银行", id="two sorts that have nobody in common"),
        pytest.param("2025年外企来了几家", id="nobody of them there"),
        pytest.param("2020和2025都来了的公司", id="nobody at each"),
    ],
)
def test_that_nobody_of_a_sort_was_there_is_said_plainly(engine, question):
    assert engine.ask(question).refusal is Refusal.NOBODY_OF_SORT
