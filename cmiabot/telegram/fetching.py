"""Polling for updates, each of which Telegram keeps until it is handled.

PTB's own poller acknowledges what it has put into a queue: with the process, all of that would be lost.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress

from telegram import Update
from telegram.error import RetryAfter, TelegramError, TimedOut

from cmiabot.telegram.context import CmiaApplication
from cmiabot.telegram.ratelimit import seconds
from cmiabot.telegram.requests import PollingRequest

_log = logging.getLogger(__name__)

LONG = 10
"""Seconds that Telegram waits for something to happen."""
PACE = 0.1
"""Seconds between requests while something is being handled, for then Telegram does not wait at all."""
LONGEST_PAUSE = 30.0
"""Seconds between attempts after failures, at most."""


class Fetcher:
    """Fetches updates for an application that runs, until stopped; failures are told to `on_error`."""

    def __init__(
        self, application: CmiaApplication, request: PollingRequest, on_error: Callable[[TelegramError], None]
    ) -> None:
        self._application = application
        self._arrivals = application.intake.arrivals
        self._request = request
        self._on_error = on_error
        self.begun = asyncio.Event()
        """Set when the first answer of Telegram is there, be it a failure."""

    async def run(self) -> None:
        """Fetch until cancelled."""
        pause = 0.0
        ready = False
        while True:
            try:
                if not ready:
                    # Telegram gives updates to those who ask only if nothing else was agreed.
                    await self._application.bot.delete_webhook()
                    ready = True
                await self._fetch()
            except RetryAfter as refusal:
                pause = seconds(refusal)
            except TimedOut:
                pause = 0.0
            except TelegramError as error:
                self._on_error(error)
                pause = min(LONGEST_PAUSE, 1.5 * pause or 1.0)
            else:
                pause = 0.0
                if self._arrivals.waiting:
                    await self._arrivals.change(within=PACE)
            self.begun.set()
            await asyncio.sleep(pause)

    async def acknowledge(self) -> None:
        """Let Telegram forget what was handled; what comes with the answer is left for the next process."""
        offset = self._arrivals.next_offset()
        if offset is not None:
            with suppress(TelegramError):
                await self._application.bot.get_updates(offset, limit=1, timeout=0)

    async def _fetch(self) -> None:
        offset = self._arrivals.next_offset()
        try:
            updates: Iterable[Update] = await self._application.bot.get_updates(
                # The first is answered at once: then it is known how things stand, and the rest can begin.
                offset,
                timeout=LONG if self.begun.is_set() else 0,
                allowed_updates=Update.ALL_TYPES,
            )
        except TelegramError:
            raise
        except Exception:  # noqa: BLE001 -- one of them is like nothing PTB knows; the others are not
            updates = self._readable()
        self._arrivals.acknowledged(offset)
        for update in updates:
            if self._arrivals.add(update.update_id):
                await self._application.update_queue.put(update)

    def _readable(self) -> list[Update]:
        """The updates of the last answer that can be read; the others are done with."""
        found = []
        for data in self._request.updates:
            try:
                found.append(Update.de_json(data, self._application.bot))
            except Exception as error:  # noqa: BLE001
                if self._arrivals.add(data["update_id"]):
                    _log.error("update %d cannot be read: %s", data["update_id"], type(error).__name__)
                    self._arrivals.settle(data["update_id"])
        return found
