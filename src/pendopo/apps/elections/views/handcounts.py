"""Counting slips: the overview, one person's count, the protocol, and what differed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections import outcome_papers
from pendopo.apps.elections.forms_boxes import ReasonForm
from pendopo.apps.elections.forms_outcome import CheckForm, FindingForm, SlipsForm
from pendopo.apps.elections.models import Archive, Box, Discrepancy, DiscrepancyState, Kind
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.queries import handcounts as queries
from pendopo.apps.elections.rules.handcount import PROTOCOL, next_check
from pendopo.apps.elections.services import discrepancies
from pendopo.apps.elections.services import handcounts as services
from pendopo.apps.elections.views.common import in_page, page_of, visible_election
from pendopo.apps.elections.views.results import frame
from pendopo.kernel.http import actor_of, page
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import FormPage, act_and_return, form_methods, form_page

TONES = {DiscrepancyState.OPEN: "bad", DiscrepancyState.EXPLAINED: "ok", DiscrepancyState.UNRESOLVED: "watch"}


@page("elections.view")
@require_GET
def handcounts(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """How far each station is. Figures stand here only where two people agreed."""
    actor, election = actor_of(request), visible_election(request, election_id)
    counts = queries.counts(election)
    may_count = election_queries.runs(actor, election, services.COUNT) and election.state in services.OPEN
    lines = [
        {
            "count": one, "may": may_count and not one.is_agreed and not one.is_by(actor), "mine": one.is_by(actor),
            "figures": _figures(one),
            "found": [(row, TONES[DiscrepancyState(row.state)], row.get_state_display()) for row in one.discrepancies],
        }
        for one in counts
    ]  # fmt: skip
    context = frame(actor, election, _("Hitung slip"), "handcounts") | {
        "lines": lines, "agreed": sum(one.is_agreed for one in counts),
        "may_set_aside": election_queries.runs(actor, election, services.RESULTS) and election.state in services.OPEN,
        "reason_form": ReasonForm(),
    }  # fmt: skip
    return render(request, "elections/outcome/handcounts.html", context)


def _figures(one: queries.Count) -> list[tuple[str, int]]:
    """What two people agreed on, as people read a ballot."""
    if one.slips is None:
        return []
    names = queries.labels(one.box)
    return [(names[place], one.slips.counts[place]) for place in queries.reading_order(one.box)]


@page("elections.count")
@form_methods
def handcount(request: HttpRequest, box_id: int) -> HttpResponseBase:
    """The form of one person; nobody else's figures are anywhere on it."""
    actor, box = actor_of(request), _box(request, box_id)
    election = box.station.election
    now = queries.count_of(box)

    def act(checked: SlipsForm) -> None:
        services.enter(actor, box, slips=checked.slips(), note=checked.cleaned_data["note"])

    words = FormPage(
        _("Hitung slip TPS %(number)s") % {"number": box.station.number}, _("Simpan hitungan"),
        _("Hitungan Anda tersimpan."), page_of(election, "handcounts"), in_page(election, "handcounts"),
        subtitle=_("Putaran %(n)s, dihitung dua orang tanpa saling melihat") % {"n": now.round},
    )  # fmt: skip
    context = {"count": now, "mine": now.is_by(actor), "election": election}
    form = SlipsForm(request.POST or None, labels=queries.labels(box), order=queries.reading_order(box))
    return form_page(request, form, act, words, template="elections/outcome/handcount.html", context=context)


@page("elections.view")
@require_GET
def handcount_pdf(request: HttpRequest, box_id: int) -> HttpResponseBase:
    """The protocol, once two agreed; not found before that."""
    box = _box(request, box_id)
    entered = queries.rounds_of(box)
    if not entered:
        return render(request, "elections/outcome/handcount_waiting.html", _waiting(box), status=409)
    archive = Archive.objects.filter(box=box, published_at__isnull=False).first()
    content = outcome_papers.handcount_pdf(
        queries.count_of(box), entered, archive.counts if archive else None, archive.closing if archive else {}
    )
    return download(content, f"hitung-slip-tps-{box.station.number}.pdf")


def _waiting(box: Box) -> dict[str, Any]:
    election = box.station.election
    return {
        "title": _("Berita acara belum ada"), "election": election,
        "crumbs": in_page(election, "handcounts"),
    }  # fmt: skip


@page("elections.results")
@require_POST
def handcount_set_aside(request: HttpRequest, box_id: int) -> HttpResponseBase:
    actor, box = actor_of(request), _box(request, box_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.set_aside(actor, box, reason=reason),
        done=_("Hitungan dikesampingkan; putaran baru terbuka."), back=page_of(box.station.election, "handcounts"),
    )  # fmt: skip


@page("elections.view")
@require_GET
def discrepancy(request: HttpRequest, discrepancy_id: int) -> HttpResponseBase:
    """What differs, the checks in their order, the finding."""
    actor, found = actor_of(request), _discrepancy(request, discrepancy_id)
    election = found.box.station.election
    done = {str(one["key"]): one for one in found.checks}
    at = next_check(list(done)) if found.state == DiscrepancyState.OPEN else ""
    may = election_queries.runs(actor, election, services.RESULTS) and election.state in services.OPEN
    title = _("Perbedaan slip TPS %(number)s") % {"number": found.box.station.number}
    archive = Archive.objects.filter(box=found.box, published_at__isnull=False).first()
    context = frame(
        actor, election, title, "handcounts", (_("Hitung slip"), page_of(election, "handcounts"))
    ) | {
        "found": found, "tone": TONES[DiscrepancyState(found.state)], "archive": archive,
        "steps": [(key, label, text, done.get(key), key == at) for key, label, text in PROTOCOL],
        "check_form": CheckForm(initial={"key": at}) if may and at else None,
        "finding_form": FindingForm() if may and not at and found.state != DiscrepancyState.EXPLAINED else None,
    }  # fmt: skip
    return render(request, "elections/outcome/discrepancy.html", context)


@page("elections.results")
@require_POST
def discrepancy_check(request: HttpRequest, discrepancy_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _discrepancy(request, discrepancy_id)
    key, note = request.POST.get("key", ""), request.POST.get("note", "")
    return act_and_return(
        request, lambda: discrepancies.check(actor, found, key=key, note=note), done=_("Langkah tersimpan."),
        back=reverse("elections:discrepancy", args=[found.pk]),
    )  # fmt: skip


@page("elections.results")
@require_POST
def discrepancy_decide(request: HttpRequest, discrepancy_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _discrepancy(request, discrepancy_id)
    state, finding = request.POST.get("state", ""), request.POST.get("finding", "")
    return act_and_return(
        request, lambda: discrepancies.decide(actor, found, state=state, finding=finding),
        done=_("Temuan tersimpan."), back=reverse("elections:discrepancy", args=[found.pk]),
    )  # fmt: skip


def _box(request: HttpRequest, box_id: int) -> Box:
    visible = Box.objects.visible_to(actor_of(request)).filter(kind=Kind.OFFICIAL, dropped_at=None)
    return get_object_or_404(visible.select_related("station__election__unit__parent").defer("credentials"), pk=box_id)


def _discrepancy(request: HttpRequest, discrepancy_id: int) -> Discrepancy:
    visible = Discrepancy.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("box__station__election__unit__parent"), pk=discrepancy_id)
