"""The frozen collection with markup in every text of it, as a careless or hostile file might have."""

import shutil
from pathlib import Path
from typing import Any

import yaml

from cmiabot.cache import Cache
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import Collection
from tests.auxil.loaded_collections import FROZEN_DATA

MARKUP = "<b>&amp;"
"""What stands at the end of every text."""
TEXTS = {"zh", "en", "section", "note"}


def load_marked_collection(folder: Path) -> Collection:
    """Write the data into `folder`/data and read it."""
    data = folder / "data"
    shutil.copytree(FROZEN_DATA, data)
    for path in data.rglob("*.yaml"):
        tree = _marked(yaml.safe_load(path.read_text(encoding="utf-8")))
        path.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    return load_collection(data, Cache(None))


def _marked(value: Any) -> Any:
    if isinstance(value, list):
        return [_marked(one) for one in value]
    if isinstance(value, dict):
        return {
            key: f"{one} {MARKUP}" if key in TEXTS and isinstance(one, str) else _marked(one)
            for key, one in value.items()
        }
    return value
