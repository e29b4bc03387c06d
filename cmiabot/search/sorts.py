"""Sorts of organisations that people ask among: foreign companies, authorities, Japanese banks, carmakers."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
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
    left: tuple[str, ...] | None = None
    """Who is left where a sort is left out (除了日企); None: nobody is left out."""


ALL = SortsAsked(None, one=False)
"""No sort: all organisations."""


class _Marked(NamedTuple):
    """A text in which the words for sorts are marks (`sort_phrases.NOUN` ...), as long as they are."""

    text: str
    sorts: dict[int, Sort]
    """What the marks stand for, by their places."""

    def within(self, match: re.Match[str]) -> list[Sort]:
        """The sorts of a stretch."""
        return [sort for place, sort in self.sorts.items() if match.start() <= place < match.end()]


class Sorts:
    """Finds the organisations of a sort in one collection."""

    def __init__(self, collection: Collection) -> None:
        self._broad = collection.broad_sorts
        self.advisers = self._broad["advisers"]
        self.everybody = tuple(collection.organisations)
        self._places = {one: place for place, one in enumerate(self.everybody)}
        nouns: dict[str, Sort] = {}
        before: dict[str, Sort] = {}
        for sort in collection.sorts:
            nouns |= dict.fromkeys(_folded((sort.name.zh, sort.name.en, *sort.also)), sort)
            before |= dict.fromkeys(_folded(sort.of), sort)
        abroad = frozenset(self.advisers)
        marks = {word: _mark_of(word, sort, abroad) for word, sort in before.items()}
        self._marks = marks | dict.fromkeys(nouns, sort_phrases.NOUN)
        self._sorts = before | nouns
        self._firsts = frozenset(name[0] for name in self._sorts)
        self._lengths = sorted({len(name) for name in self._sorts}, reverse=True)

    def completed(self, text: str) -> str:
        """A folded question with its word of asking, where it is but those who spoke: 提到氢能的公司."""
        asked = text.rstrip(" ,").removesuffix("名单")
        before = sort_phrases.THOSE_WHO.match(asked)
        if before and sort_phrases.NAMED_OR_PLAIN.fullmatch(self._marked(asked).text, before.end()):
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
            return self._broad["officials"]
        return self._broad["companies"] if sort in _COMPANIES else self.advisers

    def left_out(self, rest: str) -> tuple[tuple[str, ...] | None, str]:
        """Who is left where a folded question leaves out sorts (除了日企), and the rest without them.

        None where it leaves out nobody; a sort that somebody spoke of (谁谈过非银行机构) is not left out.
        """
        left: tuple[str, ...] | None = None
        if not sort_phrases.MAY_LEAVE_OUT.search(rest):
            return left, rest
        while match := re.search(sort_phrases.LEFT_OUT, (marked := self._marked(rest)).text):
            if sort_phrases.SPOKEN_OF_BEFORE.search(rest[: match.start()]):
                break
            group, sort = next((name, text) for name, text in match.groupdict().items() if text)
            among = "advisers" if match["advisers"] else "companies" if match["companies"] else ""
            said = rest[slice(*match.span(group))]
            if group in sort_phrases.OF_NO_SORT and sort_phrases.OF_COMPANIES.search(said):
                among = "companies"
            broad = (found.lastgroup or "" for found in sort_phrases.BROAD.finditer(sort))
            named = self._of_each(marked.within(match))
            gone = frozenset(named).union(*(self._broad[name] for name in broad) if not named else ())
            every = self._broad.get(among, self.everybody) if left is None else left
            left = tuple(one for one in every if one not in gone)
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        return left, rest

    def taken_out(self, rest: str) -> tuple[SortsAsked, str]:
        """The sorts (data/sorts.yaml) among which a question asks, or that it leaves out, and the rest.

        Only where somebody is asked for among them (哪些日企); in 日企的经验 they are spoken about.
        """
        left, rest = self.left_out(rest)
        asked, rest = self._asked_among(rest)
        return asked._replace(left=left), rest

    def _asked_among(self, rest: str) -> tuple[SortsAsked, str]:
        marked = self._marked(rest)
        for match in sort_phrases.NAMED.finditer(marked.text):
            before, after = rest[: match.start()], rest[match.end() :]
            if asked := sort_phrases.COUNTED_BEFORE.search(before):
                # 几家日企 is still 几家公司, 几位日本顾问 几位顾问.
                before += match["plain"] or _plain(asked[0], has_han(rest))
            elif asked := sort_phrases.TOLD_BEFORE.search(before):
                before = before[: asked.start()]
            elif _is_spoken_of(match, before, after):
                head = match.start() + match[0].rfind("的") + 1
                noun = sort_phrases.A_NOUN.fullmatch(marked.text, head, match.end())
                before = rest[:head]
                if noun is None or before[-1:] != "的" or not _asked_behind(before, after):
                    continue
                among = self._in_order(marked.sorts[head].organisations)
                return SortsAsked(among, one=False), f"{before[:-1]} {after}"
            elif not _asked_behind(before, after):
                continue
            one = asked is not None and asked["one"] is not None
            return SortsAsked(self._of_each(marked.within(match)), one), f"{before} {after}"
        return ALL, rest

    def everywhere(self, rest: str) -> tuple[tuple[str, ...] | None, str]:
        """All sorts that a folded question names anywhere: who is of them, and the rest without them.

        None where it names none; sorts that are spoken about stay in the rest.
        """
        marked = self._marked(rest)
        left, end, sorts = rest, 0, list[Sort]()
        for match in sort_phrases.ANYWHERE.finditer(marked.text):
            # Those named together stand side by side.
            between = rest[end : match.start()]
            together = bool(end) and sort_phrases.JOINS.fullmatch(between) is not None
            before = rest[: match.start()]
            if together or sort_phrases.FROM.match(match[0]) or _may_stand_behind(before):
                end = match.end()
                sorts += marked.within(match)
                left = f"{left[: match.start()]}{' ' * len(match[0])}{left[end:]}"
        among = self._of_each(sorts) if sorts else None
        broad = [
            match for match in sort_phrases.BROAD.finditer(left) if _may_stand_behind(left[: match.start()])
        ]
        for match in broad:
            left = f"{left[: match.start()]}{' ' * len(match[0])}{left[match.end() :]}"
        named = {match.lastgroup or "" for match in broad}
        if among is None:
            return self._of_broad(named) if named else None, left
        # 公司 beside a sort says nothing more of who is of it.
        if named <= {"companies"}:
            return among, left
        of_any = frozenset(self._of_broad(named))
        return tuple(one for one in among if one in of_any), left

    def _of_broad(self, named: AbstractSet[str]) -> tuple[str, ...]:
        """The organisations of any of some broad sorts."""
        if len(named) == 1:  # thousands, that stand in their order
            return self._broad[next(iter(named))]
        return self._in_order({one for name in named for one in self._broad[name]})

    def is_asked_among(self, text: str, start: int, end: int) -> bool:
        """True where a stretch of a question is a sort asked among (哪些新区和高新区), and no name."""
        return any(
            match.start() <= start
            and end <= match.end()
            and (
                sort_phrases.COUNTED_BEFORE.search(text[: match.start()])
                or (match.start() < start and _asked_behind(text[: match.start()], text[match.end() :]))
            )
            for match in sort_phrases.NAMED.finditer(self._marked(text).text)
        )

    def _of_each(self, sorts: Iterable[Sort]) -> tuple[str, ...]:
        """The organisations of sorts named together: of either country, of a country's banks what is both."""
        by_what: dict[str, set[str]] = {}
        for sort in sorts:
            by_what.setdefault(sort.by, set()).update(sort.organisations)
        return self._in_order(frozenset[str]().union(*by_what.values()).intersection(*by_what.values()))

    def _marked(self, text: str) -> _Marked:
        """A folded text with its words for sorts as marks, the longest at each place."""
        marked, sorts, start = list(text), dict[int, Sort](), 0
        while start < len(text):
            length = self._length_at(text, start) if text[start] in self._firsts else 0
            if length:
                name = text[start : start + length]
                marked[start : start + length] = self._marks[name] + sort_phrases.MORE * (length - 1)
                sorts[start] = self._sorts[name]
            start += length or 1
        return _Marked("".join(marked), sorts)

    def _length_at(self, text: str, start: int) -> int:
        """How long the word for a sort is that stands at a place; 0 for none."""
        return next(
            (
                length
                for length in self._lengths
                if text[start : start + length] in self._sorts and _is_whole(text, start, start + length)
            ),
            0,
        )

    def _in_order(self, organisations: Iterable[str]) -> tuple[str, ...]:
        """Organisations of the collection in its order."""
        return tuple(sorted(organisations, key=self._places.__getitem__))


def sort_words(text: str) -> str:
    """A folded question in which sorts that people name together (公司和部门, 外企顾问) are one word."""
    text = sort_phrases.OF_ANY_SORT.sub(sort_phrases.AMONG_EVERYBODY, text)
    text = sort_phrases.OF_ANY_SORT_ENGLISH.sub(sort_phrases.AMONG_EVERYBODY_ENGLISH, text)
    text = sort_phrases.FOREIGN.sub("", text)
    return sort_phrases.OFFICES_TOGETHER.sub(sort_phrases.OFFICES, text)


def _mark_of(word: str, sort: Sort, abroad: frozenset[str]) -> str:
    """The mark of a word that stands before others: a country abroad is a sort without more words."""
    is_abroad = sort.by == "country" and sort.organisations <= abroad
    return sort_phrases.COUNTRY if is_abroad and word != sort_phrases.US else sort_phrases.TRADE


def _may_stand_behind(before: str) -> bool:
    """True where a sort behind these words is one that somebody is of, not one that is spoken about."""
    return (
        sort_phrases.MAY_STAND_BEFORE.search(before) is not None
        and sort_phrases.SPOKEN_OF_BEFORE.search(before) is None
    )


def _is_whole(text: str, start: int, end: int) -> bool:
    """True where a stretch is a word: Latin ones end there; one character is most often part of another."""
    if text[start].isascii():
        return not (_is_latin(text[start - 1 : start]) or _is_latin(text[end : end + 1]))
    if end - start > 1:
        return True
    return (
        text[start - 1 : start] in sort_phrases.BEFORE_ONE
        and text[end : end + 1] not in sort_phrases.BEHIND_ONE
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_spoken_of(named: re.Match[str], before: str, after: str) -> bool:
    """True for a sort that somebody spoke of: in 提到金融的公司 finance is the subject."""
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
