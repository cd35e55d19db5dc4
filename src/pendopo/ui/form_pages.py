"""The page of a form, and what a button does: an act, and its refusal told where the person looks.

A form says by attributes what stands beside its fields: `groups` (`pendopo.ui.fields.Groups`), `basis` (the law behind
a field by its name), `lists` (words that a field with `list` offers, each with an explanation), and `refusals` (the
field of a refusal that the service calls by another name).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BoundField, ChoiceField, DateField, Field, FileField, Form, IntegerField, TimeField
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pendopo.kernel.errors import Refused
from pendopo.kernel.jobs.models import Job
from pendopo.ui.registers import Crumbs

form_methods = require_http_methods(["GET", "POST"])
"""For the view of a form page."""
Drawn = list[tuple[Any, Any, list[tuple[BoundField, str, str]]]]


@dataclass(frozen=True)
class FormPage:
    """What stands around a form: heading, verb, what is said when done, where to go, the way there.

    `sentence` stands above the fields of a form without groups, `warning` above the form; `draft` is the name under
    which the browser keeps what was typed.
    """

    title: str
    submit: str
    done: str
    back: str
    crumbs: Crumbs = ()
    subtitle: str = ""
    sentence: str = ""
    draft: str = ""
    warning: str = ""


def form_page(
    request: HttpRequest, form: Any, act: Callable[[Any], object], words: FormPage, *,
    template: str = "ui/form.html", context: dict[str, Any] | None = None,
) -> HttpResponseBase:  # fmt: skip
    """Show a form, or act on it and go on; a refusal is shown at its field with everything typed kept.

    `act` may give an address to go to instead of `words.back`, or an answer of its own.
    """
    say_what_is_missing(form)
    if request.method == "POST" and form.is_valid():
        try:
            target = act(form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if words.done:
                messages.success(request, words.done)
            if isinstance(target, HttpResponseBase):
                return target
            return redirect(target if isinstance(target, str) else words.back)
    page = {
        "title": words.title, "subtitle": words.subtitle, "crumbs": [*words.crumbs, (words.title, "")], "form": form,
        "submit": words.submit, "cancel_url": words.back, "draft": words.draft, "warning": words.warning,
        "grouped": grouped(form, words.sentence),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    response: HttpResponse = render(request, template, page | (context or {}), status=status)
    return response


def say_what_is_missing(form: Form) -> None:
    """An empty field asks for itself by name, unless the form has words of its own for it."""
    for bound in form:
        said = bound.field.error_messages
        if said["required"] == Field.default_error_messages["required"]:
            chosen = isinstance(bound.field, ChoiceField | FileField)
            words = gettext_lazy("Pilih %(label)s.") if chosen else gettext_lazy("Isi %(label)s.")
            said["required"] = words % {"label": bound.label}


def refuse(form: Form, refusal: Refused) -> None:
    """A refusal at its field; where the form has no such field, above the form."""
    name = getattr(form, "refusals", {}).get(refusal.field, refusal.field)
    form.add_error(name if name in form.fields else None, refusal.message)


def grouped(form: Form, sentence: str = "") -> Drawn:
    """The visible fields in their groups, each with its legal basis and its width."""
    basis: dict[str, str] = getattr(form, "basis", {})
    shown = [bound.name for bound in form.visible_fields()]
    groups = getattr(form, "groups", None) or [("", sentence, shown)]
    return [
        (head, said, [(form[name], basis.get(name, ""), _width(form[name])) for name in names if name in shown])
        for head, said, names in groups
    ]


def _width(bound: BoundField) -> str:
    """Dates and numbers need little room."""
    return "short" if isinstance(bound.field, DateField | TimeField | IntegerField) else ""


def act_and_return(request: HttpRequest, act: Callable[[], object], *, done: str, back: str) -> HttpResponseBase:
    """One act of a button: done, or the refusal as a message; either way back to the page."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(back)


def start_and_follow(request: HttpRequest, start: Callable[[], Job], *, back: str) -> HttpResponseBase:
    """Start a task and go to its progress; a refusal is told on the page it came from."""
    try:
        job = start()
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(back)
    return redirect(job.get_absolute_url())
