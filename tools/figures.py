"""Renew tests/evaluation/figures.json, below which tests/test_figures.py lets no figure fall.

    uv run python -m tools.figures

Asks the tuning questions and the questions in several forms, of the records in data/, and prints what
changed. A figure that got worse needs a reason before the file is committed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cmiabot.cache import Cache
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import Collection
from cmiabot.evaluation import ALL, figures, judge, read_questions
from cmiabot.search.answering import Engine
from cmiabot.search.building import make_engine

COMMAND = "uv run python -m tools.figures"
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "evaluation"
TUNING = FOLDER / "tuning.jsonl"
FORMS = FOLDER / "forms.jsonl"
RECORDED = FOLDER / "figures.json"

PLAIN = "simplified"
"""The form the others are held against."""
QUESTIONS = "questions"
"""How many were asked: recorded to be seen in a comparison of two versions, neither good nor bad."""
FALLING_IS_WORSE = ("top_1", "top_3", "recall", "pure", "same")
RISING_IS_WORSE = ("false_answers", "false_refusals")
TOLERANCE = 1.0
"""How many points a figure may get worse."""

Part = dict[str, dict[str, float]]
"""A kind of question, or a form → its figures by name."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another one than recorded; None where there is none."""

    part: str
    line: str
    figure: str
    before: float | None
    after: float | None

    @property
    def wrong(self) -> bool:
        """It got worse by more than TOLERANCE, or is not recorded, or recorded and measured no more."""
        if self.before is None or self.after is None:
            return True
        if self.figure == QUESTIONS:
            return False
        rise = self.after - self.before
        return round(rise if self.figure in RISING_IS_WORSE else -rise, 1) > TOLERANCE

    def __str__(self) -> str:
        values = ("none" if value is None else f"{value:g}" for value in (self.before, self.after))
        return f"{self.part}: {self.line} {self.figure} {' → '.join(values)}"


def first_record(engine: Engine, question: str) -> str | None:
    """The record a question is answered with first; None where there is none."""
    hits = engine.ask(question).hits
    return hits[0].record if hits else None


def tuning_figures(collection: Collection, engine: Engine) -> Part:
    """The figures of every kind of tuning question, and over all."""
    with TUNING.open(encoding="utf-8") as lines:
        questions = read_questions(lines)
    part: Part = {}
    for row in figures(list(judge(collection, engine, questions))):
        values = {name: getattr(row, name) for name in (QUESTIONS, *FALLING_IS_WORSE[:-1], *RISING_IS_WORSE)}
        part[row.kind] = {name: value for name, value in values.items() if value is not None}
    return part


def form_figures(collection: Collection, engine: Engine) -> Part:
    """For every form, and over all, the share of questions answered first as in Simplified Chinese.

    That is by the same organisation on the same occasion, or by nobody either way.
    """

    def answer(question: str) -> tuple[str, str] | None:
        record = first_record(engine, question)
        if record is None:
            return None
        paper = collection.paper_of(collection.records[record])
        return paper.organisation, collection.meeting_of(paper).group

    same: dict[str, list[bool]] = {}
    for forms in read_forms():
        plain = answer(forms[PLAIN])
        for form in forms.keys() - {PLAIN}:
            same.setdefault(form, []).append(answer(forms[form]) == plain)
    same = {form: same[form] for form in sorted(same)}
    same[ALL] = [one for of_form in same.values() for one in of_form]
    return {
        form: {QUESTIONS: len(of_form), "same": round(100 * sum(of_form) / len(of_form), 1)}
        for form, of_form in same.items()
        if of_form
    }


def read_forms() -> list[dict[str, str]]:
    """Every question of forms.jsonl by its forms."""
    lines = FORMS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["forms"] for line in lines if line.strip()]


def recorded_figures() -> dict[str, Part]:
    """What the file says; nothing where there is none yet."""
    parts: dict[str, Part] = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    return parts


def changes(part: str, before: Mapping[str, Mapping[str, float]], after: Part) -> Iterator[Change]:
    """Every figure of a part that is not the same, in the order of what was measured."""
    for line in dict.fromkeys((*after, *before)):
        old, new = before.get(line, {}), after.get(line, {})
        for figure in dict.fromkeys((*new, *old)):
            if old.get(figure) != new.get(figure):
                yield Change(part, line, figure, old.get(figure), new.get(figure))


def complaint(found: Iterable[Change]) -> str:
    """What is wrong, and what to do about it; empty where nothing is."""
    wrong = [str(change) for change in found if change.wrong]
    if not wrong:
        return ""
    advice = f"Mend it; or, where that is wanted or the questions are others, renew the file: {COMMAND}"
    return "\n".join(["Not as recorded in tests/evaluation/figures.json:", *wrong, advice])


def main() -> None:
    """Measure, print what changed and write it down."""
    collection = load_collection(ROOT / "data", Cache(None))
    engine = make_engine(collection, Cache(None))
    measured = {
        "tuning": tuning_figures(collection, engine),
        "forms": form_figures(collection, engine),
    }
    recorded = recorded_figures()
    found = [
        change for name, part in measured.items() for change in changes(name, recorded.get(name, {}), part)
    ]
    for change in found:
        print(change)
    RECORDED.write_text(json.dumps(measured, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{len(found)} figures changed." if found else "Nothing changed.")


if __name__ == "__main__":
    main()
