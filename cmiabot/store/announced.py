"""What the store gives of announcements: frozen values, as those of `values`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cmiabot.store.values import AnnouncementState, OutboxState


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an operator announces; its deliveries are rows of the outbox whose key is its id."""

    id: int
    author: int
    """Telegram's id."""
    created_at: datetime
    content: Mapping[str, Any]
    audience: Mapping[str, Any]
    state: AnnouncementState
    card_chat: int | None
    """Telegram's id of the chat with the message that shows how far it is, and the id of that message."""
    card_message: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows are in the same state; `waiting`: they are still to be sent, or in flight."""

    state: OutboxState
    late: bool
    waiting: bool
    number: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that reached its target and can be named to Telegram."""

    target_id: int
    message_id: int
    sent_at: datetime
