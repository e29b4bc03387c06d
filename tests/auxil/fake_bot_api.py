"""A fake Telegram Bot API: a server on a socket, to which an unpatched bot is pointed by its base URL."""

import asyncio
import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from types import TracebackType
from typing import Any, Self

import h11

from tests.auxil.bot_api_errors import ApiError, Chance, ChanceFaults, Fault, FaultKind, PlannedFault
from tests.auxil.bot_api_messages import Json, SentMessage
from tests.auxil.bot_api_methods import BotApiMethods
from tests.auxil.bot_api_updates import is_let_through
from tests.auxil.http_requests import HttpRequest, Upload, read_request
from tests.auxil.telegram_html import utf16_length

__all__ = ["USER_ID", "Call", "Chance", "FakeBotApi", "Fault", "SentMessage", "Upload"]

USER_ID = 1001
"""The person who writes when a test names nobody."""

_PATH = re.compile(r"/bot([^/]+)/(\w+)")
_TOKEN = re.compile(r"\d+:[\w-]{35}")
_BOT_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")


@dataclass(frozen=True)
class Call:
    """A request that reached the server; they are numbered from 1 in the order of their arrival."""

    method: str
    parameters: dict[str, Any]
    number: int
    at: float = 0
    """When it arrived, in seconds of `time.monotonic`."""
    fault: Fault | None = None
    """What went wrong with it."""


@dataclass(frozen=True)
class _Answer:
    """What is sent back."""

    code: int
    body: bytes
    content_type: str = "application/json"

    @classmethod
    def of_error(cls, error: ApiError) -> "_Answer":
        return cls(error.code, json.dumps(error.to_dict()).encode())

    @classmethod
    def of_gateway(cls, code: int) -> "_Answer":
        body = f"<html><head><title>{code}</title></head><body><h1>{code}</h1></body></html>"
        return cls(code, body.encode(), "text/html")

    def to_bytes(self, connection: h11.Connection) -> bytes:
        headers = [("Content-Type", self.content_type), ("Content-Length", str(len(self.body)))]
        events = (
            h11.Response(status_code=self.code, headers=headers),
            h11.Data(data=self.body),
            h11.EndOfMessage(),
        )
        return b"".join(connection.send(event) or b"" for event in events)


class FakeBotApi(BotApiMethods):
    """Serves one bot while its context is open; records what is asked and makes faults on demand."""

    def __init__(self) -> None:
        super().__init__()
        self.url = ""
        self.token = f"{self.me['id']}:{'A' * 35}"
        self.calls: list[Call] = []
        self.unknown: list[str] = []
        self._faults: list[PlannedFault] = []
        self._chances: list[ChanceFaults] = []
        self._changed = asyncio.Condition()
        self._connections: set[asyncio.Task[None]] = set()
        self._bugs: list[BaseException] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        if self._bugs and error is None:
            raise self._bugs[0]

    # What was asked

    def calls_of(self, method: str) -> list[Call]:
        """The requests of one method that have arrived so far."""
        return [call for call in self.calls if call.method == method]

    async def wait_for(self, method: str, count: int = 1, timeout: float = 5) -> list[Call]:
        """Wait until a method was called this often; gives all its calls.

        They have been carried out by then, except for a getUpdates under way and for what is delayed.
        """
        try:
            await self.wait_until(lambda: len(self.calls_of(method)) >= count, timeout)
        except TimeoutError:
            seen = ", ".join(call.method for call in self.calls)
            raise TimeoutError(f"Waited for {count} x {method}, calls: {seen or 'none'}") from None
        return self.calls_of(method)

    async def wait_until(self, predicate: Callable[[], bool], timeout: float = 5) -> None:
        """Wait until something holds; it is looked at again whenever a request came or was answered."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(predicate)

    # What goes wrong

    def fail(self, method: str, fault: Fault, times: int = 1, chat_id: int | str | None = None) -> None:
        """Let the next calls of a method (for one chat, if given) fail; faults are used in this order."""
        self._faults.append(PlannedFault(method, fault, times, chat_id))

    def fail_by_chance(self, method: str, random: Random, *chances: Chance) -> None:
        """From now on let shares of the calls of a method fail; `random` decides, seeded by the test."""
        self._chances.append(ChanceFaults(method, chances, random))

    # What people do

    def switch_privacy_off(self) -> None:
        """Let the bot see everything in groups, as `/setprivacy` at BotFather does (it is on at first)."""
        self.me["can_read_all_group_messages"] = True

    def push_message(
        self,
        text: str,
        user_id: int = USER_ID,
        chat_id: int | None = None,
        language_code: str = "zh",
        **extra: Any,
    ) -> int:
        """Somebody writes: in private, or in the chat given; extra fields of the message may be added."""
        chat = self.chat(user_id if chat_id is None else chat_id)
        message: Json = {
            "message_id": self.next_message_id(chat["id"]),
            "date": int(time.time()),
            "chat": chat,
            "text": text,
            "entities": [
                {
                    "type": "bot_command",
                    "offset": utf16_length(text[: match.start()]),
                    "length": utf16_length(match[0]),
                }
                for match in _BOT_COMMAND.finditer(text)
            ],
        }
        if chat["type"] == "channel":
            return self.push_update({"channel_post": {**message, "sender_chat": chat, **extra}})
        sender = {**self.user(user_id), "language_code": language_code}
        return self.push_update({"message": {**message, "from": sender, **extra}})

    def push_callback(
        self,
        message: SentMessage,
        data: str,
        user_id: int | None = None,
        language_code: str = "zh",
        **extra: Any,
    ) -> int:
        """Somebody presses a button under a message; in a private chat it is its owner."""
        person = user_id or (message.chat_id if message.chat_id > 0 else USER_ID)
        query = {
            "id": str(4 * 10**18 + len(self._open_queries)),
            "from": {**self.user(person), "language_code": language_code},
            "message": self.message_json(message),
            "chat_instance": str(message.chat_id),
            "data": data,
        }
        return self.push_update({"callback_query": {**query, **extra}})

    def push_membership(self, chat_id: int, status: str, by: int | None = None, **rights: Any) -> int:
        """The bot's status in a chat is changed; in private `kicked` blocks it, `member` takes it back."""
        old = dict(self.member(chat_id, self.me["id"]))
        self.set_member(chat_id, self.me["id"], status, **rights)
        change = {
            "chat": self.chat(chat_id),
            "from": self.user(by or (chat_id if chat_id > 0 else USER_ID)),
            "date": int(time.time()),
            "old_chat_member": old,
            "new_chat_member": self.member(chat_id, self.me["id"]),
        }
        return self.push_update({"my_chat_member": change})

    def push_update(self, update: Json) -> int:
        """Something happens that Telegram tells the bot; an update without an id gets the next one.

        What privacy mode keeps from the bot it is not told; then this is 0.
        """
        for kind, content in update.items():
            if kind in {"message", "channel_post"}:
                key = (content["chat"]["id"], content["message_id"])
                self.incoming[key] = content
                self._message_ids[key[0]] = max(self._message_ids[key[0]], key[1])
                if not self._reaches(content):
                    return 0
            elif kind in {"callback_query", "inline_query"}:
                self._open_queries.add(content["id"])
        return self.updates.push(update)

    def _reaches(self, message: Json) -> bool:
        """Whether a message comes to the bot: in groups only what is meant for it, unless it sees all."""
        chat = message["chat"]
        if chat["type"] not in {"group", "supergroup"} or self.me["can_read_all_group_messages"]:
            return True
        administers = self.member(chat["id"], self.me["id"])["status"] == "administrator"
        return administers or is_let_through(message, self.me)

    # The server

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a new connection in a task that the end of the server waits for."""
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._connections.discard(task)
        if not task.cancelled() and (bug := task.exception()):
            self._bugs.append(bug)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection one after another until either side closes it."""
        connection = h11.Connection(h11.SERVER)
        try:
            while request := await read_request(connection, reader):
                answer = await self._respond(request)
                if answer is None:
                    break
                writer.write(answer.to_bytes(connection))
                await writer.drain()
                if connection.our_state is h11.MUST_CLOSE:
                    break
                connection.start_next_cycle()
        except (ConnectionError, h11.RemoteProtocolError):
            pass  # The client is gone, as clients may be
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _respond(self, request: HttpRequest) -> _Answer | None:
        """The answer to a request; None when the connection is to be closed instead."""
        match = _PATH.fullmatch(request.path)
        if match is None or not _TOKEN.fullmatch(match[1]):
            return _Answer.of_error(ApiError(404, "Not Found"))
        if match[1] != self.token:
            return _Answer.of_error(ApiError(401, "Unauthorized"))
        method, parameters = match[2], request.parameters()
        fault = self._next_fault(method, parameters)
        if fault is not None and fault.kind is FaultKind.DROP_BEFORE:
            return None
        call = Call(method, parameters, len(self.calls) + 1, time.monotonic(), fault)
        self.calls.append(call)
        try:
            return await self._carry_out(call, fault)
        finally:
            await self._tell()

    async def _carry_out(self, call: Call, fault: Fault | None) -> _Answer | None:
        """Do what a call asks for, or what its fault makes of it."""
        if fault is not None and fault.api_error is not None:
            return _Answer.of_error(fault.api_error)
        if fault is not None and fault.kind is FaultKind.GATEWAY:
            return _Answer.of_gateway(fault.code)
        if fault is not None and fault.event is not None:
            await self._tell()
            await fault.event.wait()
        try:
            result = await self._result(call)
        except ApiError as error:
            answer = _Answer.of_error(error)
        else:
            answer = _Answer(200, json.dumps({"ok": True, "result": result}).encode())
        if fault is not None and fault.kind is FaultKind.LATE:
            await self._tell()
            await asyncio.sleep(fault.seconds)
        return None if fault is not None and fault.kind is FaultKind.DROP_AFTER else answer

    async def _result(self, call: Call) -> Any:
        """The result of a call that nothing goes wrong with."""
        if call.method == "getUpdates":
            await self._tell()
            return await self.updates.fetch(call.parameters)
        if not self.knows(call.method):
            self.unknown.append(call.method)
            raise ApiError(404, "Not Found: method not found")
        return self.answer(call.method, call.parameters)

    def _next_fault(self, method: str, parameters: Json) -> Fault | None:
        """Use the first planned fault that is meant for a request, else one that comes by chance."""
        for planned in self._faults:
            if planned.meets(method, parameters):
                planned.times -= 1
                return planned.fault
        for chances in self._chances:
            if fault := chances.next_fault(method):
                return fault
        return None

    async def _tell(self) -> None:
        """Let those who wait look again."""
        async with self._changed:
            self._changed.notify_all()
