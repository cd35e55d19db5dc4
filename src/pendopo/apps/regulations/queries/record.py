"""What a record page shows besides the facts: relations both ways, its line of time, who uses it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.regulations.models import Regulation, RelationKind
from pendopo.apps.regulations.queries.register import status_of, visible
from pendopo.apps.regulations.rules.numbers import Reference, read_reference
from pendopo.apps.regulations.words import STATUS_WORDS, TONES, UNDERGOES
from pendopo.kernel import policy
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry
from pendopo.kernel.audit.words import ACTIONS
from pendopo.kernel.people.models import RoleAssignment
from pendopo.kernel.scope import under
from pendopo.kernel.units.models import UnitSuccession, UnitVersion

MOST_TEXTS = 2000
MOST_USERS = 100
TRAIL = 12


@dataclass(frozen=True, slots=True)
class Related:
    """One relation as seen from a document: `label` is "Mencabut" or "Dicabut oleh"."""

    relation_id: int
    label: str
    other: Regulation
    status_word: str
    tone: str
    on: date | None
    note: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a document's life; `is_ahead` has not come yet."""

    on: date
    title: str
    detail: str
    is_ahead: bool
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """Where the house rests on this document: a role of somebody, or a unit's version."""

    title: str
    detail: str
    kind: str
    object_id: int


def relations(regulation: Regulation, seen: QuerySet[Regulation], day: date) -> list[Related]:
    """What it does and what others do to it, among documents in `seen`. Two queries."""
    found = []
    for one in regulation.does.filter(target__in=seen).select_related("target"):
        found.append(_related(one.pk, str(RelationKind(one.kind).label), one.target, day, one.on, one.note, True))
    for one in regulation.undergoes.filter(source__in=seen).select_related("source"):
        found.append(_related(one.pk, str(UNDERGOES[one.kind]), one.source, day, one.on, one.note, False))
    return found


def _related(pk: int, label: str, other: Regulation, day: date, on: date | None, note: str, is_own: bool) -> Related:
    status = status_of(other, day)
    return Related(pk, label, other, str(STATUS_WORDS[status]), TONES[status], on, note, is_own)


def life(regulation: Regulation, related: list[Related], day: date) -> list[Moment]:
    """From enacting to its end, oldest first."""
    r = regulation
    events: list[tuple[date | None, str, str, str]] = [
        (r.enacted_on, _("Ditetapkan"), r.place, ""),
        (r.promulgated_on, _("Diundangkan"), r.source, ""),
        (r.in_force_from, _("Mulai berlaku"), "", ""),
        (r.amended_from, _("Diubah"), _others(related, ("amends", "partly")), ""),
        (r.revoked_from, _("Dicabut"), _others(related, ("revokes",)), "bad"),
        (r.in_force_until, _("Berlaku sampai"), "", "bad"),
        (r.review_on, _("Ditinjau kembali"), "", ""),
    ]
    found = [Moment(on, title, detail, on > day, tone) for on, title, detail, tone in events if on is not None]
    return sorted(found, key=lambda one: one.on)


def _others(related: list[Related], kinds: tuple[str, ...]) -> str:
    words = {str(UNDERGOES[kind]) for kind in kinds}
    return ", ".join(str(one.other) for one in related if not one.is_own and one.label in words)


def uses(actor: Actor, regulation: Regulation) -> list[Use]:
    """Roles and units in the house that name this document as their decree; roles only for who manages people."""
    if not regulation.number_key or not regulation.is_decided:
        return []
    found: list[Use] = []
    if actor.can("people.manage"):
        roles = RoleAssignment.objects.filter(under(actor.unit_path, "unit__path"))
        wanted = _texts(roles, regulation)
        named = roles.filter(decree_number__in=wanted, person__account__isnull=False)
        for row in named.select_related("person", "unit")[:MOST_USERS]:
            role = str(policy.ROLES.get(row.role, row.role))
            title = f"{row.person.name}, {role}"
            found.append(Use(title, row.unit.name, "account", row.person.account_id or 0))
    if actor.can("units.view"):
        versions = UnitVersion.objects.filter(under(actor.unit_path, "path"))
        for version in versions.filter(decree_number__in=_texts(versions, regulation)).select_related("unit")[
            :MOST_USERS
        ]:
            found.append(Use(version.name, _("susunan perangkat daerah"), "unit", version.unit_id))
        links = UnitSuccession.objects.filter(under(actor.unit_path, "predecessor__path"))
        for link in links.filter(decree_number__in=_texts(links, regulation)).select_related("successor")[:MOST_USERS]:
            found.append(Use(link.successor.name, _("pengganti unit"), "unit", link.successor_id))
    return found


def _texts(
    rows: QuerySet[RoleAssignment] | QuerySet[UnitVersion] | QuerySet[UnitSuccession], regulation: Regulation
) -> list[str]:
    """The ways in which rows write this document's number: narrowed by its digits, compared by the rule."""
    digits = max(("".join(c if c.isdigit() else " " for c in regulation.number_key)).split(), key=len, default="")
    near = rows.filter(Q(decree_number__contains=digits)).order_by().values_list("decree_number", flat=True).distinct()
    wanted = Reference(regulation.kind, regulation.number_key, regulation.year)
    return [text for text in near[:MOST_TEXTS] if names(read_reference(text), wanted)]


def names(found: Reference | None, wanted: Reference) -> bool:
    """Whether a reference as written names the document: number and year agree, and the kind where it is said."""
    return (
        found is not None
        and found.number_key == wanted.number_key
        and found.year in (wanted.year, None)
        and (found.kind == wanted.kind or (not found.kind and found.year is not None and "/" in found.number_key))
    )


@dataclass(frozen=True, slots=True)
class Trace:
    """An audit line with its words."""

    words: str
    entry: AuditEntry


def trail(actor: Actor, regulation: Regulation) -> list[Trace]:
    """Who wrote what, for those who keep the register."""
    if not actor.can("regulations.manage"):
        return []
    rows = AuditEntry.objects.filter(subject_type=regulation._meta.label_lower, subject_id=str(regulation.pk))
    return [Trace(str(ACTIONS.get(row.action, row.action)), row) for row in rows.order_by("-id")[:TRAIL]]


def seen_by(actor: Actor) -> QuerySet[Regulation]:
    return visible(actor).defer("abstract", "search_text")
