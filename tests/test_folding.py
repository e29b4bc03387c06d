"""Folding: texts that mean the same to a reader become the same text."""

import pytest

from cmiabot.search.folding import clean, fold, fold_latin, han_runs, has_han, language_of, latin_words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        pytest.param("ＡＴ＆Ｓ　５Ｇ", "at&s 5g", id="full width"),
        pytest.param("BASF", "basf", id="case"),
        pytest.param("ﬁnance", "finance", id="ligature"),
        pytest.param("⼈才", "人才", id="radical for a character"),
        pytest.param("咨詢平臺", "咨询平台", id="Traditional"),
        pytest.param("裏面與後臺", "里面与后台", id="Traditional variants"),
        pytest.param("愛立信 5G", "爱立信 5g", id="both scripts"),
        pytest.param("5G\x00\x1b示范", "5g  示范", id="control characters"),
        pytest.param("示\u202e范", "示 范", id="direction mark"),
        pytest.param("示\ud83d范", "示 范", id="half an emoji"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_width_case_script_and_invisible_characters_make_no_difference(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize("traditional", ["迴覆", "徵調", "畢昇"], ids=["huifu", "zhengdiao", "bisheng"])
def test_a_folded_text_is_not_changed_by_folding_it_again(traditional):
    folded = fold(traditional)

    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        pytest.param("shī nài dé", "shi nai de", id="tones"),
        pytest.param("lü", "lv", id="dots"),
        pytest.param("lǜsè", "lvse", id="dots and fourth tone"),
        pytest.param("nǚ", "nv", id="dots and third tone"),
        pytest.param("café", "cafe", id="accent"),
        pytest.param("5g", "5g", id="nothing to drop"),
    ],
)
def test_accents_of_latin_letters_are_dropped_and_u_with_dots_is_a_v(typed, plain):
    assert fold_latin(typed) == plain


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        pytest.param("建设5g创新示范园, 园区", ["建设", "创新示范园", "园区"], id="three runs"),
        pytest.param("5g only", [], id="none"),
        pytest.param("㐀々", ["㐀"], id="rare character and a sign"),
    ],
)
def test_runs_of_chinese_end_where_anything_else_begins(text, runs):
    assert han_runs(text) == runs
    assert has_han(text) == bool(runs)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("at&s与5g", ["at&s", "5g"], id="ampersand"),
        pytest.param("3+3+2和lcr 4.0", ["3+3+2", "lcr", "4.0"], id="plus and point"),
        pytest.param("low-carbon parks, xi'an.", ["low-carbon", "parks", "xi'an"], id="hyphen, apostrophe"),
        pytest.param("-5g- & co.", ["5g", "co"], id="signs around words"),
        pytest.param("人才", [], id="no Latin word"),
    ],
)
def test_latin_words_keep_what_joins_their_parts_and_drop_what_surrounds_them(text, words):
    assert latin_words(text) == words


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("谁建议发展氢能", "zh", id="Simplified"),
        pytest.param("誰建議發展氫能", "zh-Hant", id="Traditional"),
        pytest.param("氫能", "zh-Hant", id="one Traditional character"),
        pytest.param("惠普 咨詢平臺", "zh-Hant", id="a name that is the same in both"),
        pytest.param("ＨＰ 咨询平台", "zh", id="full width is no script"),
        pytest.param("人才", "zh", id="the same in both scripts"),
        pytest.param("孟樸都讲过些什么", "zh", id="a Traditional name in Simplified"),
        pytest.param("乾隆年间的著名里程", "zh", id="characters both scripts use"),
        pytest.param("who proposed hydrogen", "en", id="English"),
        pytest.param("shei jianyi", "en", id="pinyin, which only the reading knows"),
        pytest.param("ＢＡＳＦ", "en", id="full width"),
        pytest.param("Écoute", "en", id="accents"),
    ],
)
@pytest.mark.parametrize("default", ["zh", "zh-Hant", "en"])
def test_the_language_of_a_question_is_that_of_its_characters(question, language, default):
    assert language_of(question, default) == language


@pytest.mark.parametrize(
    "question", ["", "？！", "🙂", " \n", "5G", "AI"], ids=["nothing", "signs", "emoji", "blanks", "5G", "AI"]
)
@pytest.mark.parametrize("default", ["zh", "zh-Hant", "en"])
def test_a_question_without_letters_is_in_the_default_language(question, default):
    assert language_of(question, default) == default


@pytest.mark.parametrize(
    ("broken", "language"),
    [
        pytest.param("爱立信\ud83d", "zh", id="Simplified"),
        pytest.param("\udfff咨詢平臺", "zh-Hant", id="Traditional"),
        pytest.param("\ud83d Ericsson", "en", id="English"),
    ],
)
def test_half_an_emoji_does_not_hide_the_language(broken, language):
    assert language_of(broken, "en") == language


def test_any_number_of_blanks_is_one():
    assert clean("a" + " \t" * 10_000 + "b") == "a b"
    assert clean("施耐德" + " " * 10_000 + "， ") == "施耐德"
