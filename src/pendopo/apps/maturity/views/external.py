"""External stages: the assessor's list, going on to the next stage, the review."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms import ReasonForm
from pendopo.apps.maturity.models import AssessmentState, Stage
from pendopo.apps.maturity.queries import assessments, seen, submitted, work
from pendopo.apps.maturity.rules import flow
from pendopo.apps.maturity.services import stages
from pendopo.apps.maturity.tables import EXTERNAL
from pendopo.apps.maturity.views.around import around, crumbs, form_about, named
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods
from pendopo.ui.registers import respond

LABELS = {"interview": stages.TO_INTERVIEW.label, "visit": stages.TO_VISIT.label, "review": stages.TO_REVIEW.label}


@page("maturity.assess", "maturity.review")
@require_GET
def external(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Every entry with its levels; how many the stage under way still lacks."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    stage = _stage(found.state)
    present = tuple(one for one in assessments.present_stages(found) if one != stage)
    rows = work.with_before(work.with_stage(work.entries(actor, found), stage), flow.before(stage, present))
    running = found.state in flow.EXTERNAL
    context = around(
        found,
        stage_label=Stage(stage).label,
        lacking=work.lacking(found) if running else [],
        goes_to=[(to, LABELS[to]) for to in flow.next_states(found.kind, found.state)] if running else [],
        assesses=running and actor.can("maturity.assess"),
        reviews=found.state == AssessmentState.REVIEW and actor.can("maturity.review"),
        submission=submitted.standing(found),
        result=assessments.result_of(found, stage),
    )
    return respond(
        request, EXTERNAL, rows, title=_("Penilaian %(name)s") % {"name": named(found)},
        subtitle=str(Stage(stage).label), crumbs=crumbs(found, (_("Penilaian"), "")),
        template="maturity/work_external.html", context=context,
    )  # fmt: skip


@page("maturity.assess")
@require_POST
def keep_rest(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Indicators without a word keep the level of the stage before, in the assessor's name."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    try:
        kept, own = stages.keep_rest(actor, found, found.state)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(n)s indikator memakai tingkat tahap sebelumnya.") % {"n": kept})
        if own:
            messages.warning(request, _("%(n)s indikator dilewati karena Anda ikut mengisinya.") % {"n": own})
    return redirect("maturity:external", assessment_id=found.pk)


@page("maturity.assess")
@require_POST
def advance(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    to = request.POST.get("ke", "")
    back = reverse("maturity:external", args=[found.pk])
    return act_and_return(
        request, lambda: stages.advance(actor, found, to), done=_("Tahap ditutup; tahap berikutnya dimulai."),
        back=back,
    )  # fmt: skip


@page("maturity.review")
@form_methods
def send_back(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    form = ReasonForm(request.POST or None, label=_("Yang perlu dinilai kembali"))

    def do(checked: ReasonForm) -> None:
        stages.send_back(actor, found, checked.cleaned_data["reason"])

    words = FormPage(
        _("Kembalikan ke asesor"), _("Kembalikan ke asesor"), _("Hasil dikembalikan ke tahap terakhir."),
        reverse("maturity:external", args=[found.pk]), crumbs(found),
        sentence=_("Perubahan hasil akhir yang sudah Anda tulis dihapus dari daftar, riwayatnya tetap tersimpan."),
    )  # fmt: skip
    return form_about(request, found, form, do, words)


@page("maturity.review")
@require_POST
def close(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    back = reverse("maturity:assessment", args=[found.pk])
    return act_and_return(request, lambda: stages.close(actor, found), done=_("Hasil akhir ditetapkan."), back=back)


def _stage(state: str) -> str:
    return state if state in flow.EXTERNAL else Stage.FINAL.value
