"""The records in data/: they keep every rule, and say what the documents say."""

import os
from pathlib import Path

import pytest

from cmiabot.corpus.checking import check_files
from cmiabot.corpus.files import YamlFile
from cmiabot.corpus.loading import parse_contents, read_contents
from cmiabot.corpus.models import Collection
from cmiabot.corpus.sources import check_sources
from tests.auxil.loaded_collections import REAL_DATA, ROOT, real_collection

NAMED = os.environ.get("CMIABOT_TEST_SOURCES")
SOURCES = Path(NAMED or ROOT.parent / "shared" / "sources")


@pytest.fixture(scope="module")
def files() -> dict[str, YamlFile]:
    parsed, problems = parse_contents(read_contents(REAL_DATA))
    assert problems == []
    return parsed


@pytest.fixture(scope="module")
def collection() -> Collection:
    return real_collection()


def test_the_records_keep_every_rule(files):
    assert [str(problem) for problem in check_files(files)] == []


@pytest.mark.skipif(
    not NAMED and not SOURCES.is_dir(),
    reason="the source documents are not here (CMIABOT_TEST_SOURCES names their folder)",
)
def test_the_records_keep_every_rule_that_needs_the_documents(files):
    assert [str(problem) for problem in check_sources(files, SOURCES).problems] == []


def test_every_file_of_the_folder_is_read(files):
    here = {path.relative_to(REAL_DATA).as_posix() for path in REAL_DATA.rglob("*") if path.is_file()}
    assert {name for name in here if not name.endswith(".md")} == {*files}


@pytest.mark.parametrize(
    ("meeting", "organisation", "words"),
    [
        ("cmia16", "爱立信", "制造业5G创新示范园"),
        ("cmia16", "奥特斯", "项目管理"),
        ("cmia16-press", "奥特斯", "项目管理"),
    ],
)
def test_an_adviser_is_on_record_with_what_was_recommended(collection, meeting, organisation, words):
    texts = [
        record.text.zh
        for record in collection.records.values()
        for paper in [collection.paper_of(record)]
        if paper.meeting == meeting and collection.organisation_of(paper).short.zh == organisation
    ]
    assert any(words in text for text in texts)


def test_the_two_documents_of_the_sixteenth_meeting_are_one_occasion(collection):
    assert {meeting.id for meeting in collection.meetings.values() if meeting.group == "cmia16"} == {
        "cmia16",
        "cmia16-press",
    }


@pytest.mark.parametrize(("one", "other"), [("ABB", "日立ABB电网"), ("三井住友", "三井物产")])
def test_organisations_of_like_names_stay_apart(collection, one, other):
    owners = {
        name: organisation.id
        for organisation in collection.organisations.values()
        for name in (organisation.short.zh, organisation.name.zh, *organisation.aliases)
    }
    assert one not in owners or owners[one] != owners.get(other)


def test_every_record_that_says_the_same_is_named_by_the_other(collection):
    for record in collection.records.values():
        for other in record.same_as:
            assert record.id in collection.records[other].same_as


def test_english_texts_hold_no_chinese(collection):
    texts = [record.text for record in collection.records.values()]
    texts += [paper.thesis for paper in collection.papers.values()]
    assert [
        text.en for text in texts if any("\u4e00" <= character <= "\u9fff" for character in text.en)
    ] == []
