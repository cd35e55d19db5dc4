"""The people who prepare, run and watch an election, and their PINs for the station's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import (
    AT_STATION,
    Candidate,
    CandidateState,
    Member,
    MemberRole,
    Pilkades,
    Station,
)
from pendopo.apps.elections.parcel import hash_pin
from pendopo.apps.elections.rules import roles
from pendopo.apps.elections.rules.numbers import new_pin
from pendopo.apps.elections.services.elections import locked, refuse_over, require_runner
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.people.models import Person

MOST_SLIPS = 60


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """`same_name_is_other`: somebody of the same name with another task is another person."""

    role: str
    name: str
    person: Person | None = None
    station: Station | None = None
    candidate: Candidate | None = None
    phone: str = ""
    decree_number: str = ""
    same_name_is_other: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A PIN for its owner's eyes, once; never stored or logged."""

    member: Member
    pin: str


@transaction.atomic
def add(actor: Actor, election: Pilkades, *, facts: MemberFacts) -> Member:
    found = locked(election)
    require_runner(actor, found)
    refuse_over(found)
    _check(found, facts, None)
    made = Member.objects.create(election=election, **_fields(facts))
    audit.record("elections.member_add", election, actor, role=made.role, subject=made.name)
    return made


@transaction.atomic
def edit(actor: Actor, member: Member, *, facts: MemberFacts) -> Member:
    """Change a task. Another person or station makes the PIN void."""
    election = locked(member.election)
    require_runner(actor, election)
    refuse_over(election)
    if member.left_on:
        raise Refused(_("%(name)s sudah berhenti dari tugas ini. Tambahkan petugas baru.") % {"name": member.name})
    _check(election, facts, member)
    new = _fields(facts)
    changed = [name for name, value in new.items() if getattr(member, name) != value]
    for name, value in new.items():
        setattr(member, name, value)
    if {"name", "person", "station", "role"} & set(changed):
        member.pin_hash = ""
    member.save()
    audit.record("elections.member_edit", election, actor, subject=member.name, fields=changed)
    return member


@transaction.atomic
def leave(actor: Actor, member: Member, *, on: date, reason: str) -> None:
    """Somebody ends the task; the PIN is void from now on in every parcel that is made."""
    election = locked(member.election)
    require_runner(actor, election)
    refuse_over(election)
    if not reason.strip():
        raise Refused(_("Tulis mengapa petugas berhenti."), field="reason")
    if on > today():
        raise Refused(_("Hari berhenti masih di masa depan. Catat pada harinya."), field="on")
    if not Member.objects.filter(pk=member.pk, left_on__isnull=True).update(left_on=on, pin_hash=""):
        raise Refused(_("%(name)s sudah dicatat berhenti.") % {"name": member.name})
    member.left_on, member.pin_hash = on, ""
    audit.record("elections.member_leave", election, actor, subject=member.name, reason=reason.strip()[:250])


@transaction.atomic
def remove(actor: Actor, member: Member) -> None:
    """Only while no election is being run: a mistake of typing. Later people leave, they do not vanish."""
    election = locked(member.election)
    require_runner(actor, election)
    refuse_over(election)
    if election.state not in ("persiapan", "pendaftaran"):
        raise Refused(_("Petugas tidak dapat dihapus lagi; catat bahwa ia berhenti."))
    audit.record("elections.member_remove", election, actor, role=member.role, subject=member.name)
    member.delete()


def issue_pins(actor: Actor, members: Sequence[Member]) -> list[Slip]:
    """New PINs for people at stations of one election; former ones are void. Stretched outside of the transaction."""
    wanted = [one for one in members if one.role in roles.WITH_PIN and one.left_on is None and one.station_id]
    if not wanted:
        raise Refused(_("Tidak ada petugas TPS yang dapat menerima PIN. Tambahkan KPPS dan saksi dahulu."))
    if len(wanted) > MOST_SLIPS:
        raise Refused(_("Paling banyak %(n)s slip sekali cetak. Cetak per TPS.") % {"n": MOST_SLIPS})
    for one in wanted:
        require_runner(actor, one.election)
        refuse_over(one.election)
    slips = [Slip(one, new_pin()) for one in wanted]
    hashed = {slip.member.pk: hash_pin(slip.pin) for slip in slips}
    with transaction.atomic():
        for slip in slips:
            kept = Member.objects.filter(pk=slip.member.pk, left_on__isnull=True).update(
                pin_hash=hashed[slip.member.pk]
            )
            if not kept:
                raise Refused(
                    _("Daftar petugas berubah. Muat ulang halaman, lalu cetak lagi. Belum ada PIN yang berlaku.")
                )
            slip.member.pin_hash = hashed[slip.member.pk]
            audit.record("elections.pin_issue", slip.member.election, actor, subject=slip.member.name)
    return slips


def _fields(facts: MemberFacts) -> dict[str, object]:
    names = ("role", "person", "station", "candidate", "phone", "decree_number")
    return {name: getattr(facts, name) for name in names} | {"name": " ".join(facts.name.split())}


def _check(election: Pilkades, facts: MemberFacts, member: Member | None) -> None:
    if not facts.name.strip():
        raise Refused(_("Isi nama petugas."), field="name")
    if facts.role in AT_STATION and facts.station is None:
        raise Refused(_("Pilih TPS tempat bertugas."), field="station")
    if facts.role not in AT_STATION and facts.station is not None:
        raise Refused(_("Tugas ini tidak terikat pada TPS. Kosongkan TPS."), field="station")
    if facts.station is not None and facts.station.election_id != election.pk:
        raise Refused(_("TPS ini bukan dari pemilihan ini."), field="station")
    if facts.role == MemberRole.WITNESS and facts.candidate is None:
        raise Refused(_("Pilih calon yang diwakili saksi ini."), field="candidate")
    if facts.role != MemberRole.WITNESS and facts.candidate is not None:
        raise Refused(_("Hanya saksi yang mewakili calon. Kosongkan calon."), field="candidate")
    if facts.candidate is not None and facts.candidate.election_id != election.pk:
        raise Refused(_("Calon ini bukan dari pemilihan ini."), field="candidate")
    _check_both(election, facts, member)


def _check_both(election: Pilkades, facts: MemberFacts, member: Member | None) -> None:
    others = election.members.filter(left_on__isnull=True)
    if member is not None:
        others = others.exclude(pk=member.pk)
    single = {MemberRole.COMMITTEE_HEAD: {}, MemberRole.KPPS_HEAD: {"station": facts.station}}
    if facts.role in single and others.filter(role=facts.role, **single[MemberRole(facts.role)]).exists():
        raise Refused(_("Ketuanya sudah ada. Catat yang lama berhenti dahulu."), field="role")
    name = " ".join(facts.name.split()).casefold()
    for other in others:
        is_linked = facts.person is not None and other.person_id == facts.person.pk
        is_named = (
            other.name.casefold() == name and not (facts.person and other.person_id) and not facts.same_name_is_other
        )
        if (is_linked or is_named) and not roles.may_be_both(facts.role, other.role):
            words = _(
                "%(name)s sudah bertugas sebagai %(role)s, tidak boleh merangkap. Bila orang lain, centang nama sama."
            )
            raise Refused(words % {"name": other.name, "role": other.get_role_display().lower()}, field="name")
    stands = election.candidates.exclude(state__in=(CandidateState.REJECTED, CandidateState.WITHDRAWN))
    if not facts.same_name_is_other and any(one.name.casefold() == name for one in stands):
        raise Refused(
            _("Nama ini terdaftar sebagai calon; calon tidak boleh menjadi petugas atau saksi."), field="name"
        )
