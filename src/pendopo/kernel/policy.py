"""Permissions and the standard roles that carry them. Each app registers its own in <app>/policy.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise

ROLES: dict[str, Any] = {
    "admin": _("Administrator sistem"),
    "bupati": _("Bupati"),
    "sekda": _("Sekretaris Daerah"),
    "kepala_opd": _("Kepala perangkat daerah"),
    "kepala_bidang": _("Kepala bidang"),
    "pengelola_presensi": _("Pengelola presensi (BKPSDM)"),
    "operator_opd": _("Operator perangkat daerah"),
    "auditor": _("Auditor (Inspektorat)"),
    "pegawai": _("Pegawai"),
}
PERMISSIONS: dict[str, Any] = {}
_granted: dict[str, set[str]] = defaultdict(set)
_whole: set[str] = set()


def add_role(key: str, label: Label) -> None:
    """A standard role that an app needs of its own (in its policy.py)."""
    ROLES.setdefault(key, label)


def register(
    *, permissions: Mapping[str, Label], roles: Mapping[str, Iterable[str]], whole: Iterable[str] = ()
) -> None:
    """Add permissions (name to label) and give them to standard roles. Raises ValueError on an unknown name.

    `whole` names those that touch the whole regency: a role held in one office only does not carry them.
    """
    PERMISSIONS.update(permissions)
    _whole.update(whole)
    for role, names in roles.items():
        if role not in ROLES:
            raise ValueError(f"unknown role {role}")
        for name in names:
            if name not in PERMISSIONS:
                raise ValueError(f"unknown permission {name}")
            _granted[role].add(name)


def permissions_of(role: str, *, whole_regency: bool = True) -> frozenset[str]:
    """What a role may do; everybody also has what a plain employee has."""
    held = _granted[role] | _granted["pegawai"]
    return frozenset(held if whole_regency else held - _whole)


register(
    permissions={
        "units.view": _("Melihat susunan perangkat daerah"),
        "units.manage": _("Mengubah susunan perangkat daerah"),
        "people.manage": _("Mengelola akun dan penugasan"),
        "calendar.manage": _("Mengelola hari libur"),
        "settings.manage": _("Mengelola pengaturan"),
        "audit.view": _("Membaca jejak audit"),
    },
    roles={
        "admin": ["units.view", "units.manage", "people.manage", "calendar.manage", "settings.manage", "audit.view"],
        "pengelola_presensi": ["units.view", "calendar.manage"],
        "auditor": ["units.view", "audit.view"],
        "bupati": ["units.view"],
        "sekda": ["units.view"],
        "kepala_opd": ["units.view"],
        "operator_opd": ["units.view"],
        "pegawai": [],
    },
    whole=["calendar.manage", "settings.manage"],
)
