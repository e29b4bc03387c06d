"""Which scripts a text is written in."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")


def simplified_characters(text: str) -> set[str]:
    """The Chinese characters Taiwan does not write: those that are not in its own character set."""
    return {character for character in _HAN.findall(text) if not _in_big5(character)}


def chinese_characters(text: str) -> set[str]:
    """All Chinese characters of a text."""
    return set(_HAN.findall(text))


def _in_big5(character: str) -> bool:
    try:
        character.encode("cp950")
    except UnicodeEncodeError:
        return False
    return True
