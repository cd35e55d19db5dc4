"""The check-in desk. What is typed never stands in an address, and no time of a check-in is kept anywhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pendopo.apps.elections.parcel import ParcelVoter
from pendopo.apps.elections.station import checkin
from pendopo.apps.elections.station.checkin import VoterLine
from pendopo.apps.elections.station.core import Station
from pendopo.apps.elections.station.errors import StationRefused
from pendopo.apps.elections.station.forms import ExtraVoterForm, ReasonForm, SecondOfficerForm
from pendopo.apps.elections.station.session import KPPS, officer
from pendopo.apps.elections.station.views_pending import acting


@dataclass(frozen=True, slots=True)
class Found:
    """A voter of the list, with how the officer came to them and their age on the day of the election."""

    line: VoterLine
    means: str
    age: int | None
    request: str = field(default_factory=lambda: secrets.token_hex(16))  # what is sent twice is one mark

    @property
    def masked(self) -> str:
        """The NIK, all but its last four figures hidden."""
        return f"{'•' * 12}{self.line.nik[-4:]}" if self.line.nik else ""

    @property
    def photo(self) -> str:
        kind = "png" if self.line.photo.startswith("iVBOR") else "jpeg"
        return f"data:image/{kind};base64,{self.line.photo}" if self.line.photo else ""

    @property
    def means_words(self) -> str:
        words = {
            "undangan": _("undangan"),
            "ktp": _("KTP-el"),
            "uid": _("KTP-el dipindai"),
            "nik": _("NIK"),
            "pengecualian": _("pengecualian dua petugas"),
        }
        return words.get(self.line.means, "")


@officer(*KPPS)
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The search box; a POST looks up, so that what was typed stays out of addresses."""
    context: dict[str, Any] = {"station": station, "counts": checkin.counts(station)}
    if request.method == "POST":
        typed = request.POST.get("cari", "")[:100]
        found = [found_voter(station, one, typed) for one in checkin.search(station, typed)]
        context |= {"typed": typed, "found": found, "searched": bool(typed.strip())}
    return _shown(request, context)


@officer(*KPPS)
@require_POST
def mark(request: HttpRequest, station: Station) -> HttpResponseBase:
    """The voter is here."""
    number, means = _number(request), request.POST.get("means", "")
    name, second = request.POST.get("request", "")[:100], ""
    if means == "pengecualian":
        form = SecondOfficerForm(request, station, acting(request), request.POST)
        if not form.is_valid():
            return _again(request, station, number, form)
        second = form.pair[1]
    try:
        line = checkin.mark(station, number, officer=acting(request).name, means=means, second=second, request=name)
    except StationRefused as refused:
        return _refused(request, station, number, refused)
    text = _("Hadir. Serahkan satu kartu.")
    return _shown(request, _context(station, said="ok", head=line.name, text=text, needs=line.needs))


@officer(*KPPS)
@require_POST
def unmark(request: HttpRequest, station: Station) -> HttpResponseBase:
    """A mistake is taken back by two officers, with a reason that names nobody."""
    number = _number(request)
    form = ReasonForm(request, station, acting(request), request.POST)
    if not form.is_valid():
        return _again(request, station, number, form)
    try:
        line = checkin.unmark(station, number, officers=form.pair, reason=form.cleaned_data["reason"])
    except StationRefused as refused:
        return _refused(request, station, number, refused)
    text = _("Tanda hadir dibatalkan. Pastikan kartunya kembali dan belum dipakai.")
    return _shown(request, _context(station, said="ok", head=line.name, text=text))


@officer(*KPPS)
@require_http_methods(["GET", "POST"])
def extra(request: HttpRequest, station: Station) -> HttpResponseBase:
    """A voter outside the roll, with KTP-el of this village."""
    initial = {"once": secrets.token_hex(16)}
    form = ExtraVoterForm(request, station, acting(request), request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            person = {name: told[name] for name in ("nik", "name", "sex")}
            checkin.add_extra(station, **person, officers=form.pair, request=told["once"])
        except StationRefused as refused:
            form.add_error("nik" if refused.code in ("in_roll", "attended") else None, refused.message)
        else:
            messages.success(request, _("Pemilih tambahan dicatat hadir. Serahkan satu kartu."))
            return redirect("tps:desk")
    allowed = bool(station.parcel.setting("extra_voters"))
    return render(request, "elections/station/extra.html", {"form": form, "station": station, "allowed": allowed})


def found_voter(station: Station, line: VoterLine, typed: str) -> Found:
    person = next((one for one in station.parcel.voters if one.number == line.number), None)
    return Found(line, means_of(person, typed), age_on(station.parcel.day, line.born))


def means_of(person: ParcelVoter | None, typed: str) -> str:
    """How the voter showed who they are: what was scanned or typed says it; a name means the KTP-el was looked at."""
    exact = "".join(typed.split()).replace(":", "").replace("-", "").casefold()
    if person is None or not exact:
        return "ktp"
    codes = {"nik": person.nik, "uid": person.card_uid, "undangan": person.invitation}
    plain = {means: code.replace(":", "").replace("-", "").casefold() for means, code in codes.items() if code}
    return next((means for means, code in plain.items() if code == exact), "ktp")


def age_on(day: str, born: str) -> int | None:
    """Whole years on the day; both YYYY-MM-DD. None where the date of birth is not known."""
    if len(born) != 10 or len(day) != 10:
        return None
    try:
        return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:])
    except ValueError:
        return None


def _number(request: HttpRequest) -> int:
    text = request.POST.get("number", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _context(station: Station, **more: Any) -> dict[str, Any]:
    return {"station": station, "counts": checkin.counts(station), **more}


def _again(request: HttpRequest, station: Station, number: int, form: SecondOfficerForm) -> HttpResponseBase:
    """The voter once more, with what is wrong in the form of two."""
    problems = [str(text) for errors in form.errors.values() for text in errors]
    try:
        found = [found_voter(station, checkin.line(station, number), "")]
    except StationRefused:
        found = []
    return _shown(request, _context(station, found=found, searched=True, problems=problems))


def _refused(request: HttpRequest, station: Station, number: int, refused: StationRefused) -> HttpResponseBase:
    head = _("Belum ditandai")
    if refused.code == "attended":
        head = _("%(name)s sudah hadir") % {"name": checkin.line(station, number).name}
    return _shown(request, _context(station, said="bad", head=head, text=refused.message))


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    station = context["station"]
    names = [one.name for one in station.parcel.officers if one.role in KPPS and one.name != acting(request).name]
    part = bool(request.headers.get("HX-Request"))
    template = "elections/station/_voters.html" if part else "elections/station/desk.html"
    reasons = [(key, words.capitalize()) for key, words in checkin.UNMARK.items()]
    return render(request, template, {**context, "seconds": names, "reasons": reasons})
