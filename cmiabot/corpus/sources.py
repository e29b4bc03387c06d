"""The source documents, where they are at hand: verbatim passages, and the rules that need them.

A document's lines are what `\\n` separates, counted from 1.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cmiabot.corpus.files import KeyPath, YamlFile
from cmiabot.corpus.models import LineRange
from cmiabot.errors import DataError, Problem

LONGEST_SHARED_RUN = 20
"""Characters a record may share with a document in one run; beyond it the words are not ours."""

OwnText = tuple[str, KeyPath, str]
"""Whose text it is (a record or paper), where it stands in its file, and the text."""


def read_passage(folder: Path, document: str, lines: Iterable[LineRange]) -> str | None:
    """The verbatim lines of a document, ranges separated by a line of dots, or None if it is not there."""
    try:
        text = _lines((folder / document).read_bytes())
    except (OSError, UnicodeDecodeError):
        return None
    passages = ["\n".join(text[first - 1 : last]).strip() for first, last in lines]
    return "\n……\n".join(passage for passage in passages if passage) or None


@dataclass(frozen=True, slots=True)
class ExceptionUse:
    """Where an entry of proper_names.yaml made a text pass that would not have passed without it."""

    name: str
    record: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What holding the records against the documents found."""

    problems: tuple[Problem, ...]
    exceptions: tuple[ExceptionUse, ...]


def check_sources(files: Mapping[str, YamlFile], folder: Path) -> SourceReport:
    """Hold every record against its document: hash, line numbers, terms, own words."""
    meetings: Any = files["meetings.yaml"].value
    documents: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for number, meeting in enumerate(meetings):
        name = meeting["document"]
        try:
            content = (folder / name).read_bytes()
        except OSError:
            line = files["meetings.yaml"].line_of((number, "document"))
            problems.append(Problem("meetings.yaml", line, f"{name} is not in {folder}"))
            continue
        if sha256(content).hexdigest() != meeting["sha256"]:
            line = files["meetings.yaml"].line_of((number, "sha256"))
            text = f"{name} has another sha256 than written here: line numbers may no longer fit"
            problems.append(Problem("meetings.yaml", line, text))
        try:
            documents[meeting["id"]] = _lines(content)
        except UnicodeDecodeError:
            line = files["meetings.yaml"].line_of((number, "document"))
            problems.append(Problem("meetings.yaml", line, f"{name} must be saved as UTF-8 text"))
    own_words = _OwnWords(documents.values(), _names_to_mask(files), _exceptions(files))
    for name, file in files.items():
        if "/" in name:
            paper: Any = file.value
            if paper["meeting"] in documents:
                problems += _check_lines(file, documents[paper["meeting"]])
            problems += own_words.check(file, _paper_texts(file))
    if "wordings.yaml" in files:
        problems += own_words.check(files["wordings.yaml"], _wording_texts(files["wordings.yaml"]))
    for name in ("subjects.yaml", "unsaid.yaml"):
        if name in files:
            problems += own_words.check(files[name], _names_of_entries(files[name]))
    return SourceReport(tuple(problems), tuple(own_words.uses))


def require_folder(folder: Path) -> Path:
    """The folder itself. Raises DataError where it is none."""
    if not folder.is_dir():
        raise DataError([Problem(str(folder), 0, "there is no such folder with source documents")])
    return folder


def _lines(document: bytes) -> list[str]:
    """The lines of a document: only a line feed ends one, and the last may do without."""
    return document.decode("utf-8").removesuffix("\n").split("\n")


def _check_lines(file: YamlFile, document: list[str]) -> Iterator[Problem]:
    paper: Any = file.value
    for path, lines in _line_lists(paper):
        for place, (_, last) in enumerate(lines):
            if last > len(document):
                text = f"line {last} is past the end of the document ({len(document)} lines)"
                yield Problem(file.name, file.line_of((*path, place)), text)
    for number, record in enumerate(paper["recommendations"]):
        passage = "".join("".join(document[first - 1 : last]) for first, last in record["lines"])
        squeezed = _squeeze(passage)
        for place, term in enumerate(record["terms"]):
            if _squeeze(term) not in squeezed:
                path = ("recommendations", number, "terms", place)
                text = f"the term `{term}` does not stand in the lines given"
                yield Problem(file.name, file.line_of(path), text)


def _line_lists(paper: Any) -> Iterator[tuple[KeyPath, list[list[int]]]]:
    yield ("lines",), paper["lines"]
    for number, record in enumerate(paper["recommendations"]):
        yield ("recommendations", number, "lines"), record["lines"]


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _letters(text: str) -> str:
    """Only Chinese characters, Latin letters and digits, in one case and width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isdigit() or "a" <= c <= "z" or "\u4e00" <= c <= "\u9fff")


def _names_to_mask(files: Mapping[str, YamlFile]) -> set[str]:
    """Names that may be written as they stand: organisations, people, meetings, titles."""
    names: set[str] = set()
    organisations: Any = files["organisations.yaml"].value
    meetings: Any = files["meetings.yaml"].value
    people = [person for entry in organisations for person in entry.get("people", [])]
    for entry in [*organisations, *people, *meetings]:
        names.update(entry.get("aliases", []))
        for key in ("name", "short"):
            names.update(entry.get(key, {}).values())
    for name, file in files.items():
        paper: Any = file.value
        if "/" in name and paper.get("title"):
            names.update(paper["title"].values())
    return {letters for name in names if len(letters := _letters(name)) > 1}


def _exceptions(files: Mapping[str, YamlFile]) -> dict[str, str]:
    if "proper_names.yaml" not in files:
        return {}
    names: Any = files["proper_names.yaml"].value
    return {letters: name for name in names if (letters := _letters(name))}


def _paper_texts(file: YamlFile) -> Iterator[OwnText]:
    paper: Any = file.value
    for language in ("zh", "en"):
        yield paper["id"], ("thesis", language), paper["thesis"][language]
    for number, record in enumerate(paper["recommendations"]):
        for field in ("zh", "en", "note"):
            if field in record:
                yield record["id"], ("recommendations", number, field), record[field]
        for place, term in enumerate(record["terms"]):
            yield record["id"], ("recommendations", number, "terms", place), term


def _wording_texts(file: YamlFile) -> Iterator[OwnText]:
    wordings: Any = file.value
    for record, texts in wordings.items():
        for place, text in enumerate(texts):
            yield record, (record, place), text


def _names_of_entries(file: YamlFile) -> Iterator[OwnText]:
    entries: Any = file.value
    for identifier, entry in entries.items():
        for name in (entry["zh"], entry["en"], *entry.get("also", [])):
            yield identifier, (identifier,), name


class _OwnWords:
    """Finds runs of characters that a text shares with any of the documents."""

    def __init__(self, documents: Iterable[list[str]], names: set[str], exceptions: dict[str, str]) -> None:
        self._length = LONGEST_SHARED_RUN + 1
        self._runs = {
            letters[start : start + self._length]
            for document in documents
            for letters in [_letters("".join(document))]
            for start in range(len(letters) - self._length + 1)
        }
        self._names = sorted(names, key=lambda name: (-len(name), name))
        self._exceptions = exceptions
        self.uses: list[ExceptionUse] = []

    def check(self, file: YamlFile, texts: Iterable[OwnText]) -> Iterator[Problem]:
        """A problem for every text that shares too long a run with a document."""
        for owner, path, text in texts:
            shared = self._shared_run(owner, text)
            if shared:
                message = f"not in own words: 「{shared}…」 stands so in a source; say it differently"
                yield Problem(file.name, file.line_of(path), message)

    def _shared_run(self, owner: str, text: str) -> str | None:
        masked = _mask(_letters(text), self._names)
        shared = self._first_run(masked)
        used: list[ExceptionUse] = []
        for letters, name in self._exceptions.items():
            if shared is None:
                break
            if letters in masked:
                masked = masked.replace(letters, "\n")
                used.append(ExceptionUse(name, owner))
                shared = self._first_run(masked)
        if shared is None:
            self.uses += used
        return shared

    def _first_run(self, masked: str) -> str | None:
        for part in masked.split("\n"):
            for start in range(len(part) - self._length + 1):
                if part[start : start + self._length] in self._runs:
                    return part[start : start + self._length]
        return None


def _mask(letters: str, names: list[str]) -> str:
    for name in names:
        if name in letters:
            letters = letters.replace(name, "\n")
    return letters
