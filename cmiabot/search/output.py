"""Answer → the JSON object of `ask --json`. Keys and meanings are a contract with other programs."""

from typing import Any

from cmiabot.corpus.export import record_json
from cmiabot.corpus.models import Collection
from cmiabot.search.answer import Answer, Hit


def answer_json(collection: Collection, question: str, answer: Answer, reply: str) -> dict[str, Any]:
    """The object printed for one question; `reply` is the whole plain-text answer."""
    corrections = list(dict.fromkeys(correction.meant for correction in answer.reading.corrections))
    return {
        "q": question,
        "answered": answer.answered,
        "sure": answer.sure,
        "kind": answer.reading.kind.value,
        "read_as": "、".join(corrections) or None,
        "total": answer.total,
        "counted": answer.reading.counted.value,
        "reply": reply,
        "results": [_hit_json(collection, hit) for hit in answer.hits],
        "nearest": [_hit_json(collection, hit) for hit in answer.nearest],
    }


def _hit_json(collection: Collection, hit: Hit) -> dict[str, Any]:
    shape = record_json(collection, collection.records[hit.record])
    source = shape.pop("source")
    return {**shape, "score": round(hit.score, 4), "source": source}
