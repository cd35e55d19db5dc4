"""What belongs to a visit: delegation, agenda, questions, minutes, photos."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.learning.forms_visits import (
    AgendaForm,
    AnswerForm,
    AskForm,
    EmployeeForm,
    GuestForm,
    MinutesForm,
    PhotoForm,
)
from pendopo.apps.learning.models import AgendaItem, Delegate, VisitQuestion
from pendopo.apps.learning.queries.visits import managed
from pendopo.apps.learning.services import visit_parts as services
from pendopo.apps.learning.views.common import managed_visit, page_of_visit, visit_form
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page


@page("learning.visit")
@form_methods
def delegate_employee(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)
    form = EmployeeForm(request.POST or None, unit_path=visit.owner.office_path)

    def act(checked: EmployeeForm) -> None:
        services.add_employee(actor, visit, int(checked.cleaned_data["person"]))

    words = visit_form(visit, _("Tambah pegawai ke rombongan"), _("Tambahkan"), _("Pegawai ditambahkan ke rombongan."))
    return form_page(request, form, act, words)


@page("learning.visit")
@form_methods
def delegate_guest(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)

    def act(checked: GuestForm) -> None:
        services.add_guest(actor, visit, **checked.cleaned_data)

    words = visit_form(
        visit, _("Tambah tamu"), _("Tambahkan"), _("Tamu ditambahkan."),
        _("Cukup nama, jabatan, dan instansi; jangan menulis nomor telepon atau nomor identitas."),
    )  # fmt: skip
    return form_page(request, GuestForm(request.POST or None), act, words)


@page("learning.visit")
@require_POST
def delegate_remove(request: HttpRequest, delegate_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    rows = Delegate.objects.select_related("visit__owner")
    found = get_object_or_404(rows, pk=delegate_id, visit__in=managed(actor))
    return act_and_return(
        request, lambda: services.remove_delegate(actor, found), done=_("Anggota rombongan dihapus."),
        back=page_of_visit(found.visit),
    )  # fmt: skip


@page("learning.visit")
@form_methods
def agenda_add(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)

    def act(checked: AgendaForm) -> None:
        services.add_agenda(actor, visit, **checked.cleaned_data)

    form = AgendaForm(request.POST or None, zone=visit.owner.zone)
    return form_page(
        request, form, act, visit_form(visit, _("Tambah acara"), _("Simpan acara"), _("Acara ditambahkan."))
    )


@page("learning.visit")
@require_POST
def agenda_remove(request: HttpRequest, item_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = get_object_or_404(AgendaItem.objects.select_related("visit__owner"), pk=item_id, visit__in=managed(actor))
    return act_and_return(
        request, lambda: services.remove_agenda(actor, found), done=_("Acara dihapus."), back=page_of_visit(found.visit)
    )


@page("learning.visit")
@form_methods
def question_ask(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)

    def act(checked: AskForm) -> None:
        services.ask(actor, visit, **checked.cleaned_data)

    words = visit_form(
        visit, _("Tulis pertanyaan"), _("Simpan pertanyaan"), _("Pertanyaan tersimpan."),
        _("Pertanyaan yang disiapkan sebelum berangkat membuat kunjungan lebih berguna."), "pertanyaan",
    )  # fmt: skip
    return form_page(request, AskForm(request.POST or None), act, words)


@page("learning.visit")
@form_methods
def question_answer(request: HttpRequest, question_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    rows = VisitQuestion.objects.select_related("visit__owner")
    found = get_object_or_404(rows, pk=question_id, visit__in=managed(actor))
    form = AnswerForm(request.POST or None, initial={"answer": found.answer, "answered_by": found.answered_by})

    def act(checked: AnswerForm) -> None:
        services.answer(actor, found, **checked.cleaned_data)

    words = visit_form(
        found.visit, _("Catat jawaban"), _("Simpan jawaban"), _("Jawaban tersimpan."), found.text, "jawaban",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("learning.visit")
@require_POST
def question_remove(request: HttpRequest, question_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    rows = VisitQuestion.objects.select_related("visit__owner")
    found = get_object_or_404(rows, pk=question_id, visit__in=managed(actor))
    return act_and_return(
        request, lambda: services.remove_question(actor, found), done=_("Pertanyaan dihapus."),
        back=page_of_visit(found.visit),
    )  # fmt: skip


@page("learning.visit")
@form_methods
def minutes(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)
    form = MinutesForm(request.POST or None, request.FILES or None, initial={"minutes": visit.minutes})

    def act(checked: MinutesForm) -> None:
        given = checked.cleaned_data
        services.set_minutes(actor, visit, minutes=given["minutes"], upload=given["file"])

    words = visit_form(
        visit, _("Notulen"), _("Simpan notulen"), _("Notulen tersimpan."),
        _("Tulis di sini, atau unggah berkas yang sudah ditandatangani."), "notulen",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("learning.visit")
@form_methods
def photo_add(request: HttpRequest, visit_id: int) -> HttpResponseBase:
    actor, visit = actor_of(request), managed_visit(request, visit_id)

    def act(checked: PhotoForm) -> None:
        services.add_photo(actor, visit, upload=checked.cleaned_data["file"], caption=checked.cleaned_data["caption"])

    words = visit_form(visit, _("Tambah foto"), _("Unggah foto"), _("Foto ditambahkan."))
    return form_page(request, PhotoForm(request.POST or None, request.FILES or None), act, words)
