"""Long polling: start, say clearly what is wrong, stop cleanly.

One process polls for a bot. Those that share a database take turns by a lease in it; of others Telegram
itself tells, with a conflict.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from telegram.error import Conflict, InvalidToken, TelegramError

from cmiabot.delivery.leasing import LeaseKeeper
from cmiabot.delivery.running import Delivery
from cmiabot.errors import StartError
from cmiabot.telegram.commands import register_commands
from cmiabot.telegram.context import CmiaApplication
from cmiabot.telegram.fetching import Fetcher
from cmiabot.telegram.requests import PollingRequest
from cmiabot.telegram.turns import alone
from cmiabot.telegram.warming import warm_up

_log = logging.getLogger(__name__)

CONFLICT_IS_FATAL = 30.0
"""Seconds after the start within which another poller means that this process was started by mistake."""
LONGEST_WAIT = 60.0
"""Seconds between attempts to reach Telegram, at most."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a poller that shares a database has beside its application."""

    lease: LeaseKeeper
    delivery: Delivery


async def run_polling(
    application: CmiaApplication,
    shared: Shared | None = None,
    *,
    conflict_is_fatal: float = CONFLICT_IS_FATAL,
) -> None:
    """Poll, and deliver, until SIGTERM or SIGINT. Raises StartError for a wrong token or another poller.

    With nothing `shared` there is nothing to deliver, and nobody to take turns with.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = _Watch(application, stop, shared.delivery if shared else None, conflict_is_fatal)
    try:
        async with alone(shared.lease if shared else None, stop, watch.end) as our_turn:
            if our_turn and await _connect(application, stop):
                try:
                    await _serve(application, shared, watch, stop)
                finally:
                    # Last: until then the answers of requests in flight come over its connections.
                    await application.shutdown()
    finally:
        await application.close_connections()
    if watch.fatal is not None:
        raise watch.fatal


@asynccontextmanager
async def _delivering(shared: Shared | None, begun: asyncio.Event) -> AsyncIterator[None]:
    """While what is due is sent, too, from when polling has begun; at the end the requests in flight are
    waited for.
    """
    if shared is None:
        yield
        return
    delivering = asyncio.create_task(_deliver(shared.delivery, begun))
    try:
        yield
    finally:
        shared.delivery.stop()
        # It may not have come to that.
        begun.set()
        await delivering


async def _deliver(delivery: Delivery, begun: asyncio.Event) -> None:
    await begun.wait()
    await delivery.run()


async def bot_name(application: CmiaApplication) -> str:
    """The name Telegram knows the token by. Raises StartError where it gives none."""
    try:
        await application.bot.initialize()
        return application.bot.username
    except InvalidToken:
        raise StartError("token: Telegram does not know it; copy it anew from @BotFather (/mybots)") from None
    except TelegramError as error:
        raise StartError(f"token: Telegram cannot be asked ({error.message})") from None
    finally:
        await application.close_connections()


async def _serve(
    application: CmiaApplication, shared: Shared | None, watch: "_Watch", stop: asyncio.Event
) -> None:
    """Poll first: people are answered while all the rest begins."""
    request = application.polling_request
    assert isinstance(request, PollingRequest)
    fetcher = Fetcher(application, request, watch.on_error)
    tasks: list[asyncio.Task[None]] = []
    async with _delivering(shared, fetcher.begun):
        try:
            await application.start()
            watch.begin()
            tasks.append(asyncio.create_task(fetcher.run()))
            tasks.append(asyncio.create_task(_prepare(application, fetcher.begun)))
            _log.info("@%s is ready", application.bot.username)
            await stop.wait()
            _log.info("stopping: messages already received are answered first")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if application.running:
                await application.stop()
                await fetcher.acknowledge()


async def _prepare(application: CmiaApplication, begun: asyncio.Event) -> None:
    """What makes the bot better and need not be there before it answers."""
    await begun.wait()
    try:
        await _register(application)
        await warm_up(application.services)
    except Exception:  # noqa: BLE001 -- it answers all the same
        _log.exception("the start is not complete; people are answered all the same")


async def _register(application: CmiaApplication) -> None:
    """Fill Telegram's command menu; without it the bot works all the same."""
    try:
        settings = application.services.settings
        await register_commands(application.bot, settings.language, settings.operators)
    except TelegramError as error:
        _log.warning("the command menu could not be set (%s); it will be at the next start", error)


async def _connect(application: CmiaApplication, stop: asyncio.Event) -> bool:
    """Reach Telegram, waiting longer after each failure; False where the program is stopped meanwhile."""
    wait = 1.0
    failed = False
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise StartError(
                "Telegram does not know this token. Copy CMIABOT_TOKEN anew from @BotFather (/mybots)."
            ) from None
        except TelegramError as error:
            if not failed:
                _log.warning("%s cannot be reached (%s); trying until it can", _host(application), error)
            failed = True
            await _wait(stop, wait)
            wait = min(wait * 2, LONGEST_WAIT)
        else:
            if failed:
                _log.info("%s is reached", _host(application))
            return True
    return False


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class _Watch:
    """Reads the failures of polling, which is tried again after each of them."""

    def __init__(
        self,
        application: CmiaApplication,
        stop: asyncio.Event,
        delivery: Delivery | None,
        conflict_is_fatal: float,
    ) -> None:
        self._application = application
        self._stop = stop
        self._delivery = delivery
        self._conflict_is_fatal = conflict_is_fatal
        self._fatal_until = 0.0
        self._said: type[TelegramError] | None = None
        self._telling: asyncio.Task[None] | None = None
        self.fatal: StartError | None = None

    def begin(self) -> None:
        """Polling begins now."""
        self._fatal_until = asyncio.get_running_loop().time() + self._conflict_is_fatal

    def end(self, error: StartError) -> None:
        """Let the program end with this error."""
        self.fatal = error
        self._stop.set()

    def on_error(self, error: TelegramError) -> None:
        """Say each kind of trouble once; end the program where it can only be a mistake."""
        if isinstance(error, Conflict) and asyncio.get_running_loop().time() < self._fatal_until:
            self.end(
                StartError(
                    "Another program polls with the same token. Stop it first: one bot can be run only once."
                )
            )
            return
        if self._said is not type(error):
            self._said = type(error)
            _log.warning("%s: %s; polling goes on", _host(self._application), error)
            if isinstance(error, Conflict) and self._delivery is not None and self._telling is None:
                self._telling = asyncio.create_task(_tell_of_conflict(self._delivery))


async def _tell_of_conflict(delivery: Delivery) -> None:
    try:
        await delivery.alarm(f"other_poller:{uuid4().hex}", "alarm.other_poller", {})
    except Exception:  # noqa: BLE001 -- polling goes on, told or not
        _log.exception("operators cannot be told of the conflict")


def _host(application: CmiaApplication) -> str:
    return urlsplit(application.services.settings.api_url).netloc or "api.telegram.org"
