"""How well a record answers: the words of a question, what each weighs, and how surely the record has it."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.cache import Cache
from cmiabot.search.haystacks import Haystacks, pieces_of
from cmiabot.search.index import open_index
from cmiabot.search.matching import Matcher, coverage
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.units import Units
from cmiabot.search.words import load_words
from tests.auxil.properties import PROPERTY
from tests.auxil.small_collections import organisation, paper, small_collection

RECORD = {
    "zh": "重庆应建设氢能走廊，推广燃料电池卡车，并培养与智能制造相关的人才。",
    "en": "Chongqing should build a hydrogen corridor with low-carbon trucks.",
    "terms": ["燃料电池", "LCR 4.0"],
}
COLLECTION = small_collection(
    [organisation("a", "甲公司")],
    [
        paper(
            "m-01",
            "a",
            RECORD,
            "重庆应培养人才，建设国际学校。",
            "重庆应吸引人才，建设园区。",
            "化学品宜走铁路。",
            "重庆应开放数据，培养人才。",
        )
    ],
    synonyms=[("卡车", "货车", "lorry"), ("园区", "工业区")],
    wordings={"m-01-01": ["跑长途不烧油的大家伙", "zero-emission haulage"]},
)
RECORDS = list(COLLECTION.records.values())


@pytest.fixture(name="parts", scope="module")
def parts_fixture():
    """The parts of an engine that compare: its units, its matcher, and the synonyms they share."""
    table, synonyms = pinyin_table(), Synonyms(COLLECTION.synonyms)
    texts = [record.text.zh for record in RECORDS]
    names = ["燃料电池", "货车", "工业区"]
    words = load_words("matching", texts, names, Cache(None))
    units = Units(open_index(COLLECTION, "matching", table, Cache(None)), words, table, synonyms)
    return SimpleNamespace(units=units, matcher=Matcher(units, Haystacks(table, synonyms)), synonyms=synonyms)


def had(parts, content, *, spoken=False):
    """How surely the first record has each unit of a content."""
    units = parts.units.of(content, spoken=spoken)
    return dict(zip([u.text for u in units], parts.matcher.found(units, RECORDS[0]), strict=True))


# What a record has.


def test_a_word_counts_the_less_the_further_it_is_from_what_the_record_says(parts):
    ways = [
        ("letter for letter", had(parts, "氢能")["氢能"]),
        ("in an everyday wording", had(parts, "长途")["长途"]),
        ("by a synonym", had(parts, "货车")["货车"]),
        ("by sound, no word", had(parts, "走狼")["走狼"]),
        ("by sound, but a word", had(parts, "预制")["预制"]),
        ("not at all", had(parts, "熊猫")["熊猫"]),
    ]

    counted = [count for _, count in ways]
    assert counted == sorted(counted, reverse=True)
    assert len(set(counted)) == len(counted)
    assert (counted[0], counted[-1]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param("hydrogen", "hydrogen", id="English"),
        pytest.param("corridors", "corridor", id="another form"),
        pytest.param("carbon", "carbon", id="part of a hyphenated word"),
    ],
)
def test_an_english_word_is_had_in_every_form(parts, content, word):
    assert had(parts, content) == {word: 1.0}


def test_english_counts_the_less_the_further_it_is_from_what_the_record_says(parts):
    exact, wording, synonym, near, none = (
        next(iter(had(parts, word).values()))
        for word in ("trucks", "haulage", "lorries", "coridor", "pandas")
    )

    assert 1.0 == exact > wording > synonym > near > none == 0.0


def test_what_was_typed_in_pinyin_is_had_by_its_sounds(parts):
    guessed = had(parts, "走狼", spoken=True)["走狼"]

    assert guessed > had(parts, "走狼")["走狼"] > 0


def test_a_latin_word_inside_another_is_not_had(parts):
    assert had(parts, "ruck car") == {"ruck": 0.0, "car": 0.0}


def test_the_share_that_is_had_is_weighed(parts):
    units = parts.units.of("氢能 人才")
    rare, common = (unit.weight for unit in units)

    assert coverage(units, [1.0, 0.0]) == pytest.approx(rare / (rare + common))
    assert coverage(units, [1.0, 1.0]) == 1.0
    assert coverage(units, [0.0, 0.0]) == 0.0
    assert coverage([], []) == 0.0


def test_words_that_stand_in_the_record_itself_are_held(parts):
    units = parts.units.of("氢能 货车 长途 lcr 熊猫")

    assert parts.matcher.held(units, RECORDS[0]) == ["氢能", "lcr"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("氢能走廊", True, id="a part of its sentence"),
        pytest.param("lcr 4.0", True, id="a term"),
        pytest.param("hydrogen corridor", True, id="English"),
        pytest.param("氢走廊", False, id="not as it stands"),
        pytest.param("烧油", False, id="only a wording"),
        pytest.param("氢", True, id="one character"),
        pytest.param("l", False, id="one letter, which anything holds"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_record_says_letter_for_letter_what_is_in_its_own_text(parts, content, says):
    assert parts.matcher.is_verbatim(content, RECORDS[0]) is says


def test_a_question_echoes_a_wording_the_more_the_more_of_it_they_share(parts):
    echoes = [
        parts.matcher.echo(content, RECORDS[0])
        for content in ("跑长途不烧油的大家伙", "跑长途不烧油", "不烧油的熊猫", "熊猫")
    ]

    assert echoes == sorted(echoes, reverse=True)
    assert (echoes[0], echoes[-1]) == (1.0, 0.0)
    assert len(set(echoes)) == len(echoes)


def test_without_wordings_nothing_echoes(parts):
    assert parts.matcher.echo("化学品宜走铁路", RECORDS[3]) == 0.0
    assert parts.matcher.echo("", RECORDS[0]) == 0.0


@PROPERTY
@given(st.text("氢能走廊货车熊猫人才的了不烧油 abtruckslorry40.-", max_size=16), st.booleans())
def test_every_content_is_had_to_a_share(parts, content, spoken):
    units = parts.units.of(content, spoken=spoken)

    for record in RECORDS:
        found = parts.matcher.found(units, record)
        assert all(0 <= count <= 1 for count in found)
        assert 0 <= coverage(units, found) <= 1 + 1e-9
        assert 0 <= parts.matcher.echo(content, record) <= 1 + 1e-9
    assert 0 <= parts.units.strangeness(units) <= 1 + 1e-9
    assert all(unit.weight > 0 for unit in units)


# The words of a question.


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("建设氢能走廊", ["建设", "氢能", "走廊"], id="words"),
        pytest.param("氢能 氢能走廊", ["氢能", "走廊"], id="each once"),
        pytest.param("氢能的走廊和园区", ["氢能", "走廊", "园区"], id="without little words"),
        pytest.param("服物专圆", ["服物专圆"], id="characters of which no word is made stay together"),
        pytest.param("氢能 5g trucks", ["氢能", "5g", "truck"], id="English by stems"),
        pytest.param("of the", [], id="English little words"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_content_is_taken_apart_into_the_words_that_say_something(parts, content, words):
    assert [unit.text for unit in parts.units.of(content)] == words


def test_the_rarer_a_word_the_more_it_weighs(parts):
    weights = {unit.text: unit.weight for unit in parts.units.of("人才 氢能 化学品")}

    assert weights["人才"] < weights["氢能"]


def test_a_little_word_weighs_less_than_a_noun_as_rare(parts):
    # Neither stands in any record.
    noun, adverb = parts.units.of("熊猫 忽然")

    assert adverb.weight < noun.weight


@pytest.mark.parametrize(
    ("content", "strange"),
    [
        pytest.param("氢能走廊", 0.0, id="a record has it all"),
        pytest.param("长途", 0.0, id="a wording has it"),
        pytest.param("货车", 0.0, id="a synonym"),
        pytest.param("熊猫", 1.0, id="nobody has it"),
        pytest.param("pandas", 1.0, id="nobody has it, English"),
        pytest.param("", 0.0, id="nothing"),
    ],
)
def test_how_strange_a_content_is_to_the_collection(parts, content, strange):
    assert parts.units.strangeness(parts.units.of(content)) == strange


def test_half_of_a_content_may_be_strange(parts):
    assert 0 < parts.units.strangeness(parts.units.of("熊猫 氢能")) < 1


def test_other_words_for_a_content_are_those_of_its_groups(parts):
    assert parts.units.expansions("氢能货车") == ["卡车", "lorry"]
    assert {"卡车", "货车"} <= set(parts.units.expansions("lorries"))
    assert parts.units.expansions("氢能") == []


def test_neighbouring_syllables_are_units_once_each(parts):
    pairs = parts.units.sound_pairs(("qin nen", "zou nan", "qin nen"))

    assert [pair.sound for pair in pairs] == [" qin nen ", " nen zou ", " zou nan ", " nan qin "]


# What a record is looked for in.


def cut(haystack, asked):
    return [pieces for pieces, weight in haystack.wordings(pieces_of(asked), len) if weight == len(pieces)]


def test_a_record_is_looked_for_in_its_own_words_and_apart_in_everyday_ones(parts):
    haystack = Haystacks(pinyin_table(), parts.synonyms).of(RECORDS[0])

    assert "氢能走廊" in haystack.text
    assert "lcr 4.0" in haystack.text
    assert "烧油" not in haystack.text
    assert "烧油" in haystack.everything
    assert "truck" in haystack.stems
    assert "haulag" not in haystack.stems
    assert "haulag" in haystack.all_stems
    assert " qin nen zou nan " in haystack.sound
    assert haystack.has_group(0)
    assert not haystack.has_group(1)
    assert cut(haystack, "haulage") == list(map(pieces_of, RECORDS[0].wordings))


def test_only_wordings_that_can_share_a_piece_are_cut(parts):
    haystack = Haystacks(pinyin_table(), parts.synonyms).of(RECORDS[0])
    chinese = [wording for wording in RECORDS[0].wordings if "烧油" in wording]

    assert chinese
    assert cut(haystack, "烧油") == list(map(pieces_of, chinese))
    assert cut(haystack, "熊猫") == []


def test_no_word_reaches_from_one_wording_into_the_next():
    collection = small_collection(
        [organisation("a", "甲公司")],
        [paper("m-01", "a", "重庆应发展工业。")],
        wordings={"m-01-01": ["多用熊", "猫也行"]},
    )
    haystack = Haystacks(pinyin_table(), Synonyms([])).of(collection.records["m-01-01"])

    assert "熊猫" not in haystack.everything
    assert f" {' '.join(pinyin_table().syllables('熊猫'))} " not in haystack.sound


def test_a_record_is_made_ready_once(parts):
    haystacks = Haystacks(pinyin_table(), parts.synonyms)

    assert haystacks.of(RECORDS[0]) is haystacks.of(RECORDS[0])
    assert haystacks.of(RECORDS[0]) is not haystacks.of(RECORDS[1])
