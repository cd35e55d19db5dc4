"""A roster as a sheet: one line a person, one column a day of the month, cells with shift codes."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import Shift
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.services.schedules import set_roster
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.sheets import SheetError, SheetRow, read_rows

OFF = {"", "-", "L", "LIBUR", "OFF"}


@dataclass(frozen=True, slots=True)
class RosterProblem:
    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class RosterResult:
    """How many days changed; nothing changes while there are problems."""

    changed: int
    people: int
    problems: tuple[RosterProblem, ...]


def upload_roster(actor: Actor, file: IO[bytes], *, name: str, month: date) -> RosterResult:
    """Take the roster of a month from a sheet: all of it, or nothing and what is wrong in each row."""
    try:
        header, rows = read_rows(file, name=name)
    except SheetError as error:
        raise Refused(str(error), field="file") from None
    titles = [title.strip().casefold() for title in header]
    if "nip" not in titles:
        raise Refused(_("Kolom NIP tidak ada. Beri judul NIP pada kolom nomor pegawai."), field="file")
    days = _day_columns(titles, month)
    if not days:
        raise Refused(_("Tidak ada kolom tanggal. Beri judul 1 sampai 31."), field="file")
    if not rows:
        raise Refused(_("Berkas tidak berisi pegawai. Isi satu baris untuk tiap pegawai."), field="file")
    last = calendar.monthrange(month.year, month.month)[1]
    people = {
        entry.nip: entry.person_id for entry in staff.spans(month, month.replace(day=last), unit_path=actor.unit_path)
    }
    shifts = {shift.code.upper(): shift.pk for shift in Shift.objects.filter(is_closed=False)}
    wanted, problems = _read(rows, titles.index("nip"), days, people, shifts)
    if problems:
        return RosterResult(0, 0, tuple(problems))
    return RosterResult(set_roster(actor, wanted), len({person for person, _on, _shift in wanted}), ())


def _day_columns(titles: Sequence[str], month: date) -> dict[int, date]:
    """Column number to date, from titles such as 1, 01 or 2026-11-01."""
    found = {}
    for place, title in enumerate(titles):
        text = title.removesuffix(".0")
        try:
            on = month.replace(day=int(text)) if text.isdigit() else date.fromisoformat(text[:10])
        except ValueError:
            continue
        if (on.year, on.month) == (month.year, month.month):
            found[place] = on
    return found


def _read(
    rows: Sequence[SheetRow], nip_at: int, days: dict[int, date], people: dict[str, int], shifts: dict[str, int]
) -> tuple[list[tuple[int, date, int | None]], list[RosterProblem]]:
    wanted: list[tuple[int, date, int | None]] = []
    problems: list[RosterProblem] = []
    for row in rows:
        nip = "".join(row.values[nip_at].split()).lstrip("'")
        person_id = people.get(nip)
        if person_id is None:
            problems.append(RosterProblem(row.number, "NIP", _("bukan pegawai unit Anda pada bulan ini")))
            continue
        for place, on in days.items():
            code = row.values[place].strip().upper() if place < len(row.values) else ""
            if code in OFF:
                wanted.append((person_id, on, None))
            elif code in shifts:
                wanted.append((person_id, on, shifts[code]))
            else:
                text = _("kode regu %(code)s tidak dikenal") % {"code": code[:12]}
                problems.append(RosterProblem(row.number, str(on.day), text))
    return wanted, problems
