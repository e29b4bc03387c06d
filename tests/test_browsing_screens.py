"""Screens that show the collection: what there is, in which order, and where each record stands."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cmiabot.corpus.models import Collection
from cmiabot.messages.browsing import ENTRIES_PER_PAGE, Browser
from cmiabot.messages.catalogue import LANGUAGES
from cmiabot.messages.screens import Action, Screen, pages, whole_text
from cmiabot.telegram.commands import COMMANDS
from tests.auxil.loaded_collections import FROZEN_DOCUMENTS, frozen_collection
from tests.auxil.marked_collection import MARKUP, load_marked_collection
from tests.auxil.scripts import chinese_characters, simplified_characters
from tests.auxil.telegram_html import utf16_length, visible_text

COLLECTION = frozen_collection()
RECORDS = COLLECTION.records
DESCRIBED = [(command.name, command.description) for command in COMMANDS]


def browser(
    language: str = "zh", sources: Path | None = None, collection: Collection = COLLECTION
) -> Browser:
    return Browser(collection, language, sources)


def text_of(screen: Screen) -> str:
    """The whole screen as a reader sees it; ValueError where Telegram would refuse it."""
    return visible_text(whole_text(screen))


def lines_of(screen: Screen) -> list[str]:
    return text_of(screen).splitlines()


def every_screen(shown: Browser, collection: Collection) -> Iterator[Screen]:
    """Every screen there is to open, but for the sources."""
    yield shown.start()
    yield shown.help(DESCRIBED)
    yield shown.papers()
    yield shown.papers(list(collection.papers.values())[:2])
    yield shown.themes()
    yield shown.advisers()
    yield from (shown.paper(paper) for paper in collection.papers.values())
    yield from (shown.theme(theme) for theme in collection.themes)


def every_source(shown: Browser, collection: Collection) -> Iterator[Screen]:
    yield from (shown.source(record) for record in collection.records.values())


class TestStartAndHelp:
    def test_the_first_message_says_what_there_is_and_opens_it(self) -> None:
        screen = browser().start()
        assert "8 篇论文和发言、24 条记录" in text_of(screen)
        assert [link.action for link in screen.links] == [
            Action.PAPERS,
            Action.THEMES,
            Action.ADVISERS,
            Action.PICK,
        ]

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_the_help_describes_every_command(self, language: str) -> None:
        lines = lines_of(browser(language).help(DESCRIBED))
        described = [line for line in lines if line.startswith("/")]
        assert [line.partition(" ")[0] for line in described] == [f"/{name}" for name, _ in DESCRIBED]
        assert all(line.partition(" ")[2] for line in described)


class TestPapers:
    def test_papers_stand_under_their_meetings_with_number_people_title_and_count(self) -> None:
        lines = lines_of(browser().papers())
        assert lines[2:8] == [
            "第十六届年会（2021）",
            "1. 北光电气 · 安娜·林德：用微电网托住工业园区（7 条）",
            "2. 云岭化工 · 顾云、彼得·诺瓦克：让化学品走铁路（4 条）",
            "3. 木棉软件：给中小企业一把上云的梯子（5 条）",
            "",
            "第十六届年会主题会议（2021，报纸）",
        ]
        assert "• 市规划办（2 条）" in lines

    def test_every_paper_can_be_opened_and_only_papers_of_the_volume_have_numbers(self) -> None:
        links = [item.link for item in browser().papers().items if item.link]
        assert [link.ref for link in links] == list(COLLECTION.papers)
        assert [link.label for link in links][:4] == ["1 北光电气", "2 云岭化工", "3 木棉软件", "北光电气"]

    def test_several_papers_of_one_organisation_are_offered_to_choose_from(self) -> None:
        papers = [paper for paper in COLLECTION.papers.values() if paper.organisation == "kapok"]
        screen = browser().papers(papers)
        assert "请选" in text_of(screen)
        assert [item.link.ref for item in screen.items if item.link] == ["cmia16-03", "cmia15-01"]

    def test_a_long_list_has_several_pages(self) -> None:
        twice = [*COLLECTION.papers.values(), *COLLECTION.papers.values()]
        assert len(pages(browser().papers(twice))) == -(-len(twice) // ENTRIES_PER_PAGE)


class TestPaper:
    def test_a_paper_says_who_when_and_what_it_is_about(self) -> None:
        assert lines_of(browser().paper(COLLECTION.papers["cmia16-01"]))[:7] == [
            "用微电网托住工业园区",
            "安娜·林德（北光电气全球高级副总裁）",
            "第十六届年会（2021） · 论文1",
            "",
            "先让园区不停电，再让绿电买得到，重庆的工厂才能放心升级。",
            "",
            "共 7 条，其中要点 3 条在前：",
        ]

    @pytest.mark.parametrize("identifier", COLLECTION.papers)
    def test_key_records_come_first_and_each_opens_its_own_source(self, identifier: str) -> None:
        paper = COLLECTION.papers[identifier]
        screen = browser().paper(paper)
        opened = [item.link.ref for item in screen.items if item.link]
        rest = [record for record in paper.recommendations if not record.key]
        assert opened == [record.id for record in (*paper.key_recommendations, *rest)]
        for number, (item, ref) in enumerate(zip(screen.items, opened, strict=True), start=1):
            text = visible_text(str(item.html))
            assert text.startswith(f"{number}. {RECORDS[ref].text.zh}\n")
            assert item.link is not None
            assert item.link.label == f"原文 {number}"

    def test_a_record_is_shown_with_its_kind_section_and_lines(self) -> None:
        lines = lines_of(browser().paper(COLLECTION.papers["cmia16-01"]))
        assert "借鉴 · 三 · 14、15 行" in lines
        assert "Lesson · 三 · lines 14, 15" in lines_of(browser("en").paper(COLLECTION.papers["cmia16-01"]))

    def test_where_all_records_are_key_that_is_not_said(self) -> None:
        assert "要点" not in text_of(browser().paper(COLLECTION.papers["plan2022-01"]))

    def test_a_speech_without_title_is_headed_by_its_speaker_once(self) -> None:
        assert text_of(browser().paper(COLLECTION.papers["cmia15-01"])).count("温晴") == 1

    def test_a_speech_that_recommends_nothing_says_so_and_announces_no_list(self) -> None:
        text = text_of(browser().paper(COLLECTION.papers["plan2022-02"]))
        assert "没有提出建议" in text
        assert "0 条" not in text


class TestThemesAndAdvisers:
    def test_a_theme_is_listed_with_its_number_of_records_and_what_it_covers(self) -> None:
        screen = browser().themes()
        counts = dict.fromkeys(COLLECTION.themes, 0)
        for record in RECORDS.values():
            for identifier in record.themes:
                counts[identifier] += 1
        themes = COLLECTION.themes.values()
        for number, (item, theme) in enumerate(zip(screen.items, themes, strict=True), start=1):
            text = visible_text(str(item.html))
            assert text == f"{number}. {theme.name.zh}（{counts[theme.id]} 条）：{theme.about.zh}"
            assert item.link is not None
            assert (item.link.label, item.link.ref) == (str(number), theme.id)

    def test_a_theme_shows_its_records_with_the_key_ones_first(self) -> None:
        screen = browser().theme("vehicles")
        opened = [RECORDS[item.link.ref] for item in screen.items if item.link]
        assert {record.id for record in opened} == {r.id for r in RECORDS.values() if "vehicles" in r.themes}
        assert [record.key for record in opened] == sorted((r.key for r in opened), reverse=True)
        assert f"共 {len(opened)} 条" in text_of(screen)
        assert "何川（三江汽车总裁）" in text_of(screen)

    @pytest.mark.parametrize(
        ("language", "told"), [("zh", "还没有记录"), ("en", "no record on this theme yet")]
    )
    def test_a_theme_without_records_says_so(self, language: str, told: str) -> None:
        assert told in text_of(browser(language).theme("hydrogen"))

    def test_everybody_is_listed_with_organisation_and_number_of_records(self) -> None:
        lines = lines_of(browser().advisers())
        assert lines[2:5] == [
            "1. 安娜·林德 · 北光电气（9 条）",
            "2. 顾云 · 云岭化工（4 条）",
            "3. 彼得·诺瓦克 · 云岭化工（4 条）",
        ]
        assert lines[-1] == "7. 白静 · 南溪银行（0 条）"
        assert len(lines) == 2 + len(COLLECTION.people)


class TestSource:
    def test_the_passage_is_shown_word_for_word_where_the_documents_are_at_hand(self) -> None:
        text = text_of(browser(sources=FROZEN_DOCUMENTS).source(RECORDS["cmia16-01-01"]))
        document = (FROZEN_DOCUMENTS / "volume.txt").read_text(encoding="utf-8").split("\n")
        assert "\n".join(document[6:8]) in text
        assert document[5] not in text
        assert document[8] not in text
        assert "没有存放原文文件" not in text

    def test_passages_from_several_places_are_kept_apart(self) -> None:
        text = text_of(browser(sources=FROZEN_DOCUMENTS).source(RECORDS["cmia16-01-05"]))
        assert "空气好了很多。\n……\n长江沿线的码头" in text

    @pytest.mark.parametrize("missing", ["not set", "document missing", "folder missing"])
    def test_without_the_document_the_lines_are_given_and_that_is_said(
        self, missing: str, tmp_path: Path
    ) -> None:
        sources = {"not set": None, "document missing": tmp_path, "folder missing": tmp_path / "none"}[
            missing
        ]
        text = text_of(browser(sources=sources).source(RECORDS["cmia16-01-01"]))
        assert "没有存放原文文件" in text
        for part in (
            "安娜·林德（北光电气全球高级副总裁）",
            "第十六届年会（2021）",
            "volume.txt",
            "7–8",
            "章节：一",
        ):
            assert part in text

    @pytest.mark.parametrize("sources", [None, FROZEN_DOCUMENTS], ids=["without documents", "with documents"])
    def test_a_doubt_about_a_record_is_shown_at_its_source(self, sources: Path | None) -> None:
        assert "原文没有说是哪几个港口。" in text_of(browser(sources=sources).source(RECORDS["cmia16-01-05"]))
        assert "注：" not in text_of(browser(sources=sources).source(RECORDS["cmia16-01-01"]))

    @pytest.mark.parametrize("sources", [None, FROZEN_DOCUMENTS], ids=["without documents", "with documents"])
    def test_it_can_be_cited_under_every_page(self, sources: Path | None) -> None:
        for page in pages(browser(sources=sources).source(RECORDS["cmia16-01-05"])):
            (copy,) = page.copies
            assert copy.label == "复制引用"
            assert copy.text.startswith("安娜·林德（北光电气全球高级副总裁）：《用微电网托住工业园区》")
            assert copy.text.endswith("第14、15行")

    def test_the_whole_paper_is_one_press_away(self) -> None:
        for page in pages(browser(sources=FROZEN_DOCUMENTS).source(RECORDS["cmia16-01-05"])):
            (link,) = page.links
            assert (link.action, link.ref) == (Action.PAPER, "cmia16-01")

    @pytest.mark.parametrize(
        "lines",
        ["长句没有句号" * 1500, "短句。\n" * 3000, "😀" * 4000, "<b>&amp; & </b>" * 700, "a\n" * 5000],
        ids=["one line", "many lines", "emoji", "markup", "short lines"],
    )
    def test_a_passage_longer_than_a_message_is_shown_whole_on_several_pages(
        self, lines: str, tmp_path: Path
    ) -> None:
        (tmp_path / "online.txt").write_text(f"1\n2\n3\n{lines}\nlast\n", encoding="utf-8")
        record = replace(RECORDS["cmia15-01-02"], lines=((4, 4 + lines.count("\n")),))
        shown = pages(browser(sources=tmp_path).source(record))
        assert len(shown) > 1
        texts = [visible_text(page.html) for page in shown]
        assert all(utf16_length(text) <= 4096 for text in texts)
        passage = "".join(quoted(page.html) for page in shown)
        assert squeezed(passage) == squeezed(lines)
        assert "温晴（木棉软件创始人）" in texts[0]

    def test_a_passage_is_not_converted_to_the_readers_script(self) -> None:
        screen = browser("zh-Hant", FROZEN_DOCUMENTS).source(RECORDS["cmia16-01-01"])
        assert "重庆的工业园区用电集中" in text_of(screen)
        assert "北光電氣全球高級副總裁" in text_of(screen)
        assert simplified_characters(without_quotes(screen)) == set()


def quoted(html: str) -> str:
    return "".join(
        visible_text(part) for part in re.findall("<blockquote>(.*?)</blockquote>", html, re.DOTALL)
    )


def without_quotes(screen: Screen) -> str:
    html = re.sub("<blockquote>.*?</blockquote>", "", whole_text(screen), flags=re.DOTALL)
    labels = [*(link.label for link in screen.links), *(copy.label + copy.text for copy in screen.copies)]
    return visible_text(html) + "".join(labels)


def squeezed(text: str) -> str:
    return "".join(text.split())


class TestEveryScreen:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_telegram_takes_every_page_and_every_button(self, language: str) -> None:
        shown = browser(language, FROZEN_DOCUMENTS)
        for screen in (*every_screen(shown, COLLECTION), *every_source(shown, COLLECTION)):
            for page in pages(screen):
                text = visible_text(page.html)
                assert 0 < utf16_length(text) <= 4096
                assert "None" not in text
                assert "\n\n\n" not in text
                assert all(link.label for link in page.links)
                assert all(copy.label and 0 < utf16_length(copy.text) <= 256 for copy in page.copies)

    def test_traditional_screens_hold_no_simplified_character_but_in_passages(self) -> None:
        shown = browser("zh-Hant", FROZEN_DOCUMENTS)
        for screen in (*every_screen(shown, COLLECTION), *every_source(shown, COLLECTION)):
            labels = "".join(item.link.label for item in screen.items if item.link)
            assert simplified_characters(without_quotes(screen) + labels) == set()

    def test_english_screens_hold_chinese_only_in_examples_section_names_and_doubts(self) -> None:
        shown = browser("en")
        of_the_data = "".join((r.section or "") + (r.note or "") for r in RECORDS.values())
        for screen in (*every_screen(shown, COLLECTION), *every_source(shown, COLLECTION)):
            text = "\n".join(line for line in lines_of(screen) if not line.startswith("• 谁"))
            assert chinese_characters(text.replace("注", "")) <= set(of_the_data)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_markup_in_the_data_is_shown_as_it_is_written(self, language: str, tmp_path: Path) -> None:
        marked = load_marked_collection(tmp_path)
        shown = browser(language, FROZEN_DOCUMENTS, marked)
        for screen in (*every_screen(shown, marked), *every_source(shown, marked)):
            assert "&lt;" not in text_of(screen)
            for page in pages(screen):
                visible_text(page.html)
        assert text_of(shown.papers()).count(MARKUP) > 2 * len(marked.papers)
        assert text_of(shown.source(marked.records["cmia16-01-05"])).count(MARKUP) >= 6
