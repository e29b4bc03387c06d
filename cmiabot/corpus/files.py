"""Reading YAML so that every value still knows the line it stands on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from cmiabot.errors import Problem

type_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CUT_TEXT = re.compile(r"""^\s*(?:- )?(?:zh|en|note|section): [^"'\[{>|#].* #""")
DEEPEST = 12
"""Levels of lists and entries in each other, at most; no file of ours has half as many."""
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The plain values of one file, and the line of each of them by its path of keys and positions."""

    name: str
    value: object
    lines: dict[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """The line of the value at `path`, or of the nearest value around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


def data_files(folder: Path) -> Iterator[Path]:
    """The YAML files of a data folder in a stable order, without what editors and systems hide there.

    `.yml` is taken too, so that the checks can say what it must be called.
    """
    for path in sorted(folder.rglob("*.y*ml")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def parse_yaml(name: str, text: str) -> tuple[YamlFile, list[Problem]]:
    """Parse one file; problems are syntax errors and keys written twice."""
    problems: list[Problem] = []
    lines: dict[KeyPath, int] = {}
    for number, written in enumerate(text.split("\n"), start=1):
        if _CUT_TEXT.match(written):
            reason = "a # after a blank begins a comment and would cut this text off; put the text in quotes"
            problems.append(Problem(name, number, reason))
    loader = type_loader(text)
    try:
        node = loader.get_single_node()
        value = None if node is None else _plain(node, (), name, lines, problems, loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        problems.append(Problem(name, line, f"this is not valid YAML: {reason}"))
        value = None
    finally:
        loader.dispose()
    return YamlFile(name, value, lines), problems


def _plain(
    node: yaml.Node,
    path: KeyPath,
    name: str,
    lines: dict[KeyPath, int],
    problems: list[Problem],
    loader: yaml.SafeLoader,
) -> object:
    """Turn a YAML node into plain Python values, noting the line of each."""
    if len(path) > DEEPEST:
        raise yaml.MarkedYAMLError(problem="a list holds itself", problem_mark=node.start_mark)
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in mapping:
                problems.append(Problem(name, key_node.start_mark.line + 1, f"`{key}` is written twice"))
            mapping[key] = _plain(value_node, (*path, key), name, lines, problems, loader)
            # The key's own line reads better in a message than that of a value that starts below it.
            lines[*path, key] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*path, number), name, lines, problems, loader)
            for number, item in enumerate(node.value)
        ]
    try:
        return loader.construct_object(node)
    except ValueError as error:
        raise yaml.MarkedYAMLError(problem=str(error), problem_mark=node.start_mark) from None
