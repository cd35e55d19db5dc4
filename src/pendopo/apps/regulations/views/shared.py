"""What the views of the register share: the way to a record, and the words of a form."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from pendopo.apps.regulations import queries
from pendopo.apps.regulations.models import Regulation
from pendopo.kernel.http import actor_of
from pendopo.ui.form_pages import FormPage
from pendopo.ui.registers import Crumbs


def crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Produk hukum"), reverse("regulations:register")), *more]


def page_of(regulation: Regulation) -> str:
    return reverse("regulations:record", args=[regulation.pk])


def found(request: HttpRequest, regulation_id: int) -> Regulation:
    """The document, or 404 when there is none that the actor may see."""
    rows = queries.visible(actor_of(request)).select_related("owner_unit", "file")
    return get_object_or_404(rows, pk=regulation_id)


def form_words(regulation: Regulation, title: str, submit: str, done: str, sentence: str = "") -> FormPage:
    """What stands around a form that is opened from a record and goes back there."""
    back = page_of(regulation)
    way = crumbs((str(regulation), back))
    return FormPage(title, submit, done, back, way, subtitle=regulation.title, sentence=sentence)
