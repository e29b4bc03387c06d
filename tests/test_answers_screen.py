"""Answers as people read them: every result says who, where and what; nothing is said that was not found."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cmiabot.corpus.models import Collection
from cmiabot.messages.answers import answer_screen, plain_reply
from cmiabot.messages.catalogue import LANGUAGES, to_traditional
from cmiabot.messages.screens import Action, Copy, Link, Screen, pages, whole_text
from cmiabot.search.answer import (
    LONGEST_QUESTION,
    Answer,
    Correction,
    Counted,
    Hit,
    QuestionKind,
    Reading,
    Refusal,
)
from tests.auxil.loaded_collections import frozen_collection, frozen_engine
from tests.auxil.marked_collection import MARKUP, load_marked_collection
from tests.auxil.scripts import chinese_characters, simplified_characters
from tests.auxil.telegram_html import utf16_length, visible_text

COLLECTION = frozen_collection()
RECORDS = tuple(COLLECTION.records)
KINDS = {
    "recommendation": ("建议", "Recommendation"),
    "pledge": ("承诺", "Pledge"),
    "lesson": ("借鉴", "Lesson"),
    "plan": ("举措", "Plan"),
}


def reading(kind: QuestionKind = QuestionKind.TOPIC, language: str = "zh", **more: Any) -> Reading:
    return Reading(kind, language, **more)


def answer_with(read: Reading, *records: str, sure: bool = True, total: int | None = None) -> Answer:
    hits = tuple(Hit(record, 0.9) for record in records)
    return Answer(read, hits=hits, sure=sure, total=len(hits) if total is None else total)


def refusal_of(reason: Refusal, *nearest: str, **read: Any) -> Answer:
    hits = tuple(Hit(record, 0.3) for record in nearest)
    return Answer(reading(**read), nearest=hits, refusal=reason)


"""What an answer is remembered under."""


def buttons_of(answer: Answer) -> list[tuple[Action, str]]:
    """What the buttons that speak of the whole answer do, and with what."""
    return [(link.action, link.ref) for link in answer_screen(COLLECTION, answer, buttons=True).links]


def text_of(answer: Answer, collection: Collection = COLLECTION) -> str:
    """The whole answer as a reader sees it; ValueError where Telegram would refuse it."""
    return visible_text(whole_text(answer_screen(collection, answer)))


def header_of(answer: Answer) -> str:
    return visible_text(str(answer_screen(COLLECTION, answer).header))


def answers_of_all_sorts(language: str) -> list[Answer]:
    """Answers of every kind, with everything named that can be named, and every refusal."""
    named: list[dict[str, Any]] = [
        {"people": ("anna-lind",), "corrections": (Correction("lin de", "林德", "anna-lind"),)},
        {"organisations": ("yunling", "kapok"), "meetings": ("cmia16", "cmia15")},
        {"people": ("wen-qing", "bai-jing"), "organisations": ("nanxi",)},
    ]
    some = ("cmia16-press-01-01", *RECORDS[::5])
    return [
        *(
            answer_with(reading(kind, language, **names), *records)
            for kind, names, records in product(QuestionKind, named, ((), RECORDS[:1], some))
        ),
        *(
            answer_with(reading(QuestionKind.COUNT, language, counted=counted), *records)
            for counted, records in product(Counted, (RECORDS[:1], RECORDS))
        ),
        answer_with(reading(language=language), *some, sure=False),
        *(
            refusal_of(reason, *nearest, language=language, **names)
            for reason, names, nearest in product(Refusal, named, ((), RECORDS[:3]))
        ),
    ]


class TestResults:
    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize("identifier", RECORDS)
    def test_a_result_says_who_said_what_where(self, identifier: str, language: str) -> None:
        record = COLLECTION.records[identifier]
        paper = COLLECTION.paper_of(record)
        meeting = COLLECTION.meeting_of(paper)
        text = text_of(answer_with(reading(language=language), identifier))
        told = [
            record.text.in_language(language),
            *(person.name.in_language(language) for person in COLLECTION.people_of(paper)),
            COLLECTION.organisation_of(paper).short.in_language(language),
            paper.role.in_language(language) if paper.role else "",
            meeting.short.in_language(language),
            f" · {record.section}" if record.section else "",
            KINDS[record.kind.value][language == "en"],
        ]
        assert [part for part in told if part not in text] == []
        (source_line,) = (line for line in text.splitlines() if line.startswith(f"{told[-1]} · "))
        numbered = re.search(r"(?:论文|paper )(\d+)", source_line)
        assert (int(numbered[1]) if numbered else None) == (paper.number if meeting.is_volume else None)

    def test_results_are_numbered_in_their_order_and_each_has_its_source_button(self) -> None:
        records = ["cmia15-01-02", "cmia16-02-01", "plan2022-01-01"]
        screen = answer_screen(COLLECTION, answer_with(reading(), *records))
        for number, (item, record) in enumerate(zip(screen.items, records, strict=True), start=1):
            assert visible_text(str(item.html)).startswith(f"{number}. ")
            assert item.link is not None
            assert (item.link.label, item.link.ref) == (f"原文 {number}", record)

    def test_every_result_can_be_cited_under_its_number_and_a_single_one_without(self) -> None:
        several = answer_screen(COLLECTION, answer_with(reading(), *RECORDS[:3]))
        assert [item.copy.label for item in several.items if item.copy] == ["引用 1", "引用 2", "引用 3"]
        (alone,) = answer_screen(COLLECTION, answer_with(reading(), "cmia16-02-01")).items
        assert alone.copy == Copy(
            "复制引用",
            "顾云、彼得·诺瓦克（云岭化工）：《让化学品走铁路》，重庆市市长国际经济顾问团会议第十六届年会（2021），论文2，一，第22–23行",
        )

    def test_the_nearest_records_of_a_refusal_can_be_cited_too(self) -> None:
        items = answer_screen(COLLECTION, refusal_of(Refusal.NOBODY, *RECORDS[:2])).items
        assert [item.copy.label for item in items if item.copy] == ["引用 1", "引用 2"]

    def test_one_proposal_in_two_documents_is_one_result_that_names_both(self) -> None:
        answer = answer_with(reading(), "cmia16-press-01-01", "cmia16-02-01", "cmia16-01-01")
        first, second = (visible_text(str(item.html)) for item in answer_screen(COLLECTION, answer).items)
        assert first.endswith("同一建议另见：第十六届年会（2021） · 论文1 · 一")
        assert "主题会议（2021，报纸）" in first
        assert second.startswith("2. 顾云、彼得·诺瓦克（云岭化工）")
        assert "另见" not in second

    def test_the_other_document_of_a_proposal_is_named_even_where_it_was_not_found(self) -> None:
        (item,) = answer_screen(COLLECTION, answer_with(reading(), "cmia16-01-01")).items
        assert "同一建议另见：第十六届年会主题会议（2021，报纸）" in visible_text(str(item.html))

    def test_one_result_is_not_spread_over_two_meetings(self) -> None:
        read = reading(QuestionKind.PERSON_TOPIC, people=("anna-lind",))
        header = header_of(answer_with(read, "cmia16-press-01-01", "cmia16-01-01"))
        counts = [int(number) for number in re.findall(r"(\d+) 条", header)]
        assert sum(counts[1:]) in (0, counts[0])

    @pytest.mark.parametrize("kind", [QuestionKind.TOPIC, QuestionKind.PERSON, QuestionKind.MEETING])
    def test_as_many_results_are_announced_as_are_listed(self, kind: QuestionKind) -> None:
        read = reading(kind, people=("anna-lind",), meetings=("cmia16",))
        answer = answer_with(read, "cmia16-press-01-01", "cmia16-02-01", "cmia16-01-01")
        assert len(answer_screen(COLLECTION, answer).items) == 2
        assert "2 条" in header_of(answer).splitlines()[0]

    def test_a_speech_whose_speaker_is_not_named_says_the_organisation(self) -> None:
        assert "1. 木棉软件\n" in text_of(answer_with(reading(), "cmia16-03-01"))

    def test_an_english_role_that_names_the_organisation_does_not_get_it_twice(self) -> None:
        text = text_of(answer_with(reading(language="en"), "cmia16-press-02-01"))
        assert "He Chuan (President of Sanjiang Motors)\n" in text


class TestHeaders:
    @pytest.mark.parametrize(
        ("answer", "header"),
        [
            pytest.param(answer_with(reading(), *RECORDS[:1]), "找到 1 条：", id="one"),
            pytest.param(answer_with(reading(), *RECORDS[:3]), "找到 3 条，最相符的在前：", id="several"),
            pytest.param(
                answer_with(reading(QuestionKind.PERSON_TOPIC, people=("gu-yun",)), *RECORDS[7:9]),
                "顾云提到的相关内容，2 条：",
                id="person and topic",
            ),
            pytest.param(
                answer_with(reading(QuestionKind.PERSON, people=("gu-yun",)), *RECORDS[7:11]),
                "顾云，共 4 条：",
                id="person",
            ),
            pytest.param(
                answer_with(
                    reading(QuestionKind.ORGANISATION, organisations=("kapok",), meetings=("cmia15",)),
                    "cmia15-01-01",
                ),
                "木棉软件，第十五届年会（2020，线上），共 1 条：",
                id="organisation and meeting",
            ),
            pytest.param(
                answer_with(reading(QuestionKind.MEETING, meetings=("plan2022",)), "plan2022-01-01"),
                "2022年规划解读，共 1 条：",
                id="meeting",
            ),
            pytest.param(
                answer_with(reading(QuestionKind.LIST), "cmia16-01-01", "cmia16-01-02", "cmia16-02-01"),
                "共 2 家机构（北光电气、云岭化工）、3 条：",
                id="list",
            ),
        ],
    )
    def test_the_head_says_how_much_was_found(self, answer: Answer, header: str) -> None:
        assert header_of(answer).splitlines()[0] == header

    def test_an_answer_about_several_meetings_says_how_they_share_it(self) -> None:
        read = reading(QuestionKind.ORGANISATION, organisations=("kapok",))
        answer = answer_with(read, "cmia15-01-01", "cmia16-03-01", "cmia15-01-02")
        assert header_of(answer).endswith("第十六届年会（2021）：1 条；第十五届年会（2020，线上）：2 条")

    def test_an_answer_about_one_meeting_does_not_count_it_twice(self) -> None:
        read = reading(QuestionKind.ORGANISATION, organisations=("kapok",))
        assert header_of(answer_with(read, "cmia15-01-01", "cmia15-01-02")) == "木棉软件，共 2 条："

    @pytest.mark.parametrize(
        ("counted", "total", "zh", "en"),
        [
            (Counted.RECOMMENDATION, 3, "3 条。", "3 recommendations."),
            (Counted.PAPER, 2, "2 篇。", "2 papers."),
            (Counted.ADVISER, 2, "2 位：安娜·林德、温晴。", "2 advisers: Anna Lind, Wen Qing."),
            (Counted.ORGANISATION, 1, "1 家：北光电气。", "1 organisation: Nordlicht Electric."),
        ],
        ids=str,
    )
    def test_a_count_says_the_number_and_who_was_counted(
        self, counted: Counted, total: int, zh: str, en: str
    ) -> None:
        records = ["cmia16-01-01", "cmia16-01-02"]
        if counted is not Counted.ORGANISATION:
            records.append("cmia15-01-01")
        for language, expected in (("zh", zh), ("en", en)):
            read = reading(QuestionKind.COUNT, language, counted=counted)
            assert header_of(answer_with(read, *records, total=total)) == expected

    @pytest.mark.parametrize(
        ("person", "zh", "en"),
        [
            ("anna-lind", "安娜·林德，北光电气全球高级副总裁（2021 年）。", "Nordlicht Electric"),
            ("wen-qing", "温晴，木棉软件创始人（2020 年）。", "Kapok Software"),
            ("bai-jing", "白静，南溪银行行长（2021 年）。", "Nanxi Bank"),
        ],
        ids=["several words", "two roles", "without records"],
    )
    def test_who_somebody_is_is_told_with_organisation_and_latest_role(
        self, person: str, zh: str, en: str
    ) -> None:
        identifiers = [r.id for r in COLLECTION.records.values() if person in COLLECTION.paper_of(r).people]
        for language, expected in (("zh", zh), ("en", en)):
            read = reading(QuestionKind.WHO_IS, language, people=(person,))
            first = header_of(answer_with(read, *identifiers)).splitlines()[0]
            assert expected in first

    def test_an_organisation_is_introduced_with_its_sector_and_people(self) -> None:
        read = reading(QuestionKind.WHO_IS, organisations=("yunling",))
        assert header_of(answer_with(read, "cmia16-02-01")).splitlines()[0] == (
            "云岭化工集团（化工）。代表：顾云、彼得·诺瓦克。"
        )

    @pytest.mark.parametrize(
        ("language", "told"), [("zh", "没有提出.*建议"), ("en", "(?i)recommended nothing|no recommendation")]
    )
    def test_known_people_who_recommended_nothing_are_introduced_and_that_is_said(
        self, language: str, told: str
    ) -> None:
        answer = answer_with(reading(QuestionKind.PERSON, language, people=("bai-jing",)))
        assert COLLECTION.people["bai-jing"].name.in_language(language) in header_of(answer)
        assert re.search(told, header_of(answer))
        assert answer_screen(COLLECTION, answer).items == ()

    def test_who_recommended_nothing_at_one_meeting_is_shown_with_something_from_another(self) -> None:
        read = reading(QuestionKind.PERSON, people=("wen-qing",), meetings=("cmia16",))
        nearest = (Hit("cmia15-01-01", 0.0),)
        answer = Answer(read, nearest=nearest, sure=True)
        assert "在第十六届年会（2021）里没有提出" in header_of(answer)
        assert "其他" in header_of(answer)
        assert "第十五届年会（2020，线上）" in text_of(answer)

    def test_a_doubtful_answer_says_so_instead_of_a_count(self) -> None:
        answer = answer_with(reading(), *RECORDS[:3], sure=False)
        assert "不能确定" in header_of(answer)
        assert "3 条" not in header_of(answer)

    def test_a_corrected_name_is_told_once_and_as_it_is_written(self) -> None:
        corrections = tuple(
            Correction(typed, "x", entity)
            for typed, entity in [("lin de", "anna-lind"), ("北广", "nordlicht"), ("林得", "anna-lind")]
        )
        answer = answer_with(reading(corrections=corrections), RECORDS[0])
        assert header_of(answer).splitlines()[0] == "理解为：安娜·林德、北光电气"
        assert "理解为" not in header_of(answer_with(reading(), RECORDS[0]))


class TestRefusals:
    def test_every_refusal_says_something_of_its_own_in_every_language(self) -> None:
        for language in ("zh", "en"):
            said = {
                header_of(refusal_of(reason, language=language, people=("gu-yun",))) for reason in Refusal
            }
            assert len(said) == len(Refusal)
            assert all(said)

    def test_nobody_names_where_it_looked_and_what_is_not_the_same(self) -> None:
        answer = refusal_of(Refusal.NOBODY, *RECORDS[:2])
        text = text_of(answer)
        assert "没有人提过" in text
        for meeting in COLLECTION.meetings.values():
            assert meeting.short.zh in header_of(answer)
        assert f"共 {len(RECORDS)} 条记录" in text
        assert "不是一回事" in text
        assert len(answer_screen(COLLECTION, answer).items) == 2

    def test_a_refusal_about_some_people_counts_their_records_only(self) -> None:
        text = text_of(refusal_of(Refusal.NOT_THEY, people=("gu-yun",), meetings=("cmia16",)))
        assert "顾云没有提过这一点" in text
        assert "第十六届年会（2021），共 4 条记录" in text

    def test_without_anything_near_a_refusal_gives_examples(self) -> None:
        assert "例如" in text_of(refusal_of(Refusal.NOBODY))
        near = Answer(reading(), nearest=(Hit(RECORDS[0], 0.39),), refusal=Refusal.NOBODY)
        assert "例如" not in text_of(near)

    def test_adoption_is_not_in_the_documents_but_the_advice_is(self) -> None:
        text = text_of(refusal_of(Refusal.ADOPTION, RECORDS[0]))
        assert "没有说是否采纳" in text
        assert COLLECTION.records[RECORDS[0]].text.zh in text
        assert "不是一回事" not in text

    def test_a_meeting_there_is_not_is_answered_with_those_there_are(self) -> None:
        text = text_of(refusal_of(Refusal.NO_SUCH_MEETING))
        assert all(meeting.short.zh in text for meeting in COLLECTION.meetings.values())

    def test_a_name_there_is_not_is_repeated_and_the_list_is_named(self) -> None:
        answer = refusal_of(Refusal.UNKNOWN_NAME, unknown="王小明<b>")
        assert header_of(answer) == "顾问和发言人里没有“王小明<b>”，也没有人谈到。名单见 /advisers。"
        assert answer_screen(COLLECTION, answer).items == ()

    @pytest.mark.parametrize(
        ("language", "told"),
        [("zh", "别人提到它的有："), ("zh-Hant", "別人提到它的有："), ("en", "Others who mention it:")],
    )
    def test_others_who_mention_a_name_there_is_not_are_shown_as_such(self, language: str, told: str) -> None:
        answer = refusal_of(Refusal.UNKNOWN_NAME, "cmia16-03-04", language=language, unknown="Estonia")
        first, *_, last = header_of(answer).splitlines()
        assert "Estonia" in first
        assert last == told
        assert len(answer_screen(COLLECTION, answer).items) == 1

    def test_a_question_too_long_is_told_the_limit(self) -> None:
        assert str(LONGEST_QUESTION) in text_of(refusal_of(Refusal.TOO_LONG))


class TestMeetingsToldByToday:
    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(answer_with(reading(relative="去年"), RECORDS[0]), id="answered"),
            pytest.param(refusal_of(Refusal.NOBODY, relative="去年"), id="refused"),
        ],
    )
    def test_it_is_said_that_no_meeting_was_guessed_and_which_there_are(self, answer: Answer) -> None:
        note, rest = header_of(answer).split("\n", maxsplit=1)
        assert "“去年”" in note
        assert all(COLLECTION.meetings[one].short.zh in note for one in COLLECTION.meetings_with_papers)
        assert rest

    def test_where_nothing_else_was_asked_it_is_asked_back_without_saying_that_all_was_searched(self) -> None:
        (asked,) = header_of(refusal_of(Refusal.EMPTY, relative="去年")).splitlines()
        assert asked.startswith("我不猜“去年”是哪一次。请写明年份或届次再问")
        assert all(COLLECTION.meetings[one].short.zh in asked for one in COLLECTION.meetings_with_papers)

    def test_where_no_meeting_was_told_by_today_nothing_is_said_of_it(self) -> None:
        assert "我不猜" not in header_of(answer_with(reading(), RECORDS[0]))
        assert "我不猜" not in header_of(refusal_of(Refusal.EMPTY))


class TestButtonsOfTheAnswer:
    def test_a_sure_answer_can_be_had_as_a_file(self) -> None:
        assert buttons_of(answer_with(reading(), *RECORDS[:3])) == [(Action.FILE, "")]

    def test_a_doubtful_answer_can_be_told_to_be_wrong(self) -> None:
        answer = answer_with(reading(), *RECORDS[:3], sure=False)
        assert buttons_of(answer) == [(Action.FILE, ""), (Action.NONE_OF_THESE, "")]

    @pytest.mark.parametrize("reason", Refusal)
    def test_a_refusal_has_no_file_and_nothing_to_deny(self, reason: Refusal) -> None:
        assert buttons_of(refusal_of(reason, *RECORDS[:2])) == []

    @pytest.mark.parametrize(
        ("language", "label"),
        [("zh", "不是北光电气"), ("zh-Hant", "不是北光電氣"), ("en", "Not Nordlicht Electric")],
    )
    def test_every_name_that_was_read_into_the_question_can_be_denied_once(
        self, language: str, label: str
    ) -> None:
        corrections = tuple(
            Correction(typed, "x", entity)
            for typed, entity in [("lin de", "anna-lind"), ("北广", "nordlicht"), ("林得", "anna-lind")]
        )
        answer = answer_with(reading(language=language, corrections=corrections), RECORDS[0])
        *_, first, second = answer_screen(COLLECTION, answer, buttons=True).links
        assert (first.action, first.ref) == (Action.MISREAD, "anna-lind")
        assert second == Link(label, Action.MISREAD, "nordlicht")

    def test_a_name_read_into_a_question_can_be_denied_where_nothing_was_found(self) -> None:
        answer = refusal_of(Refusal.NOT_THEY, corrections=(Correction("北广", "北光", "nordlicht"),))
        assert buttons_of(answer) == [(Action.MISREAD, "nordlicht")]

    def test_an_answer_that_is_not_remembered_has_none_of_them(self) -> None:
        answer = answers_of_all_sorts("zh")[0]
        assert answer.reading.corrections
        assert answer_screen(COLLECTION, answer).links == ()


class TestEveryAnswer:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_telegram_takes_every_page_of_every_answer(self, language: str) -> None:
        for answer in answers_of_all_sorts(language):
            for page in pages(answer_screen(COLLECTION, answer)):
                text = visible_text(page.html).strip()
                assert 0 < utf16_length(text) <= 4096
                assert "None" not in text
                assert "\n\n\n" not in text

    def test_traditional_answers_hold_no_simplified_character(self) -> None:
        for answer in answers_of_all_sorts("zh-Hant"):
            screen = answer_screen(COLLECTION, answer, buttons=True)
            copies = [item.copy for item in screen.items if item.copy]
            assert len(copies) == len(screen.items)
            assert simplified_characters(visible_text(whole_text(screen))) == set()
            assert simplified_characters("".join(link.label for link in links_of(screen))) == set()
            assert simplified_characters("".join(copy.label + copy.text for copy in copies)) == set()

    def test_traditional_answers_say_and_open_the_same(self) -> None:
        for simplified, traditional in zip(
            answers_of_all_sorts("zh"), answers_of_all_sorts("zh-Hant"), strict=True
        ):
            one, other = (answer_screen(COLLECTION, each, buttons=True) for each in (simplified, traditional))
            assert to_traditional(whole_text(one)) == whole_text(other)
            assert [link.ref for link in links_of(one)] == [link.ref for link in links_of(other)]

    def test_english_answers_hold_chinese_only_in_the_names_of_sections(self) -> None:
        sections = "".join(record.section or "" for record in COLLECTION.records.values())
        for answer in answers_of_all_sorts("en"):
            assert chinese_characters(text_of(answer)) <= set(sections)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_markup_in_the_data_is_shown_as_it_is_written(self, language: str, tmp_path: Path) -> None:
        marked = load_marked_collection(tmp_path)
        for answer in answers_of_all_sorts(language):
            text = text_of(answer, marked)
            assert "&lt;" not in text
            for page in pages(answer_screen(marked, answer, buttons=True)):
                visible_text(page.html)
                plain = [*(link.label for link in page.links), *(copy.text for copy in page.copies)]
                assert "&lt;" not in "".join(plain)
        text = text_of(answer_with(reading(language=language), "cmia16-01-05"), marked)
        assert text.count(MARKUP) >= 6

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_plain_reply_is_the_same_text_on_one_page(self, language: str) -> None:
        for answer in answers_of_all_sorts(language):
            assert plain_reply(COLLECTION, answer) == text_of(answer)


def links_of(screen: Screen) -> list[Any]:
    return [*(item.link for item in screen.items if item.link), *screen.links]


@pytest.mark.parametrize("question", ["北光电气提过什么", "who proposed microgrids", "誰建議建微電網"])
def test_the_same_question_gets_the_same_words_again(question: str) -> None:
    first, second = (plain_reply(COLLECTION, frozen_engine().ask(question)) for _ in range(2))
    assert first == second


def test_the_separator_of_names_is_that_of_the_language() -> None:
    both = answer_with(reading(), "cmia16-02-01")
    assert "顾云、彼得·诺瓦克" in text_of(both)
    assert "Gu Yun, Peter Novak" in text_of(answer_with(reading(language="en"), "cmia16-02-01"))
