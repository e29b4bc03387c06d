"""What is stored of a collection to be searched: the index, and records and names of subjects made ready.

All stand in one folder of the cache, under a digest of the records and of the code that made them.
"""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import tantivy

from cmiabot.cache import Cache
from cmiabot.corpus.models import Collection
from cmiabot.search.haystacks import Haystack, Haystacks, packed
from cmiabot.search.index import Entry, RecordIndex, build_index, entry_of_record, entry_of_wordings
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import Prepared, prepare
from cmiabot.search.shelf import Shelf, ShelfWriter, open_shelf
from cmiabot.search.subject_names import listed_names, ready_names
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.unsaid import made_ready
from cmiabot.search.word_sounds import listed_words
from cmiabot.search.words import Words

TEXTS = "texts"
"""The file of the records made ready."""
WORDINGS = "wordings"
"""The file of what is told of their wordings."""
FILTERS = "filters"
"""The file of the filters of their pairs of characters and syllables."""
NAMES = "names"
"""The file of the names of subjects made ready."""
SOUNDS = "sounds"
"""The file of the words that may be meant by typed pinyin."""
UNSAID = "unsaid"
"""The folder of what nobody said, with an index and the first two of these files: few are looked through."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """What is found by its words: its index, and it as it was made ready, by place."""

    index: RecordIndex
    haystacks: Haystacks


@dataclass(frozen=True, slots=True)
class Stored:
    """What questions are answered from."""

    records: Searchable
    unsaid: Searchable
    names: Shelf
    """What `ready_names` made of each subject, by place, and last `listed_names` of all."""
    sounds: Shelf
    """What `listed_words` made."""


def open_stored(
    collection: Collection, key: str, words: Words, table: PinyinTable, synonyms: Synonyms, cache: Cache
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
        return _Maker(collection, words, table, synonyms).make(None)
    try:
        _Maker(collection, words, table, synonyms).make(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    kept = cache.keep_folder(folder, name)
    cache.drop_others("index-", keep=name)
    return _opened(kept)


def _opened(folder: Path) -> Stored:
    records = _searchable(folder, open_shelf(folder / FILTERS))
    unsaid = _searchable(folder / UNSAID, None)
    return Stored(records, unsaid, open_shelf(folder / NAMES), open_shelf(folder / SOUNDS))


def _searchable(folder: Path, filters: Shelf | None) -> Searchable:
    index = RecordIndex(tantivy.Index.open(str(folder)))
    return Searchable(index, Haystacks(open_shelf(folder / TEXTS), open_shelf(folder / WORDINGS), filters))


class _Maker:
    """Makes what is stored of a collection, in a folder or in memory."""

    def __init__(self, collection: Collection, words: Words, table: PinyinTable, synonyms: Synonyms) -> None:
        self._collection = collection
        self._words = words
        self._table = table
        self._synonyms = synonyms

    def make(self, folder: Path | None) -> Stored:
        """Make everything; what was made in a folder is to be opened from where that is kept."""
        all_records = self._collection.records.values()
        ready = ((record, prepare(record)) for record in all_records)
        entries = (
            (one, entry_of_record(self._collection, record, one, self._table)) for record, one in ready
        )
        index, texts = self._made(entries, folder)
        wordings = self._wordings(texts, index, index.size, folder)
        with _NewShelf(folder, FILTERS) as filters:
            for place in range(index.size):
                filters.add(Haystack(str(texts[place], "utf-8")).filters())
        records = Searchable(index, Haystacks(texts, wordings, filters.shelf()))
        with _NewShelf(folder, NAMES) as names:
            for subject in self._collection.subjects:
                names.add(ready_names(subject, self._table, self._synonyms))
            names.add(listed_names(self._collection.subjects))
        with _NewShelf(folder, SOUNDS) as sounds:
            for piece in listed_words(self._words, self._table):
                sounds.add(piece)
        return Stored(records, self._make_unsaid(index, folder), names.shelf(), sounds.shelf())

    def _make_unsaid(self, records: RecordIndex, outer: Path | None) -> Searchable:
        folder = None if outer is None else outer / UNSAID
        if folder is not None:
            folder.mkdir()
        ready = made_ready(self._collection.unsaid)
        index, texts = self._made(((one, entry_of_wordings(one, self._table)) for one in ready), folder)
        return Searchable(index, Haystacks(texts, self._wordings(texts, records, index.size, folder), None))

    def _made(
        self, entries: Iterable[tuple[Prepared, Entry]], folder: Path | None
    ) -> tuple[RecordIndex, Shelf]:
        """The index of what is found by its words, and it as it was made ready."""
        with _NewShelf(folder, TEXTS) as texts:
            index = build_index(self._noted(entries, texts), folder)
        return index, texts.shelf()

    def _wordings(self, texts: Shelf, rarity: RecordIndex, size: int, folder: Path | None) -> Shelf:
        """What is told of the wordings of each; how rare their words are the index of records tells."""
        with _NewShelf(folder, WORDINGS) as wordings:
            for place in range(size):
                wordings.add(packed(str(texts[place], "utf-8"), rarity.weight_of))
        return wordings.shelf()

    def _noted(self, entries: Iterable[tuple[Prepared, Entry]], texts: "_NewShelf") -> Iterator[Entry]:
        """What goes into the index, each written down on the way as it was made ready."""
        for ready, entry in entries:
            texts.add(ready.as_text(self._table, self._synonyms).encode())
            yield entry


class _NewShelf:
    """A shelf to be filled, in a file of a folder or in memory."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._file = None if folder is None else folder / name
        self._stream: BinaryIO = BytesIO() if self._file is None else self._file.open("wb")
        self._writer = ShelfWriter(self._stream)
        self._made = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._writer.finish()
            if isinstance(self._stream, BytesIO):
                self._made = self._stream.getvalue()
        self._stream.close()

    def add(self, piece: bytes) -> None:
        """Put something at the next place."""
        self._writer.add(piece)

    def shelf(self) -> Shelf:
        """What was filled."""
        return Shelf(self._made) if self._file is None else open_shelf(self._file)
