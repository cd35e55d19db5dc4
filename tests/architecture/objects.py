"""For each kind of object in an address: one of the own office (in Sari's division) and one of another office."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pendopo.apps.attendance.models import (
    Absence,
    DeviceCommand,
    PatternAssignment,
    PinMapping,
    Punch,
    SchedulePattern,
    Shift,
    Upload,
    WaitingDevice,
)
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.attendance.services.engine import recompute_dirty
from pendopo.apps.attendance.testing import make_device
from pendopo.apps.executive.services import walls
from pendopo.apps.executive.testing import add_indicators
from pendopo.apps.personnel.models import Impor, Pegawai
from pendopo.apps.personnel.testing import employ, make_employee
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.services import raise_alert
from pendopo.kernel.calendar import services as calendar
from pendopo.kernel.jobs.models import Job
from pendopo.kernel.people import services as people
from pendopo.kernel.testing import SYSTEM, Cast, cast, make_person
from pendopo.kernel.units.models import Unit
from tests.architecture import objects_elections, objects_learning, objects_maturity, objects_regulations

MARK = "Zzrahasia"
"""A word in every object of the other office: no page of the own office may ever show it."""
INDICATOR = "uji.hadir"
ONLY_HERE = {"pj_spbe": "pj", "reviu_spbe": "reviu", "pengelola_hukum": "hukum", "pengelola_bimtek": "bimtek"}
"""Roles and people that act where nobody of the table does."""
APPS = (objects_regulations, objects_learning, objects_maturity, objects_elections)
Pair = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class World:
    cast: Cast
    objects: dict[str, Pair]
    bodies: dict[str, dict[str, Any]]
    """What a POST has to carry to be understood at all, by the name of its address."""


def make_world() -> World:
    """The cast, an administrator of one office only, people of the evaluation and the elections, and the objects."""
    add_indicators()
    people_of = cast()
    make_person("Admin Kantor", "admin", people_of.kominfo, username="adminkantor")
    make_person("Koordinator Uji", "koordinator_spbe", people_of.regency, username="koordinator")
    make_person("Asesor Uji", "asesor_eksternal", people_of.regency, username="asesor")
    make_person("DPMD Uji", "pengelola_pilkades", people_of.regency, username="dpmd")
    for role, username in ONLY_HERE.items():
        make_person(f"{username.capitalize()} Uji", role, people_of.regency, username=username)
    employ(people_of)
    own, other = _objects(people_of, people_of.aplikasi, "Tono"), _objects(people_of, people_of.dishub, MARK)
    pairs = {kind: (own[kind], other[kind]) for kind in own}
    bodies = {
        "attendance:pin": {"person": own["person"]["person_id"]},
        "attendance:pin-match": {"person": own["person"]["person_id"]},
        "executive:alert_snooze": {"sampai": "besok"},
    }
    shared = _shared(people_of)
    recompute_dirty(now=datetime.fromisoformat("2026-11-12T12:00:00+08:00"))
    return World(people_of, pairs | shared, bodies)


def _objects(world: Cast, unit: Unit, name: str) -> dict[str, dict[str, Any]]:
    person = make_employee(unit, number=len(name) * 7, name=f"{name} Pratama")
    holder = make_person(f"{name} Akun", "pegawai", unit, username=name.lower())
    newcomer = people.add_person(SYSTEM, name=f"{name} Baru")
    people.assign_role(SYSTEM, newcomer, role="pegawai", unit=unit, decree=_decree(), starts_on=date(2020, 1, 1))
    acted = Actor(None, None, unit.path, frozenset({"alerts.view"}), name=f"{name} Pelaku")
    audit.record("units.rename", unit, acted, name=name)
    entry = audit_entry_of(acted)
    alert = raise_alert("uji", name, unit.path, severity="bad", title=f"{name} perlu perhatian")
    screen, _secret = walls.create_screen(SYSTEM, name=f"Layar {name}", unit_path=unit.path)
    job = Job.objects.create(kind="uji", title=f"Tugas {name}", account=_starter(world, name), result_file="hasil.xlsx")
    _file_of(job)
    return {
        "account": {"account_id": holder.account_id},
        "assignment": {"assignment_id": holder.assignments.get().pk},
        "newcomer": {"person_id": newcomer.pk},
        "unit": {"unit_id": unit.pk},
        "unit_path": {"path": unit.path},
        "indicator_unit": {"key": INDICATOR, "path": unit.path},
        "audit_entry": {"entry_id": entry},
        "alert": {"pk": alert.pk},
        "screen": {"pk": screen.pk},
        "job": {"job_id": job.pk},
        "job_file": {"job_id": job.pk, "name": "hasil.xlsx"},
        **_of_personnel(unit, person),
        **_of_attendance(unit, person, name),
        **{kind: kwargs for app in APPS for kind, kwargs in app.objects(world, unit, person, name).items()},
    }


def audit_entry_of(actor: Actor) -> int:
    from pendopo.kernel.audit.models import AuditEntry

    return AuditEntry.objects.filter(actor_name=actor.name).latest("pk").pk


def _starter(world: Cast, name: str) -> Any:
    return world.wayan.account if name == MARK else world.sari.account


def _file_of(job: Job) -> None:
    job.folder.mkdir(parents=True, exist_ok=True)
    (job.folder / "hasil.xlsx").write_bytes(b"PK")


def _decree() -> Any:
    from pendopo.kernel.testing import DECREE

    return DECREE


def _of_personnel(unit: Unit, person: Pegawai) -> dict[str, dict[str, Any]]:
    known = Impor.objects.create(
        unit_path=unit.path, account_name="Uji", file_name=f"{person.name}.xlsx", size=1, sha256="0" * 64, rows=1,
        counts={"new": 1, "changed": 0, "same": 0, "bad": 1},
        errors=[{"row": 2, "column": "NIP", "value": "1", "reason": "Uji", "todo": "Uji"}],
    )  # fmt: skip
    placed = person.riwayat_unit.get()
    return {
        "person": {"person_id": person.pk},
        "import": {"import_id": known.pk},
        "import_errors": {"import_id": known.pk, "kind": "csv"},
        "career": {"person_id": person.pk, "kind": "unit", "row_id": placed.pk},
    }


def _of_attendance(unit: Unit, person: Pegawai, name: str) -> dict[str, dict[str, Any]]:
    device = make_device(unit, sn=f"CJ7Q2{len(name):05d}", name=f"Mesin {name}")
    command = DeviceCommand.objects.create(
        device=device, kind="clear", text="CLEAR DATA", state="awaiting", requested_name=name
    )
    mapping = PinMapping.objects.create(group=device.group, pin=str(person.pk), person=person.person, set_by="Uji")
    upload = Upload.objects.create(
        id=900 + len(name),
        device=device, table="ATTLOG", received_at=datetime.fromisoformat("2026-11-11T00:00:00+00:00"), size=0, rows=0,
        added=0,
    )  # fmt: skip
    punch = Punch.objects.create(
        device=device, pin="77", local_time=datetime(2026, 11, 11, 7, 21, 40), state=0, verify=1, zone=device.zone,
        utc_time=datetime.fromisoformat("2026-11-10T23:21:40+00:00"),
        received_at=datetime.fromisoformat("2026-11-10T23:21:41+00:00"), raw="77", upload=upload,
    )  # fmt: skip
    absence = Absence.objects.create(
        person=person.person, unit_path=unit.path, kind="cuti", since=date(2026, 11, 9), until=date(2026, 11, 10),
        document=f"851/{name}", entered_by="Uji",
    )  # fmt: skip
    pattern = SchedulePattern.objects.order_by("pk").first()
    used = PatternAssignment.objects.create(pattern=pattern, unit=unit, starts_on=date(2026, 1, 1), basis=f"SK {name}")
    mark([(person.pk, date(2026, 11, 11))])
    return {
        "absence": {"absence_id": absence.pk},
        "pattern_use": {"assignment_id": used.pk},
        "person_day": {"person_id": person.pk, "on": "2026-11-11"},
        "device": {"device_id": device.pk},
        "command": {"command_id": command.pk},
        "pin": {"mapping_id": mapping.pk},
        "punch": {"punch_id": punch.pk},
    }


def _shared(world: Cast) -> dict[str, Pair]:
    """Objects of no office: the same on both sides."""
    holiday = calendar.add_holiday(SYSTEM, on=date(2026, 11, 5), name="Hari jadi")
    season = calendar.set_season(SYSTEM, starts_on=date(2027, 2, 8), ends_on=date(2027, 3, 9), basis="Uji")
    waiting = WaitingDevice.objects.create(sn="CJ7Q2WAIT1")
    _screen, secret = walls.create_screen(SYSTEM, name="Layar baru")
    shift = Shift.objects.create(code="ZZ", name="Regu uji", start=480, end=960)
    pattern = SchedulePattern.objects.order_by("pk").first()
    assert pattern is not None
    found: dict[str, dict[str, Any]] = {
        "shift": {"shift_id": shift.pk},
        "pattern": {"pattern_id": pattern.pk},
        "holiday": {"holiday_id": holiday.pk},
        "season": {"season_id": season.pk},
        "setting": {"key": "signin.second_factor_roles"},
        "waiting": {"waiting_id": waiting.pk},
        "pairing": {"secret": secret},
        "indicator": {"key": INDICATOR},
        "iclock": {"name": "getrequest"},
        "iclock_token": {"token": uuid.uuid4().hex, "name": "getrequest"},
    }
    found |= {kind: kwargs for app in APPS for kind, kwargs in app.shared(world).items()}
    return {kind: (kwargs, kwargs) for kind, kwargs in found.items()}
