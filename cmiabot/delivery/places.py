"""Where somebody follows something: a chat's topic, with what it begins with."""

from dataclasses import dataclass
from datetime import datetime

from cmiabot.delivery.slots import Schedule
from cmiabot.store import chats, targets
from cmiabot.store.commits import Session
from cmiabot.store.values import Chat, ChatKind, Target

WORKING_DAYS = frozenset(range(5))
"""The days of those who chose none; public holidays are not known."""


@dataclass(frozen=True, slots=True)
class Place:
    """A topic of a chat as Telegram knows it (0: the chat itself), with what is noted of a new chat."""

    chat: int
    thread: int = 0
    kind: ChatKind = ChatKind.PRIVATE
    title: str = ""
    language: str = "zh"
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with what the database knows of it."""

    chat: Chat
    target: Target


def schedule_of(target: Target) -> Schedule:
    """The schedule a target has chosen."""
    return Schedule(target.zone, target.digest_minutes, target.weekdays)


async def enter(session: Session, place: Place, default: Schedule, now: datetime) -> Spot:
    """The place, entered with the default schedule where it is new; nobody else changes it meanwhile."""
    chat = await chats.remember(
        session,
        place.chat,
        kind=place.kind,
        title=place.title,
        language=place.language,
        owner=place.owner,
        now=now,
    )
    # The chat itself is a target as well, also where somebody begins in a topic.
    for thread in sorted({0, place.thread}):
        target = await targets.get_or_create(
            session,
            chat.id,
            thread,
            zone=default.zone,
            digest_minutes=default.minutes,
            weekdays=default.weekdays,
        )
    locked = await targets.lock(session, target.id)
    assert locked is not None
    return Spot(chat, locked)


async def find(session: Session, place: Place) -> Spot | None:
    """The place as it is known; None where it is not."""
    chat = await chats.find(session, place.chat)
    if chat is None:
        return None
    found = await targets.of_chat(session, chat.id)
    return next((Spot(chat, target) for target in found if target.thread_id == place.thread), None)
