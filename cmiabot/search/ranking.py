"""Candidates of the index, put in order by how probably each is what was asked for."""

import math
from collections.abc import Sequence
from functools import lru_cache

from cmiabot.corpus.models import Collection, Kind, Recommendation
from cmiabot.search import confidence
from cmiabot.search.answer import Answer, Hit, Reading
from cmiabot.search.confidence import Features
from cmiabot.search.haystacks import Haystacks
from cmiabot.search.index import Candidate, RecordIndex, Tokens
from cmiabot.search.matching import SYNONYM, Matcher, coverages, held, is_verbatim, words_held
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.prepared import own_text
from cmiabot.search.scope import Choice, Fact, facts_of, is_of_kinds
from cmiabot.search.tokens import bigrams, characters, english_words, pieces, sound_pairs, stems
from cmiabot.search.units import Units
from cmiabot.search.unsaid import UnsaidIndex

SYNONYM_WEIGHT = 0.5
SOUND_WEIGHT = 0.7
WORDING_WEIGHT = 0.8
ALL = 0.99
"""The coverage of a record that holds all of a question."""
WHOLE = 0.25
"""What it counts at least, as a share of MOST_BM25."""
WORDINGS = ("wording", "wording_sound")
"""The fields of everyday wordings."""
SHORT = 4
"""Characters of a content that may be part of a word rather than words."""
FEW = 3
"""A sort of so few organisations (药企) is as good as their names."""
MOST_LEFT = 0.6
"""From this share of all records on, what choices leave is found among the best of all."""
MOST_FACTS = 16
"""More facts of a choice take longer to compare than the index takes."""
MOST_BM25 = 60.0
"""From this raw sum on, more says nothing more."""
MEASURED_SIZE = 914
"""Records of the collection that was measured with."""


class Ranker:
    """Finds and orders records for what is left of a question when names and meetings are read."""

    def __init__(
        self,
        collection: Collection,
        index: RecordIndex,
        haystacks: Haystacks,
        units: Units,
        matcher: Matcher,
        table: PinyinTable,
        unsaid: UnsaidIndex,
    ) -> None:
        self._collection = collection
        self._records = list(collection.records.values())
        self._index = index
        self._haystacks = haystacks
        self._units = units
        self._matcher = matcher
        self._table = table
        self._unsaid = unsaid
        # As many as there are papers.
        self._facts_of = lru_cache(maxsize=None)(self._facts_of_paper)
        self._few = min(FEW, len(collection.organisations) // 2)
        # Words are rarer in a larger collection, and the sum grows with it.
        self._most_bm25 = MOST_BM25 * math.log(2 * index.size + 2) / math.log(2 * MEASURED_SIZE + 2)

    def ranked(self, reading: Reading, choices: Sequence[Choice], *, limit: int) -> list[Hit]:
        """The best candidates with their probabilities, best first, ties in the order of the collection."""
        scored = [
            (
                Hit(record.id, confidence.probability(features), features.echo, features.words),
                candidate.ordinal,
                record,
            )
            for candidate, record, features in self.features(reading, choices, limit=limit)
        ]
        # Of records that match alike, advice comes before offers and examples.
        scored.sort(key=lambda item: (-item[0].score, item[2].kind is not Kind.RECOMMENDATION, item[1]))
        return [hit for hit, _, _ in scored]

    def features(
        self, reading: Reading, choices: Sequence[Choice], *, limit: int
    ) -> list[tuple[Candidate, Recommendation, Features]]:
        """The candidates and what each has in common with the question."""
        content = reading.content
        units = self._units.of(content, spoken=bool(reading.sounds))
        pairs = self._units.sound_pairs(reading.sounds)
        tokens = self._tokens(reading)
        candidates = [
            (candidate, record)
            for candidate in self._candidates(tokens, choices, limit)
            if reading.held in (record := self._records[candidate.ordinal]).text.zh
        ]
        haystacks = [self._haystacks.at(candidate.ordinal) for candidate, _ in candidates]
        found = self._matcher.found(units, haystacks)
        together: dict[str, list[float]] = {}
        for (_, record), row in zip(candidates, found, strict=True):
            together[record.paper] = [*map(max, row, together.get(record.paper, row))]
        neighbours = dict(zip(together, coverages(units, together.values()), strict=True))
        covered = self._matcher.covered(content, units, pairs, haystacks, found)
        echoes = self._matcher.common(content, haystacks).echoes(haystacks)
        of_wordings = (part for part in tokens if part.field in WORDINGS)
        unsaid = self._unsaid.likeness(content, units, pairs, of_wordings)
        few = 0 < len(reading.among) <= self._few
        named = float(bool(reading.people or reading.organisations or few))
        dated = float(bool(reading.meetings))
        strange = self._units.strangeness(units)
        themes = frozenset(reading.themes)
        return [
            (
                candidate,
                record,
                Features(
                    coverage=covered[place],
                    echo=echoes[place],
                    neighbours=neighbours[record.paper],
                    bm25=self._evidence(candidate, covered[place]),
                    theme=float(not themes.isdisjoint(record.themes)),
                    named=named,
                    dated=dated,
                    strange=strange,
                    words=math.log1p(_words_that_count(found[place])),
                    asks_who=float(reading.asks_who),
                    unsaid=unsaid,
                ),
            )
            for place, (candidate, record) in enumerate(candidates)
        ]

    def _evidence(self, candidate: Candidate, covered: float) -> float:
        # A word that all records of a small collection have has no weight; held wholly, it still counts.
        least = WHOLE if covered >= ALL else 0.0
        return min(1.0, max(least, candidate.bm25 / self._most_bm25))

    def says(self, record: str, content: str) -> bool:
        """True where a record says a content letter for letter."""
        return is_verbatim(content, own_text(self._collection.records[record]))

    def subject(self, answer: Answer) -> str:
        """What an answer is about, in words of its best record, or where there is none, of any record."""
        if not answer.reading.content:
            return ""
        if not answer.hits:
            return " ".join(self._units.known(answer.reading.content))
        record = self._collection.records[answer.hits[0].record]
        units = self._units.of(answer.reading.content)
        return " ".join(held(units, own_text(record)) or record.terms)

    def _tokens(self, reading: Reading) -> list[Tokens]:
        """What a question is looked for by in the index."""
        content = reading.content
        sounds = sound_pairs([s for one in characters(content) for s in self._table.syllables(one)])
        others = " ".join(self._units.expansions(content))
        words = stems(english_words(content))
        # What was typed in pinyin is surer by its sounds than what was typed in characters.
        sound_weight = 1.0 if reading.sounds else SOUND_WEIGHT
        tokens = [
            Tokens("han", bigrams(content)),
            Tokens("sound", sounds, sound_weight),
            Tokens("english", words),
            Tokens("wording", [*bigrams(content), *words], WORDING_WEIGHT),
            Tokens("wording_sound", sounds, sound_weight * WORDING_WEIGHT),
            Tokens("han", bigrams(others), SYNONYM_WEIGHT),
            Tokens("english", stems(english_words(others)), SYNONYM_WEIGHT),
        ]
        if len(content) <= SHORT:
            tokens.append(Tokens("piece", pieces(content)))
        if not any(len(token) > 1 for token in bigrams(content)):
            tokens.append(Tokens("character", characters(content)))
        return tokens

    def _candidates(self, tokens: Sequence[Tokens], choices: Sequence[Choice], limit: int) -> list[Candidate]:
        if not any(part.tokens for part in tokens):
            return []
        if choices and not any(map(_is_dear, choices)) and self._index.share(choices) >= MOST_LEFT:
            # The best of all held against the choices: sooner done than letting the index hold all of them.
            best = self._index.candidates(tokens, (), 2 * limit)
            left = [candidate for candidate in best if self._is_left(candidate, choices)]
            if len(left) >= limit or len(best) < 2 * limit:
                return left[:limit]
        return self._index.candidates(tokens, choices, limit)

    def _is_left(self, candidate: Candidate, choices: Sequence[Choice]) -> bool:
        facts = self._facts_of(self._records[candidate.ordinal].paper)
        return all(choice.leaves(facts) for choice in choices)

    def _facts_of_paper(self, paper: str) -> frozenset[Fact]:
        return facts_of(self._collection, self._collection.papers[paper])


def _is_dear(choice: Choice) -> bool:
    """True for a choice that not the paper of a record decides, or that has many facts."""
    return is_of_kinds(choice) or len(choice.facts) > MOST_FACTS


def _words_that_count(found: Sequence[float]) -> int:
    """How many words of a question a record holds; where it surely holds all, one is as good as several."""
    words = words_held(found)
    return max(words, confidence.ENOUGH) if found and min(found) >= SYNONYM else words
