"""What was said last: answers whose pages can be turned, what a question may lean on, what can be undone.

Kept in the database as ids, so that they survive restarts and other processes know them; never the
text of a question.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from cmiabot.corpus.models import Collection
from cmiabot.search.answer import Answer
from cmiabot.search.followups import Context
from cmiabot.search.kept import Kept, answer_again, context_again, keep
from cmiabot.store import answers
from cmiabot.store.database import Database
from cmiabot.store.values import KeptAnswer

_log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=7)
NOBODY = 0
"""Whose a note about a message is: nobody's next question leans on it."""
REMOVED = "removed"
"""The kind of a note that says which subscriptions a message said were removed."""


class AnswerMemory:
    """Remembers answers by their messages; times are passed in."""

    def __init__(self, database: Database, collection: Collection) -> None:
        self._database = database
        self._collection = collection
        self._unwritten: dict[tuple[int, int], KeptAnswer] = {}
        """What is being written: whoever presses or asks on meanwhile is not to be told it is gone."""

    async def keep(
        self, chat: int, user: int, message: int, answer: Answer, context: Context, *, now: datetime
    ) -> None:
        """Remember what a message answered to a person, and what their next question may lean on."""
        kept = keep(answer, context)
        until = now + KEPT_FOR
        await self._write(
            KeptAnswer(chat, user, message, kept.kind, kept.language, kept.records, kept.reading, until)
        )

    async def find(self, chat: int, message: int, *, now: datetime) -> Answer | None:
        """What a message answered; None where that is forgotten, or was no answer that can be shown again."""
        row = await self._find(chat, message, now)
        if row is None or row.kind == REMOVED:
            return None
        return answer_again(self._collection, _plain(row))

    async def asker(self, chat: int, message: int, *, now: datetime) -> int | None:
        """Who asked for what a message answered (0: nobody known); None where that is forgotten."""
        row = await self._find(chat, message, now)
        return row.user if row else None

    async def context(self, chat: int, user: int, *, now: datetime) -> Context | None:
        """What the next question of a person in a chat may lean on."""
        mine = [row for row in self._unwritten.values() if (row.chat, row.user) == (chat, user)]
        row = mine[-1] if mine else None
        if row is None:
            async with self._database.read() as session:
                row = await answers.latest(session, chat, user, now=now)
        return context_again(self._collection, _plain(row)) if row and row.kind != REMOVED else None

    async def keep_removed(
        self, chat: int, message: int, interests: Iterable[tuple[str, str]], *, now: datetime
    ) -> None:
        """Remember which subscriptions a message said were removed, so that it can be undone."""
        removed = {REMOVED: [list(interest) for interest in interests]}
        await self._write(KeptAnswer(chat, NOBODY, message, REMOVED, "", (), removed, now + KEPT_FOR))

    async def removed(self, chat: int, message: int, *, now: datetime) -> tuple[tuple[str, str], ...]:
        """The subscriptions a message said were removed; none where that is forgotten."""
        row = await self._find(chat, message, now)
        if row is None or row.kind != REMOVED:
            return ()
        return tuple((kind, ref) for kind, ref in row.reading[REMOVED])

    async def _find(self, chat: int, message: int, now: datetime) -> KeptAnswer | None:
        if unwritten := self._unwritten.get((chat, message)):
            return unwritten
        async with self._database.read() as session:
            return await answers.find(session, chat, message, now=now)

    async def _write(self, row: KeptAnswer) -> None:
        place = (row.chat, row.message_id)
        self._unwritten[place] = row
        try:
            async with self._database.write() as session:
                await answers.keep(session, row)
        except Exception:  # noqa: BLE001 -- the answer has been given; its buttons will say they are old
            _log.exception("an answer cannot be remembered")
        finally:
            self._unwritten.pop(place, None)


def _plain(row: KeptAnswer) -> Kept:
    return Kept(row.kind, row.language, row.records, row.reading)
