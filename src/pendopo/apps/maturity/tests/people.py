"""The people of an evaluation, beside the cast."""

from __future__ import annotations

from dataclasses import dataclass

from pendopo.kernel.actor import Actor
from pendopo.kernel.people.models import Person
from pendopo.kernel.people.queries import actor_of
from pendopo.kernel.testing import Cast, cast, make_person

ROLES = {
    "koordinator": "koordinator_spbe",
    "pj": "pj_spbe",
    "entri": "entri_spbe",
    "internal": "asesor_internal",
    "asesor": "asesor_eksternal",
    "asesor2": "asesor_eksternal",
    "reviu": "reviu_spbe",
}


@dataclass(frozen=True)
class Team:
    cast: Cast
    persons: dict[str, Person]

    def actor(self, name: str) -> Actor:
        if name in self.persons:
            account_id = self.persons[name].account_id
            assert account_id is not None
            return actor_of(account_id)
        return self.cast.actor(name)


def team() -> Team:
    people = cast()
    made = {
        name: make_person(f"{name.capitalize()} Tim", role, people.regency, username=name)
        for name, role in ROLES.items()
    }
    return Team(people, made)
