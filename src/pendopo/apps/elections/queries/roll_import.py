"""Imports of voters: what was found, as a sheet to work from, and the sample file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import IO, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Pilkades, RollImport
from pendopo.apps.elections.rules import nik as nik_rules
from pendopo.apps.elections.rules.nik import ERROR, INFO, WARNING
from pendopo.apps.elections.rules.roll import HEADS
from pendopo.kernel.actor import Actor
from pendopo.kernel.sheets import write_xlsx

SHOWN = 200
ORDER = {ERROR: 0, WARNING: 1, INFO: 2}


def imports(actor: Actor, election: Pilkades | None = None) -> QuerySet[RollImport]:
    rows = RollImport.objects.visible_to(actor).select_related("election__unit")
    return rows.filter(election=election) if election else rows


def level_word(level: str) -> str:
    return str({ERROR: _("dilewati"), WARNING: _("periksa"), INFO: _("info")}[level])


def sorted_findings(found: RollImport) -> list[dict[str, Any]]:
    """The worst first, then by row."""
    return sorted(found.findings, key=lambda one: (ORDER[one["level"]], one["row"]))


def by_sentence(found: RollImport) -> list[tuple[str, str, int]]:
    """How often each finding comes: level, sentence, number."""
    told = Counter((one["level"], _kind_of(one)) for one in found.findings)
    return [
        (level, text, n) for (level, text), n in sorted(told.items(), key=lambda pair: (ORDER[pair[0][0]], -pair[1]))
    ]


def write_findings(stream: IO[bytes], found: RollImport) -> None:
    """All findings as XLSX, without any NIK: the row number leads to it in the person's own file."""
    rows: Iterable[tuple[Any, ...]] = (
        (one["row"], one["name"], level_word(one["level"]), one["text"]) for one in sorted_findings(found)
    )
    write_xlsx(
        stream, [_("Baris"), _("Nama"), _("Akibat"), _("Temuan")], rows, note=[found.file_name], widths=(8, 34, 12, 80)
    )


def write_sample(stream: IO[bytes]) -> None:
    """The columns of an import with two invented people."""
    rows = [
        ("6401060101900001", nik_rules.make("640106", "P", date(1990, 12, 31), 1), "SITI AMINAH", "Kuaro", "31-12-1990",
         "S", "P", "Jl. Melati 3", "Mawar", "001", "002", "", "Petani", ""),
        ("6401060101900001", nik_rules.make("640106", "L", date(1988, 5, 5), 2), "BUDI HARTONO", "Tanah Grogot",
         "05-05-1988", "S", "L", "Jl. Melati 3", "Mawar", "001", "002", "Tunanetra", "Nelayan", ""),
    ]  # fmt: skip
    note = [_("Contoh daftar pemilih"), _("Hapus dua baris contoh. Status perkawinan: B belum, S sudah, P pernah.")]
    write_xlsx(
        stream, list(HEADS.values()), rows, note=note, widths=(20, 20, 30, 18, 14, 12, 10, 30, 16, 6, 6, 18, 18, 20)
    )


def _kind_of(finding: dict[str, Any]) -> str:
    """Sentences with a name or number in them are counted together."""
    known = {
        "twice": _("NIK sama dengan baris lain di berkas ini."), "struck": _("Sudah dicoret dari daftar."),
        "elsewhere": _("NIK juga terdaftar di desa lain."),
    }  # fmt: skip
    return str(known.get(finding["code"], finding["text"]))
