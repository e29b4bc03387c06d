"""Who did what."""

from cmiabot.store import audit
from cmiabot.store.values import AuditEntry
from tests.auxil.stored import NOW


async def test_what_was_done_is_told_the_newest_first(database):
    async with database.write() as session:
        await audit.record(session, 10**10, "replay", "row 7", now=NOW, chat=-(10**13))
        await audit.record(session, 10**10, "reload", now=NOW)
        newest = AuditEntry(NOW, 10**10, None, "reload", "")
        assert await audit.latest(session, 1) == [newest]
        assert await audit.latest(session, 9) == [
            newest,
            AuditEntry(NOW, 10**10, -(10**13), "replay", "row 7"),
        ]
