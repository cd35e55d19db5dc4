"""The schedule: a template counted from the day of voting, and what is wrong with one.

The order follows Permendagri 112/2014 (persiapan, pencalonan, pemungutan suara, penetapan); the offsets are a
proposal for one regency and are edited to the decree that sets the stages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

LAW = "Permendagri 112/2014 jo. 65/2017 dan 72/2020"
UU = "UU 6/2014 jo. UU 3/2024"


@dataclass(frozen=True, slots=True)
class Template:
    """`first` and `last` are days counted from the day of voting (negative: before). `after`: must not begin before
    these stages have begun.
    """

    key: str
    name: Any
    first: int
    last: int
    basis: str
    after: tuple[str, ...] = ()


TEMPLATES: Final = (
    Template("panitia", _("Pembentukan panitia"), -150, -141, f"{UU} Pasal 32; {LAW}"),
    Template("calon", _("Pendaftaran dan penelitian calon"), -120, -70, LAW, ("panitia",)),
    Template("dps", _("Penyusunan dan pengumuman DPS"), -100, -71, LAW, ("panitia",)),
    Template("perbaikan", _("Perbaikan daftar dan pemilih tambahan"), -70, -51, LAW, ("dps",)),
    Template("dpt", _("Penetapan dan pengumuman DPT"), -50, -46, LAW, ("perbaikan",)),
    Template("nomor", _("Penetapan calon dan undian nomor urut"), -45, -45, LAW, ("calon",)),
    Template("uji", _("Uji coba perangkat dengan hasil diumumkan"), -21, -14, "Ketentuan setempat", ("dpt", "nomor")),
    Template("kampanye", _("Kampanye"), -6, -4, LAW, ("nomor",)),
    Template("tenang", _("Masa tenang"), -3, -1, LAW, ("kampanye",)),
    Template("pemungutan", _("Pemungutan suara"), 0, 0, LAW, ("tenang", "dpt", "uji")),
    Template("penghitungan", _("Penghitungan suara"), 0, 0, LAW, ("pemungutan",)),
    Template("keberatan", _("Pengajuan keberatan"), 1, 3, "Ketentuan setempat", ("penghitungan",)),
    Template("penetapan", _("Penetapan calon terpilih"), 4, 7, LAW, ("penghitungan",)),
    Template("pelantikan", _("Pengesahan dan pelantikan"), 30, 60, f"{UU} Pasal 37 dan 38", ("penetapan",)),
)  # fmt: skip
BY_KEY: Final = {one.key: one for one in TEMPLATES}
ON_THE_DAY: Final = ("pemungutan", "penghitungan")
ALONE: Final = (("kampanye", "tenang"), ("tenang", "pemungutan"), ("dps", "perbaikan"), ("perbaikan", "dpt"))
"""Pairs that may not share a day."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stage as the rules see it."""

    key: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Warning:
    """`kind`: day, order, overlap, missing. `other` is the name of the second stage."""

    kind: str
    name: str
    other: str = ""


def proposal(day: date, objection_days: int = 3) -> list[Span]:
    """The schedule that the template gives for a day of voting."""
    made = []
    for one in TEMPLATES:
        last = max(one.first, objection_days) if one.key == "keberatan" else one.last
        first = one.first
        if one.key == "penetapan":
            first, last = objection_days + 1, objection_days + 4
        if one.key == "pelantikan":
            first, last = max(first, objection_days + 5), max(last, objection_days + 35)
        made.append(Span(one.key, str(one.name), day + timedelta(first), day + timedelta(last)))
    return made


def warnings(spans: Sequence[Span], day: date) -> list[Warning]:
    """What looks wrong in a schedule, in the template's order. Nothing here forbids; a decree may say otherwise."""
    known = {one.key: one for one in spans if one.key}
    found: list[Warning] = []
    for one in TEMPLATES:
        mine = known.get(one.key)
        if mine is None:
            found.append(Warning("missing", str(one.name)))
            continue
        if one.key in ON_THE_DAY and not mine.starts_on <= day <= mine.ends_on:
            found.append(Warning("day", mine.name))
        for before in one.after:
            other = known.get(before)
            if other is not None and mine.starts_on < other.starts_on:
                found.append(Warning("order", mine.name, other.name))
    for left, right in ALONE:
        a, b = known.get(left), known.get(right)
        if a and b and a.starts_on <= b.ends_on and b.starts_on <= a.ends_on:
            found.append(Warning("overlap", a.name, b.name))
    return found


def is_late(ends_on: date, done_on: date | None, today: date) -> bool:
    """Still not done on the day after its last."""
    return done_on is None and ends_on < today


def on_time(ends_on: date, done_on: date | None, today: date) -> bool | None:
    """Whether a stage kept its time; None while that is not known yet."""
    if done_on is not None:
        return done_on <= ends_on
    return False if ends_on < today else None
