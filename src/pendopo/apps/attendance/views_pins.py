"""Screens on whose PIN it is: unmatched, one by one, many from a sheet, and those that are matched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.attendance.forms_devices import SheetForm
from pendopo.apps.attendance.models import DeviceGroup
from pendopo.apps.attendance.queries import devices as queries
from pendopo.apps.attendance.queries import owners
from pendopo.apps.attendance.rules import pin_guess
from pendopo.apps.attendance.services import pins
from pendopo.apps.attendance.tables_devices import MATCHED, UNMATCHED
from pendopo.kernel.clock import today
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request, page
from pendopo.kernel.people.models import Person
from pendopo.kernel.sheets import SheetError, read_rows
from pendopo.kernel.tables import Table
from pendopo.ui.registers import respond

VIEW, MANAGE = "attendance.devices.view", "attendance.pins.manage"


@require_GET
@page(VIEW)
def unmatched(request: Request) -> HttpResponseBase:
    lines = queries.unmatched_pins(request.actor)
    waiting = sum(line.punches for line in lines)
    return respond(
        request,
        _opening(request, UNMATCHED),
        lines,
        subtitle=_("%(punches)s ketukan menunggu pemiliknya") % {"punches": waiting},
        crumbs=crumbs(),
        template="attendance/device_pins.html",
        context={"may_manage": request.actor.can(MANAGE), "sure": owners.sure_matches(request.actor, lines)},
    )


def _opening(request: Request, table: Table) -> Table:
    """The rows lead on only for who may match PINs."""
    return table if request.actor.can(MANAGE) else replace(table, row_url=None)


@require_GET
@page(VIEW)
def matched(request: Request) -> HttpResponseBase:
    return respond(request, _opening(request, MATCHED), queries.mappings(request.actor), crumbs=crumbs())


@page(MANAGE)
def match(request: Request, punch_id: int) -> HttpResponse:
    """Says whose the PIN of a punch is: pick a suggestion or search; or that it is nobody's."""
    group, pin = owners.pin_of(request.actor, punch_id)
    if group is None:
        return redirect("attendance:pins")
    if request.method == "POST":
        try:
            if request.POST.get("move") == "ignore":
                pins.ignore_pin(request.actor, group, pin=pin, reason=request.POST.get("reason", ""))
                messages.success(request, _("PIN %(pin)s diabaikan. Ketukannya tetap tersimpan.") % {"pin": pin})
            else:
                person = get_object_or_404(Person, pk=number(request.POST.get("person")))
                found = pins.match_pin(request.actor, group, pin=pin, person=person)
                words = {"pin": pin, "name": person.name, "count": found}
                messages.success(
                    request,
                    _("PIN %(pin)s milik %(name)s. %(count)s ketukan menemukan pemiliknya; rekapnya dihitung ulang.")
                    % words,
                )
            return redirect("attendance:pins")
        except Refused as refusal:
            messages.error(request, refusal.message)
    text = request.GET.get("cari", "")
    context = {
        "title": _("Milik siapa PIN %(pin)s") % {"pin": pin},
        "crumbs": crumbs(),
        "pin": pin,
        "punch_id": punch_id,
        "group": group,
        "unit_name": owners.unit_name_of(group, pin),
        "suggestions": owners.suggestions(group, pin),
        "found": owners.search(request.actor, text),
        "text": text,
        "punches": owners.waiting_punches(group, pin),
    }
    return render(request, "attendance/device_pin_match.html", context)


@require_POST
@page(MANAGE)
def match_sure(request: Request) -> HttpResponse:
    """Takes all suggestions that stand out, as they were shown."""
    done = punches = 0
    chosen = request.POST.getlist("pair")[:2000]
    by_group: dict[int, dict[str, int]] = {}
    for pair in chosen:
        group_id, _sep, rest = pair.partition(":")
        person_id, _sep, pin = rest.partition(":")
        by_group.setdefault(number(group_id), {})[pin] = number(person_id)
    try:
        for group in DeviceGroup.objects.visible_to(request.actor).filter(pk__in=by_group):
            punches += pins.match_pins(request.actor, group, owners.real(by_group[group.pk]))
            done += len(by_group[group.pk])
        words = {"pins": done, "punches": punches}
        messages.success(request, _("%(pins)s PIN dicocokkan, %(punches)s ketukan menemukan pemiliknya.") % words)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("attendance:pins")


@page(MANAGE)
def upload(request: Request) -> HttpResponse:
    """Many at once from a sheet with the columns PIN and NIP; wrong rows stop all unless the person leaves them out."""
    groups = DeviceGroup.objects.visible_to(request.actor).order_by("name")
    form = SheetForm(request.POST or None, request.FILES or None, groups=groups)
    wrong: list[tuple[int, str]] = []
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        try:
            header, rows = read_rows(form.cleaned_data["file"])
            pairs, wrong = pin_guess.read_pairs(header, [(r.number, r.values) for r in rows], owners.people_by_nip())
            if not wrong or request.POST.get("partial"):
                found = pins.match_pins(request.actor, group, pairs)
                words = {"pins": len(pairs), "punches": found}
                messages.success(
                    request, _("%(pins)s PIN dicocokkan, %(punches)s ketukan menemukan pemiliknya.") % words
                )
                return redirect("attendance:pins")
            form.add_error("file", _("%(count)s baris belum benar. Tidak ada yang diubah.") % {"count": len(wrong)})
        except SheetError as problem:
            form.add_error("file", str(problem))
        except KeyError:
            form.add_error("file", _("Kolom PIN dan NIP tidak ditemukan. Beri judul PIN dan NIP pada baris pertama."))
        except Refused as refusal:
            form.add_error("file", refusal.message)
    labels = {
        "pin": _("PIN tidak sah"),
        "nip": _("NIP tidak dikenal"),
        "twice": _("PIN ini sudah ada di baris lain dengan NIP lain"),
    }
    context = {
        "title": _("Unggah PIN pegawai"),
        "crumbs": crumbs(),
        "form": form,
        "wrong": [(row, labels[code]) for row, code in wrong[:200]],
        "submit": _("Periksa dan cocokkan"),
    }
    return render(request, "attendance/device_pin_upload.html", context, status=422 if form.errors else 200)


@page(MANAGE)
def change(request: Request, mapping_id: int) -> HttpResponse:
    """Gives a matched PIN to another person from a day on."""
    mapping = get_object_or_404(queries.mappings(request.actor), pk=mapping_id)
    since_text = request.POST.get("since") or request.GET.get("since") or today().isoformat()
    if request.method == "POST":
        person = get_object_or_404(Person, pk=number(request.POST.get("person")))
        try:
            moved = pins.change_owner(request.actor, mapping, person=person, since=date.fromisoformat(since_text))
            messages.success(
                request,
                _("PIN %(pin)s kini milik %(name)s; %(count)s ketukan ikut pindah.")
                % {"pin": mapping.pin, "name": person.name, "count": moved},
            )
            return redirect("attendance:pins-matched")
        except Refused as refusal:
            messages.error(request, refusal.message)
        except ValueError:
            messages.error(request, _("Tanggal tidak terbaca. Pilih tanggal, lalu kirim kembali."))
    text = request.GET.get("cari", "")
    context = {
        "title": _("Ganti pemilik PIN %(pin)s") % {"pin": mapping.pin},
        "crumbs": crumbs(),
        "mapping": mapping,
        "found": owners.search(request.actor, text),
        "text": text,
        "since": since_text,
    }
    return render(request, "attendance/device_pin_change.html", context)


def number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def crumbs() -> list[tuple[str, str]]:
    return [(_("Kehadiran"), ""), (_("Mesin"), reverse("attendance:devices")), (_("PIN"), reverse("attendance:pins"))]
