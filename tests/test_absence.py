"""Who is left where somebody is left out: by meetings (2021年没来的) or by a sort (除了日企)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.asking import ask_json
from cmiabot.messages.catalogue import catalogue
from cmiabot.search.answer import LONGEST_QUESTION, Counted, QuestionKind, Refusal
from tests.auxil.loaded_collections import real_collection
from tests.auxil.properties import PROPERTY
from tests.auxil.real_collection import engine_fixture  # noqa: F401

COLLECTION = real_collection()
WORDS = (
    "banks ", "日企 ", "german ", "trucks ", "did so ", "not in ", "only ", "companies ", "besides ",
    "that are not ", "来", "没来", "不是", "除了", "银行", "的", "2020年", "2021年", "和", "、",
    "外企", "以外", "新", "首次", "参加", "一次",
)  # fmt: skip
COMPANIES = set(COLLECTION.broad_sorts["companies"])
JAPANESE = {"nomura", "smbc", "isuzu", "mufg", "mizuho", "mitsui", "fanuc"}
AMERICAN = {"corning", "ford", "hp", "qualcomm", "microsoft", "air-products", "cummins", "honeywell", "msd"}

OFFICIALS = set(COLLECTION.broad_sorts["officials"])
BANKS = {"smbc", "mufg", "mizuho"}


def spoke(*meetings):
    """The organisations that have a paper at one of some meetings."""
    return {paper.organisation for paper in COLLECTION.papers.values() if paper.meeting in meetings}


IN_2020, IN_2021, ON_THE_PAGE = spoke("cmia15"), spoke("cmia16", "cmia16-press"), spoke("cmia16-press")
IN_2022, IN_2025 = spoke("plan2022"), spoke("nev2025")
NEW_IN_2021 = IN_2021 - IN_2020


def who_is_left(engine, question):
    """The organisations of a sure answer about who was there."""
    answer = engine.ask(question)
    assert answer.reading.kind in (QuestionKind.LIST, QuestionKind.COUNT)
    assert (answer.reading.content, answer.sure) == ("", True)
    return {COLLECTION.papers[paper].organisation for paper in answer.papers}


def who_said_it(engine, question):
    """The organisations of a sure list of who said something."""
    answer = engine.ask(question)
    assert (answer.reading.kind, answer.sure) == (QuestionKind.LIST, True)
    return {COLLECTION.paper_of(COLLECTION.records[hit.record]).organisation for hit in answer.hits}


@pytest.mark.parametrize(
    ("question", "left"),
    [
        pytest.param("2021年新来的公司有哪些", NEW_IN_2021, id="new"),
        pytest.param("21年的新面孔都有谁", NEW_IN_2021, id="new faces"),
        pytest.param("哪些公司2021年第一次参加", NEW_IN_2021, id="for the first time"),
        pytest.param("newcomers in 2021", NEW_IN_2021, id="newcomers"),
        pytest.param("which companies were new in 2021", NEW_IN_2021, id="new, in English"),
        pytest.param("和2020年相比，2021年新增了哪些公司", NEW_IN_2021, id="held up to another year"),
        pytest.param("2021比2020多了哪些公司", NEW_IN_2021, id="more than another year"),
        pytest.param("第十六届新来的美国公司", NEW_IN_2021 & AMERICAN, id="new, of a sort"),
        pytest.param(
            "2025年首次发言的部门",
            IN_2025 - IN_2022 - COMPANIES - {"auto-trade-association", "chongqing-outlook"},
            id="first time, officials",
        ),
        pytest.param("2021年来了、2020年没来的日企", NEW_IN_2021 & JAPANESE, id="there, and not there"),
        pytest.param("which companies spoke in 2021 but not in 2020", NEW_IN_2021, id="but not"),
        pytest.param("2022年发过言、2025年没有的单位", IN_2022 - IN_2025, id="not there later"),
        pytest.param("2020年报纸上有、2021年报纸没有的公司", IN_2020 - ON_THE_PAGE, id="not on a page"),
        pytest.param("只在2021年出现的日企", NEW_IN_2021 & JAPANESE, id="there alone"),
        pytest.param(
            "which American firms attended only in 2021", NEW_IN_2021 & AMERICAN, id="only, in English"
        ),
        pytest.param("哪些日企只来过一次", NEW_IN_2021 & JAPANESE, id="once"),
        pytest.param("来过不止一次的公司", IN_2020 & IN_2021, id="more than once"),
        pytest.param(
            "which companies came more than once", IN_2020 & IN_2021, id="more than once, in English"
        ),
        pytest.param("2020年有几家日企没来", JAPANESE - IN_2020, id="asked before"),
        pytest.param("哪些日企没参加2020年年会", JAPANESE - IN_2020, id="the meeting behind"),
        pytest.param("2020年没来、2021年也没来的公司", COMPANIES - IN_2020 - IN_2021, id="at neither"),
        pytest.param(
            "which companies were not there in 2020 or 2021", COMPANIES - IN_2020 - IN_2021, id="English"
        ),
        pytest.param(
            "论文集里有但没见报的公司", spoke("cmia16") - ON_THE_PAGE - IN_2020, id="not in the paper"
        ),
        pytest.param("2022年比2025年少了哪些部门", IN_2025 & OFFICIALS - IN_2022, id="fewer"),
        pytest.param("只在2022年和2025年发言的部门", OFFICIALS, id="alone at two"),
        pytest.param("来过两次的部门", IN_2022 & IN_2025, id="twice"),
        pytest.param("不是银行的日企", JAPANESE - BANKS, id="one sort without another"),
        pytest.param("companies other than banks", COMPANIES - BANKS, id="English sorts"),
        pytest.param(
            "besides authorities who spoke in 2025", IN_2025 - OFFICIALS, id="a broad sort in English"
        ),
        pytest.param("2021年除了日企还有哪些公司参加", IN_2021 - JAPANESE, id="but for a sort"),
        pytest.param("2021年不是日企的公司有几家", IN_2021 - JAPANESE, id="not of a sort"),
        pytest.param("除了政府部门，2025年还有哪些公司发言", IN_2025 & COMPANIES, id="but for authorities"),
    ],
)
def test_who_is_left_by_meetings_and_sorts(engine, question, left):
    assert who_is_left(engine, question) == left


def test_newcomers_are_counted(engine):
    answer = engine.ask("2021年新来的公司有几家")

    assert (answer.reading.kind, answer.reading.counted) == (QuestionKind.COUNT, Counted.ORGANISATION)
    assert answer.total == len(NEW_IN_2021)


@pytest.mark.parametrize(
    ("question", "among"),
    [
        pytest.param("除了日企，还有谁谈氢能", set(COLLECTION.organisations) - JAPANESE, id="but for"),
        pytest.param("不是日企的公司谁谈氢能", COMPANIES - JAPANESE, id="companies that are not"),
        pytest.param(
            "which non-Japanese companies talked about hydrogen", COMPANIES - JAPANESE, id="English"
        ),
        pytest.param("日企以外谁谈氢能", set(COLLECTION.organisations) - JAPANESE, id="behind it"),
        pytest.param(
            "外企以外谁谈氢能", set(COLLECTION.organisations) - (IN_2020 | IN_2021), id="a broad sort"
        ),
    ],
)
def test_who_is_of_a_sort_that_is_left_out_is_not_named(engine, question, among):
    assert engine.read(question).content in ("氢能", "hydrogen")
    assert set(engine.read(question).among) == among
    assert who_said_it(engine, question) <= among


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        pytest.param("2020年来了但2021年没来的公司", Refusal.NOBODY_LEFT, id="nobody of that year"),
        pytest.param(
            "which companies came in 2020 but did not return in 2021", Refusal.NOBODY_LEFT, id="English"
        ),
        pytest.param("2021年没来的日企", Refusal.NOBODY_LEFT, id="nobody at all"),
        pytest.param("只来过2020年那一届的公司", Refusal.NOBODY_LEFT, id="nobody there alone"),
        pytest.param("2021年没提人才的公司", Refusal.SAID_NOT, id="who did not say something"),
        pytest.param("所有没有提到氢能的公司有哪些", Refusal.SAID_NOT, id="all who did not"),
        pytest.param("哪些公司来过三次", Refusal.NOBODY_LEFT, id="three times"),
        pytest.param("只在报纸上出现的公司", Refusal.NOBODY_LEFT, id="on a page alone"),
        pytest.param("2020年新来的公司", Refusal.NOTHING_EARLIER, id="nothing is earlier"),
        pytest.param("2021年没有来的那些人以外都有谁", Refusal.LEFT_OUT_UNCLEAR, id="not understood"),
        pytest.param("谁没来", Refusal.LEFT_OUT_UNCLEAR, id="no meeting"),
    ],
)
def test_that_nobody_is_left_is_said_plainly(engine, question, refusal):
    answer = engine.ask(question)

    assert (answer.refusal, answer.hits) == (refusal, ())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2020年有几家日企没来", "只列“2020年没来”的。"),
        ("和2020年相比，2021年新增了哪些日企", "只列“和2020年相比新增了”的。"),
        (
            "which Japanese companies were not there in 2020",
            "Only those asked for: “were not there in 2020”.",
        ),
    ],
    ids=["not there", "new", "English"],
)
def test_how_it_was_read_is_told(engine, question, told):
    assert ask_json(COLLECTION, engine, question)["reply"].startswith(told)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_it_says_to_ask_instead_is_understood(engine, language):
    examples = re.findall("“(.+?)”", str(catalogue(language).text("refusal.left_out_unclear")))

    assert len(examples) == 4
    assert all(engine.ask(example).sure for example in examples)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("2021年没来的日企", "没有这样的机构"),
        ("Japanese companies that were not there in 2021", "No such organisation"),
    ],
    ids=["zh", "en"],
)
def test_nobody_left_is_said_in_the_language_of_the_question(engine, question, reply):
    assert ask_json(COLLECTION, engine, question)["reply"].startswith(reply)


@pytest.mark.parametrize(
    ("question", "organisations"),
    [
        pytest.param("banks in 2021", {"smbc", "mufg", "mizuho"}, id="with a meeting"),
        pytest.param("2021年的日企", JAPANESE, id="with a year"),
        pytest.param("us companies", AMERICAN, id="companies of a country"),
        pytest.param("日企的建议", JAPANESE, id="their advice"),
        pytest.param("日企给政府的建议", JAPANESE, id="their advice to somebody"),
    ],
)
def test_a_sort_alone_asks_for_all_of_it(engine, question, organisations):
    assert who_is_left(engine, question) == organisations


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("谁提过非银行金融机构", id="another word goes on"),
        pytest.param("who spoke of companies that are not banks", id="what is spoken of"),
        pytest.param("谁说车企不是软件公司", id="what is said of somebody"),
        pytest.param("谁建议在银行之外融资", id="what is advised"),
        pytest.param("除了银行贷款，谁提过别的融资渠道", id="a longer word"),
        pytest.param("谁建议消除外企的顾虑", id="消除"),
        pytest.param("谁建议解除车企限制", id="解除"),
        pytest.param("谁谈过南非银行", id="南非"),
        pytest.param("未来几年重庆要做什么", id="未来几年"),
        pytest.param("2025年未来", id="未来"),
        pytest.param("谁说重庆没讲好自己的故事", id="没讲好"),
        pytest.param("new energy companies in 2021", id="new energy"),
        pytest.param("what's new in 2021", id="what is new"),
        pytest.param("首次提出建氢能走廊的是谁", id="said for the first time"),
        pytest.param("2021年新区", id="a sort that nobody there is of"),
        pytest.param("2021年金融业", id="a trade"),
    ],
)
def test_a_subject_with_such_words_is_still_searched_for(engine, question):
    reading = engine.read(question)

    assert (bool(reading.content), reading.refusal) == (True, None)
    assert len(reading.among) in (0, len(COMPANIES), len(COLLECTION.broad_sorts["advisers"]))


@pytest.mark.parametrize(
    "repeated",
    [
        "banks ",
        "日企 ",
        "german ",
        "japanese german ",
        "did so ",
        "银行以外",
        "除了银行",
        "who was not there ",
    ],
)
def test_no_words_are_read_for_ever(engine, repeated):
    longest = (repeated * LONGEST_QUESTION)[:LONGEST_QUESTION]

    assert engine.ask(longest).reading.kind in QuestionKind


@PROPERTY
@given(words=st.lists(st.sampled_from(WORDS), max_size=60))
def test_nor_in_any_order(engine, words):
    assert engine.ask("".join(words)[:LONGEST_QUESTION]).reading.kind in QuestionKind


@pytest.mark.parametrize(
    "question", ["高通总共出场几回", "how often does Qualcomm show up"], ids=["zh", "en"]
)
def test_how_often_somebody_was_there_is_no_subject(engine, question):
    answer = engine.ask(question)

    assert (answer.reading.kind, answer.reading.organisations, answer.sure) == (
        QuestionKind.ORGANISATION,
        ("qualcomm",),
        True,
    )
