"""One asks for far too much while others ask: they are answered, and told apart."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cmiabot.messages.screens import Action
from cmiabot.store import chats
from cmiabot.telegram.callbacks import EDITING, posts
from cmiabot.telegram.flooding import PERSON, PERSON_IN_GROUP
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, Fault
from tests.auxil.hosts import deliver, write_digest
from tests.auxil.running_bot import (
    TIMEOUT,
    RunningBot,
    api_fixture,  # noqa: F401
    bot_fixture,  # noqa: F401
    running_bot,
)
from tests.auxil.transcripts import Seen

TRANSCRIPT = Path(__file__).parent / "conversations" / "over_http" / "flood.txt"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
"""It stands still: nothing more is allowed meanwhile."""
FLOOD_OF = "/paper 1"

QUESTION = "谁建议在工业园区建微电网"
OTHER, GROUP = 2002, -1001
FLOOD = 500


async def test_what_the_flooder_sees_and_what_somebody_else_does(api: FakeBotApi) -> None:
    event = asyncio.Event()
    # The first answer hangs, so that everything else happens before it in a known order.
    api.fail("sendMessage", Fault.delay(event), chat_id=USER_ID)
    shown = Seen(api, "One asks 500 times at once, another asks meanwhile.", {USER_ID: "甲", OTHER: "乙"})
    async with running_bot(api, clock=lambda: NOW) as bot:
        api.push_message(FLOOD_OF)
        await api.wait_for("sendMessage")
        for _ in range(FLOOD - 1):
            api.push_message(FLOOD_OF)
        await api.wait_until(lambda: bool(api.sent_to(USER_ID)), TIMEOUT)
        shown.did(f"甲: {FLOOD_OF} (×{FLOOD})")
        await bot.say(QUESTION, user_id=OTHER)
        shown.did(f"乙: {QUESTION}")
        event.set()
        await bot.settle()
        shown.did("(now 甲 is answered, as far as that is done at all)")
    shown.check(TRANSCRIPT)


async def test_others_are_answered_while_one_floods(bot: RunningBot) -> None:
    """Of all who write, nobody waits for the answers to somebody else."""
    event = asyncio.Event()
    bot.api.fail("sendMessage", Fault.delay(event), times=FLOOD, chat_id=USER_ID)
    for _ in range(FLOOD):
        bot.api.push_message(QUESTION)
    for person in range(OTHER, OTHER + 5):
        assert "北光电气" in (await bot.say(QUESTION, user_id=person)).visible_text
    assert bot.api.received[USER_ID] == []
    event.set()
    await bot.settle()
    assert len(bot.api.received[USER_ID]) > PERSON.burst


async def test_the_flooder_gets_the_burst_and_one_polite_notice(bot: RunningBot) -> None:
    for _ in range(FLOOD):
        bot.api.push_message("/papers")
    await bot.settle()
    said = [one.visible_text for one in bot.api.received[USER_ID]]
    told = [text for text in said if "太快" in text]
    assert len(told) == 1
    assert PERSON.burst <= len(said) - 1 < FLOOD / 2


async def test_a_flood_of_presses_is_told_over_the_chat(bot: RunningBot) -> None:
    screen = await bot.say("/papers")
    (data,) = {one["callback_data"] for one in screen.buttons[:1]}
    for _ in range(3 * PERSON.burst):
        bot.api.push_callback(screen, data)
    await bot.settle()
    notes = [call.parameters.get("text", "") for call in bot.api.calls_of("answerCallbackQuery")]
    assert len([note for note in notes if "太快" in note]) == 1


async def test_a_group_is_told_once_whoever_floods(bot: RunningBot) -> None:
    bot.api.add_chat(GROUP)
    for number in range(200):
        bot.api.push_message("/papers", user_id=3000 + number, chat_id=GROUP)
    await bot.settle()
    said = [one.visible_text for one in bot.api.received[GROUP]]
    assert len([text for text in said if "太快" in text]) == 1
    # Where they are not asking there, people are answered.
    assert "论文和发言" in (await bot.say("/papers", user_id=3199)).visible_text


async def test_one_member_cannot_fill_a_group_by_pressing_what_opens_something(api: FakeBotApi) -> None:
    async with running_bot(api, clock=lambda: NOW) as bot:
        api.add_chat(GROUP)
        listed = await bot.say("/papers", chat_id=GROUP)
        for _ in range(60):
            api.push_callback(listed, listed.buttons[0]["callback_data"], user_id=OTHER)
        await bot.settle()
        assert len(api.received[GROUP]) == 1 + PERSON_IN_GROUP.burst
        notes = [call.parameters.get("text", "") for call in api.calls_of("answerCallbackQuery")]
        assert len([note for note in notes if "太快" in note]) == 1
        # Nor can they ask there any more; others can.
        api.push_message("/papers", chat_id=GROUP, user_id=OTHER)
        await bot.say("/papers", chat_id=GROUP)


ASKED = ("/ask 北光电气提过什么", "/papers", "/paper 1", "/theme energy", "/themes", "/advisers")
CHANGED = ("/subscriptions", "/subscribe", "/subscribe 汽车", "/unsubscribe 汽车", "/pause", "/settings")
LOOKED_AT = ("/timezone", "/digest", "/status", "/forgetme")


async def test_what_brings_a_message_to_a_group_is_known_beforehand(api: FakeBotApi) -> None:
    """Of every action there is on a button in a group, pressed by who may."""
    passed = timedelta()
    async with running_bot(api, clock=lambda: NOW + passed) as bot:
        api.add_chat(GROUP)
        api.set_member(GROUP, USER_ID, "administrator")
        for theme in ("能源与电力", "人才"):
            await bot.say(f"/subscribe {theme}", chat_id=GROUP)
        seen: dict[str, bool] = {}
        for text in (*ASKED, *CHANGED, *LOOKED_AT, "/subscribe 人才"):
            passed += timedelta(minutes=2)
            message = await bot.say(text, chat_id=GROUP)
            if text == "/subscribe 人才":
                await write_digest(bot, GROUP)
                await deliver(bot)
                message = api.sent_to(GROUP)[-1]
            offered = [one.get("callback_data", "") for one in message.buttons]
            for data in offered:
                if not data or _sort(data) in seen:
                    continue
                passed += timedelta(minutes=2)
                before = len(api.received[GROUP])
                note = await bot.press_old(message, data)
                await bot.settle()
                assert "text" not in note.parameters, data
                seen[_sort(data)] = len(api.received[GROUP]) > before
                assert seen[_sort(data)] is posts(data), data
                offered += [one.get("callback_data", "") for one in message.buttons]
        in_place = {f"v1:o:{one.value}" for one in EDITING - {Action.UNPOST, Action.ANNOUNCEMENTS}}
        assert {sort.rpartition(":")[0] for sort, posted in seen.items() if not posted} >= in_place


def _sort(data: str) -> str:
    """The action of a button, and whether it names anything."""
    parts = data.split(":")
    return ":".join([*parts[:3], "…" if parts[3:4] not in ([], [""]) else ""])


async def test_talk_in_a_group_that_the_bot_reads_takes_nothing_from_anybody(bot: RunningBot) -> None:
    bot.api.add_chat(GROUP)
    for _ in range(100):
        bot.api.push_message("今天天气不错", chat_id=GROUP)
    assert "论文和发言" in (await bot.say("/papers", chat_id=GROUP)).visible_text
    await bot.settle()
    assert len(bot.api.received[GROUP]) == 1


async def test_what_happens_in_a_flood_is_never_passed_over(bot: RunningBot) -> None:
    """Who blocks the bot right after a flood has blocked it."""
    await bot.say("/subscribe energy")
    for _ in range(FLOOD):
        bot.api.push_message("/papers")
    bot.api.push_membership(USER_ID, "kicked")
    await bot.settle()
    async with bot.services.database.read() as session:
        chat = await chats.find(session, USER_ID)
    assert chat is not None
    assert not chat.reachable
