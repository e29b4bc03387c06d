"""The terminal as a Telegram client: the same application and handlers, another way in and out.

`TerminalRequest` stands where HTTP stands otherwise: what the bot sends is printed, buttons with numbers
that can be typed. `TerminalChat` turns typed lines into updates.
"""

import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.request import BaseRequest, RequestData

from cmiabot.messages.html import utf16_length, visible_text
from cmiabot.telegram.context import CmiaApplication

PERSON = 1
SOME_TIME = 1
"""When messages are from; nobody asks, but with 0 they would be taken for ones that are there no more."""
BOT = {"id": 0, "is_bot": True, "first_name": "cmiabot", "username": "cmiabot"}
_NUMBER = re.compile(r"[0-9]{1,4}")
_COMMAND = re.compile(r"^/[A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class _Button:
    label: str
    data: str
    message: dict[str, Any]
    copies: str = ""
    """The text that pressing it copies; in a terminal, shows."""


class TerminalRequest(BaseRequest):
    """Carries out the Bot API's methods on a screen of text. Nothing leaves the machine."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self.broken: OSError | None = None
        self._ids = count(1)
        self.buttons: dict[int, _Button] = {}

    @property
    def read_timeout(self) -> float | None:
        """There is nothing to wait for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """Answer one call as the Bot API would."""
        parameters = request_data.parameters if request_data else {}
        method_name = url.rpartition("/")[2]
        if method_name == "sendDocument" and request_data and request_data.multipart_data:
            name, content, *_ = next(iter(request_data.multipart_data.values()))
            assert isinstance(content, bytes)  # what the bot sends is never a stream
            result: object = self._save(name, content)
        else:
            result = self._carry_out(method_name, parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def next_id(self) -> int:
        """An id for a message of the person."""
        return next(self._ids)

    def _carry_out(self, method: str, parameters: dict[str, Any]) -> object:
        match method:
            case "getMe":
                return {**BOT, "can_join_groups": False, "can_read_all_group_messages": False}
            case "sendMessage":
                return self._show(next(self._ids), parameters)
            case "editMessageText":
                return self._show(int(parameters["message_id"]), parameters)
            case "answerCallbackQuery":
                if parameters.get("text"):
                    self._say(str(parameters["text"]) + "\n")
                return True
            case _:
                return True

    def say(self, text: str) -> None:
        """Show a text as the bot's messages are shown."""
        self._say(text + "\n")

    def _save(self, name: str, content: bytes) -> dict[str, Any]:
        """A file the bot sends is put into the working folder, beside what is there already."""
        path = Path(Path(name).name)
        for number in count(2):
            if not path.exists():
                break
            path = Path(f"{Path(name).stem} {number}{Path(name).suffix}")
        path.write_bytes(content)
        self.say(f"→ {path}")
        return self._message(next(self._ids), "")

    def _say(self, text: str) -> None:
        """Print; a screen that takes no more is told to whoever sends the lines, not to the handlers."""
        try:
            self._write(text)
        except OSError as error:
            self.broken = error

    def _show(self, identifier: int, parameters: dict[str, Any]) -> dict[str, Any]:
        text = visible_text(str(parameters["text"]))
        message = self._message(identifier, text)
        rows = (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
        if rows:
            # A press counts only where the message it comes with has the button.
            message["reply_markup"] = {"inline_keyboard": rows}
        self.buttons = _numbered(
            [
                _Button(
                    button["text"],
                    button.get("callback_data", ""),
                    message,
                    copies=button.get("copy_text", {}).get("text", ""),
                )
                for row in rows
                for button in row
                if "callback_data" in button or "copy_text" in button
            ]
        )
        labels = "  ".join(f"[{number}] {button.label}" for number, button in self.buttons.items())
        self._say(text + "\n" + (f"\n{labels}\n" if labels else ""))
        return message

    @staticmethod
    def _message(identifier: int, text: str) -> dict[str, Any]:
        return {
            "message_id": identifier,
            "date": SOME_TIME,
            "chat": {"id": PERSON, "type": "private", "first_name": "terminal"},
            "from": BOT,
            "text": text,
        }


def _numbered(buttons: list[_Button]) -> dict[int, _Button]:
    """The buttons by the numbers to type: the number a label shows (原文 6), the others after those."""
    shown = [None if button.copies else re.search(r"^\d+|\d+$", button.label) for button in buttons]
    numbers = [int(match[0]) if match else None for match in shown]
    if len({*numbers}) < len([n for n in numbers if n is not None]):
        numbers = [None] * len(buttons)
    free = count(max((n for n in numbers if n is not None), default=0) + 1)
    return {next(free) if n is None else n: button for n, button in zip(numbers, buttons, strict=True)}


class TerminalChat:
    """One person talking to the bot at a keyboard, or through a pipe."""

    def __init__(self, application: CmiaApplication, request: TerminalRequest, language: str) -> None:
        self._application = application
        self._request = request
        self._person = {"id": PERSON, "is_bot": False, "first_name": "terminal", "language_code": language}
        self._updates = count(1)

    async def talk(self, lines: AsyncIterator[str]) -> None:
        """Answer line after line until there are no more. Empty lines are passed over."""
        async with self._application:
            async for line in lines:
                text = line.strip()
                button = self._pressed(text)
                if button is not None and button.copies:
                    self._request.say(button.copies)
                elif text:
                    await self._application.process_update(self._update(text, button))
                if self._request.broken is not None:
                    raise self._request.broken

    def _pressed(self, text: str) -> _Button | None:
        return self._request.buttons.get(int(text)) if _NUMBER.fullmatch(text) else None

    def _update(self, text: str, button: _Button | None) -> Update:
        if button is not None:
            content = {"callback_query": self._press(button)}
        else:
            content = {"message": self._message(text)}
        return Update.de_json({"update_id": next(self._updates), **content}, self._application.bot)

    def _message(self, text: str) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": self._request.next_id(),
            "date": SOME_TIME,
            "chat": {"id": PERSON, "type": "private", "first_name": "terminal"},
            "from": self._person,
            "text": text,
        }
        if command := _COMMAND.match(text):
            length = utf16_length(command[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return message

    def _press(self, button: _Button) -> dict[str, Any]:
        return {
            "id": str(next(self._updates)),
            "from": self._person,
            "chat_instance": "terminal",
            "message": button.message,
            "data": button.data,
        }
