"""Limiters whose time is not ours: it passes faster, or not at all between two messages."""

import asyncio
from collections.abc import Callable
from typing import Any

from cmiabot.delivery.limits import Limiter


class _HurriedLoop:
    """An event loop on whose clock every look finds that minutes have passed."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._time = 0.0

    def time(self) -> float:
        self._time += 600
        return self._time

    def create_future(self) -> asyncio.Future[Any]:
        return self._loop.create_future()

    def call_at(self, when: float, callback: Callable[..., Any]) -> asyncio.Handle:
        return self._loop.call_soon(callback)


def unlimited() -> Limiter:
    """Lets everything go at once."""
    return Limiter(_HurriedLoop(asyncio.get_running_loop()))  # type: ignore[arg-type]


class FastClock:
    """An event loop's clock that runs so many times as fast, for a limiter and whoever checks it."""

    def __init__(self, speed: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._speed = speed

    def time(self) -> float:
        """Seconds by this clock."""
        return self._loop.time() * self._speed

    def create_future(self) -> asyncio.Future[Any]:
        return self._loop.create_future()

    def call_at(self, when: float, callback: Callable[..., Any]) -> asyncio.Handle:
        return self._loop.call_at(when / self._speed, callback)

    def limiter(self) -> Limiter:
        """A limiter that keeps its limits by this clock."""
        return Limiter(self)  # type: ignore[arg-type]
