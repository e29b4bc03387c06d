"""What a place got and will get: shown again, shown beforehand, and why it did not come."""

from datetime import date, timedelta
from typing import Any

import pytest

from cmiabot.delivery.following import Following
from cmiabot.delivery.planning import Outlook
from cmiabot.delivery.programme import EVERYTHING
from cmiabot.delivery.recalling import Fate, Recalling
from cmiabot.messages.digests import Digest, Occasion
from cmiabot.messages.expecting import Silence
from cmiabot.store import outbox, sending
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxState
from tests.auxil.following import (
    BANK,
    DAY,
    DEFAULT,
    HALF_PAST_EIGHT,
    HOUR,
    ME,
    MINUTE,
    NOW,
    PROGRAMME,
    TODAY,
    YUNLING,
    database_fixture,  # noqa: F401
    due,
    following_fixture,  # noqa: F401
    outbox_of,
    see,
    url_fixture,  # noqa: F401
)
from tests.auxil.loaded_collections import frozen_collection

NOON = HALF_PAST_EIGHT + 4 * HOUR


@pytest.fixture
def recalling(database: Database) -> Recalling:
    return Recalling(database, frozen_collection(), PROGRAMME, DEFAULT)


async def send(database: Database, *, days: int = 0, sure: bool = True) -> None:
    """What waits is sent on its day; nobody may know whether it arrived."""
    at = HALF_PAST_EIGHT + days * DAY
    async with database.write() as session:
        for one in await sending.claim(session, "s", now=at, lease=MINUTE, limit=9):
            await sending.start_sending(session, one.row.id, "s", now=at)
            if sure:
                await sending.mark_sent(session, one.row.id, "s", 5, now=at)
            else:
                await sending.mark_uncertain(session, one.row.id, "s", "timed out", now=at)


def told(shown: Any) -> tuple[str, Occasion, date | None]:
    """Paper, occasion and day of a digest."""
    assert isinstance(shown, Digest)
    return shown.paper.id, shown.occasion, shown.day


class TestToday:
    async def test_what_came_today_is_shown_again(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-02", EVERYTHING)
        await send(database)
        before = await outbox_of(database)
        assert told(await recalling.today(ME, now=NOON)) == ("cmia16-02", Occasion.AGAIN, TODAY)
        assert await outbox_of(database) == before

    async def test_what_may_have_come_today_as_well(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-02", EVERYTHING)
        await send(database, sure=False)
        assert told(await recalling.today(ME, now=NOON)) == ("cmia16-02", Occasion.AGAIN, TODAY)

    async def test_otherwise_what_comes_next(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        await send(database)
        await see(database, "cmia16-01", on=TODAY)
        tomorrow = NOON + DAY
        shown = await recalling.today(ME, now=tomorrow)
        assert told(shown) == ("cmia16-02", Occasion.PREVIEW, TODAY + 2 * DAY)
        assert isinstance(shown, Digest)
        assert [(reason.kind, reason.ref) for reason in shown.reasons] == [EVERYTHING]

    async def test_a_digest_on_its_way_is_the_next_one(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, YUNLING, now=NOW)
        await due(database, "cmia16-02", YUNLING)
        shown = told(await recalling.today(ME, now=HALF_PAST_EIGHT))
        assert shown == ("cmia16-02", Occasion.PREVIEW, TODAY)

    async def test_who_paused_still_sees_what_would_come(
        self, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, YUNLING, now=NOW)
        await following.pause(ME, now=NOW)
        assert told(await recalling.today(ME, now=NOW)) == ("cmia16-02", Occasion.PREVIEW, None)

    @pytest.mark.parametrize(
        ("followed", "silence"),
        [([], Silence.NOTHING_FOLLOWED), ([BANK], Silence.NOTHING_TO_SEND), ([YUNLING], Silence.RESTING)],
    )
    async def test_where_there_is_nothing_to_show_it_is_said_why(
        self,
        database: Database,
        following: Following,
        recalling: Recalling,
        followed: list[Any],
        silence: Silence,
    ) -> None:
        await following.subscribe(ME, *followed, now=NOW)
        await see(database, "cmia16-02")
        shown = await recalling.today(ME, now=NOW)
        assert isinstance(shown, Outlook)
        assert shown.silence is silence

    async def test_a_stranger_follows_nothing(self, recalling: Recalling) -> None:
        shown = await recalling.today(ME, now=NOW)
        assert isinstance(shown, Outlook)
        assert shown.silence is Silence.NOTHING_FOLLOWED


class TestOfDate:
    async def test_a_day_shows_its_digest_or_what_became_of_it(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        await send(database)
        await due(database, "cmia16-02", EVERYTHING, days=1)
        async with database.write() as session:
            await outbox.cancel(session, [1], "missed", now=NOW + DAY)
        assert told(await recalling.of_date(ME, TODAY)) == ("cmia16-01", Occasion.AGAIN, TODAY)
        missed = await recalling.of_date(ME, TODAY + DAY)
        assert missed == Fate(
            TODAY + DAY, OutboxState.CANCELLED, "missed", HALF_PAST_EIGHT + DAY, "cmia16-02"
        )
        assert await recalling.of_date(ME, TODAY - DAY) is None

    async def test_a_paper_that_is_no_longer_there_cannot_be_shown(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "gone-01", EVERYTHING)
        await send(database)
        fate = await recalling.of_date(ME, TODAY)
        assert isinstance(fate, Fate)
        assert fate.state is OutboxState.SENT


class TestStatus:
    async def test_it_names_the_last_digest_and_the_next(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, YUNLING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        await send(database)
        status = await recalling.status(ME, now=NOON)
        assert status.standing.interests == (EVERYTHING, YUNLING)
        assert status.standing.outlook.slot is not None
        assert status.standing.outlook.slot.at == HALF_PAST_EIGHT + DAY
        assert status.last == Fate(TODAY, OutboxState.SENT, "", HALF_PAST_EIGHT, "cmia16-01")
        assert status.trouble is None

    async def test_it_says_what_became_of_one_that_did_not_come(
        self, database: Database, following: Following, recalling: Recalling
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        await send(database)
        await due(database, "cmia16-02", EVERYTHING, days=1)
        await following.pause(ME, now=NOW + DAY)
        status = await recalling.status(ME, now=NOON + DAY)
        assert status.last is not None
        assert status.last.day == TODAY
        assert status.trouble == Fate(
            TODAY + DAY, OutboxState.CANCELLED, "paused", HALF_PAST_EIGHT + DAY, "cmia16-02"
        )

    async def test_of_a_stranger_there_is_nothing_to_say(self, recalling: Recalling) -> None:
        status = await recalling.status(ME, now=NOW)
        assert (status.standing.interests, status.last, status.trouble) == ((), None, None)


async def test_the_date_is_that_of_the_place(following: Following, recalling: Recalling) -> None:
    late = NOW + timedelta(hours=17)
    assert await recalling.local_today(ME, now=late) == TODAY + DAY
