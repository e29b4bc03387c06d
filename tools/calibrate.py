"""Fit the weights of cmiabot/search/confidence.py to labelled questions.

    uv run python -m tools.calibrate tests/evaluation/tuning.jsonl

A question is a choice between its candidates and "nobody said so" (score 0): a multinomial logit,
fitted by gradient descent with a pull towards nought. Who belongs in a list or count is a choice of one
for each organisation, fitted the same way. Prints weights and biases; nothing is changed.
"""

import math
import sys
from collections.abc import Iterable
from pathlib import Path

from cmiabot.app import load_engine
from cmiabot.corpus.models import Collection
from cmiabot.evaluation import LabelledQuestion, read_questions
from cmiabot.search.answer import LISTS
from cmiabot.search.answering import Engine
from cmiabot.search.confidence import (
    BIAS,
    MAYBE,
    MEMBERSHIP_BIAS,
    MEMBERSHIP_WEIGHTS,
    WEIGHTS,
    Features,
    Membership,
)
from cmiabot.settings import load_settings

ROUNDS = 800
RATE = 0.5
PULL = 0.002
"""How strongly weights are drawn to nought, per question."""
PULL_OF_PLACES = 0.0002
"""The same per place in a list; chosen by cross-validation."""
CANDIDATES = 30

Row = tuple[float, ...]
Choice = tuple[list[Row], list[bool]]
"""The features of a question's candidates (1 for the bias last), and which of them are right."""


def choices_of(questions: list[LabelledQuestion], collection: Collection, engine: Engine) -> list[Choice]:
    """Every question that is decided by its content, as a choice."""
    choices: list[Choice] = []
    for question in questions:
        reading = engine.ask(question.question).reading
        if reading.refusal or not reading.content:
            continue
        found = engine.ranker.features(reading, engine.choices(reading), limit=50)[:CANDIDATES]
        rows: list[Row] = [(*features, 1.0) for _, _, features in found]
        right = []
        for _, record, _ in found:
            paper = collection.paper_of(record)
            result = {
                "organization": collection.organisation_of(paper).short.zh,
                "meeting": paper.meeting,
            }
            right.append(any(expected.matches(result) for expected in (*question.any_of, *question.all_of)))
        if rows and (any(right) or not question.answerable):
            choices.append((rows, right))
    return choices


def lists_of(questions: list[LabelledQuestion], collection: Collection, engine: Engine) -> list[Choice]:
    """Every organisation that may belong in a list asked for, as a choice; borderline ones are left out."""
    choices: list[Choice] = []
    for question in questions:
        answer = engine.ask(question.question)
        surely = {expected.organisation for expected in question.all_of}
        perhaps = {expected.organisation for expected in question.any_of} - surely
        of_list = surely and answer.reading.content and answer.reading.kind in LISTS
        if of_list and answer.hits and answer.hits[0].score >= MAYBE:
            for identifier, membership in engine.memberships(answer.reading).items():
                organisation = collection.organisations[identifier].short.zh
                if organisation not in perhaps:
                    choices.append(([(*membership, 1.0)], [organisation in surely]))
    return choices


def fit(choices: list[Choice], start: Iterable[float], pull: float = PULL) -> tuple[list[float], float]:
    """Weights (bias last) and the mean loss."""
    weights = [*start]
    momentum = [0.0] * len(weights)
    loss = 0.0
    for _ in range(ROUNDS):
        gradient = [pull * weight for weight in weights[:-1]] + [0.0]
        loss = 0.0
        for rows, right in choices:
            scores = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
            top = max(0.0, *scores)
            powers = [math.exp(score - top) for score in scores]
            nobody = math.exp(-top)
            whole = nobody + sum(powers)
            good = sum(p for p, is_right in zip(powers, right, strict=True) if is_right) or nobody
            loss -= math.log(good / whole) / len(choices)
            for row, power, is_right in zip(rows, powers, right, strict=True):
                slope = power / whole - (power / good if is_right else 0.0)
                if abs(slope) > 1e-4:
                    for place, value in enumerate(row):
                        gradient[place] += slope * value / len(choices)
        for place, slope in enumerate(gradient):
            momentum[place] = 0.9 * momentum[place] - RATE * slope
            weights[place] += momentum[place]
    return weights, loss


def main() -> None:
    """Print what was fitted."""
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        questions = read_questions(lines)
    root = Path(__file__).resolve().parent.parent
    collection, engine = load_engine(load_settings({}, root, root))
    for what, choices, names, start, pull in (
        (
            "questions",
            choices_of(questions, collection, engine),
            Features._fields,
            (*WEIGHTS.values(), BIAS),
            PULL,
        ),
        (
            "places in lists",
            lists_of(questions, collection, engine),
            Membership._fields,
            (*MEMBERSHIP_WEIGHTS, MEMBERSHIP_BIAS),
            PULL_OF_PLACES,
        ),
    ):
        weights, loss = fit(choices, start, pull)
        print(f"{len(choices)} {what}, loss {loss:.3f}")
        for name, weight in zip((*names, "bias"), weights, strict=True):
            print(f"  {name:<12}{weight:8.2f}")


if __name__ == "__main__":
    main()
