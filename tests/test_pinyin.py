"""Pinyin: what is typed by sound is cut into syllables, and what sounds alike is spelt alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.pinyin import PinyinTable, pinyin_table, sounds_like

OWN_TABLE = """\
# main readings
zhong 中重
guo 国
li 立
# other common readings
chong 重
zong 中
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhi", "zi"), ("cheng", "cen"), ("shang", "san"), ("lan", "nan"), ("ling", "nin"), ("zhuang", "zuan")],
)
def test_syllables_many_speakers_do_not_tell_apart_are_spelt_alike(one, other):
    assert sounds_like(one) == sounds_like(other)


@pytest.mark.parametrize(
    ("one", "other"), [("bo", "po"), ("ji", "qi"), ("fei", "hui"), ("rou", "lou"), ("shi", "xi"), ("e", "er")]
)
def test_other_syllables_stay_apart(one, other):
    assert sounds_like(one) != sounds_like(other)


def test_a_character_is_read_by_its_main_reading():
    assert PinyinTable(OWN_TABLE).syllables("中国") == ["zon", "guo"]


def test_a_character_the_table_lacks_stays_itself():
    assert PinyinTable(OWN_TABLE).syllables("国a囧") == ["guo", "a", "囧"]


def test_every_common_reading_is_given_with_the_main_one_first():
    assert PinyinTable(OWN_TABLE).readings("重") == ("zon", "con")


def test_a_reading_that_sounds_like_the_main_one_is_not_given_again():
    assert PinyinTable(OWN_TABLE).readings("中") == ("zon",)


@pytest.mark.parametrize(
    ("typed", "syllables"),
    [
        pytest.param("zhinengzhizao", ["zhi", "neng", "zhi", "zao"], id="written together"),
        pytest.param("shi nai de", ["shi", "nai", "de"], id="written apart"),
        pytest.param("shinai de", ["shi", "nai", "de"], id="written half together"),
        pytest.param("xian", ["xian"], id="one syllable rather than two"),
        pytest.param("xi'an", ["xi", "an"], id="apostrophe"),
        pytest.param("chong-qing", ["chong", "qing"], id="hyphen"),
        pytest.param("zhong1 guo2", ["zhong", "guo"], id="tones"),
        pytest.param("nvxing", ["nv", "xing"], id="v for u with dots"),
        pytest.param("ailixin", ["ai", "li", "xin"], id="begins with a vowel"),
    ],
)
def test_typed_pinyin_is_cut_into_its_syllables(typed, syllables):
    assert pinyin_table().split(typed) == [sounds_like(syllable) for syllable in syllables]


@pytest.mark.parametrize("typed", ["schneider", "hydrogen", "5g", "zhi5g", "sndq", "", "'", "12", "xyz an"])
def test_what_does_not_split_wholly_into_syllables_is_no_pinyin(typed):
    assert pinyin_table().split(typed) is None


@given(st.lists(st.sampled_from(["zhi", "neng", "zao", "lv", "shuang", "jiang", "kai"]), min_size=1))
def test_syllables_written_apart_are_found_again(syllables):
    assert pinyin_table().split(" ".join(syllables)) == [sounds_like(one) for one in syllables]


@given(st.text("aegixn' -5", max_size=20))
def test_splitting_loses_no_letter(typed):
    # None of these syllables is spelt differently for its sound.
    syllables = PinyinTable("a 啊\nan 安\ngan 干\nxi 西\nnei 内\nge 个\ne 额\n").split(typed)

    pieces = typed.replace("'", " ").replace("-", " ").split()
    assert syllables is None or "".join(syllables) == "".join(pieces).replace("5", "")
