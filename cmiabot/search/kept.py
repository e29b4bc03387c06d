"""Answers as they are kept: ids, in JSON, enough to show them again and to go on from them.

Nothing of it is what somebody typed, but for a word of time that has no other name (去年).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmiabot.corpus.models import Collection, Kind
from cmiabot.search.answer import Answer, Correction, Counted, Hit, QuestionKind, Reading
from cmiabot.search.followups import MOST_LEANED_ON, Context

SHOWN = 1.0
"""The score of records shown again; how probable they were is seen in their order alone."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer in plain values: its kind and language, the records it shows, and how it was read."""

    kind: str
    language: str
    records: tuple[str, ...]
    reading: Mapping[str, Any]


def keep(answer: Answer, context: Context) -> Kept:
    """What is kept of an answer and of what a next question can lean on."""
    reading = answer.reading
    return Kept(
        reading.kind.value,
        reading.language,
        tuple(hit.record for hit in answer.hits or answer.nearest),
        {
            "organisations": reading.organisations,
            "people": reading.people,
            "meetings": reading.meetings,
            "themes": reading.themes,
            "record_kinds": reading.record_kinds,
            "counted": reading.counted.value,
            "corrected": [correction.entity for correction in reading.corrections],
            "relative": reading.relative,
            "sure": answer.sure,
            "total": answer.total,
            "papers": answer.papers,
            "part": reading.part,
            "answered": bool(answer.hits),
            "subject": context.subject,
        },
    )


def answer_again(collection: Collection, kept: Kept) -> Answer | None:
    """The answer to show again; None where it showed no records, or the collection lacks something of it."""
    shown = kept.reading
    if not shown["answered"] or not _is_known(collection, kept):
        return None
    reading = Reading(
        kind=QuestionKind(kept.kind),
        language=kept.language,
        organisations=tuple(shown["organisations"]),
        people=tuple(shown["people"]),
        meetings=tuple(shown["meetings"]),
        themes=tuple(shown["themes"]),
        record_kinds=_kinds(shown["record_kinds"]),
        counted=Counted(shown["counted"]),
        corrections=tuple(Correction("", "", entity) for entity in shown["corrected"]),
        relative=shown["relative"],
        part=shown.get("part", ""),
    )
    hits = tuple(Hit(record, SHOWN) for record in kept.records)
    papers = tuple(shown.get("papers", ()))  # kept by an earlier version: none
    return Answer(reading, hits, sure=shown["sure"], total=shown["total"], papers=papers)


def context_again(collection: Collection, kept: Kept) -> Context | None:
    """What a next question can lean on; None where the collection lacks something of it."""
    shown = kept.reading
    if not _is_known(collection, kept):
        return None
    return Context(
        kind=QuestionKind(kept.kind),
        language=kept.language,
        organisations=tuple(shown["organisations"]),
        people=tuple(shown["people"]),
        meetings=tuple(shown["meetings"]),
        record_kinds=_kinds(shown["record_kinds"]),
        counted=Counted(shown["counted"]),
        subject=shown["subject"],
        records=kept.records[:MOST_LEANED_ON],
    )


def _is_known(collection: Collection, kept: Kept) -> bool:
    """Whether everything is still there: data/ may have been edited since."""
    shown = kept.reading
    entities = [*shown["organisations"], *shown["people"], *shown["corrected"]]
    return (
        all(record in collection.records for record in kept.records)
        and all(one in collection.organisations or one in collection.people for one in entities)
        and all(meeting in collection.meetings for meeting in shown["meetings"])
        and all(paper in collection.papers for paper in shown.get("papers", ()))
    )


def _kinds(kinds: Sequence[str]) -> tuple[Kind, ...]:
    return tuple(map(Kind, kinds))
