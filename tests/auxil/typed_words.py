"""Typed words without a stored index."""

from io import BytesIO

from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.shelf import Shelf, ShelfWriter
from cmiabot.search.typed import TypedWords
from cmiabot.search.word_sounds import WordSounds, listed_words
from cmiabot.search.words import Words


def typed_words(words: Words, vocabulary: frozenset[str] = frozenset()) -> TypedWords:
    """What pinyin is read as, of some words; `vocabulary` are English words that are none."""
    stored = BytesIO()
    shelf = ShelfWriter(stored)
    for piece in listed_words(words, pinyin_table()):
        shelf.add(piece)
    shelf.finish()
    return TypedWords(words, WordSounds(Shelf(stored.getvalue())), pinyin_table(), vocabulary)
