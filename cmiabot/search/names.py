"""The names of a collection: every spelling of its organisations and people."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cmiabot.corpus.models import Collection
from cmiabot.search.folding import clean, fold, fold_all

_SPACE_BESIDE_HAN = re.compile(r"(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")
SHORT = 2
"""Characters of names so short that only the very same sounds count, and many a word has those."""
_SPEAKS = re.compile(
    r"$|[ ,]|的|都|也|还|说|提|讲|谈|聊|写|对|就|怎|关于|在|给|是|有|建议|主张|认为|觉得|和|与|跟|及|呢|吗"
)
"""Behind the name of somebody who speaks."""


class EntityKind(StrEnum):
    """What a name can name."""

    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling of an entity, as `normal_name` writes it, and the name answers use."""

    kind: EntityKind
    id: str
    text: str
    shown: str
    owner: str
    """The organisation itself, or the one a person speaks for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a question: where (in the compact text), whose, and whether it was typed exactly."""

    start: int
    end: int
    form: Form
    exact: bool


def is_free(start: int, end: int, taken: Sequence[Mention]) -> bool:
    """True for a stretch of a text that none of the names taken overlaps."""
    return all(end <= mention.start or start >= mention.end for mention in taken)


def may_be_meant(form: Form, text: str, start: int, end: int) -> bool:
    """False for the short name of a person where nobody speaks: in 哪个零健该换 a part is meant."""
    if form.kind is not EntityKind.PERSON or len(form.text) > SHORT:
        return True
    return start == 0 or _SPEAKS.match(text, end) is not None


def compact(text: str) -> str:
    """A text without the white space around Chinese characters."""
    return _SPACE_BESIDE_HAN.sub("", text).strip()


def normal_name(name: str) -> str:
    """A name as it is looked for: folded, cleaned, compact."""
    return compact(clean(fold(name)))


def forms_of(collection: Collection) -> Iterator[Form]:
    """Every spelling of every organisation and person."""
    for organisation in collection.organisations.values():
        names: tuple[str, ...] = (
            organisation.short.zh,
            organisation.short.en,
            organisation.name.zh,
            organisation.name.en,
        )
        names = (*names, *organisation.aliases)
        yield from _entity_forms(EntityKind.ORGANISATION, organisation.id, names, organisation.id)
        for person in organisation.people:
            spellings = (person.name.zh, person.name.en, *person.aliases)
            yield from _entity_forms(EntityKind.PERSON, person.id, spellings, organisation.id)


def _entity_forms(kind: EntityKind, identifier: str, spellings: Sequence[str], owner: str) -> Iterator[Form]:
    for text in dict.fromkeys(compact(clean(folded)) for folded in fold_all(spellings)):
        if len(text) > 1:
            yield Form(kind, identifier, text, spellings[0], owner)


def spellings_of(collection: Collection) -> Iterator[str]:
    """Every Chinese spelling as it is written in the data."""
    for organisation in collection.organisations.values():
        yield from (organisation.short.zh, organisation.name.zh, *organisation.aliases)
        for person in organisation.people:
            yield from (person.name.zh, *person.aliases)


def slips_of(name: str) -> Iterator[str]:
    """A name with two neighbours swapped, or, where it is long, without a character inside."""
    if len(name) > 2:
        for place in range(len(name) - 1):
            swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
            if swapped != name:
                yield swapped
    if len(name) > 3:
        for place in range(1, len(name) - 1):
            yield name[:place] + name[place + 1 :]


def stands_alone(text: str, start: int, end: int) -> bool:
    """False where Latin letters or digits at an end of a stretch go on beside it."""
    return not (
        (_is_latin(text[start]) and _is_latin(text[start - 1 : start]))
        or (_is_latin(text[end - 1]) and _is_latin(text[end : end + 1]))
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
