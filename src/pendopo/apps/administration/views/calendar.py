"""The working calendar of a year."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pendopo.apps.administration import queries
from pendopo.apps.administration.forms import HolidayForm, SeasonForm
from pendopo.kernel.calendar import services
from pendopo.kernel.calendar.models import Holiday, HolidayKind, Season
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page, whole_number
from pendopo.ui.form_pages import FormPage, form_methods, form_page

MANAGE = "calendar.manage"
FIRST, LAST = 2000, 2100


def _year(text: str) -> int:
    year = whole_number(text)
    return year if FIRST <= year <= LAST else today().year


def _address(year: int) -> str:
    return f"{reverse('administration:calendar')}?tahun={year}"


def _crumbs(year: int) -> list[tuple[str, str]]:
    return [(_("Kalender kerja %(year)s") % {"year": year}, _address(year))]


@page(MANAGE)
@require_GET
def year(request: HttpRequest) -> HttpResponseBase:
    """Twelve months with holidays, joint leave, local holidays and Ramadan."""
    shown = _year(request.GET.get("tahun", ""))
    counts = queries.holiday_counts(shown)
    return render(
        request,
        "administration/calendar.html",
        {
            "year": shown,
            "title": _("Kalender kerja %(year)s") % {"year": shown},
            "months": queries.year_of(shown),
            "holidays": queries.holidays_of(shown),
            "seasons": Season.objects.filter(starts_on__year__lte=shown, ends_on__year__gte=shown),
            "counts": [(label, kind, counts[kind]) for kind, label in HolidayKind.choices],
            "is_empty": not any(counts.values()),
        },
    )


@page(MANAGE)
@require_POST
def load(request: HttpRequest) -> HttpResponseBase:
    """Take the year's holidays from the library; days already there stay as edited."""
    wanted = _year(request.POST.get("tahun", ""))
    added = services.load_year(actor_of(request), wanted)
    words = ngettext("%(n)s hari ditambahkan.", "%(n)s hari ditambahkan.", added) % {"n": added}
    messages.success(request, words if added else _("Tidak ada hari baru; yang ada tetap seperti Anda sunting."))
    return redirect(_address(wanted))


@page(MANAGE)
@form_methods
def add_holiday(request: HttpRequest) -> HttpResponseBase:
    form = HolidayForm(request.POST or None, actor=actor_of(request), initial={"on": request.GET.get("tanggal", "")})

    def act(checked: HolidayForm) -> str:
        services.add_holiday(actor_of(request), **checked.cleaned_data)
        return _address(checked.cleaned_data["on"].year)

    return form_page(request, form, act, _words(today().year, _("Hari libur baru"), _("Tambahkan")))


@page(MANAGE)
@form_methods
def change_holiday(request: HttpRequest, holiday_id: int) -> HttpResponseBase:
    holiday = get_object_or_404(Holiday, pk=holiday_id)
    first = {"on": holiday.on, "name": holiday.name, "kind": holiday.kind, "basis": holiday.basis}
    form = HolidayForm(request.POST or None, actor=actor_of(request), fixed_unit=True, initial=first)

    def act(checked: HolidayForm) -> str:
        services.change_holiday(actor_of(request), holiday, **checked.cleaned_data)
        return _address(checked.cleaned_data["on"].year)

    return form_page(
        request, form, act, _words(holiday.on.year, holiday.name, _("Simpan")), template="administration/holiday.html",
        context={"remove_url": reverse("administration:holiday_remove", args=[holiday.pk])},
    )  # fmt: skip


@page(MANAGE)
@require_POST
def remove_holiday(request: HttpRequest, holiday_id: int) -> HttpResponseBase:
    holiday = get_object_or_404(Holiday, pk=holiday_id)
    back = _address(holiday.on.year)
    services.remove_holiday(actor_of(request), holiday)
    messages.success(request, _("Hari libur dihapus. Rekap hari itu dihitung ulang."))
    return redirect(back)


@page(MANAGE)
@form_methods
def add_season(request: HttpRequest) -> HttpResponseBase:
    return _season(request, None)


@page(MANAGE)
@form_methods
def change_season(request: HttpRequest, season_id: int) -> HttpResponseBase:
    return _season(request, get_object_or_404(Season, pk=season_id))


def _season(request: HttpRequest, season: Season | None) -> HttpResponseBase:
    first = {"starts_on": season.starts_on, "ends_on": season.ends_on, "basis": season.basis} if season else {}
    form = SeasonForm(request.POST or None, initial=first)

    def act(checked: SeasonForm) -> str:
        services.set_season(actor_of(request), replaces=season, **checked.cleaned_data)
        return _address(checked.cleaned_data["starts_on"].year)

    words = _words(
        season.starts_on.year if season else today().year, _("Ramadan"), _("Simpan"),
        _("Jam kerja Ramadan berlaku pada hari-hari ini (Perpres 21/2023)."),
    )  # fmt: skip
    return form_page(request, form, act, words)


def _words(year: int, title: str, submit: str, subtitle: str = "") -> FormPage:
    """A form that is opened from the calendar; the calendar itself shows what was done."""
    return FormPage(title, submit, "", _address(year), _crumbs(year), subtitle=subtitle)
