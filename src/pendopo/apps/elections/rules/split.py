"""Voters to stations: none above the limit, families together, whole hamlets together where they fit.

Permendagri 72/2020: at most 500 voters in a station (a dated setting). Deterministic: the same list gives the same
split, whatever order it comes in.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """One voter as the split sees him. `family` and `hamlet` may be empty: then he is a family of his own."""

    id: int
    family: str = ""
    hamlet: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Voters that stay together; all of one hamlet."""

    hamlet: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """`places`: voter to station number. `parted`: hamlets that are in more than one station."""

    places: Mapping[int, int]
    parted: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Tells whether a proposal is still the one that was looked at."""
        text = ",".join(f"{one}:{at}" for one, at in sorted(self.places.items()))
        return hashlib.sha256(text.encode()).hexdigest()


class _Rooms:
    """What each station holds so far; `even` is what all would hold alike."""

    def __init__(self, stations: Sequence[int], limit: int, voters: int) -> None:
        self.limit = limit
        self.even = -(-voters // max(len(stations), 1))
        self.load = dict.fromkeys(sorted(stations), 0)
        self.hamlets: dict[int, set[str]] = {number: set() for number in self.load}
        self.places: dict[int, int] = {}

    def fits(self, number: int, block: Block) -> bool:
        return self.load[number] + len(block.ids) <= self.limit

    def put(self, number: int, block: Block) -> None:
        self.load[number] += len(block.ids)
        self.hamlets[number].add(block.hamlet)
        self.places.update(dict.fromkeys(block.ids, number))


Choose = Callable[[_Rooms, Block, Sequence[int]], int]


def least(voters: int, limit: int) -> int:
    """Stations below which nothing can fit."""
    return max(1, -(-voters // limit)) if voters else 0


def needed(heads: Iterable[Head], limit: int) -> int:
    """How many stations the split takes: the fewest with which it succeeds. 0 without voters."""
    people = list(heads)
    count = least(len(people), limit)
    while people and propose(people, range(1, count + 1), limit) is None:
        count += 1
    return count


def propose(
    heads: Iterable[Head], stations: Sequence[int], limit: int, *, wishes: Mapping[str, Sequence[int]] | None = None
) -> Split | None:
    """Everyone to one station; None when the families do not fit into so few. `wishes`: stations of a hamlet."""
    people = sorted(heads, key=lambda one: (one.hamlet, one.family, one.id))
    hamlets = _hamlets(people, limit)
    for choose in (_emptiest, _fullest):
        for whole in (True, False):
            rooms = _Rooms(stations, limit, len(people))
            if _place_all(rooms, hamlets, choose, wishes or {}, whole=whole):
                return Split(rooms.places, _parted(people, rooms.places))
    return None


def _place_all(
    rooms: _Rooms, hamlets: Mapping[str, list[Block]], choose: Choose, wishes: Mapping[str, Sequence[int]], *,
    whole: bool,
) -> bool:  # fmt: skip
    """Hamlets by size, the largest first; one that fits nowhere is parted by families. With `whole` false, all
    families go by size, which wastes least.
    """
    if not whole:
        families = sorted((one for blocks in hamlets.values() for one in blocks), key=_by_size)
        return all(_place(rooms, one, choose, wishes) for one in families)
    later: list[Block] = []
    merged = {name: Block(name, tuple(i for b in blocks for i in b.ids)) for name, blocks in hamlets.items()}
    for name, block in sorted(merged.items(), key=lambda pair: _by_size(pair[1])):
        if not _place(rooms, block, choose, wishes):
            later += hamlets[name]
    return all(_place(rooms, one, choose, wishes) for one in sorted(later, key=_by_size))


def _place(rooms: _Rooms, block: Block, choose: Choose, wishes: Mapping[str, Sequence[int]]) -> bool:
    open_to = [number for number in rooms.load if rooms.fits(number, block)]
    if not open_to:
        return False
    wished = [number for number in open_to if number in wishes.get(block.hamlet, ())]
    known = [one for one in open_to if block.hamlet in rooms.hamlets[one] and rooms.load[one] < rooms.even]
    rooms.put(choose(rooms, block, wished or known or open_to), block)
    return True


def _emptiest(rooms: _Rooms, _block: Block, numbers: Sequence[int]) -> int:
    return min(numbers, key=lambda number: (rooms.load[number], number))


def _fullest(rooms: _Rooms, _block: Block, numbers: Sequence[int]) -> int:
    return min(numbers, key=lambda number: (-rooms.load[number], number))


def _hamlets(people: Sequence[Head], limit: int) -> dict[str, list[Block]]:
    """The families of each hamlet; a family larger than a station is cut."""
    families: dict[tuple[str, str], list[Head]] = defaultdict(list)
    homes: dict[str, str] = {}
    for one in people:
        key = one.family or f"\0{one.id}"
        families[(homes.setdefault(key, one.hamlet), key)].append(one)
    found: dict[str, list[Block]] = defaultdict(list)
    for (hamlet, _family), members in families.items():
        ids = [one.id for one in members]
        found[hamlet] += [Block(hamlet, tuple(ids[at : at + limit])) for at in range(0, len(ids), limit)]
    return found


def _parted(people: Sequence[Head], places: Mapping[int, int]) -> tuple[str, ...]:
    at: dict[str, set[int]] = defaultdict(set)
    for one in people:
        at[one.hamlet].add(places[one.id])
    return tuple(sorted(name for name, numbers in at.items() if name and len(numbers) > 1))


def _by_size(block: Block) -> tuple[int, str, tuple[int, ...]]:
    return (-len(block.ids), block.hamlet, block.ids)
