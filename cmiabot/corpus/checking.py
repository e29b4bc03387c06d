"""What must hold between the files of data/: ids, references, unambiguous names.

Works on the parsed files, so that every problem names its file and line.
"""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmiabot.corpus.files import KeyPath, YamlFile
from cmiabot.corpus.schema import SHAPES, check_shape
from cmiabot.errors import Problem

REQUIRED = ("meetings.yaml", "organisations.yaml", "themes.yaml")
KEY_RECORDS = range(3, 7)
"""How many key records a paper of a volume has: a daily digest shows them all."""


def check_files(files: Mapping[str, YamlFile], unreadable: Sequence[Problem] = ()) -> list[Problem]:
    """Every problem of reading (`unreadable`) and of shape; where there is none, all between the files."""
    problems = [*unreadable]
    passed_over = {problem.file for problem in unreadable}
    problems += [
        Problem(name, 0, "this file is missing") for name in REQUIRED if name not in {*files, *passed_over}
    ]
    for name, file in files.items():
        if name in passed_over:
            continue
        if not name.endswith(".yaml"):
            problems.append(Problem(name, 0, "the name of a data file must end in .yaml"))
        elif "/" not in name and name not in SHAPES:
            problems.append(Problem(name, 0, "unknown file; papers belong in the folder of their meeting"))
        else:
            problems += check_shape(file)
    return problems or [*_Checker(files).problems()]


@dataclass
class _Checker:
    """One pass over all files; the look-ups it needs are made once."""

    files: Mapping[str, YamlFile]
    meetings: dict[str, Any] = field(init=False)
    themes: set[str] = field(init=False)
    people: dict[str, set[str]] = field(init=False)
    records: dict[str, str] = field(init=False)
    texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.meetings = {entry["id"]: entry for entry in self._entries("meetings.yaml")}
        self.themes = {entry["id"] for entry in self._entries("themes.yaml")}
        self.people = {
            entry["id"]: {person["id"] for person in entry.get("people", [])}
            for entry in self._entries("organisations.yaml")
        }
        self.records = {
            record["id"]: paper["organisation"]
            for _, paper in self._papers()
            for record in paper["recommendations"]
        }

    def problems(self) -> Iterator[Problem]:
        yield from self._unique_ids()
        yield from self._names()
        yield from self._wordings()
        yield from self._subjects()
        yield from self._sorts()
        yield from self._unsaid()
        for file, paper in self._papers():
            yield from self._paper(file, paper)
            for number, record in enumerate(paper["recommendations"]):
                yield from self._record(file, paper, record, ("recommendations", number))

    def _entries(self, name: str) -> list[Any]:
        value = self.files[name].value
        return value if isinstance(value, list) else []

    def _papers(self) -> Iterator[tuple[YamlFile, Any]]:
        for name, file in self.files.items():
            if "/" in name:
                yield file, file.value

    def _unique_ids(self) -> Iterator[Problem]:
        seen: dict[tuple[str, str], str] = {}
        for scope, file, path, identifier in self._ids():
            line = file.line_of((*path, "id"))
            if (scope, identifier) in seen:
                first = seen[scope, identifier]
                yield Problem(file.name, line, f"the id `{identifier}` is already used at {first}")
            else:
                seen[scope, identifier] = f"{file.name}:{line}"

    def _ids(self) -> Iterator[tuple[str, YamlFile, KeyPath, str]]:
        for name in REQUIRED:
            for number, entry in enumerate(self._entries(name)):
                yield name, self.files[name], (number,), entry["id"]
                for place, person in enumerate(entry.get("people", [])):
                    yield "people", self.files[name], (number, "people", place), person["id"]
        for file, paper in self._papers():
            yield "papers", file, (), paper["id"]
            for number, record in enumerate(paper["recommendations"]):
                yield "records", file, ("recommendations", number), record["id"]

    def _names(self) -> Iterator[Problem]:
        """A name or alias that means two different organisations or people cannot be answered."""
        owners: dict[str, tuple[str, str]] = {}
        file = self.files["organisations.yaml"]
        for number, entry in enumerate(self._entries(file.name)):
            for owner, path, spelled in _spelled(entry, number):
                key = "".join(unicodedata.normalize("NFKC", spelled).casefold().split())
                first = owners.setdefault(key, (owner, spelled))
                if first[0] != owner:
                    text = f"`{spelled}` names both {first[0]} and {owner}; an alias may belong to one only"
                    yield Problem(file.name, file.line_of(path), text)

    def _wordings(self) -> Iterator[Problem]:
        file = self.files.get("wordings.yaml")
        value: Any = file.value if file is not None else {}
        for record, wordings in value.items():
            assert file is not None
            if record not in self.records:
                yield Problem(file.name, file.line_of((record,)), f"there is no record `{record}`")
            if len(set(wordings)) < len(wordings):
                yield Problem(file.name, file.line_of((record,)), f"`{record}` has a wording twice")

    def _subjects(self) -> Iterator[Problem]:
        yield from self._index("subjects.yaml", "records", self.records, "record")
        yield from self._index("subjects.yaml", "passing", self.people, "organisation")
        yield from self._names_of_two("subjects.yaml")

    def _sorts(self) -> Iterator[Problem]:
        yield from self._index("sorts.yaml", "organisations", self.people, "organisation")
        yield from self._names_of_two("sorts.yaml")
        for file, identifier, entry in self._named_entries("sorts.yaml"):
            if not entry["organisations"] and entry["by"] != "country":
                text = f"`{identifier}` has no organisation; only a country may have none"
                yield Problem(file.name, file.line_of((identifier, "organisations")), text)

    def _index(self, name: str, field: str, known: Container[str], what: str) -> Iterator[Problem]:
        """A file of named entries, each with ids in `field`."""
        for file, identifier, entry in self._named_entries(name):
            members = entry.get(field, [])
            for place, member in enumerate(members):
                if member not in known:
                    line = file.line_of((identifier, field, place))
                    yield Problem(file.name, line, f"there is no {what} `{member}`")
            if len(set(members)) < len(members):
                line = file.line_of((identifier, field))
                yield Problem(file.name, line, f"`{identifier}` has the same {what} twice")

    def _unsaid(self) -> Iterator[Problem]:
        """What is said after all, perhaps since a paper was entered, must not be denied."""
        name = "unsaid.yaml"
        yield from self._names_of_two(name)
        texts = {
            record["id"]: "\n".join((record["zh"], record["en"], *record.get("terms", []))).casefold()
            for _, paper in self._papers()
            for record in paper["recommendations"]
        }
        everything = "\n".join(texts.values())
        # Of tens of thousands of names hardly any has all its threes of characters in the records.
        threes = {everything[place : place + 3] for place in range(len(everything))}
        subjects = {
            spelled.casefold(): subject
            for _, subject, entry in self._named_entries("subjects.yaml")
            for spelled in _names(entry)
        }
        for file, identifier, entry in self._named_entries(name):
            for spelled in _names(entry):
                folded = spelled.casefold()
                perhaps = all(folded[place : place + 3] in threes for place in range(len(folded) - 2))
                if perhaps and _says(everything, folded):
                    record = next(record for record, text in texts.items() if _says(text, folded))
                    wrong = f"is said, by {record}; take it out here or name it more narrowly"
                elif (subject := subjects.get(folded)) is not None:
                    wrong = f"is a name of the subject {subject}, which has records; take it out here"
                else:
                    continue
                yield Problem(file.name, file.line_of((identifier,)), f"`{spelled}` {wrong}")

    def _named_entries(self, name: str) -> Iterator[tuple[YamlFile, str, Any]]:
        file = self.files.get(name)
        if file is not None:
            entries: Any = file.value
            for identifier, entry in entries.items():
                yield file, identifier, entry

    def _names_of_two(self, name: str) -> Iterator[Problem]:
        """A name of two entries would mean neither."""
        owners: dict[str, str] = {}
        for file, identifier, entry in self._named_entries(name):
            for spelled in (*_names(entry), *entry.get("of", [])):
                first = owners.setdefault(spelled.casefold(), identifier)
                if first != identifier:
                    text = f"`{spelled}` names both {first} and {identifier}; a name may belong to one only"
                    yield Problem(file.name, file.line_of((identifier,)), text)

    def _paper(self, file: YamlFile, paper: Any) -> Iterator[Problem]:
        def problem(text: str, *path: str | int) -> Problem:
            return Problem(file.name, file.line_of(path), text)

        meeting = self.meetings.get(paper["meeting"])
        number = paper["id"].removeprefix(paper["meeting"] + "-")
        if meeting is None:
            yield problem(f"there is no meeting `{paper['meeting']}` in meetings.yaml", "meeting")
        elif not (paper["id"].startswith(paper["meeting"] + "-") and len(number) == 2 and number.isdigit()):
            yield problem(f"the id must be `{paper['meeting']}-` and two digits", "id")
        elif file.name != (wanted := f"{paper['meeting']}/{number}-{paper['organisation']}.yaml"):
            yield problem(f"this file must be named {wanted}")
        if paper["organisation"] not in self.people:
            text = f"there is no organisation `{paper['organisation']}` in organisations.yaml"
            yield problem(text, "organisation")
        else:
            for place, person in enumerate(paper["people"]):
                if person not in self.people[paper["organisation"]]:
                    text = f"`{person}` is not among the people of `{paper['organisation']}`"
                    yield problem(text, "people", place)
        yield from _ranges(file, paper["lines"], ("lines",))
        if meeting is not None and meeting["kind"] == "volume":
            keys = sum(bool(record.get("key")) for record in paper["recommendations"])
            if keys not in KEY_RECORDS:
                yield problem(f"{keys} key records; a paper has 3 to 6 with `key: true`", "recommendations")

    def _record(self, file: YamlFile, paper: Any, record: Any, path: KeyPath) -> Iterator[Problem]:
        def problem(text: str, *below: str | int) -> Problem:
            return Problem(file.name, file.line_of((*path, *below)), text)

        number = record["id"].removeprefix(paper["id"] + "-")
        if not (record["id"].startswith(paper["id"] + "-") and len(number) == 2 and number.isdigit()):
            yield problem(f"the id must be `{paper['id']}-` and two digits", "id")
        for place, theme in enumerate(record["themes"]):
            if theme not in self.themes:
                yield problem(f"there is no theme `{theme}` in themes.yaml", "themes", place)
        for field_name in ("themes", "terms"):
            if len(set(record[field_name])) < len(record[field_name]):
                yield problem(f"`{field_name}` names something twice", field_name)
        for place, other in enumerate(record.get("same_as", [])):
            if other not in self.records:
                yield problem(f"there is no record `{other}`", "same_as", place)
            elif self.records[other] != paper["organisation"] or other.startswith(paper["id"] + "-"):
                text = f"`{other}` must be of the same organisation and of another paper or speech"
                yield problem(text, "same_as", place)
        yield from self._texts(file, record, path)
        yield from _ranges(file, record["lines"], (*path, "lines"))
        for first, last in record["lines"]:
            if not any(start <= first and last <= end for start, end in paper["lines"]):
                yield problem(f"lines {first}–{last} lie outside the paper's own lines", "lines")

    def _texts(self, file: YamlFile, record: Any, path: KeyPath) -> Iterator[Problem]:
        def problem(text: str, *below: str | int) -> Problem:
            return Problem(file.name, file.line_of((*path, *below)), text)

        if not any("\u4e00" <= character <= "\u9fff" for character in record["zh"]):
            yield problem("`zh` holds no Chinese", "zh")
        if any("\u4e00" <= character <= "\u9fff" for character in record["en"]):
            yield problem("`en` holds Chinese", "en")
        for place, term in enumerate(record["terms"]):
            if "，" in term:
                yield problem("terms are separated by ASCII commas (,), not by ，", "terms", place)
        first = self.texts.setdefault(record["zh"], record["id"])
        if first != record["id"]:
            yield problem(f"`zh` says the same as {first}", "zh")


def _spelled(entry: Any, number: int) -> Iterator[tuple[str, KeyPath, str]]:
    """Every spelling of an organisation and its people: whose, where, what."""
    yield from _entity_names(entry, entry["id"], (number,))
    for place, person in enumerate(entry.get("people", [])):
        yield from _entity_names(person, person["id"], (number, "people", place))


def _entity_names(entry: Any, owner: str, path: KeyPath) -> Iterator[tuple[str, KeyPath, str]]:
    for key in ("short", "name"):
        if key in entry:
            yield owner, (*path, key), entry[key]["zh"]
            yield owner, (*path, key), entry[key]["en"]
    for place, alias in enumerate(entry.get("aliases", [])):
        yield owner, (*path, "aliases", place), alias


def _ranges(file: YamlFile, lines: list[list[int]], path: KeyPath) -> Iterator[Problem]:
    for place, (first, last) in enumerate(lines):
        if first > last:
            text = f"lines {first}–{last}: the first must not be after the last"
            yield Problem(file.name, file.line_of((*path, place)), text)


def _names(entry: Any) -> tuple[str, ...]:
    """A heading in both languages, and what else people call it."""
    return entry["zh"], entry["en"], *entry.get("also", [])


def _says(text: str, name: str) -> bool:
    """True where a text holds a name, a Latin one as whole words."""
    if name not in text:
        return False
    of_words = rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])"
    return not name[0].isascii() or re.search(of_words, text) is not None
