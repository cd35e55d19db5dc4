"""Making a backup, taking one back, and proving one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from pendopo.kernel.backup import postgres, sqlite
from pendopo.kernel.backup.archive import Writer, extract, read_manifest, written_whole
from pendopo.kernel.backup.errors import Damaged, NotPossible

FOLDERS: Final = ("files", "keys")


@dataclass(frozen=True)
class Report:
    """What a backup holds."""

    path: str
    engine: str
    created_at: str
    tables: int
    rows: int
    files: int
    bytes: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def back_up(target: Path | None = None) -> Report:
    """Writes the backup, by default to the data folder's `backup/`; others may go on reading and writing."""
    now = timezone.now()
    path = target or Path(settings.DATA_DIR) / "backup" / f"pendopo-{now:%Y%m%d-%H%M%S}.tar"
    if path.exists():
        raise NotPossible(f"{path} exists already; a backup is never written over.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".pendopo-") as scratch, written_whole(path) as file:
        writer = Writer(file)
        manifest = {"engine": connection.vendor, "created_at": now.isoformat(), "migrations": applied_migrations()}
        manifest |= _add_database(writer, Path(scratch))
        for name in FOLDERS:
            _add_folder(writer, name, _folder(name))
        writer.close(manifest)
    return _report(path, read_manifest(path))


def _add_database(writer: Writer, scratch: Path) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        copy = scratch / "pendopo.sqlite3"
        told = {"tables": sqlite.snapshot(Path(settings.DATABASES["default"]["NAME"]), copy)}
        writer.add(sqlite.MEMBER, copy)
        return told
    tables, sequences = postgres.snapshot(scratch)
    for name in tables:
        writer.add(f"{postgres.FOLDER}/{name}.copy.gz", scratch / f"{name}.copy.gz")
    return {"tables": tables, "sequences": sequences}


def _add_folder(writer: Writer, name: str, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".new-", ".gone-")):
            writer.add(f"{name}/{path.relative_to(folder)}", path)


def _folder(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) if name == "files" else Path(settings.DATA_DIR) / name


def applied_migrations() -> dict[str, str]:
    """The last applied migration of each app."""
    from django.db.migrations.recorder import MigrationRecorder

    rows = MigrationRecorder(connection).migration_qs.order_by("id").values_list("app", "name")
    return dict(rows)


def restore(path: Path) -> Report:
    """Brings a backup back into an empty data folder and an empty database. Nothing is written before the file is
    proved whole.
    """
    manifest = _manifest_for_here(path)
    data = Path(settings.DATA_DIR)
    busy = [name for name in FOLDERS if _folder(name).is_dir() and any(_folder(name).iterdir())]
    if busy:
        raise NotPossible(f"{data} already holds {', '.join(busy)}. Choose an empty folder with --data.")
    with tempfile.TemporaryDirectory(dir=data, prefix=".restoring-") as scratch:
        extract(path, Path(scratch))
        if manifest["engine"] == "sqlite":
            _restore_sqlite(Path(scratch), manifest)
        else:
            postgres.refuse_unless_empty()
            postgres.restore(Path(scratch) / postgres.FOLDER, manifest)
        for name in FOLDERS:
            if (Path(scratch) / name).is_dir():
                shutil.rmtree(_folder(name), ignore_errors=True)
                (Path(scratch) / name).replace(_folder(name))
    return _report(path, manifest)


def _restore_sqlite(scratch: Path, manifest: dict[str, Any]) -> None:
    target = Path(settings.DATABASES["default"]["NAME"])
    fresh = scratch / sqlite.MEMBER
    if sqlite.prove(fresh) != manifest["tables"]:
        raise Damaged("the rows are not those that were written")
    if any(Path(f"{target}{ending}").exists() for ending in ("", "-wal", "-shm")):
        raise NotPossible(f"{target} exists. Choose an empty folder with --data.")
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh.replace(target)


def _manifest_for_here(path: Path) -> dict[str, Any]:
    """The proved manifest, if this program and database can take it. A newer version's backup is refused: only
    forward.
    """
    from django.db.migrations.loader import MigrationLoader

    manifest = read_manifest(path)
    if manifest["engine"] != connection.vendor:
        raise NotPossible(f"The backup is of {manifest['engine']}, PENDOPO_DATABASE_URL names {connection.vendor}.")
    known = MigrationLoader(None).disk_migrations
    newer = [f"{app}.{name}" for app, name in manifest["migrations"].items() if (app, name) not in known]
    if newer:
        raise NotPossible(f"The backup is of another version of Pendopo: it knows {', '.join(newer[:5])}.")
    return manifest


def check(path: Path) -> Report:
    """Proves a backup: digests, then a real restore into a scratch folder (and scratch database), then away with it."""
    manifest = _manifest_for_here(path)
    with tempfile.TemporaryDirectory(prefix="pendopo-check-") as scratch:
        environment = {**os.environ, "PENDOPO_DATA": scratch, "PENDOPO_LOG_LEVEL": "ERROR"}
        environment.pop("PENDOPO_DATABASE_URL", None)
        if manifest["engine"] == "sqlite":
            _restore_elsewhere(path, environment)
        else:
            from pendopo.kernel.backup.scratch import scratch_database

            with scratch_database() as url:
                _restore_elsewhere(path, {**environment, "PENDOPO_DATABASE_URL": url})
    return _report(path, manifest)


def _restore_elsewhere(path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pendopo", "restore", str(path.absolute())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise Damaged(f"the trial restore failed: {(done.stderr or done.stdout).strip()[-500:]}")


def _report(path: Path, manifest: dict[str, Any]) -> Report:
    tables = manifest["tables"]
    files = sum(1 for name in manifest["members"] if name.partition("/")[0] in FOLDERS)
    rows = sum(table["rows"] for table in tables.values())
    size = path.stat().st_size
    return Report(str(path), manifest["engine"], manifest["created_at"], len(tables), rows, files, size)
