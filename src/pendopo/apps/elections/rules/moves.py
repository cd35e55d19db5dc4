"""The way of an election, and what each step waits for: every slice registers its own guards and effects.

    @guard("siap")
    def keys_are_there(election: Pilkades) -> Iterable[Check]:
        yield Check(_("Kunci resmi diterima"), has_keys, _("Adakan upacara kunci..."), "elections:keys")

A guard yields `Check`s, or plain sentences of what is missing. A move is refused while one of them is not met.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from pendopo.kernel.workflow import Move

MANAGE, RUN, RESULTS = "elections.manage", "elections.run", "elections.results"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a move. `missing` says what to do while it is not met; `url_name` takes the election's id."""

    label: Any
    is_met: bool
    missing: Any = ""
    url_name: str = ""


Guard = Callable[[Any], Iterable[Check | str]]
Effect = Callable[[Any, Any], None]
_guards: dict[str, dict[str, Guard]] = defaultdict(dict)
_effects: dict[str, dict[str, Effect]] = defaultdict(dict)

BEFORE_THE_END = ("persiapan", "pendaftaran", "dpt", "siap", "pemungutan", "penghitungan")
MOVES = {
    move.name: move
    for move in (
        Move("daftar", _("Buka pendaftaran"), ("persiapan",), "pendaftaran", RUN),
        Move("dpt", _("Tetapkan DPT"), ("pendaftaran",), "dpt", RUN),
        Move("buka_dpt", _("Buka kembali DPT"), ("dpt",), "pendaftaran", MANAGE),
        Move("siap", _("Nyatakan siap"), ("dpt",), "siap", RUN),
        Move("belum_siap", _("Batalkan kesiapan"), ("siap",), "dpt", MANAGE),
        Move("mulai", _("Mulai pemungutan suara"), ("siap",), "pemungutan", RUN),
        Move("hitung", _("Nyatakan suara dihitung"), ("pemungutan",), "penghitungan", RESULTS),
        Move("tetapkan", _("Tetapkan calon terpilih"), ("penghitungan",), "ditetapkan", MANAGE),
        Move("arsip", _("Arsipkan"), ("ditetapkan",), "diarsipkan", MANAGE),
        Move("batal", _("Batalkan pemilihan"), BEFORE_THE_END, "dibatalkan", MANAGE),
    )
}
NEED_REASON = ("buka_dpt", "belum_siap", "batal")
FORWARD = ("daftar", "dpt", "siap", "mulai", "hitung", "tetapkan", "arsip")
"""The straight way; the next of them is the one filled button of the election's page."""


def guard(*names: str) -> Callable[[Guard], Guard]:
    """Register what the moves of these names wait for. Raises KeyError for a move that is not there."""

    def keep(function: Guard) -> Guard:
        for name in names:
            _guards[MOVES[name].name][_key(function)] = function
        return function

    return keep


def effect(*names: str) -> Callable[[Effect], Effect]:
    """Register what happens with these moves, called with actor and election in the transaction, after the change."""

    def keep(function: Effect) -> Effect:
        for name in names:
            _effects[MOVES[name].name][_key(function)] = function
        return function

    return keep


def checks_of(name: str, election: Any) -> list[Check]:
    """All conditions of a move, met or not; a plain sentence of a guard is one that is not met."""
    found: list[Check] = []
    for function in _guards[name].values():
        for one in function(election):
            found.append(one if isinstance(one, Check) else Check(one, False, one))
    return found


def effects_of(name: str) -> list[Effect]:
    return list(_effects[name].values())


def next_move(state: str) -> Move | None:
    """The straight step from here."""
    return next((MOVES[name] for name in FORWARD if state in MOVES[name].source), None)


def _key(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"
