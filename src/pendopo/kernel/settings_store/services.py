"""Reading and setting dated values. Reads come from a copy in memory, at most REFRESH seconds old."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pendopo.kernel import audit
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.settings_store.models import DatedValue
from pendopo.kernel.settings_store.registry import Definition, definitions

REFRESH = 5.0
_copy: dict[str, list[tuple[date, Any]]] = {}
_read_at = float("-inf")


def value(key: str, *, on: date | None = None) -> Any:
    """The value in force on a day (today). Raises KeyError for a key nobody defined."""
    definition = definitions()[key]
    day = on or today()
    found = definition.default
    for valid_from, stored in _rows().get(key, ()):
        if valid_from > day:
            break
        found = stored
    return Decimal(str(found)) if definition.kind == "decimal" else found


def history(key: str) -> list[DatedValue]:
    """All rows of a key, newest start first."""
    return list(DatedValue.objects.filter(key=key).order_by("-valid_from", "-id"))


@transaction.atomic
def set_value(actor: Actor, key: str, new: Any, *, valid_from: date, basis: str) -> DatedValue:
    """Set a value from a day on. Raises Refused when it does not fit the definition."""
    definition = definitions()[key]
    actor.require(definition.permission)
    stored = _checked(definition, new)
    row = DatedValue.objects.create(key=key, value=stored, valid_from=valid_from, basis=basis, set_by=actor.name)
    audit.record("settings.set", row, actor, key=key, value=stored, valid_from=str(valid_from), basis=basis)
    forget()
    transaction.on_commit(forget)
    return row


def forget() -> None:
    """Read from the database at the next question."""
    global _read_at
    _read_at = float("-inf")


def _rows() -> dict[str, list[tuple[date, Any]]]:
    global _copy, _read_at
    if time.monotonic() - _read_at > REFRESH:
        fresh: dict[str, list[tuple[date, Any]]] = defaultdict(list)
        for key, start, stored in DatedValue.objects.order_by("valid_from", "id").values_list(
            "key", "valid_from", "value"
        ):
            fresh[key].append((start, stored))
        _copy, _read_at = dict(fresh), time.monotonic()
    return _copy


def _checked(definition: Definition, new: Any) -> Any:
    if definition.kind == "bool":
        return bool(new)
    if definition.kind == "choice":
        if new not in (definition.choices or {}):
            raise Refused(_("Pilihan ini tidak dikenal. Pilih dari daftar."), field="value")
        return new
    if definition.kind == "text":
        return str(new)
    try:
        number = Decimal(str(new))
    except InvalidOperation:
        raise Refused(_("Isian ini bukan angka. Tulis angka, misalnya 15."), field="value") from None
    low, high = definition.minimum, definition.maximum
    if (low is not None and number < Decimal(str(low))) or (high is not None and number > Decimal(str(high))):
        raise Refused(_("Nilai harus antara %(low)s dan %(high)s.") % {"low": low, "high": high}, field="value")
    if definition.kind == "int":
        if number != int(number):
            raise Refused(_("Isian ini harus bilangan bulat."), field="value")
        return int(number)
    return str(number)
