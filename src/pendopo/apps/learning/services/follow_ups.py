"""After a training: what each participant will do and has done, and what they thought of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import (
    Evaluation,
    FollowUp,
    FollowUpState,
    Participant,
    ParticipantState,
    TrainingState,
)
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import NotAllowed, Refused

QUESTIONS = 5
LONGEST_PLAN = timedelta(days=366)
AFTER = (TrainingState.RUNNING, TrainingState.DONE)


@transaction.atomic
def promise(actor: Actor, participant: Participant, *, plan: str, due: date) -> FollowUp:
    """Write what will be done, until when."""
    _require_own(actor, participant)
    if participant.training.state not in AFTER:
        raise Refused(_("Rencana tindak lanjut ditulis sejak bimtek berjalan."))
    if not plan.strip():
        raise Refused(_("Tulis apa yang akan Anda kerjakan."), field="plan")
    if not today() < due <= today() + LONGEST_PLAN:
        raise Refused(_("Pilih tanggal sesudah hari ini dan paling lama setahun."), field="due")
    made = FollowUp.objects.create(participant=participant, plan=plan.strip(), due=due)
    audit.record("learning.follow_up", participant.training, actor, follow_up=made.pk, due=due.isoformat())
    return made


@transaction.atomic
def report(actor: Actor, follow_up: FollowUp, *, result: str) -> None:
    """Say that it is done, with the result."""
    _require_own(actor, follow_up.participant)
    if not result.strip():
        raise Refused(_("Tulis hasilnya secara singkat."), field="result")
    _move(
        follow_up, FollowUpState.PLANNED, FollowUpState.REPORTED,
        result=result.strip(), reported_at=timezone.now(), note="",
    )  # fmt: skip
    audit.record("learning.follow_up_report", follow_up.participant.training, actor, follow_up=follow_up.pk)


@transaction.atomic
def confirm(actor: Actor, follow_up: FollowUp) -> None:
    """The head of the office or the organiser has seen that it is done."""
    _require_judge(actor, follow_up)
    _move(
        follow_up, FollowUpState.REPORTED, FollowUpState.CONFIRMED,
        confirmed_by=actor.name, confirmed_at=timezone.now(),
    )  # fmt: skip
    audit.record("learning.follow_up_confirm", follow_up.participant.training, actor, follow_up=follow_up.pk)


@transaction.atomic
def give_back(actor: Actor, follow_up: FollowUp, *, note: str) -> None:
    """Not done yet: back to the participant with what is missing."""
    _require_judge(actor, follow_up)
    if not note.strip():
        raise Refused(_("Tulis apa yang masih kurang."), field="note")
    _move(follow_up, FollowUpState.REPORTED, FollowUpState.PLANNED, note=note.strip()[:250])
    audit.record("learning.follow_up_return", follow_up.participant.training, actor, follow_up=follow_up.pk)


@transaction.atomic
def evaluate(actor: Actor, participant: Participant, *, marks: Sequence[int], comment: str = "") -> None:
    """Five marks from 1 to 5 and a comment, once. The sheet does not know whose it is."""
    _require_own(actor, participant)
    if participant.training.state not in AFTER:
        raise Refused(_("Evaluasi diisi sejak bimtek berjalan."))
    if len(marks) != QUESTIONS or any(not 1 <= mark <= 5 for mark in marks):
        raise Refused(_("Nilai setiap butir dari 1 sampai 5."))
    changed = Participant.objects.filter(pk=participant.pk, has_evaluated=False).update(has_evaluated=True)
    if not changed:
        raise Refused(_("Anda sudah mengisi evaluasi bimtek ini. Terima kasih."))
    Evaluation.objects.create(training=participant.training, marks=list(marks), comment=comment.strip()[:1000])


def may_judge(actor: Actor, follow_up: FollowUp) -> bool:
    """Organisers, and those who speak for the person's office; nobody for the own one."""
    participant = follow_up.participant
    if participant.person_id == actor.person_id:
        return False
    organises = actor.can("learning.manage") and actor.covers(participant.training.organiser.path)
    return organises or (actor.can("learning.nominate") and actor.covers(participant.unit.path))


def _require_judge(actor: Actor, follow_up: FollowUp) -> None:
    if not may_judge(actor, follow_up):
        raise NotAllowed("learning.nominate")


def _require_own(actor: Actor, participant: Participant) -> None:
    if actor.person_id is None or participant.person_id != actor.person_id:
        raise NotAllowed("learning.manage")
    if participant.state != ParticipantState.ACCEPTED:
        raise Refused(_("Anda bukan peserta bimtek ini."))


def _move(follow_up: FollowUp, source: str, target: str, **fields: object) -> None:
    changed = FollowUp.objects.filter(pk=follow_up.pk, state=source).update(state=target, **fields)
    if not changed:
        raise Refused(_("Keadaan rencana ini sudah berubah. Muat ulang halaman, lalu periksa kembali."))
    follow_up.refresh_from_db()
