"""Screens as Word documents: the whole answer on paper, to be passed on and quoted from."""

import re
from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from cmiabot.corpus.models import Collection
from cmiabot.messages.catalogue import catalogue, to_traditional
from cmiabot.messages.html import visible_text
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Screen
from cmiabot.search.answer import Reading

FONT = "Arial"
CHINESE_FONT = "SimSun"
SIZE = Pt(11)
MOST_NAMES = 3
"""Names in the name of a file: file systems take about 80 Chinese characters."""
_UNFIT = re.compile(r"[^\w&.()（）、·-]+")
"""What some file systems refuse in a name."""


def word_document(screen: Screen) -> bytes:
    """A screen of any length as the bytes of a .docx file: header, items and footer as paragraphs."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = SIZE
    # Word takes Chinese characters from the East Asian font, which python-docx has no name for.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE_FONT)
    for html in (screen.header, *(item.html for item in screen.items), screen.footer):
        if html:
            _Writer(document).write(html)
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def file_name(collection: Collection, reading: Reading) -> str:
    """What the file of an answer is called: who it is about, in the language of the question."""
    texts = catalogue(reading.language)
    naming = Naming(collection, texts)
    people = (collection.people[person] for person in reading.people[:MOST_NAMES])
    who = naming.people(people) or naming.join(map(naming.organisation, reading.organisations[:MOST_NAMES]))
    name = visible_text(texts.text("file.name", who=who))
    if reading.language == "zh-Hant":
        name = to_traditional(name)
    return f"{_UNFIT.sub(' ', name)}.docx"


class _Writer(HTMLParser):
    """Writes Telegram's HTML as one paragraph a line, bold and italic as they are."""

    def __init__(self, document: WordDocument) -> None:
        super().__init__(convert_charrefs=True)
        self._document = document
        self._paragraph: Paragraph = document.add_paragraph()
        self._open: list[str] = []

    def write(self, html: str) -> None:
        """Add the lines of a piece of HTML to the document; a blank line is space, no paragraph."""
        self.feed(html)
        self.close()
        self._paragraph.paragraph_format.space_after = Pt(10)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        for number, line in enumerate(data.split("\n")):
            if number and self._paragraph.text:
                self._paragraph.paragraph_format.space_after = Pt(0)
                self._paragraph = self._document.add_paragraph()
            if line:
                run = self._paragraph.add_run(line)
                run.bold = "b" in self._open
                run.italic = "i" in self._open
