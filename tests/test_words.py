"""Cutting Chinese into words: the collection's names stay whole, common words keep their borders."""

import pytest

from cmiabot.cache import Cache
from cmiabot.search.words import Words, load_words

TEXTS = ["重庆应借多式联运补上原料短板，打造钦州港通道。"]
NAMES = ["惠普", "高通", "日立abb电网", "哑设备"]


@pytest.fixture(name="stored", scope="module")
def stored_fixture(tmp_path_factory):
    """A cache folder in which the words of a collection are stored."""
    folder = tmp_path_factory.mktemp("words")
    load_words("one", TEXTS, NAMES, Cache(folder))
    return folder


@pytest.fixture(name="words", scope="module")
def words_fixture(stored) -> Words:
    """Words made from the stored dictionary."""
    return load_words("one", (), (), Cache(stored))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param("惠普的方案", ["惠普", "的", "方案"], id="a name"),
        pytest.param("提高通关效率", ["提高", "通关", "效率"], id="a name across two words is none"),
        pytest.param("优惠普及", ["优惠", "普及"], id="another one"),
        pytest.param("哑设备怎么联网", ["哑设备", "怎么", "联网"], id="a term that is no common word"),
        pytest.param("钦州港", ["钦州港"], id="a rare word the records use"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_text_is_cut_into_words(words, text, cut):
    assert list(words.cut(text)) == cut


def test_cutting_loses_nothing(words):
    text = "惠普5G 提高\n通关，效率!囧"

    assert "".join(words.cut(text)) == text


def test_boundaries_are_the_ends_of_words_and_of_the_text(words):
    assert words.boundaries("提高通关效率") == {0, 2, 4, 6}
    assert words.boundaries("") == {0}


@pytest.mark.parametrize(
    ("word", "known"),
    [
        pytest.param("提高", True, id="common"),
        pytest.param("惠普", True, id="name"),
        pytest.param("钦州港", True, id="rare but in the records"),
        pytest.param("哑设", False, id="the beginning of a name"),
        pytest.param("转基因", True, id="not in the records but in use"),
        pytest.param("施奈德", False, id="a rare name"),
        pytest.param("阿巴丹", False, id="rare and not in the records"),
    ],
)
def test_known_words_are_those_of_the_trimmed_dictionary(words, word, known):
    assert words.known(word) is known


def test_words_from_the_cache_cut_as_those_just_made(words, tmp_path):
    fresh = load_words("one", TEXTS, NAMES, Cache(tmp_path))

    for text in (*TEXTS, "惠普与高通提高通关效率", "日立abb电网"):
        assert fresh.cut(text) == words.cut(text)


def test_words_of_an_older_collection_are_removed_when_new_ones_are_stored(tmp_path):
    Cache(tmp_path).write("words-old.json", b"[{}, 1]")

    load_words("new", (), NAMES, Cache(tmp_path))

    assert [path.name for path in tmp_path.iterdir()] == ["words-new.json"]
