"""Who was elected: recorded once with the sheet of its reckoning, taken back only with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.elections.models import Candidate, Determination, ElectionState, Pilkades
from pendopo.apps.elections.queries import determination as queries
from pendopo.apps.elections.queries.results import VillageResult, village
from pendopo.apps.elections.rules.ties import RULES, Sheet
from pendopo.apps.elections.services import elections
from pendopo.kernel import audit, workflow
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.workflow import Move

MANAGE = "elections.manage"
TAKE_BACK = Move(
    "cabut_penetapan", gettext_lazy("Cabut penetapan"), (ElectionState.DETERMINED,), ElectionState.COUNTED, MANAGE
)


@dataclass(frozen=True, slots=True)
class Decree:
    """The committee's decision. `winner` (number) and `basis` only where no rule decided."""

    number: str
    on: date
    winner: int | None = None
    basis: str = ""
    regulation_id: int | None = None


@transaction.atomic
def set_tie_rule(actor: Actor, election: Pilkades, *, rule: str, basis: str) -> None:
    """Another rule for this election, with its basis; "" goes back to the regency's."""
    found = elections.locked(election)
    elections.require_runner(actor, found, MANAGE)
    elections.refuse_over(found)
    if rule and rule not in RULES:
        raise Refused(_("Aturan ini tidak dikenal. Pilih dari daftar."), field="rule")
    if rule and not basis.strip():
        raise Refused(_("Tulis dasar hukumnya; ia tercetak pada lembar perhitungan."), field="basis")
    announced = village(found).is_begun
    fields = {"tie_rule": rule, "tie_basis": basis.strip()[:200] if rule else ""}
    Pilkades.objects.filter(pk=found.pk).update(**fields)
    for name, value in fields.items():
        setattr(election, name, value)
    audit.record("elections.tie_rule", election, actor, rule=rule, basis=fields["tie_basis"], after_results=announced)


@transaction.atomic
def determine(actor: Actor, election: Pilkades, *, decree: Decree) -> Determination:
    """Records the winner and moves the election on. Raises Refused with everything that is missing."""
    found = elections.locked(election)
    elections.require_runner(actor, found, MANAGE)
    result = village(found)
    missing = [str(one.missing or one.label) for one in queries.readiness(result) if not one.is_met]
    if missing:
        words = _("Penetapan belum dapat dicatat. Tidak ada yang berubah. Yang kurang: %(list)s")
        raise Refused(words % {"list": " · ".join(missing)})
    if not decree.number.strip():
        raise Refused(_("Isi nomor keputusan panitia."), field="number")
    if not found.day <= decree.on <= today():
        raise Refused(_("Tanggal keputusan harus antara hari pemungutan suara dan hari ini."), field="on")
    sheet = queries.sheet(result)
    number = _winner(sheet, decree)
    winner = Candidate.objects.filter(election=found, number=number).first()
    if winner is None:
        raise Refused(_("Calon nomor %(n)s tidak ada pada pemilihan ini.") % {"n": number}, field="winner")
    basis = decree.basis.strip() if sheet.winner is None else queries.basis_of(result, sheet.rule)
    try:
        with transaction.atomic():
            made = Determination.objects.create(
                election=found, winner=winner, votes=result.votes(number), tie_rule=sheet.rule,
                basis=basis[:250],
                sheet=sheet.as_data() | _frozen(result), decree_number=decree.number.strip()[:120],
                determined_on=decree.on, determined_by=actor.name,
                regulation_id=decree.regulation_id or found.regulation_id,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("Penetapan sudah tercatat. Muat ulang halaman.")) from None
    audit.record(
        "elections.determine", election, actor,
        number=made.decree_number, winner=winner.ballot_name, votes=made.votes, rule=sheet.rule,
    )  # fmt: skip
    elections.move(actor, election, "tetapkan")
    return made


def _winner(sheet: Sheet, decree: Decree) -> int:
    if sheet.winner is not None:
        if decree.winner not in (None, sheet.winner):
            raise Refused(
                _("Calon terpilih sudah jelas dari suara atau aturannya; ia tidak dapat diganti."), field="winner"
            )
        return sheet.winner
    left = sheet.steps[-1].left if sheet.steps else []
    if not left:
        raise Refused(_("Belum ada suara untuk calon mana pun; calon terpilih tidak dapat ditetapkan."))
    if decree.winner not in left:
        raise Refused(_("Suara tetap sama. Pilih calon terpilih menurut keputusan panitia."), field="winner")
    if not decree.basis.strip():
        raise Refused(_("Tulis dasar keputusan panitia, karena aturan tidak memutuskan."), field="basis")
    return int(decree.winner or 0)


def _frozen(result: VillageResult) -> dict[str, Any]:
    """The figures as they stood: the report is printed from here, whatever comes later."""
    return {
        "names": {str(number): name for number, name in result.names.items()},
        "registered": result.registered,
        "attended": result.total.attended,
        "extra": result.total.extra,
        "blank": result.total.blank,
        "valid": result.total.valid,
        "stations": [
            {
                "number": one.station.number, "registered": one.figures.registered, "attended": one.figures.attended,
                "votes": {str(number): count for number, count in (one.figures.votes or {}).items()},
                "last_event": one.archive.last_event if one.archive else "",
            }
            for one in result.stations
        ],
    }  # fmt: skip


@transaction.atomic
def withdraw(actor: Actor, determination: Determination, *, reason: str) -> None:
    """Takes it back; the election returns to its counted state. Not once it was archived."""
    election = elections.locked(determination.election)
    elections.require_runner(actor, election, MANAGE)
    reason = elections.require_reason(reason)
    changed = Determination.objects.filter(pk=determination.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_because=reason, withdrawn_by=actor.name
    )
    if not changed:
        raise Refused(_("Penetapan ini sudah dicabut."))
    workflow.apply(actor, election, TAKE_BACK)
    audit.record(
        "elections.determination_withdraw", election, actor,
        number=determination.decree_number, reason=reason.strip()[:250],
    )  # fmt: skip
