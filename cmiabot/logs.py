"""Log set-up: readable lines or JSON on standard error, and no secret in any of them."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime

_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")
_PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@\s]+@")
_MASK = "•••"


def set_up_logging(level: str, form: str, secrets: Iterable[str]) -> None:
    """Send the program's log to standard error. `form` is `console` or `json`.

    Libraries that print the token are kept at WARNING, and a mask takes it out of whatever is written
    all the same: the text of an exception, a stack trace, a library's own DEBUG lines.
    """
    handler = logging.StreamHandler(sys.stderr)
    # The longest first: a password alone must not spoil the address it stands in.
    hidden = tuple(sorted((secret for secret in secrets if secret), key=len, reverse=True))
    handler.setFormatter(_JsonFormatter(hidden) if form == "json" else _ConsoleFormatter(hidden))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.INFO))
    logging.getLogger("cmiabot").setLevel(level)
    for name in (
        "httpx",
        "httpcore",
        "telegram",
        "apscheduler",
        "asyncio",
        "alembic",
        "sqlalchemy",
        "aiosqlite",
    ):
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    # Its troubles reach our own watch over polling, which says each in one line.
    logging.getLogger("telegram.ext.Updater").setLevel(logging.CRITICAL)
    # What it says at CRITICAL quotes everything that came with an update it cannot read.
    logging.getLogger("telegram.ext.ExtBot").setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(capture=True)


def trace(error: BaseException) -> str:
    """How an error and its causes came about, frame by frame, the last one at the end.

    Without their messages, for these may quote what somebody asked.
    """
    chain: list[BaseException] = []
    before: BaseException | None = error
    while before is not None and before not in chain:
        chain.append(before)
        before = before.__cause__ or (None if before.__suppress_context__ else before.__context__)
    return "".join(
        "".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__module__}.{type(one).__qualname__}\n"
        for one in reversed(chain)
    ).rstrip()


def mask_secrets(text: str, secrets: Iterable[str]) -> str:
    """The text without secrets: those given, anything shaped like a bot token, passwords in URLs."""
    for secret in secrets:
        text = text.replace(secret, _MASK)
    return _PASSWORD.sub(rf"\1:{_MASK}@", _TOKEN.sub(_MASK, text))


class _ConsoleFormatter(logging.Formatter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return mask_secrets(super().format(record), self._secrets)


class _JsonFormatter(logging.Formatter):
    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            # Masked before they are quoted: JSON writes some characters of a password in another way.
            "message": mask_secrets(record.getMessage(), self._secrets),
        }
        if record.exc_info:
            entry["exception"] = mask_secrets(self.formatException(record.exc_info), self._secrets)
        return json.dumps(entry, ensure_ascii=False)
