"""Reading meetings and years: which of ours a question means, that it means none, or one we do not have."""

from itertools import pairwise

import pytest

from cmiabot.search.folding import fold
from cmiabot.search.occasions import Occasions
from tests.auxil.council import council_collection
from tests.auxil.small_collections import meeting, small_collection

BOTH_OF_2021 = {"cmia16", "cmia16-press"}
ALL_OF_BOTH = BOTH_OF_2021 | {"cmia15"}


@pytest.fixture(name="occasions", scope="module")
def occasions_fixture() -> Occasions:
    """The council's meetings: 15th (2020), 16th in two documents (2021), 2022 and 2025."""
    return Occasions(council_collection())


def named(occasions: Occasions, question: str) -> set[str]:
    """Every meeting a question names."""
    return {meeting for occasion in occasions.find(fold(question)) for meeting in occasion.meetings}


@pytest.mark.parametrize(
    ("question", "meetings"),
    [
        pytest.param("2020年谁谈到绿电", {"cmia15"}, id="year"),
        pytest.param("2020", {"cmia15"}, id="bare year"),
        pytest.param("２０２１年的年会", BOTH_OF_2021, id="year in full width"),
        pytest.param("第十五届年会", {"cmia15"}, id="number in characters"),
        pytest.param("第15届", {"cmia15"}, id="number in digits"),
        pytest.param("十六届", BOTH_OF_2021, id="number without its prefix"),
        pytest.param("第十六屆年會", BOTH_OF_2021, id="Traditional"),
        pytest.param("the 16th annual meeting", BOTH_OF_2021, id="English number"),
        pytest.param("15TH", {"cmia15"}, id="English number alone"),
        pytest.param("2020年和2021年", ALL_OF_BOTH, id="two years"),
        pytest.param("第15届和第16届", ALL_OF_BOTH, id="two numbers"),
        pytest.param("报纸上", {"cmia15", "cmia16-press"}, id="a name two documents share"),
        pytest.param("论文集里", {"cmia16"}, id="a name of one document"),
        pytest.param("第十六届年会主题会议", {"cmia16-press"}, id="a name with a number inside"),
        pytest.param("in the newspaper", {"cmia15", "cmia16-press"}, id="English name"),
        pytest.param("2025年圆桌会", {"nev2025"}, id="year and name"),
        pytest.param("谁谈到2020年的人才", {"cmia15"}, id="year after tandao"),
        pytest.param("爱立信2021年9月说的", BOTH_OF_2021, id="year and month"),
        pytest.param("2020人才", {"cmia15"}, id="a bare year before a word that begins like a unit"),
        pytest.param("2020名单", {"cmia15"}, id="another such word"),
        pytest.param("9月1日谁讲了人才", ALL_OF_BOTH | {"plan2022", "nev2025"}, id="a day without a year"),
        pytest.param("9月2日谁讲了人才", set(), id="a day of no meeting"),
        pytest.param("on September 1", ALL_OF_BOTH | {"plan2022", "nev2025"}, id="an English day"),
        pytest.param("the 1st of sept", ALL_OF_BOTH | {"plan2022", "nev2025"}, id="a day before its month"),
        pytest.param("on September 2", set(), id="an English day of no meeting"),
        pytest.param("增长9.1%", set(), id="a number like a day"),
    ],
)
def test_years_numbers_and_names_of_meetings_are_found(occasions, question, meetings):
    assert named(occasions, question) == meetings


@pytest.fixture(name="called", scope="module")
def called_fixture() -> Occasions:
    """A meeting of September 2021 with what people call its documents."""
    called = ["规划", "汽车规划", "汽车之都专题", "报道", "plan", "car plan"]
    return Occasions(small_collection(meetings=[meeting("m", 2021) | {"called": called}]))


@pytest.mark.parametrize(
    ("question", "left"),
    [
        pytest.param("2021年汽车之都专题里谁谈到人才", "谁谈到人才", id="what it is called"),
        pytest.param("2021年汽车之都的那个专题谁发言", "谁发言", id="in more words"),
        pytest.param("2021年的那组材料里谁谈到人才", "谁谈到人才", id="its material"),
        pytest.param("汽车规划那场2021年发布", "发布", id="before its year"),
        pytest.param("2021年汽车规划,谁谈到充电", ",谁谈到充电", id="a plan as where somebody spoke"),
        pytest.param("2021年规划的目标", "规划的目标", id="a plan that is asked about"),
        pytest.param("2021年汽车材料谁谈", "汽车材料谁谈", id="material for cars"),
        pytest.param("2021年能源规划谁谈", "能源规划谁谈", id="another plan"),
        pytest.param("2021年汽车报道", "汽车报道", id="what it is not called"),
        pytest.param("the 2021 car plan", "the", id="English"),
        pytest.param("the 2021 talent plan", "the  talent plan", id="another plan in English"),
        pytest.param("in September 2021", "in", id="its month"),
        pytest.param("in March 2021", "in march", id="no month of its"),
    ],
)
def test_what_documents_are_called_beside_a_meeting_is_part_of_it(called, question, left):
    text = fold(question)
    for occasion in reversed(called.find(text, beside=True)):
        text = text[: occasion.start] + text[occasion.end :]

    assert text.strip() == left


def test_what_a_document_is_called_is_no_pattern():
    called = ["规划(草案", "c++ plan"]
    occasions = Occasions(small_collection(meetings=[meeting("m", 2021) | {"called": called}]))

    (occasion,) = occasions.find("2021 c++ plan", beside=True)
    assert (occasion.start, occasion.end) == (0, len("2021 c++ plan"))


def test_a_meeting_without_a_chinese_name_can_be_named():
    collection = small_collection(meetings=[meeting("m", 2021) | {"name": {"zh": "M", "en": "M"}}])

    assert [o.meetings for o in Occasions(collection).find("m 2021", beside=True)] == [{"m"}, {"m"}]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("第十五、十六届年会", id="numbers in a list"),
        pytest.param("第十五和第十六届", id="numbers joined by and"),
        pytest.param("15、16届", id="digits in a list"),
        pytest.param("2020-2021年", id="hyphen"),
        pytest.param("2020到2021年", id="dao"),
        pytest.param("2020至2021", id="zhi"),
        pytest.param("从2020年到2021年", id="cong dao"),
        pytest.param("二〇二〇年和二〇二一年", id="years in characters"),
        pytest.param("第十五次和第十六次会议", id="ci instead of jie"),
    ],
)
def test_a_range_or_list_of_meetings_names_each_of_them(occasions, question):
    assert named(occasions, question) == ALL_OF_BOTH


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("2020万吨氢气", id="an amount"),
        pytest.param("2021多家企业", id="more than that many"),
        pytest.param("引进2020名专家", id="people"),
        pytest.param("2020 wan dun qingqi", id="an amount in pinyin"),
        pytest.param("到2025年建成什么", id="dao"),
        pytest.param("2025年前建成", id="qian"),
        pytest.param("力争2025年达标", id="lizheng"),
        pytest.param("2025年底目标", id="di"),
        pytest.param("by 2025", id="by"),
        pytest.param("2030年碳达峰", id="later than any meeting"),
        pytest.param("2022-2030年规划", id="a plan's years"),
        pytest.param("2060", id="far future"),
        pytest.param("5G网络覆盖2.2021公里", id="a decimal"),
        pytest.param("12021元", id="inside a number"),
        pytest.param("20210925", id="a run of digits"),
        pytest.param("5th generation", id="an ordinal without a meeting of ours"),
        pytest.param("十四五规划", id="a five-year plan"),
        pytest.param("谁建议发展氢能", id="no number at all"),
    ],
)
def test_goals_and_other_numbers_are_no_meetings(occasions, question):
    assert occasions.find(fold(question)) == []


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("2019年的建议", id="2019"),
        pytest.param("2018年谁谈到绿电", id="2018 and a subject"),
        pytest.param("2023", id="bare year"),
        pytest.param("2026年", id="2026"),
        pytest.param("第十四届", id="14th in characters"),
        pytest.param("第20届年会", id="20th in digits"),
        pytest.param("十九届", id="19th without its prefix"),
    ],
)
def test_a_year_or_number_outside_the_collection_is_found_without_a_meeting(occasions, question):
    found = occasions.find(fold(question))

    assert [occasion.meetings for occasion in found] == [frozenset()]


@pytest.mark.parametrize(
    "question",
    ["每一届都谈了什么", "哪一届谈了人才", "最近一届", "上一届年会", "这一届"],
    ids=["every", "which", "latest", "last", "this"],
)
def test_some_meeting_or_other_is_not_the_first_one(occasions, question):
    assert frozenset() not in [occasion.meetings for occasion in occasions.find(fold(question))]


@pytest.mark.parametrize("question", ["two newspapers", "round tables", "press conferences"])
def test_the_plural_of_a_name_is_taken_with_its_last_letter(occasions, question):
    (occasion,) = occasions.find(question)

    assert occasion.end == len(question)


def test_a_mention_covers_exactly_its_words(occasions):
    text = "请问2020年的第十五届年会上谁谈了人才"

    assert [text[one.start : one.end] for one in occasions.find(text)] == ["2020年的", "第十五届年会"]


def test_mentions_do_not_overlap_and_come_in_order(occasions):
    found = occasions.find("2021年第十六届年会和2020年报纸 16th annual meeting")

    assert all(one.end <= other.start for one, other in pairwise(found))
    assert len(found) == 5
