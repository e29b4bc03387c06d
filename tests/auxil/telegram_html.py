"""Telegram's HTML parse mode, checked strictly: what is visible, and what would be refused."""

import re
from dataclasses import dataclass
from typing import Any

ENTITY_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
"""The tags that Telegram allows and the type of message entity each becomes."""

NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_TAG = re.compile(r"""</?([A-Za-z][\w-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>""")
_ATTRIBUTE = re.compile(r"""\s+([A-Za-z][\w-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")
_CHARACTER = re.compile(r"&(?:([a-z]+)|#(\d+)|#[xX]([0-9a-fA-F]+));")


@dataclass(frozen=True)
class FormattedText:
    """A text as people see it, with the message entities that format it (offsets in UTF-16 units)."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()

    def stripped(self) -> "FormattedText":
        """The same without white space around it: Telegram cuts it off every message."""
        text = self.text.strip()
        skipped = utf16_length(self.text) - utf16_length(self.text.lstrip())
        length = utf16_length(text)
        entities = []
        for entity in self.entities:
            start = max(entity["offset"] - skipped, 0)
            end = min(entity["offset"] - skipped + entity["length"], length)
            if end > start:
                entities.append({**entity, "offset": start, "length": end - start})
        return FormattedText(text, tuple(entities))


@dataclass(frozen=True)
class _OpenTag:
    """A start tag whose end tag is still to come."""

    name: str
    offset: int
    fields: dict[str, Any]


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def visible_text(html: str) -> str:
    """What a reader sees of the HTML; ValueError where Telegram would refuse it (see parse_html)."""
    return parse_html(html).text


def parse_html(html: str) -> FormattedText:
    """Read the HTML of a message; ValueError, worded as Telegram words it, where it is refused.

    Stricter than Telegram in one point: it shows an ampersand that begins no known character
    reference as it is, although its documentation asks for `&amp;`. Here that is refused, because it
    is always a missing escape.
    """
    text = ""
    entities: list[dict[str, Any]] = []
    open_tags: list[_OpenTag] = []
    position = 0
    while position < len(html):
        if html[position] == "&":
            character, position = _character(html, position)
            text += character
        elif html[position] != "<":
            text += html[position]
            position += 1
        elif html.startswith("</", position):
            tag, position = _end_tag(html, position, open_tags)
            length = utf16_length(text) - tag.offset
            if length:
                entities.append({"offset": tag.offset, "length": length, **tag.fields})
        else:
            name, fields, position = _start_tag(html, position)
            open_tags.append(_OpenTag(name, utf16_length(text), fields))
    if open_tags:
        raise ValueError(f'Can\'t find end tag corresponding to start tag "{open_tags[-1].name}"')
    return FormattedText(text, tuple(sorted(entities, key=lambda one: (one["offset"], -one["length"]))))


def _byte_offset(html: str, position: int) -> str:
    """The place of an error, as Telegram names it."""
    return f"at byte offset {len(html[:position].encode())}"


def _character(html: str, position: int) -> tuple[str, int]:
    """The character that the reference at this position stands for, and the position behind it."""
    match = _CHARACTER.match(html, position)
    if match is None:
        raise ValueError(f"Unescaped ampersand {_byte_offset(html, position)}")
    name, decimal, hexadecimal = match.groups()
    if name is not None:
        if name not in NAMED_CHARACTERS:
            raise ValueError(f'Unsupported character reference "{match[0]}" {_byte_offset(html, position)}')
        return NAMED_CHARACTERS[name], match.end()
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"Text contains invalid Unicode characters {_byte_offset(html, position)}")
    return chr(code), match.end()


def _end_tag(html: str, position: int, open_tags: list[_OpenTag]) -> tuple[_OpenTag, int]:
    """Close the innermost open tag; gives it and the position behind its end tag."""
    where = _byte_offset(html, position)
    if not open_tags:
        raise ValueError(f"Unexpected end tag {where}")
    match = _TAG.match(html, position)
    if match is None or match[2].strip():
        raise ValueError(f"Unclosed end tag {where}")
    tag = open_tags.pop()
    found = match[1].lower()
    if found != tag.name:
        raise ValueError(f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{found}>"')
    return tag, match.end()


def _start_tag(html: str, position: int) -> tuple[str, dict[str, Any], int]:
    """The name of the tag that starts here, the fields of its entity, and the position behind it."""
    where = _byte_offset(html, position)
    match = _TAG.match(html, position)
    if match is None:
        raise ValueError(f"Unclosed start tag {where}")
    name = match[1].lower()
    if name not in ENTITY_TYPES:
        raise ValueError(f'Unsupported start tag "{name}" {where}')
    return name, _entity_fields(name, _attributes(name, match[2], where), where), match.end()


def _attributes(tag: str, source: str, where: str) -> dict[str, str]:
    """The attributes of a start tag."""
    attributes = {}
    position = 0
    while source[position:].strip():
        match = _ATTRIBUTE.match(source, position)
        if match is None:
            raise ValueError(f'Empty attribute name in the tag "{tag}" {where}')
        name, value = match[1].lower(), match[2]
        if value is None and (tag, name) != ("blockquote", "expandable"):
            raise ValueError(f'Expected equal sign in declaration of an attribute of the tag "{tag}" {where}')
        attributes[name] = _attribute_value(value or "")
        position = match.end()
    return attributes


def _attribute_value(source: str) -> str:
    """The value of an attribute, without its quotes and with its character references read."""
    source = source[1:-1] if source[:1] in {'"', "'"} else source
    value = ""
    position = 0
    while position < len(source):
        if source[position] == "&":
            character, position = _character(source, position)
        else:
            character, position = source[position], position + 1
        value += character
    return value


def _entity_fields(tag: str, attributes: dict[str, str], where: str) -> dict[str, Any]:
    """The fields, besides its place, of the message entity that a tag makes."""
    fields: dict[str, Any] = {"type": ENTITY_TYPES[tag]}
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise ValueError(f'Tag "span" must have class "tg-spoiler" {where}')
    if tag == "tg-emoji":
        if not attributes.get("emoji-id", "").isdecimal():
            raise ValueError(f"Invalid custom emoji identifier specified {where}")
        fields["custom_emoji_id"] = attributes["emoji-id"]
    if tag == "a":
        fields["url"] = attributes.get("href", "")
    if tag == "blockquote" and "expandable" in attributes:
        fields["type"] = "expandable_blockquote"
    return fields
