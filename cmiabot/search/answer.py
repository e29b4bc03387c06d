"""The values a question becomes: how it was read, what was found, and whether that is an answer."""

from dataclasses import dataclass
from enum import StrEnum

from cmiabot.corpus.models import Kind

LONGEST_QUESTION = 300
"""Characters of a question; nobody asks at greater length, and what does is a paste or an attack."""


class QuestionKind(StrEnum):
    """What a question asks for."""

    TOPIC = "topic"
    PERSON = "person"
    ORGANISATION = "organisation"
    PERSON_TOPIC = "person_topic"
    LIST = "list"
    COUNT = "count"
    COMPARISON = "comparison"
    MEETING = "meeting"
    WHO_IS = "who_is"
    HELP = "help"
    OTHER = "other"


LISTS = frozenset({QuestionKind.LIST, QuestionKind.COUNT})
"""Kinds of question that ask for everybody who said something."""


class Counted(StrEnum):
    """What a total counts."""

    RECOMMENDATION = "recommendation"
    ADVISER = "adviser"
    ORGANISATION = "organisation"
    PAPER = "paper"


class Refusal(StrEnum):
    """Why there is no answer."""

    NOBODY = "nobody"  # nobody in these papers recommended this
    NOBODY_OF_SORT = "nobody_of_sort"  # no organisation of the sort asked among is there
    NOBODY_LEFT = "nobody_left"  # everybody is left out by what is asked
    LEFT_OUT_UNCLEAR = "left_out_unclear"  # it leaves somebody out in words that were not understood
    NOTHING_EARLIER = "nothing_earlier"  # who is new there cannot be told
    NOT_THEY = "not_they"  # the people asked about did not, somebody else may have
    ADOPTION = "adoption"  # the papers do not say what became of advice
    UNKNOWN_NAME = "unknown_name"  # somebody who is not in the collection
    NO_SUCH_MEETING = "no_such_meeting"  # a year or meeting outside the collection
    HELP = "help"  # a question about the bot
    REACTION = "reaction"  # a word about the answer before
    SAID_NOT = "said_not"  # who did not say something
    SMALL_TALK = "small_talk"  # a greeting
    THANKS = "thanks"  # thanks, or that the answer was read
    GOODBYE = "goodbye"
    JUDGEMENT = "judgement"  # the most, the best, a summary of everything
    TOO_LONG = "too_long"  # longer than anybody asks
    OFF_TOPIC = "off_topic"  # the weather, the time, a joke
    EMPTY = "empty"  # nothing that could be read as a question


@dataclass(frozen=True, slots=True)
class Correction:
    """A name that was typed differently from how it is written."""

    typed: str
    meant: str
    entity: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was read. Ids refer to the collection; `content` is what is left to search for."""

    kind: QuestionKind
    language: str
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    record_kinds: tuple[Kind, ...] = ()
    counted: Counted = Counted.RECOMMENDATION
    content: str = ""
    sounds: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    refusal: Refusal | None = None
    among: tuple[str, ...] = ()
    """The organisations asked among (哪些外企, which authorities, 除了巴斯夫); empty: all."""
    at_each: tuple[tuple[str, ...], ...] = ()
    """Groups of meetings: who is listed must have an answer at each (2020年和2021年都…); empty: anywhere."""
    part: str = ""
    """The part of a document (圆桌会) among whose papers it asks, where it asks for nothing else."""
    asks_who: bool = False
    """It asks who said something, and does not only name a subject (危化品坐火车)."""
    asks_any: bool = False
    """It asks who said something, of however many that did (谁提过…); 是谁的主意, 哪家说的 ask for one."""
    held: str = ""
    """What a record must say letter for letter: a year that is no meeting's, 反对, a name taken for none."""
    left_out: str = ""
    """The words by which it leaves somebody out (2021年没来), where it asks who was there."""
    unknown: str = ""
    """A name that is not in the collection, as it was typed."""
    relative: str = ""
    """A meeting told only by when one asks (去年), as it was typed; it is not guessed."""
    whole: "Reading | None" = None
    """The question about all that somebody said, where its other words name no thing and may only ask."""
    instead: tuple["Reading", ...] = ()
    """Other ways to read the question, tried where this one finds nothing certain."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that answers, with the probability (0 to 1) that it is what was asked for."""

    record: str
    score: float
    echo: float = 0.0
    """How like the question is to its nearest everyday wording, 0 to 1."""
    words: float = 0.0
    """The logarithm of one more than the question's words that it holds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question. `hits` are best first; `nearest` are records that are *not* the same."""

    reading: Reading
    hits: tuple[Hit, ...] = ()
    nearest: tuple[Hit, ...] = ()
    sure: bool = False
    total: int = 0
    refusal: Refusal | None = None
    papers: tuple[str, ...] = ()
    """Of a list or count with nothing to search for all papers in scope: who spoke; empty: those of hits."""

    @property
    def answered(self) -> bool:
        """False where the answer is that there is none."""
        return self.refusal is None
