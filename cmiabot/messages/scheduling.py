"""Screens about when digests come and in which language: the menu, the choices, and what was chosen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cmiabot.corpus.models import Text
from cmiabot.messages.expecting import Expectation, Moment, Silence, clock
from cmiabot.messages.screens import Action, Item, Link, Screen
from cmiabot.messages.speaking import Speaker
from cmiabot.messages.traditional import plain_label

CITIES_PER_PAGE = 12
TIMES = (420, 450, 480, 510, 540, 720, 1080, 1200)
"""Minutes after midnight to choose from; others are typed."""
DAYS = (frozenset(range(5)), frozenset(range(7)), frozenset({0, 2, 4}), frozenset({5, 6}))
"""Weekdays to choose from."""
PAUSES = (7, 14, 30)
"""Days a pause can take; others are typed."""
LANGUAGE_LABELS = {
    "zh": ("language.zh", "zh"),
    "zh-Hant": ("language.hant", "zh-Hant"),
    "en": ("language.en", "en"),
}
"""The name of each language, and the language it is written in: its own."""


OFF, ON = "off", "on"
"""What buttons refer to that switch announcements off or on in a chat."""


class Menu(StrEnum):
    """The parts of the settings; the values travel in callback data."""

    MAIN = ""
    TIME = "t"
    ZONE = "z"
    DAYS = "d"
    LANGUAGE = "l"
    PAUSE = "p"
    ANNOUNCEMENTS = "a"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A schedule with its zone's name, and what it leads to."""

    minutes: int
    weekdays: frozenset[int]
    city: Text
    expectation: Expectation


def setting_ref(menu: Menu, value: str) -> str:
    """What the button that sets something refers to: `t-510`, `z-Europe/Berlin`."""
    return f"{menu.value}-{value}"


class SchedulingScreens(Speaker):
    """Screens about the schedule."""

    def settings(self, chosen: Chosen, followed: int, announcements: bool = True) -> Screen:
        """All settings, each with a button to change it."""
        header = self._lines(
            self._texts.text(
                "settings.title",
                time=clock(chosen.minutes),
                city=chosen.city.in_language(self._language),
                days=self._calendar.weekdays(chosen.weekdays),
                name=self._language_name(),
                total=followed,
                announcements=announcements,
            ),
            self._calendar.expectation(chosen.expectation),
        )
        paused = chosen.expectation.silence is Silence.PAUSED
        pause = (
            self._link("button.resume", Action.RESUME)
            if paused
            else self._link("button.pause", Action.SETTINGS, Menu.PAUSE.value)
        )
        links = (
            self._link("button.set_time", Action.SETTINGS, Menu.TIME.value),
            self._link("button.set_zone", Action.SETTINGS, Menu.ZONE.value),
            self._link("button.set_days", Action.SETTINGS, Menu.DAYS.value),
            self._link("button.set_language", Action.SETTINGS, Menu.LANGUAGE.value),
            pause,
            self._announcements(announcements),
            self._link("button.subscriptions", Action.SUBSCRIPTIONS),
        )
        return self._done(Screen(header, links=links))

    def times(self) -> Screen:
        """Times to choose from."""
        links = [self._set(clock(minutes), Menu.TIME, str(minutes)) for minutes in TIMES]
        return self._choose("settings.time", links)

    def days(self) -> Screen:
        """Days to choose from."""
        links = [
            self._set(str(self._calendar.weekdays(days)), Menu.DAYS, "".join(map(str, sorted(days))))
            for days in DAYS
        ]
        return self._choose("settings.days", links)

    def zones(self, cities: Iterable[tuple[str, Moment]]) -> Screen:
        """Zones to choose from, with the time it is there."""
        items = []
        for zone, moment in cities:
            name = moment.city.in_language(self._language)
            html = self._texts.text("settings.zone_item", city=name, time=f"{moment.at:%H:%M}")
            items.append(Item(html, self._set(name, Menu.ZONE, zone)))
        header = self._texts.text("settings.zone")
        screen = Screen(header, tuple(items), links=(self._back(),), per_page=CITIES_PER_PAGE, between="\n")
        return self._done(screen)

    def languages(self) -> Screen:
        """Languages to choose from, each in its own words."""
        links = [
            Link(plain_label(key, own), Action.SET, setting_ref(Menu.LANGUAGE, code))
            for code, (key, own) in LANGUAGE_LABELS.items()
        ]
        screen = self._done(Screen(self._texts.text("settings.language"), links=(self._back(),)))
        # The names of languages stay in their own script.
        return replace(screen, links=(*links, *screen.links))

    def pauses(self) -> Screen:
        """Lengths of a pause to choose from."""
        links = [
            self._link("button.pause_days", Action.SET, setting_ref(Menu.PAUSE, str(days)), days=days)
            for days in PAUSES
        ]
        links.append(self._link("button.pause_open", Action.SET, setting_ref(Menu.PAUSE, "")))
        return self._choose("settings.pause", links)

    def rescheduled(self, chosen: Chosen) -> Screen:
        """When digests come from now on."""
        done = self._texts.text(
            "settings.rescheduled",
            days=self._calendar.weekdays(chosen.weekdays),
            time=clock(chosen.minutes),
            city=chosen.city.in_language(self._language),
        )
        return self._expecting(done, chosen.expectation)

    def paused(self, expectation: Expectation) -> Screen:
        """The pause that was asked for."""
        link = self._link("button.resume", Action.RESUME)
        return self._done(Screen(self._calendar.expectation(expectation), links=(link,)))

    def resumed(self, expectation: Expectation) -> Screen:
        """Digests come again."""
        return self._expecting(self._texts.text("settings.resumed"), expectation)

    def spoken(self) -> Screen:
        """The language from now on, in that language."""
        return self._done(Screen(self._texts.text("settings.spoken", name=self._language_name())))

    def _language_name(self) -> str:
        key, own = LANGUAGE_LABELS[self._language]
        return plain_label(key, own)

    def _expecting(self, done: str, expectation: Expectation) -> Screen:
        return self._done(Screen(self._lines(done, self._calendar.expectation(expectation))))

    def _choose(self, key: str, links: Iterable[Link]) -> Screen:
        return self._done(Screen(self._texts.text(key), links=(*links, self._back())))

    def _set(self, label: str, menu: Menu, value: str) -> Link:
        return Link(label, Action.SET, setting_ref(menu, value))

    def _announcements(self, wanted: bool) -> Link:
        """The button that switches announcements off, or on again."""
        key, value = ("button.announcements_off", OFF) if wanted else ("button.set_announcements", ON)
        return self._link(key, Action.SET, setting_ref(Menu.ANNOUNCEMENTS, value))

    def _back(self) -> Link:
        return self._link("button.settings", Action.SETTINGS)
