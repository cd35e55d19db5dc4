"""Photos of voters for the check-in desk: how small they are, whose they are, what can be wrong with one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from pendopo.apps.elections.rules import nik as nik_rules

MOST_BYTES: Final = 20 * 1024
WIDTH, HEIGHT = 240, 320
NIK: Final = re.compile(r"\D*(\d{16})\D*")
FIGURES: Final = re.compile(r"\d{5,}")
WORDS: Final[dict[str, Any]] = {
    "name": _("Nama berkas tidak memuat satu NIK 16 angka."),
    "unknown": _("NIK ini tidak ada di daftar pemilih desa ini."),
    "picture": _("Bukan foto JPEG atau PNG yang utuh."),
    "large": _("Terlalu besar: paling besar 240 × 320 piksel dan 20 KB. Kecilkan dahulu."),
    "twice": _("Ada lebih dari satu foto untuk NIK ini; semuanya dilewati. Sisakan satu."),
}  # fmt: skip


@dataclass(slots=True)
class Photo:
    """A file of the ZIP: its place in it from 1, and what is wrong with it (a key of WORDS)."""

    place: int
    file_name: str
    content: bytes = b""
    problem: str = ""

    @property
    def nik(self) -> str:
        found = NIK.fullmatch(self.file_name.rpartition(".")[0])
        return found[1] if found else ""

    @property
    def label(self) -> str:
        """The file for people who may see the roll, without the whole NIK."""
        return nik_rules.masked(self.nik) if self.nik else without_figures(self.file_name)[:60]


def without_figures(name: str) -> str:
    """The name of a file without figures that could be a NIK."""
    return FIGURES.sub(lambda found: "•" * (len(found[0]) - 4) + found[0][-4:], name)


def fits(width: int, height: int, size: int) -> bool:
    return 0 < width <= WIDTH and 0 < height <= HEIGHT and size <= MOST_BYTES
