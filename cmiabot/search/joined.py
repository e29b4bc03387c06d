"""Several subjects in one question: any of them (碳税、碳市场) or each of them (既谈氢能又谈碳捕集)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_SAYING = r"(?:说|讲|谈|提|聊|写|支持|关注|建议|主张)[到过了及起出]?"
_EACH = re.compile(
    rf"既(?:要|想)?(?:{_SAYING})?(?P<first>[^既]+?)[ ,]*[又也](?:要|想)?(?:{_SAYING})?(?P<second>.+)"
    rf"|(?P<one>.+?)[ ,]*又{_SAYING}(?P<other>.+)"
    r"|同时 *(?P<here>.+?)(?:和|与|以及|跟)(?P<there>.+)"
    r"|both (?P<this>.+?) and (?P<that>.+)|(?P<left>.+?) as well as (?P<right>.+)"
)
_BETWEEN = re.compile(r"以及|还有|或者?|和|与|跟|及|[ ,]")
_BETWEEN_ENGLISH = re.compile(r" (?:and|or) |,")
SHORTEST = 2
"""Characters of a subject."""


class Joined(NamedTuple):
    """What a question joins, at least two parts."""

    parts: Sequence[str]
    each: bool
    """Who is asked for speaks of each of them, not of any."""


def joined(content: str) -> Joined | None:
    """What a content joins; None where it is one thing."""
    if match := _EACH.fullmatch(content):
        return Joined([part.strip() for part in match.groups() if part], each=True)
    between = _BETWEEN_ENGLISH if content.isascii() else _BETWEEN
    parts = [part.strip() for part in between.split(content) if len(part.strip()) >= SHORTEST]
    return Joined(parts, each=False) if len(parts) > 1 else None
