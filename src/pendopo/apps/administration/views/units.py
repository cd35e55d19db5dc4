"""The tree of units on any day, and its changes by decree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pendopo.apps.administration import queries
from pendopo.apps.administration.forms import (
    MergeForm,
    MoveForm,
    OpenForm,
    PlaceForm,
    RenameForm,
    SplitForm,
    UnitChangeForm,
)
from pendopo.apps.administration.views.shared import refuse_if_changed
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.units import services
from pendopo.kernel.units.models import Unit
from pendopo.ui.form_pages import FormPage, form_methods, form_page

VIEW, MANAGE = "units.view", "units.manage"


def _unit(request: HttpRequest, unit_id: int, *, is_open: bool = False) -> Unit:
    rows = queries.visible_units(actor_of(request))
    return get_object_or_404(rows.filter(closed_on__isnull=True) if is_open else rows, pk=unit_id)


def _crumbs(unit: Unit | None = None) -> list[tuple[str, str]]:
    first = [(_("Unit kerja"), reverse("administration:units"))]
    return first if unit is None else [*first, (unit.short_name, reverse("administration:unit", args=[unit.pk]))]


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("tanggal", ""))
    except ValueError:
        return today()


@page(VIEW)
@require_GET
def tree(request: HttpRequest) -> HttpResponseBase:
    """The tree as it stands, or stood, on a day."""
    on, whole = _day(request), request.GET.get("lengkap") == "1"
    rows = queries.tree_rows(actor_of(request), on, whole=whole)
    context = {"rows": rows, "on": on, "is_today": on == today(), "whole": whole, "title": _("Unit kerja")}
    return render(request, "administration/units.html", context)


@page(VIEW)
@require_GET
def record(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    """One unit: what it is, what lies below it, its history."""
    unit = _unit(request, unit_id)
    children = queries.visible_units(actor_of(request)).filter(parent=unit, closed_on__isnull=True)
    return render(
        request,
        "administration/unit.html",
        {
            "unit": unit,
            "title": unit.name,
            "crumbs": [*_crumbs(), *_parents(request, unit)],
            "children": children,
            "district": queries.district_name(unit.district_code),
            "chapters": queries.history_of(unit),
            "may_change": actor_of(request).can(MANAGE) and unit.closed_on is None,
            "opens_later": unit.opened_on > today(),
        },
    )


def _parents(request: HttpRequest, unit: Unit) -> list[tuple[str, str]]:
    parent = unit.parent
    if parent is None or not parent.path or not actor_of(request).covers(parent.path):
        return []
    return [(parent.short_name, reverse("administration:unit", args=[parent.pk]))]


@page(MANAGE)
@form_methods
def open_below(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    unit = _unit(request, unit_id, is_open=True)

    def act(form: Any) -> None:
        services.open_unit(
            actor_of(request), parent=unit, new=form.new(), on=form.cleaned_data["on"], decree=form.decree()
        )

    title = _("Unit baru di bawah %(name)s") % {"name": unit.name}
    return _change(request, unit, OpenForm, act, title=title, submit=_("Bentuk unit"))


@page(MANAGE)
@form_methods
def rename(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    unit = _unit(request, unit_id, is_open=True)

    def act(form: Any) -> None:
        data = form.cleaned_data
        services.rename_unit(
            actor_of(request),
            unit,
            name=data["name"],
            short_name=data["short_name"],
            on=data["on"],
            decree=form.decree(),
        )

    first = {"name": unit.name, "short_name": unit.short_name}
    return _change(request, unit, RenameForm, act, title=_("Ganti nama"), submit=_("Ganti nama"), first=first)


@page(MANAGE)
@form_methods
def place(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    """Where the office stands. No decree: the office is where it is."""
    unit = _unit(request, unit_id, is_open=True)
    seen, names = queries.place_mark(unit), ("district_code", "zone", "latitude", "longitude")
    first = {name: getattr(unit, name) for name in names} | {"seen": seen}
    form = PlaceForm(request.POST or None, initial=first, districts=queries.districts())

    def act(checked: PlaceForm) -> None:
        refuse_if_changed(checked, seen)
        services.place_unit(actor_of(request), unit, **{name: checked.cleaned_data[name] for name in names})

    back = reverse("administration:unit", args=[unit.pk])
    words = FormPage(_("Tempat kantor"), _("Simpan tempat"), _("Tempat kantor dicatat."), back, _crumbs(unit))
    return form_page(request, form, act, words)


@page(MANAGE)
@form_methods
def move(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    unit = _unit(request, unit_id, is_open=True)

    def act(form: Any) -> None:
        data = form.cleaned_data
        services.move_unit(actor_of(request), unit, parent=data["parent"], on=data["on"], decree=form.decree())

    make = partial(MoveForm, actor=actor_of(request))
    return _change(request, unit, make, act, title=_("Pindahkan unit"), submit=_("Pindahkan"))


@page(MANAGE)
@form_methods
def split(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    unit = _unit(request, unit_id, is_open=True)

    def act(form: Any) -> None:
        into = form.successors(unit.kind)
        services.split_unit(actor_of(request), unit, into=into, on=form.cleaned_data["on"], decree=form.decree())

    warning = _("Unit ini dan semua di bawahnya ditutup pada tanggal berlaku; riwayatnya tetap terbaca.")
    return _change(request, unit, SplitForm, act, title=_("Pecah unit"), submit=_("Pecah"), warning=warning)


@page(MANAGE)
@form_methods
def merge(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    unit = _unit(request, unit_id, is_open=True)

    def act(form: Any) -> None:
        units = [unit, *form.cleaned_data["others"]]
        services.merge_units(
            actor_of(request), units, into=form.new(unit.kind), on=form.cleaned_data["on"], decree=form.decree()
        )

    make = partial(MergeForm, unit=unit, actor=actor_of(request))
    warning = _("Unit yang digabung dan semua di bawahnya ditutup pada tanggal berlaku; riwayatnya tetap terbaca.")
    return _change(request, unit, make, act, title=_("Gabungkan unit"), submit=_("Gabungkan"), warning=warning)


@page(MANAGE)
@form_methods
def close(request: HttpRequest, unit_id: int) -> HttpResponseBase:
    unit = _unit(request, unit_id, is_open=True)

    def act(form: Any) -> None:
        services.close_unit(actor_of(request), unit, on=form.cleaned_data["on"], decree=form.decree())

    warning = _("Unit ini dan semua di bawahnya tidak ada lagi sejak tanggal berlaku; riwayatnya tetap terbaca.")
    return _change(request, unit, UnitChangeForm, act, title=_("Tutup unit"), submit=_("Tutup unit"), warning=warning)


def _change(
    request: HttpRequest,
    unit: Unit,
    make: Callable[..., Any],
    act: Callable[[Any], None],
    *,
    title: str,
    submit: str,
    warning: str = "",
    first: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Every change of a unit runs the same way: a form with its decree, refused when somebody else was first."""
    seen = queries.seen_mark(unit)
    form = make(request.POST or None, initial={"on": today(), "seen": seen, **(first or {})})

    def unless_changed(checked: Any) -> None:
        refuse_if_changed(checked, seen)
        act(checked)

    words = FormPage(
        title, submit, _("Perubahan dicatat."), reverse("administration:unit", args=[unit.pk]), _crumbs(unit),
        subtitle=unit.name, warning=warning,
    )  # fmt: skip
    return form_page(request, form, unless_changed, words)
