"""Forms of the room."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pendopo.kernel import clock
from pendopo.kernel.actor import Actor
from pendopo.kernel.alerts.models import Alert
from pendopo.kernel.alerts.queries import possible_assignees
from pendopo.kernel.people.models import RoleAssignment
from pendopo.ui.fields import area, day_input

SNOOZES = {
    "1j": _("1 jam"),
    "besok": _("sampai besok 07.00"),
    "senin": _("sampai Senin 07.00"),
}
END_OF_DAY = time(16, 0)


def snooze_until(choice: str) -> datetime:
    """The moment a postponement ends, in the regency's own clock."""
    now = clock.now()
    if choice == "besok":
        return datetime.combine(now.date() + timedelta(days=1), time(7), now.tzinfo)
    if choice == "senin":
        return datetime.combine(now.date() + timedelta(days=7 - now.weekday()), time(7), now.tzinfo)
    return now + timedelta(hours=1)


class AssignForm(forms.Form):
    """An order: to whom, what, until when."""

    to = forms.TypedChoiceField(label=_("Kepada"), coerce=int)
    instruction = forms.CharField(
        label=_("Isi disposisi"), max_length=500, widget=forms.Textarea(attrs={"rows": 3, "autofocus": True})
    )
    due_on = forms.DateField(label=_("Tenggat"), widget=day_input())

    def __init__(self, *args: Any, actor: Actor, alert: Alert, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.person_id: one for one in possible_assignees(actor, alert.unit_path)}
        self.fields["to"].choices = [(key, _label(one)) for key, one in self.people.items()]  # type: ignore[attr-defined]
        self.fields["due_on"].initial = _next_workday(clock.today())

    @property
    def due_at(self) -> datetime:
        """The end of the office day of the deadline."""
        return datetime.combine(self.cleaned_data["due_on"], END_OF_DAY, clock.regency_zone())

    @property
    def person(self) -> Any:
        return self.people[self.cleaned_data["to"]].person


def _label(one: RoleAssignment) -> str:
    return f"{one.person.name} · {one.post.title if one.post else one.unit.short_name}"


def _next_workday(day: date) -> date:
    after = day + timedelta(days=1)
    while after.weekday() >= 5:
        after += timedelta(days=1)
    return after


class NoteForm(forms.Form):
    """A word on what was done: an answer, or the reason for closing."""

    note = forms.CharField(label=_("Apa yang sudah dilakukan"), max_length=500, widget=area(3))


class MapForm(forms.Form):
    file = forms.FileField(
        label=_("Berkas GeoJSON"),
        help_text=_("Batas kecamatan, WGS 84, dengan kode wilayah Kemendagri (contoh 64.01.03). Paling besar 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )


class ScreenForm(forms.Form):
    name = forms.CharField(label=_("Nama layar"), max_length=100, help_text=_("Tempatnya, misalnya Ruang rapat utama."))
    unit_path = forms.ChoiceField(label=_("Menampilkan"), required=False)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_path"].choices = units  # type: ignore[attr-defined]
