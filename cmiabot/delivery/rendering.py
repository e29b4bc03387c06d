"""Rows of the outbox as messages, made when they are sent: digests from their paper, others by their key.

The payload of a digest says why it comes (`reasons`: pairs of kind and id); that of everything else names
a message of the catalogues (`message`) and what it is filled with (`values`; `day` is a date, written
2026-11-20, and `reason` why sending failed).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from cmiabot.corpus.models import Collection
from cmiabot.delivery.announced import announced
from cmiabot.delivery.digests import make_digest
from cmiabot.delivery.messenger import Outgoing
from cmiabot.delivery.programme import Interest
from cmiabot.delivery.slots import LATE_AFTER
from cmiabot.errors import CmiaBotError
from cmiabot.messages.catalogue import Catalogue, catalogue
from cmiabot.messages.digests import Occasion, digest_screen
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Page, Screen, pages
from cmiabot.messages.traditional import in_script
from cmiabot.store.values import OutboxKind, OutboxRow

MOST_KEPT = 2048
"""Digests kept ready: a morning's papers, for everybody who gets one for the same reasons."""
LOUD = (OutboxKind.ALARM, OutboxKind.ANNOUNCEMENT)
"""What may make a noise: it is rare, and matters."""
REASONS = {
    "chat not found": "notice.reason.not_found",
    "need administrator rights": "notice.reason.no_rights",
    "not enough rights": "notice.reason.no_rights",
    "have no rights to send a message": "notice.reason.no_rights",
    "chat_admin_required": "notice.reason.no_rights",
    "chat_restricted": "notice.reason.no_rights",
    "chat_write_forbidden": "notice.reason.no_rights",
    "topic_closed": "notice.reason.topic_closed",
    "topic_deleted": "notice.reason.topic_deleted",
    "message thread not found": "notice.reason.topic_deleted",
    "removed": "notice.reason.removed",
}
"""What reasons contain (in lower case) that people are told, and the messages that explain them."""


class PaperGone(CmiaBotError):  # noqa: N818 -- what happened to it
    """The paper of a digest was taken out of data/ between its choice and its turn."""


class Renderer:
    """Makes the messages of one collection; `clock` tells which are late."""

    def __init__(self, collection: Collection, clock: Callable[[], datetime]) -> None:
        self._collection = collection
        self._clock = clock
        self._digest = lru_cache(MOST_KEPT)(self._make_digest)

    def __call__(self, row: OutboxRow, language: str) -> Outgoing:
        """The message of a row. Raises PaperGone where there is nothing to make it of."""
        if row.kind in (OutboxKind.ANNOUNCEMENT, OutboxKind.RECALL):
            return replace(announced(row, language), silent=row.kind not in LOUD)
        if row.kind is OutboxKind.DIGEST:
            page = self._digest(row.paper, _reasons(row), *self._occasion(row), language)
        else:
            page = self._message(row.payload["message"], row.payload["values"], language)
        return Outgoing(page, language, silent=row.kind not in LOUD)

    def _occasion(self, row: OutboxRow) -> tuple[Occasion, date | None]:
        # One that was written in time may have waited since: for Telegram, or for us to be there again.
        if row.late or self._clock() > row.slot + LATE_AFTER:
            return Occasion.LATE, row.local_date
        return Occasion.DAILY, None

    def _make_digest(
        self,
        paper: str,
        reasons: tuple[Interest, ...],
        occasion: Occasion,
        day: date | None,
        language: str,
    ) -> Page:
        digest = make_digest(self._collection, paper, reasons, occasion, day)
        if digest is None:
            raise PaperGone(f"paper {paper} or its key records are no longer in data/")
        return _only_page(digest_screen(self._collection, digest, language))

    def _message(self, key: str, values: dict[str, Any], language: str) -> Page:
        texts = catalogue(language)
        shown = dict(values)
        if "day" in shown:
            shown["day"] = Naming(self._collection, texts).day(date.fromisoformat(shown["day"]))
        if "reason" in shown:
            shown["reason"] = _explained(shown["reason"], texts)
        return _only_page(in_script(Screen(texts.text(key, **shown)), language))


def _reasons(row: OutboxRow) -> tuple[Interest, ...]:
    return tuple((kind, ref) for kind, ref in row.payload.get("reasons", ()))


def _explained(reason: str, texts: Catalogue) -> str:
    """A reason in the words of a catalogue; as Telegram gave it where it is none of those known."""
    keys = (key for part, key in REASONS.items() if part in reason.lower())
    key = next(keys, None)
    return texts.text(key) if key else reason


def _only_page(screen: Screen) -> Page:
    """What goes out by itself is one message: digests are made to fit, the others are a few lines."""
    return pages(screen)[0]
