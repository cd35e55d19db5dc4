"""Opening an assessment or an entry: what is not the actor's to see is not there (404)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, Entry
from pendopo.apps.maturity.queries.assessments import EXTERNAL_VIEW, visible
from pendopo.apps.maturity.rules import flow, loading
from pendopo.kernel.actor import Actor


def assessment_for(actor: Actor, assessment_id: int) -> Assessment:
    """Raises Http404, also when the file of its instrument is gone."""
    found = visible(actor).filter(pk=assessment_id).first()
    if found is None or found.instrument not in loading.instruments():
        raise Http404(_("Penilaian ini tidak ada, atau tidak untuk Anda."))
    return found


def entries(actor: Actor) -> QuerySet[Entry]:
    """Entries of the own office; those of submitted assessments for external assessors and reviewers."""
    rows = Entry.objects.select_related("assessment", "unit")
    if actor.can("maturity.view"):
        return rows.visible_to(actor)
    if any(actor.can(permission) for permission in EXTERNAL_VIEW):
        return rows.filter(assessment__state__in=flow.SUBMITTED)
    return rows.none()


def entry_for(actor: Actor, assessment_id: int, code: str) -> Entry:
    """The entry with its assessment and office. Raises Http404."""
    found = entries(actor).filter(assessment__in=Assessment.objects.filter(pk=assessment_id), code=code).first()
    if found is None or found.assessment.instrument not in loading.instruments():
        raise Http404(_("Indikator ini tidak ada, atau bukan untuk kantor Anda."))
    return found
