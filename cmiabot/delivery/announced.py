"""Announcements on their way out and back: rows of the outbox as messages, deleted or replaced later.

The payload of an announcement is what it says (`text`, `entities`); that of a recall names the message
(`message`), with `text` and `entities` where it is to say something else. A recall that is `late` comes
too late to delete.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cmiabot.delivery.messenger import Destination, Formatted, Messenger, Outgoing
from cmiabot.messages.announcing import announcement_screen, withdrawn_screen
from cmiabot.messages.screens import pages
from cmiabot.store.values import OutboxRow

DELETABLE = timedelta(hours=47, minutes=45)
"""Telegram lets bots delete their messages for 48 hours; a request may have to wait for its turn."""


def payload_of(content: Formatted) -> dict[str, Any]:
    """What somebody wrote, for the database."""
    return {"text": content.text, "entities": [dict(entity) for entity in content.entities]}


def content_of(payload: Mapping[str, Any]) -> Formatted:
    """What somebody wrote, from the database."""
    return Formatted(payload["text"], tuple(payload["entities"]))


def announcement(content: Formatted, language: str) -> Outgoing:
    """An announcement as chats of a language get it; the button under it switches announcements off."""
    (page,) = pages(announcement_screen(language))
    return Outgoing(page, language, as_written=content)


def announced(row: OutboxRow, language: str) -> Outgoing:
    """The message of an announcement, or what stands in its place where it is recalled."""
    if "text" in row.payload:
        return announcement(content_of(row.payload), language)
    (page,) = pages(withdrawn_screen(language))
    return Outgoing(page, language)


async def take_back(messenger: Messenger, to: Destination, row: OutboxRow, message: Outgoing) -> int:
    """Delete the message of a recall, or replace it by another; gives its id. Raises SendFailure."""
    message_id: int = row.payload["message"]
    if row.late or "text" in row.payload:
        await messenger.edit(to, message_id, message)
    else:
        await messenger.delete(to, message_id)
    return message_id
