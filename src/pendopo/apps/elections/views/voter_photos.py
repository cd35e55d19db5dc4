"""Photos of voters: choose a ZIP, see what it would do, take it over as a task, delete all of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_roll import PhotosForm
from pendopo.apps.elections.models import PhotoImport
from pendopo.apps.elections.queries import voter_photos as queries
from pendopo.apps.elections.services import voter_photos as services
from pendopo.apps.elections.services.photo_zip import MOST_ZIP
from pendopo.apps.elections.tables_roll import import_state
from pendopo.apps.elections.views.common import form_words, run_election
from pendopo.apps.elections.views.roll import VOTERS, roll_crumbs
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page, start_and_follow

LATEST = 10
SHOWN = 200


@page(VOTERS)
@form_methods
def photos(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """How many voters of each station have a photo; a ZIP that can be read leads to its dry run."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)

    def act(checked: PhotosForm) -> str:
        file = checked.cleaned_data["file"]
        found = services.check_zip(actor, election, file.read(MOST_ZIP + 1), name=file.name)
        return reverse("elections:photos_show", args=[found.pk])

    context = {
        "election": election, "stations": queries.by_station(election), "stored": queries.stored(election),
        "may_add": election.state in services.OPEN,
        "imports": [(one, import_state(one)) for one in queries.imports(actor, election)[:LATEST]],
    }  # fmt: skip
    words = form_words(
        election, "roll", _("Foto pemilih"), _("Periksa foto"), "",
        sentence=_("Tidak wajib. Foto tampil di meja pendaftaran TPS untuk dibandingkan dengan pemilih yang datang."),
    )  # fmt: skip
    form = PhotosForm(request.POST or None, request.FILES or None)
    return form_page(request, form, act, words, template="elections/roll/photos.html", context=context)


@page(VOTERS)
@require_GET
def photos_show(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Whose photos the ZIP holds and which were left out; after the task, what came of it."""
    found = _import(request, import_id)
    back = reverse("elections:photos", args=[found.election_id])
    findings = queries.findings(found)
    context = {
        "title": found.file_name, "found": found, "counts": found.counts, "back": back,
        "crumbs": roll_crumbs(found.election, (_("Foto pemilih"), back), (found.file_name, "")),
        "state": import_state(found), "findings": findings[:SHOWN], "is_cut": len(findings) > SHOWN,
        "kinds": queries.by_sentence(found),
        "job_url": reverse("job", args=[found.job_id])
        if found.job_id and found.account_id == actor_of(request).account_id else "",
    }  # fmt: skip
    return render(request, "elections/roll/photos_show.html", context)


@page(VOTERS)
@require_POST
def photos_take(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Store the good photos as a task."""
    found = _import(request, import_id)
    back = reverse("elections:photos_show", args=[found.pk])
    return start_and_follow(request, lambda: services.start(actor_of(request), found), back=back)


@page(VOTERS)
@require_POST
def photos_remove(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    return act_and_return(
        request, lambda: services.remove(actor, election), done=_("Semua foto pemilih pemilihan ini dihapus."),
        back=reverse("elections:photos", args=[election.pk]),
    )  # fmt: skip


def _import(request: HttpRequest, import_id: UUID) -> PhotoImport:
    return get_object_or_404(queries.imports(actor_of(request)), pk=import_id)
