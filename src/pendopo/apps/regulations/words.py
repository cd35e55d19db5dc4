"""Status and stages in words and tones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

STATUS_WORDS: dict[str, Any] = {
    "rancangan": _("rancangan"),
    "ditarik": _("ditarik"),
    "belum": _("belum berlaku"),
    "berlaku": _("berlaku"),
    "diubah": _("berlaku, diubah"),
    "dicabut": _("dicabut"),
    "berakhir": _("tidak berlaku lagi"),
}
TONES = {
    "rancangan": "info",
    "ditarik": "mute",
    "belum": "watch",
    "berlaku": "ok",
    "diubah": "ok",
    "dicabut": "stale",
    "berakhir": "stale",
}
UNDERGOES: dict[str, Any] = {
    "revokes": _("Dicabut oleh"),
    "amends": _("Diubah oleh"),
    "partly": _("Dicabut sebagian oleh"),
    "implements": _("Dilaksanakan oleh"),
}
