"""The question "what lifts us at least effort" and its answer, exact, with what proves that nothing is cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, Effort, Scenario, Stage
from pendopo.apps.maturity.queries.insight import known, levels_by_stage, readable
from pendopo.apps.maturity.queries.instruments import predicate_input
from pendopo.apps.maturity.queries.shown import exact, shown, signed
from pendopo.apps.maturity.rules import loading, typed
from pendopo.apps.maturity.rules.instrument import Entry, Instrument, PredicateInput
from pendopo.apps.maturity.rules.optimum import Plan, Raise, Reach, Unreachable, cheapest, default_efforts, frontier
from pendopo.apps.maturity.rules.optimum_proof import verify
from pendopo.apps.maturity.rules.scoring import Result, score
from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused

Points = dict[tuple[str, int], int]


@dataclass(frozen=True)
class Question:
    """From which levels to which index, with which indicators left alone or limited. `caps` are highest levels."""

    target: Fraction
    stage: Stage = Stage.SELF
    caps: Mapping[str, int] = field(default_factory=dict)

    @property
    def target_text(self) -> str:
        return shown(self.target)


@dataclass(frozen=True)
class Ground:
    """What a simulation stands on: the instrument, the levels of a stage and the points of effort."""

    assessment: Assessment
    instrument: Instrument
    stages: tuple[Stage, ...]
    stage: Stage
    levels: Mapping[str, int]
    efforts: Points
    chosen: Points
    rule: PredicateInput
    result: Result

    @property
    def entries(self) -> list[Entry]:
        return list(self.instrument.entries.values())

    @property
    def own_efforts(self) -> bool:
        """Whether the regency has set any points itself."""
        return bool(self.chosen)


@dataclass(frozen=True)
class Answer:
    """The plan with its words' figures. `curve` is the best index for each effort."""

    ground: Ground
    question: Question
    plan: Plan | Unreachable
    curve: tuple[Reach, ...]

    @property
    def met_already(self) -> bool:
        return isinstance(self.plan, Plan) and not self.plan.raises

    @property
    def gain(self) -> Fraction:
        return self.plan.index - self.plan.start

    @property
    def raises(self) -> list[tuple[Raise, Entry]]:
        """What to raise, the most effective first: gain for a point of effort."""
        pairs = [(one, self.ground.instrument.entry(one.code)) for one in self.plan.raises]
        return sorted(pairs, key=lambda pair: -(pair[0].gain / max(1, pair[0].effort)))


def ground(assessment: Assessment, stage: Stage | None = None, *, actor: Actor | None = None) -> Ground:
    """Levels and efforts; the latest stage with levels unless one is named. Two statements."""
    instrument = loading.get(assessment.instrument)
    said = levels_by_stage([assessment.pk]).get(assessment.pk, {})
    there = readable(assessment, said, actor)
    chosen_stage = stage if stage in there else (there[-1] if there else Stage.SELF)
    levels = known(said.get(chosen_stage, {}))
    chosen = efforts_of(instrument.key)
    rule = predicate_input(assessment.year, instrument)
    result = score(instrument, assessment.year, levels, predicate_input=rule, missing="zero")
    efforts = default_efforts(instrument)
    efforts |= {key: points for key, points in chosen.items() if key in efforts}
    return Ground(assessment, instrument, there, chosen_stage, levels, efforts, chosen, rule, result)


def efforts_of(key: str) -> Points:
    """The points that the regency has set for an instrument. One statement."""
    rows = Effort.objects.filter(instrument=key).values_list("code", "level", "points")
    return {(code, level): points for code, level, points in rows}


def target_of(instrument: Instrument, said: str) -> Fraction:
    """A target as people write it: the name of a predicate, or a number such as 3,2. Raises Refused."""
    named = {one.name.lower().replace(" ", "-"): one.least for one in instrument.predicates}
    least = named.get(said.strip().lower())
    if least is not None:
        return least
    value = typed.exact(said)
    if value is None:
        raise Refused(_("Tulis target sebagai angka, misalnya 2,6."), field="angka")
    if not 0 < value <= instrument.level_max:
        words = _("Target harus di atas 0 dan paling tinggi %(high)s.")
        raise Refused(words % {"high": instrument.level_max}, field="angka")
    return value


def answer(base: Ground, question: Question) -> Answer:
    """The cheapest set. Raises BadWish for a cap that cannot be."""
    given: dict[str, Any] = {
        "efforts": base.efforts,
        "caps": question.caps,
        "predicate_input": base.rule,
        "missing": "zero",
    }
    plan = cheapest(base.instrument, base.levels, question.target, **given)
    curve = frontier(base.instrument, base.levels, limit=_horizon(plan), **given)
    return Answer(base, question, plan, curve)


def _horizon(plan: Plan | Unreachable) -> int | None:
    """How far the chart goes beyond the plan."""
    return plan.effort + max(10, plan.effort // 2) if isinstance(plan, Plan) else None


def by_hand(base: Ground, wanted: Mapping[str, int]) -> tuple[Result, int, list[Raise]]:
    """What the index would be with these levels: the result, the effort of the raises, and the changes."""
    levels = {**base.levels, **wanted}
    result = score(base.instrument, base.assessment.year, levels, predicate_input=base.rule, missing="zero")
    changes, effort = [], 0
    for code, entry in base.instrument.entries.items():
        start, to = base.levels.get(code, 0), levels.get(code, 0)
        if start == to:
            continue
        cost = sum(base.efforts.get((code, level), 0) for level in range(start + 1, to + 1))
        effort += cost
        changes.append(Raise(code, start, to, cost, entry.weight * (to - start) / 100))
    return result, effort, changes


def certificate(found: Answer) -> dict[str, Any]:
    """Everything that somebody needs to check the answer without this program."""
    base, plan = found.ground, found.plan
    body: dict[str, Any] = {
        "instrument": base.instrument.key,
        "digest": base.instrument.digest,
        "year": base.assessment.year,
        "stage": str(base.stage.value),
        "predicate_input": base.rule,
        "levels": {code: base.levels.get(code, 0) for code in base.instrument.entry_codes},
        "missing": list(base.result.missing),
        "caps": dict(found.question.caps),
        "efforts": {f"{code}>{level}": points for (code, level), points in sorted(base.efforts.items())},
        "target": exact(found.question.target),
        "start": exact(plan.start),
        "reached": plan.reached,
        "index": exact(plan.index),
        "index_shown": shown(plan.index),
        "predicate": plan.predicate,
        "effort": plan.effort,
        "raises": [_raise_row(one) for one in plan.raises],
    }
    if isinstance(plan, Plan):
        body["below"] = (
            None
            if plan.below is None
            else {
                "limit": plan.below.limit,
                "effort": plan.below.effort,
                "index": exact(plan.below.index),
                "index_shown": shown(plan.below.index),
            }
        )
        body["best_by_effort"] = [[one.effort, exact(one.index)] for one in plan.certificate]
        body["checked_again"] = problems(found) == []
    return body


def problems(found: Answer) -> list[str]:
    """What the second computation, by another way, says against the plan; nothing when it agrees."""
    if not isinstance(found.plan, Plan):
        return []
    base = found.ground
    levels = {code: base.levels.get(code, 0) for code in base.instrument.entry_codes}
    if any(level < base.instrument.level_min for level in levels.values()):
        return []  # with missing levels as 0 there is no complete assessment to check against
    return verify(
        base.instrument,
        levels,
        found.plan,
        efforts=base.efforts,
        caps=found.question.caps,
        predicate_input=base.rule,
    )


def _raise_row(one: Raise) -> dict[str, Any]:
    return {"code": one.code, "from": one.start, "to": one.to, "effort": one.effort, "gain": exact(one.gain)}


@dataclass(frozen=True)
class Kept:
    """A scenario as it was kept, with its figures read back exactly."""

    scenario: Scenario
    index: Fraction
    start: Fraction
    effort: int
    reached: bool
    predicate: str
    raises: tuple[Raise, ...]
    missing: int

    @property
    def index_text(self) -> str:
        return shown(self.index)

    @property
    def gain_text(self) -> str:
        return signed(self.index - self.start)

    @property
    def target_text(self) -> str:
        return shown(Fraction(self.scenario.target))

    @property
    def stage(self) -> Stage:
        return Stage(self.scenario.result["stage"])

    @property
    def changed(self) -> dict[str, Raise]:
        return {one.code: one for one in self.raises}


def kept(scenario: Scenario) -> Kept:
    body = scenario.result
    raises = tuple(
        Raise(row["code"], row["from"], row["to"], row["effort"], Fraction(row["gain"])) for row in body["raises"]
    )
    return Kept(
        scenario,
        Fraction(body["index"]),
        Fraction(body["start"]),
        body["effort"],
        body["reached"],
        body["predicate"],
        raises,
        len(body["missing"]),
    )


def scenarios(assessment: Assessment) -> list[Kept]:
    """Kept scenarios, newest first. One statement."""
    return [kept(row) for row in Scenario.objects.filter(assessment=assessment)]
