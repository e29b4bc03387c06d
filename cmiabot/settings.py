"""The settings: environment variables and `.env`, prefix CMIABOT_, read once and checked at the start.

Written by hand rather than with a settings library: `ask` reads them too, and such a library takes
longer to import than a whole question to answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from cmiabot.errors import ConfigError

PREFIX = "CMIABOT_"
TEST_PREFIX = "CMIABOT_TEST_"
LANGUAGES = ("zh", "zh-Hant", "en")
SQLITE_FILE = "sqlite:///"
DATABASE = "sqlite:///var/cmiabot.db"
NOBODYS_IDS = {777000: "Telegram", 136817688: "Channel_Bot", 1087968824: "GroupAnonymousBot"}
"""User ids that stand for nobody in particular: Telegram names them where somebody speaks as a chat."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that does not show itself in logs, messages or tracebacks; `reveal` gives it."""

    _value: str = ""

    def reveal(self) -> str:
        """The text itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(•••)" if self._value else "Secret()"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults; README says what each is for."""

    token: Secret = Secret()
    api_url: str = ""
    proxy: Secret = Secret()
    database_url: Secret = Secret(DATABASE)
    data: Path = Path("data")
    cache: Path = Path("var/cache")
    sources: Path | None = None
    operators: frozenset[int] = frozenset()
    allowed: frozenset[int] = frozenset()
    mode: str = "polling"
    webhook_url: str = ""
    webhook_secret: Secret = Secret()
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    digest_time: time = time(8, 30)
    language: str = "zh"
    log_level: str = "INFO"
    log_format: str = "console"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must never be logged: the secrets, and the passwords in addresses also alone."""
        found = [self.token.reveal(), self.webhook_secret.reveal()]
        for address in (self.proxy.reveal(), self.database_url.reveal()):
            password = urlsplit(address).password or ""
            if password:
                found += [address, password, unquote(password)]
        return tuple(sorted({text for text in found if text}, key=len, reverse=True))


def load_settings(environment: Mapping[str, str], folder: Path, beside: Path) -> Settings:
    """Settings from the environment and from `.env` in the working folder; the environment wins.

    Relative paths are looked for in `folder` (the working directory), then in `beside` (where bot.py
    is); what exists in neither is to be created in `beside`. Raises ConfigError with every problem.
    """
    found = {**_file(folder / ".env"), **environment}
    mine = {
        name: value.strip()
        for name, value in found.items()
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
    }
    reader = _Reader(folder, beside)
    problems: list[str] = []
    values: dict[str, Any] = {}
    for name, value in sorted(mine.items()):
        read = reader.readers.get(name.removeprefix(PREFIX))
        if read is None:
            known = ", ".join(PREFIX + known for known in reader.readers)
            problems.append(f"{name} is not a setting of cmiabot; there are: {known}")
            continue
        try:
            if value:
                values[name.removeprefix(PREFIX).lower()] = read(value)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    if problems:
        raise ConfigError(problems)
    for name, default in (("data", "data"), ("cache", "var/cache")):
        values.setdefault(name, reader.path(default))
    values.setdefault("database_url", reader.database(DATABASE))
    return Settings(**values)


def _file(path: Path) -> dict[str, str]:
    try:
        values = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        reason = "it must be saved as UTF-8 text" if isinstance(error, ValueError) else error.strerror
        raise ConfigError([f"{path} cannot be read: {reason}"]) from None
    return {name: value for name, value in values.items() if value is not None}


class _Reader:
    """How each setting is read from text; a ValueError says what to write instead."""

    def __init__(self, folder: Path, beside: Path) -> None:
        self._folder = folder
        self._beside = beside
        self.readers: dict[str, Callable[[str], object]] = {
            "TOKEN": _token,
            "API_URL": _url,
            "PROXY": _proxy,
            "DATABASE_URL": self.database,
            "DATA": self.path,
            "CACHE": self.path,
            "SOURCES": self.path,
            "OPERATORS": _ids,
            "ALLOWED": _ids,
            "MODE": _one_of(("polling", "webhook")),
            "WEBHOOK_URL": _url,
            "WEBHOOK_SECRET": _webhook_secret,
            "LISTEN": _listen,
            "TIMEZONE": _zone,
            "DIGEST_TIME": _time_of_day,
            "LANGUAGE": _one_of(LANGUAGES),
            "LOG_LEVEL": _one_of(LOG_LEVELS),
            "LOG_FORMAT": _one_of(("console", "json")),
        }

    def path(self, value: str) -> Path:
        """An absolute path; see `load_settings` for where relative ones lie."""
        try:
            path = Path(value).expanduser()
            if path.is_absolute():
                return path
            here = self._folder / path
            return here if here.exists() else self._beside / path
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ValueError(f"this is no usable path ({reason}); write one such as /srv/cmiabot") from None

    def database(self, value: str) -> Secret:
        """The address of a database; a file is found as other paths are."""
        if urlsplit(value).scheme not in ("sqlite", "postgresql", "postgres", "postgresql+psycopg") or (
            "://" not in value
        ):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        file, mark, options = value.removeprefix(SQLITE_FILE).partition("?")
        if value.startswith(SQLITE_FILE) and file not in ("", ":memory:"):
            path = quote(str(self.path(unquote(file))), safe="/:\\")
            return Secret(f"{SQLITE_FILE}{path}{mark}{options}")
        return Secret(value)


def _token(value: str) -> Secret:
    if re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{8,}", value) is None:
        raise ValueError("this is no bot token; BotFather gives one that looks like 123456789:AAE…")
    return Secret(value)


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _url(value: str) -> str:
    if not _is_address(value, ("http", "https")):
        raise ValueError("must begin with http:// or https://, for example http://127.0.0.1:8081")
    return value.rstrip("/")


def _proxy(value: str) -> Secret:
    if not _is_address(value, ("http", "https", "socks5", "socks5h")):
        raise ValueError("must be http://, https:// or socks5:// and a host, such as socks5://127.0.0.1:1080")
    return Secret(value)


def _ids(value: str) -> frozenset[int]:
    try:
        ids = frozenset(int(part) for part in value.replace(",", " ").split())
    except ValueError:
        raise ValueError("must be numbers separated by commas, for example 12345678,-1001234567890") from None
    for shared in sorted(ids & NOBODYS_IDS.keys()):
        raise ValueError(
            f"{shared} is {NOBODYS_IDS[shared]}, whom Telegram names for everybody who speaks as a chat: "
            "write the ids of people, or of chats (below zero)"
        )
    return ids


def _one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    by_name = {choice.lower(): choice for choice in choices}

    def read(value: str) -> str:
        if value.lower() not in by_name:
            raise ValueError(f"must be one of {', '.join(choices)}")
        return by_name[value.lower()]

    return read


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: a folder of zones such as Asia.
        raise ValueError("must be an IANA time zone such as Asia/Shanghai") from None


def _time_of_day(value: str) -> time:
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value)
    if match is None:
        raise ValueError("must be a time of day such as 08:30")
    return time(int(match[1]), int(match[2]))


def _webhook_secret(value: str) -> Secret:
    if re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value) is None:
        raise ValueError("must be 16 to 256 letters, digits, _ or -")
    return Secret(value)


def _listen(value: str) -> tuple[str, int]:
    host, colon, port = value.rpartition(":")
    if not colon or not host or re.fullmatch("[0-9]{1,5}", port) is None or int(port) > 65535:
        raise ValueError("must be host:port, for example 127.0.0.1:8080")
    return host, int(port)
