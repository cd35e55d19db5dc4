"""Makes the demo regency in the data folder: all of it in one transaction, or nothing."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from pendopo.apps.attendance.models import Device
from pendopo.demo import government, history, learning, maturity, peers, pilkades, regulations
from pendopo.demo.cast import CAST, PASSWORD
from pendopo.demo.machine import SILENCE
from pendopo.demo.notes import DemoInfo, Login, finish_notes, read_notes, write_draft
from pendopo.demo.offices import SIZES, ZONE, devices
from pendopo.kernel.actor import Actor
from pendopo.kernel.units.models import Unit

Say = Callable[[str], None]


class AlreadyInUse(Exception):
    """The data folder holds another regency."""


def build(size: str, *, say: Say = print, until: datetime | None = None, folder: Path | None = None) -> DemoInfo:
    """Build the demo of a size once; a second call only reads the notes.

    `until` (local time, no zone) ends the history: the same size and end give the same regency. By default that is
    47 minutes ago, so that the units have something to send when they are switched on.
    Raises KeyError for an unknown size and AlreadyInUse when the database holds anything else.
    """
    days = SIZES[size][1]
    data = folder or Path(settings.DATA_DIR)
    known = read_notes(data) or _finished_before(data)
    if known is not None:
        return known
    began = time.monotonic()
    now = datetime.now(ZoneInfo(ZONE)) if until is None else (until + SILENCE).replace(tzinfo=ZoneInfo(ZONE))
    span = history.Span.ending(now, days=days)
    with transaction.atomic():
        info = _write(size, span, say, began)
        write_draft(data, info)
    finish_notes(data)
    _tidy()
    took = time.monotonic() - began
    say(f"demo Kabupaten Paser siap: {info.employees} pegawai, {info.punches} ketukan, {took:.1f} detik")
    return info


def logins() -> tuple[Login, ...]:
    """The sign-ins of the cast, the regent first."""
    cast = tuple(
        Login(
            username=member.login,
            password=PASSWORD,
            name=", ".join(part for part in (f"{member.title_front} {member.name}".strip(), member.title_back) if part),
            note=member.note,
        )
        for member in CAST
    )
    villages = tuple(Login(login, PASSWORD, name, note) for login, name, note in (pilkades.COMMITTEE, pilkades.COUNTER))
    return cast + villages


def _write(size: str, span: history.Span, say: Say, began: float) -> DemoInfo:
    actor = Actor.system("demo")
    say(f"membuat demo Kabupaten Paser ({SIZES[size][0]} pegawai, {SIZES[size][1]} hari)")
    made = government.found(actor, size)
    say(f"{len(made.units)} unit dan {len(made.persons)} pegawai, {time.monotonic() - began:.1f} detik")
    units = history.set_up(actor, size, made, span)
    say(f"{len(units)} mesin, jadwal, daftar regu dan ketidakhadiran, {time.monotonic() - began:.1f} detik")
    punches = history.load_punches(size, made, units, span)
    say(f"{punches} ketukan, {time.monotonic() - began:.1f} detik")
    history.compute(span, now=span.heard, say=say)
    regulations.make(actor, made)
    maturity.make(actor, made)
    peers.make(actor)
    learning.make(actor, made)
    pilkades.make(actor, made, PASSWORD)
    say(f"produk hukum, evaluasi SPBE, bimtek, studi tiru dan pilkades, {time.monotonic() - began:.1f} detik")
    return DemoInfo(
        size=size,
        until=span.until,
        employees=len(made.persons),
        punches=punches,
        seconds=round(time.monotonic() - began, 1),
        logins=logins(),
    )


def _finished_before(data: Path) -> DemoInfo | None:
    """A build that was cut off between the commit and the notes is finished now; anything else there is refused."""
    if not Unit.objects.exists():
        return None
    if Device.objects.filter(sn=devices()[0].sn).exists():
        finish_notes(data)
        found = read_notes(data)
        if found is not None:
            return found
    raise AlreadyInUse("Basis data ini sudah berisi pemerintah daerah lain. Pakai --data DIR yang kosong untuk demo.")


def _tidy() -> None:
    """Let the database know the new sizes of its tables, and put the big transaction into the main file."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
