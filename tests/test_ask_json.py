"""`ask` without a chat: the JSON object other programs read, and batches of questions."""

import json
import re

import pytest

from cmiabot.asking import ask_batch, ask_json
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401

KEYS = ["q", "answered", "sure", "kind", "read_as", "total", "counted", "reply", "results", "nearest"]
RESULT_KEYS = [
    *("id", "meeting", "year", "paper", "organization", "organization_en", "person", "person_en"),
    *("role", "role_en", "kind", "text", "text_en", "themes", "same_as", "score", "source"),
]
EVERY_KIND = [
    pytest.param("谁建议建设制造业5G创新示范园", "topic", id="topic"),
    pytest.param("安德罗施提过什么", "person", id="person"),
    pytest.param("爱立信提过什么", "organisation", id="organisation"),
    pytest.param("施耐得 招创引智", "person_topic", id="person_topic"),
    pytest.param("哪些公司谈到数字人才", "list", id="list"),
    pytest.param("2020年有多少位顾问发言", "count", id="count"),
    pytest.param("对比爱立信和高通", "comparison", id="comparison"),
    pytest.param("2020年有哪些建议", "meeting", id="meeting"),
    pytest.param("安德罗施是谁", "who_is", id="who_is"),
    pytest.param("帮助", "help", id="help"),
    pytest.param("你好", "other", id="other"),
    pytest.param("谁建议搞夜市、发展夜间经济？", "topic", id="refused"),
    pytest.param("爱立信的建议是否被采纳", "organisation", id="adoption"),
    pytest.param("惠普 咨詢平臺", "person_topic", id="Traditional"),
    pytest.param("who proposed railway transport for chemicals", "topic", id="English"),
]


@pytest.mark.parametrize(("question", "kind"), EVERY_KIND)
def test_the_object_has_the_promised_keys_with_values_of_the_promised_types(
    engine, collection, question, kind
):
    printed = ask_json(collection, engine, question)

    assert list(printed) == KEYS
    assert printed["q"] == question
    assert printed["kind"] == kind
    assert printed["counted"] in {"recommendation", "adviser", "organisation", "paper"}
    assert isinstance(printed["answered"], bool)
    assert isinstance(printed["sure"], bool)
    assert isinstance(printed["total"], int)
    assert printed["read_as"] is None or isinstance(printed["read_as"], str)
    assert json.loads(json.dumps(printed, ensure_ascii=False)) == printed


@pytest.mark.parametrize(("question", "kind"), EVERY_KIND)
def test_every_result_has_the_promised_shape(engine, collection, question, kind):
    printed = ask_json(collection, engine, question)

    for result in (*printed["results"], *printed["nearest"]):
        assert list(result) == RESULT_KEYS
        assert list(result["source"]) == ["document", "lines", "section"]
        assert result["kind"] in {"recommendation", "pledge", "lesson", "plan"}
        assert 0 <= result["score"] <= 1
        assert all(first <= last for first, last in result["source"]["lines"])
        assert set(result["same_as"]) <= set(collection.records)
        assert set(result["themes"]) <= set(collection.themes)


@pytest.mark.parametrize(("question", "kind"), EVERY_KIND)
def test_the_reply_is_plain_text(engine, collection, question, kind):
    reply = ask_json(collection, engine, question)["reply"]

    assert reply == reply.strip() != ""
    assert not re.search(r"</?[a-z][^>]*>|&(?:amp|lt|gt|quot|#\d+);|\{\{|None", reply)


def test_a_result_says_who_said_it_where_and_when(engine, collection):
    result = ask_json(collection, engine, "AT&S digital nervous system for the city")["results"][0]

    paper = collection.papers[result["id"].rpartition("-")[0]]
    meeting = collection.meetings[paper.meeting]
    assert (result["organization"], result["organization_en"]) == ("奥特斯", "AT&S")
    assert (result["person"], result["person_en"]) == ("汉内斯·安德罗施", "Hannes Androsch")
    assert (result["meeting"], result["year"], result["paper"]) == (meeting.id, meeting.year, paper.number)
    assert result["source"]["document"] == meeting.document


def test_the_reply_holds_every_result_not_only_the_first_page(engine, collection):
    printed = ask_json(collection, engine, "爱立信提过什么")

    shown = [result["text"] in printed["reply"] for result in printed["results"]]
    merged = [
        any(collection.records[other].text.zh in printed["reply"] for other in result["same_as"])
        for result in printed["results"]
    ]
    assert len(shown) > 20
    assert all(text or other for text, other in zip(shown, merged, strict=True))


def test_a_corrected_name_stands_in_read_as_and_in_the_reply(engine, collection):
    printed = ask_json(collection, engine, "施耐得 招创引智")

    assert printed["read_as"] == "施耐德电气"
    assert "理解为：施耐德电气" in printed["reply"]


def test_nothing_corrected_is_null(engine, collection):
    assert ask_json(collection, engine, "施耐德电气 招创引智")["read_as"] is None


def test_the_reply_is_in_the_script_of_the_question_and_the_records_stay_simplified(engine, collection):
    printed = ask_json(collection, engine, "愛立信 示範園")

    assert "愛立信" in printed["reply"]
    assert "爱立信" not in printed["reply"]
    assert printed["results"][0]["organization"] == "爱立信"
    assert printed["results"][0]["text"] not in printed["reply"]


def test_the_reply_is_in_the_language_of_the_question(engine, collection):
    printed = ask_json(collection, engine, "who proposed railway transport for chemicals")

    assert printed["results"][0]["text_en"] in printed["reply"]
    assert printed["results"][0]["text"] not in printed["reply"]
    assert "Markus Kamieth" in printed["reply"]
    assert "BASF" in printed["reply"]


def test_somebody_asked_for_is_introduced_before_their_records(engine, collection):
    printed = ask_json(collection, engine, "安德罗施是谁")

    first_line = printed["reply"].splitlines()[0]
    assert all(word in first_line for word in ("汉内斯·安德罗施", "奥特斯", "监事会主席"))
    assert printed["results"]


def test_a_refusal_has_no_results_and_at_most_three_nearest(engine, collection):
    printed = ask_json(collection, engine, "爱立信怎么看化学品铁路运输")

    assert (printed["answered"], printed["sure"], printed["results"], printed["total"]) == (
        False,
        False,
        [],
        0,
    )
    assert len(printed["nearest"]) <= 3


def test_a_known_organisation_that_said_nothing_there_is_introduced(engine, collection):
    printed = ask_json(collection, engine, "2020年巴斯夫说了什么")

    assert (printed["answered"], printed["sure"], printed["results"], printed["total"]) == (True, True, [], 0)
    assert "巴斯夫" in printed["reply"]


# Batches.


def test_a_batch_prints_one_object_a_line_in_the_same_order(engine, collection):
    questions = ["人才", "安德罗施提过什么", "今天天气怎么样", "人才"]
    lines = [json.dumps({"q": question}, ensure_ascii=False) for question in questions]

    printed = list(ask_batch(collection, engine, iter(lines)))

    assert printed == [ask_json(collection, engine, question) for question in questions]


def test_other_keys_of_a_line_are_ignored(engine, collection):
    lines = ['{"q": "人才", "kind": "bio", "expect_any": [{"org": "x"}], "chat": 7, "answered": "?"}\n']

    assert list(ask_batch(collection, engine, iter(lines))) == [ask_json(collection, engine, "人才")]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("谁建议发展氢能", id="no JSON"),
        pytest.param("", id="empty"),
        pytest.param('"人才"', id="no object"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="no q"),
        pytest.param('{"q": null}', id="q is null"),
        pytest.param('{"q": ["人才"]}', id="q is a list"),
        pytest.param('{"Q": "人才"}', id="q in capitals"),
        pytest.param('{"q": "人才"', id="cut off"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param('{"q": "人才", "n": ' + "9" * 5000 + "}", id="a number too long to read"),
    ],
)
def test_a_line_that_is_no_question_becomes_an_error_and_the_others_are_answered(engine, collection, line):
    good = '{"q": "人才"}'

    first, bad, last = ask_batch(collection, engine, iter([good, line, good]))

    assert first == last == ask_json(collection, engine, "人才")
    assert list(bad) == ["q", "error"]
    assert bad["q"] is None
    assert "line 2" in bad["error"]


def test_half_an_emoji_in_a_line_does_not_end_the_batch(engine, collection):
    lines = ['{"q": "爱立信\\ud83d"}', '{"q": "爱立信"}']

    broken, whole = ask_batch(collection, engine, iter(lines))

    assert broken["results"] == whole["results"]


def test_a_batch_is_answered_line_by_line(engine, collection):
    def lines():
        yield '{"q": "人才"}'
        pytest.fail("the second line was read before the first was answered")

    assert next(ask_batch(collection, engine, lines()))["q"] == "人才"


def test_no_lines_are_no_answers(engine, collection):
    assert list(ask_batch(collection, engine, iter(()))) == []
