"""The names of the subjects of the index, made ready to be looked through when the index is stored."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from cmiabot.corpus.models import Subject
from cmiabot.search.folding import fold_all, has_han
from cmiabot.search.haystacks import FILTERS_SIZE, Haystack
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import prepare_names
from cmiabot.search.shelf import Shelf
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import english_words, stems

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


def listed_names(subjects: Iterable[Subject]) -> bytes:
    """The names of all subjects as they are looked up (`Names`): a line of each, with the subject's place."""
    whole: dict[str, int] = {}
    by_stems: dict[str, set[int]] = {}
    for place, subject in enumerate(subjects):
        for name in fold_all(names_of(subject)):
            whole.setdefault(_words_of(name), place)
            if not has_han(name):
                by_stems.setdefault(_stems_of(name), set()).add(place)
    # What several subjects are called but for endings and little words (customs, customization) is no name.
    lines = {name: min(places) for name, places in by_stems.items() if len(places) == 1} | whole
    return "\n".join(f"{name}\t{place}" for name, place in lines.items() if name).encode()


class Names:
    """Finds the names of subjects in questions; `stored` is what `listed_names` made, read when needed."""

    def __init__(self, stored: Callable[[], memoryview]) -> None:
        self._stored = stored

    def found_in(self, content: str) -> set[int]:
        """The places of the subjects a folded content names: Chinese names anywhere, others word by word."""
        chinese, others = self._by_script
        pieces = (
            content[start : start + length] for start in range(len(content)) for length in self._lengths
        )
        phrases = (
            " ".join(words[start:end])
            for words in (_words_of(content).split(), _stems_of(content).split())
            for start in range(len(words))
            for end in range(start + 1, len(words) + 1)
        )
        return {
            *(chinese[piece] for piece in pieces if piece in chinese),
            *(others[phrase] for phrase in phrases if phrase in others),
        }

    def called(self, content: str) -> int | None:
        """The place of the subject that a folded content is a name of, no more and no less."""
        chinese, others = self._by_script
        if has_han(content):
            return chinese.get(content)
        place = others.get(_words_of(content))
        return others.get(_stems_of(content)) if place is None else place

    @cached_property
    def _by_script(self) -> tuple[dict[str, int], dict[str, int]]:
        """The Chinese names and the others, with the places of their subjects."""
        lines = filter(None, str(self._stored(), "utf-8").split("\n"))
        names = {name: int(place) for name, _, place in (line.partition("\t") for line in lines)}
        chinese = {name: place for name, place in names.items() if has_han(name)}
        return chinese, {name: place for name, place in names.items() if name not in chinese}

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self._by_script[0]})


def _words_of(name: str) -> str:
    """A folded name as it is compared word for word."""
    return name if has_han(name) else " ".join(english_words(name))


def _stems_of(name: str) -> str:
    """The same without endings and little words."""
    return " ".join(stems(english_words(name)))


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
        return str(self._stored[self._place][FILTERS_SIZE:], "utf-8").split(_BETWEEN)
