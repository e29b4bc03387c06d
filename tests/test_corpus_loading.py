"""data/ → Collection: what is read, in which order, and what is said where it cannot be read."""

import dataclasses
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.cache import Cache
from cmiabot.corpus.files import KeyPath, parse_yaml
from cmiabot.corpus.loading import load_collection
from cmiabot.corpus.models import DatedRole, Kind, Text
from cmiabot.errors import DataError, Problem
from tests.auxil.tiny_collection import TinyCollection, write_tiny_collection


@pytest.fixture
def tiny(tmp_path) -> TinyCollection:
    return write_tiny_collection(tmp_path)


def refusal(tiny: TinyCollection) -> tuple[Problem, ...]:
    """The problems for which a collection is refused."""
    with pytest.raises(DataError) as caught:
        tiny.load()
    return caught.value.problems


# What is read


def test_a_meeting_is_read_with_all_its_fields(tiny):
    meeting = tiny.load().meetings["demo1"]
    assert meeting.name == Text("第一届演示会议", "First Demonstration Meeting")
    assert meeting.short == Text("第一届会议（2021）", "1st meeting (2021)")
    assert (meeting.group, meeting.number, meeting.year, meeting.date) == (
        "demo1",
        1,
        2021,
        date(2021, 9, 25),
    )
    assert meeting.aliases == ("演示论文集", "demonstration volume")
    assert meeting.document == "demo1.txt"


def test_the_day_a_meeting_was_added_is_read_and_kept_in_the_cache(tiny, tmp_path):
    tiny.edit("meetings.yaml", "document: demo2.txt", "document: demo2.txt\n  added: 2027-01-15")
    for _ in ("from the files", "from the cache"):
        meetings = load_collection(tiny.data, Cache(tmp_path)).meetings
        assert {name: meeting.added for name, meeting in meetings.items()} == {
            "demo1": None,
            "demo1-press": None,
            "demo2": date(2027, 1, 15),
        }


def test_only_a_volume_is_a_volume(tiny):
    meetings = tiny.load().meetings
    assert {name: meeting.is_volume for name, meeting in meetings.items()} == {
        "demo1": True,
        "demo1-press": False,
        "demo2": False,
    }


def test_an_organisation_is_read_with_its_people_and_their_dated_roles(tiny):
    organisation = tiny.load().organisations["aoki"]
    assert organisation.sector == Text("电机", "Electric motors")
    assert organisation.aliases == ("青木", "AMC")
    (person,) = organisation.people
    assert (person.id, person.organisation, person.name) == ("lin-sen", "aoki", Text("林森", "Lin Sen"))
    assert person.aliases == ("Sen Lin",)
    assert person.roles == (DatedRole(2021, Text("总裁", "President")),)


def test_a_paper_and_its_records_are_read_with_all_their_fields(tiny):
    paper = tiny.load().papers["demo1-02"]
    assert (paper.number, paper.meeting, paper.organisation, paper.people) == (2, "demo1", "lanhu", ())
    assert paper.title == Text("江风里的能源", "Energy in the river wind")
    assert paper.thesis.en == "Wind power, storage and simple green-power trading belong together."
    assert paper.lines == ((13, 18),)
    record = paper.recommendations[1]
    assert (record.id, record.paper, record.kind, record.key) == (
        "demo1-02-02",
        "demo1-02",
        Kind.RECOMMENDATION,
        True,
    )
    assert record.text == Text("在工业园区装设储能电站。", "Install storage plants in industrial parks.")
    assert record.themes == ("energy", "industry")
    assert record.terms == ("储能电站", "工业园区", "削峰填谷")
    assert (record.section, record.lines, record.note) == ("1.2", ((16, 16),), None)


def test_what_a_file_leaves_out_is_empty(tiny):
    collection = tiny.load()
    speech = collection.papers["demo2-01"]
    assert speech.title is None
    assert collection.papers["demo1-02"].role is None
    assert (speech.recommendations[0].key, speech.recommendations[0].section) == (False, None)
    assert speech.recommendations[0].same_as == ()
    assert collection.meetings["demo2"].number is None
    assert collection.meetings["demo2"].aliases == ()
    assert collection.organisations["shancheng"].people == ()
    assert collection.people["wang-yan"].roles == ()
    assert collection.themes["talent"].synonyms == ()


def test_the_note_of_a_record_is_kept(tiny):
    tiny.edit("demo2/01-lanhu.yaml", "    lines: [[3, 3]]", "    lines: [[3, 3]]\n    note: 年份未写明")
    assert tiny.load().records["demo2-01-01"].note == "年份未写明"


def test_themes_and_synonyms_are_read(tiny):
    collection = tiny.load()
    assert collection.themes["energy"].name == Text("能源", "Energy")
    assert collection.themes["energy"].synonyms == ("电力", "储能", "power")
    assert collection.synonyms == (("马达", "电机"), ("租房", "住房"))


def test_the_wordings_of_a_record_are_read_in_their_order(tiny):
    records = tiny.load().records
    assert {identifier: record.wordings for identifier, record in records.items() if record.wordings} == {
        "demo1-01-03": ("年轻人上哪儿学手艺", "where to learn a trade"),
        "demo1-02-03": ("跑一趟把证全办下来", "少等几个礼拜"),
    }


@pytest.mark.parametrize("name", ["synonyms.yaml", "wordings.yaml", "proper_names.yaml"])
def test_a_collection_needs_neither_synonyms_nor_wordings_nor_proper_names(tiny, name):
    (tiny.data / name).unlink()
    assert tiny.load().papers


def test_without_a_file_of_wordings_no_record_has_any(tiny):
    (tiny.data / "wordings.yaml").unlink()
    assert {record.wordings for record in tiny.load().records.values()} == {()}


def test_other_wordings_make_another_collection(tiny):
    before = tiny.load()
    tiny.edit("wordings.yaml", "少等几个礼拜", "别让人干等")
    after = tiny.load()
    assert after.digest != before.digest
    assert after.records["demo1-02-03"].wordings == ("跑一趟把证全办下来", "别让人干等")


def test_papers_follow_the_order_of_the_meetings_and_then_their_numbers(tiny):
    path = tiny.data / "meetings.yaml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(entries[::-1], allow_unicode=True), encoding="utf-8")
    assert [*tiny.load().papers] == ["demo2-01", "demo1-press-01", "demo1-01", "demo1-02"]


def test_records_follow_the_order_of_the_papers(tiny):
    collection = tiny.load()
    in_papers = [record.id for paper in collection.papers.values() for record in paper.recommendations]
    assert [*collection.records] == in_papers
    assert in_papers[:5] == ["demo1-01-01", "demo1-01-02", "demo1-01-03", "demo1-01-04", "demo1-02-01"]


def test_a_record_leads_to_its_paper_meeting_organisation_and_people(tiny):
    collection = tiny.load()
    paper = collection.paper_of(collection.records["demo2-01-01"])
    assert paper.id == "demo2-01"
    assert collection.meeting_of(paper).id == "demo2"
    assert collection.organisation_of(paper).id == "lanhu"
    assert [person.name.en for person in collection.people_of(paper)] == ["Wang Yan"]


def test_the_key_records_of_a_paper_are_those_marked(tiny):
    keys = tiny.load().papers["demo1-01"].key_recommendations
    assert [record.id for record in keys] == ["demo1-01-01", "demo1-01-02", "demo1-01-03"]


@pytest.mark.parametrize(("language", "text"), [("en", "Energy"), ("zh", "能源"), ("zh-Hant", "能源")])
def test_a_text_is_english_in_english_and_chinese_otherwise(tiny, language, text):
    assert tiny.load().themes["energy"].name.in_language(language) == text


def test_a_collection_cannot_be_changed(tiny):
    collection = tiny.load()
    with pytest.raises(TypeError):
        collection.papers["demo1-01"] = collection.papers["demo1-02"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        collection.records["demo1-01-01"].key = False


def test_equal_folders_give_equal_collections_whichever_file_was_written_first(tiny, tmp_path):
    other = TinyCollection(tmp_path / "other", tiny.sources)
    for path in sorted(tiny.data.rglob("*.yaml"), reverse=True):
        target = other.data / path.relative_to(tiny.data)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert other.load() == tiny.load()


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n", "\r\n"), ("- id: demo1\n", "\ufeff- id: demo1\n")],
    ids=["Windows line ends", "a byte order mark"],
)
def test_files_saved_on_windows_are_read_alike(tiny, old, new):
    expected = tiny.load()
    path = tiny.data / "meetings.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").replace(old, new).encode())
    assert dataclasses.replace(tiny.load(), digest="") == dataclasses.replace(expected, digest="")


# What cannot be read


@pytest.mark.parametrize("name", ["", "no-such-folder", "demo1", "meetings.yaml"])
def test_a_folder_without_records_is_named_with_the_setting_to_mend(tiny, name):
    folder = tiny.data / name
    if not name:
        (tiny.data / "meetings.yaml").unlink()
    with pytest.raises(DataError, match=r"meetings\.yaml is missing.*CMIABOT_DATA") as caught:
        load_collection(folder, Cache(None))
    assert str(caught.value).startswith(f"{folder}: ")


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("id: talent", "id: 'talent", 11, "not valid YAML"),
        ("  about: {zh: 培训", "\tabout: {zh: 培训", 7, "not valid YAML"),
        ("id: talent", "id: *talent", 5, "not valid YAML"),
        ("id: talent", "id: !talent x", 5, "not valid YAML"),
        ("- id: talent", "---\n- id: talent", 5, "not valid YAML"),
        ("id: talent", "id: talent\n  id: skills", 6, "`id` is written twice"),
        ("{zh: 人才, en: Talent}", "{zh: 人才, en: Talent, zh: 人", 7, "not valid YAML"),
        ("{zh: 人才, en: Talent}", "{zh: 人才, en: Talent, zh: 人}", 6, "`zh` is written twice"),
    ],
    ids=[
        "quote",
        "tab",
        "alias",
        "tag",
        "two documents",
        "key twice",
        "brace",
        "inner key twice",
    ],
)
def test_a_slip_of_yaml_is_told_with_file_and_line(tiny, old, new, line, text):
    tiny.edit("themes.yaml", old, new)
    (problem,) = refusal(tiny)
    assert (problem.file, problem.line) == ("themes.yaml", line)
    assert text in problem.text


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("meetings.yaml", "date: 2020-09-23", "date: 2020-02-30"),
        ("meetings.yaml", "date: 2020-09-23", "date: 2020-13-01"),
        ("meetings.yaml", "year: 2020", "year: !!int about"),
    ],
    ids=["30 February", "month 13", "a number that is none"],
)
def test_a_value_yaml_cannot_make_is_told_with_file_and_line(tiny, name, old, new):
    line = tiny.edit(name, old, new)
    (problem,) = refusal(tiny)
    assert (problem.file, problem.line) == (name, line)


def test_a_list_that_holds_itself_is_told_with_its_file(tiny):
    tiny.edit("synonyms.yaml", "- [租房, 住房]", "- &rent [住房, *rent]")
    assert {problem.file for problem in refusal(tiny)} == {"synonyms.yaml"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["themes.yaml", "demo1/01-aoki.yaml"])
def test_a_file_in_another_encoding_is_named(tiny, name, encoding):
    path = tiny.data / name
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    (problem,) = refusal(tiny)
    assert str(problem) == f"{name}:1: the file must be saved as UTF-8 text"


def test_a_control_character_is_told_with_its_file(tiny):
    tiny.edit("themes.yaml", "id: talent", "id: tal\x07ent")
    (problem,) = refusal(tiny)
    assert (problem.file, problem.line) == ("themes.yaml", 1)


def test_a_file_that_cannot_be_read_is_named(tiny):
    (tiny.data / "demo1" / "03-lanhu.yaml").symlink_to("nowhere")
    (problem,) = refusal(tiny)
    assert (problem.file, problem.line) == ("demo1/03-lanhu.yaml", 0)
    assert "cannot be read" in problem.text


def test_what_editors_and_systems_hide_among_the_files_is_passed_over(tiny):
    expected = tiny.load()
    (tiny.data / "demo1" / ".#01-aoki.yaml").symlink_to("somebody@somewhere.1234")
    (tiny.data / "demo1" / "._01-aoki.yaml").write_bytes(b"\x00\x05\x16\x07")
    assert tiny.load() == expected


def test_a_paper_with_the_ending_yml_is_not_passed_over_silently(tiny):
    path = tiny.data / "demo1" / "02-lanhu.yaml"
    path.rename(path.with_suffix(".yml"))
    assert [problem.file for problem in refusal(tiny)] == ["demo1/02-lanhu.yml"]


def test_the_problems_of_every_file_are_told_in_the_order_of_files_and_lines(tiny):
    tiny.edit("themes.yaml", "id: industry", "id: industry\n  id: again")
    tiny.edit("themes.yaml", "id: energy", "id: energy\n  id: again")
    (tiny.data / "synonyms.yaml").write_bytes(b"\xff")
    tiny.edit("demo2/01-lanhu.yaml", "meeting: demo2", "meeting: [demo2")
    places = [(problem.file, problem.line) for problem in refusal(tiny)]
    assert places == [
        ("demo2/01-lanhu.yaml", 3),
        ("synonyms.yaml", 1),
        ("themes.yaml", 2),
        ("themes.yaml", 10),
    ]


# Lines of values

WORDS = st.text("abcdefghij", min_size=6, max_size=9)
TREES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(WORDS, inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def leaves(value: Any, path: KeyPath = ()) -> list[tuple[KeyPath, str]]:
    if isinstance(value, str):
        return [(path, value)]
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    return [leaf for key, inner in pairs for leaf in leaves(inner, (*path, key))]


@given(VALUES)
def test_values_are_those_a_yaml_library_reads(value):
    file, problems = parse_yaml("x.yaml", yaml.safe_dump(value))
    assert problems == []
    assert file.value == value


@given(TREES, st.booleans())
def test_the_line_of_a_value_is_the_line_it_stands_on(value, flow):
    text = yaml.safe_dump(value, default_flow_style=flow, width=30)
    file, _ = parse_yaml("x.yaml", text)
    for path, word in leaves(value):
        line = text.split("\n")[file.line_of(path) - 1]
        assert word in line or (path and f"{path[-1]}:" in line)


def test_the_line_of_a_value_that_is_not_there_is_that_of_what_surrounds_it():
    file, _ = parse_yaml("x.yaml", "- one: 1\n\n- two:\n    three: 3\n")
    assert file.line_of((1, "two", "four", 0)) == 3
    assert file.line_of((1, "five")) == 3
    assert file.line_of((7,)) == 1
