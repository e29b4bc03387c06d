"""Reading a question: who, which meeting, which theme, what kind of question, and what to search for."""

import re
from collections.abc import Sequence

from cmiabot.corpus.models import Collection
from cmiabot.search import phrases
from cmiabot.search.answer import Correction, Counted, QuestionKind, Reading, Refusal
from cmiabot.search.folding import fold, fold_latin, has_han, language_of
from cmiabot.search.lexicon import EntityKind, Lexicon, Mention, compact
from cmiabot.search.occasions import Occasion, Occasions
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.themes import ThemeFinder
from cmiabot.search.words import Words

LONGEST_QUESTION = 300
"""Characters of a question; nobody asks at greater length, and what does is a paste or an attack."""

_PUNCTUATION = re.compile(r"[^\w\u4e00-\u9fff&+.%'/-]+|_+|(?<!\w)[.'/-]+|[.'/-]+(?!\w)")
_LOOSE_ENDS = re.compile(r"^[的和与跟及对在里中]+|[的和与跟及是]+$")


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

    def read(self, question: str) -> Reading:
        """The question as a value; never raises, whatever the text."""
        if len(question) > LONGEST_QUESTION:
            return Reading(
                QuestionKind.OTHER, language_of(question[:LONGEST_QUESTION]), refusal=Refusal.TOO_LONG
            )
        folded = fold(question)
        language = language_of(question)
        bare = _PUNCTUATION.sub(" ", folded).strip()
        if not bare:
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.EMPTY)
        if phrases.HELP.match(bare):
            return Reading(QuestionKind.HELP, language, refusal=Refusal.HELP)
        if phrases.SMALL_TALK.match(bare):
            return Reading(QuestionKind.OTHER, language, refusal=Refusal.SMALL_TALK)
        text, borders = _compact_with_borders(folded)
        mentions = self._lexicon.mentions(text, borders)
        occasions = [o for o in self._occasions.find(text) if _apart(o, mentions)]
        rest = _cut_out(text, [*mentions, *occasions])
        organisations, people = _entities(mentions)
        kind, counted, rest = _kind(rest, text, bool(organisations or people), bool(occasions), len(mentions))
        content, sounds = self._content(rest, text)
        if sounds and language == "en":
            language = "zh"
        return Reading(
            kind=_settle(kind, organisations, people, occasions, content or " ".join(sounds)),
            language=language,
            organisations=organisations,
            people=people,
            meetings=self._meetings(occasions),
            themes=self._themes.inside(content),
            counted=counted,
            content=content,
            sounds=sounds,
            corrections=_corrections(text, mentions),
            refusal=self._refusal(text, occasions),
        )

    def _meetings(self, occasions: Sequence[Occasion]) -> tuple[str, ...]:
        """Meetings all mentions agree on (2020 + newspaper), else every one named (2020 and 2021)."""
        if not occasions:
            return ()
        common = frozenset.intersection(*(occasion.meetings for occasion in occasions))
        named = common or frozenset.union(*(occasion.meetings for occasion in occasions))
        return tuple(meeting for meeting in self._collection.meetings if meeting in named)

    def _refusal(self, text: str, occasions: Sequence[Occasion]) -> Refusal | None:
        if occasions and not any(occasion.meetings for occasion in occasions):
            return Refusal.NO_SUCH_MEETING
        return Refusal.ADOPTION if phrases.ADOPTION.search(text) else None

    def _content(self, rest: str, text: str) -> tuple[str, tuple[str, ...]]:
        """What is left to search for: words, and the syllables of what was typed in pinyin."""
        if not has_han(rest):
            spoken, english = self._typed_pinyin(rest)
            if spoken:
                return " ".join(english), tuple(spoken)
            return " ".join(phrases.ASKING_ENGLISH.sub(" ", rest).split()), ()
        trimmed = phrases.ASKING.sub(" ", rest)
        if not has_han(text):
            trimmed = phrases.ASKING_ENGLISH.sub(" ", trimmed)
        parts = [_LOOSE_ENDS.sub("", part) for part in _PUNCTUATION.sub(" ", trimmed).split()]
        content = " ".join(part for part in parts if part)
        says_something = any(word not in phrases.FILLERS for part in parts for word in self._words.cut(part))
        return content if says_something else "", ()

    def _typed_pinyin(self, rest: str) -> tuple[list[str], list[str]]:
        """(syllables, other words), or no syllables where the text is English rather than pinyin."""
        words = _PUNCTUATION.sub(" ", fold_latin(rest)).split()
        spoken: list[str] = []
        others: list[str] = []
        strange = 0
        for word in words:
            syllables = self._table.split(word) if word.isalpha() else None
            if word in phrases.ASKING_PINYIN:
                strange += word not in self._vocabulary
            elif syllables is None:
                others.append(word)
            else:
                spoken += syllables
                strange += word not in self._vocabulary
        english = sum(word.isalpha() and len(word) > 2 for word in others)
        return (spoken, others) if strange and english < strange else ([], words)


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


def _entities(mentions: Sequence[Mention]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    organisations = [m.form.id for m in mentions if m.form.kind is EntityKind.ORGANISATION]
    people = [m.form.id for m in mentions if m.form.kind is EntityKind.PERSON]
    return tuple(dict.fromkeys(organisations)), tuple(dict.fromkeys(people))


def _corrections(text: str, mentions: Sequence[Mention]) -> tuple[Correction, ...]:
    return tuple(Correction(text[m.start : m.end], m.form.shown, m.form.id) for m in mentions if not m.exact)


def _kind(
    rest: str, text: str, named: bool, occasion: bool, names: int
) -> tuple[QuestionKind | None, Counted, str]:
    """The kind the words say (None: it follows from who is named), what is counted, the rest."""
    if match := phrases.COUNT.search(rest):
        noun = match["noun"] or match["english"]
        return QuestionKind.COUNT, _counted(noun), rest[: match.start()] + " " + rest[match.end() :]
    if phrases.COMPARISON.search(rest) and (names > 1 or named):
        return QuestionKind.COMPARISON, Counted.RECOMMENDATION, phrases.COMPARISON.sub(" ", rest)
    if match := phrases.WHO_IS.search(text):
        without = phrases.WHO_IS.sub(" ", rest)
        if named and not phrases.ASKING.sub("", without).strip(" 的?？"):
            return QuestionKind.WHO_IS, Counted.RECOMMENDATION, ""
    if not named and (match := phrases.LIST.search(rest)):
        return QuestionKind.LIST, Counted.RECOMMENDATION, rest[: match.start()] + " " + rest[match.end() :]
    return None, Counted.RECOMMENDATION, rest


def _counted(noun: str) -> Counted:
    if phrases.COUNT_ADVISERS.search(noun):
        return Counted.ADVISER
    if phrases.COUNT_ORGANISATIONS.search(noun):
        return Counted.ORGANISATION
    if phrases.COUNT_PAPERS.search(noun):
        return Counted.PAPER
    return Counted.RECOMMENDATION


def _settle(
    kind: QuestionKind | None,
    organisations: Sequence[str],
    people: Sequence[str],
    occasions: Sequence[Occasion],
    content: str,
) -> QuestionKind:
    """What the question asks for where its words do not say it."""
    if kind is not None:
        return kind
    if people or organisations:
        if content:
            return QuestionKind.PERSON_TOPIC
        return QuestionKind.PERSON if people else QuestionKind.ORGANISATION
    if occasions and not content:
        return QuestionKind.MEETING
    return QuestionKind.TOPIC
