"""How sending fails, told apart by what is known of the message's fate.

SendFailure
├── NotSent      certainly not sent: never reached Telegram, or Telegram said "not now"
├── Forbidden    certainly not sent: the bot was blocked or removed (403)
├── Refused      certainly not sent: Telegram does not take this message here (400)
├── Migrated     certainly not sent: the group has become a supergroup with another id
└── Unknown      nobody knows: the request went out and no answer of the Bot API came back
"""

from cmiabot.errors import CmiaBotError


class SendFailure(CmiaBotError):  # noqa: N818 -- what went wrong is a failure; the errors are its causes
    """A message was not confirmed; `reason` is for operators and holds no text of the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSent(SendFailure):
    """Certainly not sent, and it may work later; `retry_after` are the seconds Telegram asks to wait."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Forbidden(SendFailure):
    """The bot may not write there: blocked by the person, or no member of the chat."""


class Refused(SendFailure):
    """Telegram refuses the message; the reason is its description, in whatever case a library left it."""


class Migrated(SendFailure):
    """The group is a supergroup now; `new_chat` is its Telegram id."""

    def __init__(self, new_chat: int) -> None:
        super().__init__(f"the group has become the supergroup {new_chat}")
        self.new_chat = new_chat


class Unknown(SendFailure):
    """The message may have arrived or not: no Bot API answer came back."""
