"""What operators ask for and press in their chats, over HTTP against the fake Bot API; others may not."""

from datetime import timedelta
from typing import Any

import pytest

from cmiabot.delivery.failures import Refused
from cmiabot.delivery.receipts import Receipts
from cmiabot.messages.catalogue import catalogue
from cmiabot.messages.html import visible_text
from cmiabot.messages.receipts import ENTRIES_PER_PAGE, Receipt, read_receipt_ref, receipt_ref
from cmiabot.messages.screens import Action
from cmiabot.store import targets
from cmiabot.store.values import OutboxState
from cmiabot.telegram.callbacks import OpenScreen, TurnScreen, encode
from cmiabot.telegram.commands import COMMANDS, OPERATOR_COMMANDS, register_commands
from cmiabot.telegram.handlers.operators import BUTTONS
from tests.auxil.delivering import START
from tests.auxil.office import GROUP, OPERATOR, SILENT, STRANGER, Office, labels, office_fixture  # noqa: F401
from tests.auxil.running_bot import api_fixture  # noqa: F401

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLD_BUTTON = visible_text(catalogue("zh").text("error.old_button"))


class TestDeliveries:
    async def test_all_is_in_order(self, office: Office):
        assert await office.say("/deliveries") == "一切正常：没有不确定、失败或待发的。"
        assert "All is in order" in await office.say("/deliveries", language_code="en")
        assert "沒有不確定" in await office.say("/deliveries", language_code="zh-hant")

    async def test_from_the_list_to_the_receipt_to_sending_again(self, office: Office):
        row_id = await office.doubtful()
        await office.failing(8, Refused("Can't parse entities"))
        office.post.now += HOUR
        (shown,) = await office.messages("/deliveries")
        assert shown.visible_text.startswith("不确定 1，失败 1，待发 0。\n不确定：发过，不知道到没到。")
        assert f"2026-03-02 08:30 → Chat {GROUP} {GROUP}" in shown.visible_text
        assert labels(shown) == [str(row_id), "失败"]
        await office.press(shown, str(row_id))
        receipt = office.latest()
        assert "不会自动再发" in receipt.visible_text
        assert "no answer" in receipt.visible_text
        assert labels(receipt) == ["再发一次", "已收到"]
        assert await office.press(receipt, "再发一次") == ""
        row = await office.post.row(row_id)
        assert (row.not_before, row.claimed_by) == (office.post.now, "")
        changed = office.latest()
        assert changed.message_id == receipt.message_id
        assert labels(changed) == ["已收到"]
        assert await office.audited() == [(OPERATOR, "delivery.again")]

    async def test_it_arrived(self, office: Office):
        row_id = await office.doubtful()
        await office.say(f"/receipt {row_id}")
        await office.press(office.latest(), "已收到")
        assert (await office.post.row(row_id)).state is OutboxState.SENT
        assert "原因：运营者确认已收到" in office.latest().visible_text
        assert labels(office.latest()) == []

    async def test_replay(self, office: Office):
        row_id = await office.failing(8, Refused("Can't parse entities"))
        (shown,) = await office.messages("/deliveries", language_code="en")
        assert "Can't parse entities" in shown.visible_text
        await office.press(shown, str(row_id))
        await office.press(office.latest(), "重新发送")
        assert (await office.post.row(row_id)).state is OutboxState.PENDING
        assert "待发" in office.latest().visible_text

    async def test_a_second_press_of_the_same_button_does_nothing(self, office: Office):
        row_id = await office.doubtful()
        (receipt,) = await office.messages(f"/receipt {row_id}")
        (data,) = [one["callback_data"] for one in receipt.buttons if one["text"] == "再发一次"]
        (twin,) = await office.messages(f"/receipt {row_id}")
        office.post.now += HOUR
        assert await office.press_data(receipt, data) == ""
        assert await office.press_data(receipt, data) == OLD_BUTTON
        assert await office.press_data(twin, data) == f"不用再点：{row_id} 已经在等着发了。"
        await office.post.send(1)
        assert "状态已经不同了" in await office.press_data(twin, data)
        assert await office.audited() == [(OPERATOR, "delivery.again")]

    async def test_sections_and_pages_can_be_turned(self, office: Office):
        rows = [
            await office.post.digest(await office.post.chat(1000 + number), days=1)
            for number in range(ENTRIES_PER_PAGE + 1)
        ]
        await office.doubtful()
        (shown,) = await office.messages("/deliveries")
        await office.press(shown, "待发")
        pending = office.latest()
        assert labels(pending) == [*map(str, rows[:-1]), "不确定", "下一页 ›"]
        await office.press(pending, "下一页 ›")
        assert labels(office.latest()) == [str(rows[-1]), "不确定", "‹ 上一页"]
        assert office.latest().visible_text.endswith("第 2/2 页")


class TestReceipt:
    async def test_today_is_shown_where_nothing_is_asked_for(self, office: Office):
        await office.post.digest(await office.post.chat(8), paper="cmia16-01")
        await office.post.send(1)
        await office.post.digest(await office.post.chat(9), days=1)
        text = await office.say("/receipt")
        assert text.startswith("2026-03-02 的发送（Asia/Shanghai）\n应发 1，已发 1（其中迟发 0）")
        assert "Chat 8 8，消息 1" in text
        assert "Chat 9" not in text

    @pytest.mark.parametrize("typed", ["2026-03-01", "昨天", "3月1日", "1 March"])
    async def test_a_date_in_any_spelling(self, office: Office, typed: str):
        await office.post.digest(await office.post.chat(8), days=-1)
        text = await office.say(f"/receipt {typed}")
        assert text.startswith("2026-03-01 的发送")
        assert "还在等 1" in text

    async def test_a_receipt_by_its_number(self, office: Office):
        await office.post.chat(GROUP)
        row_id = await office.post.digest(await office.post.topic(GROUP, 5), paper="cmia16-01")
        await office.post.send(1)
        assert await office.say(f"/receipt {row_id}", language_code="en") == (
            f"Receipt {row_id} · daily digest · sent\n"
            f"To: Chat {GROUP} {GROUP} topic 5\n"
            "Due: 2026-03-02 08:30\n"
            "Paper: cmia16-01\n"
            "Sent: 2026-03-02 08:30\n"
            "Message id: 1\n"
            "Tried: 1 times\n"
            "\n"
            "It arrived. Nothing to do."
        )

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("999", "没有编号 999 的回执。"),
            ("9" * 40, "请写回执编号或日期"),
            ("2026-02-30", "没有“2026-02-30”这一天"),
            ("那天", "请写回执编号或日期"),
        ],
    )
    async def test_what_is_no_receipt(self, office: Office, typed: str, said: str):
        assert said in await office.say(f"/receipt {typed}")


class TestRehearsalAndStats:
    async def test_a_rehearsal_names_who_would_get_what_and_sends_nothing(self, office: Office):
        target = await office.post.chat(GROUP)
        await office.post.write(lambda session: targets.schedule_next(session, target.id, START + DAY))
        text = await office.say("/rehearse 2026-03-03")
        assert text.startswith("2026-03-03 预演：1 份每日一文，什么都没有真发。")
        assert f"03-03 08:30 → Chat {GROUP} {GROUP}：" in text
        assert text.endswith("cmia16-01")
        assert await office.post.rows() == []

    async def test_a_target_elsewhere_has_its_own_time_beside(self, office: Office):
        target = await office.post.chat(8)

        async def move(session: Any) -> None:
            await targets.change_schedule(
                session,
                target.id,
                zone="Europe/Berlin",
                digest_minutes=510,
                weekdays=frozenset(range(5)),
                next_digest_at=START + timedelta(days=1, hours=7),
            )

        await office.post.write(move)
        assert "03-03 15:30 (there 08:30 Europe/Berlin) → " in await office.say(
            "/rehearse tomorrow", language_code="en"
        )

    async def test_the_date_of_today_is_today(self, office: Office):
        assert await office.say("/rehearse 3月2日") == await office.say("/rehearse 今天")
        assert "2026-03-02" in await office.say("/rehearse today")

    async def test_a_day_without_digests(self, office: Office):
        assert "没有要发的每日一文" in await office.say("/rehearse 2026-03-07")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "请写日期，例如：/rehearse 2026-11-20。"),
            ("2026-03-01", "2026-03-01 已经过去，没有可预演的。那天发了什么：/receipt 2026-03-01"),
            ("昨天", "2026-03-01 已经过去，没有可预演的。那天发了什么：/receipt 2026-03-01"),
            ("someday", "没看懂“someday”是哪天。请写日期，例如：/rehearse 2026-11-20。"),
            ("2026-04-31", "没有“2026-04-31”这一天。"),
        ],
    )
    async def test_a_date_to_come_is_needed(self, office: Office, typed: str, said: str):
        assert await office.say(f"/rehearse {typed}") == said

    async def test_one_digest_is_one(self, office: Office):
        target = await office.post.chat(GROUP)
        await office.post.write(lambda session: targets.schedule_next(session, target.id, START + DAY))
        assert "1 daily digest; nothing" in await office.say("/rehearse 2026-03-03", language_code="en")

    async def test_stats(self, office: Office):
        await office.doubtful()
        await office.post.chat(8)
        assert await office.say("/stats", language_code="en") == (
            "Chats: private 1, group 1; cannot be reached: 0\n"
            "Targets: active 2\n"
            "Subscriptions: 2\n"
            "Outbox: uncertain 1"
        )


class TestRights:
    @pytest.mark.parametrize("command", OPERATOR_COMMANDS, ids=lambda command: command.name)
    async def test_for_others_the_commands_do_not_exist(self, office: Office, command: Any):
        said = await office.say(f"/{command.name} 1", user=STRANGER)
        assert said == await office.say("/nosuchcommand", user=STRANGER)

    @pytest.mark.parametrize("command", OPERATOR_COMMANDS, ids=lambda command: command.name)
    async def test_in_groups_nobody_is_answered(self, office: Office, command: Any):
        office.api.add_chat(GROUP)
        for user in (OPERATOR, STRANGER):
            assert await office.say(f"/{command.name}", user=user, chat=GROUP) == ""

    @pytest.mark.parametrize("action", sorted(BUTTONS))
    async def test_a_forged_button_is_refused(self, office: Office, action: Action):
        row_id = await office.doubtful()
        before = await office.post.row(row_id)
        (message,) = await office.messages("/start", user=STRANGER)
        office.api.add_chat(GROUP)
        (in_group,) = await office.messages("/ask@fake_test_bot 微电网", user=OPERATOR, chat=GROUP)
        receipt = await Receipts(office.post.database).find(row_id, now=START)
        assert receipt is not None
        for data in (
            encode(OpenScreen(action, receipt_ref(receipt))),
            encode(OpenScreen(action, str(row_id))),
            encode(TurnScreen(action, str(row_id), 1)),
        ):
            assert await office.press_old(message, data, STRANGER) == OLD_BUTTON
            assert await office.press_old(in_group, data, OPERATOR) == OLD_BUTTON
        assert await office.post.row(row_id) == before
        assert await office.audited() == []

    @pytest.mark.parametrize(
        "ref", ["", "x", "1", "1-", "-1", "1-x", "9" * 30, "1-2-3", "9" * 30 + "-1", "٣-1"]
    )
    @pytest.mark.parametrize("action", sorted(BUTTONS))
    async def test_a_button_that_was_never_made_is_an_old_one(self, office: Office, action: Action, ref: str):
        (message,) = await office.messages("/start")
        note = await office.press_old(message, encode(OpenScreen(action, ref)))
        fine = (action is Action.DELIVERIES and ref == "") or (action is Action.RECEIPT and ref == "1")
        assert fine or note == OLD_BUTTON

    async def test_help_names_them_to_operators_only(self, office: Office):
        for user, listed in ((OPERATOR, True), (STRANGER, False)):
            text = await office.say("/help", user=user)
            assert all((f"/{command.name} " in text) is listed for command in OPERATOR_COMMANDS)

    async def test_the_menu_has_them_in_the_chats_of_operators_only(self, office: Office):
        everybody = {command.name for command in COMMANDS}
        await register_commands(office.application.bot, "zh", [OPERATOR, SILENT])
        menus = {
            (scope, code): {one["command"] for one in commands}
            for (scope, code), commands in office.api.commands.items()
        }
        for code in ("", "zh", "en"):
            assert menus["[('type', 'default')]", code] == everybody
            assert menus[f"[('chat_id', {OPERATOR}), ('type', 'chat')]", code] == everybody | {
                command.name for command in OPERATOR_COMMANDS
            }


def test_a_reference_is_read_as_it_was_written():
    row = Receipt(
        *(7, "digest", "sent", "", START, 1, True, "", 0, None, None, 1, 0, None, ""),
        version=2**53,
        remedies=(),
    )
    assert read_receipt_ref(receipt_ref(row)) == (7, 2**53)
    assert len(encode(OpenScreen(Action.SEND_AGAIN, f"{10**15}-{10**17}"))) <= 64
