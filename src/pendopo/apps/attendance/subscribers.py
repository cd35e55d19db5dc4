"""What happens elsewhere and makes days to be computed again."""

from __future__ import annotations

from datetime import timedelta

from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.queries.compute import date_range
from pendopo.apps.attendance.services.dirty import mark, mark_recaps
from pendopo.apps.personnel.events import EmployeePlaced, EmployeesPlaced
from pendopo.kernel.calendar.events import CalendarChanged
from pendopo.kernel.clock import today
from pendopo.kernel.events import subscribe

MOST_DAYS_BACK = timedelta(days=62)


@subscribe(EmployeePlaced)
def placed(event: EmployeePlaced) -> None:
    """Days that have a recap, and the last two months, which may have none yet."""
    mark_recaps(event.since - timedelta(days=1), person_id=event.person_id)
    since = max(event.since, today() - MOST_DAYS_BACK)
    if since <= today():
        mark((event.person_id, on) for on in date_range(since, today()))


@subscribe(EmployeesPlaced)
def many_placed(event: EmployeesPlaced) -> None:
    """As `placed`, in two statements for all of them: an import touches thousands."""
    since = {one.person_id: one.since for one in event.placements}
    first = min(since.values()) - timedelta(days=1)
    known = DayRecap.objects.filter(person__in=list(since), work_date__gte=first).values_list("person_id", "work_date")
    touched = {(person_id, on) for person_id, on in known if on >= since[person_id] - timedelta(days=1)}
    oldest, last = today() - MOST_DAYS_BACK, today()
    for person_id, start in since.items():
        touched.update((person_id, on) for on in date_range(max(start, oldest), last))
    mark(touched)


@subscribe(CalendarChanged)
def calendar_changed(event: CalendarChanged) -> None:
    mark_recaps(event.since - timedelta(days=1), event.until + timedelta(days=1))
