"""Benchmark: where the own government stands among all, and whom to learn from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.maturity.charts_benchmark import Count, distribution
from pendopo.apps.maturity.models import Peer
from pendopo.apps.maturity.queries import benchmark as queries
from pendopo.apps.maturity.queries.benchmark import Field, Pairs, Period, Standing
from pendopo.apps.maturity.services import benchmark as services
from pendopo.apps.maturity.tables_benchmark import PERIOD, RESULTS, signed
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return
from pendopo.ui.registers import Crumbs, respond

VISIT = "learning:visit_add"
VISIT_PERMISSION = "learning.visit"


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Evaluasi SPBE"), reverse("maturity:home")), (_("Tolok ukur"), reverse("maturity:benchmark")), *more]


def asked(request: HttpRequest) -> tuple[list[Period], Period | None]:
    """All periods, and the one of the address or the newest."""
    known = queries.periods()
    wanted = request.GET.get(PERIOD, "")
    return known, next((one for one in known if one.key == wanted), known[0] if known else None)


@page("maturity.view")
@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """The own government with its neighbours, the spread of its class, all classes."""
    known, period = asked(request)
    places = queries.load(period) if period else None
    own = places.own if places else None
    lines = queries.class_lines(places) if places else []
    context: dict[str, Any] = {
        "title": _("Tolok ukur"),
        "subtitle": _("Hasil terbitan instansi lain, dibandingkan menurut dua desimal yang diumumkan."),
        "tab": "benchmark",
        "periods": known,
        "period": period,
        "places": places,
        "instrument": places.instrument if places else None,
        "own": own,
        "own_moved": signed(own.moved) if own else "",
        "own_gained": signed(own.gained, 2) if own else "",
        "near": places.near(own) if places and own else [],
        "tied": places.equals(own) if places and own else 0,
        "lines": lines,
        "predicates": [one.name for one in places.instrument.predicates] if places and places.instrument else [],
        "chart": _distribution(places, own) if places else "",
        "own_class": next((line for line in lines if line.is_own), None),
        "flagged": sum(1 for row in places.rows if row.flags) if places else 0,
        "may_import": actor_of(request).can(services.PERMISSION),
    }
    return render(request, "maturity/benchmark.html", context)


def _distribution(places: Field, own: Standing | None) -> str:
    """Of the own class, or of all while nobody said which government is ours."""
    rows = [row for row in places.rows if own is None or row.kind == own.kind]
    names = [one.name for one in places.instrument.predicates] if places.instrument else []
    held = [row.predicate for row in rows]
    return distribution([Count(name, held.count(name), now=bool(own and own.predicate == name)) for name in names])


@page("maturity.view")
@require_GET
def results(request: HttpRequest) -> HttpResponseBase:
    """All governments of a period with their ranks."""
    _known, period = asked(request)
    places = queries.load(period) if period else None
    return respond(
        request,
        RESULTS,
        places.rows if places else [],
        title=_("Peringkat"),
        subtitle=period.label if period else "",
        crumbs=crumbs((_("Peringkat"), "")),
        template="maturity/benchmark_results.html",
        context={"tab": "benchmark", "instrument": places.instrument if places else None},
    )


@page("maturity.view")
@require_GET
def pairs(request: HttpRequest) -> HttpResponseBase:
    """Governments to learn from, for the weakest part or the one in the address (`bagian`)."""
    known, period = asked(request)
    places = queries.load(period) if period else None
    found = queries.pairs(places, part=request.GET.get("bagian", "")) if places else Pairs((), None, ())
    own = places.own if places else None
    teachers = []
    for one in found.teachers:
        teachers.append(
            {"one": one, "grown": signed(one.grown, 2), "visit": _visit(request, places, found, one.standing)}
        )
    context: dict[str, Any] = {
        "title": _("Tempat belajar"),
        "subtitle": _(
            "Sekelas, seukuran, dan lebih baik di bagian yang terlemah; yang paling maju dua tahun ini lebih dulu."
        ),
        "crumbs": crumbs((_("Tempat belajar"), "")),
        "tab": "benchmark",
        "periods": known,
        "period": period,
        "instrument": places.instrument if places else None,
        "own": own,
        "found": found,
        "parts": sorted(found.parts, key=lambda part: part.gap),
        "teachers": teachers,
        "since": period.year - 2 if period else None,
    }
    return render(request, "maturity/benchmark_pairs.html", context)


def _visit(request: HttpRequest, places: Field | None, found: Pairs, row: Standing) -> str:
    """The form of a study visit with government and topics filled in; empty where it is not to be opened."""
    if not actor_of(request).can(VISIT_PERMISSION) or found.chosen is None:
        return ""
    try:
        address = reverse(VISIT)
    except NoReverseMatch:
        return ""
    given = {
        "pokok": _("Belajar %(part)s") % {"part": found.chosen.name},
        "pemerintah": row.name,
        "jenis": row.kind,
        "provinsi": row.province,
        "topik": _topics(places, found),
    }
    return f"{address}?{urlencode(given, doseq=True)}"


def _topics(places: Field | None, found: Pairs) -> list[str]:
    """The indicators of the chosen part as keys of topics."""
    if places is None or places.instrument is None or found.chosen is None:
        return []
    entries = places.instrument.entries.values()
    keys = (
        f"{places.instrument.key}:{entry.indicator.no}"
        for entry in entries
        if str(entry.aspect.no if found.by_aspect else entry.domain.no) == found.chosen.no
    )
    return list(dict.fromkeys(keys))


@page("maturity.view")
@require_GET
def peer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One government: its ranks, its domains beside ours and the class, its years."""
    subject = get_object_or_404(Peer, pk=pk)
    history = queries.history_of(subject)
    period = next((one for one in (Period(row.year, row.instrument) for row in history)), None)
    wanted = request.GET.get(PERIOD, "")
    period = next((Period(r.year, r.instrument) for r in history if f"{r.year}.{r.instrument}" == wanted), period)
    places = queries.load(period) if period else None
    row = places.of(pk) if places else None
    own = places.own if places else None
    context: dict[str, Any] = {
        "title": subject.name,
        "crumbs": crumbs((_("Peringkat"), reverse("maturity:benchmark_results")), (subject.name, "")),
        "tab": "benchmark",
        "peer": subject,
        "period": period,
        "row": row,
        "own": own if own and own.peer_id != pk else None,
        "instrument": places.instrument if places else None,
        "parts": list(_beside(places, row, own)) if places and row else [],
        "history": history,
        "moved": signed(row.moved) if row else "",
        "gained": signed(row.gained, 2) if row else "",
        "may_choose": actor_of(request).can(services.PERMISSION) and not subject.is_own,
    }
    return render(request, "maturity/benchmark_peer.html", context)


def _beside(places: Field, row: Standing, own: Standing | None) -> Any:
    for domain in places.instrument.domains if places.instrument and places.instrument.has_domains else ():
        no = str(domain.no)
        found = places.spread_of(row.kind, no)
        ours = own.domains.get(no) if own else None
        yield {"domain": domain, "value": row.domains.get(no), "own": ours, "mean": found.mean if found else None}


@page(services.PERMISSION)
@require_POST
def choose_own(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that this agency is the own government."""
    subject = get_object_or_404(Peer, pk=pk)
    return act_and_return(
        request, lambda: services.set_own(actor_of(request), subject),
        done=_("%(name)s ditetapkan sebagai pemerintah sendiri.") % {"name": subject.name},
        back=reverse("maturity:benchmark_peer", args=[pk]),
    )  # fmt: skip
