"""Answers: complete where a name is asked for, never from another source, the same every time."""

import json
from collections import defaultdict
from itertools import pairwise

import pytest

from cmiabot.asking import ask_json
from cmiabot.messages.answers import plain_reply
from cmiabot.search.answer import Counted, QuestionKind, Refusal
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401
from tests.auxil.small_collections import (
    meeting,
    organisation,
    paper,
    person_id,
    small_collection,
    unstored_engine,
)

TOPICS = {
    "5G": "5G",
    "people": "人才",
    "green power": "绿电",
    "digital": "数字化",
    "talent in English": "talent",
    "chemicals": "化学品铁路运输",
}


def organisations_of(collection, hits):
    """The Chinese short names of the organisations of hits, best first."""
    papers = [collection.paper_of(collection.records[hit.record]) for hit in hits]
    return [collection.organisation_of(paper).short.zh for paper in papers]


def records_of(collection, belongs):
    """The ids of all records of the papers for which `belongs` is true."""
    return {
        record.id
        for paper in collection.papers.values()
        if belongs(paper)
        for record in paper.recommendations
    }


def found(answer):
    """The ids of an answer's records."""
    return [hit.record for hit in answer.hits]


# What the project promises to answer.


@pytest.mark.parametrize(
    ("question", "organisation_zh"),
    [
        pytest.param("谁建议建设制造业5G创新示范园", "爱立信", id="5G park"),
        pytest.param("who proposed railway transport for chemicals", "巴斯夫", id="chemicals by rail"),
        pytest.param("Who proposed railway transport for chemicals?", "巴斯夫", id="with a question mark"),
        pytest.param("施耐得 招创引智", "施耐德电气", id="wrong character"),
        pytest.param("惠普 咨詢平臺", "惠普", id="Traditional"),
        pytest.param("危化品坐火车", "巴斯夫", id="in other words"),
        pytest.param("哑设备咋办", "爱立信", id="colloquial"),
        pytest.param("爱力信的5G示犯园是怎么回事", "爱立信", id="two wrong characters"),
        pytest.param("huipu zhineng zhizao", "惠普", id="pinyin"),
    ],
)
def test_the_first_record_is_from_who_said_so(engine, collection, question, organisation_zh):
    answer = engine.ask(question)

    assert answer.answered
    assert answer.sure
    assert organisations_of(collection, answer.hits)[0] == organisation_zh


def test_a_corrected_name_is_told(engine):
    (correction,) = engine.ask("施耐得 招创引智").reading.corrections

    assert (correction.typed, correction.meant) == ("施耐得", "施耐德电气")


def test_what_a_person_said_is_told_of_every_meeting(engine, collection):
    answer = engine.ask("安德罗施提过什么")

    records = [collection.records[record] for record in found(answer)]
    years = {collection.meeting_of(collection.paper_of(record)).year for record in records}
    assert {2020, 2021} <= years
    assert organisations_of(collection, answer.hits) == ["奥特斯"] * len(records)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("谁建议搞夜市、发展夜间经济？", id="night markets"),
        pytest.param("谁建议给市区车辆收拥堵费？", id="congestion charge"),
        pytest.param("谁提出大力发展预制菜产业？", id="ready meals"),
        pytest.param("jintian tianqi zenmeyang", id="weather in pinyin"),
    ],
)
def test_what_nobody_said_is_refused(engine, question):
    answer = engine.ask(question)

    assert answer.refusal == Refusal.NOBODY
    assert not answer.answered
    assert (answer.hits, answer.sure, answer.total) == ((), False, 0)


@pytest.mark.parametrize("question", ["今天天气怎么样", "讲个笑话", "What's the weather like today?"])
def test_talk_about_anything_and_nothing_is_refused_without_a_search(engine, question):
    answer = engine.ask(question)

    assert answer.refusal == Refusal.OFF_TOPIC
    assert (answer.hits, answer.nearest) == ((), ())


def test_general_knowledge_is_never_answered_as_sure(engine):
    assert not engine.ask("what is the capital of France?").sure


def test_what_others_said_is_refused_where_somebody_else_is_asked_about(engine, collection):
    answer = engine.ask("康宁怎么看夜市和夜间经济")

    assert answer.refusal == Refusal.NOT_THEY
    assert answer.hits == ()
    assert set(organisations_of(collection, answer.nearest)) <= {"康宁"}


# Signs, possessives and polite words change nothing.


@pytest.mark.parametrize(
    ("plain", "dressed"),
    [
        pytest.param("爱立信", "爱立信？", id="Chinese question mark"),
        pytest.param("爱立信", "“爱立信”", id="quotes"),
        pytest.param("孟樸", "孟樸！", id="exclamation mark"),
        pytest.param("2020年", "2020年？", id="year with a question mark"),
        pytest.param("爱立信 5G", "爱立信，5G。", id="comma and full stop"),
        pytest.param("爱立信和高通", "爱立信、高通", id="names in a list"),
        pytest.param("5G", "5G？", id="Latin word"),
        pytest.param("what did Ericsson recommend", "What did Ericsson recommend?", id="English"),
        pytest.param(
            "what did Ericsson say about 5G", "What did Ericsson say about 5G?", id="English subject"
        ),
        pytest.param("Ericsson advice on 5G", "Ericsson's advice on 5G", id="English possessive"),
        pytest.param("安德罗施说了什么", "安德罗施先生说了什么", id="title"),
        pytest.param("奥特斯说了什么", "奥特斯公司说了什么", id="company"),
        pytest.param("碳中和 奥特斯", "奥特斯 碳中和", id="word order"),
        pytest.param("对比惠普2020年和2021年", "difference between HP in 2020 and 2021", id="comparison"),
        pytest.param("危化品坐火车", "谁提了危化品坐火车", id="asked with who"),
    ],
)
def test_the_same_question_in_other_dress_has_the_same_answer(engine, plain, dressed):
    expected = found(engine.ask(plain))

    assert expected
    assert found(engine.ask(dressed)) == expected


@pytest.mark.parametrize(
    ("question", "word"),
    [
        pytest.param("工业4.0", "工业4.0", id="a number in a word"),
        pytest.param("碳中和", "碳中和", id="ends like and"),
        pytest.param("中欧班列", "中欧班列", id="begins like in"),
        pytest.param("LCR 4.0", "LCR 4.0", id="Latin and number"),
        pytest.param("5G+工业互联网", "5G+工业互联网", id="plus"),
        pytest.param("里程碑", "里程碑", id="begins like inside"),
    ],
)
def test_a_word_typed_as_a_record_writes_it_finds_a_record_that_has_it(engine, collection, question, word):
    answer = engine.ask(question)

    assert answer.sure
    first = collection.records[found(answer)[0]]
    assert any(word in written for written in (first.text.zh, *first.terms))


# Names, meetings and filters.


def test_a_person_is_answered_with_everything_they_said(engine, collection):
    for person in collection.people.values():
        answer = engine.ask(f"{person.name.zh}提过什么")

        assert answer.reading.kind is QuestionKind.PERSON
        assert set(found(answer)) == records_of(collection, lambda paper, p=person: p.id in paper.people)
        assert answer.sure


def test_an_organisation_is_answered_with_everything_it_said(engine, collection):
    for organisation_ in collection.organisations.values():
        answer = engine.ask(f"{organisation_.short.zh}提过什么")

        assert answer.reading.kind is QuestionKind.ORGANISATION
        assert set(found(answer)) == records_of(collection, lambda p, o=organisation_: p.organisation == o.id)
        assert answer.sure


@pytest.mark.parametrize(
    "form",
    ["{year}年", "{year}年有哪些建议", "第{number}届年会", "{number}th annual meeting"],
    ids=["year", "year and question", "number", "English number"],
)
def test_a_meeting_is_answered_with_everything_in_all_its_documents(engine, collection, form):
    for one in collection.meetings.values():
        if one.number is None:
            continue
        answer = engine.ask(form.format(year=one.year, number=one.number))

        documents = {other.id for other in collection.meetings.values() if other.number == one.number}
        assert answer.reading.kind is QuestionKind.MEETING
        assert set(found(answer)) == records_of(collection, lambda paper, d=documents: paper.meeting in d)


def test_a_meeting_is_recognised_as_answers_name_it(engine, collection):
    unread = [
        name
        for one in collection.meetings_with_papers
        for name in (collection.meetings[one].short.zh, collection.meetings[one].short.en)
        if one not in (reading := engine.read(name)).meetings or reading.content
    ]

    assert unread == []


def test_the_full_name_of_a_meeting_means_all_its_documents(engine):
    assert found(engine.ask("重庆市市长国际经济顾问团会议第十六届年会")) == found(engine.ask("第十六届年会"))


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_results_never_come_from_another_organisation_than_the_one_named(engine, collection, topic):
    for organisation_ in collection.organisations.values():
        answer = engine.ask(f"{organisation_.short.zh} {topic}")

        assert set(organisations_of(collection, answer.hits)) <= {organisation_.short.zh}


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
@pytest.mark.parametrize("year", [2020, 2021])
def test_results_never_come_from_another_meeting_than_the_one_named(engine, collection, topic, year):
    answer = engine.ask(f"{year}年 {topic}")

    records = [collection.records[record] for record in found(answer)]
    assert {collection.meeting_of(collection.paper_of(record)).year for record in records} <= {year}


def test_organisation_and_meeting_filter_together(engine, collection):
    answer = engine.ask("2020年奥特斯说了什么")

    assert set(found(answer)) == records_of(
        collection, lambda paper: paper.organisation == "ats" and paper.meeting == "cmia15"
    )


@pytest.mark.parametrize(
    "question",
    ["2020年巴斯夫说了什么", "巴斯夫2020年提了几条建议", "BASF 2020"],
    ids=["what", "how many", "English"],
)
def test_a_known_organisation_that_said_nothing_there_is_an_answer_of_none(engine, question):
    answer = engine.ask(question)

    assert answer.answered
    assert answer.sure
    assert (answer.hits, answer.total) == ((), 0)


def test_key_records_come_first_and_meetings_alternate(engine, collection):
    answer = engine.ask("安德罗施提过什么")

    by_group = defaultdict(list)
    for record in (collection.records[record] for record in found(answer)):
        by_group[collection.meeting_of(collection.paper_of(record)).group].append(record)
    assert len(by_group) > 1
    for records in by_group.values():
        assert [record.key for record in records] == sorted((record.key for record in records), reverse=True)
    # As long as every meeting has records left, no two neighbours are of the same one.
    shared = min(len(records) for records in by_group.values()) * len(by_group)
    groups = [
        collection.meeting_of(collection.paper_of(collection.records[record])).group
        for record in found(answer)[:shared]
    ]
    assert all(one != other for one, other in pairwise(groups))


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        pytest.param("帮助", Refusal.HELP, id="help"),
        pytest.param("你好", Refusal.SMALL_TALK, id="small talk"),
        pytest.param("？", Refusal.EMPTY, id="no word"),
        pytest.param("", Refusal.EMPTY, id="nothing"),
        pytest.param("谁提了什么建议", Refusal.EMPTY, id="no subject"),
        pytest.param("氢" * 301, Refusal.TOO_LONG, id="too long"),
    ],
)
def test_what_is_no_question_about_the_records_names_none(engine, question, refusal):
    answer = engine.ask(question)

    assert answer.refusal == refusal
    assert (answer.answered, answer.sure, answer.total) == (False, False, 0)
    assert (answer.hits, answer.nearest) == ((), ())


@pytest.mark.parametrize(
    ("question", "organisation_zh"),
    [
        pytest.param("爱立信的建议是否被采纳", "爱立信", id="organisation"),
        pytest.param("安德罗施的建议落实了吗", "奥特斯", id="person"),
        pytest.param("化学品铁路运输的建议有没有被采纳", "巴斯夫", id="subject"),
        pytest.param("was Ericsson's proposal adopted?", "爱立信", id="English"),
    ],
)
def test_what_became_of_advice_is_not_told_but_the_advice_is_named(
    engine, collection, question, organisation_zh
):
    answer = engine.ask(question)

    assert answer.refusal == Refusal.ADOPTION
    assert answer.hits == ()
    assert 1 <= len(answer.nearest) <= 3
    assert organisations_of(collection, answer.nearest)[0] == organisation_zh


@pytest.mark.parametrize(
    "question",
    ["2019年的建议", "2019年爱立信说了什么", "第十四届年会谁谈到绿电"],
    ids=["year", "year and name", "number and subject"],
)
def test_a_meeting_outside_the_collection_is_refused_as_such(engine, question):
    answer = engine.ask(question)

    assert answer.refusal == Refusal.NO_SUCH_MEETING
    assert answer.hits == ()
    assert len(answer.nearest) <= 3


def test_what_has_nothing_to_do_with_a_question_is_not_named_as_nearest_to_an_unknown_year(engine):
    answer = engine.ask("2017年谁建议养大熊猫")

    assert (answer.refusal, answer.nearest) == (Refusal.NO_SUCH_MEETING, ())


def test_companies_are_neither_authorities_nor_associations_nor_columns(engine, collection):
    companies = {
        organisation.short.zh for organisation in collection.organisations.values() if organisation.is_company
    }
    asked = set(organisations_of(collection, engine.ask("2025年哪些公司发言").hits))

    assert {"长安汽车", "赛力斯"} <= asked <= companies
    assert companies.isdisjoint({"市汽车商业协会", "重庆瞭望", "市经信委", "两江新区"})


def test_what_an_organisation_said_in_another_year_is_nearest_to_an_unknown_year(engine, collection):
    answer = engine.ask("2019年爱立信说了什么")

    assert set(organisations_of(collection, answer.nearest)) == {"爱立信"}


# Counting.


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        pytest.param("2020年有多少位顾问发言", Counted.ADVISER, id="advisers"),
        pytest.param("2020年有几家机构", Counted.ORGANISATION, id="organisations"),
        pytest.param("2020年有几篇发言", Counted.PAPER, id="papers"),
        pytest.param("2020年有多少条建议", Counted.RECOMMENDATION, id="recommendations"),
        pytest.param("how many advisers spoke in 2020?", Counted.ADVISER, id="advisers in English"),
        pytest.param("how many recommendations were made in 2020", Counted.RECOMMENDATION, id="English"),
    ],
)
def test_a_count_counts_each_once_and_names_every_record(engine, collection, question, counted):
    answer = engine.ask(question)

    papers = [one for one in collection.papers.values() if one.meeting == "cmia15"]
    totals = {
        Counted.ADVISER: len({person for one in papers for person in one.people}),
        Counted.ORGANISATION: len({one.organisation for one in papers}),
        Counted.PAPER: len(papers),
        Counted.RECOMMENDATION: sum(len(one.recommendations) for one in papers),
    }
    assert answer.reading.counted == counted
    assert answer.total == totals[counted]
    assert set(found(answer)) == records_of(collection, lambda paper: paper.meeting == "cmia15")


@pytest.mark.parametrize(
    "question",
    ["一共有多少条建议", "总共收录多少篇论文", "一共有多少家机构", "how many papers are there"],
    ids=["recommendations", "papers", "organisations", "English"],
)
def test_a_count_of_everything_is_a_count_of_the_whole_collection(engine, collection, question):
    answer = engine.ask(question)

    assert answer.answered
    assert set(found(answer)) == set(collection.records)


def test_a_count_of_what_one_organisation_recommended_is_of_all_of_it(engine, collection):
    answer = engine.ask("how many recommendations did BASF make")

    assert set(found(answer)) == records_of(collection, lambda paper: paper.organisation == "basf")
    assert answer.total == engine.ask("巴斯夫提过什么").total


def test_a_pledge_is_found_by_its_kind(engine, collection):
    answer = engine.ask("爱立信承诺了什么")

    assert answer.answered
    assert {collection.records[record].kind.value for record in found(answer)} == {"pledge"}


# Rules that need a collection of their own.


def test_a_complete_answer_has_no_limit():
    collection = small_collection(
        [organisation("a", "甲公司"), organisation("b", "乙公司")],
        [
            paper("m-01", "a", *[f"重庆应发展氢能，第{number}条。" for number in range(70)]),
            paper("m-02", "b", "重庆应建加氢站，发展氢能。"),
        ],
    )
    engine = unstored_engine(collection)

    for question in ("哪些公司谈到氢能", "多少条建议谈到氢能", "对比甲公司和乙公司的氢能"):
        assert set(found(engine.ask(question))) == set(collection.records)
    assert engine.ask("几家公司谈到氢能").total == 2


def test_a_subject_has_at_most_ten_results_and_a_doubtful_one_at_most_four():
    told = ["氢能", "港口", "铁路", "电池", "钢铁", "水泥", "玻璃", "芯片", "机场", "公路", "医院", "学校"]
    told += ["隧道", "桥梁", "茶叶", "纺织", "陶瓷", "渔业", "林业", "旅游", "会展", "保险", "邮政", "广播"]
    untold = ["火锅", "熊猫", "足球", "邮轮", "彩票", "夜市", "围棋", "京剧", "茶馆", "温泉", "骑马", "钓鱼"]
    untold += ["滑雪", "魔术", "相声", "书法", "刺绣", "剪纸", "风筝", "象棋", "篮球", "排球", "网球", "游泳"]
    collection = small_collection(
        [organisation("a", "甲公司")],
        [
            paper("m-01", "a", *[f"重庆应发展{'、'.join(told)}，第{number}条。" for number in range(12)]),
            paper("m-02", "a", *[f"重庆应培养人才，第{number}条。" for number in range(30)]),
        ],
    )
    engine = unstored_engine(collection)

    # Ever fewer of the words are in the records, the others in none.
    words = [*told, *untold]
    asked = [" ".join(words[shift : shift + len(told)]) for shift in range(len(told) + 1)]
    answers = [engine.ask(question) for question in asked]
    listed = [engine.ask(f"哪些公司谈到{question}") for question in asked]

    assert {len(answer.hits) for answer in answers if answer.sure} == {10}
    assert {len(answer.hits) for answer in answers if answer.answered and not answer.sure} == {4}
    assert not answers[-1].answered
    assert {answer.reading.kind for answer in listed} == {QuestionKind.LIST}
    assert {len(answer.hits) for answer in listed if answer.sure} == {12}
    # Who is asked for, not what: one of each organisation, and there is but one.
    assert {len(answer.hits) for answer in listed if answer.answered and not answer.sure} == {1}


def test_a_doubtful_list_offers_at_most_four_organisations_each_once():
    told = ["氢能", "港口", "铁路", "电池", "钢铁", "水泥", "玻璃", "芯片", "机场", "公路", "医院", "学校"]
    untold = ["火锅", "熊猫", "足球", "邮轮", "彩票", "夜市", "围棋", "京剧", "茶馆", "温泉", "骑马", "钓鱼"]
    text = f"重庆应发展{'、'.join(told)}。"
    organisations = [
        organisation(f"o{number}", f"{name}公司") for number, name in enumerate("甲乙丙丁戊己庚")
    ]
    papers = [paper(f"m-{number:02}", f"o{number}", text, text) for number in range(6)]
    papers.append(paper("m-06", "o6", *[f"重庆应培养人才，第{number}条。" for number in range(60)]))
    collection = small_collection(organisations, papers)
    engine = unstored_engine(collection)

    words = [*told, *untold]
    asked = [" ".join(words[shift : shift + len(told)]) for shift in range(len(told) + 1)]
    answers = [engine.ask(f"哪些公司谈到{question}") for question in asked]
    doubtful = [organisations_of(collection, a.hits) for a in answers if a.answered and not a.sure]

    assert doubtful
    for offered in doubtful:
        assert len(offered) == len(set(offered)) == 4


def test_somebody_is_answered_with_their_own_words_not_with_a_colleagues():
    people = {"王二小": ["Wang Erxiao"], "李大钊": ["Li Dazhao"]}
    collection = small_collection(
        [organisation("a", "甲公司", people=people)],
        [
            paper("m-01", "a", "重庆应发展氢能，多建加氢站。", people=["Wang Erxiao"]),
            paper("m-02", "a", "重庆应发展氢能，少用煤。", people=["Li Dazhao"]),
        ],
    )
    engine = unstored_engine(collection)

    assert found(engine.ask("王二小 氢能")) == ["m-01-01"]
    assert found(engine.ask("甲公司王二小 氢能")) == ["m-01-01"]
    assert found(engine.ask("李大钊提过什么")) == ["m-02-01"]
    assert set(found(engine.ask("甲公司 氢能"))) == {"m-01-01", "m-02-01"}


def test_meetings_take_turns_also_where_one_has_said_more():
    collection = small_collection(
        [organisation("a", "甲公司", people={"王二小": ["Wang Erxiao"]})],
        [
            paper(
                "old-01", "a", "一", {"zh": "二", "en": "", "key": True}, "三", "四", people=["Wang Erxiao"]
            ),
            paper("new-01", "a", "五", {"zh": "六", "en": "", "key": True}, people=["Wang Erxiao"]),
        ],
        [meeting("old", 2020), meeting("new", 2021)],
    )

    answer = unstored_engine(collection).ask("王二小")

    assert found(answer) == ["old-01-02", "new-01-02", "old-01-01", "new-01-01", "old-01-03", "old-01-04"]


def test_one_proposal_in_two_documents_is_two_results_and_counted_once():
    collection = small_collection(
        [organisation("a", "甲公司")],
        [
            paper("old-01", "a", "重庆应发展氢能。", "重庆应修铁路。"),
            paper("new-01", "a", {"zh": "重庆宜发展氢能。", "en": "", "same_as": ["old-01-01"]}),
        ],
        [meeting("old", 2021, 16, group="old"), meeting("new", 2021, 16, group="old")],
    )

    answer = unstored_engine(collection).ask("甲公司提了几条建议")

    assert set(found(answer)) == set(collection.records)
    assert answer.total == 2


def test_being_named_beside_others_makes_no_record_more_likely():
    collection = small_collection(
        [organisation("a", "甲公司"), organisation("b", "乙公司")],
        [paper("m-01", "a", "重庆应发展氢能。"), paper("m-02", "b", *["重庆应发展氢能。"] * 9)],
    )

    answer = unstored_engine(collection).ask("甲公司、乙公司 氢能")

    assert len(answer.hits) == 10
    assert len({hit.score for hit in answer.hits}) == 1


def test_advice_comes_before_an_offer_that_matches_alike():
    collection = small_collection(
        [organisation("a", "甲公司")],
        [paper("m-01", "a", {"zh": "发展氢能。", "en": "", "kind": "pledge"}, "发展氢能。")],
    )

    assert found(unstored_engine(collection).ask("谁建议发展氢能")) == ["m-01-02", "m-01-01"]


def test_what_with_a_subject_behind_it_does_not_ask_for_everything():
    engine = company_engine(paper("m-01", "siemens", "应发展氢能产业。", "应培养技工。"))

    assert set(found(engine.ask("西门子要搞什么名堂"))) == {"m-01-01", "m-01-02"}
    assert engine.ask("西门子建议医院统一采购什么影像设备").refusal is Refusal.NOT_THEY


def test_somebody_known_without_any_record_is_an_answer_of_none():
    collection = small_collection([organisation("a", "甲公司", people={"王二小": ["Wang Erxiao"]})])

    answer = unstored_engine(collection).ask("王二小说过什么")

    assert answer.reading.people == (person_id("Wang Erxiao"),)
    assert (answer.answered, answer.sure, answer.hits, answer.total) == (True, True, (), 0)


def company_engine(*papers, **more):
    """An engine of these papers of three companies at a meeting of 2021, `m`, and one of 2025, `n`."""
    companies = [organisation("hp", "惠普", "HP"), organisation("siemens", "西门子", "Siemens")]
    companies.append(organisation("basf", "巴斯夫", "BASF"))
    meetings = [meeting("m", 2021), meeting("n", 2025)]
    return unstored_engine(small_collection(companies, papers, meetings, **more))


def test_a_company_named_may_be_what_somebody_else_spoke_about():
    engine = company_engine(
        paper("m-01", "siemens", "重庆应与惠普合作建设人工智能校园。"), paper("m-02", "hp", "应发展云计算。")
    )

    answer = engine.ask("谁建议与惠普合作建设人工智能校园")

    assert (found(answer), answer.sure) == (["m-01-01"], True)
    assert answer.reading.organisations == ()
    assert found(engine.ask("惠普 云计算")) == ["m-02-01"]


def test_who_spoke_about_something_themselves_comes_before_those_who_named_them():
    engine = company_engine(
        paper("m-01", "siemens", "重庆应学习惠普发展云计算。"), paper("m-02", "hp", "应发展云计算。")
    )

    assert found(engine.ask("谁谈到惠普的云计算")) == ["m-02-01"]


@pytest.mark.parametrize(
    ("question", "record"),
    [
        pytest.param("谁建议2025年建成六百座换电站", "m-01-01", id="a goal in the year of a meeting"),
        pytest.param("2019年试验基础上推广光伏瓦", "n-01-02", id="a year without a meeting"),
        pytest.param("2025年谁谈到化学品铁路运输", "n-01-01", id="the meeting of that year"),
    ],
)
def test_a_year_may_be_what_a_record_speaks_of(question, record):
    engine = company_engine(
        paper("m-01", "siemens", "到2025年建成六百座换电站。"),
        paper("n-01", "basf", "推广化学品铁路运输。", "应在2019年试验基础上推广光伏瓦。"),
    )

    answer = engine.ask(question)

    assert (found(answer), answer.sure) == ([record], True)


def test_a_year_nobody_spoke_of_is_refused_as_no_meeting():
    engine = company_engine(paper("m-01", "siemens", "到2025年建成六百座换电站。"))

    assert engine.ask("2023年换电站").refusal == Refusal.NO_SUCH_MEETING


def test_of_somebody_unknown_only_what_names_them_is_near():
    engine = company_engine(
        paper("m-01", "siemens", "重庆应引进特斯拉工厂。", "应培养技工。"),
        paper("m-02", "hp", "推广电动汽车。"),
    )

    told = engine.ask("特斯拉提过什么")
    untold = engine.ask("京瓷提过什么")

    assert (told.refusal, untold.refusal) == (Refusal.UNKNOWN_NAME, Refusal.UNKNOWN_NAME)
    assert [hit.record for hit in told.nearest] == ["m-01-01"]
    assert untold.nearest == ()
    assert found(told) == found(untold) == []


def test_who_was_against_something_is_found_only_where_a_record_says_so():
    engine = company_engine(paper("m-01", "siemens", "应反对贸易保护主义。", "重庆应发展氢能产业。"))

    assert found(engine.ask("谁反对贸易保护主义")) == ["m-01-01"]
    assert engine.ask("谁反对发展氢能产业").refusal == Refusal.NOBODY
    assert found(engine.ask("谁建议发展氢能产业")) == ["m-01-02"]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("车间里的老师傅后继无人怎么办", id="Chinese"),
        pytest.param("車間裡的老師傅後繼無人怎麼辦", id="Traditional"),
        pytest.param("who will run the machines when the old hands retire?", id="English"),
    ],
)
def test_a_record_is_found_by_its_everyday_wording_which_is_never_shown(question):
    collection = small_collection(
        [organisation("a", "甲公司")],
        [
            paper(
                "m-01", "a", ("重庆应发展氢能。", "Develop hydrogen."), ("应培养技工。", "Train technicians.")
            )
        ],
        wordings={
            "m-01-02": ["车间里的老师傅后继无人", "who will run the machines when the old hands retire"]
        },
    )

    answer = unstored_engine(collection).ask(question)

    assert (found(answer), answer.sure) == (["m-01-02"], True)
    reply = plain_reply(collection, answer)
    assert "老师傅" not in reply
    assert "old hands" not in reply


def funds(*unsaid, subjects=()):
    """Two companies, one for a fund for founders; and what nobody said."""
    return small_collection(
        [organisation("a", "甲公司"), organisation("b", "乙公司")],
        [
            paper("m-01", "a", ("重庆应为创业者设立基金。", "Set up a fund for founders.")),
            paper("m-02", "b", ("重庆应发展旅游。", "Develop tourism.")),
        ],
        subjects=dict(subjects),
        unsaid=unsaid,
    )


MEALS = "创业者食堂|为创业者设立便宜的饭堂|a canteen fund for founders"
ZOO = "动物园|zoo"


def likeliest(answer):
    """The probability of the best record found, shown or not."""
    return max((hit.score for hit in (*answer.hits, *answer.nearest)), default=0.0)


@pytest.mark.parametrize(
    "question",
    [
        "谁建议为创业者设立食堂",
        "誰建議為創業者設立食堂",
        "shui jianyi wei chuangyezhe sheli shitang",
        "who proposed a canteen fund for founders",
    ],
)
def test_what_readers_found_that_nobody_said_is_refused(question):
    with_it, without = (unstored_engine(funds(unsaid)).ask(question) for unsaid in (MEALS, ZOO))
    assert not with_it.answered
    assert likeliest(with_it) < likeliest(without)


def test_a_name_of_a_subject_with_records_is_not_what_nobody_said():
    unsaid = "创业者食堂基金会|foundation for canteens"
    plain, named = (
        unstored_engine(funds(unsaid, subjects=subjects)).ask("谁建议创业者食堂基金")
        for subjects in ({}, {"创业者食堂基金|fund for canteens": ["m-01-01"]})
    )
    assert likeliest(named) > likeliest(plain)


def test_what_no_list_has_is_judged_by_the_records_alone():
    with_it, without = (
        unstored_engine(funds(unsaid)).ask("谁建议为创业者设立食堂") for unsaid in (ZOO, "动物医院|vets")
    )
    assert likeliest(with_it) == likeliest(without) > 0


@pytest.mark.parametrize(
    "question", ["谁建议为创业者设立基金", "who proposed a fund for founders", "发展旅游"]
)
def test_what_a_record_says_is_found_beside_what_nobody_said(question):
    plain = unstored_engine(funds()).ask(question)
    unsaid = ("创业者食堂|canteens for founders", "旅游大巴|sightseeing bus", "基金会年报|annual report")
    beside = unstored_engine(funds(*unsaid)).ask(question)
    assert (found(beside), beside.sure) == (found(plain), True)


def test_what_nobody_said_is_never_shown():
    collection = funds(MEALS)
    engine = unstored_engine(collection)
    for question in ("谁建议为创业者设立食堂", "谁建议为创业者设立基金"):
        answer = engine.ask(question)
        assert "饭堂" not in plain_reply(collection, answer)
        assert "饭堂" not in json.dumps(ask_json(collection, engine, question), ensure_ascii=False)


SEWERS = "污水|排水管网|sewage"
RIVER = "水环境|river"


def water_engine(subjects, **more):
    return company_engine(
        paper("m-01", "siemens", "园区应重建污水管网。", "应办技工学校。"),
        paper("m-02", "hp", "用过的水宜先净化再放走。", "应建设数字校园。", "旧管子宜分批更换。"),
        paper("n-01", "basf", "废液排放前须经处理。", "化学品宜走铁路。", "雨天的水应另走一路。"),
        subjects=subjects,
        **more,
    )


@pytest.mark.parametrize(
    "everybody",
    [{"m-01-01", "m-02-01", "n-01-01"}, {"m-01-01", "m-02-01", "m-02-03", "n-01-01", "n-01-03"}],
    ids=["one record each", "two of most"],
)
def test_a_list_holds_all_that_the_subject_index_has_in_whatever_words(everybody):
    without, with_index = (water_engine(subjects) for subjects in ({}, {SEWERS: everybody}))
    for question in ("哪些公司谈到污水", "哪些公司談到汙水", "哪几家谈到污水"):
        assert found(without.ask(question)) == ["m-01-01"]
        answer = with_index.ask(question)
        assert (set(found(answer)), answer.sure) == (everybody, True)
        # What is found in its own words comes first.
        assert found(answer)[0] == "m-01-01"
    # Only lists are completed.
    assert "n-01-01" not in found(with_index.ask("谁建议重建污水管网"))


def test_who_only_touches_on_a_subject_is_not_added_for_one_record():
    everybody = {SEWERS: ["m-01-01", "m-02-01", "n-01-01"]}
    engine = water_engine(everybody, passing={SEWERS: ["hp"]})
    assert set(found(engine.ask("哪些公司谈到污水"))) == {"m-01-01", "n-01-01"}


def test_where_several_said_it_who_asks_for_all():
    engine = company_engine(
        paper("m-01", "siemens", "园区应重建污水管网。"),
        paper("m-02", "hp", "用过的水宜先净化再放走。"),
        paper("n-01", "basf", "污水管网应分批更换。"),
        subjects={f"{SEWERS}|污水管网": ["m-01-01", "m-02-01", "n-01-01"]},
    )
    everybody = engine.ask("谁提过污水管网")
    assert (set(found(everybody)), everybody.reading.kind) == (
        {"m-01-01", "m-02-01", "n-01-01"},
        QuestionKind.LIST,
    )
    # Who looks for one is shown those who said it.
    for question in ("污水管网是谁提的", "哪家提过污水管网", "污水管网"):
        assert set(found(engine.ask(question))) == {"m-01-01", "n-01-01"}
    # Who has, makes or gets something did not say so.
    assert engine.ask("谁有污水管网").reading.kind is QuestionKind.TOPIC
    # Of what one alone said, nobody else is shown.
    assert found(engine.ask("谁建议重建园区污水管网")) == ["m-01-01"]


def test_the_index_adds_nobody_outside_of_what_was_asked_among():
    engine = water_engine({SEWERS: ["m-01-01", "m-02-01", "n-01-01", "n-01-03"]})
    assert "n-01-01" not in found(engine.ask("2021年哪些公司谈到污水"))
    assert set(found(engine.ask("除了惠普，哪些公司谈到污水"))) == {"m-01-01", "n-01-01", "n-01-03"}


NUCLEAR = {"核电站|核电|nuclear power": ["m-01-02", "m-02-02", "n-01-02"]}


@pytest.mark.parametrize(
    "question",
    ["哪些公司谈到核电站", "谁提过核电", "有几家公司谈到核电站", "which companies spoke about nuclear power"],
)
def test_who_asks_for_a_subject_by_its_name_gets_what_readers_put_under_it(question):
    engine = water_engine(NUCLEAR, passing={next(iter(NUCLEAR)): ["basf"]})
    answer = engine.ask(question)
    assert (set(found(answer)), answer.sure) == ({"m-01-02", "m-02-02"}, True)
    # Of another meeting there is nothing.
    assert not engine.ask(f"2025年{question}").answered


@pytest.mark.parametrize(
    "question", ["哪些公司谈到核电站选址", "核电站", "西门子对核电站怎么看", "核电站是谁的主意"]
)
def test_the_index_alone_makes_no_other_answer(question):
    assert not water_engine(NUCLEAR).ask(question).answered


def test_of_two_subjects_the_one_that_is_named_is_meant():
    engine = water_engine({RIVER: ["m-01-01", "m-01-02"], SEWERS: ["m-01-01", "m-02-01"]})
    assert set(found(engine.ask("哪些公司谈到污水"))) == {"m-01-01", "m-02-01"}


def test_where_two_subjects_may_be_meant_each_speaks_for_its_own():
    engine = water_engine({SEWERS: ["m-01-01", "m-02-01"], f"净水|{SEWERS}": ["m-01-01", "n-01-01"]})
    of = engine.memberships(engine.read("哪些公司谈到园区污水"))
    assert of["siemens"].under == pytest.approx(1.0)
    assert of["hp"].under + of["basf"].under == pytest.approx(1.0)
    assert 0 < of["hp"].under < 1


SCHOOLS = "技工学校|trade schools"


@pytest.mark.parametrize(
    "question",
    [
        "哪些公司谈到污水、技工学校",
        "哪些公司谈到污水和技工学校",
        "哪些公司谈到污水或者技工学校",
        "which companies spoke about sewage and trade schools",
        "which companies mention sewage, or trade schools",
    ],
)
def test_of_subjects_that_are_joined_any_is_enough(question):
    engine = two_subjects_engine()
    assert set(found(engine.ask(question))) == {"m-01-01", "m-01-02", "m-02-01", "n-01-01"}


@pytest.mark.parametrize(
    "question",
    [
        "哪些公司既谈污水又谈技工学校",
        "谁既讲了污水又讲了技工学校",
        "哪些公司既提到污水又提到技工学校",
        "有几家公司既谈过污水也谈过技工学校",
        "谁既提过污水，又建议技工学校",
        "哪些公司同时谈到污水和技工学校",
        "which companies spoke about both sewage and trade schools",
        "which companies mention sewage as well as trade schools",
    ],
)
def test_who_is_to_speak_of_each_subject_is_whoever_speaks_of_all(question):
    assert set(found(two_subjects_engine().ask(question))) == {"m-01-01", "m-01-02"}


def test_a_name_that_holds_two_subjects_is_one():
    engine = company_engine(
        paper("m-01", "siemens", ("园区应重建污水管网。", "Rebuild sewage pipes in parks.")),
        paper("m-02", "hp", ("污水厂应办技工学校。", "Sewage works should run trade schools.")),
        paper("n-01", "basf", ("技工学校应扩大招生。", "Trade schools should grow.")),
        subjects={
            SEWERS: ["m-01-01"],
            SCHOOLS: ["n-01-01"],
            "污水和技工学校|sewage and trade schools": ["m-02-01"],
        },
    )
    for question in ("哪些公司谈到污水和技工学校", "which companies spoke about sewage and trade schools"):
        assert found(engine.ask(question)) == ["m-02-01"]


def test_what_is_only_offered_is_not_made_certain_by_what_it_is_joined_with(engine):
    alone = engine.ask("2020年哪些公司谈过人工智能")
    offered = engine.ask("2020年哪些公司谈过水电")
    assert (alone.sure, offered.sure) == (True, False)
    assert set(found(engine.ask("2020年哪些公司谈过水电和人工智能"))) == set(found(alone))


def test_a_subject_that_bears_the_very_name_is_meant_alone():
    others = {f"第{n}类污水{n}|污水的第{n}种": [f"n-01-0{n}"] for n in (1, 3)}
    engine = water_engine({**others, SEWERS: ["m-01-01", "m-02-01"]})
    assert set(found(engine.ask("哪些公司谈到污水"))) == {"m-01-01", "m-02-01"}


def test_names_that_differ_by_endings_alone_are_kept_apart():
    engine = company_engine(
        paper("m-01", "siemens", ("通关应更快。", "Clear goods faster at the border.")),
        paper("n-01", "basf", ("产品宜按需定制。", "Tailor products to each buyer.")),
        subjects={"通关|customs": ["m-01-01"], "定制|customization|customizing": ["n-01-01"]},
    )
    assert found(engine.ask("which companies mention customs")) == ["m-01-01"]
    assert found(engine.ask("which companies mention customization")) == ["n-01-01"]


def test_where_nobody_speaks_of_each_subject_nobody_is_named():
    engine = company_engine(
        paper("m-01", "siemens", ("园区应重建污水管网。", "Rebuild sewage pipes in parks.")),
        paper("n-01", "basf", ("技工学校应扩大招生。", "Trade schools should grow.")),
        subjects={SEWERS: ["m-01-01"], SCHOOLS: ["n-01-01"]},
    )
    answer = engine.ask("哪些公司既谈污水又谈技工学校")
    assert (answer.refusal, answer.hits) == (Refusal.NOBODY, ())
    # Each of them is at least near.
    assert {hit.record for hit in answer.nearest} == {"m-01-01", "n-01-01"}


def test_words_that_are_no_subjects_are_not_taken_apart():
    engine = company_engine(
        paper("m-01", "siemens", "园区应重建污水和雨水管网。", "应办技工学校。"),
        paper("n-01", "basf", "污水要先处理。"),
        subjects={"污水和雨水管网|pipes for sewage and rain": ["m-01-01"], SEWERS: ["m-01-01", "n-01-01"]},
    )
    assert found(engine.ask("哪些公司谈到污水和雨水管网")) == ["m-01-01"]


def two_subjects_engine():
    return company_engine(
        paper(
            "m-01",
            "siemens",
            ("园区应重建污水管网。", "Rebuild sewage pipes in parks."),
            ("应办技工学校。", "Open trade schools."),
        ),
        paper("m-02", "hp", ("用过的水宜先净化再放走。", "Clean used water first.")),
        paper("n-01", "basf", ("手艺宜早教。", "Teach crafts early.")),
        subjects={SEWERS: ["m-01-01", "m-02-01"], SCHOOLS: ["m-01-02", "n-01-01"]},
    )


def test_a_subject_that_is_not_asked_for_adds_nothing():
    engine = water_engine({"城市形象|外事": ["m-01-01", "m-02-02"]})
    assert found(engine.ask("哪些公司谈到污水")) == ["m-01-01"]
    assert not engine.ask("哪些公司谈到核电站").answered


def test_who_promised_is_among_pledges_where_there_are_any():
    engine = company_engine(
        paper("m-01", "siemens", "政府应投资建设数字校园。"),
        paper("m-02", "hp", {"zh": "惠普将在重庆投资建设数字校园。", "en": "", "kind": "pledge"}),
        paper("n-01", "basf", "企业应兑现承诺的减排。"),
    )

    assert found(engine.ask("哪些公司承诺建设数字校园")) == ["m-02-01"]
    # A promise may be what somebody spoke about.
    assert found(engine.ask("谁承诺减排")) == ["n-01-01"]


def test_who_spoke_is_counted_with_those_who_only_described():
    collection = small_collection(
        [organisation("hp", "惠普", "HP"), organisation("siemens", "西门子", "Siemens")],
        [paper("m-01", "siemens", "应发展氢能产业。"), paper("m-02", "hp")],
    )

    answer = unstored_engine(collection).ask("2021年有几家公司发言")

    assert (found(answer), answer.total) == (["m-01-01"], 2)
    assert "西门子、惠普" in plain_reply(collection, answer)


def test_what_was_said_at_a_part_of_a_document_is_not_told_as_all_of_it():
    collection = small_collection(
        [organisation("hp", "惠普", "HP")],
        [
            {**paper("m-01", "hp", "应发展氢能产业。"), "part": {"zh": "圆桌会", "en": "round table"}},
            paper("m-02", "hp", "应修铁路。"),
        ],
    )

    engine = unstored_engine(collection)

    assert "圆桌会，共 1 条" in plain_reply(collection, engine.ask("圆桌会讲了什么"))
    assert "圆桌会" not in plain_reply(collection, engine.ask("2021年讲了什么"))


def test_who_sat_at_a_part_of_a_document_is_asked_by_its_name():
    part = {"part": {"zh": "圆桌会", "en": "round table"}}
    engine = company_engine(
        {**paper("n-01", "siemens", "应发展氢能产业。"), **part},
        {**paper("n-02", "hp", "应建设数字校园。"), **part},
        paper("n-03", "basf", "应修铁路。"),
    )

    for question in ("2025年圆桌会请了几位嘉宾", "圆桌会请了哪些人", "who spoke at the round table"):
        assert set(found(engine.ask(question))) == {"n-01-01", "n-02-01"}
    assert engine.ask("2025年圆桌会请了几家公司").total == 2
    assert set(found(engine.ask("2025年请了哪些人"))) == {"n-01-01", "n-02-01", "n-03-01"}
    # Whose name was corrected and then taken for none has a subject, too.
    assert engine.ask("圆桌会上西蒙子的建议采纳了吗").refusal is Refusal.ADOPTION
    # With a subject the whole document is searched: people call all of it so.
    assert found(engine.ask("2025年圆桌会上谁建议修铁路")) == ["n-03-01"]


def test_sides_of_a_comparison_take_turns_and_each_is_answered_for_itself():
    engine = company_engine(
        paper("m-01", "siemens", "应发展氢能产业。", "氢能产业要有标准。", "应培养技工。"),
        paper("m-02", "hp", "应发展氢能产业。", "应建设数字校园。"),
        paper("n-01", "basf", "应发展氢能产业。"),
    )

    answer = engine.ask("西门子和惠普怎么看氢能产业")

    assert answer.reading.kind is QuestionKind.COMPARISON
    assert len(engine.sides(answer.reading)) == 2
    assert [record[:4] for record in found(answer)] == ["m-01", "m-02", "m-01"]
    assert set(found(answer)) == {"m-01-01", "m-01-02", "m-02-01"}


def test_a_side_that_said_nothing_of_it_has_no_record_in_a_comparison():
    engine = company_engine(
        paper("m-01", "siemens", "应发展氢能产业。", "应培养技工。"),
        paper("m-02", "hp", "应建设数字校园。", "产业园区宜绿化。"),
    )

    assert found(engine.ask("西门子和惠普怎么看氢能产业")) == ["m-01-01"]


def test_who_attended_is_everybody_who_spoke_there():
    engine = company_engine(
        paper("m-01", "siemens", "应发展氢能产业。"),
        paper("m-02", "hp", "应建设数字校园。"),
        paper("n-01", "basf", "化学品宜走铁路。"),
    )

    for question in ("谁参加了2021年的会议", "2021年的顾问名单", "who attended the meeting in 2021"):
        assert set(found(engine.ask(question))) == {"m-01-01", "m-02-01"}


SORTS = {
    "german": {
        "zh": "德国企业",
        "en": "German companies",
        "also": ["德企"],
        "of": ["德国", "german"],
        "by": "country",
        "organisations": ["siemens", "basf"],
    },
    "american": {"zh": "美企", "en": "US firms", "by": "country", "organisations": ["hp"]},
    "chemicals": {
        "zh": "化工厂",
        "en": "chemical makers",
        "of": ["化工", "chemical"],
        "by": "business",
        "organisations": ["basf"],
    },
    "computers": {"zh": "电脑厂", "en": "computer makers", "by": "business", "organisations": ["hp"]},
}


@pytest.mark.parametrize(
    ("question", "speak"),
    [
        ("哪些德企谈到氢能", {"siemens", "basf"}),
        ("哪些德国的公司谈到氢能", {"siemens", "basf"}),
        ("哪些德國企業談到氫能", {"siemens", "basf"}),
        ("which German companies spoke about hydrogen", {"siemens", "basf"}),
        ("what do German companies say about hydrogen", {"siemens", "basf"}),
        ("德企谈到过哪些氢能", {"siemens", "basf"}),
        ("有几家德国化工厂谈到氢能", {"basf"}),
        ("哪些化工厂和电脑厂谈到氢能", {"basf", "hp"}),
        ("所有美企谈氢能的建议", {"hp"}),
        ("那家化工公司怎么看氢能", {"basf"}),
        ("德国企业里谁谈到氢能", {"siemens", "basf"}),
        ("哪些公司谈到氢能", {"siemens", "basf", "hp"}),
    ],
)
def test_a_sort_of_organisations_is_asked_among(question, speak):
    engine = company_engine(
        paper("m-01", "siemens", ("应发展氢能。", "Hydrogen is to be developed.")),
        paper("m-02", "hp", ("宜建设氢能产业。", "A hydrogen industry is to be built.")),
        paper("n-01", "basf", ("要推广氢能。", "Hydrogen is to be spread.")),
        sorts=SORTS,
    )

    answer = engine.ask(question)

    assert answer.sure
    assert {{"m-01": "siemens", "m-02": "hp", "n-01": "basf"}[one[:4]] for one in found(answer)} == speak


def test_companies_are_found_however_many_authorities_said_more_of_it():
    authority = {**organisation("city", "市政府"), "sector": {"zh": "政府", "en": "Government"}}
    records = ["应发展氢能产业，氢能产业要有标准，氢能产业要有园区。"] * 170
    engine = unstored_engine(
        small_collection(
            [authority, organisation("hp", "惠普", "HP"), organisation("basf", "巴斯夫", "BASF")],
            [
                paper("m-01", "city", *records),
                paper("m-02", "hp", "学校可讲授氢能产业的知识。"),
                paper("m-03", "basf", "工厂与氢能产业一道成长。"),
            ],
        )
    )

    assert set(found(engine.ask("哪些公司谈到氢能产业"))) == {"m-02-01", "m-03-01"}


def test_a_sort_that_is_spoken_about_is_part_of_the_subject():
    engine = company_engine(
        paper("m-01", "siemens", "应发展氢能。"),
        paper("m-02", "hp", "重庆可学习德国企业的学徒制。"),
        sorts=SORTS,
    )

    for question in ("谁提到德国企业的学徒制", "德国企业的学徒制谁提到过"):
        assert found(engine.ask(question)) == ["m-02-01"]


def test_a_sort_of_one_character_is_asked_for_only_by_which_or_how_many():
    sorts = {
        identifier: {"zh": zh, "en": identifier, "also": also, "by": "business", "organisations": [of]}
        for identifier, zh, also, of in (
            ("districts", "区县", ["区"], "hp"),
            ("areas", "新区", [], "siemens"),
        )
    }
    engine = company_engine(
        paper("m-01", "siemens", "应在园区里发展氢能。"),
        paper("m-02", "hp", "要推广氢能。"),
        paper("n-01", "basf", "应划定区域发展氢能。"),
        sorts=sorts,
    )

    assert found(engine.ask("哪些区谈到氢能")) == ["m-02-01"]
    assert set(found(engine.ask("哪些区、新区谈到氢能"))) == {"m-01-01", "m-02-01"}
    assert found(engine.ask("园区里谁发展氢能"))[0] == "m-01-01"
    assert found(engine.ask("哪些区域发展氢能"))[0] == "n-01-01"


def test_of_a_sort_that_there_is_none_of_nobody_is_listed():
    engine = company_engine(
        paper("m-01", "siemens", "应发展氢能。"), paper("m-02", "hp", "应建设数字校园。"), sorts=SORTS
    )

    for question in (
        "哪些德国电脑厂谈到数字校园",
        "有几家德国的电脑厂",
        "which German computer makers spoke",
    ):
        answer = engine.ask(question)
        assert (answer.answered, found(answer), answer.total) == (False, [], 0)


def test_a_sort_without_a_subject_is_everything_its_organisations_said():
    engine = company_engine(
        paper("m-01", "siemens", "应发展氢能。"),
        paper("m-02", "hp", "应建设数字校园。"),
        paper("n-01", "basf", "化学品宜走铁路。"),
        sorts=SORTS,
    )

    for question in ("德企都提了什么建议", "有哪些德国公司", "which German companies spoke"):
        assert set(found(engine.ask(question))) == {"m-01-01", "n-01-01"}
    assert set(found(engine.ask("2021年有几家德企发言"))) == {"m-01-01"}


def test_who_spoke_at_both_meetings_has_an_answer_at_each():
    engine = unstored_engine(
        small_collection(
            [organisation("hp", "惠普", "HP"), organisation("siemens", "西门子", "Siemens")],
            [
                paper("m-01", "siemens", "应发展氢能。"),
                paper("m-02", "hp", "应建设数字校园。"),
                paper("n-01", "siemens", "氢能要有标准。", "应办技校。"),
                paper("n-02", "hp", "宜推广氢能。"),
            ],
            [meeting("m", 2020, number=15), meeting("n", 2021, number=16)],
        )
    )

    for question in (
        "哪些公司2020年和2021年都谈到氢能",
        "哪几家两届都谈到氢能",
        "which companies spoke about hydrogen both in 2020 and 2021",
    ):
        assert set(found(engine.ask(question))) <= {"m-01-01", "n-01-01"}
    assert set(found(engine.ask("哪些公司2020年和2021年都谈到氢能"))) == {"m-01-01", "n-01-01"}
    assert len(found(engine.ask("两届都参加的公司有哪些"))) == 5
    for question in (
        "哪些公司2020年和2021年都谈到数字校园",
        "which companies spoke of 技校 both in 2020 and 2021",
    ):
        answer = engine.ask(question)
        assert (answer.answered, answer.hits, answer.total) == (False, (), 0)
    assert set(found(engine.ask("2020年和2021年谈到氢能的有哪些公司"))) == {"m-01-01", "n-01-01", "n-02-01"}


@pytest.mark.parametrize(
    ("question", "belongs"),
    [
        pytest.param("哪些银行谈到绿色金融", lambda one: "bank" in one.sector.en.lower(), id="banks"),
        pytest.param(
            "哪些政府部门谈到充电桩",
            lambda one: {"government", "development"} & {*one.sector.en.lower().split()},
            id="authorities",
        ),
        pytest.param(
            "哪些车企谈到智能网联汽车",
            lambda one: {"automotive", "vehicles"} & {*one.sector.en.lower().split()},
            id="carmakers",
        ),
        pytest.param(
            "哪些公司谈到充电桩", lambda one: "government" not in one.sector.en.lower(), id="companies"
        ),
    ],
)
def test_who_asks_among_a_sort_of_organisations_gets_no_other(engine, collection, question, belongs):
    hits = (*(answer := engine.ask(question)).hits, *answer.nearest)

    speakers = {collection.paper_of(collection.records[hit.record]).organisation for hit in hits}
    assert speakers
    assert all(belongs(collection.organisations[one]) for one in speakers)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("除了巴斯夫还有谁谈到铁路", id="Chinese"),
        pytest.param("除巴斯夫外，哪些公司谈到铁路", id="Chinese, a list"),
        pytest.param("除了巴斯夫還有誰談到鐵路", id="Traditional"),
        pytest.param("who besides BASF talked about railways", id="English"),
    ],
)
def test_everybody_but_one_is_everybody_but_that_one(engine, collection, question):
    answer = engine.ask(question)

    speakers = organisations_of(collection, answer.hits)
    assert answer.reading.organisations == ()
    assert speakers
    assert "巴斯夫" not in speakers


def test_a_paper_is_answered_by_its_number_with_everything_in_it(engine, collection):
    for one in collection.papers.values():
        if not collection.meeting_of(one).is_volume:
            continue
        for form in ("论文{}", "第{}篇论文讲了什么", "paper {}"):
            answer = engine.ask(form.format(one.number))

            assert set(found(answer)) == {record.id for record in one.recommendations}
