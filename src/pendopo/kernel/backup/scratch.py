"""A PostgreSQL database for one trial restore."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection

from pendopo.kernel.backup.errors import NotPossible


@contextmanager
def scratch_database() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards; the role needs CREATEDB."""
    name = f"pendopo_check_{secrets.token_hex(6)}"
    with psycopg.connect(**_parameters(), autocommit=True) as admin:
        try:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except psycopg.errors.InsufficientPrivilege as error:
            raise NotPossible("To prove a backup the database role needs CREATEDB: ALTER ROLE ... CREATEDB.") from error
        try:
            yield _address(name)
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _parameters() -> dict[str, Any]:
    given = {**connection.get_connection_params()}
    return {key: given[key] for key in ("host", "port", "user", "password", "dbname") if given.get(key)}


def _address(name: str) -> str:
    """The configured address with another database name."""
    given = os.environ.get("PENDOPO_DATABASE_URL", "")
    if given:
        return urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    database = settings.DATABASES["default"]
    who = quote(database["USER"]) + (f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else "")
    return f"postgres://{who}@{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}/{name}"
