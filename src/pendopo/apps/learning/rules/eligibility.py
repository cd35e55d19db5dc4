"""Who gets a certificate: enough sessions attended and, where there is a test after, a score that is high enough."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rule:
    """Percent of the sessions; points of 100 (None: no test after)."""

    least_presence: int
    least_post: int | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """`presence` is exact percent; the two answers stand apart so that a person is told what is missing."""

    presence: Fraction
    enough_presence: bool
    enough_score: bool

    @property
    def is_eligible(self) -> bool:
        return self.enough_presence and self.enough_score


def presence_share(attended: int, sessions: int) -> Fraction:
    """Percent of the sessions; 0 when there were none."""
    if not 0 <= attended <= max(sessions, 0):
        raise ValueError("more sessions attended than held")
    return Fraction(attended * 100, sessions) if sessions else Fraction(0)


def verdict(rule: Rule, *, attended: int, sessions: int, post: Fraction | None) -> Verdict:
    """Compared exactly: 79.99 percent is not 80."""
    share = presence_share(attended, sessions)
    scored = rule.least_post is None or (post is not None and post >= rule.least_post)
    return Verdict(share, sessions > 0 and share >= rule.least_presence, scored)
