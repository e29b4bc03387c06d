"""How well questions are answered must not get worse: figures, ways of writing, Traditional characters.

What is recorded stands in tests/evaluation/figures.json; `tools.figures` renews it.
"""

from copy import copy
from functools import cache

import pytest
from opencc import OpenCC

from cmiabot.evaluation import COLUMNS, read_questions
from cmiabot.search.answer import Answer
from cmiabot.search.answering import Engine
from tests.auxil.loaded_collections import real_collection, real_engine
from tools.figures import (
    COMMAND,
    FALLING_IS_WORSE,
    RISING_IS_WORSE,
    TUNING,
    Change,
    changes,
    complaint,
    first_record,
    form_figures,
    read_forms,
    recorded_figures,
    tuning_figures,
)

OTHER_WORDS = {"爱立性的双计画是什么"}
"""Slips that are none in Traditional characters, where 計畫 is a word."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The engine of data/, which here answers every question only once: they are thousands."""
    engine = copy(real_engine())
    answer = cache(engine.ask)

    def ask(question: str, context: None = None) -> Answer:
        return answer(question)

    vars(engine)["ask"] = ask
    return engine


def fail_if_worse(part, measured):
    told = complaint(changes(part, recorded_figures()[part], measured))
    if told:
        pytest.fail(told, pytrace=False)


def test_no_figure_of_the_tuning_questions_is_worse_than_recorded(engine):
    fail_if_worse("tuning", tuning_figures(real_collection(), engine))


def test_no_way_of_writing_is_answered_less_alike_than_recorded(engine):
    fail_if_worse("forms", form_figures(real_collection(), engine))


@pytest.mark.parametrize("script", ["s2t", "s2tw", "s2hk"])
def test_every_chinese_question_has_the_same_first_answer_in_traditional_characters(engine, script):
    with TUNING.open(encoding="utf-8") as lines:
        asked = [question.question for question in read_questions(lines)]
    asked += [question for forms in read_forms() for question in forms.values()]
    convert, simplify = OpenCC(script).convert, OpenCC("t2s").convert
    pairs = {simplified: convert(simplified) for simplified in map(simplify, asked)}
    pairs = {
        simplified: traditional
        for simplified, traditional in pairs.items()
        if traditional != simplified not in OTHER_WORDS
    }
    assert len(pairs) > 500
    others = [
        pair for pair in pairs.items() if len({first_record(engine, question) for question in pair}) > 1
    ]
    assert others == [], f"{len(others)} of {len(pairs)}"


@pytest.mark.parametrize("question", OTHER_WORDS)
def test_only_what_becomes_other_words_in_traditional_characters_is_left_out(question):
    assert OpenCC("t2s").convert(OpenCC("s2t").convert(question)) != question


# What is worse

RECORDED = {"topic": {"questions": 100, "top_1": 90.0, "false_answers": 10.0}}


@pytest.mark.parametrize("figure", FALLING_IS_WORSE)
@pytest.mark.parametrize(("after", "wrong"), [(88.9, True), (89.0, False), (90.1, False), (100.0, False)])
def test_a_good_figure_may_fall_by_a_point_and_rise_as_it_likes(figure, after, wrong):
    assert Change("tuning", "topic", figure, 90.0, after).wrong is wrong


@pytest.mark.parametrize("figure", RISING_IS_WORSE)
@pytest.mark.parametrize(("after", "wrong"), [(11.1, True), (11.0, False), (9.9, False), (0.0, False)])
def test_a_bad_figure_may_rise_by_a_point_and_fall_as_it_likes(figure, after, wrong):
    assert Change("tuning", "topic", figure, 10.0, after).wrong is wrong


@pytest.mark.parametrize(("before", "after"), [(95.7, 94.7), (64.3, 63.3), (1.1, 0.1)])
def test_a_point_is_a_point_however_it_is_stored(before, after):
    assert not Change("tuning", "topic", "top_1", before, after).wrong
    assert not Change("tuning", "topic", "false_answers", after, before).wrong


def test_every_figure_but_the_mentions_is_watched():
    assert {*FALLING_IS_WORSE, *RISING_IS_WORSE} == {*COLUMNS, "same"} - {"mention"}


def test_more_or_fewer_questions_alone_are_no_matter():
    found = [*changes("tuning", RECORDED, {"topic": {**RECORDED["topic"], "questions": 7}})]
    assert [str(change) for change in found] == ["tuning: topic questions 100 → 7"]
    assert complaint(found) == ""


def test_nothing_is_said_where_nothing_changed():
    assert [*changes("tuning", RECORDED, RECORDED)] == []


@pytest.mark.parametrize(
    ("measured", "told"),
    [
        ({"topic": {"questions": 100, "top_1": 88.8, "false_answers": 10.0}}, ["topic top_1 90 → 88.8"]),
        (
            {"topic": {"questions": 100, "top_1": 90.0, "false_answers": 12.5}},
            ["topic false_answers 10 → 12.5"],
        ),
        ({"topic": {"questions": 100, "top_1": 90.0}}, ["topic false_answers 10 → none"]),
        ({**RECORDED, "bio": {"questions": 3}}, ["bio questions none → 3"]),
        ({**RECORDED, "bio": {"top_3": 100.0}}, ["bio top_3 none → 100"]),
        ({}, ["topic questions 100 → none", "topic top_1 90 → none", "topic false_answers 10 → none"]),
    ],
    ids=["fell", "rose", "measured no more", "a new kind", "a new figure", "a kind is gone"],
)
def test_a_complaint_names_the_kind_the_figures_and_the_command(measured, told):
    first_line, *lines, last = complaint(changes("tuning", RECORDED, measured)).splitlines()
    assert lines == [f"tuning: {text}" for text in told]
    assert "figures.json" in first_line
    assert last.endswith(COMMAND)
