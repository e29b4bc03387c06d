"""Ten thousand digests due at the same minute, and people who ask meanwhile. See README.md.

    uv run python -m benchmarks.delivery

The fake Bot API server of the tests keeps Telegram's limits. Beside the program, a plain loop with
python-telegram-bot's AIORateLimiter sends to the same chats: one after the other, and all at once.
"""

import argparse
import asyncio
import gc
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from benchmarks.measuring import DATA, QUESTIONS, ROOT, collection_of, percentile, questions_of, table
from cmiabot.corpus.models import Collection
from cmiabot.delivery.digests import make_digest
from cmiabot.delivery.programme import EVERYTHING, Interest, Programme
from cmiabot.messages.digests import Occasion, digest_screen
from cmiabot.messages.screens import pages
from tests.auxil.bot_api_limits import FloodLimits
from tests.auxil.bot_process import bot_process
from tests.auxil.crowd import gather
from tests.auxil.databases import opened
from tests.auxil.fake_bot_api import Chance, FakeBotApi, Fault

SEED = 3
QUICKEST, SLOWEST = 0.05, 0.15
"""Seconds Telegram takes to answer."""
WINDOW = 10
"""Seconds over which the slowest stretch is told."""
START = 120.0
"""Seconds within which the first message must have come."""
FIRST_PERSON = 500_000_000
"""Those who ask are none of those who get digests."""
PATIENCE = 60.0
"""Seconds after which a question counts as not answered."""
TITLES = (
    *("sent by", "messages", "a second", f"slowest {WINDOW} s", "429"),
    *("asked", "p50 ms", "p95 ms", "max ms", "unanswered"),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What came while it was looked at."""

    counts: list[int]
    """Messages in each second, answers included."""
    answers: list[float]
    """Seconds from each question to its answer."""
    unanswered: int
    refused: int
    """With 429."""


Sending = Callable[[FakeBotApi], AbstractAsyncContextManager[None]]
"""Somebody who sends to all chats while its context is open."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure all of them and print a table."""
    parser = argparse.ArgumentParser(prog="benchmarks.delivery", description=__doc__.partition("\n")[0])
    parser.add_argument("--chats", type=int, default=10_000, help="chats with a digest due")
    parser.add_argument("--seconds", type=float, default=60, help="how long each is looked at")
    parser.add_argument("--questions", type=float, default=1, help="questions a second, on average")
    parser.add_argument("--database", metavar="URL", help="an empty one; default: a SQLite file")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="another collection")
    options = parser.parse_args(arguments)
    # The fake server is here: while garbage is collected it would stand still, and what was sent at an even
    # pace would reach it all at once.
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        measured = asyncio.run(_measure(options, Path(folder)))
    print(f"{options.chats} chats, {options.seconds:g} s each, {options.questions:g} questions a second")
    print(table(TITLES, [_row(who, one) for who, one in measured.items()]))


async def _measure(options: argparse.Namespace, folder: Path) -> dict[str, Measured]:
    collection = collection_of(options.data)
    questions = [question.question for question in questions_of(QUESTIONS)]
    database = options.database or f"sqlite:///{folder / 'cmiabot.db'}"
    message = folder / "message.html"
    message.write_text(_a_digest(collection), encoding="utf-8")
    chats = folder / "chats.txt"

    @asynccontextmanager
    async def program(api: FakeBotApi) -> AsyncIterator[None]:
        async with opened(database) as store:
            members = await gather(
                api, store, options.chats, datetime.now(UTC), followed=_interests(collection)
            )
        chats.write_text("\n".join(str(member.chat) for member in members), encoding="ascii")
        async with bot_process(folder, api, database, data=options.data.resolve()) as bot:
            await bot.start()
            yield

    def loop(*flags: str) -> Sending:
        @asynccontextmanager
        async def plain(api: FakeBotApi) -> AsyncIterator[None]:
            for chat in map(int, chats.read_text(encoding="ascii").split()):
                if chat < 0:
                    api.add_chat(chat)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.plain_loop", api.url, api.token),
                *(str(options.data.resolve()), str(message), str(chats), *flags),
                cwd=ROOT,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                yield
            finally:
                process.send_signal(signal.SIGKILL)
                await process.wait()

        return plain

    senders: dict[str, Sending] = {
        "cmiabot": program,
        "plain loop, one by one": loop(),
        "plain loop, all at once": loop("--at-once"),
    }
    return {
        who: await _watch(sending, options.seconds, options.questions, questions)
        for who, sending in senders.items()
    }


async def _watch(
    sending: Sending, seconds: float, questions_a_second: float, questions: Sequence[str]
) -> Measured:
    """Look at a sender from its first message on, and ask it questions."""
    random = Random(SEED)
    async with FakeBotApi() as api:
        api.limits = limits = FloodLimits()
        api.fail_by_chance("sendMessage", random, Chance(1, _late))
        async with sending(api):
            # Both: somebody who does not poll yet cannot answer.
            await api.wait_for("sendMessage", timeout=START)
            await api.wait_for("getUpdates", timeout=START)
            counting = asyncio.create_task(_count(api, seconds))
            asking: list[asyncio.Task[float | None]] = []
            while not counting.done():
                await asyncio.wait([counting], timeout=random.expovariate(questions_a_second))
                person, question = FIRST_PERSON + len(asking), random.choice(questions)
                asking.append(asyncio.create_task(_ask(api, person, question)))
            answers = [await one for one in asking]
        times = [one for one in answers if one is not None]
        counts = await counting
        return Measured(counts, times, len(answers) - len(times), len(limits.refused))


async def _count(api: FakeBotApi, seconds: float) -> list[int]:
    """How many messages came in each of so many seconds."""
    loop = asyncio.get_running_loop()
    counts: list[int] = []
    start, before = loop.time(), len(api.messages)
    while len(counts) < seconds:
        await asyncio.sleep(start + len(counts) + 1 - loop.time())
        counts.append(len(api.messages) - before)
        before += counts[-1]
    return counts


async def _ask(api: FakeBotApi, person: int, question: str) -> float | None:
    """Seconds until somebody has the answer to a question; None where there is none."""
    start = time.monotonic()
    api.push_message(question, user_id=person)
    try:
        await api.wait_until(lambda: bool(api.received[person]), PATIENCE)
    except TimeoutError:
        return None
    return time.monotonic() - start


def _late(random: Random) -> Fault:
    return Fault.late(random.uniform(QUICKEST, SLOWEST))


def _a_digest(collection: Collection) -> str:
    """The first digest of the programme, as somebody gets it who follows everything."""
    programme = Programme(collection)
    digest = make_digest(collection, programme.papers[0], [EVERYTHING], Occasion.DAILY, None)
    assert digest is not None
    return pages(digest_screen(collection, digest, "zh"))[0].html


def _interests(collection: Collection) -> list[list[Interest]]:
    """Everything, and each of the themes that has something."""
    programme = Programme(collection)
    themes: list[Interest] = [("theme", theme) for theme in collection.themes]
    return [[EVERYTHING], *([theme] for theme in themes if programme.reach([theme]).papers)]


def _row(who: str, measured: Measured) -> list[str]:
    counts, answers = measured.counts, measured.answers
    stretch = min(WINDOW, len(counts))
    slowest = min(sum(counts[i : i + stretch]) for i in range(len(counts) - stretch + 1)) / stretch
    times = [f"{percentile(answers, share) * 1000:.0f}" for share in (0.5, 0.95, 1)] if answers else ["-"] * 3
    return [
        who,
        str(sum(counts)),
        f"{sum(counts) / len(counts):.1f}",
        f"{slowest:.1f}",
        str(measured.refused),
        str(len(answers) + measured.unanswered),
        *times,
        str(measured.unanswered),
    ]


if __name__ == "__main__":
    main()
