"""Charts of the evaluation: SVG with attributes only; what they show stands in a table beside them as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.apps.maturity.queries.history import Panel, YearResult
from pendopo.apps.maturity.queries.shown import shown
from pendopo.apps.maturity.rules.optimum import Plan, Reach
from pendopo.apps.maturity.rules.radar import Place, Radar, pixel, pixels

EMPTY = SafeString("")


@dataclass(frozen=True)
class Series:
    """One line of a radar: `css` is now, before or aim."""

    name: str
    css: str
    values: tuple[Fraction | None, ...]


def radar(names: Sequence[str], series: Sequence[Series], *, high: int, label: str) -> SafeString:
    """A radar of as many axes as names (three at least), from 0 in the middle to `high` at the rim.

    Axes carry their number; the names stand in the table beside it, so that it is legible on a phone.
    """
    if len(names) < 3:
        return EMPTY
    plane = Radar(len(names), 0, high)
    rings = _each('<polygon class="ring" points="{}"/>', ((_points(plane.ring(n)),) for n in range(1, high + 1)))
    axes = _each(
        '<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        ((plane.cx, plane.cy, *(pixel(part) for part in plane.place(n, high))) for n in range(len(names))),
    )
    scale = _each(
        '<text class="tick" x="{}" y="{}">{}</text>',
        ((plane.cx + 3, pixel(plane.place(0, n)[1] + 30), n) for n in range(1, high + 1)),
    )
    lines = _each("{}", ((_line(plane, one),) for one in series))
    words = _each("{}", ((_axis_words(plane, n, names, series),) for n in range(len(names))))
    return format_html(
        '<svg class="radar" viewBox="0 0 360 302" role="img" aria-label="{}">{}{}{}{}{}</svg>',
        label,
        rings,
        axes,
        scale,
        lines,
        words,
    )


def _line(plane: Radar, one: Series) -> SafeString:
    places = plane.polygon(one.values)
    dots = (
        _each('<circle class="{}" cx="{}" cy="{}" r="3.5"/>', ((one.css, *map(pixel, place)) for place in places))
        if one.css == "now"
        else EMPTY
    )
    return format_html('<polygon class="{}" points="{}"/>', one.css, _points(places)) + dots if places else EMPTY


def _axis_words(plane: Radar, spoke: int, names: Sequence[str], series: Sequence[Series]) -> SafeString:
    x, y = plane.at(spoke, plane.radius + 14)
    value = next((one.values[spoke] for one in series if one.css == "now"), None)
    return format_html(
        '<g><title>{}</title><text class="no" x="{}" y="{}" text-anchor="{}">{}'
        '<tspan class="val" dx="6">{}</tspan></text></g>',
        f"{names[spoke]}: {shown(value)}",
        pixel(x),
        pixel(y + 35),
        plane.anchor(spoke),
        spoke + 1,
        shown(value),
    )


WIDTH, HEIGHT, LEFT, TOP, FOOT = 480, 220, 30, 26, 44
MOST_GAP = 24


def history(panels: Sequence[Panel], *, target: Fraction | None = None) -> SafeString:
    """Results by year; lines join only what is comparable, each stretch on its own scale, breaks drawn between."""
    count = sum(len(panel.results) for panel in panels)
    if not count:
        return EMPTY
    gaps = len(panels) - 1
    step = Fraction(WIDTH - LEFT - 12 - gaps * MOST_GAP, count)
    parts, x = [], Fraction(LEFT)
    for place, panel in enumerate(panels):
        if place:
            parts.append(_break(x + Fraction(MOST_GAP, 2), panel.why))
            x += MOST_GAP
        parts.append(_panel(panel, x, step, target))
        x += step * len(panel.results)
    words = ", ".join(
        _("%(year)s %(name)s %(index)s dari %(high)s")
        % {"year": one.year, "name": one.title, "index": one.text, "high": one.scale_text}
        for panel in panels
        for one in panel.results
    )
    return format_html(
        '<svg class="chart years" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        words,
        _each("{}", ((part,) for part in parts)),
    )


def _y(value: Fraction, high: Fraction) -> Fraction:
    return TOP + (HEIGHT - FOOT - TOP) * (1 - value / high)


def _panel(panel: Panel, start: Fraction, step: Fraction, target: Fraction | None) -> SafeString:
    high, end = panel.scale_max, start + step * len(panel.results)
    ticks = _each(
        '<line class="line" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" dy="3.5" text-anchor="end">{}</text>',
        (
            (
                _n(start),
                _n(end),
                _n(_y(Fraction(n), high)),
                _n(_y(Fraction(n), high)),
                _n(start - 5),
                _n(_y(Fraction(n), high)),
                n,
            )
            for n in range(int(high) + 1)
        ),
    )
    aim = EMPTY
    if target is not None and not panel.results[0].is_pegi:
        y = _n(_y(target, high))
        aim = format_html('<line class="aim" x1="{}" x2="{}" y1="{}" y2="{}"/>', _n(start), _n(end), y, y)
    places = [(start + step * (n + Fraction(1, 2)), _y(one.index, high)) for n, one in enumerate(panel.results)]
    line = format_html('<polyline class="trend" points="{}"/>', " ".join(f"{_n(x)},{_n(y)}" for x, y in places))
    dots = _each("{}", ((_dot(one, x, y),) for one, (x, y) in zip(panel.results, places, strict=True)))
    name = format_html(
        '<text class="name" x="{}" y="{}" text-anchor="middle">{}</text>',
        _n((start + end) / 2),
        HEIGHT - 8,
        panel.title,
    )
    return ticks + aim + line + dots + name


def _dot(one: YearResult, x: Fraction, y: Fraction) -> SafeString:
    return format_html(
        '<circle class="{}" cx="{}" cy="{}" r="5"><title>{}</title></circle>'
        '<text class="val" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        "apart" if one.is_pegi else "dot",
        _n(x),
        _n(y),
        f"{one.year}: {one.text} {one.predicate}".strip(),
        _n(x),
        _n(y - 10),
        one.text,
        _n(x),
        HEIGHT - 26,
        one.year,
    )


def _break(x: Fraction, why: str) -> SafeString:
    return format_html(
        '<g class="break"><title>{}</title><line x1="{}" x2="{}" y1="{}" y2="{}"/></g>',
        why,
        _n(x - 6),
        _n(x - 6),
        TOP - 10,
        HEIGHT - FOOT,
    )


def efforts(curve: Sequence[Reach], plan: Any, *, target: Fraction, high: int) -> SafeString:
    """The best index that each effort reaches, as a staircase, with the target and the chosen plan."""
    if len(curve) < 2:
        return EMPTY
    low = min(one.index for one in curve)
    top = max(*(one.index for one in curve), target)
    reach, far = (top - low) or Fraction(1), max(one.effort for one in curve) or 1

    def x_of(effort: int) -> Fraction:
        return LEFT + 10 + Fraction(effort * (WIDTH - LEFT - 70), far)

    def y_of(index: Fraction) -> Fraction:
        return TOP + (HEIGHT - FOOT - TOP) * (1 - (index - low) / reach)

    places: list[str] = []
    for n, one in enumerate(curve):
        if n:
            places.append(f"{_n(x_of(one.effort))},{_n(y_of(curve[n - 1].index))}")
        places.append(f"{_n(x_of(one.effort))},{_n(y_of(one.index))}")
    end = LEFT + 10 + WIDTH - LEFT - 70
    places.append(f"{end},{_n(y_of(curve[-1].index))}")
    ticks = _each(
        '<line class="line" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" dy="3.5" text-anchor="end">{}</text>',
        (
            (LEFT + 10, end, _n(y_of(value)), _n(y_of(value)), LEFT + 5, _n(y_of(value)), shown(value))
            for value in (low + reach * n / 4 for n in range(5))
        ),
    )
    marks = _each(
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((_n(x_of(effort)), HEIGHT - 24, effort) for effort in sorted({far * n // 4 for n in range(5)})),
    )
    words = _("Indeks terbaik menurut upaya: dari %(low)s tanpa upaya sampai %(high)s dengan upaya %(far)s") % {
        "low": shown(curve[0].index),
        "high": shown(curve[-1].index),
        "far": far,
    }
    return format_html(
        '<svg class="chart steps-up" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}'
        '<polyline class="trend" points="{}"/>{}<text x="{}" y="{}" text-anchor="middle">{}</text></svg>',
        WIDTH,
        HEIGHT,
        words,
        ticks,
        marks,
        _aim(target, _n(y_of(target)), end),
        " ".join(places),
        _chosen(plan, x_of, y_of),
        (LEFT + end) // 2,
        HEIGHT - 6,
        _("poin upaya"),
    )


def _aim(target: Fraction, y: str, end: int) -> SafeString:
    return format_html(
        '<line class="aim" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" dy="3.5">{}</text>',
        LEFT + 10,
        end,
        y,
        y,
        end + 4,
        y,
        shown(target),
    )


def _chosen(plan: Any, x_of: Any, y_of: Any) -> SafeString:
    if not isinstance(plan, Plan) or plan.below is None:
        return EMPTY
    found = format_html(
        '<circle class="dot" cx="{}" cy="{}" r="6"><title>{}</title></circle>',
        _n(x_of(plan.effort)),
        _n(y_of(plan.index)),
        _("Pilihan: upaya %(effort)s, indeks %(index)s") % {"effort": plan.effort, "index": shown(plan.index)},
    )
    below = format_html(
        '<circle class="short" cx="{}" cy="{}" r="4.5"><title>{}</title></circle>',
        _n(x_of(plan.below.effort)),
        _n(y_of(plan.below.index)),
        _("Dengan upaya %(effort)s paling tinggi %(index)s")
        % {"effort": plan.below.limit, "index": shown(plan.below.index)},
    )
    return below + found


def _points(places: Sequence[Place]) -> str:
    return " ".join(pixels(place) for place in places)


def _each(form: str, rows: Any) -> SafeString:
    return format_html_join("", form, rows)


def _n(value: Fraction | int) -> str:
    return pixel(round(value * 10))
