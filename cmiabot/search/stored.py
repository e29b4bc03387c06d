"""What is stored of a collection to be searched: the index, and the records made ready to be looked through.

Both stand in one folder of the cache, under a digest of the records and of the code that made them.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import tantivy

from cmiabot.cache import Cache
from cmiabot.corpus.models import Collection
from cmiabot.search.haystacks import Haystack, Haystacks, packed
from cmiabot.search.index import RecordIndex, build_index
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import Prepared, prepare
from cmiabot.search.shelf import Shelf, ShelfWriter, open_shelf
from cmiabot.search.synonyms import Synonyms

TEXTS = "texts"
"""The file of the records made ready."""
WEIGHTS = "weights"
"""The file of the weights of their wordings."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What questions are answered from."""

    index: RecordIndex
    haystacks: Haystacks


def open_stored(
    collection: Collection, key: str, table: PinyinTable, synonyms: Synonyms, cache: Cache
) -> Stored:
    """What is stored under a key; what is not there is made and stored, or kept in memory."""
    name = f"index-{key}"
    stored = cache.folder(name)
    if stored is not None:
        try:
            return _opened(stored)
        except ValueError:
            # Stored by another release of tantivy.
            shutil.rmtree(stored, ignore_errors=True)
    folder = cache.new_folder()
    if folder is None:
        return _in_memory(collection, table, synonyms)
    try:
        _store(collection, table, synonyms, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    kept = cache.keep_folder(folder, name)
    cache.drop_others("index-", keep=name)
    return _opened(kept)


def _opened(folder: Path) -> Stored:
    index = RecordIndex(tantivy.Index.open(str(folder)))
    return Stored(index, Haystacks(open_shelf(folder / TEXTS), open_shelf(folder / WEIGHTS)))


def _store(collection: Collection, table: PinyinTable, synonyms: Synonyms, folder: Path) -> None:
    with (folder / TEXTS).open("wb") as texts:
        index = build_index(collection, _noted(collection, table, synonyms, texts), table, folder)
    with (folder / WEIGHTS).open("wb") as weights:
        _weigh_wordings(index, open_shelf(folder / TEXTS), weights)


def _in_memory(collection: Collection, table: PinyinTable, synonyms: Synonyms) -> Stored:
    texts, weights = BytesIO(), BytesIO()
    index = build_index(collection, _noted(collection, table, synonyms, texts), table, None)
    shelf = Shelf(texts.getvalue())
    _weigh_wordings(index, shelf, weights)
    return Stored(index, Haystacks(shelf, Shelf(weights.getvalue())))


def _noted(
    collection: Collection, table: PinyinTable, synonyms: Synonyms, texts: BinaryIO
) -> Iterator[Prepared]:
    """The records made ready, each written down on the way."""
    shelf = ShelfWriter(texts)
    for record in collection.records.values():
        ready = prepare(record)
        shelf.add(ready.as_text(table, synonyms).encode())
        yield ready
    shelf.finish()


def _weigh_wordings(index: RecordIndex, texts: Shelf, weights: BinaryIO) -> None:
    """Write down the weights of the wordings of each record, which only the whole index tells."""
    shelf = ShelfWriter(weights)
    for place in range(index.size):
        wordings = Haystack(texts[place].decode()).pieces()
        shelf.add(packed([index.weight_of(pieces) for pieces in wordings]))
    shelf.finish()
