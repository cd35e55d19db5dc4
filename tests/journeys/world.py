"""The small regency of the journeys, made in a process of its own: `python -m tests.journeys.world` prints JSON."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from functools import cache
from typing import Any

from tests.journeys import world_apps, world_elections

PASSWORD = "Paser-Uji-2026"
ONE_TIME = "sekali-pakai-2026"
SN = "CJ7Q200001"
MANY = 30
ACCOUNTS = (
    "sari",
    "budi",
    "ratna",
    "wayan",
    "opi",
    "bupati",
    "bkpsdm",
    "auditor",
    "admin",
    "tia",
    "kiki",
    "nia",
    "pilar",
    *world_apps.ROLES,
    world_elections.LOGIN,
)


def build() -> dict[str, Any]:
    """Offices, people, a unit with PINs, the working day of today; a session for each account."""
    import django

    django.setup()
    from pendopo.project.prepare import prepare

    prepare()
    from django.db import transaction
    from django.test import override_settings

    with transaction.atomic(), override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        found = _write()
    from pendopo.apps.attendance.services.engine import recompute_dirty

    while recompute_dirty():
        pass
    return found


def _write() -> dict[str, Any]:
    from django.conf import settings

    from pendopo.apps.attendance.services import schedules
    from pendopo.apps.attendance.services.dirty import mark
    from pendopo.apps.attendance.services.opening import open_days
    from pendopo.apps.attendance.testing import make_device, map_pin
    from pendopo.apps.personnel.testing import employ, make_employee
    from pendopo.kernel.clock import now, today
    from pendopo.kernel.people import services as people
    from pendopo.kernel.testing import DECREE, SINCE, SYSTEM, cast, make_person
    from pendopo.kernel.units.models import Unit

    world = cast()
    Unit.objects.update(zone=settings.REGENCY["zone"])
    employees = employ(world)
    pattern = schedules.add_pattern(SYSTEM, code="UJI", name="Tujuh hari", basis="Uji")
    week = {day: schedules.Hours(450, 960, 60) for day in range(1, 8)}
    schedules.change_hours(SYSTEM, pattern, valid_from=SINCE, basis="Uji", week=week)
    schedules.assign_pattern(SYSTEM, pattern, starts_on=SINCE, basis="Uji", unit=world.regency)
    device = make_device(Unit.objects.get(pk=world.kominfo.pk), SN, name="Mesin lobi Diskominfo")
    pins = {}
    for number, (name, employee) in enumerate(sorted(employees.items()), start=101):
        map_pin(device, str(number), employee.person)
        pins[name] = str(number)
    many = [make_employee(world.aplikasi, number=n, name=f"Pegawai Ke {n:02d}") for n in range(1, MANY + 1)]
    for number, employee in enumerate(many, start=201):
        map_pin(device, str(number), employee.person)
    made = make_employee(world.dishub, number=77, name="Made Sutama")
    make_person("Tia Aisyah", "pegawai", world.aplikasi, username="tia")
    make_person("Kiki Amalia", "pegawai", world.aplikasi, username="kiki")
    make_person("Nia Ramadhani", "pegawai", world.aplikasi, username="nia")
    make_person("Pilar Utama", "kepala_opd", world.kominfo, username="pilar")
    pilar = _account("pilar").person
    post = people.add_post(SYSTEM, Unit.objects.get(pk=world.dishub.pk), title="Sekretaris Dinas")
    people.assign_role(
        SYSTEM, pilar, role="kepala_opd", unit=world.dishub, post=post, decree=DECREE, kind="plt",
        starts_on=today() - timedelta(days=30), ends_on=today() + timedelta(days=60),
    )  # fmt: skip
    world_apps.people(world)
    open_days(now())
    mark((e.person_id, today() - timedelta(days=n)) for e in [*employees.values(), *many[:4]] for n in (1, 2))
    found: dict[str, Any] = {
        "pins": pins,
        "device": device.pk,
        "people": {name: e.person_id for name, e in employees.items()},
    }
    found["people"] |= {"pegawai01": many[0].person_id, "pegawai02": many[1].person_id, "made": made.person_id}
    found["units"] = {"kominfo": world.kominfo.path, "aplikasi": world.aplikasi.path, "dishub": world.dishub.path}
    found["apps"] = world_apps.write(world)
    found["pilkades"] = world_elections.write(world)
    return found | {"sessions": {name: _session(name) for name in ACCOUNTS}, "today": today().isoformat()}


@cache
def _hashed(password: str) -> str:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hasher = Argon2PasswordHasher()
    return str(hasher.encode(password, hasher.salt()))


def _account(username: str) -> Any:
    from pendopo.kernel.people.models import Account

    return Account.objects.get(username=username)


def _session(username: str) -> str:
    """Gives the account the journeys' password and returns the key of a session of it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    account = _account(username)
    account.password = _hashed(ONE_TIME if username == "nia" else PASSWORD)
    account.must_change_password = username == "nia"
    account.save()
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "pendopo.kernel.auth.backend.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def sheet(path: str, rows: str) -> None:
    """An XLSX with the rows (JSON: a list of lists of text), as BKPSDM would get it from SIASN."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, values in enumerate(json.loads(rows)):
            page.write_row(number, 0, values)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pendopo.project.settings")
    print(json.dumps(build()))
    sys.exit(0)
