"""Digests: which recommendations of a paper, in which order, why, and as one message on a phone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.corpus.models import Collection
from cmiabot.delivery.digests import MOST_SHOWN, make_digest
from cmiabot.delivery.programme import EVERYTHING, Interest, Programme
from cmiabot.messages.catalogue import LANGUAGES
from cmiabot.messages.digests import LONGEST, Digest, Occasion, digest_screen
from cmiabot.messages.screens import Action, Screen, pages, whole_text
from tests.auxil.loaded_collections import frozen_collection, real_collection
from tests.auxil.marked_collection import MARKUP, load_marked_collection
from tests.auxil.properties import PROPERTY
from tests.auxil.scripts import chinese_characters, simplified_characters
from tests.auxil.small_collections import Plain, organisation, paper, small_collection, theme
from tests.auxil.telegram_html import utf16_length, visible_text

FROZEN, REAL = frozen_collection(), real_collection()
ITEMS = Programme(REAL).papers


def digest_of(
    paper: str, *reasons: Interest, collection: Collection = FROZEN, occasion: Occasion = Occasion.DAILY
) -> Digest:
    day = None if occasion is Occasion.DAILY else date(2026, 11, 20)
    digest = make_digest(collection, paper, reasons or [EVERYTHING], occasion, day)
    assert digest
    return digest


def screen_of(
    paper: str,
    *reasons: Interest,
    language: str = "zh",
    collection: Collection = FROZEN,
    occasion: Occasion = Occasion.DAILY,
) -> Screen:
    digest = digest_of(paper, *reasons, collection=collection, occasion=occasion)
    return digest_screen(collection, digest, language)


def text_of(screen: Screen) -> str:
    """The digest as a reader sees it; ValueError where Telegram would refuse it."""
    return visible_text(whole_text(screen))


class TestWhatItHolds:
    def test_the_key_records_in_their_order_and_no_others(self) -> None:
        digest = digest_of("cmia16-01")
        assert [record.id for record in digest.recommendations] == [
            "cmia16-01-01",
            "cmia16-01-03",
            "cmia16-01-05",
        ]
        assert (digest.marked, digest.day) == (frozenset(), None)

    def test_those_on_the_followed_themes_come_first_and_are_marked(self) -> None:
        digest = digest_of("cmia16-01", ("theme", "logistics"), ("theme", "vehicles"))
        assert [record.id for record in digest.recommendations] == [
            "cmia16-01-05",
            "cmia16-01-01",
            "cmia16-01-03",
        ]
        assert digest.marked == {"cmia16-01-05"}

    def test_who_follows_an_organisation_gets_its_records_unmarked(self) -> None:
        assert digest_of("cmia16-01", ("organisation", "nordlicht")).marked == frozenset()

    def test_at_most_six_are_shown_and_the_marked_ones_are_among_them(self) -> None:
        records: list[Plain] = [
            {"zh": f"第{n}条", "en": f"No. {n}", "key": True, "themes": ["b" if n == 9 else "a"]}
            for n in range(1, 10)
        ]
        themes = [theme("a", "甲", "A"), theme("b", "乙", "B")]
        collection = small_collection(
            [organisation("o", "机构")], [paper("m-01", "o", *records)], themes=themes
        )
        digest = digest_of("m-01", ("theme", "b"), collection=collection)
        shown = [record.id for record in digest.recommendations]
        assert shown == ["m-01-09", "m-01-01", "m-01-02", "m-01-03", "m-01-04", "m-01-05"]
        assert len(shown) == MOST_SHOWN
        assert "全文还有 3 条" in text_of(digest_screen(collection, digest, "zh"))

    def test_reasons_that_are_gone_from_the_collection_are_not_named(self) -> None:
        gone: list[Interest] = [("theme", "gone"), ("organisation", "gone"), ("adviser", "gone"), ("?", "")]
        digest = digest_of("cmia16-01", *gone, ("theme", "energy"))
        assert [(reason.kind, reason.ref) for reason in digest.reasons] == [("theme", "energy")]

    @pytest.mark.parametrize("gone", ["cmia16-99", "plan2022-02"], ids=["no paper", "no key records"])
    def test_what_is_gone_from_the_collection_has_no_digest(self, gone: str) -> None:
        assert make_digest(FROZEN, gone, [EVERYTHING]) is None


class TestMessage:
    def test_it_says_who_where_what_and_why(self) -> None:
        screen = screen_of("cmia16-01", ("theme", "logistics"), ("organisation", "nordlicht"))
        assert text_of(screen).splitlines() == [
            "每日一文",
            "用微电网托住工业园区",
            "安娜·林德（北光电气全球高级副总裁）",
            "第十六届年会（2021） · 论文1",
            "",
            "先让园区不停电，再让绿电买得到，重庆的工厂才能放心升级。",
            "",
            "1. ★ 北欧港口的岸电值得借鉴：长江码头可让靠泊的货船改用岸上的电。（借鉴）",
            "",
            "2. 重庆应先在五个工业园区建设微电网，让生产线停电时也不中断。",
            "",
            "3. 重庆应试点绿色电力交易，使中小企业可以按小时购买水电和风电。",
            "",
            "全文还有 4 条。",
            "收到这篇，是因为订阅了主题“物流与交通”、机构“北光电气”。",
            "★ 属于订阅的主题。",
        ]

    def test_it_is_told_in_english_too(self) -> None:
        lines = text_of(screen_of("cmia16-01", ("theme", "logistics"), language="en")).splitlines()
        assert lines[:4] == [
            "Daily digest",
            "Microgrids to carry the industrial parks",
            "Anna Lind (Senior Vice President, Nordlicht Electric)",
            "16th annual meeting (2021) · paper 1",
        ]
        assert lines[7].startswith("1. ★ Nordic ports")
        assert lines[7].endswith(" (Lesson)")
        assert lines[-3:-1] == [
            "And 4 more in the whole paper.",
            "Why you get it: you follow “Logistics and transport”.",
        ]

    def test_a_speech_without_title_is_headed_by_its_speaker_once(self) -> None:
        text = text_of(screen_of("cmia15-01"))
        assert text.count("温晴") == 1
        assert "论文" not in text.splitlines()[2]

    @pytest.mark.parametrize(
        ("occasion", "line"),
        [
            (Occasion.DAILY, "Daily digest"),
            (Occasion.LATE, "Daily digest of 20 November, late"),
            (Occasion.PREVIEW, "Daily digest · a preview of the next one, which still comes on 20 November"),
            (Occasion.AGAIN, "Daily digest of 20 November"),
        ],
    )
    def test_the_first_line_says_why_it_is_shown_now(self, occasion: Occasion, line: str) -> None:
        assert text_of(screen_of("cmia16-01", language="en", occasion=occasion)).splitlines()[0] == line

    def test_many_reasons_are_counted(self) -> None:
        themes = [("theme", one) for one in REAL.themes]
        reasons = Programme(REAL).reasons(themes, "cmia16-01")
        assert len(reasons) == 8
        last = text_of(screen_of("cmia16-01", *reasons, collection=REAL)).splitlines()[-2]
        assert last.endswith("，另有 4 项。")
        assert last.count("主题") == 4

    def test_who_follows_everything_is_told_so(self) -> None:
        assert text_of(screen_of("cmia16-02")).splitlines()[-1] == "收到这篇，是因为订阅了全部内容。"


class TestButtons:
    def links(self, *reasons: Interest) -> list[tuple[str, Action, str]]:
        links = screen_of("cmia16-02", *reasons).links
        return [(link.label, link.action, link.ref) for link in links]

    def test_the_paper_whom_to_follow_and_unsubscribing(self) -> None:
        assert self.links() == [
            ("全文要点", Action.PAPER, "cmia16-02"),
            ("订阅顾云", Action.FOLLOW, "a-gu-yun"),
            ("订阅彼得·诺瓦克", Action.FOLLOW, "a-peter-novak"),
            ("订阅云岭化工", Action.FOLLOW, "o-yunling"),
            ("退订", Action.UNSUBSCRIBE, "cmia16-02"),
        ]

    def test_who_is_followed_already_is_not_offered(self) -> None:
        reasons: list[Interest] = [("organisation", "yunling"), ("adviser", "gu-yun")]
        assert [ref for _, action, ref in self.links(*reasons) if action is Action.FOLLOW] == [
            "a-peter-novak"
        ]

    @pytest.mark.parametrize("identifier", ITEMS)
    def test_every_recommendation_opens_its_own_source(self, identifier: str) -> None:
        screen = screen_of(identifier, collection=REAL)
        for number, item in enumerate(screen.items, start=1):
            assert item.link
            assert item.link.action is Action.SOURCE
            assert item.link.label == f"原文 {number}"
            text = visible_text(item.html)
            assert text.startswith(f"{number}. {REAL.records[item.link.ref].text.zh}")


def assert_it_suits_a_phone(screen: Screen) -> None:
    (page,) = pages(screen)
    text = visible_text(page.html)
    assert 0 < utf16_length(text) <= LONGEST
    assert "\n\n\n" not in text
    assert "None" not in text
    assert page.item_links
    assert all(link.label for link in page.links)


class TestEveryDigest:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("identifier", ITEMS)
    def test_every_paper_for_every_theme_is_one_message_with_all_its_key_records(
        self, identifier: str, language: str
    ) -> None:
        keys = REAL.papers[identifier].key_recommendations
        themes = sorted({one for record in keys for one in record.themes})
        for reasons in ([EVERYTHING], *([("theme", one)] for one in themes)):
            screen = screen_of(
                identifier, *reasons, language=language, collection=REAL, occasion=Occasion.PREVIEW
            )
            assert_it_suits_a_phone(screen)
            opened = [item.link.ref for item in screen.items if item.link]
            assert sorted(opened) == [record.id for record in keys]
            marked = ["★" in visible_text(item.html) for item in screen.items]
            assert marked == sorted(marked, reverse=True)
            assert marked == [
                any(("theme", one) in reasons for one in REAL.records[r].themes) for r in opened
            ]

    @pytest.mark.parametrize("identifier", Programme(FROZEN).papers)
    def test_traditional_digests_hold_no_simplified_character(self, identifier: str) -> None:
        screen = screen_of(identifier, ("theme", "energy"), EVERYTHING, language="zh-Hant")
        labels = [link.label for page in pages(screen) for link in page.links]
        assert simplified_characters(text_of(screen) + "".join(labels)) == set()

    @pytest.mark.parametrize("identifier", Programme(FROZEN).papers)
    def test_english_digests_hold_no_chinese(self, identifier: str) -> None:
        screen = screen_of(identifier, ("theme", "energy"), EVERYTHING, language="en")
        labels = [link.label for page in pages(screen) for link in page.links]
        assert chinese_characters(text_of(screen) + "".join(labels)) == set()

    def test_markup_in_the_data_is_shown_as_it_stands(self, tmp_path) -> None:
        collection = load_marked_collection(tmp_path)
        for identifier in Programme(collection).papers:
            for language in LANGUAGES:
                reasons: list[Interest] = [("theme", "energy"), ("organisation", "nordlicht")]
                screen = screen_of(identifier, *reasons, language=language, collection=collection)
                assert text_of(screen).count(MARKUP) > len(screen.items)


class TestTooLong:
    LENGTHS = st.integers(1, 3000)

    def collection(self, thesis: int, *lengths: int) -> Collection:
        """A paper whose thesis and key records have these lengths; the even ones are on the theme `b`."""
        records: list[Plain] = [
            {"zh": "😀建" * (length // 3), "en": "x" * length, "key": True, "themes": ["ab"[n % 2]]}
            for n, length in enumerate(lengths, start=1)
        ]
        long = {**paper("m-01", "o", *records), "thesis": {"zh": "旨" * thesis, "en": "t" * thesis}}
        return small_collection(
            [organisation("o", "机构", "Organisation")],
            [long],
            themes=[theme("a", "甲", "A"), theme("b", "乙", "B")],
        )

    def screen(self, thesis: int, *lengths: int) -> Screen:
        collection = self.collection(thesis, *lengths)
        return screen_of("m-01", ("theme", "a"), collection=collection, language="en")

    def test_the_last_unmarked_ones_are_left_to_the_paper(self) -> None:
        screen = self.screen(100, 900, 900, 900, 900)
        assert [item.link.ref for item in screen.items if item.link] == ["m-01-02", "m-01-04", "m-01-01"]
        assert "And 1 more in the whole paper." in text_of(screen)

    def test_the_thesis_gives_way_to_recommendations(self) -> None:
        screen = self.screen(2500, 900, 900, 900)
        assert len(screen.items) == 3
        assert "ttt" not in text_of(screen)
        assert "ttt" in text_of(self.screen(500, 900, 900, 900))

    @PROPERTY
    @given(LENGTHS, st.lists(LENGTHS, min_size=1, max_size=8), st.sampled_from(LANGUAGES))
    def test_however_long_it_is_one_message_and_no_text_is_cut(
        self, thesis: int, lengths: list[int], language: str
    ) -> None:
        collection = self.collection(thesis, *lengths)
        screen = screen_of("m-01", ("theme", "a"), collection=collection, language=language)
        assert_it_suits_a_phone(screen)
        text = text_of(screen)
        for item in screen.items:
            assert item.link
            assert collection.records[item.link.ref].text.in_language(language).replace("建", "") in (
                visible_text(item.html).replace("建", "")
            )
        left = len(lengths) - len(screen.items)
        more = {"zh": f"全文还有 {left} 条", "zh-Hant": f"全文還有 {left} 條", "en": f"And {left} more"}
        assert (more[language] in text) == (left > 0)
