"""Employees for tests, made through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pendopo.apps.personnel.models import Pegawai
from pendopo.apps.personnel.services import Facts, PostFacts, hire
from pendopo.kernel.actor import Actor
from pendopo.kernel.people.models import Person
from pendopo.kernel.testing import Cast
from pendopo.kernel.units.models import Decree, Unit

SYSTEM = Actor.system("uji")
SK = Decree("800.1/12/2020", date(2020, 1, 2), "Pengangkatan")
SINCE = date(2020, 1, 1)
NIPS = {
    "sari": "199203142015032001",
    "budi": "198102112006041002",
    "ratna": "197105061998032003",
    "wayan": "197009091997031001",
}


def make_nip(number: int, *, woman: bool = False, pppk: bool = False) -> str:
    """A valid NIP of its own for each number below 10,000."""
    birth = f"{1970 + number % 25}{number % 12 + 1:02d}{number % 28 + 1:02d}"
    start = "202321" if pppk else f"{2014 + number % 5}{number % 12 + 1:02d}"
    return f"{birth}{start}{2 if woman else 1}{number // 12 % 1000:03d}"


def make_employee(
    unit: Unit,
    *,
    number: int = 1,
    name: str = "Agus Salim",
    nip: str = "",
    tmt: date = SINCE,
    golongan: str = "",
    post: PostFacts | None = None,
    person: Person | None = None,
    **facts: str,
) -> Pegawai:
    """An employee of a unit; `number` gives the NIP where none is written."""
    known = Facts(nip=nip or make_nip(number), name=name, **facts)  # type: ignore[arg-type]
    return hire(SYSTEM, facts=known, unit=unit, tmt=tmt, sk=SK, golongan=golongan, post=post, person=person)


def employ(cast: Cast) -> Mapping[str, Pegawai]:
    """Sari, Budi, Ratna and Wayan of the cast as civil servants, by their names."""
    units = {"sari": cast.aplikasi, "budi": cast.aplikasi, "ratna": cast.kominfo, "wayan": cast.dishub}
    made = {}
    for name, unit in units.items():
        person: Person = getattr(cast, name)
        made[name] = make_employee(unit, name=person.name, nip=NIPS[name], golongan="III/a", person=person)
    return made
