"""Names in questions: exact ones, the longest first, then what sounds or looks like one; never a thief."""

from functools import cache
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmiabot.search.folding import fold
from cmiabot.search.names import spellings_of
from cmiabot.search.pinyin import pinyin_table
from tests.auxil.council import council_fixture  # noqa: F401
from tests.auxil.loaded_collections import real_collection, real_engine
from tests.auxil.properties import PROPERTY
from tests.auxil.real_collection import collection_fixture, engine_fixture  # noqa: F401
from tests.auxil.small_collections import meeting, organisation, paper, small_collection, unstored_engine


def named(engine, question):
    """The ids of organisations and people a question names."""
    reading = engine.read(question)
    return {*reading.organisations, *reading.people}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        pytest.param("高通怎么看5G", {"qualcomm"}, id="Chinese"),
        pytest.param("高通，5G", {"qualcomm"}, id="before a comma"),
        pytest.param("what did Qualcomm say", {"qualcomm"}, id="English"),
        pytest.param("ＢＡＳＦ　铁路", {"basf"}, id="full width"),
        pytest.param("愛立信說過什麼", {"ericsson"}, id="Traditional"),
        pytest.param("施耐德電氣 綠電", {"schneider"}, id="Traditional, long name"),
        pytest.param("孟樸", {"frank-meng"}, id="person, as the data writes it"),
        pytest.param("孟朴说", {"frank-meng"}, id="person, Simplified"),
        pytest.param("汉内斯·安德罗施", {"hannes-androsch"}, id="full name"),
        pytest.param("汉内斯安德罗施", {"hannes-androsch"}, id="full name without its dot"),
        pytest.param("汉内斯 安德罗施", {"hannes-androsch"}, id="full name with a blank"),
        pytest.param("安德罗施", {"hannes-androsch"}, id="family name"),
        pytest.param("AT&S idea", {"ats"}, id="ampersand"),
        pytest.param("at and s", {"ats"}, id="ampersand in words"),
        pytest.param("bp怎么看减碳", {"bp"}, id="Latin beside Chinese"),
        pytest.param("高通和爱立信", {"qualcomm", "ericsson"}, id="two"),
        pytest.param("奥特斯的安德罗施", {"ats", "hannes-androsch"}, id="organisation and person"),
    ],
)
def test_a_name_typed_exactly_is_recognised_and_is_no_correction(council, question, meant):
    reading = council.read(question)

    assert {*reading.organisations, *reading.people} == meant
    assert reading.corrections == ()


@pytest.mark.parametrize(
    "dot",
    ["·", "•", "・", "．", "‧", "-", " "],
    ids=["middle dot", "bullet", "katakana dot", "full stop", "hyphenation point", "hyphen", "blank"],
)
def test_any_dot_may_stand_between_the_parts_of_a_foreign_name(council, dot):
    reading = council.read(f"汉内斯{dot}安德罗施")

    assert reading.people == ("hannes-androsch",)
    assert reading.content == ""


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        pytest.param("日立ABB电网提了什么", {"hitachi-abb"}, id="Hitachi ABB in full"),
        pytest.param("日立ABB 电力", {"hitachi-abb"}, id="Hitachi ABB in short"),
        pytest.param("日立 ABB 电网", {"hitachi-abb"}, id="Hitachi ABB with blanks"),
        pytest.param("hitachi abb power grids", {"hitachi-abb"}, id="Hitachi ABB in English"),
        pytest.param("ABB提了什么", {"abb"}, id="ABB"),
        pytest.param("ABB和日立ABB", {"abb", "hitachi-abb"}, id="both"),
        pytest.param("三井住友银行", {"smbc"}, id="Sumitomo Mitsui"),
        pytest.param("三井物产", {"mitsui"}, id="Mitsui"),
        pytest.param("福特汽车公司", {"ford"}, id="Ford with its tail"),
    ],
)
def test_the_longest_name_is_taken(council, question, meant):
    reading = council.read(question)

    assert named(council, question) == meant
    assert reading.corrections == ()


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        pytest.param("凯礼怎么看", {"markus-kamieth"}, id="the person"),
        pytest.param("开利怎么看", {"carrier"}, id="the organisation that sounds like the person"),
        pytest.param("开利和凯礼", {"carrier", "markus-kamieth"}, id="both"),
    ],
)
def test_an_exact_name_beats_one_that_only_sounds_like_it(council, question, meant):
    assert named(council, question) == meant
    assert council.read(question).corrections == ()


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("提高通关效率", id="Qualcomm across two words"),
        pytest.param("提高通信能力", id="Qualcomm across two words, another one"),
        pytest.param("优惠普及5G", id="HP across two words"),
        pytest.param("健康宁静的社区", id="Corning across two words"),
        pytest.param("微软件开发", id="Microsoft before a longer word"),
        pytest.param("幸福特色小镇", id="Ford across two words"),
        pytest.param("第一和第二", id="Jardines by the sound of function words"),
        pytest.param("统一和标准化", id="Jardines by sound across words"),
        pytest.param("以和为贵", id="Jardines in an idiom"),
        pytest.param("三井", id="half of two names"),
        pytest.param("hpv疫苗", id="HP in a Latin word"),
        pytest.param("php bpm abp", id="HP and bp in Latin words"),
        pytest.param("disappear sapphire", id="SAP in English words"),
        pytest.param("coming forward this morning", id="English words like Corning and Ford"),
        pytest.param("东西门子女", id="Siemens across two words"),
        pytest.param("谁为大公司配套", id="Microsoft's tail after other words"),
        pytest.param("生产服务集团", id="Ford's tail after a word of like sound"),
        pytest.param("高新公司", id="Qualcomm's tail after another word"),
        pytest.param("会员公司", id="HP's tail after another word"),
        pytest.param("福田汽车", id="another car maker"),
        pytest.param("大众汽车公司", id="yet another car maker"),
        pytest.param("康复公司", id="Corning's tail after another word"),
        pytest.param("技术领先是第一位的", id="Corning Display by nearly the same sounds"),
    ],
)
def test_a_name_never_steals_from_other_words(council, question):
    assert named(council, question) == set()


@pytest.mark.parametrize(
    ("question", "meant", "typed"),
    [
        pytest.param("惠谱 平台", "hp", "惠谱", id="two characters, same sound"),
        pytest.param("慧普说了什么", "hp", "慧普", id="two characters, other tone"),
        pytest.param("威软 数字人才", "microsoft", "威软", id="two characters, first one"),
        pytest.param("爱力信提了什么", "ericsson", "爱力信", id="three characters, same sound"),
        pytest.param("巴思夫怎么看", "basf", "巴思夫", id="s and sh alike"),
        pytest.param("爱丽心 5G", "ericsson", "爱丽心", id="n and ng alike, two characters"),
        pytest.param("西门字 人才", "siemens", "西门字", id="three characters, last one"),
        pytest.param("奥特思", "ats", "奥特思", id="alone"),
        pytest.param("施奈德 绿电", "schneider", "施奈德", id="one wrong character"),
        pytest.param("史耐德", "schneider", "史耐德", id="first character wrong"),
        pytest.param("安德鲁施说过什么", "hannes-androsch", "安德鲁施", id="person, one character"),
        pytest.param("黄成宏对中欧合作怎么说", "huang-chenhong", "黄成宏", id="person, n and ng alike"),
        pytest.param("王永栋", "wang-yongdong", "王永栋", id="person alone"),
        pytest.param("三井住有", "smbc", "三井住有", id="four characters"),
        pytest.param("愛力信", "ericsson", "爱力信", id="Traditional and wrong"),
    ],
)
def test_a_wrong_character_is_corrected_and_told(council, question, meant, typed):
    reading = council.read(question)

    assert named(council, question) == {meant}
    assert [(one.typed, one.entity) for one in reading.corrections] == [(typed, meant)]


def test_a_correction_names_what_was_meant_as_answers_write_it(council):
    (correction,) = council.read("施耐得 招创引智").corrections

    assert (correction.typed, correction.meant) == ("施耐得", "施耐德电气")


def test_in_a_long_name_one_wrong_character_is_a_slip_even_where_it_makes_words():
    collection = small_collection([organisation("nomura", "野村", people={"永井和平": ["Kazuhira Nagai"]})])

    reading = unstored_engine(collection).read("水井和平怎么看人才")

    assert reading.people == ("kazuhira-nagai",)
    assert [one.typed for one in reading.corrections] == ["水井和平"]


@pytest.mark.parametrize(
    ("question", "typed", "meant"),
    [
        pytest.param("高通的孟赋怎么看5G", "孟赋", "frank-meng", id="after de"),
        pytest.param("高通孟赋怎么看5G", "孟赋", "frank-meng", id="next to it"),
        pytest.param("微软的王二毛怎么看5G", "王二毛", "wang-yongdong", id="two wrong characters"),
        pytest.param("微軟的王詠棟怎麼看5G", "王咏栋", "wang-yongdong", id="Traditional"),
        pytest.param("Qualcomm孟赋 5G", "孟赋", "frank-meng", id="after an English name"),
    ],
)
def test_behind_their_organisation_people_are_recognised_by_their_surname(council, question, typed, meant):
    reading = council.read(question)

    assert reading.people == (meant,)
    assert [(one.typed, one.entity) for one in reading.corrections] == [(typed, meant)]
    assert reading.content == "5g"


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("孟赋怎么看5G", id="without the organisation"),
        pytest.param("爱立信的孟赋怎么看5G", id="behind another organisation"),
        pytest.param("高通的王二毛怎么看5G", id="a surname nobody has there"),
        pytest.param("高通的孟子 5G", id="a word of the dictionary"),
    ],
)
def test_a_surname_alone_is_nobody(council, question):
    assert council.read(question).people == ()


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("ailixin", "ericsson"),
        ("ailixin 5G", "ericsson"),
        ("shinaide dianqi", "schneider"),
        ("gaotong", "qualcomm"),
        ("shīnàidé", "schneider"),
        ("sanjingzhuyou", "smbc"),
        ("andeluoshi", "hannes-androsch"),
        ("wangyongdong", "wang-yongdong"),
        ("shi nai de", "schneider"),
        ("ao te si", "ats"),
        ("xi men zi rencai", "siemens"),
        ("ai li xin", "ericsson"),
        ("ai li xin shuo le shenme", "ericsson"),
        ("an de luo shi", "hannes-androsch"),
        ("chang an qi che", "changan"),
        ("wang yong dong", "wang-yongdong"),
    ],
)
def test_a_name_in_pinyin_is_recognised_written_together_or_apart(council, question, meant):
    assert named(council, question) == {meant}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alx", "ericsson"),
        ("ALX 5G", "ericsson"),
        ("snd", "schneider"),
        ("snddq", "schneider"),
        ("adls", "hannes-androsch"),
        ("wyd", "wang-yongdong"),
    ],
)
def test_the_first_letters_of_three_or_more_syllables_are_a_name(council, typed, meant):
    assert named(council, typed) == {meant}


@pytest.mark.parametrize("typed", ["2020 nian jiang le shenme", "2020nian jiang guo tielu"])
def test_a_year_typed_in_pinyin_is_no_part_of_a_name(typed):
    engine = unstored_engine(
        small_collection([organisation("a", "两江新区", "Liangjiang", "两江")], [], [meeting("m", 2020)])
    )

    assert engine.read("liangjiang jiang le shenme").organisations == ("a",)
    assert engine.read(typed).organisations == ()


@pytest.mark.parametrize("typed", ["gt", "hp5", "kn", "alxx", "xsnd", "sn", "tan zhong he"])
def test_two_letters_or_letters_inside_a_word_are_no_initials(council, typed):
    assert council.read(typed).corrections == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Schnieder Electric", "schneider"),
        ("Shneider", "schneider"),
        ("Ericson on 5G", "ericsson"),
        ("Qualcom", "qualcomm"),
        ("Mircosoft", "microsoft"),
        ("Simens talent", "siemens"),
        ("Corninng", "corning"),
        ("Hewlet Packard", "hp"),
        ("androsh", "hannes-androsch"),
    ],
)
def test_a_misspelt_english_name_is_corrected_and_told(council, typed, meant):
    reading = council.read(typed)

    assert named(council, typed) == {meant}
    assert [correction.entity for correction in reading.corrections] == [meant]


@pytest.mark.parametrize(
    "possessive",
    ["Ericsson's advice", "Ericsson’s advice", "what is ericsson's view"],
    ids=["straight", "typographic", "in a question"],
)
def test_an_english_possessive_belongs_to_the_name(council, possessive):
    reading = council.read(possessive)

    assert reading.organisations == ("ericsson",)
    assert reading.content == ""


def test_every_spelling_in_the_real_data_is_recognised_as_itself(engine, collection):
    spellings = {
        (spelling, organisation.id)
        for organisation in collection.organisations.values()
        for name in (organisation.short, organisation.name)
        for spelling in (name.zh, name.en, *organisation.aliases)
    } | {
        (spelling, person.id)
        for person in collection.people.values()
        for spelling in (person.name.zh, person.name.en, *person.aliases)
    }

    wrong = [
        (question, meant)
        for spelling, meant in sorted(spellings)
        for question in (spelling, f"{spelling}提了什么")
        if named(engine, question) != {meant}
        or engine.read(question).corrections
        or engine.read(question).content
    ]

    assert wrong == []


# An exact name comes before one that only sounds like it.


def sound_alikes(name: str) -> list[str]:
    """The name with one character replaced by one of the same sound, for every place and character."""
    table = pinyin_table()
    replaced = [
        name[:place] + character + name[place + 1 :]
        for place, own in enumerate(name)
        for character in same_sounds().get(table.syllables(own)[0], ())
    ]
    # Variants of a character (璧山, 壁山; 龙, 竜) can make one name of another.
    return sorted({alike for alike in replaced if fold(alike) == alike != name} - set(names()))


@cache
def same_sounds() -> dict[str, list[str]]:
    """The characters of every sound, as the pinyin table has them."""
    text = resources.files("cmiabot.search").joinpath("pinyin.txt").read_text(encoding="utf-8")
    characters = {c for line in text.splitlines() if line[:1] != "#" for c in line.split()[1]}
    sounds: dict[str, list[str]] = {}
    for character in sorted(characters):
        sounds.setdefault(pinyin_table().syllables(character)[0], []).append(character)
    return sounds


@cache
def names() -> list[str]:
    """The Chinese names of the real collection."""
    spelt = {fold(name) for name in spellings_of(real_collection())}
    return sorted(name for name in spelt if all("\u4e00" <= character <= "\u9fff" for character in name))


@cache
def doubled():
    """An engine of all names and, as other organisations, a few of what sounds like each; name → id."""
    every = [(name, sound_alikes(name)) for name in names()]
    chosen = dict.fromkeys(alike for _, alikes in every for alike in alikes[:: max(1, len(alikes) // 4)])
    ids = {name: f"n{number}" for number, name in enumerate([*names(), *chosen])}
    return unstored_engine(small_collection([organisation(one, name) for name, one in ids.items()])), ids


@PROPERTY
@given(st.integers(min_value=0), st.sampled_from(["{}", "{}提了什么", "{} 5G", "5G，{}"]))
def test_an_exact_name_is_never_taken_for_one_that_sounds_like_it(place, form):
    engine, ids = doubled()
    name = list(ids)[place % len(ids)]

    reading = engine.read(form.format(name))

    assert reading.organisations == (ids[name],)
    assert reading.corrections == ()


@PROPERTY
@given(st.data())
def test_an_exact_name_keeps_its_letters_beside_one_that_only_sounds_like_another(data):
    name, other = (data.draw(st.sampled_from(names())) for _ in range(2))
    alike = data.draw(st.sampled_from(sound_alikes(other)))
    form = data.draw(st.sampled_from(["{}和{}", "{}、{}", "{} {}"]))
    turned = data.draw(st.booleans())
    alone = real_engine().read(name)

    reading = real_engine().read(form.format(*((alike, name) if turned else (name, alike))))

    assert {*alone.organisations, *alone.people} <= {*reading.organisations, *reading.people}
    assert not any(name in one.typed or one.typed in name for one in reading.corrections)


def test_a_longer_name_typed_in_pinyin_wins_over_a_shorter_one_typed_exactly():
    collection = small_collection(
        [
            organisation("liangjiang", "两江新区", "Liangjiang New Area", "Liangjiang"),
            organisation("hitech", "重庆高新区", "Chongqing High-tech Zone", "高新区"),
        ],
        [paper("m-01", "liangjiang", "这里将推广智能制造。")],
    )
    reading = unstored_engine(collection).read("liangjiang xinqu de zhineng zhizao")

    assert reading.organisations == ("liangjiang",)
    assert reading.content == "智能制造"
    assert named(unstored_engine(collection), "liangjiang zhizao") == {"liangjiang"}


def test_a_misspelled_name_goes_on_to_its_end(council):
    reading = council.read("施耐的电气 绿电")

    assert reading.organisations == ("schneider",)
    assert reading.content == "绿电"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        pytest.param("巴斯天怎么看锂资源", {"basf"}, id="a company, looking alike"),
        pytest.param("五千铃对产学研有什么办法", {"isuzu"}, id="a company, another number"),
        pytest.param("靠政府和招商引来企业", set(), id="words like an authority"),
        pytest.param("零健说了什么", {"ling-jian"}, id="a person who speaks"),
        pytest.param("哪个零健该换", set(), id="a part, and nobody who speaks"),
        pytest.param("从龄坚到报废", set(), id="a part in the middle"),
    ],
)
def test_one_wrong_character_is_a_slip_only_where_a_name_is_likely(engine, question, meant):
    assert named(engine, question) == meant
