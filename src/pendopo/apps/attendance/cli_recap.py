"""The verb `attendance recap`."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from pendopo.apps.attendance.models import DayRecap
from pendopo.apps.attendance.queries.months import PersonMonth, person_months
from pendopo.apps.attendance.rules.verdict import State
from pendopo.apps.attendance.services.engine import recompute_range
from pendopo.apps.attendance.services.months import month_ends
from pendopo.kernel.units.models import Unit


def register(app: typer.Typer) -> None:
    app.command("recap")(recap)


def recap(
    month: Annotated[str, typer.Option("--month", help="Such as 2026-11.")],
    unit: Annotated[str, typer.Option("--unit", help="Code of a unit; the whole regency by default.")] = "",
    days: Annotated[bool, typer.Option("--days", help="With --json: every day of every person too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Compute a month of a unit and print one line a person: days by state, minutes, deduction codes."""
    try:
        since, until = month_ends(month)
    except ValueError:
        raise typer.BadParameter(f"{month!r} is no month; write YYYY-MM", param_hint="--month") from None
    path = ""
    if unit:
        place = Unit.objects.filter(code=unit).first()
        if place is None:
            raise typer.BadParameter(f"there is no unit with code {unit!r}", param_hint="--unit")
        path = place.path
    for done, total in recompute_range(since, until, unit_path=path):
        if not as_json:
            typer.echo(f"{done} of {total} people", err=True)
    lines = person_months(DayRecap.objects.under(path), since, until)
    if as_json:
        typer.echo(json.dumps([_facts(line, days) for line in lines], ensure_ascii=False))
        return
    typer.echo(
        f"{'NIP':<20}{'name':<32}{'due':>4}{'here':>5}{'late':>5}{'min':>6}{'gone':>5}{'leave':>6}{'duty':>5}  codes"
    )
    for line in lines:
        facts = _facts(line, False)
        codes = " ".join(f"{code}:{count}" for code, count in facts["codes"].items())
        typer.echo(
            f"{line.nip:<20}{line.name[:31]:<32}{facts['working_days']:>4}{facts['present']:>5}{facts['late']:>5}"
            f"{facts['late_minutes']:>6}{facts['absent']:>5}{facts['leave']:>6}{facts['duty']:>5}  {codes}"
        )


def _facts(line: PersonMonth, days: bool) -> dict[str, Any]:
    totals = line.totals
    facts: dict[str, Any] = {
        "nip": line.nip,
        "name": line.name,
        "unit": line.unit_name,
        "working_days": totals.due,
        "present": totals.days(State.PRESENT),
        "late": totals.late,
        "late_minutes": totals.late_minutes,
        "early": totals.early,
        "early_minutes": totals.early_minutes,
        "no_check_in": totals.no_in,
        "no_check_out": totals.no_out,
        "absent": totals.days(State.ABSENT),
        "pending": totals.days(State.AWAITED, State.PENDING),
        "leave": totals.days(State.LEAVE),
        "sick": totals.days(State.SICK),
        "permit": totals.days(State.PERMIT),
        "duty": totals.days(State.DUTY),
        "holiday": totals.days(State.HOLIDAY),
        "off": totals.days(State.OFF),
        "worked_on_off_days": totals.days(State.OFF_WORK),
        "worked_minutes": totals.worked,
        "codes": dict(sorted(totals.codes.items())),
        "percent": str(totals.percent),
    }
    if days:
        facts["days"] = [
            {
                "date": day.on.isoformat(),
                "state": day.state,
                "late": day.late,
                "early": day.early,
                "no_check_in": day.no_in,
                "no_check_out": day.no_out,
            }
            for day in line.days.values()
        ]
    return facts
