"""Ranking: what a record has in common with a question, and the order and probability it gets by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.answer import QuestionKind, Reading
from cmiabot.search.confidence import WEIGHTS, Features, probability
from cmiabot.search.scope import Choice, Scopes
from cmiabot.search.unsaid import LEAST
from tests.auxil.loaded_collections import real_collection, real_engine
from tests.auxil.properties import PROPERTY
from tests.auxil.small_collections import (
    meeting,
    organisation,
    paper,
    small_collection,
    theme,
    unstored_engine,
)

MANY = 50


@pytest.fixture(name="engine", scope="module")
def engine_fixture():
    """An engine of two companies' records on hydrogen and other things, one with an everyday wording."""
    collection = small_collection(
        [organisation("a", "甲公司"), organisation("b", "乙公司")],
        [
            paper(
                "m-01",
                "a",
                "重庆应建设氢能走廊。",
                "推广燃料电池卡车。",
                "培养技工。",
                "重庆不应反对氢能走廊。",
            ),
            paper("n-01", "b", {"zh": "建设氢能码头。", "en": "", "themes": ["energy"]}, "吸引外籍人才。"),
        ],
        [meeting("m", 2021), meeting("n", 2020)],
        [theme("any", "主题", "Theme"), theme("energy", "能源", "Energy")],
        wordings={"m-01-02": ["跑长途不烧油的大家伙"]},
    )
    return unstored_engine(collection)


def reading(content, **more):
    return Reading(QuestionKind.TOPIC, "zh", content=content, **more)


def features(engine, asked):
    """What each candidate has in common with a question, by the record's id."""
    found = engine.ranker.features(asked, engine.choices(asked), limit=MANY)
    return {record.id: common for _, record, common in found}


def ranked(engine, asked, limit=MANY):
    return engine.ranker.ranked(asked, engine.choices(asked), limit=limit)


def test_the_record_that_has_more_of_the_question_comes_first(engine):
    hits = ranked(engine, reading("氢能走廊"))

    assert hits[0].record == "m-01-01"
    assert {"m-01-01", "n-01-01"} <= {hit.record for hit in hits}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("named", "records"),
    [
        pytest.param({"organisations": ("b",)}, {"n-01-01"}, id="organisation"),
        pytest.param({"meetings": ("m",)}, {"m-01-01", "m-01-04"}, id="meeting"),
        pytest.param({"organisations": ("a",), "meetings": ("n",)}, set(), id="both"),
        pytest.param({"among": ("b",)}, {"n-01-01"}, id="one of the organisations"),
        pytest.param({"among": ("a", "b")}, {"m-01-01", "m-01-04", "n-01-01"}, id="all organisations"),
        pytest.param({"held": "反对"}, {"m-01-04"}, id="a word it must say"),
    ],
)
def test_only_what_was_named_is_ranked(engine, named, records):
    assert {hit.record for hit in ranked(engine, reading("氢能", **named))} == records


def test_no_more_are_ranked_than_wanted(engine):
    assert len(ranked(engine, reading("氢能"), limit=1)) == 1


@pytest.mark.parametrize("content", ["", "熊猫", "，"], ids=["nothing", "what nobody says", "a sign"])
def test_what_has_nothing_in_common_is_not_ranked(engine, content):
    assert ranked(engine, reading(content)) == []


def test_what_is_in_common_is_told_in_shares(engine):
    asked = reading("氢能走廊", themes=("energy",))

    whole, half = features(engine, asked)["m-01-01"], features(engine, asked)["n-01-01"]

    assert whole.coverage == 1.0 > half.coverage > 0
    assert (whole.theme, half.theme) == (0.0, 1.0)
    assert (whole.named, whole.dated, whole.strange) == (0.0, 0.0, 0.0)


def test_what_the_records_of_a_paper_have_together_counts_for_each(engine):
    common = features(engine, reading("氢能走廊 卡车"))

    assert common["m-01-02"].coverage < 0.5
    assert common["m-01-02"].neighbours == 1.0
    assert common["n-01-01"].neighbours == common["n-01-01"].coverage


def test_who_or_what_year_was_named_is_told(engine):
    asked = reading("氢能", organisations=("b",), meetings=("n",))

    common = features(engine, asked)["n-01-01"]
    assert (common.named, common.dated) == (1.0, 1.0)


def test_an_everyday_wording_echoes(engine):
    assert features(engine, reading("跑长途不烧油的大家伙"))["m-01-02"].echo == 1.0


def test_what_was_typed_by_sound_finds_what_sounds_so(engine):
    asked = reading("轻能走狼", sounds=("qin nen", "zou nan"))

    assert ranked(engine, asked)[0].record == "m-01-01"
    assert features(engine, asked)["m-01-01"].coverage > 0.9


# From what is in common to a probability.

SHARE = st.floats(0, 1)
LIKENESS = st.floats(LEAST, 4)
COMMON = st.builds(Features, **dict.fromkeys(Features._fields, SHARE) | {"unsaid": LIKENESS})


def test_every_feature_has_a_weight():
    assert list(WEIGHTS) == list(Features._fields)


@PROPERTY
@given(COMMON)
def test_a_probability_lies_between_never_and_always(common):
    assert 0 < probability(common) < 1


@PROPERTY
@given(COMMON, st.sampled_from(["coverage", "echo", "neighbours", "bm25", "words"]), SHARE)
def test_the_more_in_common_the_more_probable(common, field, more):
    less, more = sorted((getattr(common, field), more))

    assert probability(common._replace(**{field: less})) <= probability(common._replace(**{field: more}))


@PROPERTY
@given(COMMON)
def test_who_asks_who_said_it_wants_more_than_who_names_a_subject(common):
    assert probability(common._replace(asks_who=1.0)) < probability(common._replace(asks_who=0.0))


@PROPERTY
@given(COMMON, LIKENESS)
def test_the_more_like_what_nobody_said_the_less_probable_any_answer(common, other):
    less, more = sorted((common.unsaid, other))

    assert probability(common._replace(unsaid=less)) >= probability(common._replace(unsaid=more))


@PROPERTY
@given(COMMON, SHARE)
def test_the_stranger_a_question_the_less_probable_any_answer(common, stranger):
    less, more = sorted((common.strange, stranger))

    assert probability(common._replace(strange=less)) >= probability(common._replace(strange=more))


def test_all_in_common_is_certain_and_nothing_is_no_answer():
    everything = Features(*[1.0] * len(Features._fields))._replace(strange=0.0, unsaid=LEAST)
    nothing = Features(*[0.0] * len(Features._fields))

    assert probability(everything) > 0.99
    assert probability(nothing) < 0.01


def test_a_record_that_holds_all_of_the_words_counts_as_one_that_holds_several(engine):
    one, two, four = (
        features(engine, reading(content))["m-01-01"].words
        for content in ("氢能", "氢能 熊猫", "氢能 熊猫 火锅")
    )

    assert one > two == four > 0


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param([Choice((("sort", "companies"),))], id="companies"),
        pytest.param([Choice((("meeting", "cmia16"), ("meeting", "cmia16-press")))], id="a year"),
        pytest.param([Choice((("sort", "companies"),)), Choice((("meeting", "cmia16"),))], id="both"),
        pytest.param(
            [Choice((("organisation", "abb"), ("organisation", "basf")), wanted=False)], id="but two"
        ),
        pytest.param([Choice((("meeting", "cmia15"),))], id="a meeting of few records"),
        pytest.param([Choice((("kind", "recommendation"),))], id="a kind most records are of"),
    ],
)
@pytest.mark.parametrize("content", ["企业", "汽车 制造", "轨道衡", "消费券", "talent from abroad"])
def test_what_choices_leave_is_all_found_however_much_they_leave(content, choices):
    """Of what is found without choices, in the same order: those that are left."""
    collection, ranker = real_collection(), real_engine().ranker
    asked = reading(content)

    def ids(choices, limit):
        return [record.id for _, record, _ in ranker.features(asked, choices, limit=limit)]

    left = {record.id for record in Scopes(collection).records(choices)}
    of_all = ids((), len(collection.records))

    assert of_all
    assert ids(choices, MANY) == [record for record in of_all if record in left][:MANY]


def test_where_nothing_is_asked_for_but_a_part_of_a_document_nothing_is_found():
    asked = real_engine().read("圆桌会有哪些公司")

    assert asked.part
    assert real_engine().ranker.features(asked, real_engine().choices(asked), limit=MANY) == []


@pytest.mark.parametrize(
    ("content", "wholly"),
    [
        pytest.param("推广燃料电池卡车", True, id="in its own text"),
        pytest.param("跑长途不烧油的大家伙", False, id="only in an everyday wording"),
    ],
)
def test_only_what_a_record_says_itself_covers_a_question_wholly(engine, content, wholly):
    assert (features(engine, reading(content))["m-01-02"].coverage == 1.0) is wholly
