"""Who asks with a single word means it: what records say, in that word or another for it, is answered."""

from collections.abc import Iterable

import pytest

from cmiabot.corpus.models import Collection
from cmiabot.search.answering import Engine
from cmiabot.search.folding import has_han
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401

EVERY = 4
"""One of so many terms and synonyms is asked for: they are alike."""
ASKED = [pytest.param("谁提到{}", id="who said it"), pytest.param("{}", id="the word alone")]


def share_refused(engine: Engine, questions: Iterable[str]) -> float:
    answers = [engine.ask(question) for question in questions]
    return sum(not answer.answered for answer in answers) / len(answers)


@pytest.mark.parametrize("asked", ASKED)
def test_the_terms_of_records_are_hardly_ever_refused(
    collection: Collection, engine: Engine, asked: str
) -> None:
    terms = sorted({term for record in collection.records.values() for term in record.terms})
    assert share_refused(engine, (asked.format(term) for term in terms[::EVERY])) <= 0.01


@pytest.mark.parametrize("asked", ASKED)
def test_other_words_for_what_records_say_are_seldom_refused(
    collection: Collection, engine: Engine, asked: str
) -> None:
    said = " ".join(record.text.zh for record in collection.records.values())
    unsaid = [
        word
        for group in collection.synonyms
        if any(word in said for word in group)
        for word in group
        if word not in said and has_han(word)
    ]
    assert share_refused(engine, (asked.format(word) for word in unsaid[::EVERY])) <= 0.05


@pytest.mark.parametrize("word", ["咖啡", "种树", "牙科", "转基因", "夜市", "元宇宙"])
def test_a_word_that_no_record_is_about_is_refused(engine: Engine, word: str) -> None:
    assert not engine.ask(f"谁提到{word}").answered
