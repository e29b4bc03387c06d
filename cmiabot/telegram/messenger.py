"""The delivery's messages over the Bot API: each call made once, each failure typed."""

from collections.abc import Awaitable
from typing import Any, TypeVar

from telegram import LinkPreviewOptions, MessageEntity
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError
from telegram.error import Forbidden as TelegramForbidden
from telegram.ext import ExtBot

from cmiabot.delivery.failures import Forbidden, Migrated, NotSent, Refused, SendFailure, Unknown
from cmiabot.delivery.messenger import Destination, Outgoing
from cmiabot.telegram.keyboards import keyboard
from cmiabot.telegram.ratelimit import BROADCAST, seconds
from cmiabot.telegram.replies import no_turn
from cmiabot.telegram.requests import AnswerMissing

T = TypeVar("T")


class TelegramMessenger:
    """Sends what the sender decided to send, at the moment it decided. `bot` must have LiveLimits."""

    def __init__(self, bot: ExtBot[bool]) -> None:
        self._bot = bot

    async def send(self, to: Destination, message: Outgoing) -> int:
        """Send a message; gives its id in that chat."""
        sent = await _told_apart(
            self._bot.send_message(
                to.chat,
                # 0 is no topic; the General topic must not be named either.
                message_thread_id=to.thread or None,
                disable_notification=message.silent,
                rate_limit_args=BROADCAST,
                **look_of(message),
            )
        )
        return sent.message_id

    async def edit(self, to: Destination, message_id: int, message: Outgoing) -> None:
        """Put a message in the place of one sent before."""
        await _told_apart(
            self._bot.edit_message_text(
                chat_id=to.chat,
                message_id=message_id,
                rate_limit_args=BROADCAST,
                **look_of(message),
            )
        )

    async def delete(self, to: Destination, message_id: int) -> None:
        """Take a message back."""
        await _told_apart(self._bot.delete_message(to.chat, message_id, rate_limit_args=BROADCAST))


def look_of(message: Outgoing) -> dict[str, Any]:
    """The parameters of a request that say how a message looks: the same whoever makes the request."""
    look: dict[str, Any] = {
        "text": message.page.html,
        "parse_mode": ParseMode.HTML,
        "reply_markup": keyboard(message.page, no_turn, message.language),
        "link_preview_options": LinkPreviewOptions(is_disabled=True),
    }
    if message.as_written is not None:
        entities = [MessageEntity.de_json(dict(entity), None) for entity in message.as_written.entities]
        look |= {"text": message.as_written.text, "entities": entities, "parse_mode": None}
    return look


async def _told_apart(call: Awaitable[T]) -> T:
    """The result of a call. Raises SendFailure where PTB raises its own."""
    try:
        return await call
    except TelegramError as error:
        raise _failure(error) from error


def _failure(error: TelegramError) -> SendFailure:
    match error:
        case TelegramForbidden():
            return Forbidden(error.message)
        case BadRequest():
            return Refused(error.message)
        case ChatMigrated():
            return Migrated(error.new_chat_id)
        case RetryAfter():
            return NotSent(error.message, retry_after=seconds(error))
        case AnswerMissing():
            return Unknown(error.message)
        case _:
            # Not reached, or refused by the Bot API itself for a reason that may pass.
            return NotSent(error.message)
