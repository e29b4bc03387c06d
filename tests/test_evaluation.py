"""Evaluation files: what is read, what counts as right, which figures come out, and `eval`."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cmiabot.asking import ask_json
from cmiabot.errors import StartError
from cmiabot.evaluation import (
    COLUMNS,
    Expected,
    Figures,
    Judgement,
    LabelledQuestion,
    figures,
    judge,
    read_questions,
    table,
)
from tests.auxil.loaded_collections import ROOT, real_collection
from tests.auxil.program import Program
from tests.auxil.small_collections import meeting, organisation, paper, small_collection, unstored_engine
from tests.auxil.tiny_collection import write_tiny_collection

FILES = ROOT / "tests" / "evaluation"

# Reading files

GOOD = {"q": "谁建议建风电场", "kind": "topic", "expect_any": [{"org": "蓝湖能源"}], "expect_all": []}


def line(**changes: Any) -> str:
    """A line that is right but for the changes; a field that becomes ... is left out."""
    entry = {key: value for key, value in {**GOOD, **changes}.items() if value is not ...}
    return json.dumps(entry, ensure_ascii=False) + "\n"


def test_a_line_is_read_with_all_its_fields():
    entry = line(
        expect_any=[{"meeting": "demo1", "org": "蓝湖能源"}, {"org": "青木电机"}],
        expect_all=[{"org": "青木电机"}],
        mention_any=["风电", "wind"],
    )
    assert read_questions([entry]) == [
        LabelledQuestion(
            question="谁建议建风电场",
            kind="topic",
            any_of=(Expected("蓝湖能源", "demo1"), Expected("青木电机", None)),
            all_of=(Expected("青木电机", None),),
            mentions=("风电", "wind"),
        )
    ]


def test_the_mentions_may_be_left_out_and_other_fields_are_passed_over():
    assert read_questions([line()]) == read_questions([line(mention_any=[], lang="zh", where="002:1")])


def test_empty_lines_are_passed_over_and_no_lines_are_no_questions():
    assert [q.question for q in read_questions(["\n", line(q="a"), " \r\n", line(q="b"), ""])] == ["a", "b"]
    assert read_questions([]) == []


@pytest.mark.parametrize(
    ("any_of", "all_of", "answerable"),
    [([], [], False), ([{"org": "x"}], [], True), ([], [{"org": "x"}], True)],
    ids=["nothing", "any", "all"],
)
def test_a_question_of_which_nothing_is_expected_is_to_be_refused(any_of, all_of, answerable):
    [question] = read_questions([line(expect_any=any_of, expect_all=all_of)])
    assert question.answerable is answerable


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("谁建议建风电场", id="no JSON"),
        pytest.param('{"q": "x"', id="cut off"),
        pytest.param("[]", id="a list"),
        pytest.param("null", id="null"),
        pytest.param('"q"', id="a text"),
        pytest.param(line(q=...), id="no q"),
        pytest.param(line(kind=...), id="no kind"),
        pytest.param(line(expect_any=...), id="no expect_any"),
        pytest.param(line(expect_all=...), id="no expect_all"),
        pytest.param(line(expect_any=None), id="expect_any is null"),
        pytest.param(line(expect_all=7), id="expect_all is a number"),
        pytest.param(line(expect_any="蓝湖能源"), id="expect_any is a text"),
        pytest.param(line(expect_any=["蓝湖能源"]), id="an entry is a text"),
        pytest.param(line(expect_any=[{"meeting": "demo1"}]), id="an entry without org"),
        pytest.param(line(mention_any=None), id="mention_any is null"),
        pytest.param('{"q": ' + "9" * 5000 + "}", id="a number too long to read"),
        pytest.param("[" * 100_000, id="too deep"),
        pytest.param(line(q=None), id="q is null"),
        pytest.param(line(q=["x"]), id="q is a list"),
        pytest.param(line(kind=None), id="kind is null"),
        pytest.param(line(kind="all"), id="kind is the label of the sum"),
        pytest.param(line(expect_any={}), id="expect_any is an object"),
        pytest.param(line(expect_any=[{"org": 5}]), id="org is a number"),
        pytest.param(line(expect_any=[{"org": "x", "meeting": 5}]), id="meeting is a number"),
        pytest.param(line(expect_any=[{"org": "x", "meeting": ["x"]}]), id="meeting is a list"),
        pytest.param(line(mention_any="风电"), id="mention_any is a text"),
        pytest.param(line(mention_any=[5]), id="a mention is a number"),
    ],
)
def test_a_line_that_is_no_labelled_question_is_named_with_its_number(bad):
    with pytest.raises(StartError, match=r"^line 4 is no labelled question .*README"):
        read_questions([line(), "\n", line(), bad, line()])


# What counts as right

EVERYTHING = "2021年那次会议讲了什么"
"""Answered with all records of that year, whatever the ranking."""
ALL_FOUR = ("青木电机", "蓝湖能源", "山城钢铁", "北江物流")
"""Whose records they are."""
REFUSED = "2018年那次会议讲了什么"


@pytest.fixture(scope="module")
def collection():
    """A meeting with two documents, and one of the year before."""
    return small_collection(
        [
            organisation("aoki", "青木电机", "Aoki Motors", people={"林森": ["Lin Sen"]}),
            organisation("lanhu", "蓝湖能源", "Blue Lake Energy"),
            organisation("steel", "山城钢铁", "Shancheng Steel"),
            organisation("freight", "北江物流", "Beijiang Logistics"),
        ],
        [
            {
                **paper("m16-01", "aoki", ("换新电机。", "Renew motors."), people=["Lin Sen"]),
                "role": {"zh": "总裁", "en": "President"},
            },
            paper("m16-02", "lanhu", ("建设风电场。", "Build wind farms.")),
            paper("m16-03", "steel", ("回收废钢。", "Recycle scrap.")),
            paper("m16-press-01", "freight", ("试用新卡车。", "Try new lorries.")),
            paper("m15-01", "lanhu", ("统一消防标准。", "Set one fire standard.")),
        ],
        [
            meeting("m16", 2021, 16),
            meeting("m16-press", 2021, 16, group="m16", kind="press"),
            meeting("m15", 2020, 15, kind="press"),
        ],
    )


@pytest.fixture(scope="module")
def engine(collection):
    return unstored_engine(collection)


@pytest.fixture(scope="module")
def results(collection, engine):
    """What EVERYTHING is answered with: four records of four organisations."""
    found = ask_json(collection, engine, EVERYTHING)["results"]
    assert {result["organization"] for result in found} == {*ALL_FOUR}
    return found


@pytest.fixture(scope="module")
def judged(collection, engine):
    """Judges one question; labels are written `organisation` or `organisation meeting`."""

    def one(
        question: str = EVERYTHING,
        any_of: Sequence[str] = (),
        all_of: Sequence[str] = (),
        mentions: Sequence[str] = (),
    ) -> Judgement:
        labels = [tuple(map(_expected, written)) for written in (any_of, all_of)]
        [judgement] = judge(
            collection, engine, [LabelledQuestion(question, "list", labels[0], labels[1], tuple(mentions))]
        )
        return judgement

    return one


def _expected(written: str) -> Expected:
    name, _, meeting_id = written.partition(" ")
    return Expected(name, meeting_id or None)


@pytest.mark.parametrize(
    ("place", "first", "among_first"),
    [(0, True, True), (1, False, True), (2, False, True), (3, False, False)],
)
def test_an_answer_counts_as_first_or_as_one_of_the_first_three(judged, results, place, first, among_first):
    judgement = judged(any_of=["无此机构", results[place]["organization"]])
    assert (judgement.first, judgement.among_first) == (first, among_first)


@pytest.mark.parametrize(
    ("question", "label", "right"),
    [
        ("2020年蓝湖能源提过什么", "蓝湖能源", True),
        ("2020年蓝湖能源提过什么", "蓝湖能源 m15", True),
        ("2020年蓝湖能源提过什么", "蓝湖能源 m16", False),
        ("2020年蓝湖能源提过什么", "青木电机 m15", False),
        ("北江物流提过什么", "北江物流 m16-press", True),
        ("北江物流提过什么", "北江物流 m16", False),
        ("what did Blue Lake Energy propose in 2020", "蓝湖能源 m15", True),
        (REFUSED, "蓝湖能源", False),
    ],
)
def test_a_first_answer_is_right_with_the_organisation_and_the_meeting_where_one_is_given(
    judged, question, label, right
):
    judgement = judged(question, any_of=[label])
    assert (judgement.first, judgement.among_first, judgement.right) == (right, right, right)


@pytest.mark.parametrize(
    ("all_of", "recall"),
    [
        (ALL_FOUR, 1),
        (["青木电机 m16", "蓝湖能源 m16"], 1),
        (["北江物流 m16"], 1),
        (["北江物流 m16-press"], 1),
        (["青木电机 m16-press"], 0),
        (["青木电机", "无此机构"], 0.5),
        (["蓝湖能源 m15", "蓝湖能源 m16", "青木电机 m15", "青木电机"], 0.5),
    ],
    ids=[
        "all there",
        "with the meeting",
        "the newspaper page counts for its volume",
        "the newspaper page itself",
        "the volume does not count for the newspaper page",
        "one of two",
        "another meeting",
    ],
)
def test_recall_is_the_share_of_what_is_expected_that_is_there(judged, all_of, recall):
    assert judged(all_of=all_of).recall == recall


@pytest.mark.parametrize(
    ("question", "any_of", "all_of", "pure"),
    [
        (EVERYTHING, [], ALL_FOUR, True),
        (EVERYTHING, [], ALL_FOUR[:3], False),
        (EVERYTHING, ALL_FOUR[3:], ALL_FOUR[:3], True),
        ("蓝湖能源提过什么", [], ["蓝湖能源", "青木电机"], True),
        (REFUSED, [], ["蓝湖能源"], True),
    ],
    ids=["just those", "one too many", "one that may come first", "one missing", "nobody"],
)
def test_a_list_is_pure_where_nobody_is_in_it_who_does_not_belong(judged, question, any_of, all_of, pure):
    assert judged(question, any_of, all_of).pure is pure


def test_a_question_is_not_judged_for_what_it_does_not_ask(judged):
    judgement = judged(any_of=["青木电机"])
    assert (judgement.recall, judgement.pure, judgement.mentioned) == (None, None, None)


@pytest.mark.parametrize(
    ("question", "mentions", "mentioned"),
    [
        ("青木电机提过什么", ["无此词", "换新电机"], True),
        ("青木电机提过什么", ["renew MOTORS"], True),
        ("what did Aoki Motors propose", ["换新电机"], True),
        ("what did Aoki Motors propose", ["总裁"], True),
        ("青木电机提过什么", ["林森"], True),
        ("what did Aoki Motors propose", ["林森"], False),
        ("青木电机提过什么", ["风电场"], False),
        (REFUSED, ["会议2020"], True),
        (REFUSED, ["风电场"], False),
    ],
    ids=[
        "the Chinese text",
        "the English text, in any case",
        "the Chinese text under an English question",
        "the role under an English question",
        "the reply",
        "a name that is shown nowhere",
        "another record",
        "the reply of a refusal",
        "nothing in a refusal",
    ],
)
def test_a_mention_stands_in_a_record_or_in_the_reply(judged, question, mentions, mentioned):
    assert judged(question, mentions=mentions).mentioned is mentioned


@pytest.mark.parametrize(("place", "mentioned"), [(0, True), (2, True), (3, False)])
def test_only_the_first_three_records_are_searched_for_a_mention(judged, results, place, mentioned):
    """The reply is Chinese and holds all four; the English texts stand in the records alone."""
    assert judged(mentions=[results[place]["text_en"]]).mentioned is mentioned


@pytest.mark.parametrize(
    ("question", "answered", "right"), [(EVERYTHING, True, False), (REFUSED, False, True)]
)
def test_where_nobody_said_so_a_refusal_is_right(judged, question, answered, right):
    judgement = judged(question)
    assert (judgement.answered, judgement.right) == (answered, right)


@pytest.mark.parametrize(
    ("place", "all_of", "right"),
    [
        (0, ALL_FOUR, True),
        (1, ALL_FOUR, False),
        (None, ALL_FOUR, True),
        (0, (*ALL_FOUR, "无此机构"), False),
        (None, ALL_FOUR[:3], False),
    ],
    ids=["all of it", "another first", "no first expected", "one missing", "one too many"],
)
def test_a_list_is_right_with_the_right_one_first_and_just_those_expected(
    judged, results, place, all_of, right
):
    """`place` is that of the result which is to be the first."""
    any_of = [] if place is None else [results[place]["organization"]]
    assert judged(any_of=any_of, all_of=all_of).right is right


def test_every_question_is_judged_by_itself_and_in_order(collection, engine):
    """The second leans on the first in a chat, and has nothing to lean on here."""
    labels = [Expected("蓝湖能源", "m15")]
    asked = ["蓝湖能源提过什么", "2020年呢", "蓝湖能源提过什么"]
    questions = [LabelledQuestion(text, "person", tuple(labels), (), ()) for text in asked]
    judgements = [*judge(collection, engine, questions)]
    assert [judgement.question for judgement in judgements] == questions
    assert judgements[0] == judgements[2]
    assert judgements[1:2] == [*judge(collection, engine, questions[1:2])]


# Figures

ASKED = LabelledQuestion("?", "topic", (Expected("x", None),), (), ())
RIGHT = Judgement(ASKED, True, True, True, None, None, None)
THIRD = replace(RIGHT, first=False)
WRONG = replace(THIRD, among_first=False)
REFUSAL = replace(WRONG, answered=False)
LISTED = replace(ASKED, kind="list", any_of=(), all_of=(Expected("x", None),))
UNANSWERABLE = LabelledQuestion("?", "negative", (), (), ())
NOTHING = Figures("all", 0, None, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("judgements", "expected"),
    [
        ([], NOTHING),
        ([RIGHT, THIRD, WRONG], {"top_1": 33.3, "top_3": 66.7, "false_refusals": 0.0}),
        ([RIGHT, RIGHT, REFUSAL], {"top_1": 66.7, "top_3": 66.7, "false_refusals": 33.3}),
        (
            [
                replace(RIGHT, question=LISTED, recall=1.0, pure=True),
                replace(REFUSAL, question=LISTED, recall=0.25, pure=False),
            ],
            {"recall": 62.5, "pure": 50.0},
        ),
        (
            [replace(WRONG, question=UNANSWERABLE), *[replace(REFUSAL, question=UNANSWERABLE)] * 3],
            {"false_answers": 25.0},
        ),
        (
            [replace(RIGHT, mentioned=True), replace(RIGHT, mentioned=False), RIGHT],
            {"top_1": 100.0, "top_3": 100.0, "mention": 50.0, "false_refusals": 0.0},
        ),
    ],
    ids=["nothing", "first answers", "refusals", "lists", "what nobody said", "mentions"],
)
def test_figures_are_shares_of_the_questions_that_ask_for_them(judgements, expected):
    if isinstance(expected, dict):
        expected = replace(NOTHING, questions=len(judgements), **expected)
    assert figures(judgements)[-1] == expected


def test_there_are_figures_for_every_kind_in_order_and_over_all():
    of_kinds = {"vague": [WRONG], "bio": [RIGHT, RIGHT], "list": [RIGHT, WRONG]}
    judgements = [
        replace(one, question=replace(ASKED, kind=kind))
        for kind, of_kind in of_kinds.items()
        for one in of_kind
    ]
    rows = [(row.kind, row.questions, row.top_1) for row in figures(judgements)]
    assert rows == [("bio", 2, 100.0), ("list", 2, 50.0), ("vague", 1, 0.0), ("all", 5, 60.0)]


def test_the_table_has_a_line_for_every_kind_and_a_dash_for_what_is_not_asked():
    row = Figures("vague", 3, 66.7, 100.0, None, None, 0.0, None, 0.0)
    head, *lines = table([row, NOTHING]).split("\n")
    assert head.split() == [
        *("kind", "n", "top-1", "top-3", "recall", "pure", "mention", "false", "answers", "false", "refusals")
    ]
    assert [text.split() for text in lines] == [
        ["vague", "3", "66.7", "%", "100.0", "%", "-", "-", "0.0", "%", "-", "0.0", "%"],
        ["all", "0", *["-"] * len(COLUMNS)],
    ]
    assert len({len(text) for text in (head, *lines)}) == 1


# The command

WIND, BAKERY = "谁建议建风电场", "谁建议开面包店"
QUESTIONS = [
    line(q=WIND),
    line(q="who suggested wind farms?", expect_any=[{"org": "青木电机"}]),
    line(q=BAKERY, kind="negative", expect_any=[]),
]
TABLE = [
    ["negative", "1", "-", "-", "-", "-", "-", "0.0", "%", "-"],
    ["topic", "2", "50.0", "%", "50.0", "%", "-", "-", "-", "-", "0.0", "%"],
    ["all", "3", "50.0", "%", "50.0", "%", "-", "-", "-", "0.0", "%", "0.0", "%"],
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tiny collection, and a cache for all runs."""
    folder = tmp_path_factory.mktemp("tiny")
    tiny = write_tiny_collection(folder)
    return {"CMIABOT_DATA": str(tiny.data), "CMIABOT_CACHE": str(folder / "cache")}


@pytest.fixture
def program(tmp_path: Path, settings: dict[str, str]) -> Program:
    (tmp_path / "questions.jsonl").write_text("".join(QUESTIONS), encoding="utf-8")
    return Program(tmp_path, settings)


def rows(printed: str) -> list[list[str]]:
    """The lines of a printed table below its head."""
    return [text.split() for text in printed.splitlines()[1:]]


def test_eval_prints_the_figures_of_a_file(program):
    outcome = program.run("eval", "questions.jsonl")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert rows(outcome.stdout) == TABLE


def test_eval_names_what_went_wrong_above_the_figures(program):
    outcome = program.run("eval", "--failures", "questions.jsonl")
    wrong, _, printed = outcome.stdout.partition("\n\n")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert wrong.split(maxsplit=1) == ["topic", "who suggested wind farms?"]
    assert rows(printed) == TABLE


def test_eval_reads_a_pipe_and_what_windows_writes_as_it_reads_a_file(program):
    content = b"\xef\xbb\xbf" + "".join(QUESTIONS).replace("\n", "\r\n").encode().rstrip()
    (program.folder / "windows.jsonl").write_bytes(content)
    from_file = program.run("eval", "windows.jsonl")
    assert rows(from_file.stdout) == TABLE
    assert program.run("eval", "-", typed=content) == from_file


def test_eval_names_a_bad_line_and_asks_nothing(program):
    outcome = program.run("eval", "-", typed=QUESTIONS[0] + line(kind=...))
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("line 2 is no labelled question")
    assert outcome.stderr.count("\n") == 1


def test_eval_names_a_file_that_cannot_be_read(program):
    outcome = program.run("eval", "missing.jsonl")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("missing.jsonl cannot be read")


# The files of this project

PARTS = {name: FILES / f"{name}.jsonl" for name in ("tuning", "unseen")}


def read_part(name: str) -> list[LabelledQuestion]:
    return read_questions(PARTS[name].read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("part", PARTS)
def test_every_label_names_somebody_who_is_in_the_collection(part):
    """Only labels are shown where this fails: nobody is to see a question of the unseen part."""
    collection = real_collection()
    known = {
        Expected(collection.organisation_of(p).short.zh, meeting_id)
        for p in collection.papers.values()
        for meeting_id in (p.meeting, None)
        if p.recommendations
    }
    labels = {label for question in read_part(part) for label in (*question.any_of, *question.all_of)}
    assert labels - known == set()


def test_no_question_stands_in_the_files_twice():
    asked = [question.question for part in PARTS for question in read_part(part)]
    assert len(asked) - len(set(asked)) == 0


def test_the_readme_explains_every_kind_of_question():
    text = (FILES / "README.md").read_text(encoding="utf-8")
    kinds = {question.kind for part in PARTS for question in read_part(part)}
    assert {kind for kind in kinds if f"| `{kind}` |" not in text} == set()
