"""Finding the names of the collection in a question: exactly, by sound, in pinyin and through typos.

An exact match always wins over one that only sounds alike, a longer one over a shorter one (日立ABB电网
over ABB), and no name takes letters that belong to another word (bp inside a word, 高通 in 提高通关).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from cmiabot.corpus.models import Collection
from cmiabot.search.folding import fold, fold_latin, has_han
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.words import Words

FUNCTION_CHARACTERS = frozenset(
    "的一是了和与在有不我他这那个们中来上大为到说就要以于也你会着对及等所把被让给从向谁何哪吗呢吧啊提出建议"
)
"""Characters so common that a two-character name never hides in them by sound (第一和第二 is not 怡和)."""
LATIN_LIKENESS = 82
"""Per cent of likeness from which a Latin word is a misspelled name (Schnieder)."""

_LATIN_TOKEN = re.compile(r"[a-z0-9&]+(?:['.-][a-z0-9]+)*")
_SPACE_BESIDE_HAN = re.compile(r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")


class EntityKind(StrEnum):
    """What a name can name."""

    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of an entity, folded, with its sounds where it is Chinese."""

    kind: EntityKind
    id: str
    text: str
    shown: str
    syllables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a question: where (in the folded text), whose, and whether it was typed exactly."""

    start: int
    end: int
    form: Form
    exact: bool


def compact(folded: str) -> str:
    """A folded text without the white space around Chinese characters."""
    return _SPACE_BESIDE_HAN.sub("", folded).strip()


class Lexicon:
    """All spellings of organisations and people of a collection."""

    def __init__(
        self, collection: Collection, words: Words, table: PinyinTable, vocabulary: frozenset[str]
    ) -> None:
        self._words = words
        self._table = table
        self._vocabulary = vocabulary
        self._forms = list(_forms(collection, table))
        by_length = sorted(self._forms, key=lambda form: -len(form.text))
        self._by_text: dict[str, Form] = {}
        for form in by_length:
            self._by_text.setdefault(form.text, form)
        self._exact = (
            re.compile("|".join(_guarded(text) for text in self._by_text)) if self._by_text else None
        )
        self._han_forms = [form for form in by_length if form.syllables]
        self._latin_forms = [form for form in by_length if not has_han(form.text) and len(form.text) >= 4]
        self._initials = {
            "".join(syllable[0] for syllable in form.syllables): form
            for form in reversed(self._han_forms)
            if len(form.syllables) >= 3
        }

    def mentions(self, text: str, borders: frozenset[int]) -> list[Mention]:
        """The names in a compact text, from left to right.

        `borders` are further places where words end, as the spaces of the question say.
        """
        found = list(self._exact_mentions(text, borders))
        found += self._typed_pinyin(text, found)
        found += self._misspelled_han(text, borders, found)
        found += self._misspelled_latin(text, found)
        return sorted(found, key=lambda mention: mention.start)

    def _exact_mentions(self, text: str, borders: frozenset[int]) -> Iterator[Mention]:
        boundaries = self._words.boundaries(text) | borders
        position = 0
        while self._exact and (match := self._exact.search(text, position)):
            form = self._by_text[match[0]]
            short_han = has_han(form.text) and len(form.text) <= 2
            if short_han and not {match.start(), match.end()} <= boundaries:
                position = match.start() + 1
                continue
            yield Mention(match.start(), match.end(), form, exact=True)
            position = match.end()

    def _typed_pinyin(self, text: str, taken: list[Mention]) -> Iterator[Mention]:
        """Names in Latin letters by their sound (`shinaide`, `shi nai de`) or first letters (`sndq`)."""
        tokens = [
            match
            for match in _LATIN_TOKEN.finditer(fold_latin(text))
            if _free(match.start(), match.end(), taken) and len(fold_latin(text)) == len(text)
        ]
        position = 0
        while position < len(tokens):
            mention = self._pinyin_at(tokens, position)
            if mention is None:
                position += 1
                continue
            yield mention
            while position < len(tokens) and tokens[position].start() < mention.end:
                position += 1

    def _pinyin_at(self, tokens: list[re.Match[str]], position: int) -> Mention | None:
        # The table tells l and n not apart, so neither do the first letters.
        initials = self._initials.get(tokens[position][0].replace("l", "n"))
        if initials and tokens[position][0] not in self._vocabulary:
            return Mention(tokens[position].start(), tokens[position].end(), initials, exact=False)
        spoken: list[str] = []
        best: Mention | None = None
        for token in tokens[position : position + 6]:
            syllables = None if token[0] in self._vocabulary else self._table.split(token[0])
            if syllables is None:
                break
            spoken += syllables
            for form in self._han_forms:
                if list(form.syllables) == spoken:
                    best = Mention(tokens[position].start(), token.end(), form, exact=False)
                    break
        return best

    def _misspelled_han(self, text: str, borders: frozenset[int], taken: list[Mention]) -> Iterator[Mention]:
        boundaries = self._words.boundaries(text) | borders
        syllables = [self._table.syllables(character)[0] for character in text]
        found: list[tuple[float, Mention]] = []
        for form in self._han_forms:
            length = len(form.text)
            for start in range(len(text) - length + 1):
                end = start + length
                if not _free(start, end, taken):
                    continue
                score = self._likeness(form, text[start:end], tuple(syllables[start:end]))
                if score and self._may_be_name(text, start, end, boundaries, score):
                    found.append((score, Mention(start, end, form, exact=False)))
        chosen: list[Mention] = []
        for _, mention in sorted(found, key=lambda item: (-item[0], -len(item[1].form.text), item[1].start)):
            if _free(mention.start, mention.end, chosen):
                chosen.append(mention)
        yield from chosen

    def _likeness(self, form: Form, window: str, sounds: tuple[str, ...]) -> float:
        """0 for another word; more for the same sounds than for one wrong character."""
        if sounds == form.syllables and all("\u4e00" <= c <= "\u9fff" for c in window):
            return 1.0
        if len(window) < 3 or not all("\u4e00" <= c <= "\u9fff" or c.isalnum() for c in window):
            return 0.0
        wrong = Levenshtein.distance(sounds, form.syllables, score_cutoff=2)
        wrong = min(wrong, Levenshtein.distance(window, form.text, score_cutoff=2))
        allowed = 1 if len(window) < 6 else 2
        if wrong > allowed:
            return 0.0
        return 0.9 - 0.1 * wrong if len(window) > 3 else 0.6

    def _may_be_name(self, text: str, start: int, end: int, boundaries: set[int], score: float) -> bool:
        window = text[start:end]
        if end - start >= 4:
            return True
        if not {start, end} <= boundaries or self._words.known(window):
            return False
        if end - start == 3:
            # One wrong sound in three: only where the characters make no other words.
            pieces = self._words.cut(window)
            return score == 1.0 or all(len(piece) == 1 for piece in pieces)
        return not any(character in FUNCTION_CHARACTERS for character in window)

    def _misspelled_latin(self, text: str, taken: list[Mention]) -> Iterator[Mention]:
        tokens = [match for match in _LATIN_TOKEN.finditer(text) if _free(match.start(), match.end(), taken)]
        position = 0
        while position < len(tokens):
            best = max(self._latin_at(text, tokens, position), key=lambda item: item[0], default=None)
            if best is None:
                position += 1
                continue
            yield best[1]
            while position < len(tokens) and tokens[position].start() < best[1].end:
                position += 1

    def _latin_at(
        self, text: str, tokens: list[re.Match[str]], position: int
    ) -> Iterator[tuple[float, Mention]]:
        first = tokens[position]
        for form in self._latin_forms:
            width = len(form.text.split())
            window = tokens[position : position + width]
            if len(window) < width or form.text[0] != first[0][0]:
                continue
            if all(token[0] in self._vocabulary for token in window) or any(len(t[0]) < 4 for t in window):
                continue
            typed = text[first.start() : window[-1].end()]
            likeness = fuzz.ratio(typed, form.text)
            if likeness >= LATIN_LIKENESS:
                yield likeness, Mention(first.start(), window[-1].end(), form, exact=False)


def _forms(collection: Collection, table: PinyinTable) -> Iterator[Form]:
    for organisation in collection.organisations.values():
        spellings = [organisation.short.zh, organisation.short.en, organisation.name.zh, organisation.name.en]
        yield from _entity_forms(
            EntityKind.ORGANISATION, organisation.id, [*spellings, *organisation.aliases], table
        )
        for person in organisation.people:
            yield from _entity_forms(
                EntityKind.PERSON, person.id, [person.name.zh, person.name.en, *person.aliases], table
            )


def _entity_forms(
    kind: EntityKind, identifier: str, spellings: Iterable[str], table: PinyinTable
) -> Iterator[Form]:
    shown = next(iter(spellings))
    seen: set[str] = set()
    for spelling in spellings:
        folded = compact(fold(spelling))
        for text in (folded, folded.replace("·", "")):
            if len(text) > 1 and text not in seen:
                seen.add(text)
                syllables = tuple(table.syllables(text)) if has_han(text) and "·" not in text else ()
                yield Form(kind, identifier, text, shown, syllables)


def _guarded(text: str) -> str:
    """A pattern that finds a Latin name only as whole words."""
    before = r"(?<![a-z0-9])" if text[0].isascii() and text[0].isalnum() else ""
    after = r"(?![a-z0-9])" if text[-1].isascii() and text[-1].isalnum() else ""
    return before + re.escape(text) + after


def _free(start: int, end: int, taken: list[Mention]) -> bool:
    return all(end <= mention.start or start >= mention.end for mention in taken)
