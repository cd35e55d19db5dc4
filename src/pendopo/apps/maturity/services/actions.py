"""The action plan: the koordinator plans, offices report, everything leaves a line in the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.maturity.models import Action, ActionNote, ActionState, Assessment, Finding, Scenario
from pendopo.apps.maturity.queries.actions import OPEN, given_recommendations
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.services.insight import OVERDUE, refresh
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import NotAllowed, Refused
from pendopo.kernel.units.models import Unit
from pendopo.kernel.workflow import Move

PLAN, ACT = "maturity.plan", "maturity.act"
PLANNED, RUNNING, DONE, DROPPED = ActionState.PLANNED, ActionState.RUNNING, ActionState.DONE, ActionState.DROPPED


@dataclass(frozen=True, kw_only=True)
class ActionFacts:
    """What an action says; levels are of the indicator `code` and may be left out together."""

    title: str
    unit: Unit
    due: date
    output: str = ""
    code: str = ""
    level_from: int | None = None
    level_to: int | None = None
    finding: Finding | None = None


def moves(actor: Actor) -> tuple[Move, ...]:
    """Who plans may do all; an office starts and finishes its own."""
    own = PLAN if actor.can(PLAN) else ACT
    return (
        Move("mulai", gettext_lazy("Mulai dikerjakan"), (PLANNED,), RUNNING, own),
        Move("selesai", gettext_lazy("Nyatakan selesai"), (PLANNED, RUNNING), DONE, own),
        Move("hentikan", gettext_lazy("Hentikan"), (PLANNED, RUNNING), DROPPED, PLAN),
        Move("buka", gettext_lazy("Buka kembali"), (DONE, DROPPED), RUNNING, PLAN),
    )


def may_report(actor: Actor, action: Action) -> bool:
    """The office that answers for it, and who plans."""
    return action.state in OPEN and (actor.can(PLAN) or actor.can(ACT)) and actor.covers(action.unit.path)


@transaction.atomic
def plan(actor: Actor, assessment: Assessment, *, facts: ActionFacts) -> Action:
    """Add an action of its own or to a recommendation."""
    actor.require(PLAN)
    _check(assessment, facts)
    action = Action.objects.create(assessment=assessment, created_by=actor.name[:150], **_columns(facts))
    audit.record("maturity.plan_action", action, actor, **_words(facts))
    refresh((OVERDUE,))
    return action


@transaction.atomic
def change(actor: Actor, action: Action, *, facts: ActionFacts) -> list[str]:
    """Change what an open action says; returns the names of the fields that changed."""
    actor.require(PLAN)
    row = _locked(action)
    if row.state not in OPEN:
        raise Refused(_("Rencana aksi ini sudah ditutup. Buka kembali dulu, lalu ubah."))
    _check(row.assessment, facts)
    wanted = _columns(facts)
    before = {name: _plain(getattr(row, name)) for name in wanted}
    changed = [name for name in wanted if getattr(row, name) != wanted[name]]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, wanted[name])
    row.save(update_fields=changed)
    what = {name: [before[name], _plain(wanted[name])] for name in changed}
    audit.record("maturity.change_action", row, actor, **what)
    refresh((OVERDUE,))
    return changed


@transaction.atomic
def from_scenario(
    actor: Actor, scenario: Scenario, *, rows: Sequence[ActionFacts]
) -> tuple[list[Action], list[ActionFacts]]:
    """Make the raises of a scenario actions. Returns what was made, and what an open action plans already."""
    actor.require(PLAN)
    if not rows:
        raise Refused(_("Belum ada indikator yang dipilih. Centang kenaikan yang akan dijadikan rencana aksi."))
    assessment = scenario.assessment
    open_ones = Action.objects.filter(assessment=assessment, state__in=OPEN)
    there = set(open_ones.values_list("code", "level_to"))
    made, known = [], []
    for facts in rows:
        if (facts.code, facts.level_to) in there:
            known.append(facts)
            continue
        _check(assessment, facts)
        made.append(Action.objects.create(assessment=assessment, created_by=actor.name[:150], **_columns(facts)))
    codes = [one.code for one in made]
    audit.record("maturity.plan_scenario", scenario, actor, name=scenario.name, codes=codes, known=len(known))
    refresh((OVERDUE,))
    return made, known


@transaction.atomic
def report(actor: Actor, action: Action, *, percent: int, text: str) -> ActionNote:
    """Tell how far an action is. 100 finishes it; anything above 0 starts it."""
    if not actor.can(PLAN):
        actor.require(ACT)
    row = _locked(action)
    _own(actor, row)
    if row.state not in OPEN:
        raise Refused(_("Rencana aksi ini sudah ditutup, jadi kemajuannya tidak dapat ditambah."))
    if not 0 <= percent <= 100:
        raise Refused(_("Kemajuan diisi 0 sampai 100 persen."), field="percent")
    if not text.strip():
        raise Refused(_("Tulis apa yang sudah dikerjakan, walau satu kalimat."), field="text")
    note = ActionNote.objects.create(
        action=row, percent=percent, text=text.strip(), by_name=actor.name[:150], account_id=actor.account_id
    )
    before, row.percent = row.percent, percent
    row.state = DONE if percent == 100 else (RUNNING if percent else row.state)
    row.save(update_fields=["percent", "state"])
    audit.record("maturity.report_action", row, actor, percent=[before, percent], state=str(row.state))
    refresh((OVERDUE,))
    return note


@transaction.atomic
def move(actor: Actor, action: Action, name: str, *, reason: str = "") -> None:
    """Start, finish, drop or open again. Dropping and opening again need a reason."""
    step = next((one for one in moves(actor) if one.name == name), None)
    if step is None:
        raise Refused(_("Langkah ini tidak dikenal."))
    actor.require(step.permission)
    _own(actor, action)
    if step.target == DROPPED and not reason.strip():
        raise Refused(_("Tulis alasan menghentikan rencana aksi ini."), field="reason")
    if name == "buka" and not reason.strip():
        raise Refused(_("Tulis alasan membuka kembali rencana aksi ini."), field="reason")
    percent = 100 if step.target == DONE else (min(action.percent, 99) if name == "buka" else action.percent)
    workflow.apply(actor, action, step, percent=percent)
    text = reason.strip() or str(step.label)
    ActionNote.objects.create(
        action=action, percent=percent, text=text, by_name=actor.name[:150], account_id=actor.account_id
    )
    audit.record(f"maturity.action_{name}", action, actor, reason=reason.strip())
    refresh((OVERDUE,))


def _locked(action: Action) -> Action:
    return Action.objects.select_for_update(of=("self",)).select_related("unit", "assessment").get(pk=action.pk)


def _own(actor: Actor, action: Action) -> None:
    if not actor.covers(action.unit.path):
        raise NotAllowed(ACT)


def _check(assessment: Assessment, facts: ActionFacts) -> None:
    if not facts.title.strip():
        raise Refused(_("Tulis apa yang akan dikerjakan."), field="title")
    if facts.finding is not None and not given_recommendations(assessment).filter(pk=facts.finding.pk).exists():
        raise Refused(_("Rekomendasi itu bukan dari penilaian ini."), field="finding")
    if facts.due.year < assessment.year:
        raise Refused(_("Tenggat tidak boleh sebelum tahun penilaian."), field="due")
    _check_levels(assessment, facts)


def _check_levels(assessment: Assessment, facts: ActionFacts) -> None:
    instrument = loading.get(assessment.instrument)
    if not facts.code:
        if facts.level_from is not None or facts.level_to is not None:
            raise Refused(_("Pilih indikator dulu bila menulis tingkat."), field="code")
        return
    if facts.code not in instrument.entries:
        raise Refused(_("Indikator itu tidak ada pada instrumen ini."), field="code")
    if facts.level_to is None:
        if facts.level_from is not None:
            raise Refused(_("Tulis tingkat yang dituju."), field="level_to")
        return
    if not instrument.level_min <= facts.level_to <= instrument.level_max:
        words = _("Tingkat yang dituju harus %(low)s sampai %(high)s.")
        raise Refused(words % {"low": instrument.level_min, "high": instrument.level_max}, field="level_to")
    if facts.level_from is not None and facts.level_from >= facts.level_to:
        raise Refused(_("Tingkat yang dituju harus di atas tingkat sekarang."), field="level_to")


def _columns(facts: ActionFacts) -> dict[str, object]:
    return {
        "title": facts.title.strip()[:250],
        "output": facts.output.strip()[:250],
        "unit": facts.unit,
        "due": facts.due,
        "code": facts.code,
        "level_from": facts.level_from,
        "level_to": facts.level_to,
        "finding": facts.finding,
    }


def _words(facts: ActionFacts) -> dict[str, object]:
    return {name: _plain(value) for name, value in _columns(facts).items() if value not in (None, "")}


def _plain(value: object) -> object:
    if isinstance(value, Unit):
        return value.short_name
    if isinstance(value, Finding):
        return value.pk
    return value if value is None or isinstance(value, int | str) else str(value)
