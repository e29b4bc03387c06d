"""How long a process takes to its answer, and the bot until it polls. See README.md.

    uv run python -m benchmarks.startup

Every run is a process of its own with a cache that the first run has filled; the bot polls the fake Bot
API server of the tests.
"""

import argparse
import asyncio
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.measuring import DATA, table
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.program import BOT, PATIENCE, Program

QUESTION = "谁建议化学品走铁路"
SHOWN = 8
"""Imports that are shown, the dearest first."""

_IMPORT = re.compile(r"import time:\s*(?P<own>\d+) \|\s*(?P<all>\d+) \|(?P<depth> +)(?P<name>\S+)")


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
        bare = [_seconds(lambda: _python(program, "-c", "pass")) for _ in range(options.runs)]
        first = _seconds(lambda: program.run("ask", QUESTION))
        ask = [_seconds(lambda: program.run("ask", QUESTION)) for _ in range(options.runs)]
        poll = [asyncio.run(seconds_until_polling(program)) for _ in range(options.runs)]
        rows = [_row("python -c pass", bare), _row("ask, nothing stored", [first])]
        rows += [_row("ask", ask), _row("run, until it polls", poll)]
        print("seconds from the start of the process")
        print(table(("what", "runs", "median", "min", "max"), rows))
        print(f"\nmilliseconds of `ask` for imports, the {SHOWN} dearest, each without what it imports")
        imported = imports(_python(program, "-X", "importtime", str(BOT), "ask", QUESTION))
        for name, milliseconds in imported[:SHOWN]:
            print(f"{name:<28}{milliseconds:>8.1f}")
        print(f"{'all ' + str(len(imported)):<28}{sum(cost for _, cost in imported):>8.1f}")


def imports(told: str) -> list[tuple[str, float]]:
    """The modules of an `-X importtime` report and what each cost by itself, the dearest first."""
    costs = [(match["name"], int(match["own"]) / 1000) for match in _IMPORT.finditer(told)]
    return sorted(costs, key=lambda cost: -cost[1])


async def seconds_until_polling(program: Program) -> float:
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
            return time.perf_counter() - start
        finally:
            process.send_signal(signal.SIGTERM)
            await process.wait()


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


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


def _row(what: str, seconds: Sequence[float]) -> list[str]:
    figures = (median(seconds), min(seconds), max(seconds))
    return [what, str(len(seconds)), *(f"{figure:.3f}" for figure in figures)]


if __name__ == "__main__":
    main()
