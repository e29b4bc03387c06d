"""Small programs in a Python process of their own: what they import and leave behind is theirs alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of bot.py and the package."""


def run_python(program: str, *arguments: object, package: Path = ROOT, folder: Path | None = None) -> str:
    """Run a program that imports cmiabot from the folder `package`; returns what it printed.

    It runs in `folder`, with none of the settings of whoever runs the tests.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CMIABOT_")}
    done = subprocess.run(  # noqa: S603 -- the programs are written in the tests
        [sys.executable, "-P", "-W", "ignore", "-c", program, *map(str, arguments)],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(package), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
