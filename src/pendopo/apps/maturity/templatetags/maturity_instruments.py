"""`{% load maturity_instruments %}`: the warning of an instrument, and how hundredths look."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import template

from pendopo.apps.maturity.queries import instruments
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.scoring import half_up
from pendopo.ui import formats

register = template.Library()


@register.simple_tag
def unverified(instrument: Any) -> str:
    """The warning's text; empty for a confirmed instrument, and where there is none."""
    return instruments.banner(instrument) if isinstance(instrument, Instrument) else ""


@register.filter
def perseratus(value: int | None) -> str:
    """4,77 of 477."""
    return formats.DASH if value is None else formats.number(f"{value // 100}.{value % 100:02d}", 2)


@register.filter
def bobot(value: Any) -> str:
    """A weight as it is written: 2,75; 16,5; 20/6 as 3,33."""
    exact = Fraction(value)
    places = next((n for n in range(4) if (exact * 10**n).denominator == 1), 2)
    return formats.number(half_up(exact, places), places)


@register.filter
def dua(value: Fraction | None) -> str:
    """Two places, half-up: a mean of indexes."""
    return formats.DASH if value is None else formats.number(half_up(value), 2)


@register.filter
def bertanda(value: Fraction) -> str:
    """+0,25 or −0,25."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + formats.number(half_up(abs(value)), 2)


@register.filter
def selisih(value: int, own: int) -> str:
    """The difference of two values in hundredths, with its sign."""
    return bertanda(Fraction(value - own, 100))


@register.filter
def desimal(value: Fraction | None) -> float | None:
    """For the length of a bar."""
    return None if value is None else float(value)


@register.filter
def pecahan(value: int | None) -> float | None:
    """Hundredths for the length of a bar."""
    return None if value is None else value / 100
