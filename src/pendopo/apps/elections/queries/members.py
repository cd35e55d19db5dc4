"""People with a task, as the actor may see them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from pendopo.apps.elections.models import Member, Pilkades
from pendopo.apps.elections.queries.elections import elections
from pendopo.kernel.actor import Actor
from pendopo.kernel.people.models import Person, RoleAssignment
from pendopo.kernel.scope import under

MOST_HITS = 10


def members(actor: Actor) -> QuerySet[Member]:
    rows = Member.objects.filter(election__in=elections(actor))
    return rows.select_related("election__unit__parent", "station", "candidate", "person")


def find_people(actor: Actor, election: Pilkades, text: str) -> list[Person]:
    """People with a post whom the actor may name: of the actor's units, or of the village itself."""
    words = text.split()[:5]
    if not words or len("".join(words)) < 2:
        return []
    near = Q(under(actor.unit_path, "unit__path")) | Q(under(election.unit.path, "unit__path"))
    placed = RoleAssignment.objects.filter(near, person=OuterRef("pk"))
    rows = Person.objects.filter(Exists(placed))
    for word in words:
        rows = rows.filter(name__icontains=word)
    return list(rows.order_by("name", "pk")[:MOST_HITS])


def place_of(person: Person) -> str:
    """The office of somebody's first assignment, to tell people of one name apart."""
    held = person.assignments.select_related("unit").first()
    return held.unit.name if held else ""
