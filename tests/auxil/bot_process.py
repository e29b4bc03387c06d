"""The bot as a process of its own, which can be killed."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.loaded_collections import FROZEN_DATA
from tests.auxil.program import BOT, PATIENCE, Program
from tests.auxil.python_process import ROOT

HASTY_BOT = Path(__file__).with_name("hasty_bot.py")


@dataclass
class BotProcess:
    """`bot.py run` on a collection and a database, started and ended as often as a test wants."""

    program: Program
    hasty: float = 0
    """How many times shorter the waits before another try are; 0: the program as it is."""
    _process: asyncio.subprocess.Process | None = field(default=None, init=False)

    async def start(self) -> None:
        """Start it; it is not ready yet."""
        assert self._process is None
        script = [str(HASTY_BOT), str(self.hasty)] if self.hasty else [str(BOT)]
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, *script, "run"),
                cwd=self.program.folder,
                env=self.program.environment({"PYTHONPATH": str(ROOT)}),
                stderr=log,
            )

    async def kill(self) -> None:
        """End it at once: it does nothing any more."""
        assert await self._end(signal.SIGKILL) == -signal.SIGKILL

    async def stop(self) -> None:
        """End it as an operator does; it ends well."""
        assert await self._end(signal.SIGTERM) == 0, self.log.read_text(encoding="utf-8")

    @property
    def log(self) -> Path:
        """The file with what all its starts have said."""
        return self.program.folder / "bot.log"

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        assert self._process.returncode is None, self.log.read_text(encoding="utf-8")
        self._process.send_signal(number)
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        self._process = None
        return code

    async def _clear(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def bot_process(
    folder: Path,
    api: FakeBotApi,
    database_url: str,
    *,
    data: Path = FROZEN_DATA,
    hasty: float = 0,
    operators: Sequence[int] = (),
) -> AsyncIterator[BotProcess]:
    """A bot that is not started yet; whatever runs at the end is killed."""
    settings = {
        "CMIABOT_TOKEN": api.token,
        "CMIABOT_API_URL": api.url,
        "CMIABOT_DATABASE_URL": database_url,
        "CMIABOT_DATA": str(data),
        "CMIABOT_CACHE": str(folder / "cache"),
        "CMIABOT_OPERATORS": ",".join(map(str, operators)),
    }
    bot = BotProcess(Program(folder, settings), hasty)
    try:
        yield bot
    finally:
        await bot._clear()
