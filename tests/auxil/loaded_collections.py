"""Collections that are read once in a test run: the frozen one of the golden conversations, and data/."""

from functools import cache
from pathlib import Path
from typing import Any

from cmiabot.app import make_services, utc_now
from cmiabot.cache import Cache
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import Collection
from cmiabot.delivery.carrying import Clock
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine
from cmiabot.settings import Secret, Settings
from cmiabot.store.database import Database
from cmiabot.telegram.context import Services

ROOT = Path(__file__).parents[2]
FROZEN_DATA = ROOT / "tests" / "conversations" / "data"
FROZEN_DOCUMENTS = ROOT / "tests" / "conversations" / "documents"
REAL_DATA = ROOT / "data"


@cache
def read_collection(folder: Path) -> Collection:
    """The collection of a folder; nothing is stored on disk."""
    return load_collection(folder, Cache(None))


@cache
def read_engine(folder: Path) -> Engine:
    """The engine of a folder's collection; nothing is stored on disk."""
    return make_engine(read_collection(folder), Cache(None))


def frozen_collection() -> Collection:
    """Six invented organisations: nothing in it changes with data/."""
    return read_collection(FROZEN_DATA)


def frozen_engine() -> Engine:
    """The engine of the frozen collection."""
    return read_engine(FROZEN_DATA)


def real_collection() -> Collection:
    """The records of data/; they grow with time."""
    return read_collection(REAL_DATA)


def real_engine() -> Engine:
    """The engine of data/."""
    return read_engine(REAL_DATA)


def services_of(
    folder: Path, database: Database | None = None, clock: Clock = utc_now, **settings: Any
) -> Services:
    """What the handlers need, on the collection of a folder, with a database in memory unless one is named.

    Its tables are made by whoever lets the application run.
    """
    given = Settings(**{"database_url": Secret("sqlite://"), **settings})
    opened = database or Database(given.database_url.reveal())
    return make_services(given, read_collection(folder), read_engine(folder), opened, clock)
