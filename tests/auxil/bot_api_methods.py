"""What the fake Bot API knows of chats, members and messages, and how it answers each method."""

import re
import time
from collections import Counter, defaultdict
from typing import Any

from telegram import AcceptedGiftTypes, ChatMemberAdministrator, ChatMemberRestricted

from tests.auxil.bot_api_errors import ApiError
from tests.auxil.bot_api_limits import FloodLimits
from tests.auxil.bot_api_messages import Json, SentMessage, file_of, formatted_of, reply_markup_of
from tests.auxil.bot_api_updates import UpdateQueue
from tests.auxil.telegram_html import FormattedText, utf16_length

MAX_CALLBACK_ANSWER = 200
ALWAYS_TRUE = {
    "close",
    "logOut",
    "sendChatAction",
    "setChatMenuButton",
    "setMyDefaultAdministratorRights",
    "setMyDescription",
    "setMyName",
    "setMyShortDescription",
}
"""Methods that are only told it worked."""

NO_RIGHTS = {
    name: False
    for kind in (ChatMemberAdministrator, ChatMemberRestricted)
    for name in kind.__slots__
    if name.startswith("can_")
}
STATUS_FIELDS: dict[str, Json] = {
    "creator": {"is_anonymous": False},
    "administrator": NO_RIGHTS | {"can_manage_chat": True, "is_anonymous": False},
    "restricted": NO_RIGHTS | {"is_member": True, "until_date": 0},
    "kicked": {"until_date": 0},
}
"""What a member of a status has besides the status, until a test says otherwise."""


class BotApiMethods:
    """One bot, the chats it is in, and the answers to its requests."""

    def __init__(self) -> None:
        self.me: Json = {
            "id": 123456789,
            "is_bot": True,
            "first_name": "Test Bot",
            "username": "fake_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self.updates = UpdateQueue()
        self.chats: dict[int, Json] = {}
        self.messages: dict[tuple[int, int], SentMessage] = {}
        self.received: dict[int, list[SentMessage]] = defaultdict(list)
        """All messages a chat ever got from the bot, in their order, also those deleted meanwhile."""
        self.limits: FloodLimits | None = None
        """Set them to have Telegram's limits kept."""
        self.incoming: dict[tuple[int, int], Json] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self._members: dict[int, dict[int, Json]] = {}
        self._migrated: dict[int, int] = {}
        self._gone_topics: set[tuple[int, int]] = set()
        self._message_ids: Counter[int] = Counter()
        self._open_queries: set[str] = set()

    # What tests prepare and look at

    def add_chat(self, chat_id: int, type: str = "supergroup", title: str = "Test chat", **more: Any) -> Json:
        """Make a group, supergroup or channel known, with the bot in it; a forum has `is_forum=True`."""
        self.chats[chat_id] = {"id": chat_id, "type": type, "title": title, **more}
        self.set_member(chat_id, self.me["id"], "administrator" if type == "channel" else "member")
        return self.chats[chat_id]

    def migrate_chat(self, chat_id: int, new_id: int) -> Json:
        """Make a group a supergroup: it goes on under the new id, and the old one is refused."""
        old = self.chats.pop(chat_id)
        self._migrated[chat_id] = new_id
        return self.add_chat(new_id, "supergroup", old["title"])

    def delete_topic(self, chat_id: int, thread: int) -> None:
        """Delete a topic of a forum: what is sent there is refused."""
        self._gone_topics.add((chat_id, thread))

    def set_member(self, chat_id: int, user_id: int, status: str, **rights: Any) -> None:
        """Give somebody a status in a chat; in a private chat, `kicked` means the bot is blocked."""
        user = self.me if user_id == self.me["id"] else self.user(user_id)
        member = {"status": status, "user": user, **STATUS_FIELDS.get(status, {}), **rights}
        self._members.setdefault(chat_id, {})[user_id] = member

    def sent_to(self, chat_id: int) -> list[SentMessage]:
        """The messages of the bot in a chat that are not deleted, the oldest first."""
        return [one for one in self.messages.values() if one.chat_id == chat_id and not one.deleted]

    def user(self, user_id: int) -> Json:
        """A person, as Telegram describes them."""
        return {"id": user_id, "is_bot": False, "first_name": f"User{user_id}"}

    def chat(self, chat_id: Any) -> Json:
        """A chat by its id or @username; everybody has a private chat with the bot."""
        if isinstance(chat_id, int) and chat_id > 0:
            return {"id": chat_id, "type": "private", "first_name": f"User{chat_id}"}
        if chat_id in self.chats:
            return self.chats[chat_id]
        for chat in self.chats.values():
            if chat_id == f"@{chat.get('username')}":
                return chat
        if chat_id in self._migrated:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self._migrated[chat_id],
            )
        raise ApiError(400, "Bad Request: chat not found")

    def member(self, chat_id: int, user_id: int) -> Json:
        """A member of a chat; who was never given a status is in private chats only."""
        if user_id not in self._members.get(chat_id, {}):
            self.set_member(chat_id, user_id, "member" if chat_id > 0 else "left")
        return self._members[chat_id][user_id]

    def next_message_id(self, chat_id: int) -> int:
        """The id of the message that comes next in a chat."""
        self._message_ids[chat_id] += 1
        return self._message_ids[chat_id]

    def message_json(self, message: SentMessage) -> Json:
        """A message of the bot, as Telegram describes it; of a deleted one little is left."""
        chat = self.chat(message.chat_id)
        fields: Json = {"message_id": message.message_id, "chat": chat}
        if message.deleted:
            return {**fields, "date": 0}
        fields |= {"date": int(time.time()), **message.extra, **message.media}
        fields |= {"sender_chat": chat} if chat["type"] == "channel" else {"from": self.me}
        text, entities = ("caption", "caption_entities") if message.media else ("text", "entities")
        if message.formatted.text:
            fields |= {text: message.formatted.text, entities: list(message.formatted.entities)}
        if message.edits:
            fields["edit_date"] = fields["date"]
        if "inline_keyboard" in (message.reply_markup or {}):
            fields["reply_markup"] = message.reply_markup
        return fields

    def knows(self, method: str) -> bool:
        """Whether there is an answer to a method."""
        return method in ALWAYS_TRUE or hasattr(self, _answer_name(method))

    def answer(self, method: str, parameters: Json) -> Any:
        """The result of a request; ApiError where Telegram would refuse it."""
        return True if method in ALWAYS_TRUE else getattr(self, _answer_name(method))(parameters)

    # The bot itself

    def _answer_get_me(self, _: Json) -> Json:
        return self.me

    def _answer_set_webhook(self, parameters: Json) -> bool:
        self.updates.set_webhook(parameters)
        return True

    def _answer_delete_webhook(self, parameters: Json) -> bool:
        self.updates.set_webhook({**parameters, "url": ""})
        return True

    def _answer_get_webhook_info(self, _: Json) -> Json:
        return {
            "url": self.updates.webhook_url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting),
        }

    def _answer_set_my_commands(self, parameters: Json) -> bool:
        commands = parameters.get("commands", [])
        if len(commands) > 100:
            raise ApiError(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_command_key(parameters)] = commands
        return True

    def _answer_get_my_commands(self, parameters: Json) -> list[Json]:
        return self.commands.get(_command_key(parameters), [])

    def _answer_delete_my_commands(self, parameters: Json) -> bool:
        self.commands.pop(_command_key(parameters), None)
        return True

    # Chats

    def _answer_get_chat(self, parameters: Json) -> Json:
        return {
            **self.chat(parameters.get("chat_id")),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(AcceptedGiftTypes.__slots__, False),
        }

    def _answer_get_chat_member(self, parameters: Json) -> Json:
        return self.member(self.chat(parameters.get("chat_id"))["id"], parameters["user_id"])

    def _answer_get_chat_administrators(self, parameters: Json) -> list[Json]:
        chat = self.chat(parameters.get("chat_id"))
        if chat["type"] == "private":
            raise ApiError(400, "Bad Request: there are no administrators in the private chat")
        me = self.member(chat["id"], self.me["id"])["status"]
        if chat["type"] == "channel" and me != "administrator":
            raise ApiError(400, "Bad Request: member list is inaccessible")
        members = self._members.get(chat["id"], {}).values()
        return [one for one in members if one["status"] in {"creator", "administrator"}]

    def _answer_leave_chat(self, parameters: Json) -> bool:
        self.set_member(self._open_chat(parameters)["id"], self.me["id"], "left")
        return True

    def _open_chat(self, parameters: Json) -> Json:
        """The chat of a request, if the bot may write there."""
        chat = self.chat(parameters.get("chat_id"))
        me = self.member(chat["id"], self.me["id"])
        if me["status"] == "kicked" and chat["type"] == "private":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if me["status"] == "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat['type']} chat")
        if me["status"] == "left":
            raise ApiError(403, f"Forbidden: bot is not a member of the {chat['type']} chat")
        if me["status"] == "restricted" and not me["can_send_messages"]:
            raise ApiError(400, "Bad Request: not enough rights to send text messages to the chat")
        return chat

    # Sending

    def _answer_send_message(self, parameters: Json) -> Json:
        return self.message_json(self._send(parameters, formatted_of(parameters, "text")))

    def _answer_send_document(self, parameters: Json) -> Json:
        document = file_of(parameters, "document")
        return self._send_media(parameters, {"document": document})

    def _answer_send_photo(self, parameters: Json) -> Json:
        photo = {**file_of(parameters, "photo"), "width": 90, "height": 90}
        return self._send_media(parameters, {"photo": [photo]})

    def _send_media(self, parameters: Json, media: Json) -> Json:
        return self.message_json(self._send(parameters, formatted_of(parameters, "caption"), media))

    def _answer_copy_message(self, parameters: Json) -> Json:
        copy = self._send(parameters, *self._source(parameters, "copy"))
        return {"message_id": copy.message_id}

    def _answer_forward_message(self, parameters: Json) -> Json:
        forwarded = self._send(parameters, *self._source(parameters, "forward"))
        origin = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Somebody"}
        forwarded.extra["forward_origin"] = origin
        return self.message_json(forwarded)

    def _send(self, parameters: Json, formatted: FormattedText, media: Json | None = None) -> SentMessage:
        """Keep a new message of the bot."""
        chat = self._open_chat(parameters)
        reply = parameters.get("reply_parameters") or {}
        found = self._exists(reply.get("chat_id", chat["id"]), reply.get("message_id"))
        if reply and not found and not reply.get("allow_sending_without_reply"):
            raise ApiError(400, "Bad Request: message to be replied not found")
        extra = {}
        if (chat["id"], parameters.get("message_thread_id", 0)) in self._gone_topics:
            raise ApiError(400, "Bad Request: message thread not found")
        if "message_thread_id" in parameters:
            extra["message_thread_id"] = parameters["message_thread_id"]
            extra["is_topic_message"] = bool(chat.get("is_forum"))
        markup = reply_markup_of(parameters)
        text = parameters.get("text") or parameters.get("caption") or formatted.text
        if self.limits is not None:
            self.limits.take(chat["id"], time.monotonic())
        message_id = self.next_message_id(chat["id"])
        message = SentMessage(chat["id"], message_id, text, formatted, markup, media or {}, extra)
        self.messages[(chat["id"], message_id)] = message
        self.received[chat["id"]].append(message)
        return message

    def _source(self, parameters: Json, verb: str) -> tuple[FormattedText, Json]:
        """What a message says that is to be copied or forwarded."""
        key = (self.chat(parameters.get("from_chat_id"))["id"], parameters.get("message_id"))
        if not self._exists(*key):
            raise ApiError(400, f"Bad Request: message to {verb} not found")
        if message := self.messages.get(key):  # type: ignore[arg-type]
            return message.formatted, message.media
        fields = self.incoming[key]  # type: ignore[index]
        media: Json = {kind: fields[kind] for kind in ("document", "photo") if kind in fields}
        text, entities = ("caption", "caption_entities") if media else ("text", "entities")
        return FormattedText(fields.get(text, ""), tuple(fields.get(entities, ()))), media

    def _exists(self, chat_id: Any, message_id: Any) -> bool:
        """Whether a message of the bot or of somebody else is there."""
        sent = self.messages.get((chat_id, message_id))
        return (chat_id, message_id) in self.incoming or (sent is not None and not sent.deleted)

    # Messages that are there

    def _answer_edit_message_text(self, parameters: Json) -> Json | bool:
        message = self._editable(parameters)
        formatted = formatted_of(parameters, "text")
        if message is None:
            return True
        if message.media:
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return self._edit(message, parameters["text"], formatted, parameters)

    def _answer_edit_message_reply_markup(self, parameters: Json) -> Json | bool:
        message = self._editable(parameters)
        return message is None or self._edit(message, message.text, message.formatted, parameters)

    def _editable(self, parameters: Json) -> SentMessage | None:
        """The message a request wants to edit; None for one sent by way of an inline query."""
        if "inline_message_id" in parameters:
            return None
        chat_id = self._open_chat(parameters)["id"]
        message = self.messages.get((chat_id, parameters.get("message_id", 0)))
        if message is not None and not message.deleted:
            return message
        found = self._exists(chat_id, parameters.get("message_id"))
        problem = "message can't be edited" if found else "message to edit not found"
        raise ApiError(400, f"Bad Request: {problem}")

    def _edit(self, message: SentMessage, text: str, formatted: FormattedText, parameters: Json) -> Json:
        markup = reply_markup_of(parameters)
        if (formatted, markup) == (message.formatted, message.reply_markup):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup "
                "are exactly the same as a current content and reply markup of the message",
            )
        message.text, message.formatted, message.reply_markup = text, formatted, markup
        message.edits += 1
        return self.message_json(message)

    def _answer_delete_message(self, parameters: Json) -> bool:
        chat = self.chat(parameters.get("chat_id"))
        key = (chat["id"], parameters.get("message_id", 0))
        if not self._exists(*key):
            raise ApiError(400, "Bad Request: message to delete not found")
        me = self.member(chat["id"], self.me["id"])
        if key in self.messages:
            self.messages[key].deleted = True
        elif chat["type"] == "private" or me.get("can_delete_messages"):
            del self.incoming[key]
        else:
            raise ApiError(400, "Bad Request: message can't be deleted")
        return True

    def _answer_delete_messages(self, parameters: Json) -> bool:
        chat_id = self.chat(parameters.get("chat_id"))["id"]
        for message_id in parameters["message_ids"]:
            if self._exists(chat_id, message_id):
                self._answer_delete_message({"chat_id": chat_id, "message_id": message_id})
        return True

    def _answer_set_message_reaction(self, parameters: Json) -> bool:
        if not self._exists(self._open_chat(parameters)["id"], parameters.get("message_id")):
            raise ApiError(400, "Bad Request: message to react not found")
        return True

    # Queries

    def _answer_answer_callback_query(self, parameters: Json) -> bool:
        if utf16_length(parameters.get("text", "")) > MAX_CALLBACK_ANSWER:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        return self._answer_query(parameters.get("callback_query_id"))

    def _answer_answer_inline_query(self, parameters: Json) -> bool:
        results = parameters.get("results", [])
        if len(results) > 50:
            raise ApiError(400, "Bad Request: RESULTS_TOO_MUCH")
        ids = [result["id"] for result in results]
        if len(set(ids)) < len(ids):
            raise ApiError(400, "Bad Request: RESULT_ID_DUPLICATE")
        if not all(1 <= len(one.encode()) <= 64 for one in ids):
            raise ApiError(400, "Bad Request: RESULT_ID_INVALID")
        for result in results:
            reply_markup_of(result)
            content = result.get("input_message_content", {})
            if "message_text" in content:
                formatted_of({**content, "text": content["message_text"]}, "text")
        return self._answer_query(parameters.get("inline_query_id"))

    def _answer_query(self, query_id: str | None) -> bool:
        if query_id not in self._open_queries:
            problem = "query is too old and response timeout expired or query ID is invalid"
            raise ApiError(400, f"Bad Request: {problem}")
        return True


def _answer_name(method: str) -> str:
    """The name of the Python method that answers a method of the Bot API."""
    return "_answer_" + re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), method)


def _command_key(parameters: Json) -> tuple[str, str]:
    """The people that a list of commands is for: their chats and their language."""
    scope = parameters.get("scope") or {"type": "default"}
    return str(sorted(scope.items())), parameters.get("language_code") or ""
