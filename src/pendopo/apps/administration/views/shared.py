"""What the screens share: forms that answer refusals at the field, and grouped form pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.errors import Refused
from pendopo.kernel.http import Request

Group = tuple[str, str, Sequence[str]]
Crumbs = Sequence[tuple[Any, str]]


def actor_of(request: HttpRequest) -> Actor:
    return cast(Request, request).actor


def accept(form: forms.Form, act: Callable[[], object]) -> bool:
    """Do it; a refusal is put at its field, with everything typed still there."""
    try:
        act()
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
        return False
    return True


def act_or_tell(request: HttpRequest, act: Callable[[], object], done: str, back: str) -> HttpResponseBase:
    """For buttons: do it and go back with the outcome as a message."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(back)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    back: str,
    crumbs: Crumbs = (),
    subtitle: str = "",
    groups: Sequence[Group] = (),
    warning: str = "",
    status: int = 200,
) -> HttpResponse:
    """One column of fields in groups with a sentence each."""
    return render(
        request,
        "administration/form.html",
        {
            "form": form,
            "title": title,
            "subtitle": subtitle,
            "submit": submit,
            "cancel_url": back,
            "crumbs": crumbs,
            "warning": warning,
            "grouped": [
                (head, text, [form[name] for name in names if name in form.fields]) for head, text, names in groups
            ],
            "hidden": form.hidden_fields(),
        },
        status=status,
    )


def changed_since(form: forms.Form, seen: str) -> bool:
    """Whether somebody changed the thing after this form was opened; says so on the form."""
    if form.cleaned_data.get("seen") == seen:
        return False
    form.add_error(
        None,
        _("Orang lain baru saja mengubahnya. Isian Anda masih ada; periksa perubahan itu, lalu kirim lagi bila perlu."),
    )
    if isinstance(form.data, QueryDict):
        typed = form.data.copy()
        typed["seen"] = seen
        form.data = typed
    return True
