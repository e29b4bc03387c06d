"""How often the first answers are right, beside the peers, and how well refusals are told. See README.md.

uv run python -m benchmarks.accuracy tests/evaluation/tuning.jsonl
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measuring import DATA, QUESTIONS, collection_of, questions_of, result_of, table
from benchmarks.peers import Peer, opened
from cmiabot.cache import Cache
from cmiabot.corpus.models import Collection
from cmiabot.evaluation import TOP, Judgement, LabelledQuestion, figures, judge
from cmiabot.search.answer import Refusal
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine

OURS = "cmiabot"
BY_SCORE = (None, Refusal.NOBODY, Refusal.NOT_THEY)
"""What the probability of the best record decides; other refusals follow from the words of the question."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every method the questions of a file; print top-1 / top-3 per kind and the AUC of refusing."""
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", default=QUESTIONS, help="labelled questions")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="another collection")
    options = parser.parse_args(arguments)
    collection, questions = collection_of(options.data), questions_of(options.file)
    engine = make_engine(collection, Cache(None))
    judgements = {OURS: list(judge(collection, engine, questions))}
    scores = {OURS: [probability_of(engine, question.question) for question in questions]}
    with opened(collection) as peers:
        for name, peer in peers.items():
            asked = list(_judged(collection, peer, questions))
            judgements[name] = [judgement for judgement, _ in asked]
            scores[name] = [score for _, score in asked]
    print(f"{len(questions)} questions; top-1 / top-{TOP} of those that can be answered, per cent")
    print(table(("kind", "n", *judgements), _rows(judgements)))
    print("\nAUC: how often a question that can be answered scores above one that cannot")
    answerable = [question.answerable for question in questions]
    for method, values in scores.items():
        print(f"{method:<24}{auc(values, answerable):.3f}")


def probability_of(engine: Engine, question: str) -> float:
    """The engine's own score: of the best record, or of the nearest where it refuses."""
    answer = engine.ask(question)
    best = next((hit.score for hit in (*answer.hits, *answer.nearest)), 0.0)
    return best if answer.refusal in BY_SCORE else 0.0


def auc(scores: Sequence[float], answerable: Sequence[bool]) -> float:
    """The share of pairs in which the answerable question has the higher score; ties count half."""
    above = [score for score, can in zip(scores, answerable, strict=True) if can]
    below = [score for score, can in zip(scores, answerable, strict=True) if not can]
    if not above or not below:
        return 0.5
    won = sum((a > b) + (a == b) / 2 for a in above for b in below)
    return won / (len(above) * len(below))


def _judged(
    collection: Collection, peer: Peer, questions: Sequence[LabelledQuestion]
) -> Iterator[tuple[Judgement, float]]:
    records = list(collection.records.values())
    for question in questions:
        found = peer.search(question.question)
        papers = [collection.paper_of(records[one.place]) for one in found[:TOP]]
        results = [result_of(collection, paper) for paper in papers]
        right = [any(expected.matches(result) for expected in question.any_of) for result in results]
        first = bool(right and right[0])
        judgement = Judgement(
            question, bool(found), first, any(right), recall=None, pure=None, mentioned=None
        )
        # The methods whose last stage is another one still refuse best by the raw sum of the first.
        yield judgement, found[0].score if found else 0.0


def _rows(judgements: dict[str, list[Judgement]]) -> list[list[str]]:
    of_methods = [figures(of_method) for of_method in judgements.values()]
    rows = []
    for of_kind in zip(*of_methods, strict=True):
        count = sum(
            bool(j.question.any_of) for j in judgements[OURS] if of_kind[0].kind in (j.question.kind, "all")
        )
        if count:
            cells = [f"{f.top_1:.1f} / {f.top_3:.1f}" for f in of_kind]
            rows.append([of_kind[0].kind, str(count), *cells])
    return rows


if __name__ == "__main__":
    main()
