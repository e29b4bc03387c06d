"""Golden conversations: what people type and what the bot says, word for word, in tests/conversations/*.txt.

A file begins with lines of `#`: what it is about, and `# language: …` (that of the person's Telegram).
Then come lines `> what the person types`, each with the bot's replies up to the next one; a number presses
the button of that number. With CMIABOT_TEST_UPDATE_CONVERSATIONS=1 the files are written anew: read what
changed before you commit it.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cmiabot.messages.catalogue import catalogue
from cmiabot.telegram.context import Services
from tests.auxil.loaded_collections import FROZEN_DATA, FROZEN_DOCUMENTS, REAL_DATA, services_of
from tests.auxil.talking import talk
from tests.auxil.telegram_html import visible_text

FOLDER = Path(__file__).parent / "conversations"
CONVERSATIONS = sorted(FOLDER.glob("*.txt"))
UPDATE = "CMIABOT_TEST_UPDATE_CONVERSATIONS"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
"""When they take place: a Monday, eight o'clock in Chongqing."""


@dataclass(frozen=True)
class Conversation:
    """What a file says before the first line that is typed, and the lines that are typed."""

    head: tuple[str, ...]
    typed: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Conversation":
        lines = text.splitlines()
        typed = [line.removeprefix("> ") for line in lines if line.startswith("> ")]
        head = lines[: next((place for place, line in enumerate(lines) if line.startswith("> ")), len(lines))]
        return cls(tuple(line for line in head if line.startswith("#")), tuple(typed))

    @property
    def language(self) -> str:
        found = re.search(r"^# language: (\S+)$", "\n".join(self.head), re.MULTILINE)
        return found[1] if found else "zh"

    async def transcript(self, services: Services) -> str:
        """The text of the file as the bot answers today."""
        replies = await talk(services, self.typed, self.language)
        parts = ["\n".join(self.head)] if self.head else []
        for line, said in zip(self.typed, replies, strict=True):
            parts += [f"> {line}", *(text.strip("\n") for text in said)]
        return "\n\n".join(parts) + "\n"


def test_there_are_conversations() -> None:
    assert len(CONVERSATIONS) >= 6


@pytest.mark.parametrize("path", CONVERSATIONS, ids=lambda path: path.stem)
async def test_the_bot_says_what_the_conversation_says(path: Path) -> None:
    expected = path.read_text(encoding="utf-8")
    services = services_of(FROZEN_DATA, clock=lambda: NOW, sources=FROZEN_DOCUMENTS)
    said = await Conversation.read(expected).transcript(services)
    if os.environ.get(UPDATE) == "1":
        path.write_text(said, encoding="utf-8")
    else:
        assert said == expected


def examples_given(language: str) -> Iterator[str]:
    """Every question and command that the bot's own messages give as an example."""
    texts = catalogue(language)
    numbers = {"papers": 1, "records": 1, "limit": 1, "commands": []}
    for key in ("start", "help.text", "refusal.can_answer"):
        for line in visible_text(str(texts.text(key, **numbers))).splitlines():
            if line.startswith("• "):
                question = re.sub(r"^• (?:[^：:]{1,40}[：:])?\s*", "", line)
                yield from re.split(r"、| · ", question)
    for key in (
        "ask.usage",
        "compare.usage",
        "compare.one_side",
        "paper.usage",
        "theme.usage",
        "adviser.usage",
    ):
        text = visible_text(str(texts.text(key, **({"who": ""} if key == "compare.one_side" else {}))))
        yield from re.findall(r"/(?:ask|compare|paper|theme|adviser) .+?(?=[。.；]|$| 或 | or )", text)
    for command in ("ask", "compare", "paper", "theme", "adviser"):
        text = visible_text(str(texts.text(f"command.{command}")))
        yield from re.findall(rf"/{command} .+", text)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_example_the_bot_gives_is_answered_by_the_real_collection(language: str) -> None:
    examples = list(examples_given(language))
    assert len(examples) >= 12
    replies = await talk(services_of(REAL_DATA), examples, language)
    doubts = [
        "没有人提过|不能确定|没看出|没有找到|没有“|没有提过|不是一回事|收录的文件里没有",
        "Nobody|not certain|could not see|There is no|not in the list|said nothing|not the same",
    ]
    refused = {
        example: said
        for example, said in zip(examples, replies, strict=True)
        if len(said) != 1 or re.search("|".join(doubts), said[0])
    }
    assert refused == {}


async def test_a_conversation_on_the_real_collection_goes_as_it_should() -> None:
    steps = [
        ("谁建议建设制造业5G创新示范园", ["柯瑞东", "爱立信", "第十六届年会", "5G创新示范园", "[1] 原文 1"]),
        ("1", ["柯瑞东", "行："]),
        ("ailixin 5G", ["爱立信"]),
        ("安德罗施是谁", ["汉内斯·安德罗施", "奥特斯", "监事会主席"]),
        ("Who recommended a 5G innovation park for manufacturing?", ["Ericsson", "Recommendation"]),
        ("愛立信提過什麼", ["愛立信", "柯瑞東", "建議"]),
        ("谁建议给市区车辆收拥堵费", ["没有人提过"]),
        ("爱立信的建议是否被采纳", ["没有说是否采纳"]),
        ("1999年谁提过建议", ["没有这一年或这一届"]),
        ("/paper 11", ["爱立信", "论文11"]),
        ("/themes", ["氢能"]),
        ("/adviser 柯瑞东", ["爱立信"]),
    ]
    replies = await talk(services_of(REAL_DATA), [typed for typed, _ in steps])
    missing = {
        typed: part
        for (typed, parts), said in zip(steps, replies, strict=True)
        for part in parts
        if part not in "".join(said)
    }
    assert missing == {}
