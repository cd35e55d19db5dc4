"""Who sees alerts and who deals with them, and the live topic they come on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pendopo.kernel import live, policy

policy.register(
    permissions={
        "alerts.view": _("Melihat peringatan unit sendiri dan di bawahnya"),
        "alerts.manage": _("Mengakui, menunda, mendisposisi, dan menyelesaikan peringatan"),
    },
    roles={
        "bupati": ["alerts.view", "alerts.manage"],
        "sekda": ["alerts.view", "alerts.manage"],
        "kepala_opd": ["alerts.view", "alerts.manage"],
        "kepala_bidang": ["alerts.view"],
        "pengelola_presensi": ["alerts.view", "alerts.manage"],
        "auditor": ["alerts.view"],
        "admin": ["alerts.view"],
    },
)
live.register_topic("alert", "alerts.view")
