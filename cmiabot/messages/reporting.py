"""Screens that explain: what came and will come, why there was silence, what is kept and forgotten."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from cmiabot.corpus.models import Text
from cmiabot.messages.expecting import Expectation, Moment, Silence, clock
from cmiabot.messages.follows import Interest
from cmiabot.messages.screens import Action, Screen
from cmiabot.messages.speaking import Speaker, short_title
from cmiabot.messages.subscribing import Host

MOST_HOSTS = 24
"""Groups, topics and channels of one person that are named; the others are counted."""


class Outcome(StrEnum):
    """Why a digest was not, or not certainly, sent; the values name messages."""

    MISSED = "missed"
    PAUSED = "paused"
    UNSUBSCRIBED = "unsubscribed"
    BLOCKED = "blocked"
    REFUSED = "refused"
    ON_ITS_WAY = "on_its_way"
    GONE = "gone"
    """It came, but its paper is no longer in the collection."""


@dataclass(frozen=True, slots=True)
class Last:
    """The last digest that came: when, which paper, and whether that is certain."""

    moment: Moment
    paper: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """A digest that did not come: its day, and why."""

    day: datetime.date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Inventory:
    """What is kept of a chat."""

    chat: int
    private: bool
    """It is a person's; else what is kept is about a group or channel."""
    since: Moment | None
    minutes: int
    city: Text
    weekdays: frozenset[int]
    interests: Sequence[Interest]
    papers: int
    deliveries: int
    answers: int
    hosts: Sequence[Host]


class ReportingScreens(Speaker):
    """Screens about what is and was."""

    def status(
        self,
        interests: Sequence[Interest],
        expectation: Expectation,
        last: Last | None,
        trouble: Trouble | None,
    ) -> Screen:
        """What is followed, what comes next and when, what came last, and what did not come."""
        following: Markup | str = ""
        if interests:
            following = self._texts.text("status.following", names=self._named(interests))
        elif expectation.silence is not Silence.NOTHING_FOLLOWED:
            # Paused, say, and without anything to go on with.
            following = self._texts.text("expect.nothing_followed")
        lines = [
            self._texts.text("status.title"),
            following,
            self._calendar.expectation(expectation),
            self._last(last) if last else self._texts.text("status.none_yet"),
            self._trouble(trouble, expectation.today) if trouble else "",
        ]
        links = []
        if expectation.silence is Silence.PAUSED:
            links.append(self._link("button.resume", Action.RESUME))
        if interests:
            links.append(self._link("button.sample", Action.SAMPLE))
            links.append(self._link("button.subscriptions", Action.SUBSCRIPTIONS))
        else:
            links.append(self._link("button.choose_theme", Action.PICK))
        return self._done(Screen(self._lines(*lines), links=tuple(links)))

    def nothing_to_show(self, expectation: Expectation) -> Screen:
        """Why there is no digest to be shown now."""
        links = (self._link("button.choose_theme", Action.PICK),)
        return self._done(Screen(self._calendar.expectation(expectation), links=links))

    def no_digest(self, day: datetime.date, today: datetime.date) -> Screen:
        """There was none on a day."""
        return self._done(Screen(self._texts.text("digest.none", day=self._calendar.on(day, today))))

    def not_sent(self, trouble: Trouble, today: datetime.date) -> Screen:
        """What became of the digest of a day."""
        return self._done(Screen(self._trouble(trouble, today)))

    def kept(self, inventory: Inventory) -> Screen:
        """Everything that is kept of a chat."""
        since = inventory.since
        lines = [
            self._texts.text("mydata.title" if inventory.private else "mydata.title_chat", id=inventory.chat),
            self._texts.text("mydata.since", moment=self._calendar.moment(since)) if since else "",
            self._texts.text(
                "mydata.schedule",
                days=self._calendar.weekdays(inventory.weekdays),
                time=clock(inventory.minutes),
                city=inventory.city.in_language(self._language),
            )
            if since
            else "",
            self._texts.text("status.following", names=self._named(inventory.interests))
            if inventory.interests
            else "",
            self._texts.text(
                "mydata.counts",
                papers=inventory.papers,
                deliveries=inventory.deliveries,
                answers=inventory.answers,
            ),
            *self._hosts(inventory.hosts),
            self._texts.text("mydata.end"),
        ]
        return self._done(Screen(self._lines(*lines), links=(self._link("button.forget", Action.FORGET),)))

    def privacy(self) -> Screen:
        """What is kept and what is not, in general."""
        return self.message("privacy.text")

    def sure_to_forget(self, *, private: bool, looks_after: bool) -> Screen:
        """Asks once more; whoever looks after groups or channels is told what becomes of these."""
        links = (
            self._link("button.forget_yes", Action.FORGET, "yes"),
            self._link("button.forget_no", Action.FORGET, "no"),
        )
        question = self._texts.text("forget.ask" if private else "forget.ask_chat")
        places = self._texts.text("forget.places") if looks_after else ""
        return self._done(Screen(self._lines(question, places), links=links))

    def _hosts(self, hosts: Sequence[Host]) -> list[Markup]:
        if not hosts:
            return []
        named = [
            self._texts.text(
                "host.item",
                chat=short_title(host.title),
                thread=host.thread,
                total=host.followed,
                silent=host.silent,
            )
            for host in hosts[:MOST_HOSTS]
        ]
        more = len(hosts) - len(named)
        rest = [self._texts.text("mydata.more_places", more=more)] if more else []
        return [self._texts.text("mydata.places"), *named, *rest]

    def _last(self, last: Last) -> Markup:
        paper = self._collection.papers.get(last.paper)
        who = self._naming.organisation(paper.organisation) if paper else ""
        moment = self._calendar.moment(last.moment)
        return self._texts.text("status.last", moment=moment, who=who, certain=last.certain)

    def _trouble(self, trouble: Trouble, today: datetime.date) -> Markup:
        day = self._calendar.on(trouble.day, today)
        return self._texts.text(f"outcome.{trouble.outcome.value}", day=day)
