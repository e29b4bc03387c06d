"""The bot in a terminal: the same application, with buttons that are numbers."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from docx import Document

from tests.auxil.loaded_collections import FROZEN_DATA, FROZEN_DOCUMENTS, services_of
from tests.auxil.program import Outcome, Program
from tests.auxil.talking import talk

QUESTION = "谁建议在工业园区建微电网"


async def replies_to(*lines: str, language: str = "zh") -> list[str]:
    """The one reply to each line."""
    replies = await talk(services_of(FROZEN_DATA, sources=FROZEN_DOCUMENTS), lines, language)
    assert [len(reply) for reply in replies] == [1] * len(lines)
    return [reply for (reply,) in replies]


def buttons_of(reply: str) -> list[str]:
    return re.findall(r"\[\d+\] (.+?)(?=  \[|$)", reply.rstrip("\n").splitlines()[-1])


async def test_every_line_is_answered_in_plain_text() -> None:
    for reply in await replies_to(QUESTION, "/start", "/papers", "/paper 1", "/nosuch", "你好"):
        assert reply.strip()
        assert re.search("</?[bi]>|&amp;|&lt;", reply) is None


async def test_lines_without_text_are_passed_over() -> None:
    assert await talk(services_of(FROZEN_DATA), ["", "  ", "\t\n"]) == [[], [], []]


async def test_buttons_are_numbered_from_one_and_a_number_presses_one() -> None:
    start, papers, paper = await replies_to("/start", "1", "2")
    assert buttons_of(start) == ["论文目录", "主题目录", "顾问名单", "每日一文"]
    assert "论文和发言" in papers
    assert buttons_of(papers)[1] == "2 云岭化工"
    assert "让化学品走铁路" in paper


async def test_pages_are_turned_with_numbers() -> None:
    first, second, again = await replies_to("北光电气提过什么", "13", "14")
    assert buttons_of(first)[-3:] == ["存为文件", "订阅北光电气", "下一页 ›"]
    assert "第 1/2 页" in first
    assert "第 2/2 页" in second
    assert buttons_of(second)[-3:] == ["存为文件", "订阅北光电气", "‹ 上一页"]
    assert again == first


async def test_a_citation_is_shown_with_a_number_and_the_buttons_stay() -> None:
    answer, citation, source, other = await replies_to(QUESTION, "2", "1", "1")
    assert buttons_of(answer) == ["原文 1", "复制引用", "存为文件", "订阅能源与电力"]
    assert citation.startswith("安娜·林德（北光电气全球高级副总裁）：《用微电网托住工业园区》，")
    assert "停电时也能自己供电" in source
    assert buttons_of(source) == ["复制引用", "全文要点"]
    assert other == citation


async def test_the_citations_of_several_results_come_after_their_sources() -> None:
    answer, first, second = await replies_to("木棉软件 上云", "3", "4")
    assert buttons_of(answer) == ["原文 1", "原文 2", "引用 1", "引用 2", "存为文件", "订阅木棉软件"]
    names = re.findall(r"^[12]\. (.+)$", answer, re.MULTILINE)
    assert [first.startswith(names[0]), second.startswith(names[1])] == [True, True]


async def test_a_file_is_put_into_the_working_folder_beside_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "给重庆的建议.docx").write_text("mine")
    _, first, second, source = await replies_to(QUESTION, "3", "3", "1")
    assert (first.strip(), second.strip()) == ("→ 给重庆的建议 2.docx", "→ 给重庆的建议 3.docx")
    assert (tmp_path / "给重庆的建议.docx").read_text() == "mine"
    for number in (2, 3):
        paragraphs = Document(str(tmp_path / f"给重庆的建议 {number}.docx")).paragraphs
        assert paragraphs[1].text == "1. 安娜·林德（北光电气全球高级副总裁）"
    assert len(list(tmp_path.iterdir())) == 3
    assert "停电时也能自己供电" in source


async def test_a_file_that_cannot_be_saved_is_told_and_the_chat_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    services = services_of(FROZEN_DATA)
    gone.rmdir()
    _, (told,), (answer,) = await talk(services, [QUESTION, "3", QUESTION])
    assert re.search("出了点问题.*[0-9a-f]{8}", told)
    assert "北光电气" in answer


async def test_a_source_opens_with_a_number() -> None:
    _, source = await replies_to(QUESTION, "1")
    assert "停电时也能自己供电" in source


@pytest.mark.parametrize("typed", ["0", "5", "99", "-1", "1.", "１", "²", "1" * 5000])
async def test_a_number_without_a_button_is_taken_as_a_message(typed: str) -> None:
    _, reply = await replies_to("/start", typed)
    assert [reply] == await replies_to(typed)


async def test_the_buttons_are_those_of_the_newest_message() -> None:
    _, _, reply = await replies_to("/start", QUESTION, "1")
    assert "volume.txt" in reply


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "您好"), ("zh-Hant", "您好，我幫您查"), ("en", "Hello"), ("de", "您好")]
)
async def test_commands_are_answered_in_the_language_of_the_person(language: str, told: str) -> None:
    (reply,) = await replies_to("/start", language=language)
    assert told in reply


@pytest.mark.parametrize(
    "line", ["/", "/ask", "/ask@other 你好", "//", "/中文", "<b>", "\u202e", "😀", "9" * 400]
)
async def test_a_strange_line_does_not_end_the_chat(line: str) -> None:
    reply, answer = await replies_to(line, QUESTION)
    assert "出了点问题" not in reply
    assert "北光电气" in answer


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A conversation through a pipe; its last line has no end."""
    folder = tmp_path_factory.mktemp("chat")
    settings = {
        "CMIABOT_DATA": str(FROZEN_DATA),
        "CMIABOT_SOURCES": str(FROZEN_DOCUMENTS),
        "CMIABOT_CACHE": str(folder / "cache"),
    }
    return Program(folder, settings).run("chat", typed=f"{QUESTION}\n1\n\n/themes\n6")


class TestProgram:
    def test_a_conversation_through_a_pipe_ends_well(self, outcome: Outcome) -> None:
        assert (outcome.code, outcome.stderr) == (0, "")

    @pytest.mark.parametrize(
        "said",
        [
            "1. 安娜·林德（北光电气全球高级副总裁）",
            "建议先选五个园区装上微电网",
            "共 6 个",
            "这个主题下还没有记录",
        ],
        ids=["answer", "button of the answer", "command", "button of the list, in a last line without end"],
    )
    def test_every_line_and_number_is_answered(self, outcome: Outcome, said: str) -> None:
        assert said in outcome.stdout

    def test_answers_come_in_the_order_of_the_lines(self, outcome: Outcome) -> None:
        assert in_order(outcome.stdout, ["安娜·林德", "文件：volume.txt", "主题，共 6 个", "制氢与加氢"])

    async def test_the_program_says_what_the_application_says(self, outcome: Outcome) -> None:
        replies = await replies_to(QUESTION, "1", "/themes", "6")
        assert outcome.stdout == "".join(f"{reply}\n" for reply in replies)


def in_order(text: str, parts: Iterable[str]) -> bool:
    place = 0
    for part in parts:
        place = text.find(part, place)
        if place < 0:
            return False
    return True
