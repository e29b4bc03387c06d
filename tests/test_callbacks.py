"""Callback data: short, stable, and harmless whatever somebody sends."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmiabot.corpus.models import Collection
from cmiabot.errors import UserError
from cmiabot.messages.screens import Action
from cmiabot.telegram.callbacks import OpenScreen, Press, TurnAnswer, TurnScreen, decode, encode
from cmiabot.telegram.memory import MOST_CHATS, AnswerMemory
from tests.auxil.loaded_collections import frozen_engine, real_collection

MOST_BYTES = 64
MOST_PAGES = 9999
CHECKED = settings(deadline=None, database=None)

ACTIONS = st.sampled_from(Action)
IDENTIFIERS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True) | st.just("")
PAGES = st.integers(1, MOST_PAGES)
PRESSES: st.SearchStrategy[Press] = st.one_of(
    st.builds(OpenScreen, ACTIONS, IDENTIFIERS),
    st.builds(TurnScreen, ACTIONS, IDENTIFIERS, PAGES),
    st.builds(TurnAnswer, st.from_regex("[0-9a-f]{10}", fullmatch=True), PAGES),
)


def presses_of(collection: Collection) -> Iterator[Press]:
    """Every press there can be under a message about a collection."""
    names = {
        Action.SOURCE: collection.records,
        Action.PAPER: collection.papers,
        Action.THEME: collection.themes,
        Action.ADVISER: collection.people,
        Action.ORGANISATION: collection.organisations,
        Action.PAPERS: [""],
        Action.THEMES: [""],
        Action.ADVISERS: [""],
        Action.FILE: ["0123456789"],
        Action.NONE_OF_THESE: [""],
        Action.MISREAD: [*collection.people, *collection.organisations],
    }
    for action in Action:
        for identifier in names[action]:
            yield OpenScreen(action, identifier)
            yield TurnScreen(action, identifier, MOST_PAGES)


@CHECKED
@given(PRESSES)
def test_a_press_comes_back_as_it_was(press: Press) -> None:
    assert decode(encode(press)) == press


def test_every_press_of_the_real_collection_comes_back_and_fits_into_a_button() -> None:
    for press in presses_of(real_collection()):
        data = encode(press)
        assert decode(data) == press
        assert len(data.encode()) <= MOST_BYTES


def test_the_key_of_an_answer_fits_into_a_button() -> None:
    key = AnswerMemory().keep(-(10**13), frozen_engine().ask("微电网"))
    for press in (TurnAnswer(key, MOST_PAGES), OpenScreen(Action.FILE, key)):
        assert decode(encode(press)) == press
        assert len(encode(press).encode()) <= MOST_BYTES


def test_buttons_under_messages_sent_long_ago_keep_their_meaning() -> None:
    """What stands here is in people's chats: it may be added to, never changed."""
    assert {action.name: action.value for action in Action} == {
        "SOURCE": "s",
        "PAPER": "p",
        "THEME": "t",
        "ADVISER": "a",
        "ORGANISATION": "o",
        "PAPERS": "P",
        "THEMES": "T",
        "ADVISERS": "A",
        "FILE": "f",
        "NONE_OF_THESE": "n",
        "MISREAD": "m",
    }
    assert decode("v1:o:s:cmia16-06-03") == OpenScreen(Action.SOURCE, "cmia16-06-03")
    assert decode("v1:g:t:energy:2") == TurnScreen(Action.THEME, "energy", 2)
    assert decode("v1:o:f:0123456789") == OpenScreen(Action.FILE, "0123456789")
    assert decode("v1:o:n:") == OpenScreen(Action.NONE_OF_THESE)
    assert decode("v1:o:m:anna-lind") == OpenScreen(Action.MISREAD, "anna-lind")
    assert decode("v1:q:0123456789:3") == TurnAnswer("0123456789", 3)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="nothing"),
        pytest.param("v0:o:s:cmia16-06-03", id="older version"),
        pytest.param("v2:o:s:cmia16-06-03", id="later version"),
        pytest.param("v1", id="only a version"),
        pytest.param("v1:x:s:cmia16-06-03", id="unknown kind of press"),
        pytest.param("v1:o:z:cmia16-06-03", id="unknown action"),
        pytest.param("v1:o::cmia16-06-03", id="no action"),
        pytest.param("v1:o:s", id="nothing to open"),
        pytest.param("v1:o:s:a:b", id="too many parts"),
        pytest.param("v1:g:s:cmia16-06-03", id="page missing"),
        pytest.param("v1:g:s:cmia16-06-03:", id="page empty"),
        pytest.param("v1:g:s:cmia16-06-03:-1", id="page negative"),
        pytest.param("v1:g:s:cmia16-06-03:1.5", id="page no whole number"),
        pytest.param("v1:g:s:cmia16-06-03:２", id="page in wide digits"),
        pytest.param("v1:g:s:cmia16-06-03:²", id="page in small digits"),
        pytest.param("v1:q:key:" + "9" * 5000, id="page too large for a number"),
        pytest.param("subscribe", id="not ours"),
        pytest.param('{"action": "s"}', id="JSON"),
    ],
)
def test_what_this_version_did_not_write_is_an_old_button(data: str) -> None:
    with pytest.raises(UserError) as caught:
        decode(data)
    assert caught.value.key == "error.old_button"


@CHECKED
@given(
    st.text() | st.text(":v1ogqsptPTAfnm0", max_size=20) | st.text(":0", max_size=9).map("v1:g:s:{}".format)
)
def test_any_text_is_a_press_or_an_old_button(data: str) -> None:
    meant = meaning_of(data)
    assert meant == "error.old_button" or decode(encode(meant)) == meant


def meaning_of(data: str) -> Press | Any:
    """The press, or the key of what is said to whoever pressed."""
    try:
        return decode(data)
    except UserError as error:
        return error.key


def test_an_answer_is_found_only_in_its_chat_and_until_others_push_it_out() -> None:
    answer = frozen_engine().ask("微电网")
    memory = AnswerMemory(most=2)
    first, second = memory.keep(1, answer), memory.keep(2, answer)
    assert memory.find(1, first) is answer
    assert memory.find(2, first) is None
    assert memory.find(1, "0" * 10) is None
    memory.keep(3, answer)
    assert memory.find(1, first) is None
    assert memory.find(2, second) is answer


def test_what_a_question_may_lean_on_stays_in_its_chat() -> None:
    engine = frozen_engine()
    first, second = (engine.context_of(engine.ask(question)) for question in ("顾云提过什么", "微电网"))
    memory = AnswerMemory()
    memory.lean_on(1, first)
    assert memory.context(2) is None
    memory.lean_on(2, second)
    memory.lean_on(1, None)
    assert (memory.context(1), memory.context(2)) == (first, second)
    memory.lean_on(1, second)
    assert memory.context(1) == second


def test_chats_that_asked_long_ago_are_forgotten_first() -> None:
    engine = frozen_engine()
    context = engine.context_of(engine.ask("微电网"))
    memory = AnswerMemory()
    for chat in (*range(MOST_CHATS), 0, MOST_CHATS):
        memory.lean_on(chat, context)
    known = [chat for chat in range(MOST_CHATS + 1) if memory.context(chat) is not None]
    assert known == [0, *range(2, MOST_CHATS + 1)]
