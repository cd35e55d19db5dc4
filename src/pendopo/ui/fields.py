"""Parts of forms that every app needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.actor import Actor
from pendopo.kernel.scope import LEVEL_DIGITS, under
from pendopo.kernel.topics import topics
from pendopo.kernel.units.models import Unit

CHOOSE = ("", _("Pilih"))
"""The first of a list from which one has to be chosen."""
Groups = Sequence[tuple[Any, Any, Sequence[str]]]
"""How the fields of a form stand together: heading, sentence, names of the fields."""


def day_input() -> forms.DateInput:
    """With the browser's own calendar."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def topic_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """All topics that apps offer, by group, as choices."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in topics():
        groups.setdefault(str(topic.group), []).append((topic.key, str(topic.label)))
    return list(groups.items())


class UnitField(forms.ModelChoiceField):
    """Open units of the actor, each with its office's short name in front."""

    def __init__(self, actor: Actor, *, offices_only: bool = False, **options: Any) -> None:
        units = Unit.objects.filter(under(actor.unit_path, "path"), closed_on__isnull=True).order_by("path")
        if offices_only:
            units = units.filter(path__regex=rf"^[0-9]{{{LEVEL_DIGITS}}}$")
        self.offices = dict(Unit.objects.values_list("path", "short_name"))
        super().__init__(units, empty_label=str(CHOOSE[1]), **options)

    def label_from_instance(self, obj: Any) -> str:
        if len(obj.path) <= LEVEL_DIGITS:
            return str(obj.name)
        return f"{self.offices.get(obj.path[:LEVEL_DIGITS], '')} · {obj.name}"
