"""Time zones as people name them: cities and countries in Chinese or English, or IANA names in any case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

import yaml

from cmiabot.corpus.models import Text
from cmiabot.delivery.typed import quoted
from cmiabot.errors import UserError
from cmiabot.search.folding import fold, fold_latin

_OFFSET = re.compile(
    r"(?:utc|gmt|z)?\s*[+\-−–]\s*\d{1,2}(?:[:.]?\d{2})?|(?:utc|gmt)\s*\d{1,2}|[东西].{1,2}区"
)
_BETWEEN = re.compile(r"[\s/_\-.,'’()]+")
_ADDED = re.compile(r"(?:时间|市|time|city)$")


@dataclass(frozen=True, slots=True)
class City:
    """A time zone and what it is called."""

    zone: str
    name: Text


def read_zone(text: str) -> str:
    """The IANA name of a zone.

    Raises UserError for what is unknown, and for an offset, which knows no clock changes.
    """
    folded = fold_latin(fold(text)).strip()
    if _OFFSET.fullmatch(folded) or folded.startswith("etc/gmt"):
        raise UserError("typed.zone_offset", text=quoted(text))
    key = _key(folded)
    known = _zones()
    zone = known.get(key) or known.get(_ADDED.sub("", key))
    if zone is None:
        raise UserError("typed.zone", text=quoted(text))
    return zone


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    """The zones to choose from, those most likely wanted first."""
    return tuple(City(zone, Text(names["zh"][0], names["en"][0])) for zone, names in _named().items())


def city_of(zone: str) -> Text:
    """What a zone is called; the name of its city where the list does not have it."""
    names = _named().get(zone)
    if names:
        return Text(names["zh"][0], names["en"][0])
    city = zone.rpartition("/")[2].replace("_", " ")
    return Text(city, city)


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Every name of a zone in the form in which names are compared."""
    # The shortest of several zones with one city: America/Indianapolis before America/Indiana/Indianapolis.
    proper = sorted((zone for zone in available_timezones() if _is_place(zone)), key=lambda z: (-len(z), z))
    found = {_key(fold(zone.rpartition("/")[2])): zone for zone in proper}
    found |= {_key(fold(name)): zone for zone, name in _names()}
    return found | {_key(fold(zone)): zone for zone in proper}


def _is_place(zone: str) -> bool:
    """True for Continent/City: names without a continent are old, or fixed offsets."""
    return "/" in zone and not zone.startswith(("Etc/", "SystemV/", "posix/", "right/"))


def _names() -> Iterator[tuple[str, str]]:
    for zone, names in _named().items():
        for name in (*names["zh"], *names["en"]):
            yield zone, name


def _key(folded: str) -> str:
    return _BETWEEN.sub("", fold_latin(folded))


@lru_cache(maxsize=1)
def _named() -> dict[str, dict[str, list[str]]]:
    text = resources.files("cmiabot.delivery").joinpath("cities.yaml").read_text(encoding="utf-8")
    named: dict[str, dict[str, list[str]]] = yaml.safe_load(text)
    return named
