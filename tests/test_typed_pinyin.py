"""Typed pinyin: understood as the likeliest Chinese, searched for by its sounds, whatever the characters."""

import pytest

from cmiabot.cache import Cache
from cmiabot.search.answer import Refusal
from cmiabot.search.typed import TypedWords
from cmiabot.search.words import load_words
from tests.auxil.small_collections import organisation, paper, small_collection, unstored_engine
from tests.auxil.typed_words import typed_words

TEXTS = ["重庆应发展氢能走廊，推广智能制造。", "化学品宜走铁路。", "建立奖励制度。"]
VOCABULARY = frozenset({"change", "long", "sharing", "hang"})


@pytest.fixture(name="typed", scope="module")
def typed_fixture() -> TypedWords:
    """Typed words beside a collection that speaks of hydrogen and railways."""
    names = ["惠普", "氢能", "化学品"]
    return typed_words(load_words("typed", TEXTS, names, Cache(None)), VOCABULARY)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        pytest.param("qingneng", "氢能", id="a word of the collection before others of its sound"),
        pytest.param("zhineng zhizao", "智能制造", id="two words"),
        pytest.param("zhi neng zhi zao", "智能制造", id="every syllable apart"),
        pytest.param("zhinengzhizao", "智能制造", id="all together"),
        pytest.param("zhì néng zhì zào", "智能制造", id="tone marks"),
        pytest.param("zi nen zi zao", "智能制造", id="as many pronounce it"),
        pytest.param("chongqing", "重庆", id="a reading that is not the characters' first"),
        pytest.param("jiangli", "奖励", id="as it was typed before what sounds alike (建立)"),
        pytest.param("jiang guo", "讲过", id="as it was typed, words of asking too (建国)"),
        pytest.param("shui jianyi", "谁建议", id="a word of asking before others of its sound"),
        pytest.param("qingneng, tielu", "氢能,铁路", id="a comma"),
    ],
)
def test_pinyin_becomes_the_likeliest_chinese(typed, text, chinese):
    written = typed.chinese(text)

    assert written is not None
    assert written.replace(" ", "") == chinese


def test_latin_words_beside_pinyin_stay_apart(typed):
    assert (typed.chinese("5g zhineng zhizao") or "").split() == ["5g", "智能制造"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hydrogen corridor", id="English"),
        pytest.param("sharing change", id="English words of the collection that could be pinyin"),
        pytest.param("who wants hydrogen an", id="more English than pinyin"),
        pytest.param("5g", id="a number and a letter"),
        pytest.param("", id="nothing"),
        pytest.param(",", id="a sign"),
    ],
)
def test_what_is_no_pinyin_becomes_nothing(typed, text):
    assert typed.chinese(text) is None


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("zhi neng zhi zao", True),
        ("zhi neng 5g", True),
        ("zhineng zhizao", False),
        ("zhi neng zhizao", False),
        ("zhi", False),
        ("hydrogen", False),
        ("", False),
    ],
)
def test_syllables_may_stand_alone_each(typed, text, apart):
    assert typed.is_apart(text) is apart


@pytest.mark.parametrize("typed", ["yixiao wurenji", "yi xiao wu ren ji", "yixiaowurenji", "yìxiāo wúrénjī"])
def test_a_record_is_found_by_sounds_for_which_other_characters_are_likelier(typed):
    engine = unstored_engine(
        small_collection(
            [organisation("a", "甲公司")],
            [paper("m-01", "a", "应培养技工。", "重庆应引进翊霄无人机。", "化学品宜走铁路。")],
        )
    )

    answer = engine.ask(typed)

    assert "翊霄" not in answer.reading.content
    assert [hit.record for hit in answer.hits] == ["m-01-02"]
    assert answer.reading.language == "zh"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        pytest.param("shei jianyi huaxuepin zou tielu", "谁建议化学品走铁路", id="topic"),
        pytest.param("basifu tielu", "巴斯夫铁路", id="name and subject"),
        pytest.param("ba si fu tie lu", "巴斯夫铁路", id="name and subject, every syllable apart"),
        pytest.param("basifu shuo le shenme", "巴斯夫说了什么", id="name"),
        pytest.param("naxie gongsi tandao tielu", "哪些公司谈到铁路", id="list"),
        pytest.param("2021 nian shei jiang guo tielu", "2021年谁讲过铁路", id="a year"),
        pytest.param("2021 meeting shei jiang guo tielu", "2021年谁讲过铁路", id="a meeting in English"),
    ],
)
def test_a_question_in_pinyin_asks_what_it_asks_in_characters(typed, written):
    engine = unstored_engine(
        small_collection(
            [organisation("a", "甲公司"), organisation("basf", "巴斯夫", "BASF")],
            [
                paper("m-01", "a", "应培养技工。", "应发展氢能走廊。"),
                paper("m-02", "basf", "化学品宜走铁路。"),
            ],
        )
    )

    by_sound, by_letter = engine.ask(typed), engine.ask(written)

    assert by_sound.reading.kind == by_letter.reading.kind
    assert by_sound.reading.organisations == by_letter.reading.organisations
    assert [hit.record for hit in by_sound.hits] == [hit.record for hit in by_letter.hits] == ["m-02-01"]


def test_an_amount_typed_in_pinyin_is_no_year():
    engine = unstored_engine(
        small_collection(
            [organisation("a", "甲公司")], [paper("m-01", "a", "2050年应供应2000万吨氢气。", "应培养技工。")]
        )
    )

    assert [hit.record for hit in engine.ask("2050 nian qingqi 2000 wan dun").hits] == ["m-01-01"]
    assert engine.ask("1999 nian de qingqi").refusal is Refusal.NO_SUCH_MEETING
