"""What holds for every question, sensible or not."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opencc import OpenCC

from cmiabot.cache import Cache
from cmiabot.messages.answers import plain_reply
from cmiabot.search.answer import QuestionKind
from cmiabot.search.building import make_engine
from cmiabot.search.folding import fold, language_of
from tests.auxil.properties import ANY_QUESTION, PROPERTY
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401
from tests.auxil.small_collections import unstored_engine


@PROPERTY
@given(ANY_QUESTION)
def test_every_question_gets_a_well_formed_answer(engine, collection, question):
    answer = engine.ask(question)

    shown = (*answer.hits, *answer.nearest)
    assert all(hit.record in collection.records for hit in shown)
    assert all(0 <= hit.score <= 1 for hit in shown)
    for hits in (answer.hits, answer.nearest):
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.record for hit in hits}) == len(hits)
    assert len(answer.nearest) <= 3
    assert answer.answered is (answer.refusal is None)
    if not answer.answered:
        assert (answer.hits, answer.sure, answer.total) == ((), False, 0)
    if answer.reading.kind in (QuestionKind.TOPIC, QuestionKind.PERSON_TOPIC):
        assert len(answer.hits) <= (10 if answer.sure else 4)
    if answer.hits and answer.answered:
        assert 1 <= answer.total <= len(answer.hits)


@PROPERTY
@given(ANY_QUESTION)
def test_every_answer_can_be_told(engine, collection, question):
    assert plain_reply(collection, engine.ask(question)).strip()


@PROPERTY
@given(ANY_QUESTION)
def test_a_question_asked_twice_has_the_same_answer(engine, question):
    assert engine.ask(question) == engine.ask(question)


@PROPERTY
@given(ANY_QUESTION)
def test_white_space_around_a_question_changes_nothing(engine, question):
    assert engine.ask(f" \n{question}\t ") == engine.ask(question)


@PROPERTY
@given(ANY_QUESTION)
def test_what_a_question_names_exists(engine, collection, question):
    reading = engine.read(question)

    assert set(reading.organisations) <= set(collection.organisations)
    assert set(reading.people) <= set(collection.people)
    assert set(reading.meetings) <= set(collection.meetings)
    assert set(reading.themes) <= set(collection.themes)
    assert reading.language in ("zh", "zh-Hant", "en")


@PROPERTY
@given(st.integers(300, 100_000), st.sampled_from("爱a 的🙂\x00ﷺ"))
def test_a_question_of_any_length_is_answered(engine, length, character):
    assert engine.ask(character * length).hits == ()


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("爱立信\ud83d", id="first half of an emoji"),
        pytest.param("\ude00谁建议发展氢能", id="second half of an emoji"),
        pytest.param("\ud83d", id="half an emoji alone"),
        pytest.param("Ericsson \udcff 5G", id="an undecodable byte"),
    ],
)
def test_half_a_character_is_no_reason_to_fail(engine, question):
    whole = "".join(character for character in question if not "\ud800" <= character <= "\udfff")

    assert engine.ask(question) == engine.ask(whole)


@PROPERTY
@given(st.text(max_size=40))
def test_folding_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@PROPERTY
@given(st.text(max_size=40))
def test_a_folded_text_has_no_control_characters_or_capitals(text):
    folded = fold(text)

    assert folded == folded.lower()
    assert not any(character in folded for character in "\x00\n\t\u200b\u202e\ufeff")


@PROPERTY
@given(st.text(max_size=40))
def test_any_text_has_a_language(text):
    assert language_of(text, "zh-Hant") in ("zh", "zh-Hant", "en")


@PROPERTY
@given(st.data(), st.sampled_from(["s2t", "s2tw", "s2hk"]))
def test_a_question_in_traditional_characters_has_the_same_answer(engine, collection, data, script):
    record = collection.records[data.draw(st.sampled_from(list(collection.records)))]
    question = data.draw(
        st.sampled_from([record.text.zh[:60], " ".join(record.terms), f"谁建议{record.terms[0]}"])
    )

    simplified, traditional = engine.ask(question), engine.ask(OpenCC(script).convert(question))

    assert [hit.record for hit in traditional.hits] == [hit.record for hit in simplified.hits]


@PROPERTY
@given(st.data())
def test_a_record_asked_for_by_its_terms_is_among_the_results(engine, collection, data):
    record = collection.records[data.draw(st.sampled_from(list(collection.records)))]

    answer = engine.ask(" ".join(record.terms))
    # Terms that name somebody or a year are filters, which may leave other records only.
    reading = answer.reading
    assume(not (reading.organisations or reading.people or reading.meetings or reading.refusal))

    assert {record.id, *record.same_as} & {hit.record for hit in answer.hits}


# The same question, the same answer.

QUESTIONS = (
    "谁建议建设制造业5G创新示范园",
    "安德罗施提过什么",
    "who proposed railway transport for chemicals",
    "施耐得 招创引智",
    "惠普 咨詢平臺",
    "今天天气怎么样",
    "哪些公司谈到数字人才",
    "2020年有多少位顾问发言",
    "zhinengzhizao",
    "人工智能",
    "",
)


def test_engines_from_two_caches_give_equal_answers(collection, tmp_path):
    one, other = (make_engine(collection, Cache(tmp_path / name)) for name in ("one", "other"))

    assert [one.ask(question) for question in QUESTIONS] == [other.ask(question) for question in QUESTIONS]


def test_an_engine_from_the_cache_answers_as_the_one_that_filled_it(collection, tmp_path):
    first = [make_engine(collection, Cache(tmp_path)).ask(question) for question in QUESTIONS]
    stored = sorted(path.name for path in tmp_path.rglob("*"))
    second = [make_engine(collection, Cache(tmp_path)).ask(question) for question in QUESTIONS]

    assert second == first
    assert sorted(path.name for path in tmp_path.rglob("*")) == stored


def test_answers_do_not_depend_on_what_was_asked_before(engine, collection):
    fresh = unstored_engine(collection)
    expected = {question: engine.ask(question) for question in QUESTIONS}

    for order in (QUESTIONS, QUESTIONS[::-1], QUESTIONS[::2] + QUESTIONS[1::2], QUESTIONS):
        for question in order:
            assert fresh.ask(question) == expected[question]
