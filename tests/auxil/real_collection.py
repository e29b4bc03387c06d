"""The collection in data/ and its engine as fixtures, for tests that say what stays true while it grows."""

import pytest

from cmiabot.corpus.models import Collection
from cmiabot.search.answering import Engine
from tests.auxil.loaded_collections import real_collection, real_engine


@pytest.fixture(name="collection", scope="session")
def collection_fixture() -> Collection:
    """The real collection."""
    return real_collection()


@pytest.fixture(name="engine", scope="session")
def engine_fixture() -> Engine:
    """The engine of the real collection."""
    return real_engine()
