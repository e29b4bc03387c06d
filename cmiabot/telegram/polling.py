"""Long polling: start, say clearly what is wrong, stop cleanly."""

import asyncio
import contextlib
import logging
import signal
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError

from cmiabot.errors import StartError
from cmiabot.telegram.commands import register_commands
from cmiabot.telegram.context import CmiaApplication

_log = logging.getLogger(__name__)

CONFLICT_IS_FATAL = 30.0
"""Seconds after the start within which another poller means that this process was started by mistake."""
LONGEST_WAIT = 60.0
"""Seconds between attempts to reach Telegram, at most."""


async def run_polling(application: CmiaApplication, *, conflict_is_fatal: float = CONFLICT_IS_FATAL) -> None:
    """Poll until SIGTERM or SIGINT. Raises StartError for a wrong token or another poller."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = _Watch(application, stop, loop.time() + conflict_is_fatal)
    try:
        if await _connect(application, stop):
            await _serve(application, watch, stop)
    finally:
        await application.close_connections()
    if watch.fatal is not None:
        raise watch.fatal


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


async def _serve(application: CmiaApplication, watch: "_Watch", stop: asyncio.Event) -> None:
    try:
        await _register(application)
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(
            allowed_updates=Update.ALL_TYPES, error_callback=watch.on_error, bootstrap_retries=-1
        )
        _log.info("@%s is ready", application.bot.username)
        await stop.wait()
        _log.info("stopping: messages already received are answered first")
    finally:
        if application.updater is not None and application.updater.running:
            await application.updater.stop()
        if application.running:
            await application.stop()
        await application.shutdown()


async def _register(application: CmiaApplication) -> None:
    """Fill Telegram's command menu; without it the bot works all the same."""
    try:
        await register_commands(application.bot, application.services.settings.language)
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
    """Reads the failures of polling; PTB itself polls again after each of them."""

    def __init__(self, application: CmiaApplication, stop: asyncio.Event, fatal_until: float) -> None:
        self._application = application
        self._stop = stop
        self._fatal_until = fatal_until
        self._said: type[TelegramError] | None = None
        self.fatal: StartError | None = None

    def on_error(self, error: TelegramError) -> None:
        """Say each kind of trouble once; end the program where it can only be a mistake."""
        if isinstance(error, Conflict) and asyncio.get_running_loop().time() < self._fatal_until:
            self.fatal = StartError(
                "Another program polls with the same token. Stop it first: one bot can be run only once."
            )
            self._stop.set()
            return
        if self._said is not type(error):
            self._said = type(error)
            _log.warning("%s: %s; polling goes on", _host(self._application), error)


def _host(application: CmiaApplication) -> str:
    return urlsplit(application.services.settings.api_url).netloc or "api.telegram.org"
