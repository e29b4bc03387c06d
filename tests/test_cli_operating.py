"""The commands for those who run the bot, in a process of their own: `deliveries` and `check`."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cmiabot.delivery.failures import Refused, Unknown
from cmiabot.store import audit
from cmiabot.store.revision import newest
from cmiabot.store.values import OutboxState
from tests.auxil.databases import KINDS, empty_database, opened
from tests.auxil.delivering import Post, ScriptedMessenger
from tests.auxil.fake_bot_api import FakeBotApi
from tests.auxil.program import Outcome, Program
from tests.auxil.tiny_collection import write_tiny_collection

PERSON, GROUP = 7, -100
COLUMNS = ["id", "due", "sent", "state", "kind", "chat", "message", "paper", "title, why"]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_collection(tmp_path_factory.mktemp("tiny")).data


@pytest.fixture
def program(data: Path, tmp_path: Path) -> Program:
    return Program(tmp_path, {"CMIABOT_DATA": str(data), "CMIABOT_CACHE": str(tmp_path / "cache")})


@pytest.fixture(params=KINDS)
async def post(
    request: pytest.FixtureRequest, tmp_path: Path, program: Program
) -> AsyncIterator[tuple[Post, Program]]:
    """A database, and the program that uses it."""
    with empty_database(request.param, tmp_path) as url:
        async with opened(url) as database:
            settings = {**program.settings, "CMIABOT_DATABASE_URL": url}
            yield Post(database, ScriptedMessenger()), Program(tmp_path, settings)


async def failing(post: Post, chat: int, failure: Exception, **more: Any) -> int:
    assert isinstance(post.messenger, ScriptedMessenger)
    row_id = await post.digest(await post.chat(chat), **more)
    post.messenger.failures[chat] = [failure]
    await post.send(1)
    return row_id


def objects(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.stdout.splitlines()]


class TestDeliveries:
    async def test_rows_are_listed_and_chosen(self, post: tuple[Post, Program]):
        office, program = post
        sent = await office.digest(await office.chat(PERSON))
        await office.send(1)
        doubtful = await failing(office, GROUP, Unknown("no answer"))
        office.now += timedelta(days=1)
        dead = await failing(office, 8, Refused("Can't parse entities"), days=1)

        def ids(*arguments: str) -> list[int]:
            outcome = program.run("deliveries", "--json", *arguments)
            assert (outcome.code, outcome.stderr) == (0, "")
            return [entry["id"] for entry in objects(outcome)]

        assert ids() == [], "nothing was due today"
        assert ids("--since", "2026-03-02") == [sent, doubtful, dead]
        assert ids("--until", "2026-03-02") == [sent, doubtful]
        assert ids("--since", "2026-03-03", "--until", "2026-03-03") == [dead]
        assert ids("--state", "uncertain") == [doubtful]
        assert ids("--state", "dead") == [dead]
        assert ids("--chat", str(GROUP)) == [doubtful]
        assert ids("--chat", "99") == []

        first, second, _ = objects(program.run("deliveries", "--json", "--since", "2026-03-02"))
        assert first == {
            "id": sent,
            "kind": "digest",
            "state": "sent",
            "due": "2026-03-02T00:30:00+00:00",
            "sent": "2026-03-02T00:30:00+00:00",
            "chat": PERSON,
            "topic": None,
            "title": "Chat 7",
            "message_id": 1,
            "paper": "cmia16-06",
            "attempts": 1,
            "doubts": 0,
            "next_try": None,
            "reason": None,
        }
        assert (second["state"], second["reason"], second["message_id"]) == ("uncertain", "no answer", None)

        head, *rows, end = program.run("deliveries", "--since", "2026-03-02").stdout.splitlines()
        assert [head.find(name) for name in COLUMNS] == sorted(head.find(name) for name in COLUMNS)
        assert rows[0].split()[:6] == [str(sent), "2026-03-02", "08:30", "2026-03-02", "08:30", "sent"]
        assert rows[2].endswith("Chat 8, Can't parse entities")
        assert "dead" in rows[2]
        assert end == "3 in all; times are those of Asia/Shanghai"

    async def test_rows_are_mended_once_each(self, post: tuple[Post, Program]):
        office, program = post
        doubts = [await failing(office, -100 - number, Unknown("no answer")) for number in range(2)]
        dead = await failing(office, 8, Refused("Can't parse entities"))

        outcome = program.run("deliveries", "arrived", str(doubts[0]), str(dead))
        assert (outcome.code, outcome.stderr) == (1, "")
        assert outcome.stdout.splitlines() == [
            f"{doubts[0]}: noted as arrived",
            f"{dead}: Nothing was done: {dead} is in another state now. Look again with /receipt {dead}.",
        ]
        again = program.run("deliveries", "again", str(doubts[1]))
        assert (again.code, again.stdout) == (0, f"{doubts[1]}: is sent again as soon as the bot runs\n")
        twice = program.run("deliveries", "again", str(doubts[1]))
        assert (twice.code, twice.stdout) == (1, f"{doubts[1]}: No need: {doubts[1]} is about to be sent.\n")
        assert program.run("deliveries", "replay", str(dead)).code == 0
        assert program.run("deliveries", "replay", "999").code == 1

        states = [(await office.row(row_id)).state for row_id in (*doubts, dead)]
        assert states == [OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.PENDING]
        async with office.database.read() as session:
            done = [(one.actor, one.action, one.detail) for one in await audit.latest(session, 9)]
        assert done == [
            (0, "delivery.replay", f"row {dead}"),
            (0, "delivery.again", f"row {doubts[1]}"),
            (0, "delivery.arrived", f"row {doubts[0]}"),
        ]

    def test_a_database_that_is_not_there_is_not_made(self, program: Program):
        outcome = program.run("deliveries")
        assert (outcome.code, outcome.stdout) == (1, "")
        assert outcome.stderr.startswith("The database ")
        assert "db upgrade" in outcome.stderr
        assert not (program.folder / "cmiabot.db").exists()


class TestCheck:
    async def test_everything_is_in_order(self, post: tuple[Post, Program]):
        office, program = post
        await office.chat(501)
        async with FakeBotApi() as api:
            settings = {
                "CMIABOT_TOKEN": api.token,
                "CMIABOT_API_URL": api.url,
                "CMIABOT_OPERATORS": "501,502",
            }
            # In a thread: the server of the test has to answer meanwhile.
            outcome = await asyncio.to_thread(program.run, "check", environment=settings)
        assert (outcome.code, outcome.stderr) == (0, "")
        assert outcome.stdout.splitlines() == [
            "settings: read",
            "records: 10 in 4 papers and speeches",
            f"database: at revision {newest()}",
            "warning: operator 502 gets no alarms: they have to open the bot and press Start",
            "token: @fake_test_bot",
        ]

    def test_all_that_is_wrong_is_said(self, program: Program):
        outcome = program.run("check", environment={"CMIABOT_DATA": "/no/such/folder"})
        assert outcome.code == 1
        told = outcome.stderr.splitlines()
        assert [line.partition(":")[0] for line in told] == ["records", "database", "token"]
        assert "/no/such/folder" in told[0]
        assert "is not there yet" in told[1]
        assert "CMIABOT_TOKEN" in told[2]
        assert not (program.folder / "cmiabot.db").exists()

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            ("CREATE TABLE x (y)", "has no tables yet"),
            (
                "CREATE TABLE alembic_version (version_num TEXT);INSERT INTO alembic_version VALUES ('9999')",
                "is at revision 9999",
            ),
        ],
        ids=["no tables", "a later release"],
    )
    def test_tables_that_are_not_up_to_date_are_left_alone(self, program: Program, content: str, reason: str):
        file = program.folder / "cmiabot.db"
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(content)
        before = file.read_bytes()
        outcome = program.run("check")
        assert outcome.code == 1
        assert f"database: The database {reason}" in outcome.stderr
        assert file.read_bytes() == before

    def test_a_file_that_is_no_database_is_named(self, program: Program):
        (program.folder / "cmiabot.db").write_text("no database " * 100)
        outcome = program.run("check")
        assert outcome.code == 1
        assert "file is not a database" in outcome.stderr

    def test_a_server_that_does_not_answer_is_named(self, program: Program):
        address = {"CMIABOT_DATABASE_URL": "postgresql://nobody:s3cret-word@127.0.0.1:1/none"}
        outcome = program.run("check", environment=address)
        assert outcome.code == 1
        assert "database: The database server at 127.0.0.1:1/none cannot be used" in outcome.stderr
        assert "s3cret-word" not in outcome.stderr
