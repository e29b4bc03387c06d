"""Making texts comparable: width, case, Traditional characters, and what a run of text is made of."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_RUNS = re.compile(r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff]+)|(?P<latin>[a-z0-9]+(?:[&.+'-][a-z0-9]+)*)")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """NFKC, lower case, no control or invisible characters, Traditional → Simplified."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return str(_converter().convert(text)) if _HAN.search(text) else text


def fold_latin(text: str) -> str:
    """Latin letters without their accents: `shī nài dé` → `shi nai de`; ü becomes v as people type it."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ü", "v"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def has_han(text: str) -> bool:
    """True where the text holds a Chinese character."""
    return _HAN.search(text) is not None


def han_runs(folded: str) -> list[str]:
    """The runs of Chinese characters of a folded text."""
    return [match["han"] for match in _RUNS.finditer(folded) if match["han"]]


def latin_words(folded: str) -> list[str]:
    """The Latin words and numbers of a folded text; `at&s` and `3+3+2` stay whole."""
    return [match["latin"] for match in _RUNS.finditer(folded) if match["latin"]]


def language_of(question: str) -> str:
    """The language and script to answer in: `zh`, `zh-Hant` or `en`.

    Typed pinyin counts as `en` here; the reading, which knows better, answers it in Chinese.
    """
    if not has_han(question):
        return "en"
    normal = unicodedata.normalize("NFKC", question)
    return "zh-Hant" if str(_converter().convert(normal)) != normal and _is_traditional(normal) else "zh"


def _is_traditional(text: str) -> bool:
    """Most convertible characters are Traditional ones (a name like 孟樸 alone is no sign)."""
    characters = [c for c in text if _HAN.match(c)]
    simplified = str(_converter().convert("".join(characters)))
    back = str(_to_traditional().convert(simplified))
    traditional = sum(a != b for a, b in zip(characters, simplified, strict=False))
    convertible = sum(a != b for a, b in zip(simplified, back, strict=False))
    return traditional * 2 > max(convertible, 1)


@lru_cache(maxsize=1)
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")
