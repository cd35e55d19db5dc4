"""What belongs to a visit: delegation, agenda, questions and answers, minutes, photos."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import (
    AgendaItem,
    Delegate,
    StudyVisit,
    VisitPhoto,
    VisitQuestion,
    VisitState,
)
from pendopo.apps.learning.queries.trainings import place_of
from pendopo.apps.learning.services.trainings import refuse_unknown
from pendopo.apps.learning.services.visits import refuse_over, require_keeper
from pendopo.apps.personnel.public import employee, roster_between
from pendopo.kernel import audit, files
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused

MOST_PHOTOS = 20


@transaction.atomic
def add_employee(actor: Actor, visit: StudyVisit, person_id: int) -> Delegate:
    """An own employee, of the unit's office. Raises Refused for somebody else's and for one who is in already."""
    _require_open(actor, visit)
    known = employee(person_id)
    here = roster_between(today(), today(), visit.owner.office_path, [person_id])
    if known is None or not here:
        raise Refused(_("Pegawai ini tidak bekerja di kantor yang berkunjung. Pilih dari daftar."), field="person")
    found, made = Delegate.objects.get_or_create(
        visit=visit, person_id=person_id,
        defaults={"name": known.name, "post": known.post, "institution": place_of(known.unit_id)},
    )  # fmt: skip
    if not made:
        raise Refused(_("%(name)s sudah ada dalam rombongan.") % {"name": known.name}, field="person")
    audit.record("learning.delegate_add", visit, actor, delegate=found.pk)
    return found


@transaction.atomic
def add_guest(actor: Actor, visit: StudyVisit, *, name: str, post: str, institution: str) -> Delegate:
    """A guest: name, post and institution, nothing more private."""
    _require_open(actor, visit)
    if not name.strip() or not institution.strip():
        raise Refused(_("Isi nama dan instansi tamu."), field="name" if not name.strip() else "institution")
    made = Delegate.objects.create(
        visit=visit, name=name.strip()[:250], post=post.strip()[:200], institution=institution.strip()[:200]
    )
    audit.record("learning.delegate_add", visit, actor, delegate=made.pk)
    return made


@transaction.atomic
def remove_delegate(actor: Actor, delegate: Delegate) -> None:
    _require_open(actor, delegate.visit)
    audit.record("learning.delegate_remove", delegate.visit, actor, delegate=delegate.pk)
    delegate.delete()


@transaction.atomic
def add_agenda(
    actor: Actor, visit: StudyVisit, *, starts_at: datetime, ends_at: datetime, subject: str, host: str = ""
) -> AgendaItem:
    _require_open(actor, visit)
    if ends_at <= starts_at:
        raise Refused(_("Acara selesai sebelum mulai. Periksa kedua jam."), field="ends_at")
    day = starts_at.astimezone(ZoneInfo(visit.owner.zone)).date()
    if visit.starts_on and visit.ends_on and not visit.starts_on <= day <= visit.ends_on:
        raise Refused(_("Acara di luar tanggal kunjungan."), field="starts_at")
    made = AgendaItem.objects.create(visit=visit, starts_at=starts_at, ends_at=ends_at, subject=subject, host=host)
    audit.record("learning.agenda_add", visit, actor, subject=subject)
    return made


@transaction.atomic
def remove_agenda(actor: Actor, item: AgendaItem) -> None:
    _require_open(actor, item.visit)
    audit.record("learning.agenda_remove", item.visit, actor, subject=item.subject)
    item.delete()


@transaction.atomic
def ask(actor: Actor, visit: StudyVisit, *, text: str, topic_key: str = "") -> VisitQuestion:
    """A question, asked before the visit or on the way."""
    _require_open(actor, visit)
    if not text.strip():
        raise Refused(_("Tulis pertanyaannya."), field="text")
    if topic_key:
        refuse_unknown([topic_key])
    made = VisitQuestion.objects.create(visit=visit, text=text.strip(), topic_key=topic_key, asked_by=actor.name)
    audit.record("learning.ask", visit, actor, question=made.pk)
    return made


@transaction.atomic
def answer(actor: Actor, question: VisitQuestion, *, answer: str, answered_by: str) -> None:
    """The answer, with who gave it. Raises Refused before the visit is scheduled."""
    visit = question.visit
    _require_open(actor, visit)
    if visit.state in (VisitState.PROPOSED, VisitState.APPROVED):
        raise Refused(_("Jawaban dicatat sejak kunjungan dijadwalkan."))
    if not answer.strip():
        raise Refused(_("Tulis jawabannya."), field="answer")
    if not answered_by.strip():
        raise Refused(_("Tulis siapa yang menjawab, cukup nama jabatan atau instansinya."), field="answered_by")
    question.answer, question.answered_by = answer.strip(), answered_by.strip()[:200]
    question.answered_at = timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record("learning.answer", visit, actor, question=question.pk)


@transaction.atomic
def remove_question(actor: Actor, question: VisitQuestion) -> None:
    """Raises Refused once it was answered."""
    _require_open(actor, question.visit)
    if question.answer:
        raise Refused(_("Pertanyaan ini sudah dijawab, jadi tetap tersimpan."))
    audit.record("learning.ask_remove", question.visit, actor, question=question.pk)
    question.delete()


@transaction.atomic
def set_minutes(actor: Actor, visit: StudyVisit, *, minutes: str, upload: Any = None) -> None:
    """The minutes, as text, as a file, or both; a new file replaces the former in the record (the bytes stay)."""
    _require_open(actor, visit)
    if visit.state not in (VisitState.HELD, VisitState.REPORTED):
        raise Refused(_("Notulen ditulis sesudah kunjungan dilaksanakan."))
    if not minutes.strip() and upload is None and visit.minutes_file_id is None:
        raise Refused(_("Tulis notulen atau unggah berkasnya."), field="minutes")
    visit.minutes = minutes.strip()
    changed = ["minutes"]
    if upload is not None:
        visit.minutes_file = files.keep(actor, upload)
        changed.append("minutes_file")
    visit.save(update_fields=changed)
    audit.record("learning.minutes", visit, actor, file=upload is not None)


@transaction.atomic
def add_photo(actor: Actor, visit: StudyVisit, *, upload: Any, caption: str = "") -> VisitPhoto:
    _require_open(actor, visit)
    if visit.photos.count() >= MOST_PHOTOS:
        raise Refused(_("Paling banyak %(n)s foto.") % {"n": MOST_PHOTOS}, field="file")
    stored = files.keep(actor, upload, kinds=files.IMAGES)
    made = VisitPhoto.objects.create(visit=visit, file=stored, caption=caption.strip()[:200])
    audit.record("learning.photo_add", visit, actor, photo=made.pk)
    return made


def _require_open(actor: Actor, visit: StudyVisit) -> None:
    require_keeper(actor, visit)
    refuse_over(visit)
