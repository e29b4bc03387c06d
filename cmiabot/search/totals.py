"""How many of what a question counts were found."""

from collections.abc import Sequence
from itertools import chain

from cmiabot.corpus.models import Collection
from cmiabot.search.answer import Counted, Hit


def total(collection: Collection, counted: Counted, hits: Sequence[Hit], papers: Sequence[str] = ()) -> int:
    """The proposals, advisers, organisations or papers of hits, each once.

    `papers` are those whose speakers are counted, by their ids; empty: those of the hits.
    """
    if counted is Counted.RECOMMENDATION:
        return len(collection.proposals([collection.records[hit.record] for hit in hits]))
    ids = papers or {collection.records[hit.record].paper for hit in hits}
    whole = [collection.papers[paper] for paper in ids]
    match counted:
        case Counted.ADVISER:
            return len(set(chain.from_iterable(paper.people for paper in whole)))
        case Counted.ORGANISATION:
            return len({paper.organisation for paper in whole})
        case Counted.PAPER:
            return len(whole)
