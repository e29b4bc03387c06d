"""Where words end in a question: blanks typed beside Chinese, and the places names are cut out of."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from cmiabot.search.names import Mention, compact
from cmiabot.search.occasions import Occasion

SHORTEST_WORD = 2
"""Characters between blanks that are taken for words; single ones are often typed apart."""


def compact_with_borders(folded: str) -> tuple[str, frozenset[int]]:
    """The text without white space beside Chinese, and the places where it stood."""
    text, borders = "", set()
    for part in folded.split():
        joined = compact(f"{text} {part}") if text else part
        if len(joined) == len(text) + len(part):
            borders.add(len(text))
        text = joined
    return text, frozenset(borders)


def cut_out(text: str, parts: Sequence[Mention | Occasion], borders: AbstractSet[int] = frozenset()) -> str:
    """The text without the parts, a space in the place of each and at borders between words."""
    places = sorted((part.start, part.end) for part in parts)
    ends = sorted({0, len(text), *borders})
    between_words = [
        (border, border)
        for before, border, after in zip(ends, ends[1:], ends[2:], strict=False)
        if min(border - before, after - border) >= SHORTEST_WORD
        and all(end <= border or start >= border for start, end in places)
    ]
    places = sorted([*places, *between_words])
    starts = [0, *(end for _, end in places)]
    ends = [*(start for start, _ in places), len(text)]
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True)).strip()
