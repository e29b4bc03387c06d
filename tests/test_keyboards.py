"""The buttons under a page: all there, in their order, and no more in a row than a phone can show."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardButton

from cmiabot.messages.answers import answer_screen
from cmiabot.messages.screens import Action, Copy, Item, Link, Page, Screen, pages
from cmiabot.search.answer import Answer, Correction, Hit, QuestionKind, Reading
from cmiabot.telegram.callbacks import OpenScreen, TurnAnswer, encode
from cmiabot.telegram.keyboards import keyboard
from tests.auxil.loaded_collections import frozen_collection

CHECKED = settings(deadline=None, database=None)
MOST_IN_ROW = 8
"""Buttons Telegram shows in one row."""
LABELS = st.text("原文 1Source", min_size=1, max_size=30)
COPIES = st.builds(Copy, LABELS, st.just("text"))


def rows_of(page: Page, language: str = "zh") -> list[tuple[InlineKeyboardButton, ...]]:
    markup = keyboard(page, TurnAnswer, language)
    return list(markup.inline_keyboard) if markup else []


def labels_of(page: Page, language: str = "zh") -> list[list[str]]:
    return [[button.text for button in row] for row in rows_of(page, language)]


def page_with(
    links: Sequence[Link] = (), copies: Sequence[Copy] = (), of_screen: Sequence[Link] = (), number: int = 1
) -> Page:
    """A page of a screen; the second of three where `number` is 2."""
    return Page("text", tuple(links), tuple(copies), tuple(of_screen), number, 3 if number > 1 else 1)


def links(*labels: str) -> list[Link]:
    return [Link(label, Action.SOURCE, str(number)) for number, label in enumerate(labels)]


class TestRows:
    @pytest.mark.parametrize(
        ("length", "width"),
        [(1, 6), (3, 6), (4, 5), (7, 5), (8, 3), (14, 3), (15, 2), (24, 2), (25, 1), (64, 1)],
    )
    def test_the_longer_the_labels_the_fewer_stand_in_a_row(self, length: int, width: int) -> None:
        labels = ["x" * length] * 7
        rows = labels_of(page_with(links(*labels)))
        assert [len(row) for row in rows[:-1]] == [width] * (len(rows) - 1)
        assert sum(len(row) for row in rows) == len(labels)
        assert 1 <= len(rows[-1]) <= width

    def test_the_longest_label_decides_for_its_neighbours(self) -> None:
        assert labels_of(page_with(links("1", "2", "x" * 25))) == [["1"], ["2"], ["x" * 25]]

    @pytest.mark.parametrize(
        ("label", "width"),
        [
            ("源", 6),
            ("源码", 5),
            ("源码1", 5),
            ("源码源码", 3),
            ("源" * 7, 3),
            ("源" * 12, 2),
            ("源" * 13, 1),
        ],
    )
    def test_a_chinese_character_is_as_wide_as_two_letters(self, label: str, width: int) -> None:
        first, *_ = labels_of(page_with(links(*[label] * 7)))
        assert len(first) == width

    def test_buttons_of_another_sort_begin_a_row_of_their_own_and_have_their_own_width(self) -> None:
        page = page_with(
            links("1", "2"), [Copy("引用 1", "a"), Copy("引用 2", "b")], links("x" * 18, "y", "z"), number=2
        )
        assert labels_of(page) == [
            ["1", "2"],
            ["引用 1", "引用 2"],
            ["x" * 18, "y"],
            ["z"],
            ["‹ 上一页", "下一页 ›"],
        ]

    @CHECKED
    @given(st.lists(LABELS, max_size=12), st.lists(COPIES, max_size=12), st.lists(LABELS, max_size=4))
    def test_no_button_is_lost_and_no_row_is_too_wide_for_telegram(
        self, first: list[str], copies: list[Copy], last: list[str]
    ) -> None:
        rows = labels_of(page_with(links(*first), copies, links(*last)))
        assert [label for row in rows for label in row] == [*first, *(copy.label for copy in copies), *last]
        assert all(1 <= len(row) <= MOST_IN_ROW for row in rows)

    def test_a_page_without_buttons_has_no_keyboard(self) -> None:
        assert rows_of(page_with()) == []


class TestButtons:
    def test_a_button_that_copies_does_nothing_else(self) -> None:
        ((button,),) = rows_of(page_with(copies=[Copy("复制引用", "顾云 & <b>")]))
        assert button.copy_text is not None
        assert button.copy_text.text == "顾云 & <b>"
        assert button.callback_data is None

    def test_a_button_that_opens_carries_what_it_opens(self) -> None:
        ((button,),) = rows_of(page_with([Link("1", Action.FILE)]))
        assert button.callback_data == encode(OpenScreen(Action.FILE))
        assert button.copy_text is None

    @pytest.mark.parametrize(
        ("language", "labels"),
        [
            ("zh", ["‹ 上一页", "下一页 ›"]),
            ("zh-Hant", ["‹ 上一頁", "下一頁 ›"]),
            ("en", ["‹ Back", "Next ›"]),
        ],
    )
    def test_pages_are_turned_in_the_last_row(self, language: str, labels: list[str]) -> None:
        screen = Screen(
            "Header", tuple(Item(str(number), Link("1", Action.PAPERS)) for number in range(3)), per_page=1
        )
        first, second, third = (labels_of(page, language)[-1] for page in pages(screen))
        assert (first, second, third) == (labels[1:], labels, labels[:1])
        *_, (back, forth) = rows_of(pages(screen)[1])
        assert back.callback_data == encode(TurnAnswer(1))
        assert forth.callback_data == encode(TurnAnswer(3))


class TestAnswers:
    @pytest.mark.parametrize(
        ("language", "rows"),
        [
            (
                "zh",
                [
                    ["原文 1", "原文 2", "原文 3", "原文 4", "原文 5"],
                    ["引用 1", "引用 2", "引用 3", "引用 4", "引用 5"],
                    ["存为文件", "不是北光电气", "都不是"],
                    ["下一页 ›"],
                ],
            ),
            (
                "en",
                [
                    ["Source 1", "Source 2", "Source 3"],
                    ["Source 4", "Source 5"],
                    ["Cite 1", "Cite 2", "Cite 3", "Cite 4", "Cite 5"],
                    ["As file", "Not Nordlicht Electric"],
                    ["None of these"],
                    ["Next ›"],
                ],
            ),
        ],
    )
    def test_the_buttons_of_a_doubtful_answer_stand_in_rows_by_what_they_do(
        self, language: str, rows: list[list[str]]
    ) -> None:
        collection = frozen_collection()
        hits = tuple(Hit(record, 0.5) for record in list(collection.records)[:6])
        corrections = (Correction("北广", "北光", "nordlicht"),)
        reading = Reading(QuestionKind.TOPIC, language, corrections=corrections)
        first, _ = pages(answer_screen(collection, Answer(reading, hits, total=len(hits)), buttons=True))
        assert labels_of(first, language) == rows
