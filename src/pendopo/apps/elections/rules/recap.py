"""Sums of a village's stations: votes, shares, turnout, who leads. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

BLANK: Final = 0
"""The number under which the empty vote is counted."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A station after its count. `votes` by the number of the candidate, 0 the empty vote; None while not announced."""

    number: int
    registered: int
    attended: int = 0
    extra: int = 0
    votes: Mapping[int, int] | None = None
    hamlets: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = field(default=())

    @property
    def is_counted(self) -> bool:
        return self.votes is not None

    @property
    def present(self) -> int:
        """Voters of the roll and others who were let in."""
        return self.attended + self.extra

    @property
    def ballots(self) -> int:
        return sum((self.votes or {}).values())

    @property
    def blank(self) -> int:
        return (self.votes or {}).get(BLANK, 0)

    @property
    def valid(self) -> int:
        """Votes for a candidate."""
        return self.ballots - self.blank

    @property
    def turnout(self) -> Fraction | None:
        return share(self.attended, self.registered)


def share(part: int, whole: int) -> Fraction | None:
    """Nothing of nothing is not known."""
    return Fraction(part, whole) if whole else None


def percent(value: Fraction | None) -> float | None:
    return None if value is None else float(value * 100)


def add(stations: Iterable[Figures], number: int = 0) -> Figures:
    """All counted stations as one; `registered` of the others is not in it."""
    counted = [one for one in stations if one.votes is not None]
    votes: Counter[int] = Counter()
    for one in counted:
        votes.update(one.votes or {})
    return Figures(
        number,
        sum(one.registered for one in counted),
        sum(one.attended for one in counted),
        sum(one.extra for one in counted),
        dict(votes),
        disagreements=tuple(f"TPS {one.number}: {words}" for one in counted for words in one.disagreements),
    )


def leaders(votes: Mapping[int, int], among: Iterable[int] | None = None) -> list[int]:
    """Numbers of the candidates with the most votes, in order; none where nobody got one. Empty votes never lead."""
    standing = set(votes if among is None else among) - {BLANK}
    most = max((votes.get(number, 0) for number in standing), default=0)
    return sorted(number for number in standing if most and votes.get(number, 0) == most)


def margin(votes: Mapping[int, int]) -> int | None:
    """Votes between the first and the second; 0 when they are equal, None with fewer than two candidates."""
    ranked = sorted((count for number, count in votes.items() if number != BLANK), reverse=True)
    return ranked[0] - ranked[1] if len(ranked) > 1 else None


def choices_of(election_text: str) -> tuple[bool, list[tuple[int, str]]]:
    """Whether the empty vote is allowed, and number and name of each answer, as they stand on the ballot."""
    question = json.loads(election_text)["questions"][0]
    found = []
    for answer in question["answers"]:
        number, _dot, name = str(answer).partition(". ")
        found.append((int(number), name))
    return bool(question.get("blank")), found


def votes_of(election_text: str, counts: Sequence[int]) -> dict[int, int]:
    """The counts of an archive by the number of the candidate. Raises ValueError when they do not fit the ballot."""
    blank, answers = choices_of(election_text)
    places = [*([BLANK] if blank else []), *(number for number, _name in answers)]
    return dict(zip(places, counts, strict=True))
