"""Fit the weights of cmiabot/search/confidence.py to labelled questions.

    uv run python -m tools.calibrate tests/evaluation/tuning.jsonl

A question is a choice between its candidates and "nobody said so" (score 0): a multinomial logit,
fitted by gradient descent with a pull towards nought. Prints weights and bias; nothing is changed.
"""

import math
import sys
from pathlib import Path

from cmiabot.app import load_engine
from cmiabot.evaluation import LabelledQuestion, read_questions
from cmiabot.search.confidence import BIAS, WEIGHTS, Features
from cmiabot.settings import load_settings

ROUNDS = 400
RATE = 0.5
PULL = 0.002
"""How strongly weights are drawn to nought, per question."""
CANDIDATES = 30

Row = tuple[float, ...]
Choice = tuple[list[Row], list[bool]]
"""The features of a question's candidates (1 for the bias last), and which of them are right."""


def choices_of(questions: list[LabelledQuestion]) -> list[Choice]:
    """Every question that is decided by its content, as a choice."""
    root = Path(__file__).resolve().parent.parent
    collection, engine = load_engine(load_settings({}, root, root))
    choices: list[Choice] = []
    for question in questions:
        reading = engine.ask(question.question).reading
        if reading.refusal or not reading.content:
            continue
        found = engine.ranker.features(reading, engine.choices(reading), limit=50)[:CANDIDATES]
        rows = [(*features, 1.0) for _, _, features in found]
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


def fit(choices: list[Choice]) -> tuple[list[float], float]:
    """Weights (bias last) and the mean loss."""
    weights = [*WEIGHTS.values(), BIAS]
    momentum = [0.0] * len(weights)
    loss = 0.0
    for _ in range(ROUNDS):
        gradient = [PULL * weight for weight in weights[:-1]] + [0.0]
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
    choices = choices_of(questions)
    weights, loss = fit(choices)
    print(f"{len(choices)} questions, loss {loss:.3f}")
    for name, weight in zip((*Features._fields, "bias"), weights, strict=True):
        print(f"  {name:<12}{weight:8.2f}")


if __name__ == "__main__":
    main()
