"""Sounds: characters → toneless syllables, typed pinyin → syllables, and what counts as sounding alike."""

import re
from functools import lru_cache
from importlib import resources

_TONE_NUMBER = re.compile(r"(?<=[a-z])[1-5]")
_NOT_HAN = re.compile(r"[^\u3400-\u4dbf\u4e00-\u9fff]+")
_OTHER_READINGS = "# other common readings"


class PinyinTable:
    """The readings of single characters (cmiabot/search/pinyin.txt)."""

    def __init__(self, text: str) -> None:
        self._exact: dict[str, str] = {}
        self._main: dict[str, str] = {}
        self._others: dict[str, tuple[str, ...]] = {}
        self._exact_others: dict[str, tuple[str, ...]] = {}
        target_is_main = True
        for line in text.splitlines():
            if line.startswith("#"):
                target_is_main = line != _OTHER_READINGS
                continue
            syllable, characters = line.split()
            alike = sounds_like(syllable)
            for character in characters:
                if target_is_main:
                    self._exact[character] = syllable
                    self._main[character] = alike
                elif alike != self._main.get(character):
                    self._others[character] = (*self._others.get(character, ()), alike)
                    self._exact_others[character] = (*self._exact_others.get(character, ()), syllable)
        self._sounds = _Sounds((ord(character), f"{sound} ") for character, sound in self._main.items())
        self._typed = frozenset(line.split()[0] for line in text.splitlines() if not line.startswith("#"))

    def syllables(self, han: str) -> list[str]:
        """The main reading of each character, folded to what sounds alike; unknown ones stay themselves."""
        return [self._main.get(character, character) for character in han]

    def sounds(self, text: str) -> str:
        """The main reading of each character with blanks between, a bar for whatever is between them."""
        return _NOT_HAN.sub("|", text).translate(self._sounds)[:-1]

    def exact_syllables(self, han: str) -> list[str]:
        """The same with syllables as they are written: for short names, where alike is not enough."""
        return [self._exact.get(character, character) for character in han]

    def readings(self, character: str) -> tuple[str, ...]:
        """Every common reading of a character, the main one first."""
        return (self._main.get(character, character), *self._others.get(character, ()))

    def exact_readings(self, character: str) -> tuple[str, ...]:
        """The same with syllables as they are written."""
        return (self._exact.get(character, character), *self._exact_others.get(character, ()))

    def split(self, typed: str) -> list[str] | None:
        """Typed pinyin (`zhinengzhizao`) as syllables that sound alike, or None where it is none.

        Longer syllables are tried first, as people read: `xian` is one syllable, `xi'an` two.
        """
        parts = self.split_exactly(typed)
        return None if parts is None else [sounds_like(part) for part in parts]

    def split_exactly(self, typed: str) -> list[str] | None:
        """The same with syllables as they are typed."""
        parts: list[str] = []
        for piece in typed.replace("'", " ").replace("-", " ").split():
            found = self._split(_TONE_NUMBER.sub("", piece))
            if found is None:
                return None
            parts += found
        return parts or None

    def _split(self, piece: str) -> list[str] | None:
        best: list[list[str] | None] = [None] * (len(piece) + 1)
        best[len(piece)] = []
        for start in range(len(piece) - 1, -1, -1):
            for length in range(min(6, len(piece) - start), 0, -1):
                syllable, rest = piece[start : start + length], best[start + length]
                if (
                    rest is None
                    or syllable not in self._typed
                    or (len(syllable) == 1 and syllable not in "aeo")
                ):
                    continue
                current = best[start]
                if current is None or len(rest) + 1 < len(current):
                    best[start] = [syllable, *rest]
        return best[0] if piece else None


class _Sounds(dict[int, str]):
    def __missing__(self, character: int) -> str:
        return "| "


def sounds_like(syllable: str) -> str:
    """One spelling for syllables that many speakers do not tell apart: zh/z, ch/c, sh/s, ng/n, l/n."""
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    if syllable.endswith("ng"):
        syllable = syllable[:-1]
    if syllable.startswith("l"):
        syllable = "n" + syllable[1:]
    return syllable


@lru_cache(maxsize=1)
def pinyin_table() -> PinyinTable:
    """The table of the package, read once."""
    text = resources.files("cmiabot.search").joinpath("pinyin.txt").read_text(encoding="utf-8")
    return PinyinTable(text)
