"""Bringing the tables up to date: Alembic's migrations, which lie in this package."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from cmiabot.errors import StartError
from cmiabot.store.database import Database
from cmiabot.store.revision import MIGRATIONS, newest


async def upgrade(database: Database) -> str:
    """Make all tables or bring them up to date, one process at a time; returns the revision they are at.

    Raises StartError where the database cannot be used, or was written by a later release.
    """
    await database.check()
    async with database.migration() as connection:
        await connection.run_sync(_upgrade)
    return newest()


def migrations(connection: Connection | None = None) -> Config:
    """What Alembic needs to know; `connection` is the one to migrate over."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "m%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    try:
        command.upgrade(migrations(connection), "head")
    except CommandError as error:
        raise StartError(
            f"The database was written by a later release of cmiabot ({error}): install that one again, or "
            "restore a backup."
        ) from None
