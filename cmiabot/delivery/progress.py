"""Announcements under way: their cards are kept up to date, and when all is done it is reported.

What there is to do stands in the database: a process that takes over goes on where another stopped.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cmiabot.corpus.models import Collection
from cmiabot.delivery.announcing import plan_recall
from cmiabot.delivery.cards import card_of, recall_key
from cmiabot.delivery.carrying import Clock
from cmiabot.delivery.failures import NotSent, SendFailure, Unknown
from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Destination, Messenger, Outgoing
from cmiabot.delivery.telling import tell
from cmiabot.messages.announcing import AnnouncingScreens, Card
from cmiabot.messages.screens import Page, pages
from cmiabot.store import announcements, chats
from cmiabot.store.announced import Announcement
from cmiabot.store.commits import Session
from cmiabot.store.database import Database
from cmiabot.store.values import AnnouncementState, Delivery, OutboxKind

_log = logging.getLogger(__name__)

EVERY = 3.0
"""Seconds between two looks: a card is not edited more often than that."""
MOST_NAMED = 20
"""Chats that the report names; the receipts have all of them."""
LONGEST_TITLE = 60
"""Characters of their titles: the report is one message."""

ENDS = {
    AnnouncementState.SENDING: AnnouncementState.DONE,
    AnnouncementState.STOPPING: AnnouncementState.CANCELLED,
    AnnouncementState.RECALLING: AnnouncementState.RECALLED,
}


class Progress:
    """Looks after the announcements of a database, in the process that sends.

    `language` is that of cards in chats that are not known, as after /forgetme.
    """

    def __init__(
        self,
        database: Database,
        collection: Collection,
        limiter: Limiter,
        zone: ZoneInfo,
        clock: Clock,
        *,
        operators: frozenset[int],
        language: str,
    ) -> None:
        self._database = database
        self._collection = collection
        self._limiter = limiter
        self._zone = zone
        self._clock = clock
        self._operators = operators
        self._language = language
        self._shown: dict[int, Page] = {}
        """What the cards say, by their announcements."""
        self._owed: set[int] = set()
        """Announcements whose card does not say the last word yet."""

    async def run(self, messenger: Messenger) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look(messenger)
            except Exception:  # noqa: BLE001 -- the database may be away for a while
                _log.exception("announcements cannot be looked after; this is tried again soon")
            await asyncio.sleep(EVERY)

    async def look(self, messenger: Messenger) -> None:
        """Finish what is done, and show how far everything is."""
        async with self._database.read() as session:
            active = await announcements.under_way(session)
            ids = sorted({one.id for one in active} | self._owed)
        for announcement_id in ids:
            self._owed.add(announcement_id)
            await self._advance(announcement_id)
            if await self._show(messenger, announcement_id):
                self._owed.discard(announcement_id)

    async def _advance(self, announcement_id: int) -> None:
        async with self._database.read() as session:
            found = await announcements.find(session, announcement_id)
            card = await card_of(session, found) if found else None
        # Writing is for those that may be done: of the others there may be a thousand looks.
        if found is None or card is None or found.state not in ENDS or _waits(card):
            return
        async with self._database.write() as session:
            now = self._clock()
            found = await announcements.find(session, announcement_id, lock=True)
            if found is None or found.state not in ENDS:
                return
            if found.state is AnnouncementState.RECALLING:
                # What was in flight when it was recalled has arrived meanwhile.
                await plan_recall(session, found, now)
            card = await card_of(session, found)
            if _waits(card):
                return
            await announcements.change_state(session, found.id, [found.state], ENDS[found.state])
            await self._report(session, found, card, now)

    async def _report(self, session: Session, found: Announcement, card: Card, now: datetime) -> None:
        key, since = str(found.id), found.created_at
        values: dict[str, Any] = {"id": found.id}
        if card.taken_back is None or found.state is not AnnouncementState.RECALLING:
            message, which = "announce.report", f"announcement:{key}"
            kind = OutboxKind.ANNOUNCEMENT
            total, some = await announcements.not_done(session, kind, key, since=since, limit=MOST_NAMED)
            sent = card.sent
            values |= {"total": sent.total, "sent": sent.sent, "uncertain": sent.uncertain}
            values |= {"failed": sent.failed, "cancelled": sent.cancelled}
        else:
            message, which = "announce.report_back", f"announcement:{recall_key(found)}"
            kind = OutboxKind.RECALL
            total, some = await announcements.not_done(
                session, kind, recall_key(found), since=since, limit=MOST_NAMED
            )
            unknown, others = await announcements.out_of_reach(
                session, key, recall_key(found), since=since, limit=MOST_NAMED
            )
            total, some = total + unknown, [*some, *others][:MOST_NAMED]
            back = card.taken_back
            values |= {"deleted": back.deleted, "replaced": back.replaced, "stayed": back.stayed}
        values |= {"names": _names(some), "more": total - len(some)}
        # Who ran the bot when it was sent may do so no longer.
        told = [found.author] if found.author in self._operators else sorted(self._operators)
        for operator in told:
            await tell(session, operator, OutboxKind.REPORT, which, message, values, now=now)

    async def _show(self, messenger: Messenger, announcement_id: int) -> bool:
        """Edit the card where it says something else by now; False where it could not be done yet."""
        async with self._database.read() as session:
            found = await announcements.find(session, announcement_id)
            if found is None or found.card_chat is None or found.card_message is None:
                return True
            if found.card_chat not in self._operators:
                # Whoever it belonged to runs the bot no more.
                return True
            card = await card_of(session, found)
            chat = await chats.find(session, found.card_chat)
        language = chat.language if chat else self._language
        (page,) = pages(AnnouncingScreens(self._collection, language, self._zone).card(card))
        if page == self._shown.get(announcement_id):
            return found.state not in ENDS
        if self._limiter.wait_for(found.card_chat) > EVERY:
            return False
        await self._limiter.acquire(found.card_chat, private=True, broadcast=True)
        to = Destination(found.card_chat, private=True)
        try:
            await messenger.edit(to, found.card_message, Outgoing(page, language))
        except (NotSent, Unknown) as failure:
            if isinstance(failure, NotSent) and failure.retry_after is not None:
                self._limiter.hold(to.chat, failure.retry_after, private=True)
            return False
        except SendFailure as failure:
            # It says so already, or is not there any more: the report comes all the same.
            _log.info("the card of announcement %d is not edited: %s", announcement_id, failure.reason)
        self._shown[announcement_id] = page
        return found.state not in ENDS


def _waits(card: Card) -> bool:
    return bool(card.sent.waiting or (card.taken_back and card.taken_back.waiting))


def _names(some: Sequence[Delivery]) -> str:
    """Their chats, one a line."""
    return "\n".join(f"{one.chat.title[:LONGEST_TITLE]} {one.chat.telegram_id}".strip() for one in some)
