"""Screens about what is followed: choosing it, what it brings, the list, and having it no longer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cmiabot.messages.expecting import Expectation, Silence
from cmiabot.messages.follows import EVERYTHING, Interest, follow_ref
from cmiabot.messages.screens import Action, Item, Link, Screen
from cmiabot.messages.speaking import Speaker
from cmiabot.messages.traditional import in_script

THEMES_PER_PAGE = 9
"""Themes to choose from on one page: they and their buttons are a screenful on a phone."""
LONGEST_LABEL = 24
"""Characters of the name of a group or channel on a button."""
ENTRIES_PER_PAGE = 12
"""Subscriptions on one page of the list."""
_ALL: Interest = (EVERYTHING, "")


@dataclass(frozen=True, slots=True)
class Followed:
    """What somebody follows, in its order, and what they can expect."""

    interests: Sequence[Interest]
    expectation: Expectation


@dataclass(frozen=True, slots=True)
class Host:
    """A group, topic or channel somebody looks after; `followed` is how much is followed there."""

    target: int
    title: str
    thread: int
    followed: int
    silent: bool
    """Nothing comes at present, be it for a pause or because the bot may not write."""


class SubscribingScreens(Speaker):
    """Screens about subscriptions. `papers` is how many items an interest brings."""

    def picker(self, followed: Followed, papers: Mapping[Interest, int], *, others: bool = False) -> Screen:
        """Everything and the themes, those followed ticked; `others`: also a way to a group or channel."""
        choices: list[Interest] = [_ALL, *(("theme", theme) for theme in self._collection.themes)]
        header = self._lines(
            self._texts.text("subscribe.title"),
            self._calendar.expectation(followed.expectation) if followed.interests else "",
        )
        items = tuple(
            self._choice(choice, choice in followed.interests, papers[choice]) for choice in choices
        )
        links = (self._link("button.subscriptions", Action.SUBSCRIPTIONS),) if followed.interests else ()
        if others:
            links = (*links, self._link("button.link", Action.LINK))
        return self._done(Screen(header, items, links=links, per_page=THEMES_PER_PAGE, between="\n"))

    def ask(self, typed: str, candidates: Sequence[Interest]) -> Screen:
        """Which of these is meant?"""
        links = [
            Link(str(self._name(candidate)), Action.FOLLOW, follow_ref(*candidate))
            for candidate in candidates
        ]
        links.append(self._link("button.choose_theme", Action.PICK))
        if len(candidates) == 1:
            header = self._texts.text("subscribe.ask_one", text=typed, name=self._named(candidates))
        else:
            header = self._texts.text("subscribe.ask", text=typed)
        return self._done(Screen(header, links=tuple(links)))

    def unknown(self, typed: str) -> Screen:
        """A name that was not found; the themes are a tap away."""
        header = self._texts.text("subscribe.unknown", text=typed)
        return self._done(Screen(header, links=(self._link("button.choose_theme", Action.PICK),)))

    def subscribed(self, asked: Interest, new: bool, papers: int, records: int, followed: Followed) -> Screen:
        """What following something brings, and when."""
        names = self._named([asked])
        nothing_yet = not papers and followed.expectation.silence is not Silence.NOTHING_TO_SEND
        header = self._lines(
            self._texts.text("subscribe.done" if new else "subscribe.again", names=names),
            self._texts.text("subscribe.brings", papers=papers, records=records) if papers else "",
            self._texts.text("expect.nothing_to_send") if nothing_yet else "",
            self._calendar.expectation(followed.expectation),
        )
        links = []
        if papers:
            links.append(self._link("button.sample", Action.SAMPLE))
        if new:
            links.append(self._link("button.undo", Action.UNFOLLOW, follow_ref(*asked)))
        if followed.expectation.silence is Silence.PAUSED:
            links.append(self._link("button.resume", Action.RESUME))
        if not new:
            links.append(self._link("button.subscriptions", Action.SUBSCRIPTIONS))
        return self._done(Screen(header, links=tuple(links)))

    def restored(self, interests: Sequence[Interest], followed: Followed) -> Screen:
        """What was removed is followed again."""
        header = self._lines(
            self._texts.text("subscribe.done", names=self._named(interests)),
            self._calendar.expectation(followed.expectation),
        )
        link = self._link("button.subscriptions", Action.SUBSCRIPTIONS)
        return self._done(Screen(header, links=(link,)))

    def unsubscribed(self, removed: Sequence[Interest], followed: Followed) -> Screen:
        """What is followed no longer, and what remains; it can be undone."""
        done = self._texts.text("unsubscribe.nothing")
        if removed:
            done = self._texts.text("unsubscribe.done", names=self._named(removed))
        header = self._lines(done, self._remaining(followed))
        links = []
        if removed:
            links.append(self._link("button.undo", Action.UNDO))
        if followed.interests:
            links.append(self._link("button.subscriptions", Action.SUBSCRIPTIONS))
        else:
            links.append(self._link("button.choose_theme", Action.PICK))
        return self._done(Screen(header, links=tuple(links)))

    def subscriptions(
        self,
        followed: Followed,
        papers: Mapping[Interest, int],
        dropped: Interest | None = None,
        hosts: Sequence[Host] = (),
    ) -> Screen:
        """The list, each removable; what was just removed can be had back; the `hosts` can be opened."""
        listed = self._subscriptions(followed, papers, dropped)
        if not hosts:
            return listed
        lines = [self._host_line(host) for host in hosts]
        footer = self._lines(self._texts.text("host.list"), *lines)
        links = (*listed.links, *(self._host_link(host) for host in hosts))
        return replace(listed, footer=in_script(Screen(footer), self._language).header, links=links)

    def _subscriptions(
        self, followed: Followed, papers: Mapping[Interest, int], dropped: Interest | None
    ) -> Screen:
        back = (self._readd(dropped),) if dropped else ()
        gone = self._texts.text("unsubscribe.done", names=self._named([dropped])) if dropped else ""
        if not followed.interests:
            links = (*back, self._link("button.choose_theme", Action.PICK), *self._managing())
            header = self._lines(gone, self._texts.text("subscriptions.empty"))
            return self._done(Screen(header, links=links))
        header = self._lines(
            gone,
            self._texts.text("subscriptions.title", total=len(followed.interests)),
            self._calendar.expectation(followed.expectation),
        )
        items = tuple(self._entry(interest, papers[interest]) for interest in followed.interests)
        links = (*back, self._link("button.choose_theme", Action.PICK))
        if len(followed.interests) > 1:
            links = (*links, self._link("button.drop_all", Action.DROP_ALL))
        links = (*links, *self._managing())
        return self._done(Screen(header, items, links=links, per_page=ENTRIES_PER_PAGE, between="\n"))

    def not_followed(self, typed: str, followed: Followed, papers: Mapping[Interest, int]) -> Screen:
        """A name that is not among what is followed; the list is below."""
        listed = self.subscriptions(followed, papers)
        unknown = in_script(Screen(self._texts.text("unsubscribe.unknown", text=typed)), self._language)
        return replace(listed, header=self._lines(unknown.header, listed.header))

    def _managing(self) -> tuple[Link, ...]:
        """What is typed in the chat itself is pressed where another one is managed."""
        return (self._link("button.host_settings", Action.SETTINGS),) if self._elsewhere else ()

    def _host_line(self, host: Host) -> str:
        return self._texts.text(
            "host.item", chat=host.title, thread=host.thread, total=host.followed, silent=host.silent
        )

    def _host_link(self, host: Host) -> Link:
        label = host.title if len(host.title) <= LONGEST_LABEL else host.title[: LONGEST_LABEL - 1] + "…"
        return Link(f"{label} {host.thread}" if host.thread else label, Action.HOST, str(host.target))

    def _choice(self, interest: Interest, ticked: bool, papers: int) -> Item:
        kind, identifier = interest
        name = self._name(interest)
        about = self._collection.themes[identifier].about.in_language(self._language) if identifier else ""
        html = self._texts.text("subscribe.item", ticked=ticked, name=name, papers=papers, about=about)
        label = self._link("button.tick", Action.TICK, follow_ref(kind, identifier), ticked=ticked, name=name)
        return Item(html, label)

    def _entry(self, interest: Interest, papers: int) -> Item:
        html = self._texts.text("subscriptions.item", name=self._named([interest]), papers=papers)
        ref = follow_ref(*interest)
        return Item(html, self._link("button.drop", Action.DROP, ref, name=self._name(interest)))

    def _readd(self, interest: Interest) -> Link:
        return self._link("button.readd", Action.READD, follow_ref(*interest), name=self._name(interest))

    def _remaining(self, followed: Followed) -> str:
        if not followed.interests:
            return self._texts.text("unsubscribe.nothing_left")
        return self._lines(
            self._texts.text("unsubscribe.remaining", names=self._named(followed.interests)),
            self._calendar.expectation(followed.expectation),
        )
