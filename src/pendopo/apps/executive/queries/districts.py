"""Figures by district, whatever office a unit belongs to, and where they are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pendopo.apps.executive.models import MapShape
from pendopo.apps.executive.queries.tree import Place, Tree
from pendopo.apps.executive.rules import geo
from pendopo.apps.executive.rules.span import Span
from pendopo.kernel import indicators
from pendopo.kernel.actor import Actor
from pendopo.kernel.indicators import Figure, Indicator, Total
from pendopo.kernel.indicators.queries import figure_of, targets, totals
from pendopo.kernel.scope import LEVEL_DIGITS

WIDTH, HEIGHT = 420.0, 470.0
LABEL = (70.0, 43.0)
RADIUS = 46.0
GAP = 9.0
LONG_NAME = 9


@dataclass(frozen=True)
class Dot:
    """An office on the map, coloured by its figure."""

    place: Place
    figure: Figure
    x: float
    y: float


@dataclass(frozen=True)
class District:
    """A district with its figure; `shape` is the `d` of a path, or `hexagon` the points of a polygon."""

    code: str
    name: str
    figure: Figure
    x: float
    y: float
    dots: tuple[Dot, ...]
    shape: str = ""
    hexagon: str = ""

    @property
    def words(self) -> list[str]:
        """The name on one line, or on two where it is long."""
        return self.name.split(" ", 1) if len(self.name) > LONG_NAME else [self.name]


@dataclass(frozen=True)
class DistrictMap:
    """`schematic` is said on the page: hexagons stand only roughly where the districts lie."""

    indicator: Indicator
    districts: tuple[District, ...]
    schematic: bool
    width: float
    height: float

    @property
    def ranked(self) -> list[District]:
        """The weakest first; districts without a figure last."""
        down = self.indicator.good == "down"
        known = [one for one in self.districts if one.figure.value is not None]
        known.sort(key=lambda one: one.figure.value or Decimal(0), reverse=down)
        return known + [one for one in self.districts if one.figure.value is None]


def crossings(tree: Tree) -> dict[str, tuple[str, str]]:
    """Units whose district is not their parent's: path to (own district, parent's district).

    A district's sum is that of the units that enter it less that of the units that leave it, so nothing counts twice.
    """
    district = {place.path: place.district for place in (tree.here, *tree.below)}
    root = len(tree.here.path)
    found = {}
    for place in tree.below:
        parent = place.path[:-LEVEL_DIGITS]
        above = district.get(parent, "") if len(parent) > root else ""
        if place.district != above:
            found[place.path] = (place.district, above)
    return found


def by_district(moves: Mapping[str, tuple[str, str]], points: Mapping[str, Total]) -> dict[str, Total]:
    """Sums of each district from the points of the units at its borders."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    newest: dict[str, Total] = {}
    for path, (into, out_of) in moves.items():
        point = points.get(path)
        if point is None:
            continue
        for code, sign in ((into, 1), (out_of, -1)):
            if code:
                sums[code][0] += sign * point.num
                sums[code][1] += sign * point.den
                sums[code][2] = max(sums[code][2], point.days)
        if into and (into not in newest or (point.data_at or 0) > (newest[into].data_at or 0)):  # type: ignore[operator]
            newest[into] = point
    return {
        code: Total(num, den, days, newest[code].data_at if code in newest else None)
        for code, (num, den, days) in sums.items()
    }


def district_map(actor: Actor, tree: Tree, span: Span) -> DistrictMap | None:
    """The map of a unit's districts with its offices; None where no indicator is for the map. Two statements."""
    one = next((i for i in indicators.visible_to(actor) if i.in_map), None)
    if one is None:
        return None
    moves = crossings(tree)
    offices = tree.children or [tree.here]
    paths = sorted({*moves, *(place.path for place in offices)})
    found = totals([one.key], paths, span.since, span.until)
    points = {path: total for (_key, path), total in found.items()}
    aim = targets([one], span.until)[one.key]
    sums = by_district(moves, points)
    shapes = {shape.code: shape for shape in MapShape.objects.all()}
    codes = sorted({*shapes} if not tree.here.path else {code for code in sums if code} & {*shapes, *sums})
    names = _names(tree, shapes)
    codes = codes or sorted({place.district for place in offices if place.district})
    figures = {code: figure_of(one, code, (span.since, span.until), sums.get(code), aim) for code in codes}
    office_figures = {
        p.path: figure_of(one, p.path, (span.since, span.until), points.get(p.path), aim) for p in offices
    }
    drawn = [code for code in codes if code in shapes]
    if drawn and len(drawn) == len(codes):
        return _outlined(one, shapes, names, figures, office_figures, offices)
    return _schematic(one, names, figures, office_figures, offices)


def _names(tree: Tree, shapes: Mapping[str, MapShape]) -> dict[str, str]:
    found = {code: shape.name for code, shape in shapes.items()}
    for place in tree.below:
        if place.kind == "district" and place.district:
            found.setdefault(place.district, place.name.removeprefix("Kecamatan ").removeprefix("Kantor Camat "))
    return found


def _outlined(
    one: Indicator,
    shapes: Mapping[str, MapShape],
    names: Mapping[str, str],
    figures: Mapping[str, Figure],
    office_figures: Mapping[str, Figure],
    offices: Sequence[Place],
) -> DistrictMap:
    corners = [point for code in figures for ring in shapes[code].rings for point in ring]
    page = geo.fit(corners, WIDTH, HEIGHT)
    standing = [p for p in offices if p.longitude is not None and p.latitude is not None]
    spots = geo.apart([page.place(p.longitude or 0.0, p.latitude or 0.0) for p in standing], GAP)
    dots = [Dot(p, office_figures[p.path], *spot) for p, spot in zip(standing, spots, strict=True)]
    found = []
    middles = [page.place(*geo.centre(max(shapes[code].rings, key=geo.area))) for code in figures]
    labels = geo.dodge(middles, *LABEL)
    for (code, figure), (x, y) in zip(figures.items(), labels, strict=True):
        rings: list[geo.Ring] = shapes[code].rings
        own = tuple(dot for dot in dots if dot.place.district == code)
        found.append(District(code, names[code], figure, x, y, own, shape=page.path(rings)))
    return DistrictMap(one, tuple(found), False, WIDTH, HEIGHT)


def _schematic(
    one: Indicator,
    names: Mapping[str, str],
    figures: Mapping[str, Figure],
    office_figures: Mapping[str, Figure],
    offices: Sequence[Place],
) -> DistrictMap | None:
    if not figures:
        return None
    seats = {code: _seat(code, offices) for code in figures}
    cells, width, height = geo.honeycomb(seats, RADIUS)
    found = []
    for code, figure in figures.items():
        x, y = cells[code]
        inside = [p for p in offices if p.district == code]
        dots = tuple(Dot(p, office_figures[p.path], *_in_rows(n, len(inside), x, y)) for n, p in enumerate(inside[:24]))
        found.append(District(code, names.get(code, code), figure, x, y, dots, hexagon=geo.hexagon(x, y, RADIUS)))
    return DistrictMap(one, tuple(found), True, width, height)


def _seat(code: str, offices: Sequence[Place]) -> geo.Spot | None:
    """Where a district lies: its own office, else any office in it."""
    inside = [p for p in offices if p.district == code and p.longitude is not None and p.latitude is not None]
    inside.sort(key=lambda p: p.kind != "district")
    return (inside[0].longitude or 0.0, inside[0].latitude or 0.0) if inside else None


def _in_rows(place: int, count: int, x: float, y: float) -> geo.Spot:
    """The n-th of some dots in rows of eight under the words in a hexagon."""
    in_row = min(8, count)
    row, column = divmod(place, 8)
    in_this = min(in_row, count - row * 8)
    return round(x + (column - (in_this - 1) / 2) * 6.4, 1), round(y + 20 + row * 6.6, 1)
