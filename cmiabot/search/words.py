"""Cutting Chinese into words with jieba, its dictionary cut down to what matters here.

jieba's own dictionary takes 0.7 s to load. Without its rarest words and names it is a third as long,
loads from the cache in milliseconds and cuts these texts the same way. Words that only questions have
(转基因, 外卖) must stay: cut into pieces, they would be found where nobody speaks of them.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from functools import lru_cache

from cmiabot.cache import Cache
from cmiabot.search.segmenter import jieba

COMMON = 10
"""Words at least this frequent in jieba's dictionary are kept even if the collection lacks them."""
COMMON_NAME = 60
"""The same for names: a rare one is sooner a name of the collection mistyped (施奈德)."""
LONGEST_WORD = 8
"""Characters of the longest word looked for in the records."""
EMPHASIS = {
    "vn": 1.0, "v": 0.7, "a": 0.7, "z": 0.7, "t": 0.5, "m": 0.4, "q": 0.4, "d": 0.4,
    "r": 0.3, "c": 0.3, "p": 0.3, "u": 0.3, "y": 0.3, "f": 0.5,
}  # fmt: skip
"""What words of a part of speech (jieba's tags) say about a subject, beside a noun's 1."""
PEOPLE = frozenset({"nr", "nrt", "nrfg", "nt", "nz"})
"""jieba's tags for names of people, organisations and brands."""
NAME_FREQUENCY = 2000
"""How common a name of the collection is taken to be: between 提高 (a common verb) and rare words."""


class Words:
    """Cuts text into words. Made once per collection."""

    def __init__(
        self,
        frequencies: dict[str, int],
        total: int,
        light: dict[str, float],
        people: Sequence[str],
        here: Sequence[str],
    ) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.FREQ = frequencies
        self._tokenizer.total = total
        # With the dictionary in place there is nothing left for jieba to load.
        self._tokenizer.initialized = True
        self.frequencies = frequencies
        self.total = total
        self._light = light
        self._people = frozenset(people)
        self._here = frozenset(here)
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

    def emphasis(self, word: str) -> float:
        """How much a word says about a subject, by its part of speech: a noun 1, an adverb little."""
        return self._light.get(word, 1.0)

    def common(self, word: str) -> bool:
        """True for a word that is no name of somebody."""
        return self.known(word) and word not in self._people

    def is_here(self, word: str) -> bool:
        """True for a name, synonym or theme word of the collection, and a dictionary word that it uses."""
        return word in self._here

    def is_name(self, word: str) -> bool:
        """True for a word that the dictionary has as somebody's name."""
        return word in self._people

    def known(self, word: str) -> bool:
        """True for a word of the dictionary."""
        return self.frequencies.get(word, 0) > 0


def load_words(digest: str, texts: Iterable[str], names: Iterable[str], cache: Cache) -> Words:
    """The words for a collection: from the cache, else cut from jieba's dictionary."""
    file_name = f"words-{digest}.json"
    stored = cache.read(file_name)
    if stored is not None:
        return Words(*json.loads(stored))
    jieba.setLogLevel(logging.WARNING)
    with jieba.get_dict_file() as dictionary:
        # A word, its frequency and its part of speech a line; all at once takes a fifth of the time.
        fields = dictionary.read().decode().split()
    entries = list(zip(fields[::3], map(int, fields[1::3]), fields[2::3], strict=True))
    total = sum(frequency for _, frequency, _ in entries)
    present = {
        text[start:end]
        for text in texts
        for start in range(len(text))
        for end in range(start + 1, min(len(text), start + LONGEST_WORD) + 1)
    }
    frequencies: dict[str, int] = {}
    light: dict[str, float] = {}
    people: list[str] = []
    here: list[str] = []
    for word, frequency, tag in entries:
        common = COMMON_NAME if tag in PEOPLE else COMMON
        if frequency >= common or (frequency and word in present):
            _keep(frequencies, word, frequency)
            if len(word) > 1 and word in present:
                here.append(word)
            if tag in PEOPLE:
                people.append(word)
            if (emphasis := EMPHASIS.get(tag, EMPHASIS.get(tag[0], 1.0))) < 1:
                light[word] = emphasis
    for name in names:
        _keep(frequencies, name, max(NAME_FREQUENCY, frequencies.get(name, 0)))
        here.append(name)
    if cache.stores:
        content = [frequencies, total, light, people, here]
        cache.write(file_name, json.dumps(content, ensure_ascii=False).encode())
        cache.drop_others("words-", keep=file_name)
    return Words(frequencies, total, light, people, here)


def _keep(frequencies: dict[str, int], word: str, frequency: int) -> None:
    """Enter a word and, as jieba's search wants it, its beginnings with the frequency 0."""
    frequencies[word] = frequency
    for end in range(1, len(word)):
        frequencies.setdefault(word[:end], 0)
