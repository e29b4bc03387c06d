"""Every error cmiabot raises on purpose.

CmiaBotError
├── UserError        the person in the chat can mend it: carries a message key, safe to show
├── ConfigError      the operator can mend it: names the setting
├── DataError        the editor of data/ can mend it: every problem with file and line
├── StartError       the program cannot go on: one clear line, exit code 1
└── SendFailure      a message was not confirmed; its kinds are drawn in delivery/failures.py
"""

from collections.abc import Sequence
from dataclasses import dataclass


class CmiaBotError(Exception):
    """The root of the tree: whatever cmiabot raises on purpose."""


class UserError(CmiaBotError):
    """Something the person in the chat can mend.

    `key` names a message of the catalogues, `values` fill its placeholders.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class ConfigError(CmiaBotError):
    """One or more settings are wrong; each problem names its setting and what to write instead."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in data/: file (relative to the folder), line (1-based, 0 if none), text."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.text}"


class DataError(CmiaBotError):
    """The records cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class StartError(CmiaBotError):
    """The program cannot start or go on; the text says why and what to do."""
