"""Lists of evidence: the library, what waits for a checker, what may still be handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from pendopo.apps.maturity.models import Assessment, Entry, EvidenceItem, EvidenceUse, EvidenceVersion, UseState
from pendopo.apps.maturity.queries.evidence_scope import WORKING, covers_entry, items, own_items, uses
from pendopo.apps.maturity.rules import loading
from pendopo.apps.maturity.rules.instrument import UnknownCode
from pendopo.apps.maturity.rules.loading import UnknownInstrument
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import today
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.units.models import Unit

SOON_DAYS = 60
BELOW = re.compile(r"^Kriteria tingkat \d telah terpenuhi,? (?:dan|serta) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenEntries:
    """Entries that still take evidence, as choices, and the levels that they have together."""

    choices: list[tuple[str, str]]
    levels: range


def library(actor: Actor) -> QuerySet[EvidenceItem]:
    """Evidence with its uses, its newest version and what its chips count."""
    standing = EvidenceUse.objects.filter(version__item=OuterRef("pk"))
    listed = EvidenceUse.objects.exclude(state=UseState.WITHDRAWN).select_related("entry__assessment", "entry__unit")
    if actor.unit_path:
        listed = listed.filter(
            under(actor.unit_path, "entry__unit__path") | under(actor.unit_path, "version__item__unit__path")
        )
    newest = EvidenceVersion.objects.filter(item=OuterRef("pk")).order_by("-number")
    day = today()
    return (
        items(actor)
        .select_related("unit", "regulation")
        .annotate(
            handed_in=Subquery(newest.values("at")[:1]),
            is_proposed=Exists(standing.filter(state=UseState.PROPOSED)),
            is_accepted=Exists(standing.filter(state=UseState.ACCEPTED)),
            is_rejected=Exists(standing.filter(state=UseState.REJECTED)),
            is_used=Exists(standing.exclude(state=UseState.WITHDRAWN)),
        )
        .annotate(is_soon=_is_soon(day), is_over=_is_over(day))
        .prefetch_related("versions", Prefetch("versions__uses", queryset=listed, to_attr="listed"))
    )


def used_in(rows: QuerySet[EvidenceItem], **lookups: Any) -> QuerySet[EvidenceItem]:
    """Items with a standing use that fits, such as `entry__code="36"`."""
    standing = EvidenceUse.objects.filter(version__item=OuterRef("pk"), **lookups).exclude(state=UseState.WITHDRAWN)
    return rows.filter(Exists(standing))


def copyable(actor: Actor) -> Assessment | None:
    """The newest assessment under work that has a former year by the same instrument; for those who hand in."""
    if not actor.can("maturity.answer"):
        return None
    former = Assessment.objects.filter(instrument=OuterRef("instrument"), year__lt=OuterRef("year"))
    found = Assessment.objects.filter(Exists(former.exclude(state="cancelled")), state__in=WORKING)
    return found.order_by("-year", "-pk").first()


def waiting(actor: Actor) -> QuerySet[EvidenceUse]:
    """Proposed uses in assessments that are under work, in entries of the actor's scope, oldest first."""
    found = uses(actor).filter(under(actor.unit_path, "entry__unit__path") if actor.unit_path else Q())
    return (
        found.filter(state=UseState.PROPOSED, entry__assessment__state__in=WORKING)
        .annotate(newest=Max("version__item__versions__number"))
        .order_by("at", "pk")
    )


def usable(actor: Actor, entry: Entry) -> QuerySet[EvidenceItem]:
    """Evidence of the own office that can be handed in for an entry today."""
    found = own_items(actor).filter(withdrawn_at__isnull=True)
    return found.exclude(valid_until__lt=today()).order_by("title", "pk")


def open_entries(actor: Actor) -> OpenEntries:
    """Entries of the own office in assessments under work, by year and number."""
    rows = Entry.objects.filter(assessment__state__in=WORKING).select_related("assessment", "unit")
    found = [entry for entry in rows if covers_entry(actor, entry.unit.path if entry.unit else None)]
    highest = max((loading.get(entry.assessment.instrument).level_max for entry in found), default=5)
    return OpenEntries([(str(entry.pk), entry_label(entry)) for entry in found], range(1, highest + 1))


def open_entry(actor: Actor, entry_id: int) -> Entry | None:
    entry = (
        Entry.objects.filter(pk=entry_id, assessment__state__in=WORKING).select_related("assessment", "unit").first()
    )
    return entry if entry and covers_entry(actor, entry.unit.path if entry.unit else None) else None


def indicator_name(instrument: str, code: str) -> str:
    """The indicator's name without the words that all of them share; empty where the instrument is gone."""
    try:
        name = loading.get(instrument).indicator_of(code).name
    except (UnknownInstrument, UnknownCode):
        return ""
    return name.removeprefix("Tingkat Kematangan ")


def entry_label(entry: Entry) -> str:
    return f"{entry.assessment.year} · {entry.code}. {indicator_name(entry.assessment.instrument, entry.code)}"


def level_choices(entry: Entry) -> list[tuple[int, str]]:
    """Levels with what they ask for, for a form."""
    instrument = loading.get(entry.assessment.instrument)
    texts = instrument.texts(entry.code, entry.assessment.year)
    found = []
    for level in range(1, instrument.level_max + 1):
        text = texts.level(level)
        words = _("Tingkat %(level)s") % {"level": level}
        found.append((level, f"{words}: {_short(text.criteria)}" if text.criteria else words))
    return found


def offices(actor: Actor) -> list[tuple[str, str]]:
    """Path and name of the offices among the actor's units, for a filter."""
    rows = Unit.objects.filter(under(actor.unit_path, "path"), closed_on__isnull=True).order_by("name")
    found = rows.values_list("path", "short_name")
    return [(path, name) for path, name in found if len(path) == max(LEVEL_DIGITS, len(actor.unit_path))]


def years(actor: Actor) -> list[tuple[str, str]]:
    found = Assessment.objects.exclude(state="cancelled").order_by("-year").values_list("year", flat=True).distinct()
    return [(str(year), str(year)) for year in dict.fromkeys(found)]


def indicators(actor: Actor) -> list[tuple[str, str]]:
    """Codes that have evidence, with names."""
    pairs = (
        EvidenceUse.objects.exclude(state=UseState.WITHDRAWN)
        .order_by("entry__position")
        .values_list("entry__code", "entry__assessment__instrument", "entry__position")
        .distinct()
    )
    found: dict[str, str] = {}
    for code, instrument, _position in pairs:
        found.setdefault(code, f"{code}. {indicator_name(instrument, code)}")
    return list(found.items())


def expiring(on: date) -> QuerySet[EvidenceItem]:
    """Evidence in use that ends within SOON_DAYS of a day, or ended on the day before, whose uses still matter."""
    live = EvidenceUse.objects.filter(
        version__item=OuterRef("pk"),
        entry__assessment__state__in=WORKING,
        state__in=(UseState.PROPOSED, UseState.ACCEPTED),
    )
    return (
        EvidenceItem.objects.filter(Exists(live), withdrawn_at__isnull=True, valid_until__isnull=False)
        .filter(valid_until__lte=on + timedelta(days=SOON_DAYS))
        .select_related("unit")
        .order_by("valid_until", "pk")
    )


def summed(found: Sequence[EvidenceUse]) -> list[str]:
    """Uses in words, an entry each: "2025 · 36 (tingkat 1, 2, 3)"."""
    groups: dict[tuple[int, int, str], list[int]] = {}
    for use in found:
        key = (-use.entry.assessment.year, use.entry.position, use.entry.code)
        groups.setdefault(key, []).append(use.level)
    return [
        _("%(year)s · %(code)s (tingkat %(levels)s)")
        % {"year": -year, "code": code, "levels": ", ".join(str(level) for level in sorted(set(levels)))}
        for (year, _position, code), levels in sorted(groups.items())
    ]


def _is_soon(day: date) -> Any:
    return Q(valid_until__gte=day, valid_until__lte=day + timedelta(days=SOON_DAYS), withdrawn_at__isnull=True)


def _is_over(day: date) -> Any:
    return Q(valid_until__lt=day)


def _short(text: str, most: int = 150) -> str:
    """What a level adds, without the sentence that the levels below hold too."""
    words = BELOW.sub("", " ".join(text.split()))
    words = words[:1].upper() + words[1:]
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"
