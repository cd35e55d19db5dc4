"""What happens elsewhere and makes days to be computed again."""

from __future__ import annotations

from datetime import date, timedelta

from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.queries.compute import date_range
from pendopo.apps.attendance.services.dirty import mark, mark_recaps
from pendopo.apps.personnel.events import EmployeePlaced, EmployeesPlaced
from pendopo.kernel.calendar.events import CalendarChanged
from pendopo.kernel.clock import today
from pendopo.kernel.events import subscribe

MOST_DAYS_BACK = timedelta(days=62)
AT_ONCE = 500


@subscribe(EmployeePlaced)
def placed(event: EmployeePlaced) -> None:
    """Days that have a recap; for days that may have none yet at most two months, and none before the first recap."""
    mark_recaps(event.since - timedelta(days=1), person_id=event.person_id)
    since = max(event.since, _earliest())
    if since <= today():
        mark((event.person_id, on) for on in date_range(since, today()))


@subscribe(EmployeesPlaced)
def many_placed(event: EmployeesPlaced) -> None:
    """The same for an import: two statements for each 500 people, not for each."""
    earliest, last = _earliest(), today()
    for start in range(0, len(event.placements), AT_ONCE):
        since = {one.person_id: one.since for one in event.placements[start : start + AT_ONCE]}
        rows = DayRecap.objects.filter(person_id__in=since, work_date__gte=min(since.values()) - timedelta(days=1))
        pairs = {(person, on) for person, on in rows.values_list("person_id", "work_date") if on >= since[person]}
        for person, first in since.items():
            if max(first, earliest) <= last:
                pairs.update((person, on) for on in date_range(max(first, earliest), last))
        mark(pairs)


@subscribe(CalendarChanged)
def calendar_changed(event: CalendarChanged) -> None:
    mark_recaps(event.since - timedelta(days=1), event.until + timedelta(days=1))


def _earliest() -> date:
    """The day of the first recap there is, at most two months back; today when there is none."""
    first = DayRecap.objects.order_by("work_date").values_list("work_date", flat=True).first() or today()
    return max(first, today() - MOST_DAYS_BACK)
