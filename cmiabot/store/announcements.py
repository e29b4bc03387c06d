"""Announcements, whom they reach, and how far they are. Functions never commit.

Their deliveries are rows of the outbox: of kind announcement with the id as key, and of kind recall.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, insert, or_, select, update
from sqlalchemy import delete as delete_from
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store.announced import Announcement, Arrived, Count
from cmiabot.store.outbox import OPEN, deliveries, end, with_places
from cmiabot.store.statements import change
from cmiabot.store.tables import ANNOUNCEMENTS, CHATS, OUTBOX, SUBSCRIPTIONS, TARGETS
from cmiabot.store.values import (
    AnnouncementState,
    ChatKind,
    Delivery,
    OutboxKind,
    OutboxState,
    SubscriptionKind,
    TargetState,
)

STOPPED = "stopped"
"""The reason of rows that were not sent because the announcement was cancelled."""
UNWANTED = "announcements off"
"""The reason of rows whose chat has switched announcements off."""
UNDER_WAY = (AnnouncementState.SENDING, AnnouncementState.STOPPING, AnnouncementState.RECALLING)
_ONCE_MORE = {
    AnnouncementState.DONE: AnnouncementState.SENDING,
    AnnouncementState.CANCELLED: AnnouncementState.STOPPING,
    AnnouncementState.RECALLED: AnnouncementState.RECALLING,
}
"""What is under way again where something of what had ended changes."""

a, c = ANNOUNCEMENTS.c, OUTBOX.c


async def add(
    session: AsyncSession, author: int, content: Mapping[str, Any], audience: Mapping[str, Any], now: datetime
) -> Announcement:
    """A new draft."""
    values = {
        "author": author,
        "created_at": now,
        "content": dict(content),
        "audience": dict(audience),
        "state": AnnouncementState.DRAFT,
    }
    statement = insert(ANNOUNCEMENTS).values(values).returning(*ANNOUNCEMENTS.c)
    return _value((await session.execute(statement)).one())


async def find(session: AsyncSession, announcement_id: int, *, lock: bool = False) -> Announcement | None:
    """The announcement of this id; locked, nobody else changes it until the transaction ends."""
    statement = select(ANNOUNCEMENTS).where(a.id == announcement_id)
    row = (await session.execute(statement.with_for_update() if lock else statement)).one_or_none()
    return _value(row) if row else None


async def latest(session: AsyncSession, limit: int) -> list[Announcement]:
    """The announcements made last, the newest first."""
    statement = select(ANNOUNCEMENTS).order_by(a.id.desc()).limit(limit)
    return [_value(row) for row in await session.execute(statement)]


async def under_way(session: AsyncSession) -> list[Announcement]:
    """Those of which something is still to happen, the oldest first."""
    statement = select(ANNOUNCEMENTS).where(a.state.in_(UNDER_WAY)).order_by(a.id)
    return [_value(row) for row in await session.execute(statement)]


async def change_state(
    session: AsyncSession,
    announcement_id: int,
    before: Collection[AnnouncementState],
    state: AnnouncementState,
) -> bool:
    """Let it go on to a state; False where it was in none of those before."""
    mine = update(ANNOUNCEMENTS).where(a.id == announcement_id, a.state.in_(before))
    return await change(session, mine.values(state=state)) == 1


async def reopen(session: AsyncSession, keys: Collection[str]) -> None:
    """Look again after announcements that had ended, of which rows with these keys have changed.

    Whoever shows how far they are does so anew, and lets them end again.
    """
    ids = {id_in(key) for key in keys}
    for ended, again in _ONCE_MORE.items():
        those = update(ANNOUNCEMENTS).where(a.id.in_(ids), a.state == ended)
        await change(session, those.values(state=again))


def id_in(key: str) -> int:
    """The id of the announcement that a row is about, by the key of the row: `7`, of a recall `7:1`.

    Behind a plus stands what a merge of two groups has added.
    """
    return int(key.partition("+")[0].partition(":")[0])


async def set_audience(session: AsyncSession, announcement_id: int, audience: Mapping[str, Any]) -> bool:
    """Whom a draft is for; False where it is no draft any more."""
    draft = and_(a.id == announcement_id, a.state == AnnouncementState.DRAFT)
    return await change(session, update(ANNOUNCEMENTS).where(draft).values(audience=dict(audience))) == 1


async def set_content(session: AsyncSession, announcement_id: int, content: Mapping[str, Any]) -> None:
    """What it says, and what else is known of it."""
    mine = update(ANNOUNCEMENTS).where(a.id == announcement_id)
    await change(session, mine.values(content=dict(content)))


async def set_card(session: AsyncSession, announcement_id: int, chat: int, message_id: int) -> None:
    """Where it is shown how far it is (Telegram's ids)."""
    mine = update(ANNOUNCEMENTS).where(a.id == announcement_id)
    await change(session, mine.values(card_chat=chat, card_message=message_id))


async def discard(session: AsyncSession, announcement_id: int) -> bool:
    """Delete a draft; False where it is none."""
    draft = and_(a.id == announcement_id, a.state == AnnouncementState.DRAFT)
    return await change(session, delete_from(ANNOUNCEMENTS).where(draft)) == 1


async def recipients(
    session: AsyncSession,
    *,
    themes: Collection[str] = (),
    languages: Collection[str] = (),
    kinds: Collection[ChatKind] = (),
) -> dict[int, ChatKind]:
    """The targets an announcement goes to, one a chat, and the kinds of their chats.

    Chats of any of these kinds and languages that follow any of these themes; empty: it does not matter.
    """
    statement = _recipients(themes, languages, kinds).order_by(CHATS.c.id)
    return {row.target_id: row.kind for row in await session.execute(statement)}


async def head_count(
    session: AsyncSession,
    *,
    themes: Collection[str] = (),
    languages: Collection[str] = (),
    kinds: Collection[ChatKind] = (),
) -> Counter[ChatKind]:
    """How many chats of which kind `recipients` would find."""
    found = _recipients(themes, languages, kinds).subquery()
    statement = select(found.c.kind, func.count()).group_by(found.c.kind)
    return Counter({row[0]: row[1] for row in await session.execute(statement)})


async def counts(session: AsyncSession, kind: OutboxKind, key: str, *, since: datetime) -> list[Count]:
    """What has become of the rows of a kind and key that were due `since` then."""
    waiting = case((or_(OPEN, c.state == OutboxState.SENDING), 1), else_=0)
    statement = (
        select(c.state, c.late, waiting, func.count())
        .where(c.slot >= since, c.kind == kind, c.key == key)
        .group_by(c.state, c.late, waiting)
    )
    return [Count(row[0], row[1], bool(row[2]), row[3]) for row in await session.execute(statement)]


async def stop(session: AsyncSession, kind: OutboxKind, key: str, *, now: datetime) -> int:
    """End what was not begun of an announcement or of a recall; returns how many rows."""
    return await end(session, and_(c.kind == kind, c.key == key, OPEN), STOPPED, now)


async def arrived(session: AsyncSession, key: str, recall: str, *, since: datetime) -> list[Arrived]:
    """The messages of an announcement that no row of the recall of that key is about yet."""
    sent = and_(c.kind == OutboxKind.ANNOUNCEMENT, c.key == key, c.state == OutboxState.SENT)
    named = and_(c.message_id.is_not(None), c.sent_at.is_not(None))
    new = and_(c.slot >= since, sent, named, ~_recalled(recall))
    statement = select(c.target_id, c.message_id, c.sent_at).where(new).order_by(c.id)
    return [Arrived(*row) for row in await session.execute(statement)]


async def out_of_reach(
    session: AsyncSession, key: str, recall: str, *, since: datetime, limit: int
) -> tuple[int, list[Delivery]]:
    """Rows of an announcement that arrived, or may have, and that no recall of that key can be about.

    How many there are, and the first few.
    """
    may = and_(c.state.in_([OutboxState.SENT, OutboxState.UNCERTAIN]), c.message_id.is_(None))
    mine = and_(c.slot >= since, c.kind == OutboxKind.ANNOUNCEMENT, c.key == key)
    return await _some(session, and_(mine, may, ~_recalled(recall)), limit)


async def not_done(
    session: AsyncSession, kind: OutboxKind, key: str, *, since: datetime, limit: int
) -> tuple[int, list[Delivery]]:
    """Rows that failed or are uncertain, of a recall also those cancelled; the first few."""
    states = [OutboxState.FAILED, OutboxState.UNCERTAIN]
    if kind is OutboxKind.RECALL:
        states.append(OutboxState.CANCELLED)
    return await _some(
        session, and_(c.slot >= since, c.kind == kind, c.key == key, c.state.in_(states)), limit
    )


def _recalled(recall: str) -> ColumnElement[bool]:
    """Whether there is a row of the recall of that key for the target of a row."""
    done = OUTBOX.alias("done")
    return exists().where(
        done.c.target_id == c.target_id, done.c.kind == OutboxKind.RECALL, done.c.key == recall
    )


async def _some(session: AsyncSession, where: ColumnElement[bool], limit: int) -> tuple[int, list[Delivery]]:
    number = (await session.execute(select(func.count()).select_from(OUTBOX).where(where))).scalar_one()
    return number, await deliveries(session, with_places().where(where).order_by(c.id).limit(limit))


def _recipients(
    themes: Collection[str], languages: Collection[str], kinds: Collection[ChatKind]
) -> Select[Any]:
    t, s = TARGETS.c, SUBSCRIPTIONS.c
    # A person's own pause is about digests; where the bot itself paused, it may not write.
    chat_itself = and_(t.thread_id == 0, t.state == TargetState.PAUSED, t.reason == "")
    takes = or_(t.state.in_([TargetState.ACTIVE, TargetState.RESTING]), chat_itself)
    place = (
        select(t.id)
        .where(t.chat_id == CHATS.c.id, takes)
        .order_by(t.thread_id)
        .limit(1)
        .correlate(CHATS)
        .scalar_subquery()
    )
    wanted = [CHATS.c.reachable, CHATS.c.announcements, place.is_not(None)]
    if kinds:
        wanted.append(CHATS.c.kind.in_(kinds))
    if languages:
        wanted.append(CHATS.c.language.in_(languages))
    if themes:
        # Who follows everything follows every theme.
        about = or_(
            s.kind == SubscriptionKind.EVERYTHING,
            and_(s.kind == SubscriptionKind.THEME, s.ref.in_(themes)),
        )
        wanted.append(exists().where(t.chat_id == CHATS.c.id, s.target_id == t.id, about))
    return select(CHATS.c.kind, place.label("target_id")).where(*wanted)


def _value(row: Any) -> Announcement:
    return Announcement(*row)
