"""Dated settings: numbers of law and local choice, with start date, legal basis and history."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pendopo.apps.administration import queries
from pendopo.apps.administration.forms import ValueForm
from pendopo.apps.administration.views.shared import accept, actor_of, changed_since
from pendopo.kernel.clock import today
from pendopo.kernel.http import page
from pendopo.kernel.settings_store import definitions, set_value

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
@require_http_methods(["GET", "POST"])
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
    if request.method == "POST" and form.is_valid() and not changed_since(form, seen):
        data = form.cleaned_data
        act = partial(
            set_value, actor_of(request), key, data["value"], valid_from=data["valid_from"], basis=data["basis"]
        )
        if accept(form, act):
            messages.success(request, _("Nilai baru dicatat."))
            return redirect("administration:settings")
    context = {
        "definition": definition,
        "form": form,
        "history": queries.setting_history(definition),
        "initial": queries.words_of(definition, definition.default),
        "title": definition.label,
        "crumbs": [(_("Nilai bertanggal"), reverse("administration:settings"))],
        "today": today(),
    }
    return render(request, "administration/setting.html", context, status=422 if form.errors else 200)
