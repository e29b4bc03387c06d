"""The JSON shape of a record, and the counts of a collection."""

import json

import pytest

from cmiabot.corpus.export import Count, count_records, export_records, record_json
from cmiabot.corpus.models import Text
from tests.auxil.tiny_collection import TinyCollection, write_tiny_collection

RESULT_KEYS = [
    "id",
    "meeting",
    "year",
    "paper",
    "organization",
    "organization_en",
    "person",
    "person_en",
    "role",
    "role_en",
    "kind",
    "text",
    "text_en",
    "themes",
    "same_as",
    "source",
]
"""What other programs rely on; `score` is added by whoever ranks."""


@pytest.fixture
def tiny(tmp_path) -> TinyCollection:
    return write_tiny_collection(tmp_path)


def shown(tiny: TinyCollection, record: str):
    collection = tiny.load()
    return record_json(collection, collection.records[record])


def test_a_record_is_shown_with_all_it_says(tiny):
    assert shown(tiny, "demo1-01-01") == {
        "id": "demo1-01-01",
        "meeting": "demo1",
        "year": 2021,
        "paper": 1,
        "organization": "青木电机",
        "organization_en": "Aoki Motors",
        "person": "林森",
        "person_en": "Lin Sen",
        "role": "总裁",
        "role_en": "President",
        "kind": "recommendation",
        "text": "市里应出资三成，帮助企业淘汰旧电机、改用高效电机。",
        "text_en": "The city should pay thirty per cent towards replacing old motors with efficient ones.",
        "themes": ["energy", "industry"],
        "same_as": ["demo1-press-01-01"],
        "source": {"document": "demo1.txt", "lines": [[5, 7]], "section": None},
    }


def test_the_keys_are_those_of_the_contract_in_their_order(tiny):
    record = shown(tiny, "demo2-01-01")
    assert [*record] == RESULT_KEYS
    assert [*record["source"]] == ["document", "lines", "section"]


def test_what_the_source_does_not_say_is_null(tiny):
    record = shown(tiny, "demo1-02-01")
    nothing = {"person": None, "person_en": None, "role": None, "role_en": None}
    assert {key: record[key] for key in nothing} == nothing
    assert record["source"] == {"document": "demo1.txt", "lines": [[15, 15]], "section": "1.1"}


def test_several_people_are_joined_in_each_language(tiny):
    tiny.edit(
        "organisations.yaml",
        "    - id: wang-yan",
        "    - id: zhao-yi\n      name: {zh: 赵一, en: Zhao Yi}\n    - id: wang-yan",
    )
    tiny.edit("demo2/01-lanhu.yaml", "people: [wang-yan]", "people: [wang-yan, zhao-yi]")
    record = shown(tiny, "demo2-01-01")
    assert (record["person"], record["person_en"]) == ("王燕、赵一", "Wang Yan, Zhao Yi")


def test_every_range_of_lines_is_shown(tiny):
    tiny.edit("demo2/01-lanhu.yaml", "lines: [[3, 3]]", "lines: [[4, 4], [2, 3]]")
    assert shown(tiny, "demo2-01-01")["source"]["lines"] == [[4, 4], [2, 3]]


@pytest.mark.parametrize("kind", ["recommendation", "pledge", "lesson", "plan"])
def test_the_kind_is_a_word(tiny, kind):
    tiny.edit("demo2/01-lanhu.yaml", "kind: recommendation", f"kind: {kind}")
    assert json.loads(json.dumps(shown(tiny, "demo2-01-01")))["kind"] == kind


# The same proposal in two documents


@pytest.mark.parametrize("side", ["the second", "the first", "both"])
def test_records_of_one_proposal_name_each_other_wherever_it_is_written(tiny, side):
    link = "    same_as: [demo1-press-01-01]\n"
    if side != "the second":
        tiny.edit("demo1/01-aoki.yaml", "  - id: demo1-01-02", f"{link}  - id: demo1-01-02")
    if side == "the first":
        tiny.edit("demo1-press/01-aoki.yaml", "    same_as: [demo1-01-01]\n", "")
    assert shown(tiny, "demo1-01-01")["same_as"] == ["demo1-press-01-01"]
    assert shown(tiny, "demo1-press-01-01")["same_as"] == ["demo1-01-01"]
    assert shown(tiny, "demo1-press-01-02")["same_as"] == []


def test_a_record_names_all_that_say_the_same_in_the_order_of_their_ids(tiny):
    tiny.edit("demo1-press/01-aoki.yaml", "same_as: [demo1-01-01]", "same_as: [demo1-01-04, demo1-01-01]")
    assert shown(tiny, "demo1-press-01-01")["same_as"] == ["demo1-01-01", "demo1-01-04"]
    assert shown(tiny, "demo1-01-04")["same_as"] == ["demo1-press-01-01"]


# Export


def test_the_export_holds_every_record_in_order_with_key_and_terms(tiny):
    collection = tiny.load()
    entries = [*export_records(collection)]
    assert [entry["id"] for entry in entries] == [*collection.records]
    for entry in entries:
        assert [*entry] == [*RESULT_KEYS, "key", "terms"]
    assert (entries[3]["key"], entries[3]["terms"]) == (False, ["零部件仓库", "渝西"])
    assert entries[0]["key"] is True


def test_wordings_are_never_exported(tiny):
    collection = tiny.load()
    exported = json.dumps([*export_records(collection)], ensure_ascii=False)
    wordings = [wording for record in collection.records.values() for wording in record.wordings]
    assert wordings
    assert [wording for wording in wordings if wording in exported] == []


def test_the_export_can_be_written_as_json(tiny):
    entries = [*export_records(tiny.load())]
    assert json.loads(json.dumps(entries)) == entries


# Counts


def test_records_and_papers_are_counted_by_meeting(tiny):
    assert count_records(tiny.load())["meeting"] == [
        Count(Text("第一届会议（2021）", "1st meeting (2021)"), 7, 2),
        Count(Text("第一届会议主题会（2021）", "1st meeting, theme session (2021)"), 2, 1),
        Count(Text("云上会议（2020）", "online meeting (2020)"), 1, 1),
    ]


def counts(tiny: TinyCollection, group: str) -> dict[str, tuple[int, int]]:
    return {count.name.en: (count.records, count.papers) for count in count_records(tiny.load())[group]}


def test_organisations_without_a_record_are_counted_as_well(tiny):
    assert counts(tiny, "organisation") == {
        "Aoki Motors": (6, 2),
        "Blue Lake Energy": (4, 2),
        "Shancheng Steel": (0, 0),
    }


def test_a_record_is_counted_under_each_of_its_themes(tiny):
    assert counts(tiny, "theme") == {"Energy": (6, 4), "Talent": (2, 2), "Industry": (4, 2)}


def test_only_kinds_that_occur_are_counted(tiny):
    assert counts(tiny, "kind") == {"recommendation": (8, 4), "lesson": (1, 1), "pledge": (1, 1)}
