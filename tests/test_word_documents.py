"""Answers as Word documents: everything that was found, as Word shows it, under a name any disk takes."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from cmiabot.corpus.models import Collection
from cmiabot.messages.answers import answer_screen
from cmiabot.messages.catalogue import LANGUAGES, to_traditional
from cmiabot.messages.documents import file_name, word_document
from cmiabot.messages.screens import Item, Screen, pages, whole_text
from cmiabot.search.answer import Answer, Hit, QuestionKind, Reading
from tests.auxil.loaded_collections import frozen_collection, real_collection
from tests.auxil.marked_collection import MARKUP, load_marked_collection
from tests.auxil.scripts import simplified_characters
from tests.auxil.telegram_html import visible_text

COLLECTION = frozen_collection()
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""What Windows takes for a device, whatever the ending."""


def everything(language: str, collection: Collection = COLLECTION) -> Screen:
    """An answer that holds every record."""
    hits = tuple(Hit(record, 0.9) for record in collection.records)
    reading = Reading(QuestionKind.MEETING, language, meetings=collection.meetings_with_papers)
    return answer_screen(collection, Answer(reading, hits=hits, sure=True, total=len(hits)))


def paragraphs_of(screen: Screen) -> list[Paragraph]:
    """The paragraphs as whoever opens the file finds them."""
    return Document(BytesIO(word_document(screen))).paragraphs


def lines_of(screen: Screen) -> list[str]:
    """What a reader sees in the chat, without the blank lines."""
    return [line for line in visible_text(whole_text(screen)).splitlines() if line]


def runs_of(paragraph: Paragraph) -> list[tuple[str, bool, bool]]:
    """The pieces of a paragraph: text, bold, italic."""
    return [(run.text, bool(run.bold), bool(run.italic)) for run in paragraph.runs]


def name_of(language: str = "zh", collection: Collection = COLLECTION, **named: Any) -> str:
    return file_name(collection, Reading(QuestionKind.PERSON, language, **named))


class TestContent:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_holds_every_line_of_an_answer_of_many_pages(self, language: str) -> None:
        screen = everything(language)
        assert len(pages(screen)) > 3
        assert [paragraph.text for paragraph in paragraphs_of(screen)] == lines_of(screen)

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_it_holds_every_record_of_the_real_collection(self, language: str) -> None:
        collection = real_collection()
        text = "\n".join(paragraph.text for paragraph in paragraphs_of(everything(language, collection)))
        proposals = collection.proposals(collection.records.values())
        assert len(proposals) > 500
        shown = [record.text.in_language(language) for record, *_ in proposals]
        assert [one for one in shown if one not in text] == []

    def test_who_is_bold_where_it_is_said_is_italic_and_the_advice_is_neither(self) -> None:
        answer = Answer(Reading(QuestionKind.TOPIC, "zh"), (Hit("cmia16-02-01", 0.9),), sure=True, total=1)
        head, who, advice, source = paragraphs_of(answer_screen(COLLECTION, answer))
        assert runs_of(head) == [("找到 1 条：", False, False)]
        assert runs_of(who) == [("1. 顾云、彼得·诺瓦克（云岭化工）", True, False)]
        assert runs_of(advice) == [(COLLECTION.records["cmia16-02-01"].text.zh, False, False)]
        assert runs_of(source) == [("建议 · 第十六届年会（2021） · 论文2 · 一", False, True)]

    def test_bold_and_italic_may_begin_and_end_within_a_line_and_reach_over_lines(self) -> None:
        first, second = paragraphs_of(Screen("a <b>b <i>c</i>\nd</b> e"))
        assert runs_of(first) == [("a ", False, False), ("b ", True, False), ("c", True, True)]
        assert runs_of(second) == [("d", True, False), (" e", False, False)]

    def test_header_items_and_footer_come_in_this_order(self) -> None:
        screen = Screen("Header", (Item("1"), Item("2\n\n3")), "Footer")
        assert [paragraph.text for paragraph in paragraphs_of(screen)] == ["Header", "1", "2", "3", "Footer"]

    def test_what_belongs_together_stands_close_and_items_stand_apart(self) -> None:
        spaces = [p.paragraph_format.space_after for p in paragraphs_of(Screen("Header", (Item("1\n2"),)))]
        assert [space.pt if space else 0 for space in spaces] == [10, 0, 10]

    def test_a_traditional_answer_is_traditional_in_the_file(self) -> None:
        text = "".join(paragraph.text for paragraph in paragraphs_of(everything("zh-Hant")))
        assert "北光電氣" in text
        assert simplified_characters(text) == set()

    def test_chinese_characters_have_a_font_of_their_own(self) -> None:
        fonts = Document(BytesIO(word_document(everything("zh")))).styles["Normal"].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) != fonts.get(qn("w:ascii"))
        assert fonts.get(qn("w:eastAsia"))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_markup_in_the_data_is_shown_as_it_is_written(self, language: str, tmp_path: Path) -> None:
        screen = everything(language, load_marked_collection(tmp_path))
        text = "\n".join(paragraph.text for paragraph in paragraphs_of(screen))
        assert text.count(MARKUP) > len(COLLECTION.records)
        assert "&lt;" not in text


class TestName:
    @pytest.mark.parametrize(
        ("language", "named", "name"),
        [
            pytest.param("zh", {"people": ("gu-yun",)}, "顾云 给重庆的建议.docx", id="person"),
            pytest.param(
                "zh", {"organisations": ("kapok",)}, "木棉软件 给重庆的建议.docx", id="organisation"
            ),
            pytest.param("zh", {}, "给重庆的建议.docx", id="nobody"),
            pytest.param("zh-Hant", {"people": ("gu-yun",)}, "顧雲 給重慶的建議.docx", id="Traditional"),
            pytest.param("en", {"people": ("gu-yun",)}, "Gu Yun advice to Chongqing.docx", id="English"),
            pytest.param("en", {}, "advice to Chongqing.docx", id="nobody in English"),
            pytest.param(
                "zh",
                {"people": ("anna-lind",), "organisations": ("nordlicht",)},
                "安娜·林德 给重庆的建议.docx",
                id="person and their organisation",
            ),
            pytest.param(
                "en",
                {"organisations": ("yunling", "kapok")},
                "Yunling & Sons Kapok Software advice to Chongqing.docx",
                id="two organisations",
            ),
        ],
    )
    def test_it_says_who_it_is_about_in_the_language_of_the_question(
        self, language: str, named: dict[str, Any], name: str
    ) -> None:
        assert name_of(language, **named) == name

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_windows_takes_the_name_of_everybody_in_the_real_collection(self, language: str) -> None:
        collection = real_collection()
        names = [
            *(name_of(language, collection, people=(person,)) for person in collection.people),
            *(name_of(language, collection, organisations=(one,)) for one in collection.organisations),
        ]
        assert [name for name in names if not windows_takes(name)] == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_windows_takes_the_name_whatever_stands_in_the_data(self, language: str, tmp_path: Path) -> None:
        marked = load_marked_collection(tmp_path)
        assert marked.people["gu-yun"].name.zh.endswith(MARKUP)
        for named in ({"people": ("gu-yun", "wen-qing")}, {"organisations": ("kapok",)}):
            name = name_of(language, marked, **named)
            assert windows_takes(name)
            assert (
                ("顧" if language == "zh-Hant" else "顾") in name or "people" not in named or language == "en"
            )

    def test_a_name_in_traditional_characters_is_that_of_the_simplified_one(self) -> None:
        for person in COLLECTION.people:
            assert name_of("zh-Hant", people=(person,)) == to_traditional(name_of("zh", people=(person,)))


def windows_takes(name: str) -> bool:
    """Whether Windows (and any other system) stores a file of this name as it is."""
    stem, dot, ending = name.rpartition(".")
    return (
        (dot, ending) == (".", "docx")
        and stem == stem.strip() != ""
        and re.search(r'[<>:"/\\|?*\x00-\x1f]', name) is None
        and RESERVED.fullmatch(stem.partition(".")[0]) is None
        and len(name.encode()) <= 255
    )
