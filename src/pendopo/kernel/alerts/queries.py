"""Reads of alerts."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.people.models import RoleAssignment
from pendopo.kernel.scope import under

from .models import Alert, Severity, State

_ORDER = Case(
    When(state=State.ANSWERED, then=Value(1)),
    When(severity=Severity.BAD, then=Value(0)),
    When(severity=Severity.WATCH, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def needing_attention(actor: Actor, path: str) -> QuerySet[Alert]:
    """Unfinished, not put off, under a unit: worst first, then the newest."""
    return (
        Alert.objects.visible_to(actor)
        .due_now()
        .filter(under(path))
        .select_related("assignee")
        .annotate(rank=_ORDER)
        .order_by("rank", "-raised_at", "-id")
    )


def assigned_to(actor: Actor) -> QuerySet[Alert]:
    """What the actor was given and has not answered."""
    if actor.person_id is None:
        return Alert.objects.none()
    return Alert.objects.filter(assignee_id=actor.person_id, state=State.ASSIGNED).order_by("due_at", "id")


def answered_to(actor: Actor) -> QuerySet[Alert]:
    """Answers that the actor, who gave the alert away, has not read."""
    if actor.person_id is None:
        return Alert.objects.none()
    return Alert.objects.filter(assigned_by_id=actor.person_id, state=State.ANSWERED).order_by("raised_at")


def possible_assignees(actor: Actor, first_path: str = "") -> list[RoleAssignment]:
    """Heads within the actor's unit, those nearest to a unit first."""
    heads = (
        RoleAssignment.objects.current(today())
        .filter(under(actor.unit_path, "unit__path"))
        .filter(Q(post__is_head=True) | Q(role__in=["sekda", "kepala_opd", "kepala_bidang", "pengelola_presensi"]))
        .exclude(person_id=actor.person_id or 0)
        .select_related("person", "unit", "post")
    )
    found: dict[int, RoleAssignment] = {}
    for one in heads:
        found.setdefault(one.person_id, one)
    return sorted(found.values(), key=lambda one: (_distance(one.unit.path, first_path), one.unit.path))


def _distance(path: str, wanted: str) -> int:
    same = 0
    while same < len(wanted) and path[: same + 4] == wanted[: same + 4]:
        same += 4
    return abs(len(wanted) - same) + abs(len(path) - same)
