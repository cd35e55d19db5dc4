"""Charts drawn on the server as SVG: attributes only (no inline style), each with a text alternative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pendopo.ui.formats import number

Value = float | int | None


def spark(
    values: Sequence[Value], *, tone: str = "", target: float | None = None, width: int = 88, height: int = 26
) -> SafeString:
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
        '<svg class="spark {}" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<circle cx="{}" cy="{}" r="2.75"/></svg>',
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


def bar(
    value: Value, *, target: Value = None, maximum: float = 100, tone: str = "", width: int = 120, minimum: float = 0
) -> SafeString:
    """A bar of value between minimum and maximum with a mark at the target."""
    reach = (maximum - minimum) or 1.0
    share = _share(value, minimum, reach)
    fill = (
        format_html('<rect class="fill" width="{}" height="8" rx="4" y="4"/>', f"{share * width:.1f}")
        if share
        else SafeString("")
    )
    mark = SafeString("")
    label = (
        _("tidak ada data")
        if value is None
        else _("%(value)s dari %(max)s") % {"value": number(value, 1), "max": number(maximum)}
    )
    if target is not None:
        mark = format_html(
            '<rect class="aim" x="{}" width="2" height="16" rx="1"/>',
            f"{_share(target, minimum, reach) * width - 1:.1f}",
        )
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


AIM_WORDS = 54
"""Room for the target's words, right of the columns."""


@dataclass(frozen=True)
class _Plane:
    """The drawing area of a column chart: from values to places."""

    low: float
    high: float
    count: int
    width: int = 420
    height: int = 180
    left: int = 34
    top: int = 14
    bottom: int = 22

    @property
    def floor(self) -> int:
        return self.height - self.bottom

    @property
    def step(self) -> float:
        return (self.width - self.left) / self.count

    @property
    def ticks(self) -> list[float]:
        return [self.low + (self.high - self.low) * i / 4 for i in range(5)]

    @property
    def digits(self) -> int:
        return 0 if all(float(tick).is_integer() for tick in self.ticks) else 1

    def y(self, value: float) -> float:
        return self.top + (self.floor - self.top) * (1 - (value - self.low) / (self.high - self.low))


def columns(
    points: Sequence[Point], *, target: float | None = None, unit: str = "", decimals: int = 1, height: int = 180
) -> SafeString:
    """A column chart with a target line; its scale starts below the lowest value so that differences are seen."""
    known = [p.value for p in points if p.value is not None]
    if not known:
        return SafeString("")
    scale = [*known, *([target] if target is not None else [])]
    plane = _Plane(*_nice(min(scale), max(scale)), count=len(points), height=height)
    bars = format_html_join("", "{}", ((_column(p, i, plane, unit, decimals),) for i, p in enumerate(points)))
    words = ", ".join(f"{p.label} {number(p.value, decimals)}{unit}" for p in points if p.value is not None)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        plane.width + (AIM_WORDS if target is not None else 0),
        plane.height,
        words,
        _grid(plane),
        bars,
        _names(points, plane),
        _aim(target, plane),
    )


def _grid(plane: _Plane) -> SafeString:
    places = ((tick, f"{plane.y(tick):.1f}") for tick in plane.ticks)
    return format_html_join(
        "",
        '<line class="line" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" dy="3.5" text-anchor="end">{}</text>',
        ((plane.left, plane.width, y, y, plane.left - 6, y, number(tick, plane.digits)) for tick, y in places),
    )


def _names(points: Sequence[Point], plane: _Plane) -> SafeString:
    """At most seven names below the columns, the last one always."""
    every = max(1, -(-len(points) // 7))
    shown = ((i, p) for i, p in enumerate(points) if (len(points) - 1 - i) % every == 0)
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((f"{plane.left + (i + 0.5) * plane.step:.1f}", plane.height - 7, p.label) for i, p in shown),
    )


def _aim(target: float | None, plane: _Plane) -> SafeString:
    if target is None:
        return SafeString("")
    y = f"{plane.y(target):.1f}"
    words = _("target %(target)s") % {"target": number(target, 0 if float(target).is_integer() else 1)}
    return format_html(
        '<line class="aim" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" dy="3.5">{}</text>',
        plane.left,
        plane.width,
        y,
        y,
        plane.width + 4,
        y,
        words,
    )


def _column(point: Point, index: int, plane: _Plane, unit: str, decimals: int) -> SafeString:
    if point.value is None:
        return SafeString("")
    wide = min(plane.step * 0.72, 36)
    top = min(plane.y(point.value), plane.floor - 1)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {}{}</title></rect>',
        "now" if point.now and not point.tone else point.tone,
        f"{plane.left + index * plane.step + (plane.step - wide) / 2:.1f}",
        f"{top:.1f}",
        f"{wide:.1f}",
        f"{plane.floor - top:.1f}",
        point.label,
        number(point.value, decimals),
        unit,
    )


def _nice(low: float, high: float) -> tuple[float, float]:
    reach = (high - low) or abs(high) or 1.0
    step = next(
        s
        for s in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 250, 500, 1000, 1e4, 1e5, 1e6, 1e9, 1e12, float("inf"))
        if s * 4 >= reach
    )
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
