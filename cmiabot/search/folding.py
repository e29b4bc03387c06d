"""Making texts comparable: width, case, Traditional characters, and what a run of text is made of."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from opencc import OpenCC

BETWEEN = "¶"
"""Stands between texts that are folded together."""
SHORTEST_WORD = 3
"""Letters of a word that shows its language: 5G and AI are written so everywhere."""
_RUNS = re.compile(r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<latin>[a-z0-9]+(?:[&.+'-][a-z0-9]+)*)")
_NAME_DOT = re.compile(r"(?<=[\u4e00-\u9fff])[·•・‧∙.⋅-](?=[\u4e00-\u9fff])")
_POSSESSIVE = re.compile(r"(?<=[a-z0-9])['’]s(?![a-z])")
# Apart from letters and digits only the signs that can stand inside a word, and only inside one.
_SEPARATORS = re.compile(r"\s*(?:[^\w\s&+.%'/~—–-]|_|(?<![a-z0-9])[&.'/~—–-]+|[.'/~—–-]+(?![a-z0-9]))+\s*")
_BLANKS = re.compile(r"\s+")
_ACCENTED = re.compile(r"[\u00c0-\u036f\u1e00-\u1eff\uff00-\uffef]")
_HONG_KONG = str.maketrans("衞敍", "衛敘")
"""Characters of Hong Kong that OpenCC's table does not know."""
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """NFKC, lower case, no control or invisible characters, Traditional → Simplified."""
    text = _printable(text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    return _simplified(text) if _HAN.search(text) else text


def fold_all(texts: Iterable[str]) -> list[str]:
    """Many texts folded together: one by one, short ones take ten times as long."""
    parts = [text.replace(BETWEEN, " ") for text in texts]
    return fold(BETWEEN.join(parts)).split(BETWEEN) if parts else []


def _printable(text: str) -> str:
    """The text with a blank for every control character and every half of a broken emoji."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)


def _simplified(text: str) -> str:
    """Traditional → Simplified in two steps: a few characters need the second (回覆)."""
    converted = str(_converter().convert(text.translate(_HONG_KONG)))
    return converted if converted == text else str(_converter().convert(converted))


def clean(folded: str) -> str:
    """A folded text with one comma for every run of signs that only separate.

    Signs inside words stay (at&s, r&d, 3+3+2, 2020-2021); a dot inside a foreign name (汉内斯·安德罗施)
    and an English possessive go.
    """
    # One blank for each run: with thousands of them the patterns below would take seconds.
    text = _NAME_DOT.sub("", _BLANKS.sub(" ", folded))
    text = _POSSESSIVE.sub("", text)
    return _SEPARATORS.sub(",", text).strip(" ,")


def fold_latin(text: str) -> str:
    """Latin letters without their accents: `shī nài dé` → `shi nai de`; ü becomes v as people type it."""
    if not _ACCENTED.search(text):
        return text
    decomposed = unicodedata.normalize("NFKD", text).replace("u\u0308", "v")
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def has_han(text: str) -> bool:
    """True where the text holds a Chinese character."""
    return _HAN.search(text) is not None


def holds(text: str, word: str) -> bool:
    """True where a folded text holds a word: Chinese ones stand anywhere, Latin ones as whole words."""
    if has_han(word):
        return word in text
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) is not None


def han_runs(folded: str) -> list[str]:
    """The runs of Chinese characters of a folded text."""
    return [match["han"] for match in _RUNS.finditer(folded) if match["han"]]


def latin_words(folded: str) -> list[str]:
    """The Latin words and numbers of a folded text; `at&s` and `3+3+2` stay whole."""
    return [match["latin"] for match in _RUNS.finditer(folded) if match["latin"]]


def language_of(question: str, default: str, neutral: frozenset[str] = frozenset()) -> str:
    """The language and script to answer in: `zh`, `zh-Hant` or `en`; `default` where there are no letters.

    `neutral` characters say nothing of the script: names are written with them either way (孟樸).
    Typed pinyin counts as `en` here; the reading, which knows better, answers it in Chinese.
    """
    if not has_han(question):
        words = re.findall(r"[a-z]+", fold_latin(question.lower()))
        return "en" if any(len(word) >= SHORTEST_WORD for word in words) else default
    normal = "".join(c for c in unicodedata.normalize("NFKC", _printable(question)) if c not in neutral)
    return "zh-Hant" if str(_converter().convert(normal)) != normal and _is_traditional(normal) else "zh"


def simplified_from_taiwan(traditional: str) -> str:
    """A Traditional text in Simplified characters, where Taiwan writes one for two: 看著 → 看着, but 著名."""
    return str(_from_taiwan().convert(_printable(traditional)))


@lru_cache(maxsize=1)
def _from_taiwan() -> OpenCC:
    return OpenCC("tw2s")


def _is_traditional(text: str) -> bool:
    """Most of the characters that differ between the scripts are Traditional ones."""
    characters = [c for c in text if _HAN.match(c)]
    simplified = str(_converter().convert("".join(characters)))
    back = str(_to_traditional().convert(simplified))
    traditional = sum(a != b for a, b in zip(characters, simplified, strict=False))
    convertible = sum(a != b for a, b in zip(simplified, back, strict=False))
    return traditional * 2 > max(convertible, 1)


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")
