from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.maturity import search_evidence
from pendopo.apps.maturity.queries import assessments, seen, work
from pendopo.apps.maturity.rules import loading
from pendopo.kernel.actor import Actor
from pendopo.kernel.search import PER_GROUP, Hit, search_provider
from pendopo.kernel.topics import Topic, topic_source

__all__ = ["search_evidence"]


@search_provider(gettext_lazy("Indikator SPBE"))
def find_indicators(actor: Actor, text: str) -> list[Hit]:
    """Indicators of the year under way by number or name, among those the actor may open."""
    current = assessments.current(actor)
    if current is None or current.instrument not in loading.instruments():
        return []
    rows = seen.entries(actor).filter(work.codes_named(text), assessment=current).order_by("position")[:PER_GROUP]
    return [
        Hit(
            f"{entry.code}. {work.name_of(entry)}",
            f"{current.year} · {entry.get_state_display()}",
            reverse("maturity:entry", args=[current.pk, entry.code]),
            "chart",
        )
        for entry in rows
    ]


@search_provider(gettext_lazy("Evaluasi SPBE"))
def find_years(actor: Actor, text: str) -> list[Hit]:
    """Years by number: "2025"."""
    if not text.strip().isdecimal():
        return []
    known = loading.instruments()
    rows = assessments.visible(actor).filter(year=int(text.strip()[:6]))
    return [
        Hit(
            _("Penilaian %(year)s") % {"year": one.year},
            f"{known[one.instrument].short} · {one.get_state_display()}",
            reverse("maturity:assessment", args=[one.pk]),
            "chart",
        )
        for one in rows
        if one.instrument in known
    ]


@topic_source
def indicators() -> list[Topic]:
    """Every indicator of every instrument, newest instrument first, for training and study visits."""
    found = []
    for one in sorted(loading.instruments().values(), key=lambda each: -each.first_year):
        found += [
            Topic(f"{one.key}:{no}", f"{no}. {indicator.name}", one.short, _address(one.key, str(no)))
            for no, indicator in one.indicators.items()
        ]
    return found


def _address(key: str, code: str) -> str:
    try:
        return reverse("maturity:instrument_indicator", args=[key, code])
    except NoReverseMatch:
        return ""
