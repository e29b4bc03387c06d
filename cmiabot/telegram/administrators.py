"""Who administers a group or channel: asked of Telegram, and believed for a minute at most."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberOwner
from telegram.error import TelegramError

from cmiabot.errors import UserError

_log = logging.getLogger(__name__)

TRUSTED_FOR = timedelta(minutes=1)
"""Who is no administrator any more can act for so long."""
MOST_CHATS = 10_000


@dataclass(frozen=True, slots=True)
class Administrator:
    """What somebody may do in a chat they administer."""

    may_post: bool
    """In a channel; in groups everybody may."""


class Administrators:
    """The administrators of the chats that were asked about last."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, tuple[Mapping[int, Administrator], datetime]] = OrderedDict()

    def forget(self, chat: int) -> None:
        """Ask anew about a chat next time."""
        self._known.pop(chat, None)

    async def of(
        self, bot: Bot, chat: int, *, now: datetime, fresh: bool = False
    ) -> Mapping[int, Administrator]:
        """The administrators of a chat by their user ids; `fresh`: as of now.

        Raises UserError where Telegram does not say.
        """
        known, at = self._known.get(chat, (None, None))
        if known is not None and at is not None and not fresh and timedelta() <= now - at < TRUSTED_FOR:
            return known
        try:
            members = await bot.get_chat_administrators(chat)
        except TelegramError as error:
            _log.warning("the administrators of chat %d are not to be had: %s", chat, error)
            raise UserError("rights.not_known") from error
        found = {member.user.id: Administrator(_may_post(member)) for member in members}
        self._known[chat] = (found, now)
        self._known.move_to_end(chat)
        while len(self._known) > MOST_CHATS:
            self._known.popitem(last=False)
        return found


def _may_post(member: ChatMember) -> bool:
    # Of the creator Telegram names no single rights: they have all.
    return isinstance(member, ChatMemberOwner) or (
        isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    )
