"""The HTML Telegram accepts: its visible text, its length, and how it looks in a terminal."""

from html.parser import HTMLParser


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units (most emoji take two)."""
    return len(text.encode("utf-16-le")) // 2


def visible_text(html: str) -> str:
    """What a reader sees: the text without tags, entities resolved."""
    parser = _TextParser()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


class _TextParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
