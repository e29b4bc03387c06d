"""The rules that need the source documents, and the passages read from them."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cmiabot.corpus.sources import (
    ExceptionUse,
    SourceReport,
    check_sources,
    read_passage,
    require_folder,
)
from cmiabot.errors import DataError, Problem
from tests.auxil.tiny_collection import DOCUMENTS, TinyCollection, write_tiny_collection

AOKI, SPEECH = "demo1/01-aoki.yaml", "demo2/01-lanhu.yaml"
TEXT = "给储能项目定一套消防标准。"
"""The Chinese text of the only record of SPEECH; tests put others in its place."""
LONG = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒"
"""A line no record resembles: 30 characters, none twice."""


@pytest.fixture
def tiny(tmp_path) -> TinyCollection:
    return write_tiny_collection(tmp_path)


def report(tiny: TinyCollection) -> SourceReport:
    return check_sources(tiny.files(), tiny.sources)


def with_last_line(tiny: TinyCollection, line: str) -> None:
    """Put one more line under the document of SPEECH."""
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + line + "\n")


def not_own_words(tiny: TinyCollection) -> Iterator[tuple[str, int]]:
    """Where records were found not to be in own words; no other problem is expected."""
    for problem in report(tiny).problems:
        assert "not in own words" in problem.text
        yield problem.file, problem.line


def test_a_collection_that_keeps_every_rule_has_no_problems(tiny):
    assert report(tiny) == SourceReport((), ())


# The documents


def test_a_document_that_has_changed_is_told_at_its_sha256(tiny):
    path = tiny.sources / "demo2.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    (problem,) = report(tiny).problems
    assert (problem.file, problem.line) == ("meetings.yaml", tiny.line_of("meetings.yaml", "demo2.txt") + 1)
    assert "demo2.txt has another sha256" in problem.text


def test_a_missing_document_is_told_and_the_others_are_checked(tiny):
    (tiny.sources / "demo2.txt").unlink()
    line = tiny.edit(AOKI, "terms: [技师学校, 两江新区]", "terms: [技师学校, 西部科学城]")
    first, second = report(tiny).problems
    assert (first.file, first.line) == ("meetings.yaml", tiny.line_of("meetings.yaml", "demo2.txt"))
    assert "demo2.txt is not in" in first.text
    assert (second.file, second.line) == (AOKI, line)


def test_a_document_that_is_not_utf_8_is_told_and_not_a_crash(tiny):
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"], "gb18030")
    (problem,) = report(tiny).problems
    assert problem.file == "meetings.yaml"
    assert "demo2.txt" in problem.text


def test_a_folder_that_is_none_is_named(tiny):
    assert require_folder(tiny.sources) == tiny.sources
    folder = tiny.sources / "demo1.txt"
    with pytest.raises(DataError) as caught:
        require_folder(folder)
    assert str(caught.value) == f"{folder}: there is no such folder with source documents"


# Line numbers


def test_the_last_line_of_a_document_may_be_named(tiny):
    tiny.edit(SPEECH, "lines: [[3, 3]]", "lines: [[3, 4]]")
    assert report(tiny).problems == ()


@pytest.mark.parametrize("end", ["", "\n"], ids=["without a line end", "with a line end"])
def test_a_paper_that_ends_after_its_document_is_told(tiny, end):
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"].removesuffix("\n") + end)
    line = tiny.edit(SPEECH, "lines: [[2, 4]]", "lines:\n  - [2, 4]\n  - [4, 5]") + 2
    (problem,) = report(tiny).problems
    assert (problem.file, problem.line) == (SPEECH, line)
    assert "line 5 is past the end of the document (4 lines)" in problem.text


def test_a_record_that_ends_after_its_document_is_told(tiny):
    paper = tiny.edit(SPEECH, "lines: [[2, 4]]", "lines: [[2, 40]]")
    record = tiny.edit(SPEECH, "lines: [[3, 3]]", "lines:\n      - [3, 3]\n      - [3, 39]") + 2
    places = [(problem.file, problem.line) for problem in report(tiny).problems]
    assert places == [(SPEECH, paper), (SPEECH, record)]


# Terms


def test_a_term_that_does_not_stand_in_the_lines_is_told(tiny):
    line = tiny.edit(SPEECH, "terms: [储能项目, 消防标准]", "terms:\n      - 储能项目\n      - 消防规范") + 2
    (problem,) = report(tiny).problems
    assert (problem.file, problem.line) == (SPEECH, line)
    assert "the term `消防规范` does not stand in the lines given" in problem.text


@pytest.mark.parametrize("term", ["首席工程师", "氢能公交车"], ids=["line before", "line after"])
def test_a_term_that_stands_in_another_line_only_is_told(tiny, term):
    line = tiny.edit(SPEECH, "terms: [储能项目, 消防标准]", f"terms: [储能项目, {term}]")
    assert [(problem.file, problem.line) for problem in report(tiny).problems] == [(SPEECH, line)]


@pytest.mark.parametrize(
    "line",
    ["第一，政府要为储能 项 目统一消防标准。", "第一，政府要为储能\u3000项目统一消防\t标准。"],
    ids=["blanks", "wide blank and tab"],
)
def test_a_term_is_found_across_white_space(tiny, line):
    document = DOCUMENTS["demo2.txt"].replace("第一，政府要为储能项目统一消防标准。", line)
    tiny.write_document("demo2.txt", document)
    assert report(tiny).problems == ()


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["Unix", "Windows"])
def test_a_term_is_found_across_a_line_end(tiny, line_end):
    document = DOCUMENTS["demo1.txt"].replace("\n", line_end)
    assert f"高效电{line_end}机" in document
    tiny.write_document("demo1.txt", document)
    assert report(tiny).problems == ()


def test_a_term_is_found_with_blanks_of_its_own(tiny):
    tiny.edit(SPEECH, "terms: [储能项目, 消防标准]", "terms: [储能 项目, 消防标准]")
    assert report(tiny).problems == ()


def test_a_term_is_found_across_the_ranges_of_a_record(tiny):
    tiny.edit(SPEECH, "lines: [[3, 3]]", "lines: [[3, 3], [4, 4]]")
    tiny.edit(SPEECH, "terms: [储能项目, 消防标准]", "terms: [消防标准, 示范线]")
    assert report(tiny).problems == ()


# Own words


@pytest.mark.parametrize(("length", "told"), [(20, False), (21, True)])
@pytest.mark.parametrize("frame", ["{}", "我们说{}", "{}如何", "我们说{}如何"])
def test_up_to_twenty_characters_may_be_shared(tiny, frame, length, told):
    with_last_line(tiny, LONG)
    for piece in (LONG[3 : 3 + length], LONG[-length:]):
        text = (tiny.data / SPEECH).read_text(encoding="utf-8")
        line = tiny.edit(SPEECH, TEXT, frame.format(piece))
        assert [*not_own_words(tiny)] == ([(SPEECH, line)] if told else [])
        (tiny.data / SPEECH).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, LONG),
        ("Set one fire-safety standard for storage projects.", LONG),
        ("标准先行，示范跟上。", LONG),
        ("Standards first, demonstrations next.", LONG),
    ],
    ids=["Chinese text", "English text", "Chinese thesis", "English thesis"],
)
def test_every_text_of_a_paper_is_checked(tiny, old, new):
    with_last_line(tiny, LONG)
    line = tiny.edit(SPEECH, old, new)
    assert [*not_own_words(tiny)] == [(SPEECH, line)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("terms: [储能项目, 消防标准]", f"terms: [储能项目, {LONG}]"),
        ("terms: [储能项目, 消防标准]", f"terms: [储能项目, 消防标准]\n    note: {LONG}"),
    ],
    ids=["term", "note"],
)
def test_terms_and_notes_of_a_record_are_checked_as_well(tiny, old, new):
    with_last_line(tiny, LONG)
    tiny.edit(SPEECH, "lines: [[2, 4]]", "lines: [[2, 5]]")
    tiny.edit(SPEECH, "lines: [[3, 3]]", "lines: [[3, 5]]")
    tiny.edit(SPEECH, old, new)
    assert [file for file, _ in not_own_words(tiny)] == [SPEECH]


@pytest.mark.parametrize("line_end", ["", "\n"], ids=["one of several", "with a line end within"])
def test_a_wording_is_checked_as_well_and_told_with_its_own_line(tiny, line_end):
    with_last_line(tiny, LONG[:15] + line_end + LONG[15:])
    line = tiny.edit("wordings.yaml", "少等几个礼拜", LONG)
    assert [*not_own_words(tiny)] == [("wordings.yaml", line)]


@pytest.mark.parametrize(("file", "name"), [("subjects.yaml", "囤货"), ("unsaid.yaml", "进城开车要交钱")])
def test_names_of_subjects_and_of_what_nobody_said_are_checked_as_well(tiny, file, name):
    with_last_line(tiny, LONG)
    line = tiny.edit(file, name, LONG)
    assert [*not_own_words(tiny)] == [(file, line)]


@pytest.mark.parametrize(("length", "told"), [(20, False), (21, True)])
def test_a_wording_may_share_as_much_as_any_text(tiny, length, told):
    with_last_line(tiny, LONG)
    tiny.edit("wordings.yaml", "少等几个礼拜", f"问问{LONG[:length]}怎么办")
    assert bool([*not_own_words(tiny)]) == told


def test_a_text_is_held_against_every_document(tiny):
    tiny.write_document("demo1.txt", DOCUMENTS["demo1.txt"] + LONG)
    line = tiny.edit(SPEECH, TEXT, LONG)
    assert [*not_own_words(tiny)] == [(SPEECH, line)]


def test_a_text_is_held_against_the_others_where_its_own_document_is_missing(tiny):
    (tiny.sources / "demo2.txt").unlink()
    tiny.write_document("demo1.txt", DOCUMENTS["demo1.txt"] + LONG)
    line = tiny.edit(SPEECH, TEXT, LONG)
    assert [(problem.file, problem.line) for problem in report(tiny).problems][1:] == [(SPEECH, line)]


def test_two_documents_do_not_make_a_run_together(tiny):
    tiny.write_document("demo1.txt", DOCUMENTS["demo1.txt"] + LONG[:15])
    tiny.write_document("demo1-press.txt", LONG[15:] + "\n" + DOCUMENTS["demo1-press.txt"])
    tiny.edit(SPEECH, TEXT, LONG)
    assert "not in own words" not in str(report(tiny).problems)


@pytest.mark.parametrize(
    "document",
    [
        LONG[:10] + "\n" + LONG[10:],
        LONG[:10] + "\r\n\r\n  " + LONG[10:],
        "，".join(LONG),
        LONG[:10] + "（——）" + LONG[10:],
    ],
    ids=["line end", "empty line", "commas", "punctuation"],
)
def test_line_ends_and_punctuation_of_a_document_do_not_count(tiny, document):
    with_last_line(tiny, document)
    line = tiny.edit(SPEECH, TEXT, LONG)
    assert [*not_own_words(tiny)] == [(SPEECH, line)]


def test_punctuation_of_a_text_does_not_count(tiny):
    with_last_line(tiny, LONG)
    line = tiny.edit(SPEECH, TEXT, "、".join(LONG))
    assert [*not_own_words(tiny)] == [(SPEECH, line)]


def test_case_width_and_blanks_do_not_make_words_our_own(tiny):
    with_last_line(tiny, "The Grid Needs 12 New Plants")
    line = tiny.edit(SPEECH, TEXT, "写作ｔｈｅ GRID needs １２ new-plants")
    assert [*not_own_words(tiny)] == [(SPEECH, line)]


def test_titles_and_roles_of_the_papers_are_not_texts_of_ours(tiny):
    with_last_line(tiny, LONG)
    tiny.edit(AOKI, "title: {zh: 换新电机的几点想法,", f"title: {{zh: {LONG},")
    tiny.edit(SPEECH, "role: {zh: 首席工程师,", f"role: {{zh: {LONG},")
    assert report(tiny).problems == ()


MASKED = "丙丁戊己庚"
"""Five characters of LONG, one of whose sides is then at most 25 − 5 long."""


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("organisations.yaml", "short: {zh: 山城钢铁,", f"short: {{zh: {MASKED},"),
        ("organisations.yaml", "name: {zh: 山城钢铁集团,", f"name: {{zh: {MASKED},"),
        ("organisations.yaml", "aliases: [青木, AMC]", f"aliases: [青木, {MASKED}]"),
        ("organisations.yaml", "name: {zh: 王燕,", f"name: {{zh: {MASKED},"),
        ("organisations.yaml", "aliases: [Sen Lin]", f"aliases: [{MASKED}]"),
        ("meetings.yaml", "name: {zh: 云上演示会议,", f"name: {{zh: {MASKED},"),
        ("meetings.yaml", "short: {zh: 云上会议（2020）,", f"short: {{zh: {MASKED},"),
        ("meetings.yaml", "aliases: [演示论文集,", f"aliases: [{MASKED},"),
        (AOKI, "title: {zh: 换新电机的几点想法,", f"title: {{zh: {MASKED},"),
    ],
    ids=[
        "organisation's short name",
        "organisation's name",
        "organisation's alias",
        "person's name",
        "person's alias",
        "meeting's name",
        "meeting's short name",
        "meeting's alias",
        "title of a paper",
    ],
)
def test_a_name_within_a_text_interrupts_a_run(tiny, name, old, new):
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + LONG[:25])
    tiny.edit(SPEECH, TEXT, LONG[:25])
    assert len([*not_own_words(tiny)]) == 1
    tiny.edit(name, old, new)
    assert report(tiny) == SourceReport((), ())


@pytest.mark.parametrize(("name", "told"), [(LONG[12], True), (LONG[12:14], False)])
def test_a_name_of_a_single_character_interrupts_nothing(tiny, name, told):
    """It would be found in any sentence."""
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + LONG[:26])
    tiny.edit("organisations.yaml", "aliases: [青木, AMC]", f"aliases: [青木, {name}]")
    tiny.edit(SPEECH, TEXT, LONG[:26])
    assert bool([*not_own_words(tiny)]) == told


def test_a_name_does_not_excuse_what_stands_beside_it(tiny):
    with_last_line(tiny, LONG)
    tiny.edit("organisations.yaml", "aliases: [青木, AMC]", f"aliases: [青木, {MASKED}]")
    line = tiny.edit(SPEECH, TEXT, LONG)
    assert [*not_own_words(tiny)] == [(SPEECH, line)]


def test_the_longest_of_several_names_is_masked(tiny):
    """A short name within a long one must not leave the rest of the long one standing."""
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + LONG[:25])
    tiny.edit("organisations.yaml", "aliases: [青木, AMC]", f"aliases: [青木, {LONG[:2]}]")
    tiny.edit("organisations.yaml", "name: {zh: 山城钢铁集团,", f"name: {{zh: {LONG[:6]},")
    tiny.edit(SPEECH, TEXT, LONG[:25])
    assert report(tiny).problems == ()


def test_the_problem_shows_the_shared_words(tiny):
    with_last_line(tiny, LONG)
    tiny.edit(SPEECH, TEXT, f"开头{LONG[3:27]}")
    (problem,) = report(tiny).problems
    assert f"「{LONG[3:24]}…」" in problem.text


@given(st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_slice_of_a_document_is_told_just_where_it_is_longer_than_twenty(speech_files, data):
    """Wherever in the document, and whatever of it stands in the record."""
    files, sources, document = speech_files
    start = data.draw(st.integers(0, len(document) - 1))
    length = data.draw(st.integers(0, 40) | st.integers(18, 23))
    piece = document[start : start + length]
    problems = check_sources(files(f"我{piece}们"), sources).problems
    assert bool(problems) == (len(piece) > 20)


@pytest.fixture
def speech_files(tiny):
    """Files with a text in SPEECH, the folder of documents, and a document of single characters."""
    document = "".join(chr(0x4E00 + 7 * number) for number in range(90))
    with_last_line(tiny, document)
    original = (tiny.data / SPEECH).read_text(encoding="utf-8")

    def files(text):
        (tiny.data / SPEECH).write_text(original.replace(TEXT, text), encoding="utf-8")
        return tiny.files()

    return files, tiny.sources, document


# Exceptions


def test_an_exception_lets_a_text_pass_and_its_use_is_listed(tiny):
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + LONG[:25])
    tiny.edit(SPEECH, TEXT, LONG[:25])
    tiny.edit("proper_names.yaml", "[]", f"[智博会, {MASKED}]")
    assert report(tiny) == SourceReport((), (ExceptionUse(MASKED, "demo2-01-01"),))


def test_an_exception_in_a_thesis_is_listed_with_the_paper(tiny):
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + LONG[:25])
    tiny.edit(SPEECH, "标准先行，示范跟上。", LONG[:25])
    tiny.edit("proper_names.yaml", "[]", f"[{MASKED}]")
    assert report(tiny) == SourceReport((), (ExceptionUse(MASKED, "demo2-01"),))


def test_an_exception_in_a_wording_is_listed_with_the_record(tiny):
    tiny.write_document("demo2.txt", DOCUMENTS["demo2.txt"] + LONG[:25])
    tiny.edit("wordings.yaml", "少等几个礼拜", LONG[:25])
    tiny.edit("proper_names.yaml", "[]", f"[{MASKED}]")
    assert report(tiny) == SourceReport((), (ExceptionUse(MASKED, "demo1-02-03"),))


def test_an_exception_that_was_not_needed_is_not_listed(tiny):
    tiny.edit("proper_names.yaml", "[]", "[消防标准]")
    assert report(tiny) == SourceReport((), ())


def test_every_exception_a_text_needs_is_listed(tiny):
    with_last_line(tiny, LONG + "\n东南西北" + LONG[::-1])
    tiny.edit(SPEECH, TEXT, LONG[:25] + "，" + LONG[24::-1])
    tiny.edit("proper_names.yaml", "[]", f"[{MASKED}, {MASKED[::-1]}]")
    assert report(tiny).problems == ()
    assert [use.name for use in report(tiny).exceptions] == [MASKED, MASKED[::-1]]


def test_an_exception_that_does_not_suffice_is_not_listed_as_letting_a_text_pass(tiny):
    with_last_line(tiny, LONG)
    tiny.edit(SPEECH, TEXT, LONG)
    tiny.edit("proper_names.yaml", "[]", f"[{MASKED}]")
    found = report(tiny)
    assert len(found.problems) == 1
    assert found.exceptions == ()


def test_an_exception_of_punctuation_alone_excuses_nothing(tiny):
    with_last_line(tiny, LONG)
    tiny.edit(SPEECH, TEXT, LONG)
    tiny.edit("proper_names.yaml", "[]", "[……]")
    assert len([*not_own_words(tiny)]) == 1


def test_without_a_file_of_exceptions_nothing_is_excused(tiny):
    with_last_line(tiny, LONG)
    tiny.edit(SPEECH, TEXT, LONG)
    (tiny.data / "proper_names.yaml").unlink()
    assert len([*not_own_words(tiny)]) == 1


# Several problems


def test_every_problem_with_the_documents_is_told(tiny):
    path = tiny.sources / "demo1-press.txt"
    path.write_bytes(path.read_bytes() + LONG.encode())
    term = tiny.edit(AOKI, "terms: [技师学校, 两江新区]", "terms: [技师学校, 西部科学城]")
    other = tiny.edit(AOKI, "terms: [零部件仓库, 渝西]", "terms: [零部件仓库, 渝东]")
    words = tiny.edit(SPEECH, TEXT, LONG)
    found = {(problem.file, problem.line) for problem in report(tiny).problems}
    changed = ("meetings.yaml", tiny.line_of("meetings.yaml", "demo1-press.txt") + 1)
    assert found == {changed, (AOKI, term), (AOKI, other), (SPEECH, words)}


def test_problems_are_comparable_and_print_their_place(tiny):
    tiny.edit(SPEECH, "terms: [储能项目, 消防标准]", "terms: [储能项目, 消防规范]")
    (problem,) = report(tiny).problems
    assert str(problem) == f"{SPEECH}:16: the term `消防规范` does not stand in the lines given"
    assert sorted([problem, Problem(SPEECH, 2, "")])[0].line == 2


# Passages


def test_a_passage_is_the_lines_as_they_stand(tiny):
    assert read_passage(tiny.sources, "demo1.txt", [(8, 9)]) == (
        "德国工厂把每台设备的停机数据接到同一个平台上，结果维修时间比从前缩短了\n一半，重庆不妨照着做。"
    )


def test_ranges_of_a_passage_are_separated_by_dots(tiny):
    passage = read_passage(tiny.sources, "demo2.txt", [(1, 1), (4, 4)])
    assert passage == "云上演示会议\n……\n第二，氢能公交车可以先跑两条示范线。"


@pytest.mark.parametrize("document", ["demo9.txt", "", "demo1.txt/x"])
def test_there_is_no_passage_without_a_document(tiny, document):
    assert read_passage(tiny.sources, document, [(1, 1)]) is None


@pytest.mark.parametrize(
    "lines", [[], [(400, 401)], [(5, 5)]], ids=["no lines", "past the end", "empty lines"]
)
def test_there_is_no_passage_without_text(tiny, lines):
    (tiny.sources / "demo2.txt").write_bytes(b"one\ntwo\nthree\nfour\n \n")
    assert read_passage(tiny.sources, "demo2.txt", lines) is None


def test_empty_lines_around_a_range_are_left_out(tiny):
    (tiny.sources / "demo2.txt").write_bytes(b"\n\none\n\ntwo\n\n")
    assert read_passage(tiny.sources, "demo2.txt", [(1, 6)]) == "one\n\ntwo"


@pytest.mark.parametrize("mark", ["\r", "\f", "\u2028", "\x85"])
def test_only_a_line_feed_ends_a_line_of_a_passage(tiny, mark):
    (tiny.sources / "demo2.txt").write_bytes(f"one{mark}more\ntwo\nthree\n".encode())
    assert read_passage(tiny.sources, "demo2.txt", [(2, 2)]) == "two"


def test_there_is_no_passage_from_a_document_that_is_not_utf_8(tiny):
    (tiny.sources / "demo2.txt").write_bytes("云上演示会议".encode("gb18030"))
    assert read_passage(tiny.sources, "demo2.txt", [(1, 1)]) is None
