"""Writes the offices, the people and the logins of the demo through the services of kernel and personnel."""

from dataclasses import dataclass, field
from datetime import date

from pendopo.apps.personnel.models import RiwayatGolongan, RiwayatJabatan, RiwayatUnit
from pendopo.apps.personnel.services import Facts, PostFacts
from pendopo.apps.personnel.services.careers import checked_golongan, checked_nip, new_jabatan, new_pegawai
from pendopo.apps.personnel.services.dossier import Dossier, settle, write
from pendopo.demo.cast import CAST, PASSWORD, CastMember
from pendopo.demo.offices import REGENCY_CODE, REGENCY_NAME, ZONE, OfficePlan, offices, regions
from pendopo.demo.people import PersonPlan, people
from pendopo.kernel import audit, bulk
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region
from pendopo.kernel.people.models import Person, PostKind
from pendopo.kernel.people.services import add_person, add_post, assign_role, open_account
from pendopo.kernel.units.models import Decree, Unit, UnitKind
from pendopo.kernel.units.services import NewUnit, open_unit, rename_unit

OPENED_ON = date(2025, 1, 2)
RENAMED_ON = date(2026, 7, 1)
FOUNDING = Decree("Perda Kab. Paser (contoh) 12/2024", date(2024, 12, 20), "Susunan Perangkat Daerah")
RENAMING = Decree("Perda Kab. Paser (contoh) 4/2026", date(2026, 6, 12), "Perubahan nomenklatur perangkat daerah")
FORMER_NAMES = {"DISPORAPAR": ("Dinas Pemuda, Olahraga dan Pariwisata", "Disporapar")}
APPOINTMENT = Decree("SK Bupati Paser (contoh) 821.2/7/2025", date(2025, 1, 2), "Pengangkatan dalam jabatan")
KINDS = {"struktural": PostKind.STRUCTURAL, "fungsional": PostKind.FUNCTIONAL, "pelaksana": PostKind.GENERAL}


@dataclass
class Government:
    """What was written: units by code, and the kernel's person id by place in the plan."""

    units: dict[str, Unit] = field(default_factory=dict)
    persons: list[int] = field(default_factory=list)


def found(actor: Actor, size: str) -> Government:
    """Regions, units, employees, heads and logins."""
    government = Government()
    bulk.load(
        Region,
        ("code", "name", "latitude", "longitude"),
        [(region.code, region.name, region.latitude, region.longitude) for region in regions()],
    )
    _open_units(actor, government)
    _hire(actor, size, government)
    _appoint_heads(actor, size, government)
    _open_accounts(actor, size, government)
    return government


def _open_units(actor: Actor, government: Government) -> None:
    regency = open_unit(
        actor,
        parent=None,
        new=NewUnit(REGENCY_CODE, REGENCY_NAME, kind=UnitKind.REGENCY),
        on=OPENED_ON,
        decree=FOUNDING,
        zone=ZONE,
        latitude=-1.909,
        longitude=116.192,
    )
    government.units[REGENCY_CODE] = regency
    for plan in offices():
        _open_office(actor, plan, regency, government)


def _open_office(actor: Actor, plan: OfficePlan, regency: Unit, government: Government) -> None:
    former = FORMER_NAMES.get(plan.code)
    name, short = former or (plan.name, plan.short)
    kind = UnitKind.INSPECTORATE if plan.code == "INSPEKTORAT" else plan.kind
    office = open_unit(
        actor,
        parent=regency,
        new=NewUnit(plan.code, name, short, kind),
        on=OPENED_ON,
        decree=FOUNDING,
        district_code=plan.district,
        latitude=plan.latitude,
        longitude=plan.longitude,
    )
    government.units[plan.code] = office
    for division in plan.divisions:
        new = NewUnit(division.code, division.name, division.short[:60], division.kind)
        government.units[division.code] = open_unit(actor, parent=office, new=new, on=OPENED_ON, decree=FOUNDING)
    if former:
        rename_unit(actor, office, name=plan.name, short_name=plan.short, on=RENAMED_ON, decree=RENAMING)
        office.refresh_from_db()


def _hire(actor: Actor, size: str, government: Government) -> None:
    """All employees in one set-based write, each checked as when hired one by one."""
    actor.require("personnel.manage")
    dossiers = [_dossier(plan, government.units[plan.unit_code]) for plan in people(size)]
    for dossier in dossiers:
        settle(dossier, today())
    write(dossiers)
    audit.record("personnel.hire_many", "personnel.pegawai", actor, count=len(dossiers), sk=APPOINTMENT.number)
    government.persons = [dossier.pegawai.pk for dossier in dossiers]


def _dossier(plan: PersonPlan, unit: Unit) -> Dossier:
    facts = Facts(
        nip=plan.nip,
        name=plan.name,
        birth_date=plan.birth,
        sex="L" if plan.sex == "1" else "P",
        title_front=plan.title_front,
        title_back=plan.title_back,
        birth_place=plan.birthplace,
    )
    dossier = Dossier(new_pegawai(checked_nip(facts), facts), is_new=True)
    tmt = max(OPENED_ON, plan.appointed)
    number, signed = APPOINTMENT.number, APPOINTMENT.date
    golongan = checked_golongan(plan.grade, dossier.pegawai.kind)
    post = PostFacts(plan.post, KINDS[plan.post_kind], plan.echelon)
    dossier.units.append(RiwayatUnit(unit=unit, tmt=tmt, sk_number=number, sk_date=signed))
    dossier.golongan.append(RiwayatGolongan(golongan=golongan, tmt=tmt, sk_number=number, sk_date=signed))
    jabatan: RiwayatJabatan = new_jabatan(post, unit, tmt, APPOINTMENT)
    dossier.jabatan.append(jabatan)
    dossier.touched(tmt)
    return dossier


def _appoint_heads(actor: Actor, size: str, government: Government) -> None:
    """A post and a definitive holder for each unit that has a head."""
    persons = Person.objects.in_bulk(government.persons)
    for plan in people(size):
        if not plan.is_head:
            continue
        unit = government.units[plan.unit_code]
        post = add_post(actor, unit, title=plan.post, is_head=True)
        role = "kepala_bidang" if plan.division else ("sekda" if plan.office == "SETDA" else "kepala_opd")
        assign_role(
            actor,
            persons[government.persons[plan.index]],
            role=role,
            unit=government.units["64.01"] if role == "sekda" else unit,
            decree=APPOINTMENT,
            starts_on=max(OPENED_ON, plan.appointed),
            post=post,
        )


def _open_accounts(actor: Actor, size: str, government: Government) -> None:
    places = {plan.login: plan for plan in people(size) if plan.login}
    for member in CAST:
        plan = places.get(member.login)
        if plan is None:
            person = _outside_payroll(actor, member, government)
        else:
            person = Person.objects.get(pk=government.persons[plan.index])
            if not plan.is_head:
                _give_role(actor, person, member, plan, government)
        open_account(actor, person, username=member.login, password=PASSWORD, must_change=False)


def _outside_payroll(actor: Actor, member: CastMember, government: Government) -> Person:
    """The regent and the administrator have no place in personnel."""
    name = " ".join(part for part in (member.title_front, member.name) if part)
    person = add_person(actor, name=f"{name}, {member.title_back}" if member.title_back else name)
    regency = government.units[REGENCY_CODE]
    post = add_post(actor, regency, title=member.post, is_head=member.place == "head")
    assign_role(actor, person, role=member.role, unit=regency, decree=APPOINTMENT, starts_on=OPENED_ON, post=post)
    return person


def _give_role(actor: Actor, person: Person, member: CastMember, plan: PersonPlan, government: Government) -> None:
    code = {"regency": REGENCY_CODE, "office": plan.office, "division": plan.unit_code}[member.scope]
    post = add_post(actor, government.units[plan.unit_code], title=plan.post, kind=KINDS[plan.post_kind])
    assign_role(
        actor,
        person,
        role=member.role,
        unit=government.units[code],
        decree=APPOINTMENT,
        starts_on=max(OPENED_ON, plan.appointed),
        post=post,
    )
