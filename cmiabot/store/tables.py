"""The tables. Queries select columns of them and return values; table objects are never loaded.

Names in capitals are the tables as queries use them: `TARGETS.c.next_digest_at <= now`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, MetaData, SmallInteger, Table, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlmodel import Field, SQLModel

from cmiabot.store.columns import NAMING, JsonText, State, UtcDateTime, Weekdays, own_key
from cmiabot.store.values import (
    AnnouncementState,
    ChatKind,
    OutboxKind,
    OutboxState,
    SubscriptionKind,
    TargetState,
    UpdateState,
)


class _StoreTable(SQLModel):
    # No object of a table is ever made or checked: what checks them need not be built at each start.
    model_config = {"defer_build": True}
    metadata = MetaData(naming_convention=NAMING)


METADATA = _StoreTable.metadata

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""SQLite would give the id of a deleted row to a new one; somebody may still hold the old id."""


def _own_id() -> Any:
    return Field(default=None, primary_key=True, sa_type=own_key())


def _of(table: str) -> Any:
    """A foreign key; the row goes with the one it belongs to."""
    return Field(sa_type=own_key(), sa_column_args=[ForeignKey(f"{table}.id", ondelete="CASCADE")])


def _telegram_id(**more: Any) -> Any:
    """Telegram's ids need more than 32 bits."""
    return Field(sa_type=BigInteger, **more)


def _column(kind: Any, **more: Any) -> Any:
    return Field(sa_type=kind, **more)


class ChatTable(_StoreTable, table=True):
    """A chat the bot has met."""

    __tablename__ = "chat"
    __table_args__ = (Unique("telegram_id"), NEVER_AGAIN)
    id: int | None = _own_id()
    telegram_id: int = _telegram_id()
    kind: ChatKind = _column(State(ChatKind))
    title: str = _column(Text)
    language: str
    owner: int | None = _telegram_id(index=True)
    reachable: bool
    announcements: bool
    created_at: datetime = _column(UtcDateTime)


class TargetTable(_StoreTable, table=True):
    """A place digests go to, with its schedule."""

    __tablename__ = "target"
    __table_args__ = (Unique("chat_id", "thread_id"), NEVER_AGAIN)
    id: int | None = _own_id()
    chat_id: int = _of("chat")
    thread_id: int = _column(BigInteger)
    zone: str
    digest_minutes: int = _column(SmallInteger)
    weekdays: frozenset[int] = _column(Weekdays)
    state: TargetState = _column(State(TargetState))
    reason: str = _column(Text)
    state_before: TargetState | None = _column(State(TargetState))
    paused_until: date | None
    next_digest_at: datetime | None = _column(UtcDateTime, index=True)
    last_due_date: date | None


class SubscriptionTable(_StoreTable, table=True):
    """What a target follows."""

    __tablename__ = "subscription"
    __table_args__ = (Unique("target_id", "kind", "ref"), NEVER_AGAIN)
    id: int | None = _own_id()
    target_id: int = _of("target")
    kind: SubscriptionKind = _column(State(SubscriptionKind))
    ref: str
    created_at: datetime = _column(UtcDateTime)


class SeenTable(_StoreTable, table=True):
    """Which papers a target has got; it outlives the outbox."""

    __tablename__ = "seen"
    __table_args__ = (Unique("target_id", "paper", "round"),)
    id: int | None = _own_id()
    target_id: int = _of("target")
    paper: str
    round: int
    seen_on: date


class OutboxTable(_StoreTable, table=True):
    """Everything that goes out without being asked for, and what has become of it."""

    __tablename__ = "outbox"
    __table_args__ = (
        Unique("target_id", "kind", "key"),
        # For the sender, for receipts, for reports.
        Index(None, "state", "not_before"),
        Index(None, "target_id", "slot"),
        Index(None, "slot"),
        NEVER_AGAIN,
    )
    id: int | None = _own_id()
    target_id: int = _of("target")
    kind: OutboxKind = _column(State(OutboxKind))
    key: str
    paper: str
    payload: dict[str, Any] = _column(JsonText)
    state: OutboxState = _column(State(OutboxState))
    slot: datetime = _column(UtcDateTime)
    local_date: date | None
    late: bool
    expires_at: datetime | None = _column(UtcDateTime)
    attempts: int
    doubts: int
    not_before: datetime | None = _column(UtcDateTime)
    claimed_by: str
    lease_until: datetime | None = _column(UtcDateTime)
    message_id: int | None = _telegram_id()
    sent_at: datetime | None = _column(UtcDateTime)
    reason: str = _column(Text)
    created_at: datetime = _column(UtcDateTime)
    changed_at: datetime = _column(UtcDateTime)


class AnnouncementTable(_StoreTable, table=True):
    """What operators announce, to whom; its deliveries are rows of the outbox."""

    __tablename__ = "announcement"
    __table_args__ = (NEVER_AGAIN,)
    id: int | None = _own_id()
    author: int = _telegram_id()
    created_at: datetime = _column(UtcDateTime)
    content: dict[str, Any] = _column(JsonText)
    audience: dict[str, Any] = _column(JsonText)
    state: AnnouncementState = _column(State(AnnouncementState))
    card_chat: int | None = _telegram_id()
    card_message: int | None = _telegram_id()


class AnswerTable(_StoreTable, table=True):
    """What an answer in a chat showed, for paging and follow-ups; never the question's text."""

    __tablename__ = "answer_state"
    __table_args__ = (Unique("chat", "message_id"), Index(None, "chat", "user", "id"))
    id: int | None = _own_id()
    chat: int = _telegram_id()
    user: int = _telegram_id()
    message_id: int = _telegram_id()
    kind: str
    language: str
    records: list[str] = _column(JsonText)
    reading: dict[str, Any] = _column(JsonText)
    expires_at: datetime = _column(UtcDateTime, index=True)


class UpdateTable(_StoreTable, table=True):
    """Updates that were taken, so that none is handled twice."""

    __tablename__ = "update_seen"
    update_id: int = _telegram_id(primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: UpdateState = _column(State(UpdateState))
    holder: str
    lease_until: datetime = _column(UtcDateTime)
    at: datetime = _column(UtcDateTime, index=True)


class LeaseTable(_StoreTable, table=True):
    """Who does what only one process may do."""

    __tablename__ = "lease"
    name: str = Field(primary_key=True)
    holder: str
    host: str
    pid: int
    process_started: str
    expires_at: datetime = _column(UtcDateTime)


class AuditTable(_StoreTable, table=True):
    """Who did what."""

    __tablename__ = "audit"
    id: int | None = _own_id()
    at: datetime = _column(UtcDateTime)
    actor: int = _telegram_id()
    chat: int | None = _telegram_id()
    action: str
    detail: str = _column(Text)


def _table(name: str) -> Table:
    return METADATA.tables[name]


CHATS = _table("chat")
TARGETS = _table("target")
SUBSCRIPTIONS = _table("subscription")
SEEN = _table("seen")
OUTBOX = _table("outbox")
ANNOUNCEMENTS = _table("announcement")
ANSWERS = _table("answer_state")
UPDATES = _table("update_seen")
LEASES = _table("lease")
AUDIT = _table("audit")
