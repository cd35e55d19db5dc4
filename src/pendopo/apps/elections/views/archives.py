"""Archives of the stations: taken in, their report, announced or taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_boxes import BundleForm, ReasonForm
from pendopo.apps.elections.models import Archive, Blank, Kind
from pendopo.apps.elections.queries import boxes as queries
from pendopo.apps.elections.rules.boxes import by_candidate
from pendopo.apps.elections.services import archives as services
from pendopo.apps.elections.views.common import form_words, in_election, in_page, rooms, visible_election
from pendopo.kernel import files
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page


@page("elections.view")
@require_GET
def archives(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """What came back from each station and whether it was announced."""
    election = visible_election(request, election_id)
    context: dict[str, Any] = {
        "title": _("Arsip TPS"), "crumbs": in_election(election, (_("Arsip TPS"), "")), "election": election,
        "kinds": [(kind, label, queries.rows(election, kind)) for kind, label in Kind.choices],
        "receives": actor_of(request).can("elections.results"),
        "rooms": rooms(actor_of(request), election, "archives"),
    }  # fmt: skip
    return render(request, "elections/boxes/archives.html", context)


@page("elections.results")
@form_methods
def archive_receive(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), visible_election(request, election_id)

    def act(checked: BundleForm) -> str:
        taken, job = services.receive(actor, election, raw=checked.cleaned_data["file"].read(services.MOST + 1))
        return reverse("job", args=[job.pk]) if job else reverse("elections:archive", args=[taken.pk])

    words = form_words(
        election, "archives", _("Terima berkas TPS"), _("Terima dan periksa"),
        _("Berkas diterima; arsipnya diperiksa sekarang."),
        sentence=_("Tanda tangan TPS diperiksa saat itu juga, seluruh bukti di arsip sebagai tugas."),
    )  # fmt: skip
    return form_page(request, BundleForm(request.POST or None, request.FILES or None), act, words)


@page("elections.view")
@require_GET
def archive(request: HttpRequest, archive_id: int) -> HttpResponseBase:
    """The report of the check, the figures of the station, its chronicle; the result once it was announced."""
    found, actor = _archive(request, archive_id), actor_of(request)
    election = found.box.station.election
    candidates = list(election.candidates.filter(number__isnull=False).order_by("number"))
    votes: list[tuple[str, int]] = []
    if found.counts and found.published_at:  # before, those who count the slips must not know it
        by_number = by_candidate(
            found.counts, [one.number or 0 for one in candidates], blank=election.blank == Blank.ALLOWED
        )
        names = {0: _("Suara kosong"), **{one.number or 0: one.ballot_name for one in candidates}}
        votes = [
            (f"{number}. {names[number]}" if number else names[0], count)
            for number, count in sorted(by_number.items(), key=lambda pair: pair[0] or len(names))
        ]
    context = {
        "title": _("Arsip TPS %(number)s") % {"number": found.box.station.number},
        "crumbs": in_page(election, "archives", (str(found), "")),
        "archive": found, "election": election, "votes": votes, "receives": actor.can("elections.results"),
        "reason_form": ReasonForm(), **queries.told(found), "times": _times(found),
    }  # fmt: skip
    return render(request, "elections/boxes/archive.html", context)


def _times(found: Archive) -> dict[str, Any]:
    """Of the closing report and the chronicle, as moments instead of texts."""
    told = found.closing
    return {
        "opened": datetime.fromisoformat(told["opened_at"]), "closed": datetime.fromisoformat(told["closed_at"]),
        "entries": [(datetime.fromisoformat(one["at"]), one["text"], one["officer"]) for one in found.chronicle],
    }  # fmt: skip


@page("elections.view")
@require_GET
def archive_file(request: HttpRequest, archive_id: int) -> HttpResponseBase:
    """Before it was announced the archive holds a result that those who count the slips must not know."""
    found = _archive(request, archive_id)
    if found.published_at is None:
        actor_of(request).require(services.PERMISSION)
    return files.response(found.file)


@page("elections.results")
@require_POST
def archive_publish(request: HttpRequest, archive_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _archive(request, archive_id)

    def act() -> None:
        services.publish(actor, found)

    back = reverse("elections:archive", args=[found.pk])
    return act_and_return(request, act, done=_("Hasil TPS ini diumumkan."), back=back)


@page("elections.results")
@require_POST
def archive_withdraw(request: HttpRequest, archive_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _archive(request, archive_id)
    reason = request.POST.get("reason", "")

    def act() -> None:
        services.withdraw(actor, found, reason=reason)

    back = reverse("elections:archive", args=[found.pk])
    return act_and_return(request, act, done=_("Pengumuman hasil TPS ini ditarik."), back=back)


def _archive(request: HttpRequest, archive_id: int) -> Archive:
    visible = Archive.objects.visible_to(actor_of(request))
    return get_object_or_404(
        visible.select_related("file", "box__keyset", "box__station__election__unit"), pk=archive_id
    )
