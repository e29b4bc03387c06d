"""The log: readable or JSON, and without secrets whatever is written into it and however."""

import io
import json
import logging
import re
import warnings
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot

from cmiabot.app import IN_MEMORY, chat
from cmiabot.logs import set_up_logging
from cmiabot.settings import load_settings
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.tiny_collection import write_tiny_collection
from tests.auxil.written_log import the_log

TOKEN = "123456789:AAEfakefakefakefakefakefakefakefake"
OTHERS_TOKEN = "987654321:BBFmadeupmadeupmadeupmadeupmadeup_-4"
ENVIRONMENT = {
    "CMIABOT_TOKEN": TOKEN,
    "CMIABOT_PROXY": "http://somebody:pr0xy-Passw0rd@proxy.test:3128",
    "CMIABOT_WEBHOOK_SECRET": "webhook-secret-0123456789",
    "CMIABOT_DATABASE_URL": "postgresql://bot:db-P@ssw0rd@db.test/cmiabot",
}
SETTINGS = load_settings(ENVIRONMENT, Path("/nowhere"), Path("/nowhere"))

WRITTEN = {
    "the token": (TOKEN, TOKEN),
    "the token in an address": (f"https://api.telegram.org/bot{TOKEN}/getMe", TOKEN),
    "the proxy": (ENVIRONMENT["CMIABOT_PROXY"], "pr0xy-Passw0rd"),
    "the proxy's password": ("pr0xy-Passw0rd", "pr0xy-Passw0rd"),
    "the webhook secret": ("webhook-secret-0123456789", "webhook-secret-0123456789"),
    "the database": (ENVIRONMENT["CMIABOT_DATABASE_URL"], "ssw0rd"),
    "the database in a driver's spelling": ("postgresql+psycopg://bot:db-P%40ssw0rd@db.test/x", "ssw0rd"),
    "another bot's token": (OTHERS_TOKEN, OTHERS_TOKEN),
    "another bot's token in an address": (f"https://bot-api.test/bot{OTHERS_TOKEN}/getMe", OTHERS_TOKEN),
    "another password in an address": ("socks5://me:unknown-Passw0rd@proxy.test", "unknown-Passw0rd"),
}
"""What is written → the part of it that may not be seen."""

log = logging.getLogger("cmiabot.test")


def in_the_message(text: str) -> None:
    message = f"it says {text} here"
    log.error(message)


def in_an_argument(text: str) -> None:
    log.error("it says %s here", text)


def inside_an_argument(text: str) -> None:
    log.error("it says %(found)r here", {"found": [{"x": text}]})


def in_an_exception(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("it failed")


def in_an_exception_that_was_kept(text: str) -> None:
    log.error("it failed", exc_info=ValueError(f"it says {text}"))


def in_the_cause_of_an_exception(text: str) -> None:
    try:
        try:
            raise OSError(f"cannot reach {text}")
        except OSError as error:
            raise RuntimeError("gave up") from error
    except RuntimeError:
        log.exception("it failed")


def in_the_context_of_an_exception(text: str) -> None:
    try:
        try:
            raise OSError(f"cannot reach {text}")
        finally:
            _ = dict[str, str]()["missing"]
    except KeyError:
        log.exception("it failed")


def in_a_note_of_an_exception(text: str) -> None:
    error = ValueError("bad")
    error.add_note(f"while asking {text}")
    log.error("it failed", exc_info=error)


def in_a_group_of_exceptions(text: str) -> None:
    log.error("it failed", exc_info=ExceptionGroup("both", [OSError(text), ValueError(f"({text})")]))


def in_a_warning(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"{text} is deprecated", UserWarning, stacklevel=1)


def by_a_library(text: str) -> None:
    library = logging.getLogger("httpx")
    library.setLevel(logging.DEBUG)
    library.debug("HTTP Request: POST %s", text)


WAYS: list[Callable[[str], None]] = [
    in_the_message,
    in_an_argument,
    inside_an_argument,
    in_an_exception,
    in_an_exception_that_was_kept,
    in_the_cause_of_an_exception,
    in_the_context_of_an_exception,
    in_a_note_of_an_exception,
    in_a_group_of_exceptions,
    in_a_warning,
    by_a_library,
]


def entries(written: io.StringIO) -> list[dict[str, Any]]:
    lines = written.getvalue().split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("text", "secret"), WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("form", ["console", "json"])
def test_no_secret_is_seen(form: str, way: Callable[[str], None], text: str, secret: str) -> None:
    with the_log(form, secrets=SETTINGS.secrets) as written:
        way(text)
    assert "•••" in written.getvalue()
    assert secret not in written.getvalue()


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_password_that_json_writes_in_another_way_is_not_seen(form: str) -> None:
    proxy = 'http://somebody:back\\slash-and-"quote"@proxy.test'
    secrets = load_settings({"CMIABOT_PROXY": proxy}, Path("/nowhere"), Path("/nowhere")).secrets
    with the_log(form, secrets=secrets) as written:
        log.warning("%s was refused: %s", proxy, 'back\\slash-and-"quote"')
    assert "was refused" in written.getvalue()
    assert "slash-and-" not in written.getvalue()


@pytest.mark.parametrize("known", [True, False], ids=["our token", "a token we were not told"])
@pytest.mark.parametrize("form", ["console", "json"])
async def test_the_http_and_telegram_libraries_at_debug_do_not_show_the_token(form: str, known: bool) -> None:
    async with FakeBotApi() as api:
        with the_log(form, secrets=(api.token,) if known else ()) as written:
            for name in ("httpx", "httpcore", "telegram"):
                logging.getLogger(name).setLevel(logging.DEBUG)
            logging.getLogger().setLevel(logging.DEBUG)
            async with Bot(api.token, base_url=f"{api.url}/bot") as bot:
                await bot.get_me()
        assert "HTTP Request: POST" in written.getvalue()
        assert api.token not in written.getvalue()


def test_what_is_no_secret_stays_as_it_is() -> None:
    text = "http://127.0.0.1:8081/file at 08:30:00, 2021:建议, lines 1023:1023, me@example.org"
    with the_log() as written:
        log.info(text)
    assert text in written.getvalue()


def test_a_console_line_has_time_level_logger_and_message() -> None:
    with the_log() as written:
        log.warning("第 %d 行不对", 3)
    line = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARNING cmiabot\.test: 第 3 行不对\n"
    assert re.fullmatch(line, written.getvalue())


def test_a_json_line_has_time_level_logger_and_message() -> None:
    with the_log("json") as written:
        log.warning("第 %d 行不对", 3)
    [entry] = entries(written)
    assert datetime.fromisoformat(entry.pop("time")).utcoffset() == timedelta(0)
    assert entry == {"level": "WARNING", "logger": "cmiabot.test", "message": "第 3 行不对"}


def test_an_exception_is_part_of_its_json_line() -> None:
    with the_log("json") as written:
        in_the_cause_of_an_exception("the moon")
    [entry] = entries(written)
    assert entry["message"] == "it failed"
    assert "OSError: cannot reach the moon" in entry["exception"]
    assert entry["exception"].endswith("RuntimeError: gave up")


@given(st.text())
@settings(database=None)
def test_any_message_is_one_json_line_that_gives_it_back(message: str) -> None:
    with the_log("json") as written:
        log.info("%s", message)
    [entry] = entries(written)
    assert entry["message"] == message


@given(
    st.lists(st.sampled_from(["://", ":", "@", '"', "\\", "\n", " ", "u", TOKEN, OTHERS_TOKEN])).map("".join)
)
@settings(database=None)
def test_a_line_is_still_json_where_something_was_hidden(message: str) -> None:
    with the_log("json") as written:
        log.info("%s", message)
    [entry] = entries(written)
    assert entry["logger"] == "cmiabot.test"
    assert TOKEN not in entry["message"]


def test_warnings_go_to_the_log() -> None:
    with the_log("json") as written:
        in_a_warning("this function")
    [entry] = entries(written)
    assert entry["logger"] == "py.warnings"
    assert "UserWarning: this function is deprecated" in entry["message"]


@pytest.mark.parametrize(
    ("level", "logger", "at", "seen"),
    [
        ("DEBUG", "cmiabot.search", logging.DEBUG, True),
        ("INFO", "cmiabot.search", logging.DEBUG, False),
        ("INFO", "cmiabot.search", logging.INFO, True),
        ("WARNING", "cmiabot.search", logging.INFO, False),
        ("ERROR", "cmiabot.search", logging.WARNING, False),
        ("ERROR", "cmiabot.search", logging.ERROR, True),
        ("DEBUG", "httpx", logging.INFO, False),
        ("DEBUG", "telegram.ext", logging.DEBUG, False),
        ("DEBUG", "another", logging.DEBUG, False),
        ("INFO", "telegram.ext", logging.WARNING, True),
        ("INFO", "another", logging.INFO, True),
        ("ERROR", "telegram.ext", logging.WARNING, False),
        ("ERROR", "another", logging.WARNING, False),
    ],
)
def test_the_level_says_what_is_seen_of_us_and_of_libraries(
    level: str, logger: str, at: int, seen: bool
) -> None:
    with the_log(level=level) as written:
        logging.getLogger(logger).log(at, "hello")
    assert ("hello" in written.getvalue()) == seen


def test_setting_up_twice_does_not_write_twice() -> None:
    with the_log() as written:
        set_up_logging("INFO", "json", ())
        log.info("once")
    assert [entry["message"] for entry in entries(written)] == ["once"]


QUESTION = "谁建议建风电场"


async def typed(lines: Sequence[str]) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def converse(folder: Path, write: Callable[[str], None], *lines: str) -> None:
    tiny = write_tiny_collection(folder)
    environment = {"CMIABOT_DATA": str(tiny.data), "CMIABOT_CACHE": str(folder / "cache")}
    await chat(load_settings(environment, folder, folder), write, typed(lines or [QUESTION]), IN_MEMORY)


async def test_the_log_tells_the_shape_of_a_question_and_not_its_words(tmp_path: Path) -> None:
    said: list[str] = []
    with the_log() as written:
        await converse(tmp_path, said.append)
    assert "蓝湖能源" in "".join(said)
    assert f"question: {len(QUESTION)} characters" in written.getvalue()
    assert "风电场" not in written.getvalue()


async def test_the_log_tells_no_word_of_what_is_compared_of_follow_ups_and_of_links(tmp_path: Path) -> None:
    said: list[str] = []
    lines = [
        "/compare 蓝湖 青木 储能",
        "那住房呢",
        "/compare 王小明",
        "/start p_demo1-01",
        "/start p_secret",
        "王小明提过什么",
    ]
    with the_log() as written:
        await converse(tmp_path, said.append, *lines)
    assert len(said) == len(lines)
    assert "蓝湖能源：" in said[0]
    assert "储能" in "".join(said)
    assert f"question: {len('那住房呢')} characters" in written.getvalue()
    for word in ("蓝湖", "青木", "储能", "住房", "王小明", "demo1", "secret"):
        assert word not in written.getvalue()


async def test_a_question_that_fails_is_logged_with_its_traceback_and_not_with_its_words(
    tmp_path: Path,
) -> None:
    def fail(_: str) -> None:
        try:
            raise ValueError(QUESTION)
        except ValueError as error:
            message = f"no ink for {QUESTION}"
            raise RuntimeError(message) from error

    with the_log() as written:
        await converse(tmp_path, fail)
    assert re.search(r"incident [0-9a-f]{8}: NetworkError\n", written.getvalue())
    for told in ("builtins.ValueError\n", "in fail\n", "builtins.RuntimeError\n"):
        assert told in written.getvalue()
    assert "风电场" not in written.getvalue()
