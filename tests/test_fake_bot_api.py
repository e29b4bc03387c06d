"""The fake Bot API, asked by a real application over real sockets."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from random import Random
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ChatMemberAdministrator,
    ChatMemberLeft,
    ChatMemberRestricted,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.auxil.bot_api_errors import ApiError
from tests.auxil.bot_api_limits import FloodLimits
from tests.auxil.fake_bot_api import USER_ID, Chance, FakeBotApi, Fault, Upload
from tests.auxil.telegram_html import parse_html, utf16_length, visible_text

GROUP_ID = -1001
App = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=f"{api.url}/bot") as client:
        yield client


def refused(problem: str) -> pytest.RaisesExc[BadRequest]:
    return pytest.raises(BadRequest, match=f"(?i){re.escape(problem)}")  # The library changes the case


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Press", callback_data=data)]])


def copying(text: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Copy", copy_text=CopyTextButton(text))]])


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text(f"<b>{update.message.text}</b>", "HTML", reply_markup=keyboard("next"))


async def help_command(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await update.message.reply_text("Help")


async def turn_page(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer()
    await query.edit_message_text(f"Page {query.data}", reply_markup=keyboard("last"))


@asynccontextmanager
async def polling(api: FakeBotApi) -> AsyncIterator[App]:
    application = ApplicationBuilder().token(api.token).base_url(f"{api.url}/bot").build()
    application.add_handler(CommandHandler("help", help_command))
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.add_handler(CallbackQueryHandler(turn_page))
    assert application.updater is not None
    async with application:
        await application.start()
        await application.updater.start_polling()
        try:
            yield application
        finally:
            await application.updater.stop()
            await application.stop()


class TestPolling:
    async def test_message_is_polled_handled_and_answered(self, api: FakeBotApi) -> None:
        async with polling(api):
            await api.wait_for("getUpdates")
            api.push_message("重庆 [1]")
            (call,) = await api.wait_for("sendMessage")
        assert call.parameters["chat_id"] == USER_ID
        assert call.parameters["text"] == "<b>重庆 [1]</b>"
        assert call.parameters["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "next"
        (message,) = api.sent_to(USER_ID)
        assert (message.message_id, message.visible_text) == (2, "重庆 [1]")
        assert api.unknown == []

    async def test_message_pushed_before_the_first_poll_is_delivered(self, api: FakeBotApi) -> None:
        api.push_message("early")
        async with polling(api):
            await api.wait_for("sendMessage")

    async def test_command_is_recognised(self, api: FakeBotApi) -> None:
        async with polling(api):
            api.push_message("/help@fake_test_bot")
            (call,) = await api.wait_for("sendMessage")
        assert call.parameters["text"] == "Help"

    async def test_callback_edits_the_message(self, api: FakeBotApi) -> None:
        async with polling(api):
            api.push_message("hello")
            await api.wait_for("sendMessage")
            message = api.messages[(USER_ID, 2)]
            api.push_callback(message, message.buttons[0]["callback_data"])
            await api.wait_for("editMessageText")
        assert len(api.calls_of("answerCallbackQuery")) == 1
        assert message.edited
        assert message.text == "Page next"
        assert message.buttons == [{"text": "Press", "callback_data": "last"}]

    async def test_confirmed_updates_are_forgotten(self, api: FakeBotApi, bot: Bot) -> None:
        ids = [api.push_message(text) for text in ("one", "two", "three")]
        assert [one.update_id for one in await bot.get_updates()] == ids
        assert [one.update_id for one in await bot.get_updates(offset=ids[1], limit=1)] == [ids[1]]
        assert [one.update_id for one in await bot.get_updates(offset=-1)] == [ids[2]]
        assert await bot.get_updates(offset=ids[2] + 1) == ()

    async def test_second_poller_ends_the_first(self, api: FakeBotApi, bot: Bot) -> None:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        await api.wait_for("getUpdates")
        async with Bot(api.token, base_url=f"{api.url}/bot") as other:
            assert await other.get_updates() == ()
        with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
            await first

    async def test_update_that_was_not_asked_for_is_kept_back(self, api: FakeBotApi, bot: Bot) -> None:
        reaction = {
            "chat": api.chat(USER_ID),
            "message_id": 1,
            "date": 0,
            "old_reaction": [],
            "new_reaction": [],
        }
        api.push_update({"message_reaction": reaction})
        assert await bot.get_updates() == ()
        (update,) = await bot.get_updates(allowed_updates=["message_reaction"])
        assert update.message_reaction is not None

    async def test_polling_conflicts_with_a_webhook(self, api: FakeBotApi, bot: Bot) -> None:
        api.push_message("hello")
        await bot.set_webhook("https://example.org/hook")
        assert (await bot.get_webhook_info()).pending_update_count == 1
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook(drop_pending_updates=True)
        assert await bot.get_updates() == ()


class TestPrivacyMode:
    async def test_of_a_group_only_what_is_meant_for_the_bot_comes(self, api: FakeBotApi, bot: Bot) -> None:
        api.add_chat(GROUP_ID)
        own = await bot.send_message(GROUP_ID, "hello")
        answered: dict[str, Any] = {
            "reply_to_message": api.message_json(api.messages[(GROUP_ID, own.message_id)])
        }
        name = f"@{api.me['username']}"
        mention: dict[str, Any] = {"entities": [{"type": "mention", "offset": 0, "length": len(name)}]}
        private = api.push_message("hello")
        heard = [
            private,
            api.push_message("/ask me", chat_id=GROUP_ID),
            api.push_message(f"/ask{name.upper()} me", chat_id=GROUP_ID),
            api.push_message("I see", chat_id=GROUP_ID, **answered),
        ]
        for unheard in ("hello", "/ask@other_bot me"):
            assert api.push_message(unheard, chat_id=GROUP_ID) == 0
        assert api.push_message(name, chat_id=GROUP_ID, **mention) == 0
        assert [one.update_id for one in await bot.get_updates()] == heard

    async def test_service_messages_come(self, api: FakeBotApi, bot: Bot) -> None:
        chat = api.add_chat(GROUP_ID)
        api.push_update({"message": {"message_id": 7, "date": 0, "chat": chat, "group_chat_created": True}})
        assert len(await bot.get_updates()) == 1

    async def test_administrators_and_bots_without_it_hear_everything(
        self, api: FakeBotApi, bot: Bot
    ) -> None:
        api.add_chat(GROUP_ID)
        api.set_member(GROUP_ID, api.me["id"], "administrator")
        first = api.push_message("hello", chat_id=GROUP_ID)
        api.set_member(GROUP_ID, api.me["id"], "member")
        api.switch_privacy_off()
        second = api.push_message("hello", chat_id=GROUP_ID)
        assert [one.update_id for one in await bot.get_updates()] == [first, second]


class TestFaults:
    async def test_forbidden(self, api: FakeBotApi, bot: Bot) -> None:
        api.fail("sendMessage", Fault.error(403, "Forbidden: bot was blocked by the user"), chat_id=2)
        await bot.send_message(1, "passes")
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(2, "fails")
        await bot.send_message(2, "passes again")
        assert [call.number for call in api.calls_of("sendMessage")] == [2, 3, 4]
        assert [message.text for message in api.sent_to(2)] == ["passes again"]

    async def test_too_many_requests(self, api: FakeBotApi, bot: Bot) -> None:
        api.fail("sendMessage", Fault.error(429, "Too Many Requests: retry after 7", retry_after=7))
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(1, "text")
        assert caught.value.retry_after == timedelta(seconds=7)

    async def test_migrated_chat(self, api: FakeBotApi, bot: Bot) -> None:
        fault = Fault.error(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1002)
        api.fail("sendMessage", fault)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(-5, "text")
        assert caught.value.new_chat_id == -1002

    async def test_gateway_answers_html(self, api: FakeBotApi, bot: Bot) -> None:
        api.fail("sendMessage", Fault.gateway(502), times=2)
        for _ in range(2):
            with pytest.raises(NetworkError, match="Bad Gateway"):
                await bot.send_message(1, "text")
        await bot.send_message(1, "text")
        assert len(api.messages) == 1

    async def test_answer_is_lost(self, api: FakeBotApi, bot: Bot) -> None:
        api.fail("sendMessage", Fault.drop_after())
        with pytest.raises(NetworkError):
            await bot.send_message(1, "text")
        assert len(api.calls_of("sendMessage")) == 1
        assert len(api.sent_to(1)) == 1

    async def test_request_is_lost(self, api: FakeBotApi, bot: Bot) -> None:
        api.fail("sendMessage", Fault.drop_before())
        with pytest.raises(NetworkError):
            await bot.send_message(1, "text")
        assert api.calls_of("sendMessage") == []
        assert api.sent_to(1) == []
        await bot.send_message(1, "text")

    async def test_answer_is_delayed(self, api: FakeBotApi, bot: Bot) -> None:
        event = asyncio.Event()
        api.fail("sendMessage", Fault.delay(event))
        sending = asyncio.create_task(bot.send_message(1, "slow"))
        await api.wait_for("sendMessage")
        assert api.sent_to(1) == []
        await bot.send_message(1, "fast")
        event.set()
        assert (await sending).message_id == 2
        assert [message.text for message in api.sent_to(1)] == ["fast", "slow"]

    async def test_faults_come_in_their_order(self, api: FakeBotApi, bot: Bot) -> None:
        api.fail("sendMessage", Fault.error(500, "Internal Server Error"))
        api.fail("sendMessage", Fault.error(400, "Bad Request: chat not found"))
        for expected in (NetworkError, BadRequest):
            with pytest.raises(expected):
                await bot.send_message(1, "text")

    async def test_faults_by_chance_are_the_same_for_the_same_seed(self) -> None:
        async def fates(seed: int) -> list[str]:
            found = []
            async with FakeBotApi() as api, Bot(api.token, base_url=f"{api.url}/bot") as bot:
                api.fail_by_chance(
                    "sendMessage",
                    Random(seed),
                    Chance(0.2, lambda random: Fault.error(429, "wait", retry_after=random.randint(1, 30))),
                    Chance(0.3, lambda _: Fault.drop_after()),
                )
                for _ in range(40):
                    try:
                        found.append((await bot.send_message(1, "text")).text or "")
                    except TelegramError as error:
                        found.append(str(error))
            return found

        first = await fates(1)
        assert first == await fates(1)
        assert first != await fates(2)
        assert first.count("text") in range(10, 31)
        assert len({fate for fate in first if "Retry in" in fate}) > 1

    async def test_a_migrated_group_is_refused_under_its_old_id(self, api: FakeBotApi, bot: Bot) -> None:
        api.add_chat(-5, "group", "Policy")
        api.migrate_chat(-5, -1005)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(-5, "text")
        assert caught.value.new_chat_id == -1005
        assert (await bot.send_message(-1005, "text")).chat.title == "Policy"

    async def test_what_a_chat_received_stays_known_when_it_is_deleted(
        self, api: FakeBotApi, bot: Bot
    ) -> None:
        sent = await bot.send_message(1, "text")
        await sent.delete()
        assert [message.text for message in api.received[1]] == ["text"]

    @pytest.mark.parametrize("change", [str.swapcase, lambda token: token[:-1]])
    async def test_wrong_token(self, api: FakeBotApi, change: Any) -> None:
        other = Bot(change(api.token), base_url=f"{api.url}/bot")
        with pytest.raises(InvalidToken):
            await other.initialize()
        await other.shutdown()
        assert api.calls == []

    async def test_unknown_method(self, api: FakeBotApi, bot: Bot) -> None:
        with pytest.raises(TelegramError):
            await bot.send_dice(1)
        assert api.unknown == ["sendDice"]

    async def test_end_closes_what_is_under_way(self) -> None:
        async with FakeBotApi() as api:
            bot = Bot(api.token, base_url=f"{api.url}/bot")
            await bot.initialize()
            poll = asyncio.create_task(bot.get_updates(timeout=30))
            await api.wait_for("getUpdates")
        with pytest.raises(NetworkError):
            await poll
        await bot.shutdown()

    async def test_bug_of_the_server_comes_out_at_its_end(self) -> None:
        async def ask_for_nobody() -> None:
            async with (
                FakeBotApi() as api,
                httpx.AsyncClient(base_url=f"{api.url}/bot{api.token}/") as client,
            ):
                with pytest.raises(httpx.RemoteProtocolError):
                    await client.post("getChatMember", json={"chat_id": 1})

        with pytest.raises(KeyError, match="user_id"):
            await ask_for_nobody()

    async def test_every_way_to_pass_parameters(self, api: FakeBotApi) -> None:
        async with httpx.AsyncClient(base_url=f"{api.url}/bot{api.token}/") as client:
            await client.get("sendMessage", params={"chat_id": 1, "text": "2"})
            await client.post("sendMessage", json={"chat_id": 1, "text": "2"})
            await client.post("sendMessage", data={"chat_id": "1", "text": "2"})
            await client.post("sendMessage", data={"chat_id": "1", "text": "2"}, files={"a": ("b", b"")})
        *calls, with_file = [call.parameters for call in api.calls]
        assert calls == [{"chat_id": 1, "text": "2"}] * 3
        assert with_file == {"chat_id": 1, "text": "2", "a": Upload("b", b"")}

    async def test_waiting_in_vain_says_what_came(self, api: FakeBotApi, bot: Bot) -> None:
        with pytest.raises(TimeoutError, match=r"1 x sendMessage, calls: getMe"):
            await api.wait_for("sendMessage", timeout=0)


class TestLimits:
    async def test_one_message_a_second_in_private(self, api: FakeBotApi, bot: Bot) -> None:
        api.limits = FloodLimits()
        await bot.send_message(1, "text")
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(1, "text")
        assert caught.value.retry_after == timedelta(seconds=1)
        await bot.send_message(2, "text")
        assert api.limits.refused == [1]
        assert len(api.received[1]) == 1

    def test_twenty_a_minute_in_a_group_and_thirty_a_second_over_all(self) -> None:
        limits = FloodLimits()
        for _ in range(20):
            limits.take(-1, 0)
        with pytest.raises(ApiError, match="retry after 60"):
            limits.take(-1, 0.5)
        for chat in range(1, 11):
            limits.take(chat, 0.5)
        with pytest.raises(ApiError, match="retry after 1"):
            limits.take(11, 0.9)
        limits.take(11, 1)
        limits.take(-1, 60)
        assert limits.refused == [-1, 11]


class TestTexts:
    async def test_longest_text_is_counted_without_its_markup(self, api: FakeBotApi, bot: Bot) -> None:
        text = "<b>" + "😀" * 2047 + "</b>&lt;&gt;"
        assert utf16_length((await bot.send_message(1, text, "HTML")).text or "") == 4096
        with refused("message is too long"):
            await bot.send_message(1, text + "x", "HTML")
        with refused("message is too long"):
            await bot.send_message(1, text)

    @pytest.mark.parametrize("text", ["", " \n", "<b> </b>"])
    async def test_empty_text(self, bot: Bot, text: str) -> None:
        with refused("message text is empty"):
            await bot.send_message(1, text, "HTML")

    async def test_bad_html(self, bot: Bot) -> None:
        with refused('can\'t parse entities: Unsupported start tag "p" at byte offset 0'):
            await bot.send_message(1, "<p>text</p>", "HTML")

    async def test_formatting_arrives(self, bot: Bot) -> None:
        message = await bot.send_message(1, ' 😀 <a href="https://example.org/?a=1&amp;b=2">link</a>', "HTML")
        assert message.text == "😀 link"
        assert message.entities == (MessageEntity("text_link", 3, 4, url="https://example.org/?a=1&b=2"),)

    async def test_text_that_looks_like_json_stays_text(self, api: FakeBotApi, bot: Bot) -> None:
        preview = LinkPreviewOptions(is_disabled=True)
        await bot.send_message(1, "[1]", link_preview_options=preview)
        (call,) = api.calls_of("sendMessage")
        assert call.parameters == {"chat_id": 1, "text": "[1]", "link_preview_options": {"is_disabled": True}}

    async def test_edit(self, api: FakeBotApi, bot: Bot) -> None:
        sent = await bot.send_message(1, "<b>text</b>", "HTML", reply_markup=keyboard("one"))
        with refused("message is not modified: specified new message content"):
            await bot.edit_message_text(
                "<strong>text</strong>", 1, 1, parse_mode="HTML", reply_markup=keyboard("one")
            )
        edited = await sent.edit_reply_markup(keyboard("two"))
        assert not isinstance(edited, bool)
        assert edited.reply_markup == keyboard("two")
        await sent.edit_text("text")
        message = api.messages[(1, 1)]
        assert (message.text, message.buttons, message.edits) == ("text", [], 2)
        with refused("message to edit not found"):
            await bot.edit_message_text("text", 1, 99)

    async def test_buttons(self, bot: Bot) -> None:
        await bot.send_message(1, "text", reply_markup=keyboard("x" * 64))
        await bot.send_message(1, "text", reply_markup=InlineKeyboardMarkup([]))
        with refused("BUTTON_DATA_INVALID"):
            await bot.send_message(1, "text", reply_markup=keyboard("庆" * 22))

    @pytest.mark.parametrize("text", ["", "庆" * 257, "😀" * 129], ids=["empty", "too long", "emoji"])
    async def test_buttons_that_copy(self, bot: Bot, text: str) -> None:
        await bot.send_message(1, "text", reply_markup=copying("庆" * 256))
        await bot.send_message(1, "text", reply_markup=copying("😀" * 128))
        with refused("BUTTON_COPY_TEXT_INVALID"):
            await bot.send_message(1, "text", reply_markup=copying(text))

    async def test_deleting(self, api: FakeBotApi, bot: Bot) -> None:
        for text in ("one", "two", "three"):
            await bot.send_message(1, text)
        await bot.delete_message(1, 1)
        assert api.messages[(1, 1)].deleted
        with refused("message to delete not found"):
            await bot.delete_message(1, 1)
        await bot.delete_messages(1, [1, 3, 99])
        assert [message.text for message in api.sent_to(1)] == ["two"]
        with refused("message to be replied not found"):
            await bot.send_message(1, "reply", reply_parameters=ReplyParameters(3))
        await bot.send_message(1, "reply", reply_parameters=ReplyParameters(2))

    async def test_callback_of_a_deleted_message(self, api: FakeBotApi, bot: Bot) -> None:
        await bot.send_message(1, "text", reply_markup=keyboard("one"))
        await bot.delete_message(1, 1)
        api.push_callback(api.messages[(1, 1)], "one")
        (update,) = await bot.get_updates()
        query = update.callback_query
        assert query is not None
        assert query.message is not None
        assert not query.message.is_accessible
        await query.answer("text")
        with refused("query ID is invalid"):
            await bot.answer_callback_query("77")

    async def test_files_keep_their_name_and_content(self, api: FakeBotApi, bot: Bot) -> None:
        content = b"\r\n--\x00\xff\r\n"
        message = await bot.send_document(1, content, caption="123", filename='表 "1".pdf')
        assert message.document is not None
        assert (message.document.file_name, message.caption) == ('表 "1".pdf', "123")
        (call,) = api.calls_of("sendDocument")
        assert call.parameters == {"chat_id": 1, "caption": "123", "document": Upload('表 "1".pdf', content)}
        again = await bot.send_document(1, message.document.file_id)
        assert again.document is not None
        assert len((await bot.send_photo(1, content)).photo) == 1

    async def test_copies(self, api: FakeBotApi, bot: Bot) -> None:
        api.push_message("hello")
        assert (await bot.copy_message(7, USER_ID, 1)).message_id == 1
        assert (await bot.forward_message(7, 7, 1)).text == "hello"
        with refused("message to forward not found"):
            await bot.forward_message(7, USER_ID, 5)
        assert await bot.set_message_reaction(USER_ID, 1, "👍")


class TestChats:
    async def test_unknown_group(self, bot: Bot) -> None:
        with refused("chat not found"):
            await bot.send_message(GROUP_ID, "text")

    async def test_forum(self, api: FakeBotApi, bot: Bot) -> None:
        api.add_chat(GROUP_ID, title="Forum", is_forum=True, username="forum")
        assert (await bot.get_chat(GROUP_ID)).title == "Forum"
        message = await bot.send_message("@forum", "text", message_thread_id=5)
        assert message.is_topic_message
        assert message.chat.id == GROUP_ID

    async def test_channel(self, api: FakeBotApi, bot: Bot) -> None:
        api.add_chat(GROUP_ID, type="channel")
        api.push_message("news", chat_id=GROUP_ID)
        (update,) = await bot.get_updates()
        assert update.channel_post is not None
        assert (await bot.send_message(GROUP_ID, "text")).from_user is None

    async def test_members(self, api: FakeBotApi, bot: Bot) -> None:
        api.add_chat(GROUP_ID)
        api.set_member(GROUP_ID, 5, "administrator", can_delete_messages=True)
        api.set_member(GROUP_ID, 6, "creator")
        api.set_member(GROUP_ID, 7, "restricted")
        member = await bot.get_chat_member(GROUP_ID, 5)
        assert isinstance(member, ChatMemberAdministrator)
        assert member.can_delete_messages
        assert not member.can_restrict_members
        assert isinstance(await bot.get_chat_member(GROUP_ID, 7), ChatMemberRestricted)
        assert isinstance(await bot.get_chat_member(GROUP_ID, 8), ChatMemberLeft)
        assert {one.user.id for one in await bot.get_chat_administrators(GROUP_ID)} == {5, 6}

    async def test_messages_of_others_are_deleted_with_the_right_only(
        self, api: FakeBotApi, bot: Bot
    ) -> None:
        api.add_chat(GROUP_ID)
        api.push_message("hello", chat_id=GROUP_ID)
        with refused("message can't be deleted"):
            await bot.delete_message(GROUP_ID, 1)
        api.set_member(GROUP_ID, bot.id, "administrator", can_delete_messages=True)
        await bot.delete_message(GROUP_ID, 1)

    async def test_bot_is_out(self, api: FakeBotApi, bot: Bot) -> None:
        api.add_chat(GROUP_ID)
        await bot.leave_chat(GROUP_ID)
        with pytest.raises(Forbidden, match="not a member of the supergroup chat"):
            await bot.send_message(GROUP_ID, "text")
        api.set_member(5, bot.id, "kicked")
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(5, "text")

    async def test_commands_and_small_things(self, api: FakeBotApi, bot: Bot) -> None:
        commands = (BotCommand("help", "Help"),)
        scope = BotCommandScopeChat(5)
        await bot.set_my_commands(commands, scope, "zh")
        assert await bot.get_my_commands(scope, "zh") == commands
        assert await bot.get_my_commands() == ()
        await bot.delete_my_commands(scope, "zh")
        assert await bot.get_my_commands(scope, "zh") == ()
        with refused("BOT_COMMAND_INVALID"):
            await bot.set_my_commands([("Help!", "Help")])
        assert await bot.set_my_name("Name")
        assert await bot.set_my_description("Text")
        assert await bot.send_chat_action(1, "typing")
        assert api.unknown == []

    async def test_offsets_of_commands_are_in_utf16_units(self, api: FakeBotApi, bot: Bot) -> None:
        api.push_message("😀 /one a/b /two中 /three@fake_test_bot", language_code="en")
        (update,) = await bot.get_updates()
        assert update.message is not None
        assert update.message.from_user is not None
        assert update.message.from_user.language_code == "en"
        assert list(update.message.parse_entities(["bot_command"]).values()) == [
            "/one",
            "/three@fake_test_bot",
        ]
        assert update.message.entities[0].offset == 3


class TestTelegramHtml:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("", ""),
            ("a > b &lt;&gt;&amp;&quot;&#39;&#x27;", "a > b <>&\"''"),
            ("<B>a<i>b</I ></b>", "ab"),
            ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab"),
            ('<pre><code class="language-python">1 &lt; 2</code></pre>', "1 < 2"),
            ("<blockquote expandable>a\nb</blockquote>", "a\nb"),
            ("<a href='https://example.org/?q=>'>a</a>", "a"),
            ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍"),
            (
                "<u>a</u><ins>b</ins><s>c</s><strike>d</strike><del>e</del><em>f</em><strong>g</strong>",
                "abcdefg",
            ),
        ],
    )
    def test_visible_text(self, html: str, text: str) -> None:
        assert visible_text(html) == text

    @pytest.mark.parametrize(
        ("html", "problem"),
        [
            ("重<b>a", 'find end tag corresponding to start tag "b"'),
            ("重<b>a</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
            ("a</b>", "Unexpected end tag at byte offset 1"),
            ("<b>a</b", "Unclosed end tag at byte offset 4"),
            ("<b", "Unclosed start tag at byte offset 0"),
            ("1 < 2", "Unclosed start tag at byte offset 2"),
            ("<br/>", 'Unsupported start tag "br" at byte offset 0'),
            ("<span>a</span>", 'must have class "tg-spoiler"'),
            ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier"),
            ("<b bold>a</b>", "Expected equal sign"),
            ("<b/>", "Empty attribute name"),
            ("a & b", "Unescaped ampersand at byte offset 2"),
            ("a&nbsp;b", "Unsupported character reference"),
            ('<a href="?a=1&b=2">a</a>', "Unescaped ampersand"),
            ("&#xD800;", "invalid Unicode characters"),
        ],
    )
    def test_refused(self, html: str, problem: str) -> None:
        with pytest.raises(ValueError, match=problem):
            visible_text(html)

    def test_entities(self) -> None:
        bold = {"type": "bold", "offset": 2, "length": 3}
        italic = {"type": "italic", "offset": 4, "length": 1}
        assert parse_html("😀<b>ab<i>c</i></b><u></u>").entities == (bold, italic)
