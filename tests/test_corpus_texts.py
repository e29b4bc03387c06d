"""Slips of a hand that writes YAML for the first time, the report on themes, and proposals told once."""

import pytest

from cmiabot.cache import Cache
from cmiabot.corpus.export import theme_warnings
from cmiabot.corpus.loading import load_collection
from cmiabot.errors import DataError
from tests.auxil.loaded_collections import real_collection
from tests.auxil.tiny_collection import TinyCollection, write_tiny_collection

LANHU = "demo1/02-lanhu.yaml"


@pytest.fixture
def tiny(tmp_path) -> TinyCollection:
    return write_tiny_collection(tmp_path)


def problems_of(tiny: TinyCollection):
    with pytest.raises(DataError) as caught:
        load_collection(tiny.data, Cache(None))
    return caught.value.problems


def first_text(tiny: TinyCollection, field: str, number: int = 0) -> tuple[str, int]:
    """The line of a file that begins a record's field, and its number."""
    lines = (tiny.data / LANHU).read_text(encoding="utf-8").split("\n")
    found = [(line, place) for place, line in enumerate(lines, start=1) if line.startswith(f"    {field}: ")]
    return found[number]


def rewrite(tiny: TinyCollection, old: str, new: str) -> None:
    path = tiny.data / LANHU
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_a_text_that_a_comment_would_cut_off_is_told(tiny):
    line, place = first_text(tiny, "zh")
    rewrite(tiny, line, f"{line} #另见下条")
    assert [(p.file, p.line) for p in problems_of(tiny)] == [(LANHU, place)]


def test_a_quoted_text_may_hold_a_number_sign(tiny):
    line, _ = first_text(tiny, "zh")
    text = line.removeprefix("    zh: ").strip('"')
    rewrite(tiny, line, f'    zh: "{text} #1"')
    assert load_collection(tiny.data, Cache(None)).records


def test_chinese_in_the_english_text_is_told(tiny):
    line, place = first_text(tiny, "en")
    rewrite(tiny, line, "    en: 重庆 should act.")
    assert [(p.line, p.text) for p in problems_of(tiny)] == [(place, "`en` holds Chinese")]


def test_terms_between_chinese_commas_are_told(tiny):
    line, _ = first_text(tiny, "terms")
    rewrite(tiny, line, "    terms: [示范风电场，长江, 风力]")
    (problem,) = problems_of(tiny)
    assert "ASCII commas" in problem.text


def test_a_record_copied_with_its_text_is_told(tiny):
    (first, _), (second, place) = first_text(tiny, "zh"), first_text(tiny, "zh", 1)
    rewrite(tiny, second, first)
    (problem,) = problems_of(tiny)
    assert problem.line == place
    assert problem.text.startswith("`zh` says the same as demo1-02-01")


def test_themes_with_few_records_are_warned_of_and_full_ones(tiny):
    warnings = theme_warnings(tiny.load())
    assert any("fewer than 5" in warning for warning in warnings)
    assert all(("fewer than" in warning) != ("more than" in warning) for warning in warnings)


def test_two_records_of_a_paper_stay_apart_where_a_newspaper_sums_them_up():
    collection = real_collection()
    summed_up = next(
        record
        for record in collection.records.values()
        if len(record.same_as) > 1 and record.paper.startswith("cmia16-press")
    )
    records = [summed_up, *(collection.records[other] for other in summed_up.same_as)]
    groups = collection.proposals(records)
    assert groups[0][0] == summed_up
    assert sum(len(group) for group in groups) == len(records)
    for group in groups:
        assert len({record.paper for record in group}) == len(group)
