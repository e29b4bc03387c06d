"""The names of the subjects of the index, made ready to be looked through when the index is stored."""

from collections.abc import Sequence
from functools import cached_property

from cmiabot.corpus.models import Subject
from cmiabot.search.haystacks import FILTERS_SIZE, Haystack
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import prepare_names
from cmiabot.search.shelf import Shelf
from cmiabot.search.synonyms import Synonyms

_BETWEEN = "\f"
"""Between names made ready; folding leaves no control characters in them."""


def names_of(subject: Subject) -> tuple[str, ...]:
    """Its heading in both languages, and what else people call it."""
    return subject.name.zh, subject.name.en, *subject.also


def ready_names(subject: Subject, table: PinyinTable, synonyms: Synonyms) -> bytes:
    """The names of a subject made ready: filters of all of them as one text, that text, each by itself."""
    names = names_of(subject)
    texts = [prepare_names(text).as_text(table, synonyms) for text in (names, *((name,) for name in names))]
    return Haystack(texts[0]).filters() + _BETWEEN.join(texts).encode()


class SubjectNames:
    """The names of the subject at a place of the collection, as `ready_names` made them; read when needed."""

    def __init__(self, stored: Shelf, place: int) -> None:
        self._stored = stored
        self._place = place

    @cached_property
    def together(self) -> Haystack:
        """All of them as one text."""
        return Haystack(self._ready[0], filters=self._stored[self._place][:FILTERS_SIZE])

    @cached_property
    def each(self) -> Sequence[Haystack]:
        """One by one."""
        return [Haystack(name) for name in self._ready[1:]]

    @cached_property
    def _ready(self) -> list[str]:
        return self._stored[self._place][FILTERS_SIZE:].decode().split(_BETWEEN)
