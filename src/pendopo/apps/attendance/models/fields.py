"""Wall time of a unit: to the second, without zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class WallTimeField(models.Field[Any, Any]):
    """A naive datetime as a clock on the wall shows it; Django's own field would move it to UTC.

    PostgreSQL `timestamp`, SQLite text `YYYY-MM-DD HH:MM:SS`, so that both order and compare alike.
    """

    description = "wall time without zone"

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "timestamp" if connection.vendor == "postgresql" else "text"

    def from_db_value(self, value: Any, *_: Any) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> datetime | None:
        return datetime.fromisoformat(value) if isinstance(value, str) else value

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if value is None or connection.vendor == "postgresql":
            return value
        return wall_text(value)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else wall_text(value)


def wall_text(value: datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS`."""
    return value.isoformat(" ", "seconds")
