"""A chosen paper → the digest a target gets: which recommendations, which of them marked, and why."""

import datetime
from collections.abc import Iterable, Iterator

from cmiabot.corpus.models import Collection
from cmiabot.delivery.programme import Interest
from cmiabot.messages.digests import Digest, Occasion, Reason
from cmiabot.messages.follows import EVERYTHING, name_of

MOST_SHOWN = 6
"""Recommendations in a digest."""


def make_digest(
    collection: Collection,
    paper: str,
    reasons: Iterable[Interest],
    occasion: Occasion = Occasion.DAILY,
    day: datetime.date | None = None,
) -> Digest | None:
    """The digest of a paper for those who follow `reasons`, shown for an occasion.

    `day` is the local date it was due on. None where the collection no longer has the paper or its key
    records: a digest waits in the outbox while data/ may be edited.
    """
    found = collection.papers.get(paper)
    if found is None or not found.key_recommendations:
        return None
    why = tuple(_named(collection, reasons))
    themes = {reason.ref for reason in why if reason.kind == "theme"}
    marked = frozenset(
        record.id for record in found.key_recommendations if themes.intersection(record.themes)
    )
    # Sorting is stable: beyond the mark the order of the paper stays.
    ordered = sorted(found.key_recommendations, key=lambda record: record.id not in marked)
    return Digest(found, tuple(ordered[:MOST_SHOWN]), marked, why, occasion, day)


def _named(collection: Collection, interests: Iterable[Interest]) -> Iterator[Reason]:
    """The interests with their names, without those the collection does not know any more."""
    for kind, ref in interests:
        name = name_of(collection, kind, ref)
        if name is not None or kind == EVERYTHING:
            yield Reason(kind, ref, name)
