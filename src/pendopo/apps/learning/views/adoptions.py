"""What was adopted: the register, one adoption, its plan and its progress."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.learning.forms_visits import AdoptionForm, ProgressForm
from pendopo.apps.learning.models import Adoption, AdoptionNote, AdoptionState
from pendopo.apps.learning.queries import visits as queries
from pendopo.apps.learning.services import adoptions as services
from pendopo.apps.learning.tables import ADOPTIONS, adoption_state, levels
from pendopo.apps.learning.views.common import in_visit, managed_visit, page_of_visit, tabs, visit_crumbs, visit_form
from pendopo.kernel import files
from pendopo.kernel.http import actor_of, page, signed_in
from pendopo.kernel.topics import label_of
from pendopo.ui.form_pages import FormPage, form_methods, form_page
from pendopo.ui.registers import respond


@signed_in
@require_GET
def adoptions(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    return respond(
        request, ADOPTIONS, queries.adoptions(actor),
        template="learning/register.html", context={"tabs": tabs("adoptions")},
    )  # fmt: skip


@page("learning.visit")
@form_methods
def adopt(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)
    form = AdoptionForm(request.POST or None, actor=actor, initial={"owner": visit.owner})

    def act(checked: AdoptionForm) -> None:
        services.adopt(actor, visit, facts=checked.facts())

    words = visit_form(
        visit, _("Catat adopsi"), _("Simpan adopsi"),
        _("Adopsi tercatat dan tampil pada Meja saya penanggung jawabnya."), draft="adopsi-baru",
    )  # fmt: skip
    return form_page(request, form, act, words)


@signed_in
@require_GET
def adoption(request: HttpRequest, adoption_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _visible(request, adoption_id)
    is_open = found.state in (AdoptionState.PLANNED, AdoptionState.RUNNING)
    sees_visit = queries.visits(actor).filter(pk=found.visit_id).exists()
    context = {
        "title": _("Adopsi"),
        "crumbs": [*visit_crumbs(), (found.visit.title, page_of_visit(found.visit) if sees_visit else "")],
        "found": found, "visit": found.visit, "sees_visit": sees_visit,
        "topic": label_of(found.topic_key), "state": adoption_state(found), "levels": levels(found),
        "notes": list(found.notes.select_related("file")),
        "may_note": is_open and queries.works_on(actor, found), "may_edit": is_open and queries.plans(actor, found),
    }  # fmt: skip
    return render(request, "learning/adoption.html", context)


@page("learning.visit")
@form_methods
def adoption_edit(request: HttpRequest, adoption_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _visible(request, adoption_id)
    if not queries.plans(actor, found):
        raise Http404
    form = AdoptionForm(request.POST or None, actor=actor, adoption=found)

    def act(checked: AdoptionForm) -> None:
        services.edit(actor, found, facts=checked.facts())

    words = FormPage(
        _("Ubah rencana adopsi"), _("Simpan perubahan"), _("Rencana adopsi diubah."), _page_of(found),
        in_visit(found.visit),
    )  # fmt: skip
    return form_page(request, form, act, words)


@signed_in
@form_methods
def adoption_note(request: HttpRequest, adoption_id: int) -> HttpResponseBase:
    """How far it is, by the person in charge or who manages the visit."""
    actor, found = actor_of(request), _visible(request, adoption_id)
    if not queries.works_on(actor, found):
        raise Http404
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"state": AdoptionState.RUNNING})

    def act(checked: ProgressForm) -> None:
        given = checked.cleaned_data
        services.note(actor, found, text=given["text"], state=given["state"], upload=given["file"])

    words = FormPage(
        _("Catat kemajuan"), _("Simpan kemajuan"), _("Kemajuan tercatat."), _page_of(found), visit_crumbs(),
        sentence=found.practice, draft=f"adopsi-{found.pk}",
    )  # fmt: skip
    return form_page(request, form, act, words)


@signed_in
@require_GET
def adoption_file(request: HttpRequest, note_id: int) -> HttpResponseBase:
    seen = queries.adoptions(actor_of(request))
    found = get_object_or_404(AdoptionNote.objects.select_related("file"), pk=note_id, adoption__in=seen)
    if found.file is None:
        raise Http404
    return files.response(found.file)


def _visible(request: HttpRequest, adoption_id: int) -> Adoption:
    return get_object_or_404(queries.adoptions(actor_of(request)), pk=adoption_id)


def _page_of(found: Adoption) -> str:
    return reverse("learning:adoption", args=[found.pk])
