"""Screens about linking a group or channel from a private chat."""

from cmiabot.messages.screens import Action, Screen
from cmiabot.messages.speaking import Speaker


class LinkingScreens(Speaker):
    """What is said while a group or channel is linked."""

    def linked(self, posted: int | None) -> Screen:
        """It is linked; `posted` is the id of the test message there, None where it was linked before."""
        links = [
            self._link("button.choose_theme", Action.PICK),
            self._link("button.subscriptions", Action.SUBSCRIPTIONS),
            self._link("button.host_settings", Action.SETTINGS),
        ]
        if posted is not None:
            links.append(self._link("button.unpost", Action.UNPOST, str(posted)))
        header = self._texts.text("link.again" if posted is None else "link.done")
        return self._done(Screen(header, links=tuple(links)))

    def unposted(self) -> Screen:
        """The test message is gone."""
        links = (
            self._link("button.choose_theme", Action.PICK),
            self._link("button.host_settings", Action.SETTINGS),
        )
        return self._done(Screen(self._texts.text("link.unposted"), links=links))
