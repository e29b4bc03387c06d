"""What the program reads from and writes to: terminals, pipes and files, in UTF-8 whatever the locale."""

import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from cmiabot.errors import StartError


def prepare_streams() -> None:
    """Answers are Chinese: a terminal set to something narrower, or none at all, must not end the program."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- open to the end
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def drop_output() -> None:
    """Write nothing more: nobody reads it, or there is no room for it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


async def typed_lines() -> AsyncIterator[str]:
    """Lines from the keyboard (with a prompt) or from a pipe."""
    at_keyboard = sys.stdin.isatty()
    if at_keyboard:
        # asyncio's own handler only asks the task to end, which waits for the line.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    with _line_editing(at_keyboard):
        while line := _typed() if at_keyboard else sys.stdin.readline():
            yield line


def _typed() -> str:
    """A line from the keyboard; nothing at the end."""
    try:
        line = input("> ")  # in a thread, Ctrl-C could not end it
    except EOFError:
        print()
        return ""
    return "" if line.strip().lower() in ("exit", "quit", "退出") else f"{line}\n"


@contextmanager
def _line_editing(at_keyboard: bool) -> Iterator[None]:
    """Arrow keys and history at the keyboard, where Python has readline."""
    if at_keyboard:
        with suppress(ImportError):
            import readline  # noqa: F401
    else:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    yield


@contextmanager
def lines_of(name: str) -> Iterator[TextIO]:
    """The lines of a file, `-` is standard input. Raises StartError where it cannot be read."""
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        file = Path(name).open(encoding="utf-8-sig", errors="replace")  # noqa: SIM115 -- closed below
    except OSError as error:
        raise StartError(f"{name} cannot be read: {error.strerror}") from None
    with file:
        yield file
