"""Telling whoever looks after a group or channel that something stopped there, or goes on."""

import logging
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from cmiabot.delivery.telling import place_of, tell
from cmiabot.store import outbox, subscriptions, targets
from cmiabot.store.commits import Session
from cmiabot.store.values import Chat, NewOutboxRow, OutboxKind, Target

_log = logging.getLogger(__name__)

TOPIC_CLOSED = "topic_closed"
"""The reason of a pause as Telegram words it, also where it only said that a topic was closed."""
ABOUT_TOPIC = (TOPIC_CLOSED, "topic_deleted", "thread not found")
"""Reasons that concern a topic alone."""


class Trouble(StrEnum):
    """What can happen to a target; the values name messages."""

    PAUSED = "paused"
    """A message was refused there."""
    MUTED = "muted"
    """The bot may not write any more."""
    REMOVED = "removed"
    TOPIC_CLOSED = "topic_closed"
    TOPIC_GONE = "topic_gone"
    BACK = "back"
    """It goes on."""


def is_about_topic(reason: str) -> bool:
    """Whether a pause for this reason concerns a topic alone: the rest of the chat can be written to."""
    return any(part in reason.lower() for part in ABOUT_TOPIC)


class Caring:
    """Tells owners; where they cannot be told, the chat itself; where that is not possible, `operators`."""

    def __init__(self, operators: Collection[int]) -> None:
        self._operators = operators

    async def report(
        self,
        session: Session,
        chat: Chat,
        trouble: Trouble,
        key: str,
        *,
        now: datetime,
        topic: Target | None = None,
        reason: str = "",
    ) -> None:
        """Tell that something happened in a chat, once for each `key`; `topic`: in this one only."""
        values: dict[str, Any] = {"chat": chat.title}
        if trouble is Trouble.PAUSED:
            values["reason"] = reason
        if chat.owner is not None and await tell(
            session, chat.owner, OutboxKind.NOTICE, key, f"notice.{trouble}", values, now=now
        ):
            return
        if trouble is Trouble.BACK:
            return
        _log.warning("chat %d: %s, and its owner cannot be told", chat.telegram_id, trouble)
        if topic is not None and topic.thread_id and await self._report_there(session, chat, key, now):
            return
        values = {"chat": chat.telegram_id, "title": chat.title, "reason": reason or trouble}
        for operator in self._operators:
            await tell(session, operator, OutboxKind.ALARM, key, "alarm.no_owner", values, now=now)

    async def report_removal(self, session: Session, chat: Chat, key: str, *, now: datetime) -> None:
        """Tell that the bot is in a chat no longer; where nothing is followed there, nothing stopped."""
        ids = [target.id for target in await targets.of_chat(session, chat.id)]
        if any((await subscriptions.of_targets(session, ids)).values()):
            await self.report(session, chat, Trouble.REMOVED, key, now=now)

    async def is_cared_for(self, session: Session, chat: Chat, administrators: Collection[int]) -> bool:
        """Whether a chat's owner still is one of its administrators and can be written to."""
        return chat.owner in administrators and await self.can_tell(session, chat)

    @staticmethod
    async def can_tell(session: Session, chat: Chat) -> bool:
        """Whether a chat has an owner who can be written to."""
        return chat.owner is not None and await place_of(session, chat.owner) is not None

    @staticmethod
    async def _report_there(session: Session, chat: Chat, key: str, now: datetime) -> bool:
        """Write it into the chat, outside of its topics, where that takes messages."""
        whole = next((one for one in await targets.of_chat(session, chat.id) if not one.thread_id), None)
        # The bot paused it: so nothing can be written there either.
        if whole is None or not chat.reachable or whole.reason:
            return False
        payload = {"message": "notice.topic_here", "values": {}}
        row = NewOutboxRow(whole.id, OutboxKind.NOTICE, key, slot=now, payload=payload)
        await outbox.add(session, [row], now=now)
        return True
