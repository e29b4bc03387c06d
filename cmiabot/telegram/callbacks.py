"""Callback data: short versioned strings (at most 64 bytes), and what they mean.

`v1:o:<action>:<ref>` opens a screen in a new message, `v1:g:<action>:<ref>:<page>` turns to a page of
it, `v1:q:<page>` turns to a page of the answer that stands in the message. Where one chat manages another,
the first two end with `:<target>`, the id of the target that is meant.
"""

import re
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from cmiabot.errors import UserError
from cmiabot.messages.screens import Action

VERSION = "v1"
EDITING = frozenset(
    (
        Action.TICK,
        Action.DROP,
        Action.READD,
        Action.UNFOLLOW,
        Action.DROP_ALL,
        Action.UNDO,
        Action.SETTINGS,
        Action.SET,
        Action.ANNOUNCEMENTS,
        Action.UNPOST,
    )
)
"""What is carried out in the message it is pressed under; all other actions post a new one."""
_TARGET = re.compile("[1-9][0-9]{0,14}", re.ASCII)
"""Longer ids no database gives."""
_NUMBER = re.compile("[0-9]{1,15}")
"""Of all digits there are, we write these; longer numbers no database takes."""


@dataclass(frozen=True, slots=True)
class OpenScreen:
    """Open a screen of the collection."""

    action: Action
    ref: str = ""
    place: int = 0
    """The target it is about; 0: the chat it is pressed in."""


@dataclass(frozen=True, slots=True)
class TurnScreen:
    """Turn to a page of a screen of the collection."""

    action: Action
    ref: str
    page: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class TurnAnswer:
    """Turn to a page of the answer that stands in the message."""

    page: int


Press = OpenScreen | TurnScreen | TurnAnswer


def encode(press: Press) -> str:
    """The callback data of a press."""
    match press:
        case OpenScreen(action, ref, place):
            return f"{VERSION}:o:{action.value}:{ref}{_about(place)}"
        case TurnScreen(action, ref, page, place):
            return f"{VERSION}:g:{action.value}:{ref}:{page}{_about(place)}"
        case TurnAnswer(page):
            return f"{VERSION}:q:{page}"


def decode(data: str) -> Press:
    """What a press asks for. Raises UserError (old button) for everything this version did not write."""
    try:
        match data.split(":"):
            case ["v1", "o", action, ref]:
                return OpenScreen(Action(action), ref)
            case ["v1", "o", action, ref, place] if _TARGET.fullmatch(place):
                return OpenScreen(Action(action), ref, int(place))
            case ["v1", "g", action, ref, page]:
                return TurnScreen(Action(action), ref, number(page))
            case ["v1", "g", action, ref, page, place] if _TARGET.fullmatch(place):
                return TurnScreen(Action(action), ref, number(page), int(place))
            case ["v1", "q", page]:
                return TurnAnswer(number(page))
    except ValueError:
        pass
    raise UserError("error.old_button")


def posts(data: str | None) -> bool:
    """Whether a press with this data may bring a new message: it neither turns pages nor changes its own."""
    try:
        pressed = decode(data or "")
    except UserError:
        return False
    match pressed:
        case OpenScreen(Action.FORGET, ref):
            # The question is a message of its own, and makes room for what was answered.
            return not ref
        case OpenScreen(action):
            return action not in EDITING
    return False


def read_press(keyboard: InlineKeyboardMarkup | None, data: str | None) -> Press:
    """What a press under a keyboard asks for. Raises UserError (old button) where no button of it says so.

    Clients can send any data in the name of any message of the bot: only its keyboard says what was offered.
    """
    rows = keyboard.inline_keyboard if keyboard is not None else ()
    if data is None or not any(button.callback_data == data for row in rows for button in row):
        raise UserError("error.old_button")
    return decode(data)


def number(text: str) -> int:
    """A number in callback data, as we write them. Raises UserError (old button) for everything else."""
    if not _NUMBER.fullmatch(text):
        raise UserError("error.old_button")
    return int(text)


def _about(place: int) -> str:
    return f":{place}" if place else ""
