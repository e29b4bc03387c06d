"""How well a record answers: the words of a question, what each weighs, and how surely the record has it."""

from functools import lru_cache
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.cache import Cache
from cmiabot.search.matching import Matcher, coverages, held, is_verbatim
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.prepared import own_text
from cmiabot.search.stored import Searchable, open_stored
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.units import Units
from cmiabot.search.words import Words, load_words
from tests.auxil.properties import PROPERTY
from tests.auxil.small_collections import organisation, paper, small_collection
from tests.auxil.typed_words import typed_words

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
    wordings={
        "m-01-01": ["跑长途不烧油的大家伙", "不冒烟的长途运输", "zero-emission haulage", "clean haulage"]
    },
)
RECORDS = list(COLLECTION.records.values())


@lru_cache(maxsize=1)
def words() -> Words:
    """The words of the collection."""
    return load_words("matching", [r.text.zh for r in RECORDS], ["燃料电池", "货车", "工业区"], Cache(None))


def stored(collection, cache) -> Searchable:
    """The records of a collection."""
    synonyms = Synonyms(collection.synonyms)
    return open_stored(collection, "matching", words(), pinyin_table(), synonyms, cache).records


@pytest.fixture(name="parts", scope="module")
def parts_fixture():
    """The parts of an engine that compare: its units, its matcher, and what they look into."""
    table, synonyms = pinyin_table(), Synonyms(COLLECTION.synonyms)
    made = stored(COLLECTION, Cache(None))
    units = Units(made.index, words(), typed_words(words()), table, synonyms)
    return SimpleNamespace(
        units=units, matcher=Matcher(made.index), index=made.index, haystacks=made.haystacks
    )


def had(parts, content, *, spoken=False):
    """How surely the first record has each unit of a content."""
    units = parts.units.of(content, spoken=spoken)
    (found,) = parts.matcher.found(units, [parts.haystacks.at(0)])
    return dict(zip([u.text for u in units], found, strict=True))


def echo(parts, content, place=0):
    """How much a content resembles a wording of a record."""
    haystacks = [parts.haystacks.at(place)]
    return parts.matcher.common(content, haystacks).echoes(haystacks)[0]


# What a record has.


def test_a_word_counts_the_less_the_further_it_is_from_what_the_record_says(parts):
    ways = [
        ("letter for letter", had(parts, "氢能")["氢能"]),
        ("in everyday wordings", had(parts, "长途")["长途"]),
        ("by a synonym", had(parts, "货车")["货车"]),
        ("in a single wording", had(parts, "运输")["运输"]),
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
    exact, wordings, synonym, wording, near, none = (
        next(iter(had(parts, word).values()))
        for word in ("trucks", "haulage", "lorries", "clean", "coridor", "pandas")
    )

    assert 1.0 == exact > wordings > synonym > wording > near > none == 0.0


def test_what_was_typed_in_pinyin_is_had_by_its_sounds(parts):
    guessed = had(parts, "走狼", spoken=True)["走狼"]

    assert guessed > had(parts, "走狼")["走狼"] > 0


def test_a_pair_of_typed_sounds_is_not_had_because_some_letters_are_alike(parts):
    pairs = parts.units.sound_pairs(("cor ido", "bu ild"))

    assert parts.matcher.found(pairs, [parts.haystacks.at(0)]) == [[0.0] * len(pairs)]
    assert pairs


def test_a_latin_word_inside_another_is_not_had(parts):
    assert had(parts, "ruck car") == {"ruck": 0.0, "car": 0.0}


def test_the_share_that_is_had_is_weighed(parts):
    units = parts.units.of("氢能 人才")
    rare, common = (unit.weight for unit in units)

    assert coverages(units, [[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]) == [
        pytest.approx(rare / (rare + common)),
        1.0,
        0.0,
    ]
    assert coverages([], [[], []]) == [0.0, 0.0]


def test_words_that_stand_in_the_record_itself_are_held(parts):
    units = parts.units.of("氢能 货车 长途 lcr 熊猫")

    assert held(units, own_text(RECORDS[0])) == ["氢能", "lcr"]


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
def test_a_record_says_letter_for_letter_what_is_in_its_own_text(content, says):
    assert is_verbatim(content, own_text(RECORDS[0])) is says


def test_a_question_echoes_a_wording_the_more_the_more_of_it_they_share(parts):
    echoes = [
        echo(parts, content) for content in ("跑长途不烧油的大家伙", "跑长途不烧油", "不烧油的熊猫", "熊猫")
    ]

    assert echoes == sorted(echoes, reverse=True)
    assert (echoes[0], echoes[-1]) == (1.0, 0.0)
    assert len(set(echoes)) == len(echoes)


def test_without_wordings_nothing_echoes(parts):
    assert echo(parts, "化学品宜走铁路", 3) == 0.0
    assert echo(parts, "") == 0.0


@PROPERTY
@given(st.text("氢能走廊货车熊猫人才的了不烧油 abtruckslorry40.-", max_size=16), st.booleans())
def test_every_content_is_had_to_a_share(parts, content, spoken):
    units = parts.units.of(content, spoken=spoken)

    haystacks = [parts.haystacks.at(place) for place in range(len(RECORDS))]
    found = parts.matcher.found(units, haystacks)
    assert all(0 <= count <= 1 for row in found for count in row)
    assert all(0 <= share <= 1 + 1e-9 for share in coverages(units, found))
    assert all(
        0 <= likeness <= 1 + 1e-9 for likeness in parts.matcher.common(content, haystacks).echoes(haystacks)
    )
    assert 0 <= parts.units.strangeness(units) <= 1 + 1e-9
    assert all(unit.weight > 0 for unit in units)


# The words of a question.


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("建设氢能走廊", ["建设", "氢能", "走廊"], id="words"),
        pytest.param("氢能 氢能走廊", ["氢能", "走廊"], id="each once"),
        pytest.param("氢能的走廊和园区", ["氢能", "走廊", "园区"], id="without little words"),
        pytest.param(
            "服物专圆", ["服物", "专圆"], id="characters of which no word is made are cut by their sounds"
        ),
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


def test_a_record_is_looked_for_in_its_own_words_and_apart_in_everyday_ones(parts):
    haystack = parts.haystacks.at(0)

    own_words = haystack.everything[: haystack.own]
    assert "氢能走廊" in own_words
    assert "lcr 4.0" in own_words
    assert "烧油" not in own_words
    assert "烧油" in haystack.everything
    assert " truck " in haystack.stems[: haystack.own_stems]
    assert " haulag " not in haystack.stems[: haystack.own_stems]
    assert " haulag " in haystack.stems
    assert " qin nen zou nan " in haystack.sound
    assert haystack.groups.split() == ["0"]
    wordings = RECORDS[0].wordings
    assert [haystack.wording(number) for number in range(len(wordings))] == list(wordings)
    assert ["haulag" in pieces for pieces in haystack.pieces()] == [False, False, True, True]


def test_each_wording_weighs_what_its_pieces_weigh(parts):
    haystack = parts.haystacks.at(0)

    assert list(haystack.weights) == pytest.approx([parts.index.weight_of(p) for p in haystack.pieces()])
    assert list(parts.haystacks.at(1).weights) == []


def test_no_word_reaches_from_one_wording_into_the_next():
    collection = small_collection(
        [organisation("a", "甲公司")],
        [paper("m-01", "a", "重庆应发展工业。")],
        wordings={"m-01-01": ["多用熊", "猫也行"]},
    )
    haystack = stored(collection, Cache(None)).haystacks.at(0)

    assert "熊猫" not in haystack.everything
    assert f" {' '.join(pinyin_table().syllables('熊猫'))} " not in haystack.sound


@pytest.mark.parametrize(
    ("wording", "echoes"),
    [pytest.param("用 氢 吧", True, id="alone"), pytest.param("用氢吧", False, id="in a word")],
)
def test_a_character_that_stands_alone_echoes_one_that_does(wording, echoes):
    collection = small_collection(
        [organisation("a", "甲公司")],
        [paper("m-01", "a", "重庆应发展工业。")],
        wordings={"m-01-01": [wording]},
    )
    made = stored(collection, Cache(None))

    haystacks = [made.haystacks.at(0)]
    (likeness,) = Matcher(made.index).common("氢", haystacks).echoes(haystacks)
    assert (likeness > 0) is echoes


def test_what_is_stored_is_what_is_made_in_memory(tmp_path):
    in_memory, made = stored(COLLECTION, Cache(None)), stored(COLLECTION, Cache(tmp_path))
    opened = stored(COLLECTION, Cache(tmp_path))

    for place in range(len(RECORDS)):
        lines = [vars(some.haystacks.at(place)) for some in (in_memory, made, opened)]
        assert lines[0] == lines[1] == lines[2]
    assert {some.index.size for some in (in_memory, made, opened)} == {len(RECORDS)}


def test_a_record_is_read_once(parts):
    assert parts.haystacks.at(0) is parts.haystacks.at(0)
    assert parts.haystacks.at(0) is not parts.haystacks.at(1)
