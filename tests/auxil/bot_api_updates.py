"""The updates of a bot that wait to be fetched."""

import asyncio
from typing import Any

from telegram.constants import MessageAttachmentType, MessageEntityType

from tests.auxil.bot_api_errors import ApiError

NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
"""The kinds of updates that Telegram sends only to a bot that asks for them."""
SAID = {"text", *MessageAttachmentType}
"""What people put into messages; one without any of it is a service message."""


def is_let_through(message: dict[str, Any], me: dict[str, Any]) -> bool:
    """Whether Telegram delivers a message of a group to a bot with privacy mode on.

    That is a service message, a command that names the bot or nobody, and a reply to the bot; no mention.
    """
    author = message.get("reply_to_message", {}).get("from", {})
    if not SAID & message.keys() or author.get("id") == me["id"]:
        return True
    text: str = message.get("text") or message.get("caption", "")
    for entity in message.get("entities", message.get("caption_entities", ())):
        if entity["type"] == MessageEntityType.BOT_COMMAND and entity["offset"] == 0:
            named = text[: entity["length"]].partition("@")[2]
            return named.lower() in ("", me["username"].lower())
    return False


class UpdateQueue:
    """Updates in the order of their ids, fetched by long polling or waiting for a webhook."""

    def __init__(self) -> None:
        self.waiting: dict[int, dict[str, Any]] = {}
        self.webhook_url = ""
        self._allowed: list[str] = []
        self._last_id = 1000
        self._poller: object = None
        self._news = asyncio.Event()

    def push(self, update: dict[str, Any]) -> int:
        """Add an update; its id is the next one unless it brings its own."""
        update_id = int(update.get("update_id", self._last_id + 1))
        self._last_id = max(self._last_id, update_id)
        self.waiting[update_id] = {"update_id": update_id, **update}
        self._news.set()
        return update_id

    def set_webhook(self, parameters: dict[str, Any]) -> None:
        """Remember where updates are to be sent; an empty address means they are fetched."""
        self.webhook_url = parameters.get("url", "")
        self._allowed = parameters.get("allowed_updates", self._allowed)
        if parameters.get("drop_pending_updates"):
            self.waiting.clear()

    async def fetch(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Answer getUpdates: at once, when an update comes, or when the time given has passed."""
        if self.webhook_url:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._allowed = parameters.get("allowed_updates", self._allowed)
        self._confirm(parameters.get("offset", 0))
        limit = parameters.get("limit", 100)
        poller = self._poller = object()
        self._news.set()  # A poll that is still under way learns here that it has been replaced
        try:
            async with asyncio.timeout(parameters.get("timeout", 0)):
                while not (updates := self._wanted()):
                    self._news.clear()
                    await self._news.wait()
                    if self._poller is not poller:
                        raise ApiError(
                            409,
                            "Conflict: terminated by other getUpdates request; "
                            "make sure that only one bot instance is running",
                        )
        except TimeoutError:
            return []
        return updates[:limit]

    def _confirm(self, offset: int) -> None:
        """Forget what lies before the offset; a negative one counts from the end of the queue."""
        known = sorted(self.waiting)
        first = offset if offset >= 0 else next(iter(known[offset:]), 0)
        for update_id in known:
            if update_id < first:
                del self.waiting[update_id]

    def _wanted(self) -> list[dict[str, Any]]:
        """The waiting updates of the kinds that the bot asked for."""
        return [
            update
            for _, update in sorted(self.waiting.items())
            if (kinds := update.keys() - {"update_id"})
            and (kinds & set(self._allowed) if self._allowed else kinds - NOT_BY_DEFAULT)
        ]
