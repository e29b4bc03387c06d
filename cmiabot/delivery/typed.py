"""What people type, made comparable: one script, one width, small letters, numbers in digits."""

import re

from cmiabot.search.folding import fold

QUOTED = 40
"""Characters of what was typed that a message repeats."""
_DIGITS = {character: str(n) for n, character in enumerate("零一二三四五六七八九")} | {"〇": "0", "两": "2"}
_NUMERAL = re.compile("[零〇一二两三四五六七八九十]+")


def plain(text: str) -> str:
    """A typed text, folded, without blanks around it, Chinese numerals below 100 in digits: 十二月 → 12月.

    Numerals without 十 are taken one by one: 二〇二六 → 2026, 周一三五 → 周135.
    """
    return _NUMERAL.sub(_in_digits, fold(text)).strip()


def quoted(text: str) -> str:
    """What was typed as a message repeats it: on one line and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= QUOTED else f"{line[:QUOTED]}…"


def _in_digits(numeral: re.Match[str]) -> str:
    tens, ten, ones = numeral[0].partition("十")
    if not ten:
        return "".join(_DIGITS[character] for character in tens)
    # 十 alone is 10, 二十 is 20; what is no numeral (十十) becomes digits that no reader takes.
    return (_digits(tens) or "1") + (_digits(ones) or "0")


def _digits(text: str) -> str:
    return "".join(_DIGITS.get(character, "?") for character in text)
