"""Many chats of all kinds whose digests are due at the same minute, and what they got."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cmiabot.delivery.programme import Interest
from cmiabot.store import chats, receipts, subscriptions, targets
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import Chat, ChatKind, Delivery, OutboxKind, SubscriptionKind, Target
from tests.auxil.fake_bot_api import FakeBotApi, SentMessage

KINDS = (*[ChatKind.PRIVATE] * 6, *[ChatKind.GROUP] * 2, ChatKind.SUPERGROUP, ChatKind.CHANNEL)
"""Of ten chats."""
TOPICS = (4, 9)
"""Of every fifth supergroup, beside the group itself."""
LANGUAGES = ("zh", "en", "zh-Hant")
FOLLOWED: Sequence[Sequence[Interest]] = (
    [("everything", "")],
    [("theme", "energy")],
    [("theme", "logistics"), ("adviser", "anna-lind")],
    [("organisation", "kapok"), ("theme", "digital")],
)
"""What they follow, in turn; the frozen collection has something on each of them."""
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Member:
    """A place that has a digest due."""

    target: int
    """Our id of it."""
    chat: int
    """Telegram's id."""
    thread: int
    kind: ChatKind
    moved_to: int = 0
    """The id a group has now that it is a supergroup; 0 where it is none."""

    @property
    def private(self) -> bool:
        """Whether it is one person."""
        return self.kind is ChatKind.PRIVATE

    def received(self, api: FakeBotApi) -> list[SentMessage]:
        """Every message that ever came there."""
        return [
            message
            for chat in {self.chat, self.moved_to} - {0}
            for message in api.received[chat]
            if message.extra.get("message_thread_id", 0) == self.thread
        ]


async def gather(
    api: FakeBotApi,
    database: Database,
    size: int,
    now: datetime,
    *,
    followed: Sequence[Sequence[Interest]] = FOLLOWED,
    migrating: bool = False,
) -> list[Member]:
    """So many chats, subscribed to these in turn, with a digest due in the minute before `now`.

    With `migrating`, half of the groups have become supergroups and the bot has not heard of it;
    otherwise some supergroups have topics.
    """
    slot = now.replace(second=0, microsecond=0) - timedelta(minutes=1)
    members = []
    async with database.write() as session:
        for number in range(size):
            kind = KINDS[number % len(KINDS)]
            telegram_id = _telegram_id(kind, number)
            forum = kind is ChatKind.SUPERGROUP and not migrating and number // len(KINDS) % 5 == 0
            moved_to = 0
            if telegram_id < 0:
                api.add_chat(telegram_id, kind.value, is_forum=forum)
            if migrating and kind is ChatKind.GROUP and number % 2:
                moved_to = _telegram_id(ChatKind.SUPERGROUP, number)
                api.migrate_chat(telegram_id, moved_to)
            chat = await chats.remember(
                session,
                telegram_id,
                kind=kind,
                title=f"Chat {number}",
                language=LANGUAGES[number % len(LANGUAGES)],
                now=slot,
            )
            for thread in (0, *(TOPICS if forum else ())):
                target = await _subscribed(session, chat, thread, slot, followed[number % len(followed)])
                members.append(Member(target.id, telegram_id, thread, kind, moved_to))
    return members


async def digests(database: Database) -> dict[int, Delivery]:
    """The digest of each target; a test that fills a database once has no second one."""
    async with database.read() as session:
        rows = await receipts.listing(session, limit=1_000_000)
    found = [one for one in rows if one.row.kind is OutboxKind.DIGEST]
    by_target = {one.target.id: one for one in found}
    assert len(by_target) == len(found)
    return by_target


async def _subscribed(
    session: Session, chat: Chat, thread: int, slot: datetime, followed: Sequence[Interest]
) -> Target:
    target = await targets.get_or_create(
        session,
        chat.id,
        thread,
        zone="UTC",
        digest_minutes=slot.hour * 60 + slot.minute,
        weekdays=EVERY_DAY,
    )
    for kind, ref in followed:
        await subscriptions.add(session, target.id, SubscriptionKind(kind), ref, now=slot)
    await targets.schedule_next(session, target.id, slot)
    return target


def _telegram_id(kind: ChatKind, number: int) -> int:
    match kind:
        case ChatKind.PRIVATE:
            return 10_000 + number
        case ChatKind.GROUP:
            return -10_000 - number
        case ChatKind.SUPERGROUP | ChatKind.CHANNEL:
            return -1_000_000_010_000 - number
