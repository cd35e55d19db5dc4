"""What other apps may listen to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RecapChanged:
    """The recap of a person's work date has a new outcome; `state` is a value of rules.verdict.State."""

    person_id: int
    work_date: date
    state: str
    late: int
    early: int


@dataclass(frozen=True, slots=True)
class AbsenceEntered:
    absence_id: int
    person_id: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class AbsenceCancelled:
    absence_id: int
    person_id: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class ScheduleChanged:
    """Working hours of a unit and below, or of one person, changed from a day on."""

    since: date
    unit_path: str
    person_id: int | None = None
