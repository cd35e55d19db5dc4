"""What upper apps may ask of elections. Frozen dataclasses only, nothing about voters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pendopo.apps.elections.models import OPEN_TO_PUBLIC, ElectionState, Pilkades
from pendopo.kernel.scope import under

__all__ = ["Election", "between", "find"]


@dataclass(frozen=True, slots=True)
class Election:
    """An election as other apps see it. `is_public`: anybody may know of it."""

    election_id: int
    title: str
    wave: str
    village: str
    unit_id: int
    unit_path: str
    day: date
    state: str
    is_public: bool

    @property
    def is_over(self) -> bool:
        return self.state in (ElectionState.DETERMINED, ElectionState.ARCHIVED, ElectionState.CANCELLED)


def find(election_id: int) -> Election | None:
    """One election; the caller has checked who may see it."""
    row = Pilkades.objects.select_related("unit").filter(pk=election_id).first()
    return _seen(row) if row else None


def between(since: date, until: date, unit_path: str = "") -> list[Election]:
    """Elections whose day of voting lies in a span, in units at or below a path."""
    rows = Pilkades.objects.filter(under(unit_path, "unit__path"), day__gte=since, day__lte=until)
    return [_seen(row) for row in rows.select_related("unit").order_by("day", "pk")]


def _seen(row: Pilkades) -> Election:
    return Election(
        row.pk, row.title, row.wave, row.unit.name, row.unit_id, row.unit.path, row.day, row.state,
        row.state in OPEN_TO_PUBLIC,
    )  # fmt: skip
