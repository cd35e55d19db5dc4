"""What other slices and upper apps hear of elections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultPublished:
    """A station's result was announced or taken back. `kind` is official or trial."""

    election_id: int
    station_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ElectionMoved:
    """An election made a step (the name of the move in rules/moves.py)."""

    election_id: int
    unit_path: str
    move: str
    state: str
