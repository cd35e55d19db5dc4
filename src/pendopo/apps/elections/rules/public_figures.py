"""Figures of a result as the public reads them: votes by choice, sums, shares, turnout, the hand count beside them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Share = Decimal | None


def share(part: int, whole: int) -> Share:
    """Per cent with one decimal, rounded half up; None of nothing."""
    if whole <= 0:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate, or the empty vote (number 0). `percent` is of all ballots, empty votes included."""

    number: int
    name: str
    votes: int
    percent: Share


def choices_of(election_text: str) -> list[tuple[int, str]]:
    """Numbers and names in the order of the ballot, (0, "") first where the empty vote is allowed."""
    (question,) = json.loads(election_text)["questions"]
    named = [answer.partition(". ") for answer in question["answers"]]
    blank = [(0, "")] if question.get("blank") else []
    return [*blank, *((int(number), name) for number, _dot, name in named)]


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes in the order of the numbers; the empty vote apart."""

    choices: list[Choice]
    blank: int | None
    ballots: int

    @classmethod
    def of(cls, choices: Sequence[tuple[int, str]], counts: Sequence[int]) -> Tally:
        """`counts` in the order of `choices`, which is that of the ballot."""
        pairs = list(zip(choices, counts, strict=True))
        whole = sum(counts)
        blank = next((votes for (number, _name), votes in pairs if number == 0), None)
        named = [Choice(number, name, votes, share(votes, whole)) for (number, name), votes in pairs if number]
        return cls(sorted(named, key=lambda one: one.number), blank, whole)

    @property
    def blank_percent(self) -> Share:
        return None if self.blank is None else share(self.blank, self.ballots)

    @property
    def leading(self) -> frozenset[int]:
        """Numbers with the most votes; none while nobody has one."""
        most = max((one.votes for one in self.choices), default=0)
        return frozenset(one.number for one in self.choices if most and one.votes == most)

    def votes(self, number: int) -> int:
        return next((one.votes for one in self.choices if one.number == number), 0)


def summed(tallies: Sequence[Tally], candidates: Sequence[tuple[int, str]]) -> Tally:
    """The sum of stations; `candidates` names those that stand, also while no station has told anything."""
    names, votes = dict(candidates), defaultdict[int, int](int)
    for one in tallies:
        for choice in one.choices:
            names.setdefault(choice.number, choice.name)
            votes[choice.number] += choice.votes
    blanks = [one.blank for one in tallies if one.blank is not None]
    blank = sum(blanks) if blanks else None
    whole = sum(votes.values()) + (blank or 0)
    rows = [Choice(number, names[number], votes[number], share(votes[number], whole)) for number in sorted(names)]
    return Tally(rows, blank, whole)


@dataclass(frozen=True, slots=True)
class Figures:
    """From signed closing reports. `present` are all who came: of the roll and from outside it."""

    registered: int = 0
    attended: int = 0
    extra: int = 0
    ballots: int = 0
    cards: int = 0
    cards_spent: int = 0
    cards_void: int = 0
    cards_unused: int = 0
    ballots_removed: int = 0
    slips_doubtful: int = 0
    copies: int = 0

    @classmethod
    def of(cls, many: Sequence[Figures]) -> Figures:
        return cls(**{one.name: sum(getattr(row, one.name) for row in many) for one in fields(cls)})

    @property
    def present(self) -> int:
        return self.attended + self.extra

    @property
    def turnout(self) -> Share:
        """Of the roll, per cent; who came from outside the roll is not in it."""
        return share(self.attended, self.registered)

    @property
    def ballots_agree(self) -> bool:
        return self.present == self.ballots == self.cards_spent

    @property
    def cards_agree(self) -> bool:
        return self.cards_spent + self.cards_void + self.cards_unused == self.cards


def figures_of(closing: Mapping[str, Any], ballots: int) -> Figures:
    """Only the counts of a closing report: no names, no notes."""
    known = {one.name: int(closing.get(one.name) or 0) for one in fields(Figures)}
    return Figures(**{**known, "ballots": ballots})


@dataclass(frozen=True, slots=True)
class Hand:
    """`state`: none, running, same, differs. Counts are told only when two people agreed on them."""

    state: str
    counts: list[int]
    difference: int = 0


def hand_state(*, begun: bool, agreed: Sequence[int] | None, unclear: int, counts: Sequence[int]) -> Hand:
    """`agreed`: what two people found, or None; a single or differing entry never comes here."""
    if agreed is None:
        return Hand("running" if begun else "none", [])
    if len(agreed) != len(counts):
        return Hand("differs", list(agreed), abs(sum(agreed) - sum(counts)))
    difference = max((abs(one - two) for one, two in zip(agreed, counts, strict=True)), default=0)
    return Hand("differs" if difference or unclear else "same", list(agreed), difference or unclear)
