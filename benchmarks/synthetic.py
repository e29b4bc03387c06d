"""Grows the real collection: new papers of new organisations, their texts mixed from the real ones.

Vocabulary and lengths stay real, texts and names are new. The same seed gives the same collection, and
a larger one begins with the smaller. Nothing is written anywhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import count
from random import Random
from types import MappingProxyType

import jieba

from cmiabot.corpus.models import Collection, Organisation, Paper, Person, Recommendation, Text

SEED = 20211121
PAPERS_OF_ORGANISATION = 3
"""Of so many new papers, two are of one organisation: in data/, 68 are of 47."""

_CLAUSE = re.compile(r"[^，；。：]+[，；。：]?")
_ENGLISH_CLAUSE = re.compile(r"[^,;:.]+[,;:.]*|[,;:.]+")
_BRAND = (
    "艾奥巴贝博布达德迪恩法菲富戈格哈汉赫霍基加杰卡凯康科克拉莱兰朗雷利林隆罗洛马迈曼梅蒙米摩纳诺欧帕"
    "佩普奇乔瑞萨赛森沙施斯泰坦特腾图托瓦维温沃西希辛雅亚伊英尤扎泽"
)
_BUSINESS = (
    Text("科技", "Technologies"), Text("电气", "Electric"), Text("汽车", "Motors"), Text("化学", "Chemicals"),
    Text("银行", "Bank"), Text("制药", "Pharma"), Text("物流", "Logistics"), Text("能源", "Energy"),
    Text("半导体", "Semiconductor"), Text("控股", "Holdings"), Text("", ""), Text("", ""), Text("", ""),
)  # fmt: skip
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红辉玲彬斌鹏浩宇博文婷雪琳欣怡佳俊凯峰岩松柏"
    "楠桐晨曦航宁安康瑞祥"
)
_LATIN = (
    "ar",
    "be",
    "cor",
    "dal",
    "el",
    "fen",
    "gor",
    "hal",
    "in",
    "jor",
    "kel",
    "lum",
    "mar",
    "nor",
    "os",
    "pel",
    "quin",
    "ras",
    "sol",
    "tar",
    "ul",
    "ven",
    "wes",
    "yor",
    "zan",
)
_ENDS = (
    "a",
    "da",
    "den",
    "is",
    "land",
    "lo",
    "man",
    "mark",
    "ner",
    "on",
    "ra",
    "rin",
    "sen",
    "son",
    "ta",
    "ter",
    "tis",
    "vik",
    "wick",
    "x",
)


def grown(collection: Collection, size: int, seed: int = SEED) -> Collection:
    """A collection of `size` records that begins with the given one; what is too large stays as it is."""
    missing = size - len(collection.records)
    if missing <= 0:
        return collection
    papers: list[Paper] = []
    organisations: dict[str, Organisation] = {}
    texts = _Texts(collection)
    names = _Names(collection, seed)
    patterns = [paper for paper in collection.papers.values() if paper.recommendations]
    for number in count():
        place = number * 2 // PAPERS_OF_ORGANISATION
        identifier = f"new-{place:05}"
        if identifier not in organisations:
            organisations[identifier] = names.organisation(identifier, place)
        random = Random(f"{seed} paper {number}")
        paper = _paper(random, texts, random.choice(patterns), organisations[identifier], number)
        paper = replace(paper, recommendations=paper.recommendations[:missing])
        papers.append(paper)
        missing -= len(paper.recommendations)
        if not missing:
            break
    return replace(
        collection,
        digest=sha256(f"{collection.digest} {size} {seed}".encode()).hexdigest()[:24],
        organisations=MappingProxyType({**collection.organisations, **organisations}),
        papers=MappingProxyType({**collection.papers, **{paper.id: paper for paper in papers}}),
    )


def _paper(random: Random, texts: "_Texts", pattern: Paper, organisation: Organisation, number: int) -> Paper:
    """A paper with as many records of the same kinds as a real one, of the same meeting."""
    identifier = f"{pattern.meeting}-new-{number:05}"
    return replace(
        pattern,
        id=identifier,
        number=number,
        title=None,
        role=None,
        organisation=organisation.id,
        people=tuple(person.id for person in organisation.people),
        thesis=texts.sentence(random, pattern.thesis),
        recommendations=tuple(
            texts.record(random, record, f"{identifier}-{place:02}", identifier)
            for place, record in enumerate(pattern.recommendations, start=1)
        ),
    )


class _Texts:
    """The clauses and words of a collection, and new texts made of them."""

    def __init__(self, collection: Collection) -> None:
        jieba.setLogLevel("WARNING")
        self._cut = jieba.Tokenizer().lcut
        records = collection.records.values()
        self._chinese = _Pool(
            (
                self._cut(clause, HMM=False)
                for record in records
                for clause in _CLAUSE.findall(record.text.zh)
            ),
            "",
        )
        self._english = _Pool(
            (clause.split() for record in records for clause in _ENGLISH_CLAUSE.findall(record.text.en)), " "
        )
        wordings = [wording for record in records for wording in record.wordings]
        self._asked_in_chinese = _Pool((self._cut(w, HMM=False) for w in wordings if not w.isascii()), "")
        self._asked_in_english = _Pool((w.split() for w in wordings if w.isascii()), " ")
        self._terms = [term for record in records for term in record.terms]

    def sentence(self, random: Random, like: Text) -> Text:
        """A text of as many clauses in both languages."""
        chinese, english = len(_CLAUSE.findall(like.zh)), len(_ENGLISH_CLAUSE.findall(like.en))
        return Text(self._chinese.mixed(random, chinese), self._english.mixed(random, english))

    def record(self, random: Random, like: Recommendation, identifier: str, paper: str) -> Recommendation:
        """A record with as many clauses, terms and wordings."""
        wordings = (self._asked_in_english if w.isascii() else self._asked_in_chinese for w in like.wordings)
        return replace(
            like,
            id=identifier,
            paper=paper,
            text=self.sentence(random, like.text),
            terms=tuple(dict.fromkeys(random.choice(self._terms) for _ in like.terms)),
            wordings=tuple(dict.fromkeys(pool.mixed(random, 1) for pool in wordings)),
            same_as=(),
            note=None,
        )


class _Pool:
    """Clauses as lists of words; of a clause that is taken, one word is exchanged for one as long."""

    def __init__(self, clauses: Iterable[Sequence[str]], between: str) -> None:
        self._clauses = [tuple(clause) for clause in clauses if clause]
        self._between = between
        self._words: dict[int, list[str]] = {}
        for clause in self._clauses:
            for word in clause:
                self._words.setdefault(len(word), []).append(word)

    def mixed(self, random: Random, clauses: int) -> str:
        """So many clauses, each drawn and changed by itself."""
        return self._between.join(self._between.join(self._clause(random)) for _ in range(clauses))

    def _clause(self, random: Random) -> list[str]:
        words = list(random.choice(self._clauses))
        place = random.randrange(len(words))
        words[place] = random.choice(self._words[len(words[place])])
        return words


class _Names:
    """New names for organisations and people, none of them twice and none that the collection holds."""

    def __init__(self, collection: Collection, seed: int) -> None:
        self._seed = seed
        self._there = "\n".join(record.text.zh + record.text.en for record in collection.records.values())
        self._there += "\n".join(o.short.zh + o.short.en for o in collection.organisations.values())
        self._there += "\n".join(person.name.zh for person in collection.people.values())
        self._taken: set[str] = set()

    def organisation(self, identifier: str, number: int) -> Organisation:
        """An organisation with one person who speaks for it."""
        random = Random(f"{self._seed} organisation {number}")
        business = random.choice(_BUSINESS)
        brand = self._new("".join(random.choices(_BRAND, k=random.choice((2, 3, 3, 4)))) for _ in count())
        latin = self._new(
            "".join([*random.choices(_LATIN, k=random.choice((1, 2))), random.choice(_ENDS)]).title()
            for _ in count()
        )
        person = self._new(
            "".join([random.choice(_SURNAMES), *random.choices(_GIVEN, k=random.choice((1, 2, 2)))])
            for _ in count()
        )
        return Organisation(
            id=identifier,
            short=Text(brand + business.zh, f"{latin} {business.en}".strip()),
            name=Text(f"{brand}{business.zh}股份有限公司", f"{latin} {business.en} Inc.".replace("  ", " ")),
            aliases=(f"{brand}集团",),
            sector=business,
            people=(Person(f"{identifier}-person", identifier, Text(person, f"Lee {latin}son"), (), ()),),
        )

    def _new(self, names: Iterator[str]) -> str:
        name = next(name for name in names if name not in self._taken and name not in self._there)
        self._taken.add(name)
        return name
