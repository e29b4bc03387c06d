"""The shape of the files in data/, as pydantic models; data/README.md explains it in words."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from cmiabot.corpus.files import YamlFile
from cmiabot.errors import Problem

Name = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Lines = Annotated[
    list[Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=2, max_length=2)]], Field(min_length=1)
]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Text(_Shape):
    zh: Name
    en: Name


class _Role(_Text):
    year: int


class _Person(_Shape):
    id: Identifier
    name: _Text
    aliases: list[Name] = []
    roles: list[_Role] = []
    note: Name | None = None


class _Organisation(_Shape):
    id: Identifier
    short: _Text
    name: _Text
    aliases: list[Name] = []
    sector: _Text
    people: list[_Person] = []
    note: Name | None = None


class _Meeting(_Shape):
    id: Identifier
    group: Identifier
    number: int | None = None
    year: int
    date: datetime.date
    kind: Literal["volume", "press", "explanation", "feature"]
    name: _Text
    short: _Text
    aliases: list[Name] = []
    called: list[Name] = []
    document: Name
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    added: datetime.date | None = None


class _Theme(_Shape):
    id: Identifier
    name: _Text
    about: _Text
    synonyms: list[Name] = []


class _Recommendation(_Shape):
    id: Identifier
    kind: Literal["recommendation", "pledge", "lesson", "plan"]
    key: bool = False
    zh: Name
    en: Name
    themes: Annotated[list[Identifier], Field(min_length=1, max_length=3)]
    terms: Annotated[list[Name], Field(min_length=2, max_length=8)]
    section: Name | None = None
    lines: Lines
    same_as: list[Identifier] = []
    note: Name | None = None


class _Paper(_Shape):
    id: Identifier
    meeting: Identifier
    part: _Text | None = None
    title: _Text | None = None
    organisation: Identifier
    people: list[Identifier]
    role: _Text | None = None
    thesis: _Text
    lines: Lines
    recommendations: list[_Recommendation]


class _Subject(_Text):
    also: list[Name] = []
    records: Annotated[list[Identifier], Field(min_length=1)]
    passing: list[Identifier] = []


class _Unsaid(_Text):
    also: list[Name] = []


class _Sort(_Text):
    also: list[Name] = []
    of: list[Name] = []
    by: Literal["country", "business", "position"]
    organisations: list[Identifier]


SHAPES: dict[str, TypeAdapter[Any]] = {
    "meetings.yaml": TypeAdapter(list[_Meeting]),
    "organisations.yaml": TypeAdapter(list[_Organisation]),
    "themes.yaml": TypeAdapter(list[_Theme]),
    "synonyms.yaml": TypeAdapter(list[Annotated[list[Name], Field(min_length=2)]]),
    "subjects.yaml": TypeAdapter(dict[Identifier, _Subject]),
    "unsaid.yaml": TypeAdapter(dict[Identifier, _Unsaid]),
    "sorts.yaml": TypeAdapter(dict[Identifier, _Sort]),
    "wordings.yaml": TypeAdapter(dict[Identifier, Annotated[list[Name], Field(min_length=1)]]),
    "proper_names.yaml": TypeAdapter(list[Annotated[Name, Field(max_length=30)]]),
}
PAPER = TypeAdapter(_Paper)

_REASONS = {
    "missing": "`{field}` is missing",
    "extra_forbidden": "`{field}` is not a field of this entry; see data/README.md for the fields",
    "string_type": "`{field}` must be text (put it in quotes)",
    "list_type": "`{field}` must be a list",
    "model_type": "`{field}` must be an entry with fields",
    "too_short": "`{field}` has too few items (at least {min_length})",
    "too_long": "`{field}` has too many items (at most {max_length})",
    "string_pattern_mismatch": "`{field}` is not written as it should be (it must match {pattern})",
    "literal_error": "`{field}` must be one of {expected}",
}


def check_shape(file: YamlFile) -> list[Problem]:
    """Every way in which a file departs from its shape, with its line."""
    shape = SHAPES.get(file.name, PAPER)
    try:
        shape.validate_python(file.value)
    except ValidationError as error:
        return [_problem(file, detail) for detail in error.errors(include_url=False)]
    return []


def _problem(file: YamlFile, detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    field = next((str(part) for part in reversed(path) if isinstance(part, str)), file.name)
    template = _REASONS.get(detail["type"])
    if template is None:
        text = f"`{field}`: {detail['msg'].lower()}"
    else:
        text = template.format(field=field, **detail.get("ctx", {}))
    return Problem(file.name, file.line_of(path), text)
