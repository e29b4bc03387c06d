"""Ask without a chat: questions in, plain text or JSON out. Used by `ask` and by whoever imports cmiabot."""

import json
from collections.abc import Iterator
from typing import Any

from cmiabot.corpus.models import Collection
from cmiabot.messages.answers import plain_reply
from cmiabot.search.answering import Engine
from cmiabot.search.followups import Context
from cmiabot.search.output import answer_json


def ask_json(collection: Collection, engine: Engine, question: str) -> dict[str, Any]:
    """The answer to one question as `ask --json` prints it."""
    return _ask(collection, engine, question, None)[0]


def _ask(
    collection: Collection, engine: Engine, question: str, context: Context | None
) -> tuple[dict[str, Any], Context | None]:
    """The answer as JSON, and what a next question of the same chat can lean on."""
    # Half a surrogate pair can stand in JSON, but in no text that is written or converted.
    question = question.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    answer = engine.ask(question, context=context)
    printed = answer_json(collection, question, answer, plain_reply(collection, answer))
    return printed, engine.context_of(answer) or context


def ask_batch(collection: Collection, engine: Engine, lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """One object a line, in the same order. A line that is no question becomes an object with `error`.

    Lines with the same `"chat"` are one conversation: each may lean on the one before.
    """
    contexts: dict[str, Context | None] = {}
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            # Beside wrong JSON: a number of thousands of digits, thousands of brackets.
            yield {"q": None, "error": f"line {number} is not JSON: {getattr(error, 'msg', error)}"}
            continue
        if not isinstance(entry, dict) or not isinstance(entry.get("q"), str):
            yield {"q": None, "error": f'line {number} is no object with a text "q"'}
            continue
        if "chat" not in entry:
            yield ask_json(collection, engine, entry["q"])
            continue
        # Ids come as numbers and as texts; 1 and "1" are two chats.
        chat = json.dumps(entry["chat"], sort_keys=True)
        answer, contexts[chat] = _ask(collection, engine, entry["q"], contexts.get(chat))
        yield answer
