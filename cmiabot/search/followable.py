"""What somebody means who names what to follow: a theme, an organisation, an adviser or everything."""

from collections.abc import Iterator
from dataclasses import dataclass

from cmiabot.corpus.models import Collection
from cmiabot.search.answer import Reading
from cmiabot.search.folding import holds
from cmiabot.search.names import EntityKind, forms_of, normal_name
from cmiabot.search.themes import ThemeFinder

MOST = 4
"""Candidates to choose from."""
SHORTEST_PART = 2
"""Characters of a name that are enough to look for the whole one: 三井 for 三井住友 and 三井物产."""
_EVERYTHING = frozenset(
    [
        "全部",
        "全部内容",
        "全部论文",
        "全部主题",
        "所有",
        "所有内容",
        "所有论文",
        "所有主题",
        "一切",
        "都要",
        "全要",
        "全都要",
        "每日一文",
        "everything",
        "all",
    ]
)
_KINDS = {EntityKind.ORGANISATION: "organisation", EntityKind.PERSON: "adviser"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that can be followed, and whether exactly that was named."""

    kind: str
    """everything, theme, organisation or adviser."""
    ref: str
    """Its id; empty for everything."""
    exact: bool


def only_one(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The candidate that is certainly meant, where there is one."""
    return candidates[0] if len(candidates) == 1 and candidates[0].exact else None


class FollowableFinder:
    """Reads names of what can be followed in one collection."""

    def __init__(self, collection: Collection, themes: ThemeFinder) -> None:
        self._collection = collection
        self._themes = themes
        self._forms = tuple((_KINDS[form.kind], form.id, form.text) for form in forms_of(collection))

    def find(self, typed: str, reading: Reading) -> tuple[Candidate, ...]:
        """Whatever may be meant, at most four; `reading` is the text read as a question.

        What was named exactly leaves no room for what only sounds like it.
        """
        text = normal_name(typed)
        if text in _EVERYTHING:
            return (Candidate("everything", "", exact=True),)
        found = list(dict.fromkeys([*self._themes_named(typed, reading), *self._entities(reading)]))
        exact = [candidate for candidate in found if candidate.exact]
        return tuple((exact or found or list(dict.fromkeys(self._with_part(text))))[:MOST])

    def _themes_named(self, typed: str, reading: Reading) -> Iterator[Candidate]:
        # What was typed in pinyin is a guess once it stands in characters.
        for name in (typed, "" if reading.sounds else reading.content):
            if exactly := self._themes.exactly(name):
                yield Candidate("theme", exactly, exact=True)
                return
        if nearly := self._themes.named(typed):
            yield Candidate("theme", nearly, exact=False)
        yield from (Candidate("theme", theme, exact=False) for theme in reading.themes)

    def _entities(self, reading: Reading) -> Iterator[Candidate]:
        """People and organisations; that of a person who is named is not meant itself."""
        corrected = {correction.entity for correction in reading.corrections}
        theirs = {self._collection.people[person].organisation for person in reading.people}
        organisations = [one for one in reading.organisations if one not in theirs]
        for kind, ids in (("adviser", reading.people), ("organisation", organisations)):
            for identifier in ids:
                exact = identifier not in corrected and not self._says_more(reading)
                yield Candidate(kind, identifier, exact)

    def _says_more(self, reading: Reading) -> bool:
        """True where something beside the names is said that is no theme: a meeting, a paper (论文6)."""
        if reading.meetings:
            return True
        return bool(reading.content) and self._themes.exactly(reading.content) is None

    def _with_part(self, text: str) -> Iterator[Candidate]:
        """Those whose name holds what was typed."""
        if len(text) < SHORTEST_PART:
            return
        for kind, identifier, name in self._forms:
            if holds(name, text):
                yield Candidate(kind, identifier, exact=False)
