"""Alembic runs this file for whatever it does; it works over the connection it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from cmiabot.store.tables import METADATA


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Migrations name plain SQL types: they must work for ever, whatever becomes of our own types."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Run what Alembic was asked for."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        render_item=render_item,
        # SQLite cannot alter columns: the table is made anew.
        render_as_batch=True,
        compare_type=True,
    )
    context.run_migrations()


# Alembic loads the file under this name; who merely imports it does not run anything.
if __name__ == "env_py":
    run()
