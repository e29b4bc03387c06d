"""Answers that are kept for paging and follow-ups."""

from dataclasses import replace

from cmiabot.store import answers
from cmiabot.store.values import KeptAnswer
from tests.auxil.stored import DAY, MINUTE, NOW

GROUP, ADA, BOB = -(10**13), 10**10, 10**10 + 1
ANSWER = KeptAnswer(GROUP, ADA, 7, "topic", "zh", ("r-1", "r-2"), {"themes": ["能源"]}, NOW + 7 * DAY)


async def test_an_answer_is_found_in_its_chat_until_it_expires(database):
    async with database.write() as session:
        await answers.keep(session, ANSWER)
        assert await answers.find(session, GROUP, 7, now=NOW) == ANSWER
        assert await answers.find(session, ADA, 7, now=NOW) is None
        assert await answers.find(session, GROUP, 8, now=NOW) is None
        assert await answers.find(session, GROUP, 7, now=NOW + 7 * DAY) is None


async def test_a_message_that_is_edited_shows_its_last_answer(database):
    async with database.write() as session:
        await answers.keep(session, ANSWER)
        edited = replace(ANSWER, user=BOB, kind="list", language="en", records=(), reading={})
        await answers.keep(session, edited)
        assert await answers.find(session, GROUP, 7, now=NOW) == edited


async def test_the_latest_answer_is_that_of_the_person(database):
    async with database.write() as session:
        mine, theirs = replace(ANSWER, message_id=8), replace(ANSWER, message_id=9, user=BOB)
        for answer in (ANSWER, mine, theirs):
            await answers.keep(session, answer)
        assert await answers.latest(session, GROUP, ADA, now=NOW) == mine
        assert await answers.latest(session, GROUP, BOB, now=NOW) == theirs
        assert await answers.latest(session, GROUP, 0, now=NOW) is None
        assert await answers.latest(session, GROUP, ADA, now=NOW + 7 * DAY) is None


async def test_what_has_expired_is_deleted(database):
    async with database.write() as session:
        longer = replace(ANSWER, message_id=8, expires_at=ANSWER.expires_at + MINUTE)
        for answer in (ANSWER, longer):
            await answers.keep(session, answer)
        assert await answers.purge(session, now=ANSWER.expires_at) == 1
        assert await answers.find(session, GROUP, 8, now=NOW) == longer
