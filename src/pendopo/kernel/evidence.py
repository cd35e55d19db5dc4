"""What a running service proves: apps declare it in their `evidence.py`; whole-of-government views read only this.

    register(
        Evidence(
            key="attendance.service",
            title=_("Presensi elektronik"),
            definition=_("Pegawai wajib masuk yang kehadirannya terekam mesin, dibagi ..."),
            owner=_("BKPSDM"),
            supports=(Support("spbe-59-2020", "36"), Support("pemdi-8-2026", "13")),
            claims=(Claim(1, _("...")), Claim(2, _("...")), Claim(3, _("..."))),
            collect=collect,
        )
    )

`collect(on)` reads the running system as of a day and says which claims hold, with the figures that show it. It never
invents: where there is no data it returns None. Figures are counts and dates of the whole government, never persons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Support:
    """An indicator of an instrument, by the instrument's key and the indicator's code."""

    instrument: str
    indicator: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What the service must do for a level, in words that an assessor can check."""

    level: int
    statement: Label


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a snapshot as it is shown; `url` opens the rows behind it for those who may see them."""

    label: str
    value: str
    definition: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Collected:
    """The running service on a day: which levels hold, by which figures, how old they are, where it can be opened."""

    levels: frozenset[int]
    figures: tuple[Figure, ...]
    data_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One service and the indicators that it supports."""

    key: str
    title: Label
    definition: Label
    owner: Label
    supports: tuple[Support, ...]
    claims: tuple[Claim, ...]
    collect: Callable[[date], Collected | None]


_registry: dict[str, Evidence] = {}


def register(*found: Evidence) -> None:
    """Adds evidence; the same key again replaces the former. Raises ValueError for claims out of order."""
    for one in found:
        levels = [claim.level for claim in one.claims]
        if levels != sorted(set(levels)):
            raise ValueError(f"claims of {one.key} are not in the order of levels")
        _registry[one.key] = one


def all_evidence() -> Mapping[str, Evidence]:
    return _registry


def supporting(instrument: str, indicator: str) -> list[Evidence]:
    """What running services say of an indicator."""
    wanted = Support(instrument, indicator)
    return [one for one in _registry.values() if wanted in one.supports]
