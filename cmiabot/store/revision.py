"""Which revision the tables are at, found out without loading what changes them: that takes a while."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cmiabot.errors import StartError
from cmiabot.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision this release brings tables to: the number of its last migration."""
    return max(path.name[1:5] for path in (MIGRATIONS / "versions").glob("m[0-9]*.py"))


async def current(database: Database) -> str | None:
    """The revision the tables are at; None where there are none yet. The database must be usable."""
    try:
        async with database.read() as session:
            return (await session.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    except DBAPIError:
        return None


async def require_newest(database: Database) -> str:
    """The revision the tables are at, which is the newest. Raises StartError otherwise; changes nothing."""
    await database.require()
    found = await current(database)
    if found != newest():
        what = f"is at revision {found}" if found else "has no tables yet"
        raise StartError(
            f"The database {what}, this release needs {newest()}: `bot.py db upgrade` or `bot.py run` brings "
            "it there; one of a later release needs that release."
        )
    return found
