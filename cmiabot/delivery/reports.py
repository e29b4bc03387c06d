"""What operators are told without asking: the line of the day, an alarm where something due is stuck.

Both go to the private chat of every operator through the outbox. What was told before is read from the
outbox as well, so that a restart tells nothing twice.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cmiabot.delivery.receipts import bounds, tally_of
from cmiabot.delivery.slots import LATE_AFTER
from cmiabot.delivery.telling import place_of, tell
from cmiabot.messages.receipts import Tally
from cmiabot.store import receipts, targets
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxKind, OutboxRow, Overdue, Target

_log = logging.getLogger(__name__)

REPORT_AT = time(9)
"""Local time from which on the line about the day before is written: after the usual time of digests."""
ALARM_AFTER = LATE_AFTER
"""How long something may be due before operators hear of it."""
_TROUBLE = "overdue:"
_OVER = ":over"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is overdue: rows that were not sent, targets for which nothing could be decided."""

    rows: int
    targets: int
    oldest: datetime
    """When the first of them was due."""
    reason: str
    """Why the first row was not sent when it was tried last; empty where it was not tried."""


@dataclass(frozen=True, slots=True)
class News:
    """One line for an operator: its key, and the message with what it is filled with."""

    key: str
    message: str
    values: Mapping[str, Any]


_Told = tuple[int, OutboxKind, News]


class OperatorReports:
    """Tells operators (Telegram's user ids) what they have to know; times are in `zone`."""

    def __init__(self, database: Database, operators: Collection[int], zone: ZoneInfo) -> None:
        self._database = database
        self._operators = sorted(operators)
        self._zone = zone
        self._named: set[int] = set()
        """Operators of whom the log already says that they cannot be told anything."""

    async def after_tick(self, now: datetime) -> None:
        """To be called once a minute, after the tick. Writes rows of the outbox where there is news."""
        if not self._operators:
            return
        async with self._database.read() as session:
            places = await self._places(session)
            told = [
                *await self._reports(session, places, now),
                *await self._alarms(session, places, now),
            ]
        if told:
            async with self._database.write() as session:
                for operator, kind, news in told:
                    await tell(session, operator, kind, news.key, news.message, news.values, now=now)

    async def _places(self, session: Session) -> dict[int, Target]:
        """Where operators can be written to; those who cannot are named in the log, once."""
        places = {}
        for operator in self._operators:
            place = await place_of(session, operator)
            if place is not None:
                places[operator] = place
                self._named.discard(operator)
            elif operator not in self._named:
                self._named.add(operator)
                _log.warning(
                    "operator %d gets no alarms and no reports: they have to open the bot and press Start",
                    operator,
                )
        return places

    async def _reports(self, session: Session, places: Mapping[int, Target], now: datetime) -> list[_Told]:
        day = day_to_report(now, self._zone)
        if day is None:
            return []
        key = day.isoformat()
        without = [
            operator
            for operator, place in places.items()
            if await receipts.last_with_key(session, place.id, OutboxKind.REPORT, key) is None
        ]
        if not without:
            return []
        news = report(day, await tally_of(session, *bounds(day, self._zone)))
        return [(operator, OutboxKind.REPORT, news) for operator in without]

    async def _alarms(self, session: Session, places: Mapping[int, Target], now: datetime) -> list[_Told]:
        trouble = await find_trouble(session, now)
        told: list[_Told] = []
        for operator, place in places.items():
            last = await receipts.last_with_key(session, place.id, OutboxKind.ALARM, _TROUBLE)
            since = open_since(last)
            if trouble is not None and since is None:
                told.append((operator, OutboxKind.ALARM, alarm(trouble, last, self._zone)))
            elif trouble is None and last is not None and since is not None:
                tally = await tally_of(session, since, now - ALARM_AFTER)
                told.append((operator, OutboxKind.ALARM, all_clear(last, since, tally, self._zone)))
        return told


async def unreachable(database: Database, operators: Collection[int]) -> list[int]:
    """Those operators who cannot be told anything: they never started the bot, or have blocked it."""
    async with database.read() as session:
        return [one for one in sorted(operators) if await place_of(session, one) is None]


async def find_trouble(session: Session, now: datetime) -> Trouble | None:
    """What was due more than 15 minutes ago and is still under way, or not even that; None: nothing."""
    before = now - ALARM_AFTER
    rows = await receipts.overdue(session, before)
    undecided = await targets.overdue(session, before)
    return trouble_of(rows, undecided)


def trouble_of(rows: Overdue | None, undecided: Overdue | None) -> Trouble | None:
    """Rows that are overdue and targets that are, as one trouble; None where there are neither."""
    found = [one for one in (rows, undecided) if one is not None]
    if not found:
        return None
    return Trouble(
        rows=rows.count if rows else 0,
        targets=undecided.count if undecided else 0,
        oldest=min(one.oldest for one in found),
        reason=rows.reason if rows else "",
    )


def day_to_report(now: datetime, zone: ZoneInfo) -> date | None:
    """The local date of which the line is to be written by now, if it is not yet; None early in the day."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=1) if local.time() >= REPORT_AT else None


def report(day: date, tally: Tally) -> News:
    """The line of a day."""
    return News(day.isoformat(), "report.day", {"day": day.isoformat(), **asdict(tally)})


def alarm(trouble: Trouble, last: OutboxRow | None, zone: ZoneInfo) -> News:
    """The alarm of a trouble; `last` is what an operator was told last of any."""
    values = {
        "rows": trouble.rows,
        "targets": trouble.targets,
        "since": _shown(trouble.oldest, zone),
        "reason": trouble.reason,
        "oldest": trouble.oldest.isoformat(),
    }
    # Numbered, so that two processes that find the same trouble write it once.
    return News(f"{_TROUBLE}{_number(last) + 1}", "trouble.found", values)


def all_clear(last: OutboxRow, since: datetime, tally: Tally, zone: ZoneInfo) -> News:
    """The line that ends the trouble of the alarm `last`: what became of all that was due since then."""
    return News(last.key + _OVER, "trouble.over", {"since": _shown(since, zone), **asdict(tally)})


def open_since(last: OutboxRow | None) -> datetime | None:
    """Since when something has been overdue that an operator was told of, and not that it is over."""
    if last is None or last.key.endswith(_OVER):
        return None
    return datetime.fromisoformat(last.payload["values"]["oldest"])


def _number(last: OutboxRow | None) -> int:
    return int(last.key.removeprefix(_TROUBLE).removesuffix(_OVER)) if last is not None else 0


def _shown(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
