"""`{% load maturity_insight %}`: exact figures as people read them, and bars of them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.safestring import SafeString

from pendopo.apps.maturity.queries import shown
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.ui import charts

register = template.Library()
Figure = Fraction | int | None


@register.filter
def indeks(value: Figure) -> str:
    """2,62 of 131/50."""
    return shown.shown(value)


@register.filter
def ringkas(name: str) -> str:
    """An indicator's name without "Tingkat Kematangan"."""
    return shown.brief(name)


@register.filter
def empat(value: Figure) -> str:
    """2,7985: four decimals, where two would hide that a target is missed."""
    return shown.shown(value, 4)


@register.filter
def tiga(value: Figure) -> str:
    """0,028: three decimals, for what a single indicator adds."""
    return shown.shown(value, 3)


@register.filter
def selisih(value: Figure) -> str:
    """+0,12 or −0,12."""
    return shown.signed(value)


@register.filter
def tambah(value: Figure) -> str:
    """+0,028: what one level more adds, with three decimals."""
    return shown.signed(value, 3)


@register.filter
def nada_predikat(value: Fraction, instrument: Instrument) -> str:
    """The tone of an index: ok from Baik on, watch from Cukup on, bad below."""
    least = {one.name: one.least for one in instrument.predicates}
    good, fair = least.get("Baik"), least.get("Cukup")
    if good is not None and value >= good:
        return "ok"
    return "watch" if fair is not None and value >= fair else "bad"


@register.filter
def bobot(value: Figure) -> str:
    """1,3 or 13: a weight without needless zeros."""
    return shown.DASH if value is None else shown.trimmed(value)


@register.filter
def pecahan(value: Fraction | None) -> str:
    """131/50."""
    return shown.exact(value)


@register.filter
def nada(value: Figure) -> str:
    """The tone of a difference: ok above, bad below, mute at zero."""
    if not value:
        return "mute"
    return "ok" if value > 0 else "bad"


@register.simple_tag
def level_bar(value: Figure, target: Figure = None, high: int = 5, width: int = 120) -> SafeString:
    """A bar of a level or an index on the instrument's scale, marked at the target."""
    number = None if value is None else shown.decimal(value)
    aim: Decimal | None = None if target is None else shown.decimal(target)
    tone = "watch" if number is not None and aim is not None and number < aim else ""
    return charts.bar(_plain(number), target=_plain(aim), maximum=high, tone=tone, width=width)


def _plain(value: Decimal | None) -> float | None:
    """Only to draw: a bar is some pixels long."""
    return None if value is None else float(value)
