"""Updates of every type that Telegram has, of types it does not have yet, and broken ones."""

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_COMMANDS = [
    "/start",
    "/settings",
    "/subscribe",
    "/forgetme",
    "/ask",
    "/receipt",
    "/nosuch",
    "/ask@other_bot",
]
_SAID = st.one_of(
    _TEXT,
    st.builds("{} {}".format, st.sampled_from(_COMMANDS), _TEXT),
    st.sampled_from(["x" * 4096, "微" * 4096, "/time " + "9" * 4000, "/start p_<b>", "/start r_' OR 1=1 --"]),
)
_USERS = st.builds(
    lambda number, name: {"id": number, "is_bot": False, "first_name": name, "language_code": "zh"},
    st.integers(1001, 1004),
    st.sampled_from(["<b>Eve</b>", "{{ 7*7 }}", "小明", "a" * 64]),
)
_CHANNEL = {"id": -1002, "type": "channel", "title": "<i>channel</i> & co"}
_CHATS = st.one_of(
    st.integers(1001, 1004).map(lambda number: {"id": number, "type": "private", "first_name": "<b>"}),
    st.sampled_from(
        [
            {"id": -1001, "type": "supergroup", "title": "<b>group</b>", "is_forum": True},
            {"id": -5, "type": "group", "title": "{{ group }}"},
            _CHANNEL,
        ]
    ),
)
_SERVICE = st.sampled_from(
    [
        {"new_chat_title": "<b>"},
        {"migrate_to_chat_id": -1009},
        {"migrate_from_chat_id": -5},
        {"left_chat_member": {"id": 7, "is_bot": False, "first_name": "x"}},
        {"new_chat_members": [{"id": 123456789, "is_bot": True, "first_name": "x"}]},
        {"forum_topic_created": {"name": "<b>", "icon_color": 1}},
        {"forum_topic_closed": {}},
        {"forum_topic_edited": {}},
        {"group_chat_created": True},
        {"delete_chat_photo": True},
        {"chat_shared": {"request_id": 1, "chat_id": -1002}},
        {"users_shared": {"request_id": 1, "users": []}},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": _CHANNEL}},
        {"successful_payment": {"currency": "XTR", "total_amount": 1, "invoice_payload": "",
                                "telegram_payment_charge_id": "", "provider_payment_charge_id": ""}},
        {"web_app_data": {"data": "<b>", "button_text": "x"}},
        {"a_thing_of_next_year": {"deep": [1, None]}},
    ]
)  # fmt: skip
_MEDIA = st.sampled_from(
    [
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], "caption": "/settings"},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"contact": {"phone_number": "1", "first_name": "<b>"}},
        {"location": {"longitude": 1.0, "latitude": 1.0}},
        {"sticker": {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "is_animated": False,
                     "is_video": False, "type": "a_new_type"}},
        {"story": {"id": 1, "chat": _CHANNEL}},
    ]
)  # fmt: skip


@st.composite
def _messages(draw: st.DrawFn) -> Json:
    message: dict[str, Any] = {"message_id": draw(st.integers(1, 50)), "date": 0, "chat": draw(_CHATS)}
    if draw(st.booleans()):
        message["from"] = draw(_USERS)
    if draw(st.integers(0, 4)) == 0:
        message["sender_chat"] = _CHANNEL
    if draw(st.booleans()):
        message |= {"message_thread_id": draw(st.integers(1, 99)), "is_topic_message": draw(st.booleans())}
    content = draw(st.one_of(st.builds(lambda text: {"text": text}, _SAID), _SERVICE, _MEDIA))
    if content.get("text", "").startswith("/"):
        length = len(content["text"].split()[0])
        content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    message.update(content)
    return message


def _callbacks() -> st.SearchStrategy[Json]:
    forged = st.one_of(
        _TEXT,
        st.builds("v1:{}:{}:{}".format, st.sampled_from("ogqx"), st.sampled_from("psftaoSMXFuyz"), _TEXT),
        st.builds("v1:o:{}:{}".format, st.sampled_from(["s", "S"]), _TEXT),
        st.builds("v1:o:=:{}-{}".format, st.sampled_from("tzdlpa"), _TEXT),
    )
    places: st.SearchStrategy[Json] = st.one_of(
        st.just({"inline_message_id": "inline"}),
        st.just({"message": {"message_id": 1, "date": 0, "chat": _CHANNEL}}),
        _messages().map(lambda message: {"message": message}),
    )
    data: st.SearchStrategy[Json] = st.one_of(
        forged.map(lambda text: {"data": text}), st.just({"game_short_name": "game"})
    )
    # Most often a button that is there: only those are looked at any further.
    pressed = st.one_of(
        st.builds(lambda place, what: {**place, **what}, places, data),
        st.builds(_standing_on, _messages(), forged),
        st.builds(_standing_on, _messages(), forged),
    )
    return st.builds(
        lambda number, user, what: {"id": str(number), "from": user, "chat_instance": "1", **what},
        st.integers(1, 9), _USERS, pressed,
    )  # fmt: skip


def _standing_on(message: Json, data: str) -> Json:
    """The press of a button that the message carries."""
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    return {"message": {**message, "date": 1, "reply_markup": markup}, "data": data}


def _memberships() -> st.SearchStrategy[Json]:
    status = st.sampled_from(["member", "left", "a_new_status"])
    member = st.builds(
        lambda word: {"status": word, "user": {"id": 123456789, "is_bot": True, "first_name": "bot"}}, status
    )
    return st.builds(
        lambda chat, user, old, new: {
            "chat": chat, "from": user, "date": 0, "old_chat_member": old, "new_chat_member": new
        },
        _CHATS, _USERS, member, member,
    )  # fmt: skip


_SOMEBODY: Json = {"id": 1001, "is_bot": False, "first_name": "x"}
_ADDRESS = dict.fromkeys(
    ("country_code", "state", "city", "street_line1", "street_line2", "post_code"), "<b>"
)
_BOOST: Json = {"boost_id": "b", "add_date": 0, "expiration_date": 1, "source": {"source": "a_new_source"}}
_CONNECTION: Json = {
    "id": "c", "user": _SOMEBODY, "user_chat_id": 1001, "date": 0, "is_enabled": True, "can_reply": True
}  # fmt: skip
_OTHERS: dict[str, Json] = {
    "inline_query": {"id": "1", "from": _SOMEBODY, "query": "微电网", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": _SOMEBODY, "query": "x"},
    "shipping_query": {
        "id": "1", "from": _SOMEBODY, "invoice_payload": "x", "shipping_address": _ADDRESS
    },
    "pre_checkout_query": {
        "id": "1", "from": _SOMEBODY, "currency": "XTR", "total_amount": 1, "invoice_payload": "x"
    },
    "poll": {
        "id": "1", "question": "<b>", "options": [], "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": "a_new_type", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False,
    },
    "poll_answer": {"poll_id": "1", "option_ids": [], "user": _SOMEBODY, "option_persistent_ids": []},
    "chat_join_request": {"chat": _CHANNEL, "from": _SOMEBODY, "user_chat_id": 1001, "date": 0},
    "chat_boost": {"chat": _CHANNEL, "boost": _BOOST},
    "removed_chat_boost": {
        "chat": _CHANNEL, "boost_id": "b", "remove_date": 0,
        "source": {"source": "premium", "user": _SOMEBODY},
    },
    "message_reaction": {
        "chat": _CHANNEL, "message_id": 1, "date": 0, "old_reaction": [],
        "new_reaction": [{"type": "a_new_type"}],
    },
    "message_reaction_count": {"chat": _CHANNEL, "message_id": 1, "date": 0, "reactions": []},
    "business_connection": _CONNECTION,
    "deleted_business_messages": {
        "business_connection_id": "c", "chat": _CHANNEL, "message_ids": [1]
    },
    "purchased_paid_media": {"from": _SOMEBODY, "paid_media_payload": "<b>"},
    "managed_bot": {"user": _SOMEBODY, "bot": {**_SOMEBODY, "is_bot": True}},
}  # fmt: skip
_MESSAGES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
    "guest_message",
)
KINDS: dict[str, st.SearchStrategy[Json]] = {
    **dict.fromkeys(_MESSAGES, _messages()),
    **dict.fromkeys(("my_chat_member", "chat_member"), _memberships()),
    "callback_query": _callbacks(),
    **{kind: st.just(content) for kind, content in _OTHERS.items()},
}
"""Each type of update, and what may come in one."""


ANY_UPDATE: st.SearchStrategy[Json] = st.one_of(
    st.sampled_from(sorted(KINDS)).flatmap(lambda kind: KINDS[kind].map(lambda content: {kind: content})),
    # Nobody is sent what they have not asked for, but a library may know less than it asks for.
    st.just({"poll": _OTHERS["poll"], "an_update_of_next_year": {"id": 1}}),
)
"""An update without its number."""
BROKEN: list[Json] = [{kind: {"nothing": "known"}} for kind in KINDS]
"""Updates of every type as no library knows them: what is required is missing."""
