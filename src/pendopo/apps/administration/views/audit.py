"""The audit trail: find, read, check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.administration import queries
from pendopo.apps.administration.tables import AUDIT
from pendopo.apps.administration.words import action_word, change_words, subject_word
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.jobs import start
from pendopo.ui.registers import respond

VIEW = "audit.view"


@page(VIEW)
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    context = {"seal": queries.seal_state()}
    rows = queries.audit_rows(actor_of(request))
    return respond(request, AUDIT, rows, title=_("Jejak audit"), template="administration/audit.html", context=context)


@page(VIEW)
@require_GET
def record(request: HttpRequest, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(queries.audit_rows(actor_of(request)), pk=entry_id)
    context = {
        "entry": entry,
        "title": action_word(entry.action),
        "subject": subject_word(entry.subject_type),
        "changes": change_words(entry.change),
        "crumbs": [(_("Jejak audit"), reverse("administration:audit"))],
    }
    return render(request, "administration/audit_entry.html", context)


@page(VIEW)
@require_POST
def check(request: HttpRequest) -> HttpResponseBase:
    """Recompute every seal, as a task."""
    job = start(actor_of(request), "audit.verify", _("Pemeriksaan jejak audit"))
    return redirect(job.get_absolute_url())
