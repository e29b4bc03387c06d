"""Names by their syllables: those that sound just like some, and those with one syllable different."""

from collections.abc import Iterable, Iterator

from cmiabot.search.names import SHORT, Form
from cmiabot.search.pinyin import PinyinTable

Sounds = tuple[str | None, ...]
"""Syllables of a name; None stands for any."""


class SoundingNames:
    """Chinese names by their sounds; of two that sound alike the first one counts."""

    def __init__(self, forms: Iterable[Form], table: PinyinTable) -> None:
        self._table = table
        self._names: dict[Sounds, Form] = {}
        for form in forms:
            for sounds in self._keys(form.text):
                self._names.setdefault(sounds, form)
        self._halves = {half for sounds in self._names for half in _halves(sounds)}

    def alike(self, sounds: Sounds) -> Form | None:
        """The name of these sounds."""
        return self._names.get(sounds)

    def nearly(self, sounds: Sounds) -> Iterator[Form]:
        """The names with one sound different."""
        # One half of theirs is right then: most stretches of a question have none of any name.
        if not self._halves.isdisjoint(_halves(sounds)):
            yield from (self._names[key] for key in _one_different(sounds) if key in self._names)

    def _keys(self, name: str) -> Iterator[Sounds]:
        """What a name is found by: its sounds, and its sounds with any one of them different."""
        if len(name) <= SHORT:
            yield tuple(self._table.exact_syllables(name))
            return
        sounds = tuple(self._table.syllables(name))
        yield sounds
        yield from _one_different(sounds)


def _one_different(sounds: Sounds) -> Iterator[Sounds]:
    for place in range(len(sounds)):
        yield (*sounds[:place], None, *sounds[place + 1 :])


def _halves(sounds: Sounds) -> tuple[tuple[int, Sounds], tuple[int, Sounds]]:
    """The first and the second half of some sounds, told apart, with how many they are in all."""
    middle, size = len(sounds) // 2, len(sounds)
    return (size, sounds[:middle]), (-size, sounds[middle:])
