"""Finding themes: inside a question, and by a name somebody typed."""

from rapidfuzz import fuzz

from cmiabot.corpus.models import Collection
from cmiabot.search.folding import fold, han_runs, has_han, holds
from cmiabot.search.names import compact
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import english_words, stems

LIKENESS = 80
"""Per cent of likeness from which a typed Latin name is meant to be a theme's."""


class ThemeFinder:
    """The names and synonyms of the themes of a collection."""

    def __init__(self, collection: Collection, table: PinyinTable) -> None:
        self._order = tuple(collection.themes)
        self._table = table
        self._names: dict[str, str] = {}
        for theme in collection.themes.values():
            for name in (theme.id, theme.name.zh, theme.name.en):
                self._names[compact(fold(name))] = theme.id
        names = ((theme.name.zh, theme.name.en, *theme.synonyms) for theme in collection.themes.values())
        self._finder = Synonyms([tuple(map(compact, group)) for group in names])
        self._titles = dict(self._names)
        for theme in collection.themes.values():
            for name in theme.synonyms:
                self._names.setdefault(compact(fold(name)), theme.id)

    def inside(self, text: str) -> tuple[str, ...]:
        """The themes whose names or synonyms a folded text holds, in the order of the collection."""
        found = {found.group for found in self._finder.found_in(text, stems(english_words(text)))}
        return tuple(theme for number, theme in enumerate(self._order) if number in found)

    def exactly(self, typed: str) -> str | None:
        """The theme of which this is a name or synonym, as it stands there."""
        return self._names.get(compact(fold(typed)))

    def named(self, typed: str) -> str | None:
        """The one theme somebody means by a name: exactly, by sound, or nearly so; else None."""
        text = compact(fold(typed))
        if text in self._names:
            return self._names[text]
        for belongs in (str.startswith, holds):
            parts = {theme for name, theme in self._titles.items() if len(text) > 1 and belongs(name, text)}
            if len(parts) == 1:
                return parts.pop()
        spoken = self._sound(text)
        alike = {theme for name, theme in self._names.items() if spoken and self._sound(name) == spoken}
        if not alike:
            alike = {
                theme
                for name, theme in self._names.items()
                if not has_han(name) and fuzz.ratio(text, name) >= LIKENESS
            }
        if not alike:
            alike = set(self.inside(text))
        return alike.pop() if len(alike) == 1 else None

    def _sound(self, text: str) -> tuple[str, ...]:
        if has_han(text):
            return tuple(self._table.syllables("".join(han_runs(text))))
        return tuple(self._table.split(text.replace(" ", "'")) or ())
