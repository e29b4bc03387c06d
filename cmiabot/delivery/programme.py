"""What a digest is about: the order of papers and speeches, and which of them a target gets next."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cmiabot.corpus.models import Collection, Paper, Recommendation

Interest = tuple[str, str]
"""What somebody follows: the kind of a subscription, and the id of the theme, organisation or person."""
EVERYTHING: Interest = ("everything", "")

AGAIN_AFTER = timedelta(days=60)
"""No target gets an item again before these days have passed."""
LEAST_OF_A_SPEECH = 2
"""Key records without which a speech is too little for a digest."""


class Sighting(NamedTuple):
    """The last time a target got an item: in which round, on which local date."""

    round: int
    day: date


@dataclass(frozen=True, slots=True)
class Choice:
    """The paper to send, the interests it meets, and the round it will be seen in (from 1)."""

    paper: str
    reasons: tuple[Interest, ...]
    round: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Everything has been sent lately: from `until` (a local date) on an item may come again."""

    until: date


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is followed that the collection has an item on."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many papers and speeches an interest brings, and how many recommendations of theirs it meets."""

    papers: int
    recommendations: int


class Programme:
    """The items of a collection in the order in which everybody gets them."""

    def __init__(self, collection: Collection) -> None:
        items = _programme(collection)
        self.papers: tuple[str, ...] = tuple(paper.id for paper in items)
        """The ids of the papers and speeches, first things first."""
        self._met: dict[Interest, dict[str, set[str]]] = {}
        for paper in items:
            for record in paper.key_recommendations:
                for interest in _interests(paper, record):
                    self._met.setdefault(interest, {}).setdefault(paper.id, set()).add(record.id)

    def choose(
        self, interests: Iterable[Interest], seen: Mapping[str, Sighting], today: date
    ) -> Choice | Rest | Nothing:
        """What a target gets on its local date `today`; `seen` is what it got before, by paper.

        What it never got comes first, then what it got in the earliest round, in the order of the programme.
        """
        followed = tuple(interests)
        candidates = self._candidates(followed)
        if not candidates:
            return Nothing()
        rounds = {paper: seen[paper].round if paper in seen else 0 for paper in candidates}
        ready = [paper for paper in candidates if paper not in seen or seen[paper].day + AGAIN_AFTER <= today]
        if not ready:
            return Rest(min(seen[paper].day for paper in candidates) + AGAIN_AFTER)
        paper = min(ready, key=rounds.__getitem__)
        # An item that is new to the target joins the round it is in: later ones begin for all items together.
        current = max(rounds.values())
        return Choice(paper, self.reasons(followed, paper), max(current, rounds[paper] + 1))

    def reasons(self, interests: Iterable[Interest], paper: str) -> tuple[Interest, ...]:
        """Those of the interests that a paper meets."""
        return tuple(interest for interest in interests if paper in self._met.get(interest, ()))

    def reach(self, interests: Iterable[Interest]) -> Reach:
        """What these interests bring together, over the whole programme."""
        records: dict[str, set[str]] = {}
        for interest in interests:
            for paper, met in self._met.get(interest, {}).items():
                records.setdefault(paper, set()).update(met)
        return Reach(len(records), sum(map(len, records.values())))

    def _candidates(self, interests: Iterable[Interest]) -> list[str]:
        """The papers that meet one of the interests, in order."""
        met: set[str] = set().union(*(self._met.get(interest, ()) for interest in interests))
        return [paper for paper in self.papers if paper in met]


def _interests(paper: Paper, record: Recommendation) -> Iterator[Interest]:
    """Every interest that a key record of a paper meets."""
    yield EVERYTHING
    yield "organisation", paper.organisation
    yield from (("adviser", person) for person in paper.people)
    yield from (("theme", theme) for theme in record.themes)


def _programme(collection: Collection) -> list[Paper]:
    """Papers of volumes, then speeches that add something; meetings added later and newer meetings first."""

    def place(paper: Paper) -> tuple[int, bool, int]:
        meeting = collection.meeting_of(paper)
        added = meeting.added.toordinal() if meeting.added else 0
        return -added, not meeting.is_volume, -meeting.date.toordinal()

    # Sorting is stable: within a meeting the order of the collection stays.
    chosen: list[Paper] = []
    held: set[str] = set()
    for paper in sorted(collection.papers.values(), key=place):
        if collection.meeting_of(paper).is_volume:
            suits = bool(paper.key_recommendations)
        else:
            suits = _adds_something(paper, held)
        if suits:
            chosen.append(paper)
            held.update(record.id for record in paper.recommendations)
    return chosen


def _adds_something(speech: Paper, held: set[str]) -> bool:
    """True for a speech with enough key records of which not all stand in items before it."""
    keys = speech.key_recommendations
    return len(keys) >= LEAST_OF_A_SPEECH and not all(held.intersection(record.same_as) for record in keys)
