"""Making the engine of a collection, with everything it needs from the cache or anew."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path

from cmiabot.cache import Cache, code_digest
from cmiabot.corpus.models import Collection
from cmiabot.search.answering import Engine
from cmiabot.search.content import ContentReader
from cmiabot.search.folding import fold, has_han
from cmiabot.search.lexicon import Lexicon
from cmiabot.search.listing import Listing
from cmiabot.search.matching import Matcher
from cmiabot.search.names import normal_name
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.ranking import Ranker
from cmiabot.search.reading import QuestionReader
from cmiabot.search.scope import Scopes
from cmiabot.search.stored import open_stored
from cmiabot.search.subjects import SubjectIndex
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.themes import ThemeFinder
from cmiabot.search.tokens import english_words
from cmiabot.search.typed import TypedWords
from cmiabot.search.units import Units
from cmiabot.search.unsaid import UnsaidIndex
from cmiabot.search.word_sounds import WordSounds
from cmiabot.search.words import load_words


def make_engine(collection: Collection, cache: Cache) -> Engine:
    """Build the engine of a collection, from the cache where it holds what the collection needs."""
    table = pinyin_table()
    key = sha256(collection.digest.encode() + code_digest(Path(__file__).parent)).hexdigest()[:24]
    synonyms = Synonyms(collection.synonyms)
    vocabulary = _english_vocabulary(collection, cache, key)
    texts = (record.text.zh for record in collection.records.values())
    theme_words = (word for theme in collection.themes.values() for word in (theme.name.zh, *theme.synonyms))
    words = load_words(key, chain(texts, theme_words), _names(collection), cache)
    stored = open_stored(collection, key, words, table, synonyms, cache)
    lexicon = Lexicon(collection, words, table, vocabulary)
    themes = ThemeFinder(collection, table)
    typed = TypedWords(words, WordSounds(stored.sounds), table, vocabulary)
    content = ContentReader(words, typed, table, vocabulary)
    reader = QuestionReader(collection, lexicon, themes, words, content)
    records = stored.records
    units = Units(records.index, words, typed, table, synonyms)
    matcher = Matcher(records.index)
    subjects = SubjectIndex(collection, units, matcher, stored.names)
    unsaid = UnsaidIndex(stored.unsaid.index, stored.unsaid.haystacks, matcher, subjects)
    ranker = Ranker(collection, records.index, records.haystacks, units, matcher, table, unsaid)
    listing = Listing(collection, subjects)
    return Engine(collection, Scopes(collection), reader, themes, ranker, listing)


def _names(collection: Collection) -> Iterator[str]:
    """Chinese names, and words with synonyms, to be kept whole when texts are cut into words.

    Nothing is done before somebody asks for the first: with the words stored nobody does.
    """
    names: set[str] = set(chain.from_iterable(collection.synonyms))
    for theme in collection.themes.values():
        names.update((theme.name.zh, *theme.synonyms))
    for organisation in collection.organisations.values():
        names.update((organisation.short.zh, organisation.name.zh, *organisation.aliases))
        for person in organisation.people:
            names.update((person.name.zh, *person.aliases))
    for meeting in collection.meetings.values():
        names.update((*meeting.aliases, "年会", *_ordinals(meeting.number)))
    yield from {normal_name(name) for name in names if has_han(name)}


def _ordinals(number: int | None) -> tuple[str, ...]:
    """How the number of a meeting is said: 第十六届."""
    if number is None or not 10 < number < 20:
        return ()
    said = f"十{'一二三四五六七八九'[number - 11]}届"
    return said, f"第{said}"


def _english_vocabulary(collection: Collection, cache: Cache, key: str) -> frozenset[str]:
    """The English words of the collection: none of them is typed pinyin or a misspelled name."""
    name = f"english-{key}.txt"
    stored = cache.read(name)
    if stored is not None:
        return frozenset(stored.decode().split())
    words = {word for record in collection.records.values() for word in english_words(fold(record.text.en))}
    words |= {
        word
        for theme in collection.themes.values()
        for s in theme.synonyms
        for word in english_words(fold(s))
    }
    cache.write(name, "\n".join(sorted(words)).encode())
    cache.drop_others("english-", keep=name)
    return frozenset(words)
