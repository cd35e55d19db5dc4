"""A person with all histories in hand: one way to derive and write the present state, for one person or thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Model

from pendopo.apps.personnel.events import EmployeePlaced, EmployeesPlaced
from pendopo.apps.personnel.models import Pegawai, Riwayat, RiwayatGolongan, RiwayatJabatan, RiwayatUnit, ServiceState
from pendopo.apps.personnel.rules.career import in_force, last_days, next_change
from pendopo.apps.personnel.rules.names import full_name
from pendopo.apps.personnel.rules.ranks import rank_order
from pendopo.kernel import bulk
from pendopo.kernel.events import publish
from pendopo.kernel.people.models import Person

HISTORIES: tuple[type[Any], ...] = (RiwayatGolongan, RiwayatJabatan, RiwayatUnit)


@dataclass
class Dossier:
    """`placed_since` is the first day on which the place of work changed by what was done to the dossier."""

    pegawai: Pegawai
    golongan: list[RiwayatGolongan] = field(default_factory=list)
    jabatan: list[RiwayatJabatan] = field(default_factory=list)
    units: list[RiwayatUnit] = field(default_factory=list)
    is_new: bool = False
    placed_since: date | None = None

    def touched(self, since: date) -> None:
        self.placed_since = min(self.placed_since or since, since)

    def rows(self, model: type[Riwayat]) -> Sequence[Any]:
        known: dict[Any, Sequence[Any]] = {
            RiwayatGolongan: self.golongan,
            RiwayatJabatan: self.jabatan,
            RiwayatUnit: self.units,
        }
        return known[model]


def open_dossiers(people: Iterable[Pegawai]) -> list[Dossier]:
    """The dossiers of employees, in their order. Three queries."""
    dossiers = {pegawai.pk: Dossier(pegawai) for pegawai in people}
    ids = list(dossiers)
    for golongan in RiwayatGolongan.objects.filter(pegawai__in=ids):
        dossiers[golongan.pegawai_id].golongan.append(golongan)
    for jabatan in RiwayatJabatan.objects.filter(pegawai__in=ids):
        dossiers[jabatan.pegawai_id].jabatan.append(jabatan)
    for placed in RiwayatUnit.objects.filter(pegawai__in=ids):
        dossiers[placed.pegawai_id].units.append(placed)
    return list(dossiers.values())


def settle(dossier: Dossier, today: date) -> None:
    """Derive the present state from the histories, in memory."""
    pegawai = dossier.pegawai
    pegawai.full_name = full_name(pegawai.name, pegawai.title_front, pegawai.title_back)
    has_ended = pegawai.ended_on is not None and pegawai.ended_on <= today
    pegawai.status = pegawai.end_kind if has_ended else ServiceState.ACTIVE
    _settle_units(dossier, today)
    golongan = _mark(dossier.golongan, today)
    pegawai.golongan = golongan.golongan if golongan else ""
    pegawai.golongan_order = rank_order(pegawai.golongan)
    pegawai.golongan_tmt = golongan.tmt if golongan else None
    jabatan = _mark(dossier.jabatan, today)
    pegawai.post = jabatan.title if jabatan else ""
    pegawai.post_kind = jabatan.kind if jabatan else ""
    pegawai.eselon = jabatan.eselon if jabatan else ""
    pegawai.job_class = jabatan.job_class if jabatan else None
    pegawai.post_tmt = jabatan.tmt if jabatan else None
    starts = [row.tmt for rows in (dossier.golongan, dossier.jabatan, dossier.units) for row in rows]
    pegawai.next_change_on = next_change([*starts, pegawai.ended_on], today)


def _settle_units(dossier: Dossier, today: date) -> None:
    dossier.units.sort(key=lambda row: row.tmt)
    ends = last_days([row.tmt for row in dossier.units], dossier.pegawai.ended_on)
    for row, ends_on in zip(dossier.units, ends, strict=True):
        row.ends_on = ends_on
    placed = _mark(dossier.units, today)
    if placed is not None:
        dossier.pegawai.unit_id = placed.unit_id
        dossier.pegawai.placed_on = placed.tmt


def _mark(rows: Sequence[Any], today: date) -> Any:
    current = in_force(rows, today)
    for row in rows:
        row.is_current = row is current
    return current


def write(dossiers: Sequence[Dossier]) -> None:
    """Write settled dossiers and tell who was placed; call in a transaction. A fixed number of statements."""
    new = [dossier for dossier in dossiers if dossier.is_new]
    old = [dossier for dossier in dossiers if not dossier.is_new]
    _write_people(new, old)
    for model in HISTORIES:
        _write_history(model, dossiers, old)
    placed = [EmployeePlaced(dossier.pegawai.pk, dossier.placed_since) for dossier in dossiers if dossier.placed_since]
    if len(placed) == 1:
        publish(placed[0])
    elif placed:
        publish(EmployeesPlaced(tuple(placed)))


def _write_people(new: Sequence[Dossier], old: Sequence[Dossier]) -> None:
    nameless = [dossier for dossier in new if dossier.pegawai.person_id is None]
    people = Person.objects.bulk_create([Person(name=dossier.pegawai.full_name) for dossier in nameless])
    for dossier, person in zip(nameless, people, strict=True):
        dossier.pegawai.person = person
    if old or len(nameless) < len(new):
        names = [(dossier.pegawai.pk, dossier.pegawai.full_name) for dossier in (*new, *old)]
        bulk.upsert(Person, ["id", "name"], names, unique=["id"], update=["name"])
    _insert(Pegawai, [dossier.pegawai for dossier in new])
    _update(Pegawai, "person", [dossier.pegawai for dossier in old])


def _write_history(model: type[Any], dossiers: Sequence[Dossier], old: Sequence[Dossier]) -> None:
    """Current marks are taken off first: two rows of a person must not carry them even for a moment."""
    fresh = []
    for dossier in dossiers:
        for row in dossier.rows(model):
            if row.pk is None:
                row.pegawai_id = dossier.pegawai.pk
                fresh.append(row)
    if old:
        known = [row for dossier in old for row in dossier.rows(model) if row.pk]
        people = [dossier.pegawai.pk for dossier in old]
        model._default_manager.filter(pegawai__in=people, is_current=True).update(is_current=False)
        _update(model, "id", known)
    _insert(model, fresh, leave_out=("id",))


def _insert(model: type[Model], rows: Sequence[Model], leave_out: Sequence[str] = ()) -> None:
    columns = [item for item in model._meta.concrete_fields if item.name not in leave_out]
    if rows:
        bulk.load(model, [item.name for item in columns], _values(columns, rows))


def _update(model: type[Model], key: str, rows: Sequence[Model]) -> None:
    columns = list(model._meta.concrete_fields)
    others = [item.name for item in columns if item.name != key]
    if rows:
        values = _values(columns, rows)
        bulk.upsert(model, [item.name for item in columns], values, unique=[key], update=others)


def _values(columns: Sequence[Any], rows: Iterable[Model]) -> list[tuple[Any, ...]]:
    names = attrgetter(*(item.attname for item in columns))
    return [names(row) for row in rows]
