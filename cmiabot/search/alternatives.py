"""Other ways to read a question, tried where the first finds nothing certain."""

import re
from collections.abc import Iterator
from dataclasses import replace

from cmiabot.search.answer import QuestionKind, Reading, Refusal
from cmiabot.search.folding import has_han
from cmiabot.search.kinds import Named

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SAID_THEN = re.compile(
    r"[0-9]年(?:的)?(?:那次)?(?:年?会议?)?上?(?:都|有)*(?:谁|哪[些几家位个])[^,]{0,6}(?:谈|说|讲|提[到过出了及议]|建议|主张)"
)
"""Who spoke in a year (2018年谁谈过人才): a meeting, and nothing that a record says."""


def other_subjects(text: str, named: Named, reading: Reading) -> Iterator[Reading]:
    """The question with its promise or its year as something that records speak of."""
    if not reading.content:
        return
    if reading.record_kinds:
        promise = "承诺" if has_han(reading.content) else "pledge"
        yield replace(reading, record_kinds=(), content=f"{promise} {reading.content}")
    years = {match[0] for o in named.occasions if (match := _YEAR.search(text[o.start : o.end]))}
    if len(years) == 1 and len(named.occasions) == 1 and not _SAID_THEN.search(text):
        year = years.pop()
        yield replace(
            reading,
            meetings=(),
            content=f"{reading.content} {year}",
            # A year there was a meeting in is a goal only where a record says so: 到2025年.
            held=year if reading.refusal is Refusal.NO_SUCH_MEETING else f"到{year}",
            refusal=None if reading.refusal is Refusal.NO_SUCH_MEETING else reading.refusal,
        )


def without_subject(reading: Reading) -> QuestionKind:
    """The kind of the question where nothing is left to search for: all that somebody said."""
    if reading.kind is not QuestionKind.PERSON_TOPIC:
        return reading.kind
    return QuestionKind.PERSON if reading.people else QuestionKind.ORGANISATION
