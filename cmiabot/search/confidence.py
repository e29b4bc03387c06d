"""From what a record has in common with a question to the probability that it is what was asked for."""

import math
import operator
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SURE = 0.6
"""From this probability on, the best record is the answer."""
MAYBE = 0.3
"""Below it nobody said so; in between, candidates are offered as such."""
BEHIND = 2.5
"""How far a further record may lie behind the best one to be shown, in log odds."""
BELONGS = 0.68
"""From this probability on, an organisation belongs in a list."""
SHOWN = 0.35
"""Below this probability no record is shown behind the best one, however near that is."""
MAYBE_SHOWN = 4
"""At most so many candidates are offered."""
NEAREST = 0.015
"""Less probable records are not even near."""
NEAREST_SHOWN = 3
"""So many records are named as the nearest that are not the same."""
ENOUGH = 4
"""So many words of a question in one record are no chance."""


class Features(NamedTuple):
    """What a record has in common with a question: shares and flags, 0 to 1; `words`, `unsaid` more."""

    coverage: float
    """The share of the question's weight that the record holds, rarer words weighing more."""
    echo: float
    """The likeness of the question to the nearest everyday wording of the record."""
    neighbours: float
    """The share of the question's weight that the candidates of the record's paper hold together."""
    bm25: float
    """The raw BM25 sum as a share of what says all it can say (`MOST_BM25` in ranking.py)."""
    theme: float
    """A theme of the question is one of the record's."""
    named: float
    """The question names who is meant: of their few records, less is needed."""
    dated: float
    """The question names a meeting."""
    strange: float
    """The share of the question's weight that no record at all holds."""
    words: float
    """The logarithm of one more than the question's words that the record holds: several are no chance.

    A record that holds all of them, however few, counts as one that holds `ENOUGH`.
    """
    asks_who: float
    """The question asks who said it: what only comes near is no answer to that."""
    unsaid: float
    """How much the question resembles what readers found that nobody said (`UnsaidIndex.likeness`)."""


WEIGHTS: Mapping[str, float] = {
    "coverage": 2.37,
    "echo": 2.16,
    "neighbours": 2.57,
    "bm25": 3.64,
    "theme": 0.80,
    "named": 1.48,
    "dated": 1.04,
    "strange": -0.30,
    "words": 3.74,
    "asks_who": -1.06,
    "unsaid": -3.20,
}
BIAS = -6.40

_IN_ORDER = tuple(WEIGHTS[name] for name in Features._fields)


def near_the_best(best: float) -> float:
    """The least probability of records shown beside the best one, which is always shown."""
    return min(best, max(SHOWN, _probability(_log_odds(best) - BEHIND)))


class Membership(NamedTuple):
    """What speaks for an organisation's place in a list."""

    said: float
    """The log odds of its best record."""
    behind: float
    """How far those lie behind the best of all."""
    under: float
    """It stands under the subject meant, in the subject index; of several, as far as each is probable."""
    passing: float
    """It only touches on that subject, with or without a record under it; likewise."""
    records: float
    """The logarithm of one more than the records it has there; like `under` by the share of each subject."""
    wide: float
    """The logarithm of one more than the organisations under the subject."""
    echo: float
    """How much more like the question a wording of its best record is than one of the best of all."""
    words: float
    """How many more of the question's words that holds than the best of all: the difference of logarithms."""


MEMBERSHIP_WEIGHTS = Membership(
    said=0.25, behind=-0.27, under=6.64, passing=2.78, records=0.72, wide=-2.01, echo=1.76, words=0.86
)
MEMBERSHIP_BIAS = 0.44
LEAST_SAID = -2.0
"""Lower log odds of a best record say no more."""
MOST_BEHIND = 4.0
"""Lying farther behind the best of all says no more."""


class Under(NamedTuple):
    """What an organisation has under a subject that may be meant."""

    share: float
    """How probably that one is meant, 0 to 1; those of all subjects make 1."""
    records: int
    """The organisation's records there."""
    passing: bool
    """It only touches on the subject."""


class Said(NamedTuple):
    """What speaks for a record; nothing for an organisation of which none was found."""

    probability: float = 0.0
    echo: float = 0.0
    """How like the question is to its nearest everyday wording."""
    words: float = 0.0
    """The logarithm of one more than the question's words that it holds."""


def membership(own: Said, best: Said, subjects: Sequence[Under], wide: float) -> Membership:
    """What speaks for an organisation's place in a list.

    From its best record and the best of all, and from the subjects that may be meant and that it stands under
    or touches on: what each of these says counts as far as it is probable. `wide` says how many organisations
    stand under them, the same for all.
    """
    said = max(_log_odds(own.probability), LEAST_SAID)
    return Membership(
        said=said,
        behind=min(_log_odds(best.probability) - said, MOST_BEHIND),
        under=sum(subject.share for subject in subjects if subject.records and not subject.passing),
        passing=sum(subject.share for subject in subjects if subject.passing),
        records=sum(subject.share * math.log1p(subject.records) for subject in subjects),
        wide=wide,
        echo=own.echo - best.echo,
        words=own.words - best.words,
    )


def belongs(of: Membership) -> float:
    """The calibrated probability that an organisation belongs in a list, 0 to 1."""
    return _probability(MEMBERSHIP_BIAS + sum(map(operator.mul, MEMBERSHIP_WEIGHTS, of)))


def _log_odds(probability: float) -> float:
    probability = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(probability / (1 - probability))


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def probability(features: Features) -> float:
    """The calibrated probability, 0 to 1."""
    return _probability(BIAS + sum(map(operator.mul, _IN_ORDER, features)))
