"""Days, times and codes as they stand on screens and papers."""

from __future__ import annotations

import io
from datetime import date

import segno
from django.utils.translation import gettext as _

from pendopo.apps.learning.models import Session
from pendopo.ui import formats


def qr_svg(address: str, *, border: int = 2) -> str:
    """A QR code as SVG without XML head and without inline style."""
    stream = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", border=border, xmldecl=False, svgns=True, omitsize=True, svgclass="qr", lineclass=None,
        nl=False, dark="#000000", light="#ffffff",
    )  # fmt: skip
    return stream.getvalue().decode()


def days(starts: date, ends: date) -> str:
    """ "3 Maret 2026", "3–5 Maret 2026" or "30 Maret 2026 s.d. 2 April 2026"."""
    if starts == ends:
        return formats.long_date(starts)
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{formats.long_date(ends)}"
    return _("%(first)s s.d. %(last)s") % {"first": formats.long_date(starts), "last": formats.long_date(ends)}


def session_time(session: Session) -> str:
    return formats.span(session.starts_at, session.ends_at, session.training.zone)
