"""What can be set, and what holds while nobody has set anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["int", "decimal", "text", "choice", "bool"]


@dataclass(frozen=True, slots=True)
class Definition:
    """`minimum` and `maximum` bound numbers; `choices` maps stored values to labels; `permission` opens the change."""

    key: str
    kind: Kind
    default: Any
    label: Any
    help: Any = ""
    basis: str = ""
    unit: Any = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, Any] | None = None
    permission: str = "settings.manage"


_definitions: dict[str, Definition] = {}


def define(key: str, *, kind: Kind, default: Any, label: Any, **more: Any) -> Definition:
    """Declare a setting (in an app's policy.py). Raises ValueError when the key is taken."""
    if key in _definitions:
        raise ValueError(f"setting {key} is defined twice")
    _definitions[key] = Definition(key=key, kind=kind, default=default, label=label, **more)
    return _definitions[key]


def definitions() -> Mapping[str, Definition]:
    return _definitions
