"""The rooms of the house: who may import whom, how long a module may be, and that importing does nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auxil.python_process import ROOT, run_python

GROUND = frozenset({"errors", "settings", "logs", "cache", "collector"})
CORPUS = GROUND | {"corpus"}
SEARCH = CORPUS | {"search"}
STORE = CORPUS | {"store"}
MESSAGES = SEARCH | {"messages"}
DELIVERY = MESSAGES | {"store", "delivery"}
TELEGRAM = DELIVERY | {"telegram"}
PROGRAM = TELEGRAM | {"app", "asking"}

MAY_IMPORT = {
    **dict.fromkeys(GROUND, GROUND),
    "corpus": CORPUS,
    "search": SEARCH,
    "store": STORE,
    "messages": MESSAGES,
    "delivery": DELIVERY,
    "telegram": TELEGRAM,
    "asking": PROGRAM,
    "evaluation": PROGRAM,
    "app": PROGRAM,
    "streams": GROUND | {"streams"},
    "cli_operating": PROGRAM | {"cli_operating"},
    "cli": PROGRAM | {"evaluation", "streams", "cli_operating", "cli"},
}
"""Every room and the rooms it may import; those above it are left out."""

ONLY_IN = {
    "jieba": {"search"},
    "rapidfuzz": {"search"},
    "tantivy": {"search"},
    "telegram": {"telegram"},
    "sqlmodel": {"store"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
}
"""Libraries that only one room knows."""

NOT_YET_MOVED: set[str] = set()
"""What departs from the rules today. Nothing is to be added; what has been mended is to be struck out."""

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
LONGEST = 300


def imports(source: str) -> set[str]:
    """The full names of whatever a module imports, at its top, in its functions or for types only."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from . import x` would hide from this test where it leads; ruff forbids it as well.
            assert node.level == 0, f"line {node.lineno}: a relative import"
            assert node.module is not None
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            raise AssertionError(f"line {node.lineno}: an import by name")
    return found


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def room_of(path: Path) -> str:
    """`cmiabot/search/index.py` → search, `cmiabot/cli.py` → cli."""
    return path.parts[1].removesuffix(".py")


def violations(path: Path, source: str) -> Iterator[str]:
    """What a module imports and must not."""
    room = room_of(path)
    for name in sorted(imports(source)):
        package, _, rest = name.partition(".")
        if package == "cmiabot":
            target = rest.partition(".")[0]
            if target not in MAY_IMPORT[room]:
                yield f"{path} imports {name}"
        elif room not in ONLY_IN.get(package, {room}):
            yield f"{path} imports {name}"


MODULES = sorted(
    path.relative_to(ROOT)
    for path in (ROOT / "cmiabot").rglob("*.py")
    if path != ROOT / "cmiabot" / "__init__.py"
)


def test_imports_point_downwards_and_libraries_stay_in_their_rooms():
    found = {
        violation
        for path in MODULES
        for violation in violations(path, (ROOT / path).read_text(encoding="utf-8"))
    }
    assert found == NOT_YET_MOVED


def test_every_module_belongs_to_a_room():
    assert {room_of(path) for path in MODULES} <= {*MAY_IMPORT}


def test_the_package_itself_imports_nothing():
    assert imports((ROOT / "cmiabot" / "__init__.py").read_text(encoding="utf-8")) == set()


def test_the_launcher_imports_the_commands_only():
    names = imports((ROOT / "bot.py").read_text(encoding="utf-8"))
    assert {name for name in names if name.startswith("cmiabot")} == {"cmiabot.cli.main"}


def test_no_module_has_a_name_that_says_nothing():
    assert [path for path in MODULES if EMPTY_NAMES & {part.removesuffix(".py") for part in path.parts}] == []


def test_no_module_is_longer_than_can_be_read_at_once():
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("errors.py", "from cmiabot.corpus import models"),
        ("cache.py", "from cmiabot import search"),
        ("corpus/models.py", "import cmiabot.search.folding"),
        ("corpus/loading.py", "def f():\n    from cmiabot.search.index import RecordIndex"),
        ("search/index.py", "if TYPE_CHECKING:\n    from cmiabot.messages.screens import Screen"),
        ("search/index.py", "from cmiabot.store.tables import Chat"),
        ("store/tables.py", "from cmiabot.search.answer import Answer"),
        ("messages/answers.py", "from cmiabot.delivery.due import due"),
        ("delivery/sender.py", "from cmiabot.telegram.polling import run_polling"),
        ("telegram/handlers/buttons.py", "from cmiabot.app import run"),
        ("app.py", "from cmiabot.cli import main"),
        ("messages/answers.py", "from rapidfuzz import fuzz"),
        ("corpus/loading.py", "import jieba.analyse"),
        ("asking.py", "import tantivy"),
        ("delivery/sender.py", "async def f():\n    from telegram.error import Forbidden"),
        ("telegram/context.py", "from sqlmodel import select"),
        ("delivery/outbox.py", "import sqlalchemy as sa"),
    ],
)
def test_a_forbidden_import_is_found(module, source):
    assert len([*violations(Path("cmiabot", module), source)]) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("search/index.py", "import jieba, tantivy\nfrom rapidfuzz.distance import Levenshtein"),
        ("telegram/context.py", "from telegram.ext import Application\nfrom cmiabot.telegram import memory"),
        ("store/tables.py", "from sqlmodel import SQLModel\nfrom cmiabot.corpus.models import Kind"),
        ("cli.py", "from cmiabot.app import run\nimport telegrammer"),
    ],
)
def test_an_import_within_the_rules_is_left_alone(module, source):
    assert [*violations(Path("cmiabot", module), source)] == []


@pytest.mark.parametrize(
    "source", ["from . import models", "importlib.import_module('x')", "__import__('x')"]
)
def test_an_import_that_would_hide_is_refused(source):
    with pytest.raises(AssertionError, match="line 1"):
        imports(source)


# Nothing happens at import


def test_the_command_line_loads_no_library_it_may_not_need(tmp_path):
    """`ask` starts in a blink because it imports what it needs only when it needs it."""
    slow = {
        "telegram",
        "pydantic",
        "sqlmodel",
        "sqlalchemy",
        "tantivy",
        "jieba",
        "rapidfuzz",
        "opencc",
        "httpx",
    }
    program = "import sys, cmiabot.cli; print(*sorted(sys.modules))"
    assert slow & {*run_python(program, folder=tmp_path).split()} == set()


def test_a_question_in_the_terminal_loads_no_store_and_no_telegram(tmp_path):
    program = "import sys, cmiabot.app, cmiabot.asking; print(*sorted(sys.modules))"
    unneeded = {
        "cmiabot.store",
        "sqlalchemy",
        "sqlmodel",
        "alembic",
        "aiosqlite",
        "psycopg",
        "telegram",
        "asyncio",
    }
    assert unneeded & {*run_python(program, folder=tmp_path).split()} == set()


def test_the_bot_loads_nothing_that_only_some_starts_or_answers_need(tmp_path):
    program = """
import sys, cmiabot.app, cmiabot.delivery.running, cmiabot.telegram.application, cmiabot.telegram.polling
print(*sorted(sys.modules))
"""
    unneeded = {
        "alembic",
        "psycopg",
        "sqlalchemy.dialects.postgresql",
        "jinja2",
        "docx",
        "lxml",
        "jieba.posseg",
    }
    assert unneeded & {*run_python(program, folder=tmp_path).split()} == set()


def test_importing_every_module_does_nothing(tmp_path):
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in MODULES]
    program = """
import logging, os, sys, threading
before = dict(os.environ)
for name in sys.argv[1:]:
    __import__(name)
assert dict(os.environ) == before, "the environment is another"
assert threading.active_count() == 1, "a thread was started"
assert logging.getLogger().handlers == [], "the log was set up"
assert not logging.getLogger("cmiabot").handlers, "the log was set up"
"""
    assert run_python(program, *names, folder=tmp_path) == ""
    assert [*tmp_path.iterdir()] == []
