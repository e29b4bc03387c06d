"""What the delivery needs of a messenger; the Telegram edge implements it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cmiabot.messages.screens import Page


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: Telegram's chat id, and the topic (0: none)."""

    chat: int
    thread: int = 0
    private: bool = False


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text somebody wrote, with its formatting as it came: entities, counted in UTF-16 units."""

    text: str
    entities: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as it is to appear; `language` is that of the buttons made for it.

    With `as_written` that is the text, and only the buttons are the page's.
    """

    page: Page
    language: str
    silent: bool = True
    as_written: Formatted | None = None


class Messenger(Protocol):
    """Sends, edits and deletes single messages. Every method raises SendFailure, and nothing is retried."""

    async def send(self, to: Destination, message: Outgoing) -> int:
        """Send a message; gives its id in that chat."""
        ...

    async def edit(self, to: Destination, message_id: int, message: Outgoing) -> None:
        """Put a message in the place of one sent before."""
        ...

    async def delete(self, to: Destination, message_id: int) -> None:
        """Take a message back."""
        ...
