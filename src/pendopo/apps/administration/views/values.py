"""Dated settings: numbers of law and local choice, with start date, legal basis and history."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pendopo.apps.administration import queries
from pendopo.apps.administration.forms import ValueForm
from pendopo.apps.administration.views.shared import refuse_if_changed
from pendopo.kernel.clock import today
from pendopo.kernel.http import actor_of, page
from pendopo.kernel.settings_store import definitions, set_value
from pendopo.ui.form_pages import FormPage, form_methods, form_page

MANAGE = "settings.manage"
PARTS = {
    "attendance": gettext_lazy("Kehadiran"),
    "personnel": gettext_lazy("Kepegawaian"),
    "executive": gettext_lazy("Ruang Bupati"),
    "indicators": gettext_lazy("Indikator"),
    "signin": gettext_lazy("Masuk dan keamanan"),
    "alerts": gettext_lazy("Peringatan"),
}


@page(MANAGE)
@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    groups = [(PARTS.get(key, key), rows) for key, rows in queries.all_settings(actor_of(request))]
    return render(request, "administration/settings.html", {"groups": groups, "title": _("Nilai bertanggal")})


@page(MANAGE)
@form_methods
def change(request: HttpRequest, key: str) -> HttpResponseBase:
    """One setting: its history, and a new value from a day on."""
    definition = definitions().get(key)
    if definition is None or not actor_of(request).can(definition.permission):
        raise Http404
    seen = queries.setting_mark(key)
    form = ValueForm(
        request.POST or None,
        definition=definition,
        present=queries.present_value(key),
        today=today(),
        initial={"seen": seen},
    )

    def act(checked: ValueForm) -> None:
        refuse_if_changed(checked, seen)
        data = checked.cleaned_data
        set_value(actor_of(request), key, data["value"], valid_from=data["valid_from"], basis=data["basis"])

    back = reverse("administration:settings")
    words = FormPage(
        str(definition.label), _("Tetapkan"), _("Nilai baru dicatat."), back, [(_("Nilai bertanggal"), back)]
    )
    context = {
        "definition": definition,
        "history": queries.setting_history(definition),
        "initial": queries.words_of(definition, definition.default),
        "today": today(),
    }
    return form_page(request, form, act, words, template="administration/setting.html", context=context)
