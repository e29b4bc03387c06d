"""Screens in the script of the reader: Traditional Chinese is made from Simplified at the very end."""

from dataclasses import replace

from cmiabot.messages.catalogue import catalogue, to_traditional
from cmiabot.messages.html import visible_text
from cmiabot.messages.screens import Copy, Item, Link, Screen


def in_script(screen: Screen, language: str) -> Screen:
    """The same screen, in Traditional characters where the language asks for them."""
    if language != "zh-Hant":
        return screen
    return replace(
        screen,
        header=to_traditional(screen.header),
        items=tuple(
            Item(
                to_traditional(item.html),
                _link(item.link) if item.link else None,
                _copy(item.copy) if item.copy else None,
            )
            for item in screen.items
        ),
        footer=to_traditional(screen.footer),
        links=tuple(_link(link) for link in screen.links),
        copies=tuple(_copy(copy) for copy in screen.copies),
    )


def plain_label(key: str, language: str) -> str:
    """A message without placeholders as plain text, for buttons and menus."""
    label = visible_text(catalogue(language).text(key))
    return to_traditional(label) if language == "zh-Hant" else label


def _copy(copy: Copy) -> Copy:
    return Copy(to_traditional(copy.label), to_traditional(copy.text))


def _link(link: Link) -> Link:
    return replace(link, label=to_traditional(link.label))
