"""The worked examples of docs/search.md are what the program answers today; only scores may have moved."""

import json
import re

import pytest

from cmiabot.asking import ask_json
from tests.auxil.python_process import ROOT
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401

EXAMPLE = re.compile(r'\$ uv run bot\.py ask --json "([^"]+)"\n(.*?)\n```', re.DOTALL)
TEXT = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
EXAMPLES = EXAMPLE.findall(TEXT)
REFUSAL_TABLE = TEXT.partition("| question | beginning of the reply |\n|---|---|\n")[2].partition("\n\n")[0]
REFUSALS = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", REFUSAL_TABLE, re.MULTILINE)
MAY_MOVE = 0.1
"""Scores move with every refit; much more and the text around the example is no longer true."""


def test_there_is_an_example_of_every_kind():
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize(("question", "printed"), EXAMPLES, ids=[question for question, _ in EXAMPLES])
def test_an_example_is_what_is_answered(collection, engine, question, printed):
    shown = json.loads(printed.replace(", …", ""))
    answer = ask_json(collection, engine, question)

    for key in ("answered", "sure", "kind", "read_as", "total", "counted"):
        assert answer[key] == shown[key], key
    assert answer["reply"].startswith(shown["reply"].rstrip("…").rstrip("：\n"))
    for part in ("results", "nearest"):
        assert [result["id"] for result in answer[part]][: len(shown[part])] == [r["id"] for r in shown[part]]
        for result, example in zip(answer[part], shown[part], strict=False):
            assert result["organization"] == example["organization"]
            assert result["score"] == pytest.approx(example["score"], abs=MAY_MOVE)


@pytest.mark.parametrize(("question", "reply"), REFUSALS, ids=[question for question, _ in REFUSALS])
def test_a_refusal_begins_as_told(collection, engine, question, reply):
    answer = ask_json(collection, engine, question)
    assert not answer["answered"]
    assert answer["reply"].startswith(reply)


def test_there_are_refusals_to_hold():
    assert len(REFUSALS) >= 5
