"""The programs for developers in tools/, run as their first lines say, in a project of their own."""

import json
import shutil

import pytest

from cmiabot.search.confidence import Features, Membership
from tests.auxil.python_process import ROOT, run_python
from tests.auxil.tiny_collection import write_tiny_collection

RUN = "import runpy, sys; runpy.run_module(sys.argv.pop(1), run_name='__main__')"
QUESTIONS = [
    ("谁建议建风电场", "topic", [{"org": "蓝湖能源"}]),
    ("谁建议换高效电机", "topic", [{"org": "青木电机"}]),
    ("2018年讲了什么", "negative", []),
]
FORMS = {"simplified": "谁建议建风电场", "traditional": "誰建議建風電場", "abbreviation": "王燕"}


@pytest.fixture
def project(tmp_path):
    """A folder with the program, the tools, and the tiny collection as its records."""
    (tmp_path / "cmiabot").symlink_to(ROOT / "cmiabot")
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    write_tiny_collection(tmp_path)
    folder = tmp_path / "tests" / "evaluation"
    folder.mkdir(parents=True)
    write_lines(
        folder / "tuning.jsonl",
        [{"q": q, "kind": kind, "expect_any": any_of, "expect_all": []} for q, kind, any_of in QUESTIONS],
    )
    write_lines(folder / "forms.jsonl", [{"expect_any": [{"org": "蓝湖能源"}], "forms": FORMS}])
    return tmp_path


def write_lines(file, entries):
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")


def run_tool(project, name, *arguments):
    return run_python(RUN, f"tools.{name}", *arguments, package=project, folder=project).splitlines()


def test_calibrate_prints_weights_and_bias_of_answers_and_of_lists(project):
    belongs = [{"org": "青木电机"}]
    question = {"q": "哪些公司谈到高效电机", "kind": "list", "expect_any": belongs, "expect_all": belongs}
    with (project / "tests" / "evaluation" / "tuning.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(question) + "\n")

    told = run_tool(project, "calibrate", "tests/evaluation/tuning.jsonl")

    assert told[0].startswith("3 questions, loss "), "what is refused whatever is searched is no choice"
    (lists,) = (number for number, line in enumerate(told) if "places in lists, loss " in line)
    assert int(told[lists].split()[0]) > 0
    for lines, names in ((told[1:lists], Features._fields), (told[lists + 1 :], Membership._fields)):
        weights = dict(line.split() for line in lines)
        assert [*weights] == [*names, "bias"]
        assert all(abs(float(weight)) < 100 for weight in weights.values())


def test_figures_are_written_down_and_what_changed_is_told(project):
    file = project / "tests" / "evaluation" / "figures.json"
    told = run_tool(project, "figures")
    written = json.loads(file.read_text(encoding="utf-8"))
    topic = {"questions": 2, "top_1": 100, "top_3": 100, "false_refusals": 0}
    assert written["tuning"] == {
        "negative": {"questions": 1, "false_answers": 0},
        "topic": topic,
        "all": {**topic, "questions": 3, "false_answers": 0},
    }
    assert written["forms"] == {
        "abbreviation": {"questions": 1, "same": 0},
        "traditional": {"questions": 1, "same": 100},
        "all": {"questions": 2, "same": 50},
    }
    assert "tuning: topic top_1 none → 100" in told
    assert "forms: abbreviation same none → 0" in told

    before = json.dumps({**written, "forms": {**written["forms"], "all": {"questions": 2, "same": 75.5}}})
    file.write_text(before, encoding="utf-8")
    assert run_tool(project, "figures") == ["forms: all same 75.5 → 50", "1 figures changed."]
    assert json.loads(file.read_text(encoding="utf-8")) == written


def test_a_migration_is_written_for_what_changed_in_the_tables(tmp_path):
    package = tmp_path / "cmiabot"
    shutil.copytree(ROOT / "cmiabot", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    tables = package / "store" / "tables.py"
    before = tables.read_text(encoding="utf-8")
    mood = "    mood: ChatKind | None = _column(State(ChatKind))\n"
    tables.write_text(
        before.replace("    announcements: bool\n", "    announcements: bool\n" + mood), encoding="utf-8"
    )
    versions = package / "store" / "migrations" / "versions"
    number = len([*versions.glob("m*.py")]) + 1
    run_tool(tmp_path, "make_migration", "Chats have moods")
    written = (versions / f"m{number:04}_chats_have_moods.py").read_text(encoding="utf-8")
    assert written.startswith('"""Chats have moods."""')
    assert "sa.Column('mood', sa.String(length=16), nullable=True)" in written
    assert f"down_revision = '{number - 1:04}'" in written
