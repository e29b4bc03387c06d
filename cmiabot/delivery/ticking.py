"""The clockwork: one job, once a minute, never twice at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Ticks:
    """Calls `work` at once and then at every full minute, while it runs."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._at_work = asyncio.Lock()

    def start(self, first: datetime | None = None) -> None:
        """Begin; the first call stands for the time `first`, or for now."""
        self._scheduler.add_job(
            self._run,
            "cron",
            second=0,
            next_run_time=first or datetime.now(UTC),
            # What is due stands in the database: a call that comes late does what was to be done, and
            # one does the work of all those that were missed.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """No more calls; one under way comes to its end."""
        # The scheduler itself would cut it short.
        self._scheduler.pause()
        async with self._at_work:
            self._scheduler.shutdown(wait=False)

    async def _run(self) -> None:
        async with self._at_work:
            await self._work()
