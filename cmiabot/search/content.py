"""What is left of a question to search for, once names, meetings and the words of asking are gone."""

from collections.abc import Sequence

from cmiabot.search import phrases
from cmiabot.search.folding import fold_latin, has_han
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.tokens import stems
from cmiabot.search.typed import TypedWords
from cmiabot.search.words import Words


class ContentReader:
    """Takes the words of asking out of questions; `vocabulary` are the English words of the collection."""

    def __init__(self, words: Words, table: PinyinTable, vocabulary: frozenset[str]) -> None:
        self._words = words
        self._table = table
        self._vocabulary = vocabulary
        self._typed_words = TypedWords(words, table)

    def is_word_here(self, name: str) -> bool:
        """True where a name is made of common words or of what the collection speaks of (专家, 青年人才)."""
        if not has_han(name):
            return any(word in self._vocabulary or self._table.split(word) for word in name.split())
        return all(len(word) > 1 and self._words.common(word) for word in self._words.cut(name))

    def read(self, rest: str) -> tuple[str, tuple[str, ...]]:
        """What is left to search for: words, and the syllables of what was typed in pinyin."""
        if has_han(rest):
            trimmed = phrases.ASKING.sub(" ", rest)
        else:
            spoken, others = self._typed_pinyin(rest)
            if spoken or not others:
                return " ".join(others), tuple(spoken)
            trimmed = phrases.ASKING_ENGLISH.sub(" ", rest)
        parts = [self._without_fillers(part) for part in trimmed.replace(",", " ").split()]
        content = " ".join(part for part in parts if part)
        return content if has_han(content) or stems(content.split()) else "", ()

    def only_asks(self, content: str) -> bool:
        """True where all that is left beside a name is a way of asking (主要讲了啥主意)."""
        words = [w for part in content.split() for w in (self._words.cut(part) if has_han(part) else (part,))]
        return all(word in phrases.ASKING_WORDS or word in phrases.FILLERS for word in words)

    def _without_fillers(self, part: str) -> str:
        """A part without the words at its ends that say nothing (对…的, 在…里), whole words only."""
        if not has_han(part):
            return part if part not in phrases.FILLERS and any(c.isalnum() for c in part) else ""
        words = list(self._words.cut(part))
        while words and words[0] in phrases.FILLERS:
            del words[0]
        while words and words[-1] in phrases.FILLERS:
            del words[-1]
        return "".join(words)

    def _typed_pinyin(self, rest: str) -> tuple[list[str], list[str]]:
        """(syllables, other words), or no syllables where the text is English rather than pinyin."""
        words = fold_latin(rest).replace(",", " ").split()
        spoken: list[Sequence[str]] = []
        others: list[str] = []
        strange = 0
        for word in words:
            syllables = self._table.split(word)
            if word in phrases.ASKING_PINYIN:
                strange += word not in self._vocabulary
            elif syllables is None:
                others.append(word)
            else:
                spoken.append(syllables)
                strange += word not in self._vocabulary
        english = sum(word.isalpha() and len(word) > 2 for word in others)
        return (self._spoken_words(spoken), others) if strange > english else ([], words)

    def _spoken_words(self, typed: Sequence[Sequence[str]]) -> list[str]:
        """Typed syllables word by word. Where every one stands alone, blanks do not say where words end."""
        if all(len(syllables) == 1 for syllables in typed):
            typed = [[syllables[0] for syllables in typed]]
        cut = [word for syllables in typed for word in self._typed_words.cut(syllables)]
        longer = [word for word in cut if len(word) > 1]
        return [" ".join(word) for word in longer or cut]


def is_english(content: str) -> bool:
    """True where words of a content typed in Latin letters are English (5G is not)."""
    return any(word.isalpha() and len(word) > 2 for word in content.split())
