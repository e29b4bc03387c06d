"""What operators announce: drafted, aimed, sent, stopped, recalled. Who is an operator is asked before."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from cmiabot.delivery.announced import DELETABLE, payload_of
from cmiabot.delivery.bell import Bell
from cmiabot.delivery.cards import card_of, read_audience, recall_key, wanted
from cmiabot.delivery.messenger import Formatted
from cmiabot.delivery.places import Place, enter
from cmiabot.delivery.slots import Schedule
from cmiabot.errors import UserError
from cmiabot.messages.announcing import Audience, Card
from cmiabot.store import announcements, audit, chats, outbox, targets
from cmiabot.store.announced import Announcement
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import (
    AnnouncementState,
    ChatKind,
    NewOutboxRow,
    OutboxKind,
)

MOST_LISTED = 20
"""Announcements in the list."""
LASTS = timedelta(days=1)
"""How long it is tried to send or to take back something; then it is cancelled."""
ENDED = (AnnouncementState.CANCELLED, AnnouncementState.DONE, AnnouncementState.RECALLED)
"""States in which nothing happens by itself, and messages may be there to be recalled."""


class Act(StrEnum):
    """What is written down of what was done."""

    SEND = "announcement.send"
    STOP = "announcement.stop"
    DISCARD = "announcement.discard"
    DELETE = "announcement.delete"
    CORRECT = "announcement.correct"
    OFF = "announcements.off"
    ON = "announcements.on"


class Announcing:
    """The use cases of announcements. Actors are Telegram's user ids."""

    def __init__(self, database: Database, default: Schedule, bell: Bell) -> None:
        self._database = database
        self._default = default
        self._bell = bell

    async def draft(self, actor: int, content: Formatted, *, now: datetime) -> Card:
        """Something to be announced, to everybody as long as nothing else is chosen."""
        async with self._database.write() as session:
            made = await announcements.add(session, actor, payload_of(content), asdict(Audience()), now)
            return await card_of(session, made)

    async def card(self, announcement_id: int) -> Card:
        """How far an announcement is. Raises UserError where there is none, as all of these do."""
        async with self._database.read() as session:
            return await card_of(session, await _find(session, announcement_id))

    async def listing(self) -> list[Card]:
        """The last announcements, the newest first."""
        async with self._database.read() as session:
            found = await announcements.latest(session, MOST_LISTED)
            return [await card_of(session, one) for one in found]

    async def content(self, announcement_id: int) -> Formatted:
        """What an announcement says."""
        async with self._database.read() as session:
            content = (await _find(session, announcement_id)).content
        return Formatted(content["text"], tuple(content["entities"]))

    async def show_at(self, announcement_id: int, chat: int, message_id: int) -> None:
        """From now on a message (Telegram's ids) is the card that is kept up to date."""
        async with self._database.write() as session:
            await announcements.set_card(session, announcement_id, chat, message_id)

    async def aim(self, announcement_id: int, audience: Audience) -> Card:
        """Whom a draft is for."""
        async with self._database.write() as session:
            await _find(session, announcement_id)
            if not await announcements.set_audience(session, announcement_id, asdict(audience)):
                raise UserError("announce.changed")
            return await card_of(session, await _find(session, announcement_id))

    async def send(self, announcement_id: int, expected: int, *, actor: int, now: datetime) -> Card:
        """Let a draft go to its audience, if that is as many chats as the operator saw.

        Raises UserError where it is not: then the card is to be looked at again.
        """
        async with self._database.write() as session:
            found = await _find(session, announcement_id, lock=True)
            if found.state is not AnnouncementState.DRAFT:
                raise UserError("announce.changed")
            places = await announcements.recipients(session, **wanted(read_audience(found)))
            if len(places) != expected:
                raise UserError("announce.recount", total=len(places))
            payload = {name: found.content[name] for name in ("text", "entities")}
            kind, key = OutboxKind.ANNOUNCEMENT, str(announcement_id)
            rows = [
                NewOutboxRow(place, kind, key, slot=now, payload=payload, expires_at=now + LASTS)
                for place in places
            ]
            await outbox.add(session, rows, now=now)
            await _go_on(session, found, AnnouncementState.SENDING)
            await _record(session, actor, Act.SEND, found, now, f"to {len(rows)} chats")
            card = await card_of(session, await _find(session, announcement_id))
        self._bell.ring()
        return card

    async def stop(self, announcement_id: int, *, actor: int, now: datetime) -> Card | None:
        """Send nothing more of it; what is in flight arrives. A draft is deleted: then None."""
        async with self._database.write() as session:
            found = await _find(session, announcement_id, lock=True)
            if await announcements.discard(session, announcement_id):
                await _record(session, actor, Act.DISCARD, found, now)
                return None
            if found.state is not AnnouncementState.SENDING:
                raise UserError("announce.changed")
            ended = await announcements.stop(session, OutboxKind.ANNOUNCEMENT, str(found.id), now=now)
            await _go_on(session, found, AnnouncementState.STOPPING)
            await _record(session, actor, Act.STOP, found, now, f"{ended} chats spared")
            return await card_of(session, await _find(session, announcement_id))

    async def correct(self, announcement_id: int, content: Formatted) -> Card:
        """Keep a text that may replace an announcement, as soon as `recall` is told so."""
        async with self._database.write() as session:
            found = await _find(session, announcement_id, lock=True)
            _require_recallable(found)
            if found.content.get("deleted"):
                raise UserError("announce.deleted")
            correction = payload_of(content)
            changed = {**found.content, "correction": correction}
            await announcements.set_content(session, found.id, changed)
            found = await _find(session, announcement_id)
            return await card_of(session, found, correction=_mark(found))

    async def recallable(self, announcement_id: int) -> Card:
        """An announcement of which there is something to recall."""
        async with self._database.read() as session:
            found = await _find(session, announcement_id)
            _require_recallable(found)
            return await card_of(session, found)

    async def recall(self, announcement_id: int, correction: str, *, actor: int, now: datetime) -> Card:
        """Delete it everywhere it can be, or replace it by the text that `correction` refers to."""
        async with self._database.write() as session:
            found = await _find(session, announcement_id, lock=True)
            _require_recallable(found)
            if correction and found.content.get("deleted"):
                raise UserError("announce.deleted")
            if correction and correction != _mark(found):
                raise UserError("announce.changed")
            content = {**found.content, "recalls": found.content.get("recalls", 0) + 1}
            content["replacing"] = bool(correction)
            content["deleted"] = not correction
            await announcements.set_content(session, found.id, content)
            await _go_on(session, found, AnnouncementState.RECALLING)
            found = await _find(session, announcement_id)
            await plan_recall(session, found, now)
            await _record(session, actor, Act.CORRECT if correction else Act.DELETE, found, now)
            card = await card_of(session, found)
        self._bell.ring()
        return card

    async def switch(self, place: Place, wanted: bool, *, actor: int, now: datetime) -> None:
        """Let announcements come to a place's chat or not: then what waits to be sent there is cancelled."""
        async with self._database.write() as session:
            chat = (await enter(session, place, self._default, now)).chat
            await chats.set_announcements(session, chat.id, wanted)
            if not wanted:
                ids = [target.id for target in await targets.of_chat(session, chat.id)]
                kinds = [OutboxKind.ANNOUNCEMENT]
                await outbox.cancel(session, ids, announcements.UNWANTED, now=now, kinds=kinds)
            # A private chat is the person: of what only concerns them, nobody need ask who did it.
            if chat.kind is not ChatKind.PRIVATE:
                act = Act.ON if wanted else Act.OFF
                await audit.record(session, actor, act, now=now, chat=place.chat)

    async def wanted(self, chat: int) -> bool:
        """Whether announcements come to a chat (Telegram's id)."""
        async with self._database.read() as session:
            found = await chats.find(session, chat)
        return found.announcements if found else True


async def plan_recall(session: Session, found: Announcement, now: datetime) -> int:
    """Write rows for the messages that are to be taken back and have none yet; returns how many."""
    key = recall_key(found)
    correction = found.content["correction"] if found.content["replacing"] else {}
    messages = await announcements.arrived(session, str(found.id), key, since=found.created_at)
    rows = [
        NewOutboxRow(
            one.target_id,
            OutboxKind.RECALL,
            key,
            slot=now,
            payload={"message": one.message_id, **correction},
            late=not correction and now - one.sent_at > DELETABLE,
            expires_at=now + LASTS,
        )
        for one in messages
    ]
    return await outbox.add(session, rows, now=now)


async def _find(session: Session, announcement_id: int, *, lock: bool = False) -> Announcement:
    found = await announcements.find(session, announcement_id, lock=lock)
    if found is None:
        raise UserError("announce.unknown", id=announcement_id)
    return found


async def _go_on(session: Session, found: Announcement, state: AnnouncementState) -> None:
    if not await announcements.change_state(session, found.id, [found.state], state):
        raise UserError("announce.changed")


def _require_recallable(found: Announcement) -> None:
    if found.state not in ENDED:
        raise UserError("announce.not_ended", id=found.id)


def _mark(found: Announcement) -> str:
    """What refers to the text that may replace it: another one for another text."""
    text = json.dumps(found.content.get("correction"), sort_keys=True)
    return f"{crc32(text.encode()):08x}"


async def _record(
    session: Session, actor: int, act: Act, found: Announcement, now: datetime, detail: str = ""
) -> None:
    said = f"announcement {found.id}" + (f", {detail}" if detail else "")
    await audit.record(session, actor, act, said, now=now)
