"""The program's commands for those who run the bot: `deliveries` and `check`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from cmiabot.errors import DataError, StartError
from cmiabot.settings import Settings

if TYPE_CHECKING:
    from cmiabot.delivery.receipts import Mended
    from cmiabot.messages.receipts import Receipt, Remedy
    from cmiabot.store.values import OutboxState

FINE, PROBLEM = 0, 1
MOST = 100_000
"""Rows listed at once."""
WORDS = {"failed": "dead"}
"""States that texts call otherwise than the database does."""


def add_deliveries(parser: argparse.ArgumentParser) -> None:
    """The arguments of `deliveries`."""
    parser.add_argument("action", nargs="?", choices=["replay", "again", "arrived"], metavar="ACTION")
    parser.add_argument("ids", nargs="*", type=int, metavar="ID")
    parser.add_argument("--since", type=_date, metavar="DATE", help="due on this date or later")
    parser.add_argument("--until", type=_date, metavar="DATE", help="due on this date or earlier")
    parser.add_argument("--state", help="pending, claimed, sending, sent, uncertain, dead or cancelled")
    parser.add_argument("--chat", type=int, metavar="ID", help="to this chat, by its Telegram id")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.description = (
        "What was sent when to whom, and what became of it; without arguments what was due today. "
        "ACTION with ids of rows: replay sends dead ones again, again sends uncertain ones again, "
        "arrived says that uncertain ones have arrived."
    )
    parser.set_defaults(command=_deliveries, parser=parser)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it like 2026-11-20") from None


def _deliveries(settings: Settings, options: argparse.Namespace) -> int:
    import asyncio

    if bool(options.action) != bool(options.ids):
        options.parser.error("name what is to be done with which rows, such as: replay 7 8")
    return asyncio.run(_mend(settings, options) if options.action else _list(settings, options))


async def _list(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.app import opened, utc_now
    from cmiabot.delivery.receipts import Receipts, bounds

    now, zone = utc_now(), settings.timezone
    since, until, states = options.since, options.until, _states(options)
    if (since, until, options.state, options.chat) == (None, None, None, None):
        since = now.astimezone(zone).date()
    async with opened(settings) as database:
        found = await Receipts(database).listing(
            since=bounds(since, zone)[0] if since else None,
            until=bounds(until, zone)[1] if until else None,
            states=states,
            chat=options.chat,
            limit=MOST,
            now=now,
        )
    for line in _as_json(found) if options.json else _as_table(found, settings):
        print(line)
    if len(found) == MOST:
        print(f"Only the first {MOST} are listed; --since and --until narrow it down.", file=sys.stderr)
    return FINE


def _states(options: argparse.Namespace) -> Sequence[OutboxState]:
    from cmiabot.store.values import OutboxState

    by_word = {WORDS.get(state, state.value): state for state in OutboxState}
    if options.state is None:
        return tuple(OutboxState)
    if options.state not in by_word:
        options.parser.error(f"--state must be one of {', '.join(by_word)}")
    return (by_word[options.state],)


def _as_json(receipts: Sequence[Receipt]) -> Iterator[str]:
    for one in receipts:
        entry: dict[str, Any] = {
            "id": one.id,
            "kind": one.kind,
            "state": WORDS.get(one.state, one.state),
            "due": one.due.isoformat(),
            "sent": one.sent_at.isoformat() if one.sent_at else None,
            "chat": one.chat,
            "topic": one.thread or None,
            "title": one.title,
            "message_id": one.message_id,
            "paper": one.paper or None,
            "attempts": one.attempts,
            "doubts": one.doubts,
            "next_try": one.next_try.isoformat() if one.next_try else None,
            "reason": one.reason or None,
        }
        yield json.dumps(entry, ensure_ascii=False)


def _as_table(receipts: Sequence[Receipt], settings: Settings) -> Iterator[str]:
    def shown(instant: datetime | None) -> str:
        return f"{instant.astimezone(settings.timezone):%Y-%m-%d %H:%M}" if instant else "-"

    row = "{:>8}  {:<16}  {:<16}  {:<9}  {:<12}  {:<20}  {:>10}  {:<18}  {}"
    heads = ("id", "due", "sent", "state", "kind", "chat", "message", "paper", "title, why")
    if receipts:
        yield row.format(*heads).rstrip()
    for one in receipts:
        chat = f"{one.chat}/{one.thread}" if one.thread else str(one.chat)
        state = WORDS.get(one.state, one.state)
        # What may be of any width comes last, so that the columns stay in line.
        last = ", ".join(part for part in (one.title, one.reason) if part)
        yield row.format(
            *(one.id, shown(one.due), shown(one.sent_at), state, one.kind, chat),
            *(one.message_id or "-", one.paper or "-", last),
        ).rstrip()
    yield f"{len(receipts)} in all; times are those of {settings.timezone.key}"


async def _mend(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.app import opened, utc_now
    from cmiabot.delivery.receipts import COMMAND_LINE, Receipts
    from cmiabot.messages.receipts import Remedy

    remedy = Remedy(options.action)
    refused = False
    async with opened(settings) as database:
        for row_id in options.ids:
            mended = await Receipts(database).mend(remedy, row_id, actor=COMMAND_LINE, now=utc_now())
            refused |= mended.refusal is not None
            print(f"{row_id}: {_outcome(remedy, row_id, mended)}")
    return PROBLEM if refused else FINE


def _outcome(remedy: Remedy, row_id: int, mended: Mended) -> str:
    from cmiabot.messages.catalogue import catalogue
    from cmiabot.messages.html import visible_text
    from cmiabot.messages.receipts import Remedy

    if mended.refusal is None:
        return "noted as arrived" if remedy is Remedy.ARRIVED else "is sent again as soon as the bot runs"
    return visible_text(catalogue("en").text(f"receipt.refused.{mended.refusal.value}", id=row_id))


def check(settings: Settings, options: argparse.Namespace) -> int:
    """Whether everything the bot needs is in order; says all that is not. Changes nothing."""
    import asyncio

    from cmiabot.app import check_database, check_token, load_engine

    print("settings: read")
    problems: list[str] = []
    loaded = None
    try:
        loaded = load_engine(settings)
    except DataError as error:
        problems += [f"records: {problem}" for problem in error.problems]
    else:
        collection, _ = loaded
        print(f"records: {len(collection.records)} in {len(collection.papers)} papers and speeches")
    try:
        revision, unreachable = asyncio.run(check_database(settings))
    except StartError as error:
        problems.append(f"database: {error}")
    else:
        print(f"database: at revision {revision}")
        for operator in unreachable:
            print(f"warning: operator {operator} gets no alarms: they have to open the bot and press Start")
    if not settings.token:
        problems.append("token: not set (CMIABOT_TOKEN)")
    elif loaded is not None:
        try:
            print(f"token: @{asyncio.run(check_token(settings, *loaded))}")
        except StartError as error:
            problems.append(str(error))
    for problem in problems:
        print(problem, file=sys.stderr)
    return PROBLEM if problems else FINE
