"""Groups that became supergroups: Telegram gives them another id, and maybe we know both already."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, Table, and_, cast, delete, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store import announcements, chats, targets
from cmiabot.store.outbox import OPEN, end
from cmiabot.store.statements import change, insert_into
from cmiabot.store.tables import ANNOUNCEMENTS, CHATS, OUTBOX, SEEN, SUBSCRIPTIONS, TARGETS
from cmiabot.store.values import (
    AnnouncementState,
    Chat,
    ChatKind,
    OutboxKind,
    OutboxState,
    Target,
    TargetState,
)

_JUST_NOW = timedelta(hours=1)
"""So long at most lies between the news that the old group is gone and that of the new one."""
MERGED = "merged"
"""The reason of rows that the other chat has too."""
MOVED = "moved"
"""The reason of messages that were not taken back: they stayed in the group of before."""

_MAY_HAVE_ARRIVED = (OutboxState.SENDING, OutboxState.SENT, OutboxState.UNCERTAIN)

c = OUTBOX.c
_TWIN = OUTBOX.alias("twin")
_STILL_ANNOUNCED = and_(
    c.kind == OutboxKind.ANNOUNCEMENT,
    exists().where(
        cast(ANNOUNCEMENTS.c.id, String) == c.key,
        ANNOUNCEMENTS.c.state.in_([AnnouncementState.SENDING, AnnouncementState.DONE]),
    ),
)
"""Announcements nobody stopped or took back."""


async def migrate(session: AsyncSession, old: int, new: int, *, now: datetime) -> Chat | None:
    """The group `old` is the supergroup `new` from now on (Telegram's ids); doing it twice does no harm.

    What both have is merged; where they differ the old one's schedule and settings hold. Returns the
    chat, None where we know neither. The caller plans what is due for its targets.
    """
    if old == new:
        return await chats.find(session, new)
    chat, other = await _lock(session, old), await _lock(session, new)
    if chat is None:
        return other
    await _leave_messages_behind(session, chat, now)
    if other is not None:
        await _merge(session, other, chat, now)
    moved = update(CHATS).where(CHATS.c.id == chat.id)
    await change(session, moved.values(telegram_id=new, kind=ChatKind.SUPERGROUP))
    if not chat.reachable:
        # Telegram had said of the old group that we left it.
        await chats.mark_reachable(session, chat.id)
        await _revive(session, chat, now)
    return await chats.find(session, new)


async def _leave_messages_behind(session: AsyncSession, chat: Chat, now: datetime) -> None:
    """Announcements sent before stay in the old group, out of reach; in the new one their ids are others'."""
    here = c.target_id.in_(select(TARGETS.c.id).where(TARGETS.c.chat_id == chat.id))
    sent = update(OUTBOX).where(here, c.kind == OutboxKind.ANNOUNCEMENT)
    await change(session, sent.values(message_id=None))
    await end(session, and_(here, c.kind == OutboxKind.RECALL, OPEN), MOVED, now)


async def _lock(session: AsyncSession, telegram_id: int) -> Chat | None:
    statement = select(CHATS).where(CHATS.c.telegram_id == telegram_id).with_for_update()
    row = (await session.execute(statement)).one_or_none()
    return Chat(*row) if row else None


async def _revive(session: AsyncSession, chat: Chat, now: datetime) -> None:
    """Let what was given up just now, because the group was gone, be sent after all."""
    ids = [target.id for target in await targets.of_chat(session, chat.id)]
    given_up = and_(
        c.target_id.in_(ids),
        c.state == OutboxState.CANCELLED,
        c.reason == TargetState.LEFT,
        or_(c.kind.not_in([OutboxKind.ANNOUNCEMENT, OutboxKind.RECALL]), _STILL_ANNOUNCED),
        c.changed_at > now - _JUST_NOW,
        or_(c.expires_at.is_(None), c.expires_at > now),
    )
    announced = select(c.key).where(given_up, c.kind == OutboxKind.ANNOUNCEMENT)
    await announcements.reopen(session, [*(await session.execute(announced)).scalars()])
    alive = {"state": OutboxState.PENDING, "reason": "", "not_before": now, "changed_at": now}
    await change(session, update(OUTBOX).where(given_up).values(**alive))


async def _merge(session: AsyncSession, gone: Chat, into: Chat, now: datetime) -> None:
    kept = {target.thread_id: target for target in await targets.of_chat(session, into.id)}
    for target in await targets.of_chat(session, gone.id):
        if target.thread_id in kept:
            await _merge_target(session, target, kept[target.thread_id], now)
        else:
            moved = update(TARGETS).where(TARGETS.c.id == target.id)
            await change(session, moved.values(chat_id=into.id))
    await change(session, delete(CHATS).where(CHATS.c.id == gone.id))


async def _merge_target(session: AsyncSession, gone: Target, into: Target, now: datetime) -> None:
    await _copy(session, SUBSCRIPTIONS, ["kind", "ref", "created_at"], gone, into)
    await _copy(session, SEEN, ["paper", "round", "seen_on"], gone, into)
    await _settle_doubles(session, gone, into, now)
    await change(session, update(OUTBOX).where(c.target_id == gone.id).values(target_id=into.id))
    days = [day for day in (gone.last_due_date, into.last_due_date) if day is not None]
    if days:
        # No second digest on a day on which one of the two had its own.
        both = update(TARGETS).where(TARGETS.c.id == into.id)
        await change(session, both.values(last_due_date=max(days)))


async def _copy(
    session: AsyncSession, table: Table, columns: Sequence[str], source: Target, to: Target
) -> None:
    rows = select(literal(to.id), *(table.c[name] for name in columns)).where(table.c.target_id == source.id)
    statement = insert_into(session, table).from_select(["target_id", *columns], rows)
    await change(session, statement.on_conflict_do_nothing())


async def _settle_doubles(session: AsyncSession, gone: Target, into: Target, now: datetime) -> None:
    """Where both have a row of the same kind and key only one may still be sent; both stay as receipts."""
    arrived = _TWIN.c.state.in_(_MAY_HAVE_ARRIVED)
    await end(session, and_(OPEN, _has_twin(into, gone, arrived)), MERGED, now)
    alive = _TWIN.c.state.not_in([OutboxState.FAILED, OutboxState.CANCELLED])
    await end(session, and_(OPEN, _has_twin(gone, into, alive)), MERGED, now)
    renamed = update(OUTBOX).where(_has_twin(gone, into))
    await change(session, renamed.values(key=c.key + "+" + cast(c.id, String)))


def _has_twin(mine: Target, other: Target, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Rows of one target whose kind and key a row of the other has too."""
    twin = exists().where(_TWIN.c.target_id == other.id, _TWIN.c.kind == c.kind, _TWIN.c.key == c.key, *which)
    return and_(c.target_id == mine.id, twin)
