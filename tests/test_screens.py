"""Screens and their pages: nothing too long for Telegram, nothing lost, nothing cut that need not be."""

import re
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cmiabot.messages import html as production_html
from cmiabot.messages.screens import (
    PAGE_LIMIT,
    Action,
    Copy,
    Item,
    Link,
    Page,
    Screen,
    cut_plain,
    pages,
    whole_text,
)
from tests.auxil.telegram_html import utf16_length, visible_text

CHECKED = settings(deadline=None, database=None, max_examples=60)
LONGEST_UNCUT = PAGE_LIMIT - 40
"""An item of this length still fits into a message with the line that says which page it is."""
PAGE_LINE = re.compile(r"\n\n<i>Page (\d+) of (\d+)</i>$")

PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["😀", "👨‍👩‍👧", "𠮷", "重庆", "<b>", "&amp;", "&", "\"'", "\n", "\u202e", "e\u0301", " "]
    ),
)
PLAIN = st.lists(PIECES, min_size=1, max_size=6).map("".join)
LONG = st.builds(lambda text, times: text * times, PLAIN, st.sampled_from([1, 2, 20, 200]))


def bold(text: str) -> str:
    return f"<b>{escape(text[:20])}</b>{escape(text[20:])}"


@st.composite
def screens(draw: st.DrawFn) -> Screen:
    texts = draw(st.lists(LONG, max_size=8))
    items = tuple(
        Item(
            f"⟦{number}⟧{bold(text)}⟦/{number}⟧",
            Link(f"[{number}]", Action.SOURCE, str(number)) if draw(st.booleans()) else None,
            Copy(f"[{number}]", str(number)) if draw(st.booleans()) else None,
        )
        for number, text in enumerate(texts)
    )
    return Screen(
        header="Header " + bold(draw(PLAIN)),
        items=items,
        footer=draw(st.sampled_from(["", "Footer", "<i>&amp;</i>" * 300])),
        links=draw(st.sampled_from([(), (Link("All", Action.PAPERS),)])),
        copies=draw(st.sampled_from([(), (Copy("All", "text"),)])),
        per_page=draw(st.integers(1, 12)),
        between=draw(st.sampled_from(["\n", "\n\n"])),
    )


def without_page_line(html: str) -> str:
    return PAGE_LINE.sub("", html)


def squeezed(html: str) -> str:
    """The visible text without white space: what must not be lost or doubled."""
    return "".join(visible_text(html).split())


def cut_into_pages(screen: Screen) -> list[str]:
    return [page.html for page in pages(screen, "Page {page} of {pages}")]


def buttons_of(page: Page) -> list[Link | Copy]:
    """The buttons of the items on a page."""
    return [*page.item_links, *page.copies]


def fits(item: Item) -> bool:
    return utf16_length(visible_text(item.html)) <= LONGEST_UNCUT


class TestPages:
    @CHECKED
    @given(screens())
    def test_every_page_is_taken_by_telegram(self, screen: Screen) -> None:
        for html in cut_into_pages(screen):
            assert 0 < utf16_length(visible_text(html)) <= 4096

    @CHECKED
    @given(screens())
    def test_nothing_is_lost_doubled_or_moved(self, screen: Screen) -> None:
        together = "".join(squeezed(without_page_line(html)) for html in cut_into_pages(screen))
        assert together == squeezed(screen.header) + "".join(
            squeezed(item.html) for item in screen.items
        ) + squeezed(screen.footer)

    @CHECKED
    @given(screens())
    def test_an_item_stays_whole_with_its_markup_unless_it_alone_is_too_long(self, screen: Screen) -> None:
        cut = cut_into_pages(screen)
        for item in filter(fits, screen.items):
            assert sum(item.html in html for html in cut) == 1

    @CHECKED
    @given(screens())
    def test_the_buttons_of_an_item_stand_under_every_page_with_a_part_of_it(self, screen: Screen) -> None:
        shown = pages(screen)
        for item in screen.items:
            number = item.html.partition("⟧")[0] + "⟧"
            first = next(page for page in shown if number in page.html)
            for button in (item.link, item.copy):
                if button is None:
                    continue
                pages_with_button = [page for page in shown if button in buttons_of(page)]
                assert first in pages_with_button
                if fits(item):
                    assert pages_with_button == [first]
                    assert buttons_of(first).count(button) == 1

    @CHECKED
    @given(screens())
    def test_the_buttons_of_the_screen_stand_under_every_page(self, screen: Screen) -> None:
        for page in pages(screen):
            assert page.links[len(page.links) - len(screen.links) :] == screen.links
            assert page.copies[len(page.copies) - len(screen.copies) :] == screen.copies
            assert page.links == (*page.item_links, *page.screen_links)

    @CHECKED
    @given(screens())
    def test_no_page_has_more_items_than_wanted(self, screen: Screen) -> None:
        for html in cut_into_pages(screen):
            assert len(re.findall(r"⟦\d+⟧", html)) <= screen.per_page

    @CHECKED
    @given(screens())
    def test_pages_are_numbered_and_say_so_where_there_are_several(self, screen: Screen) -> None:
        shown = pages(screen, "Page {page} of {pages}")
        assert [page.number for page in shown] == list(range(1, len(shown) + 1))
        for page in shown:
            assert page.count == len(shown)
            line = PAGE_LINE.search(page.html)
            assert (line.groups() if line else None) == (
                (str(page.number), str(page.count)) if len(shown) > 1 else None
            )

    @CHECKED
    @given(screens())
    def test_the_whole_text_holds_everything_once_and_in_order(self, screen: Screen) -> None:
        parts = [screen.header, *(item.html for item in screen.items), screen.footer]
        assert squeezed(whole_text(screen)) == "".join(squeezed(part) for part in parts)

    def test_as_many_items_stand_on_a_page_as_are_wanted(self) -> None:
        screen = Screen("Header", tuple(Item(str(number)) for number in range(12)), per_page=5)
        assert [html.split("\n\n")[:-1] for html in cut_into_pages(screen)] == [
            ["Header", "0", "1", "2", "3", "4"],
            ["5", "6", "7", "8", "9"],
            ["10", "11"],
        ]

    def test_an_item_that_just_fits_is_not_cut(self) -> None:
        item = Item("<b>" + "😀" * (LONGEST_UNCUT // 2) + "</b>")
        assert item.html in "".join(cut_into_pages(Screen("Header", (item,))))

    def test_a_screen_without_items_is_one_page(self) -> None:
        (page,) = pages(Screen("Header", footer="Footer"))
        assert (page.html, page.links) == ("Header\n\nFooter", ())


class TestCutPlain:
    @CHECKED
    @given(LONG, st.integers(2, 60))
    @example("", 2)
    @example("😀" * 5, 3)
    def test_nothing_is_lost_and_no_piece_is_too_long(self, text: str, limit: int) -> None:
        pieces = list(cut_plain(text, limit))
        assert "".join(pieces) == text
        assert all(utf16_length(piece) <= limit for piece in pieces)

    def test_text_is_cut_at_line_ends_where_that_leaves_a_full_piece(self) -> None:
        assert list(cut_plain("one two\nthree four\nfive", 12)) == ["one two\n", "three four\n", "five"]

    def test_a_line_end_near_the_beginning_does_not_make_a_tiny_piece(self) -> None:
        assert list(cut_plain("a\n" + "b" * 10, 8)) == ["a\nbbbbbb", "bbbb"]


class TestVisibleText:
    @CHECKED
    @given(PLAIN)
    def test_it_is_what_was_escaped(self, text: str) -> None:
        assert production_html.visible_text(escape(text)) == text

    @CHECKED
    @given(screens())
    def test_it_agrees_with_what_telegram_shows(self, screen: Screen) -> None:
        html = whole_text(screen)
        assert production_html.visible_text(html) == visible_text(html)
        assert production_html.utf16_length(html) == utf16_length(html)

    @pytest.mark.parametrize(
        ("text", "length"), [("", 0), ("重庆", 2), ("😀", 2), ("𠮷", 2), ("e\u0301", 2)], ids=ascii
    )
    def test_length_is_counted_in_utf16_units(self, text: str, length: int) -> None:
        assert production_html.utf16_length(text) == length
