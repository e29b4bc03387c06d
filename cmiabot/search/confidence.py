"""From what a record has in common with a question to the probability that it is what was asked for."""

import math
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

SURE = 0.6
"""From this probability on, the best record is the answer."""
MAYBE = 0.36
"""Below it nobody said so; in between, candidates are offered as such."""
SHOWN = 0.75
"""A further record is shown where its probability reaches this share of the best one's."""
MAYBE_SHOWN = 4
"""At most so many candidates are offered."""
NEAREST_SHOWN = 3
"""So many records are named as the nearest that are not the same."""


@dataclass(frozen=True, slots=True)
class Features:
    """What a record has in common with a question; shares and flags are 0 to 1."""

    coverage: float
    """The share of the question's weight that the record holds, rarer words weighing more."""
    echo: float
    """The likeness of the question to the nearest everyday wording of the record."""
    neighbours: float
    """The share of the question's weight that the record's whole paper holds."""
    bm25: float
    """The raw BM25 sum, per 60; more does not count."""
    theme: float
    """A theme of the question is one of the record's."""
    verbatim: float
    """The record says the question's content letter for letter."""
    named: float
    """The question names who is meant: of their few records, less is needed."""
    advice: float
    """The record is advice, not an offer, example or announcement."""
    misses: float
    """The rarest word of several is not in the record: 邮轮旅游 is not answered by 旅游."""


WEIGHTS: Mapping[str, float] = {
    "coverage": 9.0,
    "echo": 3.0,
    "neighbours": 1.0,
    "bm25": 2.4,
    "theme": 0.9,
    "verbatim": 1.8,
    "named": 1.2,
    "advice": 0.5,
    "misses": -1.0,
}
BIAS = -7.0


def probability(features: Features) -> float:
    """The calibrated probability, 0 to 1."""
    score = BIAS + sum(
        WEIGHTS[field.name] * value for field, value in zip(fields(features), astuple(features), strict=True)
    )
    return 1 / (1 + math.exp(-score))
