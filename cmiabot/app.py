"""The composition root: the one place where objects are made and handed on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cmiabot.cache import Cache
from cmiabot.collector import settle
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import Collection
from cmiabot.errors import StartError
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine
from cmiabot.settings import Settings

if TYPE_CHECKING:
    from cmiabot.delivery.carrying import Clock
    from cmiabot.delivery.limits import Limiter
    from cmiabot.store.database import Database
    from cmiabot.telegram.context import CmiaApplication, Services
    from cmiabot.telegram.polling import Shared

IN_MEMORY = "sqlite://"
"""The database of a chat in the terminal, where none is named."""


def load_engine(settings: Settings) -> tuple[Collection, Engine]:
    """The records and the engine that answers from them: all that `ask` needs."""
    cache = Cache(settings.cache)
    collection = load_collection(settings.data, cache)
    engine = make_engine(collection, cache)
    # They live as long as the process, and so does what was imported; the collector rested so far (cli.py).
    settle()
    return collection, engine


async def chat(
    settings: Settings,
    write: Callable[[str], None],
    lines: AsyncIterator[str],
    database_url: str = IN_MEMORY,
) -> None:
    """Talk in the terminal until `lines` end; what the bot says goes to `write`.

    Nothing is ever sent from the outbox of the database.
    """
    # Imported late: `ask` and `corpus` need no Telegram.
    from cmiabot.telegram.application import build_application
    from cmiabot.telegram.terminal import TerminalChat, TerminalRequest

    async with _migrated(database_url) as database:
        request = TerminalRequest(write)
        application = build_application(_services(settings, database), request)
        await TerminalChat(application, request, settings.language).talk(lines)


async def run(settings: Settings) -> None:
    """Serve Telegram and deliver until stopped. Raises StartError where that cannot be."""
    import asyncio

    from cmiabot.delivery.limits import Limiter
    from cmiabot.telegram.application import build_application
    from cmiabot.telegram.polling import run_polling

    if settings.mode == "webhook":
        raise StartError("CMIABOT_MODE=webhook is not available yet; use polling.")
    async with _migrated(settings.database_url.reveal()) as database:
        limiter = Limiter(asyncio.get_running_loop())
        application = build_application(_services(settings, database), limiter=limiter)
        await run_polling(application, shared_by(application, limiter))


def shared_by(application: CmiaApplication, limiter: Limiter) -> Shared:
    """The lease for polling and the delivery of an application; the database is that of its services."""
    from cmiabot.delivery.leasing import LeaseKeeper
    from cmiabot.delivery.progress import Progress
    from cmiabot.delivery.rendering import Renderer
    from cmiabot.delivery.reports import OperatorReports
    from cmiabot.delivery.running import Delivery, Outlet
    from cmiabot.store.processes import this_process
    from cmiabot.telegram.messenger import TelegramMessenger
    from cmiabot.telegram.polling import Shared
    from cmiabot.telegram.turns import LEASE, LENGTH

    services, process = application.services, this_process()
    settings = services.settings
    delivery = Delivery(
        services.database,
        services.programme,
        Outlet(TelegramMessenger(application.bot), limiter, Renderer(services.collection, utc_now)),
        holder=process,
        clock=utc_now,
        operators=settings.operators,
        after_tick=OperatorReports(services.database, settings.operators, settings.timezone).after_tick,
        beside=Progress(
            services.database,
            services.collection,
            limiter,
            settings.timezone,
            services.clock,
            operators=settings.operators,
            language=settings.language,
        ).run,
    )
    services.bell.listen(delivery.wake)
    lease = LeaseKeeper(services.database, LEASE, process, length=LENGTH, clock=utc_now)
    return Shared(lease, delivery)


def make_services(
    settings: Settings, collection: Collection, engine: Engine, database: Database, clock: Clock
) -> Services:
    """Everything the handlers need; the database is opened by whoever uses it."""
    from cmiabot.delivery.announcing import Announcing
    from cmiabot.delivery.bell import Bell
    from cmiabot.delivery.following import Following
    from cmiabot.delivery.hosting import Hosting
    from cmiabot.delivery.keeping import Keeping
    from cmiabot.delivery.places import WORKING_DAYS
    from cmiabot.delivery.programme import Programme
    from cmiabot.delivery.recalling import Recalling
    from cmiabot.delivery.slots import Schedule
    from cmiabot.telegram.administrators import Administrators
    from cmiabot.telegram.context import Services
    from cmiabot.telegram.languages import ChatLanguages
    from cmiabot.telegram.memory import AnswerMemory

    programme = Programme(collection)
    minutes = settings.digest_time.hour * 60 + settings.digest_time.minute
    default = Schedule(settings.timezone.key, minutes, WORKING_DAYS)
    keeping = Keeping(database, programme, default)
    bell = Bell()
    return Services(
        settings=settings,
        collection=collection,
        engine=engine,
        database=database,
        programme=programme,
        following=Following(database, programme, default),
        recalling=Recalling(database, collection, programme, default),
        keeping=keeping,
        announcing=Announcing(database, default, bell),
        hosting=Hosting(database, programme, default, settings.operators),
        bell=bell,
        answers=AnswerMemory(database, collection),
        languages=ChatLanguages(keeping),
        administrators=Administrators(),
        clock=clock,
    )


def utc_now() -> datetime:
    """The time of the system."""
    return datetime.now(UTC)


def _services(settings: Settings, database: Database) -> Services:
    return make_services(settings, *load_engine(settings), database, utc_now)


@asynccontextmanager
async def _migrated(url: str) -> AsyncIterator[Database]:
    """A database with its tables up to date. Raises StartError where that cannot be."""
    from cmiabot.store.database import Database
    from cmiabot.store.revision import current, newest

    database = Database(url)
    try:
        await database.check()
        if await current(database) != newest():
            from cmiabot.store.migrating import upgrade

            await upgrade(database)
        yield database
    finally:
        await database.close()


async def upgrade_database(settings: Settings) -> str:
    """Bring the tables up to date; returns their revision. Raises StartError where that cannot be."""
    from cmiabot.store.revision import newest

    async with _migrated(settings.database_url.reveal()):
        return newest()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database as it is, its tables up to date. Raises StartError where they are not; makes nothing."""
    from cmiabot.store.database import Database
    from cmiabot.store.revision import require_newest

    database = Database(settings.database_url.reveal())
    try:
        await require_newest(database)
        yield database
    finally:
        await database.close()


async def check_database(settings: Settings) -> tuple[str, list[int]]:
    """The revision of the database, and the operators who cannot be told anything. Changes nothing.

    Raises StartError where it cannot be used or is not up to date.
    """
    from cmiabot.delivery.reports import unreachable
    from cmiabot.store.revision import newest

    async with opened(settings) as database:
        return newest(), await unreachable(database, settings.operators)


async def check_token(settings: Settings, collection: Collection, engine: Engine) -> str:
    """The bot's name as Telegram gives it for the token. Raises StartError where it gives none."""
    from cmiabot.store.database import Database
    from cmiabot.telegram.application import build_application
    from cmiabot.telegram.polling import bot_name

    # Nothing is asked of a database here.
    services = make_services(settings, collection, engine, Database(IN_MEMORY), utc_now)
    return await bot_name(build_application(services))
