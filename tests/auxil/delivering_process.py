"""A process that only delivers, to be stopped, killed and set off again; what it sends it prints.

    python -m tests.auxil.delivering_process URL SECONDS

Its messenger takes every message and says its chat when the request is made; it is answered a moment later.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from cmiabot.delivery.limits import Limiter
from cmiabot.delivery.messenger import Destination, Outgoing
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.running import Delivery, Outlet, Turns
from cmiabot.store.database import Database
from cmiabot.store.processes import this_process
from tests.auxil.delivering import render
from tests.auxil.python_process import ROOT
from tests.auxil.subscribers import papers_on

TIMEOUT = 60
"""Seconds after which something that should have come does not."""
TURNS = Turns(length=timedelta(seconds=4), retry=timedelta(seconds=0.1))
"""Long enough that a busy machine is no reason to lose a lease."""


class PrintingMessenger:
    """Says where each message goes, and is answered after some seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ids = count(1)

    async def send(self, to: Destination, message: Outgoing) -> int:
        sys.stdout.write(f"{to.chat}\n")
        sys.stdout.flush()
        await asyncio.sleep(self._seconds)
        return next(self._ids)

    async def edit(self, to: Destination, message_id: int, message: Outgoing) -> None:
        raise NotImplementedError

    async def delete(self, to: Destination, message_id: int) -> None:
        raise NotImplementedError


async def main(url: str, seconds: float) -> None:
    """Deliver until SIGTERM."""
    loop = asyncio.get_running_loop()
    database = Database(url)
    delivery = Delivery(
        database,
        Programme(papers_on("rail", "air", "rail")),
        Outlet(PrintingMessenger(seconds), Limiter(loop), render),
        holder=this_process(),
        clock=lambda: datetime.now(UTC),
        turns=TURNS,
    )
    loop.add_signal_handler(signal.SIGTERM, delivery.stop)
    await delivery.run()
    await database.close()


@dataclass
class Deliverer:
    """Such a process, as a test sees it."""

    process: asyncio.subprocess.Process
    chats: list[int] = field(default_factory=list)
    """Where its requests went so far."""
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def stand_still(self) -> None:
        """Stop it as a suspended machine does; returns when it stands. `signal.SIGCONT` lets it go on."""
        self.signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)

    async def end(self) -> int:
        """Its exit code, once it has ended."""
        async with asyncio.timeout(TIMEOUT):
            return await self.process.wait()

    async def wait_for(self, requests: int) -> None:
        """Wait until it has made so many requests in all."""
        async with asyncio.timeout(TIMEOUT), self._news:
            await self._news.wait_for(lambda: len(self.chats) >= requests)

    async def listen(self) -> None:
        """Take in what it prints, until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            async with self._news:
                self.chats.append(int(line))
                self._news.notify_all()


@asynccontextmanager
async def delivering(url: str, seconds: float = 0) -> AsyncIterator[Deliverer]:
    """A process that delivers what stands in the database, killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.auxil.delivering_process", url, str(seconds)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    deliverer = Deliverer(process)
    listening = asyncio.create_task(deliverer.listen())
    try:
        yield deliverer
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
