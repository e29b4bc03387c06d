"""Following things in a chat, over the Bot API: what is said, what is due afterwards, and what is kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from cmiabot.delivery.digests import make_digest
from cmiabot.delivery.messenger import Destination, Outgoing
from cmiabot.delivery.places import Place
from cmiabot.delivery.programme import EVERYTHING, Choice
from cmiabot.messages.digests import digest_screen
from cmiabot.messages.expecting import Silence
from cmiabot.messages.screens import pages
from cmiabot.settings import Secret
from cmiabot.store import chats, outbox, sending, subscriptions, targets
from cmiabot.store.database import Database
from cmiabot.store.tables import METADATA, UPDATES
from cmiabot.store.values import NewOutboxRow, OutboxKind, OutboxState
from cmiabot.telegram.context import Services
from cmiabot.telegram.messenger import TelegramMessenger
from tests.auxil.fake_bot_api import USER_ID, FakeBotApi, SentMessage
from tests.auxil.running_bot import RunningBot, api_fixture, bot_fixture, running_bot  # noqa: F401
from tests.auxil.stored import rows

ME = Place(USER_ID)
GROUP, STRANGER = -1001, 2002
YEAR = timedelta(days=365)
HYDROGEN, ENERGY, NORDLICHT = ("theme", "hydrogen"), ("theme", "energy"), ("organisation", "nordlicht")


def labels(message: SentMessage) -> list[str]:
    return [one["text"] for one in message.buttons]


async def followed(bot: RunningBot, place: Place = ME) -> tuple[Any, ...]:
    """What a place follows, as the database says."""
    return (await bot.services.following.standing(place, now=datetime.now(UTC))).interests


async def targets_due(database: Database) -> int:
    """How many targets would be due within a year."""
    async with database.read() as session:
        return len(await targets.due(session, datetime.now(UTC) + YEAR, 100))


async def deliver(bot: RunningBot, services: Services) -> SentMessage:
    """What the next cycle does for the one who subscribed: a digest is written, sent and noted."""
    now = datetime.now(UTC)
    async with services.database.write() as session:
        chat = await chats.find(session, USER_ID)
        assert chat is not None
        (target,) = await targets.of_chat(session, chat.id)
        interests = [(one.kind.value, one.ref) for one in await subscriptions.of_target(session, target.id)]
        chosen = services.programme.choose(interests, {}, now.date())
        assert isinstance(chosen, Choice)
        payload = {"reasons": [list(reason) for reason in chosen.reasons]}
        row = NewOutboxRow(target.id, OutboxKind.DIGEST, "today", now, payload, chosen.paper, now.date())
        await outbox.add(session, [row], now=now)
        (claimed,) = await sending.claim(session, "s", now=now, lease=timedelta(minutes=1), limit=1)
        assert await sending.start_sending(session, claimed.row.id, "s", now=now)
    digest = make_digest(services.collection, chosen.paper, chosen.reasons)
    assert digest is not None
    (page,) = pages(digest_screen(services.collection, digest, "zh"))
    message = await TelegramMessenger(bot.bot).send(Destination(USER_ID, private=True), Outgoing(page, "zh"))
    async with services.database.write() as session:
        await sending.mark_sent(session, claimed.row.id, "s", message, now=now)
    return bot.api.messages[USER_ID, message]


class TestSubscribing:
    async def test_a_name_that_is_certain_is_followed_at_once(self, bot: RunningBot) -> None:
        message = await bot.say("/subscribe 北光")
        assert "已订阅机构“北光电气”" in message.visible_text
        assert "2 篇、5 条要点" in message.visible_text
        assert "08:30（重庆时间）" in message.visible_text
        assert labels(message) == ["看下一篇", "撤销"]
        assert await followed(bot) == (NORDLICHT,)

    async def test_twice_is_once(self, bot: RunningBot) -> None:
        await bot.say("/subscribe 北光")
        assert "已经订阅了" in (await bot.say("/subscribe Nordlicht")).visible_text
        assert await followed(bot) == (NORDLICHT,)

    async def test_a_name_that_is_not_certain_is_asked_about_first(self, bot: RunningBot) -> None:
        asked = await bot.say("/subscribe 轻能")
        assert "是不是主题“氢能”" in asked.visible_text
        assert await followed(bot) == ()
        await bot.press(asked, "氢能")
        assert await followed(bot) == (HYDROGEN,)

    async def test_a_name_there_is_not_is_one_line_and_the_themes_a_tap_away(self, bot: RunningBot) -> None:
        message = await bot.say("/subscribe 火星")
        assert "没有“火星”可以订阅" in message.visible_text
        assert len(message.visible_text.splitlines()) == 1
        assert labels(message) == ["选主题"]

    async def test_it_can_be_undone_and_that_as_well(self, bot: RunningBot) -> None:
        message = await bot.say("/subscribe 北光")
        await bot.press(message, "撤销")
        assert await followed(bot) == ()
        assert "已退订机构“北光电气”" in message.visible_text
        await bot.press(message, "撤销")
        assert await followed(bot) == (NORDLICHT,)
        assert "已订阅机构“北光电气”" in message.visible_text

    async def test_themes_are_ticked_in_the_place_of_the_message(self, bot: RunningBot) -> None:
        message = await bot.say("/subscribe")
        await bot.press(message, "能源与电力")
        assert "✓ 能源与电力" in labels(message)
        assert await followed(bot) == (ENERGY,)
        await bot.press(message, "全部内容")
        await bot.press(message, "✓ 能源与电力")
        assert await followed(bot) == (EVERYTHING,)
        assert len(bot.api.sent_to(USER_ID)) == 1

    async def test_who_an_answer_is_about_can_be_followed_from_it(self, bot: RunningBot) -> None:
        for typed, button, interest in [
            ("北光电气提过什么", "订阅北光电气", NORDLICHT),
            ("/paper 2", "订阅顾云", ("adviser", "gu-yun")),
            ("/theme 人才", "订阅人才", ("theme", "talent")),
        ]:
            await bot.press(await bot.say(typed), button)
            assert interest in await followed(bot)

    @pytest.mark.parametrize(
        "data", ["v1:o:F:t-gone", "v1:o:K:x-y", "v1:o:U:", "v1:o:=:t-9999", "v1:o:=:z-Mars"]
    )
    async def test_a_button_about_what_is_not_there_is_told_to_be_old(
        self, bot: RunningBot, data: str
    ) -> None:
        message = await bot.say("/subscribe")
        assert "过期" in (await bot.press_old(message, data)).parameters["text"]
        assert await followed(bot) == ()


class TestUnsubscribing:
    async def test_one_tap_under_a_digest_ends_what_it_came_for(self, bot: RunningBot) -> None:
        await bot.say("/subscribe 能源与电力")
        await bot.say("/subscribe 云岭")
        digest = await deliver(bot, bot.services)
        assert "主题“能源与电力”" in digest.visible_text
        await bot.press(digest, "退订")
        reply = bot.api.sent_to(USER_ID)[-1]
        assert "已退订主题“能源与电力”" in reply.visible_text
        assert "还订阅着机构“云岭化工”" in reply.visible_text
        assert await followed(bot) == (("organisation", "yunling"),)
        await bot.press(reply, "撤销")
        assert ENERGY in await followed(bot)
        await bot.press(digest, "退订")
        await bot.press(digest, "退订")
        assert "没有订阅这一项" in bot.api.sent_to(USER_ID)[-1].visible_text

    async def test_two_overlapping_subscriptions_are_one_message_that_names_both(
        self, bot: RunningBot
    ) -> None:
        await bot.say("/subscribe 能源与电力")
        await bot.say("/subscribe 北光")
        digest = await deliver(bot, bot.services)
        assert "主题“能源与电力”、机构“北光电气”" in digest.visible_text
        await bot.press(digest, "退订")
        assert await followed(bot) == ()

    async def test_then_the_next_cycle_sends_nothing(self, bot: RunningBot) -> None:
        await bot.say("/subscribe everything")
        assert await targets_due(bot.services.database) == 1
        list_of_all = await bot.say("/unsubscribe")
        await bot.press(list_of_all, "✕ 全部内容")
        assert await targets_due(bot.services.database) == 0

    async def test_an_undo_from_long_ago_is_told_to_be_too_late(self, api: FakeBotApi) -> None:
        async with running_bot(api) as bot:
            message = await bot.say("/subscribe 北光")
            await bot.press(message, "撤销")
        async with running_bot(api) as bot:  # with a database that is empty again
            note = await bot.press(message, "撤销")
            assert "隔得太久" in note.parameters["text"]
            assert await followed(bot) == ()


class TestShownAgain:
    async def test_what_came_today_is_shown_again_and_nothing_is_sent_for_it(self, bot: RunningBot) -> None:
        await bot.say("/time 00:00")
        await bot.say("/days 1-7")
        await bot.say("/subscribe 北光")
        digest = await deliver(bot, bot.services)
        again = await bot.say("/timezone Africa/Abidjan")  # where the date is that of UTC
        again = await bot.say("/digest")
        assert digest.visible_text.splitlines()[1:] == again.visible_text.splitlines()[1:]
        async with bot.services.database.read() as session:
            assert [row.state for row in await rows(session)] == [OutboxState.SENT]
        status = (await bot.say("/status")).visible_text
        assert "上一篇：今天" in status
        assert "北光电气" in status


class TestStatus:
    async def test_who_paused_and_follows_nothing_is_told_both(self, bot: RunningBot) -> None:
        await bot.say("/pause")
        status = (await bot.say("/status")).visible_text
        assert "还没有订阅" in status
        assert "已经暂停" in status


class TestLanguage:
    async def test_a_chat_is_answered_in_the_language_it_chose(self, bot: RunningBot) -> None:
        await bot.say("/language English")
        assert "Papers and speeches" in (await bot.say("/papers")).visible_text
        assert "There is no such command" in (await bot.say("/nosuch")).visible_text
        note = await bot.press_data(await bot.say("/papers"), "v0:gone")
        assert "out of date" in note.parameters["text"]

    async def test_also_after_a_restart(self, api: FakeBotApi, tmp_path: Path) -> None:
        url = Secret(f"sqlite:///{tmp_path / 'cmiabot.db'}")
        async with running_bot(api, database_url=url) as bot:
            await bot.say("/language 繁體")
        async with running_bot(api, database_url=url) as bot:
            assert "論文和發言" in (await bot.say("/papers")).visible_text

    async def test_answers_stay_in_the_language_of_the_question(self, bot: RunningBot) -> None:
        await bot.say("/language English")
        assert "建议" in (await bot.say("北光电气提过什么")).visible_text

    async def test_of_one_who_was_never_met_nothing_is_written_down(self, bot: RunningBot) -> None:
        await bot.say("/papers")
        await bot.say("/status")
        async with bot.services.database.read() as session:
            assert await chats.find(session, USER_ID) is None


class TestMembership:
    async def test_who_blocks_the_bot_gets_nothing_until_they_take_it_back(self, bot: RunningBot) -> None:
        await bot.say("/subscribe everything")
        bot.api.push_membership(USER_ID, "kicked")
        await bot.settle()
        assert await targets_due(bot.services.database) == 0
        standing = await bot.services.following.standing(ME, now=datetime.now(UTC))
        assert (standing.interests, standing.outlook.silence) == ((EVERYTHING,), Silence.GONE)
        bot.api.push_membership(USER_ID, "member")
        await bot.settle()
        assert await targets_due(bot.services.database) == 1


class TestForgetting:
    async def test_nothing_is_left_in_any_table(self, bot: RunningBot) -> None:
        await bot.say("/subscribe everything")
        await deliver(bot, bot.services)
        await bot.say("北光电气提过什么")
        await bot.say("/unsubscribe 全部")
        await bot.say("/language English")
        asked = await bot.say("/forgetme")
        await bot.press(asked, "Keep it")
        assert await sizes(bot.services.database) > 0
        asked = await bot.say("/forgetme")
        await bot.press(asked, "Yes, delete it all")
        assert "deleted" in asked.visible_text
        assert await sizes(bot.services.database) == 0
        assert "论文和发言" in (await bot.say("/papers")).visible_text

    async def test_an_answer_from_before_is_forgotten_kindly(self, bot: RunningBot) -> None:
        answer = await bot.say("北光电气提过什么")
        await bot.press(await bot.say("/forgetme"), "是，全部删除")
        assert "不记得" in (await bot.press(answer, "下一页 ›")).parameters["text"]


async def sizes(database: Database) -> int:
    """How many rows all tables have together, but for the numbers of updates, which are nobody's."""
    async with database.read() as session:
        counts = [
            (await session.execute(select(func.count()).select_from(table))).scalar_one()
            for table in METADATA.tables.values()
            if table is not UPDATES
        ]
    return sum(counts)


class TestGoingOn:
    async def test_a_question_goes_on_from_the_one_before_a_restart(
        self, api: FakeBotApi, tmp_path: Path
    ) -> None:
        url = Secret(f"sqlite:///{tmp_path / 'cmiabot.db'}")
        async with running_bot(api, database_url=url) as bot:
            await bot.say("何川提过换电站吗")
        async with running_bot(api, database_url=url) as bot:
            assert "找到 1 条" in (await bot.say("那市规划办呢")).visible_text

    async def test_people_of_a_group_go_on_each_from_their_own(self, bot: RunningBot) -> None:
        bot.api.add_chat(GROUP)
        await bot.say("/ask 顾云提过什么", chat_id=GROUP)
        await bot.say("/ask 何川提过什么", chat_id=GROUP, user_id=STRANGER)
        assert (await bot.say("/ask 他是谁", chat_id=GROUP)).visible_text.startswith("顾云")
