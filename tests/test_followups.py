"""Questions that lean on the one before: what they take from it, what they do not, and what never leans.

In chats and batches: test_followups_in_chats.py.
"""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.answer import LONGEST_QUESTION, Answer, Counted, QuestionKind, Reading, Refusal
from cmiabot.search.answering import Engine
from cmiabot.search.folding import fold, latin_words
from cmiabot.search.followups import LONGEST, Context, may_lean
from cmiabot.search.tokens import bigrams, english_words, stems
from tests.auxil.council import council_fixture  # noqa: F401
from tests.auxil.loaded_collections import real_collection
from tests.auxil.properties import ANY_QUESTION, PROPERTY
from tests.auxil.real_collection import engine_fixture  # noqa: F401

BOTH_OF_2021 = ("cmia16", "cmia16-press")
CHEMICALS = "谁建议化学品走铁路"
PARK = "谁建议建设5G示范园"


def asked(engine: Engine, *questions: str) -> tuple[Answer, Context | None]:
    """The answer to the last of some questions of one chat, and what a next one can lean on."""
    context: Context | None = None
    for question in questions:
        answer = engine.ask(question, context=context)
        context = engine.context_of(answer) or context
    return answer, context


def meant(engine: Engine, *questions: str) -> Reading:
    """How the last of some questions of one chat is read, its content's words in their order."""
    return asked(engine, *questions)[0].reading


ANOTHER_NAME = {
    "then Qualcomm": ("那高通呢", "qualcomm"),
    "and Qualcomm": ("高通呢", "qualcomm"),
    "Qualcomm, asked at length": ("那么高通呢？", "qualcomm"),
    "Qualcomm, no question": ("那高通", "qualcomm"),
    "Qualcomm instead": ("换成高通", "qualcomm"),
    "Traditional": ("那施耐德電氣呢", "schneider"),
    "a wrong character": ("那高同呢", "qualcomm"),
    "pinyin in Chinese": ("那gaotong呢", "qualcomm"),
    "English, what about": ("what about Qualcomm?", "qualcomm"),
    "English, how about": ("How about Qualcomm", "qualcomm"),
    "English, and": ("and Qualcomm", "qualcomm"),
}


@pytest.mark.parametrize(("question", "who"), ANOTHER_NAME.values(), ids=ANOTHER_NAME)
def test_another_name_is_asked_about_the_same_subject(council, question, who):
    reading = meant(council, "爱立信 5G", question)

    assert reading.organisations == (who,)
    assert reading.content == "5g"
    assert reading.kind == QuestionKind.PERSON_TOPIC


def test_after_a_subject_alone_a_name_is_asked_about_it(council):
    reading = meant(council, CHEMICALS, "那爱立信呢")

    assert reading.organisations == ("ericsson",)
    assert reading.content.split() == ["化学品", "铁路"]
    assert reading.kind == QuestionKind.PERSON_TOPIC


def test_a_subject_is_asked_of_one_name_after_another_though_they_said_nothing_on_it(council):
    answer, _ = asked(council, CHEMICALS, "那爱立信呢", "那高通呢")

    assert answer.refusal == Refusal.NOT_THEY
    assert answer.reading.organisations == ("qualcomm",)
    assert answer.reading.content.split() == ["化学品", "铁路"]


def test_a_name_that_is_a_person_takes_the_place_of_the_one_before(council):
    reading = meant(council, "安德罗施提过什么", "那孟樸呢")

    assert (reading.people, reading.organisations) == (("frank-meng",), ())
    assert reading.kind == QuestionKind.PERSON


@pytest.mark.parametrize(
    ("first", "question", "content"),
    [
        pytest.param("爱立信 5G", "那车联网呢", "车联网", id="Chinese"),
        pytest.param("爱立信 5G", "那人才呢", "人才", id="a word that begins like a person"),
        pytest.param("what did Ericsson say about 5G", "what about hydrogen", "hydrogen", id="English"),
    ],
)
def test_another_subject_is_asked_of_the_same_name(council, first, question, content):
    reading = meant(council, first, question)

    assert reading.organisations == ("ericsson",)
    assert reading.content == content


# He, she, they.


@pytest.mark.parametrize(
    ("first", "question", "who"),
    [
        pytest.param(CHEMICALS, "他还说了什么", "markus-kamieth", id="he, who answers"),
        pytest.param(CHEMICALS, "她2021年说了什么", "markus-kamieth", id="she, in a year"),
        pytest.param(PARK, "这位顾问还说过什么", "ke-ruidong", id="this adviser"),
        pytest.param(PARK, "這位顧問還說過什麼", "ke-ruidong", id="this adviser, Traditional"),
        pytest.param("安德罗施怎么看碳中和", "他还说了什么", "hannes-androsch", id="he, who was named"),
        pytest.param("安德罗施2020年提过什么", "那他呢", "hannes-androsch", id="and he"),
        pytest.param(
            "who proposed chemicals by rail", "what else did he say", "markus-kamieth", id="English"
        ),
    ],
)
def test_he_is_whoever_the_answer_before_was_about(council, first, question, who):
    reading = meant(council, first, question)

    assert reading.people == (who,)
    assert reading.content == ""
    assert reading.kind == QuestionKind.PERSON


@pytest.mark.parametrize(
    "question", ["他们说了什么", "该公司提过什么", "这家公司说了什么", "what did they propose"]
)
def test_they_are_the_organisation_that_was_named(council, question):
    reading = meant(council, "爱立信 5G", question)

    assert (reading.organisations, reading.people) == (("ericsson",), ())
    assert reading.content == ""


def test_what_is_asked_of_him_now_is_what_is_searched_for(council):
    reading = meant(council, "安德罗施怎么看人才", "他怎么看碳中和")

    assert (reading.people, reading.content) == (("hannes-androsch",), "碳中和")


@pytest.mark.parametrize(
    ("first", "question"),
    [(CHEMICALS, "他是谁"), (CHEMICALS, "那他是谁呢"), ("who proposed chemicals by rail", "Who is he?")],
    ids=["Chinese", "Chinese, at length", "English"],
)
def test_who_he_is_can_be_asked(council, first, question):
    reading = meant(council, first, question)

    assert reading.kind == QuestionKind.WHO_IS
    assert reading.people == ("markus-kamieth",)


def test_he_stays_the_same_through_several_questions(council):
    assert meant(council, CHEMICALS, "他是谁", "他还说了什么", "他怎么看5G").people == ("markus-kamieth",)


# Years.


@pytest.mark.parametrize(
    ("questions", "meetings"),
    [
        pytest.param(("安德罗施怎么看人才", "2020年呢"), ("cmia15",), id="year"),
        pytest.param(("安德罗施怎么看人才", "那第十六届呢"), BOTH_OF_2021, id="number"),
        pytest.param(
            ("安德罗施怎么看人才", "2020年呢", "2021年呢"), BOTH_OF_2021, id="one year after another"
        ),
        pytest.param(("What did Androsch say on talent", "and in 2020?"), ("cmia15",), id="English"),
    ],
)
def test_another_year_changes_the_year_alone(council, questions, meetings):
    before, reading = meant(council, *questions[:-1]), meant(council, *questions)

    assert reading.meetings == meetings
    assert (reading.people, reading.content) == (before.people, before.content)
    assert (reading.people, bool(reading.content)) == (("hannes-androsch",), True)


def test_a_year_that_was_named_stays_for_another_subject_but_not_for_another_name(council):
    assert meant(council, "2020年安德罗施怎么看人才", "那碳中和呢").meetings == ("cmia15",)
    assert meant(council, "2020年安德罗施提过什么", "那孟樸呢").meetings == ()


def test_a_year_outside_the_collection_is_refused_as_ever(council):
    assert meant(council, "安德罗施提过什么", "2019年呢").refusal == Refusal.NO_SUCH_MEETING


# Lists, counts and comparisons stay what they are.


@pytest.mark.parametrize(
    ("first", "question", "kind", "counted"),
    [
        ("哪些公司谈到5G", "那铁路呢", QuestionKind.LIST, Counted.RECOMMENDATION),
        ("哪些公司谈到5G", "2020年呢", QuestionKind.LIST, Counted.RECOMMENDATION),
        ("which companies talked about 5G", "and rail?", QuestionKind.LIST, Counted.RECOMMENDATION),
        ("几家公司谈到5G", "那铁路呢", QuestionKind.COUNT, Counted.ORGANISATION),
        ("2020年有多少位顾问", "2021年呢", QuestionKind.COUNT, Counted.ADVISER),
        ("how many papers in 2020", "and in 2021?", QuestionKind.COUNT, Counted.PAPER),
    ],
    ids=["list, subject", "list, year", "list, English", "count, subject", "count, year", "count, English"],
)
def test_a_list_or_count_goes_on_as_one(council, first, question, kind, counted):
    reading = meant(council, first, question)

    assert (reading.kind, reading.counted) == (kind, counted)


@pytest.mark.parametrize(
    "question", ["和高通比呢", "跟高通相比呢", "那和高通对比呢", "那与高通呢", "and versus Qualcomm?"]
)
def test_together_with_the_name_before_another_one_is_a_comparison_on_the_same_subject(council, question):
    reading = meant(council, "爱立信 5G", question)

    assert reading.kind == QuestionKind.COMPARISON
    assert reading.organisations == ("ericsson", "qualcomm")
    assert reading.content == "5g"


@pytest.mark.parametrize(
    ("question", "meetings", "content"),
    [("2020年呢", ("cmia15",), ""), ("那5G呢", (), "5g")],
    ids=["year", "subject"],
)
def test_a_comparison_goes_on_with_both_its_sides(council, question, meetings, content):
    reading = meant(council, "对比爱立信和高通", question)

    assert reading.kind == QuestionKind.COMPARISON
    assert reading.organisations == ("ericsson", "qualcomm")
    assert (reading.meetings, reading.content) == (meetings, content)


def test_a_comparison_ends_where_one_other_name_is_asked_about(council):
    reading = meant(council, "对比爱立信和高通", "那西门子呢")

    assert (reading.organisations, reading.kind) == (("siemens",), QuestionKind.ORGANISATION)


def test_going_on_is_answered_in_the_language_it_is_asked_in(council):
    assert meant(council, "爱立信 5G", "what about Qualcomm").language == "en"
    assert meant(council, "what did Ericsson say about 5G", "那高通呢").language == "zh"


def test_what_went_on_from_a_question_is_answered_like_the_question_in_full(council):
    answer, _ = asked(council, "安德罗施提过什么", "2020年呢")

    assert answer.hits == council.ask("安德罗施2020年提过什么").hits != ()


# What leans on nothing.


@pytest.mark.parametrize(
    ("question", "kind", "who", "meetings"),
    [
        pytest.param("那高通呢", QuestionKind.ORGANISATION, ("qualcomm",), (), id="a name"),
        pytest.param("what about Qualcomm?", QuestionKind.ORGANISATION, ("qualcomm",), (), id="English name"),
        pytest.param("2020年呢", QuestionKind.MEETING, (), ("cmia15",), id="a year"),
        pytest.param("and in 2020?", QuestionKind.MEETING, (), ("cmia15",), id="English year"),
        pytest.param("他是谁", QuestionKind.TOPIC, (), (), id="he"),
        pytest.param("那铁路呢", QuestionKind.TOPIC, (), (), id="a subject"),
    ],
)
def test_in_a_new_chat_a_question_means_what_it_says_and_no_more(council, question, kind, who, meetings):
    reading = council.read(question)

    assert (reading.kind, reading.organisations, reading.people) == (kind, who, ())
    assert reading.meetings == meetings


def test_in_a_new_chat_nobody_is_he(council):
    answer = council.ask("他是谁")

    assert answer.refusal == Refusal.EMPTY
    assert (answer.hits, answer.nearest) == ((), ())


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("高通", id="a name alone"),
        pytest.param("2020年", id="a year alone"),
        pytest.param("谁建议发展车联网", id="a whole question"),
        pytest.param("那些公司谈到铁路", id="those companies"),
        pytest.param("那里的铁路", id="there"),
        pytest.param("还有哪些公司谈到铁路", id="which others"),
        pytest.param("他山之石", id="a proverb that begins like he"),
        pytest.param("呢绒", id="a word that begins like the particle"),
        pytest.param("android apps", id="an English word that begins like and"),
        pytest.param("itinerary", id="an English word that begins like it"),
        pytest.param("theory of growth", id="an English word that begins like they"),
        pytest.param("你好", id="a greeting"),
        pytest.param("帮助", id="help"),
        pytest.param("？", id="signs"),
    ],
)
def test_a_question_that_does_not_say_so_leans_on_nothing(council, question):
    _, context = asked(council, "安德罗施2020年怎么看人才")

    assert context is not None
    assert council.read(question, context=context) == council.read(question)


@PROPERTY
@given(
    st.sampled_from(["那", "那么", "还有", "他", "她还", "这家公司", "and ", "what about ", "what did he "]),
    st.text("高通铁路人才氢能怎么看说了什么的和与在", min_size=LONGEST + 1, max_size=60),
    st.sampled_from(["", "呢", "呢？"]),
)
def test_a_long_question_never_leans(council, begins, middle, ends):
    _, context = asked(council, "安德罗施2020年怎么看人才")
    question = f"{begins}{middle}{ends}"

    assert context is not None
    assert council.read(question, context=context) == council.read(question)


@pytest.mark.parametrize(
    "question",
    ["", "？", "你好", "谢谢", "帮助", "今天天气怎么样", "讲个笑话", "7", "长" * 400],
    ids=lambda q: q[:6],
)
def test_nothing_can_lean_on_what_was_no_question(council, question):
    assert asked(council, question)[1] is None


def test_a_question_leans_on_the_newest_one_across_what_was_none(council):
    assert meant(council, "爱立信 5G", "你好", "那高通呢") == meant(council, "爱立信 5G", "那高通呢")


# What is remembered.


@cache
def said() -> frozenset[str]:
    """All the real collection says: its pairs of neighbouring characters, its English words and stems."""
    collection = real_collection()
    records = collection.records.values()
    texts = [text for r in records for text in (r.text.zh, r.text.en, *r.terms, *r.wordings)]
    texts += [word for group in collection.synonyms for word in group]
    text = fold("\n".join(texts))
    return frozenset((*bigrams(text), *english_words(text), *stems(english_words(text))))


@PROPERTY
@given(place=st.integers(min_value=0), typed=ANY_QUESTION)
def test_what_is_remembered_is_ids_and_words_of_the_collection(
    engine: Engine, place: int, typed: str
) -> None:
    collection = real_collection()
    records = list(collection.records.values())
    record = records[place % len(records)]
    wordings = (*record.wordings, record.text.zh, record.text.en)
    answer = engine.ask(f"{wordings[place % len(wordings)][:40]} {typed}")

    context = engine.context_of(answer)

    if context is None:
        assert answer.reading.kind in (QuestionKind.HELP, QuestionKind.OTHER)
        return
    assert set(context.records) <= set(collection.records)
    assert set(context.organisations) <= set(collection.organisations)
    assert set(context.people) <= set(collection.people)
    assert set(context.meetings) <= set(collection.meetings)
    subject = fold(context.subject)
    remembered = (*bigrams(subject), *latin_words(subject))
    assert {piece for piece in remembered if len(piece) > 1} <= said()


@pytest.mark.parametrize("secret", ["戴森球", "张三丰", "zorkblat", "13800138000"])
def test_words_that_no_record_holds_are_not_remembered(engine, secret):
    context = engine.context_of(engine.ask(f"谁建议化学品走铁路 {secret}"))

    assert context is not None
    assert secret not in str(context)


def test_what_is_too_long_for_a_question_leans_on_nothing():
    assert may_lean("那西门子呢")
    assert not may_lean("那西门子呢" + " " * LONGEST_QUESTION)
