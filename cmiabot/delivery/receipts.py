"""What operators see of the outbox and do to its rows. Whether somebody is an operator is asked before."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cmiabot.delivery.bell import Bell
from cmiabot.delivery.outcomes import is_private
from cmiabot.delivery.slots import LATE_AFTER
from cmiabot.messages.operating import Stats
from cmiabot.messages.receipts import Receipt, Remedy, Section, Tally
from cmiabot.store import announcements, audit, chats, receipts, subscriptions, targets
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import (
    ChatKind,
    Delivery,
    OutboxKind,
    OutboxRow,
    OutboxState,
    TargetState,
)

MOST_LISTED = 60
"""Rows in one message with pages; the command line shows all."""
COMMAND_LINE = 0
"""Who did it, where that was done on the command line."""
STATES_OF: Mapping[Section, tuple[OutboxState, ...]] = {
    Section.UNCERTAIN: (OutboxState.UNCERTAIN,),
    Section.DEAD: (OutboxState.FAILED,),
    Section.PENDING: (OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Refusal(StrEnum):
    """Why nothing was done about a row; the values name messages."""

    UNKNOWN = "unknown"
    """There is no such row."""
    CHANGED = "changed"
    """It is not, or not any more, in a state in which that can be done."""
    UNDER_WAY = "under_way"
    """It is about to be sent in any case."""
    UNREACHABLE = "unreachable"
    """Nothing can be sent to the chat."""
    PAUSED = "paused"
    """The target takes no digests now."""
    REPEATED = "repeated"
    """The target got the same paper later, or is about to."""
    RECALLED = "recalled"
    """It is an announcement that was taken back."""


class Mended(NamedTuple):
    """How a row is after an operator wanted to do something, and why that was refused, if it was."""

    receipt: Receipt | None
    refusal: Refusal | None


class Listing(NamedTuple):
    """Some of the rows that were asked for, and how many there are."""

    receipts: list[Receipt]
    total: int


class Troubles(NamedTuple):
    """How much is in which section, the one that was chosen (None: all are empty), and what is in it."""

    sizes: dict[Section, int]
    section: Section | None
    receipts: list[Receipt]


class Receipts:
    """The use cases of operators, on one database; without a `bell` no sender is near."""

    def __init__(self, database: Database, bell: Bell | None = None) -> None:
        self._database = database
        self._bell = bell or Bell()

    async def find(self, row_id: int, *, now: datetime) -> Receipt | None:
        """The receipt of this number."""
        async with self._database.read() as session:
            found = await receipts.find(session, row_id)
        return receipt_of(found, now) if found else None

    async def of_day(self, day: date, zone: ZoneInfo, *, now: datetime) -> tuple[Tally, Listing]:
        """What was due on a date of a zone, and what became of it; the first rows of it."""
        since, until = bounds(day, zone)
        async with self._database.read() as session:
            counted = await receipts.counts(session, since=since, until=until)
            found = await receipts.listing(session, since=since, until=until, limit=MOST_LISTED)
            tally = await tally_of(session, since, until)
        return tally, Listing([receipt_of(one, now) for one in found], sum(counted.values()))

    async def troubles(self, wanted: Section | None, *, now: datetime) -> Troubles:
        """What is not in order yet: the section that is wanted, or the first with something in it."""
        async with self._database.read() as session:
            counted = await receipts.states(session)
            sizes = {
                section: sum(counted.get(state, 0) for state in states)
                for section, states in STATES_OF.items()
            }
            section = wanted or next((one for one in Section if sizes[one]), None)
            if section is None:
                return Troubles(sizes, None, [])
            found = await receipts.listing(
                session,
                states=STATES_OF[section],
                limit=MOST_LISTED,
                # What waits longest, or what went wrong last.
                newest_first=section is not Section.PENDING,
            )
        return Troubles(sizes, section, [receipt_of(one, now) for one in found])

    async def listing(
        self,
        *,
        since: datetime | None,
        until: datetime | None,
        states: Collection[OutboxState],
        chat: int | None,
        limit: int,
        now: datetime,
    ) -> list[Receipt]:
        """Rows by slot, due from `since` to before `until`; `chat` is Telegram's id."""
        async with self._database.read() as session:
            found = await receipts.listing(
                session, since=since, until=until, states=states, chat=chat, limit=limit
            )
        return [receipt_of(one, now) for one in found]

    async def mend(
        self, remedy: Remedy, row_id: int, *, actor: int, now: datetime, version: int | None = None
    ) -> Mended:
        """Do something about a row for an operator (Telegram's id), once, and write down who did it.

        `version` is that of the receipt the operator saw: a row that is another now is left alone.
        """
        async with self._database.write() as session:
            found = await receipts.find(session, row_id, lock=True)
            if found is None:
                return Mended(None, Refusal.UNKNOWN)
            refusal = await _refusal(session, remedy, found, version, now)
            if refusal is None:
                await _carry_out(session, remedy, found, now)
                detail = f"row {row_id}"
                chat = found.chat.telegram_id
                await audit.record(session, actor, f"delivery.{remedy}", detail, now=now, chat=chat)
                found = await receipts.find(session, row_id)
                assert found is not None  # it is locked
        if refusal is None:
            self._bell.ring()
        return Mended(receipt_of(found, now), refusal)

    async def stats(self) -> Stats:
        """How much of what there is."""
        async with self._database.read() as session:
            by_kind = await chats.counts(session)
            by_state = await targets.counts(session)
            rows = await receipts.states(session)
            return Stats(
                {
                    kind.value: by_kind.get((kind, True), 0) + by_kind.get((kind, False), 0)
                    for kind in ChatKind
                },
                sum(number for (_, reachable), number in by_kind.items() if not reachable),
                {state.value: by_state.get(state, 0) for state in TargetState},
                await subscriptions.count(session),
                {state.value: rows.get(state, 0) for state in OutboxState},
            )


async def tally_of(session: Session, since: datetime, until: datetime) -> Tally:
    """What became of everything due from `since` to before `until`, but for operators' lines and recalls."""
    counted = await receipts.counts(session, since=since, until=until)
    by_state = dict.fromkeys(OutboxState, 0)
    for (kind, state), number in counted.items():
        if kind not in receipts.UNCOUNTED:
            by_state[state] += number
    return Tally(
        due=sum(by_state.values()),
        sent=by_state[OutboxState.SENT],
        late=await receipts.late(session, since=since, until=until, after=LATE_AFTER),
        uncertain=by_state[OutboxState.UNCERTAIN],
        dead=by_state[OutboxState.FAILED],
        cancelled=by_state[OutboxState.CANCELLED],
        waiting=sum(by_state[state] for state in STATES_OF[Section.PENDING]),
    )


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When a date begins in a zone, and when the next one does."""
    return (
        datetime.combine(day, time(), zone).astimezone(UTC),
        datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC),
    )


def receipt_of(delivery: Delivery, now: datetime) -> Receipt:
    """A row with its place as an operator sees it."""
    row, chat = delivery.row, delivery.chat
    return Receipt(
        id=row.id,
        kind=row.kind.value,
        state=row.state.value,
        paper=row.paper,
        due=row.slot,
        chat=chat.telegram_id,
        private=is_private(delivery),
        title=chat.title,
        thread=delivery.target.thread_id,
        message_id=row.message_id,
        sent_at=row.sent_at,
        attempts=row.attempts,
        doubts=row.doubts,
        next_try=row.not_before,
        reason=row.reason,
        version=_version(row),
        remedies=_remedies(row, now),
    )


def _version(row: OutboxRow) -> int:
    return (row.changed_at - _EPOCH) // _MICROSECOND


def _remedies(row: OutboxRow, now: datetime) -> tuple[Remedy, ...]:
    match row.state:
        case OutboxState.FAILED:
            return (Remedy.REPLAY,)
        case OutboxState.UNCERTAIN if _waits(row, now):
            return (Remedy.ARRIVED,)
        case OutboxState.UNCERTAIN:
            return (Remedy.AGAIN, Remedy.ARRIVED)
        case _:
            return ()


def _waits(row: OutboxRow, now: datetime) -> bool:
    """Whether the sender will take it at once."""
    return row.not_before is not None and row.not_before <= now


async def _refusal(
    session: Session, remedy: Remedy, delivery: Delivery, version: int | None, now: datetime
) -> Refusal | None:
    row, target = delivery.row, delivery.target
    if remedy is Remedy.AGAIN and row.state is OutboxState.UNCERTAIN and _waits(row, now):
        return Refusal.UNDER_WAY
    if version not in (None, _version(row)) or remedy not in _remedies(row, now):
        return Refusal.CHANGED
    if remedy is Remedy.ARRIVED:
        return None
    if target.state in targets.GONE:
        return Refusal.UNREACHABLE
    if target.state is TargetState.PAUSED and row.kind is OutboxKind.DIGEST:
        return Refusal.PAUSED
    # A digest that did not arrive was not seen, so the programme may have brought its paper again.
    if row.paper and await receipts.later_of_paper(session, row) is not None:
        return Refusal.REPEATED
    if row.kind is OutboxKind.ANNOUNCEMENT:
        announced = await announcements.find(session, announcements.id_in(row.key))
        if announced is not None and announced.content.get("recalls"):
            return Refusal.RECALLED
    return None


async def _carry_out(session: Session, remedy: Remedy, delivery: Delivery, now: datetime) -> None:
    row = delivery.row
    if remedy is Remedy.ARRIVED:
        done = await receipts.confirm(session, row.id, now=now)
    else:
        done = await receipts.send_again(session, row.id, now=now, expires_at=_expiry(delivery, now))
    assert done  # it is locked, and was looked at before
    if row.kind in (OutboxKind.ANNOUNCEMENT, OutboxKind.RECALL):
        await announcements.reopen(session, [row.key])


def _expiry(delivery: Delivery, now: datetime) -> datetime | None:
    """As long as it had at first; a digest not longer than until the next one."""
    row, after = delivery.row, delivery.target.next_digest_at
    if row.expires_at is None:
        return None
    expires_at = now + (row.expires_at - row.slot)
    return min(expires_at, after) if row.kind is OutboxKind.DIGEST and after and after > now else expires_at
