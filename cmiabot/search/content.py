"""What is left of a question to search for, once names, meetings and the words of asking are gone."""

from cmiabot.search import phrases
from cmiabot.search.folding import has_han
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.tokens import stems
from cmiabot.search.typed import TypedWords
from cmiabot.search.words import Words

SHORTEST_NAME = 2
"""Characters of names that words may be torn out of."""


class ContentReader:
    """Takes the words of asking out of questions; `vocabulary` are the English words of the collection."""

    def __init__(
        self, words: Words, typed: TypedWords, table: PinyinTable, vocabulary: frozenset[str]
    ) -> None:
        self._words = words
        self._typed_words = typed
        self._table = table
        self._vocabulary = vocabulary

    def is_word_here(self, name: str) -> bool:
        """True where a name is made of common words or of what the collection speaks of (专家, 青年人才)."""
        if not has_han(name):
            return any(word in self._vocabulary or self._table.split(word) for word in name.split())
        return all(len(word) > 1 and self._words.common(word) for word in self._words.cut(name))

    def is_name(self, content: str) -> bool:
        """True for the name of a person, company or brand that the dictionary knows (比亚迪)."""
        return self._words.is_name(content)

    def chinese(self, rest: str) -> str | None:
        """Typed pinyin as the likeliest Chinese; None for what is none."""
        return None if has_han(rest) else self._typed_words.chinese(rest)

    def chinese_apart(self, text: str) -> str | None:
        """The same only for syllables that stand alone each, names included."""
        return self.chinese(text) if self._typed_words.is_apart(text) else None

    def read(self, rest: str) -> str:
        """What is left to search for."""
        if has_han(rest):
            each = phrases.SAYING_EACH.sub(phrases.SAYS_EACH, rest) if "既" in rest else rest
            trimmed = phrases.ASKING.sub(" ", each)
            trimmed = phrases.ASKING_BESIDE_CHINESE.sub(" ", trimmed)
        else:
            trimmed = phrases.ASKING_ENGLISH.sub(" ", phrases.ONE_OF_SEVERAL.sub(" and ", rest))
        parts = [self._without_fillers(part) for part in trimmed.replace(",", " ").split()]
        content = " ".join(part for part in parts if part)
        return content if has_han(content) or stems(content.split()) else ""

    def sounds(self, content: str) -> tuple[str, ...]:
        """The sounds of the words of a content that was typed in pinyin, syllables with blanks between."""
        words = [w for part in content.split() if has_han(part) for w in self._words.cut(part)]
        words = [word for word in words if has_han(word) and word not in phrases.FILLERS]
        return tuple(dict.fromkeys(" ".join(self._table.syllables(word)) for word in words))

    def has_subject(self, content: str) -> bool:
        """True where a content names a thing; verbs and adverbs alone may well only ask."""
        words = [w for part in content.split() for w in (self._words.cut(part) if has_han(part) else (part,))]
        return any(
            self._words.emphasis(word) >= 1 and (not has_han(word) or len(word) > 1)
            for word in words
            if word not in phrases.ASKING_WORDS and word not in phrases.FILLERS
        )

    def only_asks(self, content: str) -> bool:
        """True where all that is left beside a name is a way of asking (主要讲了啥主意)."""
        words = [w for part in content.split() for w in (self._words.cut(part) if has_han(part) else (part,))]
        return all(
            word in phrases.ASKING_WORDS or word in phrases.FILLERS or not (has_han(word) or stems([word]))
            for word in words
        )

    def _without_fillers(self, part: str) -> str:
        """A part without the words at its ends that say nothing (对…的, 在…里), whole words only."""
        if not has_han(part):
            return part if part not in phrases.FILLERS and any(c.isalnum() for c in part) else ""
        words = list(self._words.cut(part))
        while words and words[0] in phrases.FILLERS:
            del words[0]
        while words and words[-1] in phrases.FILLERS:
            del words[-1]
        left = "".join(words)
        # A name that the dictionary lacks is no word with a filler (佳能); 氢的 is.
        torn = len(left) == 1 and len(part) <= SHORTEST_NAME and part.strip(phrases.PARTICLES) == part
        return part if torn else left


def is_english(content: str) -> bool:
    """True where words of a content typed in Latin letters are English (5G is not)."""
    return any(word.isascii() and word.isalpha() and len(word) > 2 for word in content.split())
