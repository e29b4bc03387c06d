"""What the store takes and gives: frozen values and the states they can be in.

All times are aware UTC; `local_date`, `seen_on` and the like are dates in the zone of their target.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class ChatKind(StrEnum):
    """What Telegram calls the type of a chat."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class TargetState(StrEnum):
    """What a target may be sent."""

    ACTIVE = "active"
    """Everything."""
    PAUSED = "paused"
    """No digests: someone paused it, or the bot did, which then has a reason."""
    RESTING = "resting"
    """No digests until an item may come again; it has seen them all lately."""
    BLOCKED = "blocked"
    """Nothing: the person has blocked the bot."""
    LEFT = "left"
    """Nothing: the bot is no member of the group or channel any more."""


class SubscriptionKind(StrEnum):
    """What a target can follow."""

    EVERYTHING = "everything"
    THEME = "theme"
    ORGANISATION = "organisation"
    ADVISER = "adviser"


class OutboxKind(StrEnum):
    """What a row of the outbox is."""

    DIGEST = "digest"
    ANNOUNCEMENT = "announcement"
    NOTICE = "notice"
    """Something a chat has to be told once: that its target rests or was paused."""
    ALARM = "alarm"
    """To an operator: something due was not sent."""
    REPORT = "report"
    """To an operator: the line of the day, what became of an announcement."""
    RECALL = "recall"
    """An announcement that was sent is deleted or replaced."""


class OutboxState(StrEnum):
    """What has become of a row of the outbox."""

    PENDING = "pending"
    CLAIMED = "claimed"
    """A sender has it in hand, no request was made yet."""
    SENDING = "sending"
    """The request is being made: killed now, nobody knows whether it arrived."""
    SENT = "sent"
    UNCERTAIN = "uncertain"
    """Nobody knows whether it arrived; with `not_before` it is tried again, without it is not."""
    FAILED = "failed"
    """Dead: Telegram refused it for good."""
    CANCELLED = "cancelled"


class AnnouncementState(StrEnum):
    """What has become of an announcement."""

    DRAFT = "draft"
    SENDING = "sending"
    STOPPING = "stopping"
    """Nothing more is begun but what an operator sends again; some requests may still be in flight."""
    CANCELLED = "cancelled"
    DONE = "done"
    RECALLING = "recalling"
    RECALLED = "recalled"


class UpdateClaim(StrEnum):
    """Whose an update of Telegram is that came (again)."""

    OURS = "ours"
    """Nobody has handled it: whoever claimed it does now."""
    HANDLED = "handled"
    ELSEWHERE = "elsewhere"
    """Somebody is at it whose lease has not ended."""


class UpdateState(StrEnum):
    """How far an update of Telegram was handled."""

    STARTED = "started"
    DONE = "done"


# The fields of these values stand in the order of the columns: rows become values by position.


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat the bot has met; `id` is our own, `telegram_id` Telegram's."""

    id: int
    telegram_id: int
    kind: ChatKind
    title: str
    language: str
    owner: int | None
    """The Telegram user who is told about trouble: the person, or who added the bot."""
    reachable: bool
    announcements: bool
    """Whether announcements may come."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """A place digests go to, a chat or a topic of it, with its schedule."""

    id: int
    chat_id: int
    thread_id: int
    """The topic, 0 for none."""
    zone: str
    digest_minutes: int
    """Minutes after local midnight."""
    weekdays: frozenset[int]
    """0 is Monday."""
    state: TargetState
    reason: str
    """Why the bot paused it; empty where a person did."""
    state_before: TargetState | None
    """What it returns to when unblocked or re-added: a person's own pause stays."""
    paused_until: date | None
    """The local date on which it resumes; None: until somebody resumes it."""
    next_digest_at: datetime | None
    last_due_date: date | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a target follows; `ref` is an id of data/, empty for everything."""

    id: int
    target_id: int
    kind: SubscriptionKind
    ref: str


@dataclass(frozen=True, slots=True)
class Seen:
    """That a target has got a paper, for the `round`-th time, on a local date."""

    target_id: int
    paper: str
    round: int
    seen_on: date


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something to be sent to a target once, and what has become of it."""

    id: int
    target_id: int
    kind: OutboxKind
    key: str
    """Unique with target and kind: the due date, the announcement's id, the id of the event."""
    paper: str
    payload: Mapping[str, Any]
    state: OutboxState
    slot: datetime
    """When it was due."""
    local_date: date | None
    late: bool
    expires_at: datetime | None
    """From then on it is not sent any more."""
    attempts: int
    doubts: int
    """How often nobody knew whether it had arrived."""
    not_before: datetime | None
    claimed_by: str
    lease_until: datetime | None
    message_id: int | None
    sent_at: datetime | None
    reason: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NewOutboxRow:
    """A row to be written; it may be sent from `not_before` on, or from its slot where that is None.

    `state` is pending, or cancelled (with a reason) where it is written for the record only.
    """

    target_id: int
    kind: OutboxKind
    key: str
    slot: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    paper: str = ""
    local_date: date | None = None
    late: bool = False
    expires_at: datetime | None = None
    not_before: datetime | None = None
    state: OutboxState = OutboxState.PENDING
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox with the place it goes to."""

    row: OutboxRow
    target: Target
    chat: Chat


@dataclass(frozen=True, slots=True)
class Move:
    """Where a tick leaves a target."""

    target_id: int
    state: TargetState
    next_digest_at: datetime | None
    last_due_date: date | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """What should have been done by now: how many rows (or targets), and since when the oldest is due."""

    count: int
    oldest: datetime
    reason: str = ""
    """Why the oldest was not sent when it was tried last; empty where it was not tried yet."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that can hold a lease."""

    id: str
    """Unique to this start of the process."""
    host: str
    pid: int
    process_started: str
    """Tells this process from a later one with the same pid; empty where the system does not say."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who does something that only one process may do, until when."""

    name: str
    holder: Holder
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What an answer that was sent showed, never the question's text: for paging and follow-ups."""

    chat: int
    """Telegram's id, as is `user` (0: none)."""
    user: int
    message_id: int
    kind: str
    language: str
    records: tuple[str, ...]
    reading: Mapping[str, Any]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what; `actor` and `chat` are Telegram's ids."""

    at: datetime
    actor: int
    chat: int | None
    action: str
    detail: str
