"""Records made ready to be looked through: folded, cut, sounded, each part when it is first needed."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cached_property

from cmiabot.corpus.models import Recommendation
from cmiabot.search.folding import BETWEEN, fold_all, has_han
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import bigrams, english_words, stems

MOST = 8192
"""Records kept ready; with more, all are dropped and made anew."""


class Haystack:
    """What something is looked for in: `text` is its own, `everything` holds its everyday wordings too."""

    def __init__(self, own: str, wordings: Sequence[str], table: PinyinTable, synonyms: Synonyms) -> None:
        self.text, *self._wordings = fold_all((own, *wordings))
        self.everything = BETWEEN.join((self.text, *self._wordings))
        self._table = table
        self._synonyms = synonyms
        self._groups: dict[int, bool] = {}
        self._weighed: list[tuple[frozenset[str], float] | None] = [None] * len(self._wordings)

    @cached_property
    def sound(self) -> str:
        """The syllables of everything, a blank around each and a bar for what has none."""
        return f" {self._table.sounds(self.everything)} "

    @cached_property
    def stems(self) -> frozenset[str]:
        """The English stems of its own text."""
        return frozenset(stems(english_words(self.text)))

    @cached_property
    def all_stems(self) -> list[str]:
        """The English stems of everything, in order."""
        return stems(english_words(self.everything))

    @cached_property
    def distinct_stems(self) -> dict[str, str]:
        """The same, each once: to look up, and to compare with."""
        return {stem: stem for stem in self.all_stems}

    @cached_property
    def _spaced_stems(self) -> str:
        return f" {' '.join(self.all_stems)} "

    def has_group(self, group: int) -> bool:
        """True where it holds a word of a group of synonyms."""
        held = self._groups.get(group)
        if held is None:
            chinese, others = self._synonyms.words(group)
            held = any(word in self.everything for word in chinese) or any(
                phrase in self._spaced_stems for phrase in others
            )
            self._groups[group] = held
        return held

    def wordings(
        self, asked: Collection[str], weigh: Callable[[Collection[str]], float]
    ) -> Iterator[tuple[frozenset[str], float]]:
        """The pieces of each everyday wording that may share one with those asked for, and their weight."""
        sought: Collection[str] = asked
        # The stem of an English word need not be a part of it; a pair of characters is.
        chinese = all(map(has_han, asked))
        if chinese:
            sought = [piece for piece in asked if piece in self.everything]
        for place, wording in enumerate(self._wordings):
            if chinese:
                for piece in sought:
                    if piece in wording:
                        break
                else:
                    continue
            weighed = self._weighed[place]
            if weighed is None:
                pieces = pieces_of(wording)
                weighed = self._weighed[place] = (pieces, weigh(pieces))
            yield weighed


class Haystacks:
    """Keeps the haystacks of the records last looked through."""

    def __init__(self, table: PinyinTable, synonyms: Synonyms) -> None:
        self._table = table
        self._synonyms = synonyms
        self._ready: dict[str, Haystack] = {}

    def of(self, record: Recommendation) -> Haystack:
        """The haystack of a record."""
        # By id: hashing whole records takes longer than what is looked for in them.
        haystack = self._ready.get(record.id)
        if haystack is None:
            if len(self._ready) >= MOST:
                self._ready.clear()
            own = f"{record.text.zh} {' '.join(record.terms)} {record.text.en}"
            haystack = self._ready[record.id] = Haystack(own, record.wordings, self._table, self._synonyms)
        return haystack


def pieces_of(folded: str) -> frozenset[str]:
    """The pairs of characters and the English stems of a text."""
    return frozenset((*bigrams(folded), *stems(english_words(folded))))
