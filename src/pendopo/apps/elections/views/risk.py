"""The audit of slips: begun with dice, one slip after the other, with the arithmetic in sight."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.elections.forms_outcome import DrawForm, RiskForm
from pendopo.apps.elections.models import RiskAudit, RiskState
from pendopo.apps.elections.policy import RISK_LIMIT
from pendopo.apps.elections.queries import elections as election_queries
from pendopo.apps.elections.queries import risk as queries
from pendopo.apps.elections.queries.results import village
from pendopo.apps.elections.rules.recap import BLANK
from pendopo.apps.elections.rules.risk import UNCLEAR, Pair, expected_sample
from pendopo.apps.elections.services import risk_audits as services
from pendopo.apps.elections.views.common import (
    form_words,
    page_of,
    run_election,
    visible_election,
)
from pendopo.apps.elections.views.results import frame
from pendopo.kernel import settings_store
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import actor_of, page
from pendopo.ui.form_pages import act_and_return, form_methods, form_page

TONES = {RiskState.RUNNING: "info", RiskState.ENOUGH: "ok", RiskState.FULL_COUNT: "watch"}
SHOWN = 200


@page("elections.view")
@require_GET
def risk(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), visible_election(request, election_id)
    result = village(election)
    limit = Fraction(settings_store.value(RISK_LIMIT, on=election.day)) / 100
    votes = {number: result.votes(number) for number in result.names}
    expected = expected_sample(votes, result.total.ballots, limit) if result.is_complete else None
    audits = queries.audits(election)
    context = frame(actor, election, _("Audit slip"), "risk") | {
        "result": result, "expected": expected, "limit": float(limit * 100),
        "audits": [(one, TONES[RiskState(one.state)]) for one in audits],
        "may_start": election_queries.runs(actor, election, services.RESULTS) and expected is not None
        and not any(one.state == RiskState.RUNNING for one in audits),
    }  # fmt: skip
    return render(request, "elections/outcome/risk.html", context)


@page("elections.results")
@form_methods
def risk_start(request: HttpRequest, election_id: int) -> HttpResponseBase:
    actor, election = actor_of(request), run_election(request, election_id, services.RESULTS)

    def act(checked: RiskForm) -> str:
        given = checked.cleaned_data
        made = services.start(actor, election, risk_limit=given["risk_limit"], seed=given["seed"])
        return reverse("elections:risk_audit", args=[made.pk])

    words = form_words(
        election, "risk", _("Mulai audit slip"), _("Mulai audit"), _("Audit dimulai. Ambil slip yang ditunjuk."),
    )  # fmt: skip
    limit = settings_store.value(RISK_LIMIT, on=election.day)
    return form_page(request, RiskForm(request.POST or None, initial={"risk_limit": limit}), act, words)


@page("elections.view")
@require_GET
def risk_audit(request: HttpRequest, audit_id: int) -> HttpResponseBase:
    """Which slip is next, what was drawn, and the risk of each pair with its arithmetic."""
    actor, found = actor_of(request), _audit(request, audit_id)
    election = found.election
    progress = queries.progress(found)
    names = village(election).names
    running = found.state == RiskState.RUNNING and election.state in services.OPEN
    may_draw = running and election_queries.runs(actor, election, services.COUNT)
    form = DrawForm(choices=choices(progress.votes, names), initial={"number": progress.next.number})
    title = _("Audit slip, benih %(seed)s") % {"seed": found.seed[:8]}
    context = frame(actor, election, title, "risk", (_("Audit slip"), page_of(election, "risk"))) | {
        "found": found, "progress": progress, "tone": TONES[RiskState(found.state)], "form": form,
        "pairs": [pair_words(pair, names, progress.limit) for pair in progress.pairs], "may_draw": may_draw,
        "may_end": running and election_queries.runs(actor, election, services.RESULTS),
        "draws": [(one, choice_word(one.choice, names)) for one in reversed(progress.draws)][:SHOWN],
        "most": services.MOST_DRAWS,
    }  # fmt: skip
    return render(request, "elections/outcome/risk_audit.html", context)


def choices(votes: dict[int, int], names: dict[int, str]) -> list[tuple[int, str]]:
    """Candidates, the empty vote, a slip that cannot be read or is not there."""
    order = [*(number for number in sorted(votes) if number != BLANK), BLANK, UNCLEAR]
    return [(number, choice_word(number, names)) for number in order]


def choice_word(number: int | None, names: dict[int, str]) -> str:
    if number is None:
        return ""
    if number in (BLANK, UNCLEAR):
        return _("Suara kosong") if number == BLANK else _("Tidak terbaca atau tidak ada")
    return f"{number}. {names.get(number, '')}"


def pair_words(pair: Pair, names: dict[int, str], limit: Fraction) -> dict[str, Any]:
    """A pair for people: factors as fractions and as figures, the risk in per cent."""
    return {
        "winner": names.get(pair.winner, ""), "loser": names.get(pair.loser, ""), "share": pair.share,
        "grown": round(float(2 * pair.share), 6), "shrunk": round(float(2 - 2 * pair.share), 6),
        "for_winner": pair.for_winner, "for_loser": pair.for_loser, "p": float(pair.p * 100),
        "least": float(pair.least * 100), "is_confirmed": pair.is_confirmed(limit),
    }  # fmt: skip


@page("elections.count")
@require_POST
def risk_draw(request: HttpRequest, audit_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _audit(request, audit_id)
    progress = queries.progress(found)
    form = DrawForm(request.POST, choices=choices(progress.votes, {}))

    def act() -> None:
        if not form.is_valid():
            raise Refused(_("Pilih yang tertulis pada slip. Belum ada yang tersimpan."))
        services.draw(actor, found, number=form.cleaned_data["number"], choice=form.cleaned_data["choice"])

    back = reverse("elections:risk_audit", args=[found.pk])
    return act_and_return(request, act, done=_("Slip tersimpan."), back=back)


@page("elections.results")
@require_POST
def risk_end(request: HttpRequest, audit_id: int) -> HttpResponseBase:
    actor, found = actor_of(request), _audit(request, audit_id)
    return act_and_return(
        request, lambda: services.give_up(actor, found), done=_("Audit dilanjutkan dengan menghitung semua slip."),
        back=page_of(found.election, "handcounts"),
    )  # fmt: skip


def _audit(request: HttpRequest, audit_id: int) -> RiskAudit:
    visible = RiskAudit.objects.visible_to(actor_of(request))
    return get_object_or_404(visible.select_related("election__unit__parent"), pk=audit_id)
