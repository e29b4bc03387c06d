"""The texts of the bot in each language, one YAML file of small Jinja2 templates a language.

Traditional Chinese is made from Simplified Chinese, so it can never lag behind.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml
from markupsafe import Markup
from opencc import OpenCC

from cmiabot.errors import CmiaBotError

if TYPE_CHECKING:
    from jinja2 import Template

_log = logging.getLogger(__name__)

FALLBACK = "zh"
LANGUAGES = ("zh", "zh-Hant", "en")
_FILES = {"zh": "zh.yaml", "zh-Hant": "zh.yaml", "en": "en.yaml"}
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def resolve_language(code: str | None, default: str = FALLBACK) -> str:
    """A language code as Telegram and people write it (`zh-cn`, `zh-hant`, `en-GB`) → one of ours."""
    if not code:
        return default
    base, *rest = code.replace("_", "-").lower().split("-")
    if base == "zh":
        return "zh-Hant" if "hans" not in rest and any(part in _TRADITIONAL for part in rest) else "zh"
    return base if base in LANGUAGES else default


def to_traditional(text: str) -> str:
    """Simplified → Traditional Chinese characters."""
    return str(_traditional().convert(text))


@lru_cache(maxsize=1)
def _traditional() -> OpenCC:
    return OpenCC("s2tw")


class Catalogue:
    """All messages of one language. Everything put into a message is escaped unless it is Markup."""

    def __init__(self, language: str) -> None:
        # Imported late: the bot polls before it says anything.
        from jinja2 import Environment, StrictUndefined  # noqa: PLC0415

        self.language = language
        self._texts = _texts(_FILES[language])
        if language not in ("zh", "zh-Hant"):
            self._fill_gaps()
        self._environment = Environment(
            autoescape=True, undefined=StrictUndefined, keep_trailing_newline=False
        )
        self._compiled: dict[str, Template] = {}

    def text(self, key: str, **values: object) -> Markup:
        """The message `key`, filled in, as HTML."""
        template = self._compiled.get(key)
        if template is None:
            template = self._compiled[key] = self._environment.from_string(self._texts[key])
        html = template.render(values)
        return Markup(html)  # noqa: S704 -- made by autoescaped templates of ours

    def keys(self) -> frozenset[str]:
        """Every message there is."""
        return frozenset(self._texts)

    def _fill_gaps(self) -> None:
        """A message that is missing here is shown in Chinese rather than not at all."""
        fallback = _texts(_FILES[FALLBACK])
        missing = sorted(fallback.keys() - self._texts.keys())
        if missing:
            _log.warning(
                "Messages missing in %s, shown in Chinese instead: %s",
                _FILES[self.language],
                ", ".join(missing),
            )
            self._texts = {**fallback, **self._texts}


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, read once. `language` is one of LANGUAGES."""
    return Catalogue(language)


def _texts(file_name: str) -> dict[str, str]:
    source = resources.files("cmiabot.messages").joinpath("catalogues").joinpath(file_name)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = yaml.load(source.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        raise CmiaBotError(f"messages/catalogues/{file_name}{place}: this is not valid YAML") from error
    return dict(_flat(tree, ""))


def _flat(tree: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        found += (
            _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", str(value))]
        )
    return found
