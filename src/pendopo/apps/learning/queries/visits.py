"""Study visits and adoptions as the actor may see them."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from pendopo.apps.learning.models import Adoption, AdoptionState, Delegate, Direction, StudyVisit, VisitState
from pendopo.apps.learning.queries.trainings import person_of
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import under

OPEN_ADOPTIONS = (AdoptionState.PLANNED, AdoptionState.RUNNING)


def visits(actor: Actor) -> QuerySet[StudyVisit]:
    """Those of the own unit, and those in whose delegation the actor is or from which the actor adopted something."""
    goes = Delegate.objects.filter(visit=OuterRef("pk"), person=person_of(actor))
    owes = Adoption.objects.filter(visit=OuterRef("pk"), person=person_of(actor))
    seen = Q(Exists(goes)) | Q(Exists(owes))
    if actor.can("learning.view"):
        takes_over = Adoption.objects.filter(under(actor.unit_path, "owner__path"), visit=OuterRef("pk"))
        seen |= under(actor.unit_path, "owner__path") | Q(Exists(takes_over))
    return StudyVisit.objects.filter(seen).select_related("owner", "minutes_file")


def managed(actor: Actor) -> QuerySet[StudyVisit]:
    """Those that the actor prepares and reports."""
    if not actor.can("learning.visit"):
        return StudyVisit.objects.none()
    return StudyVisit.objects.under(actor.unit_path).select_related("owner", "minutes_file")


def moved(actor: Actor) -> QuerySet[StudyVisit]:
    """Those whose state the actor may move at all."""
    if not (actor.can("learning.visit") or actor.can("learning.visit_approve")):
        return StudyVisit.objects.none()
    return StudyVisit.objects.under(actor.unit_path).select_related("owner", "minutes_file")


def manages(actor: Actor, visit: StudyVisit) -> bool:
    return actor.can("learning.visit") and actor.covers(visit.owner.path)


def with_counts(rows: QuerySet[StudyVisit]) -> QuerySet[StudyVisit]:
    """Adds `people` and `adopted`."""
    return rows.annotate(people=Count("delegates", distinct=True), adopted=Count("adoptions", distinct=True))


def adoptions(actor: Actor) -> QuerySet[Adoption]:
    """Those of the own unit or of its visits, and those of which the actor is in charge."""
    seen = Q(person=person_of(actor))
    if actor.can("learning.view"):
        seen |= under(actor.unit_path, "owner__path") | under(actor.unit_path, "visit__owner__path")
    return Adoption.objects.filter(seen).select_related("visit__owner", "owner")


def works_on(actor: Actor, adoption: Adoption) -> bool:
    """The person in charge, and those who manage visits for the unit that adopts or that went."""
    if actor.person_id is not None and adoption.person_id == actor.person_id:
        return True
    paths = [adoption.visit.owner.path, *([adoption.owner.path] if adoption.owner else [])]
    return actor.can("learning.visit") and any(actor.covers(path) for path in paths)


def plans(actor: Actor, adoption: Adoption) -> bool:
    """Who sets owner, person and due date: those who manage the visit."""
    return actor.can("learning.visit") and actor.covers(adoption.visit.owner.path)


def missing_for_done(visit: StudyVisit) -> list[str]:
    """What keeps a visit from being finished, as keys: minutes, adoption, owner, due."""
    missing = []
    if not visit.minutes.strip() and visit.minutes_file_id is None:
        missing.append("minutes")
    rows = list(visit.adoptions.exclude(state=AdoptionState.DROPPED))
    if not rows and visit.direction == Direction.OUT and not visit.no_adoption_reason:
        missing.append("adoption")
    if any(row.owner_id is None for row in rows):
        missing.append("owner")
    if any(row.due is None for row in rows):
        missing.append("due")
    return missing


def owed_adoptions(actor: Actor) -> list[Adoption]:
    """Of which the actor is in charge and which are not done."""
    rows = Adoption.objects.filter(person=person_of(actor), state__in=OPEN_ADOPTIONS).exclude(
        visit__state__in=(VisitState.CANCELLED, VisitState.REJECTED)
    )
    return list(rows.select_related("visit").order_by("due", "pk")[:20])


def to_approve(actor: Actor) -> list[StudyVisit]:
    """Requests that wait for the actor's decision."""
    if not actor.can("learning.visit_approve"):
        return []
    rows = StudyVisit.objects.under(actor.unit_path).filter(state=VisitState.PROPOSED)
    return list(rows.order_by("created_at")[:20])
