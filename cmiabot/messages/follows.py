"""What can be followed: how buttons refer to it, and what it is called."""

from cmiabot.corpus.models import Collection, Text

Interest = tuple[str, str]
"""What somebody follows: the kind of a subscription, and the id of the theme, organisation or person."""
EVERYTHING = "everything"
KINDS = {"t": "theme", "o": "organisation", "a": "adviser"}
"""The first letter of a reference and the kind of subscription it stands for; it travels in callback data."""
_LETTERS = {kind: letter for letter, kind in KINDS.items()}
_ALL = "e"
"""What refers to everything."""


def follow_ref(kind: str, identifier: str) -> str:
    """What the button for a subscription of this kind refers to: `o-ats`, `e` for everything."""
    return _ALL if kind == EVERYTHING else f"{_LETTERS[kind]}-{identifier}"


def followed(ref: str) -> tuple[str, str] | None:
    """Kind and id of the subscription a button refers to; None where it is no such reference."""
    if ref == _ALL:
        return EVERYTHING, ""
    letter, _, identifier = ref.partition("-")
    return (KINDS[letter], identifier) if letter in KINDS and identifier else None


def name_of(collection: Collection, kind: str, identifier: str) -> Text | None:
    """What a theme, organisation or person is called; None where the collection does not have it."""
    match kind:
        case "theme" if identifier in collection.themes:
            return collection.themes[identifier].name
        case "organisation" if identifier in collection.organisations:
            return collection.organisations[identifier].short
        case "adviser" if identifier in collection.people:
            return collection.people[identifier].name
        case _:
            return None
