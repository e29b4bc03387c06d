"""What people do about their digests: follow, unfollow, pause, change the schedule. One transaction each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from cmiabot.delivery.places import Place, Spot, enter, find, schedule_of
from cmiabot.delivery.planning import Outlook, Standing, outlook, record_of, replan
from cmiabot.delivery.programme import Interest, Programme, Reach
from cmiabot.delivery.slots import Schedule
from cmiabot.messages.expecting import Silence
from cmiabot.store import chats, outbox, subscriptions, targets
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxKind, OutboxState, SubscriptionKind, Target, TargetState

UNSUBSCRIBED = "unsubscribed"
"""The reason of digests that nobody wants any more."""


class Subscribed(NamedTuple):
    """What following something brings; `new` are the interests that were not followed before."""

    new: tuple[Interest, ...]
    reach: Reach
    """Of what was asked for, whether it is new or not."""
    standing: Standing


class Unsubscribed(NamedTuple):
    """What was followed until now, and what remains."""

    removed: tuple[Interest, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Change:
    """Another zone, time (minutes after midnight) or days; what is None stays."""

    zone: str | None = None
    minutes: int | None = None
    weekdays: frozenset[int] | None = None


class Following:
    """The use cases of a place. Whether somebody may change it is asked before."""

    def __init__(self, database: Database, programme: Programme, default: Schedule) -> None:
        self._database = database
        self._programme = programme
        self._default = default

    async def start(self, place: Place, *, now: datetime) -> Standing:
        """Get to know a place; one that was blocked takes messages again."""
        async with self._database.write() as session:
            spot = await self._enter(session, place, now)
            return await replan(session, self._programme, spot.target, now)

    async def standing(self, place: Place, *, now: datetime) -> Standing:
        """What a place follows and can expect. One that is not known stays so."""
        async with self._database.read() as session:
            spot = await find(session, place)
            if spot is None:
                return Standing((), Outlook(self._default, None, Silence.NOTHING_FOLLOWED))
            record = await record_of(session, spot.target.id)
            return Standing(record.interests, outlook(self._programme, spot.target, record, now))

    async def subscribe(self, place: Place, *interests: Interest, now: datetime) -> Subscribed:
        """Follow these, as far as they are not followed yet."""
        async with self._database.write() as session:
            target = (await self._enter(session, place, now)).target
            new = [
                interest
                for interest in interests
                if await subscriptions.add(
                    session, target.id, SubscriptionKind(interest[0]), interest[1], now=now
                )
            ]
            standing = await replan(session, self._programme, target, now)
        return Subscribed(tuple(new), self._programme.reach(interests), standing)

    async def unsubscribe(self, place: Place, *interests: Interest, now: datetime) -> Unsubscribed:
        """Follow these no longer. A digest on its way that is about nothing else does not come."""
        async with self._database.write() as session:
            target = (await self._enter(session, place, now)).target
            return await self._remove(session, target, interests, now)

    async def unsubscribe_from_paper(self, place: Place, paper: str, *, now: datetime) -> Unsubscribed:
        """Follow nothing any longer for which a paper comes."""
        async with self._database.write() as session:
            target = (await self._enter(session, place, now)).target
            followed = (await record_of(session, target.id)).interests
            return await self._remove(session, target, self._programme.reasons(followed, paper), now)

    async def unsubscribe_all(self, place: Place, *, now: datetime) -> Unsubscribed:
        """Follow nothing any longer."""
        async with self._database.write() as session:
            target = (await self._enter(session, place, now)).target
            return await self._remove(session, target, (await record_of(session, target.id)).interests, now)

    async def pause(self, place: Place, until: date | None = None, *, now: datetime) -> Standing:
        """No digests until a local date, on which they go on, or until resumed."""
        async with self._database.write() as session:
            target = (await self._enter(session, place, now)).target
            await targets.pause(session, target.id, now=now, until=until)
            paused = replace(target, state=TargetState.PAUSED, paused_until=until)
            return await replan(session, self._programme, paused, now)

    async def resume(self, place: Place, *, now: datetime) -> Standing:
        """Digests again, from the next slot on."""
        async with self._database.write() as session:
            target = (await self._enter(session, place, now)).target
            await targets.resume(session, target.id, None)
            active = replace(target, state=TargetState.ACTIVE, paused_until=None)
            return await replan(session, self._programme, active, now)

    async def reschedule(self, place: Place, change: Change, *, now: datetime) -> Standing:
        """Another schedule; never a second digest on a date that had one due."""
        async with self._database.write() as session:
            target = _changed((await self._enter(session, place, now)).target, change)
            await targets.change_schedule(
                session,
                target.id,
                zone=target.zone,
                digest_minutes=target.digest_minutes,
                weekdays=target.weekdays,
                next_digest_at=None,
            )
            return await replan(session, self._programme, target, now)

    async def block(self, chat: int, *, now: datetime) -> None:
        """A person (Telegram's id) has blocked the bot."""
        async with self._database.write() as session:
            found = await chats.find(session, chat)
            if found is not None:
                await chats.mark_unreachable(session, found.id, TargetState.BLOCKED, now=now)

    async def unblock(self, chat: int, *, now: datetime) -> None:
        """A person can be written to again; who paused is still paused."""
        async with self._database.write() as session:
            found = await chats.find(session, chat)
            if found is not None:
                await self._welcome_back(session, found.id, now)

    async def _enter(self, session: Session, place: Place, now: datetime) -> Spot:
        spot = await enter(session, place, self._default, now)
        if spot.chat.reachable:
            return spot
        # Whoever speaks to the bot can be written to.
        await self._welcome_back(session, spot.chat.id, now)
        return await enter(session, place, self._default, now)

    async def _welcome_back(self, session: Session, chat_id: int, now: datetime) -> None:
        for target in await chats.mark_reachable(session, chat_id):
            await replan(session, self._programme, target, now)

    async def _remove(
        self, session: Session, target: Target, interests: Iterable[Interest], now: datetime
    ) -> Unsubscribed:
        removed = [
            (kind, ref)
            for kind, ref in interests
            if await subscriptions.remove(session, target.id, SubscriptionKind(kind), ref)
        ]
        await self._withdraw(session, target, now)
        return Unsubscribed(tuple(removed), await replan(session, self._programme, target, now))

    async def _withdraw(self, session: Session, target: Target, now: datetime) -> None:
        """Take back the digests on their way that nothing followed asks for; the others say why they come."""
        record = await record_of(session, target.id)
        if not record.interests:
            await outbox.cancel(session, [target.id], UNSUBSCRIBED, now=now, kinds=[OutboxKind.DIGEST])
            return
        for row in record.waiting:
            reasons = self._programme.reasons(record.interests, row.paper)
            if row.state is OutboxState.SENDING:
                continue
            if reasons:
                payload = {**row.payload, "reasons": [list(reason) for reason in reasons]}
                await outbox.set_payload(session, row.id, payload)
            else:
                await outbox.withdraw(session, row.id, UNSUBSCRIBED, now=now)


def _changed(target: Target, change: Change) -> Target:
    old = schedule_of(target)
    new = Schedule(  # which refuses what is no schedule
        old.zone if change.zone is None else change.zone,
        old.minutes if change.minutes is None else change.minutes,
        old.weekdays if change.weekdays is None else change.weekdays,
    )
    return replace(target, zone=new.zone, digest_minutes=new.minutes, weekdays=new.weekdays)
