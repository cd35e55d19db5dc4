"""Slips counted twice by hand: do the two agree, does their count agree with the archive and the closing report? Pure.

A slip marked SALINAN is counted only when its original is not there: both carry the same six-letter code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PER_CHOICE: Final = "pilihan"
SLIPS: Final = "slip"
PRESENT: Final = "hadir"
PROTOCOL: Final[tuple[tuple[str, Any, Any], ...]] = (
    ("salinan", gettext_lazy("Slip SALINAN"),
     gettext_lazy("Cari kode yang sama pada dua slip. Bila aslinya ada, slip SALINAN tidak ikut dihitung.")),
    ("dikeluarkan", gettext_lazy("Surat suara yang dikeluarkan"),
     gettext_lazy("Cocokkan dengan laporan penutupan: surat suara dikeluarkan karena slipnya tidak keluar.")),
    ("diragukan", gettext_lazy("Slip yang diragukan"),
     gettext_lazy("Cocokkan dengan laporan penutupan: slip dinyatakan keluar tanpa jawaban printer.")),
    ("ulang", gettext_lazy("Hitung ulang"),
     gettext_lazy("Hitung sekali lagi tumpukan pilihan yang berbeda di hadapan saksi.")),
)  # fmt: skip
"""What to look at, in this order, before a difference may be explained."""


@dataclass(frozen=True, slots=True)
class Slips:
    """One person's count. `counts` in the order of the ballot; `copies` were put aside and are in no count."""

    counts: tuple[int, ...]
    copies: int = 0
    unclear: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts) + self.unclear


@dataclass(frozen=True, slots=True)
class Difference:
    """`size` in slips; `rows` are (name, one, other) under `columns`."""

    kind: str
    what: str
    size: int
    columns: tuple[str, str, str]
    rows: list[tuple[str, int, int]] = field(default_factory=list)


def agree(one: Slips, other: Slips) -> bool:
    """Every figure, copies and unclear ones too."""
    return one == other


def differences(
    slips: Slips, tally: Sequence[int], names: Sequence[str], closing: Mapping[str, Any]
) -> list[Difference]:
    """What does not agree between slips, archive and closing report; empty when all is well."""
    found = []
    rows = [(name, mine, told) for name, mine, told in zip(names, slips.counts, tally, strict=True) if mine != told]
    if rows:
        found.append(Difference(
            PER_CHOICE, _("Slip dan arsip berbeda pada %(n)s pilihan") % {"n": len(rows)},
            max(abs(mine - told) for _name, mine, told in rows), (_("Pilihan"), _("Slip"), _("Arsip")), rows,
        ))  # fmt: skip
    spent = int(closing.get("cards_spent", 0))
    if slips.total != spent:
        words = _("Slip %(slips)s, kartu terpakai %(spent)s") % {"slips": slips.total, "spent": spent}
        pair = (_("Seluruhnya"), slips.total, spent)
        found.append(Difference(SLIPS, words, abs(slips.total - spent), ("", _("Slip"), _("Kartu terpakai")), [pair]))
    present = int(closing.get("attended", 0)) + int(closing.get("extra", 0))
    if present != spent:
        words = _("Pemilih hadir %(present)s, kartu terpakai %(spent)s") % {"present": present, "spent": spent}
        pair = (_("Seluruhnya"), present, spent)
        columns = ("", _("Pemilih hadir"), _("Kartu terpakai"))
        found.append(Difference(PRESENT, words, abs(present - spent), columns, [pair]))
    return found


def next_check(done: Sequence[str]) -> str:
    """The next step of the protocol; "" when all were done."""
    return next((key for key, _label, _text in PROTOCOL if key not in done), "")
