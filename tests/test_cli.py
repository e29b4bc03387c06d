"""The command line, run as people run it: from another folder, in a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.auxil.program import BOT, PATIENCE, Outcome, Program
from tests.auxil.tiny_collection import TinyCollection, write_tiny_collection

TOKEN = "123456789:AAEfakefakefakefakefakefakefakefake"
QUESTION = "谁建议建风电场"
KEYS = ["q", "answered", "sure", "kind", "read_as", "total", "counted", "reply", "results", "nearest"]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyCollection:
    return write_tiny_collection(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, tiny: TinyCollection) -> dict[str, str]:
    """The tiny collection, and a cache that a first question has filled."""
    folder = tmp_path_factory.mktemp("warm")
    values = {"CMIABOT_DATA": str(tiny.data), "CMIABOT_CACHE": str(folder / "cache")}
    assert Program(folder, values).run("ask", QUESTION).code == 0
    return values


@pytest.fixture
def program(tmp_path: Path, settings: dict[str, str]) -> Program:
    return Program(tmp_path, settings)


@pytest.fixture
def own(tmp_path: Path) -> TinyCollection:
    """A collection to spoil."""
    return write_tiny_collection(tmp_path / "own")


@pytest.fixture
def spoilt(tmp_path: Path, own: TinyCollection) -> Program:
    """The program with the collection to spoil."""
    return Program(tmp_path, {"CMIABOT_DATA": str(own.data), "CMIABOT_CACHE": str(tmp_path / "cache")})


def questions(*texts: str) -> str:
    return "".join(json.dumps({"q": text}, ensure_ascii=False) + "\n" for text in texts)


def objects(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.stdout.split("\n")[:-1]]


# db


def test_db_upgrade_makes_the_tables_and_may_be_repeated(program: Program) -> None:
    file = program.folder / "new" / "cmiabot.db"
    address = {"CMIABOT_DATABASE_URL": f"sqlite:///{file}"}
    for _ in range(2):
        outcome = program.run("db", "upgrade", environment=address)
        assert (outcome.code, outcome.stderr) == (0, "")
        assert re.fullmatch(r"database: at revision [0-9]{4}\n", outcome.stdout)
    assert file.is_file()


def test_chat_remembers_in_memory_unless_a_database_is_named(program: Program) -> None:
    address = {"CMIABOT_DATABASE_URL": f"sqlite:///{program.folder / 'set.db'}"}
    assert program.run("chat", typed="/help\n", environment=address).code == 0
    assert [*program.folder.glob("*.db")] == []
    assert program.run("chat", "--database", f"sqlite:///{program.folder / 'named.db'}").code == 0
    assert [path.name for path in program.folder.glob("*.db")] == ["named.db"]


@pytest.mark.parametrize("command", ["db upgrade", "run"])
def test_a_folder_the_database_cannot_be_written_to_is_told_in_one_line(
    program: Program, command: str
) -> None:
    settings = {"CMIABOT_DATABASE_URL": "sqlite:////proc/nothing/cmiabot.db", "CMIABOT_TOKEN": TOKEN}
    outcome = program.run(*command.split(), environment=settings)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert re.fullmatch(r"The database /proc/nothing/cmiabot\.db cannot be written: .*\n", outcome.stderr)


# ask


def test_ask_prints_the_answer_and_nothing_else(program: Program) -> None:
    outcome = program.run("ask", QUESTION)
    assert outcome.code == 0
    assert "蓝湖能源\n在长江边试建两座风电场。\n" in outcome.stdout
    assert outcome.stderr == ""


def test_ask_answers_an_english_question_in_english(program: Program) -> None:
    outcome = program.run("ask", "who", "suggested", "wind", "farms?")
    assert outcome.code == 0
    assert "Blue Lake Energy\nBuild two trial wind farms along the Yangtze.\n" in outcome.stdout


def test_ask_json_prints_one_object_whose_reply_is_what_ask_prints(program: Program) -> None:
    outcome = program.run("ask", "--json", QUESTION)
    [answer] = objects(outcome)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert list(answer) == KEYS
    assert answer["q"] == QUESTION
    assert program.run("ask", QUESTION).stdout == f"{answer['reply']}\n"


def test_a_refusal_is_fine(program: Program) -> None:
    outcome = program.run("ask", "--json", "谁建议开面包店")
    [answer] = objects(outcome)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert (answer["answered"], answer["results"]) == (False, [])


def test_the_collection_beside_the_program_is_found_from_any_folder(tmp_path: Path) -> None:
    program = Program(tmp_path, {"CMIABOT_CACHE": str(tmp_path / "cache")})
    outcome = program.run("ask", "谁建议建设制造业5G创新示范园")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "爱立信" in outcome.stdout


def test_debug_messages_do_not_mix_with_the_answer(program: Program) -> None:
    quiet = program.run("ask", "--json", QUESTION)
    assert (
        program.run("ask", "--json", QUESTION, environment={"CMIABOT_LOG_LEVEL": "DEBUG"}).stdout
        == quiet.stdout
    )


def test_a_cache_that_cannot_be_written_costs_one_warning(program: Program) -> None:
    (program.folder / "file").touch()
    outcome = program.run("ask", QUESTION, environment={"CMIABOT_CACHE": str(program.folder / "file")})
    assert outcome.code == 0
    assert outcome.stdout == program.run("ask", QUESTION).stdout
    assert outcome.stderr.count("\n") == 1
    assert "WARNING" in outcome.stderr


# ask --batch


def test_a_batch_answers_line_by_line_in_order(program: Program) -> None:
    asked = [QUESTION, "谁建议开面包店", "青木电机", "who suggested wind farms?"]
    (program.folder / "questions.jsonl").write_text(questions(*asked), encoding="utf-8")
    outcome = program.run("ask", "--batch", "questions.jsonl")
    answers = objects(outcome)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert [answer["q"] for answer in answers] == asked
    assert [list(answer) for answer in answers] == [KEYS] * 4


def test_a_batch_from_a_pipe_is_as_one_from_a_file(program: Program) -> None:
    lines = questions(QUESTION, "青木电机")
    (program.folder / "questions.jsonl").write_text(lines, encoding="utf-8")
    assert program.run("ask", "--batch", "-", typed=lines) == program.run("ask", "--batch", "questions.jsonl")


def test_each_line_of_a_batch_is_answered_as_if_asked_alone(program: Program) -> None:
    batch = objects(program.run("ask", "--batch", "-", typed=questions("青木电机", QUESTION)))
    assert batch == [
        *objects(program.run("ask", "--json", "青木电机")),
        *objects(program.run("ask", "--json", QUESTION)),
    ]


@pytest.mark.parametrize("how", ["file", "pipe"])
def test_a_batch_may_begin_with_a_byte_order_mark_and_end_without_a_line_end(
    how: str, program: Program
) -> None:
    content = b"\xef\xbb\xbf" + questions(QUESTION).replace("\n", "\r\n").encode() + b'{"q": "\xe9\x9d\x92"}'
    (program.folder / "file").write_bytes(content)
    outcome = program.run("ask", "--batch", "file" if how == "file" else "-", typed=content)
    assert outcome.code == 0
    assert [answer["q"] for answer in objects(outcome)] == [QUESTION, "青"]


def test_other_keys_of_a_line_are_ignored(program: Program) -> None:
    line = json.dumps({"q": QUESTION, "kind": "?", "expect_any": [{"org": "x"}], "id": 7}) + "\n"
    with_more = program.run("ask", "--batch", "-", typed=line)
    assert with_more == program.run("ask", "--json", QUESTION)


def test_bad_lines_of_a_batch_become_errors_and_the_others_are_answered(program: Program) -> None:
    bad = ["who?", "", "[]", "null", '"q"', "{}", '{"q": null}', '{"q": 5}', '{"Q": "who?"}', '{"q": "who?"']
    outcome = program.run(
        "ask", "--batch", "-", typed=questions(QUESTION) + "\n".join(bad) + "\n" + questions("青木电机")
    )
    first, *errors, last = objects(outcome)
    assert (outcome.code, outcome.stderr) == (1, "")
    assert (first["q"], last["q"]) == (QUESTION, "青木电机")
    assert [(list(error), error["q"]) for error in errors] == [(["q", "error"], None)] * len(bad)
    told = [str(error["error"]) for error in errors]
    assert [text for number, text in enumerate(told, start=2) if f"line {number} " not in text] == []


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"q": ' + "9" * 5000 + "}"], ids=["too deep", "a number too long"]
)
def test_a_monstrous_line_of_a_batch_is_only_an_error(line: str, program: Program) -> None:
    outcome = program.run("ask", "--batch", "-", typed=f"{line}\n{questions(QUESTION)}")
    error, last = objects(outcome)
    assert (outcome.code, outcome.stderr) == (1, "")
    assert "line 1 " in str(error["error"])
    assert last["q"] == QUESTION


def test_half_a_character_in_a_line_does_not_hinder_the_answer(program: Program) -> None:
    outcome = program.run("ask", "--batch", "-", typed=f'{{"q": "{QUESTION} \\ud83d"}}\n')
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "在长江边试建两座风电场。" in outcome.stdout


def test_an_empty_batch_is_fine(program: Program) -> None:
    assert program.run("ask", "--batch", "-") == Outcome(0, "", "")


@pytest.mark.parametrize("name", ["missing.jsonl", ".", "问题.jsonl"])
def test_a_batch_file_that_cannot_be_read_is_named(name: str, program: Program) -> None:
    outcome = program.run("ask", "--batch", name)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(f"{name} cannot be read")


# Usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "--json"],
        ["ask", QUESTION, "--batch", "-"],
        ["ask", "--batch"],
        ["ask", "--unknown", QUESTION],
        ["eval"],
        ["unknown"],
        ["--unknown"],
        ["corpus"],
        ["corpus", "unknown"],
        ["corpus", "export"],
        ["run", "now"],
        ["deliveries", "replay"],
        ["deliveries", "lose", "7"],
        ["deliveries", "replay", "x"],
        ["deliveries", "--since", "yesterday"],
        ["deliveries", "--state", "lost"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_on_standard_error(arguments: list[str], program: Program) -> None:
    outcome = program.run(*arguments)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("usage: bot.py")


@pytest.mark.parametrize(
    "command",
    [
        *("", "run", "chat", "ask", "eval", "corpus", "corpus check", "corpus export", "corpus stats"),
        *("deliveries", "check"),
    ],
)
def test_help_is_printed(command: str, program: Program) -> None:
    outcome = program.run(*command.split(), "--help", environment={"CMIABOT_MODE": "wrong"})
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith(f"usage: bot.py {command}".rstrip())


def test_help_names_every_command(program: Program) -> None:
    lines = program.run("--help").stdout.splitlines()
    listed = {line.split()[0] for line in lines if line.startswith("    ")}
    assert {"run", "chat", "ask", "eval", "corpus", "deliveries", "check"} <= listed
    assert not [line for line in lines if line and not line.strip()]


# With and without a token


@pytest.mark.parametrize("command", ["run", "check"])
def test_what_needs_a_token_says_so_and_ends(command: str, program: Program) -> None:
    program.run("db", "upgrade")
    outcome = program.run(command)
    assert outcome.code == 1
    assert "CMIABOT_TOKEN" in outcome.stderr
    assert outcome.stderr.count("\n") == 1


def test_run_without_a_token_prints_nothing(program: Program) -> None:
    assert program.run("run").stdout == ""


def test_without_a_token_the_program_says_so_in_two_lines_and_chats(program: Program) -> None:
    silent, spoken = program.run(), program.run(typed=f"{QUESTION}\n")
    lines = [line for line in silent.stdout.splitlines() if line]
    assert (silent.code, silent.stderr, len(lines)) == (0, "", 2)
    assert "CMIABOT_TOKEN" in lines[0]
    assert (spoken.code, spoken.stderr) == (0, "")
    assert spoken.stdout.startswith(silent.stdout)
    assert "在长江边试建两座风电场。" in spoken.stdout.removeprefix(silent.stdout)


def test_chat_answers_every_line_of_a_pipe_in_order(program: Program) -> None:
    outcome = program.run("chat", typed=f"{QUESTION}\n\n/papers\nwho suggested wind farms?")
    found = [
        outcome.stdout.find(text) for text in ("在长江边试建", "江风里的能源", "Build two trial wind farms")
    ]
    assert (outcome.code, outcome.stderr) == (0, "")
    assert found == sorted(found)
    assert found[0] >= 0


def test_an_empty_chat_says_nothing(program: Program) -> None:
    assert program.run("chat") == Outcome(0, "", "")


def test_the_terminal_needs_no_valid_token_nor_telegram(program: Program) -> None:
    outcome = program.run(
        "chat", typed="/help\n", environment={"CMIABOT_TOKEN": TOKEN, "CMIABOT_API_URL": "http://127.0.0.1:1"}
    )
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "/papers" in outcome.stdout


def test_webhook_mode_is_refused_while_there_is_none(program: Program) -> None:
    outcome = program.run("run", environment={"CMIABOT_TOKEN": TOKEN, "CMIABOT_MODE": "webhook"})
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "CMIABOT_MODE" in outcome.stderr


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
def test_check_says_that_telegram_is_not_reached_through_a_proxy_that_is_not_there(
    scheme: str, program: Program
) -> None:
    program.run("db", "upgrade")
    proxy = f"{scheme}://somebody:pr0xy-Passw0rd@127.0.0.1:1"
    outcome = program.run("check", environment={"CMIABOT_TOKEN": TOKEN, "CMIABOT_PROXY": proxy})
    assert outcome.code == 1
    assert outcome.stderr.startswith("token: Telegram cannot be asked")
    assert "pr0xy-Passw0rd" not in outcome.stderr
    assert TOKEN not in outcome.stderr


# Settings


def test_wrong_settings_stop_the_program_with_all_their_names(program: Program) -> None:
    outcome = program.run(
        "ask", QUESTION, environment={"CMIABOT_LISTEN": "here", "CMIABOT_TOKN": TOKEN, "CMIABOT_MODE": "push"}
    )
    assert (outcome.code, outcome.stdout) == (1, "")
    told = [line.split()[0].rstrip(":") for line in outcome.stderr.splitlines()[1:]]
    assert told == ["CMIABOT_LISTEN", "CMIABOT_MODE", "CMIABOT_TOKN"]
    assert TOKEN not in outcome.stderr


def test_a_setting_for_tests_is_no_problem(program: Program) -> None:
    assert program.run("corpus", "stats", environment={"CMIABOT_TEST_POSTGRES_URL": "x"}).code == 0


def test_a_file_env_in_the_working_folder_is_read(own: TinyCollection, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CMIABOT_DATA=own/data\nCMIABOT_CACHE=own\n")
    outcome = Program(tmp_path, {}).run("corpus", "stats")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "Blue Lake Energy" in outcome.stdout


def test_a_folder_without_records_is_named(program: Program) -> None:
    outcome = program.run("ask", QUESTION, environment={"CMIABOT_DATA": "/no/such/folder"})
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "/no/such/folder" in outcome.stderr
    assert "CMIABOT_DATA" in outcome.stderr


# Records

READERS = (
    ["ask", QUESTION],
    ["chat"],
    ["corpus", "check"],
    ["corpus", "stats"],
    ["corpus", "export", "--json"],
)


@pytest.mark.parametrize("arguments", READERS, ids=" ".join)
def test_broken_yaml_is_named_with_file_and_line(
    arguments: list[str], own: TinyCollection, spoilt: Program
) -> None:
    line = own.edit("demo1/02-lanhu.yaml", "organisation: lanhu", "organisation: [lanhu")
    outcome = spoilt.run(*arguments)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert f"demo1/02-lanhu.yaml:{line + 1}: " in outcome.stderr


def test_an_id_used_twice_is_named_with_both_places(own: TinyCollection, spoilt: Program) -> None:
    first = own.line_of("demo1/02-lanhu.yaml", "id: demo1-02-01")
    second = own.edit("demo1/02-lanhu.yaml", "id: demo1-02-02", "id: demo1-02-01")
    outcome = spoilt.run("ask", QUESTION)
    assert (outcome.code, outcome.stdout) == (1, "")
    told = [line for line in outcome.stderr.splitlines() if "`demo1-02-01` is already used" in line]
    assert len(told) == 1
    assert f"demo1/02-lanhu.yaml:{second}: " in told[0]
    assert f"demo1/02-lanhu.yaml:{first}" in told[0]


@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["corpus", "check"]], ids=" ".join)
def test_problems_of_several_files_are_all_told(
    arguments: list[str], own: TinyCollection, spoilt: Program
) -> None:
    places = [
        f"demo1/01-aoki.yaml:{own.edit('demo1/01-aoki.yaml', 'themes: [talent]', 'themes: [talents]')}: ",
        f"themes.yaml:{own.edit('themes.yaml', '- id: industry', '- id: talent')}: ",
    ]
    outcome = spoilt.run(*arguments)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert [place for place in places if place not in outcome.stderr] == []


def test_a_file_that_cannot_be_read_is_named(own: TinyCollection, spoilt: Program) -> None:
    (own.data / "demo1" / "03-gone.yaml").symlink_to("nowhere")
    outcome = spoilt.run("ask", QUESTION)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "03-gone.yaml" in outcome.stderr


def test_a_problem_that_comes_after_a_good_start_is_found(own: TinyCollection, spoilt: Program) -> None:
    assert spoilt.run("ask", QUESTION).code == 0
    line = own.edit("demo1/01-aoki.yaml", "[talent]", "[talents]")
    outcome = spoilt.run("ask", QUESTION)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert f"demo1/01-aoki.yaml:{line}: " in outcome.stderr


def test_check_without_the_documents_says_what_it_skipped(program: Program) -> None:
    outcome = program.run("corpus", "check")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "skipped" in outcome.stdout
    assert "no problem found" in outcome.stdout


@pytest.mark.parametrize("how", ["argument", "setting"])
def test_check_holds_the_records_against_the_documents(
    how: str, own: TinyCollection, spoilt: Program
) -> None:
    arguments = ["corpus", "check", *(["--sources", str(own.sources)] if how == "argument" else [])]
    environment = {"CMIABOT_SOURCES": str(own.sources)} if how == "setting" else {}
    good = spoilt.run(*arguments, environment=environment)
    assert (good.code, good.stderr) == (0, "")
    assert "skipped" not in good.stdout
    line = own.edit("demo2/01-lanhu.yaml", "terms: [储能项目,", "terms: [核能项目,")
    bad = spoilt.run(*arguments, environment=environment)
    assert (bad.code, bad.stdout) == (1, "")
    assert f"demo2/01-lanhu.yaml:{line}: " in bad.stderr


def test_a_folder_of_documents_that_is_not_there_is_named(program: Program) -> None:
    outcome = program.run("corpus", "check", "--sources", "/no/such/folder")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "/no/such/folder" in outcome.stderr


def test_stats_count_records_and_papers(program: Program) -> None:
    outcome = program.run("corpus", "stats")
    assert (outcome.code, outcome.stderr) == (0, "")
    rows = [line.split() for line in outcome.stdout.splitlines()]
    for row in (["Aoki", "Motors", "6", "2"], ["Energy", "6", "4"], ["pledge", "1", "1"]):
        assert row in rows
    assert "10 records in 4 papers" in outcome.stdout


def test_export_prints_every_record_in_the_shape_of_results(program: Program) -> None:
    exported = program.run("corpus", "export", "--json")
    assert (exported.code, exported.stderr) == (0, "")
    records = {record["id"]: record for record in objects(exported)}
    assert len(records) == 10
    [answer] = objects(program.run("ask", "--json", QUESTION))
    [result] = answer["results"]
    del result["score"]
    assert records["demo1-02-01"] == {**result, "key": True, "terms": ["风电场", "长江沿岸"]}


# Streams


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (["ask", QUESTION], ""),
        (["ask", "--json", QUESTION], ""),
        (["ask", "--batch", "-"], questions(*[QUESTION] * 20)),
        (["ask", "--batch", "questions.jsonl"], ""),
        (["corpus", "export", "--json"], ""),
        (["corpus", "stats"], ""),
        (["corpus", "check"], ""),
        (["chat"], f"{QUESTION}\n/papers\n"),
        ([], "/papers\n"),
        (["--help"], ""),
    ],
    ids=lambda value: " ".join(value) or "chat" if isinstance(value, list) else "",
)
def test_a_reader_that_has_enough_ends_the_program_silently(
    arguments: list[str], typed: str, program: Program
) -> None:
    (program.folder / "questions.jsonl").write_text(questions(*[QUESTION] * 20), encoding="utf-8")
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert program.run(*arguments, typed=typed, output=writing) == Outcome(0, "", "")
    finally:
        os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["ask", QUESTION], ["corpus", "export", "--json"]], ids=" ".join)
def test_a_full_disk_is_a_problem_in_one_line(arguments: list[str], program: Program) -> None:
    outcome = program.run(*arguments, redirect=">/dev/full")
    assert outcome.code == 1
    assert outcome.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize(
    ("arguments", "redirect"),
    [
        (["ask", QUESTION], "<&-"),
        (["ask", QUESTION], ">&-"),
        (["ask", QUESTION], "2>&-"),
        (["ask", QUESTION], "<&- >&- 2>&-"),
        (["ask", "--batch", "-"], "<&-"),
        (["chat"], "<&-"),
        (["chat"], ">&-"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_closed_streams_do_not_end_it_in_an_accident(
    arguments: list[str], redirect: str, program: Program
) -> None:
    outcome = program.run(*arguments, typed="/papers\n", redirect=redirect)
    assert (outcome.code, outcome.stderr) == (0, "")


@pytest.mark.parametrize("flag", [[], ["--json"]], ids=["plain", "json"])
def test_bytes_that_are_no_text_do_not_hinder_the_answer(flag: list[str], program: Program) -> None:
    outcome = program.run("ask", *flag, QUESTION.encode() + b" \xff\xfe")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "在长江边试建两座风电场。" in outcome.stdout


def test_a_batch_file_whose_name_is_no_text_is_named_as_far_as_possible(program: Program) -> None:
    outcome = program.run("ask", "--batch", b"missing-\xff.jsonl")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("missing-")


@pytest.mark.parametrize("arguments", [["chat"], ["ask", "--batch", "-"]], ids=" ".join)
def test_bytes_that_are_no_text_in_a_pipe_do_not_hinder_the_next_line(
    arguments: list[str], program: Program
) -> None:
    line = QUESTION if arguments == ["chat"] else questions(QUESTION)
    outcome = program.run(*arguments, typed=b"\xff\xfe\xe4\n" + line.encode())
    assert outcome.stderr == ""
    assert "在长江边试建两座风电场。" in outcome.stdout


NARROW = {
    "strict ascii streams": {"PYTHONIOENCODING": "ascii:strict"},
    "gbk streams": {"PYTHONIOENCODING": "gbk"},
    "the C locale": {"LC_ALL": "C"},
    "the C locale, no UTF-8 mode": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.mark.parametrize("environment", NARROW.values(), ids=NARROW)
def test_chinese_is_read_and_printed_whatever_the_terminal_is_set_to(
    environment: dict[str, str], program: Program
) -> None:
    outcome = program.run("ask", QUESTION, environment=environment)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "在长江边试建两座风电场。" in outcome.stdout


@pytest.mark.parametrize(
    "environment",
    [NARROW[name] for name in ("strict ascii streams", "the C locale, no UTF-8 mode")],
    ids=["strict ascii streams", "the C locale, no UTF-8 mode"],
)
def test_chinese_comes_through_a_pipe_whatever_the_terminal_is_set_to(
    environment: dict[str, str], program: Program
) -> None:
    outcome = program.run("chat", typed=f"{QUESTION}\n", environment=environment)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert "在长江边试建两座风电场。" in outcome.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_ctrl_c_ends_the_chat_at_a_keyboard(program: Program) -> None:
    screen, keyboard = os.openpty()
    chat = subprocess.Popen(  # noqa: S603 -- the program itself
        [sys.executable, BOT, "chat"],
        cwd=program.folder,
        env=program.environment({}),
        stdin=keyboard,
        stdout=keyboard,
        stderr=subprocess.PIPE,
    )
    os.close(keyboard)
    try:
        shown = b""
        while b"> " not in shown:
            shown += os.read(screen, 1024)
        assert press_ctrl_c(chat) == (0, b"")
    finally:
        chat.kill()
        chat.communicate(timeout=PATIENCE)
        os.close(screen)


def press_ctrl_c(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Exit code and complaints. A press between prompt and first wait for a key is seen only at the next."""
    for _ in range(4):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            _, complaints = process.communicate(timeout=5)
            return process.returncode, complaints
    raise AssertionError("Ctrl-C does not end it")


def test_a_run_for_a_folder_of_its_own_leaves_nothing_in_it(program: Program) -> None:
    program.run("ask", QUESTION)
    replace(program, settings={**program.settings, "CMIABOT_MODE": "push"}).run("ask", QUESTION)
    assert list(program.folder.iterdir()) == []
