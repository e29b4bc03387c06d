"""The benchmarks run on a small collection, and grow it the same way each time."""

import json

import pytest

from benchmarks import accuracy, delivery, forms, search, startup, tick
from benchmarks.synthetic import grown
from cmiabot.search.folding import has_han
from tests.auxil.loaded_collections import FROZEN_DATA, REAL_DATA, frozen_collection

EXPECTED = [{"org": "北光电气"}]
QUESTIONS = {"谁建议在工业园区建微电网": EXPECTED, "who proposed microgrids": EXPECTED, "谁建议开面包店": []}


@pytest.fixture(scope="module")
def larger():
    return grown(frozen_collection(), 120)


@pytest.fixture
def questions(tmp_path):
    lines = [{"q": q, "kind": "topic", "expect_any": e, "expect_all": []} for q, e in QUESTIONS.items()]
    return write_lines(tmp_path / "questions.jsonl", lines)


def write_lines(file, entries):
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return file


# Growing


def test_the_same_seed_grows_the_same_collection(larger):
    assert grown(frozen_collection(), 120) == larger


def test_another_seed_grows_another_one(larger):
    assert grown(frozen_collection(), 120, seed=1).papers != larger.papers


def test_a_larger_collection_begins_with_the_smaller(larger):
    smaller = grown(frozen_collection(), 90)
    assert list(larger.records.values())[:90] == list(smaller.records.values())
    assert smaller.digest != larger.digest


def test_what_is_grown_has_so_many_records_and_begins_with_the_real_ones(larger):
    real = frozen_collection()
    assert len(larger.records) == 120
    assert list(larger.records)[: len(real.records)] == list(real.records)
    assert grown(real, len(real.records)) is real
    assert grown(real, 0) is real


def test_new_records_belong_to_new_papers_of_new_organisations(larger):
    real = frozen_collection()
    for paper in [*larger.papers.values()][len(real.papers) :]:
        assert paper.organisation not in real.organisations
        assert larger.organisation_of(paper).people == larger.people_of(paper)
        assert {record.paper for record in paper.recommendations} == {paper.id}
    names = [organisation.short for organisation in larger.organisations.values()]
    assert len({name.zh for name in names}) == len({name.en for name in names}) == len(names)


def test_new_texts_are_mixed_from_real_ones(larger):
    real = frozen_collection()
    new = [*larger.records.values()][len(real.records) :]
    characters = {c for record in real.records.values() for c in record.text.zh}
    terms = {term for record in real.records.values() for term in record.terms}
    texts = {record.text.zh for record in larger.records.values()}
    assert len(texts) == len(larger.records)
    for record in new:
        assert has_han(record.text.zh)
        assert set(record.text.zh) <= characters
        assert set(record.terms) <= terms


# Every script


def test_search_prints_a_line_for_every_method(questions, capsys):
    search.main(["--sizes", "60", "--rounds", "1", "--questions", str(questions), "--data", str(FROZEN_DATA)])
    printed = capsys.readouterr().out
    assert "60 records, 3 questions" in printed
    for method in ("cmiabot", "rapidfuzz", "FTS5", "tantivy", "routed"):
        assert f"\n{method} " in printed


def test_accuracy_prints_a_line_for_every_kind_and_an_auc_for_every_method(questions, capsys):
    accuracy.main([str(questions), "--data", str(FROZEN_DATA)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:3] for line in lines[2:4]] == [["topic", "2", "100.0"], ["all", "2", "100.0"]]
    assert ["cmiabot", "1.000"] in lines


def test_auc_is_the_share_of_pairs_in_the_right_order():
    assert accuracy.auc([0.9, 0.8, 0.1], [True, True, False]) == 1
    assert accuracy.auc([0.9, 0.2, 0.2], [True, True, False]) == 0.75
    assert accuracy.auc([0.9], [True]) == 0.5


def test_forms_prints_a_line_for_every_form(tmp_path, capsys):
    written = {"simplified": "谁建议在工业园区建微电网", "traditional": "誰建議在工業園區建微電網"}
    file = write_lines(tmp_path / "forms.jsonl", [{"expect_any": EXPECTED, "forms": written}])
    forms.main([str(file), "--data", str(FROZEN_DATA)])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines[1:]] == ["form", "simplified", "traditional"]
    assert lines[3][1:4] == ["100", "/", "100"]


def test_startup_prints_what_every_process_took(capsys):
    startup.main(["--runs", "1", "--data", str(FROZEN_DATA)])
    printed = capsys.readouterr().out
    for what in ("python -c pass", "ask, nothing stored", "ask", "run, until it polls", "cmiabot"):
        assert f"\n{what} " in printed


def test_tick_prints_a_line_for_each_database(capsys):
    size = ["--subscriptions", "200", "--due", "3", "--rows", "10"]
    tick.main([*size, "--data", str(REAL_DATA)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "200 subscriptions of 20 targets, 3 of them due"
    assert [line.split()[0] for line in lines[1:]] == ["database", "sqlite"]


def test_delivery_prints_a_line_for_everybody_who_sends(capsys):
    delivery.main(["--chats", "20", "--seconds", "1", "--questions", "2", "--data", str(FROZEN_DATA)])
    printed = capsys.readouterr().out
    for who in ("cmiabot", "plain loop, one by one", "plain loop, all at once"):
        assert f"\n{who} " in printed
