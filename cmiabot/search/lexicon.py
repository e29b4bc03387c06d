"""Finding the names of the collection in a question: exactly, by sound, in pinyin and through typos.

An exact match always wins over one that only sounds alike, a longer one over a shorter one (日立ABB电网
over ABB), and no name takes letters that belong to another word (bp inside a word, 高通 in 提高通关).
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from cmiabot.corpus.models import Collection
from cmiabot.search.folding import fold_all, fold_latin, has_han
from cmiabot.search.latin import LATIN_TOKEN, LatinNames
from cmiabot.search.names import (
    SHORT,
    EntityKind,
    Form,
    Mention,
    forms_of,
    is_free,
    may_be_meant,
    slips_of,
    spellings_of,
    stands_alone,
)
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.sounding import SoundingNames, Sounds
from cmiabot.search.words import Words

FUNCTION_CHARACTERS = frozenset(
    "的一是了和与在有不我他她它这那个们中来上大为到说就要以于也你您会着对及等所把被让给从向谁何哪吗呢吧啊提出建议看开请"
)
"""Characters so common that a two-character name never hides in them by sound (第一和第二 is not 怡和)."""
LONGEST_PINYIN_NAME = 8
"""Words of a name typed in pinyin, at most: one a syllable."""
MOST_READINGS = 16
"""Ways to pronounce one name that are kept; few characters have more than one."""

_YEAR_WORD = re.compile(r"(?<=[0-9] )nian(?![a-z])|(?<=[0-9])nian(?![a-z])")
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff]+")


class Lexicon:
    """All spellings of organisations and people of a collection."""

    def __init__(
        self, collection: Collection, words: Words, table: PinyinTable, vocabulary: frozenset[str]
    ) -> None:
        self._words = words
        self._table = table
        self._vocabulary = vocabulary
        forms = sorted(forms_of(collection), key=lambda form: -len(form.text))
        self._by_text: dict[str, Form] = {}
        for form in forms:
            self._by_text.setdefault(form.text, form)
        self._lengths = _lengths_by_beginning(self._by_text)
        of_each: dict[str, list[Form]] = {}
        for form in forms:
            of_each.setdefault(form.id, []).append(form)
        cores = [f for f in forms if _HAN_ONLY.fullmatch(f.text) and not _is_extension(f, of_each[f.id])]
        self._longer = {
            core.text: [f for f in of_each[core.id] if f.text.startswith(core.text) and f != core]
            for core in cores
        }
        self._sounding = SoundingNames(cores, table)
        self._companies = frozenset(collection.broad_sorts["companies"])
        self._people_of: dict[str, list[Form]] = {}
        for form in cores:
            if form.kind is EntityKind.PERSON and len(form.text) <= SHORT + 1:
                self._people_of.setdefault(form.owner, []).append(form)
        self._name_characters = frozenset(c for form in cores for c in form.text)
        self._core_lengths = sorted({len(form.text) for form in cores}, reverse=True)
        # Characters swapped or dropped: found by the very letters, before any sounds are compared.
        self._slips: dict[str, Form] = {}
        for form in cores:
            for slip in slips_of(form.text):
                if slip not in self._by_text and not words.known(slip):
                    self._slips.setdefault(slip, form)
        self._slip_lengths = sorted({len(slip) for slip in self._slips}, reverse=True)
        self._spoken: dict[str, Form] = {}
        for form in forms:
            if _HAN_ONLY.fullmatch(form.text):
                for sounds in itertools.islice(
                    itertools.product(*map(table.readings, form.text)), MOST_READINGS
                ):
                    self._spoken.setdefault("".join(sounds), form)
        self._initials = {
            "".join(syllable[0] for syllable in table.syllables(form.text)): form
            for form in reversed(forms)
            if _HAN_ONLY.fullmatch(form.text) and len(form.text) > SHORT
        }
        self._latin = LatinNames((f for f in self._by_text.values() if not has_han(f.text)), vocabulary)
        written = sorted({c for name in spellings_of(collection) for c in name if has_han(c)})
        self.traditional = frozenset(
            c for c, folded in zip(written, fold_all(written), strict=True) if c != folded
        )
        """Traditional characters that the names of the collection are written with."""

    def mentions(self, text: str, borders: frozenset[int]) -> list[Mention]:
        """The names in a compact text, from left to right.

        `borders` are further places where words end, as the spaces of the question say.
        """
        boundaries = self._words.boundaries(text) | borders
        exact = list(self._exact_mentions(text, boundaries))
        typed = list(self._typed_pinyin(text, exact))
        # `liangjiang` is a name, `liangjiang xinqu` a longer one.
        found = [*(mention for mention in exact if is_free(mention.start, mention.end, typed)), *typed]
        found += list(self._misspelled_han(text, boundaries, found))
        found += list(self._latin.misspelled(text, found))
        found = [self._to_its_end(text, mention) for mention in found]
        found += list(self._people_beside(text, found))
        return sorted(found, key=lambda mention: mention.start)

    def _to_its_end(self, text: str, mention: Mention) -> Mention:
        """A misspelled name with what its longer form goes on with: 施耐的 + 电气."""
        if mention.exact:
            return mention
        for form in self._longer.get(mention.form.text, ()):
            rest = form.text[len(mention.form.text) :]
            if form.id == mention.form.id and text.startswith(rest, mention.end):
                return Mention(mention.start, mention.end + len(rest), form, exact=False)
        return mention

    def _exact_mentions(self, text: str, boundaries: set[int]) -> Iterator[Mention]:
        position = 0
        while position < len(text):
            form = self._exact_at(text, position)
            end = position + len(form.text) if form else position + 1
            # A long name is never there by chance, however jieba cuts what stands around it.
            chance = form is not None and has_han(form.text) and len(form.text) <= SHORT + 1
            if form is None or (chance and not {position, end} <= boundaries):
                position += 1
                continue
            yield Mention(position, end, form, exact=True)
            position = end

    def _exact_at(self, text: str, start: int) -> Form | None:
        """The longest name that begins here; Latin ones only as whole words."""
        if not stands_alone(text, start, len(text)):
            return None
        for length in self._lengths.get(text[start], ()):
            end = start + length
            form = self._by_text.get(text[start:end]) if end <= len(text) else None
            if form is not None and stands_alone(text, start, end):
                return form
        return None

    def _typed_pinyin(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """Names in Latin letters by their sound (`shinaide`, `shi nai de`) or first letters (`snd`).

        Those taken are given only where they are part of a longer one.
        """
        # 2020 nian jiang le shenme: a year and 讲, not 两江.
        latin = _YEAR_WORD.sub("####", fold_latin(text))
        if len(latin) != len(text):
            return
        tokens = list(LATIN_TOKEN.finditer(latin))
        position = 0
        while position < len(tokens):
            mention = self._pinyin_at(tokens, position)
            if mention is None or not _goes_beyond(mention, taken):
                position += 1
                continue
            yield mention
            while position < len(tokens) and tokens[position].start() < mention.end:
                position += 1

    def _pinyin_at(self, tokens: Sequence[re.Match[str]], position: int) -> Mention | None:
        start = tokens[position].start()
        # The table tells l and n not apart, so neither do the first letters.
        initials = self._initials.get(tokens[position][0].replace("l", "n"))
        plain_pinyin = self._table.split(tokens[position][0]) is not None
        if initials and tokens[position][0] not in self._vocabulary and not plain_pinyin:
            return Mention(start, tokens[position].end(), initials, exact=False)
        spoken: list[str] = []
        best: Mention | None = None
        strange = False
        for count, token in enumerate(tokens[position : position + LONGEST_PINYIN_NAME], start=1):
            syllables = self._table.split(token[0])
            if syllables is None:
                break
            spoken += syllables
            strange |= token[0] not in self._vocabulary
            # Several words that together make a name are no chance; a single English word may be.
            if strange or (count > 1 and len(spoken) > SHORT):
                # Joined: `fanake` may be cut as fan-a-ke as well as fa-na-ke.
                form = self._spoken.get("".join(spoken))
                best = best if form is None else Mention(start, token.end(), form, exact=False)
        return best

    def _misspelled_han(self, text: str, boundaries: set[int], taken: Sequence[Mention]) -> Iterator[Mention]:
        """Names with wrong characters: same sounds first, then one wrong sound, longer ones first."""
        chosen: list[Mention] = []
        for start, end in _windows(self._slip_lengths, boundaries):
            meant = self._slips.get(text[start:end])
            if meant is not None and is_free(start, end, [*taken, *chosen]):
                chosen.append(Mention(start, end, meant, exact=False))
        exactly, alike = self._table.exact_syllables(text), self._table.syllables(text)
        windows = list(_windows(self._core_lengths, boundaries))
        for meant_by in (self._same_sound, self._one_sound_wrong):
            for start, end in windows:
                sounds = exactly if end - start <= SHORT else alike
                form = meant_by(text[start:end], tuple(sounds[start:end]))
                if form and may_be_meant(form, text, start, end) and is_free(start, end, [*taken, *chosen]):
                    chosen.append(Mention(start, end, form, exact=False))
        yield from chosen

    def _same_sound(self, window: str, sounds: Sounds) -> Form | None:
        """The name that sounds just like a window, unless that makes sense by itself."""
        form = self._sounding.alike(sounds)
        if form is None or not _is_slip(window, form.text, same_sound=True):
            return None
        return None if self._words.known(window) else form

    def _one_sound_wrong(self, window: str, sounds: Sounds) -> Form | None:
        """The longer name that a window is a misspelling of, unless the window makes sense by itself."""
        if len(window) <= SHORT or self._name_characters.isdisjoint(window):
            return None
        nearly = self._sounding.nearly(sounds)
        form = next((form for form in nearly if _is_slip(window, form.text, same_sound=False)), None)
        if form is None:
            return None
        # In a long name one wrong character is a slip, whatever words it makes (水井浩二 for 永井浩二), and
        # behind the first in a company's (巴斯天): people's names differ by one, authorities' are words.
        like_it = len(window) > SHORT + 1 or (
            form.id in self._companies and window[0] == form.text[0] and not self._words.known(window)
        )
        like_it &= sum(map(str.__eq__, window, form.text)) >= len(window) - 1
        return form if like_it or self._makes_no_sense(window) else None

    def _makes_no_sense(self, window: str) -> bool:
        """True where some character is left over by the words a window is made of."""
        if self._words.known(window):
            return False
        pieces = self._words.cut(window)
        shortest = 1 if len(window) == SHORT + 1 else min(map(len, pieces))
        return shortest == 1 and (len(window) > SHORT + 1 or len(pieces) == len(window))

    def _people_beside(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """People behind the name of their organisation (梧桐科技的曹赋): there, the surname is enough."""
        for mention in taken:
            start = mention.end + text.startswith("的", mention.end)
            for form in self._people_of.get(mention.form.id, ()):
                window = text[start : start + len(form.text)]
                if (
                    len(window) == len(form.text)
                    and window[0] == form.text[0]
                    and not self._words.known(window)
                    and is_free(start, start + len(window), taken)
                ):
                    yield Mention(start, start + len(window), form, exact=False)
                    break


def _windows(lengths: Sequence[int], boundaries: AbstractSet[int]) -> Iterator[tuple[int, int]]:
    """Every stretch of these lengths of a text between two of the places where words end."""
    starts = sorted(boundaries)
    for length in lengths:
        yield from ((start, start + length) for start in starts if start + length in boundaries)


def _lengths_by_beginning(names: Iterable[str]) -> dict[str, list[int]]:
    """The lengths of the names that begin with a character, the longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    return {first: sorted(those, reverse=True) for first, those in lengths.items()}


def _goes_beyond(mention: Mention, others: Iterable[Mention]) -> bool:
    """True where a name is longer than each of the others that it touches, and holds it."""
    touched = [other for other in others if not is_free(other.start, other.end, [mention])]
    return all(
        mention.start <= other.start
        and other.end <= mention.end
        and mention.end - mention.start > other.end - other.start
        for other in touched
    )


def _is_slip(typed: str, name: str, *, same_sound: bool) -> bool:
    """True where what was typed can be a slip for a name: enough characters stand as they should.

    Where a common little word came in, more must: 会普 may be 惠普 and 施耐的 施耐德, but 一和 is not 怡和
    and 是谁的 not 施耐德.
    """
    little = any(a != b and a in FUNCTION_CHARACTERS for a, b in zip(typed, name, strict=True))
    kept = sum(a == b and a not in FUNCTION_CHARACTERS for a, b in zip(typed, name, strict=True))
    needed = int(little) if same_sound else 1 + int(little)
    return kept >= needed


def _is_extension(form: Form, others: Iterable[Form]) -> bool:
    """True for a shorter name of the same organisation with a general word behind it (福特 + 汽车)."""
    return form.kind is EntityKind.ORGANISATION and any(
        form.text != other.text and form.text.startswith(other.text) for other in others
    )
