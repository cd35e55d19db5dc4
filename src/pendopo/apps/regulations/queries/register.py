"""Lists of documents with their status of a day, search, and finding one by how people write its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Case, CharField, Q, QuerySet, Value, When

from pendopo.apps.regulations.models import DECIDED, Regulation, State
from pendopo.apps.regulations.rules.numbers import Reference, folded, read_reference
from pendopo.apps.regulations.rules.status import SOON_DAYS, Facts, Status, status_on
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.scope import LEVEL_DIGITS
from pendopo.kernel.units.models import Unit

MOST_WORDS = 8
SHORTEST = 2


def facts_of(regulation: Regulation) -> Facts:
    return Facts(
        regulation.state, regulation.in_force_from, regulation.in_force_until, regulation.revoked_from,
        regulation.amended_from,
    )  # fmt: skip


def status_of(regulation: Regulation, day: date | None = None) -> Status:
    return status_on(facts_of(regulation), day or today())


def with_status(rows: QuerySet[Regulation], day: date | None = None) -> QuerySet[Any]:
    """Adds `status_now` and `ends_soon`: the rule of rules/status.py, said to the database (a test compares them)."""
    on = day or today()
    word = CharField()
    status = Case(
        When(state=State.DRAFT, then=Value("rancangan")),
        When(state=State.WITHDRAWN, then=Value("ditarik")),
        When(revoked_from__lte=on, then=Value("dicabut")),
        When(in_force_until__lt=on, then=Value("berakhir")),
        When(Q(in_force_from__isnull=True) | Q(in_force_from__gt=on), then=Value("belum")),
        When(amended_from__lte=on, then=Value("diubah")),
        default=Value("berlaku"),
        output_field=word,
    )
    until = on + timedelta(days=SOON_DAYS)
    ends = Q(in_force_until__lte=until) | Q(revoked_from__lte=until + timedelta(days=1))
    soon = Case(
        When(ends & Q(status_now__in=["berlaku", "diubah"]), then=True), default=False, output_field=BooleanField()
    )
    return rows.annotate(status_now=status).annotate(ends_soon=soon)


def visible(actor: Actor) -> QuerySet[Regulation]:
    return Regulation.objects.visible_to(actor)


def register(actor: Actor) -> QuerySet[Regulation]:
    """What the actor may see, as the register shows it."""
    return with_status(visible(actor).select_related("owner_unit").defer("abstract", "search_text"))


def search(rows: QuerySet[Regulation], text: str) -> QuerySet[Regulation]:
    """Rows that a reference names ("perda 3/2016"), or that hold each word in kind, number, title or subject."""
    found = read_reference(text)
    if found is not None and (found.kind or found.year) and (named := _named(rows, found)).exists():
        return named
    return matching(rows, text)


def matching(rows: QuerySet[Regulation], text: str) -> QuerySet[Regulation]:
    for word in folded(text).split()[:MOST_WORDS]:
        rows = rows.filter(search_text__contains=word)
    return rows


def _named(rows: QuerySet[Regulation], reference: Reference) -> QuerySet[Regulation]:
    rows = rows.filter(number_key=reference.number_key)
    if reference.kind:
        rows = rows.filter(kind=reference.kind)
    return rows.filter(year=reference.year) if reference.year else rows


def by_reference(texts: Sequence[str]) -> dict[str, Regulation]:
    """The decided document that each text names, where it names exactly one. One query."""
    wanted = {text: found for text in texts if (found := read_reference(text)) is not None}
    if not wanted:
        return {}
    keys = {found.number_key for found in wanted.values()}
    rows = list(Regulation.objects.filter(state__in=DECIDED, number_key__in=keys).defer("abstract", "search_text"))
    named = {}
    for text, found in wanted.items():
        fits = [
            row
            for row in rows
            if row.number_key == found.number_key
            and (not found.kind or row.kind == found.kind)
            and (found.year is None or row.year == found.year)
        ]
        if len(fits) == 1:
            named[text] = fits[0]
    return named


def years(actor: Actor) -> list[tuple[str, str]]:
    found = visible(actor).order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in found]


def fields_of_law(_actor: Actor | None = None) -> list[tuple[str, str]]:
    """The fields of law in use."""
    rows = Regulation.objects.exclude(field_of_law="").filter(state__in=DECIDED)
    found = rows.order_by("field_of_law").values_list("field_of_law", flat=True).distinct()
    return [(name, name) for name in found[:100]]


def owners(_actor: Actor) -> list[tuple[str, str]]:
    """Offices that have documents, by path; what is the whole regency's has none."""
    paths = {
        p[:LEVEL_DIGITS] for p in Regulation.objects.order_by().values_list("owner_unit__path", flat=True).distinct()
    }
    return list(Unit.objects.filter(path__in=paths - {""}).order_by("path").values_list("path", "short_name"))
