"""The evidence library and the record of one piece of evidence."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.maturity.forms_evidence import KINDS, AmendForm, AttachForm, ContentForm, NewItemForm, ReasonForm
from pendopo.apps.maturity.models import EvidenceItem, EvidenceKind
from pendopo.apps.maturity.queries import evidence_lists, evidence_record, evidence_scope
from pendopo.apps.maturity.services import evidence as services
from pendopo.apps.maturity.tables_evidence import LIBRARY, state_of
from pendopo.apps.maturity.views.evidence_shared import ask, crumbs
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, form_methods
from pendopo.ui.registers import respond


@page("maturity.view")
@require_GET
def library(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    context = {
        "copyable": evidence_lists.copyable(actor),
        "may_add": actor.can("maturity.answer"),
        "may_check": actor.can("maturity.validate"),
    }
    return respond(
        request,
        LIBRARY,
        evidence_lists.library(actor),
        subtitle=_("Satu bukti, dipakai untuk indikator, tingkat, dan tahun mana pun yang dibuktikannya."),
        template="maturity/evidence_library.html",
        context=context,
    )


@page("maturity.answer")
@form_methods
def new(request: HttpRequest, word: str) -> HttpResponseBase:
    """Register evidence of a kind."""
    actor = actor_of(request)
    kind = KINDS.get(word)
    if kind is None:
        raise Http404
    form = NewItemForm(request.POST or None, request.FILES or None, actor=actor, kind=kind)

    def act(checked: NewItemForm) -> str:
        given = checked.cleaned_data
        made = services.register(
            actor, title=given["title"], kind=kind, unit=given["unit"], content=checked.content(),
            note=given["note"], valid_until=given["valid_until"],
        )  # fmt: skip
        return reverse("maturity:evidence_item", args=[made.pk])

    back = reverse("maturity:evidence")
    beside = tuple(
        (str(EvidenceKind(one).label), reverse("maturity:evidence_new", args=[key]), key, key == word)
        for key, one in KINDS.items()
    )
    words = FormPage(
        _("Bukti baru"), _("Daftarkan bukti"),
        _("Bukti didaftarkan. Ajukan sekarang untuk indikator yang dibuktikannya."), back, crumbs(),
        draft="bukti-baru",
    )  # fmt: skip
    return ask(request, form, act, words, beside)


@page("maturity.view")
@require_GET
def item(request: HttpRequest, item_id: int) -> HttpResponseBase:
    """Versions, uses with their decisions, validity and history."""
    actor = actor_of(request)
    found = get_object_or_404(evidence_lists.library(actor), pk=item_id)
    record = evidence_record.record(actor, found)
    context: dict[str, Any] = {
        "title": found.title,
        "crumbs": crumbs((found.title, "")),
        "item": found,
        "state": state_of(found),
        "record": record,
        "reason_form": ReasonForm(),
        "here": request.get_full_path(),
    }
    return render(request, "maturity/evidence_item.html", context)


@page("maturity.answer")
@form_methods
def add_version(request: HttpRequest, item_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _own(request, item_id)
    if found.kind == EvidenceKind.LIVE:
        raise Http404
    kind = EvidenceKind(found.kind)
    form = ContentForm(request.POST or None, request.FILES or None, actor=actor, kind=kind, fixed_regulation=True)

    def act(checked: ContentForm) -> None:
        made = services.add_version(actor, found, checked.content())
        messages.success(
            request, _("Versi %(n)s disimpan. Pemakaian versi lama dapat dipindahkan.") % {"n": made.number}
        )

    return ask(request, form, act, _around(found, _("Versi baru"), _("Simpan versi")))


@page("maturity.answer")
@form_methods
def amend(request: HttpRequest, item_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _own(request, item_id)
    form = AmendForm(request.POST or None, item=found)

    def act(checked: AmendForm) -> None:
        given = checked.cleaned_data
        again = services.amend(actor, found, title=given["title"], note=given["note"], valid_until=given["valid_until"])
        done = _("Perubahan disimpan. %(n)s pemakaian diperiksa kembali.") % {"n": again}
        messages.success(request, done if again else _("Perubahan disimpan."))

    return ask(request, form, act, _around(found, _("Ubah keterangan"), _("Simpan perubahan")))


@page("maturity.answer")
@form_methods
def withdraw(request: HttpRequest, item_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _own(request, item_id)
    form = ReasonForm(request.POST or None)

    def act(checked: ReasonForm) -> None:
        services.withdraw(actor, found, checked.cleaned_data["reason"])

    return ask(request, form, act, _around(found, _("Tarik bukti"), _("Tarik bukti"), _("Bukti ditarik.")))


@page("maturity.answer")
@form_methods
def attach(request: HttpRequest, item_id: int) -> HttpResponseBase:
    """Hand in the newest version for levels of an entry."""
    actor, found = actor_of(request), _own(request, item_id)
    form = AttachForm(request.POST or None, actor=actor, initial={"entry": request.GET.get("indikator", "")})

    def act(checked: AttachForm) -> None:
        given = checked.cleaned_data
        entry = evidence_lists.open_entry(actor, int(given["entry"]))
        version = found.versions.order_by("-number").first()
        if entry is None or version is None:
            raise Refused(_("Indikator ini tidak lagi menerima bukti."), field="entry")
        made = services.propose(actor, version, entry, levels=given["levels"], pages=given["pages"])
        messages.success(request, _("Diajukan untuk %(n)s tingkat; menunggu pemeriksaan.") % {"n": len(made)})

    return ask(request, form, act, _around(found, _("Pakai untuk indikator"), _("Ajukan bukti")))


def _around(found: EvidenceItem, title: str, submit: str, done: str = "") -> FormPage:
    back = reverse("maturity:evidence_item", args=[found.pk])
    return FormPage(title, submit, done, back, crumbs((found.title, back)), subtitle=found.title)


def _own(request: HttpRequest, item_id: int) -> EvidenceItem:
    return get_object_or_404(evidence_scope.own_items(actor_of(request)).select_related("unit"), pk=item_id)
