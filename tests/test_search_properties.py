"""What holds for every question, sensible or not."""

import re
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from opencc import OpenCC

from cmiabot.cache import Cache
from cmiabot.messages.answers import plain_reply
from cmiabot.search.answer import QuestionKind
from cmiabot.search.building import make_engine
from cmiabot.search.folding import fold, has_han, language_of
from cmiabot.search.phrases import FILLERS
from tests.auxil.loaded_collections import real_collection, real_engine
from tests.auxil.properties import ANY_QUESTION, PROPERTY
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401
from tests.auxil.real_questions import PLACE, REAL_QUESTION, wordings
from tests.auxil.small_collections import unstored_engine


@PROPERTY
@given(ANY_QUESTION)
def test_every_question_gets_a_well_formed_answer(engine, collection, question):
    answer = engine.ask(question)

    assert_is_well_formed(engine, collection, answer)


def assert_is_well_formed(engine, collection, answer):
    shown = (*answer.hits, *answer.nearest)
    assert all(hit.record in collection.records for hit in shown)
    assert all(0 <= hit.score <= 1 for hit in shown)
    for hits in (answer.hits, answer.nearest):
        assert len({hit.record for hit in hits}) == len(hits)
        for part in turns(engine, collection, answer, hits):
            assert [hit.score for hit in part] == sorted((hit.score for hit in part), reverse=True)
    assert len(answer.nearest) <= 3
    assert answer.answered is (answer.refusal is None)
    if not answer.answered:
        assert (answer.hits, answer.sure, answer.total) == ((), False, 0)
    if answer.reading.kind in (QuestionKind.TOPIC, QuestionKind.PERSON_TOPIC):
        assert len(answer.hits) <= (10 if answer.sure else 4)
    if answer.hits and answer.answered:
        assert 1 <= answer.total <= len(answer.hits)


def turns(engine, collection, answer, hits):
    """The hits as one list; of a comparison, whose sides take turns, those of each side alone."""
    sides = engine.sides(answer.reading) if answer.reading.kind is QuestionKind.COMPARISON else []
    if len(sides) < 2:
        return [hits]
    held = [[side.holds(collection, collection.records[hit.record]) for side in sides] for hit in hits]
    return [
        [hit for hit, holds in zip(hits, held, strict=True) if holds[place] and sum(holds) == 1]
        for place in range(len(sides))
    ]


@PROPERTY
@given(ANY_QUESTION)
def test_every_answer_can_be_told(engine, collection, question):
    assert plain_reply(collection, engine.ask(question)).strip()


@PROPERTY
@given(ANY_QUESTION)
def test_a_question_asked_twice_has_the_same_answer(engine, question):
    assert engine.ask(question) == engine.ask(question)


@PROPERTY
@given(st.lists(REAL_QUESTION, max_size=4), REAL_QUESTION)
def test_the_same_question_has_the_same_answer_whatever_was_asked_before(others, question):
    context = None
    for other in others:
        answer = real_engine().ask(other, context=context)
        context = real_engine().context_of(answer) or context

    assert real_engine().ask(question) == another_engine().ask(question)
    assert real_engine().ask(question, context=context) == another_engine().ask(question, context=context)


@cache
def another_engine():
    """A second engine of the real collection, which is asked other questions."""
    return unstored_engine(real_collection())


@PROPERTY
@given(st.lists(st.one_of(REAL_QUESTION, ANY_QUESTION), min_size=1, max_size=4))
def test_every_question_of_a_chat_gets_a_well_formed_answer_that_can_be_told(questions):
    engine, collection = real_engine(), real_collection()
    context = None
    for question in questions:
        answer = engine.ask(question, context=context)
        assert_is_well_formed(engine, collection, answer)
        assert plain_reply(collection, answer).strip()
        assert set(engine.candidates(question)) <= set(collection.records)
        context = engine.context_of(answer) or context


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
        pytest.param("氫能\ud83d", id="after Traditional characters"),
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
    everyday = [wording for wording in record.wordings if has_han(wording)]
    question = data.draw(
        st.sampled_from([record.text.zh[:60], " ".join(record.terms), f"谁建议{record.terms[0]}", *everyday])
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


@PROPERTY
@given(PLACE)
def test_whatever_few_records_say_finds_one_of_them(place):
    parts = list(rare_parts())
    part = parts[place % len(parts)]

    assert rare_parts()[part] & set(real_engine().candidates(part))


def test_a_letter_or_digit_and_its_neighbour_that_few_records_say_find_one_of_them():
    short = [part for part in rare_parts() if len(part) == 2 and re.search("[a-z0-9]", part)]

    assert len(short) > 100
    assert [part for part in short if not rare_parts()[part] & {*real_engine().candidates(part)}] == []


@cache
def rare_parts():
    """Every 2 to 4 characters in a row of Chinese texts that at most five records hold → those records."""
    records = list(real_collection().records.values())
    holders: dict[str, set[str]] = {}
    for record in records:
        for run in re.findall(r"[a-z0-9\u3400-\u4dbf\u4e00-\u9fff]+", fold(record.text.zh)):
            for length in (2, 3, 4):
                for start in range(len(run) - length + 1):
                    holders.setdefault(run[start : start + length], set()).add(record.id)
    # Latin letters in a row are part of English words too (ev, car), of which many records have one.
    english = "\n".join(fold(record.text.en) for record in records)
    return {
        part: found
        for part, found in sorted(holders.items())
        if len(found) <= 5 and part not in FILLERS and (has_han(part) or part not in english)
    }


@PROPERTY
@given(PLACE)
def test_the_everyday_wording_of_a_record_finds_it(place):
    record, words = wordings()[place % len(wordings())]

    assert record in real_engine().candidates(words)


@PROPERTY
@given(REAL_QUESTION, st.integers(0, 60))
def test_candidates_are_as_many_as_wanted_and_each_is_named_once(question, limit):
    found = real_engine().candidates(question, limit)

    assert len(found) == len(set(found)) <= limit
    assert found == real_engine().candidates(question, 60)[:limit]


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
    "jie neng huan bao yuan qu",
    "人工智能",
    "爱立信和高通 5G",
    "那些公司都反对什么",
    "2030年充电桩",
    "张三丰说了什么",
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
