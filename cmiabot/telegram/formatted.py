"""What somebody wrote, with its formatting exactly as it came."""

from telegram import Message, MessageEntity

from cmiabot.delivery.messenger import Formatted


def written(message: Message) -> Formatted | None:
    """The text of a message; None where it has none."""
    if message.text is None:
        return None
    return Formatted(message.text, tuple(entity.to_dict() for entity in message.entities))


def written_behind(message: Message, words: int) -> Formatted | None:
    """The text of a message behind its first words, the command being one; None where there is none."""
    text = message.text or ""
    start = 0
    for _ in range(words):
        start += len(text[start:]) - len(text[start:].lstrip())
        start += len(text[start:].split(maxsplit=1)[0]) if text[start:] else 0
    start += len(text[start:]) - len(text[start:].lstrip())
    if not text[start:]:
        return None
    return Formatted(text[start:], tuple(_moved(message.entities, _units(text[:start]))))


def _moved(entities: tuple[MessageEntity, ...], by: int) -> list[dict[str, object]]:
    """The entities of a text that lost so many UTF-16 units at its beginning, as far as they are left."""
    left = []
    for entity in entities:
        begin, end = max(entity.offset - by, 0), entity.offset + entity.length - by
        if end > begin:
            left.append({**entity.to_dict(), "offset": begin, "length": end - begin})
    return left


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
