"""The cast that every test knows, made through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pendopo.kernel.actor import Actor
from pendopo.kernel.people import services as people
from pendopo.kernel.people.models import Person
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.units import services as units
from pendopo.kernel.units.models import Decree, Unit, UnitKind

DECREE = Decree("Perda 3/2016", date(2016, 12, 1), "Pembentukan dan susunan perangkat daerah")
SINCE = date(2017, 1, 1)
PASSWORD = "pendopo-uji-2026"  # noqa: S105
SYSTEM = Actor.system("uji")


@dataclass(frozen=True)
class Cast:
    """Kominfo (Ratna heads it, Budi its division, Sari works there, Opi is its clerk) and Dishub (Wayan heads it)."""

    regency: Unit
    kominfo: Unit
    aplikasi: Unit
    dishub: Unit
    sari: Person
    budi: Person
    ratna: Person
    opi: Person
    wayan: Person
    bupati: Person
    bkpsdm: Person
    auditor: Person
    admin: Person

    def actor(self, name: str) -> Actor:
        """The actor of one of the people, by attribute name."""
        person: Person = getattr(self, name)
        assert person.account_id is not None
        return actor_of(person.account_id)


def make_unit(parent: Unit | None, code: str, name: str, kind: str = UnitKind.AGENCY, **more: object) -> Unit:
    new = units.NewUnit(code=code, name=name, short_name=str(more.pop("short_name", name[:60])), kind=kind)
    return units.open_unit(SYSTEM, parent=parent, new=new, on=SINCE, decree=DECREE, **more)  # type: ignore[arg-type]


def make_person(name: str, role: str, unit: Unit, *, username: str, post: str = "", is_head: bool = False) -> Person:
    """A person with an account (PASSWORD) and one definitive role."""
    person = people.add_person(SYSTEM, name=name)
    people.open_account(SYSTEM, person, username=username, password=PASSWORD, must_change=False)
    place = people.add_post(SYSTEM, unit, title=post, is_head=is_head) if post else None
    people.assign_role(SYSTEM, person, role=role, unit=unit, post=place, decree=DECREE, starts_on=SINCE)
    return person


def cast() -> Cast:
    regency = make_unit(None, "64.01", "Kabupaten Paser", UnitKind.REGENCY, district_code="64.01.04")
    kominfo = make_unit(regency, "2.16", "Dinas Komunikasi dan Informatika", short_name="Diskominfo")
    aplikasi = make_unit(kominfo, "2.16.1", "Bidang Aplikasi", UnitKind.DIVISION)
    dishub = make_unit(regency, "2.15", "Dinas Perhubungan", short_name="Dishub")
    make_unit(regency, "5.03", "Badan Kepegawaian dan Pengembangan SDM", short_name="BKPSDM")
    return Cast(
        regency,
        kominfo,
        aplikasi,
        dishub,
        sari=make_person("Sari Wulandari", "pegawai", aplikasi, username="sari"),
        budi=make_person(
            "Budi Santoso", "kepala_bidang", aplikasi, username="budi", post="Kepala Bidang", is_head=True
        ),
        ratna=make_person("Ratna Dewi", "kepala_opd", kominfo, username="ratna", post="Kepala Dinas", is_head=True),
        opi=make_person("Opi Lestari", "operator_opd", kominfo, username="opi"),
        wayan=make_person("Wayan Sudana", "kepala_opd", dishub, username="wayan", post="Kepala Dinas", is_head=True),
        bupati=make_person("Bupati Paser", "bupati", regency, username="bupati", post="Bupati", is_head=True),
        bkpsdm=make_person("Dewi Kartika", "pengelola_presensi", regency, username="bkpsdm"),
        auditor=make_person("Hasan Basri", "auditor", regency, username="auditor"),
        admin=make_person("Administrator", "admin", regency, username="admin"),
    )
