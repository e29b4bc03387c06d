"""A small council: the names people confuse, five meetings and a few records of ours about them.

The session's one engine of it answers tests of names, years and kinds, which must not depend on how far
the real collection has grown.
"""

from functools import lru_cache

import pytest

from cmiabot.corpus.models import Collection
from cmiabot.search.answering import Engine
from tests.auxil.small_collections import (
    meeting,
    organisation,
    paper,
    small_collection,
    theme,
    unstored_engine,
)

MEETINGS = [
    meeting("cmia16", 2021, 16, aliases=["论文集"]),
    meeting("cmia16-press", 2021, 16, group="cmia16", aliases=["报纸", "第十六届年会主题会议", "newspaper"]),
    meeting("cmia15", 2020, 15, aliases=["报纸", "newspaper", "线上年会"]),
    meeting("plan2022", 2022, aliases=["新闻发布会", "press conference"]),
    meeting("nev2025", 2025, aliases=["圆桌会", "round table"]),
]
ORGANISATIONS = [
    organisation(
        "qualcomm", "高通", "Qualcomm", "高通公司", people={"孟樸": ["Frank Meng", "孟朴", "Meng Pu"]}
    ),
    organisation("ericsson", "爱立信", "Ericsson", people={"柯瑞东": ["Ke Ruidong"]}),
    organisation("abb", "ABB", "ABB"),
    organisation(
        "hitachi-abb", "日立ABB电网", "Hitachi ABB Power Grids", "日立ABB", "日立 ABB 电网", "Hitachi ABB"
    ),
    organisation("bp", "bp", "bp"),
    organisation("hp", "惠普", "HP", "惠普公司", "Hewlett Packard"),
    organisation("jardines", "怡和", "Jardines", "怡和集团"),
    organisation("smbc", "三井住友", "Sumitomo Mitsui", "三井住友银行", "SMBC"),
    organisation("mitsui", "三井物产", "Mitsui"),
    organisation("schneider", "施耐德电气", "Schneider Electric", "施耐德", "Schneider"),
    organisation(
        "ats",
        "奥特斯",
        "AT&S",
        "AT and S",
        people={"汉内斯·安德罗施": ["Hannes Androsch", "安德罗施", "Androsch"]},
    ),
    organisation("basf", "巴斯夫", "BASF", people={"凯礼": ["Markus Kamieth"]}),
    organisation("siemens", "西门子", "Siemens", people={"田安娜": ["Anna Tian"]}),
    organisation("sap", "思爱普", "SAP", people={"黄陈宏": ["Huang Chenhong"]}),
    organisation("microsoft", "微软", "Microsoft", "微软公司", people={"王永东": ["Wang Yongdong"]}),
    organisation("ford", "福特", "Ford", "福特汽车", "福特集团", "福特汽车公司"),
    organisation("corning", "康宁", "Corning", "康宁公司", "康宁显示"),
    organisation("carrier", "开利", "Carrier"),
    organisation("changan", "长安汽车", "Changan Auto", "长安"),
    organisation("tsingshan", "青山工业", "Tsingshan"),
]
PAPERS = [
    paper(
        "cmia16-01",
        "ats",
        ("重庆应建设创新中心，推动碳中和。", "Build an innovation centre and reach carbon neutrality."),
        ("重庆应以人工智能改造工厂。", "Use AI in factories."),
        people=["Hannes Androsch"],
    ),
    paper("cmia16-02", "ericsson", ("重庆应建设5G示范园。", "Build a 5G park."), people=["Ke Ruidong"]),
    paper(
        "cmia16-press-01", "basf", ("化学品宜走铁路。", "Carry chemicals by rail."), people=["Markus Kamieth"]
    ),
    paper(
        "cmia15-01", "ats", ("重庆应吸引外籍人才。", "Attract foreign talent."), people=["Hannes Androsch"]
    ),
    paper("cmia15-02", "qualcomm", ("重庆应发展车联网。", "Develop connected cars."), people=["Frank Meng"]),
]
THEMES = [
    theme("talent", "人才与教育", "Talent and education", "人才", "talent"),
    theme("low-carbon", "绿色低碳", "Low carbon", "碳中和", "减排", "carbon neutrality"),
    theme("hydrogen", "氢能", "Hydrogen", "燃料电池", "fuel cell", "EV"),
    theme("digital", "数字经济", "Digital economy", "人工智能", "AI", "5G"),
]


@lru_cache(maxsize=1)
def council_collection() -> Collection:
    """The council, made once a session."""
    return small_collection(ORGANISATIONS, PAPERS, MEETINGS, THEMES)


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return unstored_engine(council_collection())


@pytest.fixture(name="council", scope="session")
def council_fixture() -> Engine:
    """The engine of the small council."""
    return _engine()
