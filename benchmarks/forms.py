"""How much the way of writing changes the first answer: scripts, languages, pinyin, slips. See README.md.

    uv run python -m benchmarks.forms tests/evaluation/forms.jsonl

A line of the file holds one question in several forms, `simplified` among them, and what is expected.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.measuring import DATA, FORMS, collection_of, result_of, table
from benchmarks.peers import Peer, opened
from cmiabot.cache import Cache
from cmiabot.corpus.models import Collection, Paper
from cmiabot.evaluation import Expected
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine

PLAIN = "simplified"
OURS = "cmiabot"

FirstAnswer = Callable[[str], Paper | None]
"""The paper of a question's first answer; None where there is none."""


@dataclass(frozen=True, slots=True)
class Rephrased:
    """One question in several forms."""

    forms: Mapping[str, str]
    expected: tuple[Expected, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print for each form how often the first answer is the same, and how often it is right."""
    parser = argparse.ArgumentParser(prog="benchmarks.forms", description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", default=FORMS, help="questions in several forms")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="another collection")
    options = parser.parse_args(arguments)
    questions = _read(options.file)
    forms = list(dict.fromkeys(form for question in questions for form in question.forms))
    collection = collection_of(options.data)
    ours = partial(_our_first, collection, make_engine(collection, Cache(None)))
    columns = {OURS: _column(collection, ours, questions, forms)}
    with opened(collection) as peers:
        for name, peer in peers.items():
            columns[name] = _column(collection, partial(_first_of, collection, peer), questions, forms)
    print(f"{len(questions)} questions; first answer the same as for {PLAIN} / right, per cent")
    print(table(("form", *columns), list(zip(forms, *columns.values(), strict=True))))


def _read(file: Path) -> list[Rephrased]:
    entries = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Rephrased(e["forms"], tuple(Expected(one["org"], one.get("meeting")) for one in e["expect_any"]))
        for e in entries
    ]


def _our_first(collection: Collection, engine: Engine, question: str) -> Paper | None:
    hits = engine.ask(question).hits
    return collection.paper_of(collection.records[hits[0].record]) if hits else None


def _first_of(collection: Collection, peer: Peer, question: str) -> Paper | None:
    found = peer.search(question)
    return collection.paper_of(list(collection.records.values())[found[0].place]) if found else None


def _column(
    collection: Collection, first: FirstAnswer, questions: Sequence[Rephrased], forms: Sequence[str]
) -> list[str]:
    cells = []
    plain = [first(question.forms[PLAIN]) for question in questions]
    for form in forms:
        same, right, asked = 0, 0, 0
        for question, before in zip(questions, plain, strict=True):
            if form in question.forms:
                paper = first(question.forms[form])
                asked += 1
                same += _answer(collection, paper) == _answer(collection, before)
                right += paper is not None and any(
                    e.matches(result_of(collection, paper)) for e in question.expected
                )
        cells.append(f"{100 * same / asked:.0f} / {100 * right / asked:.0f}")
    return cells


def _answer(collection: Collection, paper: Paper | None) -> tuple[str, str] | None:
    """The organisation and the occasion, whichever of its documents it is."""
    return None if paper is None else (paper.organisation, collection.meeting_of(paper).group)


if __name__ == "__main__":
    main()
