"""The index (tantivy): which records share characters, sounds or English words with a question.

Texts are cut into tokens by us, so the tokenizer of every field is white space. One segment, written
by one thread: the same collection gives the same scores on every machine.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tantivy

from cmiabot.corpus.models import Collection, Recommendation
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import Prepared
from cmiabot.search.scope import Choice
from cmiabot.search.tokens import (
    bigrams,
    characters,
    pieces,
    record_sound_pairs,
    sound_pairs_of_runs,
)

TEXT_FIELDS = ("han", "character", "piece", "sound", "english", "wording", "wording_sound")
FILTER_FIELDS = ("organisation", "sort", "person", "meeting", "kind")
HEAP = 1_000_000_000
"""Bytes the writer may use, as it needs them; enough for 100,000 records in one segment."""


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


Entry = Iterable[tuple[str, Iterable[str]]]
"""The tokens of each field of what can be found."""


class RecordIndex:
    """Finds candidates. `ordinal` is a record's place in `Collection.records`."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self.size = self._searcher.num_docs
        self.rarity = lru_cache(maxsize=65536)(self._rarity)
        """How rare a token of a field is: its weight in BM25, above 0."""

    def candidates(self, tokens: Iterable[Tokens], choices: Sequence[Choice], limit: int) -> list[Candidate]:
        """The best records that choices leave, by BM25, ties in the order of the collection."""
        wanted = [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._schema, part.field, token, "freq"), part.weight
            )
            for part in tokens
            for token in part.tokens
        ]
        if not wanted:
            return []
        any_of_them = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in wanted])
        # Alone, not as a clause: only then are records left out early that cannot be among the best.
        query = self._narrowed(any_of_them, choices) if choices else any_of_them
        found = self._searcher.search(query, limit, count=False)
        candidates = [Candidate(self._ordinal(address), score) for score, address in found.hits]
        return sorted(candidates, key=lambda candidate: (-candidate.bm25, candidate.ordinal))

    def _ordinal(self, address: tantivy.DocAddress) -> int:
        # A single segment keeps them in the order in which they were added.
        if self._searcher.num_segments == 1:
            return address.doc
        return int(self._searcher.doc(address)["ordinal"][0])

    def _narrowed(self, query: tantivy.Query, choices: Iterable[Choice]) -> tantivy.Query:
        clauses = [(tantivy.Occur.Must, query)]
        for choice in choices:
            facts = [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, value, "basic"))
                for field, value in choice.facts
            ]
            # A filter decides, it does not add to the score.
            chosen = tantivy.Query.const_score_query(tantivy.Query.boolean_query(facts), 0.0)
            clauses.append((tantivy.Occur.Must if choice.wanted else tantivy.Occur.MustNot, chosen))
        return tantivy.Query.boolean_query(clauses)

    def frequency(self, field: str, token: str) -> int:
        """How many records hold a token."""
        return self._searcher.doc_freq(field, token)

    def share(self, choices: Iterable[Choice]) -> float:
        """About the share of records that choices leave, as if no fact had to do with another."""
        shares = []
        for choice in choices:
            with_one = sum(self.frequency(field, value) for field, value in choice.facts) / max(self.size, 1)
            shares.append(with_one if choice.wanted else 1 - with_one)
        return math.prod(shares)

    def weight_of(self, pieces: Iterable[str]) -> float:
        """How much pieces of everyday wordings say together."""
        return sum(self.rarity("wording", piece) for piece in pieces)

    def _rarity(self, field: str, token: str) -> float:
        frequency = self.frequency(field, token)
        return math.log(1 + (self.size - frequency + 0.5) / (frequency + 0.5))


def build_index(entries: Iterable[Entry], folder: Path | None) -> RecordIndex:
    """The index of records or of what else is found by its words, in an empty folder or in memory."""
    index = tantivy.Index(_schema(), path=None if folder is None else str(folder))
    writer = index.writer(heap_size=HEAP, num_threads=1)
    for ordinal, entry in enumerate(entries):
        document = tantivy.Document()
        document.add_unsigned("ordinal", ordinal)
        for field, tokens in entry:
            document.add_text(field, " ".join(tokens))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return RecordIndex(index)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    for field in FILTER_FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("ordinal", stored=True)
    return builder.build()


def entry_of_record(
    collection: Collection, record: Recommendation, ready: Prepared, table: PinyinTable
) -> Entry:
    """What a record is found by."""
    paper = collection.paper_of(record)
    own_stems, *_ = ready.stems
    yield "han", bigrams(ready.text)
    yield "character", characters(ready.text)
    yield "piece", pieces(ready.zh)
    yield "sound", record_sound_pairs(ready.text, table)
    yield "english", own_stems
    yield from entry_of_wordings(ready, table)
    yield "organisation", (paper.organisation,)
    yield "sort", collection.broad_sorts_of[paper.organisation]
    yield "person", paper.people
    yield "meeting", (paper.meeting,)
    yield "kind", (record.kind.value,)


def entry_of_wordings(ready: Prepared, table: PinyinTable) -> Entry:
    """What is found by everyday wordings."""
    _, *stems_of_wordings = ready.stems
    wordings = "\n".join(ready.wordings)
    yield "wording", (*bigrams(wordings), *(stem for part in stems_of_wordings for stem in part))
    yield "wording_sound", sound_pairs_of_runs(wordings, table)
