"""Papers of the roll: the DPS for the village board and the record of the DPT. No NIK in either."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from pendopo.apps.elections.models import Pilkades, Voter
from pendopo.apps.elections.queries import roll as queries
from pendopo.apps.elections.rules.roll import age_on
from pendopo.apps.elections.services.elections import require_runner
from pendopo.apps.elections.services.roll import VOTERS
from pendopo.kernel import audit, pdf
from pendopo.kernel.actor import Actor
from pendopo.kernel.clock import now
from pendopo.kernel.errors import Refused
from pendopo.ui import formats

TEMPLATE: Final = "apps/elections/typst/roll.typ"


def board(actor: Actor, election: Pilkades) -> bytes:
    """The roll as it is hung up: by hamlet while provisional, by station once set. Name, sex, age and address."""
    require_runner(actor, election, VOTERS)
    roll, is_set = queries.roll_of(election), election.roll_set_on is not None
    rows = queries.listed(election).select_related("hamlet", "station")
    if is_set:
        parts = _parts(rows.order_by("station__number", "number"), lambda row: f"TPS {row.station.number}", election)
        title = _("Daftar Pemilih Tetap")
        dates = _("Ditetapkan %(on)s") % {"on": formats.long_date(election.roll_set_on)}
    else:
        if roll.announced_on is None:
            raise Refused(_("DPS belum diumumkan. Umumkan dahulu, lalu cetak."))
        parts = _parts(rows.order_by(F("hamlet__name").asc(nulls_last=True), "search_name", "pk"), _hamlet, election)
        title = _("Daftar Pemilih Sementara")
        dates = _("Diumumkan %(on)s sampai %(until)s") % {
            "on": formats.long_date(roll.announced_on), "until": formats.long_date(roll.announced_until),
        }  # fmt: skip
    audit.record("elections.roll_board", election, actor, kind="dpt" if is_set else "dps")
    return pdf.render(TEMPLATE, _frame(election, title) | {
        "kind": "list", "dates": dates, "parts": parts,
        "heads": [_("No."), _("Nama"), _("L/P"), _("Umur"), _("Alamat")],
        "note": "" if is_set else _("Belum terdaftar atau ada yang keliru? Lapor ke panitia di balai desa."),
    })  # fmt: skip


def record(actor: Actor, election: Pilkades) -> bytes:
    """The berita acara of the DPT: counts by station and sex and the digest of the list."""
    require_runner(actor, election, VOTERS)
    roll = queries.roll_of(election)
    if roll.set_on is None:
        raise Refused(_("DPT belum ditetapkan."))
    counts = queries.public_counts(election)
    men, women = sum(one.men for one in counts), sum(one.women for one in counts)
    rows = [[f"TPS {one.number}", one.place, *_figures(one.men, one.women)] for one in counts]
    return pdf.render(TEMPLATE, _frame(election, _("Berita Acara Penetapan DPT")) | {
        "kind": "record", "number": roll.decree_number,
        "opening": _("Panitia pemilihan menetapkan Daftar Pemilih Tetap %(election)s, %(village)s, pada %(on)s.") % {
            "election": election.title, "village": election.unit.name,
            "on": formats.long_date(roll.set_on, weekday=True),
        },
        "heads": [_("TPS"), _("Tempat"), _("Laki-laki"), _("Perempuan"), _("Jumlah")],
        "rows": rows, "total": [_("Jumlah"), "", *_figures(men, women)],
        "digest_word": _("Sidik daftar (SHA-256)"), "digest": roll.digest,
        "digest_says": _("Sidik ini berubah bila satu huruf saja dalam daftar berubah."),
        "again": _("Penetapan ke-%(n)s. Alasan dibuka kembali: %(why)s") % {
            "n": roll.times_set, "why": roll.reopened_because,
        } if roll.times_set > 1 else "",
        "signers": [_("Ketua panitia"), _("Saksi BPD"), _("Saksi calon")],
    })  # fmt: skip


def _frame(election: Pilkades, title: str) -> dict[str, Any]:
    parent = election.unit.parent
    return {
        "title": title, "regency": str(settings.REGENCY["name"]), "election": election.title,
        "village": ", ".join(name for name in (election.unit.name, parent.name if parent else "") if name),
        "made": formats.long_date(now().date()), "words": {"page": _("Halaman"), "of": _("dari")},
    }  # fmt: skip


def _parts(rows: Iterable[Voter], key: Any, election: Pilkades) -> list[dict[str, Any]]:
    found = []
    for name, members in groupby(rows, key=key):
        lines = [
            [
                str(row.number or place),
                row.name,
                row.sex,
                str(age_on(row.born_on, election.day)),
                queries.address_of(row),
            ]
            for place, row in enumerate(members, 1)
        ]
        found.append({"name": name, "count": _("%(n)s pemilih") % {"n": formats.number(len(lines))}, "rows": lines})
    return found


def _hamlet(row: Voter) -> str:
    return row.hamlet.name if row.hamlet else str(_("Dusun belum diketahui"))


def _figures(men: int, women: int) -> list[str]:
    return [formats.number(men), formats.number(women), formats.number(men + women)]
