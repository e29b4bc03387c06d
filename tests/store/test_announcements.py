"""Announcements in the store: whom they reach, how far they are, what there is to take back."""

from collections import Counter
from typing import Any

from cmiabot.store import announcements, chats, outbox, sending, subscriptions, targets
from cmiabot.store.announced import Announcement, Arrived, Count
from cmiabot.store.supergroups import MOVED, migrate
from cmiabot.store.values import (
    AnnouncementState,
    ChatKind,
    OutboxKind,
    OutboxState,
    SubscriptionKind,
    Target,
    TargetState,
)
from tests.auxil.stored import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SENDER,
    claimed,
    digest,
    in_flight,
    rows,
    stored_chat,
    stored_target,
)

EVERYBODY: dict[str, Any] = {"kinds": [], "languages": [], "themes": []}


async def made(session: Any) -> Announcement:
    return await announcements.add(session, 501, {"text": "Hello", "entities": []}, EVERYBODY, NOW)


async def sent(session: Any, target: Target, key: str = "1") -> int:
    """An announcement that arrived; its row."""
    delivery = await in_flight(session, digest(target, key, kind=OutboxKind.ANNOUNCEMENT))
    assert await sending.mark_sent(session, delivery.row.id, SENDER, 77, now=NOW + MINUTE)
    return delivery.row.id


async def test_a_draft_becomes_what_it_becomes_once(database):
    async with database.write() as session:
        draft = await made(session)
        assert (draft.state, draft.author, draft.content["text"]) == (AnnouncementState.DRAFT, 501, "Hello")
        assert await announcements.set_audience(session, draft.id, {**EVERYBODY, "kinds": ["people"]})
        await announcements.set_card(session, draft.id, 501, 9)
        sent_on = [AnnouncementState.DRAFT]
        assert await announcements.change_state(session, draft.id, sent_on, AnnouncementState.SENDING)
        assert not await announcements.change_state(session, draft.id, sent_on, AnnouncementState.SENDING)
        assert not await announcements.set_audience(session, draft.id, EVERYBODY)
        assert not await announcements.discard(session, draft.id)
        found = await announcements.find(session, draft.id, lock=True)
        assert found is not None
        assert (found.audience["kinds"], found.card_chat, found.card_message) == (["people"], 501, 9)
        assert await announcements.under_way(session) == [found]
        other = await made(session)
        assert [one.id for one in await announcements.latest(session, 9)] == [other.id, draft.id]
        assert await announcements.discard(session, other.id)
        assert await announcements.find(session, other.id) is None


async def test_who_is_forgotten_is_nobodys_author(database):
    async with database.write() as session:
        draft = await made(session)
        await announcements.set_card(session, draft.id, 501, 9)
        await chats.forget(session, 501)
        found = await announcements.find(session, draft.id)
    assert found is not None
    assert (found.author, found.card_chat, found.card_message) == (chats.NOBODY, None, None)


async def test_once_to_a_chat_to_the_chat_itself_or_its_first_active_topic(database):
    async with database.write() as session:
        forum = await stored_chat(session, -1, kind=ChatKind.SUPERGROUP)
        whole = await stored_target(session, forum)
        topics = [await stored_target(session, forum, thread) for thread in (7, 3)]
        assert await announcements.recipients(session) == {whole.id: ChatKind.SUPERGROUP}
        await targets.pause(session, whole.id, now=NOW)
        assert [*await announcements.recipients(session)] == [whole.id]
        await targets.resume(session, whole.id, None)
        await targets.pause(session, whole.id, now=NOW, reason="TOPIC_CLOSED")
        assert [*await announcements.recipients(session)] == [topics[1].id]
        await targets.pause(session, topics[1].id, now=NOW)
        assert [*await announcements.recipients(session)] == [topics[0].id]
        await chats.mark_unreachable(session, forum.id, TargetState.LEFT, now=NOW)
        assert await announcements.recipients(session) == {}


async def test_an_audience_is_a_kind_and_a_language_and_a_theme(database):
    async with database.write() as session:
        people = [await stored_target(session, await stored_chat(session, n)) for n in (1, 2, 3)]
        english = await stored_target(session, await stored_chat(session, 4, language="en"))
        group = await stored_target(session, await stored_chat(session, -5, kind=ChatKind.GROUP))
        for target, kind, ref in (
            (people[0], SubscriptionKind.THEME, "rail"),
            (people[0], SubscriptionKind.THEME, "air"),
            (people[1], SubscriptionKind.EVERYTHING, ""),
            (people[2], SubscriptionKind.ORGANISATION, "rail"),
            (group, SubscriptionKind.THEME, "air"),
        ):
            await subscriptions.add(session, target.id, kind, ref, now=NOW)

        async def reached(**audience: Any) -> list[int]:
            found = await announcements.recipients(session, **audience)
            assert await announcements.head_count(session, **audience) == Counter(found.values())
            return [*found]

        everybody = [*people, english, group]
        assert await reached() == [one.id for one in everybody]
        assert await reached(languages=["en"]) == [english.id]
        assert await reached(kinds=[ChatKind.GROUP, ChatKind.SUPERGROUP]) == [group.id]
        assert await reached(themes=["rail"]) == [people[0].id, people[1].id]
        assert await reached(themes=["rail", "air"]) == [people[0].id, people[1].id, group.id]
        assert await reached(themes=["air"], kinds=[ChatKind.PRIVATE], languages=["zh", "en"]) == [
            people[0].id,
            people[1].id,
        ]
        await chats.set_announcements(session, people[0].chat_id, False)
        assert await reached(themes=["rail"]) == [people[1].id]


async def test_how_far_it_is(database):
    async with database.write() as session:
        await sent(session, await stored_target(session))
        doubt = await in_flight(
            session, digest(await stored_target(session), "1", kind=OutboxKind.ANNOUNCEMENT)
        )
        await sending.mark_uncertain(session, doubt.row.id, SENDER, "?", now=NOW, not_before=NOW + HOUR)
        await in_flight(session, digest(await stored_target(session), "1", kind=OutboxKind.ANNOUNCEMENT))
        await claimed(session, digest(await stored_target(session), "1", kind=OutboxKind.ANNOUNCEMENT))
        # Of another announcement.
        await claimed(session, digest(await stored_target(session), "11", kind=OutboxKind.ANNOUNCEMENT))

        async def counted() -> set[Count]:
            found = await announcements.counts(session, OutboxKind.ANNOUNCEMENT, "1", since=NOW - DAY)
            return {*found}

        assert await counted() == {
            Count(OutboxState.SENT, False, False, 1),
            Count(OutboxState.UNCERTAIN, False, True, 1),
            Count(OutboxState.SENDING, False, True, 1),
            Count(OutboxState.CLAIMED, False, True, 1),
        }
        assert await announcements.stop(session, OutboxKind.ANNOUNCEMENT, "1", now=NOW) == 2
        assert await counted() == {
            Count(OutboxState.SENT, False, False, 1),
            Count(OutboxState.UNCERTAIN, False, False, 1),
            Count(OutboxState.SENDING, False, True, 1),
            Count(OutboxState.CANCELLED, False, False, 1),
        }
        number, some = await announcements.not_done(
            session, OutboxKind.ANNOUNCEMENT, "1", since=NOW - DAY, limit=5
        )
        assert (number, [one.row.id for one in some]) == (1, [doubt.row.id])


async def test_what_arrived_can_be_taken_back_once(database):
    async with database.write() as session:
        here, there = await stored_target(session), await stored_target(session)
        await sent(session, here)
        unknown = await in_flight(session, digest(there, "1", kind=OutboxKind.ANNOUNCEMENT))
        await sending.mark_uncertain(session, unknown.row.id, SENDER, "?", now=NOW)
        since = NOW - DAY
        assert await announcements.arrived(session, "1", "1:1", since=since) == [
            Arrived(here.id, 77, NOW + MINUTE)
        ]
        number, some = await announcements.out_of_reach(session, "1", "1:1", since=since, limit=5)
        assert (number, [one.target.id for one in some]) == (1, [there.id])
        recall = digest(here, "1:1", kind=OutboxKind.RECALL)
        await outbox.add(session, [recall], now=NOW)
        assert await announcements.arrived(session, "1", "1:1", since=since) == []
        assert len(await announcements.arrived(session, "1", "1:2", since=since)) == 1


async def test_what_a_group_got_before_it_moved_cannot_be_taken_back(database):
    async with database.write() as session:
        group = await stored_chat(session, -1, kind=ChatKind.GROUP)
        target = await stored_target(session, group)
        await sent(session, target)
        waiting = digest(target, "2", kind=OutboxKind.ANNOUNCEMENT)
        await outbox.add(session, [waiting, digest(target, "1:1", kind=OutboxKind.RECALL)], now=NOW)
        await migrate(session, -1, -1002, now=NOW)
        assert [(row.key, row.state, row.message_id, row.reason) for row in await rows(session)] == [
            ("1", OutboxState.SENT, None, ""),
            ("2", OutboxState.PENDING, None, ""),
            ("1:1", OutboxState.CANCELLED, None, MOVED),
        ]
        assert await announcements.arrived(session, "1", "1:2", since=NOW - DAY) == []


async def test_an_announcement_waits_for_the_digest_before_it(database):
    async with database.write() as session:
        target, other = await stored_target(session), await stored_target(session)
        both = [digest(target, "1", kind=OutboxKind.ANNOUNCEMENT), digest(target)]
        await outbox.add(session, [*both, digest(other, "1", kind=OutboxKind.ANNOUNCEMENT)], now=NOW)

        async def claim(now: Any = NOW) -> list[Any]:
            found = await sending.claim(session, SENDER, now=now, lease=MINUTE, limit=9)
            return [one.row for one in found]

        first, second, third = await claim()
        assert [row.kind for row in (first, second, third)] == [
            OutboxKind.DIGEST,
            OutboxKind.ANNOUNCEMENT,
            OutboxKind.ANNOUNCEMENT,
        ]
        assert await sending.start_sending(session, first.id, SENDER, now=NOW)
        await sending.put_back(session, first.id, SENDER, "429", now=NOW, not_before=NOW + MINUTE)
        started = [await sending.start_sending(session, row.id, SENDER, now=NOW) for row in (second, third)]
        assert sorted(zip((second.target_id, third.target_id), started, strict=True)) == [
            (target.id, False),
            (other.id, True),
        ]
        assert await claim() == []
        assert [row.kind for row in await claim(NOW + MINUTE)] == [
            OutboxKind.DIGEST,
            OutboxKind.ANNOUNCEMENT,
        ]


async def test_an_announcement_waits_also_for_a_digest_that_is_claimed_again(database):
    async with database.write() as session:
        target = await stored_target(session)
        both = [digest(target), digest(target, "1", kind=OutboxKind.ANNOUNCEMENT)]
        await outbox.add(session, both, now=NOW)

        async def claim(now: Any) -> list[Any]:
            found = await sending.claim(session, SENDER, now=now, lease=HOUR, limit=9)
            return [one.row for one in found]

        first, second = await claim(NOW)
        assert await sending.start_sending(session, first.id, SENDER, now=NOW)
        later = NOW + MINUTE
        await sending.put_back(session, first.id, SENDER, "429", now=NOW, not_before=later)
        assert [row.id for row in await claim(later)] == [first.id]
        assert not await sending.start_sending(session, second.id, SENDER, now=later)
        assert await sending.start_sending(session, first.id, SENDER, now=later)
        await sending.mark_sent(session, first.id, SENDER, 7, now=later)
        assert [row.id for row in await claim(later)] == [second.id]
        assert await sending.start_sending(session, second.id, SENDER, now=later)


async def test_in_the_group_of_after_it_is_sent_unless_nobody_wants_it_any_more(database):
    states = (AnnouncementState.SENDING, AnnouncementState.DONE, AnnouncementState.RECALLED)
    async with database.write() as session:
        chat = await stored_chat(session, -5, kind=ChatKind.GROUP)
        target = await stored_target(session, chat)
        waiting = [digest(target, "1-1", kind=OutboxKind.RECALL)]
        for state in states:
            announcement = await made(session)
            await announcements.change_state(session, announcement.id, [announcement.state], state)
            waiting.append(digest(target, str(announcement.id), kind=OutboxKind.ANNOUNCEMENT))
        await outbox.add(session, waiting, now=NOW)
        await chats.mark_unreachable(session, chat.id, TargetState.LEFT, now=NOW)
        await migrate(session, -5, -1005, now=NOW)
        found = {(row.kind, row.key): row.state for row in await rows(session)}
    assert found == {
        (OutboxKind.RECALL, "1-1"): OutboxState.CANCELLED,
        (OutboxKind.ANNOUNCEMENT, "1"): OutboxState.PENDING,
        (OutboxKind.ANNOUNCEMENT, "2"): OutboxState.PENDING,
        (OutboxKind.ANNOUNCEMENT, "3"): OutboxState.CANCELLED,
    }


async def test_what_had_ended_is_under_way_again_and_the_rest_as_it_was(database):
    before = [*AnnouncementState]
    async with database.write() as session:
        for state in before:
            announcement = await made(session)
            await announcements.change_state(session, announcement.id, [announcement.state], state)
        other = await made(session)
        await announcements.change_state(session, other.id, [other.state], AnnouncementState.DONE)
        # As keys are after a merge, and of recalls.
        keys = [str(number) for number in range(1, len(before))] + [f"{len(before)}:2+77", "1:1", "2+5"]
        await announcements.reopen(session, keys)
        after = [one.state for one in reversed(await announcements.latest(session, 99))]
    assert dict(zip(before, after, strict=False)) == {
        AnnouncementState.DRAFT: AnnouncementState.DRAFT,
        AnnouncementState.SENDING: AnnouncementState.SENDING,
        AnnouncementState.STOPPING: AnnouncementState.STOPPING,
        AnnouncementState.CANCELLED: AnnouncementState.STOPPING,
        AnnouncementState.DONE: AnnouncementState.SENDING,
        AnnouncementState.RECALLING: AnnouncementState.RECALLING,
        AnnouncementState.RECALLED: AnnouncementState.RECALLING,
    }
    assert after[-1] is AnnouncementState.DONE
