"""What anybody may read of the evaluation: published results, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pendopo.apps.maturity.models import AssessmentState, Submission
from pendopo.apps.maturity.queries import history
from pendopo.apps.maturity.queries.history import History, Panel, YearResult
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument


@dataclass(frozen=True)
class DomainLine:
    name: str
    value: Fraction


@dataclass(frozen=True)
class PublicIndex:
    """`latest` is the newest published result, PeGI aside; `panels` all of them, cut where they are not comparable."""

    latest: YearResult | None
    instrument: Instrument | None
    domains: tuple[DomainLine, ...]
    results: tuple[YearResult, ...]
    panels: tuple[Panel, ...]

    @property
    def notes(self) -> list[str]:
        return History(self.results, self.panels, ()).notes

    @property
    def scale(self) -> list[tuple[str, Fraction | None, Fraction | None]]:
        """(predicate, from which index on, below which index), best first."""
        found: list[tuple[str, Fraction | None, Fraction | None]] = []
        above: Fraction | None = None
        for one in self.instrument.predicates if self.instrument else ():
            found.append((one.name, one.least, above))
            above = one.least
        return found


def published() -> list[YearResult]:
    """Closed assessments whose submission in force consented to publication, and recorded results, oldest first."""
    consented = set(
        Submission.objects.filter(
            assessment__state=AssessmentState.CLOSED, reopened_at__isnull=True, consent=True
        ).values_list("assessment_id", flat=True)
    )
    return [one for one in history.results() if one.is_recorded or (one.is_final and one.pk in consented)]


def public_index() -> PublicIndex:
    """The page for everybody. Five statements."""
    found = published()
    latest = history.latest_own(found)
    instrument = loading.instruments().get(latest.scheme.key) if latest else None
    return PublicIndex(latest, instrument, _domains(latest, instrument), tuple(found), tuple(history.panels(found)))


def _domains(latest: YearResult | None, instrument: Instrument | None) -> tuple[DomainLine, ...]:
    if latest is None or instrument is None:
        return ()
    parts: Sequence[tuple[int, str]] = [
        (part.no, part.name) for part in (instrument.domains if instrument.has_domains else instrument.aspects)
    ]
    values = latest.domains if instrument.has_domains else latest.aspects
    return tuple(DomainLine(name, values[no]) for no, name in parts if no in values)
