"""The language each chat has chosen, kept at hand: who asks a plain question waits for no database."""

import logging
from collections import OrderedDict
from datetime import datetime, timedelta

from cmiabot.delivery.keeping import Keeping

_log = logging.getLogger(__name__)

MOST_CHATS = 10_000
TRUSTED_FOR = timedelta(minutes=5)
"""Another process of the same bot may have been told of another language."""


class ChatLanguages:
    """The languages of the chats that spoke last."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._known: OrderedDict[int, tuple[str | None, datetime]] = OrderedDict()

    def of(self, chat: int) -> str | None:
        """The language of a chat that was loaded; None where it has chosen none."""
        return self._known.get(chat, (None, None))[0]

    async def load(self, chat: int, *, now: datetime) -> None:
        """Have the language of a chat at hand."""
        _, at = self._known.get(chat, (None, None))
        if at is not None and now - at < TRUSTED_FOR:
            return
        try:
            language = await self._keeping.language(chat)
        except Exception:  # noqa: BLE001 -- questions are answered without the database, too
            _log.exception("the language of a chat cannot be looked up")
            return
        self.learn(chat, language, now=now)

    def learn(self, chat: int, language: str | None, *, now: datetime) -> None:
        """A chat speaks this language from now on; None: whatever its people's Telegram speaks."""
        self._known[chat] = (language, now)
        self._known.move_to_end(chat)
        while len(self._known) > MOST_CHATS:
            self._known.popitem(last=False)
