"""Telling single people what they should know, through the same outbox as everything else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cmiabot.store import chats, outbox, targets
from cmiabot.store.commits import Session
from cmiabot.store.values import NewOutboxRow, OutboxKind, Target


async def tell(
    session: Session,
    person: int,
    kind: OutboxKind,
    key: str,
    message: str,
    values: Mapping[str, Any],
    *,
    now: datetime,
) -> bool:
    """Write a message of the catalogue to a person (Telegram's user id), once for each `key`.

    False where nothing can be sent to them.
    """
    place = await place_of(session, person)
    if place is None:
        return False
    payload = {"message": message, "values": dict(values)}
    await outbox.add(session, [NewOutboxRow(place.id, kind, key, slot=now, payload=payload)], now=now)
    return True


async def place_of(session: Session, person: int) -> Target | None:
    """Where a person can be written to; None where they never started the bot, or have blocked it."""
    chat = await chats.find(session, person)
    places = await targets.of_chat(session, chat.id) if chat is not None and chat.reachable else []
    return places[0] if places else None
