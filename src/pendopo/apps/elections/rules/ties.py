"""Who is elected when the most votes are equal: one strategy a rule of law, each with a sheet that shows every step.

A clear winner never comes to a rule. Nothing here depends on the order of candidates or stations. What a rule cannot
decide stays open: the committee then decides with a basis of its own (docs/rules/pilkades-hasil.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.elections.rules.recap import Figures, add, leaders

LARGEST_STATION: Final = "tps_terbesar"
LARGEST_HAMLET: Final = "dusun_terbesar"
AREAS_WON: Final = "wilayah_menang"
WIDEST: Final = "wilayah_terluas"
RESIDENCE: Final = "domisili"
NO_RULE: Final = "tidak_ada"
Row = list[str | int]


@dataclass(frozen=True, slots=True)
class Rule:
    """`basis` is the law as far as it is known; `since` the year from which it was seen applied."""

    key: str
    label: Any
    basis: str
    since: str


RULES: Final = {
    rule.key: rule
    for rule in (
        Rule(LARGEST_STATION, gettext_lazy("Suara di TPS dengan pemilih terdaftar terbanyak"),
             "Permendagri 112/2014 Pasal 42 ayat (2), sebagaimana diterapkan di Demak", "31 Desember 2014"),
        Rule(LARGEST_HAMLET, gettext_lazy("Suara di dusun dengan pemilih terdaftar terbanyak"),
             "Ketentuan setempat, sebagaimana diterapkan di Ngawi", "2020"),
        Rule(AREAS_WON, gettext_lazy("Jumlah wilayah yang dimenangi, lalu selisih suara terkecil"),
             "Perbup Purworejo 67/2018", "2018"),
        Rule(WIDEST, gettext_lazy("Sebaran wilayah perolehan suara yang lebih luas"),
             "Ketentuan setempat; isi dengan pasal perbup", ""),
        Rule(RESIDENCE, gettext_lazy("Dusun tempat tinggal dengan pemilih terdaftar terbanyak"),
             "Ketentuan setempat untuk desa dengan satu TPS; isi dengan pasal perbup", ""),
        Rule(NO_RULE, gettext_lazy("Tidak ada aturan; diputuskan panitia dengan dasar"), "", ""),
    )
}  # fmt: skip
CHOICES: Final = {key: rule.label for key, rule in RULES.items()}


@dataclass(frozen=True, slots=True)
class Home:
    """Where a candidate lives, and how many voters are registered there."""

    hamlet: str
    registered: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step a villager can follow: what is asked, the figures, who is left."""

    title: str
    text: str
    columns: list[str]
    rows: list[Row]
    left: list[int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How the winner was found; `winner` None: it stays open. `tied` is empty where there was a clear winner."""

    votes: dict[int, int]
    tied: list[int]
    rule: str
    steps: list[Step]
    winner: int | None

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"votes": {str(number): count for number, count in self.votes.items()}}


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a rule may look at. `names` are for the words only; `next_largest` lets step 1 go on to the next."""

    stations: Sequence[Figures]
    names: Mapping[int, str]
    homes: Mapping[int, Home] = field(default_factory=dict)
    next_largest: bool = False


def decide(case: Case, *, rule: str, rule_single: str = RESIDENCE) -> Sheet:
    """The sheet of a village. `rule` is for several stations, `rule_single` for a village with one."""
    votes = dict(add(case.stations).votes or {})
    first = leaders(votes, case.names)
    if len(first) < 2:
        return Sheet(votes, [], "", [], first[0] if first else None)
    chosen = rule_single if len(case.stations) == 1 and rule not in (RESIDENCE, NO_RULE) else rule
    steps = STRATEGIES.get(chosen, _no_rule)(case, first)
    left = steps[-1].left
    return Sheet(votes, first, chosen, steps, left[0] if len(left) == 1 else None)


def _by_size(
    case: Case, tied: list[int], areas: Sequence[tuple[str, int, Mapping[int, int]]], what: str
) -> list[Step]:  # fmt: skip
    """Areas (name, registered, votes), largest first. Equally large ones decide only when all point to the same."""
    steps: list[Step] = []
    left = list(tied)
    for size in sorted({registered for _name, registered, _votes in areas}, reverse=True):
        same = sorted((name, votes) for name, registered, votes in areas if registered == size)
        found = set(left)
        for _name, votes in same:
            found &= set(leaders(votes, left) or left)
        left = sorted(found) or left
        rows: list[Row] = [[name, size, *(votes.get(number, 0) for number in tied)] for name, votes in same]
        title = _("%(what)s dengan %(n)s pemilih terdaftar") % {"what": what, "n": size}
        steps.append(Step(title, said(case, left), [what, _("Pemilih terdaftar"), *names(case, tied)], rows, left))
        if len(left) == 1 or not case.next_largest:
            break
    return steps


def _largest_station(case: Case, tied: list[int]) -> list[Step]:
    areas = [(_("TPS %(n)s") % {"n": one.number}, one.registered, one.votes or {}) for one in case.stations]
    return _by_size(case, tied, areas, _("TPS"))


def _largest_hamlet(case: Case, tied: list[int]) -> list[Step]:
    """Only where every station serves one hamlet: ballots of one station are never told apart."""
    mixed = sorted(one.number for one in case.stations if len(one.hamlets) != 1)
    if mixed:
        words = _(
            "Suara tidak dapat dihitung per dusun: surat suara satu TPS tercampur dan rahasia, sedangkan TPS %(list)s "
            "tidak melayani tepat satu dusun. Aturan ini tidak dapat diterapkan di desa ini."
        ) % {"list": ", ".join(map(str, mixed))}
        rows: list[Row] = [
            [one.number, ", ".join(one.hamlets) or "–"] for one in sorted(case.stations, key=lambda one: one.number)
        ]
        return [Step(_("Suara per dusun"), words, [_("TPS"), _("Dusun")], rows, list(tied))]
    hamlets = sorted({one.hamlets[0] for one in case.stations})
    sums = [(name, add([one for one in case.stations if one.hamlets[0] == name])) for name in hamlets]
    return _by_size(case, tied, [(name, sum_.registered, sum_.votes or {}) for name, sum_ in sums], _("Dusun"))


def _areas_won(case: Case, tied: list[int]) -> list[Step]:
    """Stations won among the equal ones (Perbup Purworejo 67/2018); then the smaller gap between own extremes."""
    stations = sorted(case.stations, key=lambda one: one.number)
    won = dict.fromkeys(tied, 0)
    rows: list[Row] = []
    for one in stations:
        first = leaders(one.votes or {}, tied)
        if len(first) == 1:
            won[first[0]] += 1
        winner = case.names[first[0]] if len(first) == 1 else _("sama")
        rows.append([one.number, *((one.votes or {}).get(number, 0) for number in tied), winner])
    left = _most(won, tied)
    columns = [_("TPS"), *names(case, tied), _("Pemenang TPS")]
    rows.append([_("Dimenangi"), *(won[number] for number in tied), ""])
    steps = [Step(_("Jumlah TPS yang dimenangi di antara suara yang sama"), said(case, left), columns, rows, left)]
    if len(left) == 1:
        return steps
    own = {number: [(one.votes or {}).get(number, 0) for one in stations] for number in left}
    gaps = {number: max(values) - min(values) for number, values in own.items()}
    kept = _most({number: -gap for number, gap in gaps.items()}, left)
    table: list[Row] = [
        [case.names[number], max(own[number]), min(own[number]), gaps[number]] for number in left
    ]  # fmt: skip
    columns = [_("Calon"), _("TPS tertinggi"), _("TPS terendah"), _("Selisih")]
    steps.append(Step(_("Selisih TPS tertinggi dan terendah, yang terkecil"), said(case, kept), columns, table, kept))
    return steps


def _widest(case: Case, tied: list[int]) -> list[Step]:
    """Stations where the candidate got a vote at all, then stations led among the equal ones."""
    left, steps = list(tied), []
    questions: tuple[tuple[str, Callable[[Figures, int], bool]], ...] = (
        (_("Jumlah TPS dengan perolehan suara"), lambda one, number: (one.votes or {}).get(number, 0) > 0),
        (_("Jumlah TPS dengan suara terbanyak"), lambda one, number: leaders(one.votes or {}, tied) == [number]),
    )
    for title, holds in questions:
        counts = {number: sum(holds(one, number) for one in case.stations) for number in left}
        rows: list[Row] = [[case.names[number], counts[number]] for number in left]
        left = _most(counts, left)
        steps.append(Step(title, said(case, left), [_("Calon"), _("TPS")], rows, left))
        if len(left) == 1:
            break
    return steps


def _residence(case: Case, tied: list[int]) -> list[Step]:
    """The hamlet where each of them lives; the one with the most registered voters."""
    columns = [_("Calon"), _("Dusun tempat tinggal"), _("Pemilih terdaftar")]
    title = _("Pemilih terdaftar di dusun tempat tinggal")
    known = {number: case.homes[number] for number in tied if number in case.homes}
    rows: list[Row] = [
        [case.names[number], known[number].hamlet if number in known else "–",
         known[number].registered if number in known else "–"] for number in tied
    ]  # fmt: skip
    if len(known) < len(tied):
        words = _("Dusun tempat tinggal belum tercatat untuk semua calon ini. Lengkapi di data calon, lalu buka lagi.")
        return [Step(title, words, columns, rows, list(tied))]
    left = _most({number: home.registered for number, home in known.items()}, tied)
    return [Step(title, said(case, left), columns, rows, left)]


def _no_rule(case: Case, tied: list[int]) -> list[Step]:
    words = _("Tidak ada aturan yang berlaku untuk suara sama di desa ini. Panitia memutuskan dengan dasar tertulis.")
    return [Step(_("Tidak ada aturan"), words, [_("Calon")], [[case.names[number]] for number in tied], list(tied))]


STRATEGIES: Final[Mapping[str, Callable[[Case, list[int]], list[Step]]]] = {
    LARGEST_STATION: _largest_station,
    LARGEST_HAMLET: _largest_hamlet,
    AREAS_WON: _areas_won,
    WIDEST: _widest,
    RESIDENCE: _residence,
    NO_RULE: _no_rule,
}


def _most(values: Mapping[int, int], among: Sequence[int]) -> list[int]:
    best = max(values[number] for number in among)
    return sorted(number for number in among if values[number] == best)


def names(case: Case, numbers: Sequence[int]) -> list[str]:
    return [f"{number}. {case.names[number]}" for number in numbers]


def said(case: Case, left: Sequence[int]) -> str:
    """The sentence under a step."""
    if len(left) == 1:
        return _("%(name)s unggul pada langkah ini.") % {"name": case.names[left[0]]}
    return _("Masih sama: %(names)s.") % {"names": ", ".join(case.names[number] for number in left)}
