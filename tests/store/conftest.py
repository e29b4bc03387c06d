"""Each test gets a database of its own, once of each kind."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cmiabot.store.database import Database
from tests.auxil.databases import KINDS, empty_database, opened


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    with empty_database(request.param, tmp_path) as address:
        yield address


@pytest.fixture
async def on_postgresql(tmp_path: Path) -> AsyncIterator[Database]:
    """A PostgreSQL database with all tables: it lets several write at once."""
    with empty_database("postgresql", tmp_path) as address:
        async with opened(address) as made:
            yield made


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """A database with all tables."""
    async with opened(url) as made:
        yield made
