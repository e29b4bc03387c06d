"""The stored index (tantivy): which records share characters, sounds or English words with a question.

Texts are cut into tokens by us, so the tokenizer of every field is white space. One segment, written
by one thread: the same collection gives the same scores on every machine.
"""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from cmiabot.cache import Cache
from cmiabot.corpus.models import Collection, Recommendation
from cmiabot.search.folding import fold, fold_all
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.tokens import (
    bigrams,
    characters,
    english_words,
    pieces,
    record_sound_pairs,
    sound_pairs_of_runs,
    stems,
)

TEXT_FIELDS = ("han", "character", "piece", "sound", "english", "wording", "wording_sound")
FILTER_FIELDS = ("organisation", "person", "meeting", "kind")
HEAP = 50_000_000
"""Bytes the writer may use; enough for 100,000 records in one segment."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record's place in the collection and its raw BM25 sum."""

    ordinal: int
    bm25: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """Weighted tokens of one field."""

    field: str
    tokens: Sequence[str]
    weight: float = 1.0


class RecordIndex:
    """Finds candidates. `ordinal` is a record's place in `Collection.records`."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self.size = self._searcher.num_docs

    def candidates(
        self, tokens: Iterable[Tokens], filters: Iterable[Sequence[tuple[str, str]]], limit: int
    ) -> list[Candidate]:
        """The best records by BM25, ties in the order of the collection.

        Each filter is a choice of fields and values: a record must have one of them.
        """
        wanted = [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, part.field, token, "freq"), part.weight
            )
            for part in tokens
            for token in part.tokens
        ]
        if not wanted:
            return []
        clauses = [
            (tantivy.Occur.Must, tantivy.Query.boolean_query([(tantivy.Occur.Should, q) for q in wanted]))
        ]
        for choices in filters:
            either = [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, value, "basic"))
                for field, value in choices
            ]
            # A filter decides, it does not add to the score.
            chosen = tantivy.Query.const_score_query(tantivy.Query.boolean_query(either), 0.0)
            clauses.append((tantivy.Occur.Must, chosen))
        found = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False)
        candidates = [
            Candidate(int(self._searcher.doc(address)["ordinal"][0]), float(score))
            for score, address in found.hits
        ]
        return sorted(candidates, key=lambda candidate: (-candidate.bm25, candidate.ordinal))

    def frequency(self, field: str, token: str) -> int:
        """How many records hold a token."""
        return self._searcher.doc_freq(field, token)


def open_index(collection: Collection, key: str, table: PinyinTable, cache: Cache) -> RecordIndex:
    """The index of a collection: the stored one if there is one for this key, else made and stored."""
    name = f"index-{key}"
    stored = cache.folder(name)
    if stored is not None:
        try:
            return RecordIndex(tantivy.Index.open(str(stored)))
        except ValueError:
            # Stored by another release of tantivy.
            shutil.rmtree(stored, ignore_errors=True)
    folder = cache.new_folder()
    index = _build(collection, table, folder)
    if folder is None:
        return RecordIndex(index)
    del index
    kept = cache.keep_folder(folder, name)
    cache.drop_others("index-", keep=name)
    return RecordIndex(tantivy.Index.open(str(kept)))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    for field in FILTER_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("ordinal", stored=True)
    return builder.build()


def _build(collection: Collection, table: PinyinTable, folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
    writer = index.writer(heap_size=HEAP, num_threads=1)
    try:
        for ordinal, record in enumerate(collection.records.values()):
            document = tantivy.Document()
            document.add_unsigned("ordinal", ordinal)
            for field, tokens in _fields(collection, record, table):
                document.add_text(field, " ".join(tokens))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    except BaseException:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    index.reload()
    return index


def _fields(
    collection: Collection, record: Recommendation, table: PinyinTable
) -> Iterable[tuple[str, Iterable[str]]]:
    paper = collection.paper_of(record)
    text = searchable_text(record)
    yield "han", bigrams(text)
    yield "character", characters(text)
    yield "piece", pieces(fold(record.text.zh))
    yield "sound", record_sound_pairs(text, table)
    yield "english", stems(english_words(text))
    wordings = searchable_wordings(record)
    yield "wording", (*bigrams(wordings), *stems(english_words(wordings)))
    yield "wording_sound", sound_pairs_of_runs(wordings, table)
    yield "organisation", (paper.organisation,)
    yield "person", paper.people
    yield "meeting", (paper.meeting,)
    yield "kind", (record.kind.value,)


def searchable_wordings(record: Recommendation) -> str:
    """The folded everyday wordings of a record, one a line."""
    return "\n".join(fold_all(record.wordings))


def searchable_text(record: Recommendation) -> str:
    """The folded text a record is found by: both languages and its terms."""
    return fold("\n".join((record.text.zh, " ".join(record.terms), record.text.en)))
