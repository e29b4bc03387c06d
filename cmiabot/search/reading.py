"""Reading a question: who, which meeting, which theme, what kind of question, and what to search for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cmiabot.corpus.models import Collection
from cmiabot.search import phrases
from cmiabot.search.answer import Correction, Counted, QuestionKind, Reading, Refusal
from cmiabot.search.folding import clean, fold, fold_latin, has_han, language_of
from cmiabot.search.lexicon import EntityKind, Lexicon, Mention, compact
from cmiabot.search.occasions import Occasion, Occasions
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.themes import ThemeFinder
from cmiabot.search.tokens import stems
from cmiabot.search.words import Words

LONGEST_QUESTION = 300
"""Characters of a question; nobody asks at greater length, and what does is a paste or an attack."""

_LONE_NUMBER = re.compile(r"[0-9]{1,3}")
"""A button that is not there, a slip of the finger: nothing one could search for."""


@dataclass(frozen=True, slots=True)
class _Named:
    """Who and which meetings a question names."""

    mentions: Sequence[Mention]
    occasions: Sequence[Occasion]

    @property
    def organisations(self) -> tuple[str, ...]:
        return self._ids(EntityKind.ORGANISATION)

    @property
    def people(self) -> tuple[str, ...]:
        return self._ids(EntityKind.PERSON)

    def _ids(self, kind: EntityKind) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.form.id for m in self.mentions if m.form.kind is kind))


class QuestionReader:
    """Reads questions against the names, meetings and themes of one collection."""

    def __init__(
        self,
        collection: Collection,
        lexicon: Lexicon,
        themes: ThemeFinder,
        words: Words,
        table: PinyinTable,
        vocabulary: frozenset[str],
    ) -> None:
        self._collection = collection
        self._lexicon = lexicon
        self._words = words
        self._table = table
        self._vocabulary = vocabulary
        self._occasions = Occasions(collection)
        self._themes = themes

    def read(self, question: str, default_language: str) -> Reading:
        """The question as a value; never raises, whatever the text."""
        language = language_of(question[:LONGEST_QUESTION], default_language, self._lexicon.traditional)
        if len(question) > LONGEST_QUESTION:
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.TOO_LONG)
        cleaned = clean(fold(question))
        bare = cleaned.replace(",", " ").strip()
        if not bare or _LONE_NUMBER.fullmatch(bare):
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.EMPTY)
        if phrases.HELP.match(bare):
            return Reading(QuestionKind.HELP, language, refusal=Refusal.HELP)
        if phrases.SMALL_TALK.match(bare) or phrases.SMALL_TALK.match(bare.replace(" ", "")):
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.SMALL_TALK)
        if phrases.OFF_TOPIC.match(bare):
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.OFF_TOPIC)
        return self._read(*_compact_with_borders(cleaned), language)

    def _read(self, text: str, borders: frozenset[int], language: str) -> Reading:
        mentions = self._lexicon.mentions(text, borders)
        named = _Named(mentions, [o for o in self._occasions.find(text) if _apart(o, mentions)])
        rest = _cut_out(text, [*named.mentions, *named.occasions])
        if named.mentions:
            rest = phrases.OFFICE.sub(" ", rest)
        refusal = self._refusal(text, rest, named.occasions)
        if refusal is Refusal.ADOPTION:
            rest = phrases.ADOPTION.sub(" ", rest)
        kind, counted, rest = _kind(rest, text, named)
        content, sounds = self._content(rest)
        record_kinds = phrases.RECORD_KINDS.get(content, ())
        if record_kinds:
            content = ""
        spoken = sounds or any(has_han(m.form.text) and not m.exact for m in mentions)
        if language == "en" and spoken and not _english(content):
            language = "zh"
        return Reading(
            kind=_settle(kind, named, content or " ".join(sounds)),
            language=language,
            organisations=named.organisations,
            people=named.people,
            meetings=self._meetings(named.occasions),
            themes=self._themes.inside(content),
            record_kinds=record_kinds,
            counted=counted,
            content=content,
            sounds=sounds,
            corrections=_corrections(text, mentions),
            refusal=refusal,
        )

    def _meetings(self, occasions: Sequence[Occasion]) -> tuple[str, ...]:
        """Meetings all mentions agree on (2020 + newspaper), else every one named (2020 and 2021)."""
        if not occasions:
            return ()
        common = frozenset.intersection(*(occasion.meetings for occasion in occasions))
        named = common or frozenset.union(*(occasion.meetings for occasion in occasions))
        return tuple(meeting for meeting in self._collection.meetings if meeting in named)

    def _refusal(self, text: str, rest: str, occasions: Sequence[Occasion]) -> Refusal | None:
        if occasions and not any(occasion.meetings for occasion in occasions):
            return Refusal.NO_SUCH_MEETING
        return Refusal.ADOPTION if phrases.ADOPTION.search(text) or phrases.ADOPTION.search(rest) else None

    def _content(self, rest: str) -> tuple[str, tuple[str, ...]]:
        """What is left to search for: words, and the syllables of what was typed in pinyin."""
        if has_han(rest):
            trimmed = phrases.ASKING.sub(" ", rest)
        else:
            spoken, others = self._typed_pinyin(rest)
            if spoken or not others:
                return " ".join(others), tuple(spoken)
            trimmed = phrases.ASKING_ENGLISH.sub(" ", rest)
        parts = [self._without_fillers(part) for part in trimmed.replace(",", " ").split()]
        content = " ".join(part for part in parts if part)
        return content if has_han(content) or stems(content.split()) else "", ()

    def _without_fillers(self, part: str) -> str:
        """A part without the words at its ends that say nothing (对…的, 在…里), whole words only."""
        if not has_han(part):
            return part if part not in phrases.FILLERS and any(c.isalnum() for c in part) else ""
        words = list(self._words.cut(part))
        while words and words[0] in phrases.FILLERS:
            del words[0]
        while words and words[-1] in phrases.FILLERS:
            del words[-1]
        return "".join(words)

    def _typed_pinyin(self, rest: str) -> tuple[list[str], list[str]]:
        """(syllables, other words), or no syllables where the text is English rather than pinyin."""
        words = fold_latin(rest).replace(",", " ").split()
        spoken: list[str] = []
        others: list[str] = []
        strange = 0
        for word in words:
            syllables = self._table.split(word)
            if word in phrases.ASKING_PINYIN:
                strange += word not in self._vocabulary
            elif syllables is None:
                others.append(word)
            else:
                spoken += syllables
                strange += word not in self._vocabulary
        english = sum(word.isalpha() and len(word) > 2 for word in others)
        return (spoken, others) if strange > english else ([], words)


def _compact_with_borders(folded: str) -> tuple[str, frozenset[int]]:
    """The text without white space beside Chinese, and the places where it stood."""
    text, borders = "", set()
    for part in folded.split():
        joined = compact(f"{text} {part}") if text else part
        if len(joined) == len(text) + len(part):
            borders.add(len(text))
        text = joined
    return text, frozenset(borders)


def _apart(occasion: Occasion, mentions: Sequence[Mention]) -> bool:
    return all(occasion.end <= m.start or occasion.start >= m.end for m in mentions)


def _cut_out(text: str, parts: Sequence[Mention | Occasion]) -> str:
    """The text without the parts, a space in the place of each."""
    places = sorted((part.start, part.end) for part in parts)
    starts = [0, *(end for _, end in places)]
    ends = [*(start for start, _ in places), len(text)]
    return " ".join(text[start:end] for start, end in zip(starts, ends, strict=True)).strip()


def _corrections(text: str, mentions: Sequence[Mention]) -> tuple[Correction, ...]:
    return tuple(Correction(text[m.start : m.end], m.form.shown, m.form.id) for m in mentions if not m.exact)


def _english(content: str) -> bool:
    """True where words of a content typed in Latin letters are English (5G is not)."""
    return any(word.isalpha() and len(word) > 2 for word in content.split())


def _kind(rest: str, text: str, named: _Named) -> tuple[QuestionKind | None, Counted, str]:
    """The kind the words say (None: it follows from who is named), what is counted, the rest."""
    somebody = bool(named.mentions)
    if match := phrases.COUNT.search(rest):
        noun = match["noun"] or match["before"] or match["english"]
        return QuestionKind.COUNT, _counted(noun), _without(rest, match)
    if phrases.COMPARISON.search(rest) and (somebody or len(named.occasions) > 1):
        return QuestionKind.COMPARISON, Counted.RECOMMENDATION, phrases.COMPARISON.sub(" ", rest)
    bare_who = rest.strip(" ,") == "who"  # who's X: the possessive is gone by now
    if somebody and (bare_who or phrases.WHO_IS.search(text)):
        without = "" if bare_who else phrases.WHO_IS.sub(" ", rest)
        if not phrases.ASKING.sub("", without).strip(" ,的"):
            return QuestionKind.WHO_IS, Counted.RECOMMENDATION, ""
    if not somebody and (match := phrases.LIST.search(rest)):
        return QuestionKind.LIST, Counted.RECOMMENDATION, _without(rest, match)
    return None, Counted.RECOMMENDATION, rest


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _counted(noun: str) -> Counted:
    if phrases.COUNT_ADVISERS.search(noun):
        return Counted.ADVISER
    if phrases.COUNT_ORGANISATIONS.search(noun):
        return Counted.ORGANISATION
    if phrases.COUNT_PAPERS.search(noun):
        return Counted.PAPER
    return Counted.RECOMMENDATION


def _settle(kind: QuestionKind | None, named: _Named, content: str) -> QuestionKind:
    """What the question asks for where its words do not say it."""
    if kind is not None:
        return kind
    if named.mentions:
        if content:
            return QuestionKind.PERSON_TOPIC
        return QuestionKind.PERSON if named.people else QuestionKind.ORGANISATION
    if named.occasions and not content:
        return QuestionKind.MEETING
    return QuestionKind.TOPIC
