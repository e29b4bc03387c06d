"""Column types that mean the same on SQLite and PostgreSQL."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, SmallInteger, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that migrations can drop them again."""

LONGEST_STATE = 16


def own_key() -> TypeEngine[int]:
    """The type of our own ids: 64 bits; SQLite counts up by itself only in an INTEGER key."""
    return BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware times, kept and returned as UTC. SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses naive times with ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """What SQLite returns is naive UTC, what PostgreSQL returns is in the zone of the connection."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class State(TypeDecorator[StrEnum]):
    """One of the values of an enumeration, kept as text."""

    impl = String(LONGEST_STATE)
    cache_ok = True

    def __init__(self, states: type[StrEnum]) -> None:
        super().__init__()
        self.states = states
        self._by_text = {state.value: state for state in states}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Refuses with ValueError what is no value of the enumeration."""
        return None if value is None else self.states(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The member of the enumeration."""
        return None if value is None else self._by_text[value]


class Weekdays(TypeDecorator[frozenset[int]]):
    """Days of the week, 0 = Monday, kept as bits: 1 is Monday, 2 Tuesday, 64 Sunday."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: Dialect) -> int | None:
        """The bits."""
        return None if value is None else sum(1 << day for day in value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> frozenset[int] | None:
        """The days."""
        return None if value is None else frozenset(day for day in range(7) if value >> day & 1)


class JsonText(TypeDecorator[Mapping[str, Any] | list[Any]]):
    """Objects and lists, kept as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The object or list."""
        return None if value is None else json.loads(value)
