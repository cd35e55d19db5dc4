"""Screens of the key ceremony. The ceremony is held by this process: leaving a page loses nothing."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pendopo.apps.elections.station import ceremony as steps
from pendopo.apps.elections.station import documents_ceremony, keyfile
from pendopo.apps.elections.station.ceremony import Ceremony, CeremonyRefused
from pendopo.apps.elections.station.desks import CEREMONY, OPENING
from pendopo.apps.elections.station.forms_ceremony import ROLES, SHOWN, KeyForm, PassphraseForm, PlanForm, initial_of
from pendopo.apps.elections.station.holder import current
from pendopo.apps.elections.station.session import laptop
from pendopo.ui.formats import fours


@laptop
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "elections/ceremony/index.html",
        {
            "title": _("Kunci dan hasil"),
            "ceremony": CEREMONY.running,
            "plan": CEREMONY.plan,
            "opening": OPENING.running,
        },
    )


@laptop
@require_GET
def ceremony(request: HttpRequest) -> HttpResponse:
    """The step that is due."""
    return _board(request)


def _board(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    running, plan = CEREMONY.running, CEREMONY.plan
    if running is None and plan is None:
        return redirect("upacara:plan")
    if running is None and plan is not None:
        meaning = steps.meaning(plan.threshold, plan.size)
        context = {"title": _("Periksa rencana"), "plan": plan, "meaning": meaning, "problem": problem}
        return render(request, "elections/ceremony/review.html", context, status=status)
    assert running is not None
    context = {
        "title": _("Upacara kunci"),
        "ceremony": running,
        "plan": running.plan,
        "turn": next((part for part in running.parts if part.state != steps.TESTED), None),
        "meaning": steps.meaning(running.plan.threshold, running.plan.size),
        "problem": problem,
    }
    if running.finished:
        digest = steps.fingerprint(json.loads(running.public))
        context |= {"title": _("Upacara kunci selesai"), "digest": [fours(digest[:32]), fours(digest[32:])]}
        return render(request, "elections/ceremony/finished.html", context, status=status)
    return render(request, "elections/ceremony/board.html", context, status=status)


@laptop
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    if CEREMONY.running is not None:
        return redirect("upacara:ceremony")
    station = current().station
    initial: dict[str, Any] = {}
    if CEREMONY.plan is not None:
        initial = initial_of(CEREMONY.plan)
    elif station is not None:
        parcel = station.parcel
        initial = {"title": parcel.title, "village": parcel.village, "regency": parcel.regency, "place": parcel.place}
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        CEREMONY.plan = form.plan()
        return redirect("upacara:ceremony")
    rows = form.rows()
    context = {
        "title": _("Rencana upacara kunci"),
        "form": form,
        "rows": rows[:SHOWN],
        "more": rows[SHOWN:],
        "roles": ROLES,
    }
    return render(request, "elections/ceremony/plan.html", context, status=422 if form.errors else 200)


@laptop
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    try:
        CEREMONY.start(timezone.localtime())
    except CeremonyRefused as problem:
        return _board(request, str(problem), 409)
    return redirect("upacara:ceremony")


def _running() -> Ceremony | None:
    return CEREMONY.running if CEREMONY.running is not None and not CEREMONY.running.finished else None


@laptop
@sensitive_post_parameters("passphrase", "again")
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest, index: int) -> HttpResponse:
    running = _running()
    if running is None:
        return redirect("upacara:ceremony")
    form = PassphraseForm(request.POST or None)
    try:
        part = running.part(index)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            steps.seal_key(running, index, told["passphrase"], told["again"])
            return redirect("upacara:test", index)
    except CeremonyRefused as problem:
        if not problem.field:
            return _board(request, str(problem), 409)
        form.add_error(problem.field, str(problem))
    context = {
        "title": _("Kata sandi %(name)s") % {"name": part.about.name},
        "form": form,
        "part": part,
        "suggestion": keyfile.suggestion(),
    }
    return render(request, "elections/ceremony/passphrase.html", context, status=422 if form.errors else 200)


@laptop
@require_GET
def take(request: HttpRequest, index: int) -> HttpResponse:
    running = _running()
    if running is None:
        return redirect("upacara:ceremony")
    try:
        name, raw = steps.take(running, index)
    except CeremonyRefused as problem:
        return _board(request, str(problem), 409)
    return download(raw, name)


@laptop
@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def test(request: HttpRequest, index: int) -> HttpResponse:
    """The holder saves the file on the own stick, and shows that it opens."""
    running = _running()
    if running is None:
        return redirect("upacara:ceremony")
    form = KeyForm(request.POST, request.FILES) if request.method == "POST" else KeyForm()
    try:
        part = running.part(index)
        if part.state == steps.WAITING:
            return redirect("upacara:passphrase", index)
        if part.state == steps.TESTED:
            return redirect("upacara:ceremony")
        if request.method == "POST" and form.is_valid():
            steps.try_key(running, index, form.cleaned_data["file"], form.cleaned_data["passphrase"])
            return redirect("upacara:ceremony")
    except CeremonyRefused as problem:
        if not problem.field:
            return _board(request, str(problem), 409)
        form.add_error(problem.field, str(problem))
    context = {
        "title": _("Berkas kunci %(name)s") % {"name": part.about.name},
        "form": form,
        "part": part,
        "file_name": keyfile.file_name(part.about),
    }
    return render(request, "elections/ceremony/test.html", context, status=422 if form.errors else 200)


@laptop
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    running = CEREMONY.running
    if running is not None:
        try:
            steps.finish(running, timezone.localtime())
        except CeremonyRefused as problem:
            return _board(request, str(problem), 409)
    return redirect("upacara:ceremony")


@laptop
@require_GET
def public_file(request: HttpRequest) -> HttpResponse:
    if CEREMONY.running is None or not CEREMONY.running.finished:
        return redirect("upacara:ceremony")
    return download(CEREMONY.running.public, steps.FILE, "application/json")


@laptop
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    if CEREMONY.running is None or not CEREMONY.running.finished:
        return redirect("upacara:ceremony")
    made = documents_ceremony.ceremony_record_pdf(json.loads(CEREMONY.running.public))
    return download(made, "berita-acara-upacara-kunci.pdf", "application/pdf")


@laptop
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest) -> HttpResponse:
    """Asks first; then everything of the ceremony is forgotten."""
    running = CEREMONY.running
    if request.method == "POST":
        CEREMONY.clear()
        return redirect("upacara:index")
    if running is None and CEREMONY.plan is None:
        return redirect("upacara:index")
    title = _("Tutup upacara") if running is not None and running.finished else _("Batalkan upacara")
    return render(request, "elections/ceremony/end.html", {"title": title, "ceremony": running})


def download(raw: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    return HttpResponse(
        raw,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
