"""What is written behind a command keeps its formatting, wherever it begins."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity

from cmiabot.telegram.formatted import written, written_behind

CHECKED = settings(deadline=None, database=None)
BLANKS = st.text(" \n\u3000", min_size=1, max_size=3)
TEXTS = st.text("a😀重 \n<&", min_size=1, max_size=30).filter(lambda text: text == text.strip())


def message(text: str, *entities: MessageEntity) -> Message:
    chat = Chat(1, Chat.PRIVATE)
    return Message(1, datetime.now(UTC), chat, text=text, entities=entities)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def part(text: str, entity: dict[str, int]) -> str:
    """What an entity is about."""
    begin = 2 * entity["offset"]
    return text.encode("utf-16-le")[begin : begin + 2 * entity["length"]].decode("utf-16-le")


@CHECKED
@given(BLANKS, TEXTS, st.data())
def test_an_entity_is_about_the_same_words(blanks: str, text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    before = "/recall 3" + blanks
    entity = MessageEntity("bold", units(before + text[:begin]), units(text[begin:end]))
    found = written_behind(message(before + text, MessageEntity("bot_command", 0, 7), entity), 2)
    assert found is not None
    assert found.text == text
    (left,) = found.entities
    assert left["type"] == "bold"
    assert part(found.text, dict(left)) == text[begin:end]


def test_an_entity_that_begins_before_is_cut() -> None:
    bold = MessageEntity("bold", 0, 14)
    found = written_behind(message("/announce 😀ab", bold), 1)
    assert found is not None
    assert (found.text, found.entities) == ("😀ab", ({"type": "bold", "offset": 0, "length": 4},))


def test_nothing_behind() -> None:
    assert written_behind(message("/announce  "), 1) is None
    assert written_behind(message("/recall 3"), 2) is None
    assert written_behind(message("/recall"), 2) is None


def test_a_message_as_it_is() -> None:
    bold = MessageEntity("bold", 1, 2)
    found = written(message("a😀b", bold))
    assert found is not None
    assert (found.text, found.entities) == ("a😀b", ({"type": "bold", "offset": 1, "length": 2},))
