"""What people say to the bot where not all is meant for it: replies, mentions, other people's words."""

from telegram import Chat, Message, MessageEntity, MessageOriginChannel, MessageOriginChat, Update
from telegram.constants import ChatType
from telegram.ext.filters import UpdateFilter

MENTIONS = (MessageEntity.MENTION, MessageEntity.TEXT_MENTION)


class ToTheBotInGroup(UpdateFilter):
    """Lets through texts in groups that answer the bot or mention it; commands have handlers of their own."""

    def filter(self, update: Update) -> bool:
        """Whether the update passes."""
        message = update.message
        if message is None or not message.text or message.is_automatic_forward:
            return False
        if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP) or is_command(message):
            return False
        return _is_of_bot(message.reply_to_message) or bool(_mentions(message))


class ForwardedFromChat(UpdateFilter):
    """Lets through what a person forwards in private that was said in the name of a channel or group."""

    def filter(self, update: Update) -> bool:
        """Whether the update passes."""
        message = update.message
        return (
            message is not None and message.chat.type == ChatType.PRIVATE and source_of(message) is not None
        )


def source_of(message: Message) -> Chat | None:
    """The channel or group in whose name a forwarded message was said; None where it was a person's."""
    match message.forward_origin:
        case MessageOriginChannel(chat=chat):
            return chat
        case MessageOriginChat(sender_chat=chat):
            return chat
        case _:
            return None


def is_command(message: Message) -> bool:
    """Whether a message begins with a command."""
    return any(one.type == MessageEntity.BOT_COMMAND and one.offset == 0 for one in message.entities)


def spoken(message: Message) -> str:
    """What a message asks: its text without the bot's name; empty where it only calls the bot."""
    text = message.text or ""
    for mention in _mentions(message).values():
        text = text.replace(mention, " ")
    return " ".join(text.split())


def pointed_at(message: Message) -> str:
    """What somebody said whom a message answers, or the part that is quoted; never the bot's words."""
    replied = message.reply_to_message
    if replied is None or _is_of_bot(replied):
        return ""
    return (message.quote.text if message.quote else "") or replied.text or replied.caption or ""


def _is_of_bot(message: Message | None) -> bool:
    return message is not None and message.from_user is not None and _is_me(message, message.from_user.id)


def _is_me(message: Message, user: int) -> bool:
    return user == message.get_bot().id


def _mentions(message: Message) -> dict[MessageEntity, str]:
    name = f"@{message.get_bot().username}".lower()
    return {
        entity: text
        for entity, text in message.parse_entities([*MENTIONS]).items()
        if text.lower() == name or (entity.user is not None and _is_me(message, entity.user.id))
    }
