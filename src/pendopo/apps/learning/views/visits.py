"""The register of study visits, the page of one, and its way from request to result."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning.forms import ReasonForm
from pendopo.apps.learning.forms_visits import VisitForm
from pendopo.apps.learning.models import Direction, StudyVisit, VisitPhoto, VisitState
from pendopo.apps.learning.queries import visits as queries
from pendopo.apps.learning.queries.trail import trail
from pendopo.apps.learning.rules.moves import NEED_REASON
from pendopo.apps.learning.rules.moves import VISITS as MOVES
from pendopo.apps.learning.services import documents
from pendopo.apps.learning.services import visits as services
from pendopo.apps.learning.tables import VISITS, adoption_state, levels, visit_state
from pendopo.apps.learning.views.common import managed_visit, page_of_visit, tabs, visit_crumbs, visit_form
from pendopo.apps.learning.words import days
from pendopo.kernel import files, workflow
from pendopo.kernel.http import actor_of, page, signed_in
from pendopo.kernel.topics import label_of
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page
from pendopo.ui.registers import respond

STEPS = (
    VisitState.PROPOSED, VisitState.APPROVED, VisitState.SCHEDULED, VisitState.HELD, VisitState.REPORTED,
    VisitState.DONE,
)  # fmt: skip


@signed_in
@require_GET
def visits(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    return respond(
        request, VISITS, queries.with_counts(queries.visits(actor)),
        template="learning/visits.html",
        context={"tabs": tabs("visits"), "may_add": actor.can("learning.visit")},
    )  # fmt: skip


@page("learning.visit")
@form_methods
def visit_add(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = VisitForm(request.POST or None, actor=actor, initial=_asked(request))

    def act(checked: VisitForm) -> str:
        made = services.create(actor, facts=checked.facts(), topic_keys=checked.cleaned_data["topics"])
        return page_of_visit(made)

    words = FormPage(
        _("Studi tiru baru"), _("Ajukan usulan"), _("Usulan tersimpan dan menunggu persetujuan."),
        reverse("learning:visits"), visit_crumbs(), draft="studi-tiru-baru",
    )  # fmt: skip
    return form_page(request, form, act, words)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What a link to the form has filled in already (the benchmark: which government, which topics)."""
    names = {"title": "pokok", "government": "pemerintah", "government_kind": "jenis", "province": "provinsi"}
    given = {field: request.GET.get(name, "")[:150] for field, name in names.items()}
    return {**given, "topics": request.GET.getlist("topik")[:100]}


@page("learning.visit")
@form_methods
def visit_edit(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)
    form = VisitForm(request.POST or None, actor=actor, visit=visit)

    def act(checked: VisitForm) -> None:
        services.edit(actor, visit, facts=checked.facts(), topic_keys=checked.cleaned_data["topics"])

    words = visit_form(
        visit, _("Ubah data kunjungan"), _("Simpan perubahan"), _("Perubahan tersimpan."),
        draft=f"studi-tiru-{visit.pk}",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("learning.visit", "learning.visit_approve")
@require_POST
def visit_move(request: HttpRequest, visit_id: int, name: str) -> HttpResponseBase:
    actor = actor_of(request)
    visit = get_object_or_404(queries.moved(actor), pk=visit_id)
    if name not in MOVES or not actor.can(MOVES[name].permission):
        raise Http404
    words = str(VisitState(MOVES[name].target).label).lower()
    return act_and_return(
        request,
        lambda: services.move(
            actor, visit, name, reason=request.POST.get("reason", ""),
            no_adoption_reason=request.POST.get("no_adoption_reason", ""),
        ),
        done=_("Kunjungan sekarang: %(state)s.") % {"state": words}, back=page_of_visit(visit),
    )  # fmt: skip


@signed_in
@require_GET
def visit(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    """One visit: where it stands, who went, what was asked, and what came of it."""
    actor, found = actor_of(request), _visible(request, visit_id)
    manages = queries.manages(actor, found)
    may_move = manages or (actor.can("learning.visit_approve") and actor.covers(found.owner.path))
    moves = workflow.available(actor, found, tuple(MOVES.values())) if may_move else []
    missing = queries.missing_for_done(found) if found.state == VisitState.REPORTED else []
    context = {
        "title": found.title,
        "crumbs": visit_crumbs(),
        "visit": found,
        "state": visit_state(found),
        "steps": _steps(found),
        "when": days(found.starts_on, found.ends_on or found.starts_on) if found.starts_on else "",
        "topics": [label_of(row.key) for row in found.topics.all()],
        "delegates": list(found.delegates.all()),
        "agenda": list(found.agenda.all()),
        "zone": found.owner.zone,
        "questions": [(row, label_of(row.topic_key) if row.topic_key else "") for row in found.questions.all()],
        "photos": list(found.photos.select_related("file")),
        "adoptions": [
            (row, label_of(row.topic_key), adoption_state(row), levels(row))
            for row in found.adoptions.select_related("owner")
        ],
        "manages": manages and found.state not in services.OVER,
        "moves": [move for move in moves if move.name not in NEED_REASON and not (move.name == "selesai" and missing)],
        "reason_moves": [move for move in moves if move.name in NEED_REASON],
        "reason_form": ReasonForm(),
        "missing": services.missing_words(actor, found) if missing else "",
        "only_adoption": missing == ["adoption"] and any(move.name == "selesai" for move in moves),
        "may_answer": found.state not in (VisitState.PROPOSED, VisitState.APPROVED),
        "was_held": found.state in (VisitState.HELD, VisitState.REPORTED),
        "is_out": found.direction == Direction.OUT,
        "trail": trail(found),
    }
    return render(request, "learning/visit.html", context)


@signed_in
@require_GET
def visit_pdf(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    found = _visible(request, visit_id)
    content = documents.visit_pdf(actor_of(request), found)
    return download(content, f"laporan-studi-tiru-{found.pk}.pdf")


@signed_in
@require_GET
def minutes_file(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    found = _visible(request, visit_id)
    if found.minutes_file is None:
        raise Http404
    return files.response(found.minutes_file)


@signed_in
@require_GET
def photo_file(request: HttpRequest, photo_id: int) -> HttpResponseBase:
    seen = queries.visits(actor_of(request))
    found = get_object_or_404(VisitPhoto.objects.select_related("file"), pk=photo_id, visit__in=seen)
    return files.response(found.file)


def _visible(request: HttpRequest, visit_id: int) -> StudyVisit:
    return get_object_or_404(queries.visits(actor_of(request)), pk=visit_id)


def _steps(found: StudyVisit) -> list[tuple[str, str]]:
    """The way of a visit with how far it is: done, now or empty; nothing for one that was stopped."""
    if found.state not in STEPS:
        return []
    at = STEPS.index(VisitState(found.state))
    last = found.state == VisitState.DONE
    return [
        (str(step.label), "done" if place < at or last else "now" if place == at else "")
        for place, step in enumerate(STEPS)
    ]
