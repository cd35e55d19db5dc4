"""Who runs and watches an election; PIN slips."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms import MemberForm, ReasonForm
from pendopo.apps.elections.models import Member, MemberRole, Pilkades
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.queries import members as queries
from pendopo.apps.elections.queries.stations import run_stations
from pendopo.apps.elections.rules.roles import WITH_PIN
from pendopo.apps.elections.services import members as services
from pendopo.apps.elections.services.elections import OVER
from pendopo.apps.elections.tables import MEMBERS, election_state, member_state
from pendopo.apps.elections.views.common import (
    form_words,
    in_election,
    in_page,
    page_of,
    rooms,
    run_election,
    tabs,
    visible_election,
)
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page
from pendopo.ui.registers import respond


@page("elections.view")
@require_GET
def all_members(request: HttpRequest) -> HttpResponseBase:
    return respond(
        request, MEMBERS, queries.members(actor_of(request)), template="elections/register.html",
        context={"tabs": tabs("all_members")},
    )  # fmt: skip


@page("elections.view")
@require_GET
def members(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """The village's own people, then each station's."""
    actor, found = actor_of(request), visible_election(request, election_id)
    rows = list(found.members.select_related("station", "candidate", "person"))
    order = {role: place for place, role in enumerate(MemberRole.values)}
    rows.sort(key=lambda row: (row.station.number if row.station else 0, order[row.role], row.name))
    groups = [
        (station, [(row, member_state(row)) for row in same])
        for station, same in groupby(rows, lambda row: row.station)
    ]
    runs = election_queries.runs(actor, found) and found.state not in OVER
    context = {
        "title": _("Petugas"),
        "crumbs": in_election(found),
        "election": found,
        "state": election_state(found),
        "rooms": rooms(actor, found, "members"),
        "groups": groups,
        "bare": [one for one in found.stations.all() if one.pk not in {row.station_id for row in rows}],
        "runs": runs,
        "with_pin": WITH_PIN,
        "may_remove": found.state in ("persiapan", "pendaftaran"),
    }
    return render(request, "elections/members.html", context)


@page("elections.run")
@form_methods
def member_add(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), run_election(request, election_id)
    text = request.GET.get("orang", "")[:80]
    form = MemberForm(
        request.POST or None, actor=actor, election=found, text=text,
        initial={"station": request.GET.get("tps", "")[:10], "role": request.GET.get("tugas", "")[:14]},
    )  # fmt: skip

    def act(checked: MemberForm) -> None:
        services.add(actor, found, facts=checked.facts())

    words = form_words(found, "members", _("Tambah petugas"), _("Simpan petugas"), _("Petugas ditambahkan."))
    return form_page(request, form, act, words, template="elections/member_form.html", context={"text": text})


@page("elections.run")
@form_methods
def member_edit(request: HttpRequest, member_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    member = _member(actor, member_id)
    text = request.GET.get("orang", "")[:80]
    form = MemberForm(request.POST or None, actor=actor, election=member.election, member=member, text=text)

    def act(checked: MemberForm) -> None:
        services.edit(actor, member, facts=checked.facts())

    words = form_words(
        member.election, "members", _("Ubah petugas"), _("Simpan perubahan"), _("Perubahan tersimpan."),
        _("Mengganti orang, tugas, atau TPS membuat PIN lama tidak berlaku."),
    )  # fmt: skip
    return form_page(request, form, act, words, template="elections/member_form.html", context={"text": text})


@page("elections.run")
@form_methods
def member_leave(request: HttpRequest, member_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    member = _member(actor, member_id)

    def act(checked: ReasonForm) -> None:
        services.leave(actor, member, on=today(), reason=checked.cleaned_data["reason"])

    words = form_words(
        member.election, "members", _("Catat %(name)s berhenti") % {"name": member.name}, _("Catat berhenti"),
        _("Petugas dicatat berhenti; PIN-nya tidak berlaku lagi."),
        _("Paket TPS yang sudah dibuat masih memuat PIN lama. Buat paket baru bila sudah ada."),
    )  # fmt: skip
    return form_page(request, ReasonForm(request.POST or None), act, words)


@page("elections.run")
@require_POST
def member_remove(request: HttpRequest, member_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    member = _member(actor, member_id)
    return act_and_return(
        request, lambda: services.remove(actor, member), done=_("Petugas dihapus."),
        back=page_of(member.election, "members"),
    )  # fmt: skip


@page("elections.run")
@require_POST
def member_pin(request: HttpRequest, member_id: int) -> HttpResponseBase:
    actor = actor_of(request)
    member = _member(actor, member_id)
    return _slips(request, actor, member.election, [member])


@page("elections.run")
@require_POST
def station_pins(request: HttpRequest, station_id: int) -> HttpResponseBase:
    """New PINs for everybody of a station, on one sheet to cut."""
    actor = actor_of(request)
    station = get_object_or_404(run_stations(actor), pk=station_id)
    rows = station.members.filter(left_on__isnull=True).select_related("election__unit", "station")
    return _slips(request, actor, station.election, list(rows))


def _slips(request: HttpRequest, actor: Actor, found: Pilkades, rows: Sequence[Member]) -> HttpResponseBase:
    """The slips, in the answer to this one request and nowhere else."""
    back = page_of(found, "members")
    try:
        slips = services.issue_pins(actor, rows)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    context: dict[str, Any] = {
        "title": _("Slip PIN"), "crumbs": in_page(found, "members", (_("Slip PIN"), "")),
        "election": found, "slips": slips, "back": back,
    }  # fmt: skip
    answer = render(request, "elections/pins.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _member(actor: Actor, member_id: int) -> Member:
    rows = Member.objects.select_related("election__unit", "station", "person")
    return get_object_or_404(rows, pk=member_id, election__in=election_queries.run_by(actor))
