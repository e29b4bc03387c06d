"""What people do about their digests, on both databases: what is due afterwards, and what is not any more."""

import asyncio
import random
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cmiabot.delivery.following import Change, Following
from cmiabot.delivery.places import Place
from cmiabot.delivery.planning import Standing
from cmiabot.delivery.programme import EVERYTHING, Interest, Reach
from cmiabot.messages.expecting import Silence
from cmiabot.store import chats, sending, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.values import OutboxState, TargetState
from tests.auxil.databases import opened
from tests.auxil.following import (
    BANK,
    DAY,
    DEFAULT,
    ENERGY,
    HALF_PAST_EIGHT,
    HOUR,
    HYDROGEN,
    ME,
    MINUTE,
    NOW,
    PROGRAMME,
    YUNLING,
    all_rows,
    database_fixture,  # noqa: F401
    due,
    following_fixture,  # noqa: F401
    outbox_of,
    see,
    target_of,
    url_fixture,  # noqa: F401
)
from tests.auxil.properties import PROPERTY
from tests.auxil.stored import rows

DEEDS = (
    "subscribe",
    "unsubscribe",
    "unsubscribe from a paper",
    "unsubscribe from all",
    "pause",
    "pause for a while",
    "resume",
    "move",
    "block",
    "unblock",
    "get a digest",
)
INTERESTS: list[Interest] = [EVERYTHING, HYDROGEN, ENERGY, YUNLING, BANK]


def next_of(standing: Standing) -> str:
    """When the next digest comes, in UTC."""
    slot = standing.outlook.slot
    return f"{slot.at:%m-%d %H:%M}" if slot else "never"


class TestStart:
    async def test_a_new_chat_gets_a_target_with_the_defaults_and_nothing_due(
        self, database: Database, following: Following
    ) -> None:
        standing = await following.start(ME, now=NOW)
        target = await target_of(database)
        assert standing.outlook.silence is Silence.NOTHING_FOLLOWED
        assert (target.zone, target.digest_minutes, target.weekdays) == (
            DEFAULT.zone,
            DEFAULT.minutes,
            DEFAULT.weekdays,
        )
        assert (target.state, target.next_digest_at) == (TargetState.ACTIVE, None)
        async with database.read() as session:
            chat = await chats.find(session, ME.chat)
        assert chat is not None
        assert chat.language == "en"

    async def test_starting_again_changes_nothing(self, database: Database, following: Following) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        before = await target_of(database)
        standing = await following.start(ME, now=NOW + MINUTE)
        assert standing.interests == (EVERYTHING,)
        assert await target_of(database) == before

    async def test_a_topic_has_its_own_target_beside_that_of_the_chat(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(Place(-5, 3), HYDROGEN, now=NOW)
        assert (await following.standing(Place(-5, 3), now=NOW)).interests == (HYDROGEN,)
        assert (await following.standing(Place(-5), now=NOW)).interests == ()
        assert (await target_of(database, Place(-5))).next_digest_at is None

    async def test_looking_at_an_unknown_place_does_not_make_it_known(
        self, database: Database, following: Following
    ) -> None:
        standing = await following.standing(ME, now=NOW)
        assert (standing.interests, standing.outlook.schedule) == ((), DEFAULT)
        async with database.read() as session:
            assert await chats.find(session, ME.chat) is None


class TestSubscribing:
    async def test_it_says_what_to_expect_and_is_due_at_the_next_slot(
        self, database: Database, following: Following
    ) -> None:
        done = await following.subscribe(ME, YUNLING, now=NOW)
        assert done.new == (YUNLING,)
        assert done.reach == PROGRAMME.reach([YUNLING])
        assert next_of(done.standing) == "03-02 00:30"
        assert (await target_of(database)).next_digest_at == HALF_PAST_EIGHT

    async def test_twice_is_one_subscription(self, database: Database, following: Following) -> None:
        await following.subscribe(ME, HYDROGEN, now=NOW)
        again = await following.subscribe(ME, HYDROGEN, now=NOW)
        assert again.new == ()
        async with database.read() as session:
            assert await subscriptions.count(session) == 1

    async def test_many_times_at_once_is_one_subscription(
        self, database: Database, following: Following
    ) -> None:
        done = await asyncio.gather(*(following.subscribe(ME, YUNLING, now=NOW) for _ in range(8)))
        assert sorted(len(one.new) for one in done) == [0] * 7 + [1]
        async with database.read() as session:
            assert await subscriptions.count(session) == 1
        assert (await target_of(database)).next_digest_at == HALF_PAST_EIGHT

    async def test_what_has_no_item_yet_stays_due(self, following: Following) -> None:
        done = await following.subscribe(ME, BANK, now=NOW)
        assert done.reach == Reach(0, 0)
        assert done.standing.outlook.silence is Silence.NOTHING_TO_SEND
        assert next_of(done.standing) == "03-02 00:30"

    async def test_where_all_came_lately_it_rests_until_something_may_come_again(
        self, database: Database, following: Following
    ) -> None:
        await following.start(ME, now=NOW)
        await see(database, *PROGRAMME.papers)
        done = await following.subscribe(ME, EVERYTHING, now=NOW)
        assert done.standing.outlook.silence is Silence.RESTING
        assert next_of(done.standing) == "04-30 00:30"
        assert (await target_of(database)).state is TargetState.RESTING

    async def test_something_new_ends_the_rest(self, database: Database, following: Following) -> None:
        await following.subscribe(ME, YUNLING, now=NOW)
        await see(database, "cmia16-02")
        resting = await following.subscribe(ME, YUNLING, now=NOW)
        assert resting.standing.outlook.silence is Silence.RESTING
        awake = await following.subscribe(ME, EVERYTHING, now=NOW)
        assert awake.standing.outlook.silence is None
        assert (await target_of(database)).state is TargetState.ACTIVE

    async def test_there_is_no_second_digest_on_a_day(self, database: Database, following: Following) -> None:
        await following.subscribe(ME, HYDROGEN, now=NOW)
        await due(database, "cmia16-01", HYDROGEN)
        done = await following.subscribe(ME, EVERYTHING, now=NOW)
        assert next_of(done.standing) == "03-03 00:30"


class TestUnsubscribing:
    async def test_what_remains_is_told_and_stays_due(self, following: Following) -> None:
        await following.subscribe(ME, HYDROGEN, YUNLING, now=NOW)
        done = await following.unsubscribe(ME, HYDROGEN, now=NOW)
        assert (done.removed, done.standing.interests) == ((HYDROGEN,), (YUNLING,))
        assert next_of(done.standing) == "03-02 00:30"

    async def test_twice_removes_nothing_more(self, following: Following) -> None:
        await following.subscribe(ME, HYDROGEN, now=NOW)
        await following.unsubscribe(ME, HYDROGEN, now=NOW)
        assert (await following.unsubscribe(ME, HYDROGEN, now=NOW)).removed == ()

    async def test_without_subscriptions_nothing_is_due_and_nothing_is_sent(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, HYDROGEN, YUNLING, now=NOW)
        await due(database, "cmia16-01", HYDROGEN)
        done = await following.unsubscribe_all(ME, now=NOW)
        assert set(done.removed) == {HYDROGEN, YUNLING}
        assert await outbox_of(database) == [("cmia16-01", OutboxState.CANCELLED, "unsubscribed")]
        async with database.write() as session:
            far = NOW + 400 * DAY
            assert await targets.due(session, far, 10) == []
            assert await sending.claim(session, "s", now=far, lease=MINUTE, limit=10) == []

    async def test_a_claimed_digest_is_not_sent_either(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, HYDROGEN, now=NOW)
        await due(database, "cmia16-01", HYDROGEN)
        async with database.write() as session:
            (claimed,) = await sending.claim(session, "s", now=HALF_PAST_EIGHT, lease=MINUTE, limit=1)
        await following.unsubscribe(ME, HYDROGEN, now=HALF_PAST_EIGHT)
        async with database.write() as session:
            assert not await sending.start_sending(session, claimed.row.id, "s", now=HALF_PAST_EIGHT)

    async def test_a_digest_that_is_about_something_else_too_stays_and_says_so(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, YUNLING, now=NOW)
        await due(database, "cmia16-02", EVERYTHING, YUNLING)
        await following.unsubscribe(ME, EVERYTHING, now=NOW)
        async with database.read() as session:
            (row,) = await rows(session)
        assert row.state is OutboxState.PENDING
        assert row.payload == {"round": 1, "reasons": [["organisation", "yunling"]]}

    async def test_a_digest_only_about_what_was_removed_is_cancelled_though_others_remain(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, YUNLING, BANK, now=NOW)
        await due(database, "cmia16-02", YUNLING)
        await following.unsubscribe(ME, YUNLING, now=NOW)
        assert await outbox_of(database) == [("cmia16-02", OutboxState.CANCELLED, "unsubscribed")]

    async def test_a_digest_in_flight_is_left_to_its_sender(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, YUNLING, now=NOW)
        await due(database, "cmia16-02", YUNLING)
        async with database.write() as session:
            (claimed,) = await sending.claim(session, "s", now=HALF_PAST_EIGHT, lease=MINUTE, limit=1)
            await sending.start_sending(session, claimed.row.id, "s", now=HALF_PAST_EIGHT)
        await following.unsubscribe(ME, YUNLING, now=HALF_PAST_EIGHT)
        assert await outbox_of(database) == [("cmia16-02", OutboxState.SENDING, "")]

    async def test_from_a_paper_everything_goes_that_brings_it(self, following: Following) -> None:
        await following.subscribe(ME, YUNLING, BANK, EVERYTHING, now=NOW)
        done = await following.unsubscribe_from_paper(ME, "cmia16-02", now=NOW)
        assert set(done.removed) == {YUNLING, EVERYTHING}
        assert done.standing.interests == (BANK,)
        assert (await following.unsubscribe_from_paper(ME, "gone-01", now=NOW)).removed == ()

    async def test_it_can_be_taken_back(self, following: Following) -> None:
        await following.subscribe(ME, HYDROGEN, YUNLING, now=NOW)
        done = await following.unsubscribe_all(ME, now=NOW)
        again = await following.subscribe(ME, *done.removed, now=NOW)
        assert set(again.standing.interests) == {HYDROGEN, YUNLING}


class TestPausing:
    async def test_until_resumed_nothing_is_due_and_what_waits_is_cancelled(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        standing = await following.pause(ME, now=NOW)
        assert (standing.outlook.silence, next_of(standing)) == (Silence.PAUSED, "never")
        assert await outbox_of(database) == [("cmia16-01", OutboxState.CANCELLED, "paused")]
        assert (await target_of(database)).next_digest_at is None

    async def test_until_a_date_the_first_slot_from_then_on_is_due(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        standing = await following.pause(ME, date(2026, 3, 7), now=NOW)  # a Saturday
        assert next_of(standing) == "03-09 00:30"
        target = await target_of(database)
        assert target.next_digest_at == HALF_PAST_EIGHT + 7 * DAY
        assert (target.state, target.paused_until) == (TargetState.PAUSED, date(2026, 3, 7))

    async def test_a_pause_stays_whatever_else_is_changed(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, HYDROGEN, now=NOW)
        await following.pause(ME, now=NOW)
        await following.subscribe(ME, YUNLING, now=NOW)
        await following.reschedule(ME, Change(minutes=600), now=NOW)
        await following.unsubscribe(ME, HYDROGEN, now=NOW)
        target = await target_of(database)
        assert (target.state, target.next_digest_at) == (TargetState.PAUSED, None)

    async def test_resuming_is_due_from_the_next_slot_on(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await following.pause(ME, date(2026, 12, 1), now=NOW)
        standing = await following.resume(ME, now=NOW + HOUR)
        assert (standing.outlook.silence, next_of(standing)) == (None, "03-03 00:30")
        target = await target_of(database)
        assert (target.state, target.paused_until) == (TargetState.ACTIVE, None)

    async def test_a_pause_that_is_over_is_none(self, database: Database, following: Following) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await following.pause(ME, date(2026, 3, 4), now=NOW)
        standing = await following.standing(ME, now=NOW + 2 * DAY)
        assert (standing.outlook.silence, next_of(standing)) == (None, "03-04 00:30")


class TestSchedule:
    @pytest.mark.parametrize(
        ("change", "comes"),
        [
            (Change(minutes=9 * 60), "03-02 01:00"),
            (Change(minutes=7 * 60), "03-02 23:00"),
            (Change(zone="Europe/Berlin"), "03-02 07:30"),
            (Change(weekdays=frozenset({6})), "03-08 00:30"),
            (Change("America/New_York", 0, frozenset({0})), "03-02 05:00"),
        ],
    )
    async def test_the_next_digest_comes_by_the_new_schedule(
        self, database: Database, following: Following, change: Change, comes: str
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        standing = await following.reschedule(ME, change, now=NOW)
        assert next_of(standing) == comes
        target = await target_of(database)
        assert standing.outlook.slot is not None
        assert target.next_digest_at == standing.outlook.slot.at

    async def test_a_day_that_had_its_digest_gets_no_other(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        standing = await following.reschedule(ME, Change(minutes=23 * 60), now=HALF_PAST_EIGHT)
        assert next_of(standing) == "03-03 15:00"
        # Honolulu is still at Sunday.
        standing = await following.reschedule(
            ME, Change("Pacific/Honolulu", 1200, frozenset(range(7))), now=NOW
        )
        assert next_of(standing) == "03-04 06:00"

    async def test_without_subscriptions_it_is_only_remembered(
        self, database: Database, following: Following
    ) -> None:
        standing = await following.reschedule(ME, Change(zone="Europe/Berlin"), now=NOW)
        assert next_of(standing) == "never"
        assert standing.outlook.schedule.zone == "Europe/Berlin"
        assert (await target_of(database)).zone == "Europe/Berlin"

    async def test_what_is_no_schedule_is_refused_and_changes_nothing(self, following: Following) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        with pytest.raises(ValueError, match="weekdays"):
            await following.reschedule(ME, Change(weekdays=frozenset()), now=NOW)
        assert (await following.standing(ME, now=NOW)).outlook.schedule == DEFAULT


class TestBlocking:
    async def test_who_blocks_gets_nothing_and_keeps_what_is_followed(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await due(database, "cmia16-01", EVERYTHING)
        await following.block(ME.chat, now=NOW)
        assert await outbox_of(database) == [("cmia16-01", OutboxState.CANCELLED, "blocked")]
        standing = await following.standing(ME, now=NOW)
        assert (standing.interests, standing.outlook.silence) == ((EVERYTHING,), Silence.GONE)
        assert (await target_of(database)).next_digest_at is None

    async def test_who_unblocks_is_due_again(self, database: Database, following: Following) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await following.block(ME.chat, now=NOW)
        await following.unblock(ME.chat, now=NOW + HOUR)
        target = await target_of(database)
        assert (target.state, target.next_digest_at) == (TargetState.ACTIVE, HALF_PAST_EIGHT + DAY)

    async def test_a_pause_of_ones_own_outlives_blocking(
        self, database: Database, following: Following
    ) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await following.pause(ME, now=NOW)
        await following.block(ME.chat, now=NOW)
        assert (await following.start(ME, now=NOW)).outlook.silence is Silence.PAUSED

    async def test_whoever_speaks_to_the_bot_has_unblocked_it(self, following: Following) -> None:
        await following.subscribe(ME, EVERYTHING, now=NOW)
        await following.block(ME.chat, now=NOW)
        assert next_of((await following.subscribe(ME, HYDROGEN, now=NOW)).standing) == "03-02 00:30"

    async def test_strangers_are_not_met_by_blocking(self, database: Database, following: Following) -> None:
        await following.block(99, now=NOW)
        await following.unblock(99, now=NOW)
        async with database.read() as session:
            assert await chats.find(session, 99) is None


class TestAnything:
    @settings(PROPERTY, max_examples=25)
    @given(st.lists(st.sampled_from(DEEDS), max_size=14), st.randoms(use_true_random=False))
    def test_whatever_is_done_what_is_due_fits(self, deeds: list[str], chance: random.Random) -> None:
        """Only who follows something, is not paused and can be reached is due, on a day without a digest."""
        asyncio.run(self.do(deeds, chance))

    async def do(self, deeds: list[str], chance: random.Random) -> None:
        async with opened("sqlite://") as database:
            following = Following(database, PROGRAMME, DEFAULT)
            await following.start(ME, now=NOW)
            now = NOW
            for days, deed in enumerate(deeds):
                now += chance.choice([MINUTE, HOUR, DAY])
                await self.act(database, following, deed, chance, now, days)
                await self.check(database, following, now)

    async def act(
        self,
        database: Database,
        following: Following,
        deed: str,
        chance: random.Random,
        now: datetime,
        days: int,
    ) -> None:
        interest = chance.choice(INTERESTS)
        match deed:
            case "subscribe":
                await following.subscribe(ME, interest, now=now)
            case "unsubscribe":
                await following.unsubscribe(ME, interest, now=now)
            case "unsubscribe from a paper":
                await following.unsubscribe_from_paper(ME, chance.choice(PROGRAMME.papers), now=now)
            case "unsubscribe from all":
                await following.unsubscribe_all(ME, now=now)
            case "pause":
                await following.pause(ME, now=now)
            case "pause for a while":
                await following.pause(ME, now.date() + chance.randint(2, 9) * DAY, now=now)
            case "resume":
                await following.resume(ME, now=now)
            case "move":
                zone = chance.choice(["Pacific/Kiritimati", "Pacific/Honolulu", "Europe/Berlin"])
                change = Change(zone, chance.randrange(1440), frozenset({chance.randrange(7), 0}))
                await following.reschedule(ME, change, now=now)
            case "block":
                await following.block(ME.chat, now=now)
            case "unblock":
                await following.unblock(ME.chat, now=now)
            case "get a digest":
                standing = await following.standing(ME, now=now)
                target = await target_of(database)
                paper = chance.choice(PROGRAMME.papers)
                reasons = PROGRAMME.reasons(standing.interests, paper)
                if target.state is TargetState.ACTIVE and reasons:
                    await due(database, paper, *reasons, days=days)
                    await following.start(ME, now=now)

    async def check(self, database: Database, following: Following, now: datetime) -> None:
        standing = await following.standing(ME, now=now)
        target = await target_of(database)
        if target.next_digest_at is not None and target.next_digest_at <= now:
            return  # it is for the tick to look at
        slot = standing.outlook.slot
        assert target.next_digest_at == (slot.at if slot else None)
        if slot is not None:
            assert standing.interests
            assert slot.at > now
            assert target.state not in targets.GONE
            assert target.last_due_date is None or slot.day > target.last_due_date
            assert slot.day.weekday() in target.weekdays
            assert target.paused_until is None or slot.day >= target.paused_until
        waiting = [
            row for row in await all_rows(database) if row.state in (OutboxState.PENDING, OutboxState.CLAIMED)
        ]
        if not standing.interests or target.state not in (TargetState.ACTIVE, TargetState.RESTING):
            assert waiting == []
        for row in waiting:
            reasons = {tuple(reason) for reason in row.payload["reasons"]}
            assert reasons
            assert reasons <= {*PROGRAMME.reasons(standing.interests, row.paper)}
