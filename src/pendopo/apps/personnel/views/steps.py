"""Forms that write a step of a career."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.personnel import services
from pendopo.apps.personnel.forms import (
    AppointForm,
    CorrectForm,
    EndForm,
    HireForm,
    PlaceForm,
    PromoteForm,
    ReasonForm,
)
from pendopo.apps.personnel.models import Pegawai
from pendopo.apps.personnel.queries import record as record_queries
from pendopo.apps.personnel.views.records import crumbs, page_of, visible
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, form_methods, form_page


@page("personnel.manage")
@form_methods
def hire(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = HireForm(request.POST or None, actor=actor)

    def act(checked: HireForm) -> str:
        given = checked.cleaned_data
        made = services.hire(
            actor, facts=checked.facts(), unit=given["unit"], tmt=given["tmt"], sk=checked.decree(),
            golongan=given["golongan"], post=checked.post_or_none(),
        )  # fmt: skip
        return page_of(made)

    words = FormPage(
        _("Pegawai baru"), _("Simpan pegawai"), _("Pegawai baru dicatat."), reverse("personnel:register"), crumbs(),
        draft="pegawai-baru",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("personnel.manage")
@form_methods
def place(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = PlaceForm(request.POST or None, actor=actor)
    sentence = _("Sekarang di %(unit)s.") % {"unit": pegawai.unit.name}

    def act(checked: PlaceForm) -> None:
        unit = checked.cleaned_data["unit"]
        services.place(actor, pegawai, unit=unit, tmt=checked.tmt_value, sk=checked.decree())

    done = _("Mutasi dicatat. Presensi sejak TMT dihitung kembali.")
    words = _words(pegawai, _("Catat mutasi"), _("Catat mutasi"), done, sentence, "mutasi")
    return form_page(request, form, act, words)


@page("personnel.manage")
@form_methods
def promote(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = PromoteForm(request.POST or None, kind=pegawai.kind)
    sentence = _("Sekarang %(golongan)s.") % {"golongan": pegawai.golongan} if pegawai.golongan else ""

    def act(checked: PromoteForm) -> None:
        golongan = checked.cleaned_data["golongan"]
        services.promote(actor, pegawai, golongan=golongan, tmt=checked.tmt_value, sk=checked.decree())

    words = _words(pegawai, _("Catat golongan"), _("Catat golongan"), _("Golongan dicatat."), sentence, "golongan")
    return form_page(request, form, act, words)


@page("personnel.manage")
@form_methods
def appoint(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = AppointForm(request.POST or None)
    sentence = _("Sekarang %(post)s.") % {"post": pegawai.post} if pegawai.post else ""

    def act(checked: AppointForm) -> None:
        services.appoint(actor, pegawai, post=checked.post(), tmt=checked.tmt_value, sk=checked.decree())

    words = _words(pegawai, _("Catat jabatan"), _("Catat jabatan"), _("Jabatan dicatat."), sentence, "jabatan")
    return form_page(request, form, act, words)


@page("personnel.manage")
@form_methods
def end(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = EndForm(request.POST or None)

    def act(checked: EndForm) -> None:
        services.end(actor, pegawai, kind=checked.cleaned_data["kind"], on=checked.tmt_value, sk=checked.decree())

    done = _("Akhir masa kerja dicatat. Sejak tanggal itu pegawai tidak lagi ditunggu presensinya.")
    words = _words(pegawai, _("Catat akhir masa kerja"), _("Catat akhir masa kerja"), done, draft="akhir")
    return form_page(request, form, act, words)


@page("personnel.manage")
@form_methods
def correct(request: HttpRequest, person_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    form = CorrectForm(request.POST or None, pegawai=pegawai)
    sentence = _("Untuk data yang salah ketik. Perubahan karena SK dicatat sebagai mutasi, golongan, atau jabatan.")

    def act(checked: CorrectForm) -> None:
        services.correct(actor, pegawai, facts=checked.facts())

    words = _words(pegawai, _("Betulkan data"), _("Simpan pembetulan"), _("Pembetulan disimpan."), sentence)
    return form_page(request, form, act, words)


@page("personnel.manage")
@form_methods
def withdraw(request: HttpRequest, person_id: int, kind: str, row_id: int) -> HttpResponseBase:
    actor, pegawai = actor_of(request), visible(request, person_id)
    row = record_queries.step_row(pegawai, kind, row_id)
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    sentence = _("%(row)s dihapus dari riwayat; isinya tetap terbaca di jejak audit.") % {"row": row}

    def act(checked: ReasonForm) -> None:
        services.withdraw(actor, row, reason=checked.cleaned_data["reason"])

    words = _words(pegawai, _("Batalkan riwayat"), _("Batalkan riwayat"), _("Riwayat dibatalkan."), sentence)
    return form_page(request, form, act, words)


def _words(pegawai: Pegawai, title: str, submit: str, done: str, sentence: str = "", draft: str = "") -> FormPage:
    """A step of a career is written from the record and goes back there."""
    back = page_of(pegawai)
    return FormPage(
        title, submit, done, back, crumbs((pegawai.full_name, back)), subtitle=pegawai.full_name, sentence=sentence,
        draft=f"pegawai-{pegawai.pk}-{draft}" if draft else "",
    )  # fmt: skip
