"""HTTP to the Bot API, patient where Telegram asks for patience."""

import asyncio
import json
import logging
from typing import Any

from telegram.request import BaseRequest, HTTPXRequest, RequestData

_log = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429
LONGEST_PATIENCE = 30
"""Seconds an answer may come late; who is asked to wait longer is told that it failed."""
MOST_TRIES = 3


class PatientRequest(HTTPXRequest):
    """Tries again after the time Telegram names, so that a busy minute costs seconds and not answers."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call, repeated after 429 as long as the wait is short."""
        timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        for _ in range(MOST_TRIES - 1):
            status, payload = await super().do_request(url, method, request_data, *timeouts)
            wait = _seconds_to_wait(payload) if status == TOO_MANY_REQUESTS else None
            if wait is None or wait > LONGEST_PATIENCE:
                return status, payload
            _log.warning("Telegram asks to wait %d s before %s", wait, url.rpartition("/")[2])
            await asyncio.sleep(wait)
        return await super().do_request(url, method, request_data, *timeouts)


def _seconds_to_wait(payload: bytes) -> int | None:
    try:
        return int(json.loads(payload)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return None
