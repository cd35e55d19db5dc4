"""Screens of units: register, waiting list, record, orders."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.attendance.forms_devices import DeviceForm, OptionForm, RangeForm, ReasonForm
from pendopo.apps.attendance.models import Device, DeviceCommand, DeviceState, WaitingDevice
from pendopo.apps.attendance.queries import devices as queries
from pendopo.apps.attendance.queries.device_address import device_address
from pendopo.apps.attendance.services import device_commands, devices
from pendopo.apps.attendance.tables_devices import DEVICES
from pendopo.apps.attendance.words_devices import (
    COMMAND_TONES,
    COMMANDS,
    OPLOG,
    RETURNS,
    STATES,
    VERIFY,
    flags_of,
    word,
)
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page
from pendopo.ui.form_pages import FormPage, form_page
from pendopo.ui.registers import respond

VIEW, MANAGE, WIPE = "attendance.devices.view", "attendance.devices.manage", "attendance.devices.wipe"


@require_GET
@page(VIEW)
def register(request: Request) -> HttpResponseBase:
    lines = queries.device_lines(request.actor)
    waiting = queries.waiting_devices().count() if request.actor.can(MANAGE) else 0
    alive = sum(1 for line in lines if line.health.tone == "ok")
    return respond(
        request,
        DEVICES,
        lines,
        subtitle=_("%(alive)s dari %(all)s terhubung") % {"alive": alive, "all": len(lines)},
        crumbs=[(_("Kehadiran"), ""), (_("Mesin"), "")],
        template="attendance/device_register.html",
        context={
            "waiting": waiting,
            "wipes": queries.awaiting_approval(request.actor),
            "may_manage": request.actor.can(MANAGE),
        },
    )


@require_GET
@page(MANAGE)
def waiting(request: Request) -> HttpResponse:
    rows = queries.waiting_devices().order_by("-last_seen_at")
    context = {"title": _("Mesin yang menunggu"), "crumbs": crumbs(), "rows": rows, "server": server_address(request)}
    return render(request, "attendance/device_waiting.html", context)


@page(MANAGE)
def new(request: Request) -> HttpResponseBase:
    """Registers a unit, by its serial or from the waiting list; then its page waits for the first punch."""
    serial = request.GET.get("sn", "")[:32]
    unit = queries.usual_unit(request.actor)
    place = unit if request.actor.unit_path else None  # with forty offices to choose from, none is guessed
    initial = {"sn": serial, "unit": place, "zone": unit.zone if unit else None, "name": ""}
    form = DeviceForm(request.POST or None, actor=request.actor, initial=initial)

    def act(checked: DeviceForm) -> str:
        data = checked.cleaned_data
        device = devices.register_device(
            request.actor, sn=data["sn"], unit=data["unit"], zone=data["zone"], name=data["name"], group=data["group"]
        )
        return reverse("attendance:device", args=[device.pk])

    title = _("Daftarkan mesin")
    return form_page(
        request, form, act, FormPage(title, title, "", reverse("attendance:devices"), crumbs()),
        template="attendance/device_form.html", context={"server": server_address(request), "serial": serial},
    )  # fmt: skip


@page(MANAGE)
def edit(request: Request, device_id: int) -> HttpResponseBase:
    device = get_object_or_404(queries.devices(request.actor), pk=device_id)
    initial = {name: getattr(device, name) for name in ("sn", "name", "unit", "zone", "group", "networks")}
    form = DeviceForm(request.POST or None, actor=request.actor, initial=initial, fixed_serial=True)

    def act(checked: DeviceForm) -> None:
        data = checked.cleaned_data
        devices.change_device(
            request.actor, device, name=data["name"], unit=data["unit"], zone=data["zone"],
            group=data["group"] or devices.group_of(data["unit"]), networks=data["networks"],
        )  # fmt: skip

    words = FormPage(
        _("Ubah mesin"), _("Simpan"), _("Perubahan mesin tersimpan."), reverse("attendance:device", args=[device.pk]),
        crumbs(device),
    )  # fmt: skip
    return form_page(request, form, act, words)


@require_GET
@page(VIEW)
def record(request: Request, device_id: int) -> HttpResponse:
    device = get_object_or_404(queries.devices(request.actor), pk=device_id)
    context = {
        "title": device.name,
        "crumbs": crumbs(),
        "device": device,
        "health": queries.health(device, timezone.now()),
        "figures": queries.figures(device),
        "facts": described(device),
        "uploads": queries.uploads(device),
        "commands": [command_entry(c, request) for c in queries.commands(device)],
        "journal": [
            {"at": e.at, "title": word(OPLOG, e.code), "operator": e.operator} for e in queries.journal(device)
        ],
        "may_manage": request.actor.can(MANAGE),
        "active": device.state == DeviceState.ACTIVE,
        "server": server_address(request),
        "range_form": RangeForm(),
        "option_form": OptionForm(),
        "reason_form": ReasonForm(),
        "token": request.session.pop("attendance_token", {}).get(str(device.pk), "")
        if hasattr(request, "session")
        else "",
        **fresh(device),
    }
    return render(request, "attendance/device_record.html", context)


@require_GET
@page(VIEW)
def arrivals(request: Request, device_id: int) -> HttpResponse:
    """What came in last, as a fragment that fetches itself again."""
    device = get_object_or_404(queries.devices(request.actor), pk=device_id)
    return render(request, "attendance/device_arrivals.html", {"device": device, **fresh(device)})


@require_POST
@page(MANAGE)
def order(request: Request, device_id: int) -> HttpResponse:
    """One order from the record page; `kind` says which."""
    device = get_object_or_404(queries.devices(request.actor), pk=device_id)
    kind = request.POST.get("kind", "")
    try:
        messages.success(request, give(request, device, kind))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("attendance:device", device.pk)


def give(request: Request, device: Device, kind: str) -> str:
    """Carries out the order and returns what to tell the person."""
    actor = request.actor
    queued = _("Perintah antre. Mesin mengambilnya saat menghubungi server, biasanya dalam 30 detik.")
    if kind == "reread":
        devices.ask_whole_memory(actor, device)
        return _("Mesin diminta mengirim seluruh isinya. Ketukan yang sudah ada tidak menjadi ganda.")
    if kind == "names":
        count = device_commands.push_names(actor, device)
        return _("%(count)s nama antre untuk dikirim ke mesin.") % {"count": count}
    if kind == "query":
        form = RangeForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Tanggal tidak terbaca. Pilih kedua tanggal, lalu kirim kembali."))
        since = datetime.combine(form.cleaned_data["since"], time.min)
        until = datetime.combine(form.cleaned_data["until"], time.min) + timedelta(days=1, seconds=-1)
        device_commands.order_punches(actor, device, since=since, until=until)
        return queued
    if kind == "option":
        option = OptionForm(request.POST)
        if not option.is_valid():
            raise Refused(_("Setelan ini tidak ada dalam daftar."))
        device_commands.order_option(actor, device, key=option.cleaned_data["key"], value=option.cleaned_data["value"])
        return queued
    device_commands.order(actor, device, kind=kind)
    return queued


@require_POST
@page(MANAGE)
def wipe(request: Request, device_id: int) -> HttpResponse:
    """Asks for the unit's memory to be wiped; a second person decides."""
    device = get_object_or_404(queries.devices(request.actor), pk=device_id)
    try:
        device_commands.request_wipe(request.actor, device, reason=request.POST.get("reason", ""))
        messages.success(request, _("Permintaan tercatat. Isi mesin baru dihapus setelah disetujui orang lain."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("attendance:device", device.pk)


@require_POST
@page(WIPE, MANAGE)
def decide(request: Request, command_id: int) -> HttpResponse:
    """Approves a wipe or withdraws an order."""
    mine = Device.objects.visible_to(request.actor)
    command = get_object_or_404(
        DeviceCommand.objects.filter(device__in=mine).select_related("device__unit"), pk=command_id
    )
    try:
        if request.POST.get("move") == "approve":
            device_commands.approve_wipe(request.actor, command)
            messages.success(request, _("Penghapusan isi mesin disetujui dan antre."))
        else:
            device_commands.cancel_command(request.actor, command)
            messages.success(request, _("Perintah dibatalkan."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("attendance:device", command.device_id)


@require_POST
@page(MANAGE)
def keep(request: Request, device_id: int) -> HttpResponse:
    """Retires a unit, takes it back, sets or drops its secret path."""
    device = get_object_or_404(queries.devices(request.actor), pk=device_id)
    try:
        match request.POST.get("move"):
            case "retire":
                devices.retire_device(request.actor, device)
                messages.success(request, _("Mesin tidak dipakai lagi. Ketukannya tetap tersimpan."))
            case "revive":
                devices.revive_device(request.actor, device)
                messages.success(request, _("Mesin dipakai kembali dan diminta mengirim seluruh isinya."))
            case "token":
                request.session["attendance_token"] = {str(device.pk): devices.set_token(request.actor, device)}
            case "no-token":
                devices.drop_token(request.actor, device)
                messages.success(request, _("Alamat rahasia dicabut."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("attendance:device", device.pk)


@require_POST
@page(MANAGE)
def forget(request: Request, waiting_id: int) -> HttpResponse:
    devices.forget_waiting(request.actor, get_object_or_404(WaitingDevice, pk=waiting_id))
    messages.success(request, _("Nomor seri ini tidak ditampilkan lagi."))
    return redirect("attendance:devices-waiting")


def fresh(device: Device) -> dict[str, Any]:
    rows = [
        {
            "at": p.local_time,
            "who": p.person.name if p.person else _("PIN %(pin)s belum dikenal") % {"pin": p.pin},
            "how": word(VERIFY, p.verify),
            "state": word(STATES, p.state),
            "flags": flags_of(p.flags),
        }
        for p in queries.newest_arrivals(device)
    ]
    return {"arrivals": rows, "seen": device.last_seen_at is not None}


def described(device: Device) -> list[tuple[str, str]]:
    """What the unit said of itself, in words."""
    labels = [
        ("name", _("Jenis")),
        ("maker", _("Pembuat")),
        ("firmware", _("Perangkat lunak")),
        ("platform", _("Papan")),
        ("users", _("Pengguna")),
        ("fingers", _("Sidik jari")),
        ("faces", _("Wajah")),
        ("logs", _("Ketukan di memori")),
        ("address", _("Alamat di jaringan")),
    ]
    return [(label, str(device.facts[key])) for key, label in labels if device.facts.get(key) not in (None, "")]


def command_entry(command: DeviceCommand, request: Request) -> dict[str, Any]:
    answer = "" if command.return_code is None else word(RETURNS, command.return_code)
    awaiting = command.state == "awaiting"
    return {
        "pk": command.pk,
        "at": command.created_at,
        "title": COMMANDS.get(command.kind, command.kind),
        "who": command.requested_name,
        "approved": command.approved_name,
        "tone": COMMAND_TONES[command.state],
        "state": command.get_state_display(),
        "answer": answer,
        "attempts": command.attempts,
        "reason": command.reason,
        "may_approve": awaiting and request.actor.can(WIPE) and command.requested_by != request.actor.account_id,
        "may_cancel": command.state in ("awaiting", "queued") and request.actor.can(MANAGE),
    }


def server_address(request: Request) -> dict[str, str]:
    host, port = device_address(request.get_host())
    return {"host": host, "port": port}


def crumbs(device: Device | None = None) -> list[tuple[str, str]]:
    trail = [(_("Kehadiran"), ""), (_("Mesin"), reverse("attendance:devices"))]
    if device is not None:
        trail.append((device.name, reverse("attendance:device", args=[device.pk])))
    return trail
