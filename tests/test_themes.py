"""Finding themes: inside a question, and by the name somebody types after /theme."""

import pytest

from cmiabot.search.folding import fold
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.themes import ThemeFinder
from tests.auxil.council import council_collection
from tests.auxil.small_collections import small_collection, theme


@pytest.fixture(name="themes", scope="module")
def themes_fixture() -> ThemeFinder:
    """The finder of the council's four themes."""
    return ThemeFinder(council_collection(), pinyin_table())


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param("碳中和怎么做", ("low-carbon",), id="synonym"),
        pytest.param("人工智能人才", ("talent", "digital"), id="two, in the order of the collection"),
        pytest.param("TALENT and 5g", ("talent", "digital"), id="English and Latin"),
        pytest.param("碳達峰與碳中和", ("low-carbon",), id="Traditional"),
        pytest.param("seven chairs in Dubai and Kiev", (), id="AI and EV inside other words are none"),
        pytest.param("夜间经济", (), id="none"),
        pytest.param("", (), id="nothing"),
    ],
)
def test_themes_inside_a_question_are_found_by_name_or_synonym(themes, question, found):
    assert themes.inside(fold(question)) == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("氢能", "hydrogen", id="Chinese name"),
        pytest.param(" Hydrogen ", "hydrogen", id="English name"),
        pytest.param("hydrogen", "hydrogen", id="id"),
        pytest.param("low-carbon", "low-carbon", id="id with a hyphen"),
        pytest.param("燃料电池", "hydrogen", id="synonym"),
        pytest.param("氫能", "hydrogen", id="Traditional"),
        pytest.param("轻能", "hydrogen", id="same sound"),
        pytest.param("qingneng", "hydrogen", id="pinyin"),
        pytest.param("qing neng", "hydrogen", id="pinyin with blanks"),
        pytest.param("hydrogn", "hydrogen", id="English misspelt"),
        pytest.param("谁谈人才", "talent", id="inside a sentence"),
        pytest.param("ai", "digital", id="two letters that are also pinyin"),
    ],
)
def test_a_typed_theme_is_recognised(themes, typed, meant):
    assert themes.named(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("夜间经济", id="another subject"),
        pytest.param("人才和氢能", id="two themes"),
        pytest.param("hydra", id="another word"),
        pytest.param("", id="nothing"),
        pytest.param("🙂", id="no word"),
    ],
)
def test_a_name_that_means_no_single_theme_is_none(themes, typed):
    assert themes.named(typed) is None


def test_a_theme_of_that_name_wins_over_one_with_that_synonym():
    pair = [theme("wide", "数字经济", "Digital", "金融"), theme("finance", "金融", "Finance")]
    finder = ThemeFinder(small_collection(themes=pair), pinyin_table())

    assert finder.named("金融") == "finance"
