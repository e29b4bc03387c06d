"""What is stored of a collection to be searched: the index, and records and names of subjects made ready.

All stand in one folder of the cache, under a digest of the records and of the code that made them.
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
from cmiabot.search.subject_names import ready_names
from cmiabot.search.synonyms import Synonyms

TEXTS = "texts"
"""The file of the records made ready."""
WEIGHTS = "weights"
"""The file of the weights of their wordings."""
FILTERS = "filters"
"""The file of the filters of their pairs of characters and syllables."""
NAMES = "names"
"""The file of the names of subjects made ready."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What questions are answered from."""

    index: RecordIndex
    haystacks: Haystacks
    names: Shelf
    """What `ready_names` made of each subject, in the order of the collection."""


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
    haystacks = Haystacks(*(open_shelf(folder / name) for name in (TEXTS, WEIGHTS, FILTERS)))
    return Stored(index, haystacks, open_shelf(folder / NAMES))


def _store(collection: Collection, table: PinyinTable, synonyms: Synonyms, folder: Path) -> None:
    with (folder / TEXTS).open("wb") as texts:
        index = build_index(collection, _noted(collection, table, synonyms, texts), table, folder)
    with (folder / WEIGHTS).open("wb") as weights, (folder / FILTERS).open("wb") as filters:
        _note_details(index, open_shelf(folder / TEXTS), weights, filters)
    with (folder / NAMES).open("wb") as names:
        _note_names(collection, table, synonyms, names)


def _in_memory(collection: Collection, table: PinyinTable, synonyms: Synonyms) -> Stored:
    texts, weights, filters, names = BytesIO(), BytesIO(), BytesIO(), BytesIO()
    index = build_index(collection, _noted(collection, table, synonyms, texts), table, None)
    shelf = Shelf(texts.getvalue())
    _note_details(index, shelf, weights, filters)
    _note_names(collection, table, synonyms, names)
    details = (Shelf(stream.getvalue()) for stream in (weights, filters))
    return Stored(index, Haystacks(shelf, *details), Shelf(names.getvalue()))


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


def _note_names(collection: Collection, table: PinyinTable, synonyms: Synonyms, names: BinaryIO) -> None:
    """Write down the names of each subject made ready."""
    shelf = ShelfWriter(names)
    for subject in collection.subjects:
        shelf.add(ready_names(subject, table, synonyms))
    shelf.finish()


def _note_details(index: RecordIndex, texts: Shelf, weights: BinaryIO, filters: BinaryIO) -> None:
    """Write down of each record its filters, and the weights of its wordings, which only the index tells."""
    of_weights, of_filters = ShelfWriter(weights), ShelfWriter(filters)
    for place in range(index.size):
        haystack = Haystack(texts[place].decode())
        of_weights.add(packed([index.weight_of(pieces) for pieces in haystack.pieces()]))
        of_filters.add(haystack.filters())
    of_weights.finish()
    of_filters.finish()
