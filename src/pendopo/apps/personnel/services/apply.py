"""What a row of a sheet changes in a dossier. In memory only, so that a dry run and an import cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import Pegawai, RiwayatGolongan, RiwayatJabatan, RiwayatUnit, ServiceState
from pendopo.apps.personnel.rules.columns import BY_KEY
from pendopo.apps.personnel.rules.names import full_name, mask_nik
from pendopo.apps.personnel.rules.rows import CellError, ParsedRow
from pendopo.apps.personnel.services.careers import day_words
from pendopo.apps.personnel.services.corrections import PERSONAL, shown
from pendopo.apps.personnel.services.dossier import Dossier

FACTS = ("name", "title_front", "title_back", "birth_place", "nik", "email", "phone", "appointed_on")


@dataclass(frozen=True, slots=True)
class Change:
    """One field as a person reads it, before and after; personal numbers are masked."""

    key: str
    label: str
    before: str
    after: str


@dataclass
class Book:
    """What rows are compared with besides the person: today, names of units, who has which NIK."""

    today: date
    unit_names: Mapping[int, str]
    nik_owner: Mapping[str, str] = field(default_factory=dict)


def apply_row(
    row: ParsedRow, known: Dossier | None, book: Book
) -> tuple[Dossier | None, list[Change], list[CellError]]:
    """The dossier after the row, what changed, and why the row cannot be taken."""
    owner = book.nik_owner.get(row.nik, row.nip)
    if row.nik and owner != row.nip:
        reason = _("NIK ini sudah dipakai pegawai lain.")
        return known, [], [_problem(row, "nik", mask_nik(row.nik), reason, _("Cocokkan dengan KTP kedua pegawai."))]
    if known is None:
        return _new(row, book)
    parts = (
        _facts(row, known),
        _golongan(row, known),
        _units(row, known, book),
        _jabatan(row, known),
        _status(row, known),
    )
    return known, list(chain.from_iterable(parts)), []


def _problem(row: ParsedRow, key: str, value: str, reason: str, todo: str) -> CellError:
    return CellError(row.row, BY_KEY[key].column, value, reason, todo)


def _new(row: ParsedRow, book: Book) -> tuple[Dossier | None, list[Change], list[CellError]]:
    errors = []
    if not row.name:
        errors.append(_problem(row, "name", "", _("Nama kosong."), _("Pegawai baru memerlukan nama.")))
    if row.unit_id is None:
        errors.append(
            _problem(row, "unit_code", "", _("Unit kosong."), _("Pegawai baru memerlukan kode atau nama unit."))
        )
    if errors or row.unit_id is None or row.appointment is None or row.birth_date is None:
        return None, [], errors
    facts = {key: getattr(row, key) for key in (*FACTS, "nip", "kind", "sex", "birth_date")}
    pegawai = Pegawai(**facts | {"appointed_on": row.appointed_on or row.appointment})
    dossier = Dossier(pegawai, is_new=True)
    placed_on = row.placed_on or row.post_tmt or pegawai.appointed_on
    dossier.units.append(RiwayatUnit(unit_id=row.unit_id, tmt=placed_on, sk_number=row.post_sk))
    dossier.touched(placed_on)
    _golongan(row, dossier)
    _jabatan(row, dossier)
    _status(row, dossier)
    named = full_name(row.name, row.title_front, row.title_back)
    change = Change("new", str(_("Pegawai baru")), "", f"{named}, {book.unit_names[row.unit_id]}")
    return dossier, [change], []


def _facts(row: ParsedRow, dossier: Dossier) -> list[Change]:
    changes = []
    for key in FACTS:
        before, after = getattr(dossier.pegawai, key), getattr(row, key)
        if after and after != before:
            setattr(dossier.pegawai, key, after)
            words = (shown(key, before), shown(key, after)) if key in PERSONAL else (_words(before), _words(after))
            changes.append(Change(key, str(BY_KEY[key].label), *words))
    return changes


def _golongan(row: ParsedRow, dossier: Dossier) -> list[Change]:
    if not row.golongan or row.golongan_tmt is None:
        return []
    entry = next((one for one in dossier.golongan if one.tmt == row.golongan_tmt), None)
    if entry is None:
        before = dossier.pegawai.golongan
        entry = RiwayatGolongan(golongan=row.golongan, tmt=row.golongan_tmt, sk_number=row.golongan_sk)
        dossier.golongan.append(entry)
    elif entry.golongan != row.golongan or (row.golongan_sk and entry.sk_number != row.golongan_sk):
        before = _history(entry.golongan, entry.tmt, entry.sk_number)
        entry.golongan, entry.sk_number = row.golongan, row.golongan_sk or entry.sk_number
    else:
        return []
    after = _history(entry.golongan, entry.tmt, entry.sk_number)
    return [Change("golongan", str(BY_KEY["golongan"].label), before, after)]


def _jabatan(row: ParsedRow, dossier: Dossier) -> list[Change]:
    if not row.post or row.post_tmt is None:
        return []
    entry = next((one for one in dossier.jabatan if one.tmt == row.post_tmt), None)
    given = {
        "title": row.post,
        "kind": row.post_kind,
        "eselon": row.eselon,
        "job_class": row.job_class,
        "sk_number": row.post_sk,
    }
    given = {key: value for key, value in given.items() if value}
    if entry is None:
        before = dossier.pegawai.post
        kind = row.post_kind or ("structural" if row.eselon else "general")
        unit_id = row.unit_id or dossier.units[-1].unit_id
        entry = RiwayatJabatan(**{**given, "kind": kind, "tmt": row.post_tmt, "unit_id": unit_id})
        dossier.jabatan.append(entry)
    elif any(getattr(entry, key) != value for key, value in given.items()):
        before = _post_words(entry)
        for key, value in given.items():
            setattr(entry, key, value)
    else:
        return []
    return [Change("post", str(BY_KEY["post"].label), before, _post_words(entry))]


def _units(row: ParsedRow, dossier: Dossier, book: Book) -> list[Change]:
    """With its own TMT a placement is taken as it is; without one only a unit other than the newest is news."""
    if row.unit_id is None:
        return []
    newest = max(dossier.units, key=lambda one: one.tmt)
    if row.placed_on is None and newest.unit_id == row.unit_id:
        return []
    tmt = row.placed_on
    if tmt is None:
        tmt = row.post_tmt if row.post_tmt and row.post_tmt > newest.tmt else max(book.today, newest.tmt)
    entry = next((one for one in dossier.units if one.tmt == tmt), None)
    if entry is not None and entry.unit_id == row.unit_id:
        return []
    before = book.unit_names[entry.unit_id if entry else newest.unit_id]
    if entry is None:
        dossier.units.append(RiwayatUnit(unit_id=row.unit_id, tmt=tmt, sk_number=row.post_sk))
    else:
        entry.unit_id = row.unit_id
    dossier.touched(tmt)
    return [Change("unit", str(BY_KEY["unit_name"].label), before, _history(book.unit_names[row.unit_id], tmt))]


def _status(row: ParsedRow, dossier: Dossier) -> list[Change]:
    """An end that the file tells is recorded; "aktif" lifts one that was recorded."""
    pegawai = dossier.pegawai
    if not row.status:
        return []
    wanted = ("", None) if row.status == ServiceState.ACTIVE else (row.status, row.status_on)
    if wanted == (pegawai.end_kind, pegawai.ended_on):
        return []
    if wanted[1] is None and pegawai.ended_on is not None and pegawai.status == ServiceState.ACTIVE:
        return []
    before = _status_words(pegawai)
    days = [day for day in (pegawai.ended_on, wanted[1]) if day]
    pegawai.end_kind, pegawai.ended_on = wanted
    dossier.touched(min(days))
    return [Change("status", str(BY_KEY["status"].label), before, _status_words(pegawai))]


def _status_words(pegawai: Pegawai) -> str:
    if pegawai.ended_on is None:
        return str(ServiceState.ACTIVE.label)
    return _history(pegawai.get_end_kind_display(), pegawai.ended_on)


def _post_words(entry: RiwayatJabatan) -> str:
    title = f"{entry.title}, {entry.eselon}" if entry.eselon else entry.title
    return _history(title, entry.tmt, entry.sk_number)


def _history(what: str, tmt: date, sk: str = "") -> str:
    words = _("%(what)s, TMT %(date)s") % {"what": what, "date": day_words(tmt)}
    return f"{words}, SK {sk}" if sk else words


def _words(value: Any) -> str:
    return day_words(value) if isinstance(value, date) else str(value or "")
