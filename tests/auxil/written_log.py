"""The log as the program sets it up, written into a text."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

from cmiabot.logs import set_up_logging


@contextmanager
def the_log(
    form: str = "console", *, level: str = "DEBUG", secrets: tuple[str, ...] = ()
) -> Iterator[io.StringIO]:
    """What is logged meanwhile; afterwards all is as it was before."""
    root = logging.getLogger()
    handlers, showwarning = root.handlers[:], warnings.showwarning
    levels = {logger: logger.level for logger in loggers()}
    try:
        with redirect_stderr(io.StringIO()) as written:
            set_up_logging(level, form, secrets)
            yield written
    finally:
        logging.captureWarnings(capture=False)
        warnings.showwarning = showwarning
        root.handlers[:] = handlers
        for logger in loggers():
            logger.setLevel(levels.get(logger, logging.NOTSET))


def loggers() -> list[logging.Logger]:
    """The root and every other there is."""
    root = logging.getLogger()
    return [root, *(item for item in root.manager.loggerDict.values() if isinstance(item, logging.Logger))]
