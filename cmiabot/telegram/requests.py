"""HTTP to the Bot API, telling apart what PTB's NetworkError mixes: not sent, or fate unknown.

Calls made through it fail in three ways: NotReached, AnswerMissing, or (every other TelegramError) a
refusal in the Bot API's own words, which means that nothing was done.
"""

import json
from typing import Any

import httpx
from telegram.error import NetworkError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

_NEVER_SENT = (
    httpx.ConnectError,  # with DNS and TLS
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


class NotReached(NetworkError):  # noqa: N818 -- named as PTB names its own
    """The request never left for Telegram: no connection was made."""

    __slots__ = ()


class AnswerMissing(NetworkError):  # noqa: N818
    """The request went out and nothing of the Bot API came back: it may have been carried out or not.

    `status` is that of the HTTP answer (a gateway's page), None where there was no answer at all.
    """

    __slots__ = ("status",)

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class BotApiRequest(HTTPXRequest):
    """PTB's request over HTTP, with failures that say what is known of the request's fate."""

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
        """One request, never repeated. Raises NotReached or AnswerMissing."""
        timeouts = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        try:
            status, payload = await super().do_request(url, method, request_data, *timeouts)
        except NetworkError as error:
            if isinstance(error.__cause__, _NEVER_SENT):
                raise NotReached(error.message) from error.__cause__
            raise AnswerMissing(error.message) from error.__cause__
        # Files are fetched with GET, and are no answers of the Bot API.
        if method == "POST" and not _is_answer(status, payload):
            raise AnswerMissing(f"HTTP {status} without an answer of the Bot API", status)
        return status, payload


class PollingRequest(HTTPXRequest):
    """PTB's request over HTTP for polling, which keeps what came: PTB reads all updates or none."""

    def __init__(self, *, proxy: str | None = None, httpx_kwargs: dict[str, Any] | None = None) -> None:
        super().__init__(proxy=proxy, httpx_kwargs=httpx_kwargs)
        self._payload = b""

    @property
    def updates(self) -> list[dict[str, Any]]:
        """The updates of the last answer as they came."""
        result: list[dict[str, Any]] = json.loads(self._payload)["result"]
        return result

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """One request, never repeated."""
        status, self._payload = await super().do_request(*args, **kwargs)
        return status, self._payload


def make_requests(connections: int, proxy: str | None) -> tuple[BotApiRequest, PollingRequest]:
    """One for calls, over that many connections, and one for polling, as PTB wants them apart."""
    # To read the certificates of all authorities takes a twentieth of a start: they are read once for both.
    shared = {"verify": httpx.create_ssl_context()}
    return (
        BotApiRequest(connections, proxy=proxy, httpx_kwargs=shared),
        PollingRequest(proxy=proxy, httpx_kwargs=shared),
    )


def _is_answer(status: int, payload: bytes) -> bool:
    """Whether the Bot API itself answered, and not a gateway, a proxy or a sign-in page on the way."""
    try:
        answer = json.loads(payload)
    except ValueError:
        return False
    succeeded = httpx.codes.is_success(status)
    return isinstance(answer, dict) and answer.get("ok") is succeeded and ("result" in answer) is succeeded
