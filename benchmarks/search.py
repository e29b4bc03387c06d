"""How long building, opening and asking take at several sizes, beside the peers. See README.md.

    uv run python -m benchmarks.search

Every method and size has two processes: one builds and stores, one opens what is stored and asks.
"""

import argparse
import gc
import pickle
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from benchmarks.measuring import (
    DATA,
    QUESTIONS,
    collection_of,
    in_own_process,
    percentile,
    questions_of,
    resident_megabytes,
    table,
)
from benchmarks.peers import PEERS, Peer
from benchmarks.synthetic import SEED, grown
from cmiabot.cache import Cache
from cmiabot.collector import settle
from cmiabot.corpus.models import Collection
from cmiabot.search.building import make_engine

OURS = "cmiabot"
SIZES = (0, 10_000, 100_000)
"""Records; 0 stands for the real collection as it is."""
TITLES = (
    *("method", "build s", "open s", "first p50", "p99", "max"),
    *("warm p50", "p99", "max", "x p50", "MB", "records MB"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one process measured; times in seconds, memory in megabytes."""

    opening: float
    first: Sequence[float]
    warm: Sequence[float]
    memory: float
    memory_of_records: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the options say and print a table for each size."""
    options = _parser().parse_args(arguments)
    clock = time.thread_time if options.cpu else time.perf_counter
    questions = [question.question for question in questions_of(options.questions)]
    real = collection_of(options.data)
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            collection = grown(real, size, options.seed)
            _store(collection, place / "collection")
            records = len(collection.records)
            del collection
            print(f"\n{records:,} records, {len(questions)} questions, milliseconds of", end=" ")
            print("processor time" if options.cpu else "wall time")
            chosen = [m for m in _methods(records, all_of_them=options.all) if m in (options.methods or [m])]
            measured = {
                method: _measured(method, place, questions, options.rounds, clock) for method in chosen
            }
        print(table(TITLES, _rows(measured)), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks.search", description=__doc__.partition("\n")[0])
    names = [OURS, *(peer.name for peer in PEERS)]
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="records; 0: as many as there are"
    )
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, metavar="FILE", help="labelled questions"
    )
    parser.add_argument("--methods", nargs="+", choices=names, help="only these")
    parser.add_argument("--all", action="store_true", help="also slow peers with many records")
    parser.add_argument("--rounds", type=int, default=1, help="times each question is asked again")
    parser.add_argument("--cpu", action="store_true", help="processor time, for a machine that is not idle")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="another collection")
    parser.add_argument("--seed", type=int, default=SEED, help="of the records that are made up")
    return parser


def _methods(records: int, *, all_of_them: bool) -> list[str]:
    return [OURS, *(peer.name for peer in PEERS if all_of_them or records <= peer.largest)]


def _measured(
    method: str, folder: Path, questions: Sequence[str], rounds: int, clock: Callable[[], float]
) -> tuple[float, Asked]:
    stored = folder / method.replace(" ", "-")
    stored.mkdir()
    building = in_own_process(build, method, folder / "collection", stored, clock)
    return building, in_own_process(ask, method, folder / "collection", stored, questions, rounds, clock)


def build(method: str, collection: Path, stored: Path, clock: Callable[[], float]) -> float:
    """Seconds it takes to build and store."""
    records = _stored(collection)
    start = clock()
    if method == OURS:
        make_engine(records, Cache(stored))
    else:
        _peer(method).build(records, stored)
    return clock() - start


def ask(
    method: str,
    collection: Path,
    stored: Path,
    questions: Sequence[str],
    rounds: int,
    clock: Callable[[], float],
) -> Asked:
    """Open what is stored and ask every question, then all of them again."""
    before = resident_megabytes()
    records = _stored(collection) if method == OURS else None
    gc.collect()
    with_records = resident_megabytes()
    start = clock()
    search = _opened(method, records, stored)
    opening = clock() - start
    first = [_time_of(search, question, clock) for question in questions]
    warm = [_time_of(search, question, clock) for _ in range(rounds) for question in questions]
    return Asked(opening, first, warm, resident_megabytes(), with_records - before)


def _opened(method: str, records: Collection | None, stored: Path) -> Callable[[str], object]:
    if records is None:
        return _peer(method)(stored).search
    engine = make_engine(records, Cache(stored))
    settle()  # as the program does where it loads its engine
    return engine.ask


def _peer(method: str) -> type[Peer]:
    return next(peer for peer in PEERS if peer.name == method)


def _time_of(search: Callable[[str], object], question: str, clock: Callable[[], float]) -> float:
    start = clock()
    search(question)
    return clock() - start


def _rows(measured: dict[str, tuple[float, Asked]]) -> list[list[str]]:
    rows = []
    ours = measured.get(OURS)
    for method, (building, asked) in measured.items():
        row = [method, f"{building:.1f}", f"{asked.opening:.2f}"]
        for times in (asked.first, asked.warm):
            figures = (percentile(times, 0.5), percentile(times, 0.99), max(times))
            row += [f"{1000 * seconds:.1f}" for seconds in figures]
        ratio = percentile(asked.warm, 0.5) / percentile(ours[1].warm, 0.5) if ours else 1.0
        row += [f"{ratio:.1f}", f"{asked.memory:.0f}", f"{asked.memory_of_records:.0f}"]
        rows.append(row)
    return rows


def _store(collection: Collection, file: Path) -> None:
    """Hand a collection on to other processes."""
    by_id = (collection.meetings, collection.organisations, collection.themes, collection.papers)
    values = (list(part.values()) for part in by_id)
    tuples = (collection.synonyms, collection.subjects, collection.sorts, collection.unsaid)
    parts = [collection.digest, *values, tuples]
    with file.open("wb") as stream:
        pickle.dump(parts, stream)


def _stored(file: Path) -> Collection:
    with file.open("rb") as stream:
        digest, *by_id, tuples = pickle.load(stream)  # noqa: S301 -- just written by `_store`
    meetings, organisations, themes, papers = (
        MappingProxyType({one.id: one for one in part}) for part in by_id
    )
    synonyms, subjects, sorts, unsaid = tuples
    collection = Collection(
        digest, meetings, organisations, themes, papers, synonyms, subjects, sorts, unsaid
    )
    # Made when first needed: before anything is timed.
    len(collection.records), len(collection.people)
    return collection


if __name__ == "__main__":
    main()
