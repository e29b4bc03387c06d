"""Citations that a button copies: who, where and on which lines, never longer than a button can hold."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from cmiabot.corpus.models import Collection, Paper, Recommendation, Text
from cmiabot.messages.browsing import Browser
from cmiabot.messages.catalogue import LANGUAGES, to_traditional
from tests.auxil.loaded_collections import frozen_collection, real_collection
from tests.auxil.scripts import simplified_characters
from tests.auxil.telegram_html import utf16_length

MOST = 256
"""UTF-16 units a button can copy."""
COLLECTION = frozen_collection()
RECORD = COLLECTION.records["cmia16-01-01"]


def citation(record: Recommendation, language: str = "zh", collection: Collection = COLLECTION) -> str:
    """What the button under the source of a record copies."""
    (copy,) = Browser(collection, language, None).source(record).copies
    return copy.text


def named_in(record: Recommendation, language: str, collection: Collection) -> list[str]:
    """What a citation may never leave out: organisation, meeting with its year, and every line."""
    paper = collection.paper_of(record)
    meeting = collection.meeting_of(paper)
    lines = [f"{first}–{last}" if first < last else str(first) for first, last in record.lines]
    organisation = collection.organisation_of(paper).short.in_language(language)
    told = [organisation, meeting.name.in_language(language), str(meeting.year), *lines]
    return [to_traditional(part) for part in told] if language == "zh-Hant" else told


def with_paper(**changes: object) -> Collection:
    """The frozen collection with another title or role of the first paper."""
    paper: Paper = replace(COLLECTION.papers[RECORD.paper], **changes)  # type: ignore[arg-type]
    return replace(COLLECTION, papers=MappingProxyType({**COLLECTION.papers, paper.id: paper}))


def titled(length: int) -> Collection:
    return with_paper(title=Text("题" * length, "T" * length))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_citation_of_the_real_collection_fits_and_names_organisation_meeting_and_lines(
    language: str,
) -> None:
    collection = real_collection()
    cited = {record: citation(record, language, collection) for record in collection.records.values()}
    assert [record.id for record, text in cited.items() if not 0 < utf16_length(text) <= MOST] == []
    missing = {
        record.id: part
        for record, text in cited.items()
        for part in named_in(record, language, collection)
        if part not in text
    }
    assert missing == {}


def test_every_title_of_the_real_collection_fits_into_its_chinese_citation() -> None:
    collection = real_collection()
    for record in collection.records.values():
        title = collection.paper_of(record).title
        assert title is None or f"《{title.zh}》" in citation(record, "zh", collection)


@pytest.mark.parametrize(
    ("identifier", "language", "text"),
    [
        pytest.param(
            "cmia16-01-05",
            "zh",
            "安娜·林德（北光电气全球高级副总裁）：《用微电网托住工业园区》，重庆市市长国际经济顾问团会议第十六届年会（2021），论文1，三，第14、15行",
            id="paper of a volume",
        ),
        pytest.param(
            "cmia15-01-02",
            "zh",
            "温晴（木棉软件创始人），重庆市市长国际经济顾问团会议第十五届年会（2020），第4行",
            id="speech without title",
        ),
        pytest.param(
            "cmia16-03-01",
            "zh-Hant",
            "木棉軟件：《給中小企業一把上雲的梯子》，重慶市市長國際經濟顧問團會議第十六屆年會（2021），論文3，一，第34行",
            id="nobody named, Traditional",
        ),
        pytest.param(
            "cmia16-01-01",
            "en",
            "Anna Lind (Senior Vice President, Nordlicht Electric): “Microgrids to carry the industrial "
            "parks”, The 16th Annual Meeting of the Advisory Council (2021), paper 1, 一, lines 7–8",
            id="English, several lines",
        ),
        pytest.param(
            "cmia16-press-02-01",
            "en",
            "He Chuan (President of Sanjiang Motors): “Swapping stations should speak one language”, "
            "Theme session of the 16th Annual Meeting of the Advisory Council (2021), line 7",
            id="English, one line",
        ),
    ],
)
def test_a_citation_is_one_line_to_put_under_a_quotation(identifier: str, language: str, text: str) -> None:
    assert citation(COLLECTION.records[identifier], language) == text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_title_is_what_is_left_out_first(language: str) -> None:
    letter = {"zh": "题", "en": "T"}[language]
    longest = MOST - utf16_length(citation(RECORD, language, titled(1))) + 1
    just_fits = citation(RECORD, language, titled(longest))
    assert utf16_length(just_fits) == MOST
    assert letter * longest in just_fits
    too_long = citation(RECORD, language, titled(longest + 1))
    assert letter * 2 not in too_long
    assert too_long == citation(RECORD, language, with_paper(title=None))
    assert all(part in too_long for part in named_in(RECORD, language, COLLECTION))


@pytest.mark.parametrize("letter", ["长", "😀"], ids=["Chinese", "emoji"])
def test_what_is_still_too_long_is_cut_at_its_end(letter: str) -> None:
    role = letter * MOST
    text = citation(RECORD, "zh", with_paper(role=Text(role, role)))
    assert text.startswith(f"安娜·林德（北光电气{letter}")
    assert MOST - 1 <= utf16_length(text) <= MOST
    assert set(text) <= set(f"安娜·林德（北光电气{letter}")


def test_markup_in_the_data_is_copied_as_it_is_written() -> None:
    text = citation(RECORD, "zh", with_paper(title=Text("<b>&amp; & “引”", "T")))
    assert "《<b>&amp; & “引”》" in text


def test_a_traditional_citation_holds_no_simplified_character() -> None:
    together = "".join(citation(record, "zh-Hant") for record in COLLECTION.records.values())
    assert simplified_characters(together) == set()
