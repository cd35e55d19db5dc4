"""The month of an office as a printable sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pendopo.apps.attendance.queries.months import PersonMonth
from pendopo.apps.attendance.rules.verdict import State
from pendopo.apps.attendance.tables_recap import code_words
from pendopo.apps.attendance.words_recap import LETTERS, letter
from pendopo.kernel import pdf
from pendopo.kernel.codes.nip import format_nip
from pendopo.ui import exports, formats
from pendopo.ui.registers import Register

TEMPLATE = "apps/attendance/typst/month.typ"
MOST_PEOPLE = 1000


def month_pdf(register: Register, dates: list[date]) -> HttpResponse:
    """The lines that the register shows under its filters, in its order; the first thousand people."""
    lines: list[PersonMonth] = list(exports.all_rows(register))[:MOST_PEOPLE]
    exports.note(register, "pdf")
    now = timezone.now()
    data: dict[str, Any] = {
        "regency": settings.REGENCY["name"],
        "title": _("Rekap kehadiran %(month)s") % {"month": formats.month_name(dates[0])},
        "scope": register.scope,
        "filters": register.described(),
        "made": _("Dibuat %(when)s") % {"when": formats.date_and_time(now)},
        "landscape": True,
        "words": {
            "page": _("Halaman"),
            "of": _("dari"),
            "rows": _("%(n)s baris") % {"n": formats.number(len(lines))},
            "name": _("Pegawai"),
            "codes": _("Kode"),
        },
        "days": [str(on.day) for on in dates],
        "free": [_is_free(lines, on) for on in dates],
        "totals": [_("H"), _("TL"), _("Mnt"), _("PSW"), _("TK"), _("C"), _("D")],
        "rows": [_line(line, dates) for line in lines],
        "legend": " · ".join(f"{code} {label}" for code, label in LETTERS.items()),
    }
    response = HttpResponse(pdf.render(TEMPLATE, data, made_at=now), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="kehadiran-{dates[0]:%Y-%m}.pdf"'
    return response


def _is_free(lines: list[PersonMonth], on: date) -> bool:
    """Whether nobody of these people had to work on the date."""
    states = {line.days[on].state for line in lines if on in line.days}
    return bool(states) and states <= {State.HOLIDAY, State.OFF, State.OFF_WORK}


def _line(line: PersonMonth, dates: list[date]) -> dict[str, Any]:
    totals = line.totals
    return {
        "name": line.name,
        "nip": format_nip(line.nip),
        "days": [letter(line.days[on]) if on in line.days else "" for on in dates],
        "totals": [
            str(totals.days(State.PRESENT)),
            str(totals.late),
            str(totals.late_minutes),
            str(totals.early),
            str(totals.days(State.ABSENT)),
            str(totals.days(State.LEAVE, State.SICK, State.PERMIT)),
            str(totals.days(State.DUTY)),
        ],
        "codes": code_words(totals.codes),
        "percent": formats.number(totals.percent, 2) if totals.percent else "",
    }
