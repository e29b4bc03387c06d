"""A Telegram that loses answers, asks for patience and refuses: every digest ends as the promise says."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from cmiabot.store.values import ChatKind, OutboxState, TargetState
from tests.auxil.bot_api_errors import FaultKind
from tests.auxil.crowd import Member
from tests.auxil.dispatch import Morning, morning
from tests.auxil.fake_bot_api import Call, Chance, Fault
from tests.faults.sizes import CHATS, FULL, HASTY, PATIENCE

MOST_DOUBTS = 6
"""The first try and five more."""
LONGEST_RETRY = 30 if FULL else 3
"""Seconds Telegram asks to wait at most."""
CHANCES = (
    Chance(0.05, lambda _: Fault.drop_after()),
    Chance(0.05, lambda random: too_many(random.randint(1, LONGEST_RETRY))),
    Chance(0.02, lambda _: Fault.gateway(502)),
    Chance(0.03, lambda _: Fault.error(403, "Forbidden: bot was blocked by the user")),
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class End:
    """What becomes of a digest, and how often it came."""

    row: OutboxState
    target: TargetState
    received: int
    doubts: int


async def test_whatever_telegram_does_every_digest_ends_as_promised(url: str, tmp_path: Path):
    async with morning(tmp_path, url, size=CHATS, hasty=HASTY, migrating=True) as day:
        day.api.fail_by_chance("sendMessage", Random(11), *CHANCES)
        await day.bot.start()
        rows = await day.settled(PATIENCE)
        await day.bot.stop()

        assert set(rows) == {member.target for member in day.members}
        calls = calls_by_chat(day)
        for member in day.members:
            found, attempts = rows[member.target], calls[member.chat] + calls[member.moved_to]
            received = len(member.received(day.api))
            shown = End(found.row.state, found.target.state, received, found.row.doubts)
            assert attempts, f"{member} was never written to: {shown}, {found.row.reason}"
            assert shown == promised(member, attempts)
            assert found.row.reason or found.row.state is OutboxState.SENT
            if found.chat.kind is ChatKind.SUPERGROUP and member.kind is ChatKind.GROUP:
                assert found.chat.telegram_id == member.moved_to
            for one, following in pairwise(attempts):
                if one.fault and (wait := retry_after(one.fault)):
                    assert following.at - one.at >= wait
        assert day.api.unknown == []
        ends = Counter(
            f"{'private' if member.private else 'others'} {rows[member.target].row.state.value}"
            for member in day.members
        )
        doubled = sum(max(0, len(member.received(day.api)) - 1) for member in day.members)
        _log.info("%d digests: %s; doubled in private %d", len(rows), dict(ends), doubled)


def promised(member: Member, attempts: Iterable[Call]) -> End:
    """What the attempts must have led to; none may come after one that was the end."""
    received = doubts = 0
    end = None
    for call in attempts:
        assert end is None, f"{member} was written to again"
        moved = call.parameters["chat_id"] != (member.moved_to or member.chat)
        match call.fault:
            case None if moved:
                pass  # where to is what Telegram answers
            case None:
                received += 1
                end = OutboxState.SENT, TargetState.ACTIVE
            case Fault(kind=FaultKind.ERROR, code=403):
                end = OutboxState.FAILED, TargetState.BLOCKED if member.private else TargetState.LEFT
            case Fault(kind=FaultKind.ERROR, code=429):
                pass
            case fault:
                received += fault.kind is FaultKind.DROP_AFTER and not moved
                doubts += 1
                if not member.private or doubts == MOST_DOUBTS:
                    end = OutboxState.UNCERTAIN, TargetState.ACTIVE
    assert end is not None, f"{member} was given up"
    return End(*end, received, doubts)


def calls_by_chat(day: Morning) -> dict[int, list[Call]]:
    """The messages asked for in each chat, in their order."""
    calls: dict[int, list[Call]] = defaultdict(list)
    for call in day.api.calls_of("sendMessage"):
        calls[call.parameters["chat_id"]].append(call)
    return calls


def too_many(seconds: int) -> Fault:
    """Telegram asks for patience."""
    return Fault.error(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def retry_after(fault: Fault) -> int:
    """The seconds a fault asks to wait; 0 where it asks for nothing."""
    return fault.api_error.parameters.get("retry_after", 0) if fault.api_error else 0
