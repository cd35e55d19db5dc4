"""BRAVO: a ballot-polling risk-limiting audit (Lindeman, Stark, Yates, EVT/WOTE 2012). Exact fractions throughout.

For each pair of reported winner w and loser l let s = votes(w) / (votes(w) + votes(l)). T = 1; a slip for w multiplies
T by s/0.5, one for l by (1-s)/0.5, any other leaves it. The risk of the pair is 1/T; the audit may stop when every pair
has reached 1/T <= limit at some draw.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from typing import Final

from pendopo.apps.elections.rules.recap import BLANK

UNCLEAR: Final = -1
SPAN: Final = 2**256


@dataclass(frozen=True, slots=True)
class Pair:
    """Reported winner against one loser. `p` after the draws so far, `least` the smallest on the way (capped at 1)."""

    winner: int
    loser: int
    share: Fraction
    for_winner: int
    for_loser: int
    p: Fraction
    least: Fraction

    def is_confirmed(self, limit: Fraction) -> bool:
        return self.least <= limit


def pairs(votes: Mapping[int, int]) -> list[tuple[int, int, Fraction]]:
    """Winner, loser and the winner's share among both. Raises ValueError where nobody leads alone."""
    ranked = sorted((number for number in votes if number != BLANK), key=lambda number: (-votes[number], number))
    if len(ranked) < 2 or votes[ranked[0]] == votes[ranked[1]]:
        raise ValueError("no reported winner")
    first = ranked[0]
    return [(first, loser, Fraction(votes[first], votes[first] + votes[loser])) for loser in ranked[1:]]


def measure(votes: Mapping[int, int], drawn: Sequence[int]) -> list[Pair]:
    """The risk of each pair after slips for these numbers (0 blank, -1 unclear). A candidate reported without a vote
    who is found on a slip makes the risk of that pair 1 for good: T falls to 0.
    """
    found = []
    for winner, loser, share in pairs(votes):
        grown, shrunk = 2 * share, 2 * (1 - share)
        statistic, least = Fraction(1), Fraction(1)
        mine = other = 0
        for number in drawn:
            if number == winner:
                statistic, mine = statistic * grown, mine + 1
            elif number == loser:
                statistic, other = statistic * shrunk, other + 1
            else:
                continue
            least = min(least, _p(statistic))
        found.append(Pair(winner, loser, share, mine, other, _p(statistic), least))
    return found


def _p(statistic: Fraction) -> Fraction:
    return min(Fraction(1), 1 / statistic) if statistic else Fraction(1)


def expected_sample(votes: Mapping[int, int], ballots: int, limit: Fraction) -> int | None:
    """Slips that are likely to be drawn when the report is right (ASN of the paper, over all pairs, rounded up), never
    less than 1; None where nobody leads. All slips of the box may be fewer: then count them all.
    """
    try:
        chosen = pairs(votes)
    except ValueError:
        return None
    needed = 1
    for winner, loser, share in chosen:
        grown, p_winner, p_loser = float(2 * share), votes[winner] / ballots, votes[loser] / ballots
        step = math.log(grown)
        drift = p_winner * step + (p_loser * math.log(float(2 * (1 - share))) if votes[loser] else 0.0)
        needed = max(needed, math.ceil((math.log(1 / float(limit)) + step / 2) / drift))
    return needed


def places(seed: str, manifest: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Station and slip, with replacement, without end: draw n is SHA-256("seed,n") as a number, below the largest
    multiple of all slips (else the next try "seed,n,try"), modulo them. Slips count from 1 in the order of the list.
    """
    whole = sum(slips for _station, slips in manifest)
    if not whole:
        return
    fair = SPAN - SPAN % whole
    for number in count(1):
        found = _number(f"{seed},{number}")
        tries = 0
        while found >= fair:
            tries += 1
            found = _number(f"{seed},{number},{tries}")
        place = found % whole
        for station, slips in manifest:
            if place < slips:
                yield station, place + 1
                break
            place -= slips


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
