"""Who acts: built once per request from the post the person acts in."""

from __future__ import annotations

from dataclasses import dataclass, field

from pendopo.kernel.errors import NotAllowed

WHOLE_REGENCY = ""
NOWHERE = "x"


@dataclass(frozen=True, slots=True)
class Actor:
    """`unit_path` is digits, four per level; empty is the whole regency, NOWHERE is no unit at all."""

    account_id: int | None
    person_id: int | None
    unit_path: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    post: str = ""
    assignment_id: int | None = None
    is_system: bool = False

    def can(self, permission: str) -> bool:
        return self.is_system or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise NotAllowed when the permission is missing."""
        if not self.can(permission):
            raise NotAllowed(permission)

    def covers(self, unit_path: str) -> bool:
        """Whether a unit is the actor's own or below it."""
        return unit_path.startswith(self.unit_path)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The program itself (schedule, command line): every permission, whole regency."""
        return cls(account_id=None, person_id=None, unit_path=WHOLE_REGENCY, name=name, is_system=True)


ANONYMOUS = Actor(account_id=None, person_id=None, unit_path=NOWHERE)
