"""From raw scores to the probability that a record is what was asked for, and what follows from it."""

import math

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


def probability(coverage: float, bm25: float, *, named: bool, advice: bool, misses_the_point: bool) -> float:
    """The probability from the share of the question found and the raw BM25 sum.

    Where a name narrows the records, less is needed: whoever asks for 巴斯夫 and 铁路 means one of few.
    Of records that match alike, advice comes before offers and examples. A record without the rarest
    word of the question hardly answers it, however many common ones it holds.
    """
    score = 9.0 * (coverage - 0.60) + 0.04 * min(bm25, 60.0) - 0.8
    score += 1.2 * named + 0.8 * advice - 1.0 * (misses_the_point and not named)
    return 1 / (1 + math.exp(-score))
