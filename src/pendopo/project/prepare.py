"""What has to be in place before a server starts: the schema, the static files, the translations."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection

MIGRATE_LOCK: Final = 0x70656E6D696772


def prepare(*, static: bool = True) -> None:
    """Migrates, collects static files and compiles translations where something changed; several servers starting at
    once take turns.
    """
    from pendopo.tools.catalogues import compile_catalogues

    with _one_at_a_time(settings.DATA_DIR / "prepare.lock"):
        compile_catalogues()
        migrate()
        if static:
            collect_static()


def migrate() -> bool:
    """Applies what is missing, under a lock of the database where it has one; False when nothing was missing."""
    with _database_lock():
        if not pending():
            return False
        call_command("migrate", verbosity=0, interactive=False)
        return True


def pending() -> list[Any]:
    """The migrations that are not applied."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def collect_static() -> bool:
    """Collects when a file of any app is new or changed; False when all is as it was."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    now = _static_digest()
    if stamp.exists() and stamp.read_text() == now:
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(now)
    return True


def _static_digest() -> str:
    digest = hashlib.sha256(settings.STATICFILES_STORAGE_CLASS.encode())
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextmanager
def _database_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield  # one host: the file lock is enough
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATE_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATE_LOCK])
