"""The words that may be meant by typed pinyin, by their sounds: told once, stored, looked up from there."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple
from zlib import crc32

from cmiabot.search.folding import has_han
from cmiabot.search.phrases import ASKED_WITH
from cmiabot.search.pinyin import PinyinTable, sounds_like
from cmiabot.search.shelf import Shelf
from cmiabot.search.words import NAME_FREQUENCY, Words

LONGEST = 4
"""Syllables of the longest word."""
MOST_READINGS = 4
"""Ways to read one word that are kept."""
HERE = 20
"""How many times likelier a word of the collection is than one of the same sound that it lacks."""
ASKED = 20
"""The same for words that questions are made with: `shui` is 谁 before it is 水."""
LEAST_HERE = 200
"""How common a word of the collection is taken to be at least: jieba hardly knows 低碳."""
RARELY = 0.05
"""How likely a lone character is to be read otherwise than it mostly is: `di` is hardly 的."""
PIECES = 8192
"""Pieces the words are stored in, some thirty in each."""
MOST = 4096
"""Sounds whose words are kept at hand: those looked up last."""


class SoundedWord(NamedTuple):
    """A word of some sounds."""

    reading: str
    """Its syllables as they are written, with blanks between."""
    weight: float
    """How likely it is to be meant, as a frequency."""
    word: str


class WordSounds:
    """Finds the likeliest word of each reading."""

    def __init__(self, stored: Shelf) -> None:
        """`stored` holds what `listed_words` made."""
        self._stored = stored
        self.of = lru_cache(maxsize=MOST)(self._of)
        """The words of some syllables, folded to what sounds alike, with blanks between."""

    def _of(self, sounds: str) -> Sequence[SoundedWord]:
        lines = str(self._stored[_piece_of(sounds)], "utf-8").split("\n")
        fields = (line.split("\t") for line in lines if line.startswith(f"{sounds}\t"))
        return [SoundedWord(reading, float(weight), word) for _, reading, weight, word in fields]


def listed_words(words: Words, table: PinyinTable) -> Iterator[bytes]:
    """The likeliest word of each reading as it is looked up: pieces with a line of each, by their sounds."""
    pieces: list[list[str]] = [[] for _ in range(PIECES)]
    for sounds, readings in _likeliest(words, table).items():
        pieces[_piece_of(sounds)] += [
            f"{sounds}\t{reading}\t{weight!r}\t{word}" for reading, (weight, word) in readings.items()
        ]
    for lines in pieces:
        yield "\n".join(lines).encode()


def _likeliest(words: Words, table: PinyinTable) -> dict[str, dict[str, tuple[float, str]]]:
    likeliest: dict[str, dict[str, tuple[float, str]]] = {}
    # Not all that is asked with is a word of the dictionary (讲过).
    asked = dict.fromkeys(sorted(ASKED_WITH), NAME_FREQUENCY)
    for word, frequency in {**asked, **words.frequencies}.items():
        if frequency and len(word) <= LONGEST and all(map(has_han, word)):
            weight = float(frequency)
            if word in ASKED_WITH:
                weight *= ASKED
            elif len(word) > 1 and words.is_here(word):
                weight = max(weight, LEAST_HERE) * HERE
            # A word may be read otherwise than its characters mostly are: 重庆 is chong qing.
            for syllables in islice(product(*map(table.exact_readings, word)), MOST_READINGS):
                of_these_sounds = likeliest.setdefault(" ".join(map(sounds_like, syllables)), {})
                reading = " ".join(syllables)
                if weight > of_these_sounds.get(reading, (0.0, ""))[0]:
                    of_these_sounds[reading] = (weight, word)
                if len(word) == 1:
                    weight *= RARELY
    return likeliest


def _piece_of(sounds: str) -> int:
    return crc32(sounds.encode()) % PIECES
