"""Issuing certificates in one unbroken series, revoking them, and printing them in a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import Certificate, CertificateSeries, Training, TrainingState
from pendopo.apps.learning.models.exams import new_code
from pendopo.apps.learning.queries.certificates import signing_posts
from pendopo.apps.learning.queries.exams import candidates
from pendopo.apps.learning.rules.numbers import fault_of, number
from pendopo.apps.learning.services.trainings import require_organiser
from pendopo.apps.personnel.public import employee
from pendopo.kernel import audit, jobs
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.people.models import AssignmentKind, Post, RoleAssignment
from pendopo.kernel.units.models import Unit

if TYPE_CHECKING:
    from pendopo.kernel.jobs.models import Job

JOB = "learning.certificates"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who holds the post that signs on a day; the NIP is empty for who is no civil servant."""

    name: str
    post: str
    nip: str


def signer_of(post: Post, on: date) -> Signer:
    """Raises Refused when nobody holds the post on that day; an acting holder signs as such."""
    rows = RoleAssignment.objects.filter(post=post).current(on).select_related("person")
    held = next((row for row in sorted(rows, key=lambda row: row.kind != AssignmentKind.DEFINITIVE)), None)
    if held is None:
        raise Refused(_("Tidak ada yang memangku jabatan ini pada tanggal itu. Pilih jabatan lain."), field="post")
    known = employee(held.person_id)
    acting = "" if held.kind == AssignmentKind.DEFINITIVE else f"{held.get_kind_display()} "
    return Signer(known.name if known else held.person.name, f"{acting}{post.title}", known.nip if known else "")


@transaction.atomic
def set_series(actor: Actor, *, unit: Unit, year: int, pattern: str) -> CertificateSeries:
    """The pattern of an organiser's numbers in a year. Raises Refused once a number was given out."""
    actor.require("learning.manage")
    if not actor.covers(unit.path):
        raise NotAllowed("learning.manage")
    pattern = " ".join(pattern.split())
    fault = fault_of(pattern)
    if fault:
        raise Refused(_fault_words(fault), field="pattern")
    series, made = CertificateSeries.objects.select_for_update().get_or_create(
        unit=unit, year=year, defaults={"pattern": pattern}
    )
    if not made and series.pattern != pattern:
        if series.last:
            raise Refused(
                _("Seri %(year)s sudah dipakai sampai nomor %(last)s, jadi polanya tetap.")
                % {"year": year, "last": series.last},
                field="pattern",
            )
        series.pattern = pattern
        series.save(update_fields=["pattern"])
    audit.record("learning.series_set", series, actor, year=year, pattern=pattern)
    return series


@transaction.atomic
def issue(actor: Actor, training: Training, *, post: Post, issued_on: date) -> list[Certificate]:
    """Certificates for everybody who meets the rule and has none yet, numbered by name in one unbroken run.

    The series is locked and moves in the same transaction: no gap and no double, however many issue at once.
    """
    require_organiser(actor, training)
    if training.state != TrainingState.DONE:
        raise Refused(_("Sertifikat terbit sesudah bimtek ditutup."))
    if issued_on < training.ends_on:
        raise Refused(_("Tanggal sertifikat mendahului hari terakhir bimtek."), field="issued_on")
    if issued_on > today():
        raise Refused(_("Tanggal sertifikat di masa depan. Pilih hari ini atau sebelumnya."), field="issued_on")
    if post.pk not in {known.pk for known in signing_posts(training)}:
        raise Refused(_("Jabatan ini tidak menandatangani sertifikat bimtek ini."), field="post")
    signer = signer_of(post, issued_on)
    series = CertificateSeries.objects.select_for_update().filter(unit=training.organiser, year=issued_on.year).first()
    if series is None:
        raise Refused(_("Seri nomor tahun %(year)s belum diatur.") % {"year": issued_on.year}, field="pattern")
    due = [row for row in candidates(training) if row.verdict.is_eligible and row.certificate is None]
    if not due:
        raise Refused(_("Tidak ada peserta yang memenuhi syarat dan belum bersertifikat."))
    made = []
    for row in due:
        series.last += 1
        made.append(
            Certificate(
                participant=row.participant, series=series, sequence=series.last,
                number=number(series.pattern, series.last, issued_on), code=new_code(), issued_on=issued_on,
                name=row.participant.name, office=row.participant.place, title=training.title,
                organiser=training.organiser.name, hours=training.hours, starts_on=training.starts_on,
                ends_on=training.ends_on, signer_name=signer.name, signer_post=signer.post, signer_nip=signer.nip,
                issued_by=actor.name,
            )
        )  # fmt: skip
    Certificate.objects.bulk_create(made)
    series.save(update_fields=["last"])
    audit.record(
        "learning.certify", training, actor,
        certificates=len(made), first=made[0].number, last=made[-1].number, signer=signer.post,
    )  # fmt: skip
    return made


@transaction.atomic
def revoke(actor: Actor, certificate: Certificate, *, reason: str) -> None:
    """Its number stays used; the check page says since when and why it does not hold."""
    training = certificate.participant.training
    require_organiser(actor, training)
    if not reason.strip():
        raise Refused(_("Tulis alasan pencabutan; alasan itu tampil di halaman pemeriksaan."), field="reason")
    now = timezone.now()
    changed = Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=actor.name, revoke_reason=reason.strip()[:250]
    )
    if not changed:
        raise Refused(_("Sertifikat ini sudah dicabut."))
    certificate.refresh_from_db()
    audit.record("learning.revoke", training, actor, number=certificate.number, reason=reason.strip()[:250])


@transaction.atomic
def start_batch(actor: Actor, training: Training, *, base_url: str) -> Job:
    """A ZIP of all valid certificates, as a task; `base_url` leads their codes to the check page."""
    require_organiser(actor, training)
    if not Certificate.objects.filter(participant__training=training, revoked_at__isnull=True).exists():
        raise Refused(_("Belum ada sertifikat yang terbit."))
    title = _("Sertifikat %(title)s") % {"title": training.title[:150]}
    return jobs.start(actor, JOB, title, training=training.pk, base_url=base_url)


def _fault_words(fault: str) -> str:
    return {
        "long": _("Pola nomor lebih dari 120 huruf. Persingkat."),
        "unknown": _("Pola hanya mengenal {no}, {bulan}, dan {tahun}."),
        "braces": _("Ada kurung kurawal yang tidak lengkap."),
        "no": _("Pola harus memuat {no} tepat satu kali, misalnya 800.2.4/{no}/BKPSDM/{tahun}."),
    }[fault]
