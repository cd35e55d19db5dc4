"""Preparing a year: deadlines, who answers what, starting it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.forms import AssignForm, ConfigureForm, ReasonForm
from pendopo.apps.maturity.models import Assessment, Entry
from pendopo.apps.maturity.queries import assessments, seen, work
from pendopo.apps.maturity.services import assessments as services
from pendopo.apps.maturity.tables import SETUP
from pendopo.apps.maturity.views.around import around, crumbs, form_about, named
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page, whole_number, whole_numbers
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, refuse
from pendopo.ui.registers import chosen_ids, respond, return_to


@page("maturity.assign")
@require_GET
def setup(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Who answers what: a register to choose from, by aspect if wanted, and the way to start."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    rows = work.entries(actor, found)
    free = rows.filter(unit__isnull=True).count()
    context = around(
        found, free=free, sources=assessments.sources_of_assignment(found), ready=not free and found.answers_due
    )
    return respond(
        request, SETUP, rows, title=_("Persiapan %(name)s") % {"name": named(found)},
        subtitle=_("Bagikan indikator kepada kantor yang mengisinya."), crumbs=crumbs(found, (_("Persiapan"), "")),
        template="maturity/assessment_setup.html", context=context,
    )  # fmt: skip


@page("maturity.assign")
@form_methods
def configure(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    form = ConfigureForm(request.POST or None, initial=ConfigureForm.of(found))

    def do(checked: ConfigureForm) -> None:
        given = checked.cleaned_data
        dates = services.Dates(given["answers_due"], given["submit_due"])
        services.configure(
            actor, found, kind=given["kind"], dates=dates, decree=given["decree"], target=given["target"]
        )

    back = reverse("maturity:setup", args=[found.pk])
    words = FormPage(
        _("Jadwal dan target"), _("Simpan"), _("Jadwal dan target disimpan."), back,
        crumbs(found, (_("Persiapan"), back)),
    )  # fmt: skip
    return form_about(request, found, form, do, words)


@page("maturity.assign")
@require_POST
def assign(request: HttpRequest) -> HttpResponseBase:
    """The chosen entries: first asks for office and deadline, then gives them. All of one assessment."""
    actor = actor_of(request)
    chosen = list(seen.entries(actor).filter(pk__in=whole_numbers(chosen_ids(request))).order_by("position"))
    if not chosen:
        messages.error(request, _("Pilih sedikitnya satu indikator."))
        return redirect(return_to(request, reverse("maturity:home")))
    found = chosen[0].assessment
    codes = [entry.code for entry in chosen if entry.assessment_id == found.pk]
    back = return_to(request, reverse("maturity:setup", args=[found.pk]))
    asked = "unit" in request.POST
    form = AssignForm(request.POST if asked else None)
    status = 200
    if asked:
        status = 422
        if form.is_valid():
            try:
                _give(request, found, codes, form)
            except Refused as refusal:
                refuse(form, refusal)
            else:
                return redirect(back)
    context = around(
        found, title=_("Bagikan ke kantor"), crumbs=crumbs(found, (_("Persiapan"), back), (_("Bagikan"), "")),
        form=form, chosen=[(entry, work.name_of(entry)) for entry in chosen], back=back,
    )  # fmt: skip
    return render(request, "maturity/assessment_assign.html", context, status=status)


def _give(request: HttpRequest, found: Assessment, codes: list[str], form: AssignForm) -> None:
    actor, given = actor_of(request), form.cleaned_data
    if given["unit"]:
        services.assign(actor, found, codes, unit=given["unit"], due=given["due"])
    else:
        services.set_due(actor, found, codes, due=given["due"])
    done = ngettext("%(n)s indikator dibagikan.", "%(n)s indikator dibagikan.", len(codes))
    messages.success(request, done % {"n": len(codes)})


@page("maturity.assign")
@require_POST
def copy(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Offices of another year for the entries that have none."""
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    wanted = whole_number(request.POST.get("sumber", ""))
    source = Assessment.objects.filter(pk=wanted).first()
    back = reverse("maturity:setup", args=[found.pk])
    if source is None:
        messages.error(request, _("Pilih tahun yang pembagiannya disalin."))
        return redirect(back)
    chosen = source
    return act_and_return(
        request, lambda: services.copy_assignment(actor, found, chosen),
        done=_("Pembagian tahun %(year)s disalin untuk indikator yang belum dibagi.") % {"year": chosen.year},
        back=back,
    )  # fmt: skip


@page("maturity.assign")
@require_POST
def start(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    try:
        services.start(actor, found)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("maturity:setup", assessment_id=found.pk)
    messages.success(request, _("Penilaian mandiri dimulai. Kantor melihat tugasnya di Meja saya."))
    return redirect("maturity:assessment", assessment_id=found.pk)


@page("maturity.assign")
@form_methods
def cancel(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = seen.assessment_for(actor, assessment_id)
    count = Entry.objects.filter(assessment=found).exclude(state="open").count()
    form = ReasonForm(request.POST or None, help_text=_("Tersimpan dalam jejak audit."))

    def do(checked: ReasonForm) -> None:
        services.cancel(actor, found, checked.cleaned_data["reason"])

    words = FormPage(
        _("Batalkan penilaian"), _("Batalkan penilaian"), _("Penilaian dibatalkan."),
        reverse("maturity:assessment", args=[found.pk]), crumbs(found),
        sentence=_("%(n)s indikator sudah ada isiannya; isian itu tetap terbaca.") % {"n": count},
    )  # fmt: skip
    return form_about(request, found, form, do, words)
