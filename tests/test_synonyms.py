"""Groups of words that mean the same: found in one pass, and whoever uses one word finds the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.folding import fold
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import english_words, stems
from tests.auxil.small_collections import organisation, paper, small_collection, unstored_engine

GROUPS = [
    ("铁路", "火车", "railway", "railways"),
    ("公共交通", "大眾運輸", "public transport"),
    ("电车", "EV"),
    ("EV", "electric car"),
]


def found(text: str) -> list[tuple[int, str]]:
    """The groups and words of the groups above in a text."""
    folded = fold(text)
    items = Synonyms(GROUPS).found_in(folded, stems(english_words(folded)))
    return sorted({(item.group, item.word) for item in items})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("修铁路", [(0, "铁路")], id="Chinese, inside a text"),
        pytest.param("坐火车比铁路好", [(0, "火车"), (0, "铁路")], id="two of one group"),
        pytest.param("坐火車", [(0, "火车")], id="Traditional"),
        pytest.param("大众运输", [(1, "大众运输")], id="a word of a group in Traditional"),
        pytest.param("RAILWAYS of Europe", [(0, "railway")], id="English, by stem"),
        pytest.param("Public transports", [(1, "public transport")], id="two English words, by stems"),
        pytest.param("EV", [(2, "ev"), (3, "ev")], id="a word of two groups"),
        pytest.param("public railway transport", [(0, "railway")], id="two words that are not neighbours"),
        pytest.param("seven electric", [], id="inside a word, and half of two"),
        pytest.param("铁 路", [], id="Chinese with a blank inside"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_of_groups_are_found_in_texts(text, words):
    assert found(text) == words


def test_the_others_of_a_group_are_those_the_text_does_not_hold():
    synonyms = Synonyms(GROUPS)

    others = synonyms.others(list(synonyms.found_in("铁路和ev", ["ev"])))

    assert others == ["火车", "railway", "railways", "电车", "electric car"]


def test_without_groups_nothing_is_found():
    assert list(Synonyms([]).found_in("铁路", ["railway"])) == []
    assert Synonyms([]).others([]) == []


@given(st.lists(st.text("铁路火车公", min_size=1, max_size=3), min_size=1, max_size=5), st.data())
def test_whatever_stands_around_a_word_it_is_found(words, data):
    word = data.draw(st.sampled_from(words))
    text = data.draw(st.text("铁路火x ", max_size=4)) + word + data.draw(st.text("铁路火x ", max_size=4))

    items = list(Synonyms([words]).found_in(text, []))

    assert word in {item.word for item in items}
    assert all(item.word in text for item in items)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("甲公司对火车怎么看", id="Chinese"),
        pytest.param("甲公司對火車怎麼看", id="Traditional"),
        pytest.param("What did Acme say about trains?", id="English, in the plural"),
        pytest.param("jiagongsi huoche", id="pinyin"),
    ],
)
def test_who_asks_with_one_word_of_a_group_finds_records_with_another(question):
    records = ["重庆应吸引外籍人才。", "重庆应多建铁路货场。", "化工园区应建应急中心。"]
    engine = unstored_engine(
        small_collection(
            [organisation("a", "甲公司", "Acme")],
            [paper("m-01", "a", *records)],
            synonyms=[("铁路", "火车", "train")],
        )
    )

    assert [hit.record for hit in engine.ask(question).hits] == ["m-01-02"]
