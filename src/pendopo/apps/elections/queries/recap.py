"""Villages side by side: how far the count is, who leads, with how much, and the sums of a wave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import ElectionState, Pilkades
from pendopo.apps.elections.queries import elections as queries
from pendopo.apps.elections.queries.results import COUNTED, VillageResult, load
from pendopo.apps.elections.rules.recap import percent, share
from pendopo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class RecapRow:
    """A village of the wave, flat for the register. Percents are of 100; None while nothing was announced."""

    pk: int
    village: str
    district: str
    district_path: str
    wave: str
    day: date
    state: str
    state_label: str
    stations: int
    counted: int
    registered: int
    attended: int
    turnout: float | None
    valid: int
    blank: int
    leader: str
    votes: int | None
    margin: int | None
    is_complete: bool
    is_tied: bool
    is_determined: bool

    @property
    def count(self) -> str:
        return f"{self.counted}/{self.stations}"


@dataclass(frozen=True, slots=True)
class WaveSum:
    villages: int
    complete: int
    stations: int
    counted: int
    registered: int
    attended: int
    turnout: float | None
    tied: int
    determined: int


def elections(actor: Actor) -> QuerySet[Pilkades]:
    """From the day of readiness on, what the actor may see; cancelled ones are left out."""
    return queries.elections(actor).filter(state__in=(ElectionState.READY, *COUNTED)).order_by("-day", "unit__name")


def rows(actor: Actor) -> list[RecapRow]:
    return [row(result) for result in load(list(elections(actor)))]


def row(result: VillageResult) -> RecapRow:
    election, first = result.election, result.leaders
    parent = election.unit.parent
    leader = " = ".join(result.names[number] for number in first)
    if result.determination is not None:
        leader = result.determination.winner.ballot_name
    return RecapRow(
        election.pk, election.unit.name, parent.name if parent else "", parent.path if parent else "", election.wave,
        election.day, election.state, election.get_state_display(), len(result.stations), result.counted,
        result.registered, result.total.attended, percent(result.turnout), result.total.valid, result.total.blank,
        leader, result.votes(first[0]) if first else None, result.margin if result.is_begun else None,
        result.is_complete, result.is_tied and result.determination is None, result.determination is not None,
    )  # fmt: skip


def wave_sum(found: list[RecapRow]) -> WaveSum:
    """`turnout` only over stations that were announced: of the villages that are complete."""
    whole = [one for one in found if one.is_complete]
    base = sum(one.registered for one in whole)
    came = sum(one.attended for one in whole)
    return WaveSum(
        len(found), len(whole), sum(one.stations for one in found), sum(one.counted for one in found),
        sum(one.registered for one in found), sum(one.attended for one in found),
        percent(share(came, base)),
        sum(one.is_tied for one in found), sum(one.is_determined for one in found),
    )  # fmt: skip


def state_word(one: RecapRow) -> tuple[str, str]:
    """Tone and word of how far the count is."""
    if one.is_determined:
        return "ok", _("Ditetapkan")
    if one.is_tied:
        return "watch", _("Suara sama")
    if one.is_complete:
        return "ok", _("Semua TPS masuk")
    return ("info", _("Sebagian masuk")) if one.counted else ("mute", _("Belum ada hasil"))
