"""The time a question may take, and the thread it takes it in: meanwhile others are answered."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from cmiabot.errors import UserError

T = TypeVar("T")

BUDGET = 5.0
"""Seconds; the slowest questions of 300 characters take a quarter of one."""


async def in_time(work: Callable[[], T], *, budget: float = BUDGET) -> T:
    """The result of some thinking, made in a thread. Raises UserError where it takes too long.

    The thread goes on to its end, which nobody waits for.
    """
    try:
        async with asyncio.timeout(budget):
            return await asyncio.to_thread(work)
    except TimeoutError:
        raise UserError("error.too_slow") from None
