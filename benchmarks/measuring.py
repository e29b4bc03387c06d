"""What every benchmark needs: percentiles, the memory of a process, a process of one's own, tables."""

import math
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from cmiabot.cache import Cache
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import Collection, Paper
from cmiabot.evaluation import LabelledQuestion, read_questions

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
QUESTIONS = ROOT / "tests" / "evaluation" / "tuning.jsonl"
FORMS = ROOT / "tests" / "evaluation" / "forms.jsonl"

_Given = ParamSpec("_Given")
_Made = TypeVar("_Made")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def resident_megabytes() -> float:
    """The memory this process has now; where the system does not tell, the most it ever had."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1_000_000 if sys.platform == "darwin" else 1_000)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def in_own_process(
    function: Callable[_Given, _Made], *arguments: _Given.args, **named: _Given.kwargs
) -> _Made:
    """The result of a function of a module, called in a fresh process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
        return processes.submit(function, *arguments, **named).result()


def collection_of(folder: Path) -> Collection:
    """The collection of a data folder; nothing is stored."""
    return load_collection(folder, Cache(None))


def questions_of(file: Path) -> list[LabelledQuestion]:
    """The labelled questions of a file."""
    with file.open(encoding="utf-8") as lines:
        return read_questions(lines)


def result_of(collection: Collection, paper: Paper) -> dict[str, str]:
    """A result as labels are held against it."""
    return {"organization": collection.organisation_of(paper).short.zh, "meeting": paper.meeting}


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned plain text: the first column to the left, figures to the right."""
    lines = [titles, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    first, *others = widths
    return "\n".join(
        "  ".join([f"{line[0]:<{first}}", *(f"{c:>{w}}" for c, w in zip(line[1:], others, strict=True))])
        for line in lines
    )
