"""Targets that follow something in a small programme, and what ticks write for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cmiabot.corpus.models import Collection
from cmiabot.delivery.due import Tick, tick
from cmiabot.delivery.programme import EVERYTHING, Interest, Programme
from cmiabot.delivery.slots import Schedule, next_slot
from cmiabot.store import seen, sending, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxKind, OutboxRow, Seen, SubscriptionKind, Target
from tests.auxil.small_collections import Plain, organisation, paper, small_collection, theme
from tests.auxil.stored import DAY, MINUTE, NOW, WORKDAYS, rows, stored_chat

RAIL: Interest = ("theme", "rail")
AIR: Interest = ("theme", "air")
SEA: Interest = ("theme", "sea")
"""Nothing is said about it."""
ADVISER: Interest = ("adviser", "san")
BEFORE = NOW - 10 * MINUTE
"""Before the first slot of those who get their digest at 08:30 in Shanghai."""


def papers_on(*themes: str) -> Collection:
    """A collection with a paper on each of these themes, in this order: `m-01`, `m-02`, …"""

    def key(name: str) -> Plain:
        return {"zh": "建议", "en": "Advice", "key": True, "themes": [name]}

    return small_collection(
        [organisation("a", "甲", people={"张三": ["San"]})],
        [paper(f"m-{n:02}", "a", key(name), people=["San"]) for n, name in enumerate(themes, start=1)],
        themes=[theme("rail", "铁路", "Rail"), theme("air", "航空", "Air"), theme("sea", "海运", "Sea")],
    )


@dataclass
class Subscribers:
    """Targets in a database; the collection has two papers on rail and one on air."""

    database: Database
    collection: Collection = field(default_factory=lambda: papers_on("rail", "air", "rail"))

    @property
    def programme(self) -> Programme:
        return Programme(self.collection)

    async def add(
        self,
        *interests: Interest,
        zone: str = "Asia/Shanghai",
        minutes: int = 510,
        weekdays: Iterable[int] = WORKDAYS,
        since: datetime = BEFORE,
        telegram_id: int = 0,
    ) -> Target:
        """A private chat that follows these (nothing given: everything) since then; its target."""
        schedule = Schedule(zone, minutes, frozenset(weekdays))
        next_at = next_slot(schedule, since).at
        async with self.database.write() as session:
            chat = await stored_chat(session, telegram_id)
            target = await targets.get_or_create(
                session, chat.id, zone=zone, digest_minutes=minutes, weekdays=schedule.weekdays
            )
            for kind, ref in interests or [EVERYTHING]:
                await subscriptions.add(session, target.id, SubscriptionKind(kind), ref, now=since)
            await targets.schedule_next(session, target.id, next_at)
        return replace(target, next_digest_at=next_at)

    async def tick(self, now: datetime = NOW) -> Tick:
        """A tick at that time."""
        return await tick(self.database, self.programme, now)

    async def tick_and_send(self, now: datetime) -> Tick:
        """A tick, and everything that waits is sent at once."""
        done = await self.tick(now)
        async with self.database.write() as session:
            for delivery in await sending.claim(session, "s", now=now, lease=MINUTE, limit=10_000):
                row = delivery.row
                assert await sending.start_sending(session, row.id, "s", now=now)
                assert await sending.mark_sent(session, row.id, "s", row.id, now=now)
                if row.local_date is not None:
                    number = row.payload["round"]
                    await seen.add(session, [Seen(row.target_id, row.paper, number, row.local_date)])
        return done

    async def rows(self, target: Target | None = None) -> list[OutboxRow]:
        """The outbox, or what stands in it for a target, in the order it was written."""
        async with self.database.read() as session:
            return [row for row in await rows(session) if target is None or row.target_id == target.id]

    async def digests(self, target: Target) -> list[tuple[date | None, str]]:
        """The date and paper of a target's digests; the paper is empty where it was missed."""
        return [
            (row.local_date, row.paper) for row in await self.rows(target) if row.kind is OutboxKind.DIGEST
        ]

    async def now(self, target: Target) -> Target:
        """The target as it is now."""
        async with self.database.read() as session:
            found = await targets.find(session, target.id)
        assert found is not None
        return found

    async def saw(self, target: Target, *papers: str, on: date) -> None:
        """These papers were sent to it on a date."""
        async with self.database.write() as session:
            await seen.add(session, [Seen(target.id, one, 1, on) for one in papers])


def days_after(days: int) -> date:
    """A date by its distance from that of NOW."""
    return (NOW + days * DAY).date()
