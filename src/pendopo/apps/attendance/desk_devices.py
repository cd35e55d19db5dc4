"""What waits for a person: new units, wipes to approve, PINs without owner, punches with an impossible clock."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.attendance.models import Device, PinMapping, Punch, Standing
from pendopo.apps.attendance.queries.devices import awaiting_approval, waiting_devices
from pendopo.kernel.actor import Actor
from pendopo.kernel.desk import DeskItem, desk_provider


@desk_provider
def waiting(actor: Actor) -> list[DeskItem]:
    items: list[DeskItem] = []
    if actor.can("attendance.devices.manage") and (count := waiting_devices().count()):
        items.append(
            DeskItem(
                _("%(count)s mesin baru menunggu didaftarkan") % {"count": count},
                _("Datanya tetap di mesin sampai Anda mendaftarkannya."),
                reverse("attendance:devices-waiting"),
                _("Daftarkan"),
                severity="info",
            )
        )
    items += [
        DeskItem(
            _("Permintaan menghapus isi mesin %(name)s") % {"name": command.device.name},
            command.reason,
            reverse("attendance:device", args=[command.device_id]),
            _("Periksa"),
            due=command.created_at,
            severity="watch",
        )
        for command in awaiting_approval(actor)
    ]
    mine = Device.objects.under(actor.unit_path)
    if actor.can("attendance.pins.manage") and (pins := unmatched(mine)):
        items.append(
            DeskItem(
                _("%(count)s PIN belum punya pemilik") % {"count": pins},
                _("Ketukannya tersimpan dan dihitung begitu pemiliknya dipilih."),
                reverse("attendance:pins"),
                _("Cocokkan"),
                severity="watch",
            )
        )
    if actor.can("attendance.punches.judge") and (
        held := Punch.objects.filter(device__in=mine, standing=Standing.HELD).count()
    ):
        items.append(
            DeskItem(
                _("%(count)s ketukan berjam mustahil menunggu keputusan") % {"count": held},
                _("Disimpan apa adanya dan belum dihitung."),
                f"{reverse('attendance:punches')}?tanda=ditahan",
                _("Putuskan"),
                severity="watch",
            )
        )
    return items


def unmatched(devices: QuerySet[Device]) -> int:
    """PINs without a word on whose they are; those that were set aside on purpose do not wait."""
    found = set(
        Punch.objects.filter(device__in=devices, person__isnull=True).values_list("device__group_id", "pin").distinct()
    )
    aside = set(PinMapping.objects.filter(person__isnull=True).values_list("group_id", "pin"))
    return len(found - aside)
