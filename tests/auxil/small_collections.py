"""Small collections written in a test: only what the rule under test needs, everything else filled in."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from cmiabot.cache import Cache
from cmiabot.corpus.loading import build_collection
from cmiabot.corpus.models import Collection
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine

Plain = dict[str, Any]
Names = Mapping[str, Sequence[str]]
"""Chinese name → further spellings; the first one is the English name."""


def meeting(identifier: str, year: int, number: int | None = None, **more: Any) -> Plain:
    """A meeting named by its year; `group` and `aliases` can be given."""
    return {
        "id": identifier,
        "group": identifier,
        "number": number,
        "year": year,
        "date": f"{year}-09-01",
        "kind": "volume",
        "name": {"zh": f"会议{identifier}", "en": f"Meeting {identifier}"},
        "short": {"zh": f"会议{year}", "en": f"Meeting {year}"},
        "document": f"{identifier}.txt",
        "sha256": "0" * 64,
        **more,
    }


def organisation(identifier: str, zh: str, *others: str, people: Names | None = None) -> Plain:
    """An organisation with its spellings, the English name first; people's ids are made from their names."""
    english = others[0] if others else identifier
    return {
        "id": identifier,
        "short": {"zh": zh, "en": english},
        "name": {"zh": zh, "en": english},
        "aliases": list(others[1:]),
        "sector": {"zh": "行业", "en": "Sector"},
        "people": [
            {
                "id": person_id(names[0]),
                "name": {"zh": name, "en": names[0]},
                "aliases": list(names[1:]),
                "roles": [],
            }
            for name, names in (people or {}).items()
        ],
    }


def person_id(english: str) -> str:
    """The id `organisation` gives to somebody: the English name in lower case with hyphens."""
    return english.lower().replace(" ", "-")


def paper(
    identifier: str, of: str, *records: str | tuple[str, str] | Plain, people: Iterable[str] = ()
) -> Plain:
    """A paper of the meeting its id begins with; each record is a sentence, (zh, en), or its own fields."""
    return {
        "id": identifier,
        "meeting": identifier.rpartition("-")[0],
        "organisation": of,
        "people": [person_id(name) for name in people],
        "thesis": {"zh": "主张", "en": "Thesis"},
        "lines": [[1, 9]],
        "recommendations": [
            {
                "id": f"{identifier}-{number:02}",
                "kind": "recommendation",
                "themes": ["any"],
                "terms": [],
                "lines": [[number, number]],
                **_fields(record),
            }
            for number, record in enumerate(records, start=1)
        ],
    }


def theme(identifier: str, zh: str, en: str, *synonyms: str) -> Plain:
    """A theme with its synonyms."""
    about = {"zh": zh, "en": en}
    return {"id": identifier, "name": {"zh": zh, "en": en}, "about": about, "synonyms": list(synonyms)}


def small_collection(
    organisations: Iterable[Plain] = (),
    papers: Iterable[Plain] = (),
    meetings: Iterable[Plain] = (),
    themes: Iterable[Plain] = (),
    *,
    synonyms: Iterable[Sequence[str]] = (),
    wordings: Mapping[str, Sequence[str]] | None = None,
    subjects: Mapping[str, Sequence[str]] | None = None,
    passing: Mapping[str, Sequence[str]] | None = None,
    sorts: Mapping[str, Plain] | None = None,
    unsaid: Iterable[str] = (),
) -> Collection:
    """A collection of these; without meetings there is one, `m`, of 2021, without themes `any`.

    `wordings` are the everyday words of records by their ids, `subjects` the records of each subject by its
    names, divided by bars, `passing` those organisations that only touch on it; `sorts` are entries of
    sorts.yaml by their ids, `unsaid` the names of each thing that nobody said, divided by bars.
    """
    plain = {
        "meetings": list(meetings) or [meeting("m", 2021)],
        "organisations": list(organisations),
        "themes": list(themes) or [theme("any", "主题", "Theme")],
        "papers": list(papers),
        "synonyms": [list(group) for group in synonyms],
        "wordings": {record: list(words) for record, words in (wordings or {}).items()},
        "subjects": {
            names: {
                "zh": names,
                "en": "",
                "also": names.split("|"),
                "records": list(records),
                "passing": list((passing or {}).get(names, ())),
            }
            for names, records in (subjects or {}).items()
        },
        "sorts": dict(sorts or {}),
        "unsaid": [names.replace("|", "\n") for names in unsaid],
    }
    return build_collection(plain, sha256(repr(plain).encode()).hexdigest()[:24])


def unstored_engine(collection: Collection) -> Engine:
    """The engine of a collection, with nothing kept in any folder."""
    return make_engine(collection, Cache(None))


def _fields(record: str | tuple[str, str] | Plain) -> Plain:
    if isinstance(record, dict):
        return record
    zh, en = (record, "") if isinstance(record, str) else record
    return {"zh": zh, "en": en}
