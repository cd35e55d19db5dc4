"""Rows a person may see: "my unit and below" is one index range on both databases."""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models

from pendopo.kernel.actor import Actor

LEVEL_DIGITS = 4
MAX_CHILDREN = 9998
_M = TypeVar("_M", bound=models.Model)


def path_range(path: str) -> tuple[str, str | None]:
    """The half-open range [low, high) of all paths at or below `path`; high None means no upper bound.

    >>> path_range("00070003")
    ('00070003', '00070004')
    """
    if not path:
        return "", None
    if not path.isdigit():
        return path, path + "\x7f"
    return path, f"{int(path) + 1:0{len(path)}d}"


def child_path(parent: str, number: int) -> str:
    """Path of the n-th child, counted from 1 and never used twice."""
    if not 1 <= number <= MAX_CHILDREN:
        raise ValueError(f"a unit has at most {MAX_CHILDREN} children")
    return f"{parent}{number:0{LEVEL_DIGITS}d}"


def ancestors(path: str) -> list[str]:
    """The path itself and all above it, the regency ('') first."""
    return [path[:n] for n in range(0, len(path) + 1, LEVEL_DIGITS)]


def under(path: str, field: str = "unit_path") -> models.Q:
    """At or below a unit. The whole regency is every row, said so that it survives `other | under(path)`."""
    if not path:
        return ~models.Q(pk__in=[])
    low, high = path_range(path)
    return models.Q(**{f"{field}__gte": low, f"{field}__lt": high})


class ScopedQuerySet(models.QuerySet[_M]):
    """A model says where its unit path stands (`scope_field`), which permission opens the rows of a unit
    (`view_permission`), and whose own row it is (`person_field`, None when nobody's)."""

    def under(self, path: str) -> Self:
        return self.filter(under(path, self._declared("scope_field", "unit_path")))

    def visible_to(self, actor: Actor) -> Self:
        """Rows of the actor's unit and below with the permission; otherwise only the actor's own."""
        if actor.can(self._declared("view_permission", "")):
            return self.under(actor.unit_path)
        person_field = self._declared("person_field", None)
        if person_field and actor.person_id is not None:
            return self.filter(**{person_field: actor.person_id})
        return self.none()

    def _declared(self, name: str, default: Any) -> Any:
        return getattr(self.model, name, default)
