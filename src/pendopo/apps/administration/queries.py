"""What the administration screens show."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pendopo.apps.administration.words import change_words
from pendopo.kernel import decrees, policy
from pendopo.kernel.actor import Actor
from pendopo.kernel.audit.models import AuditEntry, AuditSeal
from pendopo.kernel.auth.lockout import STRICT
from pendopo.kernel.auth.models import SignInThrottle
from pendopo.kernel.auth.queries import visible_accounts
from pendopo.kernel.calendar.models import Holiday, HolidayKind, Season
from pendopo.kernel.clock import today
from pendopo.kernel.codes.models import Region
from pendopo.kernel.people.models import Account, Person, RoleAssignment
from pendopo.kernel.scope import under
from pendopo.kernel.settings_store import Definition, definitions, history, value
from pendopo.kernel.settings_store.models import DatedValue
from pendopo.kernel.units.models import Unit, UnitSuccession, UnitVersion
from pendopo.kernel.units.queries import UnitNode, tree_at


def accounts(actor: Actor) -> QuerySet[Account]:
    """Accounts the actor manages, with what the register shows of each."""
    locks = SignInThrottle.objects.filter(account=OuterRef("pk"), until__gt=timezone.now(), kind__in=STRICT)
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    now = RoleAssignment.objects.current(today()).select_related("unit")
    return (
        visible_accounts(actor)
        .annotate(is_locked=Exists(locks), has_second_factor=Exists(codes))
        .prefetch_related(Prefetch("person__assignments", queryset=now, to_attr="now"))
    )


def people_without_account(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """People found by name who cannot sign in yet."""
    rows = reachable_people(actor).filter(account__isnull=True)
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return list(rows.order_by("name")[:limit])


@dataclass(frozen=True, slots=True)
class Held:
    """A role assignment as shown; `when` is now, past or coming."""

    id: int
    words: str
    unit: str
    role: str
    starts_on: date
    ends_on: date | None
    decree: str
    when: str
    decree_url: str = ""


def assignments(person: Person | None) -> list[Held]:
    """All role assignments of a person, those without an end first, then the latest."""
    if person is None:
        return []
    rows = RoleAssignment.objects.filter(person=person).select_related("unit", "post")
    day = today()
    held = [
        Held(
            a.pk, _title_words(a), a.unit.name, str(policy.ROLES.get(a.role, a.role)), a.starts_on, a.ends_on,
            a.decree_number, "coming" if a.starts_on > day else "past" if a.ends_on and a.ends_on < day else "now",
        )
        for a in rows.order_by(F("ends_on").desc(nulls_first=True), "-starts_on")
    ]  # fmt: skip
    return decrees.linked(held)


def trail_of(subject: Any, limit: int = 12) -> list[AuditEntry]:
    """The latest audit lines about one row."""
    rows = AuditEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return list(rows.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit of the tree as shown: `depth` counts from the top of what the actor may see."""

    node: UnitNode
    depth: int
    parts: int


def tree_rows(actor: Actor, on: date, *, whole: bool) -> list[TreeRow]:
    """The tree on a day below the actor's unit: the top and its children, or everything. One query."""
    nodes = tree_at(on, actor.unit_path)
    counts: dict[int | None, int] = {}
    for node in nodes:
        counts[node.parent_id] = counts.get(node.parent_id, 0) + 1
    top = min((node.level for node in nodes), default=0)
    rows = [TreeRow(node, node.level - top, counts.get(node.unit_id, 0)) for node in nodes]
    return rows if whole else [row for row in rows if row.depth <= 1]


def visible_units(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.visible_to(actor).select_related("parent")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One line of a unit's history."""

    on: date
    kind: str
    text: str
    decree: str
    decree_date: date
    decree_title: str
    decree_url: str = ""


def history_of(unit: Unit) -> list[Chapter]:
    """Names, places, predecessors and successors of a unit, the latest first."""
    found: list[Chapter] = []
    before: UnitVersion | None = None
    for version in unit.versions.select_related("parent").order_by("valid_from", "id"):
        kind, text = _version_words(version, before)
        found.append(_chapter(version.valid_from, kind, text, version))
        before = version
    links = UnitSuccession.objects.filter(Q(predecessor=unit) | Q(successor=unit))
    for link in links.select_related("predecessor", "successor"):
        kind = "successor" if link.predecessor_id == unit.pk else "predecessor"
        text = link.successor.name if kind == "successor" else link.predecessor.name
        found.append(_chapter(link.on, kind, text, link))
    if unit.closed_on and not any(c.kind == "successor" for c in found) and before is not None:
        found.append(_chapter(unit.closed_on, "closed", unit.name, before))
    return decrees.linked(sorted(found, key=lambda c: c.on, reverse=True))


def _version_words(version: UnitVersion, before: UnitVersion | None) -> tuple[str, str]:
    if before is None:
        return "opened", version.name
    if version.name != before.name:
        return "renamed", f"{before.name} → {version.name}"
    return "moved", version.parent.name if version.parent else version.name


def _chapter(on: date, kind: str, text: str, basis: UnitVersion | UnitSuccession) -> Chapter:
    return Chapter(on, kind, text, basis.decree_number, basis.decree_date, basis.decree_title)


def seen_mark(unit: Unit) -> str:
    """Changes whenever somebody changes the unit: compared when a form comes back."""
    last = unit.versions.order_by("-id").values_list("id", "valid_from", "name", "path", "valid_until").first()
    return "|".join(str(part) for part in last or ())


@dataclass(frozen=True, slots=True)
class Day:
    on: date | None
    kind: str = ""
    name: str = ""
    weekend: bool = False
    ramadan: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: list[list[Day]]


def year_of(year: int) -> list[Month]:
    """Twelve months of days with their holidays and Ramadan. Two queries."""
    marks: dict[date, Holiday] = {}
    for holiday in Holiday.objects.filter(on__year=year).order_by("unit"):
        marks.setdefault(holiday.on, holiday)
    seasons = list(Season.objects.filter(starts_on__year__lte=year, ends_on__year__gte=year))
    months = []
    for number in range(1, 13):
        weeks = [
            [_day(on, number, marks, seasons) for on in week]
            for week in calendar.Calendar(firstweekday=0).monthdatescalendar(year, number)
        ]
        months.append(Month(date_format(date(year, number, 1), "F"), weeks))
    return months


def _day(on: date, month: int, marks: dict[date, Holiday], seasons: list[Season]) -> Day:
    if on.month != month:
        return Day(None)
    found = marks.get(on)
    return Day(
        on,
        kind=found.kind if found else "",
        name=found.name if found else "",
        weekend=on.weekday() >= 5,
        ramadan=any(s.starts_on <= on <= s.ends_on for s in seasons),
    )


def holidays_of(year: int) -> QuerySet[Holiday]:
    return Holiday.objects.filter(on__year=year).select_related("unit").order_by("on", "id")


def holiday_counts(year: int) -> dict[str, int]:
    kinds = list(Holiday.objects.filter(on__year=year).values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in HolidayKind.values}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as it holds today; `row` is what somebody set, None for the value it came with."""

    definition: Definition
    present: str
    row: DatedValue | None
    coming: DatedValue | None


def all_settings(actor: Actor) -> list[tuple[str, list[Setting]]]:
    """Settings the actor may change, by the part of the house they belong to. One query."""
    day = today()
    rows: dict[str, list[DatedValue]] = {}
    for row in DatedValue.objects.order_by("valid_from", "id"):
        rows.setdefault(row.key, []).append(row)
    groups: dict[str, list[Setting]] = {}
    for key, definition in sorted(definitions().items()):
        if not actor.can(definition.permission):
            continue
        held = [row for row in rows.get(key, []) if row.valid_from <= day]
        coming = [row for row in rows.get(key, []) if row.valid_from > day]
        shown = words_of(definition, held[-1].value if held else definition.default)
        setting = Setting(definition, shown, held[-1] if held else None, coming[0] if coming else None)
        groups.setdefault(key.partition(".")[0], []).append(setting)
    return list(groups.items())


def words_of(definition: Definition, stored: Any) -> str:
    """A stored value in words."""
    if definition.kind == "bool":
        return _("ya") if stored else _("tidak")
    if definition.kind == "choice":
        return str((definition.choices or {}).get(stored, stored))
    text = str(stored)
    if definition.kind in ("int", "decimal"):
        text = text.replace(".", ",")
    return f"{text} {definition.unit}".strip()


def setting_history(definition: Definition) -> list[tuple[DatedValue, str]]:
    return [(row, words_of(definition, row.value)) for row in history(definition.key)]


def setting_mark(key: str) -> str:
    """Changes whenever somebody sets the value."""
    rows = history(key)
    return str(max((row.pk for row in rows), default=0))


def present_value(key: str) -> Any:
    return value(key, on=today())


def audit_rows(actor: Actor) -> QuerySet[AuditEntry]:
    """The trail below the actor's unit, each line with whether a seal covers it."""
    last = AuditSeal.objects.order_by("-last_id").values("last_id")[:1]
    sealed = Case(When(pk__lte=Subquery(last), then=Value(True)), default=Value(False), output_field=BooleanField())
    return AuditEntry.objects.visible_to(actor).annotate(is_sealed=sealed)


def summary(change: dict[str, Any], limit: int = 90) -> str:
    text = " · ".join(f"{label}: {shown}" for label, shown in change_words(change))
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(frozen=True, slots=True)
class SealState:
    seals: int
    last: AuditSeal | None
    open_lines: int


def seal_state() -> SealState:
    last = AuditSeal.objects.order_by("-last_id").first()
    return SealState(
        seals=AuditSeal.objects.count(),
        last=last,
        open_lines=AuditEntry.objects.filter(pk__gt=last.last_id if last else 0).count(),
    )


def regions() -> QuerySet[Region]:
    """Districts and villages of the regency, each with its district's name."""
    prefix = f"{settings.REGENCY['code']}."
    rows = Region.objects.filter(code__startswith=prefix).annotate(district_code=Substr("code", 1, 8))
    district = Region.objects.filter(code=OuterRef("district_code")).values("name")[:1]
    return rows.annotate(district=Subquery(district))


def districts() -> list[tuple[str, str]]:
    """Code and name of the districts of the regency."""
    prefix = f"{settings.REGENCY['code']}."
    rows = Region.objects.filter(code__startswith=prefix, code__regex=r"^.{8}$").order_by("name")
    return list(rows.values_list("code", "name"))


def place_mark(unit: Unit) -> str:
    """Changes whenever the place of the office does."""
    return f"{unit.district_code}|{unit.zone}|{unit.latitude}|{unit.longitude}"


def reachable_people(actor: Actor) -> QuerySet[Person]:
    """People that the actor may give an account."""
    if actor.unit_path == "":
        return Person.objects.all()
    placed = RoleAssignment.objects.filter(under(actor.unit_path, "unit__path"), person=OuterRef("pk"))
    return Person.objects.filter(Exists(placed))


def reachable_assignments(actor: Actor) -> QuerySet[RoleAssignment]:
    return RoleAssignment.objects.filter(under(actor.unit_path, "unit__path")).select_related(
        "person__account", "unit", "post"
    )


def assignment_words(assignment: RoleAssignment) -> str:
    return f"{_title_words(assignment)}, {assignment.unit.name}"


def _title_words(assignment: RoleAssignment) -> str:
    title = assignment.post.title if assignment.post else str(policy.ROLES.get(assignment.role, assignment.role))
    return title if assignment.kind == "definitive" else f"{assignment.get_kind_display()} {title}"


def district_name(code: str) -> str:
    """A district by its code; the code itself while the list is not loaded."""
    return Region.objects.filter(code=code).values_list("name", flat=True).first() or code
