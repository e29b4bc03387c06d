"""Announcements, over HTTP against the fake Bot API: written, aimed, sent, followed, taken back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from cmiabot.delivery import progress
from cmiabot.delivery.programme import Programme
from cmiabot.delivery.running import Delivery, Outlet
from cmiabot.messages.announcing import Audience, Kind
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.html import visible_text
from cmiabot.messages.screens import Action
from cmiabot.store import announcements, audit, chats, subscriptions, supergroups
from cmiabot.store.processes import this_process
from cmiabot.store.values import (
    ChatKind,
    OutboxKind,
    OutboxRow,
    OutboxState,
    SubscriptionKind,
    TargetState,
)
from cmiabot.telegram.callbacks import OpenScreen, TurnScreen, encode
from cmiabot.telegram.handlers.announcing import BUTTONS
from tests.auxil.announcing import Desk, desk_fixture  # noqa: F401
from tests.auxil.delivering import TIMEOUT
from tests.auxil.fake_bot_api import Fault
from tests.auxil.hurried import unlimited
from tests.auxil.loaded_collections import frozen_collection
from tests.auxil.office import GROUP, OPERATOR, STRANGER, labels, office_fixture  # noqa: F401
from tests.auxil.running_bot import api_fixture  # noqa: F401

HOUR = timedelta(hours=1)
REFUSAL = Fault.error(400, "Bad Request: BUTTON_DATA_INVALID")
OLD_BUTTON = visible_text(catalogue("zh").text("error.old_button"))
TEXT = "😀 Closed tomorrow, see https://example.org & <more>"
ENTITIES: list[dict[str, Any]] = [
    {"type": "bold", "offset": 3, "length": 6},
    {"type": "text_link", "offset": 10, "length": 8, "url": "https://example.org/?a=1&b=2"},
    {"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"},
]


def reply_to(text: str, entities: list[Any]) -> dict[str, Any]:
    chat = {"id": OPERATOR, "type": "private", "first_name": "O"}
    return {
        "reply_to_message": {
            "message_id": 7,
            "date": 0,
            "chat": chat,
            "text": text,
            "entities": entities,
        }
    }


class TestWriting:
    async def test_the_preview_is_what_is_sent_to_the_byte(self, desk: Desk) -> None:
        await desk.office.post.chat(8)
        preview, _ = await desk.draft("/announce", **reply_to(TEXT, ENTITIES))
        await desk.announce("/announce", **reply_to(TEXT, ENTITIES))
        await desk.send_all()
        (got,) = desk.office.api.sent_to(8)
        assert (got.formatted, got.reply_markup) == (preview.formatted, preview.reply_markup)
        requests = [
            {name: value for name, value in call.parameters.items() if name != "chat_id"}
            for call in desk.office.api.calls_of("sendMessage")
            if call.parameters.get("text") == TEXT
        ]
        shown, sent = requests[0], requests[-1]
        # Not even the sound is another one.
        assert "disable_notification" not in shown
        assert shown | {"disable_notification": False} == sent
        assert sent["entities"] == ENTITIES
        assert "parse_mode" not in sent

    @pytest.mark.parametrize("beginning", ["/announce ", "/announce\n", "/announce@fake_test_bot   "])
    async def test_behind_the_command_the_formatting_moves_along(self, desk: Desk, beginning: str) -> None:
        by = len(beginning)
        command = {"type": "bot_command", "offset": 0, "length": len(beginning.rstrip())}
        moved = [{**entity, "offset": entity["offset"] + by} for entity in ENTITIES]
        preview, _ = await desk.draft(beginning + TEXT, entities=[command, *moved])
        assert preview.visible_text == TEXT
        assert [*preview.formatted.entities] == ENTITIES

    async def test_nothing_to_announce(self, desk: Desk) -> None:
        assert (await desk.office.say("/announce")).startswith("请写公告内容")
        photo = {"message_id": 7, "date": 0, "chat": {"id": OPERATOR, "type": "private"}, "photo": []}
        said = await desk.office.say("/announce", reply_to_message=photo)
        assert said.startswith("公告只能是文字")

    async def test_a_draft_can_be_given_up(self, desk: Desk) -> None:
        _, card = await desk.draft()
        assert await desk.office.press(card, "不发了") == ""
        assert card.visible_text == "公告 1 没有发，草稿已删。"
        assert await desk.office.say("/announcements") == "还没有公告。发公告：/announce"
        assert await desk.office.audited() == [(OPERATOR, "announcement.discard")]


class TestAudience:
    async def test_it_is_chosen_by_kind_language_and_theme(self, desk: Desk) -> None:
        post, collection = desk.office.post, frozen_collection()
        await post.chat(8)
        await post.chat(9, language="en")
        await post.chat(GROUP)
        await post.chat(-1002, ChatKind.SUPERGROUP)
        await post.chat(-1003, ChatKind.CHANNEL)
        only_energy = await post.chat(10)

        async def follow(session: Any) -> None:
            await subscriptions.remove(session, only_energy.id, SubscriptionKind.EVERYTHING)
            await subscriptions.add(session, only_energy.id, SubscriptionKind.THEME, "energy", now=post.now)

        await post.write(follow)
        _, card = await desk.draft()
        assert "现在共 7 处：个人 4，群 2，频道 1。" in card.visible_text
        await desk.office.press(card, "个人")
        assert "共 4 处：个人 4，群 0，频道 0" in card.visible_text
        await desk.office.press(card, "频道")
        assert "发给：个人、频道" in card.visible_text
        assert "共 5 处" in card.visible_text
        await desk.office.press(card, "✓ 频道")
        await desk.office.press(card, "English")
        assert "共 1 处" in card.visible_text
        await desk.office.press(card, "✓ English")
        await desk.office.press(card, "按主题…")
        theme, other = (collection.themes[name].name.zh for name in ("energy", "hydrogen"))
        await desk.office.press(card, theme)
        assert f"✓ {theme}" in labels(card)
        await desk.office.press(card, "‹ 公告")
        # Those who follow everything; the operator follows nothing.
        assert f"发给：个人、{theme}" in card.visible_text
        assert "共 3 处" in card.visible_text
        await desk.office.press(card, "按主题…")
        await desk.office.press(card, f"✓ {theme}")
        await desk.office.press(card, other)
        await desk.office.press(card, "‹ 公告")
        assert "共 2 处" in card.visible_text

    async def test_who_has_them_off_or_cannot_be_reached_is_left_out(self, desk: Desk) -> None:
        post = desk.office.post
        off, gone = await post.chat(8), await post.chat(9)

        async def change(session: Any) -> None:
            await chats.set_announcements(session, off.chat_id, False)
            await chats.mark_unreachable(session, gone.chat_id, "blocked", now=post.now)  # type: ignore[arg-type]

        await post.write(change)
        _, card = await desk.draft()
        assert "共 1 处" in card.visible_text

    async def test_where_the_number_is_another_by_now_nothing_is_sent(self, desk: Desk) -> None:
        _, card = await desk.draft()
        await desk.office.post.chat(8)
        note = await desk.office.press(card, "发给 1 处")
        assert note.startswith("没有发：现在会发给 2 处")
        assert await desk.rows() == []
        assert "发给 2 处" in labels(card)

    @pytest.mark.parametrize(
        ("stored", "audience"),
        [
            ({}, Audience()),
            ({"kinds": ["people"]}, Audience(kinds=(Kind.PEOPLE,))),
            ({"languages": ["en"], "themes": ["energy"]}, Audience((), ("en",), ("energy",))),
        ],
        ids=["no field", "the first", "others"],
    )
    async def test_a_field_that_an_older_version_did_not_store_restricts_nothing(
        self, desk: Desk, stored: dict[str, Any], audience: Audience
    ) -> None:
        await desk.draft()
        await desk.office.post.write(lambda session: announcements.set_audience(session, 1, stored))
        assert (await desk.office.application.services.announcing.card(1)).audience == audience


class TestSending:
    async def test_it_goes_once_to_a_chat_and_the_card_follows(self, desk: Desk) -> None:
        post = desk.office.post
        desk.office.api.add_chat(GROUP)
        await post.chat(GROUP)
        await post.topic(GROUP, 5)
        card = await desk.announce()
        assert card.visible_text.startswith(
            "公告 1　正在发　2026-03-02 08:30\n发给：全部\n已发 0/2，还在等 2"
        )
        assert labels(card) == ["停止发送"]
        await desk.send_all()
        assert desk.got(GROUP) == ["Hello"]
        assert "已发完" in card.visible_text
        assert "已发 2/2" in card.visible_text
        await desk.send_all()
        assert desk.got(OPERATOR)[-1] == "公告 1 的结果\n共 2：已发 2，不确定 0，失败 0，取消 0。"
        assert await desk.office.audited() == [(OPERATOR, "announcement.send")]

    async def test_a_second_press_sends_nothing_more(self, desk: Desk) -> None:
        _, card = await desk.draft()
        (data,) = [one["callback_data"] for one in card.buttons if one["text"] == "发给 1 处"]
        before = card.snapshot()
        assert await desk.office.press_data(before, data) == ""
        assert (await desk.office.press_data(before, data)).startswith("没有做")
        assert await desk.office.press_data(card, data) == OLD_BUTTON
        assert len(await desk.rows()) == 1

    async def test_the_card_is_edited_only_where_it_says_something_else(self, desk: Desk) -> None:
        card = await desk.announce()
        edits = card.edits
        await desk.look()
        await desk.look()
        assert card.edits == edits

    async def test_the_card_of_an_operator_who_is_not_known_is_in_the_language_of_the_bot(
        self, desk: Desk
    ) -> None:
        (asked,) = await desk.office.messages("/forgetme")
        await desk.office.press(asked, "是，全部删除")
        await desk.office.post.chat(8)
        card = await desk.announce()
        await desk.progress(language="en").look(desk.messenger)
        assert card.visible_text.startswith("Announcement 1")

    async def test_a_card_that_is_gone_keeps_nothing_from_its_end(self, desk: Desk) -> None:
        card = await desk.announce()
        card.deleted = True
        await desk.send_all()
        await desk.send_all()
        assert desk.got(OPERATOR)[-1].startswith("公告 1 的结果")

    async def test_the_report_names_where_it_did_not_arrive(self, desk: Desk) -> None:
        post = desk.office.post
        desk.office.api.add_chat(GROUP)
        await post.chat(GROUP)
        await post.chat(8)
        desk.office.api.set_member(8, desk.office.api.me["id"], "kicked")
        desk.office.api.fail("sendMessage", Fault.drop_after(), chat_id=GROUP)
        await desk.announce()
        await desk.send_all()
        await desk.send_all()
        (report,) = [text for text in desk.got(OPERATOR) if "1 的结果" in text]
        assert "已发 1，不确定 1，失败 1" in report
        assert f"Chat {GROUP} {GROUP}" in report
        assert "Chat 8 8" in report

    async def test_who_runs_the_bot_no_more_hears_nothing_of_it_and_others_do(self, desk: Desk) -> None:
        """The operators were changed while it was sent."""
        await desk.office.say("/start", user=STRANGER)
        card = await desk.announce()
        async with desk.sending():
            await desk.settled()
        edits, said = card.edits, card.visible_text
        await desk.look(STRANGER)
        await desk.look(STRANGER)
        async with desk.sending():
            await desk.settled()
        assert (card.edits, card.visible_text) == (edits, said)
        assert not [text for text in desk.got(OPERATOR) if "1 的结果" in text]
        (report,) = [text for text in desk.got(STRANGER) if "1 的结果" in text]
        assert "已发 2" in report

    async def test_it_goes_to_people_on_a_pause_but_not_where_the_bot_may_not_write(self, desk: Desk) -> None:
        api = desk.office.api
        await desk.office.say("/pause", user=8)
        api.add_chat(GROUP, is_forum=True)
        post = desk.office.post
        await post.chat(GROUP)
        await post.topic(GROUP, 5)
        await post.digest(await post.chat(GROUP), paper="cmia16-01")
        api.fail("sendMessage", Fault.error(400, "Bad Request: TOPIC_CLOSED"), chat_id=GROUP)
        await desk.send_all()
        await desk.announce()
        await desk.send_all()
        assert desk.got(8)[-1] == "Hello"
        (got,) = api.sent_to(GROUP)
        assert (got.visible_text, got.extra["message_thread_id"]) == ("Hello", 5)

    async def test_a_group_that_migrates_while_it_waits_gets_it(self, desk: Desk) -> None:
        api = desk.office.api
        api.add_chat(GROUP, "group")
        await desk.office.post.chat(GROUP)
        await desk.announce()
        api.migrate_chat(GROUP, -1002003)
        await desk.send_all()
        desk.office.post.now += HOUR
        await desk.send_all()
        assert desk.got(-1002003) == ["Hello"]
        assert {row.state for row in await desk.rows(OutboxKind.ANNOUNCEMENT)} == {OutboxState.SENT}


async def test_the_program_sends_follows_and_reports_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.2)
    post, limiter = desk.office.post, unlimited()
    for person in range(8, 28):
        await post.chat(person)
    card = await desk.announce()
    delivery = Delivery(
        post.database,
        Programme(frozen_collection()),
        Outlet(desk.messenger, limiter, post.render),
        holder=this_process(),
        clock=lambda: post.now,
        beside=desk.progress().run,
    )
    running = asyncio.create_task(delivery.run())

    def done() -> bool:
        return "已发完" in card.visible_text and "公告 1 的结果" in desk.got(OPERATOR)[-1]

    await desk.office.api.wait_until(done, TIMEOUT)
    delivery.stop()
    await asyncio.wait_for(running, TIMEOUT)
    assert "已发 21/21" in card.visible_text


class TestComingBackToLife:
    """Something changes after the card said that all is done."""

    async def mend(self, desk: Desk, row: OutboxRow, label: str) -> None:
        (receipt,) = await desk.office.messages(f"/receipt {row.id}")
        assert await desk.office.press(receipt, label) == ""

    async def last(self, desk: Desk, kind: OutboxKind, state: OutboxState) -> OutboxRow:
        (found,) = [row for row in await desk.rows(kind) if row.state is state]
        return found

    async def test_a_dead_letter_is_replayed(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        desk.office.api.fail("sendMessage", REFUSAL, chat_id=GROUP)
        card = await desk.announce()
        await desk.send_all()
        await desk.send_all()
        assert card.visible_text.splitlines()[0::2] == [
            "公告 1　已发完　2026-03-02 08:30",
            "已发 1/2，失败 1",
        ]
        row = await self.last(desk, OutboxKind.ANNOUNCEMENT, OutboxState.FAILED)
        await self.mend(desk, row, "重新发送")
        await desk.look()
        assert "正在发" in card.visible_text
        assert "已发 1/2，还在等 1" in card.visible_text
        await desk.send_all()
        assert "已发完" in card.visible_text
        assert "已发 2/2" in card.visible_text
        await desk.send_all()
        # What became of it was reported, and is not once more.
        assert len([text for text in desk.got(OPERATOR) if "公告 1 的结果" in text]) == 1

    async def test_a_doubtful_one_has_arrived(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        desk.office.api.fail("sendMessage", Fault.drop_after(), chat_id=GROUP)
        card = await desk.announce()
        await desk.send_all()
        assert "已发 1/2，不确定 1" in card.visible_text
        row = await self.last(desk, OutboxKind.ANNOUNCEMENT, OutboxState.UNCERTAIN)
        await self.mend(desk, row, "已收到")
        await desk.look()
        assert "已发完" in card.visible_text
        assert "已发 2/2" in card.visible_text

    async def test_one_of_those_that_were_stopped(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        desk.office.api.fail("sendMessage", REFUSAL, chat_id=GROUP)
        card = await desk.announce()
        async with desk.sending():
            await desk.settled()
        await desk.office.press(card, "停止发送")
        await desk.look()
        row = await self.last(desk, OutboxKind.ANNOUNCEMENT, OutboxState.FAILED)
        await self.mend(desk, row, "重新发送")
        await desk.send_all()
        assert "已停止" in card.visible_text
        assert "已发 2/2" in card.visible_text

    async def test_a_message_that_was_not_taken_back(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        await desk.announce()
        await desk.send_all()
        (asked,) = await desk.office.messages("/recall 1")
        desk.office.api.fail("deleteMessage", REFUSAL, chat_id=GROUP)
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        assert "收回：已删 1，已改 0，还留着 1" in asked.visible_text
        row = await self.last(desk, OutboxKind.RECALL, OutboxState.FAILED)
        await self.mend(desk, row, "重新发送")
        await desk.send_all()
        assert "已收回" in asked.visible_text
        assert "收回：已删 2，已改 0，还留着 0" in asked.visible_text

    async def test_a_group_was_given_up_and_has_only_moved(self, desk: Desk) -> None:
        api, new = desk.office.api, -1002003
        api.add_chat(GROUP, "group")
        group = await desk.office.post.chat(GROUP)
        card = await desk.announce()
        api.migrate_chat(GROUP, new)
        now = desk.office.post.now
        await desk.office.post.write(
            lambda session: chats.mark_unreachable(session, group.chat_id, TargetState.LEFT, now=now)
        )
        await desk.send_all()
        assert "已发 1/2，取消 1" in card.visible_text
        await desk.office.post.write(lambda session: supergroups.migrate(session, GROUP, new, now=now))
        await desk.send_all()
        assert desk.got(new) == ["Hello"]
        assert "已发完" in card.visible_text
        assert "已发 2/2" in card.visible_text


class TestSwitchingOff:
    async def test_the_button_under_an_announcement(self, desk: Desk) -> None:
        await desk.office.say("/start", user=8)
        await desk.announce()
        await desk.send_all()
        got = desk.office.latest(8)
        assert labels(got) == ["不收公告"]
        await desk.office.press(got, "不收公告", user=8)
        assert got.visible_text == "Hello"
        assert labels(got) == ["已不收公告，点此恢复"]
        assert "公告：不收" in await desk.office.say("/settings", user=8)
        _, card = await desk.draft()
        assert "共 1 处" in card.visible_text
        await desk.office.press(got, "已不收公告，点此恢复", user=8)
        assert labels(got) == ["不收公告"]
        # The chat is the person: nobody need know of it who it was.
        assert await desk.office.audited() == [(OPERATOR, "announcement.send")]

    async def test_who_switched_them_in_a_group_is_written_down_and_that_is_said(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        desk.office.api.set_member(GROUP, 8, "administrator")
        await desk.office.post.chat(GROUP, ChatKind.SUPERGROUP)
        await desk.announce()
        await desk.send_all()
        await desk.office.press(desk.office.latest(GROUP), "不收公告", user=8)
        await desk.office.press(desk.office.latest(GROUP), "已不收公告，点此恢复", user=8)
        assert (await desk.office.audited())[:2] == [(8, "announcements.on"), (8, "announcements.off")]
        assert "谁在那里开关过公告" in await desk.office.say("/privacy", user=8)

    async def test_in_the_settings_and_what_waits_does_not_come(self, desk: Desk) -> None:
        (settings,) = await desk.office.messages("/settings", user=8)
        await desk.announce()
        assert len(await desk.rows()) == 1
        await desk.office.say("/start", user=8)
        await desk.announce()
        await desk.office.press(settings, "不收公告", user=8)
        assert "公告：不收" in settings.visible_text
        await desk.send_all()
        assert "Hello" not in desk.got(8)
        await desk.office.press(settings, "收公告", user=8)
        assert "公告：收" in settings.visible_text

    async def test_a_member_of_a_group_may_not(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        await desk.announce()
        await desk.send_all()
        got = desk.office.latest(GROUP)
        assert await desk.office.press(got, "不收公告", user=STRANGER) != ""
        assert labels(got) == ["不收公告"]


class TestRecalling:
    async def test_it_is_deleted_everywhere(self, desk: Desk) -> None:
        await desk.office.say("/start", user=8)
        await desk.announce()
        await desk.send_all()
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        assert "正在收回" in asked.visible_text
        await desk.send_all()
        assert "Hello" not in desk.got(8)
        assert "已收回" in asked.visible_text
        assert "收回：已删 2，已改 0，还留着 0" in asked.visible_text
        await desk.send_all()
        assert desk.got(OPERATOR)[-1] == "公告 1 收回的结果\n已删 2，已改 0，还留着或可能留着 0。"

    async def test_what_is_too_old_to_be_deleted_says_that_it_was_withdrawn(self, desk: Desk) -> None:
        await desk.office.say("/start", user=8)
        await desk.announce()
        await desk.send_all()
        desk.office.post.now += 50 * HOUR
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        assert desk.office.latest(8).visible_text == "（这条公告已撤回。）"
        assert labels(desk.office.latest(8)) == []
        assert "已删 0，已改 2" in asked.visible_text

    async def test_it_is_corrected_everywhere(self, desk: Desk) -> None:
        await desk.office.say("/start", user=8)
        await desk.announce()
        await desk.send_all()
        got = desk.office.latest(8)
        beginning = "/recall 1 "
        moved = [{**entity, "offset": entity["offset"] + len(beginning)} for entity in ENTITIES]
        preview, asked = await desk.office.messages(
            beginning + TEXT, entities=[{"type": "bot_command", "offset": 0, "length": 7}, *moved]
        )
        assert (preview.visible_text, [*preview.formatted.entities]) == (TEXT, ENTITIES)
        await desk.office.press(asked, "是，全部更正")
        await desk.send_all()
        assert got.formatted == preview.formatted
        assert labels(got) == ["不收公告"]
        # Then it can still be taken back.
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        assert got.deleted
        assert [action for _, action in await desk.office.audited()][:2] == [
            "announcement.delete",
            "announcement.correct",
        ]
        assert "已经收回" in await desk.office.say("/recall 1 anew")
        # The question about the correction still stands there.
        correction = next(
            call.parameters["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
            for call in desk.office.api.calls_of("sendMessage")
            if "是，全部更正" in str(call.parameters.get("reply_markup"))
        )
        assert "已经收回" in await desk.office.press_old(asked, correction)

    async def test_in_reply_to_a_message_it_is_no_correction_by_it(self, desk: Desk) -> None:
        await desk.announce()
        await desk.send_all()
        (asked,) = await desk.office.messages("/recall 1", **reply_to(TEXT, ENTITIES))
        assert labels(asked) == ["是，全部收回", "不"]
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        assert "收回：已删 1，已改 0" in asked.visible_text

    async def test_the_report_says_what_stayed(self, desk: Desk) -> None:
        api = desk.office.api
        api.add_chat(GROUP)
        api.add_chat(-1002, "group")
        for chat in (8, GROUP, -1002):
            await desk.office.post.chat(chat)
        api.fail("sendMessage", Fault.drop_after(), chat_id=GROUP)
        await desk.announce()
        await desk.send_all()
        api.fail("deleteMessage", Fault.error(400, "Bad Request: message can't be deleted"), chat_id=8)
        api.migrate_chat(-1002, -1002003)
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        await desk.send_all()
        report = desk.got(OPERATOR)[-1]
        assert "已删 1，已改 0，还留着或可能留着 3。" in report
        for chat in (8, GROUP, -1002003):
            assert str(chat) in report
        # Nobody is to mend that, and nobody's digests are paused for it.
        assert {one.target.state for one in await desk.office.post.rows()} == {"active"}

    async def test_what_was_not_answered_is_tried_again_also_in_groups(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        await desk.announce()
        await desk.send_all()
        desk.office.api.fail("deleteMessage", Fault.drop_after(), chat_id=GROUP)
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        assert "正在收回" in asked.visible_text
        desk.office.post.now += HOUR
        await desk.send_all()
        assert "收回：已删 2，已改 0，还留着 0" in asked.visible_text

    async def test_in_a_migrated_group_another_message_of_the_same_number_is_left_alone(
        self, desk: Desk
    ) -> None:
        api = desk.office.api
        api.add_chat(GROUP, "group")
        target = await desk.office.post.chat(GROUP)
        await desk.announce()
        await desk.send_all()
        api.migrate_chat(GROUP, -1002003)
        await desk.office.post.digest(target, paper="cmia16-01")
        await desk.send_all()
        desk.office.post.now += HOUR
        await desk.send_all()
        (digest,) = api.sent_to(-1002003)
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        await desk.send_all()
        assert not digest.deleted
        assert "还留着 1" in asked.visible_text

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "请写公告编号"),
            ("x", "请写公告编号"),
            ("9" * 40, "请写公告编号"),
            ("9", "没有编号 9 的公告"),
            ("1", "没有做：公告 1 还没发，或正在发"),
        ],
    )
    async def test_what_cannot_be_recalled(self, desk: Desk, typed: str, said: str) -> None:
        await desk.announce()
        assert (await desk.office.say(f"/recall {typed}")).startswith(said)

    async def test_what_was_taken_back_is_not_sent_again(self, desk: Desk) -> None:
        desk.office.api.add_chat(GROUP)
        await desk.office.post.chat(GROUP)
        refusal = Fault.error(400, "Bad Request: BUTTON_DATA_INVALID")
        desk.office.api.fail("sendMessage", refusal, chat_id=GROUP)
        await desk.announce()
        await desk.send_all()
        (failed,) = [row for row in await desk.rows() if row.state is OutboxState.FAILED]
        (asked,) = await desk.office.messages("/recall 1")
        await desk.office.press(asked, "是，全部收回")
        (receipt,) = await desk.office.messages(f"/receipt {failed.id}")
        assert "已经收回或更正" in await desk.office.press(receipt, "重新发送")


class TestList:
    async def test_from_the_list_to_the_announcement(self, desk: Desk) -> None:
        await desk.announce("/announce first " + "x" * 80)
        await desk.send_all()
        await desk.draft("/announce second")
        (listed,) = await desk.office.messages("/announcements")
        assert labels(listed) == ["2", "1"]
        assert listed.visible_text.startswith("公告　点编号看详情\n\n公告 2　草稿　2026-03-02 08:30\nsecond")
        before = len(desk.office.api.sent_to(OPERATOR))
        await desk.office.press(listed, "1")
        preview, card = desk.office.api.sent_to(OPERATOR)[before:]
        assert preview.visible_text == "first " + "x" * 80
        assert labels(card) == ["收回…"]
        await desk.office.press(card, "收回…")
        assert labels(card) == ["是，全部收回", "不"]
        await desk.office.press(card, "不")
        assert labels(card) == ["收回…"]

    async def test_pages(self, desk: Desk) -> None:
        for number in range(9):
            await desk.draft(f"/announce number {number}")
        (listed,) = await desk.office.messages("/announcements")
        await desk.office.press(listed, "下一页 ›")
        assert "number 0" in listed.visible_text


class TestRights:
    @pytest.mark.parametrize("action", sorted(BUTTONS))
    async def test_a_forged_button_is_refused(self, desk: Desk, action: Action) -> None:
        await desk.draft()
        (message,) = await desk.office.messages("/start", user=STRANGER)
        for data in (
            encode(OpenScreen(action, "1")),
            encode(OpenScreen(action, "1-1")),
            encode(OpenScreen(action, "1-k-people")),
            encode(TurnScreen(action, "all", 1)),
        ):
            assert await desk.office.press_old(message, data, STRANGER) == OLD_BUTTON
        assert await desk.rows() == []
        assert await desk.office.audited() == []

    @pytest.mark.parametrize(
        "ref", ["", "x", "1-", "-1", "1-x-y", "1-k-x", "1-t-nothing", "1-l-de", "9" * 30]
    )
    @pytest.mark.parametrize("action", sorted(BUTTONS))
    async def test_a_button_that_was_never_made_does_nothing(
        self, desk: Desk, action: Action, ref: str
    ) -> None:
        _, card = await desk.draft()
        note = await desk.office.press_old(card, encode(OpenScreen(action, ref)))
        assert note != ""
        assert await desk.rows() == []

    async def test_what_was_done_is_written_down_without_its_text(self, desk: Desk) -> None:
        await desk.announce("/announce secret words")
        async with desk.office.post.database.read() as session:
            (entry,) = await audit.latest(session, 9)
        assert (entry.actor, entry.action, entry.detail) == (
            OPERATOR,
            "announcement.send",
            "announcement 1, to 1 chats",
        )
