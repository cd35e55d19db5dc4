"""Reading personnel data: registers start from what the actor may see; the roster serves other apps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Substr
from django.utils import timezone

from pendopo.apps.personnel.models import Impor, ImportState, Pegawai, RiwayatUnit
from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.units.models import Unit
from pendopo.kernel.units.queries import tree_at

FEWEST_LETTERS = 2
KEEP_DAYS = 7


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Somebody at work in a unit from `starts_on` to `ends_on` (both included, None: open); `post` is today's."""

    person_id: int
    name: str
    nip: str
    unit_id: int
    unit_path: str
    unit_name: str
    post: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Employee:
    """A civil servant as other apps see one; never the NIK."""

    person_id: int
    name: str
    nip: str
    kind: str
    status: str
    unit_id: int
    unit_path: str
    unit_name: str
    post: str
    golongan: str


def employees(actor: Actor) -> QuerySet[Pegawai]:
    """Everybody whom the actor may see, with unit."""
    return Pegawai.objects.visible_to(actor).select_related("unit").defer("nik")


def with_office(rows: QuerySet[Pegawai]) -> QuerySet[Pegawai]:
    """Adds `office`, the short name of the office: "Sekretariat" alone says little."""
    office = Unit.objects.filter(path=Substr(OuterRef("unit__path"), 1, LEVEL_DIGITS)).values("short_name")[:1]
    return rows.annotate(office=Subquery(office))


def scope_name(actor: Actor) -> str:
    """Name of the unit whose employees the actor sees, for the head of the register."""
    return Unit.objects.filter(path=actor.unit_path).values_list("name", flat=True).first() or ""


def office_name(unit: Unit) -> str:
    """The office of a unit when that is another one."""
    if len(unit.path) <= LEVEL_DIGITS:
        return ""
    return Unit.objects.filter(path=unit.office_path).values_list("name", flat=True).first() or ""


def imports(actor: Actor) -> QuerySet[Impor]:
    return Impor.objects.visible_to(actor).defer("changes", "errors")


def imports_waiting(actor: Actor) -> list[Impor]:
    """What this person checked and has not imported while the file is still kept, oldest first."""
    if not actor.can("personnel.import") or actor.account_id is None:
        return []
    since = timezone.now() - timedelta(days=KEEP_DAYS)
    states = (ImportState.CHECKED, ImportState.FAILED)
    waiting = imports(actor).filter(account_id=actor.account_id, state__in=states, created_at__gt=since)
    return [one for one in waiting.order_by("created_at")[:10] if one.counts["new"] + one.counts["changed"]]


def offices_seen(actor: Actor) -> list[tuple[str, str]]:
    """Path and name of the offices (level 1) among the actor's units, for a filter."""
    rows = Unit.objects.filter(under(actor.unit_path, "path"), closed_on__isnull=True).order_by("name")
    found = rows.values_list("path", "short_name")
    return [(path, name) for path, name in found if len(path) == max(LEVEL_DIGITS, len(actor.unit_path))]


def roster(on: date, unit_path: str = "") -> list[RosterEntry]:
    """Who works where on a day, by name, at or below `unit_path` in the tree of that day. Three queries."""
    return _entries(on, on, unit_path, order=("pegawai__name", "pegawai"))


def roster_between(
    since: date, until: date, unit_path: str = "", person_ids: Sequence[int] | None = None
) -> list[RosterEntry]:
    """Every placement that touches the days since..until (both included), by person and TMT. Three queries.

    A person who moved meanwhile stands once for each unit; the tree is that of `until`.
    """
    return _entries(since, until, unit_path, person_ids=person_ids, order=("pegawai", "tmt"))


def _entries(
    since: date, until: date, unit_path: str, *, order: Sequence[str], person_ids: Sequence[int] | None = None
) -> list[RosterEntry]:
    units = _units_on(until)
    rows = RiwayatUnit.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=since), tmt__lte=until)
    if unit_path:
        rows = rows.filter(unit__in=[pk for pk, (path, _name) in units.items() if path.startswith(unit_path)])
    if person_ids is not None:
        rows = rows.filter(pegawai__in=person_ids)
    found = rows.order_by(*order).values_list(
        "pegawai_id", "pegawai__full_name", "pegawai__nip", "unit_id", "pegawai__post", "tmt", "ends_on"
    )
    return [
        RosterEntry(person_id, name, nip, unit_id, *units[unit_id], post, starts_on, ends_on)
        for person_id, name, nip, unit_id, post, starts_on, ends_on in found
    ]


def _units_on(day: date) -> dict[int, tuple[str, str]]:
    """Path and name of every unit on a day; units not in force on it as they are today."""
    known = {pk: (path, name) for pk, path, name in Unit.objects.values_list("pk", "path", "name")}
    return known | {node.unit_id: (node.path, node.name) for node in tree_at(day)}


def find(actor: Actor, text: str, limit: int = 10) -> list[Employee]:
    """Employees by a part of the name or the beginning of the NIP, among those whom the actor may see."""
    words = text.split()
    if len("".join(words)) < FEWEST_LETTERS:
        return []
    rows = search(employees(actor), text)
    begins_so = Case(When(name__istartswith=words[0], then=0), default=1)
    return [_employee(row) for row in rows.order_by(begins_so, "name")[:limit]]


def search(rows: QuerySet[Pegawai], text: str) -> QuerySet[Pegawai]:
    """Rows whose NIP begins with the digits of the text (blanks allowed), or whose name holds each word."""
    digits = "".join(text.split())
    if digits.isdigit():
        return rows.filter(nip__startswith=digits)
    for word in text.split():
        rows = rows.filter(full_name__icontains=word)
    return rows


def employee(person_id: int) -> Employee | None:
    """One employee, None when the person is not one. The caller has checked who may see it."""
    row = Pegawai.objects.select_related("unit").defer("nik").filter(pk=person_id).first()
    return _employee(row) if row else None


def is_employee(actor: Actor) -> bool:
    """Whether the actor has days and data of their own: a regent or an administrator has none."""
    return actor.person_id is not None and Pegawai.objects.filter(pk=actor.person_id).exists()


def _employee(row: Pegawai) -> Employee:
    return Employee(
        person_id=row.pk, name=row.full_name, nip=row.nip, kind=row.kind, status=row.status, unit_id=row.unit_id,
        unit_path=row.unit.path, unit_name=row.unit.name, post=row.post, golongan=row.golongan,
    )  # fmt: skip
