"""What other apps may ask of the evaluation. Frozen dataclasses only."""

from __future__ import annotations

from dataclasses import dataclass

from pendopo.apps.maturity.queries import assessments
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.scoring import half_up


@dataclass(frozen=True, slots=True)
class YearResult:
    """Where the evaluation of a year stands: `index` exact as text ("131/50"), `shown` with two decimals ("2.62").

    Of the latest stage that ended; empty while there is none. `is_final`: the evaluation is closed.
    """

    year: int
    instrument: str
    state: str
    stage: str
    index: str
    shown: str
    predicate: str
    is_final: bool


def latest() -> YearResult | None:
    """The year under way, or the last one."""
    current = assessments.current()
    if current is None:
        return None
    stage = assessments.best_stage(current)
    result = assessments.result_of(current, stage)
    return YearResult(
        year=current.year,
        instrument=current.instrument,
        state=current.state,
        stage=stage.value,
        index=str(result.index) if result else "",
        shown=half_up(result.index) if result else "",
        predicate=result.predicate if result else "",
        is_final=current.state == "closed",
    )


def indicator_name(instrument: str, code: str) -> str:
    """The name of an indicator; empty where instrument or code are not known."""
    known = loading.instruments().get(instrument)
    if known is None:
        return ""
    try:
        return known.indicator_of(code).name
    except KeyError:
        return ""
