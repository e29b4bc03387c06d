"""Callback data: short versioned strings (at most 64 bytes), and what they mean.

`v1:o:<action>:<ref>` opens a screen in a new message, `v1:g:<action>:<ref>:<page>` turns to a page of
it, `v1:q:<key>:<page>` turns to a page of an answer.
"""

from dataclasses import dataclass

from cmiabot.errors import UserError
from cmiabot.messages.screens import Action

VERSION = "v1"


@dataclass(frozen=True, slots=True)
class OpenScreen:
    """Open a screen of the collection."""

    action: Action
    ref: str = ""


@dataclass(frozen=True, slots=True)
class TurnScreen:
    """Turn to a page of a screen of the collection."""

    action: Action
    ref: str
    page: int


@dataclass(frozen=True, slots=True)
class TurnAnswer:
    """Turn to a page of a remembered answer."""

    key: str
    page: int


Press = OpenScreen | TurnScreen | TurnAnswer


def encode(press: Press) -> str:
    """The callback data of a press."""
    match press:
        case OpenScreen(action, ref):
            return f"{VERSION}:o:{action.value}:{ref}"
        case TurnScreen(action, ref, page):
            return f"{VERSION}:g:{action.value}:{ref}:{page}"
        case TurnAnswer(key, page):
            return f"{VERSION}:q:{key}:{page}"


def decode(data: str) -> Press:
    """What a press asks for. Raises UserError (old button) for everything this version did not write."""
    try:
        match data.split(":"):
            case ["v1", "o", action, ref]:
                return OpenScreen(Action(action), ref)
            case ["v1", "g", action, ref, page] if page.isascii() and page.isdigit():
                return TurnScreen(Action(action), ref, int(page))
            case ["v1", "q", key, page] if page.isascii() and page.isdigit():
                return TurnAnswer(key, int(page))
    except ValueError:
        pass
    raise UserError("error.old_button")
