"""Screens about linking a group or channel from a private chat."""

import re

from cmiabot.messages.screens import Action, Screen
from cmiabot.messages.speaking import Speaker

_POST = re.compile("([0-9]{1,15})-([0-9]{1,15})")


class LinkingScreens(Speaker):
    """What is said while a group or channel is linked."""

    def linked(self, chat: int, posted: int | None) -> Screen:
        """A chat is linked; `posted` is the id of the test message there, None where it was linked before."""
        links = [
            self._link("button.choose_theme", Action.PICK),
            self._link("button.subscriptions", Action.SUBSCRIPTIONS),
            self._link("button.host_settings", Action.SETTINGS),
        ]
        if posted is not None:
            links.append(self._link("button.unpost", Action.UNPOST, post_ref(chat, posted)))
        header = self._texts.text("link.again" if posted is None else "link.done")
        return self._done(Screen(header, links=tuple(links)))

    def unposted(self) -> Screen:
        """The test message is gone."""
        links = (
            self._link("button.choose_theme", Action.PICK),
            self._link("button.host_settings", Action.SETTINGS),
        )
        return self._done(Screen(self._texts.text("link.unposted"), links=links))


def post_ref(chat: int, message: int) -> str:
    """What the button that deletes a post in a group or channel refers to.

    Their ids are below zero. The chat is named because a group that becomes a supergroup gets another id, and
    the numbers of its messages begin anew.
    """
    return f"{-chat}-{message}"


def read_post_ref(ref: str) -> tuple[int, int] | None:
    """The ids of the chat and the post a button refers to; None where it is no such reference."""
    match = _POST.fullmatch(ref)
    return (-int(match[1]), int(match[2])) if match else None
