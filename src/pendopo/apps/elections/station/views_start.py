"""Bringing the station up: parcel, spare laptop, passphrase, signing in; and what is said when something is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pendopo.apps.elections.station import place, sticks
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused, StorageFailed
from pendopo.apps.elections.station.forms import ParcelForm, SignInForm, SpareForm, UnlockForm
from pendopo.apps.elections.station.holder import Holder, current
from pendopo.apps.elections.station.session import Asked, anybody, is_laptop, laptop, sign_in, sign_out
from pendopo.apps.elections.station.tries import TooSoon


@anybody
def start(request: HttpRequest) -> HttpResponseBase:
    """Sends everybody where they can go on."""
    holder = current()
    if holder.station is not None:
        return redirect("tps:board" if cast(Asked, request).officer else "tps:sign_in")
    if not is_laptop(request):
        return render(request, "elections/station/waiting.html", status=503)
    return redirect("tps:unlock" if place.exists(holder.folder) else "tps:parcel")


@laptop
@require_http_methods(["GET", "POST"])
def parcel(request: HttpRequest) -> HttpResponseBase:
    """A new station from its parcel."""
    holder = current()
    if holder.station is not None or place.exists(holder.folder):
        return redirect("tps:start")
    found = sticks.parcels(sticks.mounted(holder.stick))
    form = ParcelForm(request.POST or None, request.FILES or None, parcels=found)
    if request.method == "POST" and form.is_valid():

        def prepare() -> Station:
            return place.prepare(holder.folder, form.raw(), form.cleaned_data["passphrase"])

        if _brought_up(holder, form, prepare):
            messages.success(request, _("Paket terpasang. Masuklah dengan nama dan PIN Anda."))
            return redirect("tps:sign_in")
    return render(request, "elections/station/parcel.html", {"form": form})


@laptop
@require_http_methods(["GET", "POST"])
def spare(request: HttpRequest) -> HttpResponseBase:
    """This laptop takes the place of one that died: parcel and the journal on its stick."""
    holder = current()
    if holder.station is not None or place.exists(holder.folder):
        return redirect("tps:start")
    places = sticks.mounted(holder.stick)
    form = SpareForm(
        request.POST or None, request.FILES or None, parcels=sticks.parcels(places), journals=sticks.journals(places)
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data

        def restore() -> Station:
            return place.restore(holder.folder, form.raw(), told["passphrase"], form.journal_path())

        if _brought_up(holder, form, restore):
            messages.success(request, _("Kotak suara dipulihkan dari jurnal. Masuklah dengan nama dan PIN Anda."))
            return redirect("tps:sign_in")
    return render(request, "elections/station/spare.html", {"form": form})


@laptop
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponseBase:
    """After a start of the server."""
    holder = current()
    if holder.station is not None or not place.exists(holder.folder):
        return redirect("tps:start")
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def load() -> Station:
            return place.load(holder.folder, form.cleaned_data["passphrase"])

        if _brought_up(holder, form, load):
            return redirect("tps:sign_in")
    return render(request, "elections/station/unlock.html", {"form": form})


def _brought_up(holder: Holder, form: Form, make: Callable[[], Station]) -> bool:
    """Makes the station, attaches the stick named at the start, and keeps it; or puts the reason on the form. Wrong
    passphrases make the next try wait.
    """
    problem: list[str] = []

    def is_right() -> bool:
        try:
            with holder.lock:
                if holder.station is None:
                    holder.station = _with_stick(holder, make())
        except StorageFailed as failed:
            problem.append(failed.message)
            return True  # not the fault of who typed
        except StationRefused as refused:
            problem.append(refused.message)
            return refused.code != "parcel"
        except OSError:
            problem.append(_("Berkas tidak dapat dibaca. Periksa apakah stik masih terpasang, lalu coba lagi."))
            return True
        return not problem

    try:
        holder.tries.attempt("passphrase", is_right)
    except TooSoon as wait:
        problem.append(_("Tunggu %(seconds)s detik sebelum mencoba lagi.") % {"seconds": wait.seconds})
    for text in problem:
        form.add_error("passphrase" if "sandi" in text.lower() else None, text)
    return not problem


def _with_stick(holder: Holder, station: Station) -> Station:
    """Goes on when the stick cannot be written: the board says so, and votes wait where the parcel wants it."""
    if holder.stick is not None and station.journal_state != "ok":
        try:
            place.attach_journal(station, holder.stick)
        except (StationRefused, StorageFailed, OSError):
            return station
    return station


# --- signing in


@anybody
@require_http_methods(["GET", "POST"])
def officer_sign_in(request: HttpRequest) -> HttpResponseBase:
    station = current().station
    if station is None:
        return redirect("tps:start")
    form = SignInForm(request, station, request.POST or None, initial={"name": request.GET.get("nama", "")})
    if request.method == "POST" and form.is_valid():
        response = redirect(_onward(request))
        sign_in(request, response, form.cleaned_data["name"])
        return response
    return render(request, "elections/station/sign_in.html", {"form": form, "onward": _onward(request)})


@anybody
@require_POST
def officer_sign_out(request: HttpRequest) -> HttpResponseBase:
    response = redirect("tps:sign_in")
    sign_out(request, response)
    return response


def _onward(request: HttpRequest) -> str:
    wanted = request.POST.get("lanjut") or request.GET.get("lanjut") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None):
        return wanted
    return reverse("tps:board")


# --- what is not there


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was drawn before a restart, or comes from elsewhere."""
    return _said(
        request, 403, _("Halaman ini sudah usang"), _("Tidak ada yang berubah. Muat ulang halaman, lalu coba lagi.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _said(request, 403, _("Bukan tugas Anda"), _("Jabatan Anda tidak membuka halaman ini."))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _said(request, 404, _("Halaman tidak ada"), _("Periksa alamatnya, atau kembali ke papan."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _said(request, 413, _("Kiriman terlalu besar"), _("Tidak ada yang disimpan."))
    return _said(request, 400, _("Permintaan tidak terbaca"), _("Tidak ada yang disimpan. Muat ulang halaman."))


def broken(request: HttpRequest) -> HttpResponse:
    return _said(
        request,
        500,
        _("Terjadi kesalahan"),
        _("Yang sudah tersimpan tetap aman. Muat ulang halaman; bila berulang, panggil teknisi."),
    )


def _said(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "text": text, "code": status}
    return render(request, "elections/station/said.html", context, status=status)
