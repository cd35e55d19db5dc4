"""Outlines on a flat page: simplification, projection, and a schematic of hexagons where there are no outlines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Ring = list[list[float]]
Spot = tuple[float, float]
TOLERANCE = 0.0015
"""Degrees, about 170 m: finer than a screen shows a regency."""


def simplify(ring: Ring, tolerance: float = TOLERANCE) -> Ring:
    """Douglas-Peucker without recursion; a closed ring stays closed and keeps at least four points."""
    if len(ring) <= 4:
        return ring
    keep = {0, len(ring) - 1}
    far = max(range(len(ring)), key=lambda n: math.dist(ring[0], ring[n]))
    keep.add(far)
    todo = [(0, far), (far, len(ring) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        worst = max(range(first + 1, last), key=lambda n: _away(ring[n], ring[first], ring[last]))
        if _away(ring[worst], ring[first], ring[last]) > tolerance:
            keep.add(worst)
            todo += [(first, worst), (worst, last)]
    found = [[round(ring[n][0], 5), round(ring[n][1], 5)] for n in sorted(keep)]
    return found if len(found) >= 4 else ring


def _away(point: Sequence[float], a: Sequence[float], b: Sequence[float]) -> float:
    """Distance of a point from the segment a-b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length))
    return math.hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy)


def area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def centre(ring: Ring) -> Spot:
    """Centroid of a ring."""
    twice = x = y = 0.0
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        twice, x, y = twice + cross, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    if not twice:
        return ring[0][0], ring[0][1]
    return x / (3 * twice), y / (3 * twice)


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude to page units: plate carrée at the middle latitude, true to shape over a regency."""

    west: float
    north: float
    scale: float
    squeeze: float
    left: float
    top: float

    def place(self, longitude: float, latitude: float) -> Spot:
        return (
            round(self.left + (longitude - self.west) * self.squeeze * self.scale, 1),
            round(self.top + (self.north - latitude) * self.scale, 1),
        )

    def path(self, rings: Sequence[Ring]) -> str:
        """The `d` attribute of an SVG path."""
        parts = []
        for ring in rings:
            spots = [self.place(point[0], point[1]) for point in ring]
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in spots) + "Z")
        return "".join(parts)


def fit(points: Sequence[Sequence[float]], width: float, height: float, margin: float = 8) -> Projection:
    """The projection that shows all points (longitude, latitude) as large as fits."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((north + south) / 2))
    broad, tall = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * margin) / broad, (height - 2 * margin) / tall)
    return Projection(west, north, scale, squeeze, (width - broad * scale) / 2, (height - tall * scale) / 2)


def hexagon(x: float, y: float, radius: float) -> str:
    """The `points` attribute of a hexagon that stands on a corner."""
    corners = (
        (x + radius * math.sin(math.radians(60 * n)), y - radius * math.cos(math.radians(60 * n))) for n in range(6)
    )
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)


def honeycomb(places: Mapping[str, Spot | None], radius: float) -> tuple[dict[str, Spot], float, float]:
    """A cell for each key, no two alike, neighbours as near as on the ground; returns cell centres, width and height.

    Keys without a place take the free cells nearest to the middle.
    """
    known = {key: spot for key, spot in places.items() if spot is not None}
    side = max(2.0, math.sqrt(len(places)) * 1.25)
    step_x, step_y = math.sqrt(3) * radius * 1.06, 1.5 * radius * 1.06
    wanted = _spread(known, side * step_x, side * step_y)
    middle = (side * step_x / 2, side * step_y / 2)
    reach = math.ceil(side) + 2
    cells = [
        (column * step_x + (row % 2) * step_x / 2, row * step_y)
        for row in range(-1, reach)
        for column in range(-1, reach)
    ]
    taken: dict[str, Spot] = {}
    for key in sorted(places, key=lambda k: (k not in wanted, math.dist(wanted.get(k, middle), middle), k)):
        goal = wanted.get(key, middle)
        cell = min((c for c in cells if c not in taken.values()), key=lambda c: math.dist(c, goal))
        taken[key] = cell
    return _framed(taken, radius)


def _spread(known: Mapping[str, Spot], width: float, height: float) -> dict[str, Spot]:
    if not known:
        return {}
    lons, lats = [s[0] for s in known.values()], [s[1] for s in known.values()]
    broad, tall = max(lons) - min(lons) or 1.0, max(lats) - min(lats) or 1.0
    return {
        key: ((lon - min(lons)) / broad * width, (max(lats) - lat) / tall * height) for key, (lon, lat) in known.items()
    }


def _framed(cells: Mapping[str, Spot], radius: float) -> tuple[dict[str, Spot], float, float]:
    if not cells:
        return {}, 0, 0
    left, top = min(x for x, _y in cells.values()) - radius, min(y for _x, y in cells.values()) - radius
    moved = {key: (round(x - left + 2, 1), round(y - top + 2, 1)) for key, (x, y) in cells.items()}
    return moved, max(x for x, _y in moved.values()) + radius + 2, max(y for _x, y in moved.values()) + radius + 2


def apart(spots: Sequence[Spot], gap: float, rounds: int = 40) -> list[Spot]:
    """Spots pushed away from one another until none are nearer than `gap` (or the rounds are over); deterministic."""
    moved = [
        (x + math.cos(2.4 * n) * 0.01 * (n + 1), y + math.sin(2.4 * n) * 0.01 * (n + 1))
        for n, (x, y) in enumerate(spots)
    ]
    for _round in range(rounds):
        near = False
        for a in range(len(moved)):
            for b in range(a + 1, len(moved)):
                dx, dy = moved[b][0] - moved[a][0], moved[b][1] - moved[a][1]
                away = math.hypot(dx, dy) or 1e-6
                if away < gap:
                    near = True
                    push = (gap - away) / 2 / away
                    moved[a] = (moved[a][0] - dx * push, moved[a][1] - dy * push)
                    moved[b] = (moved[b][0] + dx * push, moved[b][1] + dy * push)
        if not near:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]


def dodge(labels: Sequence[Spot], width: float, height: float, rounds: int = 60) -> list[Spot]:
    """Centres of equal boxes moved up and down (and a little aside) until no two overlap; deterministic."""
    moved = list(labels)
    for _round in range(rounds):
        near = False
        for a in range(len(moved)):
            for b in range(a + 1, len(moved)):
                dx, dy = moved[b][0] - moved[a][0], moved[b][1] - moved[a][1]
                over_x, over_y = width - abs(dx), height - abs(dy)
                if over_x <= 0 or over_y <= 0:
                    continue
                near = True
                aside = over_x < over_y * 1.6
                push_x = over_x / 2 * (1 if dx >= 0 else -1) if aside else 0.0
                push_y = 0.0 if aside else over_y / 2 * (1 if dy >= 0 else -1)
                moved[a] = (moved[a][0] - push_x, moved[a][1] - push_y)
                moved[b] = (moved[b][0] + push_x, moved[b][1] + push_y)
        if not near:
            break
    return [(round(x, 1), round(y, 1)) for x, y in moved]
