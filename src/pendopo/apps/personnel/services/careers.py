"""The steps of a career: hired, placed, promoted, appointed, ended. Each by a decree (SK) from a TMT on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pendopo.apps.personnel.models import (
    Pegawai,
    Riwayat,
    RiwayatGolongan,
    RiwayatJabatan,
    RiwayatUnit,
    ServiceState,
)
from pendopo.apps.personnel.rules.identity import appointment, disagreements, kind_of
from pendopo.apps.personnel.rules.names import tidy_name, tidy_phone, tidy_title
from pendopo.apps.personnel.rules.ranks import PPPK, read_golongan
from pendopo.apps.personnel.services.dossier import Dossier, open_dossiers, settle, write
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.codes.nip import Nip, NipError, parse_nip
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people.models import Person, PostKind
from pendopo.kernel.units.models import Decree, Unit

SETTLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """Who somebody is. Birth date and sex are asked only to catch a mistyped NIP: what is stored comes from the NIP."""

    nip: str
    name: str
    birth_date: date | None = None
    sex: str = ""
    appointed_on: date | None = None
    title_front: str = ""
    title_back: str = ""
    birth_place: str = ""
    nik: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A jabatan: its title, kind (structural, functional, general), eselon and class (1 to 17)."""

    title: str
    kind: str = PostKind.GENERAL
    eselon: str = ""
    job_class: int | None = None


@dataclass(frozen=True, slots=True)
class Hire:
    """A civil servant who begins in a unit on `tmt`; `person` when the kernel knows the person already."""

    facts: Facts
    unit: Unit
    tmt: date
    sk: Decree
    golongan: str = ""
    post: PostFacts | None = None
    person: Person | None = None


@transaction.atomic
def hire(
    actor: Actor,
    *,
    facts: Facts,
    unit: Unit,
    tmt: date,
    sk: Decree,
    golongan: str = "",
    post: PostFacts | None = None,
    person: Person | None = None,
) -> Pegawai:
    """Register a civil servant in a unit from `tmt`; `person` when the kernel knows the person already."""
    actor.require("personnel.manage")
    dossier = _new_dossier(actor, Hire(facts, unit, tmt, sk, golongan, post, person))
    refuse_known([dossier.pegawai])
    write([dossier])
    audit.record("personnel.hire", dossier.pegawai, actor, unit=unit.code, tmt=str(tmt), sk=sk.number)
    return dossier.pegawai


@transaction.atomic
def hire_many(actor: Actor, hires: Iterable[Hire]) -> list[Pegawai]:
    """Register many at once, all or none, with a fixed number of statements and one audit line."""
    actor.require("personnel.manage")
    dossiers = [_new_dossier(actor, one) for one in hires]
    people = [dossier.pegawai for dossier in dossiers]
    refuse_known(people)
    write(dossiers)
    audit.record("personnel.hire_many", "personnel.pegawai", actor, people=[row.pk for row in people])
    return people


def _new_dossier(actor: Actor, new: Hire) -> Dossier:
    nip = checked_nip(new.facts)
    require_unit(actor, new.unit)
    dossier = Dossier(new_pegawai(nip, new.facts), is_new=True)
    dossier.pegawai.person = new.person  # type: ignore[assignment]
    refuse_before_service(dossier, new.tmt)
    on_paper = {"tmt": new.tmt, "sk_number": new.sk.number, "sk_date": new.sk.date}
    dossier.units.append(RiwayatUnit(unit=new.unit, **on_paper))
    if new.golongan:
        code = checked_golongan(new.golongan, dossier.pegawai.kind)
        dossier.golongan.append(RiwayatGolongan(golongan=code, **on_paper))
    if new.post is not None:
        dossier.jabatan.append(new_jabatan(new.post, new.unit, new.tmt, new.sk))
    dossier.touched(new.tmt)
    settle(dossier, today())
    return dossier


@transaction.atomic
def place(actor: Actor, pegawai: Pegawai, *, unit: Unit, tmt: date, sk: Decree) -> None:
    """Let a person work in another unit from `tmt` (mutasi)."""
    dossier = locked(actor, pegawai)
    require_unit(actor, unit)
    refuse_before_service(dossier, tmt)
    refuse_same_day(dossier.units, tmt)
    before = [row for row in dossier.units if row.tmt < tmt]
    if before and max(before, key=lambda row: row.tmt).unit_id == unit.pk:
        raise Refused(_("Pada tanggal itu pegawai sudah bertugas di %(unit)s.") % {"unit": unit.name}, field="unit")
    row = RiwayatUnit(unit=unit, tmt=tmt, sk_number=sk.number, sk_date=sk.date)
    dossier.units.append(row)
    dossier.touched(tmt)
    finish(actor, dossier, "personnel.place", unit=unit.code, tmt=str(tmt), sk=sk.number)


@transaction.atomic
def promote(actor: Actor, pegawai: Pegawai, *, golongan: str, tmt: date, sk: Decree) -> None:
    """Give a golongan from `tmt`."""
    dossier = locked(actor, pegawai)
    code = checked_golongan(golongan, dossier.pegawai.kind)
    refuse_before_service(dossier, tmt)
    refuse_same_day(dossier.golongan, tmt)
    row = RiwayatGolongan(golongan=code, tmt=tmt, sk_number=sk.number, sk_date=sk.date)
    dossier.golongan.append(row)
    finish(actor, dossier, "personnel.promote", golongan=code, tmt=str(tmt), sk=sk.number)


@transaction.atomic
def appoint(actor: Actor, pegawai: Pegawai, *, post: PostFacts, tmt: date, sk: Decree) -> None:
    """Give a jabatan from `tmt`, in the unit where the person works on that day."""
    dossier = locked(actor, pegawai)
    refuse_before_service(dossier, tmt)
    refuse_same_day(dossier.jabatan, tmt)
    row = new_jabatan(post, _unit_on(dossier, tmt), tmt, sk)
    dossier.jabatan.append(row)
    finish(actor, dossier, "personnel.appoint", title=row.title, kind=str(row.kind), tmt=str(tmt), sk=sk.number)


@transaction.atomic
def end(actor: Actor, pegawai: Pegawai, *, kind: str, on: date, sk: Decree) -> None:
    """End the service: `on` is the first day out of service; `kind` retired, moved, died or dismissed."""
    dossier = locked(actor, pegawai)
    if kind not in ServiceState.values or kind == ServiceState.ACTIVE:
        raise Refused(_("Pilih pensiun, pindah instansi, meninggal dunia, atau berhenti."), field="kind")
    if dossier.pegawai.ended_on is not None:
        raise Refused(_("Akhir masa kerja sudah tercatat. Batalkan yang lama lebih dahulu bila keliru."), field="on")
    if on <= min(row.tmt for row in dossier.units):
        raise Refused(_("Tanggal berhenti mendahului penempatan pertama. Periksa tanggalnya."), field="on")
    dossier.pegawai.end_kind = kind
    dossier.pegawai.ended_on = on
    dossier.touched(on)
    finish(actor, dossier, "personnel.end", kind=kind, on=str(on), sk=sk.number)


@transaction.atomic
def settle_due(actor: Actor) -> int:
    """Bring the present state of those up to date whose next change has come; returns how many. Daily task."""
    actor.require("personnel.manage")
    due = Pegawai.objects.select_for_update(of=("self",)).filter(next_change_on__lte=today()).order_by("pk")
    dossiers = open_dossiers(due[:SETTLE_AT_ONCE])
    for dossier in dossiers:
        settle(dossier, today())
    write(dossiers)
    if dossiers:
        audit.record("personnel.settle", "personnel.pegawai", actor, people=[d.pegawai.pk for d in dossiers])
    return len(dossiers)


def locked(actor: Actor, pegawai: Pegawai, *, may_have_ended: bool = False) -> Dossier:
    """The dossier for writing; refuses who may not manage this person, and who has ended."""
    actor.require("personnel.manage")
    found = Pegawai.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pegawai.pk)
    if not actor.covers(found.unit.path):
        raise NotAllowed("personnel.manage")
    if found.ended_on is not None and found.ended_on <= today() and not may_have_ended:
        words = {
            "name": found.full_name,
            "state": found.get_end_kind_display().lower(),
            "date": day_words(found.ended_on),
        }
        raise Refused(
            _("%(name)s tercatat %(state)s sejak %(date)s. Batalkan pencatatan itu lebih dahulu bila keliru.") % words
        )
    return open_dossiers([found])[0]


def finish(actor: Actor, dossier: Dossier, action: str, **change: object) -> None:
    """Settle, write and leave the audit line."""
    settle(dossier, today())
    write([dossier])
    audit.record(action, dossier.pegawai, actor, **change)


def require_unit(actor: Actor, unit: Unit) -> None:
    """Raises Refused for a unit that is closed or not the actor's."""
    if not actor.covers(unit.path):
        raise Refused(_("Unit ini di luar wewenang Anda. Minta BKPSDM mencatat perpindahannya."), field="unit")
    if unit.closed_on is not None and unit.closed_on <= today():
        raise Refused(_("%(unit)s sudah ditutup. Pilih unit penerusnya.") % {"unit": unit.name}, field="unit")


def checked_nip(facts: Facts) -> Nip:
    """The NIP of the facts; raises Refused when it is none or disagrees with birth date, sex or appointment."""
    try:
        nip = parse_nip(facts.nip, on=today())
    except NipError as error:
        raise Refused(str(error), field="nip") from None
    found = disagreements(nip, birth_date=facts.birth_date, sex=facts.sex, appointed_on=facts.appointed_on)
    for field, reason in found:
        raise Refused(_("%(reason)s Betulkan salah satunya.") % {"reason": reason}, field=field)
    return nip


def refuse_known(people: Sequence[Pegawai], but: int | None = None) -> None:
    """Raises Refused when a NIP, NIK or person is registered already (the row `but` aside)."""
    others = Pegawai.objects.exclude(pk=but)
    if others.filter(nip__in=[row.nip for row in people]).exists():
        raise Refused(_("NIP ini sudah terdaftar. Cari pegawainya di daftar."), field="nip")
    if others.filter(nik__in=[row.nik for row in people if row.nik]).exists():
        raise Refused(_("NIK ini sudah terdaftar pada pegawai lain. Cocokkan dengan KTP."), field="nik")
    known = others.filter(person__in=[row.person_id for row in people if row.person_id]).first()
    if known is not None and but is None:
        raise Refused(_("%(name)s sudah terdaftar sebagai pegawai.") % {"name": known.full_name})


def new_pegawai(nip: Nip, facts: Facts) -> Pegawai:
    """A row, not yet stored, with what the NIP says."""
    return Pegawai(
        nip=nip.digits,
        kind=kind_of(nip),
        sex=nip.sex,
        birth_date=nip.birth_date,
        appointed_on=facts.appointed_on or appointment(nip),
        name=tidy_name(facts.name),
        title_front=tidy_title(facts.title_front),
        title_back=tidy_title(facts.title_back),
        birth_place=tidy_name(facts.birth_place),
        nik=facts.nik,
        email=facts.email.strip().lower(),
        phone=tidy_phone(facts.phone),
    )


def new_jabatan(post: PostFacts, unit: Unit, tmt: date, sk: Decree) -> RiwayatJabatan:
    return RiwayatJabatan(
        title=" ".join(post.title.split()), kind=post.kind, eselon=post.eselon, job_class=post.job_class, unit=unit,
        tmt=tmt, sk_number=sk.number, sk_date=sk.date,
    )  # fmt: skip


def checked_golongan(text: str, kind: str) -> str:
    found = read_golongan(text, kind)
    if found is None:
        words = _("Golongan PPPK adalah I sampai XVII.") if kind == PPPK else _("Golongan PNS adalah I/a sampai IV/e.")
        raise Refused(words, field="golongan")
    return found.code


def refuse_before_service(dossier: Dossier, tmt: date) -> None:
    first = dossier.pegawai.appointed_on
    if tmt < first:
        raise Refused(
            _("TMT mendahului pengangkatan (%(date)s). Cocokkan dengan SK.") % {"date": day_words(first)}, field="tmt"
        )


def refuse_same_day(rows: Sequence[Riwayat], tmt: date) -> None:
    if any(row.tmt == tmt for row in rows):
        raise Refused(
            _("Sudah ada riwayat dengan TMT %(date)s. Batalkan yang lama bila keliru, atau pakai TMT lain.")
            % {"date": day_words(tmt)},
            field="tmt",
        )


def day_words(day: date) -> str:
    return date_format(day, "j F Y")


def _unit_on(dossier: Dossier, day: date) -> Unit:
    begun = [row for row in dossier.units if row.tmt <= day]
    return max(begun or dossier.units[:1], key=lambda row: row.tmt).unit
