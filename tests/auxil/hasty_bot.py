"""The program with short waits: `python hasty_bot.py TIMES run`, for tests that would wait for nothing else.

Everything is that of bot.py, but the pauses before another try and the time between two looks into the
outbox are so many times shorter.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace

from cmiabot.cli import main
from cmiabot.delivery import reactions, sender
from cmiabot.delivery.reactions import Backoff, Line


def hasten(times: float) -> None:
    """Shorten the waits of this process."""

    def hastened(line: Line) -> Line:
        backoff = line.reaction.backoff
        if backoff is None:
            return line
        shorter: Backoff = replace(backoff, first=backoff.first / times, longest=backoff.longest / times)
        return replace(line, reaction=replace(line.reaction, backoff=shorter))

    reactions.TABLE = tuple(hastened(line) for line in reactions.TABLE)
    sender.POLL /= times


def start(arguments: Sequence[str]) -> int:
    """Run a command of the program; the first argument says how much shorter the waits are."""
    times, *rest = arguments
    hasten(float(times))
    return main(rest)


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
