"""Write the next migration after the tables in cmiabot/store/tables.py were changed.

    python -m tools.make_migration "What changes"

compares them with the tables the migrations so far make, and writes the difference to a new file in
cmiabot/store/migrations/versions/. Read it before you commit it: what Alembic takes for a dropped and
a new column may be a renamed one, and rows that are there may need values.
"""

import asyncio
import sys

from alembic import command
from sqlalchemy import Connection

from cmiabot.store.database import Database
from cmiabot.store.migrating import migrations, newest, upgrade


async def make_migration(message: str) -> str:
    """Write the next migration; returns its name."""
    name = f"{int(newest()) + 1:04}"

    def write(connection: Connection) -> None:
        command.revision(migrations(connection), message, autogenerate=True, rev_id=name)

    database = Database("sqlite://")
    await upgrade(database)
    async with database.migration() as connection:
        await connection.run_sync(write)
    await database.close()
    return name


if __name__ == "__main__":
    print("wrote migration", asyncio.run(make_migration(sys.argv[1])))
