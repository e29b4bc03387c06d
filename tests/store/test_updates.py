"""Updates of Telegram: each is handled once, and again only where its handler died."""

import asyncio

from cmiabot.store import updates
from cmiabot.store.values import UpdateClaim
from tests.auxil.databases import opened
from tests.auxil.stored import DAY, MINUTE, NOW

OURS, HANDLED, ELSEWHERE = UpdateClaim.OURS, UpdateClaim.HANDLED, UpdateClaim.ELSEWHERE


async def start(database, holder, now=NOW, alone=False, update_id=5):
    async with database.write() as session:
        return await updates.start(session, update_id, holder, lease=MINUTE, now=now, alone=alone)


async def finish(database, update_id=5):
    async with database.write() as session:
        await updates.finish(session, update_id, now=NOW)


async def test_an_update_is_handled_once(database):
    assert await start(database, "one") is OURS
    assert await start(database, "two") is ELSEWHERE
    await finish(database)
    assert await start(database, "two", NOW + DAY) is HANDLED


async def test_an_update_nobody_finished_in_time_is_handled_again(database):
    assert await start(database, "one") is OURS
    assert await start(database, "two", NOW + MINUTE) is OURS
    assert await start(database, "one", NOW + MINUTE) is ELSEWHERE


async def test_who_is_alone_takes_over_at_once_what_others_began_but_not_what_they_finished(database):
    assert await start(database, "one") is OURS
    assert await start(database, "two", alone=True) is OURS
    assert await start(database, "two", alone=True) is ELSEWHERE  # it is still at it
    await finish(database)
    assert await start(database, "three", alone=True) is HANDLED


async def test_ids_that_begin_anew_are_new(database):
    """After a quiet week Telegram goes on at a random id, a lower one as likely as a higher one."""
    await start(database, "one", update_id=9_000)
    await finish(database, 9_000)
    assert await start(database, "one", update_id=17) is OURS


async def test_of_many_who_get_an_update_one_handles_it(url):
    async with opened(url) as one, opened(url) as another:
        got = await asyncio.gather(*(start(each, f"{n}") for n, each in enumerate([one, another] * 4)))
    assert sorted(got) == [ELSEWHERE] * 7 + [OURS]


async def test_updates_are_forgotten_after_eight_days(database):
    assert await start(database, "one") is OURS
    async with database.write() as session:
        assert await updates.purge(session, now=NOW + 8 * DAY - MINUTE) == 0
        assert await updates.purge(session, now=NOW + 8 * DAY) == 1
    assert await start(database, "two") is OURS
