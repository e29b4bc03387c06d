"""Reading questions: kind, names, meetings and what is left to search for."""

import re

import pytest

from cmiabot.corpus.models import Kind
from cmiabot.search.answer import LONGEST_QUESTION, Counted, QuestionKind, Refusal
from tests.auxil.council import council_fixture  # noqa: F401
from tests.auxil.real_collection import engine_fixture  # noqa: F401

KINDS = {
    QuestionKind.TOPIC: {
        "who advises": "谁建议发展氢能",
        "Traditional": "誰建議發展氫能",
        "one word": "氢能",
        "about": "关于人才有什么建议？",
        "English": "who proposed hydrogen",
        "English, tell me about": "tell me about hydrogen",
        "pinyin": "shei jianyi fazhan qingneng",
        "with a year": "2020年谁谈到人才",
        "with a number, Traditional": "第十六屆誰談到人才",
        "English, who is in favour": "who is in favour of hydrogen",
        "changes without names": "这个产业后来有什么变化",
    },
    QuestionKind.PERSON: {
        "alone": "安德罗施",
        "alone with a question mark": "安德罗施？",
        "what has he said": "安德罗施提过什么",
        "Traditional": "安德羅施提過什麼？",
        "what all has he said": "孟樸都讲过些什么",
        "English": "What did Androsch recommend",
        "English with a question mark": "What did Androsch recommend?",
        "pinyin": "andeluoshi",
        "pinyin question": "andeluoshi tiguo shenme",
        "pinyin question, another word": "andeluoshi shuole shenme",
        "with a title": "安德罗施先生说了什么",
        "with an English title": "Mr. Androsch",
        "with an office": "安德罗施主席提过什么",
        "with firm and office": "微软副总裁王永东",
        "with a year": "安德罗施2020年提过什么",
    },
    QuestionKind.ORGANISATION: {
        "alone": "爱立信",
        "in quotes": "“爱立信”",
        "which advice": "爱立信的建议有哪些？",
        "Traditional": "愛立信說過什麼",
        "English": "what did Ericsson recommend",
        "English possessive": "Ericsson's recommendations",
        "English, show me": "show me Ericsson",
        "pinyin": "ailixin",
        "with a year": "2021年爱立信说了什么",
        "two in a list": "爱立信、高通",
        "two joined by and": "爱立信和高通",
        "two joined by plus": "爱立信+高通",
        "with gongsi": "奥特斯公司说了什么",
        "with jituan": "西门子集团的建议",
    },
    QuestionKind.PERSON_TOPIC: {
        "how does he see": "安德罗施怎么看碳中和",
        "Traditional": "安德羅施怎麼看碳中和",
        "name and word": "爱立信 5G",
        "name, comma, word": "爱立信，5G？",
        "what does it say on": "西门子对高校培养制造业的人怎么说",
        "English": "what did BASF say about rail",
        "English with a question mark": "what did BASF say about rail?",
        "pinyin": "ailixin shifanyuan",
        "what view on": "凯礼对可再生能源采购有什么看法",
        "a person and their own firm": "奥特斯的安德罗施 人才",
    },
    QuestionKind.LIST: {
        "which firms": "哪些公司谈到氢能",
        "Traditional": "哪些公司談到氫能",
        "which advisers": "哪些顾问提到绿电",
        "which authorities": "哪些部门谈到氢能",
        "which few": "哪几家谈到氢能",
        "which few firms": "氢能哪几家公司谈过",
        "which, at the end": "谈到氢能的公司有哪些",
        "list them": "谁谈到氢能，列一下",
        "who all": "都有谁建议发展氢能",
        "who attended": "谁参加了第十六届年会",
        "who attended, Traditional": "2020年有誰出席",
        "who came, a list of names": "第十五届年会的顾问名单",
        "English, who attended": "who attended the 16th annual meeting?",
        "English": "which companies talked about hydrogen",
        "English, who all": "who all talked about hydrogen?",
    },
    QuestionKind.COUNT: {
        "how many firms": "有多少家公司谈到氢能",
        "Traditional": "有多少家公司談到氫能",
        "how many advisers in a year": "2020年有几位顾问发言",
        "how many of one firm": "爱立信提了几条建议",
        "the number at the end": "爱立信的建议有多少条",
        "how many papers": "一共收录多少篇论文",
        "English": "how many companies talked about hydrogen?",
        "English, papers": "how many papers are there",
        "English, papers of a year": "how many of the 2021 papers are about hydrogen",
    },
    QuestionKind.COMPARISON: {
        "two firms": "对比爱立信和高通",
        "how do they differ": "爱立信和高通有什么不同",
        "Traditional": "愛立信和高通有何不同",
        "two years of one firm": "奥特斯2020年和2021年的变化",
        "English": "compare Ericsson and Qualcomm",
        "English, vs": "Ericsson vs. Qualcomm",
        "English, two years": "difference between AT&S in 2020 and 2021",
        "two meetings": "对比2020年和2021年",
        "two firms and a subject": "爱立信和高通 5G",
        "two firms on a subject": "爱立信、高通对车联网的看法",
        "two firms and a subject, Traditional": "愛立信和高通怎麼看車聯網",
        "two firms and a subject, English": "Ericsson and Qualcomm on 5G",
        "two people and a subject": "安德罗施和孟樸怎么看车联网",
        "two years of one firm and a subject": "爱立信2020年和2021年 5G",
    },
    QuestionKind.MEETING: {
        "year": "2020年",
        "year with a question mark": "2020年？",
        "which advice in a year": "2020年有哪些建议",
        "number": "第十五届年会都说了些什么",
        "Traditional": "第十五屆年會",
        "years in a list": "2020、2021年",
        "two years": "2020年和2021年",
        "years with a slash": "2020/2021",
        "year and nianhui": "2020年年会",
        "year, de and nianhui": "2020年的年会",
        "English": "16th annual meeting",
        "English with an article": "the 16th annual meeting",
        "English, from": "recommendations from 2020",
        "English, in": "what was said in 2021?",
    },
    QuestionKind.WHO_IS: {
        "who is he": "安德罗施是谁",
        "Traditional": "安德羅施是誰？",
        "who is, the other way round": "谁是孟樸",
        "what firm": "爱立信是什么公司",
        "introduce": "介绍一下惠普",
        "English": "who is Markus Kamieth?",
        "English, contracted": "who's Frank Meng?",
        "English, tell me about": "tell me about Ericsson",
        "office": "柯瑞东的职务",
        "who represents": "爱立信的代表是谁",
        "who represents, the other way round": "谁代表爱立信",
        "what is the head called": "愛立信的董事長叫什麼名字",
        "English, who represents": "who represents Ericsson",
        "English, who is the chairman of": "Who is the chairman of BASF?",
    },
    QuestionKind.HELP: {
        "help": "帮助",
        "how to use": "怎么用？",
        "Traditional": "怎麼用",
        "who are you": "你是谁",
        "English": "help",
        "English, what can you do": "What can you do?",
    },
    QuestionKind.OTHER: {
        "greeting": "你好",
        "thanks": "謝謝！",
        "English": "hello",
        "pinyin": "xiexie",
        "signs": "？？？",
        "emoji": "🙂",
        "nothing": "",
    },
}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        pytest.param(question, kind, id=f"{kind}: {label}")
        for kind, questions in KINDS.items()
        for label, question in questions.items()
    ],
)
def test_a_question_is_of_the_kind_its_words_say(council, question, kind):
    assert council.read(question).kind == kind


@pytest.mark.parametrize(
    ("question", "counted"),
    [
        pytest.param("有几位顾问谈到氢能", Counted.ADVISER, id="advisers"),
        pytest.param("多少人说过氢能", Counted.ADVISER, id="people"),
        pytest.param("几家企业谈到氢能", Counted.ORGANISATION, id="firms"),
        pytest.param("多少個機構談到氫能", Counted.ORGANISATION, id="organisations in Traditional"),
        pytest.param("收了几篇论文", Counted.PAPER, id="papers"),
        pytest.param("多少条建议谈到氢能", Counted.RECOMMENDATION, id="recommendations"),
        pytest.param("how many advisors spoke of hydrogen", Counted.ADVISER, id="advisers in English"),
        pytest.param("How many firms spoke of hydrogen?", Counted.ORGANISATION, id="firms in English"),
        pytest.param("how many papers on hydrogen", Counted.PAPER, id="papers in English"),
        pytest.param("提过氢能的公司有多少", Counted.ORGANISATION, id="asked behind"),
        pytest.param("谈氢能的企业数量", Counted.ORGANISATION, id="a number, not how many"),
        pytest.param("登了几位老总谈氢能", Counted.ADVISER, id="bosses"),
        pytest.param("几个部门谈到氢能", Counted.ORGANISATION, id="authorities"),
        pytest.param("氢能讲了几条", Counted.RECOMMENDATION, id="points"),
        pytest.param("how many district governments spoke of hydrogen", Counted.ORGANISATION, id="districts"),
        pytest.param("谁建议发展氢能", Counted.RECOMMENDATION, id="nothing counted"),
    ],
)
def test_what_a_question_counts_is_read(council, question, counted):
    assert council.read(question).counted == counted


@pytest.mark.parametrize(
    ("question", "content"),
    [
        pytest.param("2021年线上开会，谁谈到人才", "人才", id="a meeting and how it was held"),
        pytest.param("2021年那次会上谁谈到人才", "人才", id="a meeting meant again"),
        pytest.param("2021 annual meeting: who spoke about hydrogen", "hydrogen", id="an English meeting"),
        pytest.param("请问谁建议发展氢能呢？", "发展氢能", id="asking words"),
        pytest.param("关于氢能有什么建议", "氢能", id="guanyu"),
        pytest.param("爱立信对5G怎么看", "5g", id="a name and particles"),
        pytest.param("2020年的氢能", "氢能", id="a year"),
        pytest.param("誰建議發展氫能", "发展氢能", id="Traditional"),
        pytest.param("who proposed hydrogen buses?", "hydrogen buses", id="English with a question mark"),
        pytest.param("“氢能”", "氢能", id="quotes"),
        pytest.param("爱立信有没有说过氢能", "氢能", id="yes or no"),
        pytest.param("有没有人说过氢能", "氢能", id="anybody"),
        pytest.param("what did the Ford guy say about hydrogen", "the hydrogen", id="a word for somebody"),
        pytest.param("佳能", "佳能", id="no filler is torn out of a name"),
        pytest.param("氢的", "氢", id="a particle is"),
        pytest.param("氢能？！。，…", "氢能", id="a row of signs"),
        pytest.param("5G？", "5g", id="Latin with a Chinese question mark"),
        pytest.param("(5G), AI!", "5g ai", id="Latin between signs"),
        pytest.param("碳中和", "碳中和", id="ends like and"),
        pytest.param("中小企业", "中小企业", id="begins like in"),
        pytest.param("中欧班列怎么建", "中欧班列", id="begins like in, asked"),
        pytest.param("对外开放", "对外开放", id="begins like towards"),
        pytest.param("在线教育", "在线教育", id="begins like at"),
        pytest.param("爱立信 里程碑", "里程碑", id="begins like inside"),
        pytest.param("公众参与", "公众参与", id="ends like with"),
        pytest.param("数字技术普及", "数字技术普及", id="ends like as well as"),
        pytest.param("与氢能有关的", "氢能", id="words that only join are dropped"),
        pytest.param("怡和 购物公园 碳中和", "购物公园 碳中和", id="blanks between words"),
        pytest.param("怡和 购 物 公园", "购物公园", id="characters typed apart"),
    ],
)
def test_what_is_left_to_search_for_is_whole_words_and_nothing_else(council, question, content):
    reading = council.read(question)

    assert reading.content == content
    assert reading.sounds == ()


@pytest.mark.parametrize(
    ("question", "content", "sounds"),
    [
        pytest.param("shei jianyi qingneng", "氢能", ["qin nen"], id="asking words"),
        pytest.param("shui jianyi qingneng", "氢能", ["qin nen"], id="who is no water"),
        pytest.param("qing neng", "氢能", ["qin nen"], id="blanks"),
        pytest.param("qīngnéng", "氢能", ["qin nen"], id="tone marks"),
        pytest.param("qing1neng2", "氢能", ["qin nen"], id="tone numbers"),
        pytest.param("fazhan qingneng", "发展氢能", ["fa zan", "qin nen"], id="two words"),
        pytest.param(
            "fa zhan qing neng", "发展氢能", ["fa zan", "qin nen"], id="two words, every syllable apart"
        ),
        pytest.param("huipu rencai", "人才", ["ren cai"], id="after a name"),
        pytest.param("hui pu ren cai", "人才", ["ren cai"], id="after a name, every syllable apart"),
        pytest.param("2020 rencai", "人才", ["ren cai"], id="after a year"),
        pytest.param("5G rencai", "5g 人才", ["ren cai"], id="beside a Latin word"),
    ],
)
def test_typed_pinyin_is_read_as_the_likeliest_chinese_and_searched_for_by_sound(
    council, question, content, sounds
):
    reading = council.read(question)

    assert reading.content == content
    assert list(reading.sounds) == sounds


@pytest.mark.parametrize(
    "question",
    ["sharing change", "long run management", "who proposed fuel cells", "made in China", "hello fan"],
)
def test_english_words_that_could_be_pinyin_are_english(engine, question):
    reading = engine.read(question)

    assert reading.sounds == ()
    assert reading.language == "en"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("谁建议发展氢能", "zh", id="Simplified"),
        pytest.param("誰建議發展氫能", "zh-Hant", id="Traditional"),
        pytest.param("who proposed hydrogen", "en", id="English"),
        pytest.param("shei jianyi qingneng", "zh", id="pinyin"),
        pytest.param("shei jianyi fazhan qingneng", "zh", id="pinyin of a longer subject"),
        pytest.param("huipu zixun pingtai", "zh", id="a name and a subject in pinyin"),
        pytest.param("ailixin", "zh", id="a name in pinyin"),
        pytest.param("shi nai de 5G", "zh", id="a name in pinyin and a Latin word"),
        pytest.param("Ericson", "en", id="a misspelt English name"),
        pytest.param("孟樸", "zh", id="a Traditional name, as the data writes it"),
        pytest.param("孟樸 5G", "zh", id="the same and a Latin word"),
    ],
)
def test_the_answer_will_be_in_the_language_of_the_question(council, question, language):
    assert council.read(question).language == language


@pytest.mark.parametrize("default", ["zh", "zh-Hant", "en"])
def test_a_question_without_letters_is_answered_in_the_language_given(council, default):
    assert council.read("？", default).language == default
    assert council.read("氢能", default).language == "zh"


@pytest.mark.parametrize(
    ("question", "meetings"),
    [
        pytest.param("2021年", ("cmia16", "cmia16-press"), id="both documents of one meeting"),
        pytest.param("2020年那版报纸", ("cmia15",), id="what year and name agree on"),
        pytest.param("第十六届报纸", ("cmia16-press",), id="what number and name agree on"),
        pytest.param("2020年和2021年", ("cmia16", "cmia16-press", "cmia15"), id="every one named"),
        pytest.param("到2025年发展氢能", (), id="a goal is no meeting"),
        pytest.param("氢能", (), id="none"),
    ],
)
def test_the_meetings_of_a_question_are_those_its_mentions_agree_on(council, question, meetings):
    assert council.read(question).meetings == meetings


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        pytest.param("help", Refusal.HELP, id="help"),
        pytest.param("你能做什么？", Refusal.HELP, id="what can you do"),
        pytest.param("你是干什么的", Refusal.HELP, id="what are you for"),
        pytest.param("你好！", Refusal.SMALL_TALK, id="greeting"),
        pytest.param("谢谢你", Refusal.THANKS, id="thanks"),
        pytest.param("嗯", Refusal.THANKS, id="read it"),
        pytest.param("thanks", Refusal.THANKS, id="English thanks"),
        pytest.param("晚安", Refusal.GOODBYE, id="good night"),
        pytest.param("哪家公司建议最多", Refusal.JUDGEMENT, id="the most"),
        pytest.param("总结一下所有建议", Refusal.JUDGEMENT, id="a summary"),
        pytest.param("what are the best proposals", None, id="a question after all"),
        pytest.param("ni hao", Refusal.SMALL_TALK, id="greeting in pinyin"),
        pytest.param("都不是", Refusal.REACTION, id="none of them"),
        pytest.param("還有嗎？", Refusal.REACTION, id="is there more, Traditional"),
        pytest.param("More!", Refusal.REACTION, id="more, English"),
        pytest.param("更多氢能", None, id="more of a subject"),
        pytest.param("", Refusal.EMPTY, id="nothing"),
        pytest.param(" \n\t", Refusal.EMPTY, id="blanks"),
        pytest.param("？！…", Refusal.EMPTY, id="signs"),
        pytest.param("👍🏽", Refusal.EMPTY, id="emoji"),
        pytest.param("氢" * (LONGEST_QUESTION + 1), Refusal.TOO_LONG, id="too long"),
        pytest.param("氢" * LONGEST_QUESTION, None, id="just short enough"),
        pytest.param("2019年的建议", Refusal.NO_SUCH_MEETING, id="unknown year"),
        pytest.param("2019年和2020年", None, id="one known year of two"),
        pytest.param("爱立信的建议是否被采纳", Refusal.ADOPTION, id="adopted"),
        pytest.param("愛立信的建議是否採納", Refusal.ADOPTION, id="adopted, Traditional"),
        pytest.param("有没有落实", Refusal.ADOPTION, id="carried out"),
        pytest.param("爱立信的建议落实了吗", Refusal.ADOPTION, id="carried out, asked with ma"),
        pytest.param("爱立信的建议落地情况如何", Refusal.ADOPTION, id="how far carried out"),
        pytest.param("爱立信建议的采纳情况", Refusal.ADOPTION, id="state of adoption"),
        pytest.param("示范园建成了吗", Refusal.ADOPTION, id="built"),
        pytest.param("was Ericsson's proposal adopted?", Refusal.ADOPTION, id="adopted, English"),
        pytest.param("did Chongqing implement it", Refusal.ADOPTION, id="implemented, English"),
        pytest.param("what became of the 5G park", Refusal.ADOPTION, id="what became of it"),
        pytest.param("谁建议落实碳交易", None, id="advice to carry something out"),
        pytest.param("效果如何评估", None, id="how effects are measured"),
        pytest.param("帮我订一张明天去成都的高铁票", Refusal.OFF_TOPIC, id="a ticket"),
        pytest.param("重慶到成都的高鐵票多少錢", Refusal.OFF_TOPIC, id="its price, Traditional"),
        pytest.param("明天飞上海的航班几点", Refusal.OFF_TOPIC, id="a flight"),
        pytest.param("推荐几家好吃的火锅店", Refusal.OFF_TOPIC, id="a restaurant"),
        pytest.param("recommend me a good detective novel", Refusal.OFF_TOPIC, id="a book, English"),
        pytest.param("谁提到高铁票多少钱", None, id="who spoke of prices"),
        pytest.param("recommend a hydrogen park", None, id="what papers recommend"),
        pytest.param("谁建议发展氢能", None, id="an ordinary question"),
    ],
)
def test_what_cannot_be_answered_is_known_from_the_question(council, question, refusal):
    assert council.read(question).refusal == refusal


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        pytest.param("爱立信的建议是否被采纳", QuestionKind.ORGANISATION, id="organisation"),
        pytest.param("安德罗施的建议落实了吗", QuestionKind.PERSON, id="person"),
        pytest.param("2020年的建议有没有被采纳", QuestionKind.MEETING, id="meeting"),
        pytest.param("发展氢能的建议是否被采纳", QuestionKind.TOPIC, id="topic"),
    ],
)
def test_a_question_about_adoption_keeps_the_kind_it_would_have_without(council, question, kind):
    reading = council.read(question)

    assert reading.kind == kind
    assert "采纳" not in reading.content


def test_the_themes_of_a_question_are_those_of_what_is_left_to_search_for(council):
    assert council.read("安德罗施怎么看碳中和和人才").themes == ("talent", "low-carbon")
    assert council.read("安德罗施").themes == ()


# Who is not in the collection.


@pytest.mark.parametrize(
    ("question", "name"),
    [
        pytest.param("张三丰说了什么", "张三丰", id="person"),
        pytest.param("張三丰說了什麼", "张三丰", id="person, Traditional"),
        pytest.param("特斯拉提过什么", "特斯拉", id="organisation"),
        pytest.param("马斯克怎么看人才", "马斯克", id="with a subject"),
        pytest.param("李雷对人才有什么看法", "李雷", id="before dui"),
        pytest.param("What did Elon Musk say about talent?", "elon musk", id="English"),
        pytest.param("who is Elon Musk", "elon musk", id="English, who is"),
    ],
)
def test_a_speaker_nobody_knows_is_told_as_such(council, question, name):
    reading = council.read(question)

    assert reading.refusal == Refusal.UNKNOWN_NAME
    assert reading.unknown == name
    assert (reading.organisations, reading.people) == ((), ())


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("安德罗施说了什么", id="somebody known"),
        pytest.param("安德鲁施说了什么", id="somebody known, misspelt"),
        pytest.param("andeluoshi shuo le shenme", id="somebody known, in pinyin"),
        pytest.param("专家说了什么", id="experts"),
        pytest.param("大家怎么看人才", id="everybody"),
        pytest.param("谁说了什么", id="who"),
        pytest.param("想请问是谁提出发展氢能", id="asking politely"),
        pytest.param("对夜间经济有什么建议", id="a subject after towards"),
        pytest.param("关于拥堵费说了什么", id="a subject after about"),
        pytest.param("他说了什么", id="he"),
        pytest.param("5G说了什么", id="a subject"),
        pytest.param("人工智能是什么", id="what a subject is"),
        pytest.param("what did carbon neutrality say", id="English subject"),
        pytest.param("who is who", id="English who"),
    ],
)
def test_no_name_is_taken_for_one_nobody_knows(council, question):
    reading = council.read(question)

    assert reading.refusal != Refusal.UNKNOWN_NAME
    assert reading.unknown == ""


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        pytest.param("谁建议危化品坐火车", True, id="who"),
        pytest.param("哪家公司提过危化品坐火车", True, id="which company"),
        pytest.param("Who proposed trains for chemicals?", True, id="English"),
        pytest.param("shei jianyi weihuapin zuo huoche", True, id="typed pinyin"),
        pytest.param("危化品坐火车", False, id="a bare subject"),
        pytest.param("危化品咋运", False, id="another question"),
    ],
)
def test_a_question_for_who_said_it_is_told_from_a_bare_subject(council, question, asks):
    assert council.read(question).asks_who is asks


# Meetings told by when one asks, and who was against.


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("去年谁谈到人才", "去年", id="last year"),
        pytest.param("最近一次年会谁谈到人才", "最近一次年会", id="the latest meeting"),
        pytest.param("上一屆年會誰談到人才", "上一届年会", id="the last one, Traditional"),
        pytest.param("the latest meeting on talent", "the latest meeting", id="English"),
    ],
)
def test_a_meeting_told_only_by_when_one_asks_is_no_meeting_and_no_subject(council, question, words):
    reading = council.read(question)

    assert reading.relative == words
    assert reading.meetings == ()
    assert reading.content in ("人才", "talent")


def test_a_meeting_told_by_its_year_is_not_relative(council):
    assert council.read("2020年谁谈到人才").relative == ""


@pytest.mark.parametrize(
    "question", ["谁反对发展5G", "誰反對發展5G", "谁不赞成5G", "who opposes 5G", "who is against 5G"]
)
def test_who_was_against_something_must_have_said_so(council, question):
    reading = council.read(question)

    assert reading.held == "反对"
    assert council.ask(question).refusal == Refusal.NOBODY


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        pytest.param("爱立信承诺了什么", Kind.PLEDGE, id="pledges"),
        pytest.param("愛立信有哪些承諾", Kind.PLEDGE, id="pledges, Traditional"),
        pytest.param("Ericsson's pledges", Kind.PLEDGE, id="pledges, English"),
        pytest.param("2020年有哪些举措", Kind.PLAN, id="plans"),
        pytest.param("爱立信的借鉴", Kind.LESSON, id="lessons"),
    ],
)
def test_a_question_for_nothing_but_a_kind_of_record_is_no_search(council, question, kind):
    reading = council.read(question)

    assert reading.record_kinds == (kind,)
    assert reading.content == ""


def test_a_kind_of_record_beside_a_subject_is_a_word_like_others(council):
    assert council.read("爱立信承诺建设5G示范园").record_kinds == ()


@pytest.mark.parametrize(
    ("question", "content"),
    [
        pytest.param("谁承诺建设5G示范园", "建设5g示范园", id="who"),
        pytest.param("哪些公司都承诺了投资", "投资", id="companies"),
        pytest.param("哪些公司答應投資", "投资", id="another word, Traditional"),
        pytest.param("who has pledged to build a 5G park", "build a 5g park", id="English"),
        pytest.param("谁承诺过什么", "", id="no subject"),
    ],
)
def test_who_promised_something_asks_among_pledges(council, question, content):
    reading = council.read(question)

    assert (reading.record_kinds, reading.content) == ((Kind.PLEDGE,), content)
    assert reading.kind is QuestionKind.LIST


@pytest.mark.parametrize(
    "question", ["谁提到承诺书", "谁谈到承诺的效力", "谁建议兑现承诺", "谁建议企业承诺减排", "谁提到国家承诺"]
)
def test_a_promise_that_is_spoken_about_is_a_subject(council, question):
    assert council.read(question).record_kinds == ()


@pytest.mark.parametrize(
    ("question", "content", "everybody"),
    [
        ("哪些公司和部门提到氢能", "氢能", True),
        ("哪些企业、机构和政府部门提到氢能", "氢能", True),
        ("几家协会或企业谈到氢能", "氢能", True),
        ("哪些公司提到氢能", "氢能", False),
        ("哪些公司与政府部门合作过", "政府部门合作", False),
        ("which companies and authorities talked about hydrogen", "hydrogen", True),
        ("how many firms or government departments mentioned hydrogen", "hydrogen", True),
        ("which companies talked about hydrogen", "hydrogen", False),
        ("which companies want authorities to share data", "authorities to share data", False),
    ],
)
def test_who_asks_among_companies_and_authorities_asks_among_everybody(engine, question, content, everybody):
    reading = engine.read(question)
    assert (reading.content, reading.among == ()) == (content, everybody)


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("提到金融的公司有几家", "金融"),
        ("谈到汽车的公司有哪些", "汽车"),
        ("同时提到5G和工业互联网的公司有几家", "同时 5g和工业互联网"),
        ("冷清的区县,谁建议靠游客带起来", "冷清的区县 靠游客带起来"),
        ("which firms talked about software companies", "software"),
    ],
)
def test_what_somebody_speaks_of_is_no_sort_to_ask_among(engine, question, content):
    reading = engine.read(question)

    assert reading.content == content
    companies = engine.read("哪些公司提到氢能").among if re.search("公司|firms", question) else ()
    assert reading.among == companies


@pytest.mark.parametrize(
    ("question", "organisations"),
    [
        ("给重庆提过建议的银行有几家", {"smbc", "mufg", "mizuho"}),
        ("做卡车的有几家", {"isuzu", "qingling"}),
        ("做卡车的公司有哪些", {"isuzu", "qingling"}),
        ("谈到绿色金融的银行有哪些", {"smbc", "mufg", "mizuho"}),
        ("讲讲银行都有谁", {"smbc", "mufg", "mizuho"}),
        (
            "how many district governments spoke",
            {"liangjiang", "chongqing-hitech", "shapingba", "hechuan", "bishan-hitech"},
        ),
    ],
)
def test_a_trade_or_position_is_a_sort_to_ask_among(engine, question, organisations):
    reading = engine.read(question)

    assert set(reading.among) == organisations
    assert reading.content in ("", "绿色金融")


def test_chairmen_are_counted_as_people(engine):
    reading = engine.read("有几位董事长提了建议")

    assert (reading.counted, reading.content, len(reading.among)) == (Counted.ADVISER, "", 12)


@pytest.mark.parametrize(
    "question",
    [
        "第十六届年会有几位顾问交了论文",
        "参加两届的公司有几家",
        "How many companies took part in 2021?",
        "2025年有几个区派人参加",
        "9月25日登了几家",
        "第十六届年会一共收到多少篇论文",
        "2020年线上开的那届，报纸上登了几家顾问的建议？分别是谁",
        "汽车产业集群规划的新闻发布会，有几个单位的人出来解读",
        "2025年汽车之都的报道里，有几家企业发了声",
        "2025年那组报道，市一级政府部门有几个出来讲话",
        "2025年专题里，区县和开发区（新区、高新区）发言的有几个",
        "2022年发布会上，一共几个部门和开发区上来讲的",
        "第十六届年会，德国公司的论文有几篇",
        "顾问里面银行、证券这类金融机构，2021年来了几家",
        "number of Japanese companies that wrote papers for the September 2021 meeting",
    ],
)
def test_who_took_part_is_no_subject(engine, question):
    reading = engine.read(question)

    assert (reading.kind, reading.content) == (QuestionKind.COUNT, "")
    assert reading.meetings


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("有几位顾问用新加坡举例", "新加坡"),
        ("到底几家公司主张放宽准入", "放宽准入"),
        ("康明斯的论文里有几条讲人才", "人才"),
        ("哪些公司的论文讲物流", "物流"),
        ("有几家把智慧城市当主题", "智慧城市"),
        ("how many papers deal with logistics", "logistics"),
        ("which papers are devoted to healthcare", "healthcare"),
        ("多少家公司细讲了产业集群", "产业集群"),
        ("哪些公司看好东南亚", "东南亚"),
        ("哪些单位关心郊区县", "郊区县"),
        ("谁这么主张氢能", "氢能"),
        ("which companies point to projects in britain", "projects in britain"),
        ("which companies mention 5g, robots and sensors", "5g and robots and sensors"),
        ("which companies mention 5g, robots, and sensors", "5g and robots and sensors"),
        ("in chongqing, which companies mention robots and sensors", "in robots and sensors"),
    ],
)
def test_how_it_was_spoken_of_is_no_subject(engine, question, content):
    assert engine.read(question).content == content


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("谁建议中小企业上云", "中小企业上云"),
        ("有没有人建议里程补贴", "里程补贴"),
        ("谁建议制定企业白名单", "制定企业白名单"),
        ("2021年谁提到企业走出去", "企业走出去"),
        ("汽车企业的哪些问题被提到", "汽车企业 问题"),
        ("9.28米的货车谁提到", "9.28米的货车"),
        ("增长9.23个百分点是谁说的", "增长9.23个百分点"),
        ("谁建议增加上市公司数量", "增加上市公司数量"),
        ("谁建议公司不止一家供应商", "不止一家供应商"),
        ("谁建议面向交通行业开放数据", "面向交通行业开放数据"),
        ("谁提到数据统计一下", "数据统计"),
        ("谁建议列举例外情形", "列举例外情形"),
        ("who proposed written contracts", "written contracts"),
        ("who said papers should be recycled", "papers be recycled"),
        ("who proposed protection against hackers", "protection against hackers"),
        ("who proposed early warning systems", "early warning systems"),
        ("people who live in villages", "people live in villages"),
        ("people who want to start a business", "people to start a business"),
        ("谁建议培育几家超过百亿的企业", "培育 超过百亿的企业"),
        ("谁觉得造车成本不算高", "造车成本不算高"),
        ("2022年谁谈到新能源汽车", "新能源汽车"),
        ("2022年能源规划谁讲", "能源规划"),
        ("2021 talent plan", "talent plan"),
        ("2022年规划的目标是什么", "规划的目标"),
        ("多少家零部件企业要转型", "零部件企业要转型"),
        ("谁建议关心下一代", "关心下一代"),
        ("谁建议企业关心员工", "企业关心员工"),
        ("who said the government and companies should cooperate", "the government and cooperate"),
        ("who works both in china and germany", "works both in china and germany"),
        ("谁建议编写详细说明书", "编写详细说明书"),
    ],
)
def test_words_that_only_look_like_asking_stay(engine, question, content):
    reading = engine.read(question)

    assert (reading.kind, reading.content, reading.held) == (QuestionKind.TOPIC, content, "")


@pytest.mark.parametrize(
    ("question", "organisations"),
    [
        ("历年参会的银行、证券等金融机构都有哪些", {"smbc", "mufg", "mizuho", "nomura", "suodeshang"}),
        ("造整车的车企有哪几家发过言", {"ford", "isuzu", "changan", "seres", "qingling"}),
        (
            "2025年哪些市级部门讲了话",
            {"city-government", "economy-it-commission", "development-reform-commission"}
            | {"investment-promotion-bureau"},
        ),
    ],
)
def test_sorts_are_read_in_what_people_say_around_them(engine, question, organisations):
    reading = engine.read(question)

    assert (set(reading.among), reading.content) == (organisations, "")


def test_papers_are_counted_in_the_volume_speeches_at_the_meeting(engine):
    assert engine.read("第十六届年会有几篇论文").meetings == ("cmia16",)
    assert set(engine.read("第十六届年会有几个发言").meetings) == {"cmia16", "cmia16-press"}


def test_a_document_that_somebody_named_spoke_of_is_a_subject(engine):
    assert "汽车规划" in engine.read("周青说2022年的汽车规划有什么特点").content


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("谁提过飞行汽车", True),
        ("这是谁的主意", False),
        ("哪家建议办车展", False),
        ("到底谁提出的车路协同", False),
        ("谁在重庆有工厂", False),
        ("谁生产卡车", False),
        ("who wants hydrogen", True),
        ("who is responsible", False),
    ],
)
def test_asking_for_whoever_said_it_is_told_from_asking_for_one(council, question, several):
    assert council.read(question).asks_any is several


@pytest.mark.parametrize("question", ["康宁提了几个要求", "西门子有几个想法", "奥特斯的论文有几个要点"])
def test_how_many_points_somebody_made_counts_no_companies(engine, question):
    assert engine.read(question).kind is QuestionKind.ORGANISATION
