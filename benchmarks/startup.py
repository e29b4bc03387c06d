"""How long a process takes to its answer, and the bot until it polls. See README.md.

    uv run python -m benchmarks.startup

Every run is a process of its own with a cache that the first run has filled; the bot polls the fake Bot
API server of the tests.
"""

import argparse
import asyncio
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.measuring import DATA, table
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.program import BOT, PATIENCE, Program

QUESTION = "谁建议化学品走铁路"
SHOWN = 8
"""Packages that are shown, the dearest first."""

_IMPORT = re.compile(r"import time:\s*(?P<own>\d+) \|\s*\d+ \| +(?P<name>\S+)")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a process took, in seconds; its processor time is known where it ran to its end."""

    seconds: float
    processor: float | None


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print both, and what `ask` spends on imports."""
    parser = argparse.ArgumentParser(prog="benchmarks.startup", description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7, help="processes of each kind")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="another collection")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        program = Program(
            Path(folder), {"CMIABOT_DATA": str(options.data.resolve()), "CMIABOT_CACHE": f"{folder}/cache"}
        )
        bare = [_taken(lambda: _python(program, "-c", "pass")) for _ in range(options.runs)]
        first = _taken(lambda: program.run("ask", QUESTION))
        ask = [_taken(lambda: program.run("ask", QUESTION)) for _ in range(options.runs)]
        poll = [asyncio.run(seconds_until_polling(program)) for _ in range(options.runs)]
        runs = {
            "python -c pass": bare,
            "ask, nothing stored": [first],
            "ask": ask,
            "run, until it polls": poll,
        }
        print("seconds from the start of the process; of these, seconds of processor time")
        titles = ("what", "runs", "median", "min", "max", "processor")
        print(table(titles, [_row(what, times) for what, times in runs.items()]))
        print(f"\nmilliseconds of `ask` for imports, the {SHOWN} dearest packages")
        imported = imports(_python(program, "-X", "importtime", str(BOT), "ask", QUESTION))
        for name, milliseconds in imported[:SHOWN]:
            print(f"{name:<28}{milliseconds:>8.1f}")
        print(f"{'all':<28}{sum(cost for _, cost in imported):>8.1f}")


def imports(told: str) -> list[tuple[str, float]]:
    """The packages of an `-X importtime` report and what the modules of each cost, the dearest first."""
    costs: dict[str, float] = {}
    for match in _IMPORT.finditer(told):
        package = match["name"].partition(".")[0]
        costs[package] = costs.get(package, 0.0) + int(match["own"]) / 1000
    return sorted(costs.items(), key=lambda cost: -cost[1])


async def seconds_until_polling(program: Program) -> Taken:
    """From the start of the bot's process to its first getUpdates."""
    async with FakeBotApi() as api:
        settings = {"CMIABOT_TOKEN": api.token, "CMIABOT_API_URL": api.url}
        start = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(BOT), "run"),
            cwd=program.folder,
            env=program.environment(settings),
            stderr=subprocess.DEVNULL,
        )
        try:
            await api.wait_for("getUpdates", timeout=PATIENCE)
            return Taken(time.perf_counter() - start, None)
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()


def _taken(run: Callable[[], object]) -> Taken:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _python(program: Program, *arguments: str) -> str:
    """What a Python process with these arguments prints on standard error."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=program.folder,
        env=program.environment({}),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=PATIENCE,
        check=True,
    )
    return done.stderr.decode()


def _row(what: str, taken: Sequence[Taken]) -> list[str]:
    seconds = [one.seconds for one in taken]
    processor = [one.processor for one in taken if one.processor is not None]
    figures = (median(seconds), min(seconds), max(seconds), *([median(processor)] if processor else ()))
    cells = [f"{figure:.3f}" for figure in figures]
    return [what, str(len(taken)), *cells, *([] if processor else ["-"])]


if __name__ == "__main__":
    main()
