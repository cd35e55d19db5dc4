"""Words for what the trail stores as codes; each app names its own in `audit_words.py`.

    register(
        actions={"letters.sign": _("Menandatangani surat")},
        subjects={"letters.letter": _("Surat")},
        fields={"number": _("nomor")},
    )

A code without words is shown as it is; a test finds actions that nobody named.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise

Label = str | Promise
ACTIONS: dict[str, Label] = {}
SUBJECTS: dict[str, Label] = {}
FIELDS: dict[str, Label] = {}


def register(
    *,
    actions: Mapping[str, Label] | None = None,
    subjects: Mapping[str, Label] | None = None,
    fields: Mapping[str, Label] | None = None,
) -> None:
    """Adds words. Fields are shared by all apps: the first word for one stays."""
    ACTIONS.update(actions or {})
    SUBJECTS.update(subjects or {})
    for name, label in (fields or {}).items():
        FIELDS.setdefault(name, label)
