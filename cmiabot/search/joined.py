"""Several subjects in one question: any of them (碳税、碳市场) or each of them (既谈氢能又谈碳捕集)."""

import re
from collections.abc import Sequence

_EACH = re.compile(
    r"既谈([^既]+?)[ ,]*[又也]谈(.+)|(.+?)[ ,]*又[谈提说讲](.+)"
    r"|同时 *(.+?)(?:和|与|以及|跟)(.+)"
    r"|both (.+?) and (.+)|(.+?) as well as (.+)"
)
_BETWEEN = re.compile(r"以及|还有|或者?|和|与|跟|及| ")
_BETWEEN_ENGLISH = re.compile(r" (?:and|or) ")
SHORTEST = 2
"""Characters of a subject."""


def joined(content: str) -> Sequence[str]:
    """What a content joins, two things or more; empty where it is one."""
    if match := _EACH.fullmatch(content):
        return [part.strip() for part in match.groups() if part]
    between = _BETWEEN_ENGLISH if content.isascii() else _BETWEEN
    parts = [part.strip() for part in between.split(content) if len(part.strip()) >= SHORTEST]
    return parts if len(parts) > 1 else ()


def asks_for_each(content: str) -> bool:
    """True where who is asked for speaks of each of the things joined, not of any."""
    return _EACH.fullmatch(content) is not None
