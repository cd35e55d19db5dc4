"""What waits for a person: nominating, deciding, tests, evaluation, follow-up, visits, adoptions."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import AdoptionState, FollowUpState
from pendopo.apps.learning.queries import exams as exam_queries
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.queries import visits as visit_queries
from pendopo.apps.learning.services.follow_ups import may_judge
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.desk import DeskItem, desk_provider

MOST = 10
SOON = 7


def _tone(due: date | None) -> str:
    if due is None:
        return "info"
    left = (due - today()).days
    return "bad" if left < 0 else "watch" if left <= SOON else "info"


@desk_provider
def to_nominate(actor: Actor) -> list[DeskItem]:
    """For the operator and the head of an invited office."""
    return [
        DeskItem(
            _("Usulkan peserta %(title)s") % {"title": training.title},
            _("%(held)s dari %(quota)s kursi kantor Anda sudah diusulkan") % {"held": held, "quota": quota},
            reverse("learning:training", args=[training.pk]), _("Usulkan"),
            due=training.nominate_until, severity="watch",
        )
        for training, quota, held in queries.waiting_nominations(actor)[:MOST]
    ]  # fmt: skip


@desk_provider
def to_decide(actor: Actor) -> list[DeskItem]:
    """For the organiser."""
    return [
        DeskItem(
            _("Jawab usulan peserta %(title)s") % {"title": training.title},
            _("%(n)s usulan menunggu") % {"n": asking},
            reverse("learning:training_people", args=[training.pk]), _("Jawab"),
            due=training.starts_on, severity="watch",
        )
        for training, asking in queries.to_decide(actor)
    ]  # fmt: skip


@desk_provider
def tests(actor: Actor) -> list[DeskItem]:
    if actor.person_id is None:
        return []
    return [
        DeskItem(
            f"{exam.get_kind_display()}: {seat.training.title}", _("Terbuka sekarang"),
            reverse("learning:exam", args=[exam.pk]), _("Kerjakan"), due=exam.closes_at, severity="watch",
        )
        for exam, seat in exam_queries.own_exams(actor, timezone.now())
    ]  # fmt: skip


@desk_provider
def after_training(actor: Actor) -> list[DeskItem]:
    """The own evaluation, the plan that is missing, and the plans that are due."""
    if actor.person_id is None:
        return []
    items = [
        DeskItem(
            _("Tulis rencana tindak lanjut %(title)s") % {"title": seat.training.title}, "",
            reverse("learning:follow_up_add", args=[seat.training_id]), _("Tulis"),
        )
        for seat in exam_queries.owes_follow_up(actor)
    ] + [
        DeskItem(
            _("Isi evaluasi %(title)s") % {"title": seat.training.title}, _("Tanpa nama, lima butir"),
            reverse("learning:evaluate", args=[seat.training_id]), _("Isi"),
        )
        for seat in exam_queries.owes_evaluation(actor)
    ]  # fmt: skip
    mine = exam_queries.follow_ups(actor).filter(participant__person=actor.person_id, state=FollowUpState.PLANNED)
    for row in mine.order_by("due")[:MOST]:
        items.append(
            DeskItem(
                _("Tindak lanjut bimtek: %(plan)s") % {"plan": row.plan[:80]}, row.participant.training.title,
                reverse("learning:follow_up", args=[row.pk]), _("Laporkan"), due=row.due, severity=_tone(row.due),
            )
        )  # fmt: skip
    return items


@desk_provider
def to_confirm(actor: Actor) -> list[DeskItem]:
    """Follow-ups that were reported, for the office's head or the organiser."""
    if not (actor.can("learning.nominate") or actor.can("learning.manage")):
        return []
    rows = exam_queries.follow_ups(actor).filter(state=FollowUpState.REPORTED).order_by("reported_at")[:MOST]
    return [
        DeskItem(
            _("Konfirmasi tindak lanjut %(name)s") % {"name": row.participant.name}, row.participant.training.title,
            reverse("learning:follow_up", args=[row.pk]), _("Periksa"),
        )
        for row in rows
        if may_judge(actor, row)
    ]  # fmt: skip


@desk_provider
def visits(actor: Actor) -> list[DeskItem]:
    """Requests to approve, and adoptions that the person is in charge of."""
    items = [
        DeskItem(
            _("Putuskan usulan studi tiru %(title)s") % {"title": row.title}, row.government,
            reverse("learning:visit", args=[row.pk]), _("Putuskan"), due=row.starts_on, severity="watch",
        )
        for row in visit_queries.to_approve(actor)
    ]  # fmt: skip
    if actor.person_id is None:
        return items
    return items + [
        DeskItem(
            _("Adopsi: %(what)s") % {"what": row.practice[:80]},
            _("dari %(place)s, %(state)s")
            % {"place": row.visit.government, "state": AdoptionState(row.state).label.lower()},
            reverse("learning:adoption", args=[row.pk]), _("Catat kemajuan"), due=row.due, severity=_tone(row.due),
        )
        for row in visit_queries.owed_adoptions(actor)
    ]  # fmt: skip
