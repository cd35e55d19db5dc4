"""Whether the winner can be determined, and the sheet of the reckoning."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Candidate, ElectionState, Voter, VoterState
from pendopo.apps.elections.policy import (
    REQUIRE_HANDCOUNT,
    TIE_NEXT,
    TIE_RULE,
    TIE_RULE_SINGLE,
    WAIT_OBJECTIONS,
)
from pendopo.apps.elections.queries import handcounts, objections
from pendopo.apps.elections.queries.results import VillageResult
from pendopo.apps.elections.rules.moves import Check
from pendopo.apps.elections.rules.ties import RULES, Case, Home, Sheet, decide
from pendopo.kernel import settings_store
from pendopo.kernel.clock import today
from pendopo.ui import formats


def sheet(result: VillageResult) -> Sheet:
    """The reckoning with the rule in force on the day of voting, or the election's own."""
    election = result.election
    rule = election.tie_rule or str(settings_store.value(TIE_RULE, on=election.day))
    single = election.tie_rule or str(settings_store.value(TIE_RULE_SINGLE, on=election.day))
    return decide(case(result), rule=rule, rule_single=single)


def case(result: VillageResult) -> Case:
    return Case(
        [one.figures for one in result.stations], result.names, _homes(result),
        bool(settings_store.value(TIE_NEXT, on=result.election.day)),
    )  # fmt: skip


def _homes(result: VillageResult) -> dict[int, Home]:
    """Only looked up where there is a tie: two statements."""
    if not result.is_tied:
        return {}
    found = {}
    rows = Candidate.objects.filter(election=result.election, number__in=result.leaders, hamlet__isnull=False)
    for one in rows.select_related("hamlet"):
        if one.number is not None and one.hamlet is not None:
            listed = Voter.objects.filter(hamlet=one.hamlet, state=VoterState.LISTED).count()
            found[one.number] = Home(one.hamlet.name, listed)
    return found


def basis_of(result: VillageResult, rule: str) -> str:
    """The law under the sheet: the election's own basis, else that of the rule."""
    if result.election.tie_rule and result.election.tie_basis:
        return result.election.tie_basis
    return RULES[rule].basis if rule in RULES else ""


def readiness(result: VillageResult) -> list[Check]:
    """What a determination waits for, met or not."""
    return list(_checks(result))


def _checks(result: VillageResult) -> Iterator[Check]:
    election = result.election
    yield Check(
        _("Suara dinyatakan dihitung"), election.state == ElectionState.COUNTED,
        _("Nyatakan suara dihitung pada halaman pemilihan."), "elections:election",
    )  # fmt: skip
    lacking = ", ".join(str(one.station) for one in result.stations if not one.is_counted)
    yield Check(
        _("Hasil semua TPS diumumkan"), result.is_complete,
        _("Hasil belum diumumkan untuk %(list)s.") % {"list": lacking or _("satu TPS pun")}, "elections:archives",
    )  # fmt: skip
    if settings_store.value(REQUIRE_HANDCOUNT, on=election.day):
        open_ones = handcounts.unsettled(election)
        yield Check(
            _("Slip semua TPS dihitung, perbedaan dijelaskan"), bool(result.stations) and not open_ones,
            _("Slip belum dihitung atau perbedaannya belum dijelaskan: %(list)s.") % {"list": ", ".join(open_ones)},
            "elections:handcounts",
        )  # fmt: skip
    waiting = objections.waiting(election).filter(answer_by__gte=today()).count()
    yield Check(
        _("Keberatan dijawab atau batas jawabnya lewat"), not waiting,
        _("%(n)s keberatan belum dijawab.") % {"n": waiting}, "elections:objections",
    )  # fmt: skip
    if settings_store.value(WAIT_OBJECTIONS, on=election.day):
        last = objections.last_day_to_file(result)
        yield Check(
            _("Masa pengajuan keberatan selesai"), last is not None and last < today(),
            _("Keberatan dapat diajukan sampai %(day)s.") % {"day": formats.long_date(last)}
            if last else _("Masa keberatan dihitung sejak hasil semua TPS diumumkan."),
            "elections:objections",
        )  # fmt: skip
