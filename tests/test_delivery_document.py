"""docs/delivery.md names tests that there are, and one at least for each of its ten promises."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
PROMISE = DOCUMENT.partition("## The promise\n")[2].partition("\n## ")[0]
TEST = re.compile(r"`(tests/[^`:]+\.py)::([^`]+)`")


@cache
def named_in(file: str) -> set[str]:
    """The tests of a file, as pytest names them."""
    body = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    found = functions(body)
    for node in body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{name}" for name in functions(node.body)}
    return found


def functions(body: list[ast.stmt]) -> set[str]:
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize(("file", "name"), sorted(set(TEST.findall(DOCUMENT))))
def test_a_test_that_is_named_is_there(file: str, name: str):
    assert name in named_in(file)


def test_there_are_ten_promises_of_one_sentence_each_with_a_test():
    promises = re.findall(r"^(\d+)\. +(.*(?:\n +.*)*)", PROMISE, re.MULTILINE)
    assert [int(number) for number, _ in promises] == list(range(1, 11))
    for _, promise in promises:
        sentence = TEST.sub("", promise).strip()
        assert sentence.endswith(".")
        assert ". " not in sentence
        assert TEST.search(promise)
