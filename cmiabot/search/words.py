"""Cutting Chinese into words with jieba, its dictionary cut down to what matters here.

jieba's own dictionary takes 0.7 s to load. Common words and the words of the collection are a tenth
of it, load from the cache in milliseconds and cut these texts the same way.
"""

import json
import logging
from collections.abc import Iterable
from functools import lru_cache

import jieba

from cmiabot.cache import Cache

COMMON = 60
"""Words at least this frequent in jieba's dictionary are kept even if the collection lacks them."""
LONGEST_WORD = 8
"""Characters of the longest word looked for in the records."""
NAME_FREQUENCY = 2000
"""How common a name of the collection is taken to be: between 提高 (a common verb) and rare words."""


class Words:
    """Cuts text into words. Made once per collection."""

    def __init__(self, frequencies: dict[str, int], total: int) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ = frequencies
        self._tokenizer.total = total
        # With the dictionary in place there is nothing left for jieba to load.
        self._tokenizer.initialized = True
        self._frequencies = frequencies
        self.cut = lru_cache(maxsize=4096)(self._cut)

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(self._tokenizer.cut(text, HMM=False))

    def boundaries(self, text: str) -> set[int]:
        """The places in a text where one word ends and the next begins, its ends included."""
        places, position = {0}, 0
        for word in self.cut(text):
            position += len(word)
            places.add(position)
        return places

    def known(self, word: str) -> bool:
        """True for a word of the dictionary."""
        return self._frequencies.get(word, 0) > 0


def load_words(digest: str, texts: Iterable[str], names: Iterable[str], cache: Cache) -> Words:
    """The words for a collection: from the cache, else cut from jieba's dictionary."""
    file_name = f"words-{digest}.json"
    stored = cache.read(file_name)
    if stored is not None:
        return Words(*json.loads(stored))
    jieba.setLogLevel(logging.WARNING)
    full, total = jieba.Tokenizer.gen_pfdict(jieba.get_dict_file())
    present = {
        text[start:end]
        for text in texts
        for start in range(len(text))
        for end in range(start + 1, min(len(text), start + LONGEST_WORD) + 1)
    }
    frequencies: dict[str, int] = {}
    for word, frequency in full.items():
        if frequency >= COMMON or (frequency and word in present):
            _keep(frequencies, word, frequency)
    for name in names:
        _keep(frequencies, name, max(NAME_FREQUENCY, frequencies.get(name, 0)))
    cache.write(file_name, json.dumps([frequencies, total], ensure_ascii=False).encode())
    cache.drop_others("words-", keep=file_name)
    return Words(frequencies, total)


def _keep(frequencies: dict[str, int], word: str, frequency: int) -> None:
    """Enter a word and, as jieba's search wants it, its beginnings with the frequency 0."""
    frequencies[word] = frequency
    for end in range(1, len(word)):
        frequencies.setdefault(word[:end], 0)
