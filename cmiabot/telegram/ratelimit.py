"""Live answers under the same limits as broadcasts, and patient where Telegram asks for patience."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from math import ceil
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from cmiabot.delivery.limits import Limiter, Permit

_log = logging.getLogger(__name__)

BROADCAST = True
"""As `rate_limit_args`: the call has waited for the limiter already, and is never repeated here."""
LONGEST_PATIENCE = 30.0
"""Seconds an answer may come late; who is asked to wait longer is told that it failed."""
LONGEST_QUEUE = 5.0
"""Seconds that answers to one chat may pile up: it must not keep the handlers from everybody else."""
MOST_TRIES = 3

_Result = bool | dict[str, Any] | list[dict[str, Any]]


class LiveLimits(BaseRateLimiter[bool]):
    """Puts every message the handlers send under the limiter, if there is one, before any broadcast."""

    def __init__(self, limiter: Limiter | None) -> None:
        self._limiter = limiter

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, _Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: bool | None,
    ) -> _Result:
        """Make a call when it may be made; after 429 again, as long as the wait is short."""
        if rate_limit_args is BROADCAST:
            return await callback(*args, **kwargs)
        chat = data.get("chat_id")
        tries = 0
        while True:
            tries += 1
            permit = await self._turn(endpoint, chat)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as refusal:
                wait = seconds(refusal)
                if self._limiter is not None and isinstance(chat, int):
                    self._limiter.hold(chat, wait, private=chat > 0)
                if tries == MOST_TRIES or wait > LONGEST_PATIENCE:
                    raise
            finally:
                if permit is not None:
                    permit.answered()
            _log.warning("Telegram asks to wait %d s before %s", wait, endpoint)
            await asyncio.sleep(wait)

    async def _turn(self, endpoint: str, chat: object) -> Permit | None:
        """Wait until a message may go; None where none will. RetryAfter at once where that takes long."""
        if self._limiter is None or not isinstance(chat, int) or not _is_message(endpoint):
            return None
        queue = self._limiter.wait_for(chat)
        if queue > LONGEST_QUEUE:
            raise RetryAfter(ceil(queue))
        return await self._limiter.acquire(chat, private=chat > 0)


def seconds(refusal: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    wait = refusal.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


def _is_message(endpoint: str) -> bool:
    """Whether a method makes a new message: those are what Telegram counts."""
    return endpoint.startswith(("send", "copy", "forward")) and endpoint != "sendChatAction"
