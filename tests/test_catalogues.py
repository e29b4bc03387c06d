"""The message catalogues: complete, alike in all languages, taken by Telegram, and all texts there are."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import Environment, meta

import cmiabot
from cmiabot.corpus.models import Kind
from cmiabot.delivery import receipts
from cmiabot.delivery.caring import Trouble
from cmiabot.delivery.hosting import Arrival
from cmiabot.delivery.reactions import RowFate
from cmiabot.messages.announcing import Kind as AnnouncedTo
from cmiabot.messages.catalogue import LANGUAGES, Catalogue, catalogue, resolve_language, to_traditional
from cmiabot.messages.digests import Occasion
from cmiabot.messages.expecting import Silence
from cmiabot.messages.follows import KINDS
from cmiabot.messages.receipts import Remedy, Section
from cmiabot.messages.reporting import Outcome as NotSent
from cmiabot.messages.speaking import LONGEST_TITLE
from cmiabot.search.answer import Counted, Refusal
from cmiabot.store.values import AnnouncementState, ChatKind, OutboxKind, OutboxState, TargetState
from cmiabot.telegram.commands import COMMANDS, OPERATOR_COMMANDS
from tests.auxil.telegram_html import utf16_length, visible_text

PACKAGE = Path(cmiabot.__file__).parent
FILES = PACKAGE / "messages" / "catalogues"
SOURCES = sorted(PACKAGE.rglob("*.py"))
MADE_KEYS = {
    *(f"word.kind.{kind.value}" for kind in Kind),
    *(f"word.counted.{counted.value}" for counted in Counted),
    *(f"refusal.{refusal.value}" for refusal in Refusal),
    *(f"digest.{occasion.value}" for occasion in Occasion),
    *(f"alarm.{fate.value}" for fate in (RowFate.FAILED, RowFate.UNCERTAIN)),
    *(f"digest.followed.{kind}" for kind in ("everything", *KINDS.values())),
    *(f"receipt.{group}.{state.value}" for state in OutboxState for group in ("state", "advice")),
    *(f"receipt.kind.{kind.value}" for kind in OutboxKind),
    *(f"receipt.section.{section.value}" for section in Section),
    *(f"receipt.refused.{refusal.value}" for refusal in receipts.Refusal),
    *(f"button.{remedy.value}" for remedy in Remedy),
    *(f"button.section.{section.value}" for section in Section),
    *(f"announce.kind.{kind.value}" for kind in AnnouncedTo),
    *(f"announce.state.{state.value}" for state in AnnouncementState),
    *(f"stats.chat.{kind.value}" for kind in ChatKind),
    *(f"stats.target.{state.value}" for state in TargetState),
    *(command.description for command in (*COMMANDS, *OPERATOR_COMMANDS)),
    *(f"notice.{trouble.value}" for trouble in Trouble),
    *(f"group.{arrival.value}" for arrival in (Arrival.NEW, Arrival.BACK)),
    *(f"expect.{silence.value}" for silence in Silence),
    *(f"outcome.{outcome.value}" for outcome in NotSent),
    *(f"when.weekday.{weekday}" for weekday in range(7)),
}
"""Keys the program puts together from the values of its enumerations and commands."""

MARKUP = "A&B <b>&amp;\"'</i> 重庆 😀"
COUNTED = ("dead", "uncertain", "waiting", "cancelled", "targets", "rows")
"""Numbers that make words appear."""
SAMPLES: dict[str, list[Any]] = {
    "announcements": [True, False],
    "attempts": [0, 3],
    "doubts": [0, 1],
    "message": ["", 77],
    "private": [True, False],
    "silent": [True, False],
    "forwarded": [True, False],
    "thread": [0, 5],
    **{name: ["", MARKUP] for name in ("next", "reason", "sent", "local")},
    "commands": [[("ask", "Ask & answer"), ("help", "<b>")]],
    "corrections": [["施耐德 & <Söhne>"], ["a", "b"]],
    "everything": [True, False],
    "date": [date(2026, 11, 20), date(2027, 5, 1)],
    "groups": [[("<16>", 3)], [("16", 3), ("15", 1)]],
    "keys": [0, 1, 6],
    "number": [6],
    "others": [0, 3],
    "paper": [None, 6],
    "year": [None, 2021],
    **{name: ["", MARKUP] for name in ("names", "occasion", "people", "person", "role", "section", "title")},
    **{name: [0, 12] for name in COUNTED},
    **{name: [1, 12] for name in ("organisations", "papers", "records", "total")},
}
"""What placeholders are filled with; those not named here are always filled with text full of markup."""
UNLIKE_TEXT = {
    "announcements",
    "commands",
    "corrections",
    "date",
    "everything",
    "forwarded",
    "groups",
    "private",
    "silent",
}
"""Placeholders that are not filled with text, so that it cannot be told whether they are shown."""
ALWAYS = {
    ("alarm.no_owner", "reason"),
    ("alarm.no_owner", "title"),
    ("adviser.list_item", "person"),
    ("answer.citation", "year"),
    ("digest.reasons", "names"),
    ("rehearsal.item", "paper"),
    *((key, "sent") for key in ("receipt.tally", "report.day", "trouble.over")),
}
"""Where a placeholder is always filled that may be empty elsewhere."""


def texts_of(name: str) -> dict[str, str]:
    """The messages of one file as they are written, by their dotted keys."""

    def flat(tree: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
        for key, value in tree.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield f"{prefix}{key}", str(value)

    return dict(flat(yaml.safe_load((FILES / name).read_text(encoding="utf-8")), ""))


CHINESE, ENGLISH = texts_of("zh.yaml"), texts_of("en.yaml")


def placeholders(text: str) -> set[str]:
    environment = Environment(autoescape=True)
    return meta.find_undeclared_variables(environment.parse(text))


def shown(language: str, key: str, **values: Any) -> str:
    """A message as people see it; ValueError where Telegram would refuse it."""
    return visible_text(str(catalogue(language).text(key, **values)))


def string_literals(path: Path) -> Iterator[ast.Constant]:
    """Every string of a module, without its docstrings (and strings that stand alone like them)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node


def patterns(path: Path) -> set[Any]:
    """The regular expressions of a module: nobody reads them in a message."""
    calls = (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )
    compiled = [call.args[0] for call in calls if ast.unparse(call.func) == "re.compile"]
    return {pattern.value for pattern in compiled if isinstance(pattern, ast.Constant)}


def literals() -> set[str]:
    return {str(node.value) for path in SOURCES for node in string_literals(path)}


class TestKeys:
    def test_both_languages_have_the_same_messages(self) -> None:
        assert CHINESE.keys() == ENGLISH.keys()

    def test_every_message_is_used(self) -> None:
        assert CHINESE.keys() - literals() - MADE_KEYS == set()

    def test_every_message_that_is_used_is_there(self) -> None:
        groups = "|".join({key.partition(".")[0] for key in CHINESE})
        meant = {text for text in literals() if re.fullmatch(rf"(?:{groups})\.[a-z_.]*[a-z_]", text)}
        assert meant | MADE_KEYS <= CHINESE.keys()

    def test_no_message_is_empty(self) -> None:
        assert [key for key, text in [*CHINESE.items(), *ENGLISH.items()] if not text.strip()] == []


class TestPlaceholders:
    @pytest.mark.parametrize("key", CHINESE)
    def test_both_languages_tell_the_same_things(self, key: str) -> None:
        names = placeholders(CHINESE[key]) | placeholders(ENGLISH[key])
        values: dict[str, Any] = {name: f"<{name}>" for name in names}
        values |= {name: SAMPLES[name][0] for name in UNLIKE_TEXT if name in names}
        told = {
            language: {name for name in names if f"<{name}>" in shown(language, key, **values)}
            for language in ("zh", "en")
        }
        assert told["zh"] == told["en"]

    def test_every_placeholder_is_given_where_a_message_is_asked_for(self) -> None:
        checked = 0
        for path, call in calls_with_a_key():
            key = call.args[0].value  # type: ignore[attr-defined]
            if any(keyword.arg is None for keyword in call.keywords):
                continue
            given = {keyword.arg for keyword in call.keywords}
            needed = placeholders(CHINESE[key]) | placeholders(ENGLISH[key])
            assert needed == given, f"{path.name}:{call.lineno} {key}"
            checked += 1
        assert checked > 30


def calls_with_a_key() -> Iterator[tuple[Path, ast.Call]]:
    """Calls whose first argument is the key of a message."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and node.args[0].value in CHINESE
                and getattr(node.func, "attr", getattr(node.func, "id", ""))
                in ("text", "message", "UserError")
            ):
                yield path, node


class TestHtml:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("key", CHINESE)
    def test_telegram_accepts_every_message_however_it_is_filled(self, language: str, key: str) -> None:
        names = sorted(placeholders(CHINESE[key]) | placeholders(ENGLISH[key]))
        samples = ([MARKUP] if (key, name) in ALWAYS else SAMPLES.get(name, [MARKUP]) for name in names)
        written = (ENGLISH if language == "en" else CHINESE)[key]
        for values in product(*samples):
            text = shown(language, key, **dict(zip(names, values, strict=True)))
            assert utf16_length(text) < 4096
            assert "  " not in text.replace("  /", "")
            assert "\n\n\n" not in text
            # "None of these" is English; a None of Python's would come on top of what is written.
            assert text.count("None") <= written.count("None")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_is_filled_in_is_escaped(self, language: str) -> None:
        assert "<b>&amp;</b>" in shown(language, "theme.unknown", text="<b>&amp;</b>")

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_note_over_a_pressed_button_is_short_enough_for_telegram(self, language: str) -> None:
        notes: list[tuple[str, dict[str, object]]] = [
            ("error.old_button", {}),
            ("file.gone", {}),
            ("rights.administrators_only", {}),
            ("rights.asked_anonymously", {}),
            ("rights.asker_only", {}),
            ("rights.not_known", {}),
            ("rights.not_there", {"chat": "A" * LONGEST_TITLE}),
            ("rights.we_left", {"chat": "A" * LONGEST_TITLE}),
            ("link.in_private", {}),
            ("link.too_old", {}),
            ("error.failed", {"incident": "0" * 8}),
            ("access.refused", {"id": 10**13}),
        ]
        for refusal in receipts.Refusal:
            notes.append((f"receipt.refused.{refusal.value}", {"id": 10**15 - 1}))
        for key, values in notes:
            assert utf16_length(shown(language, key, **values)) <= 200

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_descriptions_of_commands_fit_into_the_menu(self, language: str) -> None:
        for command in (*COMMANDS, *OPERATOR_COMMANDS):
            assert 1 <= len(shown(language, command.description)) <= 256


def test_one_chat_is_not_counted_as_several() -> None:
    one = shown("en", "announce.heads", total=1, persons=1, group_chats=0, channels=0)
    assert one.startswith("1 chat now: 1 person, 0 groups, 0 channels.")
    several = shown("en", "announce.heads", total=4, persons=2, group_chats=1, channels=1)
    assert several.startswith("4 chats now: 2 people, 1 group, 1 channel.")


class TestTexts:
    @pytest.mark.parametrize(
        "path",
        [path for path in SOURCES if path.parent.name in ("telegram", "handlers", "messages")],
        ids=lambda path: path.name,
    )
    def test_no_chinese_text_stands_in_the_program(self, path: Path) -> None:
        found = [
            (node.lineno, node.value)
            for node in string_literals(path)
            if re.search(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]", str(node.value))
            and node.value not in patterns(path)
        ]
        assert found == []

    def test_english_messages_hold_chinese_only_as_an_example_question(self) -> None:
        lines = [line for text in ENGLISH.values() for line in text.splitlines()]
        chinese = [line.strip() for line in lines if re.search(r"[\u3000-\u9fff]", line)]
        assert all(line.startswith("• ") for line in chinese)

    def test_the_chinese_file_is_written_in_simplified_characters(self) -> None:
        for key, text in CHINESE.items():
            for character in re.findall(r"[\u3400-\u9fff]", text):
                assert character.encode("gb2312"), key


class TestMissing:
    def test_a_missing_message_is_shown_in_chinese_with_one_warning(self, tmp_path: Path) -> None:
        result = with_catalogue(
            tmp_path, lambda text: re.sub(r"^  not_text: .*\n", "", text, flags=re.MULTILINE)
        )
        assert result.stdout.splitlines() == [CHINESE["error.not_text"]] * 2 + [ENGLISH["error.old_button"]]
        (warning,) = result.stderr.splitlines()
        assert "en.yaml" in warning
        assert "error.not_text" in warning

    def test_a_file_that_is_no_yaml_is_named_with_its_line(self, tmp_path: Path) -> None:
        result = with_catalogue(tmp_path, lambda text: "language:\n  name: [\n" + text)
        assert re.search(r"CmiaBotError: .*en\.yaml:\d+", result.stderr)


def with_catalogue(folder: Path, change: Any) -> subprocess.CompletedProcess[str]:
    """Show English messages in a copy of the program whose English file is changed."""
    shutil.copytree(PACKAGE, folder / "cmiabot", ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "cmiabot" / "messages" / "catalogues" / "en.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    program = (
        "from cmiabot.messages.catalogue import catalogue\n"
        "for key in ('error.not_text', 'error.not_text', 'error.old_button'):\n"
        "    print(catalogue('en').text(key))\n"
    )
    command = [sys.executable, "-X", "utf8", "-c", program]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603


class TestResolveLanguage:
    @pytest.mark.parametrize(
        ("code", "language"),
        [
            ("zh", "zh"),
            ("zh-cn", "zh"),
            ("zh-CN", "zh"),
            ("zh-hans", "zh"),
            ("zh-Hans-CN", "zh"),
            ("zh-Hans-HK", "zh"),
            ("zh-sg", "zh"),
            ("zh-tw", "zh-Hant"),
            ("zh_TW", "zh-Hant"),
            ("zh-hk", "zh-Hant"),
            ("zh-mo", "zh-Hant"),
            ("zh-hant", "zh-Hant"),
            ("zh-Hant-TW", "zh-Hant"),
            ("en", "en"),
            ("EN", "en"),
            ("en-GB", "en"),
            ("en_US", "en"),
            ("de", "zh"),
            ("pt-br", "zh"),
            ("zhx", "zh"),
            ("", "zh"),
            (None, "zh"),
        ],
        ids=str,
    )
    def test_a_code_becomes_one_of_our_languages(self, code: str | None, language: str) -> None:
        assert resolve_language(code) == language

    @pytest.mark.parametrize("code", ["de", "", None], ids=repr)
    def test_an_unknown_language_becomes_the_set_one(self, code: str | None) -> None:
        assert resolve_language(code, "en") == "en"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_of_ours_is_itself_and_has_a_catalogue(self, language: str) -> None:
        assert resolve_language(language, "?") == language
        assert catalogue(language).keys() == CHINESE.keys()


def test_traditional_characters_are_those_of_taiwan() -> None:
    assert to_traditional("订阅每日一文，点“原文”看里面") == "訂閱每日一文，點“原文”看裡面"


def test_a_catalogue_is_read_once() -> None:
    assert catalogue("en") is catalogue("en")
    assert isinstance(catalogue("en"), Catalogue)
