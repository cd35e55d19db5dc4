"""What done at a keypad deserves an alert: a clock set by hand, records deleted, a reset, a unit opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import Device
from pendopo.apps.attendance.protocol.lines import Operation
from pendopo.apps.attendance.services.gatekeeper import Caller
from pendopo.kernel.alerts import raise_alert

TIME_SET, RESET, DELETED, ALARM, OPENED = 21, 22, 23, 3, "55"
KIND = "attendance.device_tamper"
# A unit that is new here sends its whole journal; what is older than this is kept and raises nothing.
FRESH = timedelta(days=7)


def judge(caller: Caller, operations: Iterable[Operation], *, at: datetime) -> None:
    """One alert a unit and kind of act, refreshed by the next."""
    worst: dict[str, Operation] = {}
    for operation in operations:
        word = word_of(operation)
        if word and abs(operation.at - at.replace(tzinfo=None)) < FRESH:
            worst[word] = operation
    if not worst:
        return
    device = Device.objects.get(pk=caller.id)
    for word, operation in worst.items():
        raise_alert(
            KIND,
            f"{caller.id}:{word}",
            caller.unit_path,
            severity="watch" if word == "time" else "bad",
            title=titles()[word] % {"name": device.name},
            detail=_("Menurut catatan mesin pada %(day)s pukul %(time)s, PIN pelaku %(pin)s.")
            % {
                "day": operation.at.strftime("%d-%m-%Y"),
                "time": operation.at.strftime("%H.%M"),
                "pin": operation.operator or "0",
            },
            url=reverse("attendance:device", args=[caller.id]),
        )


def word_of(operation: Operation) -> str:
    """'' for an act that is ordinary."""
    if operation.code == ALARM:
        return "opened" if OPENED in operation.args.split() else "alarm"
    return {TIME_SET: "time", RESET: "reset", DELETED: "deleted"}.get(operation.code, "")


def titles() -> dict[str, str]:
    return {
        "time": _("Jam mesin %(name)s disetel di tempat"),
        "reset": _("Mesin %(name)s dikembalikan ke setelan pabrik"),
        "deleted": _("Catatan presensi di mesin %(name)s dihapus"),
        "opened": _("Mesin %(name)s dibuka paksa"),
        "alarm": _("Alarm mesin %(name)s berbunyi"),
    }
