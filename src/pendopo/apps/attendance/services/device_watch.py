"""Looks at all units once a minute: silent at working hours, clocks that are off, punches that wait for a decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import Device, DeviceState, Punch, Standing
from pendopo.apps.attendance.queries.devices import SKEW_BAD, watched
from pendopo.apps.attendance.words_devices import span
from pendopo.kernel.alerts import clear, raise_alert
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.settings_store import value

SILENT, CLOCK, HELD = "attendance.device_silent", "attendance.device_clock", "attendance.punches_held"
USUAL_DAYS = 14
WORSE_AFTER = 4


def watch(now: datetime) -> None:
    """Raises what is new, makes worse what got worse, clears what is over; writes nothing while nothing changes."""
    known = {
        (a.kind, a.key): a.severity
        for a in Alert.objects.unfinished().filter(kind__in=(SILENT, CLOCK, HELD), resolved_at=None)
    }
    held = dict(
        Punch.objects.filter(standing=Standing.HELD)
        .order_by()
        .values_list("device_id")
        .annotate(n=Count("pk"))
        .values_list("device_id", "n")
    )
    wanted: set[tuple[str, str]] = set()
    for device in Device.objects.filter(state=DeviceState.ACTIVE).select_related("unit"):
        for kind, severity, title in _troubles(device, now, held.get(device.pk, 0), known):
            wanted.add((kind, str(device.pk)))
            if known.get((kind, str(device.pk))) != severity:
                raise_alert(
                    kind,
                    str(device.pk),
                    device.unit.path,
                    severity=severity,
                    title=title,
                    detail=_detail(device, kind, now),
                    url=_url(device, kind),
                )
    for kind, key in known.keys() - wanted:
        clear(kind, key)


def _troubles(
    device: Device, now: datetime, held: int, known: dict[tuple[str, str], str]
) -> list[tuple[str, str, str]]:
    found = []
    silence = now - device.last_seen_at if device.last_seen_at else timedelta(0)
    limit = timedelta(minutes=value("attendance.device_silent_minutes"))
    already = (SILENT, str(device.pk)) in known
    if silence >= limit and (already or watched(device, now)):
        severity = "bad" if silence >= limit * WORSE_AFTER or known.get((SILENT, str(device.pk))) == "bad" else "watch"
        found.append((SILENT, severity, _("Mesin %(name)s senyap") % {"name": device.name}))
    if device.skew_seconds is not None and abs(device.skew_seconds) >= SKEW_BAD:
        words = {"name": device.name, "span": span(device.skew_seconds)}
        ahead = device.skew_seconds < 0
        title = (
            _("Jam mesin %(name)s maju %(span)s") % words if ahead else _("Jam mesin %(name)s mundur %(span)s") % words
        )
        found.append((CLOCK, "watch", title))
    if held:
        words = {"name": device.name, "count": str(held)}
        found.append((HELD, "watch", _("%(count)s ketukan berjam mustahil dari mesin %(name)s") % words))
    return found


def _detail(device: Device, kind: str, now: datetime) -> str:
    if kind == SILENT:
        since = now.replace(tzinfo=None) - timedelta(days=USUAL_DAYS)
        usual = Punch.objects.filter(device=device, local_time__gte=since, person__isnull=False)
        people = usual.values("person_id").distinct().count()
        return _("Terakhir menghubungi server %(span)s lalu. %(people)s pegawai biasa absen di sini.") % {
            "span": span(int((now - (device.last_seen_at or now)).total_seconds())),
            "people": people,
        }
    if kind == CLOCK:
        return _("Periksa zona waktu mesin. Waktu ketukan tidak diubah; yang mustahil ditahan.")
    return _("Ketukan ini disimpan dan belum dihitung. Terima apa adanya atau tolak.")


def _url(device: Device, kind: str) -> str:
    if kind == HELD:
        return f"{reverse('attendance:punches')}?tanda=ditahan&mesin={device.pk}"
    return reverse("attendance:device", args=[device.pk])
