"""The program as people start it: `python bot.py …`, a process of its own in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BOT = Path(__file__).resolve().parents[2] / "bot.py"
PATIENCE = 60
"""Seconds after which a run is taken to hang."""


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Program:
    """bot.py in a working folder, with these settings and none of the person who runs the tests."""

    folder: Path
    settings: Mapping[str, str]

    def run(
        self,
        *arguments: str | bytes,
        typed: str | bytes = "",
        output: int = subprocess.PIPE,
        redirect: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> Outcome:
        """Run to the end; `redirect` is written as in a shell. Whatever happens, nobody sees a traceback."""
        command: list[str | bytes | Path] = [sys.executable, BOT, *arguments]
        if redirect:
            command = ["/bin/sh", "-c", f'exec "$@" {redirect}', "sh", *command]
        done = subprocess.run(  # noqa: S603 -- the program itself, with arguments of the tests
            command,
            cwd=self.folder,
            env=self.environment(environment or {}),
            input=typed if isinstance(typed, bytes) else typed.encode(),
            stdout=output,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
        outcome = Outcome(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())
        for trace in ("Traceback", "Exception ignored"):
            assert trace not in outcome.stderr, outcome.stderr
        return outcome

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """What the process sees: nothing set for Python or for cmiabot but what the test sets."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CMIABOT_", "PYTHON", "LC_")) and name != "LANG"
        }
        # Not the one beside bot.py, whatever a test starts.
        database = {"CMIABOT_DATABASE_URL": f"sqlite:///{self.folder / 'cmiabot.db'}"}
        return {**database, **inherited, **self.settings, **more}
