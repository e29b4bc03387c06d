"""What happens in several chats, and what the bot does about it, as a text to be read and compared."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.auxil.fake_bot_api import Call, FakeBotApi, SentMessage
from tests.auxil.hosts import deliver, happens
from tests.auxil.running_bot import RunningBot
from tests.auxil.telegram_html import visible_text


class Transcript:
    """Does things one after another and writes down what the bot sent, changed, deleted or noted."""

    def __init__(self, bot: RunningBot, about: str, names: Mapping[int, str]) -> None:
        self._bot = bot
        self._names = names
        self._parts = [f"# {about}"]
        self._read = len(bot.api.calls)

    @property
    def text(self) -> str:
        """The whole transcript."""
        return "\n\n".join(self._parts) + "\n"

    async def say(self, who: str, typed: str, chat: int | None = None, **extra: Any) -> SentMessage:
        """Somebody writes, where nothing else is given in private; gives the bot's newest message there."""
        place = chat or extra["user_id"]
        self._parts.append(f"> {who} → {self._names[place]}: {typed}")
        self._bot.api.push_message(**{"text": typed, "chat_id": chat, **extra})
        await self._settle()
        return self._bot.api.received[place][-1]

    async def press(self, who: str, message: SentMessage, label: str, user_id: int) -> SentMessage:
        """Somebody presses a button; gives the bot's newest message in that chat."""
        self._parts.append(f"> {who} → {self._names[message.chat_id]}: [{label}]")
        await self._bot.press(message, label, user_id=user_id)
        await self._settle()
        return self._bot.api.received[message.chat_id][-1]

    async def member(self, what: str, chat: int, status: str, by: int, **rights: Any) -> None:
        """The bot's status in a chat is changed."""
        self._parts.append(f"* {what}")
        self._bot.api.push_membership(chat, status, by=by, **rights)
        await self._settle()

    async def service(self, what: str, chat: int, **fields: Any) -> None:
        """A service message comes."""
        self._parts.append(f"* {what}")
        await happens(self._bot, chat, **fields)
        await self._settle()

    async def deliver(self, what: str) -> None:
        """What waits is sent."""
        self._parts.append(f"* {what}")
        await deliver(self._bot)
        await self._settle()

    async def _settle(self) -> None:
        await self._bot.settle()
        calls, self._read = self._bot.api.calls[self._read :], len(self._bot.api.calls)
        self._parts += [line for call in calls if (line := self._line(call))]

    def _line(self, call: Call) -> str:
        parameters = call.parameters
        match call.method:
            case "sendMessage" | "editMessageText":
                sign = "<" if call.method == "sendMessage" else "<<"
                if all(
                    one.text != parameters["text"] for one in self._bot.api.received[parameters["chat_id"]]
                ):
                    sign = "<?"  # Telegram did not take it
                thread = parameters.get("message_thread_id")
                topic = f"/{thread}" if thread else ""
                name = self._names[parameters["chat_id"]]
                rows = (parameters.get("reply_markup") or {}).get("inline_keyboard", [])
                labels = "  ".join(f"[{button['text']}]" for row in rows for button in row)
                text = visible_text(parameters["text"])
                return f"{sign} {name}{topic}: {text}" + (f"\n{labels}" if labels else "")
            case "answerCallbackQuery" if "text" in parameters or "url" in parameters:
                return f"! {parameters.get('text') or parameters['url']}"
            case "deleteMessage":
                return f"x {self._names[parameters['chat_id']]}"
            case _:
                return ""


@dataclass
class Seen:
    """What people do, and what each of the chats of `names` then shows, messages that were changed included.

    A chat without a name is the only one that matters.
    """

    api: FakeBotApi
    about: str
    names: Mapping[int, str]
    _parts: list[str] = field(default_factory=list)
    _known: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What stands there before is not told."""
        self._news()

    def did(self, what: str) -> None:
        """What was typed or pressed, and what is new in the chats; the same several times stands once."""
        self._parts.append(f"> {what}")
        for shown, again in groupby(self._news()):
            times = len([*again])
            self._parts.append(shown + (f"\n(×{times})" if times > 1 else ""))

    def check(self, path: Path) -> None:
        """It is as the file says, which is written anew with CMIABOT_TEST_UPDATE_CONVERSATIONS=1."""
        said = "\n\n".join([f"# {self.about}", *self._parts]) + "\n"
        if os.environ.get("CMIABOT_TEST_UPDATE_CONVERSATIONS") == "1":
            path.write_text(said, encoding="utf-8")
        assert said == path.read_text(encoding="utf-8")

    def _news(self) -> list[str]:
        found = []
        for chat, name in self.names.items():
            for message in self.api.sent_to(chat):
                key, shown = (chat, message.message_id), _as_shown(message)
                if self._known.get(key) != shown:
                    changed = "~ " if key in self._known else ""
                    found.append(changed + (f"{name}: " if name else "") + shown)
                self._known[key] = shown
        return found


def _as_shown(message: SentMessage) -> str:
    buttons = " ".join(f"[{button['text']}]" for button in message.buttons)
    return "\n".join(part for part in (message.visible_text, buttons) if part)
