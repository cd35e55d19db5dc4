"""What the screens share: nobody writes over what somebody else changed meanwhile."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from pendopo.kernel.errors import Refused


def refuse_if_changed(form: forms.Form, seen: str) -> None:
    """Refuses when somebody changed the thing after this form was opened; sending it once more then holds."""
    if form.cleaned_data.get("seen") == seen:
        return
    if isinstance(form.data, QueryDict):
        typed = form.data.copy()
        typed["seen"] = seen
        form.data = typed
    raise Refused(
        _("Orang lain baru saja mengubahnya. Isian Anda masih ada; periksa perubahan itu, lalu kirim lagi bila perlu.")
    )
