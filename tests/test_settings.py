"""Settings: what each may be, what is said where it is wrong, and that secrets stay secret."""

import pprint
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmiabot.errors import ConfigError
from cmiabot.settings import Secret, Settings, load_settings

EXAMPLE = Path(__file__).parent.parent / ".env.example"
NAMES = sorted(field.name.upper() for field in fields(Settings))
NOWHERE = Path("/nowhere/at/all")

TOKEN = "123456789:AAEfakefakefakefakefakefakefakefake"
SECRETS = {
    "CMIABOT_TOKEN": TOKEN,
    "CMIABOT_PROXY": "http://somebody:pr0xy-Passw0rd@proxy.test:3128",
    "CMIABOT_WEBHOOK_SECRET": "webhook-secret-0123456789",
    "CMIABOT_DATABASE_URL": "postgresql://bot:db-Passw0rd@db.test/cmiabot",
}
HIDDEN = (TOKEN, "pr0xy-Passw0rd", "webhook-secret-0123456789", "db-Passw0rd")

GOOD: list[tuple[str, str, object]] = [
    ("TOKEN", TOKEN, TOKEN),
    ("API_URL", "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
    ("API_URL", "https://bot-api.test/", "https://bot-api.test"),
    ("PROXY", "http://somebody:password@proxy.test:3128", "http://somebody:password@proxy.test:3128"),
    ("PROXY", "https://proxy.test", "https://proxy.test"),
    ("PROXY", "socks5://127.0.0.1:9050", "socks5://127.0.0.1:9050"),
    ("DATABASE_URL", "sqlite:///bot.db", f"sqlite:///{NOWHERE / 'bot.db'}"),
    ("DATABASE_URL", "sqlite:///bot.db?timeout=5", f"sqlite:///{NOWHERE / 'bot.db'}?timeout=5"),
    ("DATABASE_URL", "sqlite:////srv/bot.db", "sqlite:////srv/bot.db"),
    ("DATABASE_URL", "sqlite:///100%25.db", f"sqlite:///{NOWHERE / '100%25.db'}"),
    ("DATABASE_URL", "sqlite://", "sqlite://"),
    ("DATABASE_URL", "postgresql://bot:pw@db.test/cmiabot", "postgresql://bot:pw@db.test/cmiabot"),
    ("DATA", "/srv/data", Path("/srv/data")),
    ("CACHE", "/srv/cache", Path("/srv/cache")),
    ("SOURCES", "/srv/sources", Path("/srv/sources")),
    ("OPERATORS", "12345678", frozenset({12345678})),
    ("OPERATORS", "1, 2,3 4", frozenset({1, 2, 3, 4})),
    ("ALLOWED", "12345678,-1001234567890", frozenset({12345678, -1001234567890})),
    ("MODE", "Webhook", "webhook"),
    ("WEBHOOK_URL", "https://bot.test/hook", "https://bot.test/hook"),
    ("WEBHOOK_SECRET", "a_secret-of-16-0", "a_secret-of-16-0"),
    ("LISTEN", "0.0.0.0:80", ("0.0.0.0", 80)),
    ("LISTEN", "[::1]:8080", ("[::1]", 8080)),
    ("TIMEZONE", "Europe/Berlin", ZoneInfo("Europe/Berlin")),
    ("DIGEST_TIME", "7:05", time(7, 5)),
    ("DIGEST_TIME", "23:59", time(23, 59)),
    ("LANGUAGE", "zh-hant", "zh-Hant"),
    ("LOG_LEVEL", "debug", "DEBUG"),
    ("LOG_FORMAT", "json", "json"),
    ("LOG_FORMAT", " json ", "json"),
]

BAD = [
    ("TOKEN", "my-bot", "BotFather"),
    ("TOKEN", "123456789", "BotFather"),
    ("TOKEN", "123456789:short", "BotFather"),
    ("TOKEN", "botname:AAEfakefakefakefakefakefake", "BotFather"),
    ("TOKEN", "123456789:AAEfake fake fake", "BotFather"),
    ("TOKEN", "123456789:AAEfake/fake?fake#fake", "BotFather"),
    ("TOKEN", '123456789:AAEfake"fake\\fake', "BotFather"),
    ("TOKEN", "123456789:令牌令牌令牌令牌令牌", "BotFather"),
    ("API_URL", "127.0.0.1:8081", "http://"),
    ("API_URL", "ftp://bot-api.test", "http://"),
    ("API_URL", "http://", "http://"),
    ("API_URL", "http://127.0.0.1:port", "http://"),
    ("PROXY", "proxy.test:3128", "http://"),
    ("PROXY", "socks4://proxy.test", "socks5://"),
    ("PROXY", "http://", "http://"),
    ("PROXY", "http://proxy.test:port", "http://"),
    ("DATABASE_URL", "mysql://db.test/cmiabot", "sqlite:///"),
    ("DATABASE_URL", "var/cmiabot.db", "postgresql://"),
    ("DATABASE_URL", "sqlite:///~nobody-has-this-name/bot.db", "path"),
    ("DATA", "~nobody-has-this-name/data", "path"),
    ("CACHE", "~nobody-has-this-name/cache", "path"),
    ("SOURCES", "s" * 5000, "path"),
    ("OPERATORS", "@somebody", "12345678"),
    ("OPERATORS", "1;2", "12345678"),
    ("ALLOWED", "1.5", "12345678"),
    ("ALLOWED", "12345678,1087968824", "1087968824 is GroupAnonymousBot"),
    ("ALLOWED", "136817688", "ids of people, or of chats"),
    ("OPERATORS", "777000", "777000 is Telegram"),
    ("MODE", "push", "polling, webhook"),
    ("WEBHOOK_URL", "bot.test/hook", "http://"),
    ("WEBHOOK_SECRET", "fifteen-letters", "16 to 256"),
    ("WEBHOOK_SECRET", "a secret with blanks", "16 to 256"),
    ("WEBHOOK_SECRET", "x" * 257, "16 to 256"),
    ("LISTEN", "8080", "127.0.0.1:8080"),
    ("LISTEN", ":8080", "127.0.0.1:8080"),
    ("LISTEN", "127.0.0.1:http", "127.0.0.1:8080"),
    ("LISTEN", "127.0.0.1:65536", "127.0.0.1:8080"),
    ("LISTEN", "127.0.0.1:8²", "127.0.0.1:8080"),
    ("TIMEZONE", "Asia/Chongging", "Asia/Shanghai"),
    ("TIMEZONE", "UTC+8", "Asia/Shanghai"),
    ("TIMEZONE", "Asia", "Asia/Shanghai"),
    ("TIMEZONE", "../../etc/passwd", "Asia/Shanghai"),
    ("DIGEST_TIME", "24:00", "08:30"),
    ("DIGEST_TIME", "8:5", "08:30"),
    ("DIGEST_TIME", "0830", "08:30"),
    ("LANGUAGE", "de", "zh, zh-Hant, en"),
    ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR"),
    ("LOG_FORMAT", "xml", "console, json"),
]


def names(rows: list[tuple[str, str, object]] | list[tuple[str, str, str]]) -> list[str]:
    return [f"{name}={value[:30]}" for name, value, _ in rows]


def load(**values: str) -> Settings:
    environment = {f"CMIABOT_{name}": value for name, value in values.items()}
    return load_settings(environment, NOWHERE, NOWHERE)


def problems_of(**values: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load(**values)
    return caught.value.problems


@pytest.mark.parametrize(("name", "value", "expected"), GOOD, ids=names(GOOD))
def test_a_good_value_is_read(name: str, value: str, expected: object) -> None:
    read = getattr(load(**{name: value}), name.lower())
    assert (read.reveal() if isinstance(read, Secret) else read) == expected


@pytest.mark.parametrize(("name", "value", "advice"), BAD, ids=names(BAD))
def test_a_bad_value_is_refused_with_its_name_and_what_to_write(name: str, value: str, advice: str) -> None:
    [problem] = problems_of(**{name: value})
    assert problem.startswith(f"CMIABOT_{name}: ")
    assert advice in problem


def test_the_tables_above_leave_no_setting_out() -> None:
    assert sorted({name for name, _, _ in GOOD}) == NAMES
    assert sorted({name for name, _, _ in BAD}) == NAMES


def test_every_problem_is_told_at_once() -> None:
    problems = problems_of(MODE="push", TOKEN="none", TOKN="1", LISTEN="here")
    assert [re.split("[: ]", problem)[0] for problem in problems] == [
        "CMIABOT_LISTEN",
        "CMIABOT_MODE",
        "CMIABOT_TOKEN",
        "CMIABOT_TOKN",
    ]


def test_the_error_as_a_text_holds_every_problem() -> None:
    with pytest.raises(ConfigError) as caught:
        load(MODE="push", LISTEN="here")
    assert str(caught.value).splitlines() == list(caught.value.problems)


@pytest.mark.parametrize("name", ["CMIABOT_TOKN", "CMIABOT_", "CMIABOT_TESTS", "CMIABOT_token"])
@pytest.mark.parametrize("value", ["something", ""], ids=["set", "empty"])
def test_an_unknown_name_stops_the_start_and_names_itself_and_those_there_are(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({name: value}, NOWHERE, NOWHERE)
    [problem] = caught.value.problems
    assert problem.startswith(f"{name} ")
    assert all(f"CMIABOT_{known}" in problem for known in NAMES)


@pytest.mark.parametrize("name", ["CMIABOT_TEST_POSTGRES_URL", "TOKEN", "XCMIABOT_TOKEN"])
def test_names_for_tests_and_of_others_are_left_alone(name: str) -> None:
    assert load_settings({name: "whatever"}, NOWHERE, NOWHERE) == load()


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_means_the_default(name: str) -> None:
    assert load(**{name: "  "}) == load()


def test_without_settings_the_defaults_are_those_of_the_documentation() -> None:
    defaults = load()
    assert (defaults.mode, defaults.language, defaults.log_level, defaults.log_format) == (
        "polling",
        "zh",
        "INFO",
        "console",
    )
    assert (defaults.timezone.key, defaults.digest_time) == ("Asia/Shanghai", time(8, 30))
    assert defaults.database_url.reveal() == f"sqlite:///{NOWHERE / 'var' / 'cmiabot.db'}"
    assert (defaults.data, defaults.cache) == (NOWHERE / "data", NOWHERE / "var" / "cache")
    unset = ("token", "proxy", "api_url", "sources", "operators", "allowed", "webhook_url", "webhook_secret")
    assert [name for name in unset if getattr(defaults, name)] == []


@given(
    name=st.sampled_from(NAMES),
    value=st.text()
    | st.from_regex(r"[~.]?[a-z0-9:/.²@-]{0,20}", fullmatch=True)
    | st.from_regex(r"~[a-z]{1,9}(/[a-z]{1,9})?|[A-Z][a-z]+|[a-z]+://.*|.*:.?[0-9]{1,6}", fullmatch=True),
)
@settings(database=None, max_examples=500)
def test_any_value_is_read_or_refused_by_name(name: str, value: str) -> None:
    try:
        load(**{name: value})
        named = []
    except ConfigError as error:
        named = [problem.partition(":")[0] for problem in error.problems]
    assert named in ([], [f"CMIABOT_{name}"])


def test_a_file_env_in_the_working_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# 我的设置\n\nCMIABOT_LANGUAGE=en\nexport CMIABOT_OPERATORS='1,2' # me\nOTHER=1\n", encoding="utf-8"
    )
    found = load_settings({}, tmp_path, NOWHERE)
    assert (found.language, found.operators) == ("en", frozenset({1, 2}))


def test_a_file_env_as_windows_editors_save_it_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfCMIABOT_LANGUAGE=en\r\nCMIABOT_MODE=webhook\r\n")
    found = load_settings({}, tmp_path, NOWHERE)
    assert (found.language, found.mode) == ("en", "webhook")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CMIABOT_LANGUAGE=en\nCMIABOT_LOG_LEVEL=DEBUG\nCMIABOT_MODE=push\n")
    environment = {"CMIABOT_LANGUAGE": "zh-Hant", "CMIABOT_MODE": ""}
    found = load_settings(environment, tmp_path, NOWHERE)
    assert (found.language, found.log_level, found.mode) == ("zh-Hant", "DEBUG", "polling")


def test_names_in_the_file_are_checked_as_those_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CMIABOT_TOKN=1\nCMIABOT_TEST_X=1\nCMIABOT_MODE=push\n")
    with pytest.raises(ConfigError) as caught:
        load_settings({}, tmp_path, NOWHERE)
    assert [re.split("[: ]", problem)[0] for problem in caught.value.problems] == [
        "CMIABOT_MODE",
        "CMIABOT_TOKN",
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_env_that_is_not_utf8_is_named(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes("# 令牌\nCMIABOT_LANGUAGE=en\n".encode(encoding))
    with pytest.raises(ConfigError, match=r"\.env.*UTF-8"):
        load_settings({}, tmp_path, NOWHERE)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "working folder"
    folder.mkdir()
    return folder


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    folder = tmp_path / "beside bot.py"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", ["DATA", "CACHE", "SOURCES"])
@pytest.mark.parametrize(
    ("exists_in", "found_in"),
    [("here and beside", "here"), ("here", "here"), ("beside", "beside"), ("", "beside")],
    ids=["in both places", "in the working folder", "beside bot.py", "in neither"],
)
def test_a_relative_path_is_sought_in_the_working_folder_then_beside_the_program(
    name: str, exists_in: str, found_in: str, here: Path, beside: Path
) -> None:
    places = {"here": here, "beside": beside}
    for place, folder in places.items():
        if place in exists_in:
            (folder / "some" / "folder").mkdir(parents=True)
    found = load_settings({f"CMIABOT_{name}": "some/folder"}, here, beside)
    assert getattr(found, name.lower()) == places[found_in] / "some" / "folder"


@pytest.mark.parametrize("in_working_folder", [True, False], ids=["there", "not there"])
def test_the_default_folders_are_sought_in_the_same_way(
    in_working_folder: bool, here: Path, beside: Path
) -> None:
    (beside / "data").mkdir()
    if in_working_folder:
        (here / "data").mkdir()
        (here / "var" / "cache").mkdir(parents=True)
    found = load_settings({}, here, beside)
    place = here if in_working_folder else beside
    assert (found.data, found.cache) == (place / "data", place / "var" / "cache")


def test_a_tilde_is_the_home_folder(
    tmp_path: Path, here: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert load_settings({"CMIABOT_CACHE": "~/cache"}, here, beside).cache == tmp_path / "cache"


SHOWN: dict[str, Callable[[object], str]] = {
    "repr": repr,
    "str": str,
    "format": lambda value: f"{value}",
    "percent": lambda value: "%s %r" % (value, value),  # noqa: UP031 -- how loggers put it
    "pprint": pprint.pformat,
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_settings_do_not_show_their_secrets(show: Callable[[object], str]) -> None:
    shown = show(load_settings(SECRETS, NOWHERE, NOWHERE))
    assert "polling" in shown
    assert not [text for text in HIDDEN if text in shown]


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_a_secret_shows_only_whether_it_is_set(show: Callable[[object], str]) -> None:
    assert show(Secret(TOKEN)) == show(Secret("anything else"))
    assert show(Secret(TOKEN)) != show(Secret())


def test_a_secret_reveals_itself_when_asked() -> None:
    assert Secret(TOKEN).reveal() == TOKEN
    assert Secret(TOKEN)
    assert not Secret()


def test_a_refused_secret_is_not_repeated() -> None:
    problems = problems_of(
        TOKEN="123456789-AAEfakefake",
        PROXY="somebody:pr0xy-Passw0rd@proxy.test",
        WEBHOOK_SECRET="not/allowed/here!",
        DATABASE_URL="mysql://bot:db-Passw0rd@db.test/x",
        TOKN=TOKEN,
    )
    assert len(problems) == 5
    for text in ("AAEfakefake", "pr0xy-Passw0rd", "not/allowed/here!", "db-Passw0rd", TOKEN):
        assert text not in "\n".join(problems)


def test_the_example_lists_every_setting_once_in_a_comment() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("#") for line in lines if line.strip())
    listed = [match[1] for line in lines if (match := re.match(r"# CMIABOT_([A-Z_]+)=", line))]
    assert sorted(listed) == NAMES


def test_the_example_without_its_comment_signs_is_a_file_the_program_reads(tmp_path: Path) -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(re.sub(r"(?m)^# (?=CMIABOT_)", "", example), encoding="utf-8")
    found = load_settings({}, tmp_path, NOWHERE)
    assert found.token
    assert found.api_url == "http://127.0.0.1:8081"


def test_the_values_of_the_example_are_the_defaults() -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    shown = dict(re.findall(r"(?m)^# CMIABOT_([A-Z_]+)=(.+)$", example))
    for sample in ("TOKEN", "API_URL"):  # these two have none and show what one looks like
        del shown[sample]
    assert load(**shown) == load()
