"""Chats the bot has met. Functions work in the session they are given and never commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cmiabot.store import outbox, targets
from cmiabot.store.statements import change, insert_into
from cmiabot.store.tables import ANNOUNCEMENTS, ANSWERS, AUDIT, CHATS, TARGETS
from cmiabot.store.values import Chat, ChatKind, Target, TargetState

NOBODY = 0
"""Who did it, once that is forgotten."""


async def remember(
    session: AsyncSession,
    telegram_id: int,
    *,
    kind: ChatKind,
    title: str,
    language: str,
    now: datetime,
    owner: int | None = None,
) -> Chat:
    """The chat with this kind and title. A new one gets the language; an owner stays until another."""
    new = {
        "telegram_id": telegram_id,
        "kind": kind,
        "title": title,
        "language": language,
        "owner": owner,
        "reachable": True,
        "announcements": True,
        "created_at": now,
    }
    known = {"kind": kind, "title": title} | ({} if owner is None else {"owner": owner})
    statement = insert_into(session, CHATS).values(new)
    await change(session, statement.on_conflict_do_update(index_elements=["telegram_id"], set_=known))
    return await _get(session, telegram_id)


async def find(session: AsyncSession, telegram_id: int) -> Chat | None:
    """The chat of this Telegram id."""
    row = (await session.execute(_by_telegram_id(telegram_id))).one_or_none()
    return Chat(*row) if row else None


async def set_language(session: AsyncSession, chat_id: int, language: str) -> None:
    """Speak another language in the chat."""
    await _set(session, chat_id, language=language)


async def set_announcements(session: AsyncSession, chat_id: int, wanted: bool) -> None:
    """Whether announcements may come."""
    await _set(session, chat_id, announcements=wanted)


async def clear_owner(session: AsyncSession, chat_id: int, owner: int) -> None:
    """Let nobody look after a chat any more, where that was this person (Telegram's user id)."""
    mine = (CHATS.c.id == chat_id, CHATS.c.owner == owner)
    await change(session, update(CHATS).where(*mine).values(owner=None))


async def mark_unreachable(session: AsyncSession, chat_id: int, state: TargetState, *, now: datetime) -> bool:
    """Nothing can be sent there: all its targets are blocked or left, and what waits is cancelled.

    Returns whether that is new: of all who find it out, at the same time too, one is told so.
    """
    reachable = (CHATS.c.id == chat_id, CHATS.c.reachable.is_(True))
    new = await change(session, update(CHATS).where(*reachable).values(reachable=False)) == 1
    here = update(TARGETS).where(TARGETS.c.chat_id == chat_id)
    await change(
        session,
        here.where(TARGETS.c.state.not_in(targets.GONE)).values(state_before=TARGETS.c.state),
    )
    await change(session, here.values(state=state, next_digest_at=None))
    await outbox.cancel(session, await _target_ids(session, chat_id), state, now=now)
    return new


async def mark_reachable(session: AsyncSession, chat_id: int) -> list[Target]:
    """It can be sent to again: targets are what they were before, a person's pause stays.

    Returns those that came back; nothing is due for them until `targets.schedule_next` says so.
    """
    await _set(session, chat_id, reachable=True)
    gone = (TARGETS.c.chat_id == chat_id, TARGETS.c.state.in_(targets.GONE))
    ids = [*(await session.execute(select(TARGETS.c.id).where(*gone))).scalars()]
    back = update(TARGETS).where(TARGETS.c.id.in_(ids))
    await change(session, back.values(state=TARGETS.c.state_before, state_before=None))
    return [target for target in await targets.of_chat(session, chat_id) if target.id in ids]


async def forget(session: AsyncSession, telegram_id: int) -> None:
    """Delete a chat and everything that belongs to it; whom it was does not stand anywhere any more."""
    # Targets, subscriptions, papers seen and the outbox go with it.
    await change(session, delete(CHATS).where(CHATS.c.telegram_id == telegram_id))
    await change(session, delete(ANSWERS).where(ANSWERS.c.chat == telegram_id))
    await change(session, delete(AUDIT).where(AUDIT.c.chat == telegram_id))
    # The id of a private chat is that of the person.
    await change(session, delete(ANSWERS).where(ANSWERS.c.user == telegram_id))
    await change(session, update(CHATS).where(CHATS.c.owner == telegram_id).values(owner=None))
    await change(session, update(AUDIT).where(AUDIT.c.actor == telegram_id).values(actor=NOBODY))
    theirs = update(ANNOUNCEMENTS).where(ANNOUNCEMENTS.c.author == telegram_id)
    await change(session, theirs.values(author=NOBODY))
    cards = update(ANNOUNCEMENTS).where(ANNOUNCEMENTS.c.card_chat == telegram_id)
    await change(session, cards.values(card_chat=None, card_message=None))


async def counts(session: AsyncSession) -> dict[tuple[ChatKind, bool], int]:
    """How many chats there are of which kind, and whether they can be reached."""
    c = CHATS.c
    statement = select(c.kind, c.reachable, func.count()).group_by(c.kind, c.reachable)
    return {(row[0], row[1]): row[2] for row in await session.execute(statement)}


async def _get(session: AsyncSession, telegram_id: int) -> Chat:
    return Chat(*(await session.execute(_by_telegram_id(telegram_id))).one())


def _by_telegram_id(telegram_id: int) -> Any:
    return select(CHATS).where(CHATS.c.telegram_id == telegram_id)


async def _target_ids(session: AsyncSession, chat_id: int) -> list[int]:
    return [target.id for target in await targets.of_chat(session, chat_id)]


async def _set(session: AsyncSession, chat_id: int, **values: Any) -> None:
    await change(session, update(CHATS).where(CHATS.c.id == chat_id).values(**values))
