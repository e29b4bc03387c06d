"""The commands of the program. Exit codes: 0 fine, 1 a problem was reported, 2 wrong usage."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cmiabot.cli_operating import add_deliveries, check
from cmiabot.errors import CmiaBotError, ConfigError, DataError, StartError
from cmiabot.logs import set_up_logging
from cmiabot.settings import PREFIX, Settings, load_settings
from cmiabot.streams import drop_output, lines_of, prepare_streams, typed_lines

BESIDE = Path(__file__).resolve().parent.parent
"""The folder of bot.py and data/."""

FINE, PROBLEM = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Errors become one clear message on standard error."""
    # What a start imports and loads stays: to look through it for garbage again and again takes a tenth of
    # the start. `load_engine` is where that ends; what loads no engine is soon over.
    gc.disable()
    prepare_streams()
    try:
        try:
            return _carry_out(arguments)
        finally:
            # What is still in the buffer meets a closed pipe or a full disk here rather than at exit.
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough of it (`| head`).
        drop_output()
        return FINE
    except OSError as error:
        drop_output()
        return _fail(f"This cannot be read or written: {error}", ())
    finally:
        gc.enable()


def _carry_out(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings({**os.environ, **_given(options)}, Path.cwd(), BESIDE)
        set_up_logging(settings.log_level, settings.log_format, settings.secrets)
        return int(options.command(settings, options))
    except ConfigError as error:
        return _fail("These settings are not right:", error.problems)
    except DataError as error:
        return _fail(f"{len(error.problems)} problem(s) in the records:", [str(p) for p in error.problems])
    except CmiaBotError as error:
        return _fail(str(error), ())
    except KeyboardInterrupt:
        return FINE


def _given(options: argparse.Namespace) -> dict[str, str]:
    """What the command line says in place of a setting, to be read as the setting is."""
    return {f"{PREFIX}DATABASE_URL": options.database} if options.database else {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bot.py",
        description="Who recommended what to Chongqing. Without a command: serve Telegram where a token "
        "is set, else chat in the terminal.",
    )
    parser.set_defaults(command=_default, database=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    commands.add_parser("run", help="serve Telegram").set_defaults(command=_run)
    chat = commands.add_parser("chat", help="talk to the bot in the terminal, or through a pipe")
    chat.add_argument("--database", metavar="URL", help="remember in this database, not in memory only")
    chat.set_defaults(command=_chat)
    ask = commands.add_parser("ask", help="answer one question, or a file of them")
    ask.add_argument("question", nargs="*", help="the question")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--batch", metavar="FILE", help='JSON lines with "q"; - reads standard input')
    ask.set_defaults(command=_ask, parser=ask)
    corpus = commands.add_parser("corpus", help="check, count or export the records")
    _add_corpus(corpus)
    evaluate = commands.add_parser("eval", help="how well a file of labelled questions is answered")
    evaluate.add_argument("file", metavar="FILE", help="JSON lines; - reads standard input")
    evaluate.add_argument("--failures", action="store_true", help="also name the questions that went wrong")
    evaluate.set_defaults(command=_evaluate)
    _add_database(commands.add_parser("db", help="what holds chats, subscriptions and deliveries"))
    add_deliveries(commands.add_parser("deliveries", help="what was sent, what was not, and what to do"))
    check_parser = commands.add_parser("check", help="check settings, records, database and token")
    check_parser.set_defaults(command=check)
    return parser


def _add_corpus(corpus: argparse.ArgumentParser) -> None:
    actions = corpus.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = actions.add_parser("check", help="every problem of data/, with file and line")
    check.add_argument("--sources", type=Path, metavar="DIR", help="the folder with the source documents")
    check.set_defaults(command=_corpus_check)
    export = actions.add_parser("export", help="all records, one JSON object a line")
    export.add_argument("--json", action="store_true", required=True)
    export.set_defaults(command=_corpus_export)
    actions.add_parser("stats", help="how many records there are of what").set_defaults(command=_corpus_stats)


def _add_database(database: argparse.ArgumentParser) -> None:
    actions = database.add_subparsers(title="commands", metavar="COMMAND", required=True)
    upgrade = actions.add_parser("upgrade", help="make its tables, or bring them up to date")
    upgrade.set_defaults(command=_database_upgrade)


def _default(settings: Settings, options: argparse.Namespace) -> int:
    if settings.token:
        return _run(settings, options)
    print("No Telegram token is set (CMIABOT_TOKEN), so this is a chat in the terminal.")
    print("Type a question, or the number of a [button]; exit ends. README.md says how to get a token.\n")
    return _chat(settings, options)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    import asyncio

    from cmiabot.app import run

    if not settings.token:
        raise StartError(
            "No Telegram token: set CMIABOT_TOKEN, in the environment or in .env in the working folder. "
            "@BotFather in Telegram gives one (/newbot)."
        )
    asyncio.run(run(settings))
    return FINE


def _chat(settings: Settings, options: argparse.Namespace) -> int:
    import asyncio

    from cmiabot.app import IN_MEMORY, chat

    if settings.log_level == "INFO":
        # The conversation is on the same screen; trouble is still told.
        logging.getLogger("cmiabot").setLevel(logging.WARNING)
    database = settings.database_url.reveal() if options.database else IN_MEMORY
    asyncio.run(chat(settings, lambda text: print(text, flush=True), typed_lines(), database))
    return FINE


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.app import load_engine
    from cmiabot.asking import ask_batch, ask_json

    # As it was typed, in UTF-8, whatever the locale: bytes that are no text become one mark each.
    question = os.fsencode(" ".join(options.question)).decode(errors="replace")
    if bool(question) == bool(options.batch):
        options.parser.error("give a question, or --batch and a file")
    collection, engine = load_engine(settings)
    if options.batch:
        failed = False
        with lines_of(options.batch) as lines:
            for entry in ask_batch(collection, engine, lines):
                failed |= "error" in entry
                print(json.dumps(entry, ensure_ascii=False))
        return PROBLEM if failed else FINE
    answer = ask_json(collection, engine, question)
    print(json.dumps(answer, ensure_ascii=False) if options.json else answer["reply"])
    return FINE


def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.app import load_engine
    from cmiabot.evaluation import figures, judge, read_questions, table

    with lines_of(options.file) as lines:
        questions = read_questions(lines)
    judgements = list(judge(*load_engine(settings), questions))
    if options.failures:
        for judgement in judgements:
            if not judgement.right:
                print(f"{judgement.question.kind:<14}{judgement.question.question}")
        print()
    print(table(figures(judgements)))
    return FINE


def _corpus_check(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.cache import Cache
    from cmiabot.corpus.checking import check_files
    from cmiabot.corpus.export import theme_warnings
    from cmiabot.corpus.loading import load_collection, parse_contents, read_contents
    from cmiabot.corpus.sources import check_sources, require_folder

    files, unreadable = parse_contents(read_contents(settings.data))
    problems = check_files(files, unreadable)
    sources = options.sources or settings.sources
    if not problems and sources is not None:
        report = check_sources(files, require_folder(sources))
        problems = [*report.problems]
        for use in report.exceptions:
            print(f"proper_names.yaml: {use.name} lets {use.record} pass")
    if problems:
        raise DataError(sorted(problems))
    if sources is None:
        print("The rules that need the source documents were skipped (--sources DIR or CMIABOT_SOURCES).")
    collection = load_collection(settings.data, Cache(settings.cache))
    for warning in theme_warnings(collection):
        print(f"warning: theme {warning}")
    size = f"{len(collection.records)} records in {len(collection.papers)} papers and speeches"
    print(f"{size}: no problem found.")
    return FINE


def _corpus_export(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.cache import Cache
    from cmiabot.corpus.export import export_records
    from cmiabot.corpus.loading import load_collection

    for entry in export_records(load_collection(settings.data, Cache(settings.cache))):
        print(json.dumps(entry, ensure_ascii=False))
    return FINE


def _corpus_stats(settings: Settings, options: argparse.Namespace) -> int:
    from cmiabot.cache import Cache
    from cmiabot.corpus.export import count_records
    from cmiabot.corpus.loading import load_collection

    collection = load_collection(settings.data, Cache(settings.cache))
    for group, counts in count_records(collection).items():
        print(f"\n{group:<44}{'records':>9}{'papers':>8}")
        for count in counts:
            print(f"  {count.name.en:<42}{count.records:>9}{count.papers:>8}")
    print(f"\n{len(collection.records)} records in {len(collection.papers)} papers and speeches")
    return FINE


def _database_upgrade(settings: Settings, options: argparse.Namespace) -> int:
    import asyncio

    from cmiabot.app import upgrade_database

    print(f"database: at revision {asyncio.run(upgrade_database(settings))}")
    return FINE


def _fail(message: str, details: Sequence[str]) -> int:
    print(message, file=sys.stderr)
    for detail in details:
        print(f"  {detail}", file=sys.stderr)
    return PROBLEM
