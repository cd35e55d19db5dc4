"""Changes of the tree, each by a decree from a date on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.scope import LEVEL_DIGITS, child_path, under
from pendopo.kernel.units.events import UnitChanged
from pendopo.kernel.units.models import Decree, Unit, UnitKind, UnitSuccession, UnitVersion

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What a unit is called when it is opened."""

    code: str
    name: str
    short_name: str = ""
    kind: str = UnitKind.AGENCY


@transaction.atomic
def open_unit(
    actor: Actor,
    *,
    parent: Unit | None,
    new: NewUnit,
    on: date,
    decree: Decree,
    district_code: str = "",
    zone: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Unit:
    """Open a unit under `parent`; None only for the regency itself, which is there once."""
    actor.require("units.manage")
    if parent is None and Unit.objects.filter(path="").exists():
        raise Refused(_("Pemerintah daerah sudah terdaftar. Pilih unit induk."), field="parent")
    if Unit.objects.filter(code=new.code).exists():
        raise Refused(_("Kode %(code)s sudah dipakai unit lain. Pakai kode lain.") % {"code": new.code}, field="code")
    if parent is not None:
        Unit.objects.select_for_update().get(pk=parent.pk)
    unit = Unit.objects.create(
        code=new.code,
        name=new.name,
        short_name=new.short_name or new.name[:60],
        kind=new.kind,
        parent=parent,
        path=_next_path(parent),
        district_code=district_code or (parent.district_code if parent else ""),
        zone=zone or (parent.zone if parent else "Asia/Makassar"),
        latitude=latitude,
        longitude=longitude,
        opened_on=on,
    )
    _add_version(unit, on=on, decree=decree)
    audit.record("units.open", unit, actor, name=unit.name, on=str(on), decree=decree.number)
    publish(UnitChanged(unit.pk, "", unit.path, on))
    return unit


@transaction.atomic
def rename_unit(actor: Actor, unit: Unit, *, name: str, short_name: str = "", on: date, decree: Decree) -> None:
    """Give a unit another name from `on`; a later date takes effect on that day."""
    actor.require("units.manage")
    last = _last_version(unit, on)
    _new_version(unit, last, on=on, decree=decree, name=name, short_name=short_name or name[:60])
    audit.record("units.rename", unit, actor, before=last.name, after=name, on=str(on), decree=decree.number)
    apply_versions(today())


@transaction.atomic
def place_unit(
    actor: Actor, unit: Unit, *, district_code: str, zone: str, latitude: float | None, longitude: float | None
) -> None:
    """Say where the unit's office stands; it is a fact of today, not a change by decree.

    Raises Refused for an unknown zone, half a pair of coordinates, or a point that is not on earth.
    """
    actor.require("units.manage")
    if zone not in ZONES:
        raise Refused(_("Zona waktu tidak dikenal. Pilih WIB, WITA, atau WIT."), field="zone")
    if (latitude is None) != (longitude is None):
        raise Refused(_("Isi lintang dan bujur, atau kosongkan keduanya."), field="longitude")
    if latitude is not None and longitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(_("Titik ini tidak ada di bumi. Lintang -90 sampai 90, bujur -180 sampai 180."), field="latitude")
    place = {"district_code": district_code, "zone": zone, "latitude": latitude, "longitude": longitude}
    before = {name: getattr(unit, name) for name in place}
    Unit.objects.filter(pk=unit.pk).update(**place)
    for name, value in place.items():
        setattr(unit, name, value)
    audit.record("units.place", unit, actor, before=before, after=place)


@transaction.atomic
def move_unit(actor: Actor, unit: Unit, *, parent: Unit, on: date, decree: Decree) -> None:
    """Put a unit and all below it under another parent. Paths are new; rows of the past keep the old ones."""
    actor.require("units.manage")
    if parent.path.startswith(unit.path):
        raise Refused(_("Unit tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih induk lain."), field="parent")
    last = _last_version(unit, on)
    before, after = last.path, _next_path(parent)
    for part in Unit.objects.filter(under(unit.path, "path"), closed_on__isnull=True).order_by("path"):
        version = last if part.pk == unit.pk else _last_version(part, on)
        moved_parent = parent if part.pk == unit.pk else version.parent
        path = after + version.path[len(before) :]
        _new_version(part, version, on=on, decree=decree, path=path, parent=moved_parent)
    audit.record("units.move", unit, actor, before=before, after=after, on=str(on), decree=decree.number)
    publish(UnitChanged(unit.pk, before, after, on))
    apply_versions(today())


@transaction.atomic
def split_unit(actor: Actor, unit: Unit, *, into: Sequence[NewUnit], on: date, decree: Decree) -> list[Unit]:
    """Close a unit and open its successors beside it."""
    if len(into) < 2:
        raise Refused(_("Pemecahan menghasilkan sekurangnya dua unit. Tambahkan unit baru."), field="into")
    return _replace(actor, [unit], into=into, on=on, decree=decree)


@transaction.atomic
def merge_units(actor: Actor, units: Sequence[Unit], *, into: NewUnit, on: date, decree: Decree) -> Unit:
    """Close several units and open their one successor beside the first."""
    if len(units) < 2:
        raise Refused(_("Penggabungan memerlukan sekurangnya dua unit. Pilih unit lain."), field="units")
    return _replace(actor, units, into=[into], on=on, decree=decree)[0]


@transaction.atomic
def close_unit(actor: Actor, unit: Unit, *, on: date, decree: Decree) -> None:
    """End a unit and all below it; `on` is the first day that it is no more."""
    actor.require("units.manage")
    if unit.path == "":
        raise Refused(_("Pemerintah daerah tidak dapat ditutup."))
    for part in Unit.objects.filter(under(unit.path, "path"), closed_on__isnull=True):
        last = _last_version(part, on)
        last.valid_until = on
        last.save(update_fields=["valid_until"])
        audit.record("units.close", part, actor, on=str(on), decree=decree.number)
        publish(UnitChanged(part.pk, part.path, "", on))
    apply_versions(today())
    unit.refresh_from_db(fields=["closed_on"])


def apply_versions(on: date) -> int:
    """Make each unit's present columns equal to the version in force on a day; returns how many changed. Daily task.

    Two steps, because two units may exchange paths on one day and a path is unique.
    """
    versions = UnitVersion.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)
    changed = []
    for version in versions.select_related("unit"):
        unit = version.unit
        now = (version.name, version.short_name, version.path, version.parent_id)
        if (unit.name, unit.short_name, unit.path, unit.parent_id) != now:
            Unit.objects.filter(pk=unit.pk).update(path=f"~{unit.pk}")
            changed.append((unit.pk, now))
    for pk, (name, short_name, path, parent_id) in changed:
        Unit.objects.filter(pk=pk).update(name=name, short_name=short_name, path=path, parent_id=parent_id)
    return len(changed) + _close_due(on)


def _close_due(on: date) -> int:
    """Close the units whose last version has ended by a day; one that is to end later is open until then."""
    last = UnitVersion.objects.filter(unit=OuterRef("pk")).order_by("-valid_from", "-pk")
    due = Unit.objects.filter(closed_on__isnull=True).annotate(ends=Subquery(last.values("valid_until")[:1]))
    ended = list(due.filter(ends__lte=on).values_list("pk", "ends"))
    for pk, ends in ended:
        Unit.objects.filter(pk=pk).update(closed_on=ends)
    return len(ended)


def _replace(actor: Actor, old: Sequence[Unit], *, into: Sequence[NewUnit], on: date, decree: Decree) -> list[Unit]:
    actor.require("units.manage")
    first = old[0]
    opened = [
        open_unit(
            actor, parent=first.parent, new=new, on=on, decree=decree, district_code=first.district_code,
            zone=first.zone, latitude=first.latitude, longitude=first.longitude,
        )
        for new in into
    ]  # fmt: skip
    for unit in old:
        close_unit(actor, unit, on=on, decree=decree)
        for successor in opened:
            UnitSuccession.objects.create(
                predecessor=unit, successor=successor, on=on, decree_number=decree.number,
                decree_date=decree.date, decree_title=decree.title,
            )  # fmt: skip
    return opened


def _next_path(parent: Unit | None) -> str:
    """The next path under a parent; one that was ever used, also by a version to come, is not given again."""
    if parent is None:
        return ""
    length = len(parent.path) + LEVEL_DIGITS
    used = set()
    for model in (Unit, UnitVersion):
        rows = model.objects.filter(under(parent.path, "path"))  # type: ignore[attr-defined]
        used |= {path for path in rows.values_list("path", flat=True) if len(path) == length and path.isdigit()}
    return child_path(parent.path, int(max(used)[-LEVEL_DIGITS:]) + 1 if used else 1)


def _last_version(unit: Unit, on: date) -> UnitVersion:
    last = unit.versions.filter(valid_until__isnull=True).select_for_update().first()
    if last is None:
        raise Refused(_("%(name)s sudah ditutup dan tidak dapat diubah lagi.") % {"name": unit.name})
    if on < last.valid_from:
        raise Refused(
            _("Tanggal berlaku mendahului perubahan terakhir (%(date)s). Pilih tanggal sesudahnya.")
            % {"date": last.valid_from},
            field="on",
        )
    return last


def _add_version(unit: Unit, *, on: date, decree: Decree) -> None:
    UnitVersion.objects.create(
        unit=unit, name=unit.name, short_name=unit.short_name, parent=unit.parent, path=unit.path, valid_from=on,
        decree_number=decree.number, decree_date=decree.date, decree_title=decree.title,
    )  # fmt: skip


def _new_version(unit: Unit, last: UnitVersion, *, on: date, decree: Decree, **changes: object) -> None:
    fields = {"name": last.name, "short_name": last.short_name, "path": last.path, "parent": last.parent, **changes}
    if on == last.valid_from:
        UnitVersion.objects.filter(pk=last.pk).update(
            **fields, decree_number=decree.number, decree_date=decree.date, decree_title=decree.title
        )
        return
    last.valid_until = on
    last.save(update_fields=["valid_until"])
    UnitVersion.objects.create(
        unit=unit, valid_from=on, decree_number=decree.number, decree_date=decree.date,
        decree_title=decree.title, **fields,
    )  # type: ignore[misc]  # fmt: skip
