"""Telegram's limits, kept by everything that is sent: overall, in a private chat, in a group or channel.

Live answers go first and always find room; broadcasts take the rest at an even pace.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many messages in any stretch of so many seconds."""

    most: int
    seconds: float


# Telegram counts arrivals, we count departures (for a chat its answers, once they are here): the stretches
# are longer than Telegram's by what one message may be later on its way than another.
OVERALL = Rate(30, 1.04)
IN_PRIVATE = Rate(1, 1.1)
IN_GROUP = Rate(20, 61)

BROADCASTS = 29
"""Of the overall messages, how many may go before only live answers may."""
PACE = 1 / 27.8
"""Seconds that a broadcast leaves after any message: spread evenly, so that an answer finds room at once."""
CATCH_UP = 0.1
"""Seconds of lateness that broadcasts may make up for."""
FIRST_SWEEP = 1024
"""So many chats are remembered before those that nothing is known of any more are forgotten."""


class _Record:
    """When the last messages of one kind went out."""

    __slots__ = ("_rate", "_times")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: deque[float] = deque(maxlen=rate.most)

    def add(self, now: float) -> None:
        self._times.append(now)

    def move(self, before: float, now: float) -> None:
        with suppress(ValueError):  # long ago
            self._times.remove(before)
        self._times.append(now)

    def free_at(self, most: int) -> float:
        """From when on there were fewer than `most` (from 1) in the stretch."""
        return self._times[-most] + self._rate.seconds if len(self._times) >= most else -inf

    def idle_at(self) -> float:
        """From when on there was none at all."""
        return self.free_at(1)


class _Chat:
    """What one chat has had, and how many messages wait for it."""

    __slots__ = ("_rate", "held_until", "record", "waiting")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self.record = _Record(rate)
        self.held_until = -inf
        self.waiting = 0

    def free_at(self) -> float:
        return max(self.record.free_at(self._rate.most), self.held_until)

    def free_for_another(self, now: float) -> float:
        """When the next message could go that comes behind those waiting."""
        rounds, before = divmod(self.waiting, self._rate.most)
        first = max(self.record.free_at(self._rate.most - before), self.held_until, now)
        return first + rounds * self._rate.seconds

    def idle(self, now: float) -> bool:
        return not self.waiting and max(self.record.idle_at(), self.held_until) <= now


class Permit:
    """Leave to send one message to one chat."""

    __slots__ = ("_chat", "_counted_at", "_loop", "_overall")

    def __init__(
        self, loop: asyncio.AbstractEventLoop, granted_at: float, overall: _Record, chat: _Record
    ) -> None:
        self._loop = loop
        self._counted_at = granted_at
        self._overall = overall
        self._chat = chat

    def leaving(self) -> None:
        """The message leaves only now, later than it could have: Telegram will count it from here on."""
        now = self._loop.time()
        self._overall.move(self._counted_at, now)
        self._chat.move(self._counted_at, now)
        self._counted_at = now

    def answered(self) -> None:
        """Telegram's answer is here, or none will come: if it counted the message, it did so by now.

        For its chat only, where one late message and one quick one are what a stretch is about.
        """
        self._chat.move(self._counted_at, self._loop.time())


@dataclass(eq=False, slots=True)
class _Waiter:
    chat: _Chat
    granted: asyncio.Future[Permit]


class Limiter:
    """Says when each message may go. One for a process, used from its event loop `loop` only."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._overall = _Record(OVERALL)
        self._next_broadcast = -inf
        self._chats: dict[int, _Chat] = {}
        self._sweep_at = FIRST_SWEEP
        self._live: list[_Waiter] = []
        self._broadcasts: list[_Waiter] = []
        self._timer: asyncio.TimerHandle | None = None

    async def acquire(self, chat: int, *, private: bool, broadcast: bool = False) -> Permit:
        """Wait until a message may go to a chat, and count it as gone.

        First come, first served, but live answers before broadcasts, and nobody waits behind one whose
        own chat has to wait.
        """
        waiter = _Waiter(self._chat(chat, private), self._loop.create_future())
        queue = self._broadcasts if broadcast else self._live
        queue.append(waiter)
        waiter.chat.waiting += 1
        self._grant()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if waiter in queue:
                queue.remove(waiter)
                waiter.chat.waiting -= 1
                self._grant()
            raise

    def hold(self, chat: int, seconds: float, *, private: bool) -> None:
        """Let nothing go to a chat for some seconds, as Telegram asks with retry_after."""
        held = self._chat(chat, private)
        held.held_until = max(held.held_until, self._loop.time() + seconds)

    def wait_for(self, chat: int) -> float:
        """Seconds after which a message could go to a chat, as far as the chat itself is concerned."""
        known = self._chats.get(chat)
        now = self._loop.time()
        return known.free_for_another(now) - now if known else 0

    @property
    def remembered(self) -> int:
        """How many chats are remembered: those of the last minute or two, and those that are held."""
        return len(self._chats)

    def _chat(self, chat: int, private: bool) -> _Chat:
        known = self._chats.get(chat)
        if known is None:
            self._forget_idle()
            known = self._chats[chat] = _Chat(IN_PRIVATE if private else IN_GROUP)
        return known

    def _forget_idle(self) -> None:
        if len(self._chats) < self._sweep_at:
            return
        now = self._loop.time()
        self._chats = {key: chat for key, chat in self._chats.items() if not chat.idle(now)}
        # Twice what is left: each chat pays for its share of the next sweep once.
        self._sweep_at = max(FIRST_SWEEP, 2 * len(self._chats))

    def _grant(self) -> None:
        """Let go whoever may, and come back when the next one may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._loop.time()
        self._let_go(self._live, now, broadcast=False)
        self._let_go(self._broadcasts, now, broadcast=True)
        again = min(
            self._earliest(self._live, broadcast=False), self._earliest(self._broadcasts, broadcast=True)
        )
        if again < inf:
            self._timer = self._loop.call_at(again, self._grant)

    def _let_go(self, queue: list[_Waiter], now: float, *, broadcast: bool) -> None:
        for waiter in tuple(queue):
            if self._free_at(broadcast=broadcast) > now:
                return
            if waiter.granted.done() or waiter.chat.free_at() > now:  # done: given up, and about to leave
                continue
            queue.remove(waiter)
            waiter.chat.waiting -= 1
            for record in (self._overall, waiter.chat.record):
                record.add(now)
            self._next_broadcast = max(self._next_broadcast, now - CATCH_UP) + PACE
            waiter.granted.set_result(Permit(self._loop, now, self._overall, waiter.chat.record))

    def _free_at(self, *, broadcast: bool) -> float:
        if broadcast:
            return max(self._overall.free_at(BROADCASTS), self._next_broadcast)
        return self._overall.free_at(OVERALL.most)

    def _earliest(self, queue: list[_Waiter], *, broadcast: bool) -> float:
        if not queue:
            return inf
        return max(min(waiter.chat.free_at() for waiter in queue), self._free_at(broadcast=broadcast))
