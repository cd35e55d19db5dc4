"""Results over the years: the page, recording, changing, withdrawing, importing."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.maturity import charts_insight
from pendopo.apps.maturity.forms_insight import PastForm, ReasonForm, UploadForm, instrument_choices
from pendopo.apps.maturity.models import PastResult
from pendopo.apps.maturity.queries import history as history_queries
from pendopo.apps.maturity.queries import instruments
from pendopo.apps.maturity.queries.insight import MINIMUM, least_of
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services import history as services
from pendopo.apps.maturity.services import history_import
from pendopo.apps.maturity.views.around import crumbs
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.sheets import write_xlsx
from pendopo.ui.downloads import xlsx
from pendopo.ui.form_pages import FormPage, form_methods, form_page, refuse
from pendopo.ui.registers import Crumbs


@page("maturity.view")
@require_GET
def history(request: HttpRequest) -> HttpResponseBase:
    """All years and instruments, what may be compared, and the levels of each indicator."""
    actor = actor_of(request)
    found = history_queries.history(actor)
    newest = next((group.instrument for group in found.groups if group.instrument), None)
    target = (newest.target or least_of(newest, MINIMUM)) if newest else None
    context = {
        "title": _("Riwayat hasil"),
        "crumbs": crumbs(None, (_("Riwayat"), "")),
        "found": found,
        "chart": charts_insight.history(found.panels, target=target),
        "target": target,
        "unconfirmed": instruments.unconfirmed(group.key for group in found.groups),
        "records": actor.can("maturity.results"),
        "whole": actor.unit_path == "",
    }
    return render(request, "maturity/history.html", context)


@page("maturity.results")
@form_methods
def add(request: HttpRequest) -> HttpResponseBase:
    """Record a result of an earlier year; the instrument stands in the address."""
    actor, key = actor_of(request), _instrument(request)
    form = PastForm(request.POST or None, instrument=key)

    def act(checked: PastForm) -> None:
        services.record(actor, facts=checked.facts())

    words = _words(_("Catat hasil tahun lalu"), _("Hasil dicatat."), draft=f"hasil-spbe-{key}")
    return _past_page(request, form, act, words, {"key": key, "choices": instrument_choices()})


@page("maturity.results")
@form_methods
def edit(request: HttpRequest, past_id: int) -> HttpResponseBase:
    """Correct a recorded result."""
    actor, past = actor_of(request), get_object_or_404(PastResult, pk=past_id)
    form = PastForm(request.POST or None, instrument=past.instrument, initial=PastForm.initial_of(past))

    def act(checked: PastForm) -> None:
        services.change(actor, past, facts=checked.facts(), seen_at=request.POST.get("seen_at", ""))

    words = _words(_("Ubah hasil %(year)s") % {"year": past.year}, _("Perubahan disimpan."))
    return _past_page(request, form, act, words, {"seen_at": past.at.isoformat()})


@page("maturity.results")
@form_methods
def withdraw(request: HttpRequest, past_id: int) -> HttpResponseBase:
    """Take a wrong result out, with a reason."""
    actor, past = actor_of(request), get_object_or_404(PastResult, pk=past_id)

    def act(checked: ReasonForm) -> None:
        services.withdraw(actor, past, reason=checked.cleaned_data["reason"])

    words = FormPage(
        _("Tarik hasil %(year)s") % {"year": past.year}, _("Tarik hasil ini"),
        _("Hasil ditarik. Jejaknya tetap tersimpan."), reverse("maturity:history"), _trail(),
        subtitle=f"{history_queries.past_title(past.instrument)} · {past.source}",
    )  # fmt: skip
    return form_page(request, ReasonForm(request.POST or None), act, words)


@page("maturity.results")
@form_methods
def import_file(request: HttpRequest) -> HttpResponseBase:
    """Choose a sheet, see what it would do, then keep the good rows."""
    actor = actor_of(request)
    sealed = request.POST.get("sealed", "")
    if request.method == "POST" and sealed:
        try:
            new, changed = history_import.run(actor, sealed)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("maturity:past_import")
        messages.success(request, _("%(new)s hasil dicatat, %(changed)s diubah.") % {"new": new, "changed": changed})
        return redirect("maturity:history")
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "title": _("Impor hasil"),
        "crumbs": _trail((_("Impor"), "")),
        "form": form,
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                checked = history_import.check(actor, file, name=file.name)
            except Refused as refusal:
                refuse(form, refusal)
            else:
                context |= {"rows": checked.rows, "good": checked.good, "sealed": checked.sealed}
                status = 200
    return render(request, "maturity/history_import.html", context, status=status)


@page("maturity.results")
@require_GET
def template(request: HttpRequest) -> HttpResponseBase:
    """A sheet with the columns of an import."""
    return xlsx(write_template, "templat-hasil-spbe.xlsx")


def write_template(stream: IO[bytes]) -> None:
    """A sheet with the columns and two examples."""
    header = ["tahun", "instrumen", "indeks", "predikat", "sumber", "catatan", *(f"domain {n}" for n in range(1, 5))]
    rows: list[list[Any]] = [
        [2023, "SPBE 2020", "2,62", "Baik", "Keputusan Menteri PANRB 13/2024", "", "", "", "", ""],
        [2014, "PeGI", "2,10", "", "Kementerian Kominfo, hasil PeGI 2014", "", "", "", "", ""],
    ]
    write_xlsx(stream, header, rows)


def _instrument(request: HttpRequest) -> str:
    said, known = request.GET.get("instrumen", ""), [key for key, _label in instrument_choices()]
    return said if said in known else next((key for key in known if loading.instruments()[key].verified), known[0])


def _trail(*more: tuple[str, str]) -> Crumbs:
    return crumbs(None, (_("Riwayat"), reverse("maturity:history")), *more)


def _words(title: str, done: str, draft: str = "") -> FormPage:
    return FormPage(title, _("Simpan hasil"), done, reverse("maturity:history"), _trail(), draft=draft)


def _past_page(
    request: HttpRequest, form: PastForm, act: Callable[[PastForm], None], words: FormPage, more: dict[str, Any]
) -> HttpResponseBase:
    domains = [form[f"domain_{no}"] for no, _name in form.domain_names()]
    context = {"instrument": form.instrument, "domains": domains, **more}
    return form_page(request, form, act, words, template="maturity/history_form.html", context=context)
