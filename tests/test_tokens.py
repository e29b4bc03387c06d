"""Tokens of the index: whatever part of a record somebody types, its tokens are among the record's."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.folding import fold
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.tokens import bigrams, characters, english_words, record_sound_pairs, sound_pairs, stems

HAN = st.text("重庆应长行建设银行乐园氢能都市", min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("智能制造", ["智能", "能制", "制造"], id="neighbours"),
        pytest.param("氢", ["氢"], id="one alone"),
        pytest.param("建5g园区", ["建", "园区"], id="Latin between"),
        pytest.param("5g", [], id="no Chinese"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_neighbouring_characters_are_tokens_and_one_alone_is_its_own(text, tokens):
    assert bigrams(text) == tokens


def test_single_characters_are_tokens_too():
    assert characters("建5g园区") == ["建", "园", "区"]


@pytest.mark.parametrize(
    ("syllables", "tokens"),
    [(["a", "b", "c"], ["a_b", "b_c"]), (["a"], ["a"]), ([], [])],
    ids=["neighbours", "one alone", "nothing"],
)
def test_neighbouring_syllables_are_tokens_and_one_alone_is_its_own(syllables, tokens):
    assert sound_pairs(syllables) == tokens


@pytest.mark.parametrize(
    ("written", "typed"),
    [("重庆", "chongqing"), ("重庆", "zhongqing"), ("银行", "yinhang"), ("银行", "yinxing")],
    ids=["first, one way", "first, the other way", "last, one way", "last, the other way"],
)
def test_a_record_is_found_by_every_common_reading_of_its_characters(written, typed):
    tokens = sound_pairs(pinyin_table().split(typed) or [])

    assert len(tokens) == 1
    assert set(tokens) <= set(record_sound_pairs(written, pinyin_table()))


@given(HAN, st.data())
def test_any_part_of_a_text_has_only_tokens_of_the_text(text, data):
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    part = text[start:end]

    assert set(characters(part)) <= set(characters(text))
    if len(part) > 1:
        assert set(bigrams(part)) <= set(bigrams(text))
    sounds = record_sound_pairs(text, pinyin_table())
    assert set(sound_pairs(pinyin_table().syllables(part))) <= set(sounds)


@pytest.mark.parametrize(
    ("words", "reduced"),
    [
        pytest.param(["railways", "railway"], ["railway", "railway"], id="plural"),
        pytest.param(["the", "use", "of", "hydrogen"], ["use", "hydrogen"], id="the and of"),
        pytest.param(["of", "the"], [], id="only the and of"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_english_words_are_reduced_to_stems_without_those_that_mean_nothing(words, reduced):
    assert stems(words) == reduced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("AT&S: low-carbon 5G", ["at&s", "low-carbon", "low", "carbon", "5g"], id="hyphen"),
        pytest.param("Café à Liège", ["cafe", "a", "liege"], id="accents"),
        pytest.param("氢能", [], id="no Latin word"),
    ],
)
def test_english_words_are_plain_and_hyphenated_ones_stand_in_parts_too(text, words):
    assert english_words(fold(text)) == words


@given(st.lists(st.sampled_from(["railways", "the", "hydrogen", "parks", "at&s"])))
def test_stemming_word_by_word_gives_the_same_as_all_at_once(words):
    assert stems(words) == list(itertools.chain.from_iterable(stems([word]) for word in words))
