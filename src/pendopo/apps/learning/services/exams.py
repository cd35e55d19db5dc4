"""Taking a test: begun once, saved at each choice, submitted or closed by time."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import (
    Answer,
    Attempt,
    Exam,
    ExamKind,
    Participant,
    ParticipantState,
    Question,
    Training,
)
from pendopo.apps.learning.queries.exams import is_open
from pendopo.apps.learning.services.trainings import refuse_closed, require_organiser
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

MOST_ATTEMPTS = 5


@transaction.atomic
def set_exam(
    actor: Actor, training: Training, *, kind: str, opens_at: datetime, closes_at: datetime, attempts: int = 1
) -> Exam:
    """Plan a test, or move its times. Raises Refused without questions or for times out of order."""
    require_organiser(actor, training)
    refuse_closed(training)
    if closes_at <= opens_at:
        raise Refused(_("Tes ditutup sebelum dibuka. Periksa kedua jam."), field="closes_at")
    if not 1 <= attempts <= MOST_ATTEMPTS:
        raise Refused(_("Kesempatan antara 1 dan %(n)s.") % {"n": MOST_ATTEMPTS}, field="attempts")
    if not training.questions.exists():
        raise Refused(_("Bank soal masih kosong. Isi atau impor soal dahulu."))
    exam, made = Exam.objects.update_or_create(
        training=training, kind=kind, defaults={"opens_at": opens_at, "closes_at": closes_at, "attempts": attempts}
    )
    audit.record(
        "learning.exam_set", training, actor, kind=kind, opens=opens_at.isoformat(), closes=closes_at.isoformat(),
        attempts=attempts, made=made,
    )  # fmt: skip
    return exam


@transaction.atomic
def begin(actor: Actor, exam: Exam) -> Attempt:
    """The open attempt, or a new one. Raises Refused when closed, not a participant, or none is left."""
    participant = _own(actor, exam)
    running = Attempt.objects.filter(exam=exam, participant=participant, submitted_at__isnull=True).first()
    if running is not None and is_open(exam):
        return running
    if timezone.now() < exam.opens_at:
        raise Refused(_("Tes ini belum dibuka."))
    if not is_open(exam):
        raise Refused(_("Tes ini sudah ditutup."))
    used = Attempt.objects.filter(exam=exam, participant=participant).count()
    if used >= exam.attempts:
        raise Refused(_("Anda sudah mengerjakan tes ini."))
    asked = list(exam.training.questions.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            return Attempt.objects.create(
                exam=exam, participant=participant, number=used + 1, asked=asked, started_at=timezone.now()
            )
    except IntegrityError:  # the same tap twice
        return Attempt.objects.get(exam=exam, participant=participant, submitted_at__isnull=True)


@transaction.atomic
def answer(actor: Actor, attempt: Attempt, *, question_id: int, choice: int) -> Answer:
    """Save one choice at once. Raises Refused when submitted or closed; an earlier choice is replaced."""
    _require_own(actor, attempt)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("exam").get(pk=attempt.pk)
    _require_open(locked)
    if question_id not in locked.asked:
        raise Refused(_("Soal ini tidak termasuk tes Anda."))
    options = Question.objects.values_list("options", flat=True).get(pk=question_id)
    if not 0 <= choice < len(options):
        raise Refused(_("Pilihan ini tidak ada. Pilih salah satu jawaban."))
    saved, _made = Answer.objects.update_or_create(attempt=locked, question_id=question_id, defaults={"choice": choice})
    return saved


@transaction.atomic
def submit(actor: Actor, attempt: Attempt) -> Attempt:
    """Hand in, once; what was not answered counts as wrong."""
    _require_own(actor, attempt)
    locked = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("exam__training", "participant")
        .get(pk=attempt.pk)
    )
    if locked.submitted_at is None:
        _close(locked, timezone.now())
        audit.record("learning.exam_submit", locked.exam.training, actor, attempt=locked.pk)
    return locked


@transaction.atomic
def close_overdue() -> int:
    """Attempts whose test is closed are handed in as they stand. Returns how many."""
    now = timezone.now()
    late = Attempt.objects.select_for_update(of=("self",)).filter(submitted_at__isnull=True, exam__closes_at__lte=now)
    rows = list(late.select_related("exam")[:500])
    for attempt in rows:
        _close(attempt, attempt.exam.closes_at)
    return len(rows)


def _close(attempt: Attempt, at: datetime) -> None:
    right = Answer.objects.filter(attempt=attempt, choice=F("question__right")).count()
    attempt.submitted_at, attempt.right, attempt.total = at, right, len(attempt.asked)
    attempt.save(update_fields=["submitted_at", "right", "total"])


def _require_open(attempt: Attempt) -> None:
    if attempt.submitted_at is not None:
        raise Refused(_("Tes ini sudah dikumpulkan, jadi jawabannya tidak berubah lagi."))
    if not is_open(attempt.exam):
        raise Refused(_("Waktu tes sudah habis. Jawaban yang tersimpan tetap dinilai."))


def _require_own(actor: Actor, attempt: Attempt) -> None:
    if actor.person_id is None or attempt.participant.person_id != actor.person_id:
        raise Refused(_("Tes ini bukan milik Anda."))


def _own(actor: Actor, exam: Exam) -> Participant:
    found = None
    if actor.person_id is not None:
        rows = Participant.objects.select_for_update().filter(training=exam.training_id, person=actor.person_id)
        found = rows.filter(state=ParticipantState.ACCEPTED).first()
    if found is None:
        raise Refused(_("Tes ini hanya untuk peserta bimtek."))
    if exam.kind not in ExamKind.values:
        raise Refused(_("Jenis tes ini tidak dikenal."))
    return found
