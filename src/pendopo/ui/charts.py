"""Charts drawn on the server as SVG: attributes only (no inline style), each with a text alternative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.ui.formats import number

Value = float | int | None


def spark(values: Sequence[Value], *, tone: str = "", target: float | None = None, width: int = 88, height: int = 26) -> SafeString:
    """A small line of the last values with a dot on the newest; empty values leave a gap."""
    numbers = [None if v is None else float(v) for v in values]
    known = [v for v in numbers if v is not None]
    if len(known) < 2:
        return SafeString("")
    scale = [*known, *([target] if target is not None else [])]
    low, high = min(scale), max(scale)
    reach = (high - low) or 1.0
    step = width / (len(numbers) - 1)
    points = [(i * step, height - 3 - (v - low) / reach * (height - 6)) for i, v in enumerate(numbers) if v is not None]
    lines = format_html('<polyline points="{}"/>', " ".join(f"{x:.1f},{y:.1f}" for x, y in points))
    if target is not None:
        y = height - 3 - (target - low) / reach * (height - 6)
        lines = format_html('<line class="aim" x1="0" x2="{}" y1="{}" y2="{}"/>', width, f"{y:.1f}", f"{y:.1f}") + lines
    label = _("Dari %(first)s ke %(last)s, terendah %(low)s, tertinggi %(high)s") % {
        "first": number(known[0], 1),
        "last": number(known[-1], 1),
        "low": number(min(known), 1),
        "high": number(max(known), 1),
    }
    return format_html(
        '<svg class="spark {}" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}<circle cx="{}" cy="{}" r="2.75"/></svg>',
        tone,
        width,
        height,
        width,
        height,
        label,
        lines,
        f"{points[-1][0]:.1f}",
        f"{points[-1][1]:.1f}",
    )


def bar(value: Value, *, target: Value = None, maximum: float = 100, tone: str = "", width: int = 120, minimum: float = 0) -> SafeString:
    """A bar of value between minimum and maximum with a mark at the target."""
    reach = (maximum - minimum) or 1.0
    share = _share(value, minimum, reach)
    fill = format_html('<rect class="fill" width="{}" height="8" rx="4" y="4"/>', f"{share * width:.1f}") if share else SafeString("")
    mark = SafeString("")
    label = _("tidak ada data") if value is None else _("%(value)s dari %(max)s") % {"value": number(value, 1), "max": number(maximum)}
    if target is not None:
        mark = format_html('<rect class="aim" x="{}" width="2" height="16" rx="1"/>', f"{_share(target, minimum, reach) * width - 1:.1f}")
        label = _("%(value)s, target %(target)s") % {"value": label, "target": number(target, 1)}
    return format_html(
        '<svg class="bar {}" width="{}" height="16" viewBox="0 0 {} 16" role="img" aria-label="{}">'
        '<rect class="track" width="{}" height="8" rx="4" y="4"/>{}{}</svg>',
        tone,
        width,
        width,
        label,
        width,
        fill,
        mark,
    )


@dataclass(frozen=True)
class Point:
    """One column of a chart; `tone` colours it, `now` marks the current one."""

    label: str
    value: float | None
    tone: str = ""
    now: bool = False


def columns(points: Sequence[Point], *, target: float | None = None, unit: str = "", decimals: int = 1, height: int = 180) -> SafeString:
    """A column chart with a target line; the scale starts below the lowest value so that differences are seen, and says so."""
    width, left, bottom, top = 420, 34, 22, 14
    known = [p.value for p in points if p.value is not None]
    if not known:
        return SafeString("")
    scale = [*known, *([target] if target is not None else [])]
    low, high = _nice(min(scale), max(scale))
    room = height - bottom - top

    def y(value: float) -> float:
        return top + room - (value - low) / (high - low) * room

    step = (width - left) / len(points)
    wide = min(step * 0.72, 36)
    ticks = [low + (high - low) * i / 4 for i in range(5)]
    digits = 0 if all(float(t).is_integer() for t in ticks) else 1
    lines = format_html_join(
        "",
        '<line class="line" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((left, width, f"{y(t):.1f}", f"{y(t):.1f}", left - 6, f"{y(t) + 3.5:.1f}", number(t, digits)) for t in ticks),
    )
    bars = format_html_join("", "{}", ((_column(p, left + i * step + (step - wide) / 2, y, wide, height - bottom, unit, decimals),) for i, p in enumerate(points)))
    every = max(1, -(-len(points) // 7))
    names = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((f"{left + (i + 0.5) * step:.1f}", height - 7, p.label) for i, p in enumerate(points) if (len(points) - 1 - i) % every == 0),
    )
    aim = SafeString("")
    if target is not None:
        aim = format_html(
            '<line class="aim" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
            left, width, f"{y(target):.1f}", f"{y(target):.1f}", width, f"{y(target) - 4:.1f}", _("target %(target)s") % {"target": number(target, digits)},
        )  # fmt: skip
    words = ", ".join(f"{p.label} {number(p.value, decimals)}{unit}" for p in points if p.value is not None)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>', width, height, words, lines, bars, names, aim
    )


def _column(point: Point, x: float, y, wide: float, floor: float, unit: str, decimals: int) -> SafeString:  # type: ignore[no-untyped-def]
    if point.value is None:
        return SafeString("")
    top = min(y(point.value), floor - 1)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {}{}</title></rect>',
        "now" if point.now and not point.tone else point.tone,
        f"{x:.1f}",
        f"{top:.1f}",
        f"{wide:.1f}",
        f"{floor - top:.1f}",
        point.label,
        number(point.value, decimals),
        unit,
    )


def _nice(low: float, high: float) -> tuple[float, float]:
    reach = (high - low) or abs(high) or 1.0
    step = next(s for s in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 250, 500, 1000, 1e4, 1e5, 1e6, 1e9, 1e12, float("inf")) if s * 4 >= reach)
    if step == float("inf"):
        return low, high
    start = max(0.0, low - reach * 0.25) if low >= 0 else low
    start = start // step * step
    while start + step * 4 < high:
        step *= 2
        start = start // step * step
    return start, start + step * 4


def _share(value: Value, minimum: float, reach: float) -> float:
    return 0.0 if value is None else min(1.0, max(0.0, (float(value) - minimum) / reach))
