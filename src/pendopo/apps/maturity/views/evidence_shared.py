"""What the views of evidence share: the way to a page, and forms with chips to other forms beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.ui.form_pages import FormPage, form_page
from pendopo.ui.registers import Crumbs

Chips = tuple[tuple[str, str, str, bool], ...]
"""Label, address, name, whether it is the one shown."""


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Evaluasi SPBE"), reverse("maturity:home")), (_("Bukti"), reverse("maturity:evidence")), *more]


def ask(
    request: HttpRequest, form: Form, act: Callable[[Any], object], words: FormPage, beside: Chips = ()
) -> HttpResponseBase:
    """The page of a form on evidence."""
    return form_page(request, form, act, words, template="maturity/evidence_form.html", context={"beside": beside})
