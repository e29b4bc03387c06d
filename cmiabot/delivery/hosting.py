"""Groups and channels as hosts of the bot: let in, muted, thrown out, moved, their topics closed."""

import unicodedata
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from cmiabot.delivery.caring import TOPIC_CLOSED, Caring, Trouble, is_about_topic
from cmiabot.delivery.places import Place, enter, find
from cmiabot.delivery.planning import record_of, replan
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.slots import Schedule
from cmiabot.messages.subscribing import Host
from cmiabot.store import audit, chats, subscriptions, supergroups, targets
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import Chat, ChatKind, Target, TargetState

MOST_LISTED = 24
"""Places of one person that are listed."""
LINKED = "linked"
"""What the audit says of a chat somebody has linked from their private chat."""
NO_RIGHTS = "not enough rights"
"""The reason of a pause because the bot may not write in a chat."""
BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""What Unicode counts among letters and symbols, though there is nothing to be seen."""
RUNNING = (TargetState.ACTIVE, TargetState.RESTING)


class Presence(StrEnum):
    """How the bot stands in a group or channel."""

    GONE = "gone"
    MUTE = "mute"
    """It is there, but may not write."""
    SPEAKING = "speaking"


class Arrival(StrEnum):
    """What a change of presence means for the people there; the values name messages."""

    NEW = "welcome"
    BACK = "back"
    """It was away, and what is followed there goes on."""
    NONE = "none"


async def hosts_of(session: Session, person: int, limit: int | None = None) -> list[Host]:
    """The groups, topics and channels a person (Telegram's user id) looks after, of so many targets."""
    found = await targets.looked_after(session, person, limit)
    followed = await subscriptions.of_targets(session, [target.id for target, _ in found])
    return [
        Host(
            target.id,
            _name_of(chat),
            target.thread_id,
            len(followed[target.id]),
            target.state not in RUNNING,
        )
        for target, chat in found
        # Of a forum only what is followed in its topics counts.
        if followed[target.id] or not target.thread_id
    ]


def _name_of(chat: Chat) -> str:
    """A chat's title; its id where that shows nothing, for Telegram takes no button without a label."""
    shown = (c for c in chat.title if unicodedata.category(c)[0] not in "CZM" and c not in BLANK_LETTERS)
    return chat.title if any(shown) else str(chat.telegram_id)


def _this_hour(topic: Target, trouble: Trouble, now: datetime) -> str:
    """The key of news of a topic: any member who began it can close and open it, again and again."""
    return f"topic:{topic.id}:{trouble}:{now:%Y-%m-%dT%H}"


class Hosting:
    """The use cases of groups and channels as a whole. Whoever looks after them is told by `caring`."""

    def __init__(
        self, database: Database, programme: Programme, default: Schedule, operators: Collection[int]
    ) -> None:
        self._database = database
        self._programme = programme
        self._default = default
        self._caring = Caring(operators)

    async def change(self, place: Place, presence: Presence, key: str, *, now: datetime) -> Arrival:
        """The bot stands otherwise in a chat; `key` names the event, `place.owner` who made it."""
        async with self._database.write() as session:
            known = await chats.find(session, place.chat)
            if presence is Presence.GONE:
                if known is not None:
                    await self._leave(session, known, place.owner, key, now)
                return Arrival.NONE
            if known is not None and (known.reachable or await self._caring.can_tell(session, known)):
                # Who changes its rights has not let it in; who looked after it before still does.
                place = replace(place, owner=None)
            spot = await enter(session, place, self._default, now)
            if presence is Presence.MUTE:
                await self._mute(session, spot.chat, key, now)
                return Arrival.NONE
            resumed = await self._return(session, spot.chat, now)
            if known is not None and known.reachable:
                if resumed:
                    await self._caring.report(session, spot.chat, Trouble.BACK, key, now=now)
                return Arrival.NONE
            if resumed and place.kind is ChatKind.CHANNEL:
                await self._caring.report(session, spot.chat, Trouble.BACK, key, now=now)
            return Arrival.BACK if resumed else Arrival.NEW

    async def migrate(self, old: int, new: int, *, now: datetime) -> None:
        """A group is a supergroup from now on (Telegram's ids)."""
        async with self._database.write() as session:
            chat = await supergroups.migrate(session, old, new, now=now)
            for target in await targets.of_chat(session, chat.id) if chat else ():
                # What is due stays due; only what was given up meanwhile is planned anew. That goes for a
                # pause with an end, too: it ends by what is due then.
                if target.next_digest_at is None:
                    await replan(session, self._programme, target, now)

    async def close_topic(self, place: Place, *, now: datetime) -> None:
        """A topic takes no messages any more: its target is paused."""
        async with self._database.write() as session:
            spot = await find(session, place)
            if spot is None or spot.target.state not in RUNNING:
                return
            await targets.pause(session, spot.target.id, now=now, reason=TOPIC_CLOSED)
            if await self._follows(session, spot.target):
                await self._caring.report(
                    session,
                    spot.chat,
                    Trouble.TOPIC_CLOSED,
                    _this_hour(spot.target, Trouble.TOPIC_CLOSED, now),
                    now=now,
                    topic=spot.target,
                    reason=TOPIC_CLOSED,
                )

    async def reopen_topic(self, place: Place, *, now: datetime) -> None:
        """A topic takes messages again; who had paused it before is still paused."""
        async with self._database.write() as session:
            spot = await find(session, place)
            if spot is None or not is_about_topic(spot.target.reason):
                return
            if await self._resume(session, spot.target, now):
                key = _this_hour(spot.target, Trouble.BACK, now)
                await self._caring.report(session, spot.chat, Trouble.BACK, key, now=now)

    async def was_linked(self, chat: int) -> bool:
        """Whether somebody has linked a chat (Telegram's id) before."""
        async with self._database.read() as session:
            return await audit.is_recorded(session, chat, LINKED)

    async def note_link(self, chat: int, *, now: datetime) -> None:
        """A chat (Telegram's id) was linked for the first time; by whom is not kept."""
        async with self._database.write() as session:
            await audit.record(session, chats.NOBODY, LINKED, now=now, chat=chat)

    async def looked_after(self, person: int) -> list[Host]:
        """The groups, topics and channels a person (Telegram's user id) looks after."""
        async with self._database.read() as session:
            return await hosts_of(session, person, MOST_LISTED)

    async def place(self, target_id: int) -> Place | None:
        """The place of a target in a group or channel; None where it is none."""
        async with self._database.read() as session:
            found = await targets.with_chat(session, target_id)
        if found is None or found[1].kind is ChatKind.PRIVATE:
            return None
        target, chat = found
        return Place(chat.telegram_id, target.thread_id, chat.kind, chat.title, chat.language)

    async def target(self, chat: int) -> int | None:
        """The id of the target of a whole chat (Telegram's id); None where that is not known."""
        async with self._database.read() as session:
            spot = await find(session, Place(chat))
        return spot.target.id if spot else None

    async def is_reachable(self, chat: int) -> bool:
        """Whether the bot still is in a chat (Telegram's id), as far as it was told."""
        async with self._database.read() as session:
            found = await chats.find(session, chat)
        return found is not None and found.reachable

    async def is_cared_for(self, chat: int, administrators: Collection[int]) -> bool:
        """Whether somebody looks after a chat (Telegram's id) who administers it and can be told."""
        async with self._database.read() as session:
            found = await chats.find(session, chat)
            return found is not None and await self._caring.is_cared_for(session, found, administrators)

    async def let_go(self, chat: int, person: int) -> None:
        """Somebody (Telegram's user id) administers a chat no more: nothing of it is their business."""
        async with self._database.read() as session:
            found = await chats.find(session, chat)
        # Hardly ever: of those who are refused most never looked after it.
        if found is not None and found.owner == person and found.kind is not ChatKind.PRIVATE:
            async with self._database.write() as session:
                await chats.clear_owner(session, found.id, person)

    async def _leave(self, session: Session, chat: Chat, by: int | None, key: str, now: datetime) -> None:
        new = await chats.mark_unreachable(session, chat.id, TargetState.LEFT, now=now)
        # Who removed it themselves knows; so does who was told because a message was refused there.
        if new and (by is None or by != chat.owner):
            await self._caring.report_removal(session, chat, key, now=now)

    async def _mute(self, session: Session, chat: Chat, key: str, now: datetime) -> None:
        # A pause of theirs goes on, and where it has an end it ends.
        for target in await chats.mark_reachable(session, chat.id):
            await replan(session, self._programme, target, now)
        stopped = False
        for target in await targets.of_chat(session, chat.id):
            if target.state in RUNNING:
                await targets.pause(session, target.id, now=now, reason=NO_RIGHTS)
                stopped = stopped or await self._follows(session, target)
        if stopped:
            await self._caring.report(session, chat, Trouble.MUTED, key, now=now, reason=NO_RIGHTS)

    async def _return(self, session: Session, chat: Chat, now: datetime) -> bool:
        """Go on with everything the bot itself had stopped, but for closed topics; whether that was any."""
        back = False
        if not chat.reachable:
            for target in await chats.mark_reachable(session, chat.id):
                standing = await replan(session, self._programme, target, now)
                back = back or bool(standing.interests)
        for target in await targets.of_chat(session, chat.id):
            if target.reason and not is_about_topic(target.reason):
                back = await self._resume(session, target, now) or back
        return back

    async def _resume(self, session: Session, target: Target, now: datetime) -> bool:
        await targets.resume(session, target.id, None)
        resumed = await targets.find(session, target.id)
        assert resumed is not None
        return bool((await replan(session, self._programme, resumed, now)).interests)

    @staticmethod
    async def _follows(session: Session, target: Target) -> bool:
        return bool((await record_of(session, target.id)).interests)
