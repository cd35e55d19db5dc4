"""The cheapest set of raises that reaches a target, exactly, and the proof that none is cheaper.

A multiple-choice knapsack: each entry is raised by none, one or more steps, in order; a step has an effort that the
user sets and a gain that the weights fix. Gains are whole numbers on the instrument's own scale, so the table over all
possible gains is finite and exact: `table[k][g]` is the least (effort, number of raised entries) with which the
entries from k on gain exactly g.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pendopo.apps.maturity.rules.instrument import POLICY, PROCESS, SERVICE, Entry, Instrument, PredicateInput
from pendopo.apps.maturity.rules.scoring import Missing, in_order, predicate, scale

Efforts = Mapping[tuple[str, int], int]
LARGEST_EFFORT: Final = 1_000_000
STEP_EFFORT: Final = {1: 1, 2: 2, 3: 3, 4: 5, 5: 8}
KIND_FACTOR: Final = {POLICY: 1, PROCESS: 2, SERVICE: 3}


class BadWish(ValueError):
    """An effort, cap or frozen entry that cannot be used. `place` says which ("efforts.5.3")."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


@dataclass(frozen=True)
class Raise:
    """One entry raised; `gain` is what it adds to the index."""

    code: str
    start: int
    to: int
    effort: int
    gain: Fraction


@dataclass(frozen=True)
class Reach:
    """The highest index that an effort of at most `effort` reaches."""

    effort: int
    index: Fraction
    predicate: str


@dataclass(frozen=True)
class Below:
    """The proof: with at most `limit` (one less than the plan) this is the best there is, and it misses the target."""

    limit: int
    effort: int
    index: Fraction
    raises: tuple[Raise, ...]


@dataclass(frozen=True)
class Plan:
    """The cheapest set. `below` is None when the target is met already.

    `certificate` lists the best index for every effort up to the plan's: it rises only at the efforts named, and only
    the last one meets the target. `optimum_proof.verify` computes it again in another way.
    """

    raises: tuple[Raise, ...]
    effort: int
    start: Fraction
    index: Fraction
    target: Fraction
    predicate: str
    below: Below | None
    certificate: tuple[Reach, ...]

    @property
    def reached(self) -> bool:
        return True


@dataclass(frozen=True)
class Unreachable:
    """No set reaches the target within the caps; the highest index there is, and the cheapest way to it."""

    raises: tuple[Raise, ...]
    effort: int
    start: Fraction
    index: Fraction
    target: Fraction
    predicate: str

    @property
    def reached(self) -> bool:
        return False

    @property
    def short_by(self) -> Fraction:
        return self.target - self.index


@dataclass(frozen=True)
class Choice:
    """Raise an entry to `to`: whole gain and key (effort × radix + 1)."""

    to: int
    gain: int
    key: int


@dataclass(frozen=True)
class Task:
    """The question in whole numbers."""

    instrument: Instrument
    rule: PredicateInput
    base: int
    levels: tuple[int, ...]
    choices: tuple[tuple[Choice, ...], ...]
    radix: int
    never: int

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self.instrument.entries.values())

    def index(self, gain: int) -> Fraction:
        return Fraction(self.base + gain, scale(self.instrument).whole)

    def predicate(self, gain: int) -> str:
        return predicate(self.instrument, self.index(gain), self.rule)


def default_efforts(instrument: Instrument) -> dict[tuple[str, int], int]:
    """Points of effort for every entry and step, the step to level 1 from nothing among them.

    1, 2, 3, 5, 8 for the steps to levels 1 to 5; once for a policy, twice for a process (or where the kind is not
    known), three times for a service. No law says so: a start for the user to edit.
    """
    return {
        (code, level): STEP_EFFORT.get(level, 8 + 5 * (level - 5)) * KIND_FACTOR.get(entry.indicator.kind, 2)
        for code, entry in instrument.entries.items()
        for level in range(1, instrument.level_max + 1)
    }


def cheapest(
    instrument: Instrument,
    levels: Mapping[str, int],
    target: Fraction,
    *,
    efforts: Efforts | None = None,
    caps: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
    predicate_input: PredicateInput = "unrounded",
    missing: Missing = "refuse",
) -> Plan | Unreachable:
    """The set of least effort whose index meets the target.

    Of equally cheap sets the one that changes the fewest entries, then the one with the highest index, then the one
    that raises the earlier entries further. `efforts` maps (code, level) to the effort of the step to that level; what
    is left out has its default. `caps` are highest levels. With `predicate_input="rounded"` the two decimals of the
    index have to meet the target. Raises BadLevels and BadWish.
    """
    task = prepare(
        instrument, levels, efforts=efforts, caps=caps, frozen=frozen, predicate_input=predicate_input, missing=missing
    )
    table = solve(task)
    first = table[0]
    need = max(0, _needed(task, target) - task.base)
    best = min((key for key in first[need:]), default=task.never)
    if best >= task.never:
        gain = max(gain for gain, key in enumerate(first) if key < task.never)
        raises = _walk(task, table, gain)
        effort, index = first[gain] // task.radix, task.index(gain)
        return Unreachable(raises, effort, task.index(0), index, target, task.predicate(gain))
    gain = max(gain for gain in range(need, len(first)) if first[gain] == best)
    effort = best // task.radix
    return Plan(
        raises=_walk(task, table, gain),
        effort=effort,
        start=task.index(0),
        index=task.index(gain),
        target=target,
        predicate=task.predicate(gain),
        below=_below(task, table, effort - 1) if need else None,
        certificate=_staircase(task, first, effort),
    )


def frontier(
    instrument: Instrument,
    levels: Mapping[str, int],
    *,
    limit: int | None = None,
    efforts: Efforts | None = None,
    caps: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
    predicate_input: PredicateInput = "unrounded",
    missing: Missing = "refuse",
) -> tuple[Reach, ...]:
    """The best index for each effort up to `limit`, only where it rises: between two members the first one holds."""
    task = prepare(
        instrument, levels, efforts=efforts, caps=caps, frozen=frozen, predicate_input=predicate_input, missing=missing
    )
    return _staircase(task, solve(task)[0], limit)


def prepare(
    instrument: Instrument,
    levels: Mapping[str, int],
    *,
    efforts: Efforts | None = None,
    caps: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
    predicate_input: PredicateInput = "unrounded",
    missing: Missing = "refuse",
) -> Task:
    """The question in whole numbers, checked. Raises BadLevels and BadWish."""
    given, _absent = in_order(instrument, levels, missing=missing)
    wanted = default_efforts(instrument)
    for (code, level), effort in (efforts or {}).items():
        if (code, level) not in wanted:
            raise BadWish(f"efforts.{code}.{level}", f"{instrument.key} tidak mengenal langkah ke {level} pada {code}.")
        if type(effort) is not int or not 0 <= effort <= LARGEST_EFFORT:
            message = f"Usaha harus bilangan bulat 0 sampai {LARGEST_EFFORT}, bukan {effort!r}."
            raise BadWish(f"efforts.{code}.{level}", message)
        wanted[code, level] = effort
    tops = _tops(instrument, caps or {}, frozen)
    plan, radix = scale(instrument), len(given) + 1
    choices = []
    for code, level, weight in zip(plan.codes, given, plan.weights, strict=True):
        effort, members = 0, []
        for to in range(level + 1, tops[code] + 1):
            effort += wanted[code, to]
            if to >= instrument.level_min:
                members.append(Choice(to, (to - level) * weight, effort * radix + 1))
        choices.append(tuple(members))
    never = sum(max((one.key for one in members), default=0) for members in choices) + 1
    base = sum(level * weight for level, weight in zip(given, plan.weights, strict=True))
    return Task(instrument, predicate_input, base, tuple(given), tuple(choices), radix, never)


def _tops(instrument: Instrument, caps: Mapping[str, int], frozen: Collection[str]) -> dict[str, int]:
    tops = dict.fromkeys(instrument.entry_codes, instrument.level_max)
    for code, cap in caps.items():
        if code not in tops:
            raise BadWish(f"caps.{code}", f"{instrument.key} tidak mengenal indikator {code}.")
        if type(cap) is not int or not 0 <= cap <= instrument.level_max:
            raise BadWish(f"caps.{code}", f"Batas tingkat harus 0 sampai {instrument.level_max}, bukan {cap!r}.")
        tops[code] = cap
    for code in frozen:
        if code not in tops:
            raise BadWish(f"frozen.{code}", f"{instrument.key} tidak mengenal indikator {code}.")
        tops[code] = 0
    return tops


def solve(task: Task) -> list[list[int]]:
    """`table[k][g]`: the least key with which the entries from k on gain exactly g; `task.never` where none does."""
    table = [[0]]
    for members in reversed(task.choices):
        below = table[-1]
        most = max((one.gain for one in members), default=0)
        rows = [below + [task.never] * most]
        for one in members:
            row = [task.never] * one.gain + [key + one.key for key in below] + [task.never] * (most - one.gain)
            rows.append(row)
        table.append(list(map(min, *rows)) if members else below)
    table.reverse()
    return table


def _walk(task: Task, table: list[list[int]], gain: int) -> tuple[Raise, ...]:
    """The set behind table[0][gain]; where several are equal, the earlier entry is raised further."""
    whole = scale(task.instrument).whole
    found: list[Raise] = []
    for place, members in enumerate(task.choices):
        key, below = table[place][gain], table[place + 1]
        for one in reversed(members):
            rest = gain - one.gain
            if 0 <= rest < len(below) and below[rest] + one.key == key:
                code, start = task.entries[place].code, task.levels[place]
                found.append(Raise(code, start, one.to, one.key // task.radix, Fraction(one.gain, whole)))
                gain = rest
                break
    return tuple(found)


def _needed(task: Task, target: Fraction) -> int:
    """The least sum of points with which the rule says the target is met."""
    whole = scale(task.instrument).whole
    if task.rule == "rounded":
        return math.ceil((Fraction(math.ceil(target * 100)) - Fraction(1, 2)) / 100 * whole)
    return math.ceil(target * whole)


def _below(task: Task, table: list[list[int]], limit: int) -> Below | None:
    first = table[0]
    found = [gain for gain, key in enumerate(first) if key < task.never and key // task.radix <= limit]
    if not found:  # a limit below zero: a plan without effort has nothing below it
        return None
    gain = max(found)
    return Below(limit, first[gain] // task.radix, task.index(gain), _walk(task, table, gain))


def _staircase(task: Task, first: Iterable[int], limit: int | None) -> tuple[Reach, ...]:
    """Only the efforts at which the best index rises."""
    ways = sorted((key // task.radix, -gain) for gain, key in enumerate(first) if key < task.never)
    steps: list[Reach] = []
    top = -1
    for effort, gain in ways:
        if -gain > top and (limit is None or effort <= limit):
            top = -gain
            steps.append(Reach(effort, task.index(top), task.predicate(top)))
    return tuple(steps)
