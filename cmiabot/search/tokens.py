"""Texts → the tokens of the index. Records and questions go through the same functions."""

import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

import tantivy

from cmiabot.search.folding import fold_latin, han_runs, latin_words
from cmiabot.search.pinyin import PinyinTable


def bigrams(folded: str) -> list[str]:
    """Every pair of neighbouring Chinese characters; a character that stands alone is its own token."""
    tokens: list[str] = []
    for run in han_runs(folded):
        tokens += [run[start : start + 2] for start in range(len(run) - 1)] or [run]
    return tokens


def characters(folded: str) -> list[str]:
    """Every single Chinese character, for questions of one character (氢)."""
    return [character for run in han_runs(folded) for character in run]


def pieces(folded: str) -> list[str]:
    """Pairs of neighbouring letters and digits of any script, for questions that are part of a word (7年)."""
    return [run[start : start + 2] for run in _LETTERS.findall(folded) for start in range(len(run) - 1)]


def sound_pairs(syllables: list[str]) -> list[str]:
    """Pairs of neighbouring syllables of a question; one that stands alone is its own token."""
    return [f"{a}_{b}" for a, b in itertools.pairwise(syllables)] or list(syllables)


def sound_pairs_of_runs(folded: str, table: PinyinTable) -> list[str]:
    """The pairs of neighbouring syllables within every run of Chinese characters, main readings only."""
    return [pair for run in han_runs(folded) for pair in sound_pairs(table.syllables(run))]


def record_sound_pairs(folded: str, table: PinyinTable) -> list[str]:
    """Pairs of syllables of a record, with every common reading of each character (重庆: zhong, chong)."""
    tokens: list[str] = []
    for run in han_runs(folded):
        for first, second in itertools.pairwise(run):
            tokens += [f"{a}_{b}" for a in table.readings(first) for b in table.readings(second)]
        tokens += [syllable for character in run for syllable in table.readings(character)]
    return tokens


_LETTERS = re.compile(r"[a-z0-9\u3400-\u4dbf\u4e00-\u9fff]+")


@lru_cache(maxsize=1)
def _english() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    return (
        builder.filter(tantivy.Filter.stopword("english")).filter(tantivy.Filter.stemmer("english")).build()
    )


def stems(words: Iterable[str]) -> list[str]:
    """English words reduced to their stems, without words that mean nothing alone (the, of)."""
    return [stem for word in words if (stem := _stem(word))]


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return " ".join(_english().analyze(word))


def english_words(folded: str) -> list[str]:
    """The Latin words of a text, hyphenated ones also in their parts."""
    words: list[str] = []
    for word in latin_words(fold_latin(folded)):
        words.append(word)
        if "-" in word:
            words += word.split("-")
    return words
