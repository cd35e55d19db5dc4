"""Backups: whole, equal, made while others write; every damage is found before anything is written."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from pendopo.kernel.backup.archive import Writer, extract, read_manifest, written_whole
from pendopo.kernel.backup.errors import Damaged

pytestmark = pytest.mark.own_database
POSTGRES = os.environ.get("PENDOPO_DATABASE_URL", "")


class Place:
    """An installation of its own: data folder and database."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PENDOPO_DATA": str(folder), "PENDOPO_DATABASE_URL": url}
        self.environment["DJANGO_SETTINGS_MODULE"] = "pendopo.project.settings"
        self.environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[3])

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pendopo", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=600)

    def told(self, *arguments: str) -> dict[str, Any]:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def do(self, code: str) -> None:
        with self.python(code) as process:
            process.communicate(timeout=300)
        assert process.returncode == 0

    def python(self, code: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def databases() -> Iterator[list[str]]:
    """Addresses of empty databases: '' each time on SQLite, fresh ones on PostgreSQL, dropped at the end."""
    if not POSTGRES.startswith("postgres"):
        yield ["", ""]
        return
    names = [f"pendopo_backup_{secrets.token_hex(4)}" for _number in range(2)]
    with psycopg.connect(urlunsplit(urlsplit(POSTGRES)._replace(path="/postgres")), autocommit=True) as admin:
        for name in names:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield [urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}")) for name in names]
        for name in names:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


ROWS = """
from pendopo.kernel.auth.services import ensure_admin
from pendopo.kernel.audit.services import seal
ensure_admin(); seal()
from pendopo.kernel import files
from pendopo.kernel.actor import Actor
from pendopo.kernel.files.testing import an_upload
files.keep(Actor.system("uji"), an_upload())
"""
KEPT = """
from pendopo.kernel import files
from pendopo.kernel.files.models import StoredFile
assert files.verify(StoredFile.objects.get())
"""
WRITER = """
import itertools, time
from pendopo.kernel.live import publish
print("writing", flush=True)
for number in itertools.count():
    publish("uji", "0001", {"n": number})
    time.sleep(0.002)
"""


def test_it_works_under_load_and_comes_back_equal(tmp_path: Path, databases: list[str]) -> None:
    here = Place(tmp_path / "sini", databases[0])
    assert here.run("django", "migrate", "-v0").returncode == 0
    here.do(ROWS)
    (here.folder / "files" / "surat").mkdir(parents=True)
    (here.folder / "files" / "surat" / "Nota Ünïcode.pdf").write_bytes(b"%PDF" + secrets.token_bytes(3000))
    (here.folder / "files" / "kept" / ".new-masih-masuk").write_bytes(b"%PDF")
    writer = here.python(WRITER)
    assert writer.stdout and writer.stdout.readline() == "writing\n"
    try:
        made = here.told("backup", str(tmp_path / "cadangan.tar"))
        writer.poll()
        assert writer.returncode is None, "the writer goes on while the backup is made"
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    assert made["files"] == 3 and made["rows"] > 10  # the letter, the kept file, the audit key; not what still comes in

    assert here.told("restore", "--check", made["path"])["rows"] == made["rows"]
    again = here.run("restore", made["path"])
    assert again.returncode == 1 and "Nothing was changed" in again.stderr

    there = Place(tmp_path / "sana", databases[1])
    assert there.told("restore", made["path"])["rows"] == made["rows"]
    for name in ("files/surat/Nota Ünïcode.pdf", "keys/audit.ed25519"):
        assert (there.folder / name).read_bytes() == (here.folder / name).read_bytes()
    assert there.told("audit", "verify")["sound"] is True
    there.do(KEPT)
    # It is alive: new rows get new numbers, and a second backup of it is sound.
    there.do("from pendopo.kernel.live import publish; publish('uji', '', {})")
    assert there.told("backup", str(tmp_path / "kedua.tar"))["rows"] == made["rows"] + 1


def small(tmp_path: Path) -> Path:
    """A little archive without a database."""
    part = tmp_path / "isi"
    part.write_bytes(secrets.token_bytes(5000))
    target = tmp_path / "kecil.tar"
    with written_whole(target) as file:
        writer = Writer(file)
        writer.add("files/satu", part)
        writer.add("files/dua", part)
        writer.close({"engine": "sqlite"})
    return target


def test_an_untouched_archive_is_whole(tmp_path: Path) -> None:
    manifest = read_manifest(small(tmp_path))
    assert sorted(manifest["members"]) == ["files/dua", "files/satu"]
    extract(tmp_path / "kecil.tar", tmp_path / "keluar")
    assert (tmp_path / "keluar/files/satu").read_bytes() == (tmp_path / "isi").read_bytes()


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    archive = small(tmp_path)
    sound = archive.read_bytes()
    for position in range(0, len(sound), 97):
        archive.write_bytes(sound[:position] + bytes([sound[position] ^ 0x10]) + sound[position + 1 :])
        with pytest.raises(Damaged):
            read_manifest(archive)


@pytest.mark.parametrize("kept", [0, 1, 100, 512, 3000, 5632, 9000, 11264, 11800, -1])
def test_every_short_file_is_found(tmp_path: Path, kept: int) -> None:
    archive = small(tmp_path)
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(Damaged):
        read_manifest(archive)


@pytest.mark.parametrize(
    "rubbish", [b"", b"PK\x03\x04zip", b"\x1f\x8b\x08gzip", b"SQLite format 3\0" * 100, b"\0" * 20000]
)
def test_what_is_no_backup_is_refused(tmp_path: Path, rubbish: bytes) -> None:
    archive = tmp_path / "bukan.tar"
    archive.write_bytes(rubbish)
    with pytest.raises(Damaged):
        read_manifest(archive)


def test_a_part_that_leads_out_is_refused(tmp_path: Path) -> None:
    part = tmp_path / "isi"
    part.write_text("jahat")
    target = tmp_path / "jahat.tar"
    with written_whole(target) as file:
        writer = Writer(file)
        writer.add("../../luar", part)
        writer.close({})
    read_manifest(target)
    with pytest.raises(Damaged):
        extract(target, tmp_path / "dalam" / "sini")
    assert not (tmp_path / "luar").exists()


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "cadangan.tar"
    with pytest.raises(OSError, match="penuh"), written_whole(target) as file:
        file.write(b"x" * 100)
        raise OSError(28, "disk penuh")
    assert list(tmp_path.iterdir()) == []


def test_damage_stops_a_restore_before_anything_is_written(tmp_path: Path) -> None:
    archive = small(tmp_path)
    content = archive.read_bytes()
    archive.write_bytes(content[:600] + bytes([content[600] ^ 1]) + content[601:])
    there = Place(tmp_path / "sana", "")
    done = there.run("restore", str(archive))
    assert done.returncode == 1 and "changed or cut short" in done.stderr
    assert not (there.folder / "pendopo.sqlite3").exists() and not (there.folder / "files").exists()
