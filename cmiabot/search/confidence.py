"""From what a record has in common with a question to the probability that it is what was asked for."""

import math
import operator
from collections.abc import Iterable, Mapping
from typing import NamedTuple

SURE = 0.6
"""From this probability on, the best record is the answer."""
MAYBE = 0.35
"""Below it nobody said so; in between, candidates are offered as such."""
BEHIND = 2.5
"""How far a further record may lie behind the best one to be shown, in log odds."""
LIST_ENDS = 1.5
"""Log odds near which the organisations end that belong in a list: at the widest gap about there."""
NEARNESS = 0.5
"""What being away from there by one costs, in width of the gap."""
WIDEST = 3.0
"""A gap wider than this is no better."""
LIFT = 1.5
"""What it counts in a list, in log odds, that a record stands under the subject asked for."""
LEAST_LIFTED = -1.0
"""The log odds such a record has before, at least: it was put there because it speaks of the subject."""
SHOWN = 0.35
"""Below this probability no record is shown, however near the best one is."""
MAYBE_SHOWN = 4
"""At most so many candidates are offered."""
NEAREST = 0.03
"""Less probable records are not even near."""
NEAREST_SHOWN = 3
"""So many records are named as the nearest that are not the same."""


class Features(NamedTuple):
    """What a record has in common with a question; shares and flags are 0 to 1."""

    coverage: float
    """The share of the question's weight that the record holds, rarer words weighing more."""
    echo: float
    """The likeness of the question to the nearest everyday wording of the record."""
    neighbours: float
    """The share of the question's weight that the candidates of the record's paper hold together."""
    bm25: float
    """The raw BM25 sum, per 60; more does not count."""
    theme: float
    """A theme of the question is one of the record's."""
    named: float
    """The question names who is meant: of their few records, less is needed."""
    dated: float
    """The question names a meeting."""
    strange: float
    """The share of the question's weight that no record at all holds."""


WEIGHTS: Mapping[str, float] = {
    "coverage": 3.57,
    "echo": 2.36,
    "neighbours": 3.79,
    "bm25": 5.28,
    "theme": 0.97,
    "named": 2.72,
    "dated": 2.55,
    "strange": -0.32,
}
BIAS = -7.90

_NOBODY = -9.0
"""The log odds of what certainly does not belong."""
_IN_ORDER = tuple(WEIGHTS[name] for name in Features._fields)


def near_the_best(best: float) -> float:
    """The least probability of records shown beside the best one."""
    return max(SHOWN, _probability(_log_odds(best) - BEHIND))


def end_of_list(best_of_each: Iterable[float]) -> float:
    """The least probability of what belongs in a list, from the best one of each organisation.

    Those that said something stand together, those that touched on it are set off: the list ends at a
    wide gap near LIST_ENDS.
    """
    log_odds = sorted((_log_odds(probability) for probability in best_of_each), reverse=True)

    def quality(last: float, following: float) -> float:
        away = abs((last + following) / 2 - LIST_ENDS)
        return min(last - following, WIDEST) - NEARNESS * away

    ends = zip(log_odds, [*log_odds[1:], _NOBODY], strict=True)
    return _probability(max(ends, key=lambda pair: quality(*pair), default=(0.0, 0.0))[0])


def lifted(probability: float, best: float) -> float:
    """The probability of a record that the subject index names for what was asked.

    It is never surer than the best of what was found in its own words.
    """
    more = _probability(max(_log_odds(probability), LEAST_LIFTED) + LIFT)
    return max(probability, min(more, best))


def _log_odds(probability: float) -> float:
    probability = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(probability / (1 - probability))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def probability(features: Features) -> float:
    """The calibrated probability, 0 to 1."""
    return _probability(BIAS + sum(map(operator.mul, _IN_ORDER, features)))
