"""Callback data: short, stable, and harmless whatever somebody sends."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmiabot.corpus.models import Collection
from cmiabot.errors import UserError
from cmiabot.messages.announcing import Kind, Part
from cmiabot.messages.catalogue import LANGUAGES
from cmiabot.messages.follows import follow_ref, followed
from cmiabot.messages.linking import post_ref
from cmiabot.messages.receipts import ACTIONS as ACTIONS_ON_ROWS
from cmiabot.messages.receipts import Section
from cmiabot.messages.scheduling import OFF, ON, Menu, setting_ref
from cmiabot.messages.screens import Action
from cmiabot.telegram.callbacks import OpenScreen, Press, TurnAnswer, TurnScreen, decode, encode
from tests.auxil.loaded_collections import real_collection

MOST_BYTES = 64
MOST_PAGES = 9999
LARGEST_TARGET = 999_999_999
CHECKED = settings(deadline=None, database=None)

ACTIONS = st.sampled_from(Action)
IDENTIFIERS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True) | st.just("")
PAGES = st.integers(1, MOST_PAGES)
TARGETS = st.integers(0, 10**15 - 1)
PRESSES: st.SearchStrategy[Press] = st.one_of(
    st.builds(OpenScreen, ACTIONS, IDENTIFIERS, TARGETS),
    st.builds(TurnScreen, ACTIONS, IDENTIFIERS, PAGES, TARGETS),
    st.builds(TurnAnswer, PAGES),
)


ABOUT_NOTHING = (
    Action.UNDO,
    Action.SAMPLE,
    Action.PICK,
    Action.SUBSCRIPTIONS,
    Action.DROP_ALL,
    Action.RESUME,
    Action.LINK,
)
"""Buttons that speak of their message or chat."""


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
        Action.FILE: [""],
        Action.NONE_OF_THESE: [""],
        Action.MISREAD: [*collection.people, *collection.organisations],
        Action.FOLLOW: [
            *(follow_ref("theme", one) for one in collection.themes),
            *(follow_ref("organisation", one) for one in collection.organisations),
            *(follow_ref("adviser", one) for one in collection.people),
        ],
        Action.DELIVERIES: ["", *Section],
        Action.RECEIPT: ["9" * 15],
        Action.RECEIPTS: ["2026-11-20"],
        Action.REHEARSAL: ["2026-11-20"],
        **{action: [f"{'9' * 15}-{10**16}"] for action in ACTIONS_ON_ROWS.values()},
        Action.ANNOUNCEMENTS: [ON, OFF],
        Action.ANNOUNCEMENT: ["all", "9" * 15],
        Action.AUDIENCE: [
            *(f"{'9' * 15}-{Part.THEMES.value}-{theme}" for theme in ("", *collection.themes)),
            *(f"{'9' * 15}-{Part.LANGUAGES.value}-{language}" for language in LANGUAGES),
            *(f"{'9' * 15}-{Part.KINDS.value}-{kind.value}" for kind in Kind),
        ],
        Action.ANNOUNCE: [f"{'9' * 15}-{'9' * 9}"],
        Action.RECALL_NOW: [f"{'9' * 15}-ffffffff"],
        **{key: ["9" * 15] for key in (Action.STOP, Action.RECALL)},
        Action.UNSUBSCRIBE: collection.papers,
        Action.SETTINGS: Menu,
        Action.SET: [
            setting_ref(Menu.TIME, "1439"),
            setting_ref(Menu.DAYS, "0123456"),
            *(setting_ref(Menu.ZONE, zone) for zone in available_timezones()),
            *(setting_ref(Menu.LANGUAGE, language) for language in LANGUAGES),
            setting_ref(Menu.PAUSE, "30"),
        ],
        Action.FORGET: ["", "yes", "no"],
        Action.HOST: ["999999999999999"],
        Action.UNPOST: [post_ref(-(10**14), 10**10)],
        **{key: [""] for key in ABOUT_NOTHING},
    }
    followable = [follow_ref("everything", ""), *names[Action.FOLLOW]]
    names |= dict.fromkeys(
        (Action.FOLLOW, Action.UNFOLLOW, Action.TICK, Action.DROP, Action.READD), followable
    )
    for action in Action:
        for identifier in names[action]:
            for target in (0, LARGEST_TARGET):
                yield OpenScreen(action, identifier, target)
                yield TurnScreen(action, identifier, MOST_PAGES, target)


@CHECKED
@given(PRESSES)
def test_a_press_comes_back_as_it_was(press: Press) -> None:
    assert decode(encode(press)) == press


def test_every_press_of_the_real_collection_comes_back_and_fits_into_a_button() -> None:
    for press in presses_of(real_collection()):
        data = encode(press)
        assert decode(data) == press
        assert len(data.encode()) <= MOST_BYTES


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
        "FOLLOW": "F",
        "UNFOLLOW": "U",
        "UNSUBSCRIBE": "u",
        "DELIVERIES": "od",
        "RECEIPT": "or",
        "RECEIPTS": "oR",
        "REPLAY": "op",
        "SEND_AGAIN": "oa",
        "ARRIVED": "oy",
        "REHEARSAL": "oh",
        "ANNOUNCEMENT": "on",
        "AUDIENCE": "ou",
        "ANNOUNCE": "os",
        "STOP": "ox",
        "RECALL": "ow",
        "RECALL_NOW": "oW",
        "ANNOUNCEMENTS": "N",
        "UNDO": "z",
        "SAMPLE": "d",
        "PICK": "k",
        "TICK": "K",
        "SUBSCRIPTIONS": "l",
        "DROP": "x",
        "DROP_ALL": "X",
        "READD": "y",
        "SETTINGS": "S",
        "SET": "=",
        "RESUME": "r",
        "FORGET": "g",
        "LINK": "c",
        "HOST": "h",
        "UNPOST": "e",
    }
    assert {menu.name: menu.value for menu in Menu} == {
        "MAIN": "",
        "TIME": "t",
        "ZONE": "z",
        "DAYS": "d",
        "LANGUAGE": "l",
        "PAUSE": "p",
        "ANNOUNCEMENTS": "a",
    }
    assert decode("v1:o:=:z-Europe/Berlin") == OpenScreen(Action.SET, "z-Europe/Berlin")
    assert decode("v1:o:s:cmia16-06-03") == OpenScreen(Action.SOURCE, "cmia16-06-03")
    assert decode("v1:g:t:energy:2") == TurnScreen(Action.THEME, "energy", 2)
    assert decode("v1:o:f:") == OpenScreen(Action.FILE)
    assert decode("v1:o:n:") == OpenScreen(Action.NONE_OF_THESE)
    assert decode("v1:o:F:o-ats") == OpenScreen(Action.FOLLOW, "o-ats")
    assert decode("v1:o:u:cmia16-06") == OpenScreen(Action.UNSUBSCRIBE, "cmia16-06")
    assert decode("v1:o:K:t-energy:77") == OpenScreen(Action.TICK, "t-energy", 77)
    assert decode("v1:g:l::2:77") == TurnScreen(Action.SUBSCRIPTIONS, "", 2, 77)
    assert decode("v1:o:m:anna-lind") == OpenScreen(Action.MISREAD, "anna-lind")
    assert decode("v1:q:3") == TurnAnswer(3)


def test_what_a_follow_button_refers_to_is_read_back() -> None:
    """The letters are in people's chats as well."""
    refs = {
        "e": ("everything", ""),
        "t-low-carbon": ("theme", "low-carbon"),
        "o-ats": ("organisation", "ats"),
    }
    for ref, meant in {**refs, "a-anna-lind": ("adviser", "anna-lind")}.items():
        assert followed(ref) == meant
        assert follow_ref(*meant) == ref
    assert [followed(ref) for ref in ("", "t", "t-", "x-ats", "ats", "-ats")] == [None] * 6


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("", id="nothing"),
        pytest.param("v0:o:s:cmia16-06-03", id="older version"),
        pytest.param("v2:o:s:cmia16-06-03", id="later version"),
        pytest.param("v1", id="only a version"),
        pytest.param("v1:x:s:cmia16-06-03", id="unknown kind of press"),
        pytest.param("v1:o:?:cmia16-06-03", id="unknown action"),
        pytest.param("v1:o::cmia16-06-03", id="no action"),
        pytest.param("v1:o:s", id="nothing to open"),
        pytest.param("v1:o:s:a:b", id="too many parts"),
        pytest.param("v1:o:s:a:07", id="target with a leading zero"),
        pytest.param("v1:o:s:a:" + "9" * 5000, id="target too large"),
        pytest.param("v1:o:s:a:７", id="target in wide digits"),
        pytest.param("v1:g:s:cmia16-06-03", id="page missing"),
        pytest.param("v1:g:s:cmia16-06-03:", id="page empty"),
        pytest.param("v1:g:s:cmia16-06-03:-1", id="page negative"),
        pytest.param("v1:g:s:cmia16-06-03:1.5", id="page no whole number"),
        pytest.param("v1:g:s:cmia16-06-03:２", id="page in wide digits"),
        pytest.param("v1:g:s:cmia16-06-03:²", id="page in small digits"),
        pytest.param("v1:q:" + "9" * 5000, id="page too large for a number"),
        pytest.param("v1:q:0123456789:3", id="key of an answer"),
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
