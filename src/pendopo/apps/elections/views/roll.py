"""The roll: its page, its register, one voter, the stages from DPS to DPT."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_roll import AnnounceForm, FindForm, ReasonForm, SetForm, StationForm
from pendopo.apps.elections.models import Pilkades, RollImport, Voter
from pendopo.apps.elections.queries import changes as change_queries
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.roll import age_on
from pendopo.apps.elections.services import roll as services
from pendopo.apps.elections.services import roll_papers as papers
from pendopo.apps.elections.services import split as split_services
from pendopo.apps.elections.tables_roll import findings_of, voter_state, voters_table
from pendopo.apps.elections.views.common import form_words, in_election, in_page, page_of, rooms, run_election
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.downloads import download
from pendopo.ui.form_pages import act_and_return, form_methods, form_page
from pendopo.ui.registers import Crumbs, respond

VOTERS = "elections.voters"


def roll_crumbs(election: Pilkades, *more: tuple[str, str]) -> Crumbs:
    return in_page(election, "roll", *more)


@page(VOTERS)
@require_GET
def roll(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """How far the roll is, what is missing, and the next step."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    found, sums = queries.roll_of(election), queries.sums(election)
    in_work = election.state in queries.IN_WORK
    context = {
        "title": _("Daftar pemilih"), "crumbs": in_election(election, (_("Daftar pemilih"), "")), "election": election,
        "rooms": rooms(actor, election, "roll"), "roll": found, "sums": sums, "in_work": in_work,
        "stations": queries.station_counts(election), "limit": queries.most_voters(election),
        "missing": queries.roll_missing(election), "may_run": actor.can("elections.run"),
        "may_import": in_work and found.announced_on is None,
        "may_announce": in_work and found.announced_on is None and sums.listed and actor.can("elections.run"),
        "may_withdraw": in_work and found.announced_on is not None and actor.can("elections.run"),
        "may_reopen": election.state == "dpt" and actor.can("elections.manage"),
        "waiting": change_queries.changes(actor, election).filter(state="diusulkan").count(),
        "importing": RollImport.objects.filter(election=election, state="berjalan").first(),
        "reason_form": ReasonForm(auto_id="alasan_%s"), "find_form": FindForm(),
    }  # fmt: skip
    return render(request, "elections/roll/roll.html", context)


@page(VOTERS)
@require_GET
def voters(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """The register; a download of it is a read of personal data and is recorded as one."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    kind = request.GET.get("unduh", "")
    if kind == "xlsx":
        services.record_export(actor, election, kind=kind)
    return respond(
        request, voters_table(election), queries.voters(actor, election), subtitle=election.unit.name,
        crumbs=roll_crumbs(election, (_("Semua pemilih"), "")), template="elections/roll/voters.html",
        context={"election": election, "find_form": FindForm(), "may_change": election.state in queries.IN_WORK},
    )  # fmt: skip


@page(VOTERS)
@require_POST
def find(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Voters by NIK, name or code: asked for by POST, so that no name or number stands in an address or a log."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    form = FindForm(request.POST)
    found = queries.find(actor, election, form.cleaned_data["text"]) if form.is_valid() else []
    if len(found) == 1:
        return redirect("elections:voter", found[0].pk)
    context = {
        "title": _("Cari pemilih"), "crumbs": roll_crumbs(election, (_("Cari pemilih"), "")), "election": election,
        "find_form": form, "found": [(row, voter_state(row)) for row in found], "most": queries.MOST_FOUND,
        "is_cut": len(found) >= queries.MOST_FOUND,
    }  # fmt: skip
    return render(request, "elections/roll/found.html", context)


@page(VOTERS)
@require_GET
def voter(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    actor, row = actor_of(request), voter_of(request, voter_id)
    election = row.election
    in_work, listed = election.state in queries.IN_WORK, row.state == "terdaftar"
    context = {
        "title": row.name, "crumbs": roll_crumbs(election, (row.name, "")), "election": election, "voter": row,
        "state": voter_state(row), "age": age_on(row.born_on, election.day), "address": queries.address_of(row),
        "findings": findings_of(row), "changes": change_queries.of_voter(row), "in_work": in_work and listed,
        "may_strike": listed and election.state in services.AFTER_SET,
        "away": list(queries.elsewhere(actor, election, [row.nik]).values()) if listed else [],
        "station_form": StationForm(election, initial={"station": row.station_id}, auto_id="tps_%s"),
        "reason_form": ReasonForm(auto_id="alasan_%s"),
    }  # fmt: skip
    return render(request, "elections/roll/voter.html", context)


@page(VOTERS)
@require_POST
def voter_move(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    actor, row = actor_of(request), voter_of(request, voter_id)
    form = StationForm(row.election, request.POST)
    back = reverse("elections:voter", args=[row.pk])
    if not form.is_valid():
        messages.error(request, _("Pilih TPS dari pemilihan yang sama."))
        return redirect(back)
    station = form.cleaned_data["station"]
    return act_and_return(
        request, lambda: split_services.move_voter(actor, row, station=station),
        done=_("Pemilih dipindahkan ke TPS %(n)s.") % {"n": station.number}, back=back,
    )  # fmt: skip


@page(VOTERS)
@require_POST
def voter_strike(request: HttpRequest, voter_id: int) -> HttpResponseBase:
    actor, row = actor_of(request), voter_of(request, voter_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.note_removal(actor, row, reason=reason),
        done=_("Pemilih dicoret dari DPT; nomornya dibiarkan kosong."), back=reverse("elections:voter", args=[row.pk]),
    )  # fmt: skip


@page("elections.run")
@form_methods
def roll_announce(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id)

    def act(checked: AnnounceForm) -> None:
        services.announce(actor, election, **checked.cleaned_data)

    words = form_words(
        election, "roll", _("Umumkan DPS"), _("Umumkan DPS"), _("DPS diumumkan. Cetak daftarnya untuk papan desa."),
        _("Sesudah diumumkan, daftar hanya berubah lewat usulan perbaikan. Lamanya mengikuti pengaturan."),
    )  # fmt: skip
    return form_page(request, AnnounceForm(request.POST or None), act, words)


@page("elections.run")
@require_POST
def roll_withdraw(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.withdraw(actor, election, reason=reason), done=_("Pengumuman DPS ditarik."),
        back=page_of(election, "roll"),
    )  # fmt: skip


@page("elections.run")
@form_methods
def roll_set(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """Set the DPT; what is missing is said with the form."""
    actor, election = actor_of(request), run_election(request, election_id)

    def act(checked: SetForm) -> None:
        services.set_roll(actor, election, **checked.cleaned_data)

    words = form_words(
        election, "roll", _("Tetapkan DPT"), _("Tetapkan DPT"),
        _("DPT ditetapkan. Nomor, sidik daftar, dan kode undangan sudah dibuat."),
        _("Daftar dikunci dan setiap pemilih mendapat nomor di TPS-nya."),
    )  # fmt: skip
    initial = {"decree_number": queries.roll_of(election).decree_number}
    form = SetForm(request.POST or None, initial=initial)
    return form_page(request, form, act, words, template="elections/roll/set.html",
                     context={"missing": queries.roll_missing(election)})  # fmt: skip


@page("elections.manage")
@require_POST
def roll_reopen(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, "elections.manage")
    reason = request.POST.get("reason", "")
    return act_and_return(
        request, lambda: services.reopen(actor, election, reason=reason), done=_("DPT dibuka kembali."),
        back=page_of(election, "roll"),
    )  # fmt: skip


@page(VOTERS)
@require_GET
def roll_board(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """The DPS or DPT for the village board, without NIK."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    name = "dpt" if election.roll_set_on else "dps"
    return paper(request, election, lambda: papers.board(actor, election), f"{name}.pdf")


@page(VOTERS)
@require_GET
def roll_record(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    return paper(request, election, lambda: papers.record(actor, election), "berita-acara-dpt.pdf")


@page(VOTERS)
@require_GET
def split(request: HttpRequest, election_id: int) -> HttpResponseBase:
    """How the voters would be divided; nothing is stored by looking."""
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    found = split_services.proposal(actor, election)
    context = {
        "title": _("Bagi pemilih ke TPS"), "election": election,
        "crumbs": roll_crumbs(election, (_("Bagi ke TPS"), "")),
        "found": found, "in_work": election.state in queries.IN_WORK, "sums": queries.sums(election),
        "rows": [(one, found.shares.get(one.number, []), found.total(one.number)) for one in found.stations],
    }  # fmt: skip
    return render(request, "elections/roll/split.html", context)


@page(VOTERS)
@require_POST
def split_accept(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, VOTERS)
    digest = request.POST.get("digest", "")
    return act_and_return(
        request, lambda: split_services.accept(actor, election, digest=digest), done=_("Pembagian TPS tersimpan."),
        back=reverse("elections:roll_split", args=[election.pk]),
    )  # fmt: skip


def paper(request: HttpRequest, election: Pilkades, make: Callable[[], bytes], name: str) -> HttpResponseBase:
    """A PDF as a download, or the refusal on the page of the roll."""
    try:
        content = make()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(page_of(election, "roll"))
    return download(content, name)


def voter_of(request: HttpRequest, voter_id: int) -> Voter:
    rows = Voter.objects.visible_to(actor_of(request))
    return get_object_or_404(rows.select_related("election__unit__parent", "station", "hamlet"), pk=voter_id)
