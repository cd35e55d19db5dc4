"""Evidence from the page of an entry: hand in, freeze a running service, use last year's again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pendopo.apps.maturity.forms_evidence import KINDS, EntryEvidenceForm, FromLibraryForm
from pendopo.apps.maturity.models import Assessment, Entry, EvidenceItem, EvidenceKind
from pendopo.apps.maturity.queries import evidence_lists
from pendopo.apps.maturity.queries.assessments import visible
from pendopo.apps.maturity.queries.evidence_scope import covers_entry
from pendopo.apps.maturity.queries.regulation_link import tied
from pendopo.apps.maturity.queries.seen import entry_for
from pendopo.apps.maturity.services import evidence as services
from pendopo.apps.maturity.services import live, reuse
from pendopo.apps.maturity.views.evidence_shared import Chips, ask, crumbs
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_number, whole_numbers
from pendopo.kernel.units.models import Unit
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods
from pendopo.ui.registers import return_to

LIBRARY_WORD = "pustaka"


@page("maturity.answer")
@form_methods
def add(request: HttpRequest, assessment_id: int, code: str, word: str) -> HttpResponseBase:
    """Hand in a file, an address, a regulation, or something from the library, for levels of this entry."""
    entry = _entry(request, assessment_id, code)
    if word == LIBRARY_WORD:
        return _from_library(request, entry)
    kind = KINDS.get(word)
    if kind is None:
        raise Http404
    actor = actor_of(request)
    ties = tied(entry.assessment.instrument, entry.code) if kind == EvidenceKind.REGULATION else []
    given_first: dict[str, Any] = {"levels": _wanted(request)}
    if ties:
        given_first |= {"regulation": ties[0].regulation.regulation_id, "pages": "; ".join(ties[0].articles)}
    form = EntryEvidenceForm(
        request.POST or None, request.FILES or None, actor=actor, kind=kind, levels=evidence_lists.level_choices(entry),
        tied=[tie.regulation.regulation_id for tie in ties], initial=given_first,
    )  # fmt: skip

    def act(checked: EntryEvidenceForm) -> str:
        given = checked.cleaned_data
        unit = entry.unit or Unit.objects.get(path="")
        item = services.register(
            actor, title=given["title"], kind=kind, unit=unit, content=checked.content(),
            valid_until=given["valid_until"],
        )  # fmt: skip
        return _propose(request, entry, item, given)

    return ask(request, form, act, _around(entry), _beside(entry, word))


@page("maturity.answer")
@require_POST
def freeze(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """Keep what a running service shows now as evidence for the levels that hold."""
    entry = _entry(request, assessment_id, code)
    actor, key = actor_of(request), request.POST.get("layanan", "")
    return act_and_return(
        request,
        lambda: live.freeze(actor, entry, key),
        done=_("Angka dibekukan dan diajukan sebagai bukti."),
        back=return_to(request, _page(entry)),
    )


@page("maturity.answer")
@require_POST
def again(request: HttpRequest, assessment_id: int, code: str) -> HttpResponseBase:
    """Propose one piece of last year's evidence again."""
    entry = _entry(request, assessment_id, code)
    actor, version = actor_of(request), request.POST.get("versi", "")
    return act_and_return(
        request,
        lambda: reuse.copy_use(actor, entry, whole_number(version)),
        done=_("Bukti tahun lalu diajukan kembali; menunggu pemeriksaan."),
        back=return_to(request, _page(entry)),
    )


@page("maturity.answer")
@require_POST
def copy(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Propose last year's evidence again for all entries of the own office."""
    actor = actor_of(request)
    assessment = get_object_or_404(visible(actor), pk=assessment_id)
    back = return_to(request, reverse("maturity:evidence"))
    former = (
        Assessment.objects.filter(instrument=assessment.instrument, year__lt=assessment.year)
        .exclude(state="cancelled").order_by("-year").first()
    )  # fmt: skip
    if former is None:
        messages.info(request, _("Belum ada penilaian sebelumnya dengan instrumen yang sama."))
        return redirect(back)
    try:
        copied = reuse.copy_from(actor, assessment, former)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    messages.success(
        request,
        _("%(proposed)s bukti tahun %(year)s diajukan kembali; %(spent)s yang ditarik atau habis dilewati.")
        % {"proposed": copied.proposed, "year": former.year, "spent": copied.spent},
    )
    return redirect(back)


def _from_library(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    actor = actor_of(request)
    levels = evidence_lists.level_choices(entry)
    form = FromLibraryForm(
        request.POST or None, actor=actor, entry=entry, levels=levels, initial={"levels": _wanted(request)}
    )
    return ask(
        request,
        form,
        lambda checked: _propose(request, entry, checked.cleaned_data["item"], checked.cleaned_data),
        _around(entry),
        _beside(entry, LIBRARY_WORD),
    )


def _propose(request: HttpRequest, entry: Entry, item: EvidenceItem, given: dict[str, Any]) -> str:
    version = item.versions.select_related("item__unit").order_by("-number")[0]
    made = services.propose(actor_of(request), version, entry, levels=given["levels"], pages=given["pages"])
    messages.success(request, _("Diajukan untuk %(n)s tingkat; menunggu pemeriksaan.") % {"n": len(made)})
    return _page(entry)


def _beside(entry: Entry, word: str) -> Chips:
    """The ways to hand something in; `word` is the one shown."""
    kinds = [*((key, str(EvidenceKind(kind).label)) for key, kind in KINDS.items()), (LIBRARY_WORD, _("Dari pustaka"))]
    return tuple(
        (label, reverse("maturity:evidence_entry_add", args=[entry.assessment_id, entry.code, key]), key, key == word)
        for key, label in kinds
    )


def _around(entry: Entry) -> FormPage:
    back = _page(entry)
    label = evidence_lists.entry_label(entry)
    return FormPage(
        _("Tambah bukti"), _("Ajukan bukti"), "", back, crumbs((label, back)), subtitle=label,
        draft=f"bukti-{entry.pk}",
    )  # fmt: skip


def _entry(request: HttpRequest, assessment_id: int, code: str) -> Entry:
    """An entry of the own office, or 404."""
    actor = actor_of(request)
    entry = entry_for(actor, assessment_id, code)
    if not covers_entry(actor, entry.unit.path if entry.unit else None):
        raise Http404
    return entry


def _page(entry: Entry) -> str:
    return reverse("maturity:entry", args=[entry.assessment_id, entry.code])


def _wanted(request: HttpRequest) -> list[int]:
    """The level whose "tambah bukti" was pressed."""
    level = request.GET.get("tingkat", "")
    return whole_numbers([level])
