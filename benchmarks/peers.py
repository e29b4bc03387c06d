"""Other ways to search the same records, each as good as SEARCH's measurements made it, to compare with.

All of them see a record as its form in data/ has it (names, both sentences, terms; no wordings), folded
by our own `fold`, and a question without its words of asking. None of them ever refuses.
"""

import json
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import jieba
import tantivy
from rapidfuzz import fuzz, process

from cmiabot.corpus.models import Collection, Recommendation
from cmiabot.search import phrases
from cmiabot.search.folding import clean, fold, has_han
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.tokens import bigrams, characters, english_words, sound_pairs, sound_pairs_of_runs, stems

TOP = 10
"""Records a search gives."""
SOUND_WEIGHT = 0.7
RERANKED = 50
"""Candidates that the second stage looks through."""
HEAP = 500_000_000

_YEAR = re.compile(r"20[0-9]{2}")
_ARABIC = str.maketrans("十一二三四五六七八九", "1123456789")
_NUMBER = re.compile(r"(十[一二三四五六七八九]|1[0-9])(?:届|次|th)")


@dataclass(frozen=True, slots=True)
class Found:
    """A record by its place in the collection, and the method's own score."""

    place: int
    score: float


@dataclass(frozen=True, slots=True)
class Document:
    """A record as the peers see it: its folded text, and the words of its occasion for whom reads them."""

    text: str
    occasion: tuple[str, ...]


def documents_of(collection: Collection) -> list[Document]:
    """The records of a collection in its order."""
    return [_document(collection, record) for record in collection.records.values()]


def _document(collection: Collection, record: Recommendation) -> Document:
    paper = collection.paper_of(record)
    organisation, meeting = collection.organisation_of(paper), collection.meeting_of(paper)
    people = (name for person in collection.people_of(paper) for name in (person.name.zh, person.name.en))
    names = (organisation.short.zh, organisation.short.en, *people)
    text = "\n".join((*names, record.text.zh, " ".join(record.terms), record.text.en))
    return Document(fold(text), (str(meeting.year), f"{meeting.number}届"))


def names_of(collection: Collection) -> list[str]:
    """The Chinese names that belong into jieba's dictionary."""
    organisations = collection.organisations.values()
    names = [name for o in organisations for name in (o.short.zh, o.name.zh, *o.aliases)]
    names += [name for person in collection.people.values() for name in (person.name.zh, *person.aliases)]
    return [fold(name) for name in names if has_han(name)]


def asked(question: str) -> str:
    """What a question asks for: folded, without the words of asking."""
    folded = clean(fold(question))
    if not has_han(folded):
        return phrases.ASKING_ENGLISH.sub(" ", folded)
    return phrases.ASKING_BESIDE_CHINESE.sub(" ", phrases.ASKING.sub(" ", folded))


def letters(folded: str) -> list[str]:
    """Pairs of Chinese characters, and the stems of English words."""
    return [*bigrams(folded), *stems(english_words(folded))]


class Peer(ABC):
    """A way to search what `build` has stored in a folder."""

    name: ClassVar[str]
    largest: ClassVar[int] = 1_000_000
    """Records beyond which nobody wants to wait for it."""

    @classmethod
    @abstractmethod
    def build(cls, collection: Collection, folder: Path) -> None:
        """Store what searching a collection needs in an empty folder."""

    @abstractmethod
    def __init__(self, folder: Path) -> None: ...

    @abstractmethod
    def search(self, question: str) -> list[Found]:
        """The ten best records, best first."""


class WRatio(Peer):
    """rapidfuzz compares the question with every record."""

    name = "rapidfuzz WRatio"
    largest = 10_000

    @classmethod
    def build(cls, collection: Collection, folder: Path) -> None:
        """Only the folded texts are stored."""
        texts = [document.text for document in documents_of(collection)]
        (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")

    def __init__(self, folder: Path) -> None:
        self._texts: list[str] = json.loads((folder / "texts.json").read_text(encoding="utf-8"))

    def search(self, question: str) -> list[Found]:
        """The ten most alike."""
        best = process.extract(asked(question), self._texts, scorer=fuzz.WRatio, limit=TOP)
        return [Found(place, score) for _, score, place in best]


class Fts5(Peer):
    """SQLite's full-text search over pairs of characters and pairs of syllables."""

    name = "FTS5 bigram + pinyin"
    largest = 10_000

    @classmethod
    def build(cls, collection: Collection, folder: Path) -> None:
        """One contentless table; the tokens are cut by us."""
        table = pinyin_table()
        with sqlite3.connect(folder / "records.db") as database:
            database.execute(
                "CREATE VIRTUAL TABLE record USING "
                "fts5(letters, sounds, content='', tokenize=\"unicode61 tokenchars '_'\")"
            )
            database.executemany(
                "INSERT INTO record (rowid, letters, sounds) VALUES (?, ?, ?)",
                (
                    (place, " ".join(letters(d.text)), " ".join(sound_pairs_of_runs(d.text, table)))
                    for place, d in enumerate(documents_of(collection), start=1)
                ),
            )
        database.close()

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "records.db")
        self._table = pinyin_table()

    def search(self, question: str) -> list[Found]:
        """The ten best by BM25, any token may match."""
        content = asked(question)
        tokens = {"letters": letters(content), "sounds": sound_pairs_of_runs(content, self._table)}
        parts = [f'{column}: "{token}"' for column, of_column in tokens.items() for token in set(of_column)]
        if not parts:
            return []
        rows = self._database.execute(
            f"SELECT rowid, bm25(record, 1.0, {SOUND_WEIGHT}) AS score FROM record "  # noqa: S608
            "WHERE record MATCH ? ORDER BY score LIMIT ?",
            (" OR ".join(parts), TOP),
        )
        return [Found(place - 1, -score) for place, score in rows]


Fields = Mapping[str, tuple[Sequence[str], float]]
"""The tokens of a question by field, and what the field weighs."""


class TantivyIndex:
    """BM25 summed over fields whose tokens are cut by us."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder))
        self._schema = index.schema
        self._searcher = index.searcher()

    @staticmethod
    def build(folder: Path, fields: Sequence[str], records: Iterable[Sequence[Sequence[str]]]) -> None:
        """Store the tokens of every record, one list a field."""
        builder = tantivy.SchemaBuilder()
        for field in fields:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("place", stored=True)
        index = tantivy.Index(builder.build(), path=str(folder))
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for place, tokens in enumerate(records):
            document = tantivy.Document()
            document.add_unsigned("place", place)
            for field, of_field in zip(fields, tokens, strict=True):
                document.add_text(field, " ".join(of_field))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def best(self, fields: Fields, limit: int) -> list[Found]:
        """The best records by the weighted sum."""
        terms = [
            tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, token, "freq"), weight)
            for field, (tokens, weight) in fields.items()
            for token in tokens
        ]
        if not terms:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits = self._searcher.search(query, limit, count=False).hits
        return [Found(int(self._searcher.doc(address)["place"][0]), float(score)) for score, address in hits]


class Tantivy(Peer):
    """tantivy over pairs of characters and pairs of syllables: stage 1 alone."""

    name = "tantivy bigram + pinyin"

    @classmethod
    def build(cls, collection: Collection, folder: Path) -> None:
        """Two fields."""
        table = pinyin_table()
        texts = (document.text for document in documents_of(collection))
        tokens = ((letters(text), sound_pairs_of_runs(text, table)) for text in texts)
        TantivyIndex.build(folder, ("letters", "sounds"), tokens)

    def __init__(self, folder: Path) -> None:
        self._index = TantivyIndex(folder)
        self._table = pinyin_table()

    def search(self, question: str) -> list[Found]:
        """The ten best by the weighted sum."""
        content = asked(question)
        sounds = sound_pairs_of_runs(content, self._table)
        return self._index.best({"letters": (letters(content), 1.0), "sounds": (sounds, SOUND_WEIGHT)}, TOP)


class Routed(Peer):
    """The best general method measured: BM25 over words, bigrams and pinyin, rapidfuzz over the best 50.

    Typed pinyin goes to the sounds alone; the meeting's year and number are words of every record.
    """

    name = "routed"

    @classmethod
    def build(cls, collection: Collection, folder: Path) -> None:
        """Three fields, and the texts for the second stage."""
        table, names, documents = pinyin_table(), names_of(collection), documents_of(collection)
        cut = _WordCutter(names)
        tokens = (
            ([*cut(d.text), *d.occasion], letters(d.text), sound_pairs_of_runs(d.text, table))
            for d in documents
        )
        (folder / "index").mkdir()
        TantivyIndex.build(folder / "index", ("words", "letters", "sounds"), tokens)
        english = {word for d in documents for word in english_words(d.text)}
        stored = {"names": names, "english": sorted(english), "texts": [d.text for d in documents]}
        (folder / "texts.json").write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")

    def __init__(self, folder: Path) -> None:
        stored = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        self._texts: list[str] = stored["texts"]
        self._english = frozenset(stored["english"])
        self._cut = _WordCutter(stored["names"])
        self._index = TantivyIndex(folder / "index")
        self._table = pinyin_table()

    def search(self, question: str) -> list[Found]:
        """The ten best after the second stage, with the first stage's raw sum as their score."""
        content = asked(question)
        typed = self._typed_pinyin(content)
        words, pairs = [] if typed else self._cut(content), [] if typed else letters(content)
        sounds = sound_pairs(typed or self._table.syllables("".join(characters(content))))
        if not has_han(content) and not typed:
            sounds = []
        found = self._index.best(
            {
                "words": ([*words, *_occasion_words(clean(fold(question)))], 1.0),
                "letters": (pairs, 1.0),
                "sounds": (sounds, 1.0 if typed else SOUND_WEIGHT),
            },
            RERANKED,
        )
        if not found:
            return []
        spoken = [" ".join(typed)] if typed else []
        liked = {one: self._likeness(words, spoken, self._texts[one.place]) for one in found}
        best = found[0].score
        return sorted(found, key=lambda one: -(one.score / best + liked[one]))[:TOP]

    def _typed_pinyin(self, content: str) -> list[str]:
        """The syllables of a question typed in pinyin."""
        if has_han(content):
            return []
        tokens = content.replace(",", " ").split()
        cut = [None if token in self._english else self._table.split(token) for token in tokens]
        syllables = [part for token, part in zip(tokens, cut, strict=True) if part]
        return [s for part in syllables for s in part] if len(syllables) * 2 > len(tokens) else []

    def _likeness(self, words: Sequence[str], spoken: Sequence[str], text: str) -> float:
        """How much of the words a text holds: as they are, else nearly, by letters or by sound."""
        sounds = self._table.sounds(text)
        total = sum(map(len, (*words, *spoken))) or 1
        likeness = sum(len(sound) * fuzz.partial_ratio(sound, sounds) / 100 for sound in spoken)
        for word in words:
            if word in text:
                likeness += len(word)
            else:
                nearly = fuzz.partial_ratio(word, text)
                if has_han(word):
                    nearly = max(nearly, fuzz.partial_ratio(self._table.sounds(word), sounds))
                likeness += len(word) * nearly / 100
        return likeness / total


class _WordCutter:
    """jieba with names in its dictionary; keeps words and drops what stands between them."""

    def __init__(self, names: Iterable[str]) -> None:
        jieba.setLogLevel("WARNING")
        self._tokenizer = jieba.Tokenizer()
        for name in names:
            self._tokenizer.add_word(name)

    def __call__(self, folded: str) -> list[str]:
        return [word for word in self._tokenizer.cut(folded, HMM=False) if any(c.isalnum() for c in word)]


def _occasion_words(folded: str) -> list[str]:
    """Years and numbers of meetings as the records' words have them."""
    numbers = (said.translate(_ARABIC) for said in _NUMBER.findall(folded))
    return [*_YEAR.findall(folded), *(f"{number}届" for number in numbers)]


PEERS: tuple[type[Peer], ...] = (WRatio, Fts5, Tantivy, Routed)


@contextmanager
def opened(collection: Collection) -> Iterator[dict[str, Peer]]:
    """Every peer by name, ready to search; what they stored is gone at the end."""
    with TemporaryDirectory() as folder:
        peers: dict[str, Peer] = {}
        for number, peer in enumerate(PEERS):
            place = Path(folder, str(number))
            place.mkdir()
            peer.build(collection, place)
            peers[peer.name] = peer(place)
        yield peers
