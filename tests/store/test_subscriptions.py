"""What targets follow, and what they have seen."""

from datetime import date

from cmiabot.store import seen, subscriptions
from cmiabot.store.values import Seen, SubscriptionKind
from tests.auxil.stored import NOW, stored_target

THEME, EVERYTHING = SubscriptionKind.THEME, SubscriptionKind.EVERYTHING
DATE = date(2026, 3, 2)


async def test_following_twice_is_following_once(database):
    async with database.write() as session:
        target = await stored_target(session)
        assert await subscriptions.add(session, target.id, THEME, "energy", now=NOW)
        assert not await subscriptions.add(session, target.id, THEME, "energy", now=NOW)
        assert await subscriptions.add(session, target.id, EVERYTHING, now=NOW)
        assert not await subscriptions.add(session, target.id, EVERYTHING, now=NOW)
        assert await subscriptions.count(session) == 2
        followed = await subscriptions.of_target(session, target.id)
        assert [(s.kind, s.ref) for s in followed] == [(THEME, "energy"), (EVERYTHING, "")]
        assert await subscriptions.find(session, followed[0].id) == followed[0]


async def test_what_is_removed_is_no_longer_followed(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        for ref in ("a", "b"):
            await subscriptions.add(session, target.id, THEME, ref, now=NOW)
        (first, _) = await subscriptions.of_target(session, target.id)
        assert await subscriptions.remove(session, target.id, THEME, "a")
        assert not await subscriptions.remove(session, target.id, THEME, "a")
        assert await subscriptions.find(session, first.id) is None
        found = await subscriptions.of_targets(session, [target.id, other.id, 99])
        assert {of: [s.ref for s in followed] for of, followed in found.items()} == {
            target.id: ["b"],
            other.id: [],
            99: [],
        }


async def test_of_each_paper_the_last_time_is_known(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        first, again = Seen(target.id, "p1", 1, DATE), Seen(target.id, "p1", 2, date(2026, 6, 1))
        paper = Seen(target.id, "p0", 1, DATE)
        assert await seen.add(session, [first, again, paper]) == 3
        assert await seen.add(session, [first, Seen(target.id, "p1", 2, date(2027, 1, 1))]) == 0
        assert await seen.add(session, []) == 0
        assert await seen.of_targets(session, [target.id, other.id]) == {
            target.id: [paper, again],
            other.id: [],
        }
