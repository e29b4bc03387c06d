"""How well questions are answered: labelled questions in, figures per kind out. Used by `eval` and the tests.

A labelled question says what would be right (README, "Evaluation files"): `expect_any` for the first
answers, `expect_all` for complete ones; both empty where nobody says such a thing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmiabot.asking import ask_json
from cmiabot.corpus.models import Collection
from cmiabot.errors import StartError
from cmiabot.search.answering import Engine

TOP = 3
"""The first so many results count for top-3."""
ALL = "all"
"""The label of the figures over all kinds; no kind may be called so."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An organisation (short name) that belongs in the answer, of one meeting or of any."""

    organisation: str
    meeting: str | None

    def matches(self, result: Mapping[str, Any], same_meeting: Mapping[str, str] | None = None) -> bool:
        """True for a result of it; `same_meeting` maps documents to the one they count for."""
        meeting = str(result["meeting"])
        meetings = {meeting, (same_meeting or {}).get(meeting, meeting)}
        return result["organization"] == self.organisation and self.meeting in {None, *meetings}


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and what would be right."""

    question: str
    kind: str
    any_of: tuple[Expected, ...]
    all_of: tuple[Expected, ...]
    mentions: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """False where the right answer is that nobody says so."""
        return bool(self.any_of or self.all_of)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one question. Shares are 0 to 1, None where the question does not ask for them."""

    question: LabelledQuestion
    answered: bool
    first: bool
    among_first: bool
    recall: float | None
    pure: bool | None
    mentioned: bool | None

    @property
    def right(self) -> bool:
        """The first answer is right and everything expected is there; what nobody says is refused."""
        if not self.question.answerable:
            return not self.answered
        return (
            (self.first or not self.question.any_of) and self.recall in (None, 1.0) and self.pure is not False
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Percentages over the questions of one kind; None where no question asks for them."""

    kind: str
    questions: int
    top_1: float | None
    top_3: float | None
    recall: float | None
    pure: float | None
    mention: float | None
    false_answers: float | None
    false_refusals: float | None


def read_questions(lines: Iterable[str]) -> list[LabelledQuestion]:
    """The labelled questions of a file. Raises StartError naming the line that is none."""
    questions: list[LabelledQuestion] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            questions.append(
                LabelledQuestion(
                    question=_text(entry["q"]),
                    kind=_kind(entry["kind"]),
                    any_of=_expected(entry["expect_any"]),
                    all_of=_expected(entry["expect_all"]),
                    mentions=tuple(map(_text, _list(entry.get("mention_any", [])))),
                )
            )
        # RecursionError: brackets nested without end.
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            text = f"line {number} is no labelled question ({type(error).__name__}: {error}); see README.md"
            raise StartError(text) from None
    return questions


def _expected(entries: Sequence[Mapping[str, Any]]) -> tuple[Expected, ...]:
    return tuple(Expected(_text(entry["org"]), _meeting(entry)) for entry in _list(entries))


def _meeting(entry: Mapping[str, Any]) -> str | None:
    meeting = entry.get("meeting")
    return None if meeting is None else _text(meeting)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _kind(value: object) -> str:
    if _text(value) == ALL:
        raise ValueError(f"the kind {ALL!r} is the label of the sum")
    return _text(value)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list")
    return value


def judge(
    collection: Collection, engine: Engine, questions: Iterable[LabelledQuestion]
) -> Iterator[Judgement]:
    """Ask every question by itself and hold the answer against its labels."""
    volume = {m.group: m.id for m in collection.meetings.values() if m.is_volume}
    same_meeting = {m.id: volume.get(m.group, m.id) for m in collection.meetings.values()}
    for question in questions:
        answer = ask_json(collection, engine, question.question)
        results: list[dict[str, Any]] = answer["results"]
        hits = [any(e.matches(result) for e in question.any_of) for result in results]
        recall = pure = mentioned = None
        if question.all_of:
            found = [any(e.matches(result, same_meeting) for result in results) for e in question.all_of]
            recall = sum(found) / len(found)
            belongs = {e.organisation for e in (*question.any_of, *question.all_of)}
            pure = all(result["organization"] in belongs for result in results)
        if question.mentions:
            mentioned = _mentioned(question.mentions, answer)
        yield Judgement(
            question=question,
            answered=answer["answered"],
            first=bool(hits and hits[0]),
            among_first=any(hits[:TOP]),
            recall=recall,
            pure=pure,
            mentioned=mentioned,
        )


def _mentioned(mentions: Sequence[str], answer: Mapping[str, Any]) -> bool:
    texts = [str(answer["reply"])]
    for result in answer["results"][:TOP]:
        texts += [str(result[key] or "") for key in ("text", "text_en", "role")]
    return any(mention.casefold() in text.casefold() for mention in mentions for text in texts)


def figures(judgements: Sequence[Judgement]) -> list[Figures]:
    """The figures of every kind in alphabetical order, those over all kinds last."""
    kinds = sorted({judgement.question.kind for judgement in judgements})
    of_kinds = [_figures(kind, [j for j in judgements if j.question.kind == kind]) for kind in kinds]
    return [*of_kinds, _figures(ALL, judgements)]


def _figures(kind: str, judgements: Sequence[Judgement]) -> Figures:
    answerable = [j for j in judgements if j.question.any_of]
    refusable = [j for j in judgements if not j.question.answerable]
    return Figures(
        kind=kind,
        questions=len(judgements),
        top_1=_share(j.first for j in answerable),
        top_3=_share(j.among_first for j in answerable),
        recall=_share(j.recall for j in judgements),
        pure=_share(j.pure for j in judgements),
        mention=_share(j.mentioned for j in judgements),
        false_answers=_share(j.answered for j in refusable),
        false_refusals=_share(not j.answered for j in answerable),
    )


def _share(values: Iterable[float | None]) -> float | None:
    """The mean of what is there, in per cent with one decimal."""
    there = [value for value in values if value is not None]
    return round(100 * sum(there) / len(there), 1) if there else None


COLUMNS = ("top_1", "top_3", "recall", "pure", "mention", "false_answers", "false_refusals")


def table(of_kinds: Iterable[Figures]) -> str:
    """The figures as a table of plain text, one kind a line."""
    titles = [column.replace("_", " ").replace("top ", "top-") for column in COLUMNS]
    lines = [f"{'kind':<14}{'n':>5}" + "".join(f"{title:>16}" for title in titles)]
    for line in of_kinds:
        values = [getattr(line, column) for column in COLUMNS]
        cells = ["-" if value is None else f"{value:.1f} %" for value in values]
        lines.append(f"{line.kind:<14}{line.questions:>5}" + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)
