"""Screens of the opening of the result: bundles of the stations, holders with their keys, results."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.elections.station import documents, results
from pendopo.apps.elections.station import opening as steps
from pendopo.apps.elections.station.desks import OPENING
from pendopo.apps.elections.station.forms_ceremony import BundlesForm, KeyForm, KnownForm, PublicForm
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.opening import Case, Opening, OpeningRefused
from pendopo.apps.elections.station.session import laptop
from pendopo.apps.elections.station.views_ceremony import download
from pendopo.ui.formats import fours


@laptop
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    return _board(request)


def _board(request: HttpRequest, **shown: Any) -> HttpResponse:
    """The page of the opening; `shown` are forms with their errors, and `problems` in words."""
    opening = _current()
    context: dict[str, Any] = {
        "title": _("Buka hasil"),
        "opening": opening,
        "cases": opening.ordered,
        "turns": [(name, owner in opening.acted) for owner, name in enumerate(opening.names, 1)],
        "bundles_form": BundlesForm(),
        "public_form": PublicForm(),
        "known_form": KnownForm(),
        "key_form": KeyForm(),
        **shown,
    }
    status = 422 if shown else 200
    if not opening.done:
        return render(request, "elections/ceremony/opening.html", context, status=status)
    lines = results.village_lines(opening)
    context |= {
        "title": _("Hasil dibuka"),
        "lines": lines,
        "total": sum(line.votes for line in lines),
        "stations": [(case, results.station_lines(case), fours(case.last_event)) for case in opening.ordered],
    }
    return render(request, "elections/ceremony/results.html", context, status=status)


def _current() -> Opening:
    """The running opening, or a new one that knows the key of the station on this laptop."""
    station = current().station
    if station is not None:
        OPENING.learn(station.parcel)
    return OPENING.get()


@laptop
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    form = BundlesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _board(request, bundles_form=form)
    problems = []
    for upload in form.cleaned_data["bundles"]:
        try:
            steps.add_bundle(_current(), upload.read())
        except OpeningRefused as problem:
            problems.append(f"{upload.name}: {problem}")
    if problems:
        return _board(request, problems=problems)
    return redirect("upacara:opening")


@laptop
@require_POST
def holders(request: HttpRequest) -> HttpResponse:
    return _take_file(request, PublicForm(request.POST, request.FILES), "public", steps.set_public)


@laptop
@require_POST
def registry(request: HttpRequest) -> HttpResponse:
    return _take_file(request, KnownForm(request.POST, request.FILES), "known", steps.set_known)


def _take_file(request: HttpRequest, form: forms.Form, name: str, verb: Any) -> HttpResponse:
    if form.is_valid():
        try:
            verb(_current(), form.cleaned_data[name].read())
            return redirect("upacara:opening")
        except OpeningRefused as problem:
            form.add_error(name, str(problem))
    return _board(request, **{f"{name}_form": form})


@laptop
@require_POST
def remove(request: HttpRequest, uuid: str) -> HttpResponse:
    try:
        steps.remove_bundle(_current(), uuid)
    except OpeningRefused as problem:
        return _board(request, problems=[str(problem)])
    return redirect("upacara:opening")


@laptop
@sensitive_post_parameters("passphrase")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            opening = _current()
            steps.act(opening, form.cleaned_data["file"], form.cleaned_data["passphrase"])
            if opening.done:
                OPENING.opened_at = _now()
            return redirect("upacara:opening")
        except OpeningRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    return _board(request, key_form=form)


def _now() -> datetime:
    """On the clock of the village, where its station is open on this laptop."""
    station = current().station
    return timezone.localtime(timezone=ZoneInfo(station.parcel.zone) if station else None)


def _opened(uuid: str) -> tuple[Opening, Case]:
    opening = OPENING.running
    if opening is None or not opening.done or uuid not in opening.cases:
        raise Http404
    return opening, opening.cases[uuid]


@laptop
@require_GET
def bundle(request: HttpRequest, uuid: str) -> HttpResponse:
    _opening, case = _opened(uuid)
    name, raw = results.result_bundle(case)
    return download(raw, name, "application/zip")


@laptop
@require_GET
def minutes(request: HttpRequest, uuid: str) -> HttpResponse:
    opening, case = _opened(uuid)
    return download(_minutes(opening, case), _minutes_name(case), "application/pdf")


@laptop
@require_GET
def village(request: HttpRequest) -> HttpResponse:
    opening = OPENING.running
    if opening is None or not opening.done:
        raise Http404
    return download(_village(opening), "rekapitulasi-desa.pdf", "application/pdf")


@laptop
@require_GET
def everything(request: HttpRequest) -> HttpResponse:
    """All bundles and minutes in one file, for the stick that goes to the regency."""
    opening = OPENING.running
    if opening is None or not opening.done:
        raise Http404
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for case in opening.ordered:
            packed.writestr(*results.result_bundle(case))
            packed.writestr(_minutes_name(case), _minutes(opening, case))
        packed.writestr("rekapitulasi-desa.pdf", _village(opening))
    return download(out.getvalue(), "hasil-semua-tps.zip", "application/zip")


@laptop
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """Asks first; then the opening is forgotten here. The archives of the stations stay on their sticks."""
    if request.method == "POST":
        OPENING.clear()
        return redirect("upacara:index")
    context = {"title": _("Akhiri pembukaan"), "opening": OPENING.running}
    return render(request, "elections/ceremony/end_opening.html", context)


def _minutes_name(case: Case) -> str:
    return f"berita-acara-penghitungan-tps-{case.closing.station:02}.pdf"


def _holders(opening: Opening) -> list[tuple[str, str]]:
    roles = {one["index"]: one["role"] for one in opening.public.record["holders"]} if opening.public else {}
    return [(name, roles.get(owner, "")) for owner, name in opening.acted.items()]


def _place(opening: Opening, case: Case | None) -> dict[str, Any]:
    """Where, as far as the bundles and the file of the holders tell; the station's own parcel tells more."""
    station = current().station
    if station is not None and case is not None and station.parcel.uuid == case.uuid:
        return documents.place_of(station.parcel)
    record = opening.public.record if opening.public else {}
    return {
        "title": record.get("title") or opening.ordered[0].sealed.election.name,
        "regency": record.get("regency", ""),
        "district": "",
        "village": documents.prefixed("Desa", record.get("village", ""), documents.KINDS),
        "station": case.closing.station if case else 0,
        "place": record.get("place", ""),
        "trial": opening.is_trial,
        "zone": "",
        "roles": {},
    }


def _minutes(opening: Opening, case: Case) -> bytes:
    assert case.outcome is not None
    return documents.counting_minutes_pdf(
        _place(opening, case),
        case.closing,
        results.station_lines(case),
        opened_at=OPENING.opened_at or _now(),
        holders=_holders(opening),
        last_event=case.last_event,
        archive_sha256=case.outcome.sha256,
    )


def _village(opening: Opening) -> bytes:
    stations = [(case.closing, results.station_lines(case), case.last_event) for case in opening.ordered]
    return documents.village_minutes_pdf(
        _place(opening, None),
        stations,
        results.village_lines(opening),
        opened_at=OPENING.opened_at or _now(),
        holders=_holders(opening),
    )
