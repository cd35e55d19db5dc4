"""Leave, sickness, permits and duty: entered from paper by the clerk, cancelled with a reason, never edited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pendopo.apps.attendance.events import AbsenceCancelled, AbsenceEntered
from pendopo.apps.attendance.models import Absence, AbsenceKind, AbsenceState, PortionOfDay
from pendopo.apps.attendance.policy_recap import ABSENCES
from pendopo.apps.attendance.queries import staff
from pendopo.apps.attendance.queries.compute import date_range, stay_on
from pendopo.apps.attendance.services.dirty import mark
from pendopo.apps.personnel.public import RosterEntry
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.events import publish
from pendopo.kernel.people.models import Person

LONGEST: Final = timedelta(days=3 * 366)


@transaction.atomic
def enter_absence(
    actor: Actor,
    person_id: int,
    *,
    kind: str,
    since: date,
    until: date,
    document: str,
    detail: str = "",
    portion: str = PortionOfDay.FULL,
) -> Absence:
    """Record an absence on a document and compute its days again. Raises Refused when it overlaps another one."""
    actor.require(ABSENCES)
    if kind not in AbsenceKind.values or portion not in PortionOfDay.values:
        raise Refused(_("Jenis ini tidak dikenal. Pilih dari daftar."), field="kind")
    _refuse_dates(since, until, portion)
    if not document.strip():
        raise Refused(_("Tulis nomor surat atau dokumen yang menjadi dasar."), field="document")
    entry = _employed(person_id, since, until)
    if entry is None or not actor.covers(entry.unit_path):
        raise Refused(
            _("Pegawai ini tidak bertugas di unit Anda pada tanggal itu. Pilih pegawai lain."), field="person_id"
        )
    Person.objects.select_for_update().get(pk=person_id)
    _refuse_overlap(person_id, since, until)
    absence = Absence.objects.create(
        person_id=person_id,
        unit_path=entry.unit_path,
        kind=kind,
        detail=detail.strip()[:60],
        since=since,
        until=until,
        portion=portion,
        document=document.strip()[:80],
        entered_by=actor.name,
    )
    _touch(absence)
    audit.record(
        "attendance.enter_absence",
        absence,
        actor,
        person=person_id,
        kind=kind,
        since=str(since),
        until=str(until),
        portion=portion,
    )
    publish(AbsenceEntered(absence.pk, person_id, since, until))
    return absence


@transaction.atomic
def cancel_absence(actor: Actor, absence: Absence, *, reason: str) -> None:
    """Take an absence back, with the reason. Raises Refused when it was already cancelled."""
    actor.require(ABSENCES)
    if not actor.covers(absence.unit_path):
        raise Refused(_("Catatan ini milik unit lain."))
    if not reason.strip():
        raise Refused(_("Tulis alasan pembatalan."), field="reason")
    changed = Absence.objects.filter(pk=absence.pk, state=AbsenceState.ACTIVE).update(
        state=AbsenceState.CANCELLED, reason=reason.strip()[:200]
    )
    if not changed:
        raise Refused(_("Catatan ini sudah dibatalkan sebelumnya."))
    absence.state, absence.reason = AbsenceState.CANCELLED, reason.strip()[:200]
    _touch(absence)
    audit.record("attendance.cancel_absence", absence, actor, person=absence.person_id, reason=absence.reason)
    publish(AbsenceCancelled(absence.pk, absence.person_id, absence.since, absence.until))


def _refuse_dates(since: date, until: date, portion: str) -> None:
    if until < since:
        raise Refused(_("Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya."), field="until")
    if until - since > LONGEST:
        raise Refused(_("Masa ini lebih dari tiga tahun. Periksa kembali tahunnya."), field="until")
    if portion != PortionOfDay.FULL and since != until:
        raise Refused(_("Setengah hari hanya untuk satu tanggal. Samakan tanggal mulai dan akhir."), field="portion")


def _employed(person_id: int, since: date, until: date) -> RosterEntry | None:
    stays = staff.spans(since, until, person_ids=[person_id])
    return stay_on(stays, since) or (stays[-1] if stays else None)


def _refuse_overlap(person_id: int, since: date, until: date) -> None:
    rival = Absence.objects.filter(
        person_id=person_id, state=AbsenceState.ACTIVE, since__lte=until, until__gte=since
    ).first()
    if rival is not None:
        raise Refused(
            _("Sudah ada %(kind)s %(document)s pada %(since)s sampai %(until)s. Batalkan yang lama lebih dahulu.")
            % {
                "kind": rival.get_kind_display().lower(),
                "document": rival.document,
                "since": date_format(rival.since, "j F Y"),
                "until": date_format(rival.until, "j F Y"),
            },
            field="since",
        )


def _touch(absence: Absence) -> None:
    """Days to come are computed when they open."""
    last = min(absence.until, today())
    if absence.since <= last:
        mark((absence.person_id, on) for on in date_range(absence.since, last))
