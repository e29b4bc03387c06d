"""From what a record has in common with a question to the probability that it is what was asked for."""

import math
import operator
from collections.abc import Mapping
from typing import NamedTuple

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


class Features(NamedTuple):
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
    dated: float
    """The question names a meeting."""
    advice: float
    """The record is advice, not an offer, example or announcement."""
    misses: float
    """The rarest word of several is not in the record: 邮轮旅游 is not answered by 旅游."""


WEIGHTS: Mapping[str, float] = {
    "coverage": 4.85,
    "echo": 1.83,
    "neighbours": 1.61,
    "bm25": 6.22,
    "theme": 1.93,
    "verbatim": 0.23,
    "named": 3.83,
    "dated": 2.72,
    "advice": -0.22,
    "misses": 0.20,
}
BIAS = -6.99

_IN_ORDER = tuple(WEIGHTS[name] for name in Features._fields)


def probability(features: Features) -> float:
    """The calibrated probability, 0 to 1."""
    score = BIAS + sum(map(operator.mul, _IN_ORDER, features))
    return 1 / (1 + math.exp(-score))
