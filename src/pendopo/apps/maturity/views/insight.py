"""The analysis of an assessment: where it stands, what it lacks, what would lift it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.maturity import charts_insight
from pendopo.apps.maturity.charts_insight import Series
from pendopo.apps.maturity.models import Stage
from pendopo.apps.maturity.queries import assessments, insight, seen
from pendopo.apps.maturity.queries.insight import Overview
from pendopo.apps.maturity.views.around import crumbs
from pendopo.kernel.actor import Actor
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.units.queries import offices


def stage_asked(request: HttpRequest) -> Stage | None:
    """The stage named in the address, if it is one."""
    said = request.GET.get("tahap", "")
    return Stage(said) if said in Stage.values else None


@page("maturity.view")
@require_GET
def current(request: HttpRequest) -> HttpResponseBase:
    """The analysis of the newest assessment; the history where there is none yet."""
    found = assessments.current(actor_of(request))
    return redirect("maturity:analysis", assessment_id=found.pk) if found else redirect("maturity:history")


@page("maturity.view")
@require_GET
def analysis(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Index, predicate, gaps, aspects and indicators of one stage."""
    actor = actor_of(request)
    assessment = seen.assessment_for(actor, assessment_id)
    found = insight.overview(assessment, stage=stage_asked(request), actor=actor)
    complete = insight.percent_complete(assessment)
    context: dict[str, Any] = {
        "title": _("Analisis %(year)s") % {"year": assessment.year},
        "crumbs": crumbs(assessment, (_("Analisis"), "")),
        "assessment": assessment,
        "instrument": found.instrument,
        "found": found,
        "radar": radar_of(found),
        "complete": _by_office(actor, complete),
        "gaps": [(_gap_name(name), target, gap) for name, target, gap in found.gaps],
        "plans": actor.can("maturity.plan") and actor.unit_path == "",
        "simulates": actor.unit_path == "",
    }
    return render(request, "maturity/insight.html", context)


def radar_of(found: Overview) -> Any:
    """The radar by aspect: this stage, the last year where it is comparable, and the target."""
    aspects = found.aspects
    series = [Series(_("Sekarang"), "now", tuple(one.value for one in aspects))]
    if found.before is not None and any(one.before is not None for one in aspects):
        series.insert(0, Series(str(found.before.year), "before", tuple(one.before for one in aspects)))
    if found.target is not None:
        series.insert(0, Series(_("Target"), "aim", (found.target,) * len(aspects)))
    label = _("Nilai tiap aspek dari 0 sampai %(high)s; angkanya ada pada tabel di sampingnya.")
    return charts_insight.radar(
        [one.name for one in aspects],
        series,
        high=found.instrument.level_max,
        label=label % {"high": found.instrument.level_max},
    )


def _gap_name(name: str) -> str:
    return _("Target minimum kementerian (Baik)") if name == "minimum" else _("Target pemerintah daerah")


def _by_office(actor: Actor, complete: dict[str, tuple[int, int]]) -> list[tuple[str, int, int, int]]:
    """(office, done, all, percent) for offices that the actor may see, the least complete first."""
    rows = []
    for office in offices():
        if office.path in complete and (actor.covers(office.path) or actor.unit_path.startswith(office.path)):
            done, total = complete[office.path]
            rows.append((office.short_name, done, total, done * 100 // total if total else 0))
    return sorted(rows, key=lambda row: (row[3], row[0]))
