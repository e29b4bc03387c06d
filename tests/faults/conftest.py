"""Databases for the fault tests, once of each kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auxil.databases import KINDS, empty_database


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    with empty_database(request.param, tmp_path) as address:
        yield address
