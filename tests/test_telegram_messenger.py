"""The messenger over HTTP: what is sent, and what is known of a message whose sending failed."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from telegram.error import NetworkError
from telegram.ext import ExtBot

from cmiabot.delivery.failures import Forbidden, Migrated, NotSent, Refused, SendFailure, Unknown
from cmiabot.delivery.messenger import Destination, Messenger, Outgoing
from cmiabot.messages.screens import Action, Link, Page
from cmiabot.telegram.messenger import TelegramMessenger
from cmiabot.telegram.ratelimit import LiveLimits
from cmiabot.telegram.requests import AnswerMissing, BotApiRequest, NotReached
from tests.auxil.fake_bot_api import FakeBotApi, Fault
from tests.auxil.running_bot import api_fixture  # noqa: F401

HERE = Destination(7, private=True)
GROUP = Destination(-100, thread=5)


def outgoing(html: str = "<b>Digest</b>", *, silent: bool = True) -> Outgoing:
    links = (Link("Paper", Action.PAPER, "cmia16-06"),)
    return Outgoing(Page(html, links, (), (), 1, 1), "en", silent)


def bot_of(url: str, token: str, **options: object) -> ExtBot[bool]:
    request = BotApiRequest(**{"read_timeout": 0.2, "connect_timeout": 0.2, **options})  # type: ignore[arg-type]
    return ExtBot(token, base_url=f"{url}/bot", request=request, rate_limiter=LiveLimits(None))


@pytest.fixture
async def messenger(api: FakeBotApi) -> AsyncIterator[Messenger]:
    async with bot_of(api.url, api.token) as bot:
        yield TelegramMessenger(bot)


async def failure_of(messenger: Messenger, to: Destination = HERE) -> SendFailure:
    with pytest.raises(SendFailure) as caught:
        await messenger.send(to, outgoing())
    return caught.value


class TestSending:
    async def test_a_message_arrives_as_it_is_meant_to_look(self, api: FakeBotApi, messenger: Messenger):
        api.add_chat(-100, is_forum=True)
        message_id = await messenger.send(GROUP, outgoing())
        (call,) = api.calls_of("sendMessage")
        assert call.parameters["message_thread_id"] == 5
        assert call.parameters["disable_notification"] is True
        assert call.parameters["link_preview_options"] == {"is_disabled": True}
        (message,) = api.received[-100]
        assert message.message_id == message_id
        assert message.visible_text == "Digest"
        assert [button["text"] for button in message.buttons] == ["Paper"]

    async def test_no_topic_is_no_parameter_and_sound_is_a_choice(
        self, api: FakeBotApi, messenger: Messenger
    ):
        await messenger.send(HERE, outgoing(silent=False))
        (call,) = api.calls_of("sendMessage")
        assert "message_thread_id" not in call.parameters
        assert call.parameters["disable_notification"] is False

    async def test_a_message_can_be_changed_and_taken_back(self, api: FakeBotApi, messenger: Messenger):
        message_id = await messenger.send(HERE, outgoing())
        await messenger.edit(HERE, message_id, outgoing("<i>Mended</i>"))
        (message,) = api.sent_to(7)
        assert message.visible_text == "Mended"
        with pytest.raises(Refused, match=r"(?i)message is not modified"):
            await messenger.edit(HERE, message_id, outgoing("<i>Mended</i>"))
        await messenger.delete(HERE, message_id)
        assert api.sent_to(7) == []
        with pytest.raises(Refused, match=r"(?i)message to delete not found"):
            await messenger.delete(HERE, message_id)


class TestFailures:
    async def test_too_many_requests_is_not_sent_and_says_how_long(
        self, api: FakeBotApi, messenger: Messenger
    ):
        api.fail("sendMessage", Fault.error(429, "Too Many Requests: retry after 7", retry_after=7))
        failure = await failure_of(messenger)
        assert isinstance(failure, NotSent)
        assert failure.retry_after == 7

    @pytest.mark.parametrize("code", [401, 404, 409, 500, 502])
    async def test_what_the_bot_api_itself_refuses_is_not_sent(
        self, api: FakeBotApi, messenger: Messenger, code: int
    ):
        api.fail("sendMessage", Fault.error(code, "Something"))
        failure = await failure_of(messenger)
        assert isinstance(failure, NotSent)
        assert failure.retry_after is None

    async def test_blocked(self, api: FakeBotApi, messenger: Messenger):
        api.set_member(7, api.me["id"], "kicked")
        failure = await failure_of(messenger)
        assert isinstance(failure, Forbidden)
        assert "blocked by the user" in failure.reason

    @pytest.mark.parametrize("description", ["chat not found", "TOPIC_CLOSED", "message is too long"])
    async def test_refused_with_its_description(
        self, api: FakeBotApi, messenger: Messenger, description: str
    ):
        api.fail("sendMessage", Fault.error(400, f"Bad Request: {description}"))
        failure = await failure_of(messenger)
        assert isinstance(failure, Refused)
        assert description.lower() in failure.reason.lower()

    async def test_migrated(self, api: FakeBotApi, messenger: Messenger):
        api.add_chat(-5, "group")
        api.migrate_chat(-5, -1005)
        failure = await failure_of(messenger, Destination(-5))
        assert isinstance(failure, Migrated)
        assert failure.new_chat == -1005

    @pytest.mark.parametrize("code", [200, 302, 400, 403, 404, 429, 500, 502, 504])
    async def test_a_page_of_somebody_on_the_way_says_nothing_of_the_message(
        self, api: FakeBotApi, messenger: Messenger, code: int
    ):
        api.fail("sendMessage", Fault.gateway(code))
        failure = await failure_of(messenger)
        assert isinstance(failure, Unknown)
        assert str(code) in failure.reason

    @pytest.mark.parametrize("fault", [Fault.drop_before(), Fault.drop_after()], ids=["request", "answer"])
    async def test_a_lost_connection_says_nothing_of_the_message(
        self, api: FakeBotApi, messenger: Messenger, fault: Fault
    ):
        api.fail("sendMessage", fault)
        assert isinstance(await failure_of(messenger), Unknown)

    async def test_an_answer_that_does_not_come_says_nothing_of_the_message(
        self, api: FakeBotApi, messenger: Messenger
    ):
        released = asyncio.Event()
        api.fail("sendMessage", Fault.delay(released))
        assert isinstance(await failure_of(messenger), Unknown)
        released.set()
        await api.wait_until(lambda: len(api.received[7]) == 1)

    async def test_nobody_listening_is_not_sent(self, api: FakeBotApi):
        async with FakeBotApi() as gone:
            url = gone.url
        bot = bot_of(url, api.token)
        assert isinstance(await failure_of(TelegramMessenger(bot)), NotSent)
        await bot.shutdown()

    async def test_no_free_connection_is_not_sent(self, api: FakeBotApi):
        released = asyncio.Event()
        api.fail("sendMessage", Fault.delay(released))
        options = {"connection_pool_size": 1, "pool_timeout": 0.01, "read_timeout": 5}
        async with bot_of(api.url, api.token, **options) as bot:
            messenger = TelegramMessenger(bot)
            sending = asyncio.create_task(messenger.send(HERE, outgoing()))
            await api.wait_for("sendMessage")
            assert isinstance(await failure_of(messenger), NotSent)
            released.set()
            assert await sending == 1

    async def test_nothing_is_tried_twice(self, api: FakeBotApi, messenger: Messenger):
        for fault in (
            Fault.error(429, "Too Many Requests: retry after 1", retry_after=1),
            Fault.error(500, "Internal Server Error"),
            Fault.gateway(502),
            Fault.drop_after(),
        ):
            before = len(api.calls_of("sendMessage"))
            api.fail("sendMessage", fault)
            await failure_of(messenger)
            assert len(api.calls_of("sendMessage")) == before + 1

    async def test_no_failure_shows_the_token(self, api: FakeBotApi, messenger: Messenger):
        for fault in (Fault.gateway(502), Fault.drop_after(), Fault.error(401, "Unauthorized")):
            api.fail("sendMessage", fault)
            assert api.token not in (await failure_of(messenger)).reason


def raising(error: type[httpx.TransportError]) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("what the system said", request=request)

    return answer


async def network_error(answer: Callable[[httpx.Request], httpx.Response]) -> NetworkError:
    request = BotApiRequest(httpx_kwargs={"transport": httpx.MockTransport(answer)})
    async with request:
        with pytest.raises(NetworkError) as caught:
            await request.post("http://telegram.test/bot1:A/sendMessage")
    return caught.value


class TestRequests:
    @pytest.mark.parametrize(
        "error",
        [
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
            httpx.LocalProtocolError,
        ],
    )
    async def test_without_a_connection_nothing_was_sent(self, error: type[httpx.TransportError]):
        assert isinstance(await network_error(raising(error)), NotReached)

    @pytest.mark.parametrize(
        "error",
        [
            httpx.ReadTimeout,
            httpx.WriteTimeout,
            httpx.ReadError,
            httpx.WriteError,
            httpx.CloseError,
            httpx.RemoteProtocolError,
        ],
    )
    async def test_a_connection_that_breaks_says_nothing(self, error: type[httpx.TransportError]):
        failure = await network_error(raising(error))
        assert isinstance(failure, AnswerMissing)
        assert failure.status is None

    @pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"ok": true}', '{"error": "no"}', "{"])
    @pytest.mark.parametrize("status", [200, 403, 502])
    async def test_the_status_is_kept_where_the_body_is_no_answer(self, status: int, body: str):
        failure = await network_error(lambda _: httpx.Response(status, text=body))
        assert isinstance(failure, AnswerMissing)
        assert failure.status == status

    async def test_files_are_fetched_as_they_are(self):
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=b"a file"))
        async with BotApiRequest(httpx_kwargs={"transport": transport}) as request:
            assert await request.retrieve("http://telegram.test/file/bot1:A/it") == b"a file"
