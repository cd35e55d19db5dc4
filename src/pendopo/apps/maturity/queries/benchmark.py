"""Published results of a year as one picture: ranks, the own government among them, spread, whom to learn from."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from pendopo.apps.maturity.models import BenchmarkImport, Peer, PeerClass, PublishedResult
from pendopo.apps.maturity.policy_settings import PAIR_FACTOR
from pendopo.apps.maturity.queries.instruments import predicate_input
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import Instrument
from pendopo.apps.maturity.rules.ranking import Agency, Mentor, Place, Spread, mentors, ranked, spread
from pendopo.apps.maturity.rules.scoring import predicate
from pendopo.kernel import settings_store

LOCAL: Final = (PeerClass.REGENCY, PeerClass.CITY)
EACH_SIDE: Final = 3
TONES: Final = ("ok", "ok", "info", "watch", "bad")
FIELDS: Final = (
    "pk", "peer_id", "peer__name", "peer__kind", "peer__code", "peer__province", "peer__population", "peer__is_own",
    "index", "exact", "predicate", "domains", "aspects", "flags", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A year of results by one instrument; `key` stands in addresses: 2024.spbe-59-2020."""

    year: int
    instrument: str

    @property
    def key(self) -> str:
        return f"{self.year}.{self.instrument}"

    @property
    def label(self) -> str:
        known = loading.instruments().get(self.instrument)
        return f"{self.year} · {known.short if known else self.instrument}"


def periods() -> list[Period]:
    """Newest first."""
    rows = PublishedResult.objects.order_by("-year", "instrument").values_list("year", "instrument").distinct()
    return [Period(year, instrument) for year, instrument in rows]


@dataclass(slots=True)
class Standing:
    """One government in a period. Values in hundredths; ranks and percentiles by the published two decimals.

    `in_province` is among the regencies and cities of its province; `moved` is places won in its class since the year
    before (negative: lost), `gained` the change of the index, both only by the same instrument.
    """

    pk: int
    peer_id: int
    name: str
    kind: str
    code: str
    province: str
    population: int | None
    is_own: bool
    index: int
    exact: str
    given_predicate: str
    domains: dict[str, int]
    aspects: dict[str, int]
    flags: list[str]
    source: str
    predicate: str = ""
    tone: str = "mute"
    nation: Place | None = None
    in_class: Place | None = None
    in_province: Place | None = None
    before: int | None = None
    moved: int | None = None

    @property
    def kind_word(self) -> str:
        return str(PeerClass(self.kind).label)

    @property
    def gained(self) -> int | None:
        return None if self.before is None else self.index - self.before

    @property
    def class_rank(self) -> int | None:
        return self.in_class.rank if self.in_class else None

    @property
    def nation_rank(self) -> int | None:
        return self.nation.rank if self.nation else None

    @property
    def province_rank(self) -> int | None:
        return self.in_province.rank if self.in_province else None

    @property
    def percentile(self) -> int | None:
        """Per cent of the class below it, rounded down."""
        return int(self.in_class.percentile) if self.in_class else None

    @property
    def value(self) -> Fraction:
        return Fraction(self.exact) if self.exact else Fraction(self.index, 100)

    def agency(self, parts: Mapping[str, int] | None = None) -> Agency:
        exact = {no: Fraction(value, 100) for no, value in (parts or {}).items()}
        return Agency(self.pk, Fraction(self.index, 100), self.kind, exact, self.population)


@dataclass
class Field:
    """All governments of a period, best first, ties by name."""

    period: Period
    instrument: Instrument | None
    rows: list[Standing]
    classes: dict[str, tuple[Place, ...]] = field(default_factory=dict)

    @cached_property
    def by_pk(self) -> dict[int, Standing]:
        return {row.pk: row for row in self.rows}

    @cached_property
    def own(self) -> Standing | None:
        return next((row for row in self.rows if row.is_own), None)

    def at(self, place: Place) -> Standing:
        key = place.agency.key
        assert isinstance(key, int)
        return self.by_pk[key]

    def of(self, peer_id: int) -> Standing | None:
        return next((row for row in self.rows if row.peer_id == peer_id), None)

    def near(self, row: Standing, *, each_side: int = EACH_SIDE) -> list[Standing]:
        """The government between those of its class that stand above and below it; equals are only counted."""
        rank = row.class_rank or 0
        mates = [self.at(place) for place in self.classes.get(row.kind, ())]
        above = [one for one in mates if (one.class_rank or 0) < rank]
        below = [one for one in mates if (one.class_rank or 0) > rank]
        return [*above[-each_side:], row, *below[:each_side]]

    def equals(self, row: Standing) -> int:
        """How many others of its class have the same rank."""
        return sum(1 for place in self.classes.get(row.kind, ()) if place.rank == row.class_rank) - 1

    def spread_of(self, kind: str, part: str = "") -> Spread | None:
        """Mean, median and ends of a class; of one domain when `part` names it."""
        rows = [row for row in self.rows if row.kind == kind]
        if part:
            return spread(Fraction(row.domains[part], 100) for row in rows if part in row.domains)
        return spread(row.value for row in rows)


def load(period: Period) -> Field:
    """Two statements, however many governments."""
    instrument = loading.instruments().get(period.instrument)
    found = PublishedResult.objects.filter(year=period.year, instrument=period.instrument)
    rows = [Standing(*values) for values in found.order_by("-index", "peer__name").values_list(*FIELDS)]
    _name_predicates(rows, instrument, period.year)
    before = dict(
        PublishedResult.objects.filter(year=period.year - 1, instrument=period.instrument).values_list(
            "peer_id", "index"
        )
    )
    places = Field(period, instrument, rows)
    _rank(places)
    _move(rows, before)
    return places


def _name_predicates(rows: Iterable[Standing], instrument: Instrument | None, year: int) -> None:
    """As published; by the rule of the year where the list does not say it."""
    order = {one.name: place for place, one in enumerate(instrument.predicates)} if instrument else {}
    rule = predicate_input(year, instrument)
    for row in rows:
        row.predicate = row.given_predicate or (predicate(instrument, row.value, rule) if instrument else "")
        place = order.get(row.predicate)
        row.tone = "mute" if place is None else TONES[min(len(TONES) - 1, place + max(0, len(TONES) - len(order)))]


def _rank(places: Field) -> None:
    groups: dict[str, list[Standing]] = {}
    provinces: dict[str, list[Standing]] = {}
    for row in places.rows:
        groups.setdefault(row.kind, []).append(row)
        if row.kind in LOCAL and row.province:
            provinces.setdefault(row.province, []).append(row)
    for place in ranked(row.agency() for row in places.rows):
        places.at(place).nation = place
    for kind, rows in groups.items():
        places.classes[kind] = ranked(row.agency() for row in rows)
        for place in places.classes[kind]:
            places.at(place).in_class = place
    for rows in provinces.values():
        for place in ranked(row.agency() for row in rows):
            places.at(place).in_province = place


def _move(rows: Sequence[Standing], before: Mapping[int, int]) -> None:
    """Ranks of the year before by the class of today; a government that was not there has not moved."""
    groups: dict[str, list[int]] = {}
    for row in rows:
        row.before = before.get(row.peer_id)
        if row.before is not None:
            groups.setdefault(row.kind, []).append(row.before)
    for values in groups.values():
        values.sort(reverse=True)
    ranks = {kind: {value: n + 1 for n, value in reversed(list(enumerate(values)))} for kind, values in groups.items()}
    now = {kind: _ranks_now(rows, kind) for kind in groups}
    for row in rows:
        if row.before is not None:
            row.moved = ranks[row.kind][row.before] - now[row.kind][row.index]


def _ranks_now(rows: Sequence[Standing], kind: str) -> dict[int, int]:
    """Ranks among those that have both years, so that newcomers push nobody down."""
    values = sorted((row.index for row in rows if row.kind == kind and row.before is not None), reverse=True)
    return {value: n + 1 for n, value in reversed(list(enumerate(values)))}


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class: how many, mean and median, and how many have each predicate (best first)."""

    kind: str
    label: str
    spread: Spread
    counts: tuple[int, ...]
    is_own: bool


def class_lines(places: Field) -> list[ClassLine]:
    names = [one.name for one in places.instrument.predicates] if places.instrument else []
    own = places.own.kind if places.own else ""
    lines = []
    for kind, label in PeerClass.choices:
        found = places.spread_of(kind)
        if found is not None:
            held = [row.predicate for row in places.rows if row.kind == kind]
            counts = tuple(held.count(name) for name in names)
            lines.append(ClassLine(kind, str(label), found, counts, kind == own))
    return lines


@dataclass(frozen=True, slots=True)
class Part:
    """A domain or aspect: own value, mean of the class, in hundredths."""

    no: str
    name: str
    own: int
    mean: Fraction

    @property
    def gap(self) -> Fraction:
        """Below zero where the own value lies under the mean."""
        return Fraction(self.own, 100) - self.mean


@dataclass(frozen=True, slots=True)
class Teacher:
    """A government to learn from: how much better in the weak part, growth of its index over two years."""

    standing: Standing
    better: Fraction
    ratio: Fraction | None
    grown: int | None


@dataclass(frozen=True)
class Pairs:
    """`by_aspect`: the parts are aspects. `sized`: the population was compared. `chosen` is the part looked at."""

    parts: tuple[Part, ...]
    chosen: Part | None
    teachers: tuple[Teacher, ...]
    by_aspect: bool = False
    sized: bool = True


def pairs(places: Field, *, part: str = "", most: int = 20) -> Pairs:
    """Whom to learn from: own class, similar size, better where we are weakest; those that grew most come first.

    Aspects are compared where the own ones and those of others are published, else domains. One statement.
    """
    own = places.own
    if own is None or places.instrument is None:
        return Pairs((), None, ())
    peers = [row for row in places.rows if row.kind == own.kind and row.pk != own.pk]
    by_aspect = bool(own.aspects) and any(row.aspects for row in peers)
    parts = tuple(_parts(places.instrument, own, peers, by_aspect=by_aspect))
    chosen = next((one for one in parts if one.no == part), min(parts, key=lambda one: one.gap, default=None))
    if chosen is None:
        return Pairs(parts, None, (), by_aspect)
    sized = own.population is not None
    factor = Fraction(settings_store.value(PAIR_FACTOR)) if sized else None
    found = mentors(
        own.agency(_values(own, by_aspect)),
        [row.agency(_values(row, by_aspect)) for row in peers],
        [chosen.no],
        factor=factor,
        least=Fraction(1, 100),
        most=None,
    )
    return Pairs(parts, chosen, _teachers(places, found, most), by_aspect, sized)


def _values(row: Standing, by_aspect: bool) -> dict[str, int]:
    return row.aspects if by_aspect else row.domains


def _parts(instrument: Instrument, own: Standing, peers: Sequence[Standing], *, by_aspect: bool) -> Iterable[Part]:
    names: dict[str, Any] = {str(one.no): one for one in (instrument.aspects if by_aspect else instrument.domains)}
    for no, value in _values(own, by_aspect).items():
        known = [Fraction(_values(row, by_aspect)[no], 100) for row in peers if no in _values(row, by_aspect)]
        found = spread(known)
        if found is not None and no in names:
            yield Part(no, names[no].name, value, found.mean)


def _teachers(places: Field, found: Sequence[Mentor], most: int) -> tuple[Teacher, ...]:
    period = places.period
    earlier = dict(
        PublishedResult.objects.filter(year=period.year - 2, instrument=period.instrument).values_list(
            "peer_id", "index"
        )
    )
    teachers = []
    by_key: dict[Hashable, Standing] = {row.pk: row for row in places.rows}
    for one in found:
        row = by_key[one.agency.key]
        old = earlier.get(row.peer_id)
        teachers.append(Teacher(row, one.gain, one.size_ratio, None if old is None else row.index - old))
    teachers.sort(key=lambda one: (one.grown is None, -(one.grown or 0), -one.better, one.standing.name))
    return tuple(teachers[:most])


def history_of(peer: Peer) -> list[PublishedResult]:
    """Results of one government, newest first."""
    return list(PublishedResult.objects.filter(peer=peer).order_by("-year", "instrument"))


def provinces() -> list[str]:
    rows = Peer.objects.exclude(province="").order_by("province").values_list("province", flat=True).distinct()
    return list(rows)


def imports() -> Any:
    """Imports, newest first, without the files themselves."""
    return BenchmarkImport.objects.defer("content", "errors", "changes", "flags")
