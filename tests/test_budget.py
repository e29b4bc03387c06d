"""The time a question may take."""

import threading

import pytest

from cmiabot.errors import UserError
from cmiabot.telegram.budget import in_time


async def test_what_is_done_in_time_is_given() -> None:
    assert await in_time(lambda: 6 * 7) == 42


async def test_it_is_done_in_a_thread_of_its_own() -> None:
    assert await in_time(threading.get_ident) != threading.get_ident()


async def test_what_takes_too_long_is_given_up_kindly() -> None:
    done = threading.Event()
    try:
        with pytest.raises(UserError, match=r"error\.too_slow"):
            await in_time(done.wait, budget=0.01)
    finally:
        done.set()


async def test_what_goes_wrong_is_told_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_time(lambda: 1 / 0)
