"""A small, valid data folder with its source documents, for tests to read or to spoil.

Three invented organisations, three documents: `demo1` (a volume of two papers, 2021), `demo1-press`
(a speech of the same meeting; its first record is the same proposal as demo1-01-01) and `demo2` (a
speech of 2020). Ten records. Every rule of the collection holds until a test breaks one.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cmiabot.cache import Cache
from cmiabot.corpus.files import YamlFile
from cmiabot.corpus.loading import load_collection, parse_contents, read_contents
from cmiabot.corpus.models import Collection

DOCUMENTS = {
    "demo1.txt": """\
第一届演示会议论文集
换新电机的几点想法
青木电机公司 林森 总裁
提要
重庆工厂里的电机大多老旧，耗电很高，希望尽快换成高效电
机，并由财政承担三成的购置补
贴。
德国工厂把每台设备的停机数据接到同一个平台上，结果维修时间比从前缩短了
一半，重庆不妨照着做。
我们打算在两江新区开一所电机技师学校，每年教二百名学员。
渝西几个区县缺少零部件仓库，应当集中选址建设。
— 2 —
江风里的能源
蓝湖能源公司
1.1 长江沿岸风力稳定，可以先建两座示范风电场。
1.2 工业园区夜间用电少，适合安装储能电站来削峰填谷。
1.3 市级部门应设立专窗，把绿电交易的手续压缩到十天。
蓝湖能源成立于1950年，员工五千人。
""",
    "demo1-press.txt": """\
顾问发言摘登
青木电机公司总裁林森：老电机该退役了
他呼吁用高效电机替换旧设备，由政府出一部分钱。
他还谈到青年技师需要更好的住房。
""",
    "demo2.txt": """\
云上演示会议
蓝湖能源公司首席工程师王燕：
第一，政府要为储能项目统一消防标准。
第二，氢能公交车可以先跑两条示范线。
""",
}

_MEETINGS = """\
- id: demo1
  group: demo1
  number: 1
  year: 2021
  date: 2021-09-25
  kind: volume
  name: {zh: 第一届演示会议, en: First Demonstration Meeting}
  short: {zh: 第一届会议（2021）, en: 1st meeting (2021)}
  aliases: [演示论文集, demonstration volume]
  document: demo1.txt
  sha256: <sha256 of demo1.txt>
- id: demo1-press
  group: demo1
  number: 1
  year: 2021
  date: 2021-09-25
  kind: press
  name: {zh: 第一届演示会议主题会, en: Theme session of the First Demonstration Meeting}
  short: {zh: 第一届会议主题会（2021）, en: "1st meeting, theme session (2021)"}
  document: demo1-press.txt
  sha256: <sha256 of demo1-press.txt>
- id: demo2
  group: demo2
  year: 2020
  date: 2020-09-23
  kind: press
  name: {zh: 云上演示会议, en: Online Demonstration Meeting}
  short: {zh: 云上会议（2020）, en: online meeting (2020)}
  document: demo2.txt
  sha256: <sha256 of demo2.txt>
"""

_DATA = {
    "organisations.yaml": """\
- id: aoki
  short: {zh: 青木电机, en: Aoki Motors}
  name: {zh: 青木电机公司, en: Aoki Motors Corporation}
  aliases: [青木, AMC]
  sector: {zh: 电机, en: Electric motors}
  people:
    - id: lin-sen
      name: {zh: 林森, en: Lin Sen}
      aliases: [Sen Lin]
      roles:
        - {year: 2021, zh: 总裁, en: President}
- id: lanhu
  short: {zh: 蓝湖能源, en: Blue Lake Energy}
  name: {zh: 蓝湖能源公司, en: Blue Lake Energy Limited}
  aliases: [蓝湖, Blue Lake]
  sector: {zh: 能源, en: Energy}
  people:
    - id: wang-yan
      name: {zh: 王燕, en: Wang Yan}
- id: shancheng
  short: {zh: 山城钢铁, en: Shancheng Steel}
  name: {zh: 山城钢铁集团, en: Shancheng Steel Group}
  sector: {zh: 钢铁, en: Steel}
""",
    "themes.yaml": """\
- id: energy
  name: {zh: 能源, en: Energy}
  about: {zh: 发电、储能与节电, en: "Power, storage and saving electricity"}
  synonyms: [电力, 储能, power]
- id: talent
  name: {zh: 人才, en: Talent}
  about: {zh: 培训与生活条件, en: Training and living conditions}
- id: industry
  name: {zh: 工业, en: Industry}
  about: {zh: 工厂、设备与物流, en: "Factories, equipment and logistics"}
""",
    "synonyms.yaml": """\
- [马达, 电机]
- [租房, 住房]
""",
    "wordings.yaml": """\
demo1-01-03: [年轻人上哪儿学手艺, where to learn a trade]
demo1-02-03:
  - 跑一趟把证全办下来
  - 少等几个礼拜
""",
    "subjects.yaml": """\
storage: {zh: 仓储, en: warehousing, also: [零部件仓库, 囤货], records: [demo1-01-02]}
paperwork: {zh: 办证, en: permits, records: [demo1-02-03]}
""",
    "unsaid.yaml": """\
toll: {zh: 拥堵费, en: congestion charge, also: [进城开车要交钱, 限号出行]}
pets: {zh: 遛狗牵绳, en: dogs on a lead}
""",
    "sorts.yaml": """\
motors: {zh: 电机企业, en: motor makers, also: [电机厂], of: [电机], by: business, organisations: [aoki]}
builders: {zh: 建筑商, en: builders, by: business, organisations: [lanhu]}
""",
    "proper_names.yaml": "[]\n",
    "demo1/01-aoki.yaml": """\
id: demo1-01
meeting: demo1
title: {zh: 换新电机的几点想法, en: Thoughts on renewing motors}
organisation: aoki
people: [lin-sen]
role: {zh: 总裁, en: President}
thesis:
  zh: 设备更新与技师培养并重，重庆制造业才能省电。
  en: Chongqing's factories save power when new equipment and trained people come together.
lines: [[2, 12]]
recommendations:
  - id: demo1-01-01
    kind: recommendation
    key: true
    zh: 市里应出资三成，帮助企业淘汰旧电机、改用高效电机。
    en: The city should pay thirty per cent towards replacing old motors with efficient ones.
    themes: [energy, industry]
    terms: [高效电机, 购置补贴]
    lines: [[5, 7]]
  - id: demo1-01-02
    kind: lesson
    key: true
    zh: 像德国那样汇集停机数据，让维修更快。
    en: Pool downtime data as Germany does, so that repairs become faster.
    themes: [industry]
    terms: [停机数据, 维修时间]
    lines: [[8, 9]]
  - id: demo1-01-03
    kind: pledge
    key: true
    zh: 青木电机将在两江新区办一所电机技师学校。
    en: Aoki Motors will open a school for motor technicians in Liangjiang New Area.
    themes: [talent]
    terms: [技师学校, 两江新区]
    lines: [[10, 10]]
  - id: demo1-01-04
    kind: recommendation
    zh: 渝西应统一建设零部件仓库。
    en: Western Chongqing should build shared warehouses for parts.
    themes: [industry]
    terms: [零部件仓库, 渝西]
    lines: [[11, 11]]
""",
    "demo1/02-lanhu.yaml": """\
id: demo1-02
meeting: demo1
title: {zh: 江风里的能源, en: Energy in the river wind}
organisation: lanhu
people: []
thesis:
  zh: 风电、储能与便捷的绿电交易相互配合。
  en: Wind power, storage and simple green-power trading belong together.
lines: [[13, 18]]
recommendations:
  - id: demo1-02-01
    kind: recommendation
    key: true
    zh: 在长江边试建两座风电场。
    en: Build two trial wind farms along the Yangtze.
    themes: [energy]
    terms: [风电场, 长江沿岸]
    section: "1.1"
    lines: [[15, 15]]
  - id: demo1-02-02
    kind: recommendation
    key: true
    zh: 在工业园区装设储能电站。
    en: Install storage plants in industrial parks.
    themes: [energy, industry]
    terms: [储能电站, 工业园区, 削峰填谷]
    section: "1.2"
    lines: [[16, 16]]
  - id: demo1-02-03
    kind: recommendation
    key: true
    zh: 开设绿电交易专窗，十天内办完手续。
    en: Open a desk for green-power trading that finishes the formalities in ten days.
    themes: [energy]
    terms: [绿电交易, 专窗]
    section: "1.3"
    lines: [[17, 17]]
""",
    "demo1-press/01-aoki.yaml": """\
id: demo1-press-01
meeting: demo1-press
organisation: aoki
people: [lin-sen]
role: {zh: 总裁, en: President}
thesis:
  zh: 淘汰老电机，善待年轻技师。
  en: Retire old motors and treat young technicians well.
lines: [[2, 4]]
recommendations:
  - id: demo1-press-01-01
    kind: recommendation
    key: true
    zh: 政府分担费用，让旧设备换上高效电机。
    en: Government should share the cost of efficient motors.
    themes: [energy]
    terms: [高效电机, 旧设备]
    lines: [[3, 3]]
    same_as: [demo1-01-01]
  - id: demo1-press-01-02
    kind: recommendation
    zh: 为年轻技师改善住房。
    en: Improve housing for young technicians.
    themes: [talent]
    terms: [青年技师, 住房]
    lines: [[4, 4]]
""",
    "demo2/01-lanhu.yaml": """\
id: demo2-01
meeting: demo2
organisation: lanhu
people: [wang-yan]
role: {zh: 首席工程师, en: Chief Engineer}
thesis:
  zh: 标准先行，示范跟上。
  en: Standards first, demonstrations next.
lines: [[2, 4]]
recommendations:
  - id: demo2-01-01
    kind: recommendation
    zh: 给储能项目定一套消防标准。
    en: Set one fire-safety standard for storage projects.
    themes: [energy]
    terms: [储能项目, 消防标准]
    lines: [[3, 3]]
""",
}


@dataclass(frozen=True)
class TinyCollection:
    """Where the folders lie, and ways to change them."""

    data: Path
    sources: Path

    def load(self, cache: Cache | None = None) -> Collection:
        """The collection, read without a cache unless one is given."""
        return load_collection(self.data, cache or Cache(None))

    def files(self) -> dict[str, YamlFile]:
        """The parsed files, as the checks take them."""
        files, problems = parse_contents(read_contents(self.data))
        assert not problems, problems
        return files

    def edit(self, name: str, old: str, new: str) -> int:
        """Replace a text that stands once in a data file; the line where the new text begins."""
        path = self.data / name
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, f"{name} holds no {old!r}"
        assert old not in after, f"{name} holds {old!r} more than once"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    def line_of(self, name: str, text: str) -> int:
        """The line of the first occurrence of a text in a data file."""
        before, found, _ = (self.data / name).read_text(encoding="utf-8").partition(text)
        assert found, f"{name} holds no {text!r}"
        return before.count("\n") + 1

    def write_document(self, name: str, text: str, encoding: str = "utf-8") -> None:
        """Write a source document, and its new sha256 into meetings.yaml."""
        path = self.sources / name
        before = sha256(path.read_bytes()).hexdigest()
        path.write_bytes(text.encode(encoding))
        self.edit("meetings.yaml", before, sha256(path.read_bytes()).hexdigest())


def tiny_files() -> dict[str, str]:
    """The text of every data file by its name."""
    meetings = _MEETINGS
    for name, text in DOCUMENTS.items():
        meetings = meetings.replace(f"<sha256 of {name}>", sha256(text.encode()).hexdigest())
    return {"meetings.yaml": meetings, **_DATA}


def write_tiny_collection(folder: Path) -> TinyCollection:
    """Write the collection into `folder`/data and its documents into `folder`/sources."""
    tiny = TinyCollection(folder / "data", folder / "sources")
    for name, text in tiny_files().items():
        path = tiny.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tiny.sources.mkdir()
    for name, text in DOCUMENTS.items():
        (tiny.sources / name).write_bytes(text.encode())
    return tiny
