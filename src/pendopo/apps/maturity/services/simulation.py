"""Points of effort that the regency sets, and scenarios that somebody keeps with their proof."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, Effort, Scenario
from pendopo.apps.maturity.queries import simulation
from pendopo.apps.maturity.queries.shown import exact
from pendopo.apps.maturity.queries.simulation import Points, Question
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.optimum import BadWish, default_efforts
from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

PLAN = "maturity.plan"
MOST = 999
SCENARIOS = 50


@transaction.atomic
def set_efforts(actor: Actor, instrument: Instrument, *, points: Mapping[tuple[str, int], int]) -> int:
    """Keep the points that differ from the starting ones; returns how many steps changed."""
    actor.require(PLAN)
    start = default_efforts(instrument)
    for (code, level), value in points.items():
        if (code, level) not in start:
            raise Refused(_("Langkah ini tidak ada pada instrumen."), field=f"{code}.{level}")
        if type(value) is not int or not 0 <= value <= MOST:
            words = _("Bobot upaya indikator %(code)s ke tingkat %(level)s harus bilangan bulat 0 sampai %(most)s.")
            raise Refused(words % {"code": code, "level": level, "most": MOST}, field=f"{code}.{level}")
    before = simulation.efforts_of(instrument.key)
    wanted = {key: value for key, value in points.items() if value != start[key]}
    after: Points = {**{key: value for key, value in before.items() if key not in points}, **wanted}
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if not changed:
        return 0
    _store(actor, instrument.key, after, changed)
    what = {
        f"{code}>{level}": [_said(before, start, code, level), _said(after, start, code, level)]
        for code, level in sorted(changed)
    }
    audit.record("maturity.set_efforts", "maturity.effort", actor, instrument=instrument.key, points=what)
    return len(changed)


@transaction.atomic
def reset_efforts(actor: Actor, instrument: Instrument) -> int:
    """Back to the starting points; returns how many steps were the regency's own."""
    actor.require(PLAN)
    count, _rows = Effort.objects.filter(instrument=instrument.key).delete()
    if count:
        audit.record("maturity.reset_efforts", "maturity.effort", actor, instrument=instrument.key, steps=count)
    return count


@transaction.atomic
def keep(actor: Actor, assessment: Assessment, *, name: str, question: Question) -> Scenario:
    """Keep a simulation under a name, with the levels and the proof as they are now."""
    actor.require(PLAN)
    name = name.strip()[:120]
    if not name:
        raise Refused(_("Beri nama skenario, misalnya Menuju Baik tanpa layanan baru."), field="name")
    held = Scenario.objects.filter(assessment=assessment)
    if held.filter(name=name).exists():
        raise Refused(_("Nama itu sudah dipakai skenario lain. Pilih nama lain."), field="name")
    if held.count() >= SCENARIOS:
        raise Refused(_("Sudah ada %(n)s skenario. Hapus yang tidak dipakai dulu.") % {"n": SCENARIOS})
    base = simulation.ground(assessment, question.stage, actor=actor)
    try:
        found = simulation.answer(base, question)
    except BadWish as error:
        raise Refused(error.message) from error
    scenario = Scenario.objects.create(
        assessment=assessment,
        name=name,
        base=dict(base.levels),
        caps=dict(question.caps),
        target=exact(question.target),
        result=simulation.certificate(found),
        account_id=actor.account_id,
        by_name=actor.name[:150],
    )
    audit.record("maturity.keep_scenario", scenario, actor, name=name, target=scenario.target, effort=found.plan.effort)
    return scenario


@transaction.atomic
def remove(actor: Actor, scenario: Scenario) -> None:
    """Take a scenario away; actions made from it stay."""
    actor.require(PLAN)
    row = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if row is None:
        raise Refused(_("Skenario ini sudah dihapus orang lain."))
    audit.record("maturity.remove_scenario", row, actor, name=row.name, result=row.result)
    row.delete()


def _store(actor: Actor, key: str, after: Points, changed: set[tuple[str, int]]) -> None:
    rows = Effort.objects.filter(instrument=key)
    for row in rows:
        if (row.code, row.level) in changed:
            row.delete()
    now = timezone.now()
    Effort.objects.bulk_create(
        [
            Effort(instrument=key, code=code, level=level, points=after[code, level], by_name=actor.name[:150], at=now)
            for code, level in sorted(changed)
            if (code, level) in after
        ]
    )


def _said(points: Points, start: Points, code: str, level: int) -> int:
    return points.get((code, level), start[code, level])
