"""Presence: the wall with the code, the scan, the organiser's sheet and the papers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.learning import policy
from pendopo.apps.learning.models import Participant, Presence, Session
from pendopo.apps.learning.queries import trainings as queries
from pendopo.apps.learning.services import documents, presence
from pendopo.apps.learning.views.common import in_training, managed_session, managed_training
from pendopo.apps.learning.words import qr_svg, session_time
from pendopo.kernel.http import actor_of, page, public, whole_numbers
from pendopo.kernel.settings_store import value
from pendopo.ui.downloads import download, xlsx
from pendopo.ui.form_pages import act_and_return

SEEN = "learning.scan"
SIGN_IN_WITHIN = timedelta(minutes=10)


@page("learning.manage")
@never_cache
@require_GET
def wall(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """The code as big as the screen; the page asks for the next one by itself."""
    actor, session = actor_of(request), managed_session(request, session_id)
    token = presence.token_now(actor, session)
    address = request.build_absolute_uri(reverse("learning:scan", args=[session.pk, token]))
    context = {
        "title": session.subject,
        "session": session,
        "training": session.training,
        "qr": mark_safe(qr_svg(address)),  # noqa: S308 - drawn here, from our own address
        "address": address,
        "present": session.presences.count(),
        "of": queries.taken(session.training),
        "seconds": max(5, value(policy.TOKEN_SECONDS) // 2),
        "when": session_time(session),
        "now": timezone.now(),
    }
    name = "learning/wall.html#code" if request.headers.get("HX-Request") else "learning/wall.html"
    return render(request, name, context)


@public
@never_cache
@require_GET
def scan(request: HttpRequest, session_id: int, token: str) -> HttpResponseBase:
    """Opened by the phone's camera. Who is not signed in signs in first; this browser remembers when it scanned."""
    now = timezone.now()
    if not request.user.is_authenticated:
        if presence.is_fresh(actor_of(request), session_id, token, now):
            request.session[SEEN] = [session_id, token, now.isoformat()]
            return redirect_to_login(request.get_full_path())
        words = _("Kode ini sudah berganti. Pindai kode yang sekarang tampil di layar.")
        return render(request, "learning/scan.html", {"tone": "watch", "message": words}, status=422)
    session = get_object_or_404(Session.objects.select_related("training__organiser"), pk=session_id)
    actor = actor_of(request)
    scanned = presence.scan(actor, session, token, seen_at=_seen_at(request, session_id, token, now))
    tone = {"recorded": "ok", "again": "ok", "refused": "watch"}[scanned.outcome]
    context: dict[str, Any] = {"tone": tone, "message": scanned.message, "at": scanned.at, "outcome": scanned.outcome}
    if scanned.outcome != "refused":
        context |= {"session": session, "training": session.training}
    return render(request, "learning/scan.html", context, status=422 if scanned.outcome == "refused" else 200)


def _seen_at(request: HttpRequest, session_id: int, token: str, now: datetime) -> datetime | None:
    """When this browser scanned the same code before it had to sign in, if that is not long ago."""
    kept = request.session.get(SEEN)
    if not kept or kept[:2] != [session_id, token]:
        return None
    at = datetime.fromisoformat(kept[2])
    return at if now - at <= SIGN_IN_WITHIN else None


@page("learning.manage")
@require_GET
def sheet(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """Who was there, to be completed by hand."""
    session = managed_session(request, session_id)
    marks = {mark.participant_id: mark for mark in session.presences.all()}
    rows = [(person, marks.get(person.pk)) for person in queries.accepted(session.training)]
    context = {
        "title": session.subject,
        "crumbs": in_training(session.training, (session.subject, "")),
        "session": session, "training": session.training, "rows": rows, "present": len(marks),
        "when": session_time(session), "is_past": session.starts_at <= timezone.now(),
    }  # fmt: skip
    return render(request, "learning/sheet.html", context)


@page("learning.manage")
@require_POST
def mark(request: HttpRequest, session_id: int) -> HttpResponseBase:
    """By hand, for those who are ticked, with one reason."""
    actor, session = actor_of(request), managed_session(request, session_id)
    wanted = whole_numbers(request.POST.getlist("participant"))
    people = list(Participant.objects.filter(pk__in=wanted, training=session.training))
    back = reverse("learning:sheet", args=[session.pk])
    if not people:
        messages.error(request, _("Belum ada peserta yang dipilih."))
        return redirect(back)

    def act() -> None:
        for person in people:
            presence.mark(actor, session, person, reason=request.POST.get("reason", ""))

    done = _("Kehadiran %(n)s peserta dicatat.") % {"n": len(people)}
    return act_and_return(request, act, done=done, back=back)


@page("learning.manage")
@require_POST
def unmark(request: HttpRequest, presence_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    rows = Presence.objects.select_related("session__training__organiser", "participant")
    found = get_object_or_404(rows, pk=presence_id, session__training__in=queries.managed(actor))
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: presence.unmark(actor, found, reason=reason), done=_("Catatan hadir dihapus."),
        back=reverse("learning:sheet", args=[found.session_id]),
    )  # fmt: skip


@page("learning.manage")
@require_GET
def attendance_pdf(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training = actor_of(request), managed_training(request, training_id)
    content = documents.attendance_pdf(actor, training, list(training.sessions.select_related("training")))
    return download(content, f"daftar-hadir-{training.pk}.pdf")


@page("learning.manage")
@require_GET
def attendance_xlsx(request: HttpRequest, training_id: int) -> HttpResponseBase:
    actor, training = actor_of(request), managed_training(request, training_id)
    sessions = list(training.sessions.all())
    return xlsx(
        lambda stream: documents.write_attendance(actor, training, sessions, stream),
        f"daftar-hadir-{training.pk}.xlsx",
    )
