"""The one table of reactions: how sending failed → what becomes of the row and of its target, who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cmiabot.delivery.failures import Forbidden, Migrated, NotSent, Refused, SendFailure, Unknown


class RowFate(StrEnum):
    """What becomes of an outbox row."""

    DONE = "done"
    """What was to be reached is so already."""
    RETRY = "retry"
    FAILED = "failed"
    """A dead letter: kept with its reason, can be sent again by an operator."""
    UNCERTAIN = "uncertain"


class TargetFate(StrEnum):
    """What becomes of the target, or with it the whole chat."""

    KEPT = "kept"
    LOST = "lost"
    """Blocked where the chat is private, left where it is a group or channel; the whole chat."""
    PAUSED = "paused"
    MOVED = "moved"
    """The chat has another Telegram id now."""


class Told(StrEnum):
    """Who hears of it at once. Operators see everything in the receipts all the same."""

    NOBODY = "nobody"
    OWNER = "owner"
    OPERATORS = "operators"


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait before each retry.

    `most` retries, none later than `within` after the row was due; None: without such an end.
    """

    first: timedelta
    factor: int
    longest: timedelta
    most: int | None = None
    within: timedelta | None = None

    def wait(self, tries: int) -> timedelta | None:
        """The wait before the next try after `tries` (from 1) that failed; None where there is none."""
        if self.most is not None and tries > self.most:
            return None
        # A power beyond any wait is not computed: rows may be tried for months.
        growths = min(tries - 1, 32)
        return min(self.first * int(self.factor**growths), self.longest)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What is done about a failure."""

    row: RowFate
    target: TargetFate = TargetFate.KEPT
    told: Told = Told.NOBODY
    backoff: Backoff | None = None
    """How the row is tried again; None: it is not."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: the failure, what its reason contains (nothing: anything), the kind of chat."""

    failure: type[SendFailure]
    reaction: Reaction
    reasons: tuple[str, ...] = ()
    private: bool | None = None
    """Only private chats, only others, or (None) both."""

    def meets(self, failure: SendFailure, *, private: bool) -> bool:
        """Whether this line is about a failure in such a chat."""
        reason = failure.reason.lower()
        return (
            isinstance(failure, self.failure)
            and self.private in (None, private)
            and (not self.reasons or any(part in reason for part in self.reasons))
        )


SOON = Backoff(timedelta(seconds=5), 2, timedelta(minutes=5))
"""Certainly not sent: again and again, until the row itself expires."""
DOUBTFUL = Backoff(timedelta(seconds=30), 4, timedelta(hours=3), most=5, within=timedelta(hours=12))
"""It may have arrived: a second copy is accepted, a seventh is not."""

TABLE: Sequence[Line] = (
    Line(Forbidden, Reaction(RowFate.FAILED, TargetFate.LOST), private=True),
    Line(Forbidden, Reaction(RowFate.FAILED, TargetFate.LOST, Told.OWNER), private=False),
    # A person's chat is there once they write: like one blocked, it comes back with their next message.
    # Of many it says that the token is another bot's.
    Line(
        Refused,
        Reaction(RowFate.FAILED, TargetFate.LOST, Told.OPERATORS),
        ("chat not found",),
        private=True,
    ),
    Line(
        Refused,
        Reaction(RowFate.FAILED, TargetFate.PAUSED, Told.OWNER),
        (
            "chat not found",
            "need administrator rights",
            "not enough rights",
            "have no rights to send a message",
            "chat_admin_required",
            "chat_restricted",
            "chat_write_forbidden",
            "topic_closed",
            "topic_deleted",
            "message thread not found",
        ),
    ),
    Line(Migrated, Reaction(RowFate.RETRY, TargetFate.MOVED, backoff=SOON)),
    # Without the new id: the service message that brings it is on its way.
    Line(Refused, Reaction(RowFate.RETRY, backoff=SOON), ("upgraded to a supergroup",)),
    Line(
        Refused,
        Reaction(RowFate.DONE),
        ("message is not modified", "message to edit not found", "message to delete not found"),
    ),
    # Any other 400 is a mistake of ours.
    Line(Refused, Reaction(RowFate.FAILED, told=Told.OPERATORS)),
    Line(NotSent, Reaction(RowFate.RETRY, backoff=SOON)),
    Line(Unknown, Reaction(RowFate.UNCERTAIN, backoff=DOUBTFUL), private=True),
    # At most once: a second copy in a group is worse than none.
    Line(Unknown, Reaction(RowFate.UNCERTAIN, told=Told.OPERATORS), private=False),
)
"""The first line that fits counts. The reasons are sought in lower case."""

RECALLING = (
    Line(Forbidden, Reaction(RowFate.FAILED, TargetFate.LOST), private=True),
    Line(Forbidden, Reaction(RowFate.FAILED, TargetFate.LOST, Told.OWNER), private=False),
    # The message stays in the old group; in the new one its id is that of another message.
    Line(Migrated, Reaction(RowFate.FAILED, TargetFate.MOVED)),
    Line(
        Refused,
        Reaction(RowFate.DONE),
        ("message is not modified", "message to edit not found", "message to delete not found"),
    ),
    # That a message cannot be changed any more says nothing about new ones.
    Line(Refused, Reaction(RowFate.FAILED)),
    # Deleted or changed twice is the same as once.
    Line(SendFailure, Reaction(RowFate.RETRY, backoff=SOON)),
)
"""The same for messages that are deleted or replaced; the report says which stayed."""


def reaction_to(failure: SendFailure, *, private: bool, recall: bool = False) -> Reaction:
    """What is done when sending to a chat fails like this, or taking back what was sent there."""
    lines = RECALLING if recall else TABLE
    return next(line.reaction for line in lines if line.meets(failure, private=private))
