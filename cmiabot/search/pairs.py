"""Which pairs of neighbouring characters or syllables a text may hold, told without looking through it.

A Bloom filter with one hash: what it says is not there is not there; what it says may be there is looked for.
Of a record with thirty wordings it is wrong about one pair in ten.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

BITS = 8192
"""Some 900 pairs of a record set every ninth."""
SIZE = BITS // 8
"""Bytes of a filter."""
Filter = bytes | memoryview
"""A filter as it was made, or where it is stored."""
ANYTHING = b"\xff" * SIZE
"""The filter of a text that may hold any pair."""

Place = tuple[int, int]
"""Where a pair stands in a filter: which byte, and which bit of it."""


def filter_of(pairs: Iterable[tuple[str, str]]) -> bytes:
    """The filter of a text that holds these pairs."""
    bits = bytearray(SIZE)
    for first, second in set(pairs):
        byte, bit = _place(first, second)
        bits[byte] |= bit
    return bytes(bits)


def pairs_of_text(text: str) -> Iterable[tuple[str, str]]:
    """Every two neighbouring characters, but for Latin letters and digits."""
    return ((first, second) for first, second in pairwise(text) if first > "\x7f" < second)


def pairs_of_sounds(sounds: str) -> Iterable[tuple[str, str]]:
    """Every two neighbouring syllables of a text with blanks between them."""
    return pairwise(sounds.split())


def places_of(pairs: Iterable[tuple[str, str]]) -> Sequence[Place]:
    """Where the pairs of a word stand: a text that lacks one of them does not hold the word."""
    return [_place(first, second) for first, second in pairs]


def that_may_hold(filters: Sequence[Filter], places: Sequence[Place]) -> Sequence[int]:
    """Which of some texts, by their filters, may hold a word: those that lack none of its pairs."""
    left: Sequence[int] = range(len(filters))
    for byte, bit in places:
        left = [number for number in left if filters[number][byte] & bit]
    return left


def _place(first: str, second: str) -> Place:
    number = crc32(f"{first} {second}".encode()) % BITS
    return number >> 3, 1 << (number & 7)
