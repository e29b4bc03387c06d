"""What the two READMEs say is what the program does."""

import re
import shlex
from pathlib import Path

import pytest

from cmiabot.app import load_engine
from cmiabot.asking import ask_json
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.html import visible_text
from cmiabot.settings import PREFIX, load_settings
from cmiabot.telegram.commands import COMMANDS, OPERATOR_COMMANDS

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
SETUP = ("pip install uv && uv run bot.py", "pip install uv && uv run pytest")


@pytest.fixture(params=READMES, ids=lambda language: f"README-{language}")
def readme(request):
    return READMES[request.param].read_text(encoding="utf-8")


def transcripts():
    for language, path in READMES.items():
        blocks = re.findall(
            r"```\n\$ uv run bot\.py ask (.+)\n((?:.*\n)*?)```", path.read_text(encoding="utf-8")
        )
        for question, shown in blocks:
            yield pytest.param(shlex.split(question)[0], shown, id=f"{language}: {question}")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    environment = {f"{PREFIX}CACHE": str(tmp_path_factory.mktemp("cache"))}
    return load_engine(load_settings(environment, ROOT, ROOT))


@pytest.mark.parametrize(("question", "shown"), list(transcripts()))
def test_a_transcript_is_what_the_program_answers(question, shown, asked):
    collection, engine = asked
    reply = ask_json(collection, engine, question)["reply"]
    beginning, cut, _ = shown.partition("…\n")
    assert reply.startswith(beginning.rstrip("\n"))
    assert cut or reply == beginning.rstrip("\n")


def test_there_are_transcripts_in_both_languages():
    assert len(list(transcripts())) >= 6


@pytest.mark.parametrize("language", READMES)
@pytest.mark.parametrize(
    ("name", "commands"), [("commands", COMMANDS), ("operator commands", OPERATOR_COMMANDS)]
)
def test_the_tables_of_commands_are_the_command_lists(language, name, commands):
    text = READMES[language].read_text(encoding="utf-8")
    table = re.search(rf"<!-- {name} -->\n.*\n.*\n((?:.*\n)*?)<!-- /{name} -->", text)
    assert table is not None
    texts = catalogue(language)
    wanted = [f"| /{c.name} | {visible_text(texts.text(c.description))} |" for c in commands]
    assert table[1].splitlines() == wanted


def test_the_table_of_settings_names_every_setting(readme):
    listed = re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \|", readme, re.MULTILINE)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert sorted(listed) == sorted(re.findall(rf"^# ({PREFIX}[A-Z_]+)=", example, re.MULTILINE))


def test_the_set_up_commands_are_there(readme):
    for command in SETUP:
        assert f"```\n{command}\n```" in readme


def test_the_numbers_of_records_are_right(readme, asked):
    collection, _ = asked
    assert re.search(rf"\b{len(collection.records)}\b", readme)
    assert re.search(rf"\b{len(collection.papers)}\b", readme)


def test_ci_runs_the_command_of_the_readme():
    assert SETUP[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [*READMES.values(), ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")],
    ids=lambda path: path.name,
)
def test_links_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target
