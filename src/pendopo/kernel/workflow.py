"""State moves as data; applying one is a compare-and-swap, so a double click gives one change and one clear refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed change of `state`, with the words on its button and the permission it needs."""

    name: str
    label: str | Promise
    source: tuple[str, ...]
    target: str
    permission: str


def available(actor: Actor, obj: models.Model, moves: tuple[Move, ...]) -> list[Move]:
    """The moves that the actor may make from the object's present state."""
    state = getattr(obj, "state")  # noqa: B009
    return [move for move in moves if state in move.source and actor.can(move.permission)]


def apply(actor: Actor, obj: models.Model, move: Move, **fields: Any) -> None:
    """Make the move in the database and on `obj`. Raises NotAllowed, or Refused when somebody else was first."""
    actor.require(move.permission)
    manager: Any = type(obj)._default_manager
    changed = manager.filter(pk=obj.pk, state__in=move.source).update(state=move.target, **fields)
    if not changed:
        raise Refused(_("Keadaannya sudah berubah sejak Anda membukanya. Muat ulang halaman, lalu periksa kembali."))
    for name, value in {"state": move.target, **fields}.items():
        setattr(obj, name, value)
