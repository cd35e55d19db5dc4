"""The register, the page of a document, its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.regulations import queries, services
from pendopo.apps.regulations.forms import KindForm
from pendopo.apps.regulations.models import State
from pendopo.apps.regulations.queries import record as record_queries
from pendopo.apps.regulations.tables import REGULATIONS
from pendopo.apps.regulations.views.shared import crumbs, found
from pendopo.apps.regulations.words import STATUS_WORDS, TONES
from pendopo.kernel import files, topics, workflow
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import FormPage, form_methods, form_page
from pendopo.ui.registers import respond


@page("regulations.view")
@require_GET
def register(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    context = {"may_add": actor.can("regulations.propose"), "may_manage": actor.can("regulations.manage")}
    return respond(request, REGULATIONS, queries.register(actor), template="regulations/register.html", context=context)


@page("regulations.view")
@require_GET
def record(request: HttpRequest, regulation_id: int) -> HttpResponse:
    """Everything that is known of a document, and what may be done with it."""
    actor, regulation, day = actor_of(request), found(request, regulation_id), today()
    status = queries.status_of(regulation, day)
    related = record_queries.relations(regulation, record_queries.seen_by(actor), day)
    may_manage = actor.can("regulations.manage")
    is_mine = actor.can("regulations.propose") and actor.covers(regulation.owner_unit.path)
    may_change = may_manage or (is_mine and regulation.state == State.DRAFT)
    labels = {topic.key: topic for topic in topics.topics()}
    context: dict[str, Any] = {
        "title": str(regulation),
        "crumbs": crumbs(),
        "r": regulation,
        "status_word": STATUS_WORDS[status],
        "status_tone": TONES[status],
        "related": related,
        "life": record_queries.life(regulation, related, day),
        "articles": list(regulation.articles.all()),
        "bindings": list(regulation.bindings.select_related("unit")),
        "ties": [(tie, labels.get(tie.topic)) for tie in regulation.ties.all()],
        "versions": list(regulation.versions.select_related("stored")),
        "uses": record_queries.uses(actor, regulation),
        "trail": record_queries.trail(actor, regulation),
        "moves": [move.name for move in workflow.available(actor, regulation, services.MOVES)] if may_change else [],
        "may_change": may_change and regulation.state != State.WITHDRAWN,
        "sees_accounts": actor.can("people.manage"),
    }
    return render(request, "regulations/record.html", context)


@page("regulations.view")
@require_GET
def version(request: HttpRequest, regulation_id: int, number: int) -> HttpResponseBase:
    """One version of the file, as a download."""
    regulation = found(request, regulation_id)
    kept = get_object_or_404(regulation.versions.select_related("stored"), number=number)
    return files.response(kept.stored)


@page("regulations.manage")
@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds in use."""
    rows = list(queries.kinds().values())
    return render(
        request, "regulations/kinds.html", {"title": _("Jenis produk hukum"), "crumbs": crumbs(), "kinds": rows}
    )


@page("regulations.manage")
@form_methods
def kind(request: HttpRequest, code: str) -> HttpResponseBase:
    """Add a kind ("baru") or word one anew."""
    known = queries.kinds().get(code)
    if known is None and code != "baru":
        raise Http404
    names = ("code", "name", "short", "rank", "is_own", "is_promulgated")
    initial = {name: getattr(known, name) for name in names} if known else {}
    form = KindForm(request.POST or None, initial=initial)

    def act(checked: KindForm) -> None:
        services.set_kind(actor_of(request), **checked.cleaned_data)

    words = FormPage(
        known.name if known else _("Jenis baru"), _("Simpan jenis"), _("Jenis disimpan."), reverse("regulations:kinds"),
        crumbs(), sentence=_("Produk hukum yang sudah tercatat tetap memakai nama jenis pada harinya."),
    )  # fmt: skip
    return form_page(request, form, act, words)
