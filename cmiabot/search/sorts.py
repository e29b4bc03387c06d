"""Sorts of organisations that people ask among: foreign companies, authorities, Japanese banks, carmakers."""

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from cmiabot.corpus.models import Collection, Sort
from cmiabot.search import sort_phrases
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
    "governments",
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
            called = list(_folded((sort.name.zh, sort.name.en, *sort.also)))
            singular = (name.removesuffix("s") for name in called if not has_han(name))
            nouns |= dict.fromkeys((*called, *singular), sort)
            before |= dict.fromkeys(_folded(sort.of), sort)
        self._nouns = nouns
        self._sorts = before | nouns
        self._each = re.compile(_either(self._sorts))
        abroad = {
            word
            for word, sort in before.items()
            if sort.by == "country" and sort.organisations <= set(self.advisers)
        }
        self._anywhere = re.compile(_wherever(nouns, before, abroad))
        self._plain = re.compile(sort_phrases.PLAIN_SORTS)
        self._named = re.compile(_one_after_the_other(nouns, before))

    def completed(self, text: str) -> str:
        """A folded question with its word of asking, where it is but those who spoke: 提到氢能的公司."""
        asked = text.rstrip(" ,").removesuffix("名单")
        before = sort_phrases.THOSE_WHO.match(asked)
        if before and (
            self._named.fullmatch(asked, before.end()) or self._plain.fullmatch(asked, before.end())
        ):
            return asked + sort_phrases.WHICH
        return text

    def asked(self, text: str) -> tuple[str, ...]:
        """The organisations among which a folded question asks by the kind of meeting they spoke at, or all
        companies, all authorities; empty for all.
        """
        match = sort_phrases.OF_SORT.search(text)
        if match is None:
            return ()
        sort = match[match.lastgroup or 0]
        if sort in _OFFICIAL:
            return self._officials
        return self._companies if sort in _COMPANIES else self.advisers

    def taken_out(self, rest: str) -> tuple[SortsAsked, str]:
        """The sorts (data/sorts.yaml) among which a question asks, and the rest without them.

        Only where somebody is asked for among them (哪些日企); in 日企的经验 they are spoken about.
        """
        for match in self._named.finditer(rest):
            before, after = rest[: match.start()], rest[match.end() :]
            if asked := sort_phrases.COUNTED_BEFORE.search(before):
                # 几家日企 is still 几家公司, 几位日本顾问 几位顾问.
                before += match["plain"] or _plain(asked[0], has_han(rest))
            elif asked := sort_phrases.TOLD_BEFORE.search(before):
                before = before[: asked.start()]
            elif _is_spoken_of(match):
                head, _, noun = match[0].rpartition("的")
                if noun not in self._nouns or not _asked_behind(f"{before}{head}的", after):
                    continue
                among = self._in(self._nouns[noun].organisations)
                return SortsAsked(among, one=False), f"{before}{head} {after}"
            elif not _asked_behind(before, after):
                continue
            one = asked is not None and asked["one"] is not None
            return SortsAsked(self._of_all(match), one), f"{before} {after}"
        return ALL, rest

    def everywhere(self, rest: str) -> tuple[tuple[str, ...] | None, str]:
        """All sorts that a folded question names anywhere: who is of them, and the rest without them.

        None where it names none; sorts that are spoken about stay in the rest.
        """
        named = [
            match
            for match in self._anywhere.finditer(rest)
            if not sort_phrases.SPOKEN_OF_BEFORE.search(rest[: match.start()])
        ]
        left = rest
        for match in reversed(named):
            left = f"{left[: match.start()]} {left[match.end() :]}"
        sorts = self._of_each(named) if named else None
        broad = sort_phrases.BROAD.search(left)
        if broad is None:
            return sorts, left
        left = sort_phrases.BROAD.sub(" ", left)
        if broad["companies"]:
            return self._companies if sorts is None else sorts, left
        among = self._officials if broad["officials"] else self.advisers
        return among if sorts is None else self._in(set(sorts) & set(among)), left

    def is_asked_among(self, text: str, start: int, end: int) -> bool:
        """True where a stretch of a question is a sort asked among (哪些新区和高新区), and no name."""
        return any(
            match.start() <= start
            and end <= match.end()
            and (
                sort_phrases.COUNTED_BEFORE.search(text[: match.start()])
                or (match.start() < start and _asked_behind(text[: match.start()], text[match.end() :]))
            )
            for match in self._named.finditer(text)
        )

    def _of_all(self, named: re.Match[str]) -> tuple[str, ...]:
        """The organisations of sorts named together: of either country, of a country's banks what is both."""
        return self._of_each(self._each.finditer(named.string, named.start(), named.end()))

    def _of_each(self, named: Iterable[re.Match[str]]) -> tuple[str, ...]:
        by_what: dict[str, set[str]] = {}
        for found in named:
            sort = self._sorts[found[found.lastgroup or 0]]
            by_what.setdefault(sort.by, set()).update(sort.organisations)
        return self._in(frozenset[str]().union(*by_what.values()).intersection(*by_what.values()))

    def _in(self, organisations: Container[str]) -> tuple[str, ...]:
        """Those organisations in the order of the collection."""
        return tuple(one for one in self._in_order if one in organisations)


def sort_words(text: str) -> str:
    """A folded question in which sorts that people name together (公司和部门, 外企顾问) are one word."""
    text = sort_phrases.OF_ANY_SORT.sub(sort_phrases.AMONG_EVERYBODY, text)
    text = sort_phrases.OF_ANY_SORT_ENGLISH.sub(sort_phrases.AMONG_EVERYBODY_ENGLISH, text)
    text = sort_phrases.FOREIGN.sub("", text)
    return sort_phrases.OFFICES_TOGETHER.sub(sort_phrases.OFFICES, text)


def _is_spoken_of(named: re.Match[str]) -> bool:
    """True for a sort that somebody spoke of: in 提到金融的公司 finance is the subject."""
    before, after = named.string[: named.start()], named.string[named.end() :]
    joined = "的" in named[0] or named["plain"] is not None or after.startswith("的")
    return joined and sort_phrases.SPOKEN_OF_BEFORE.search(before) is not None


def _plain(asked: str, chinese: bool) -> str:
    """What is asked for among a sort in one word: 几位董事长 are people, 几家日企 companies."""
    if not chinese:
        return sort_phrases.PLAIN_SORT_ENGLISH
    return sort_phrases.PLAIN_PEOPLE if asked.strip("的").endswith(("位", "名")) else sort_phrases.PLAIN_SORT


def _asked_behind(before: str, after: str) -> bool:
    """True where it is asked among a sort by what stands behind it: 银行里谁, at the beginning 银行怎么看."""
    if sort_phrases.AMONG_AFTER.match(after) or (
        before.rstrip().endswith("的") and sort_phrases.AMONG_LAST.match(after)
    ):
        return True
    begins = sort_phrases.AMONG_BEGINS.match(before.rpartition(",")[2])
    if begins and (sort_phrases.AMONG_LATER.match(after) or sort_phrases.AMONG_LAST.match(after)):
        return True
    return not before.strip(" ,的") and sort_phrases.AMONG_SAID.match(after) is not None


def _folded(names: Iterable[str]) -> Iterator[str]:
    return (compact(clean(fold(name))) for name in names)


def _either(names: Iterable[str]) -> str:
    """A pattern for any of some names, the longest first; Latin ones as whole words."""
    longest_first = sorted(names, key=len, reverse=True)
    # At most places of a question none begins: that is told by one character.
    firsts = "".join(sorted({re.escape(name[0]) for name in longest_first}))
    return f"(?=[{firsts}])(?:{'|'.join(map(_whole, longest_first))})" if longest_first else "(?!)"


def _whole(name: str) -> str:
    if not has_han(name):
        return rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])"
    # One character is most often part of a word (园区里谁, 哪些区域).
    return rf"(?<=[些个]){name}(?![域间块段位分别])" if len(name) == 1 else re.escape(name)


def _wherever(nouns: Iterable[str], before: Iterable[str], abroad: Iterable[str]) -> str:
    """A pattern for sorts wherever they stand: nouns, countries, and trades with what makes sorts of them."""
    trade, behind = _either(before), sort_phrases.OF_TRADE
    return (
        rf"(?P<noun>{_either(nouns)})"
        rf"|(?:{sort_phrases.IN_TRADE})?(?P<country>{_either(abroad)}){behind}*"
        rf"|{sort_phrases.IN_TRADE}(?P<made>{trade}){behind}*"
        rf"|(?P<of>{trade})(?:{behind}+|(?=(?: and | ?\+ ?)?{trade}))"
    )


def _one_after_the_other(nouns: Iterable[str], before: Iterable[str]) -> str:
    """A pattern for sorts named together: 日本的银行和证券公司, German carmakers."""
    noun, word = _either(nouns), _either(before)
    joined = "和|与|及|以及|或者?|、|等|,?(?:这类|这些|之类的?|这样的|含|包括)|,|and |or "
    several = rf"(?:(?:{word}(?:公司|企业)?|{noun})(?:的| )?(?:{joined})? ?)*"
    of_trade = (
        rf"(?:做|搞|干|造|生产|经营|从事){word}(?:的|业务的|这一?行的)|{word}(?:来|那边)的|来自{word}的"
    )
    plain = rf"(?P<plain>{sort_phrases.PLAIN_SORTS})"
    named = rf"(?:{word}(?:的| )?|{of_trade}){plain}|(?:{of_trade})?{noun}|{of_trade}"
    return rf"{several}(?:{named})(?:们|公司|企业|[这那]?一级)?"
