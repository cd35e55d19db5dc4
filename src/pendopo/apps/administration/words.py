"""What the audit trail stores as codes, in words."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from pendopo.kernel.audit.words import ACTIONS, FIELDS, SUBJECTS
from pendopo.ui import formats

DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAY_LENGTH = 10
VALUES: dict[Any, Any] = {"password": _("kata sandi"), "code": _("kode"), "plt": "Plt.", "plh": "Plh."}


def action_word(action: str) -> str:
    """What was done, in words; the code itself for an action without words."""
    return str(ACTIONS.get(action, action))


def subject_word(subject_type: str) -> str:
    """What it was done to: the model's own name where no better word is known."""
    if subject_type in SUBJECTS:
        return str(SUBJECTS[subject_type])
    if subject_type.startswith("nama:"):
        return _now("Nama tak dikenal")
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name).capitalize()
    except (LookupError, ValueError):
        return subject_type


def change_words(change: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs of field and value as shown."""
    return [(str(FIELDS.get(key, key)), _value_word(value)) for key, value in change.items()]


def _value_word(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(key, key)}: {_value_word(inner)}" for key, inner in value.items())
    if isinstance(value, bool):
        return _now("ya") if value else _now("tidak")
    text = "–" if value in (None, "") else str(VALUES.get(str(value), value))
    return _date_word(text) if DAY.match(text) else text


def _date_word(text: str) -> str:
    try:
        if len(text) == DAY_LENGTH:
            return formats.long_date(date.fromisoformat(text))
        return formats.date_and_time(datetime.fromisoformat(text))
    except ValueError:
        return text
