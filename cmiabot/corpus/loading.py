"""data/ → Collection: read, validate everything at once, build the values.

A checked collection is stored in the cache under a digest of its content and of this package, so
that a second start need not parse or check anything and can never see old records.
"""

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from cmiabot.cache import Cache, code_digest
from cmiabot.corpus.files import YamlFile, data_files, parse_yaml
from cmiabot.corpus.models import (
    Collection,
    DatedRole,
    Kind,
    LineRange,
    Meeting,
    Organisation,
    Paper,
    Person,
    Recommendation,
    Sort,
    Subject,
    Text,
    Theme,
)
from cmiabot.errors import DataError, Problem

Plain = dict[str, Any]


def load_collection(folder: Path, cache: Cache) -> Collection:
    """The whole collection of a data folder.

    Raises DataError with every problem found, each with file and line.
    """
    contents = read_contents(folder)
    digest = _content_digest(contents)
    name = f"records-{digest}.json"
    stored = cache.read(name)
    if stored is not None:
        return build_collection(json.loads(stored), digest)
    # Imported late: pydantic costs more than a whole start from the cache.
    from cmiabot.corpus.checking import check_files  # noqa: PLC0415

    files, unreadable = parse_contents(contents)
    problems = check_files(files, unreadable)
    if problems:
        raise DataError(sorted(problems))
    plain = _plain_collection(files)
    cache.write(name, json.dumps(plain, ensure_ascii=False, default=str).encode())
    cache.drop_others("records-", keep=name)
    return build_collection(plain, digest)


def read_contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every data file by its path relative to the folder.

    Raises DataError where the folder holds no data.
    """
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in data_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            contents[name] = path.read_bytes()
        except OSError as error:
            problems.append(Problem(name, 0, f"the file cannot be read: {error.strerror}"))
    if not problems and "meetings.yaml" not in contents:
        problems = [Problem(str(folder), 0, "no records here (meetings.yaml is missing); set CMIABOT_DATA")]
    if problems:
        raise DataError(problems)
    return contents


def parse_contents(contents: Mapping[str, bytes]) -> tuple[dict[str, YamlFile], list[Problem]]:
    """Parse every file; problems are those of encoding and YAML itself."""
    files: dict[str, YamlFile] = {}
    problems: list[Problem] = []
    for name, content in contents.items():
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            problems.append(Problem(name, 1, "the file must be saved as UTF-8 text"))
            continue
        files[name], found = parse_yaml(name, text)
        problems += found
    return files, problems


def is_paper(name: str) -> bool:
    """True for files in a meeting's folder, false for the lists beside them."""
    return "/" in name


def _content_digest(contents: Mapping[str, bytes]) -> str:
    digest = sha256(code_digest(Path(__file__).parent))
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:24]


def _plain_collection(files: Mapping[str, YamlFile]) -> Plain:
    """The plain values of all files, papers in the order of meetings.yaml and of their numbers."""
    plain: Plain = {
        name.removesuffix(".yaml"): file.value for name, file in files.items() if not is_paper(name)
    }
    unsaid = plain.get("unsaid", {}).values()
    plain["unsaid"] = ["\n".join((one["zh"], one["en"], *one.get("also", []))) for one in unsaid]
    order = {meeting["id"]: place for place, meeting in enumerate(plain["meetings"])}
    papers: list[Any] = [file.value for name, file in files.items() if is_paper(name)]
    plain["papers"] = sorted(papers, key=lambda paper: (order[paper["meeting"]], paper["id"]))
    return plain


def build_collection(plain: Plain, digest: str) -> Collection:
    """Make the values from checked plain data."""
    same = _mutual_links(plain["papers"])
    wordings = plain.get("wordings", {})
    organisations = [_organisation(entry) for entry in plain["organisations"]]
    return Collection(
        digest=digest,
        meetings=_by_id([_meeting(entry) for entry in plain["meetings"]]),
        organisations=_by_id(organisations),
        themes=_by_id([_theme(entry) for entry in plain["themes"]]),
        papers=_by_id([_paper(entry, same, wordings) for entry in plain["papers"]]),
        synonyms=tuple(tuple(group) for group in plain.get("synonyms", [])),
        subjects=tuple(_subject(*entry) for entry in plain.get("subjects", {}).items()),
        sorts=tuple(_sort(entry) for entry in plain.get("sorts", {}).values()),
        unsaid=tuple(plain.get("unsaid", ())),
    )


def _mutual_links(papers: list[Plain]) -> dict[str, list[str]]:
    """`same_as` as written on one side or both → on both sides, in the order of ids."""
    links: dict[str, set[str]] = {}
    for paper in papers:
        for record in paper["recommendations"]:
            for other in record.get("same_as", []):
                links.setdefault(record["id"], set()).add(other)
                links.setdefault(other, set()).add(record["id"])
    return {identifier: sorted(others) for identifier, others in links.items()}


_Item = TypeVar("_Item", Meeting, Organisation, Theme, Paper)


def _by_id(items: list[_Item]) -> Mapping[str, _Item]:
    return MappingProxyType({item.id: item for item in items})


def _text(plain: Plain) -> Text:
    return Text(plain["zh"], plain["en"])


def _subject(identifier: str, plain: Plain) -> Subject:
    return Subject(
        id=identifier,
        name=_text(plain),
        also=tuple(plain.get("also", [])),
        records=frozenset(plain["records"]),
        passing=frozenset(plain.get("passing", [])),
    )


def _sort(plain: Plain) -> Sort:
    return Sort(
        name=_text(plain),
        also=tuple(plain.get("also", [])),
        of=tuple(plain.get("of", [])),
        by=plain["by"],
        organisations=frozenset(plain["organisations"]),
    )


def _optional_text(plain: Plain | None) -> Text | None:
    return None if plain is None else _text(plain)


def _line_ranges(plain: list[list[int]]) -> tuple[LineRange, ...]:
    return tuple((first, last) for first, last in plain)


def _meeting(plain: Plain) -> Meeting:
    return Meeting(
        id=plain["id"],
        group=plain["group"],
        number=plain.get("number"),
        year=plain["year"],
        date=_day(plain["date"]),
        kind=plain["kind"],
        name=_text(plain["name"]),
        short=_text(plain["short"]),
        aliases=tuple(plain.get("aliases", [])),
        document=plain["document"],
        sha256=plain["sha256"],
        added=_day(plain["added"]) if plain.get("added") else None,
        called=tuple(plain.get("called", [])),
    )


def _day(plain: date | str) -> date:
    """A date as YAML gives it, or as text out of the cache."""
    return plain if isinstance(plain, date) else date.fromisoformat(plain)


def _organisation(plain: Plain) -> Organisation:
    return Organisation(
        id=plain["id"],
        short=_text(plain["short"]),
        name=_text(plain["name"]),
        aliases=tuple(plain.get("aliases", [])),
        sector=_text(plain["sector"]),
        people=tuple(_person(entry, plain["id"]) for entry in plain.get("people", [])),
    )


def _person(plain: Plain, organisation: str) -> Person:
    return Person(
        id=plain["id"],
        organisation=organisation,
        name=_text(plain["name"]),
        aliases=tuple(plain.get("aliases", [])),
        roles=tuple(DatedRole(role["year"], _text(role)) for role in plain.get("roles", [])),
    )


def _theme(plain: Plain) -> Theme:
    return Theme(
        id=plain["id"],
        name=_text(plain["name"]),
        about=_text(plain["about"]),
        synonyms=tuple(plain.get("synonyms", [])),
    )


def _paper(plain: Plain, same: Mapping[str, list[str]], wordings: Mapping[str, list[str]]) -> Paper:
    return Paper(
        id=plain["id"],
        meeting=plain["meeting"],
        number=int(plain["id"].rpartition("-")[2]),
        title=_optional_text(plain.get("title")),
        organisation=plain["organisation"],
        people=tuple(plain["people"]),
        role=_optional_text(plain.get("role")),
        thesis=_text(plain["thesis"]),
        lines=_line_ranges(plain["lines"]),
        recommendations=tuple(
            _recommendation(entry, plain["id"], same, wordings) for entry in plain["recommendations"]
        ),
        part=_optional_text(plain.get("part")),
    )


def _recommendation(
    plain: Plain, paper: str, same: Mapping[str, list[str]], wordings: Mapping[str, list[str]]
) -> Recommendation:
    return Recommendation(
        id=plain["id"],
        paper=paper,
        kind=Kind(plain["kind"]),
        key=plain.get("key", False),
        text=_text(plain),
        themes=tuple(plain["themes"]),
        terms=tuple(plain["terms"]),
        section=plain.get("section"),
        lines=_line_ranges(plain["lines"]),
        same_as=tuple(same.get(plain["id"], [])),
        note=plain.get("note"),
        wordings=tuple(wordings.get(plain["id"], [])),
    )
