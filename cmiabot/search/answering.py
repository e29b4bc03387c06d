"""The engine: question → Answer. Deterministic, and the same whether it is asked first or last."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import chain, zip_longest
from pathlib import Path

from cmiabot.cache import Cache, code_digest
from cmiabot.corpus.models import Collection, Kind, Recommendation
from cmiabot.search import confidence
from cmiabot.search.answer import Answer, Counted, Hit, QuestionKind, Reading, Refusal
from cmiabot.search.folding import fold, has_han
from cmiabot.search.index import Candidate, RecordIndex, Tokens, open_index
from cmiabot.search.lexicon import Lexicon, normal_name
from cmiabot.search.matching import Matcher
from cmiabot.search.pinyin import pinyin_table
from cmiabot.search.reading import QuestionReader
from cmiabot.search.themes import ThemeFinder
from cmiabot.search.tokens import bigrams, characters, english_words, sound_pairs, stems
from cmiabot.search.words import load_words

CANDIDATES = 50
MOST_CANDIDATES = 1000
"""For questions that are answered completely."""
MOST_RESULTS = 10
"""Results of a question about a subject; questions about names are answered completely."""
SYNONYM_WEIGHT = 0.5
SOUND_WEIGHT = 0.7
THEME = 0.1
"""What a record on a theme of the question gains in coverage."""
VERBATIM = 0.2
"""What a record gains that holds the whole content of the question as it was typed."""
UNSEARCHED = (Refusal.EMPTY, Refusal.TOO_LONG, Refusal.HELP, Refusal.SMALL_TALK, Refusal.OFF_TOPIC)
COMPLETE = frozenset(
    {
        QuestionKind.PERSON,
        QuestionKind.ORGANISATION,
        QuestionKind.LIST,
        QuestionKind.COUNT,
        QuestionKind.COMPARISON,
        QuestionKind.MEETING,
        QuestionKind.WHO_IS,
    }
)
"""Kinds of question that are answered with every match."""


class Engine:
    """Answers questions about one collection."""

    def __init__(
        self,
        collection: Collection,
        reader: QuestionReader,
        themes: ThemeFinder,
        index: RecordIndex,
        matcher: Matcher,
    ) -> None:
        self._collection = collection
        self._records = list(collection.records.values())
        self._reader = reader
        self._index = index
        self._matcher = matcher
        self.themes = themes

    def ask(self, question: str, default_language: str = "zh") -> Answer:
        """The answer to a question; a refusal is an answer too. Never raises because of the text.

        It is in the language and script of the question, in `default_language` where that has no letters.
        """
        return self.answer(self.read(question, default_language))

    def read(self, question: str, default_language: str = "zh") -> Reading:
        """How a question is read."""
        return self._reader.read(question, default_language)

    def answer(self, reading: Reading) -> Answer:
        """The answer to a question that has been read."""
        if reading.refusal in UNSEARCHED:
            return Answer(reading, refusal=reading.refusal)
        scope = self._scope(reading)
        if reading.refusal is Refusal.NO_SUCH_MEETING:
            return Answer(reading, nearest=self._nearest_of(reading, scope), refusal=reading.refusal)
        if reading.content or reading.sounds:
            answer = self._by_content(reading, scope)
        elif scope:
            answer = self._whole_scope(reading, scope)
        elif scope is not None:
            answer = self._nothing_in_scope(reading)
        else:
            answer = Answer(reading, refusal=Refusal.EMPTY)
        if reading.refusal is Refusal.ADOPTION:
            meant = answer.hits or answer.nearest
            return Answer(reading, nearest=meant[: confidence.NEAREST_SHOWN], refusal=Refusal.ADOPTION)
        return answer

    def _choices(self, reading: Reading) -> list[list[tuple[str, str]]]:
        """What a record must have to be meant: one of the people or organisations, meetings, kinds named.

        Who asks for a person by name does not mean a colleague, even where the organisation is named too.
        """
        people = [("person", person) for person in reading.people]
        theirs = {self._collection.people[person].organisation for person in reading.people}
        organisations = [("organisation", o) for o in reading.organisations if o not in theirs]
        meetings = [("meeting", meeting) for meeting in reading.meetings]
        kinds = [("kind", kind.value) for kind in reading.record_kinds]
        return [choices for choices in (people + organisations, meetings, kinds) if choices]

    def _scope(self, reading: Reading) -> list[Recommendation] | None:
        """The records that names, meetings and kinds of the question leave; None where it names none."""
        choices = self._choices(reading)
        if not choices:
            return self._records if reading.kind in (QuestionKind.COUNT, QuestionKind.LIST) else None
        return [r for r in self._records if all(not self._has(r).isdisjoint(either) for either in choices)]

    def _has(self, record: Recommendation) -> set[tuple[str, str]]:
        paper = self._collection.paper_of(record)
        return {
            ("organisation", paper.organisation),
            ("meeting", paper.meeting),
            ("kind", record.kind.value),
            *(("person", person) for person in paper.people),
        }

    def _whole_scope(self, reading: Reading, scope: Sequence[Recommendation]) -> Answer:
        """Everything within names and meetings: key records first, meetings in turns."""
        ordered = _in_turns(sorted(scope, key=lambda record: not record.key), self._group)
        hits = tuple(Hit(record.id, 1.0) for record in ordered)
        return Answer(reading, hits=hits, sure=True, total=self._total(reading, hits))

    def _nothing_in_scope(self, reading: Reading) -> Answer:
        """Somebody known without a record, at all or of the meeting or kind asked for."""
        elsewhere = self._scope(replace(reading, meetings=(), record_kinds=())) or []
        nearest = [Hit(record.id, 0.0) for record in elsewhere if record.key]
        return Answer(reading, nearest=tuple(nearest[: confidence.NEAREST_SHOWN]), sure=True)

    def _by_content(self, reading: Reading, scope: Sequence[Recommendation] | None) -> Answer:
        scored = self._scored(reading, named=scope is not None)
        best = scored[0].score if scored else 0.0
        if best < confidence.MAYBE:
            named = bool(reading.organisations or reading.people)
            if not scored and scope:
                scored = [Hit(record.id, 0.0) for record in scope if record.key]
            refusal = Refusal.NOT_THEY if named else Refusal.NOBODY
            return Answer(reading, nearest=tuple(scored[: confidence.NEAREST_SHOWN]), refusal=refusal)
        shown = [hit for hit in scored if hit.score >= max(best * confidence.SHOWN, confidence.MAYBE / 2)]
        sure = best >= confidence.SURE
        if not sure:
            shown = shown[: confidence.MAYBE_SHOWN]
        elif reading.kind not in COMPLETE:
            shown = shown[:MOST_RESULTS]
        return Answer(reading, hits=tuple(shown), sure=sure, total=self._total(reading, shown))

    def _scored(self, reading: Reading, *, named: bool) -> list[Hit]:
        """Candidates with their probabilities, best first."""
        units = self._matcher.units(reading.content) + self._matcher.sound_units(reading.sounds)
        scored: list[tuple[float, int, Hit]] = []
        for candidate in self._candidates(reading):
            record = self._records[candidate.ordinal]
            coverage = self._matcher.coverage(units, record)
            if any(theme in record.themes for theme in reading.themes):
                coverage += THEME
            if self._matcher.is_verbatim(reading.content, record):
                coverage += VERBATIM
            score = confidence.probability(
                coverage,
                candidate.bm25,
                named=named,
                advice=record.kind is Kind.RECOMMENDATION,
                misses_the_point=self._matcher.misses_the_point(units, record),
            )
            scored.append((score, candidate.ordinal, Hit(record.id, round(score, 4))))
        return [hit for _, _, hit in sorted(scored, key=lambda item: (-item[0], item[1]))]

    def _candidates(self, reading: Reading) -> list[Candidate]:
        content = reading.content
        syllables = [s for part in characters(content) for s in pinyin_table().syllables(part)]
        others = " ".join(self._matcher.expansions(content))
        tokens = [
            Tokens("han", bigrams(content)),
            Tokens("sound", sound_pairs(syllables), SOUND_WEIGHT),
            Tokens("sound", sound_pairs(list(reading.sounds))),
            Tokens("english", stems(english_words(content))),
            Tokens("han", bigrams(others), SYNONYM_WEIGHT),
            Tokens("english", stems(english_words(others)), SYNONYM_WEIGHT),
        ]
        if not any(len(token) > 1 for token in bigrams(content)):
            tokens.append(Tokens("character", characters(content)))
        limit = MOST_CANDIDATES if reading.kind in COMPLETE else CANDIDATES
        return self._index.candidates(tokens, self._choices(reading), limit)

    def _nearest_of(self, reading: Reading, scope: Sequence[Recommendation] | None) -> tuple[Hit, ...]:
        if scope is None:
            scope = self._scope(replace(reading, meetings=()))
        if reading.content or reading.sounds:
            return tuple(self._scored(replace(reading, meetings=()), named=False)[: confidence.NEAREST_SHOWN])
        return tuple(Hit(record.id, 0.0) for record in (scope or []) if record.key)[
            : confidence.NEAREST_SHOWN
        ]

    def _group(self, record: Recommendation) -> str:
        return self._collection.meeting_of(self._collection.paper_of(record)).group

    def _total(self, reading: Reading, hits: Sequence[Hit]) -> int:
        """How many of what was asked for: proposals, advisers, organisations or papers, each once."""
        records = [self._collection.records[hit.record] for hit in hits]
        papers = [self._collection.paper_of(record) for record in records]
        match reading.counted:
            case Counted.ADVISER:
                return len(set(chain.from_iterable(paper.people for paper in papers)))
            case Counted.ORGANISATION:
                return len({paper.organisation for paper in papers})
            case Counted.PAPER:
                return len({paper.id for paper in papers})
            case Counted.RECOMMENDATION:
                return len(self._collection.proposals(records))


def _in_turns(
    records: Iterable[Recommendation], group: Callable[[Recommendation], str]
) -> list[Recommendation]:
    """One record of each group after the other, each group in its own order."""
    groups: dict[str, list[Recommendation]] = {}
    for record in records:
        groups.setdefault(group(record), []).append(record)
    return [record for turn in zip_longest(*groups.values()) for record in turn if record is not None]


def make_engine(collection: Collection, cache: Cache) -> Engine:
    """Build the engine of a collection, from the cache where it holds what the collection needs."""
    table = pinyin_table()
    key = sha256(collection.digest.encode() + code_digest(Path(__file__).parent)).hexdigest()[:24]
    index = open_index(collection, key, table, cache)
    vocabulary = _english_vocabulary(collection, cache, key)
    texts = (record.text.zh for record in collection.records.values())
    theme_words = (word for theme in collection.themes.values() for word in (theme.name.zh, *theme.synonyms))
    words = load_words(key, chain(texts, theme_words), _names(collection), cache)
    lexicon = Lexicon(collection, words, table, vocabulary)
    themes = ThemeFinder(collection, table)
    reader = QuestionReader(collection, lexicon, themes, words, table, vocabulary)
    matcher = Matcher(index, words, table, collection.synonyms)
    return Engine(collection, reader, themes, index, matcher)


def _names(collection: Collection) -> set[str]:
    """Chinese names, and words with synonyms, to be kept whole when texts are cut into words."""
    names: set[str] = set(chain.from_iterable(collection.synonyms))
    for theme in collection.themes.values():
        names.update((theme.name.zh, *theme.synonyms))
    for organisation in collection.organisations.values():
        names.update((organisation.short.zh, organisation.name.zh, *organisation.aliases))
        for person in organisation.people:
            names.update((person.name.zh, *person.aliases))
    return {normal_name(name) for name in names if has_han(name)}


def _english_vocabulary(collection: Collection, cache: Cache, key: str) -> frozenset[str]:
    """The English words of the collection: none of them is typed pinyin or a misspelled name."""
    name = f"english-{key}.txt"
    stored = cache.read(name)
    if stored is not None:
        return frozenset(stored.decode().split())
    words = {word for record in collection.records.values() for word in english_words(fold(record.text.en))}
    words |= {
        word
        for theme in collection.themes.values()
        for s in theme.synonyms
        for word in english_words(fold(s))
    }
    cache.write(name, "\n".join(sorted(words)).encode())
    cache.drop_others("english-", keep=name)
    return frozenset(words)
