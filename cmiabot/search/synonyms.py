"""Groups of words that mean the same in this collection (data/synonyms.yaml), found inside texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cmiabot.search.folding import fold_all, has_han
from cmiabot.search.tokens import english_words, stems


@dataclass(frozen=True, slots=True)
class Found:
    """A word of a group as it stands in a text; English ones as their stems."""

    group: int
    word: str


class Synonyms:
    """Finds groups in one pass over a text, however many there are."""

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        folded = iter(fold_all(word for group in groups for word in group))
        self._groups = [tuple(next(folded) for _ in group) for group in groups]
        self._chinese: dict[str, list[Found]] = {}
        self._english: dict[str, list[tuple[Found, list[str]]]] = {}
        self._by_script: list[tuple[list[str], list[str]]] = []
        for number, group in enumerate(self._groups):
            chinese = [word for word in group if has_han(word)]
            others = [stems(english_words(word)) for word in group if not has_han(word)]
            phrases = [phrase for phrase in others if phrase]
            for word in chinese:
                self._chinese.setdefault(word[:2], []).append(Found(number, word))
            for phrase in phrases:
                self._english.setdefault(phrase[0], []).append((Found(number, " ".join(phrase)), phrase))
            self._by_script.append((chinese, [f" {' '.join(phrase)} " for phrase in phrases]))

    def found_in(self, text: str, text_stems: Sequence[str]) -> Iterator[Found]:
        """Every word of a group in a folded text: Chinese ones anywhere, English ones by their stems."""
        for place, character in enumerate(text):
            for found in self._chinese.get(character, ()):
                yield found
            for found in self._chinese.get(text[place : place + 2], ()) if place + 1 < len(text) else ():
                if text.startswith(found.word, place):
                    yield found
        for place, stem in enumerate(text_stems):
            for found, phrase in self._english.get(stem, ()):
                if text_stems[place : place + len(phrase)] == phrase:
                    yield found

    def words(self, group: int) -> tuple[list[str], list[str]]:
        """The words of a group: the Chinese ones, and the others as their stems with blanks around each."""
        return self._by_script[group]

    def others(self, found: Sequence[Found]) -> list[str]:
        """The other words of the groups found, each once."""
        inside = {item.word for item in found}
        words = (word for item in found for word in self._groups[item.group])
        return [word for word in dict.fromkeys(words) if word not in inside]
