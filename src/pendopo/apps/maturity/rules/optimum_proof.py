"""Checks a plan of `optimum` by another way: lists of undominated (effort, gain) pairs instead of a table of gains."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from pendopo.apps.maturity.rules.instrument import Instrument, PredicateInput
from pendopo.apps.maturity.rules.optimum import Efforts, Plan, default_efforts
from pendopo.apps.maturity.rules.scoring import reaches, score


def best_for_each_effort(
    instrument: Instrument,
    levels: Mapping[str, int],
    limit: int,
    *,
    efforts: Efforts | None = None,
    caps: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
) -> list[tuple[int, Fraction]]:
    """Effort and best index, where it rises, up to `limit`. What is missing counts as 0."""
    wanted = default_efforts(instrument) | dict(efforts or {})
    front: list[tuple[int, Fraction]] = [(0, Fraction(0))]
    for code, entry in instrument.entries.items():
        top = 0 if code in frozen else (caps or {}).get(code, instrument.level_max)
        ways, effort = list(front), 0
        present = levels.get(code, 0)
        for to in range(present + 1, top + 1):
            effort += wanted[code, to]
            more = (to - present) * entry.weight / 100
            ways += [(spent + effort, gain + more) for spent, gain in front if spent + effort <= limit]
        front, best = [], Fraction(-1)
        for spent, gain in sorted(ways, key=lambda way: (way[0], -way[1])):
            if gain > best:
                best = gain
                front.append((spent, gain))
    start = score(instrument, instrument.first_year, levels, missing="zero").index
    return [(spent, start + gain) for spent, gain in front]


def verify(
    instrument: Instrument,
    levels: Mapping[str, int],
    plan: Plan,
    *,
    efforts: Efforts | None = None,
    caps: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
    predicate_input: PredicateInput = "unrounded",
) -> list[str]:
    """What is wrong with a plan; nothing when it holds: its sums, its index, its certificate, and that all is missed
    with one point of effort less.
    """
    wrong = []
    wanted = default_efforts(instrument) | dict(efforts or {})
    raised = dict(levels)
    for one in plan.raises:
        top = 0 if one.code in frozen else (caps or {}).get(one.code, instrument.level_max)
        if raised.get(one.code, 0) != one.start or not one.start < one.to <= top:
            wrong.append(f"{one.code}: {one.start} ke {one.to} tidak boleh")
        if one.effort != sum(wanted[one.code, level] for level in range(one.start + 1, one.to + 1)):
            wrong.append(f"{one.code}: usaha salah")
        raised[one.code] = one.to
    if plan.effort != sum(one.effort for one in plan.raises):
        wrong.append("jumlah usaha salah")
    index = score(instrument, instrument.first_year, raised, missing="zero").index
    if index != plan.index or not reaches(index, plan.target, predicate_input):
        wrong.append("indeks salah atau sasaran tidak tercapai")
    steps = best_for_each_effort(instrument, levels, plan.effort, efforts=efforts, caps=caps, frozen=frozen)
    if steps != [(one.effort, one.index) for one in plan.certificate]:
        wrong.append("sertifikat tidak sama dengan hitungan kedua")
    if any(reaches(best, plan.target, predicate_input) for effort, best in steps if effort < plan.effort):
        wrong.append("ada himpunan yang lebih murah")
    return wrong
