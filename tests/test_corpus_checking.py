"""Every rule of the records that needs no document: each is broken once, and told with file and line."""

import copy
import functools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from cmiabot.corpus.checking import check_files
from cmiabot.corpus.files import KeyPath, YamlFile, parse_yaml
from cmiabot.corpus.schema import check_shape
from cmiabot.errors import DataError, Problem
from tests.auxil.tiny_collection import TinyCollection, tiny_files, write_tiny_collection

AOKI, LANHU, PRESS = "demo1/01-aoki.yaml", "demo1/02-lanhu.yaml", "demo1-press/01-aoki.yaml"


@pytest.fixture
def tiny(tmp_path) -> TinyCollection:
    return write_tiny_collection(tmp_path)


def test_a_collection_that_keeps_every_rule_has_no_problems(tiny):
    assert check_files(tiny.files()) == []


# The shape of a file

OPTIONAL = {
    "organisations.yaml": {"aliases", "people", "note", "roles"},
    "meetings.yaml": {"added", "aliases", "number"},
    "themes.yaml": {"synonyms"},
    "wordings.yaml": {"demo1-01-03", "demo1-02-03"},
    "subjects.yaml": {"storage", "paperwork", "also"},
    "unsaid.yaml": {"toll", "pets", "also"},
    "sorts.yaml": {"motors", "builders", "also", "of"},
    "": {"title", "role", "key", "section", "same_as", "note"},
}
"""Fields an entry may leave out; those of papers under the empty name. Those of wordings are records."""


@functools.cache
def plain_files() -> dict[str, Any]:
    """The values of the lists and of one paper, with the fields that none of the files uses."""
    plain = {name: yaml.safe_load(text) for name, text in tiny_files().items()}
    plain["meetings.yaml"][0]["added"] = date(2027, 1, 15)
    plain["organisations.yaml"][0]["note"] = "x"
    plain["organisations.yaml"][0]["people"][0]["note"] = "x"
    plain["proper_names.yaml"] = ["智博会"]
    plain[LANHU]["role"] = {"zh": "总裁", "en": "President"}
    plain[LANHU]["recommendations"][0].update(note="x", same_as=["demo2-01-01"])
    return {name: value for name, value in plain.items() if name == LANHU or "/" not in name}


def paths(value: Any, above: KeyPath = ()) -> Iterator[KeyPath]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*above, key)
            yield from paths(inner, (*above, key))


def places() -> list[tuple[str, KeyPath]]:
    """Every file and path to a value, the first of several alike."""
    first: dict[tuple[object, ...], tuple[str, KeyPath]] = {}
    for name, value in plain_files().items():
        for path in paths(value):
            alike = (name, *(part if isinstance(part, str) else "*" for part in path))
            first.setdefault(alike, (name, path))
    return [*first.values()]


PLACES = places()
FIELDS = [(name, path) for name, path in PLACES if isinstance(path[-1], str)]
ENTRIES = [(name, path[:-1]) for name, path in FIELDS if path[-1] in ("id", "zh")]


def field_of(name: str, path: KeyPath) -> str:
    """What a problem calls a value: by the nearest key around it."""
    return next((part for part in reversed(path) if isinstance(part, str)), name)


def value_at(value: Any, path: KeyPath) -> Any:
    for part in path:
        value = value[part]
    return value


def parsed(name: str, value: Any) -> YamlFile:
    file, problems = parse_yaml(name, yaml.safe_dump(value, allow_unicode=True, sort_keys=False))
    assert not problems
    return file


def with_value(name: str, path: KeyPath, new: Any) -> YamlFile:
    """A file of the tiny collection with another value at a path."""
    value = copy.deepcopy(plain_files()[name])
    value_at(value, path[:-1])[path[-1]] = new
    return parsed(name, value)


def without(name: str, path: KeyPath) -> YamlFile:
    """A file of the tiny collection without the value at a path."""
    value = copy.deepcopy(plain_files()[name])
    del value_at(value, path[:-1])[path[-1]]
    return parsed(name, value)


@pytest.mark.parametrize(("name", "path"), FIELDS, ids=str)
def test_a_field_is_either_optional_or_told_to_be_missing(name, path):
    file, field = without(name, path), path[-1]
    if field in OPTIONAL.get("" if "/" in name else name, ()):
        assert check_shape(file) == []
    else:
        assert check_shape(file) == [Problem(name, file.line_of(path[:-1]), f"`{field}` is missing")]


@pytest.mark.parametrize(("name", "path"), ENTRIES, ids=str)
def test_a_field_nobody_knows_is_told_with_its_own_line(name, path):
    file = with_value(name, (*path, "colour"), "red")
    (problem,) = check_shape(file)
    assert (problem.file, problem.line) == (name, file.lines[*path, "colour"])
    assert "`colour` is not a field of this entry" in problem.text


@pytest.mark.parametrize(("name", "path"), PLACES, ids=str)
def test_a_value_of_another_type_is_told_with_its_field_and_line(name, path):
    right = value_at(plain_files()[name], path)
    file = with_value(name, path, "text" if isinstance(right, dict | list | int) else [[["list"]]])
    (problem,) = check_shape(file)
    assert (problem.file, problem.line) == (name, file.lines[path])
    assert problem.text.startswith(f"`{field_of(name, path)}`")


RECORD = ("recommendations", 0)
WORDED = "demo1-01-03"
BAD_VALUES: list[tuple[str, KeyPath, Any, str]] = [
    ("meetings.yaml", (0, "id"), "Demo1", "not written as it should be"),
    ("meetings.yaml", (0, "id"), "demo_1", "not written as it should be"),
    ("meetings.yaml", (0, "id"), "demo1-", "not written as it should be"),
    ("meetings.yaml", (0, "group"), "演示", "not written as it should be"),
    (
        "meetings.yaml",
        (0, "kind"),
        "brochure",
        "must be one of 'volume', 'press', 'explanation' or 'feature'",
    ),
    ("meetings.yaml", (0, "sha256"), "ab" * 31, "not written as it should be"),
    ("meetings.yaml", (0, "sha256"), "AB" * 32, "not written as it should be"),
    ("meetings.yaml", (0, "date"), "2021-09-25", "valid date"),
    ("meetings.yaml", (0, "added"), "2027-01-15", "valid date"),
    ("meetings.yaml", (0, "added"), True, "valid date"),
    ("meetings.yaml", (0, "year"), True, "integer"),
    ("meetings.yaml", (0, "year"), 2021.5, "integer"),
    ("meetings.yaml", (0, "document"), "", "at least 1 character"),
    ("organisations.yaml", (0, "name", "zh"), "", "at least 1 character"),
    ("organisations.yaml", (0, "name", "zh"), " 青木电机", "not written as it should be"),
    ("organisations.yaml", (0, "name", "en"), "Aoki ", "not written as it should be"),
    ("organisations.yaml", (0, "aliases", 1), "two\nlines", "not written as it should be"),
    ("organisations.yaml", (0, "people", 0, "id"), "Lin Sen", "not written as it should be"),
    ("organisations.yaml", (0, "people", 0, "roles", 0, "year"), "2021", "integer"),
    ("themes.yaml", (0, "synonyms", 0), 5, "must be text (put it in quotes)"),
    ("synonyms.yaml", (0,), ["马达"], "too few items (at least 2)"),
    ("wordings.yaml", (WORDED,), [], "too few items (at least 1)"),
    ("wordings.yaml", (WORDED, 1), "learn a trade ", "not written as it should be"),
    ("wordings.yaml", (WORDED, 1), "learn\na trade", "not written as it should be"),
    ("wordings.yaml", (WORDED, 1), "", "at least 1 character"),
    ("wordings.yaml", (WORDED, 1), 5, "must be text (put it in quotes)"),
    ("subjects.yaml", ("storage", "records"), [], "too few items (at least 1)"),
    ("subjects.yaml", ("storage", "also", 0), "囤货 ", "not written as it should be"),
    ("sorts.yaml", ("motors", "by"), "size", "must be one of 'country', 'business' or 'position'"),
    ("proper_names.yaml", (0,), "很" * 31, "at most 30 characters"),
    (LANHU, ("lines",), [], "too few items (at least 1)"),
    (LANHU, ("lines", 0), [13], "too few items (at least 2)"),
    (LANHU, ("lines", 0), [13, 15, 18], "too many items (at most 2)"),
    (LANHU, ("lines", 0, 0), 0, "greater than or equal to 1"),
    (LANHU, ("lines", 0, 0), -3, "greater than or equal to 1"),
    (LANHU, ("organisation",), "Lanhu AG", "not written as it should be"),
    (LANHU, (*RECORD, "kind"), "advice", "must be one of 'recommendation', 'pledge', 'lesson' or 'plan'"),
    (LANHU, (*RECORD, "key"), "yes", "boolean"),
    (LANHU, (*RECORD, "zh"), "第一行\n第二行", "not written as it should be"),
    (LANHU, (*RECORD, "themes"), [], "too few items (at least 1)"),
    (LANHU, (*RECORD, "themes"), ["a", "b", "c", "d"], "too many items (at most 3)"),
    (LANHU, (*RECORD, "terms"), ["风电场"], "too few items (at least 2)"),
    (LANHU, (*RECORD, "terms"), [*"一二三四五六七八九"], "too many items (at most 8)"),
    (LANHU, (*RECORD, "section"), 1.1, "must be text (put it in quotes)"),
    (LANHU, (*RECORD, "lines"), [], "too few items (at least 1)"),
]


@pytest.mark.parametrize(("name", "path", "value", "text"), BAD_VALUES)
def test_a_value_out_of_bounds_is_told_with_its_field_and_line(name, path, value, text):
    file = with_value(name, path, value)
    (problem,) = check_shape(file)
    assert (problem.file, problem.line) == (name, file.lines[path])
    assert problem.text.startswith(f"`{field_of(name, path)}`")
    assert text in problem.text


GOOD_VALUES: list[tuple[str, KeyPath, Any]] = [
    ("synonyms.yaml", (0,), ["马达", "电机"]),
    ("wordings.yaml", (WORDED,), ["手艺"]),
    ("proper_names.yaml", (0,), "很" * 30),
    ("organisations.yaml", (0, "name", "zh"), "青"),
    (LANHU, (*RECORD, "themes"), ["a", "b", "c"]),
    (LANHU, (*RECORD, "terms"), [*"一二三四五六七八"]),
    (LANHU, ("lines", 0, 0), 1),
    (LANHU, ("recommendations",), []),
]


@pytest.mark.parametrize(("name", "path", "value"), GOOD_VALUES)
def test_a_value_just_within_its_bounds_is_fine(name, path, value):
    assert check_shape(with_value(name, path, value)) == []


@pytest.mark.parametrize("name", ["meetings.yaml", "themes.yaml", "wordings.yaml", AOKI])
def test_an_empty_file_is_told(tiny, name):
    (tiny.data / name).write_text("# nothing yet\n", encoding="utf-8")
    (problem,) = check_files(tiny.files())
    assert (problem.file, problem.line) == (name, 1)


def test_the_line_of_a_wrong_value_is_the_one_an_editor_shows(tiny):
    tiny.edit(
        AOKI, "terms: [停机数据, 维修时间]", "terms:\n      - 停机数据\n      # more to come\n      - 12"
    )
    assert [str(problem) for problem in check_files(tiny.files())] == [
        "demo1/01-aoki.yaml:29: `terms` must be text (put it in quotes)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("demo1-02-03:", "Demo1-02-03:", "not written as it should be"),
        ("demo1-02-03:", "demo1-01-03:", "`demo1-01-03` is written twice"),
    ],
    ids=["capitals", "twice"],
)
def test_a_record_that_is_no_good_key_of_wordings_is_told_with_its_line(tiny, old, new, text):
    line = tiny.edit("wordings.yaml", old, new)
    with pytest.raises(DataError) as caught:
        tiny.load()
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == ("wordings.yaml", line)
    assert text in problem.text


def test_two_records_may_have_a_wording_in_common(tiny):
    tiny.edit("wordings.yaml", "少等几个礼拜", "年轻人上哪儿学手艺")
    assert check_files(tiny.files()) == []


# What must hold between the files


@pytest.mark.parametrize("name", ["meetings.yaml", "organisations.yaml", "themes.yaml"])
def test_a_missing_list_is_named(tiny, name):
    files = {other: file for other, file in tiny.files().items() if other != name}
    assert check_files(files) == [Problem(name, 0, "this file is missing")]


def test_a_file_beside_the_lists_that_nobody_knows_is_named(tiny):
    (tiny.data / "demo3.yaml").write_text("id: demo3\n", encoding="utf-8")
    (problem,) = check_files(tiny.files())
    assert (problem.file, problem.line) == ("demo3.yaml", 0)
    assert "unknown file" in problem.text


# file, old text, new text, the text on the line to be told (None: the new one), what is told
BROKEN_RULES = {
    "an id of two meetings": (
        "meetings.yaml",
        "id: demo2",
        "id: demo1-press",
        None,
        "the id `demo1-press` is already used at meetings.yaml:12",
    ),
    "an id of two organisations": (
        "organisations.yaml",
        "id: shancheng",
        "id: aoki",
        None,
        "the id `aoki` is already used at organisations.yaml:1",
    ),
    "an id of two themes": (
        "themes.yaml",
        "id: industry",
        "id: talent",
        None,
        "the id `talent` is already used at themes.yaml:5",
    ),
    "an id of two people of different organisations": (
        "organisations.yaml",
        "id: wang-yan",
        "id: lin-sen",
        None,
        "the id `lin-sen` is already used at organisations.yaml:7",
    ),
    "an id of two records": (
        AOKI,
        "id: demo1-01-04",
        "id: demo1-01-03",
        None,
        "the id `demo1-01-03` is already used at demo1/01-aoki.yaml:28",
    ),
    "an alias that is another's short name": (
        "organisations.yaml",
        "aliases: [蓝湖, Blue Lake]",
        "aliases:\n  - 蓝湖\n  - 青木电机",
        "- 青木电机",
        "`青木电机` names both aoki and lanhu",
    ),
    "an alias that is another's English name but for case and blanks": (
        "organisations.yaml",
        "aliases: [蓝湖, Blue Lake]",
        "aliases: [蓝湖, aoki  MOTORS]",
        None,
        "`aoki  MOTORS` names both aoki and lanhu",
    ),
    "an alias that is another's but for its width": (
        "organisations.yaml",
        "aliases: [蓝湖, Blue Lake]",
        "aliases: [蓝湖, ＡＭＣ]",
        None,
        "`ＡＭＣ` names both aoki and lanhu",
    ),
    "a person's alias that is an organisation's": (
        "organisations.yaml",
        "aliases: [Sen Lin]",
        "aliases: [山城钢铁]",
        "short: {zh: 山城钢铁",
        "`山城钢铁` names both lin-sen and shancheng",
    ),
    "two people of one name": (
        "organisations.yaml",
        "name: {zh: 王燕, en: Wang Yan}",
        "name: {zh: 林森, en: Wang Yan}",
        None,
        "`林森` names both lin-sen and wang-yan",
    ),
    "a paper's id of another meeting": (
        AOKI,
        "id: demo1-01\n",
        "id: demo2-01\n",
        None,
        "the id must be `demo1-` and two digits",
    ),
    "a paper's id of a single digit": (
        "demo2/01-lanhu.yaml",
        "id: demo2-01\n",
        "id: demo2-1\n",
        None,
        "the id must be `demo2-` and two digits",
    ),
    "a paper's id of three digits": (
        "demo2/01-lanhu.yaml",
        "id: demo2-01\n",
        "id: demo2-001\n",
        None,
        "the id must be `demo2-` and two digits",
    ),
    "a paper's id without a number": (
        "demo2/01-lanhu.yaml",
        "id: demo2-01\n",
        "id: demo2-xi\n",
        None,
        "the id must be `demo2-` and two digits",
    ),
    "a file with another's number": (
        "demo2/01-lanhu.yaml",
        "id: demo2-01\n",
        "id: demo2-02\n",
        None,
        "this file must be named demo2/02-lanhu.yaml",
    ),
    "a file with another's organisation": (
        LANHU,
        "organisation: lanhu",
        "organisation: shancheng",
        "id: demo1-02",
        "this file must be named demo1/02-shancheng.yaml",
    ),
    "a person who is nobody": (
        AOKI,
        "people: [lin-sen]",
        "people:\n  - lin-sen\n  - li-si",
        "- li-si",
        "`li-si` is not among the people of `aoki`",
    ),
    "a person of another organisation": (
        AOKI,
        "people: [lin-sen]",
        "people: [wang-yan]",
        None,
        "`wang-yan` is not among the people of `aoki`",
    ),
    "a paper whose first line is after its last": (
        AOKI,
        "lines: [[2, 12]]",
        "lines: [[2, 12], [14, 13]]",
        None,
        "lines 14–13: the first must not be after the last",
    ),
    "a paper of a volume with two key records": (
        LANHU,
        "id: demo1-02-03\n    kind: recommendation\n    key: true",
        "id: demo1-02-03\n    kind: recommendation\n    key: false",
        "recommendations:",
        "2 key records; a paper has 3 to 6",
    ),
    "a record's id of another paper": (
        AOKI,
        "id: demo1-01-04",
        "id: demo1-02-04",
        None,
        "the id must be `demo1-01-` and two digits",
    ),
    "a record's id of a single digit": (
        AOKI,
        "id: demo1-01-04",
        "id: demo1-01-4",
        None,
        "the id must be `demo1-01-` and two digits",
    ),
    "a record's id without a number": (
        AOKI,
        "id: demo1-01-04",
        "id: demo1-01-iv",
        None,
        "the id must be `demo1-01-` and two digits",
    ),
    "a theme that is none": (
        AOKI,
        "themes: [talent]",
        "themes:\n      - talent\n      - music",
        "- music",
        "there is no theme `music` in themes.yaml",
    ),
    "a theme named twice": (
        AOKI,
        "themes: [talent]",
        "themes: [talent, talent]",
        None,
        "`themes` names something twice",
    ),
    "a term named twice": (
        AOKI,
        "terms: [技师学校, 两江新区]",
        "terms: [技师学校, 两江新区, 技师学校]",
        None,
        "`terms` names something twice",
    ),
    "the same as a record that is none": (
        PRESS,
        "same_as: [demo1-01-01]",
        "same_as: [demo1-01-01, demo1-01-99]",
        None,
        "there is no record `demo1-01-99`",
    ),
    "the same as another organisation's record": (
        PRESS,
        "same_as: [demo1-01-01]",
        "same_as: [demo1-02-01]",
        None,
        "`demo1-02-01` must be of the same organisation and of another paper or speech",
    ),
    "the same as a record of the same speech": (
        PRESS,
        "same_as: [demo1-01-01]",
        "same_as: [demo1-press-01-02]",
        None,
        "`demo1-press-01-02` must be of the same organisation and of another paper or speech",
    ),
    "wordings of a record that is none": (
        "wordings.yaml",
        "demo1-02-03:",
        "demo1-02-09:",
        None,
        "there is no record `demo1-02-09`",
    ),
    "wordings of a whole paper": (
        "wordings.yaml",
        "demo1-02-03:",
        "demo1-02:",
        None,
        "there is no record `demo1-02`",
    ),
    "a wording written twice": (
        "wordings.yaml",
        "  - 少等几个礼拜",
        "  - 少等几个礼拜\n  - 跑一趟把证全办下来",
        "demo1-02-03:",
        "`demo1-02-03` has a wording twice",
    ),
    "a subject of a record that is none": (
        "subjects.yaml",
        "records: [demo1-02-03]",
        "records: [demo1-02-09]",
        None,
        "there is no record `demo1-02-09`",
    ),
    "a subject that has a record twice": (
        "subjects.yaml",
        "records: [demo1-02-03]",
        "records: [demo1-02-03, demo1-02-03]",
        None,
        "`paperwork` has the same record twice",
    ),
    "a subject that nobody of ours touches on": (
        "subjects.yaml",
        "records: [demo1-02-03]",
        "records: [demo1-02-03], passing: [nobody]",
        None,
        "there is no organisation `nobody`",
    ),
    "a name of two subjects": (
        "subjects.yaml",
        "zh: 办证,",
        "zh: 囤货,",
        None,
        "`囤货` names both storage and paperwork; a name may belong to one only",
    ),
    "a name of two things nobody said": (
        "unsaid.yaml",
        "zh: 遛狗牵绳,",
        "zh: 限号出行,",
        None,
        "`限号出行` names both toll and pets; a name may belong to one only",
    ),
    "a thing nobody said that is a subject with records": (
        "unsaid.yaml",
        "also: [进城开车要交钱, 限号出行]",
        "also: [进城开车要交钱, 囤货]",
        None,
        "`囤货` is a name of the subject storage, which has records; take it out here",
    ),
    "a thing nobody said that a record says": (
        "unsaid.yaml",
        "zh: 遛狗牵绳,",
        "zh: 统一建设,",
        None,
        "`统一建设` is said, by demo1-01-04; take it out here or name it more narrowly",
    ),
    "a thing nobody said that a record says in English": (
        "unsaid.yaml",
        "en: dogs on a lead",
        "en: SHARED warehouses",
        None,
        "`SHARED warehouses` is said, by demo1-01-04; take it out here or name it more narrowly",
    ),
    "another name for a thing nobody said that a record says": (
        "unsaid.yaml",
        "also: [进城开车要交钱, 限号出行]",
        "also: [进城开车要交钱, 统一建设]",
        None,
        "`统一建设` is said, by demo1-01-04; take it out here or name it more narrowly",
    ),
    "a sort of an organisation that is none": (
        "sorts.yaml",
        "organisations: [lanhu]",
        "organisations: [nobody]",
        None,
        "there is no organisation `nobody`",
    ),
    "a sort that has an organisation twice": (
        "sorts.yaml",
        "organisations: [lanhu]",
        "organisations: [lanhu, lanhu]",
        None,
        "`builders` has the same organisation twice",
    ),
    "a trade without an organisation": (
        "sorts.yaml",
        "organisations: [lanhu]",
        "organisations: []",
        None,
        "`builders` has no organisation; only a country may have none",
    ),
    "a name of two sorts": (
        "sorts.yaml",
        "zh: 建筑商,",
        "zh: 电机厂,",
        None,
        "`电机厂` names both motors and builders; a name may belong to one only",
    ),
    "a Chinese text that is not": (
        AOKI,
        "zh: 渝西应统一建设零部件仓库。",
        "zh: Build shared warehouses.",
        None,
        "`zh` holds no Chinese",
    ),
    "a record whose first line is after its last": (
        AOKI,
        "lines: [[8, 9]]",
        "lines: [[9, 8]]",
        None,
        "lines 9–8: the first must not be after the last",
    ),
    "a record that begins before its paper": (
        AOKI,
        "lines: [[5, 7]]",
        "lines: [[1, 7]]",
        None,
        "lines 1–7 lie outside the paper's own lines",
    ),
    "a record that ends after its paper": (
        AOKI,
        "lines: [[11, 11]]",
        "lines: [[11, 11], [11, 13]]",
        None,
        "lines 11–13 lie outside the paper's own lines",
    ),
}


@pytest.mark.parametrize(("name", "old", "new", "at", "text"), BROKEN_RULES.values(), ids=BROKEN_RULES)
def test_a_broken_rule_is_told_with_file_and_line(tiny, name, old, new, at, text):
    line = tiny.edit(name, old, new)
    place = (name, tiny.line_of(name, at) if at else line)
    told = [problem.text for problem in check_files(tiny.files()) if (problem.file, problem.line) == place]
    assert len(told) == 1
    assert text in told[0]


def test_an_id_of_two_papers_is_told_with_the_first_place(tiny):
    text = (tiny.data / AOKI).read_text(encoding="utf-8")
    (tiny.data / "demo1" / "01-lanhu.yaml").write_text(text, encoding="utf-8")
    found = {str(problem) for problem in check_files(tiny.files())}
    assert "demo1/01-lanhu.yaml:1: the id `demo1-01` is already used at demo1/01-aoki.yaml:1" in found
    assert "demo1/01-lanhu.yaml:1: this file must be named demo1/01-aoki.yaml" in found


def test_a_meeting_that_is_none_is_told(tiny):
    line = tiny.edit("demo2/01-lanhu.yaml", "meeting: demo2", "meeting: demo9")
    problem = Problem("demo2/01-lanhu.yaml", line, "there is no meeting `demo9` in meetings.yaml")
    assert problem in check_files(tiny.files())


def test_an_organisation_that_is_none_is_told(tiny):
    line = tiny.edit("demo2/01-lanhu.yaml", "organisation: lanhu", "organisation: hujiang")
    path = tiny.data / "demo2" / "01-lanhu.yaml"
    path.rename(path.with_name("01-hujiang.yaml"))
    assert check_files(tiny.files()) == [
        Problem("demo2/01-hujiang.yaml", line, "there is no organisation `hujiang` in organisations.yaml")
    ]


def test_a_part_of_an_english_word_of_a_record_says_nothing(tiny):
    tiny.edit("unsaid.yaml", "en: dogs on a lead", "en: ware")
    assert check_files(tiny.files()) == []


def key_records(count: int) -> str:
    return "".join(
        f"""
  - id: demo1-02-1{number}
    kind: plan
    key: true
    zh: 第{number}件事。
    en: Thing number {number}.
    themes: [energy]
    terms: [风电场, 长江沿岸]
    lines: [[15, 15]]"""
        for number in range(count)
    )


@pytest.mark.parametrize(("more", "told"), [(0, False), (3, False), (4, True)])
def test_a_paper_of_a_volume_has_three_to_six_key_records(tiny, more, told):
    tiny.edit(LANHU, "\nrecommendations:", f"\nrecommendations:{key_records(more)}")
    texts = [problem.text for problem in check_files(tiny.files())]
    assert texts == (["7 key records; a paper has 3 to 6 with `key: true`"] if told else [])


def test_a_speech_may_have_no_key_record_and_no_record_at_all(tiny):
    path = tiny.data / "demo2" / "01-lanhu.yaml"
    head = path.read_text(encoding="utf-8").partition("recommendations:")[0]
    path.write_text(head + "recommendations: []\n", encoding="utf-8")
    assert check_files(tiny.files()) == []


def test_a_record_may_fill_its_whole_paper(tiny):
    tiny.edit("demo2/01-lanhu.yaml", "lines: [[3, 3]]", "lines: [[2, 4]]")
    assert check_files(tiny.files()) == []


def test_a_name_may_be_spelled_twice_for_one_owner(tiny):
    tiny.edit("organisations.yaml", "aliases: [蓝湖, Blue Lake]", "aliases: [蓝湖, 蓝湖能源, blue lake]")
    assert check_files(tiny.files()) == []


# Several problems


def test_every_problem_of_every_file_is_told(tiny):
    places = [
        (AOKI, tiny.edit(AOKI, "themes: [talent]", "themes: [music]")),
        (AOKI, tiny.edit(AOKI, "lines: [[11, 11]]", "lines: [[11, 19]]")),
        (PRESS, tiny.edit(PRESS, "same_as: [demo1-01-01]", "same_as: [demo1-01-99]")),
        (PRESS, tiny.edit(PRESS, "themes: [talent]", "themes: [music]")),
        ("meetings.yaml", tiny.edit("meetings.yaml", "id: demo2", "id: demo1")),
        ("demo2/01-lanhu.yaml", tiny.line_of("demo2/01-lanhu.yaml", "meeting: demo2")),
        (
            "organisations.yaml",
            tiny.edit("organisations.yaml", "aliases: [蓝湖, Blue Lake]", "aliases: [AMC]"),
        ),
    ]
    assert sorted((problem.file, problem.line) for problem in check_files(tiny.files())) == sorted(places)


def test_every_problem_of_shape_of_every_file_is_told(tiny):
    places = [
        (AOKI, tiny.edit(AOKI, "kind: lesson", "kind: story")),
        (AOKI, tiny.edit(AOKI, "key: true\n    zh: 青木电机将", "key: maybe\n    zh: 青木电机将")),
        ("meetings.yaml", tiny.edit("meetings.yaml", "year: 2020", "year: early")),
        ("themes.yaml", tiny.edit("themes.yaml", "id: talent", "id: Talent")),
    ]
    assert sorted((problem.file, problem.line) for problem in check_files(tiny.files())) == sorted(places)


def test_a_meeting_that_is_none_hides_no_other_problem_of_the_paper(tiny):
    places = {
        (AOKI, tiny.edit(AOKI, "meeting: demo1", "meeting: demo9")),
        (AOKI, tiny.edit(AOKI, "people: [lin-sen]", "people: [wang-yan]")),
        (AOKI, tiny.edit(AOKI, "themes: [talent]", "themes: [music]")),
    }
    assert places <= {(problem.file, problem.line) for problem in check_files(tiny.files())}


def test_a_collection_with_problems_is_refused_with_all_of_them_in_order(tiny):
    tiny.edit(PRESS, "themes: [talent]", "themes: [music]")
    tiny.edit(AOKI, "themes: [talent]", "themes: [music]")
    with pytest.raises(DataError) as caught:
        tiny.load()
    assert str(caught.value) == (
        "demo1-press/01-aoki.yaml:24: there is no theme `music` in themes.yaml\n"
        "demo1/01-aoki.yaml:33: there is no theme `music` in themes.yaml"
    )
