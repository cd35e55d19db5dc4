"""Alerts that come from the figures themselves: an office that falls, data that stay away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.executive.queries.tree import Place, tree
from pendopo.apps.executive.rules.span import week_and_before
from pendopo.kernel import indicators, settings_store
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.clock import today
from pendopo.kernel.indicators import Indicator, show
from pendopo.kernel.indicators.queries import value_total

FALLING, STALE = "indicator.falling", "indicator.stale"
ENOUGH_DAYS = 3
"""A week with fewer days of data says nothing about a fall."""


def watch_falling(on: date | None = None) -> int:
    """Raise or clear the alert of each office by the dated settings; returns how many offices fall."""
    system = Actor.system("pengamat angka")
    watched = [one for one in indicators.visible_to(system) if one.fall_alert]
    day = indicators.last_period([one.key for one in watched], "", on or today()) if watched else None
    places = tree(system, "", day) if day else None
    if day is None or places is None:
        return 0
    paths = [place.path for place in places.children]
    weeks = indicators.bucketed([one.key for one in watched], paths, week_and_before(day, today()))
    standing = set(
        Alert.objects.unfinished().filter(kind=FALLING, resolved_at__isnull=True).values_list("key", flat=True)
    )
    fallen = 0
    for one in watched:
        for place in places.children:
            before, after = weeks.get((one.key, place.path), [None, None])
            enough = before and after and min(before.days, after.days) >= ENOUGH_DAYS
            old, new = (value_total(one, before), value_total(one, after)) if enough else (None, None)
            known = old is not None and new is not None and after is not None
            if known and _tell_fall(one, place, (old, new), after.den, day):  # type: ignore[arg-type, union-attr]
                fallen += 1
            elif f"{one.key}:{place.path}" in standing:
                clear(FALLING, f"{one.key}:{place.path}")
    return fallen


def _tell_fall(one: Indicator, place: Place, moved: tuple[Decimal, Decimal], den: int, day: date) -> bool:
    """`den` is the number of cases in the week: in a small office a few points are one person's bad day."""
    old, new = moved
    drop = old - new if one.good == "up" else new - old
    cases = drop * den / one.scale
    if drop < settings_store.value("executive.fall_points", on=day):
        return False
    if cases < settings_store.value("executive.fall_least", on=day):
        return False
    steep = drop >= settings_store.value("executive.fall_points_bad", on=day)
    words = {"unit": place.short_name, "title": one.title, "points": show(drop, one.decimals)}
    if one.good == "up":
        sentence = _("%(unit)s: %(title)s turun %(points)s poin dalam 7 hari")
    else:
        sentence = _("%(unit)s: %(title)s naik %(points)s poin dalam 7 hari")
    raise_alert(
        FALLING,
        f"{one.key}:{place.path}",
        place.path,
        severity="bad" if steep else "watch",
        title=sentence % words,
        detail=_("Rata-rata 7 hari: dari %(old)s menjadi %(new)s %(unit)s")
        % {"old": show(old, one.decimals), "new": show(new, one.decimals), "unit": one.unit},
        url=reverse("executive:figure_unit", args=[one.key, place.path]) + "?periode=7hari",
    )
    return True


def watch_stale() -> int:
    """Raise or clear the alert of each headline figure of the regency that stays away; returns how many do."""
    system = Actor.system("pengamat angka")
    shown = [one for one in indicators.visible_to(system) if one.headline]
    newest = indicators.latest([one.key for one in shown], "", today())
    late = 0
    for one in shown:
        point = newest.get(one.key)
        if point is None:
            continue
        if timezone.now() - point.data_at <= one.max_age:
            clear(STALE, one.key)
            continue
        late += 1
        raise_alert(
            STALE,
            one.key,
            "",
            severity="watch",
            title=_("Data %(title)s %(regency)s tidak diperbarui")
            % {"title": one.title, "regency": settings.REGENCY["name"]},
            detail=_("Sumber: %(source)s. Angka terakhir untuk %(day)s.")
            % {"source": one.source, "day": point.period.strftime("%d-%m-%Y")},
            url=reverse("executive:figure", args=[one.key]),
        )
    return late
