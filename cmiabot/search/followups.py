"""Questions that lean on the one before: 那巴斯夫呢, 2020年呢, 他还说了什么, what about BASF?

What they lean on is kept as ids and words of the collection, never as words of the question.
"""

from dataclasses import dataclass, replace

from cmiabot.corpus.models import Collection, Kind
from cmiabot.search.answer import LONGEST_QUESTION, Answer, Counted, QuestionKind, Reading, Refusal
from cmiabot.search.folding import clean, fold
from cmiabot.search.names import compact
from cmiabot.search.phrases import LEANS, MAN_OR_WOMAN, PRONOUN, TOGETHER, WHO_IS

LONGEST = 24
"""Characters of a follow-up; what is longer says all it means."""
MOST_LEANED_ON = 10
"""Records of an answer that a next question can lean on."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the next question can lean on. `subject` is made of words that the best record holds."""

    kind: QuestionKind
    language: str
    organisations: tuple[str, ...]
    people: tuple[str, ...]
    meetings: tuple[str, ...]
    record_kinds: tuple[Kind, ...]
    counted: Counted
    subject: str
    records: tuple[str, ...]


def leans(text: str) -> bool:
    """True where a compact folded question says that it goes on from the one before."""
    bare = text.strip(" ,")
    return len(bare) <= LONGEST and bool(LEANS.search(bare) or PRONOUN.search(bare))


def may_lean(question: str) -> bool:
    """True for a question as it was typed that may go on from the one before."""
    return len(question) <= LONGEST_QUESTION and leans(compact(clean(fold(question))))


def without_lean(text: str) -> str:
    """The question without the words that only tie it to the one before."""
    return LEANS.sub(" ", PRONOUN.sub(" ", text.strip(" ,"))).strip()


def completed(collection: Collection, text: str, reading: Reading, context: Context) -> Reading:
    """A question that leans on another, with what it leaves out taken from there."""
    names = bool(reading.organisations or reading.people)
    content = bool(reading.content)
    refusal = None if reading.refusal is Refusal.EMPTY else reading.refusal
    whole = replace(reading, refusal=refusal, instead=(), whole=None)
    if not names and PRONOUN.search(text.strip(" ,")):
        return _of_them(collection, text, whole, context)
    if names and TOGETHER.search(text) and (context.organisations or context.people):
        whole = replace(
            whole,
            kind=QuestionKind.COMPARISON,
            organisations=tuple(dict.fromkeys((*context.organisations, *reading.organisations))),
            people=tuple(dict.fromkeys((*context.people, *reading.people))),
        )
    elif not names:
        whole = replace(whole, organisations=context.organisations, people=context.people)
    # A new name is asked about as a whole, not at the meeting that was spoken of before.
    if not reading.meetings and not names:
        whole = replace(whole, meetings=context.meetings)
    if not content:
        whole = replace(
            whole, content=context.subject, record_kinds=reading.record_kinds or context.record_kinds
        )
    return replace(whole, kind=_kind(whole, context), counted=context.counted)


def _of_them(collection: Collection, text: str, reading: Reading, context: Context) -> Reading:
    """A question about whoever the answer before was about."""
    organisations, people = context.organisations, context.people
    one_person = MAN_OR_WOMAN.search(text) and not context.people
    if context.records and (one_person or not (organisations or people)):
        paper = collection.paper_of(collection.records[context.records[0]])
        people = paper.people
        organisations = () if people else (paper.organisation,)
    whole = replace(reading, organisations=organisations, people=people)
    if WHO_IS.search(text):
        return replace(whole, kind=QuestionKind.WHO_IS, content="", sounds=())
    return replace(whole, kind=_kind(whole, None))


def _kind(reading: Reading, context: Context | None) -> QuestionKind:
    """What the completed question asks for."""
    own = reading.kind
    if own in (QuestionKind.COUNT, QuestionKind.LIST, QuestionKind.COMPARISON, QuestionKind.WHO_IS):
        return own
    names = bool(reading.organisations or reading.people)
    if context is not None and context.kind in (
        QuestionKind.COUNT,
        QuestionKind.LIST,
        QuestionKind.COMPARISON,
    ):
        several = len(reading.organisations) + len(reading.people) > 1 or len(reading.meetings) > 1
        if context.kind is not QuestionKind.COMPARISON or several:
            return context.kind
    if names:
        if reading.content:
            return QuestionKind.PERSON_TOPIC
        return QuestionKind.PERSON if reading.people else QuestionKind.ORGANISATION
    return QuestionKind.TOPIC if reading.content else QuestionKind.MEETING


def context_of(answer: Answer, subject: str) -> Context | None:
    """What a next question can lean on; None after what was no question."""
    reading = answer.reading
    if reading.kind in (QuestionKind.HELP, QuestionKind.OTHER):
        return None
    hits = answer.hits or answer.nearest
    return Context(
        kind=reading.kind,
        language=reading.language,
        organisations=reading.organisations,
        people=reading.people,
        meetings=reading.meetings,
        record_kinds=reading.record_kinds,
        counted=reading.counted,
        subject=subject,
        records=tuple(hit.record for hit in hits[:MOST_LEANED_ON]),
    )
