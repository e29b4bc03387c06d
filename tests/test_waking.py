"""What an operator confirms goes at once: here the sender itself looks for something new once a day."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from cmiabot.app import shared_by, utc_now
from cmiabot.delivery import progress, running, sender
from cmiabot.store.values import OutboxKind, OutboxState
from tests.auxil.announcing import Desk, desk_fixture  # noqa: F401
from tests.auxil.delivering import TIMEOUT
from tests.auxil.fake_bot_api import Fault
from tests.auxil.hurried import unlimited
from tests.auxil.office import GROUP, office_fixture  # noqa: F401
from tests.auxil.running_bot import api_fixture  # noqa: F401

DAY = 86_400


class NoTicks:
    """A clockwork that stands still: each tick would wake the sender, too."""

    def __init__(self, work: object) -> None:
        pass

    def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass


@pytest.fixture(name="asleep")
async def asleep_fixture(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """The program delivers, and has looked into the outbox for the last time today."""
    monkeypatch.setattr(sender, "POLL", DAY)
    monkeypatch.setattr(running, "Ticks", NoTicks)
    monkeypatch.setattr(progress, "EVERY", 0.05)
    post, api = desk.office.post, desk.office.api
    post.now = utc_now()
    api.add_chat(GROUP)
    # That a digest arrived says that the first look is over; nobody knows of this one.
    api.fail("sendMessage", Fault.drop_after(), chat_id=GROUP)
    await post.digest(await post.chat(GROUP), paper="cmia16-01", expires_at=None)
    delivery = shared_by(desk.office.application, unlimited()).delivery
    task = asyncio.create_task(delivery.run())
    await api.wait_until(lambda: bool(api.sent_to(GROUP)), TIMEOUT)
    await desk.settled()
    yield desk
    delivery.stop()
    await asyncio.wait_for(task, TIMEOUT)


async def test_an_announcement_and_its_recall(asleep: Desk) -> None:
    api = asleep.office.api
    card = await asleep.announce()
    await api.wait_until(lambda: "Hello" in asleep.got(GROUP), TIMEOUT)
    await api.wait_until(lambda: "已发完" in card.visible_text, TIMEOUT)
    (asked,) = await asleep.office.messages("/recall 1")
    await asleep.office.press(asked, "是，全部收回")
    await api.wait_until(lambda: "Hello" not in asleep.got(GROUP), TIMEOUT)


async def test_a_digest_that_is_sent_again(asleep: Desk) -> None:
    (row,) = await asleep.rows(OutboxKind.DIGEST)
    assert row.state is OutboxState.UNCERTAIN
    (receipt,) = await asleep.office.messages(f"/receipt {row.id}")
    await asleep.office.press(receipt, "再发一次")
    await asleep.office.api.wait_until(lambda: len(asleep.got(GROUP)) == 2, TIMEOUT)
