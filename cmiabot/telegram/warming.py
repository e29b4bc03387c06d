"""Making ready what is only made when a question first needs it, so that no person waits for it."""

import asyncio
import logging
from collections.abc import Iterator
from itertools import islice

from cmiabot.corpus.models import Collection
from cmiabot.messages.answers import plain_reply
from cmiabot.messages.catalogue import to_traditional
from cmiabot.telegram.context import Services

_log = logging.getLogger(__name__)


async def warm_up(services: Services) -> None:
    """Ask and answer, for nobody, one question of each sort; in a thread, so that people are served."""
    await asyncio.to_thread(_answer, services)
    _log.debug("tables for all sorts of questions are ready")


def questions(collection: Collection) -> Iterator[str]:
    """Questions that need tables of their own: pinyin, English and Traditional Chinese."""
    yield "shui jianyi huaxuepin zou tielu"
    yield "who proposed that chemicals go by rail"
    for record in islice(collection.records.values(), 1):
        yield to_traditional(record.text.zh)


def _answer(services: Services) -> None:
    for question in questions(services.collection):
        plain_reply(services.collection, services.engine.ask(question))
