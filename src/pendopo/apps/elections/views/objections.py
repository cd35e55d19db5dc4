"""Objections: the registers, filing, examining, answering."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections import outcome_papers
from pendopo.apps.elections.forms_boxes import ReasonForm
from pendopo.apps.elections.forms_outcome import AnswerForm, ObjectionForm
from pendopo.apps.elections.models import Objection, ObjectionState
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.queries import objections as queries
from pendopo.apps.elections.queries.results import village
from pendopo.apps.elections.services import objections as services
from pendopo.apps.elections.tables_outcome import OBJECTIONS, objection_state
from pendopo.apps.elections.views.common import form_words, in_page, page_of, run_election, tabs, visible_election
from pendopo.apps.elections.views.results import frame
from pendopo.kernel import files
from pendopo.kernel.http import actor_of, page
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@page("elections.view")
@require_GET
def all_objections(request: HttpRequest) -> HttpResponseBase:
    rows = queries.objections(actor_of(request))
    context = {"tabs": tabs("all_objections")}
    return respond(request, OBJECTIONS, rows, template="elections/register.html", context=context)


@page("elections.view")
@require_GET
def objections(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), visible_election(request, election_id)
    context = frame(actor, election, _("Keberatan"), "objections") | {
        "may_file": election_queries.runs(actor, election, services.PERMISSION),
        "last_day": queries.last_day_to_file(village(election)),
    }  # fmt: skip
    rows = queries.objections(actor).filter(election=election)
    return respond(request, OBJECTIONS, rows, template="elections/outcome/objections.html", context=context)


@page("elections.objections")
@form_methods
def objection_file(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, services.PERMISSION)

    def act(checked: ObjectionForm) -> str:
        given = checked.cleaned_data
        filing = services.Filing(
            given["filed_by"], given["capacity"], given["subject"], given["text"], given["filed_on"],
            given["station"], given["refusal"],
        )  # fmt: skip
        made = services.file(actor, election, filing=filing, upload=given["file"])
        return reverse("elections:objection", args=[made.pk])

    words = form_words(
        election, "objections", _("Catat keberatan"), _("Simpan keberatan"), _("Keberatan tercatat."),
        draft=f"keberatan-{election.pk}",
    )  # fmt: skip
    form = ObjectionForm(request.POST or None, request.FILES or None, election=election)
    return form_page(request, form, act, words)


@page("elections.view")
@require_GET
def objection(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    """One objection; who filed it, its text and letter only for those who deal with objections there."""
    actor, found = actor_of(request), _seen(request, objection_id)
    election = found.election
    may = queries.sees_names(actor, election)
    waits = may and found.state in services.WAITING
    context = frame(
        actor, election, found.subject, "objections", (_("Keberatan"), page_of(election, "objections"))
    ) | {
        "found": found, "may": may, "waits": waits, "status": objection_state(found),
        "may_examine": waits and found.state == ObjectionState.FILED,
        "is_answered": found.state in (ObjectionState.ACCEPTED, ObjectionState.REFUSED),
        "reason_form": ReasonForm(),
    }  # fmt: skip
    return render(request, "elections/outcome/objection.html", context)


@page("elections.objections")
@require_POST
def objection_examine(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _handled(request, objection_id)
    return act_and_return(
        request, lambda: services.examine(actor, found), done=_("Pemeriksaan dimulai."), back=_address(found)
    )


@page("elections.objections")
@form_methods
def objection_answer(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _handled(request, objection_id)

    def act(checked: AnswerForm) -> None:
        given = checked.cleaned_data
        services.answer(actor, found, accepted=given["accepted"] == "ya", text=given["answer"])

    words = FormPage(
        _("Jawab keberatan"), _("Simpan jawaban"), _("Jawaban tercatat. Cetak suratnya dari halaman ini."),
        _address(found), in_page(found.election, "objections", (found.subject, _address(found))),
        sentence=found.subject, draft=f"jawab-keberatan-{found.pk}",
    )  # fmt: skip
    return form_page(request, AnswerForm(request.POST or None), act, words)


@page("elections.objections")
@require_POST
def objection_withdraw(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _handled(request, objection_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.withdraw(actor, found, reason=reason), done=_("Pencabutan tercatat."),
        back=_address(found),
    )  # fmt: skip


@page("elections.objections")
@require_GET
def objection_letter(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    found = _handled(request, objection_id)
    if found.state not in (ObjectionState.ACCEPTED, ObjectionState.REFUSED):
        raise Http404
    return download(outcome_papers.answer_pdf(found), f"jawaban-keberatan-{found.pk}.pdf")


@page("elections.objections")
@require_GET
def objection_attachment(request: HttpRequest, objection_id: int) -> HttpResponseBase:
    found = _handled(request, objection_id)
    if found.file is None:
        raise Http404
    return files.response(found.file)


def _address(found: Objection) -> str:
    return reverse("elections:objection", args=[found.pk])


def _seen(request: HttpRequest, objection_id: int) -> Objection:
    return get_object_or_404(queries.objections(actor_of(request)), pk=objection_id)


def _handled(request: HttpRequest, objection_id: int) -> Objection:
    rows = queries.handled_by(actor_of(request)).select_related("election__unit__parent", "station", "file")
    return get_object_or_404(rows, pk=objection_id)
