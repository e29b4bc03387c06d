"""Records made ready to be looked through: folded, cut, sounded, each part when it is first needed."""

from functools import cached_property

from cmiabot.corpus.models import Recommendation
from cmiabot.search.folding import BETWEEN, fold_all
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import bigrams, english_words, stems

MOST = 8192
"""Records kept ready; with more, all are dropped and made anew."""


class Haystack:
    """What a record is looked for in: `text` is its own, `everything` holds its everyday wordings too."""

    def __init__(self, record: Recommendation, table: PinyinTable, synonyms: Synonyms) -> None:
        own = f"{record.text.zh} {' '.join(record.terms)} {record.text.en}"
        self.text, *self._wordings = fold_all((own, *record.wordings))
        self.everything = BETWEEN.join((self.text, *self._wordings))
        self._table = table
        self._synonyms = synonyms

    @cached_property
    def sound(self) -> str:
        """The syllables of everything, a blank around each and a bar for what has none."""
        return f" {self._table.sounds(self.everything)} "

    @cached_property
    def stems(self) -> frozenset[str]:
        """The English stems of the record itself."""
        return frozenset(stems(english_words(self.text)))

    @cached_property
    def all_stems(self) -> list[str]:
        """The English stems of everything, in order."""
        return stems(english_words(self.everything))

    @cached_property
    def groups(self) -> frozenset[int]:
        """The groups of synonyms of which it holds a word."""
        return frozenset(found.group for found in self._synonyms.found_in(self.everything, self.all_stems))

    @cached_property
    def wordings(self) -> tuple[frozenset[str], ...]:
        """The pieces of each everyday wording."""
        return tuple(map(pieces_of, self._wordings))


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
            haystack = self._ready[record.id] = Haystack(record, self._table, self._synonyms)
        return haystack


def pieces_of(folded: str) -> frozenset[str]:
    """The pairs of characters and the English stems of a text."""
    return frozenset((*bigrams(folded), *stems(english_words(folded))))
