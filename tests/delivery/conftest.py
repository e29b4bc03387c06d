"""Each test gets a database with all tables, once of each kind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cmiabot.store.database import Database
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.subscribers import Subscribers


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database with all tables."""
    async with opened(url) as made:
        yield made


@pytest.fixture
def people(database: Database) -> Subscribers:
    """Those who follow something, and the digests written for them."""
    return Subscribers(database)
