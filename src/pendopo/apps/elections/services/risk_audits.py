"""A risk-limiting audit of slips (BRAVO): begun with a public seed, one slip after the other, ended."""

from __future__ import annotations

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import ElectionState, Pilkades, RiskAudit, RiskState
from pendopo.apps.elections.queries import risk as queries
from pendopo.apps.elections.queries.results import village
from pendopo.apps.elections.rules.recap import BLANK
from pendopo.apps.elections.rules.risk import UNCLEAR
from pendopo.apps.elections.services.elections import locked, require_runner
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

RESULTS, COUNT = "elections.results", "elections.count"
SEED_DIGITS = 20
MOST_DRAWS = 2000
OPEN = (ElectionState.VOTING, ElectionState.COUNTED)


@transaction.atomic
def start(actor: Actor, election: Pilkades, *, risk_limit: Decimal, seed: str) -> RiskAudit:
    """Fixes what was reported. `seed`: at least 20 digits thrown in public. `risk_limit` in per cent."""
    require_runner(actor, election, RESULTS)
    _require_between(election)
    digits = "".join(seed.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) >= SEED_DIGITS):
        raise Refused(_("Benih sedikitnya %(n)s angka hasil lemparan dadu.") % {"n": SEED_DIGITS}, field="seed")
    if not Decimal("0.1") <= risk_limit <= Decimal(20):
        raise Refused(_("Batas risiko antara 0,1 dan 20 persen."), field="risk_limit")
    result = village(election)
    if not result.is_complete:
        raise Refused(_("Hasil semua TPS harus diumumkan dahulu; audit memeriksa hasil itu."))
    if len(result.leaders) != 1 or len(result.names) < 2:
        raise Refused(
            _("Tidak ada satu calon dengan suara terbanyak, jadi audit tidak dapat membenarkannya. Hitung semua slip.")
        )
    votes = {number: result.votes(number) for number in result.names} | {BLANK: result.total.blank}
    try:
        with transaction.atomic():
            made = RiskAudit.objects.create(
                election=election, risk_limit=risk_limit, seed=digits[:80], started_by=actor.name,
                votes={str(number): count for number, count in votes.items()}, manifest=queries.manifest_of(result),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("Masih ada audit yang berjalan. Selesaikan dahulu.")) from None
    audit.record("elections.risk_start", election, actor, seed=made.seed, limit=str(risk_limit))
    return made


@transaction.atomic
def draw(actor: Actor, found: RiskAudit, *, number: int, choice: int) -> RiskAudit:
    """What is on the slip of the next place. `number` says which draw is meant, so that none is entered twice."""
    require_runner(actor, found.election, COUNT)
    _require_between(found.election)
    row = RiskAudit.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if row.state != RiskState.RUNNING:
        raise Refused(_("Audit ini sudah selesai."))
    progress = queries.progress(row)
    if number != progress.next.number:
        raise Refused(_("Slip ini sudah dimasukkan. Halaman memuat undian berikutnya."))
    if choice != UNCLEAR and choice not in progress.votes:
        raise Refused(_("Pilih yang tertulis pada slip."), field="choice")
    if number > MOST_DRAWS:
        raise Refused(
            _("Sudah %(n)s undian tanpa hasil cukup. Lanjutkan dengan menghitung semua slip.") % {"n": MOST_DRAWS}
        )
    row.draws = [*row.draws, [progress.next.station, progress.next.slip, choice]]
    if queries.progress(row).is_enough:
        row.state, row.ended_at = RiskState.ENOUGH, timezone.now()
    row.save(update_fields=["draws", "state", "ended_at"])
    audit.record(
        "elections.risk_draw", row.election, actor,
        number=number, station=progress.next.station, slip=progress.next.slip, choice=choice,
    )  # fmt: skip
    return row


@transaction.atomic
def give_up(actor: Actor, found: RiskAudit) -> None:
    """The sample does not convince: every slip is counted by hand instead."""
    require_runner(actor, found.election, RESULTS)
    _require_between(found.election)
    changed = RiskAudit.objects.filter(pk=found.pk, state=RiskState.RUNNING).update(
        state=RiskState.FULL_COUNT, ended_at=timezone.now()
    )
    if not changed:
        raise Refused(_("Audit ini sudah selesai."))
    audit.record("elections.risk_full", found.election, actor, draws=len(found.draws))


def _require_between(election: Pilkades) -> None:
    """Before the vote there are no slips; a determination is not shaken by a slip drawn afterwards."""
    if locked(election).state not in OPEN:
        raise Refused(_("Audit slip berjalan sesudah pemungutan suara dan sebelum penetapan."))
