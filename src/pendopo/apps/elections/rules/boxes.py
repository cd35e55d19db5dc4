"""Cards of a station and the election in the sense of the protocol."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Final

from pendopo.apps.elections.crypto.election import Election, Question, make_election
from pendopo.apps.elections.crypto.groups import Element, Group

TRIAL_CARDS: Final = 20
QUESTION: Final = "Pilih satu calon kepala desa"


def cards_needed(voters: int, reserve: Decimal) -> int:
    """One for each voter of the roll and the reserve (per cent of them, rounded up)."""
    return voters + int((voters * reserve / 100).to_integral_value(ROUND_CEILING))


def station_election(
    group: Group, key: Element, *, uuid: str, title: str, station: int, candidates: Sequence[tuple[int, str]],
    blank: bool, trial: bool,
) -> Election:  # fmt: skip
    """The exact parameters that every ballot of this station is bound to. `candidates`: number, name on the ballot."""
    mark = "UJI COBA: " if trial else ""
    about = "Uji coba, bukan pemilihan sungguhan" if trial else "Pemilihan kepala desa"
    answers = tuple(f"{number}. {name}" for number, name in candidates)
    question = Question(QUESTION, answers, blank)
    return make_election(
        group, key, name=f"{mark}{title}, TPS {station}", description=about, questions=[question], uuid=uuid
    )


def by_candidate(counts: Sequence[int], numbers: Sequence[int], *, blank: bool) -> dict[int, int]:
    """Votes by the number of the candidate; 0 is the empty vote. `counts` are in the order of the ballot."""
    places = [0, *numbers] if blank else list(numbers)
    return dict(zip(places, counts, strict=True))


def fingerprint(public: str) -> str:
    """A station's signing key for the eye: sha256 of its 32 bytes, the first 16 hex digits."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]
