"""What was said last: answers whose pages can be turned, and what the next question may lean on.

Bounded, in memory, forgotten with the process.
"""

from collections import OrderedDict
from secrets import token_hex

from cmiabot.search.answer import Answer
from cmiabot.search.followups import Context

MOST_ANSWERS = 2000
MOST_CHATS = 2000


class AnswerMemory:
    """Remembers answers under short keys, each for the chat it was given in; the oldest go first."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._answers: OrderedDict[str, tuple[int, Answer]] = OrderedDict()
        self._contexts: OrderedDict[int, Context] = OrderedDict()

    def keep(self, chat: int, answer: Answer) -> str:
        """Remember an answer given in a chat; returns its key."""
        key = token_hex(5)
        self._answers[key] = (chat, answer)
        while len(self._answers) > self._most:
            self._answers.popitem(last=False)
        return key

    def find(self, chat: int, key: str) -> Answer | None:
        """The answer, or None where it is forgotten or was given elsewhere."""
        owner, answer = self._answers.get(key, (None, None))
        return answer if owner == chat else None

    def lean_on(self, chat: int, context: Context | None) -> None:
        """Remember what the next question of a chat may lean on; None leaves what was there."""
        if context is None:
            return
        self._contexts[chat] = context
        self._contexts.move_to_end(chat)
        while len(self._contexts) > MOST_CHATS:
            self._contexts.popitem(last=False)

    def context(self, chat: int) -> Context | None:
        """What a question of this chat may lean on."""
        return self._contexts.get(chat)
