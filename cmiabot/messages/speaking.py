"""What the makers of screens share: texts, names and buttons of one language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup

from cmiabot.corpus.models import Collection
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.expecting import Calendar
from cmiabot.messages.follows import EVERYTHING, Interest, name_of
from cmiabot.messages.html import visible_text
from cmiabot.messages.people import Naming
from cmiabot.messages.screens import Action, Link, Screen
from cmiabot.messages.traditional import in_script

LONGEST_TITLE = 60
"""Characters of a chat's title where there is little room: many in a message, one in a note over a button."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The group, topic or channel that a message is about, where that is not the chat it is shown in."""

    target: int
    title: str
    thread: int = 0


class Speaker:
    """Makes messages about one collection in one language, where need be about a place `elsewhere`."""

    def __init__(self, collection: Collection, language: str, elsewhere: Elsewhere | None = None) -> None:
        self._elsewhere = elsewhere
        self._collection = collection
        self._language = language
        self._texts = catalogue(language)
        self._naming = Naming(collection, self._texts)
        self._calendar = Calendar(self._texts)

    def message(self, key: str, **values: object) -> Screen:
        """A message of the catalogue as it stands."""
        return self._done(Screen(self._texts.text(key, **values)))

    def _link(self, key: str, action: Action, ref: str = "", **values: object) -> Link:
        return Link(visible_text(self._texts.text(key, **values)), action, ref)

    def _done(self, screen: Screen) -> Screen:
        there = self._elsewhere
        if there is None:
            return in_script(screen, self._language)
        line = self._texts.text("host.about", chat=there.title, thread=there.thread)
        header = Markup("\n").join((line, screen.header))
        return in_script(replace(screen, header=header, place=there.target), self._language)

    def _lines(self, *lines: str) -> Markup:
        """Those that say something, one below the other."""
        return Markup("\n").join(line for line in lines if line)

    def _name(self, interest: Interest) -> str:
        """What can be followed, by its bare name."""
        kind, identifier = interest
        if kind == EVERYTHING:
            return self._texts.text("subscribe.everything")
        name = name_of(self._collection, kind, identifier)
        # data/ may have been edited since it was followed.
        return name.in_language(self._language) if name else identifier

    def _named(self, interests: Iterable[Interest]) -> Markup:
        """What is followed, as one speaks of it: 主题“氢能”、机构“巴斯夫”."""
        return self._naming.join(
            self._texts.text(f"digest.followed.{kind}", name=self._name((kind, identifier)))
            for kind, identifier in interests
        )


def short_title(title: str) -> str:
    """The title of a chat, cut where it is long."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
