"""Filters of pairs: what they say is not there is not there, and they say so mostly."""

from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.pairs import filter_of, pairs_of_sounds, pairs_of_text, places_of, that_may_hold
from tests.auxil.properties import PROPERTY

TEXTS = st.lists(st.text("重庆应建设氢能走廊推广卡车ab5", min_size=1, max_size=12), min_size=1, max_size=6)


def may_hold(texts, word):
    """Which of some texts may hold a word, by their filters."""
    filters = [filter_of(pairs_of_text(text)) for text in texts]
    return that_may_hold(filters, places_of(pairs_of_text(word)))


@PROPERTY
@given(TEXTS, st.text("重庆应建设氢能走廊推广卡车ab5", min_size=1, max_size=4))
def test_a_text_that_holds_a_word_is_never_left_out(texts, word):
    assert {n for n, text in enumerate(texts) if word in text} <= set(may_hold(texts, word))


def test_a_text_without_a_word_is_left_out():
    assert may_hold(["重庆应建设氢能走廊", "推广燃料电池卡车", ""], "氢能") == [0]
    # Its characters are there, but not beside each other.
    assert may_hold(["氢的能量"], "氢能") == []


def test_of_a_single_character_or_latin_letters_nothing_is_known():
    assert list(may_hold(["重庆", "卡车"], "氢")) == [0, 1]
    assert list(may_hold(["重庆", "卡车"], "5g")) == [0, 1]


def test_sounds_are_told_by_neighbouring_syllables():
    filters = [
        filter_of(pairs_of_sounds(sounds)) for sounds in (" qin nen zou lan ", " ka che ", " nen qin ")
    ]
    assert that_may_hold(filters, places_of(pairs_of_sounds(" qin nen "))) == [0]
