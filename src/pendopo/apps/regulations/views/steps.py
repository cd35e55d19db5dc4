"""Forms that write a document and what belongs to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.regulations import forms, queries, services
from pendopo.apps.regulations.models import Article, Binding, Relation, TopicTie
from pendopo.apps.regulations.views.shared import crumbs, form_words, found, page_of
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page

PARTS: dict[str, type[Any]] = {"pasal": Article, "unit": Binding, "topik": TopicTie}


@page("regulations.propose")
@form_methods
def add(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    form = forms.FactsForm(request.POST or None, actor=actor)

    def act(checked: forms.FactsForm) -> str:
        return page_of(services.add(actor, checked.facts()))

    words = FormPage(
        _("Produk hukum baru"), _("Simpan"), _("Produk hukum dicatat. Unggah naskahnya."),
        reverse("regulations:register"), crumbs(), draft="produk-hukum",
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("regulations.propose")
@form_methods
def correct(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)
    form = forms.FactsForm(request.POST or None, actor=actor, regulation=regulation)

    def act(checked: forms.FactsForm) -> None:
        services.correct(actor, regulation, checked.facts())

    words = form_words(regulation, _("Betulkan data"), _("Simpan pembetulan"), _("Pembetulan disimpan."))
    return form_page(request, form, act, words)


@page("regulations.manage")
@form_methods
def enact(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)
    form = forms.EnactForm(request.POST or None, initial={"place": regulation.place})

    def act(checked: forms.EnactForm) -> None:
        services.enact(actor, regulation, **checked.cleaned_data)

    words = form_words(
        regulation, _("Catat penetapan"), _("Tetapkan"), _("Penetapan dicatat."),
        _("Sesuai naskah yang ditandatangani."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("regulations.manage")
@form_methods
def promulgate(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)
    form = forms.PromulgateForm(request.POST or None, initial={"source": regulation.source})

    def act(checked: forms.PromulgateForm) -> None:
        services.promulgate(actor, regulation, **checked.cleaned_data)

    words = form_words(
        regulation, _("Catat pengundangan"), _("Undangkan"), _("Pengundangan dicatat."),
        _("Sejak hari ini atau tanggal yang disebut, produk hukum ini berlaku."),
    )  # fmt: skip
    return form_page(request, form, act, words)


@page("regulations.propose")
@form_methods
def withdraw(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)
    decided = regulation.is_decided

    def act(checked: forms.ReasonForm) -> None:
        services.withdraw(actor, regulation, **checked.cleaned_data)

    title = _("Batalkan pencatatan") if decided else _("Tarik rancangan")
    sentence = (
        _("Hanya bila salah catat. Pencabutan menurut hukum dicatat sebagai hubungan dari produk hukum yang mencabut.")
        if decided
        else _("Rancangan tetap tersimpan bagi unit pemrakarsa.")
    )
    words = form_words(regulation, title, title, _("Tercatat sebagai ditarik."), sentence)
    return form_page(request, forms.ReasonForm(request.POST or None), act, words)


@page("regulations.propose")
@form_methods
def relate(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)

    def act(checked: forms.RelationForm) -> None:
        services.relate(actor, regulation, **checked.cleaned_data)

    words = form_words(
        regulation, _("Hubungkan"), _("Catat hubungan"), _("Hubungan dicatat."),
        _("Status yang lain mengikuti: dicabut sejak produk hukum ini mulai berlaku."),
    )  # fmt: skip
    return form_page(request, forms.RelationForm(request.POST or None), act, words)


@page("regulations.propose")
@form_methods
def unrelate(request: HttpRequest, relation_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    rows = Relation.objects.filter(source__in=queries.visible(actor)).select_related("source", "target")
    relation = get_object_or_404(rows, pk=relation_id)

    def act(checked: forms.ReasonForm) -> None:
        services.unrelate(actor, relation, **checked.cleaned_data)

    names = {"source": relation.source, "kind": relation.get_kind_display().lower(), "target": relation.target}
    words = form_words(
        relation.source, _("Batalkan hubungan"), _("Batalkan hubungan"), _("Hubungan dibatalkan."),
        _("%(source)s %(kind)s %(target)s.") % names,
    )  # fmt: skip
    return form_page(request, forms.ReasonForm(request.POST or None), act, words)


@page("regulations.propose")
@form_methods
def article(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)

    def act(checked: forms.ArticleForm) -> None:
        services.add_article(actor, regulation, **checked.cleaned_data)

    words = form_words(
        regulation, _("Catat pasal"), _("Simpan pasal"), _("Pasal dicatat."),
        _("Pasal yang menentukan, dengan kata-kata pendek."),
    )  # fmt: skip
    return form_page(request, forms.ArticleForm(request.POST or None), act, words)


@page("regulations.propose")
@form_methods
def bind(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)

    def act(checked: forms.BindForm) -> None:
        services.bind(actor, regulation, **checked.cleaned_data)

    words = form_words(regulation, _("Unit yang terikat"), _("Simpan"), _("Unit yang terikat dicatat."))
    return form_page(request, forms.BindForm(request.POST or None, actor=actor), act, words)


@page("regulations.propose")
@form_methods
def tie(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)

    def act(checked: forms.TieForm) -> None:
        services.tie(actor, regulation, **checked.cleaned_data)

    words = form_words(
        regulation, _("Kaitkan dengan topik"), _("Kaitkan"), _("Topik dikaitkan."),
        _("Indikator atau layanan yang diatur, dan apa yang dibuktikan di sana."),
    )  # fmt: skip
    return form_page(request, forms.TieForm(request.POST or None), act, words)


@page("regulations.propose")
@form_methods
def attach(request: HttpRequest, regulation_id: int) -> HttpResponseBase:
    actor, regulation = actor_of(request), found(request, regulation_id)

    def act(checked: forms.FileForm) -> None:
        services.attach(actor, regulation, checked.cleaned_data["file"], note=checked.cleaned_data["note"])

    words = form_words(
        regulation, _("Unggah naskah"), _("Unggah"), _("Naskah disimpan. Versi sebelumnya tetap ada."),
        _("Berkas terakhir yang ditampilkan; sidik SHA-256 membuktikan keutuhannya."),
    )  # fmt: skip
    return form_page(request, forms.FileForm(request.POST or None, request.FILES or None), act, words)


@page("regulations.propose")
@require_POST
def remove_part(request: HttpRequest, kind: str, part_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    if kind not in PARTS:
        raise Http404
    rows = PARTS[kind]._default_manager.filter(regulation__in=queries.visible(actor)).select_related("regulation")
    part = get_object_or_404(rows, pk=part_id)
    return act_and_return(
        request, lambda: services.remove_part(actor, part), done=_("Dihapus. Isinya tetap terbaca di jejak audit."),
        back=page_of(part.regulation),
    )  # fmt: skip
