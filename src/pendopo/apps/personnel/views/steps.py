"""Forms that write a step of a career."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import BoundField, DateField, Form, IntegerField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pendopo.apps.personnel import services
from pendopo.apps.personnel.forms import (
    AppointForm,
    CorrectForm,
    EndForm,
    HireForm,
    PlaceForm,
    PromoteForm,
    ReasonForm,
    say_what_is_missing,
)
from pendopo.apps.personnel.models import Pegawai
from pendopo.apps.personnel.queries import record as record_queries
from pendopo.apps.personnel.views.records import actor_of, crumbs, visible
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import page

Act = Callable[[Any], Any]
Groups = list[tuple[str, str, list[str]]]
form_methods = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class FormPage:
    """What stands around a form: heading, sentence, verb, and the name under which the draft is kept."""

    title: str
    submit: str
    done: str
    draft: str = ""
    sentence: str = ""
    groups: Groups = field(default_factory=list)
    subtitle: str = ""


@page("personnel.manage")
@form_methods
def hire(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = HireForm(request.POST or None, actor=actor)

    def act(checked: HireForm) -> Pegawai:
        given = checked.cleaned_data
        return services.hire(
            actor, facts=checked.facts(), unit=given["unit"], tmt=given["tmt"], sk=checked.decree(),
            golongan=given["golongan"], post=checked.post_or_none(),
        )  # fmt: skip

    groups: Groups = [
        (
            _("Identitas"),
            _("NIP menentukan jenis, tanggal lahir, dan kelamin."),
            ["nip", "birth_date", "sex", "appointed_on"],
        ),
        (_("Nama"), "", ["name", "title_front", "title_back", "birth_place"]),
        (_("Penempatan pertama"), _("Presensi dihitung sejak TMT."), ["unit", "tmt", "sk_number", "sk_date"]),
        (
            _("Golongan dan jabatan"),
            _("Dengan SK yang sama; boleh menyusul."),
            ["golongan", "title", "kind", "eselon", "job_class"],
        ),
        (_("Kontak dan NIK"), _("NIK tersimpan tertutup dan tidak tampil di daftar."), ["nik", "email", "phone"]),
    ]
    words = FormPage(_("Pegawai baru"), _("Simpan pegawai"), _("Pegawai baru dicatat."), "pegawai-baru", groups=groups)
    return _form_page(request, form, act, words, back=reverse("personnel:register"))


@page("personnel.manage")
@form_methods
def place(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = PlaceForm(request.POST or None, actor=actor)
    sentence = _("Sekarang di %(unit)s.") % {"unit": pegawai.unit.name}
    words = FormPage(
        _("Catat mutasi"),
        _("Catat mutasi"),
        _("Mutasi dicatat. Presensi sejak TMT dihitung kembali."),
        "mutasi",
        sentence,
    )
    return _step(
        request, pegawai, form, words,
        lambda f: services.place(actor, pegawai, unit=f.cleaned_data["unit"], tmt=f.tmt_value, sk=f.decree()),
    )  # fmt: skip


@page("personnel.manage")
@form_methods
def promote(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = PromoteForm(request.POST or None, kind=pegawai.kind)
    sentence = _("Sekarang %(golongan)s.") % {"golongan": pegawai.golongan} if pegawai.golongan else ""
    words = FormPage(_("Catat golongan"), _("Catat golongan"), _("Golongan dicatat."), "golongan", sentence)
    return _step(
        request, pegawai, form, words,
        lambda f: services.promote(actor, pegawai, golongan=f.cleaned_data["golongan"], tmt=f.tmt_value, sk=f.decree()),
    )  # fmt: skip


@page("personnel.manage")
@form_methods
def appoint(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = AppointForm(request.POST or None)
    sentence = _("Sekarang %(post)s.") % {"post": pegawai.post} if pegawai.post else ""
    words = FormPage(_("Catat jabatan"), _("Catat jabatan"), _("Jabatan dicatat."), "jabatan", sentence)
    return _step(
        request, pegawai, form, words,
        lambda f: services.appoint(actor, pegawai, post=f.post(), tmt=f.tmt_value, sk=f.decree()),
    )  # fmt: skip


@page("personnel.manage")
@form_methods
def end(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = EndForm(request.POST or None)
    words = FormPage(
        _("Catat akhir masa kerja"),
        _("Catat akhir masa kerja"),
        _("Akhir masa kerja dicatat. Sejak tanggal itu pegawai tidak lagi ditunggu presensinya."),
        "akhir",
    )
    return _step(
        request, pegawai, form, words,
        lambda f: services.end(actor, pegawai, kind=f.cleaned_data["kind"], on=f.tmt_value, sk=f.decree()),
    )  # fmt: skip


@page("personnel.manage")
@form_methods
def correct(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = CorrectForm(request.POST or None, pegawai=pegawai)
    sentence = _("Untuk data yang salah ketik. Perubahan karena SK dicatat sebagai mutasi, golongan, atau jabatan.")
    words = FormPage(_("Betulkan data"), _("Simpan pembetulan"), _("Pembetulan disimpan."), "", sentence)
    return _step(request, pegawai, form, words, lambda f: services.correct(actor, pegawai, facts=f.facts()))


@page("personnel.manage")
@form_methods
def withdraw(request: HttpRequest, person_id: int, kind: str, row_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    row = record_queries.step_row(pegawai, kind, row_id)
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    sentence = _("%(row)s dihapus dari riwayat; isinya tetap terbaca di jejak audit.") % {"row": row}
    words = FormPage(_("Batalkan riwayat"), _("Batalkan riwayat"), _("Riwayat dibatalkan."), "", sentence)
    return _step(
        request, pegawai, form, words, lambda f: services.withdraw(actor, row, reason=f.cleaned_data["reason"])
    )


def _step(request: HttpRequest, pegawai: Pegawai, form: Any, words: FormPage, act: Act) -> HttpResponseBase:
    groups: Groups = words.groups or [(words.title, words.sentence, list(form.fields))]
    draft = f"pegawai-{pegawai.pk}-{words.draft}" if words.draft else ""
    around = FormPage(words.title, words.submit, words.done, draft, words.sentence, groups, pegawai.full_name)
    return _form_page(request, form, act, around, back=reverse("personnel:record", args=[pegawai.pk]), pegawai=pegawai)


def _form_page(
    request: HttpRequest, form: Any, act: Act, words: FormPage, *, back: str, pegawai: Pegawai | None = None
) -> HttpResponseBase:
    """Show a form, or act on it and go to the record; a refusal is shown at its field with everything typed kept."""
    status = 200
    say_what_is_missing(form)
    if request.method == "POST":
        if form.is_valid():
            try:
                made = act(form)
            except Refused as refusal:
                _add_refusal(form, refusal)
            else:
                messages.success(request, words.done)
                target = pegawai if pegawai is not None else made
                return redirect("personnel:record", person_id=target.pk)
        status = 422
    trail = [(pegawai.full_name, back)] if pegawai is not None else []
    context = {
        "title": words.title, "subtitle": words.subtitle, "crumbs": crumbs(*trail, (words.title, "")), "form": form,
        "submit": words.submit, "cancel_url": back, "draft": words.draft, "grouped": _grouped(form, words.groups),
    }  # fmt: skip
    response: HttpResponse = render(request, "personnel/form.html", context, status=status)
    return response


def _add_refusal(form: Form, refusal: Refused) -> None:
    name = {"on": "tmt", "post": "title"}.get(refusal.field or "", refusal.field)
    form.add_error(name if name in form.fields else None, refusal.message)


def _grouped(form: Any, groups: Groups) -> list[tuple[str, str, list[tuple[BoundField, str, str]]]]:
    basis = getattr(form, "basis", {})
    return [
        (head, words, [(form[name], basis.get(name, ""), _width(form[name])) for name in names])
        for head, words, names in groups
    ]


def _width(bound: BoundField) -> str:
    """Dates and numbers need little room."""
    return "short" if isinstance(bound.field, DateField | IntegerField) else ""
