"""Sorts of organisations that people ask among: foreign companies, authorities, Japanese banks, carmakers."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cmiabot.corpus.models import Collection, Sort
from cmiabot.search import phrases
from cmiabot.search.folding import clean, fold, has_han
from cmiabot.search.names import compact

_OFFICIAL = (
    "官方",
    "官员",
    "政府部门",
    "政府单位",
    "部门",
    "区县",
    "officials",
    "authorities",
    "departments",
)
_COMPANIES = ("公司", "企业", "厂商", "厂家", "companies", "firms")


class SortsAsked(NamedTuple):
    """The sorts asked among: their organisations, and whether for one of them.

    None: it asks among all; no organisation: there is none of that sort (德国银行).
    """

    organisations: tuple[str, ...] | None
    one: bool


ALL = SortsAsked(None, one=False)
"""No sort: all organisations."""


class Sorts:
    """Finds the organisations of a sort in one collection."""

    def __init__(self, collection: Collection) -> None:
        self.advisers = collection.broad_sorts["advisers"]
        self._officials = collection.broad_sorts["officials"]
        self._companies = collection.broad_sorts["companies"]
        self._in_order = tuple(collection.organisations)
        nouns: dict[str, Sort] = {}
        before: dict[str, Sort] = {}
        for sort in collection.sorts:
            nouns |= dict.fromkeys(_folded((sort.name.zh, sort.name.en, *sort.also)), sort)
            before |= dict.fromkeys(_folded(sort.of), sort)
        self._sorts = before | nouns
        self._each = re.compile(_either(self._sorts))
        self._named = re.compile(_one_after_the_other(nouns, before))

    def asked(self, text: str) -> tuple[str, ...]:
        """The organisations among which a folded question asks by the kind of meeting they spoke at, or all
        companies, all authorities; empty for all.
        """
        match = phrases.OF_SORT.search(text)
        if match is None:
            return ()
        sort = match["sort"] or match["before"] or match["english"]
        if sort in _OFFICIAL:
            return self._officials
        return self._companies if sort in _COMPANIES else self.advisers

    def taken_out(self, rest: str) -> tuple[SortsAsked, str]:
        """The sorts (data/sorts.yaml) among which a question asks, and the rest without them.

        Only where somebody is asked for among them (哪些日企); in 日企的经验 they are spoken about.
        """
        for match in self._named.finditer(rest):
            before, after = rest[: match.start()], rest[match.end() :]
            if asked := phrases.COUNTED_BEFORE.search(before):
                # 几家日企 is still 几家公司, 几位日本顾问 几位顾问.
                before += match["plain"] or phrases.PLAIN_SORT[has_han(match[0])]
            elif asked := phrases.TOLD_BEFORE.search(before):
                before = before[: asked.start()]
            elif not phrases.AMONG_AFTER.match(after) and (
                before.strip(" ,的") or not phrases.AMONG_SAID.match(after)
            ):
                continue
            one = asked is not None and asked["one"] is not None
            return SortsAsked(self._of_all(match), one), f"{before} {after}"
        return ALL, rest

    def is_asked_among(self, text: str, start: int, end: int) -> bool:
        """True where a stretch of a question is a sort asked among (哪些新区和高新区), and no name."""
        return any(
            match.start() <= start and end <= match.end()
            for match in self._named.finditer(text)
            if phrases.COUNTED_BEFORE.search(text[: match.start()])
        )

    def _of_all(self, named: re.Match[str]) -> tuple[str, ...]:
        """The organisations of sorts named together: of either country, of a country's banks what is both."""
        by_what: dict[str, set[str]] = {}
        for found in self._each.finditer(named.string, named.start(), named.end()):
            sort = self._sorts[found[0]]
            by_what.setdefault(sort.by, set()).update(sort.organisations)
        return tuple(o for o in self._in_order if all(o in theirs for theirs in by_what.values()))


def _folded(names: Iterable[str]) -> Iterator[str]:
    return (compact(clean(fold(name))) for name in names)


def _either(names: Iterable[str]) -> str:
    """A pattern for any of some names, the longest first; Latin ones as whole words."""
    return f"(?:{'|'.join(map(_whole, sorted(names, key=len, reverse=True))) or '(?!)'})"


def _whole(name: str) -> str:
    if not has_han(name):
        return rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])"
    # One character is most often part of a word (园区里谁, 哪些区域).
    return rf"(?<=[些个]){name}(?![域间块段位分别])" if len(name) == 1 else re.escape(name)


def _one_after_the_other(nouns: Iterable[str], before: Iterable[str]) -> str:
    """A pattern for sorts named together: 日本的银行和证券公司, German carmakers."""
    noun, word = _either(nouns), _either(before)
    several = rf"(?:(?:{word}|{noun})(?:的| )?(?:和|与|及|以及|或|、|,|and |or )? ?)*"
    return rf"{several}(?:{word}(?:的| )?(?P<plain>{phrases.PLAIN_SORTS})|{noun})(?:们|公司|企业)?"
