"""What lies on the disks after an election day, for whoever looks for what must not be there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from bench.place import Place

from pendopo.apps.elections.crypto.archive import Reader
from pendopo.apps.elections.crypto.credentials import public_credential
from pendopo.apps.elections.crypto.election import read_election

TABLES = """
import django
django.setup()
from django.db import connection
names = connection.introspection.table_names()
with connection.cursor() as cursor:
    for name in names:
        cursor.execute(f'SELECT * FROM "{name}"')
        for row in cursor:
            told = [bytes(one).decode("latin-1") if isinstance(one, (bytes, memoryview)) else one for one in row]
            print(name, repr(told))
"""


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file below the folder, and what is packed into its zips."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield str(path), path.read_bytes().decode("latin-1")
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                for name in packed.namelist():
                    yield f"{path}/{name}", packed.read(name).decode("latin-1")


def rows(here: Place) -> Iterator[tuple[str, str]]:
    """Every row of the main server's database with its table."""
    for line in here.run("-c", TABLES).splitlines():
        table, _blank, row = line.partition(" ")
        yield table, row


def any_in(text: str, words: list[str]) -> str:
    """The first of the words that stands in the text, else empty."""
    return next((word for word in words if word in text), "")


def publics(archive: Path, deck: list[str]) -> list[str]:
    """W of each card."""
    with Reader(archive) as reader:
        bodies = (member.body for member in reader)
        election = read_election(next(body for body in bodies if b'"questions"' in body))
    return [public_credential(election.group, card, election.uuid) for card in deck]
