"""Words, tones and letters of a day's recap."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pendopo.apps.attendance.models import DayRecap, RecapState
from pendopo.apps.attendance.rules.month import DayFacts
from pendopo.kernel.tables import Status

TONES = {
    RecapState.PRESENT: "ok",
    RecapState.ABSENT: "bad",
    RecapState.AWAITED: "mute",
    RecapState.PENDING: "mute",
    RecapState.LEAVE: "info",
    RecapState.SICK: "info",
    RecapState.PERMIT: "info",
    RecapState.DUTY: "info",
    RecapState.HOLIDAY: "mute",
    RecapState.OFF: "mute",
    RecapState.OFF_WORK: "info",
    RecapState.NO_PLAN: "watch",
}
LETTERS: dict[str, Any] = {
    "H": gettext_lazy("hadir"),
    "T": gettext_lazy("terlambat"),
    "P": gettext_lazy("pulang awal"),
    "TP": gettext_lazy("terlambat dan pulang awal"),
    "M": gettext_lazy("tanpa rekam masuk"),
    "K": gettext_lazy("tanpa rekam pulang"),
    "A": gettext_lazy("tanpa keterangan"),
    "C": gettext_lazy("cuti"),
    "S": gettext_lazy("sakit"),
    "I": gettext_lazy("izin"),
    "D": gettext_lazy("dinas luar"),
    "L": gettext_lazy("libur"),
    "R": gettext_lazy("masuk pada hari libur"),
    "·": gettext_lazy("hari tidak kerja"),
    "?": gettext_lazy("belum hadir"),
    "–": gettext_lazy("tanpa jadwal"),
}
STATE_LETTERS = {
    RecapState.ABSENT: "A",
    RecapState.AWAITED: "?",
    RecapState.PENDING: "?",
    RecapState.LEAVE: "C",
    RecapState.SICK: "S",
    RecapState.PERMIT: "I",
    RecapState.DUTY: "D",
    RecapState.HOLIDAY: "L",
    RecapState.OFF: "·",
    RecapState.OFF_WORK: "R",
    RecapState.NO_PLAN: "–",
}
LETTER_TONES = {"T": "watch", "P": "watch", "TP": "watch", "M": "watch", "K": "watch", "A": "bad", "H": "ok"}


def state_word(row: DayRecap) -> Status:
    """The recap in a word with its tone, as in the day register."""
    if row.state == RecapState.PRESENT:
        return _present(row)
    if row.state == RecapState.LEAVE and row.absence is not None and row.absence.detail:
        return Status("info", row.absence.detail.lower())
    if row.state == RecapState.HOLIDAY and row.plan_label:
        return Status("mute", row.plan_label)
    return Status(TONES[RecapState(row.state)], RecapState(row.state).label)


def _present(row: DayRecap) -> Status:
    if row.late and row.early:
        return Status("watch", _("terlambat %(a)s, awal %(b)s mnt") % {"a": row.late, "b": row.early})
    if row.late:
        return Status("watch", _("terlambat %(n)s mnt") % {"n": row.late})
    if row.early:
        return Status("watch", _("pulang awal %(n)s mnt") % {"n": row.early})
    if row.no_in:
        return Status("watch", _("tanpa rekam masuk"))
    if row.no_out:
        return Status("watch", _("tanpa rekam pulang"))
    if row.shift_id is not None:
        return Status("ok", _("hadir, %(shift)s") % {"shift": row.plan_label.lower()})
    return Status("ok", _("hadir"))


def letter(day: DayFacts) -> str:
    """One or two letters for the month's grid."""
    if day.state != RecapState.PRESENT:
        return STATE_LETTERS[RecapState(day.state)]
    if day.late and day.early:
        return "TP"
    if day.late:
        return "T"
    if day.early:
        return "P"
    if day.no_in:
        return "M"
    return "K" if day.no_out else "H"


def source_word(row: Any) -> str:
    """What the recap rests on: the paper of an absence, or the machine of the first record."""
    if row.absence is not None:
        return str(row.absence.document)
    return getattr(row, "device_name", "") or ""
