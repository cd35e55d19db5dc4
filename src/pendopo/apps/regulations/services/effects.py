"""Writes what documents do to each other into `revoked_from` and `amended_from`; the rule is in rules/effects.py."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from pendopo.apps.regulations.events import RegulationChanged
from pendopo.apps.regulations.models import DECIDED, Regulation, Relation, RelationKind
from pendopo.apps.regulations.rules.effects import Edge, effective_day, effects
from pendopo.kernel.events import publish

ACTING = (RelationKind.REVOKES, RelationKind.AMENDS, RelationKind.PARTLY_REVOKES)


def settle(seeds: Iterable[int]) -> list[int]:
    """Derive anew for these documents and all that hang together with them; returns whose dates changed."""
    relations = _connected(set(seeds))
    ids = {one.source_id for one in relations} | {one.target_id for one in relations} | set(seeds)
    rows = {row.pk: row for row in Regulation.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    edges = []
    for one in relations:
        source = rows[one.source_id]
        day = effective_day(one.on, source.in_force_from)
        if source.state in DECIDED and day is not None:
            edges.append(Edge(one.source_id, one.target_id, one.kind, day))
    found = effects(edges, {pk: row.in_force_until for pk, row in rows.items() if row.in_force_until})
    changed, now = [], timezone.now()
    for pk, row in rows.items():
        wanted = (found.revoked.get(pk), found.amended.get(pk))
        if (row.revoked_from, row.amended_from) != wanted:
            row.revoked_from, row.amended_from, row.updated_at = *wanted, now
            changed.append(row)
    Regulation.objects.bulk_update(changed, ["revoked_from", "amended_from", "updated_at"], batch_size=200)
    for row in changed:
        publish(RegulationChanged(row.pk))
    return [row.pk for row in changed]


def _connected(seeds: set[int]) -> list[Relation]:
    """All acting relations that hang together with the seeds."""
    known: dict[int, Relation] = {}
    front, seen = set(seeds), set(seeds)
    while front:
        rows = Relation.objects.filter(Q(source__in=front) | Q(target__in=front), kind__in=ACTING)
        known |= {row.pk: row for row in rows}
        ends = {end for row in rows for end in (row.source_id, row.target_id)}
        front = ends - seen
        seen |= ends
    return list(known.values())
